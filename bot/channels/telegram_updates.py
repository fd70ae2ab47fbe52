"""Telegram's updates, read: the bytes of one become an Inbound; Unread where they are not understood; or
None where they concern no conversation.

Nothing here trusts the shape of what came: a field that is missing, new or of another type is passed over.
Field names are those of https://core.telegram.org/bots/api#update.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias, TypeGuard

from pydantic_core import from_json

from bot.channels import Inbound, NewId, Received, Unread, read_button
from flows.types import Chose, Event, Lang, Media, Reached, Said, Shared, Started

WANTED = ("message", "callback_query", "my_chat_member")
"""The kinds of update that are asked for and read."""

Kind: TypeAlias = Literal["contact", "location", "photo", "document", "voice", "sticker", "other"]


def read_update(raw: bytes, account: str, new_id: NewId) -> Received | None:
    """What `raw` says; None: it is of no private chat, or nothing in it calls for an answer.

    Never raises on odd input: what should have been understood and was not is Unread.
    """
    update = load(raw)
    if not isinstance(update, dict):
        return Unread("telegram", account, raw, "it is no JSON object")
    number = update.get("update_id")
    if not _is_id(number):
        return Unread("telegram", account, raw, "it has no usable update_id")
    for kind, read in _READERS:
        if update.get(kind) is not None:
            return _received(raw, account, number, update[kind], read(update[kind], new_id))
    if _UNASKED.isdisjoint(update):
        return Unread("telegram", account, raw, "it is of no kind that we know")
    return None


def load(raw: bytes) -> Any:
    """The JSON in `raw`; None where it is none."""
    try:
        return from_json(raw)
    except ValueError:
        return _load_odd(raw)


@dataclass(frozen=True, slots=True)
class _Done:
    """Who did what; `callback`: of a tap, to acknowledge."""

    sender: Mapping[str, Any]
    event: Event
    callback: str | None = None


_Read: TypeAlias = _Done | str | None
"""What was done, or why it was not understood, or None: not for us."""


def _received(
    raw: bytes, account: str, number: int, body: Mapping[str, Any], found: _Read
) -> Received | None:
    if found is None:
        return None
    if isinstance(found, str):
        return Unread("telegram", account, raw, found)
    sender, event = found.sender, found.event
    return Inbound(
        channel="telegram",
        account=account,
        provider_id=_album(body) or str(number),
        kind="telegram_id",
        address=str(sender["id"]),
        event=event,
        raw=raw,
        name=_name(sender),
        lang=_lang(sender.get("language_code")),
        callback=found.callback,
        sent_at=_time(body.get("date")),
        sequence=number,
        has_media=isinstance(event, Shared) and event.media is not None,
    )


def _album(body: Mapping[str, Any]) -> str | None:
    """The pictures of an album come one by one; they are one thing that someone sent, and seen once."""
    group = body.get("media_group_id")
    return f"album:{group}" if isinstance(group, str) and _GROUP.fullmatch(group) else None


def _time(date: Any) -> datetime | None:
    """Of a message; a tap has none, and what lies outside Telegram's years is none either."""
    if type(date) is not int or not _FIRST_DATE <= date < _LAST_DATE:
        return None
    return datetime.fromtimestamp(date, UTC)


_GROUP = re.compile(r"[A-Za-z0-9_-]{1,64}")
_FIRST_DATE, _LAST_DATE = 1_356_998_400, 4_102_444_800  # 2013, when Telegram began, and 2100

_UNASKED = frozenset(
    {
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "guest_message",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
        "managed_bot",
    }
)
"""The other kinds of Bot API 10.1, which come for a while where a webhook asked for them before."""


# --- the three kinds of update -----------------------------------------------------------------------


def _message(message: Any, new_id: NewId) -> _Read:
    if not isinstance(message, dict):
        return "the message is no object"
    sender = message.get("from")
    if not _is_private(message):
        return None
    if not _is_person(sender):
        return "it has no sender"
    event = _event(message, sender["id"], new_id)
    return None if event is None else _Done(sender, event)


def _callback_query(query: Any, new_id: NewId) -> _Read:
    if not isinstance(query, dict):
        return "the callback query is no object"
    message, sender, callback = query.get("message"), query.get("from"), query.get("id")
    if isinstance(message, dict) and not _is_private(message):
        return None
    if not _is_person(sender):
        return "it has no sender"
    data = query.get("data")
    # What is no button of ours is answered too: as a choice of no step, so that the question is asked again.
    button = read_button(data) if isinstance(data, str) else None
    conversation, asking, step, option = button or ("", 0, "", "")
    tap = Chose(new_id(), conversation, asking, step, option)
    return _Done(sender, tap, callback if isinstance(callback, str) and callback else None)


def _my_chat_member(change: Any, new_id: NewId) -> _Read:
    if not isinstance(change, dict):
        return "the change is no object"
    sender, member = change.get("from"), change.get("new_chat_member")
    if not _is_private(change):
        return None
    status = member.get("status") if isinstance(member, dict) else None
    if not _is_person(sender) or not isinstance(status, str):
        return "it does not say who let us in or out"
    if status not in _REACHABLE:
        return None
    return _Done(sender, Reached(new_id(), _REACHABLE[status]))


_READERS = (("message", _message), ("callback_query", _callback_query), ("my_chat_member", _my_chat_member))
_REACHABLE = {"member": True, "kicked": False}  # in a private chat "kicked" is a person who blocked the bot


