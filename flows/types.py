"""What goes into a conversation and what comes out of it: Event, Facts, State, Say, Effect, Turn, Need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

from flows.rules.nudges import Item, Policy

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Answers: TypeAlias = Mapping[str, Any]
"""What a person answered, by step id; `step.note` keys hold what the conversation noted about a step."""
Lang: TypeAlias = Literal["id", "en"]
MOST_MISSES = 3
"""how often someone may name the wrong NIK before an invitation is closed to them"""

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
class Media:
    """A file someone sent: `file` is what its channel fetches it by; the rest as the channel tells it."""

    file: str
    size: int | None = None
    """bytes"""
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    """Someone sent what is not text. `value` is a contact's number; `own`: it is the sender's own."""

    id: str
    kind: Literal["contact", "location", "photo", "document", "voice", "sticker", "other"]
    value: str | None = None
    own: bool = False
    media: Media | None = None
    """of a photo or document"""
    caption: str | None = None
    """what was written under it; None: nothing"""


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
    receipt_days: int = 30
    """how long the picture of a receipt is kept after it was verified or refused"""
    pause_days: int = 30
    """how long a participant may not invite a worker again who said no"""
    open_per_participant: int = 20
    """invitations of one participant that may wait for an answer at once"""
    open_per_number: int = 5
    """the same for one worker's phone number, whoever invites"""
    first_message: bool = False
    """may the bot write first to a worker's number?"""
    invitation_links: tuple[str, ...] = ()
    """addresses that open an invitation, each with a place for "{token}"; none: the token itself is shown"""
    account_links: tuple[tuple[str, str], ...] = ()
    """by channel, what tells a code there, to link it: each with a place for "{code}" """
    writes_first_from: tuple[str, str] | None = None
    """channel and our account on it that may write to a number which never wrote to us; None: none may"""
    nudges: Policy = Policy()  # noqa: RUF009  it is frozen
    """when and how often people are told something unasked"""
    console_link: str | None = None
    """the address that signs someone of the office in, with a place for "{token}" """
    card_link: str | None = None
    """the address that tells whether a card is genuine, with a place for "{token}"; None: cards carry none"""


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
    is_worker: bool = False
    """someone's cover, or an invitation they opened, is theirs; False spares asking which"""
    told_since: bool = False
    """something was sent to them without their asking, after their last turn"""


NominationStatus: TypeAlias = Literal[
    "invited", "consented", "declined", "expired", "registered", "withdrawn"
]
Way: TypeAlias = Literal["link", "assisted", "first_message"]
"""How a worker's consent was asked for: a link passed on, on the participant's phone, a first message."""


@dataclass(frozen=True, slots=True)
class Bill:
    """What is to be paid for a cover, itemised: `items` are (month, rupiah), oldest first."""

    reference: str
    items: tuple[tuple[str, int], ...]
    tariff_version: str
    code: str | None = None
    """the payment code; None: it is paid with the NIK"""
    expires_on: date | None = None
    """the last day the code can be paid; None: not known"""

    @property
    def total(self) -> int:
        return sum(amount for _, amount in self.items)


