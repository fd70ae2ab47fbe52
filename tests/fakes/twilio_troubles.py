"""What goes wrong at the fake Twilio: one request that fails, in one way."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from tests.fakes.twilio_messages import Refusal


@dataclass(frozen=True)
class Trouble:
    """Something that goes wrong with one request. `kept`: Twilio has done what was asked all the same."""

    status: int | None = None
    """of the answer; None: the connection is cut"""
    code: int | None = None
    message: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    kept: bool = False
    hang: bool = False
    slow: bool = False
    """half an answer comes, and no more"""
    body: bytes | None = None
    """an answer that is none of Twilio's"""


def too_many_requests(seconds: int | None = None) -> Trouble:
    headers = {} if seconds is None else {"Retry-After": str(seconds)}
    return Trouble(429, 20429, "Too Many Requests", headers)


def refused_with(code: int, status: int = 400) -> Trouble:
    return Trouble(status, code, f"refused with {code}")


UNAUTHORIZED = Refusal(401, 20003, "Authenticate")
NOT_FOUND = Refusal(404, 20404, "The requested resource was not found")
BAD_GATEWAY = Trouble(502, body=b"<html>502</html>")
GATEWAY_TIMEOUT = Trouble(504, body=b"<html>504</html>")
RESET = Trouble()
DROP_AFTER_ACCEPT = Trouble(kept=True)
HANG = Trouble(hang=True, kept=True)
SLOW_BODY = Trouble(slow=True, kept=True)
NOT_JSON = Trouble(201, kept=True, body=b"<html>it works</html>")


def refused(refusal: Refusal) -> Response:
    """As Twilio answers it."""
    told = {
        "code": refusal.code,
        "message": refusal.message,
        "more_info": f"https://www.twilio.com/docs/errors/{refusal.code}",
        "status": refusal.status,
    }
    return JSONResponse(told, refusal.status, headers=dict(refusal.headers))


async def answer_to(trouble: Trouble) -> Response:
    """What comes back, if anything does."""
    if trouble.hang:
        await asyncio.sleep(3600)
    if trouble.slow:
        return _HalfAnAnswer()
    if trouble.status is None:
        return _CutOff()
    if trouble.body is not None:
        return Response(trouble.body, trouble.status, dict(trouble.headers), "text/html")
    return refused(Refusal(trouble.status, trouble.code, trouble.message, trouble.headers))


class _CutOff(Response):
    """The connection is closed before the answer is whole."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 201, "headers": [(b"content-length", b"100")]})
        await send({"type": "http.response.body", "body": b'{"sid"', "more_body": True})


class _HalfAnAnswer(_CutOff):
    """The connection stays, and nothing more comes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await super().__call__(scope, receive, send)
        await asyncio.sleep(3600)
