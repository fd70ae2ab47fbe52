"""Who may open the demo: a browser of this machine that was pointed at this address, and nobody else's page.

A name that a stranger's site makes point here (DNS rebinding), and a page of theirs that opens our socket,
show themselves in `Host` and `Origin`; the framework under us checks neither.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws:; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'self'"
)
"""nothing is loaded from elsewhere; what NiceGUI needs is written into the page"""


class OnlyFromHere:
    """Refuses what was not asked of `hosts` ("127.0.0.1:8081") by a page of theirs.

    `policy`: what a page may load; None: the app says so itself.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], policy: str | None = POLICY) -> None:
        self.app, self._hosts = app, hosts
        self._policy = policy
        self._origins = frozenset(f"http://{host}" for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif self._is_ours(Headers(scope=scope)):
            await self.app(scope, receive, _with_policy(send, self._policy) if self._policy else send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse("This address is for this machine only.", 403)(scope, receive, send)

    def _is_ours(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        return headers.get("host") in self._hosts and (origin is None or origin in self._origins)


def hosts_of(port: int) -> frozenset[str]:
    """The names under which this machine knows itself."""
    return frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))


def _with_policy(send: Send, policy: str) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = policy
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = "no-referrer"
        await send(message)

    return sent