@dataclass(frozen=True, slots=True)
class Nomination:
    """A nomination as its participant or its worker may see it. `paid` are contribution months, "YYYY-MM"."""

    reference: str
    name: str
    nik_masked: str
    status: NominationStatus
    income: int
    sector: Literal["transport", "other"]
    programmes: frozenset[str]
    months: int
    nominated_at: datetime
    paid: tuple[str, ...] = ()
    last_paid: int = 0
    """rupiah of the last of them, which say by which band it is covered; 0: not known"""
    job: str = "other"
    job_words: str | None = None
    phone: str | None = None
    workplace: str = ""
    birth_date: date | None = None
    payer: str = ""
    """what the participant's profile calls them; for the worker to see"""
    is_own_payer: bool = False
    """the worker pays for themselves"""
    has_worker: bool = False
    """the worker is someone we can write to; else only the participant can"""
    participant_number: str | None = None
    """the number BPJS Ketenagakerjaan gave; None: not known yet"""
    covered_from: str | None = None
    """the first month that may be paid here, where an earlier participant paid until then"""
    end_reason: str | None = None
    """why it is over: stopped, left, replaced, died, changed_over"""
    bill: Bill | None = None
    """the open one"""
    credit: int = 0
    """rupiah paid and not yet enough for a month"""
    receipt_waits: bool = False
    """they said that they paid, and the office is to verify it"""
    receipt_is_missing: bool = False
    """they said so without a picture of the receipt; one that comes is taken"""
    card: str | None = None
    """the token of its card; None: there is none yet"""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a worker is asked to agree to: their own data, and who asks.

    `state`: "open" for whoever looks; "mine": the one who looks opened it as theirs; "taken": someone else
    did; "answered", "expired": too late; "own": the one who looks is the participant; "blocked": they said
    that it is theirs and did not know the NIK, MOST_MISSES times.
    """

    reference: str
    state: Literal["open", "mine", "taken", "answered", "expired", "own", "blocked"]
    name: str
    nik: str
    birth_date: date
    phone: str | None
    job: str
    job_words: str | None
    workplace: str
    income: int
    sector: Literal["transport", "other"]
    programmes: frozenset[str]
    months: int
    sponsor: str
    """what the participant's profile calls them; "": nothing"""
    sponsor_number: str | None
    """E.164; None: they shared none"""
    until: date
    """the last day it can be answered"""


@dataclass(frozen=True, slots=True)
class Cover:
    """Another cover of the same worker: who was nominated twice has one registration."""

    reference: str
    paid_through: str | None
    """None: nothing was paid yet"""


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


@dataclass(frozen=True, slots=True)
class OwnCovers:
    """All nominations whose worker the person is: consented, registered, ended with months paid."""


@dataclass(frozen=True, slots=True)
class InvitationBy:
    """The Invitation that a token opens, else None."""

    token: str


@dataclass(frozen=True, slots=True)
class InvitationTo:
    """The Invitation of a nomination that the person made (to be answered on their phone) or opened."""

    nomination: str


@dataclass(frozen=True, slots=True)
class OpenedInvitations:
    """References of nominations whose invitation the person opened and has not answered, as a tuple."""


@dataclass(frozen=True, slots=True)
class WrittenFirst:
    """The token of a waiting invitation about which the person's number was written to first, or None.

    Who answers such a message may write anything, and has nothing of it but that message.
    """


@dataclass(frozen=True, slots=True)
class TokenFor:
    """The token that opens the invitation of the person's own nomination; a fresh one if it has none yet."""

    nomination: str


@dataclass(frozen=True, slots=True)
class OtherCover:
    """The Cover that this NIK has by another nomination, else None."""

    nomination: str
    nik: str


@dataclass(frozen=True, slots=True)
class PausedUntil:
    """Until which date the person may not invite this NIK again, because the worker said no; else None."""

    nik: str


@dataclass(frozen=True, slots=True)
class OpenInvitations:
    """How many invitations of the person wait for an answer."""


@dataclass(frozen=True, slots=True)
class OpenInvitationsOf:
    """How many invitations with this phone number (E.164) wait for an answer, whoever made them."""

    number: str


@dataclass(frozen=True, slots=True)
class NewLinkCode:
    """A code that only the person has, to be told from another app of theirs; `event` names the wish.

    Answered with None for who may make none: who was linked lately, or belongs to the office.
    """

    event: str


@dataclass(frozen=True, slots=True)
class LinkBy:
    """The Link that a code makes, told by the person."""

    code: str


@dataclass(frozen=True, slots=True)
class LinkedLately:
    """Was another app of theirs linked so lately that it can be separated again? Answered with a bool."""


@dataclass(frozen=True, slots=True)
class Link:
    """Whom a code links with the one who told it.

    `found`: "other": someone, with all that follows; "own": the person themselves; "unknown": nobody, or too
    late; "too_often": they told too many wrong ones to be heard; "lately": one of them was linked within a
    day; "office": one of them belongs to the office; "both": they nominated the same worker (`twice`).
    """

    found: Literal["other", "own", "unknown", "too_often", "lately", "office", "both"]
    person: Person = Person()
    place: State | None = None
    """where the other one is"""
    version: int = 0
    """of that place"""
    channel: str = ""
    """where the code was made"""
    name: str = ""
    """of the profile that made it, masked: "Te•••"; "": it has none"""
    twice: tuple[str, ...] = ()
    """names of workers whom both nominated"""


