"""The webhook by which a payment gateway of the office tells what was paid.

The body is signed (`X-Signature: sha256=<hex HMAC-SHA-256 of the raw body>`); what is told twice is known by
its `payment_id`. 200: taken or known; 400: malformed; 403: the signature is not ours; 503: to be sent again.
"""

from __future__ import annotations

import asyncio
import hmac
import re
from collections.abc import Callable, Mapping
from functools import partial

import structlog
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.app import App
from bot.coverage.settlements import AHEAD, Payment, settle
from bot.web.bodies import CLOSE, GaveWay, Strangers
from bot.web.seldom import Seldom

LARGEST = 64 * 1024
"""bytes of a body"""
BODY_SECONDS = 5.0
WRITE_SECONDS = 20.0
MOST_READ, MOST_READ_OF_ONE = 100, 20
"""bodies at a time that are not known to be the gateway's yet, and of one network"""
_SIGNATURE = re.compile(r"sha256=([0-9a-fA-F]{64})")

_log = structlog.get_logger()


class Told(BaseModel):
    """The body as it comes; what we do not know of it is ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", hide_input_in_errors=True)

    payment_id: str
    amount: int
    paid_at: AwareDatetime
    code: str | None = None
    nik: str | None = None


class PaymentsWebhook:
    """`wake` is called when a payment was taken: people are to be told."""

    def __init__(
        self, app: App, secret: bytes, wake: Callable[[], None], *, body_seconds: float = BODY_SECONDS
    ) -> None:
        self._app, self._secret, self._wake = app, secret, wake
        self._body_seconds = body_seconds
        self._strangers = Strangers(MOST_READ_OF_ONE, MOST_READ)
        self._forged, self._crowded = Seldom(), Seldom()

    async def take(self, request: Request) -> Response:
        signature = _SIGNATURE.fullmatch(request.headers.get("x-signature", "").strip())
        if signature is None:
            return self._refuse(CLOSE)
        try:
            body = await self._strangers.read(request, most=LARGEST, seconds=self._body_seconds)
        except GaveWay:
            self._crowded.log("payments.gave_way")
            return _again(CLOSE)
        if body is None:
            return _refused(400, f"the body is larger than {LARGEST} bytes, or came too slowly", CLOSE)
        if not hmac.compare_digest(hmac.digest(self._secret, body, "sha256"), bytes.fromhex(signature[1])):
            return self._refuse()
        try:
            payment = self._read(body)
        except ValueError as error:
            _log.warning("payments.malformed", why=str(error))
            return _refused(400, str(error))
        return await self._settle(payment)

    def _refuse(self, headers: Mapping[str, str] | None = None) -> Response:
        self._forged.log("payments.wrong_signature")
        return _refused(403, "X-Signature is not sha256= and the HMAC of this body with our secret", headers)

    def _read(self, body: bytes) -> Payment:
        """Raises ValueError with what is wrong, and nothing of what was given."""
        try:
            told = Told.model_validate_json(body)
        except ValidationError as error:
            wrong = (".".join(map(str, one["loc"])) + ": " + one["msg"] for one in error.errors())
            raise ValueError("; ".join(line.removeprefix(": ") for line in wrong)) from None
        payment = Payment(told.payment_id, told.amount, told.paid_at, told.code, told.nik, source="webhook")
        if payment.paid_at > self._app.times.now() + AHEAD:
            raise ValueError("paid_at is yet to come")
        return payment

    async def _settle(self, payment: Payment) -> Response:
        app = self._app
        work = partial(
            settle, secrets=app.store.secrets, given=[payment], office=app.office, now=app.times.now()
        )
        try:
            async with asyncio.timeout(WRITE_SECONDS):
                [verdict] = await app.write(work)
        except (SQLAlchemyError, TimeoutError) as error:
            _log.error("payments.not_taken", error=type(error).__name__)
            return _again()
        _log.info("payments.taken", payment_id=payment.payment_id, verdict=verdict.verdict)
        self._wake()
        return JSONResponse({"payment_id": payment.payment_id, "verdict": verdict.verdict})


def _refused(status: int, why: str, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse({"error": why}, status, headers)


def _again(headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse({"error": "try again"}, 503, {"Retry-After": "30", **(headers or {})})
