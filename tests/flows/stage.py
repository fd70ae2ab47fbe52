"""A stage for conversations: someone who writes and taps, a bot that answers, and a clock that is moved.

Everything a shell would do for one person is done here in memory: facts are looked up, effects remembered,
and the state goes through bytes between two turns, as in life.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from flows import respond
from flows.digest import Line, digest
from flows.render import Rendered, render
from flows.rules.nik import mask_nik
from flows.stored import dump_message, dump_state, load_message, load_state
from flows.types import (
    Asked,
    ChatOf,
    Chose,
    ClaimPayment,
    Consent,
    CreateNomination,
    Decline,
    Effect,
    Event,
    Facts,
    Invitation,
    InvitationBy,
    InvitationTo,
    Lang,
    LastUnasked,
    Link,
    LinkBy,
    LinkedLately,
    Media,
    Need,
    NewLinkCode,
    NewSignIn,
    Nomination,
    NudgeBy,
    Office,
    OpenedInvitations,
    OpenInvitation,
    OpenInvitations,
    OpenInvitationsOf,
    OptIn,
    OptOut,
    OtherCover,
    OwnCovers,
    OwnNominationOf,
    OwnNominations,
    OwnNumber,
    OwnReminders,
    PausedUntil,
    Person,
    Picture,
    Question,
    RecordConsent,
    RememberNumber,
    Reminders,
    Said,
    SetLanguage,
    Shared,
    Started,
    State,
    TokenFor,
    Told,
    Turn,
    WantReminders,
    WrittenFirst,
)

OFFICE = Office(
    name="Kantor Cabang Contoh",
    area="6271",
    contact="0536-000000",
    hours="Senin–Jumat 08.00–16.00 WIB",
)
MORNING = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
"""22 November 2026, 10.00 in Jakarta"""

TOKEN = "7K2M9QX4T8WZ3RNB6VHD5JPCEA"
"""invented; opens an invitation"""
SIGN_IN = "3cmd8XIjEKrW1fKX2o2ym8kCVLNsEPBsCSTqPgeN1e8"
"""invented; signs someone of the office in"""

INVITATION = Invitation(
    reference="NOMINAT1",
    state="open",
    name="Siti Aminah",
    nik="3273014503900017",
    birth_date=date(1990, 3, 5),
    phone="+6281234567890",
    job="household",
    job_words=None,
    workplace="6271",
    income=2_000_000,
    sector="other",
    programmes=frozenset({"jkk", "jkm"}),
    months=3,
    sponsor="Rina",
    sponsor_number="+6281298765432",
    until=date(2026, 11, 29),
)
"""Rina invites Siti; both invented"""


@dataclass
class Stage:
    """One person and the bot. `agreed`: the notice was agreed to before."""

    lang: Lang = "id"
    now: datetime = MORNING
    agreed: bool = True
    office: Office = OFFICE
    deletes: bool = False
    """their channel can delete messages"""
    state: State | None = None
    opted_out: bool = False
    numbers: set[str] = field(default_factory=set)
    nominations: list[CreateNomination] = field(default_factory=list)
    nominated_at: list[datetime] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    asked: Asked | None = None
    """the last question that offered options"""
    questions: list[Asked] = field(default_factory=list)
    """all that offered options, oldest first"""
    picture: Picture | None = None
    """what went with the last message"""
    told_since: bool = False
    """a notice came after their last turn"""
    told_last: Told | None = None
    """the nudge that came last"""
    reminders: Reminders = Reminders()  # noqa: RUF009  it is frozen
    is_worker: bool = False
    link: Link = Link("own")  # noqa: RUF009  it is frozen
    """what the code 7K2M9Q links"""
    linked_lately: bool = False
    colleague: str | None = None
    """who of the office they are, or become by the code 7K2M9QX4T8"""
    invitation: Invitation | None = None
    """what TOKEN opens for them"""
    written_first: bool = False
    """their number was written to first about it"""
    facts: dict[Question, Any] = field(default_factory=dict)
    """what the store says where it is not what was done here: a value, or what gives one"""
    told: Rendered = field(default_factory=lambda: Rendered(""))
    ids: Iterator[str] = field(default_factory=lambda: (f"N{number:07}" for number in itertools.count(1)))

    def says(self, text: str) -> str:
        """Write to the bot; gives what it answers."""
        new_id = self._new_id()
        return self.hears(Said(new_id, text, message=f"m{new_id}" if self.deletes else None))

    def starts(self, token: str | None = None) -> str:
        return self.hears(Started(self._new_id(), token))

    def shares(
        self,
        kind: Any,
        value: str | None = None,
        *,
        own: bool = False,
        media: Media | None = None,
        caption: str | None = None,
    ) -> str:
        return self.hears(Shared(self._new_id(), kind, value, own, media, caption))

    def taps(self, label: str, asked: Asked | None = None) -> str:
        """Tap a button of the last message that had any, or of an older one."""
        asked = asked or self.asked
        assert asked is not None, "no message had a button yet"
        options = dict(render((), asked, self.lang).options)
        found = [option for option, name in options.items() if name == label]
        assert found, f"no button {label!r} among {list(options.values())}"
        return self.hears(Chose(self._new_id(), asked.conversation, asked.asking, asked.step, found[0]))

    def is_reminded(self, *lines: Line) -> str:
        """They are sent a nudge; gives what they read."""
        made = digest(lines, self.office, self.now, "nudge-17", self.office.nudges)
        assert made.asked is not None, "there is nothing to remind them of"
        self.told_last = Told("nudge-17", tuple(line.item for line in lines))
        self.told_since = True
        self.asked = made.asked
        self.questions.append(made.asked)
        self.effects, self.picture = [], made.picture
        return render(made.says, made.asked, self.lang).text

    def older_question(self) -> Asked:
        """The question with options before the last one that is not a repetition of it."""
        last = self.questions[-1]
        return next(q for q in reversed(self.questions) if (q.step, q.asking) != (last.step, last.asking))

    def waits(self, time: timedelta) -> None:
        self.now += time

    def hears(self, event: Event) -> str:
        turn = self.turn(event)
        self.state = load_state(dump_state(turn.state)) if turn.state else None
        self.told_since = False
        self.effects = list(turn.effects)
        for effect in turn.effects:
            self._remember(effect)
        says, asked, picture = load_message(dump_message(turn.says, turn.asked, turn.picture))
        same = (says, asked, picture) == (turn.says, turn.asked, turn.picture)
        assert same, "a message must survive being stored"
        self.picture = picture
        if asked and asked.options:
            self.asked = asked
            self.questions.append(asked)
        self.told = render(says, asked, self.lang)
        return self.told.text

    def turn(self, event: Event) -> Turn:
        """One turn, with everything it needs looked up."""
        known: dict[Question, Any] = {}
        for _ in range(10):
            facts = Facts(
                now=self.now,
                lang=self.lang,
                office=self.office,
                person=Person(
                    "Rina",
                    notice_agreed=self.agreed,
                    opted_out=self.opted_out,
                    has_nominated=bool(self.nominations or self.facts.get(OwnNominations())),
                    is_worker=self.is_worker,
                    told_since=self.told_since,
                ),
                known=known,
            )
            turn = respond(self.state, event, facts)
            if not isinstance(turn, Need):
                return turn
            known |= {question: self._look_up(question) for question in turn.questions}
        raise AssertionError("a turn needed more than ten rounds of facts")

    def _look_up(self, question: Question) -> Any:
        if question in self.facts:
            said = self.facts[question]
            return said() if callable(said) else said
        views = [
            Nomination(
                reference=made.reference,
                name=made.name,
                nik_masked=mask_nik(made.nik),
                status="invited",
                income=made.income,
                sector=made.sector,
                programmes=made.programmes,
                months=made.months,
                nominated_at=at,
                phone=made.phone,
            )
            for made, at in zip(self.nominations, self.nominated_at, strict=True)
        ]
        match question:
            case OwnNumber(number):
                return number in self.numbers
            case OwnNominationOf(nik):
                mine = [view for view, made in zip(views, self.nominations, strict=True) if made.nik == nik]
                return mine[0] if mine else None
            case OwnNominations():
                return tuple(views)
            case OpenedInvitations():
                opened = self.invitation and self.invitation.state == "mine"
                return (self.invitation.reference,) if self.invitation and opened else ()
            case WrittenFirst():
                return TOKEN if self.written_first else None
            case OwnCovers():
                return ()
            case OpenInvitations() | OpenInvitationsOf():
                return 0
            case TokenFor():
                return TOKEN
            case InvitationBy(token):
                return self.invitation if token == TOKEN else None
            case InvitationTo(nomination):
                return self._invitation_to(nomination)
            case OtherCover() | PausedUntil():
                return None
            case NewLinkCode():
                return "7K2M9Q"
            case LinkBy(code):
                return self.link if code == "7K2M9Q" else Link("unknown")
            case LinkedLately():
                return self.linked_lately
            case NudgeBy(reference):
                return self.told_last if self.told_last and self.told_last.reference == reference else None
            case LastUnasked():
                return self.told_last
            case OwnReminders():
                return self.reminders
            case NewSignIn():
                return SIGN_IN if self.colleague else None
            case ChatOf(code):
                return self.colleague if code == "7K2M9QX4T8" else None

    def _invitation_to(self, nomination: str) -> Invitation | None:
        if self.invitation and self.invitation.reference == nomination:
            return self.invitation
        made = next((made for made in self.nominations if made.reference == nomination), None)
        return invitation_of(made) if made else None

    def _answered(self, state: Literal["mine", "answered"]) -> None:
        if self.invitation:
            self.invitation = replace(self.invitation, state=state)

    def _remember(self, effect: Effect) -> None:
        match effect:
            case OpenInvitation():
                self.is_worker = True
                self._answered("mine")
            case Consent() | Decline():
                self._answered("answered")
            case CreateNomination():
                if effect.reference not in {made.reference for made in self.nominations}:
                    self.nominations.append(effect)
                    self.nominated_at.append(self.now)
            case RecordConsent(kind="notice", choice=choice):
                self.agreed = choice == "agree"
            case SetLanguage(lang):
                self.lang = lang
            case OptOut():
                self.opted_out = True
            case OptIn():
                self.opted_out = False
            case ClaimPayment():
                self._claimed(effect)
            case WantReminders(wanted):
                self.reminders = replace(self.reminders, wanted=wanted)
            case RememberNumber(number):
                self.numbers.add(number)
            case _:
                pass

    def _claimed(self, claim: ClaimPayment) -> None:
        mine = self.facts.get(OwnNominations())
        if isinstance(mine, tuple):
            self.facts[OwnNominations()] = tuple(
                replace(n, receipt_waits=True, receipt_is_missing=claim.media is None)
                if n.reference == claim.nomination
                else n
                for n in mine
            )

    def _new_id(self) -> str:
        return next(self.ids)


def invitation_of(made: CreateNomination) -> Invitation:
    """What the worker of this nomination is asked, on the phone of its participant."""
    return replace(
        INVITATION,
        reference=made.reference,
        state="own",
        name=made.name,
        nik=made.nik,
        birth_date=made.birth_date,
        phone=made.phone,
        job=made.job,
        job_words=made.job_words,
        workplace=made.workplace,
        income=made.income,
        sector=made.sector,
        programmes=made.programmes,
        months=made.months,
    )


def born(years_ago: int, serial: str = "0009") -> str:
    """An invented NIK of a man who turned so many years old on 5 March 2026."""
    return f"6202010503{(2026 - years_ago) % 100:02}{serial}"
