"""The doors to the world: what every channel takes in, sends out, and may answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol, TypeAlias, runtime_checkable

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
    others: tuple[tuple[str, str], ...] = ()
    """further addresses of the same sender (kind, value), told in the same message"""
    sent_at: datetime | None = None
    """when it was sent, as the platform tells; None: it does not"""
    sequence: int | None = None
    """the platform's own order of what comes in on this account; None: it has none"""
    has_media: bool = False
    """a file of theirs is kept by the platform"""


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that came in and was not understood: kept as it came. `why` holds nothing of it."""

    channel: str
    account: str
    raw: bytes
    why: str
    provider_id: str = ""
    """what the platform keeps it by, and is to erase it by; "": it has no such thing"""
    has_media: bool = False


Received: TypeAlias = Inbound | Unread


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
class Template:
    """An approved template to send instead of a text, and what stands in its places ("1", "2", …)."""

    name: str
    sid: str
    variables: Mapping[str, str]
    text: str = ""
    """what it reads like"""


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
    lang: Lang = "id"
    id: int = 0
    """of its row in the outbox, for what the platform tells later; 0: it has none"""
    part: int = 0
    """which of the messages that a long text takes; the first is 0"""
    template: Template | None = None
    """sent instead of the text, which then is what the template reads like"""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the platform called the message it accepted."""

    provider_id: str
    is_tracked: bool = False
    """the platform tells later what became of it"""


class Then(Enum):
    """What is to be done about a message that was not accepted."""

    RETRY = "retry"
    """not taken now: again, after growing pauses"""
    WAIT = "wait"
    """nothing is taken on this account now: all of it is silent for `retry_after`, then again"""
    ALARM = "alarm"
    """as WAIT, and nothing will be taken before an operator did something"""
    TEMPLATE = "template"
    """the window is closed: as an approved template, or when they write"""
    TOMORROW = "tomorrow"
    """not for this person today: again after a day, once"""
    MOVED = "moved"
    """the address has the value `moved_to` now"""
    GONE = "gone"
    """the address takes no messages any more, so the platform says"""
    STOPPED = "stopped"
    """the person told the platform that they want no more messages"""
    UNSURE = "unsure"
    """it may have been accepted all the same"""
    NEVER = "never"
    """this message will never be taken"""


class SendError(Exception):
    """A message was not accepted; `then` says what to do about it.

    `retry_after`: seconds (of WAIT and ALARM). `moved_to`: the new value (of MOVED). `code`: the platform's
    own number for it, None where it has none.
    """

    def __init__(
        self,
        reason: str,
        then: Then,
        *,
        retry_after: float = 60.0,
        moved_to: str | None = None,
        code: int | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason, self.then, self.code = reason, then, code
        self.retry_after, self.moved_to = retry_after, moved_to


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

    @property
    def window(self) -> timedelta | None:
        """How long after someone wrote a text may be sent, and only a template later; None: always."""

    def parse(self, raw: bytes, new_id: NewId) -> Received | None:
        """What came in, or None where it concerns no one's conversation. Never raises on odd input."""

    async def send(self, message: Outbound) -> Receipt:
        """Send one message; raises SendError."""

    async def fetch(self, file: str, most: int) -> bytes:
        """A file that someone sent (`Media.file`), of at most so many bytes; raises FetchError."""


@runtime_checkable
class Traceable(Protocol):
    """A channel that can say afterwards whether a message was accepted, and erase what it keeps of one."""

    async def find(self, message: Outbound, since: datetime) -> Receipt | None:
        """This message, if it was accepted since then; raises SendError when that cannot be known."""

    async def redact(self, provider_id: str, *, has_media: bool) -> None:
        """Erase what the platform keeps of a message; done twice safely; raises SendError."""


def button_data(asked: Asked, option: str) -> str:
    """What a button carries, so that a tap on it is known to be the answer to this question."""
    return f"{asked.conversation}:{asked.asking}:{asked.step}:{option}"


def read_button(data: str) -> tuple[str, int, str, str] | None:
    """`button_data` read back as (conversation, asking, step, option); None: it is no button of ours."""
    parts = data.split(":", 3)
    if len(parts) != 4 or not all(parts) or not (parts[1].isascii() and parts[1].isdigit()):
        return None
    return parts[0], int(parts[1][:9]), parts[2], parts[3]
