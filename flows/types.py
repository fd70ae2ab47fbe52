"""What goes into a conversation and what comes out of it: Event, Facts, State, Say, Effect, Turn, Need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Answers: TypeAlias = Mapping[str, Any]
"""What a person answered, by step id; `step.note` keys hold what the conversation noted about a step."""
Lang: TypeAlias = Literal["id", "en"]

NOTHING: Mapping[Any, Any] = MappingProxyType({})
JAKARTA = ZoneInfo("Asia/Jakarta")


# --- what happened -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Started:
    """Someone opened the bot: Telegram's Start button, a link, or `/start`."""

    id: str
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Someone wrote. `message` names it where the channel lets us delete it, else None."""

    id: str
    text: str
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Chose:
    """Someone tapped a button: `option` of `step`, offered as question number `asking` of a conversation."""

    id: str
    conversation: str
    asking: int
    step: str
    option: str


@dataclass(frozen=True, slots=True)
class Shared:
    """Someone sent what is not text. `value` is a contact's number; `own`: it is the sender's own."""

    id: str
    kind: Literal["contact", "location", "photo", "document", "voice", "sticker", "other"]
    value: str | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Reached:
    """Someone blocked the bot, or let it in again."""

    id: str
    reachable: bool


Event: TypeAlias = Started | Said | Chose | Shared | Reached
"""`id` is made by the shell: what begins with this event (a conversation, a nomination) is named by it."""


# --- what is known -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Office:
    """The branch office that runs this service, as its settings say."""

    name: str
    area: str
    """region code, six digits (a district) or four (a regency)"""
    contact: str
    hours: str
    closed_days: frozenset[date] = frozenset()
    zone: ZoneInfo = JAKARTA
    languages: tuple[Lang, ...] = ("id", "en")
    draft_days: int = 14
    """how long a draft is kept after it was last touched"""
    invited_days: int = 7
    """how long a nomination is kept without the worker's consent"""
    message_days: int = 90
    """how long what was written and sent is kept"""


@dataclass(frozen=True, slots=True)
class Person:
    """The one who wrote."""

    name: str = ""
    notice_agreed: bool = False
    opted_out: bool = False
    has_number: bool = True
    """a phone number of their own is known; False spares asking which"""
    has_nominated: bool = True
    """they nominated someone before; False spares asking whom"""


@dataclass(frozen=True, slots=True)
class Nomination:
    """One of the person's own nominations, as they may see it. `paid` are contribution months, "YYYY-MM"."""

    reference: str
    name: str
    nik_masked: str
    status: Literal["invited", "consented", "declined", "expired", "registered", "withdrawn"]
    income: int
    sector: Literal["transport", "other"]
    programmes: frozenset[str]
    months: int
    nominated_at: datetime
    paid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """Is this phone number (E.164) one of the person's own? Answered with a bool."""

    number: str


@dataclass(frozen=True, slots=True)
class OwnNominationOf:
    """The person's own live nomination of this NIK (16 digits), else None."""

    nik: str


@dataclass(frozen=True, slots=True)
class OwnNominations:
    """All nominations of the person that are not over, oldest first, as a tuple."""


Question: TypeAlias = OwnNumber | OwnNominationOf | OwnNominations


class Unknown(Exception):  # noqa: N818  it is not an error: it leaves the turn as a Need
    """A fact that was not loaded; `respond` turns it into a Need."""

    def __init__(self, question: Question) -> None:
        self.question = question


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a turn may know, read-only."""

    now: datetime
    lang: Lang
    office: Office
    person: Person = Person()
    known: Mapping[Question, Any] = field(default_factory=lambda: NOTHING)

    @property
    def today(self) -> date:
        """The day in the office's zone: ages, due dates and prices go by it."""
        return _day(self.now, self.office.zone)

    def find(self, question: Question) -> Any:
        """The answer to a question to the store; asked for by `Need` when it was not loaded."""
        if question not in self.known:
            raise Unknown(question)
        return self.known[question]


@lru_cache(maxsize=16)
def _day(now: datetime, zone: ZoneInfo) -> date:
    """A turn asks for it several times, and the turns of a batch have one time."""
    return now.astimezone(zone).date()


