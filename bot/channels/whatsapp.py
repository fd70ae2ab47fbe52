"""WhatsApp, through Twilio: messages go out by its own client; what people write comes in by its webhook.

What a message looks like is in `whatsapp_messages`, what a refusal means in `whatsapp_errors`, how what came
in is read in `whatsapp_updates`. Nothing here needs Twilio to be up when the service starts. One WhatsApp
belongs to one event loop.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import structlog

from bot.channels import NewId, Outbound, Receipt, Received, SendError, Then
from bot.channels.whatsapp_connection import Connections, Refused
from bot.channels.whatsapp_errors import REFUSED_CONTENT
from bot.channels.whatsapp_files import fetch_file
from bot.channels.whatsapp_messages import Book, Fields, same_text, to_whatsapp, ways
from bot.channels.whatsapp_updates import read_form

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class AccountStatus:
    """Our account as Twilio has it; `status` is "active", "suspended" or "closed"."""

    name: str
    status: str


class WhatsApp:
    """Our number (`account`) at one account of Twilio's."""

    name = "whatsapp"
    text_limit = 1600
    caption_limit = 1024
    window = timedelta(hours=24) - timedelta(minutes=1)
    """a minute early: what is sent takes its time, and WhatsApp counts by its own clock"""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        number: str,
        book: Book,
        *,
        api_url: str,
        content_url: str,
        public_url: str,
        picture_link: Callable[[Outbound], str],
        timeout: float = 15.0,
    ) -> None:
        """`number` is "+62…". `picture_link`: where Twilio can fetch the picture of a message for a while."""
        self.account = number
        self._account_sid, self._auth_token = account_sid, auth_token
        self._book, self._picture_link = book, picture_link
        self._api_url, self._content_url = api_url.rstrip("/"), content_url.rstrip("/")
        self._public_url = public_url.rstrip("/")
        self._timeout = timeout
        self._connections = Connections(timeout)

    def parse(self, raw: bytes, new_id: NewId) -> Received | None:
        """One webhook's form as it came. Never raises on odd input."""
        return read_form(raw, self.account, new_id)

    # --- out ---

    async def send(self, message: Outbound) -> Receipt:
        """Send one message; without its buttons, where Twilio refuses the content that shows them."""
        if message.delete is not None:
            raise SendError("WhatsApp deletes nothing", Then.NEVER)
        envelope = self._envelope(message)
        *best, last = ways(message, self._book, self._picture_link)
        for way in best:
            try:
                return await self._create({**envelope, **way})
            except SendError as error:
                if error.code not in REFUSED_CONTENT:
                    raise
                log.warning("whatsapp.content_refused", code=error.code, content=way["content_sid"])
        return await self._create({**envelope, **last})

    def _envelope(self, message: Outbound) -> Fields:
        envelope: Fields = {"to": to_whatsapp(message.address), "from_": f"whatsapp:{self.account}"}
        if not message.id:
            return envelope
        callback = f"{self._public_url}/whatsapp/status?m={message.id}.{message.part}"
        return {**envelope, "status_callback": callback}

    async def _create(self, fields: Fields) -> Receipt:
        try:
            sent = await self._client.messages.create_async(**fields)
        except Refused as refused:
            raise refused.as_send_error() from refused
        except _ODD as error:
            raise SendError(
                f"Twilio's answer was not understood: {type(error).__name__}", Then.UNSURE
            ) from None
        if not (isinstance(sent.sid, str) and sent.sid):
            raise SendError("Twilio's answer names no message", Then.UNSURE)
        return Receipt(sent.sid, is_tracked=True)

    # --- afterwards ---

    async def find(self, message: Outbound, since: datetime) -> Receipt | None:
        """This message, if Twilio has taken it since then; raises SendError when that cannot be known.

        Asked without a date, because one that still waits at Twilio has none.
        """
        wanted = same_text(message.text)
        oldest = since.replace(microsecond=0) - CLOCKS_APART
        listing = self._client.messages
        try:
            page = await listing.page_async(
                to=to_whatsapp(message.address), from_=f"whatsapp:{self.account}", page_size=PAGE
            )
            for _ in range(MOST_PAGES):
                found = [one for one in page if one.date_created is not None and one.date_created >= oldest]
                for one in found:
                    if _reads(one, wanted, has_picture=message.picture is not None):
                        return Receipt(one.sid, is_tracked=True)
                page = await page.next_page_async() if found else None
                if page is None:
                    return None
        except Exception as error:
            raise _not_known(error) from error
        return None

    async def redact(self, provider_id: str, *, has_media: bool) -> None:
        """Erase what Twilio keeps of a message; gone already is done. One still on its way: RETRY."""
        kept = self._client.messages(provider_id)
        try:
            if has_media:
                for media in await kept.media.list_async():
                    await _unless_gone(kept.media(media.sid).delete_async())
            await kept.update_async(body="")
        except Refused as refused:
            if refused.status == 404:
                return
            if refused.code in _IN_PROGRESS or refused.status == 409:
                raise SendError("Twilio is still sending it", Then.RETRY, code=refused.code) from refused
            error = refused.as_send_error()
            error.then = Then.RETRY if error.then is Then.UNSURE else error.then  # twice does no harm
            raise error from refused
        except Exception as error:
            raise _not_known(error) from error

    async def received(self, since: datetime) -> list[dict[str, str]]:
        """What came in for our number since then, oldest first, in the names of the webhook's fields.

        For after downtime: Twilio does not deliver again what a webhook did not take. It lists the newest
        first, and not what was tapped, only its words. Raises SendError.
        """
        forms: list[dict[str, str]] = []
        try:
            listed = await self._client.messages.stream_async(
                to=f"whatsapp:{self.account}", date_sent_after=since.astimezone(UTC), page_size=PAGE
            )
            async for one in listed:
                sent_at = one.date_sent or one.date_created
                if one.direction != "inbound" or sent_at is None:
                    continue
                if sent_at < since - CLOCKS_APART:
                    break
                forms.append(await self._form(one, sent_at))
        except Exception as error:
            raise _not_known(error) from error
        return sorted(forms, key=lambda form: form["DateSent"])

    async def _form(self, one: Any, sent_at: datetime) -> dict[str, str]:
        form = {
            "MessageSid": one.sid,
            "AccountSid": self._account_sid,
            "From": one.from_,
            "To": one.to,
            "Body": one.body or "",
            "NumMedia": one.num_media or "0",
            "DateSent": sent_at.isoformat(),
        }
        if form["NumMedia"] == "0":
            return form
        root = f"{self._api_url}/2010-04-01/Accounts/{self._account_sid}/Messages/{one.sid}/Media"
        for number, media in enumerate(await self._client.messages(one.sid).media.list_async()):
            form[f"MediaUrl{number}"] = f"{root}/{media.sid}"
            form[f"MediaContentType{number}"] = media.content_type or ""
        return form

    async def fetch(self, file: str, most: int) -> bytes:
        """A file that someone sent, by its address at Twilio; raises FetchError."""
        return await fetch_file(
            self._api_url, (self._account_sid, self._auth_token), file, most, self._timeout
        )

    async def account_status(self) -> AccountStatus:
        """Are we let in? Raises SendError."""
        try:
            account = await self._client.api.accounts(self._account_sid).fetch_async()
        except Exception as error:
            raise _not_known(error) from error
        return AccountStatus(str(account.friendly_name or ""), str(account.status))

    # --- connections ---

    async def close(self) -> None:
        """Close the connections."""
        await self._connections.close()
        self.__dict__.pop("_client", None)

    @cached_property
    def _client(self) -> Any:
        from twilio.rest import Client

        client = Client(self._account_sid, self._auth_token, http_client=self._connections)
        client.api.base_url = self._api_url
        client.content.base_url = self._content_url
        return client


