"""The simulator: phones on a page of the demo, each with one person and their chat with the bot.

What is typed, tapped, shared or opened on a phone goes in by the same inbox as on every channel, and what is
sent to it becomes a bubble. A phone only remembers what it shows; `restore` gives it back after a restart.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, TypeAlias

from bot.channels import Button, FetchError, Inbound, NewId, Outbound, Receipt, SendError, Then, read_button
from flows.types import Chose, Event, Lang, Media, Said, Shared, Started

NAME, ACCOUNT, ADDRESS_KIND = "simulator", "demo", "simulator_phone"
PHOTOS = ("image/jpeg", "image/png", "image/webp")
"""what a phone shows as a picture; anything else is a document"""
_UNKNOWN = "application/octet-stream"
FILES_KEPT = 20
TYPING_SECONDS = 0.45
"""so that someone sees that the other side writes"""

Kind: TypeAlias = Literal["text", "start", "link", "contact", "photo", "document", "erased"]
Status: TypeAlias = Literal["sent", "delivered", "read"]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose phone it is: `address` names it for ever, `name` and `number` are as their profile has them."""

    address: str
    name: str
    number: str
    """E.164, invented"""


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message on a phone."""

    id: str
    own: bool
    """written by the phone's owner; else by the bot"""
    text: str
    at: datetime
    kind: Kind = "text"
    status: Status = "read"
    """of an own one: left, stored, answered"""
    buttons: tuple[Button, ...] = ()
    contact_button: str | None = None
    picture: bytes | None = None
    link: str = ""
    """what the picture's QR code opens"""
    deleted: bool = False


@dataclass(slots=True)
class Phone:
    """A phone and what it shows, oldest first."""

    owner: Owner
    bubbles: list[Bubble] = field(default_factory=list)
    is_typing: bool = False
    """a turn is in hand, or a message is on its way"""

    def change(self, id: str, **changes: Any) -> None:
        """Change the bubble of this id, if it is there."""
        self.bubbles = [replace(one, **changes) if one.id == id else one for one in self.bubbles]

    def mark_own(self, status: Status) -> None:
        """All that the owner wrote is at least that far."""
        self.bubbles = [replace(one, status=status) if one.own else one for one in self.bubbles]