@dataclass(frozen=True, slots=True)
class NewSignIn:
    """What signs someone of the office in to the console, once; `event` names the wish.

    Answered with None for everyone else.
    """

    event: str


@dataclass(frozen=True, slots=True)
class ChatOf:
    """Whose chat a code makes this: their name in the office; answered with None for a code of nobody."""

    code: str


@dataclass(frozen=True, slots=True)
class NudgeBy:
    """The Told that a tap names: a message that was sent to the person unasked, else None."""

    reference: str


@dataclass(frozen=True, slots=True)
class LastUnasked:
    """The Told with answers that they saw last, if it came after their last turn; else None.

    Asked only where Person.told_since.
    """


@dataclass(frozen=True, slots=True)
class Told:
    """A message that was sent unasked, and what it was about."""

    reference: str
    """of a broadcast its own"""
    items: tuple[Item, ...]
    buttons: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """of a broadcast: the word that each stands for, and its labels in every language"""
    news: str = ""
    """what is said in a broadcast, as it is kept (flows.campaigns.load_content)"""
    options: tuple[str, ...] = ()
    """the answers that stood under it, numbered; none: it went as a template, or its words were erased"""


@dataclass(frozen=True, slots=True)
class OwnReminders:
    """The Reminders of the person."""


@dataclass(frozen=True, slots=True)
class Reminders:
    """Whether someone wants to be reminded of what is due, and by which clock. `zone` None: the office's."""

    wanted: bool = True
    zone: ZoneInfo | None = None


Question: TypeAlias = (
    OwnNumber
    | OwnNominationOf
    | OwnNominations
    | OwnCovers
    | InvitationBy
    | InvitationTo
    | OpenedInvitations
    | WrittenFirst
    | TokenFor
    | OtherCover
    | PausedUntil
    | OpenInvitations
    | OpenInvitationsOf
    | NewLinkCode
    | LinkBy
    | LinkedLately
    | NewSignIn
    | ChatOf
    | NudgeBy
    | LastUnasked
    | OwnReminders
)


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
    channel: str = ""
    """the one they wrote on"""

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
class Picture:
    """A picture that goes with a message, drawn when it is sent: `args` as in a Say.

    "qr": `link`, what it says. "card": what `bot/coverage/card.py` draws. With a `caption` it is a message of
    its own before the text (to be passed on, for instance); without, the text stands under it where it fits.
    """

    kind: Literal["qr", "card"]
    args: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    caption: Say | None = None


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

    kind: Literal["notice", "declaration", "consent"]
    """"consent" is the worker's own"""
    choice: str
    conversation: str
    asking: int
    words: Say
    """what was shown, used where the sent text is not to be had"""
    nomination: str | None = None
    way: Way | None = None
    """of a worker's consent"""


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
class WantReminders:
    """Reminders of what is due, or none any more; campaigns are another matter."""

    wanted: bool


@dataclass(frozen=True, slots=True)
class AnswerBroadcast:
    """They answered a broadcast with the button that stands for this word; the first one is kept."""

    reference: str
    word: str


@dataclass(frozen=True, slots=True)
class Snooze:
    """No reminder until then; what they were reminded of last is said once more then, if it is still true."""

    until: datetime


@dataclass(frozen=True, slots=True)
class SetZone:
    """By which clock they live ("Asia/Makassar")."""

    zone: str


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


@dataclass(frozen=True, slots=True)
class Invite:
    """Keep the token that opens a nomination's invitation; the same twice is one."""

    nomination: str
    token: str


@dataclass(frozen=True, slots=True)
class WriteFirst:
    """Write to the worker's number, once per number ever: who asks, and the token; nothing of the worker."""

    nomination: str
    token: str


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """The one who wrote says that they are the worker: from now on the invitation is theirs alone."""

    nomination: str


@dataclass(frozen=True, slots=True)
class Missed:
    """The one who wrote says that they are the worker, but not the NIK; too often tells the office."""

    nomination: str


