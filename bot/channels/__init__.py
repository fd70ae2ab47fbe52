"""The doors to the world: what every channel takes in, sends out, and may answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from flows.types import Asked, Event, Lang

NewId = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing that came in. `provider_id` is unique within (channel, account) and is seen only once."""

    channel: str
    account: str
    provider_id: str
    kind: str
    """what `address` is: "telegram_id", "terminal_name", "phone", …"""
    address: str
    event: Event
    raw: bytes
    """as it came, kept so that it can be taken again"""
    name: str = ""
    """what the person calls themselves there; never trusted"""
    lang: Lang | None = None
    """from the profile; None: not told"""
    callback: str | None = None
    """a tap that the platform wants acknowledged"""


@dataclass(frozen=True, slots=True)
class Button:
    """`data` comes back with a tap; `label` is what is read."""

    data: str
    label: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture that was drawn for a message: a PNG, and the address its QR code opens ("": none)."""

    png: bytes
    link: str = ""


@dataclass(frozen=True, slots=True)
class Outbound:
    """One message to one address; or, with `delete`, the message of theirs to take away from the chat."""

    address: str
    text: str = ""
    buttons: tuple[Button, ...] = ()
    contact_button: str | None = None
    delete: str | None = None
    picture: Drawing | None = None
    """shown above the text, on channels that show pictures (`Channel.caption_limit` above 0)"""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the platform called the message it accepted."""

    provider_id: str


class SendError(Exception):
    """A message was not accepted.

    `permanent`: trying again is useless. `retry_after`: seconds this account must be silent, or None.
    `maybe_sent`: it may have been accepted all the same. `gone`: the address takes no messages any more.
    `moved_to`: the address has this value now.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        retry_after: float | None = None,
        maybe_sent: bool = False,
        gone: bool = False,
        moved_to: str | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.retry_after = retry_after
        self.maybe_sent = maybe_sent
        self.gone = gone
        self.moved_to = moved_to


class FetchError(Exception):
    """A file could not be had. `permanent`: trying again is useless (gone, or larger than allowed)."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent


class Channel(Protocol):
    """A way to reach people."""

    name: str
    account: str
    text_limit: int
    """characters in one message; a longer text is sent as several, in order"""
    caption_limit: int
    """characters under a picture; 0: the channel shows no pictures, and their texts are sent alone"""

    def parse(self, raw: bytes, new_id: NewId) -> Inbound | None:
        """What came in, or None where it concerns no one's conversation. Never raises on odd input."""

    async def send(self, message: Outbound) -> Receipt:
        """Send one message; raises SendError."""

    async def fetch(self, file: str, most: int) -> bytes:
        """A file that someone sent (`Media.file`), of at most so many bytes; raises FetchError."""


def button_data(asked: Asked, option: str) -> str:
    """What a button carries, so that a tap on it is known to be the answer to this question."""
    return f"{asked.conversation}:{asked.asking}:{asked.step}:{option}"


def read_button(data: str) -> tuple[str, int, str, str] | None:
    """`button_data` read back as (conversation, asking, step, option); None: it is no button of ours."""
    parts = data.split(":", 3)
    if len(parts) != 4 or not all(parts) or not (parts[1].isascii() and parts[1].isdigit()):
        return None
    return parts[0], int(parts[1][:9]), parts[2], parts[3]
