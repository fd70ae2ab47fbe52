"""A batch in memory: one person's events in order, each seeing the effects of the one before.

Everybody is walked until they need a fact that was not loaded; the needs of all are looked up at once, and
the walk goes on. An event that raises is set aside: its person stays where they were and is told sorry; all
others go on.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias, cast

from bot import changes, linking
from bot.effects import Order, agrees_to_notice
from bot.facts import Answers, just_made
from bot.logs import code_of
from flows import unfinished
from flows.place import JOINED
from flows.rules.nudges import first_look
from flows.stored import dump_message, dump_state, load_state
from flows.types import (
    Asked,
    CreateNomination,
    Decline,
    Effect,
    Event,
    Facts,
    Invitation,
    Lang,
    Need,
    Office,
    OpenInvitations,
    OpenInvitationsOf,
    OptIn,
    OptOut,
    OwnNominationOf,
    OwnNominations,
    OwnNumber,
    OwnReminders,
    Person,
    Question,
    RecordConsent,
    RememberNumber,
    Say,
    SetLanguage,
    State,
    Turn,
    WantReminders,
    Withdraw,
)
from storage import Secrets
from storage.turns import Batch, ConversationRow, Outgoing, PersonRow, Waiting

Respond: TypeAlias = Callable[[State | None, Event, Facts], Turn | Need]
LookUp: TypeAlias = Callable[[Collection[tuple[int, Question]]], Answers]

_DECIDES_ANEW = (*changes.DECIDES_ANEW, *linking.DECIDES_ANEW)
_SORRY = dump_message((Say("sorry"),))


@dataclass(slots=True)
class Folded:
    """What a batch came to, ready to be saved. `failed`: what went wrong, by inbox id."""

    conversations: list[ConversationRow] = field(default_factory=list)
    outgoing: list[Outgoing] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    done: list[int] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)
    views: set[tuple[str, int]] = field(default_factory=set)
    """who (person id) was shown for whom an invitation (by the nomination's reference) is"""
    left: bool = False
    """events wait on, to be decided by what this batch stores"""


def fold(
    batch: Batch,
    secrets: Secrets,
    read: Callable[[Waiting], Event | None],
    respond: Respond,
    look_up: LookUp,
    office: Office,
    now: datetime,
) -> Folded:
    """All turns of a batch. `read` gives the event of what waits, None when it concerns no conversation."""
    folded = Folded()
    walks = {row.person_id: _Walk(row, secrets, office, now, folded) for row in batch.people.values()}
    for waiting in batch.waiting:
        walks[waiting.person_id].waiting.append(waiting)
    going = list(walks.values())
    while going:
        for walk in going:
            walk.go_on(read, respond)
        going = [walk for walk in going if walk.needs]
        if going:
            answers = look_up({(walk.row.person_id, question) for walk in going for question in walk.needs})
            for walk in going:
                walk.learn(answers)
    folded.left = any(walk.waiting for walk in walks.values())
    folded.conversations = [walk.conversation() for walk in walks.values() if walk.has_moved]
    return folded


class _Walk:
    """One person's events. What was looked up is kept as the store said; what they did since is laid over."""

    def __init__(
        self, row: PersonRow, secrets: Secrets, office: Office, now: datetime, folded: Folded
    ) -> None:
        self.row = row
        self.waiting: list[Waiting] = []
        self.needs: tuple[Question, ...] = ()
        self.has_moved = False
        self._secrets, self._office, self._now, self._folded = secrets, office, now, folded
        self._lang = cast(Lang, row.lang)
        self._person = Person()
        self._state: State | None = None
        self._is_open = False
        self._is_answered = False
        self._decides_anew = False
        self._stored: dict[Question, Any] = {}
        self._known: dict[Question, Any] = {}
        self._created: list[CreateNomination] = []
        self._numbers: set[str] = set()
        self._wants_reminders: bool | None = None
        """None: nothing was said of it in this batch"""

    def go_on(self, read: Callable[[Waiting], Event | None], respond: Respond) -> None:
        """Take event after event, until none is left or something must be looked up (`needs`)."""
        self.needs = ()
        while self.waiting and not self.needs:
            waiting = self.waiting[0]
            try:
                event = read(waiting)
                turn = self._ask(event, respond, waiting.channel) if event else None
                if isinstance(turn, Need):
                    self.needs = turn.questions
                    return
                if turn:
                    self._accept(waiting, turn)
                self._folded.done.append(waiting.inbox_id)
            except Exception as error:
                self._folded.failed[waiting.inbox_id] = place_of(error)
                self._folded.outgoing.append(apology(waiting))
            self.waiting.pop(0)
            if self._decides_anew:
                return

    def learn(self, answers: Answers) -> None:
        """Take in what was looked up."""
        for question in self.needs:
            answer = answers[self.row.person_id, question]
            if isinstance(answer, Invitation) and answer.state == "open":
                self._folded.views.add((answer.reference, self.row.person_id))
            self._stored[question] = answer
            self._known[question] = self._today(question)

    def conversation(self) -> ConversationRow:
        """Where they are now."""
        state = self._state
        is_left = state is not None and unfinished(state) is not None
        return ConversationRow(
            self.row.person_id,
            self.row.version,
            flow=state.flow if state else None,
            waiting_on=state.waiting_on if state else None,
            state=dump_state(state) if state else None,
            due_at=first_look(self._office.nudges, self._now) if is_left else None,
        )

    def _ask(self, event: Event, respond: Respond, channel: str) -> Turn | Need:
        if not self._is_open:
            self._open()
        facts = Facts(self._now, self._lang, self._office, self._person, self._known, channel)
        answer = respond(self._state, event, facts)
        if isinstance(answer, Need) and all(question in self._known for question in answer.questions):
            raise RuntimeError("the conversation asks again for what it was told")
        return answer

    def _open(self) -> None:
        """Unseal who they are and where; what does not open sets their event aside and nobody else's."""
        row = self.row
        self._person = Person(
            self._secrets.open_text(row.name_sealed) if row.name_sealed is not None else "",
            row.notice_agreed,
            row.opted_out,
            row.has_number,
            row.has_nominated,
            row.is_worker,
            row.told_since,
        )
        if row.state_sealed is not None:
            self._state = load_state(self._secrets.open(row.state_sealed))
        self._is_open = True

    def _accept(self, waiting: Waiting, turn: Turn) -> None:
        """Nothing of a turn is kept unless all of it can be: what may raise comes first."""
        message = _message(waiting, turn) if turn.says else None
        orders = [Order(effect, waiting, self._lang) for effect in turn.effects]
        self._state = turn.state
        self.has_moved = True
        if self._person.told_since:  # from now on the state knows
            self._person = replace(self._person, told_since=False)
        # an address in three messages that wait together is one answer, and gets one
        if message and not (self._is_answered and turn.says == JOINED):
            self._folded.outgoing.append(message)
            self._is_answered = True
        self._folded.orders += orders
        for effect in turn.effects:
            self._notice(effect)
            self._decides_anew |= isinstance(effect, _DECIDES_ANEW)
        if turn.effects:
            self._known = {question: self._today(question) for question in self._stored}

    def _notice(self, effect: Effect) -> None:
        """What an order changes in what the person's next event may know."""
        match effect:
            case SetLanguage(lang):
                self._lang = lang
            case OptOut() | OptIn():
                self._person = replace(self._person, opted_out=isinstance(effect, OptOut))
            case WantReminders(wanted):
                self._wants_reminders = wanted
            case RecordConsent() if agrees_to_notice(effect):
                self._person = replace(self._person, notice_agreed=True)
            case RememberNumber(number):
                self._numbers.add(number)
                self._person = replace(self._person, has_number=True)
            case Decline(nomination) | Withdraw(nomination):
                self._state = _without(self._state, nomination) if self._state else None
            case CreateNomination():
                self._created.append(effect)
                self._person = replace(self._person, has_nominated=True)
            case _:
                pass

    def _today(self, question: Question) -> Any:
        """The store's answer, with what this batch did since."""
        stored = self._stored[question]
        match question:
            case OwnNumber(number):
                return stored or number in self._numbers
            case OwnReminders() if self._wants_reminders is not None:
                return replace(stored, wanted=self._wants_reminders)
            case OwnNominationOf(nik):
                mine = [just_made(order, self._now) for order in self._created if order.nik == nik]
                return stored or (mine[0] if mine else None)
            case OwnNominations():
                return stored + tuple(just_made(order, self._now) for order in self._created)
            case OpenInvitations():
                return stored + len(self._created)
            case OpenInvitationsOf(number):
                return stored + sum(order.phone == number for order in self._created)
            case _:
                return stored


def _without(state: State, nomination: str) -> State:
    """Nothing that is set aside or can be brought back may hold a worker who is erased."""

    def holds(other: State | None) -> bool:
        return other is not None and nomination in (other.conversation, *map(str, other.answers.values()))

    if holds(state.aside):
        state = state.but(aside=None)
    if holds(state.undo):
        state = state.but(undo=None, undo_until=None)
    return state


def apology(waiting: Waiting) -> Outgoing:
    """What someone is told, once, whose event was set aside."""
    return _outgoing(waiting, f"sorry:{waiting.inbox_id}", _SORRY, None)


def place_of(error: BaseException) -> str:
    """The type of an error, its code and where it was raised; never its text, which people may write."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    code = code_of(error)
    return f"{type(error).__qualname__}{f' ({code})' if code else ''} at {' > '.join(places)}"


def _message(waiting: Waiting, turn: Turn) -> Outgoing:
    body = dump_message(turn.says, turn.asked, turn.picture)
    return _outgoing(waiting, f"reply:{waiting.inbox_id}", body, turn.asked)


def _outgoing(waiting: Waiting, key: str, body: bytes, asked: Asked | None) -> Outgoing:
    return Outgoing(
        key=key,
        person_id=waiting.person_id,
        reply_to=waiting.address_id,
        channel=waiting.channel,
        account=waiting.account,
        body=body,
        conversation=asked.conversation if asked else None,
        asking=asked.asking if asked else None,
    )
