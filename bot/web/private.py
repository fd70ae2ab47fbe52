"""The private address: the console, figures for Prometheus, each promise with what to do. Never made public.

Whoever asks is of this machine or of a private network, and asked for this address by its name, so a
stranger's page in a browser here (DNS rebinding) shows itself. So does a proxy that leads the world here by
mistake, if it says that it is one (Caddy does). One that does not is not noticed: nginx, unless told to.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.app import App
from bot.channels import Channel
from bot.console.guard import OnlyFromHere, hosts_of
from bot.health import look
from bot.metrics import CONTENT_TYPE, Metrics
from bot.promises import Promise

_OF_A_PROXY = frozenset((b"forwarded", b"via", b"x-real-ip"))
WHAT_IS_HERE = """\
Sertakan, the private address

  /readyz    each promise, whether it holds, and what to do where it does not
  /metrics   figures for Prometheus
"""


def application(
    app: App, metrics: Metrics, channels: Sequence[Channel] = (), console: ASGIApp | None = None
) -> ASGIApp:
    """What answers at the private address; None: without the console."""

    async def figures(_: Request) -> Response:
        return Response(await asyncio.to_thread(metrics.shown), headers={"Content-Type": CONTENT_TYPE})

    async def ready(request: Request) -> Response:
        found = await look(app, channels)
        status = 200 if all(one.holds or one.is_warning for one in found) else 503
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse(
                {"ready": status == 200, "promises": [_as_data(one) for one in found]}, status
            )
        return PlainTextResponse("".join(map(_as_lines, found)), status)

    async def index(_: Request) -> Response:
        return PlainTextResponse(WHAT_IS_HERE)

    own = [Route("/metrics", figures), Route("/readyz", ready)]
    here = app.settings.console
    led = (
        frozenset((urlsplit(here.url).netloc,)) if here.url and here.url.startswith("https:") else frozenset()
    )
    known = hosts(here.host, here.port) | (
        frozenset((urlsplit(here.url).netloc,)) if here.url else frozenset()
    )
    if console is None:
        plain = Starlette(routes=[Route("/", index), *own])
        return OnlyNear(OnlyFromHere(plain, known, policy=None, led=led), led)
    both = _Figures(Starlette(routes=own), console)
    return OnlyNear(OnlyFromHere(both, known, led=led), led)


class _Figures:
    """Answers what programs ask for; all else is the console's."""

    def __init__(self, figures: ASGIApp, console: ASGIApp) -> None:
        self.app, self._figures = console, figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_figures = scope["type"] == "http" and scope["path"] in ("/metrics", "/readyz")
        await (self._figures if is_figures else self.app)(scope, receive, send)


def hosts(host: str, port: int) -> frozenset[str]:
    """The names by which this address is asked for."""
    own = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return hosts_of(port) | {own}


class OnlyNear:
    """Refuses who is neither of this machine nor of a private network, and what came through a proxy.

    `led`: hosts that a proxy inside the office's own network may lead here, as the settings say.
    """

    def __init__(self, app: ASGIApp, led: frozenset[str] = frozenset()) -> None:
        self.app, self._led = app, led

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or self._may(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse("This address is private.\n", 403)(scope, receive, send)

    def _may(self, scope: Scope) -> bool:
        client = scope.get("client")
        is_led = _is_led_here(scope) and Headers(scope=scope).get("host") not in self._led
        return client is not None and is_near(client[0]) and not is_led


def _is_led_here(scope: Scope) -> bool:
    names = (name.lower() for name, _ in scope["headers"])
    return any(name in _OF_A_PROXY or name.startswith(b"x-forwarded-") for name in names)


def is_near(address: str) -> bool:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return ip.is_loopback or ip.is_private


def _as_data(promise: Promise) -> dict[str, object]:
    return {
        "name": promise.name,
        "subject": promise.subject,
        "holds": promise.holds,
        "is_warning": promise.is_warning,
        "detail": promise.detail,
        "do": promise.do,
    }


def _as_lines(promise: Promise) -> str:
    state = "ok  " if promise.holds else "warn" if promise.is_warning else "BAD "
    line = f"{state} {promise.key}: {promise.detail}\n"
    return line if promise.holds else f"{line}       {promise.do}\n"
