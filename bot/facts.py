"""What conversations ask the store, looked up for a whole batch at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, TypeAlias, assert_never, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import identity
from bot.linking import linked_lately, links, new_codes
from flows.campaigns import load_content
from flows.digest import options_shown
from flows.rules.nik import mask_nik
from flows.rules.nudges import Item, Role
from flows.types import (
    MOST_MISSES,
    Bill,
    ChatOf,
    Cover,
    CreateNomination,
    Invitation,
    InvitationBy,
    InvitationTo,
    LastUnasked,
    LinkBy,
    LinkedLately,
    NewLinkCode,
    NewSignIn,
    Nomination,
    NominationStatus,
    NudgeBy,
    Office,
    OpenedInvitations,
    OpenInvitations,
    OpenInvitationsOf,
    OtherCover,
    OwnCovers,
    OwnNominationOf,
    OwnNominations,
    OwnNumber,
    OwnReminders,
    PausedUntil,
    Question,
    Reminders,
    TokenFor,
    Told,
    WrittenFirst,
)
from storage import Secrets, invitations, nominations, people, told
from storage.bills import KeptBill
from storage.nominations import NominationRow

InvitationState: TypeAlias = Literal["open", "mine", "taken", "answered", "expired", "own", "blocked"]
Answers: TypeAlias = Mapping[tuple[int, Question], Any]
"""By person id and question."""


def look_up(
    connection: Connection,
    secrets: Secrets,
    asked: Collection[tuple[int, Question]],
    office: Office,
    now: datetime,
) -> Answers:
    """The answers of the store, with one query for each kind of question."""
    by_kind: dict[type[Question], _Asked] = {}
    for person, question in asked:
        by_kind.setdefault(type(question), []).append((person, question))
    looking = _Looking(connection, secrets, office, now)
    answers: dict[tuple[int, Question], Any] = {}
    for of_kind in by_kind.values():
        answers |= zip(of_kind, looking.answer(of_kind), strict=True)
    return answers


def open_since(office: Office, now: datetime) -> datetime:
    """What was invited then or later can still be answered: until its last day ends, in the office's zone."""
    first = now.astimezone(office.zone).date() - timedelta(days=office.invited_days)
    return datetime.combine(first, time(), office.zone)


def last_day(invited_at: datetime, office: Office) -> date:
    """The last day on which an invitation can be answered."""
    return invited_at.astimezone(office.zone).date() + timedelta(days=office.invited_days)


def ends_at(invited_at: datetime, office: Office) -> datetime:
    """When that day ends, in the office's zone."""
    return datetime.combine(last_day(invited_at, office) + timedelta(days=1), time(), office.zone)


MOST_DIGITS = 18
"""of the id of a row, which has eight bytes"""
_Asked: TypeAlias = list[tuple[int, Any]]
"""Questions of one kind, each with the person it is about."""


