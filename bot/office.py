"""What people of the office may do: register, confirm a payment, verify or refuse a receipt, finish a task.

Each thing is done in one transaction and may be done twice: the second time changes nothing, and leaves no
trace. Who may do it, and the trail of it: bot/hand.py.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from bot.coverage import registration, settlements
from bot.coverage.registration import Answer, Result
from bot.coverage.settlements import Payment, Verdict
from bot.coverage.telling import ForOffice, Letter, hand_to_office, tell
from bot.facts import shown
from bot.hand import CannotBeDone as CannotBeDone
from bot.hand import Hand as Hand
from bot.hand import acts
from flows import notices
from flows.rules.money import show_rupiah
from flows.rules.nik import mask_nik
from storage import (
    bills,
    endings,
    inbox,
    invitations,
    nominations,
    payments,
    receipts,
    registrations,
    tasks,
    waiting,
    withheld,
)
from storage.audit import Value
from storage.inbox import Replayed
from storage.nominations import NominationRow
from storage.payments import KeptPayment
from storage.receipts import KeptReceipt
from storage.tasks import NewTask, OpenTask
from storage.turns import Conflict

SHORTEST_REASON = 5
"""letters"""


@acts()
def register(
    hand: Hand,
    reference: str,
    number: str | None = None,
    code: str | None = None,
    expires_on: date | None = None,
) -> Result:
    """Enter what came of a registration; see `registration.Result`."""
    try:
        answer = Answer(reference.strip(), number or None, code or None, expires_on)
    except ValueError as error:
        raise CannotBeDone(str(error)) from None
    (result,) = registration.accept(hand.connection, hand.secrets, [answer], hand.office, hand.now)
    if result.verdict == "accepted":
        hand.record("registered", answer.reference, after={"number": number, "code": code})
    return result


@acts()
def confirm_payment(hand: Hand, reference: str, amount: int, paid_on: date) -> Verdict:
    """A bill, or a nomination by its reference, was paid that day. The same twice is one payment."""
    bill = bills.by_references(hand.connection, [reference]).get(reference)
    found = registrations.hold(hand.connection, hand.secrets, [reference]).get(reference)
    whose = bill.nomination_id if bill else found.id if found else None
    if whose is None:
        raise CannotBeDone(f"{reference}: there is no bill and no nomination with this reference")
    # by the nomination: its bill and itself are two names of whom was paid for
    payment_id = f"office:{whose}:{paid_on:%Y%m%d}:{amount}"[: settlements.LONGEST_ID]
    verdict = _settle(hand, payment_id, amount, paid_on, whose, bill.code if bill else None)
    _record_payment(hand, "payment.confirmed", reference, verdict, amount, paid_on)
    return verdict


@acts()
def verify_receipt(hand: Hand, reference: str, amount: int, paid_on: date) -> Verdict:
    """The receipt is right: so much was paid that day. Verified before, it is known and nothing changes."""
    receipt = _receipt(hand, reference)
    if receipt.status not in ("waiting", "fetching", "verified"):
        raise CannotBeDone(f"{reference}: this receipt is {receipt.status}; confirm the payment by itself")
    payment_id = f"receipt:{reference}"[: settlements.LONGEST_ID]
    _decide(hand, receipt, "verified", None)
    verdict = _settle(hand, payment_id, amount, paid_on, receipt.nomination_id, None)
    _record_payment(hand, "receipt.verified", reference, verdict, amount, paid_on)
    return verdict


@acts()
def refuse_receipt(hand: Hand, reference: str, reason: str) -> bool:
    """The receipt is not right, for a reason that its sender reads. False: it was refused before."""
    receipt = _receipt(hand, reference)
    if not reason.strip():
        raise CannotBeDone("say why, in words that the participant can act on")
    if receipt.status == "verified":
        raise CannotBeDone(f"{reference}: this receipt was verified, and the money is settled")
    if not _decide(hand, receipt, "refused", reason.strip()[:500]):
        return False
    row = _nomination(hand, receipt.nomination_id)
    notice = notices.receipt_refused(shown(row), reason.strip()[:500], hand.office)
    hand.record("receipt.refused", reference, {"status": receipt.status}, {"status": "refused"})
    letter = Letter(f"receipt:{reference}:refused", receipt.person_id, notice)
    tell(hand.connection, hand.secrets, [letter], hand.now)
    return True


@acts()
def decide_other_cover(hand: Hand, reference: str, decision: Literal["change", "stay"]) -> None:
    """Between the nomination that waits for it and the cover which that NIK has by another one.

    "change": the other one ends, and this one is registered with its number; "stay": this one is declined.
    """
    decide = _change_over if decision == "change" else _stay
    try:
        letters, waited = decide(hand, reference)
    except Conflict:
        raise CannotBeDone(f"{reference}: this nomination does not wait for such a decision") from None
    tasks.done_about(hand.connection, waited, "other_cover", hand.actor[:80], hand.now)
    hand.record("cover.decided", reference, after={"decision": decision})
    tell(hand.connection, hand.secrets, letters, hand.now)


def _change_over(hand: Hand, reference: str) -> tuple[list[Letter], int]:
    old = endings.change_by_office(hand.connection, hand.secrets, reference, hand.now)
    new = nominations.by_references(hand.connection, hand.secrets, [reference])[reference]
    if old is None:
        return [], new.id
    said = (("former", old.reference), ("amount", show_rupiah(old.credit)))
    task = NewTask(f"changed_over:{reference}", "changed_over", new.id)
    hand_to_office(
        hand.connection, hand.secrets, [ForOffice(task, shown(new), said)], hand.now, with_message=False
    )
    was, letters = shown(old), []
    if old.participant_id != new.participant_id:
        key = f"{old.reference}:changed_over:participant"
        letters.append(Letter(key, old.participant_id, notices.changed_over(was)))
    if old.worker_id not in (None, new.worker_id, old.participant_id):
        notice = notices.changed_over_worker(was, hand.office)
        letters.append(Letter(f"{old.reference}:changed_over:worker", old.worker_id, notice))
    return letters, new.id


def _stay(hand: Hand, reference: str) -> tuple[list[Letter], int]:
    row = endings.stay_by_office(hand.connection, hand.secrets, reference, hand.now)
    was = shown(row)
    letters = [
        Letter(f"{reference}:declined:participant", row.participant_id, notices.declined(was, hand.office))
    ]
    if row.worker_id is not None:
        notice = notices.not_registered_worker(was, hand.office)
        letters.append(Letter(f"{reference}:declined:worker", row.worker_id, notice))
    return letters, row.id


@acts()
def lift_pause(hand: Hand, nik: str) -> bool:
    """Whoever said no to someone changed their mind: they may be invited again. False: there was no pause."""
    if not invitations.lift_pause(hand.connection, hand.secrets, nik):
        return False
    hand.record("pause.lifted", mask_nik(nik))
    return True


@acts()
def accept_double(hand: Hand, payment_id: str) -> Verdict:
    """What seemed to be another payment told again is one of its own: it is settled now."""
    kept = _payment(hand, payment_id)
    (first,) = payments.by_ids(hand.connection, [kept.double_of]) if kept.double_of else (None,)
    if kept.verdict != "double" or first is None or first.nomination_id is None:
        raise CannotBeDone(f"{payment_id}: this payment is {kept.verdict}, and waits for nobody to accept it")
    verdict = _give(hand, payment_id, first.nomination_id, is_no_double=True)
    hand.record("payment.accepted", payment_id, {"verdict": kept.verdict}, {"verdict": verdict.verdict})
    return verdict


@acts()
def assign(hand: Hand, payment_id: str, reference: str) -> Verdict:
    """A payment that was nobody's is for this nomination."""
    kept = _payment(hand, payment_id)
    if kept.verdict not in ("unmatched", "mismatch"):
        raise CannotBeDone(
            f"{payment_id}: this payment is {kept.verdict}; only one that is nobody's is assigned"
        )
    found = registrations.hold(hand.connection, hand.secrets, [reference]).get(reference)
    if found is None or found.status not in ("consented", "registered", "withdrawn"):
        raise CannotBeDone(f"{reference}: no nomination with this reference can be paid for")
    verdict = _give(hand, payment_id, found.id)
    after: dict[str, Value] = {"verdict": verdict.verdict, "nomination": reference}
    hand.record("payment.assigned", payment_id, {"verdict": kept.verdict}, after)
    return verdict