class Simulator:
    """The channel of all phones. `on_change` is told the address of a phone that shows something else."""

    name = NAME
    account = ACCOUNT
    text_limit = 4096
    window = None
    caption_limit = 1024

    def __init__(
        self,
        owners: Iterable[Owner],
        now: Callable[[], datetime],
        on_change: Callable[[str], None] = lambda _: None,
        *,
        typing_seconds: float = TYPING_SECONDS,
    ) -> None:
        self.phones = {owner.address: Phone(owner) for owner in owners}
        self.lang: Lang | None = None
        """what a person who is new is spoken to in, as their phone is set"""
        self.typing_seconds = typing_seconds
        self._now, self._on_change = now, on_change
        self._files: OrderedDict[str, bytes] = OrderedDict()
        self._sent = 0

    # --- what the owner does -------------------------------------------------------------------------

    def said(self, address: str, text: str, id: str) -> bytes:
        """They wrote; gives what is kept in the inbox."""
        self._show(address, Bubble(id, True, text, self._now(), status="sent"))
        return _raw(id, address, "said", text=text)

    def tapped(self, address: str, button: Button, id: str) -> bytes:
        """They tapped a button."""
        self._show(address, Bubble(id, True, button.label, self._now(), status="sent"))
        return _raw(id, address, "tapped", data=button.data, text=button.label)

    def shared_number(self, address: str, id: str) -> bytes:
        """They shared their own number."""
        number = self.phones[address].owner.number
        self._show(address, Bubble(id, True, number, self._now(), "contact", "sent"))
        return _raw(id, address, "contact", text=number)

    def shared_file(self, address: str, content: bytes, media_type: str, id: str) -> bytes:
        """They sent a picture or a document; a picture is what begins like one, whatever it is called."""
        if media_type in PHOTOS and not _begins_as_photo(content):
            media_type = _UNKNOWN
        self._files[id] = content
        while len(self._files) > FILES_KEPT:
            self._files.popitem(last=False)
        is_photo = media_type in PHOTOS
        kind: Kind = "photo" if is_photo else "document"
        shown = content if is_photo else None
        self._show(address, Bubble(id, True, "", self._now(), kind, "sent", picture=shown))
        return _raw(id, address, kind, size=len(content), media_type=media_type)

    def started(self, address: str, token: str | None, id: str) -> bytes:
        """They opened the bot, or a link."""
        self._show(address, Bubble(id, True, "/start", self._now(), "link" if token else "start", "sent"))
        return _raw(id, address, "start", token=token)

    def was_stored(self, address: str) -> None:
        """What they sent is in the inbox, with its turn."""
        self.phones[address].mark_own("delivered")
        self._on_change(address)

    def is_thinking(self, address: str, *, is_so: bool = True) -> None:
        """Show, or show no more, that the other side writes."""
        self.phones[address].is_typing = is_so
        self._on_change(address)

    # --- a channel -----------------------------------------------------------------------------------

    def parse(self, raw: bytes, new_id: NewId) -> Inbound | None:
        """What was done on a phone; None: it was not made by one of these."""
        try:
            kept = json.loads(raw)
            event = _event(kept, new_id())
            provider_id, address = str(kept["id"]), str(kept["phone"])
        except (ValueError, TypeError, KeyError):
            return None
        phone = self.phones.get(address)
        if event is None or phone is None:
            return None
        return Inbound(
            channel=self.name,
            account=self.account,
            provider_id=provider_id,
            kind=ADDRESS_KIND,
            address=address,
            event=event,
            raw=raw,
            name=phone.owner.name,
            lang=self.lang,
        )

    async def send(self, message: Outbound) -> Receipt:
        """Show one message; raises SendError for a phone that is not there."""
        phone = self.phones.get(message.address)
        if phone is None:
            raise SendError(f"there is no phone {message.address!r}", Then.NEVER)
        if message.delete is not None:
            phone.change(message.delete, text="", deleted=True)
            self._on_change(message.address)
            return Receipt(message.delete)
        if self.typing_seconds:
            self.is_thinking(message.address)
            await asyncio.sleep(self.typing_seconds)
        self._sent += 1
        shown = _shown(message, f"bot-{self._sent}", self._now())
        phone.is_typing = False
        phone.mark_own("read")
        self._show(message.address, shown)
        return Receipt(shown.id)

    async def fetch(self, file: str, most: int) -> bytes:
        """A picture that was sent from a phone, as long as this process remembers it; raises FetchError."""
        content = self._files.get(file)
        if content is None:
            raise FetchError("the demo forgets pictures when it ends", permanent=True)
        if len(content) > most:
            raise FetchError("it is larger than allowed", permanent=True)
        return content

    # --- what a phone shows --------------------------------------------------------------------------

    def restore(self, address: str, bubbles: Iterable[Bubble]) -> None:
        """What a phone showed before a restart; what it shows already comes after that."""
        phone = self.phones[address]
        phone.bubbles = [*bubbles, *phone.bubbles]
        self._on_change(address)

    def own_bubble(self, raw: bytes, at: datetime) -> Bubble | None:
        """What was done on a phone as it was shown then; None: it was not made by a phone."""
        try:
            kept = json.loads(raw)
            does, id = kept["does"], str(kept["id"])
        except (ValueError, TypeError, KeyError):
            return None
        kinds: dict[str, Kind] = {
            "start": "start",
            "contact": "contact",
            "photo": "photo",
            "document": "document",
        }
        kind: Kind = "link" if kept.get("token") else kinds.get(does, "text")
        text = "/start" if does == "start" else str(kept.get("text", ""))
        return Bubble(id, True, text, at, kind)

    def _show(self, address: str, bubble: Bubble) -> None:
        self.phones[address].bubbles.append(bubble)
        self._on_change(address)


def _shown(message: Outbound, id: str, at: datetime) -> Bubble:
    picture = message.picture
    return Bubble(
        id,
        False,
        message.text,
        at,
        buttons=message.buttons,
        contact_button=message.contact_button,
        picture=picture.png if picture else None,
        link=picture.link if picture else "",
    )


def _begins_as_photo(content: bytes) -> bool:
    return content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or content[8:12] == b"WEBP"


def _raw(id: str, address: str, does: str, **rest: Any) -> bytes:
    return json.dumps({"id": id, "phone": address, "does": does, **rest}).encode()


def _event(kept: dict[str, Any], id: str) -> Event | None:
    match kept["does"]:
        case "said":
            return Said(id, str(kept["text"]), message=str(kept["id"]))
        case "tapped":
            tap = read_button(str(kept["data"]))
            return Chose(id, *tap) if tap else None
        case "contact":
            return Shared(id, "contact", str(kept["text"]), own=True)
        case "photo" | "document" as kind:
            media = Media(str(kept["id"]), int(kept["size"]), str(kept["media_type"]))
            return Shared(id, kind, media=media)
        case "start":
            token = kept.get("token")
            return Started(id, str(token) if token else None)
    return None
