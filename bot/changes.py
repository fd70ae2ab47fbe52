"""What conversations order about a nomination: its consent, its data, its end, its bill; one after the other.

Each is made only where what it was decided by still holds; else it raises Conflict, nothing of the batch is
kept, and its events are taken again one by one, with fresh facts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias, assert_never

from sqlalchemy import Connection

from bot.coverage.telling import ForOffice, hand_to_office
from bot.facts import ends_at, shown
from bot.writer import Priority
from flows import notices, price
from flows.rules.money import show_rupiah
from flows.rules.zones import zone_of
from flows.stored import dump_message
from flows.types import (
    MOST_MISSES,
    Bill,
    ClaimPayment,
    Consent,
    Correct,
    Decline,
    MakeBill,
    Media,
    Missed,
    Notify,
    Office,
    OpenInvitation,
    TakeOver,
    TellStaff,
    Withdraw,
    WriteFirst,
)
from storage import (
    Secrets,
    bills,
    corrections,
    endings,
    invitations,
    nominations,
    people,
    receipts,
    tasks,
    turns,
)
from storage.bills import NewBill
from storage.corrections import Correction
from storage.endings import Agreed
from storage.nominations import Parties
from storage.people import AddressKey, Found, NewAddress
from storage.receipts import NewClaim
from storage.tables import COVERED_STATUSES
from storage.tasks import NewTask
from storage.turns import Conflict, Outgoing, Waiting

Change: TypeAlias = (
    OpenInvitation
    | Missed
    | Correct
    | Consent
    | Decline
    | Withdraw
    | TakeOver
    | MakeBill
    | ClaimPayment
    | WriteFirst
    | Notify
    | TellStaff
)
DECIDES_ANEW = (OpenInvitation, Missed, Correct, Consent, Decline, Withdraw, TakeOver, MakeBill, ClaimPayment)
"""after one of these a person's next event waits for the next batch, and is decided by what is stored then"""
_EXTRAS = ("address", "postcode", "email")


def make(
    connection: Connection,
    secrets: Secrets,
    given: Sequence[tuple[Change, Waiting]],
    office: Office,
    now: datetime,
) -> None:
    """Make these changes, in their order, and tell whom they concern. Raises Conflict."""
    references = {change.nomination for change, _ in given}
    making = _Making(connection, secrets, office, now, nominations.parties(connection, references))
    for change, waiting in given:
        making.make(change, waiting)
    people.set_zones(connection, making.likely_zones, only_empty=True)
    turns.add_outgoing(connection, secrets, making.outgoing, now)
    making.tell_office()