@dataclass(frozen=True, slots=True)
class Correct:
    """Change what is kept of a nomination. `changes`: by step id of the nominate flow, as answered there.

    name, nik ({"digits": …}), birth_date (ISO), phone (E.164 or None), job, job_words, sector, workplace,
    income, programmes ("jkk_jkm", …), months (int); address, postcode, email, which only registration wants.
    """

    nomination: str
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Consent:
    """The worker agreed: the nomination may be registered. `instead_of`: the cover they change over from.

    Its participant's part ends; where it is registered, this one is registered with the same number.
    """

    nomination: str
    way: Way
    instead_of: str | None = None
    covered_from: str | None = None
    """the first month to pay here; None: by the first payment"""


@dataclass(frozen=True, slots=True)
class Decline:
    """The worker refused, or stays with the cover they have: all that names them is erased."""

    nomination: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """End a nomination; months already paid run on at BPJS. The office is told."""

    nomination: str
    by: Literal["participant", "worker"]
    reason: Literal["stopped", "left", "died", "replaced"]


@dataclass(frozen=True, slots=True)
class TakeOver:
    """The worker pays for themselves from now on: their own cover, with its ledger and number."""

    nomination: str


@dataclass(frozen=True, slots=True)
class MakeBill:
    """Bill these months; an open bill of the nomination is replaced, its payment code still counts."""

    nomination: str
    bill: Bill


@dataclass(frozen=True, slots=True)
class ClaimPayment:
    """The participant says they paid; `media`: the receipt. The office verifies it.

    A receipt takes the place of what was said before without one.
    """

    nomination: str
    claim: str
    """names it: the same twice is one"""
    media: Media | None = None


@dataclass(frozen=True, slots=True)
class Notify:
    """Tell someone else: the participant or the worker of a nomination, who may be nobody we can write to.

    `key` with the nomination names it: the same twice is one.
    """

    to: Literal["participant", "worker"]
    nomination: str
    key: str
    says: tuple[Say, ...]
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class TellStaff:
    """Something needs a hand of the office: a row in its list, and a message to its staff."""

    kind: str
    """a text `staff.<kind>` of the catalogs"""
    nomination: str


@dataclass(frozen=True, slots=True)
class OfferLink:
    """Whoever tells this code from another app within a quarter of an hour is this person, too."""

    code: str


@dataclass(frozen=True, slots=True)
class MissLink:
    """They told a code that links nobody."""


@dataclass(frozen=True, slots=True)
class Join:
    """The one to whom this code was given is this person: all they have is one's. The other app is told."""

    code: str
    version: int
    """of the place by which it was decided (Link)"""
    drafts: tuple[str, ...] = ()
    """the conversations that are theirs, and not the other's: they stay so when it is undone"""


@dataclass(frozen=True, slots=True)
class Separate:
    """What was linked in the last day is someone else's app after all: each has again what they had."""


@dataclass(frozen=True, slots=True)
class OfferSignIn:
    """Whoever opens this token in a browser within ten minutes signs in there as the one who wrote."""

    token: str


@dataclass(frozen=True, slots=True)
class LinkChat:
    """This chat is from now on the one of whom the office gave this code to."""

    code: str


Effect: TypeAlias = (
    CreateNomination
    | Invite
    | WriteFirst
    | OpenInvitation
    | Missed
    | Correct
    | Consent
    | Decline
    | Withdraw
    | TakeOver
    | MakeBill
    | ClaimPayment
    | Notify
    | TellStaff
    | RecordConsent
    | SetLanguage
    | OptOut
    | OptIn
    | WantReminders
    | Snooze
    | AnswerBroadcast
    | SetZone
    | RememberNumber
    | SetReachable
    | DeleteMessage
    | OfferLink
    | MissLink
    | Join
    | Separate
    | OfferSignIn
    | LinkChat
)


# --- a turn ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class State:
    """Where someone is in a conversation; no program counter: the answers are the place.

    `offered` are the options of the last message that offered any, so that "2" keeps its meaning.
    `aside` is the one conversation that waits while another is had (behind it may be that of another app,
    since linked); `undo` one that was left less than ten minutes before `undo_until`.
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
    unseen: bool = False
    """what is waited on is no longer the last thing they saw: something else was said since"""
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
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """The turn needs these facts; `respond` is to be called again with them in `facts.known`."""

    questions: tuple[Question, ...]