@acts()
def export_registrations(hand: Hand) -> int:
    """The table with whole NIKs is made, for so many people; that it is stands in the trail first."""
    number = waiting.for_registration(hand.connection).waiting
    hand.record("registrations.exported", after={"rows": number})
    return number


@acts()
def begin_import(hand: Hand, kind: str, file: str) -> None:
    """A table of the office is taken in ("registrations" or "payments")."""
    hand.record(f"{kind}.import_begun", after={"file": file[-80:]})


@acts()
def end_import(hand: Hand, kind: str, verdicts: Mapping[str, int]) -> None:
    """It was taken in; how many rows came to what."""
    hand.record(f"{kind}.imported", after={"rows": sum(verdicts.values()), **verdicts})


@acts()
def replay(hand: Hand, ids: Collection[int]) -> Replayed:
    """Events that were set aside are to be taken again."""
    replayed = inbox.replay(hand.connection, ids)
    if replayed.number:
        hand.record("events.replayed", _listed(ids), after={"number": replayed.number})
    return replayed


@acts()
def drop_events(hand: Hand, ids: Collection[int]) -> int:
    """Give events up that were set aside, and erase what they held; how many."""
    number = inbox.drop(hand.connection, ids)
    if number:
        hand.record("events.dropped", _listed(ids), after={"number": number})
    return number