@dataclass(frozen=True, slots=True)
class _Looking:
    """The store as a batch finds it. Each method answers questions of one kind, in their order."""

    connection: Connection
    secrets: Secrets
    office: Office
    now: datetime

    def answer(self, asked: _Asked) -> Iterable[Any]:
        kind: Question = asked[0][1]
        match kind:
            case OwnNumber():
                return self._own_numbers(asked)
            case OwnNominationOf():
                return self._own_nominations_of(asked)
            case OwnNominations() | OwnCovers():
                return self._own(asked)
            case InvitationBy():
                return self._invitations_by(asked)
            case InvitationTo():
                return self._invitations_to(asked)
            case OpenedInvitations() | OpenInvitations() | OpenInvitationsOf() | WrittenFirst():
                return self._open(asked)
            case TokenFor():
                return self._tokens(asked)
            case OtherCover():
                return self._other_covers(asked)
            case PausedUntil():
                return self._pauses(asked)
            case NewLinkCode() | LinkBy() | LinkedLately():
                return self._links(asked)
            case NudgeBy() | LastUnasked():
                return self._told(asked)
            case OwnReminders():
                return self._reminders([person for person, _ in asked])
            case NewSignIn():
                return identity.sign_ins(self.connection, [person for person, _ in asked])
            case ChatOf():
                codes = [question.code for _, question in asked]
                return identity.names_of_codes(self.connection, self.secrets, codes, self.now)
            case _:
                assert_never(kind)

    def _own_numbers(self, asked: _Asked) -> Iterable[bool]:
        pairs = [(person, question.number) for person, question in asked]
        own = people.own_numbers(self.connection, self.secrets, pairs)
        return [pair in own for pair in pairs]

    def _own_nominations_of(self, asked: _Asked) -> Iterable[Nomination | None]:
        pairs = [(person, question.nik) for person, question in asked]
        found = nominations.live_of_nik(self.connection, self.secrets, pairs)
        return [shown(found[pair]) if pair in found else None for pair in pairs]

    def _own(self, asked: _Asked) -> Iterable[tuple[Nomination, ...]]:
        for_worker = isinstance(asked[0][1], OwnCovers)
        find = nominations.covers_of if for_worker else nominations.live_of
        found = find(self.connection, self.secrets, [person for person, _ in asked])
        return [tuple(shown(row, for_worker=for_worker) for row in found.get(one, ())) for one, _ in asked]

    def _invitations_by(self, asked: _Asked) -> Iterable[Invitation | None]:
        tokens = {question.token for _, question in asked}
        rows = invitations.by_tokens(self.connection, self.secrets, tokens)
        return self._seen([(person, rows.get(question.token)) for person, question in asked])

    def _invitations_to(self, asked: _Asked) -> Iterable[Invitation | None]:
        references = {question.nomination for _, question in asked}
        rows = nominations.by_references(self.connection, self.secrets, references)
        theirs = [(person, rows.get(question.nomination)) for person, question in asked]
        return self._seen(
            [
                (person, row if row and person in (row.participant_id, row.worker_id) else None)
                for person, row in theirs
            ]
        )

    def _seen(self, rows: Sequence[tuple[int, NominationRow | None]]) -> list[Invitation | None]:
        sponsors = {row.participant_id for _, row in rows if row}
        numbers = people.numbers_of(self.connection, self.secrets, sponsors) if sponsors else {}
        looked = [(row.id, person) for person, row in rows if row]
        misses = invitations.misses_of(self.connection, looked) if looked else {}
        return [
            _invitation(
                row,
                person,
                numbers.get(row.participant_id),
                self.office,
                self.now,
                misses.get((row.id, person), 0),
            )
            if row
            else None
            for person, row in rows
        ]

    def _open(self, asked: _Asked) -> Iterable[Any]:
        persons = [person for person, _ in asked]
        match asked[0][1]:
            case OpenedInvitations():
                since = open_since(self.office, self.now)
                opened = invitations.opened_by(self.connection, persons, since)
                return [opened.get(person, ()) for person in persons]
            case WrittenFirst():
                since = open_since(self.office, self.now)
                first = invitations.written_first(self.connection, persons, since)
                return [
                    self.secrets.token("invitation", first[one]) if one in first else None for one in persons
                ]
            case OpenInvitations():
                made = invitations.open_of(self.connection, persons)
                return [made.get(person, 0) for person in persons]
            case _:
                numbers = [question.number for _, question in asked]
                by_number = invitations.open_of_numbers(self.connection, self.secrets, numbers)
                return [by_number.get(number, 0) for number in numbers]

    def _tokens(self, asked: _Asked) -> Iterable[str | None]:
        """Of a nomination made in this very turn, which the store does not know yet, as well."""
        pairs = [(person, question.nomination) for person, question in asked]
        others = invitations.not_theirs(self.connection, pairs)
        return [None if pair in others else self.secrets.token("invitation", pair[1]) for pair in pairs]

    def _links(self, asked: _Asked) -> Iterable[Any]:
        match asked[0][1]:
            case NewLinkCode():
                wishes = [(person, question.event) for person, question in asked]
                return new_codes(self.connection, self.secrets, wishes, self.now)
            case LinkBy():
                told = [(person, question.code) for person, question in asked]
                return links(self.connection, self.secrets, told, self.now)
            case _:
                lately = linked_lately(self.connection, [person for person, _ in asked], self.now)
                return [person in lately for person, _ in asked]

    def _told(self, asked: _Asked) -> Iterable[Told | None]:
        if isinstance(asked[0][1], LastUnasked):
            last = told.last_unasked(self.connection, self.secrets, [person for person, _ in asked])
            return [_as_told(last.get(person)) for person, _ in asked]
        named = [(person, _outbox_id(question.reference)) for person, question in asked]
        found = told.by_ids(self.connection, self.secrets, [(one, id) for one, id in named if id is not None])
        return [_as_told(found.get((person, id)) if id is not None else None) for person, id in named]

    def _reminders(self, persons: Sequence[int]) -> Iterable[Reminders]:
        known = people.reminders_of(self.connection, persons)
        return [
            Reminders(wanted, ZoneInfo(zone) if zone else None)
            for wanted, zone in (known[person] for person in persons)
        ]

    def _other_covers(self, asked: _Asked) -> Iterable[Cover | None]:
        keys = [(person, question.nomination, question.nik) for person, question in asked]
        found = invitations.other_covers(self.connection, self.secrets, keys)
        return [
            Cover(found[key].reference, found[key].paid_through) if key in found else None for key in keys
        ]

    def _pauses(self, asked: _Asked) -> Iterable[date | None]:
        pairs = [(person, question.nik) for person, question in asked]
        refused = invitations.refused_at(self.connection, self.secrets, pairs)
        ends = {pair: at + timedelta(days=self.office.pause_days) for pair, at in refused.items()}
        return [
            ends[pair].astimezone(self.office.zone).date() if pair in ends and self.now < ends[pair] else None
            for pair in pairs
        ]


