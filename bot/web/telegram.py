"""The webhook at which Telegram posts what people do: answered with 200 once it is in the database.

    200   taken, known already, not understood (kept as it came), or nobody's conversation
    400   the body came too slowly, or broke off; 413 it is larger than any update
    403   the secret is not ours
    503   the database is away, or too much is in hand: Telegram posts it again

Anything but 2xx comes again, so nothing that is wrong with an update itself is answered so.
"""

from __future__ import annotations

import asyncio
import hmac
import time
from collections.abc import Awaitable, Callable, Sequence

import structlog
from starlette.requests import Request
from starlette.responses import Response

from bot.channels import Inbound, NewId, Received
from bot.channels.telegram import Telegram
from bot.web.bodies import read_body
from bot.web.seldom import Seldom

LARGEST = 1024 * 1024
"""bytes of a body"""
BODY_SECONDS = 10.0
TAKE_SECONDS = 20.0
"""after which it is posted again; what is in hand is taken all the same, and known then"""
MOST_IN_HAND = 200
RETRY_SECONDS = 5
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105  its name

_log = structlog.get_logger()


class TelegramWebhook:
    """`take` makes what came in durable; it may be given the same thing several times at once."""

    def __init__(
        self,
        telegram: Telegram,
        take: Callable[[Sequence[Received]], Awaitable[None]],
        new_id: NewId,
        secret: str,
        *,
        most_in_hand: int = MOST_IN_HAND,
        body_seconds: float = BODY_SECONDS,
        take_seconds: float = TAKE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`most_in_hand`: requests at a time; `clock`: monotonic seconds."""
        self._telegram, self._take, self._new_id, self._secret = telegram, take, new_id, secret.encode()
        self._most, self._body_seconds, self._take_seconds = most_in_hand, body_seconds, take_seconds
        self._in_hand = 0
        self._strangers = Seldom(clock)

    async def take(self, request: Request) -> Response:
        """One update."""
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._secret):
            self._strangers.log("telegram webhook posted to with a wrong secret")
            return Response(status_code=403)
        if self._in_hand >= self._most:
            _log.warning("telegram webhook busy; it is posted again", in_hand=self._in_hand)
            return _again()
        self._in_hand += 1
        try:
            return await self._take_one(request)
        finally:
            self._in_hand -= 1

    async def _take_one(self, request: Request) -> Response:
        if _told_length(request) > LARGEST:
            return Response(status_code=413)
        body = await read_body(request, most=LARGEST, seconds=self._body_seconds)
        if body is None:
            return Response(status_code=400)
        received = self._telegram.parse(body, self._new_id)
        if received is None:
            return Response()
        try:
            async with asyncio.timeout(self._take_seconds):
                await self._take([received])
        except Exception as error:  # whatever it is, the update is not taken and must come again
            # its name and not its text: an error of the database may hold what people wrote
            _log.error("telegram update not taken; it is posted again", error=type(error).__name__)
            return _again()
        if isinstance(received, Inbound):
            self._telegram.acknowledge([received])
        return Response()


def _told_length(request: Request) -> int:
    """0: not told, or nonsense; what comes is counted in any case."""
    told = request.headers.get("content-length", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 20 else 0


def _again() -> Response:
    return Response(status_code=503, headers={"Retry-After": str(RETRY_SECONDS)})
