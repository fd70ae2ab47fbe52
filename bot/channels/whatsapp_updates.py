"""What Twilio posts when someone writes on WhatsApp, read: a form becomes an Inbound, or Unread.

Nothing here trusts the shape of what came: fields that are missing, new or odd are passed over. The fields
are those of https://www.twilio.com/docs/messaging/guides/webhook-request. Who wrote is told by `From`: a
number, or the id that WhatsApp gives a person towards this business, for people who keep their number to
themselves. Both may come together; then they are one person's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal, TypeAlias
from urllib.parse import parse_qsl

from bot.channels import Inbound, NewId, Received, Unread, read_button
from flows.types import Chose, Event, Media, Said, Shared, Started

Form: TypeAlias = Mapping[str, str]
Pairs: TypeAlias = Sequence[tuple[str, str]]
"""the fields of a form in their order; one may come twice"""
Kind: TypeAlias = Literal["contact", "photo", "document", "voice", "sticker", "other"]

MOST_FIELDS = 400
"""a message has some thirty"""
LONGEST_NAME = 128
LONGEST_URL = 512
LONGEST_MEDIA_TYPE = 40

_OF_OURS = "it tells of a message of ours"
_SID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_SCOPED_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]{1,136}")
"""two letters of a country, a dot, and letters and digits"""

# "MULAI TOKEN" stands ready to be sent in our links. A word of someone's own has no digit in it.
_OPENED = re.compile(
    r"\s*(?:/start|mulai|daftar|join)\s+((?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{8,64})[\s.!]*", re.IGNORECASE
)
_START = re.compile(r"\s*/start(?:\s+([A-Za-z0-9_-]{1,64}))?\s*", re.IGNORECASE)
_START_BUTTON = re.compile(r"start:([A-Za-z0-9_-]{1,64})")


def read_form(raw: bytes, account: str, new_id: NewId) -> Received | None:
    """What `raw` says to our number `account` ("+62…"); never raises, whatever the bytes are."""
    pairs = read_pairs(raw)
    if pairs is None:
        return Unread("whatsapp", account, raw, "it is no form")
    return read_message(pairs, raw, account, new_id)


def read_message(pairs: Pairs, raw: bytes, account: str, new_id: NewId) -> Received | None:
    """As `read_form`, of a form whose fields were read already."""
    form = dict(reversed(pairs))  # of a field that came twice, the first
    why = _refused(form, account)
    if why is not None:
        return _unread(form, account, raw, why)
    event = _event(form, new_id)
    if event is None:
        return _unread(form, account, raw, "it holds neither text nor file nor place")
    kind, address = _address(form.get("From", "")) or ("", "")
    return Inbound(
        channel="whatsapp",
        account=account,
        provider_id=_sid(form),
        kind=kind,
        address=address,
        event=event,
        raw=raw,
        name=" ".join(form.get("ProfileName", "").split())[:LONGEST_NAME],
        others=_others(form, kind, address),
        sent_at=_moment(form.get("DateSent", "")),
        has_media=_media_count(form) > 0,
    )


def read_pairs(raw: bytes) -> Pairs | None:
    """The fields of a form, blank ones too; None: it is none, or has too many."""
    try:
        return parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return None


def _refused(form: Form, account: str) -> str | None:
    """Why it is no message to us that can be read; holds nothing of it."""
    if not _SID.fullmatch(_sid(form)):
        return "it has no usable MessageSid"
    if _bare(form.get("To", "")) != account:
        return "it is to another number"
    if _address(form.get("From", "")) is None:
        return "it is from neither a number nor an id of WhatsApp"
    if form.get("MessageStatus") or form.get("SmsStatus", "received") not in ("", "received", "receiving"):
        return _OF_OURS
    return None


def _unread(form: Form, account: str, raw: bytes, why: str) -> Unread:
    """Named as Twilio names it, to be erased there, unless it tells of a message of ours."""
    is_ours = why == _OF_OURS or not _SID.fullmatch(_sid(form))
    return Unread("whatsapp", account, raw, why, "" if is_ours else _sid(form), _media_count(form) > 0)


def _sid(form: Form) -> str:
    return form.get("MessageSid") or form.get("SmsMessageSid") or form.get("SmsSid") or ""


# --- who ---------------------------------------------------------------------------------------------


def _bare(address: str) -> str:
    return address.strip().removeprefix("whatsapp:").strip()


def _address(written: str) -> tuple[str, str] | None:
    """Kind and value by the shape alone; None: it is neither."""
    if not written.strip().startswith("whatsapp:"):
        return None
    bare = _bare(written)
    if _NUMBER.fullmatch(bare):
        return "phone", bare
    return ("bsuid", bare) if _SCOPED_ID.fullmatch(bare) else None


def _others(form: Form, kind: str, address: str) -> tuple[tuple[str, str], ...]:
    """The sender's address of the other kind, where the same message tells it."""
    if kind == "phone":
        other = _address(form.get("ExternalUserId", ""))
        return (other,) if other and other[0] == "bsuid" else ()
    number = _number(form.get("WaId", ""), address)
    return (("phone", number),) if number else ()