# --- what a message is -------------------------------------------------------------------------------


def _event(message: Mapping[str, Any], sender: int, new_id: NewId) -> Event | None:
    """What someone sent; None: a notice of Telegram's own, to which nobody expects a reply."""
    text = message.get("text")
    if isinstance(text, str):
        return _said(text, message.get("message_id"), new_id)
    contact = message.get("contact")
    if isinstance(contact, dict):
        return _contact(contact, sender, new_id)
    for field, kind in _SHARED.items():
        if field in message:
            return Shared(
                new_id(), kind, media=_media(kind, message[field]), caption=_caption(message.get("caption"))
            )
    if not _NOTICES.isdisjoint(message):
        return None
    return Shared(new_id(), "other")


def _said(text: str, message_id: Any, new_id: NewId) -> Event:
    if text.startswith("/"):
        command, _, rest = text.partition(" ")
        command = command.partition("@")[0]  # "/start@SomeBot": how clients write a command in full
        if command.lower() == "/start":
            token = rest.strip()
            return Started(new_id(), token if _TOKEN.fullmatch(token) else None)
        text = f"{command} {rest}" if rest else command
    return Said(new_id(), text, str(message_id) if _is_id(message_id) else None)


def _contact(contact: Mapping[str, Any], sender: int, new_id: NewId) -> Shared:
    """A contact card; anyone can forward somebody else's, so it is the sender's own only by its user_id."""
    own = _is_id(contact.get("user_id")) and contact["user_id"] == sender
    number = contact.get("phone_number")
    if not isinstance(number, str) or not number or len(number) > LONGEST_NUMBER:
        return Shared(new_id(), "contact", None, own)
    if own and number.isascii() and number.isdigit():
        number = f"+{number}"  # the number of an account is international, written with or without its plus
    return Shared(new_id(), "contact", number, own)


def _media(kind: Kind, shared: Any) -> Media | None:
    """The file of a photo (the largest of its sizes) or of a document; None: there is none to be fetched."""
    if kind == "photo":
        sizes = [size for size in shared if isinstance(size, dict)] if isinstance(shared, list) else []
        shared = max(
            sizes, key=lambda size: _number(size.get("width")) * _number(size.get("height")), default=None
        )
    if kind not in ("photo", "document") or not isinstance(shared, dict):
        return None
    file, told = shared.get("file_id"), shared.get("mime_type")
    if not isinstance(file, str) or not 0 < len(file) <= LONGEST_FILE_ID:
        return None
    if kind == "photo":
        told = "image/jpeg"
    is_type = isinstance(told, str) and 0 < len(told) <= LONGEST_MEDIA_TYPE
    return Media(file, _number(shared.get("file_size")) or None, str(told).lower() if is_type else None)


def _caption(text: Any) -> str | None:
    return text if isinstance(text, str) and text.strip() else None


def _number(value: Any) -> int:
    """0 where it is none."""
    return value if type(value) is int and 0 < value < 1 << 63 else 0


LONGEST_FILE_ID = 512
LONGEST_MEDIA_TYPE = 40
LONGEST_NUMBER = 32
LONGEST_NAME = 128

_TOKEN = re.compile(
    r"[A-Za-z0-9_-]{1,64}"
)  # what a link may carry: https://core.telegram.org/bots/features#deep-linking

_SHARED: Mapping[str, Kind] = {
    "location": "location",  # a venue carries its location as well
    "venue": "location",
    "photo": "photo",
    "animation": "other",  # carries a document as well, and is none to the one who sent it
    "document": "document",
    "voice": "voice",
    "audio": "voice",
    "video_note": "voice",
    "sticker": "sticker",
}

_NOTICES = frozenset(
    {
        "boost_added",
        "chat_background_set",
        "connected_website",
        "delete_chat_photo",
        "message_auto_delete_timer_changed",
        "migrate_to_chat_id",
        "new_chat_photo",
        "new_chat_title",
        "pinned_message",
        "proximity_alert_triggered",
        "write_access_allowed",
    }
)


# --- the door ----------------------------------------------------------------------------------------


def _load_odd(raw: bytes) -> Any:
    """JSON that escapes half a surrogate pair, which no text of ours can hold: it is read as "?"."""
    try:
        whole = json.dumps(json.loads(raw), ensure_ascii=False)
        return from_json(whole.encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None


def _is_private(message: Mapping[str, Any]) -> bool:
    chat = message.get("chat")
    return isinstance(chat, dict) and chat.get("type") == "private"


def _is_person(sender: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(sender, dict) and _is_id(sender.get("id")) and sender.get("is_bot") is not True


def _is_id(value: Any) -> TypeGuard[int]:
    """A positive number of 64 bits: the ids of people have up to 52, those of updates 32."""
    return type(value) is int and 0 < value < 1 << 63


def _name(sender: Mapping[str, Any]) -> str:
    first, last = sender.get("first_name"), sender.get("last_name")
    parts = [part for part in (first, last) if isinstance(part, str)]
    return " ".join(" ".join(parts).split())[:LONGEST_NAME]


def _lang(code: Any) -> Lang | None:
    """Indonesian for those whose Telegram is in Indonesian or Malay, English for English, else not told."""
    if not isinstance(code, str):
        return None
    tag = code.lower().partition("-")[0].partition("_")[0]
    return _LANGUAGES.get(tag)


_LANGUAGES: Mapping[str, Lang] = {"id": "id", "in": "id", "ms": "id", "en": "en"}