# --- what is said ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Say:
    """A text of the catalogs: `message` or `message.attribute`, and what stands in its places.

    An argument may be a number (rupiah), a text, an ISO date, another Say, or a tuple of Says (one a line).
    """

    key: str
    args: Mapping[str, Any] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class Option:
    """Something to tap, or to answer by number or label; a label of None is the catalog's `question.id`."""

    id: str
    label: Say | str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """The question a message ends with: its options, and where a tap on them belongs."""

    conversation: str
    asking: int
    step: str
    key: str = ""
    """the question in the catalogs; an option without a label of its own is read at `key.id`"""
    options: tuple[Option, ...] = ()
    wants_contact: bool = False
    """offer the channel's button for sharing one's own number, where there is one"""


@dataclass(frozen=True, slots=True)
class Invalid:
    """Why an answer could not be taken: a key of the catalogs, with what stands in its places."""

    key: str
    args: Mapping[str, Any] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class Unclear:
    """An answer that could mean several things: asked back with these options, whose ids are values."""

    key: str
    options: tuple[Option, ...]
    args: Mapping[str, Any] = field(default_factory=lambda: NOTHING)


# --- what is to be done ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CreateNomination:
    """Keep a confirmed nomination; the same reference twice is one."""

    reference: str
    job: str
    job_words: str | None
    sector: Literal["transport", "other"]
    name: str
    nik: str
    birth_date: date
    phone: str | None
    """E.164; None: has no phone"""
    workplace: str
    """region code"""
    income: int
    programmes: frozenset[str]
    months: int
    first_month: str
    amount: int
    """rupiah, as quoted for all months"""
    tariff_version: str


@dataclass(frozen=True, slots=True)
class RecordConsent:
    """Keep what someone agreed to, with the words shown to them as question `asking` of `conversation`."""

    kind: Literal["notice", "declaration"]
    choice: str
    conversation: str
    asking: int
    words: Say
    """what was shown, used where the sent text is not to be had"""
    nomination: str | None = None


@dataclass(frozen=True, slots=True)
class SetLanguage:
    lang: Lang


@dataclass(frozen=True, slots=True)
class OptOut:
    """No campaign and no reminder any more."""


@dataclass(frozen=True, slots=True)
class OptIn:
    """Campaigns and reminders again."""


@dataclass(frozen=True, slots=True)
class RememberNumber:
    """The person's own phone number (E.164)."""

    number: str


@dataclass(frozen=True, slots=True)
class SetReachable:
    """The address this event came from takes messages, or does not."""

    reachable: bool


@dataclass(frozen=True, slots=True)
class DeleteMessage:
    """Delete a message of the person from the chat, where the channel can."""

    message: str


Effect: TypeAlias = (
    CreateNomination
    | RecordConsent
    | SetLanguage
    | OptOut
    | OptIn
    | RememberNumber
    | SetReachable
    | DeleteMessage
)


# --- a turn ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class State:
    """Where someone is in a conversation; no program counter: the answers are the place.

    `offered` are the options of the last message that offered any, so that "2" keeps its meaning.
    `aside` is the one conversation that waits while another is had; `undo` one that was left
    less than ten minutes before `undo_until`.
    """

    flow: str
    conversation: str
    answers: Answers = field(default_factory=lambda: NOTHING)
    assumed: tuple[str, ...] = ()
    waiting_on: str | None = None
    offered: tuple[Option, ...] = ()
    asking: int = 0
    tries: Mapping[str, int] = field(default_factory=lambda: NOTHING)
    heard_at: datetime | None = None
    private_message: str | None = None
    aside: State | None = None
    undo: State | None = None
    undo_until: datetime | None = None
    changed: bool = False
    """an answer changed since the question was last asked; only within a turn"""

    def but(self, **changes: Any) -> State:
        """A copy with these changes: `dataclasses.replace`, at a fifth of its cost, for every turn's own."""
        copy = object.__new__(State)
        copy.__dict__.update(self.__dict__, **changes)
        return copy


@dataclass(frozen=True, slots=True)
class Turn:
    """What one event came to: the new state (None: nothing is kept), one message, and orders.

    `says` are joined to one message to the one who wrote; empty: nothing is sent (a block, for instance).
    """

    state: State | None
    says: tuple[Say, ...] = ()
    asked: Asked | None = None
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """The turn needs these facts; `respond` is to be called again with them in `facts.known`."""

    questions: tuple[Question, ...]
