"""The two webhooks of WhatsApp: what people write, and what became of the messages sent to them.

Twilio does not deliver again what was not taken, unless retries are set in the address it is given; so what
can be taken is taken, and answered once it is durable. 200 with empty TwiML: taken, known, or kept unread;
403: the signature is not Twilio's; 413: too large, or too slow; 503: to be sent again.

Whoever posts is a stranger until the signature over the whole body was found good: what bears none is refused
unread, of the others only so many are read at a time, and none of them counts as being in hand.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.channels import Inbound, NewId, Received, Unread
from bot.channels.whatsapp_albums import Albums
from bot.channels.whatsapp_updates import Pairs, read_message, read_pairs
from bot.deliveries import UNKNOWN
from bot.web.bodies import CLOSE, GaveWay, Strangers
from bot.web.seldom import Seldom
from bot.web.twilio_signature import Signatures, may_be_signed
from storage.deliveries import RANKS, Told

LARGEST = 256 * 1024
"""bytes of a body; a text has some kilobytes at most"""
BODY_SECONDS = 3.0
"""Twilio sends it at once"""
TAKE_SECONDS = 12.0
"""Twilio waits for 15, the body counted in"""
MOST_IN_HAND = 400
MOST_READ, MOST_READ_OF_ONE = 200, 40
"""bodies of strangers at a time, and of one network of them"""
RETRY_SECONDS = "5"

_STATUSES = {name: name for name in RANKS} | {"canceled": "failed", "scheduled": "accepted"}
_PLACE = re.compile(r"([0-9]{1,18})\.([0-9]{1,4})")
_SID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_CODE = re.compile(r"[0-9]{1,9}")
_OF_AN_ALBUM = "it is one more picture of an album"

_log = structlog.get_logger()

Take = Callable[[Sequence[Received]], Awaitable[None]]
TakeStatuses = Callable[[Sequence[Told]], Awaitable[None]]


class WhatsAppWebhooks:
    """`take` and `statuses` return once what they were given is durable."""

    def __init__(
        self,
        account_sid: str,
        number: str,
        signatures: Signatures,
        take: Take,
        statuses: TakeStatuses,
        new_id: NewId,
        now: Callable[[], datetime],
        *,
        most_in_hand: int = MOST_IN_HAND,
        body_seconds: float = BODY_SECONDS,
        take_seconds: float = TAKE_SECONDS,
    ) -> None:
        """`number` is ours, "+62…"; what comes for another one, or another account, is kept unread."""
        self._account_sid, self._number, self._signatures = account_sid, number, signatures
        self._take, self._statuses, self._new_id, self._now = take, statuses, new_id, now
        self._most_in_hand, self._in_hand = most_in_hand, 0
        self._body_seconds, self._take_seconds = body_seconds, take_seconds
        self._albums = Albums()
        self._strangers = Strangers(MOST_READ_OF_ONE, MOST_READ)
        self._crowded, self._busy = Seldom(), Seldom()
        self._forged = 0

    async def incoming(self, request: Request) -> Response:
        """POST /whatsapp/webhook: someone wrote."""
        return await self._answer(request, self._take_message)

    async def status(self, request: Request) -> Response:
        """POST /whatsapp/status?m=ROW.PART: what became of a message of ours."""
        return await self._answer(request, self._take_status)

    async def _answer(
        self, request: Request, work: Callable[[Request, bytes, Pairs], Awaitable[None]]
    ) -> Response:
        if not may_be_signed(request.headers):
            return self._refuse(CLOSE)
        try:
            body = await self._strangers.read(request, most=LARGEST, seconds=self._body_seconds)
        except GaveWay:
            self._crowded.log("whatsapp.gave_way")
            return _again(CLOSE)
        if body is None:
            return PlainTextResponse("too large, or too slow\n", 413, CLOSE)
        form = read_pairs(body)
        if form is None or not self._signatures.is_genuine(_target(request), request.headers, form):
            return self._refuse()
        if self._in_hand >= self._most_in_hand:
            self._busy.log("whatsapp.overloaded")
            return _again()
        return await self._take_signed(work(request, body, form))

    async def _take_signed(self, work: Awaitable[None]) -> Response:
        self._in_hand += 1
        try:
            async with asyncio.timeout(self._take_seconds):
                await work
        except (SQLAlchemyError, TimeoutError, RuntimeError) as error:  # RuntimeError: the writer is closed
            _log.error("whatsapp.not_taken", error=type(error).__name__)
            return _again()
        finally:
            self._in_hand -= 1
        return Response("<Response/>", media_type="text/xml")

    async def _take_message(self, _: Request, body: bytes, form: Pairs) -> None:
        received = self._read(body, form)
        if received is not None:
            await self._take([received])

    def _read(self, body: bytes, form: Pairs) -> Received | None:
        if dict(form).get("AccountSid") != self._account_sid:
            return Unread("whatsapp", self._number, body, "it is of another account")
        read = read_message(form, body, self._number, self._new_id)
        if isinstance(read, Inbound) and self._albums.has_begun(read, self._now()):
            return Unread("whatsapp", self._number, body, _OF_AN_ALBUM, read.provider_id, read.has_media)
        return read

    async def _take_status(self, request: Request, _: bytes, form: Pairs) -> None:
        told = self._told(request.query_params.get("m", ""), dict(form))
        if told is not None:
            await self._statuses([told])

    def _told(self, place: str, form: Mapping[str, str]) -> Told | None:
        """None: it tells nothing of a message of ours, now or in a later release."""
        sid = form.get("MessageSid") or form.get("SmsSid") or ""
        said = form.get("MessageStatus") or form.get("SmsStatus") or ""
        status = _STATUSES.get(said.lower())
        if status is None or not _SID.fullmatch(sid):
            _log.warning("whatsapp.status_unread", status=said[:20], has_sid=bool(sid))
            return None
        found, code = _PLACE.fullmatch(place), _CODE.fullmatch(form.get("ErrorCode", ""))
        row, part = (int(found[1]), int(found[2])) if found else (UNKNOWN, 0)
        return Told(row, part, sid, status, self._now(), int(code[0]) if code and int(code[0]) else None)

    def _refuse(self, headers: Mapping[str, str] | None = None) -> Response:
        """Said the first time, the second, the fourth …: a flood of forgeries floods no log."""
        self._forged += 1
        if self._forged.bit_count() == 1:
            what = "the auth token or server.public_url is not what Twilio has, or somebody else posts here"
            _log.warning("whatsapp.wrong_signature", number=self._forged, what_to_do=f"check: {what}")
        return PlainTextResponse("wrong signature\n", 403, headers)


def _target(request: Request) -> str:
    """Path and query as they came: decoded, they would not be what was signed."""
    path: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    query: bytes = request.scope.get("query_string", b"")
    return (path + b"?" + query if query else path).decode("latin-1")


def _again(headers: Mapping[str, str] | None = None) -> Response:
    return PlainTextResponse("try again\n", 503, {"Retry-After": RETRY_SECONDS, **(headers or {})})
