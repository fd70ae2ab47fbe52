"""The public application: its routes, and what holds for every answer it gives.

Whoever it is, an answer tells no reason of ours, is kept by no cache and found by no search engine, runs no
script and stands in nobody's frame.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.app import App
from bot.web.card_page import Answer, answer_for, language, page, read_token, style_source
from bot.web.payments import PaymentsWebhook
from bot.web.pictures import Pictures
from bot.web.visits import Visits
from bot.web.whatsapp import WhatsAppWebhooks
from storage.cards import Card, card

READY_SECONDS = 2.0
CARD_SECONDS = 10.0
RETRY_SECONDS = "60"

_log = structlog.get_logger()


Endpoint = Callable[[Request], Awaitable[Response]]


class Count(Protocol):
    """Is told of a webhook of a channel: the status of the answer, and how many seconds it took."""

    def __call__(self, channel: str, status: int, seconds: float, /) -> None: ...


class Webhook(Protocol):
    """What takes what a platform posts."""

    async def take(self, request: Request) -> Response:
        """Answers once it is durable."""


def application(
    app: App,
    wake: Callable[[], None] = lambda: None,
    *,
    telegram: Webhook | None = None,
    whatsapp: WhatsAppWebhooks | None = None,
    count: Count = lambda *_: None,
) -> ASGIApp:
    """What answers at the public address; `wake` is called when there may be something to send.

    `telegram`, `whatsapp`: what takes their webhooks; None: that channel has none here. `count` is told of
    each webhook of theirs that was answered.
    """
    routes: list[Route] = []  # tried in their order: what comes most often first
    if telegram is not None:
        heard = _counted("telegram", telegram.take, count)
        routes.append(Route("/telegram/webhook", heard, methods=["POST"]))
    if whatsapp is not None:
        routes += [
            Route("/whatsapp/webhook", _counted("whatsapp", whatsapp.incoming, count), methods=["POST"]),
            Route("/whatsapp/status", _counted("whatsapp", whatsapp.status, count), methods=["POST"]),
            Route("/gambar/{token}.png", Pictures(app).show),
        ]
    secret = app.settings.payments.webhook_secret
    if secret is not None:
        webhook = PaymentsWebhook(app, secret.get_secret_value().encode(), wake)
        routes.append(Route("/payments/webhook", webhook.take, methods=["POST"]))
    routes += [
        Route("/kartu/{token}", Cards(app).page),
        Route("/healthz", _alive),
        Route("/readyz", partial(_ready, app=app)),
        Route("/robots.txt", _robots),
    ]
    return Guarded(Starlette(routes=routes))


def _counted(channel: str, answer: Endpoint, count: Count) -> Endpoint:
    async def answered(request: Request) -> Response:
        began = time.perf_counter()
        response = await answer(request)
        count(channel, response.status_code, time.perf_counter() - began)
        return response

    return answered


class Cards:
    """Tells whether a card is genuine; whoever asks too often waits."""

    def __init__(self, app: App, visits: Visits | None = None) -> None:
        self._app, self._visits = app, visits or Visits()

    async def page(self, request: Request) -> Response:
        app, headers = self._app, request.headers
        answer = await self._answer(request)
        lang = language(request.query_params.get("lang"), headers.get("accept-language", ""), app.office)
        today = app.times.now().astimezone(app.office.zone).date()
        retry = {"Retry-After": RETRY_SECONDS} if answer.kind in ("busy", "away") else {}
        return HTMLResponse(page(answer, lang, app.office, today, is_demo=app.is_demo), answer.status, retry)

    async def _answer(self, request: Request) -> Answer:
        if not self._visits.allows(request.client.host if request.client else ""):
            return Answer("busy")
        token = read_token(request.path_params["token"])
        if token is None:
            return Answer("malformed")
        try:
            async with asyncio.timeout(CARD_SECONDS):
                return answer_for(await asyncio.to_thread(self._find, token))
        except (SQLAlchemyError, TimeoutError) as error:
            _log.warning("web.card_not_read", error=type(error).__name__)
            return Answer("away")

    def _find(self, token: str) -> Card | None:
        with self._app.store.reading() as conn:
            return card(conn, self._app.store.secrets, token)


async def _alive(_: Request) -> Response:
    return PlainTextResponse("alive\n")


async def _ready(_: Request, app: App) -> Response:
    """Can the database be read, and is its schema ours? Why not is nobody's business here."""
    try:
        async with asyncio.timeout(READY_SECONDS):
            is_ready = await asyncio.to_thread(app.store.is_current)
    except (SQLAlchemyError, TimeoutError) as error:
        _log.warning("web.not_ready", error=type(error).__name__)
        is_ready = False
    return PlainTextResponse("ready\n" if is_ready else "not ready\n", 200 if is_ready else 503)


async def _robots(_: Request) -> Response:
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


class Guarded:
    """Puts onto every answer what holds for all of them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        headers = {
            "Cache-Control": "no-store",
            "Content-Security-Policy": f"default-src 'none'; style-src {style_source()}; base-uri 'none'; "
            "form-action 'none'; frame-ancestors 'none'",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "X-Robots-Tag": "noindex, nofollow",
        }
        self._headers = Headers(headers).raw
        self._names = {name for name, _ in self._headers}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = (header for header in message["headers"] if header[0] not in self._names)
                message["headers"] = [*own, *self._headers]
            await send(message)

        await self._app(scope, receive, guarded)