@acts()
def release(hand: Hand, ids: Collection[int] | None) -> int:
    """Let messages go that a restore held back; None: all of them. How many."""
    number = withheld.release(hand.connection, ids)
    if number:
        hand.record("messages.released", _listed(ids), after={"number": number})
    return number


@acts()
def drop_messages(hand: Hand, ids: Collection[int] | None) -> int:
    """Give messages up that a restore held back; None: all of them. How many."""
    number = withheld.drop(hand.connection, ids)
    if number:
        hand.record("messages.dropped", _listed(ids), after={"number": number})
    return number


@acts("owner")
def show_nik(hand: Hand, reference: str, reason: str) -> str:
    """The whole NIK of one worker, for a reason that stands in the trail."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise CannotBeDone("say what it is needed for; it stands in the audit trail")
    found = nominations.by_references(hand.connection, hand.secrets, [reference]).get(reference)
    if found is None or not found.nik:
        raise CannotBeDone(f"{reference}: there is no such nomination, or its data was erased")
    hand.record("nik.shown", reference, after={"reason": reason.strip()})
    return found.nik


def open_tasks(hand: Hand) -> list[OpenTask]:
    """What waits for the office, the oldest first; every role may look."""
    return tasks.waiting(hand.connection)


@acts()
def done(hand: Hand, task: int) -> bool:
    """Take a task from the list; False: it was done before."""
    if not tasks.done(hand.connection, task, hand.actor[:80], hand.now):
        return False
    hand.record("task.done", str(task))
    return True


def _settle(
    hand: Hand, payment_id: str, amount: int, paid_on: date, nomination_id: int, code: str | None
) -> Verdict:
    if not settlements.EARLIEST.date() < paid_on <= hand.today:
        raise CannotBeDone(f"a payment was made by today, not on {paid_on.isoformat()}")
    noon = datetime.combine(paid_on, time(12), hand.office.zone).astimezone(UTC)
    try:
        payment = Payment(payment_id, amount, noon, code, source=hand.source, nomination_id=nomination_id)
    except ValueError as error:
        raise CannotBeDone(str(error)) from None
    (verdict,) = settlements.settle(hand.connection, hand.secrets, [payment], hand.office, hand.now)
    return verdict


def _listed(ids: Collection[int] | None) -> str:
    return "all" if ids is None else ",".join(map(str, sorted(ids)))


def _record_payment(
    hand: Hand, what: str, reference: str, verdict: Verdict, amount: int, paid_on: date
) -> None:
    if verdict.verdict != "known":
        after: dict[str, Value] = {
            "verdict": verdict.verdict,
            "amount": amount,
            "paid_on": paid_on.isoformat(),
        }
        hand.record(what, reference, after=after)


def _payment(hand: Hand, payment_id: str) -> KeptPayment:
    kept = payments.by_payment_ids(hand.connection, [payment_id]).get(payment_id)
    if kept is None:
        raise CannotBeDone(f"{payment_id}: there is no payment with this id")
    return kept


def _give(hand: Hand, payment_id: str, nomination_id: int, *, is_no_double: bool = False) -> Verdict:
    kept = payments.assign(hand.connection, payment_id, nomination_id)
    tasks.done_named(hand.connection, f"payment:{payment_id}", hand.actor[:80], hand.now)
    return settlements.take_again(
        hand.connection, hand.secrets, kept, hand.office, hand.now, is_no_double=is_no_double
    )


def _receipt(hand: Hand, reference: str) -> KeptReceipt:
    receipt = receipts.by_reference(hand.connection, reference)
    if receipt is None:
        raise CannotBeDone(f"{reference}: there is no receipt with this reference")
    return receipt


def _decide(hand: Hand, receipt: KeptReceipt, status: str, reason: str | None) -> bool:
    erase_at = hand.now + timedelta(days=hand.office.receipt_days)
    if not receipts.decide(hand.connection, receipt.id, status, hand.actor[:80], reason, hand.now, erase_at):
        return False
    if not receipts.waiting_of(hand.connection, [receipt.nomination_id]):
        tasks.done_about(hand.connection, receipt.nomination_id, "receipt_waits", hand.actor[:80], hand.now)
    return True


def _nomination(hand: Hand, id: int) -> NominationRow:
    return nominations.by_ids(hand.connection, hand.secrets, [id])[id]