def _number(digits: str, scoped_id: str) -> str | None:
    """WaId as a number; None: it is none, or digits of the id itself, which name nobody else."""
    if not re.fullmatch(r"[1-9][0-9]{7,14}", digits) or digits in scoped_id:
        return None
    import phonenumbers  # rarely needed

    try:
        known = phonenumbers.is_valid_number(phonenumbers.parse(f"+{digits}"))
    except phonenumbers.NumberParseException:
        return None
    return f"+{digits}" if known else None


# --- what --------------------------------------------------------------------------------------------


def _event(form: Form, new_id: NewId) -> Event | None:
    """None: nothing that could be answered, such as a reaction."""
    if form.get("MessageType", "").lower() in _SILENT:
        return None
    payload = form.get("ButtonPayload") or form.get("ListId") or ""
    if payload:
        return _tapped(payload, form, new_id)
    if _media_count(form):
        return _file(form, new_id)
    if form.get("Latitude") and form.get("Longitude"):
        return Shared(new_id(), "location")
    body = form.get("Body", "")
    if body.strip():
        return _said(body, new_id)
    # who came by an advertisement and sent nothing has opened the conversation all the same
    return Started(new_id()) if any(name.startswith("Referral") for name in form) else None


_SILENT = frozenset({"reaction", "unsupported", "system", "ephemeral"})


def _tapped(payload: str, form: Form, new_id: NewId) -> Event | None:
    opened = _START_BUTTON.fullmatch(payload)
    if opened:
        return Started(new_id(), opened[1])
    button = read_button(payload)
    if button:
        return Chose(new_id(), *button)
    shown = _first(form.get(name, "") for name in ("ButtonText", "ListTitle", "Body"))
    return _said(shown, new_id) if shown else None


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text.strip()), "")


def _said(text: str, new_id: NewId) -> Event:
    opened = _OPENED.fullmatch(text) or _START.fullmatch(text)
    return Started(new_id(), opened[1]) if opened else Said(new_id(), text)


def _media_count(form: Form) -> int:
    count = form.get("NumMedia", "")
    return int(count) if re.fullmatch(r"[0-9]{1,3}", count) else 0


def _file(form: Form, new_id: NewId) -> Event:
    """The first file; WhatsApp sends one in a message."""
    told = form.get("MediaContentType0", "").partition(";")[0].strip().lower()
    kind = _kind(told)
    if kind == "contact":  # a card is anyone's, and is not the sender's own for being sent
        return Shared(new_id(), "contact")
    url = form.get("MediaUrl0", "")
    media = None
    if kind in ("photo", "document") and re.match(r"https?://", url) and len(url) <= LONGEST_URL:
        media = Media(url, None, told if 0 < len(told) <= LONGEST_MEDIA_TYPE else None)
    caption = form.get("Body", "")
    return Shared(new_id(), kind, media=media, caption=caption if caption.strip() else None)


def _kind(media_type: str) -> Kind:
    if media_type in ("text/vcard", "text/x-vcard", "text/directory"):
        return "contact"
    if media_type == "image/webp":
        return "sticker"
    return _KINDS.get(media_type.partition("/")[0], "other")


_KINDS: Mapping[str, Kind] = {
    "image": "photo",
    "audio": "voice",
    "application": "document",
    "text": "document",
}


def _moment(written: str) -> datetime | None:
    """When it was sent: a webhook does not tell, Twilio's list of messages does."""
    try:
        moment = datetime.fromisoformat(written)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