CLOCKS_APART = timedelta(seconds=2)
"""Twilio tells whole seconds, by its own clock; more, and the same words from before would be taken for it"""
PAGE = 200
MOST_PAGES = 5
_IN_PROGRESS = frozenset({20009})
"""https://www.twilio.com/docs/api/errors/20009"""
_ODD = (TypeError, KeyError, ValueError, AttributeError)


def _not_known(error: Exception) -> SendError:
    """Why a question to Twilio has no answer: asking again does no harm."""
    if isinstance(error, Refused):
        error = error.as_send_error()
    if not isinstance(error, SendError):  # an answer in a shape the library cannot read
        return SendError(f"Twilio's answer was not understood: {type(error).__name__}", Then.RETRY)
    if error.then in (Then.WAIT, Then.ALARM):
        return error
    return SendError(error.reason, Then.RETRY, code=error.code)


def _reads(one: Any, wanted: str, *, has_picture: bool) -> bool:
    """Is it a message of ours with this text, and with a picture where there was one?"""
    is_ours = str(one.direction).startswith("outbound") and same_text(one.body or "") == wanted
    return is_ours and has_picture <= (one.num_media not in (None, "0"))


async def _unless_gone(call: Any) -> None:
    try:
        await call
    except Refused as refused:
        if refused.status != 404:
            raise
