"""Who may open the private address: a browser that was pointed at it by its name, and nobody else's page.

A name that a stranger's site makes point here (DNS rebinding), and a page of theirs that opens our socket or
posts a form here, show themselves in `Host` and `Origin`; the framework under us checks neither.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws://{host} wss://{host}; "
    "object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
"""nothing is loaded from elsewhere; what NiceGUI needs is written into the page"""
_READS = ("GET", "HEAD", "OPTIONS")


class OnlyFromHere:
    """Refuses what was not asked of `hosts` ("127.0.0.1:8081") by a page of theirs.

    `policy`: what a page may load, where only browsers come: what changes something, and a socket, must say
    which page it is of. None: programs come as well. `led`: hosts that a proxy serves with HTTPS.
    """

    def __init__(
        self,
        app: ASGIApp,
        hosts: frozenset[str],
        policy: str | None = POLICY,
        led: frozenset[str] = frozenset(),
    ) -> None:
        self.app, self._policy = app, policy
        self._origins: Mapping[str, str] = {
            **{host: f"http://{host}" for host in hosts},
            **{host: f"https://{host}" for host in led},
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if self._is_ours(scope, host, headers.get("origin")):
            policy = self._policy.format(host=host) if self._policy else None
            await self.app(scope, receive, _with_policy(send, policy) if policy else send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse("This address is for this machine only.", 403)(scope, receive, send)

    def _is_ours(self, scope: Scope, host: str, origin: str | None) -> bool:
        if host not in self._origins:
            return False
        if origin is None:
            return self._policy is None or (scope["type"] == "http" and scope["method"] in _READS)
        return origin == self._origins[host]


def hosts_of(port: int) -> frozenset[str]:
    """The names under which this machine knows itself."""
    return frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))


def _with_policy(send: Send, policy: str) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = policy
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = "same-origin"  # with none at all a form of ours says "Origin: null"
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
        await send(message)

    return sent