def _outbox_id(reference: str) -> int | None:
    """The row that "nudge-17" names; None: none."""
    number = reference.rpartition("-")[2]
    return int(number) if number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS else None


def _as_told(row: told.Told | None) -> Told | None:
    if row is None:
        return None
    if row.broadcast is not None:
        buttons = load_content(row.content).buttons
        labels = tuple((one.opens, tuple(one.labels.values())) for one in buttons)
        return Told(row.broadcast, (), labels, row.content)
    items = (Item(subject, month, step, cast(Role, role)) for subject, month, step, role in row.items)
    options = tuple(option.id for option in options_shown(row.text))
    return Told(f"{row.kind}-{row.id}", tuple(items), options=options)


def _invitation(
    row: NominationRow, person: int, sponsor_number: str | None, office: Office, now: datetime, misses: int
) -> Invitation:
    """Who may not answer it learns nothing of the worker."""
    state = _state(row, person, open_since(office, now))
    if state == "open" and misses >= MOST_MISSES:
        state = "blocked"
    may_see = state in ("open", "mine", "own") and row.birth_date is not None
    return Invitation(
        reference=row.reference,
        state=state,
        name=row.name if may_see else "",
        nik=row.nik if may_see else "",
        birth_date=row.birth_date if may_see and row.birth_date else date.min,
        phone=row.phone if may_see else None,
        job=row.job,
        job_words=row.job_words if may_see else None,
        workplace=row.workplace,
        income=row.income if may_see else 0,
        sector=cast(Literal["transport", "other"], row.sector),
        programmes=row.programmes,
        months=row.months,
        sponsor=row.payer,
        sponsor_number=sponsor_number if may_see else None,
        until=last_day(row.nominated_at, office),
    )


def _state(row: NominationRow, person: int, open_since: datetime) -> InvitationState:
    if row.waits_for_office:
        return "answered"
    if row.status == "expired" or (row.status == "invited" and row.nominated_at < open_since):
        return "expired"
    if row.status != "invited":
        return "answered"
    if row.worker_id == person:
        return "mine"
    if row.worker_id is not None:
        return "taken"
    return "own" if row.participant_id == person else "open"


def shown(row: NominationRow, *, for_worker: bool = False) -> Nomination:
    """As the participant sees it, or the worker, who sees nothing of another's bills and payments."""
    is_own_payer = row.participant_id == row.worker_id
    sees_money = is_own_payer or not for_worker
    bill = row.bill
    is_registered = row.card is not None
    return Nomination(
        reference=row.reference,
        name=row.name,
        nik_masked=mask_nik(row.nik) if row.nik else "",
        status="consented" if row.waits_for_office else cast(NominationStatus, row.status),
        income=row.income,
        sector=cast(Literal["transport", "other"], row.sector),
        programmes=row.programmes,
        months=row.months,
        nominated_at=row.nominated_at,
        paid=row.paid,
        last_paid=row.last_paid,
        job=row.job,
        job_words=row.job_words,
        phone=row.phone,
        workplace=row.workplace,
        birth_date=row.birth_date,
        payer=row.payer,
        is_own_payer=is_own_payer,
        has_worker=row.worker_id is not None,
        participant_number=row.participant_number if is_registered else None,
        covered_from=row.covered_from,
        end_reason=row.end_reason,
        bill=_bill(bill) if bill and sees_money else None,
        credit=row.credit if sees_money else 0,
        receipt_waits=row.receipt_waits and sees_money,
        receipt_is_missing=row.receipt_is_missing and sees_money,
        card=row.card,
    )


def just_made(order: CreateNomination, now: datetime) -> Nomination:
    """The nomination that this order will make."""
    return Nomination(
        reference=order.reference,
        name=order.name,
        nik_masked=mask_nik(order.nik),
        status="invited",
        income=order.income,
        sector=order.sector,
        programmes=order.programmes,
        months=order.months,
        nominated_at=now,
    )


def _bill(bill: KeptBill) -> Bill:
    return Bill(bill.reference, bill.items, bill.tariff_version, bill.code, bill.expires_on)