@dataclass(slots=True)
class _Making:
    """`parties` as they were before: who is told of a change of hands is who had it."""

    connection: Connection
    secrets: Secrets
    office: Office
    now: datetime
    parties: Mapping[str, Parties]
    outgoing: list[Outgoing] = field(default_factory=list)
    likely_zones: dict[int, str] = field(default_factory=dict)
    """of those who said that they are the worker: where they work"""
    for_office: dict[str, tuple[str, str, Mapping[str, Any]]] = field(default_factory=dict)
    """kind, nomination, and what is said beside, by key"""

    def make(self, change: Change, waiting: Waiting) -> None:
        connection, secrets, person, now = self.connection, self.secrets, waiting.person_id, self.now
        match change:
            case OpenInvitation(nomination):
                invitations.open_as(connection, nomination, person, now)
                if party := self.parties.get(nomination):
                    self.likely_zones.setdefault(person, zone_of(party.workplace))
            case Missed(nomination):
                if invitations.miss(connection, nomination, person) == MOST_MISSES:
                    self._task("not_recognised", nomination, waiting)
            case Correct(nomination, values):
                corrections.correct(connection, secrets, _correction(nomination, person, values), now)
            case Consent(nomination, way, instead_of, covered_from):
                agreed = Agreed(nomination, person, way, instead_of, covered_from)
                self._agree(agreed, waiting)
            case Decline(nomination):
                endings.decline(connection, secrets, nomination, person, now)
            case Withdraw(nomination, by, reason):
                was = endings.withdraw(connection, secrets, nomination, by, person, reason, now)
                tasks.done_about(connection, was.id, "other_cover", "sertakan", now)
                if was.status in COVERED_STATUSES:
                    self._task("died" if reason == "died" else "withdrawn", nomination, waiting)
            case TakeOver(nomination):
                had = endings.take_over(connection, secrets, nomination, person, now)
                self._task("taken_over", nomination, waiting, amount=show_rupiah(had.credit))
            case MakeBill(nomination, bill):
                bills.make(connection, [_bill(self._payable(nomination, person), bill)], now)
            case ClaimPayment(nomination, claim, media):
                party = self._payable(nomination, person)
                receipts.claim(connection, secrets, _claim(party, claim, media, waiting), now)
            case WriteFirst(nomination, token):
                self._write_first(nomination, token, waiting)
            case Notify():
                self._notify(change)
            case TellStaff(kind, nomination):
                self._task(kind, nomination, waiting)
            case _:
                assert_never(change)

    def _agree(self, agreed: Agreed, waiting: Waiting) -> None:
        """Where the NIK has another cover, the office has a hand in it; nobody is told of that here."""
        outcome = endings.agree(self.connection, self.secrets, agreed, self.now)
        if outcome.waits_for_office:
            self._task("other_cover", agreed.reference, waiting)
        if outcome.former:
            credit = {"former": outcome.former.reference, "amount": show_rupiah(outcome.former.credit)}
            self._task("changed_over", agreed.reference, waiting, **credit)

    def tell_office(self) -> None:
        """What needs a hand, with the nomination as it is after all changes."""
        if not self.for_office:
            return
        references = {nomination for _, nomination, _ in self.for_office.values()}
        rows = nominations.by_references(self.connection, self.secrets, references)
        given = [
            ForOffice(NewTask(key, kind, rows[nomination].id), shown(rows[nomination]), tuple(args.items()))
            for key, (kind, nomination, args) in self.for_office.items()
            if nomination in rows
        ]
        hand_to_office(self.connection, self.secrets, given, self.now)

    def _write_first(self, nomination: str, token: str, waiting: Waiting) -> None:
        """Once for a number, ever; where no channel may write first, the office does."""
        row = nominations.by_references(self.connection, self.secrets, [nomination]).get(nomination)
        if row is None or row.participant_id != waiting.person_id or row.status != "invited":
            raise Conflict("it is over, or someone else asks")
        if not row.phone:
            return
        if not invitations.write_first_once(self.connection, self.secrets, row.phone, self.now):
            return
        if self.office.writes_first_from is None:
            self._task("first_message", nomination, waiting)
            return
        found = self._address_of(nomination, row.phone, *self.office.writes_first_from)
        if people.opted_out(self.connection, [found.person_id]):
            self._task("first_message", nomination, waiting)
            return
        channel, account = self.office.writes_first_from
        says = notices.first_message(row.payer, self.office, token).says
        self.outgoing.append(
            Outgoing(
                key=f"{nomination}:first_message",
                person_id=found.person_id,
                reply_to=found.address_id,
                channel=channel,
                account=account,
                body=dump_message(says),
                priority=int(Priority.NUDGE),
                purpose="confirmation",
                expires_at=ends_at(row.nominated_at, self.office),
            )
        )

    def _address_of(self, nomination: str, number: str, channel: str, account: str) -> Found:
        """Whoever has the number, where it is known already: the message names nobody but who asks."""
        key = AddressKey(channel, "phone", people.address_hash(self.secrets, "phone", number))
        new = NewAddress(key, number, account, "", self.office.languages[0])
        # one that tells of no nomination, and is the same when this is done again
        reference = self.secrets.token("person", f"{nomination} {number}")[:8]
        return people.find_or_add(self.connection, self.secrets, {key: new}, lambda: reference, self.now)[key]

    def _task(self, kind: str, nomination: str, waiting: Waiting, **args: Any) -> None:
        """Once for an event; the same again later is another one."""
        self.for_office[f"{kind}:{nomination}:{waiting.inbox_id}"] = (kind, nomination, args)

    def _payable(self, nomination: str, person: int) -> Parties:
        party = self.parties.get(nomination)
        if party is None or party.participant_id != person or party.status not in COVERED_STATUSES:
            raise Conflict("it is over, or someone else pays")
        return party

    def _notify(self, notify: Notify) -> None:
        party = self.parties.get(notify.nomination)
        person = party and (party.participant_id if notify.to == "participant" else party.worker_id)
        if not person:
            return  # nobody we can write to
        self.outgoing.append(
            Outgoing(
                key=f"{notify.nomination}:{notify.key}:{notify.to}"[:120],
                person_id=person,
                reply_to=None,
                channel=None,
                account=None,
                body=dump_message(notify.says, None, notify.picture),
            )
        )


def _correction(nomination: str, person: int, values: Mapping[str, Any]) -> Correction:
    extras = {name: values[name] for name in _EXTRAS if name in values}
    kept = {name: _value(name, value) for name, value in values.items() if name not in _EXTRAS}
    return Correction(nomination, person, kept, extras)


def _value(name: str, value: Any) -> object:
    """From an answer of the conversation to what is stored."""
    match name:
        case "nik":
            return value["digits"]
        case "birth_date":
            return date.fromisoformat(value)
        case "programmes":
            return price.PROGRAMMES[value]
        case "months" | "income":
            return int(value)
        case _:
            return value


def _bill(party: Parties, bill: Bill) -> NewBill:
    return NewBill(party.id, bill.reference, bill.items, bill.tariff_version, bill.code, bill.expires_on)


def _claim(party: Parties, claim: str, media: Media | None, waiting: Waiting) -> NewClaim:
    return NewClaim(
        reference=claim,
        nomination_id=party.id,
        person_id=waiting.person_id,
        channel=waiting.channel,
        account=waiting.account,
        file=media.file if media else None,
        media_type=media.media_type if media else None,
    )
