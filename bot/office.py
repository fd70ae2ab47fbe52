"""What people of the office may do: register, confirm a payment, verify or refuse a receipt, finish a task.

Each thing is done in one transaction and may be done twice: the second time changes nothing. Who may do it is
checked here and nowhere else, so that the panel, the command line and the chat cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection

from bot.coverage import registration, settlements
from bot.coverage.registration import Answer, Result
from bot.coverage.settlements import Payment, Verdict
from bot.coverage.telling import Letter, tell
from bot.facts import shown
from flows import notices
from flows.types import Office
from storage import Secrets, bills, nominations, receipts, registrations, tasks
from storage.nominations import NominationRow
from storage.receipts import KeptReceipt
from storage.tasks import OpenTask

MAY_ACT = ("owner", "staff")
"""roles; a viewer only looks"""
EARLIEST = date(2020, 1, 1)
"""no payment here was made before; what says so was mistyped"""


class CannotBeDone(Exception):  # noqa: N818  said to whoever tried it, as it stands
    """Why it was not done, and what to do instead."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Someone of the office at work, in one transaction. `role` None: the operator, at the machine itself."""

    connection: Connection
    secrets: Secrets
    office: Office
    now: datetime
    actor: str
    role: str | None = None
    source: str = "office"
    """how payments are kept that they confirm: "office", or "simulated" in the demo"""

    @property
    def today(self) -> date:
        return self.now.astimezone(self.office.zone).date()


def register(
    hand: Hand,
    reference: str,
    number: str | None = None,
    code: str | None = None,
    expires_on: date | None = None,
) -> Result:
    """Enter what came of a registration; see `registration.Result`."""
    _may_act(hand)
    try:
        answer = Answer(reference.strip(), number or None, code or None, expires_on)
    except ValueError as error:
        raise CannotBeDone(str(error)) from None
    (result,) = registration.accept(hand.connection, hand.secrets, [answer], hand.office, hand.now)
    return result


def confirm_payment(hand: Hand, reference: str, amount: int, paid_on: date) -> Verdict:
    """A bill, or a nomination by its reference, was paid that day. The same twice is one payment."""
    _may_act(hand)
    bill = bills.by_references(hand.connection, [reference]).get(reference)
    found = registrations.hold(hand.connection, hand.secrets, [reference]).get(reference)
    whose = bill.nomination_id if bill else found.id if found else None
    if whose is None:
        raise CannotBeDone(f"{reference}: there is no bill and no nomination with this reference")
    payment_id = f"{hand.source}:{reference}:{paid_on:%Y%m%d}:{amount}"[: settlements.LONGEST_ID]
    return _settle(hand, payment_id, amount, paid_on, whose, bill.code if bill else None)


def verify_receipt(hand: Hand, reference: str, amount: int, paid_on: date) -> Verdict:
    """The receipt is right: so much was paid that day. Verified before, it is known and nothing changes."""
    _may_act(hand)
    receipt = _receipt(hand, reference)
    if receipt.status not in ("waiting", "fetching", "verified"):
        raise CannotBeDone(f"{reference}: this receipt is {receipt.status}; confirm the payment by itself")
    payment_id = f"receipt:{reference}"[: settlements.LONGEST_ID]
    verdict = _settle(hand, payment_id, amount, paid_on, receipt.nomination_id, None)
    _decide(hand, receipt, "verified", None)
    return verdict


def refuse_receipt(hand: Hand, reference: str, reason: str) -> bool:
    """The receipt is not right, for a reason that its sender reads. False: it was refused before."""
    _may_act(hand)
    receipt = _receipt(hand, reference)
    if not reason.strip():
        raise CannotBeDone("say why, in words that the participant can act on")
    if receipt.status == "verified":
        raise CannotBeDone(f"{reference}: this receipt was verified, and the money is settled")
    if not _decide(hand, receipt, "refused", reason.strip()[:500]):
        return False
    row = _nomination(hand, receipt.nomination_id)
    notice = notices.receipt_refused(shown(row), reason.strip()[:500], hand.office)
    letter = Letter(f"receipt:{reference}:refused", receipt.person_id, notice)
    tell(hand.connection, hand.secrets, [letter], hand.now)
    return True


def open_tasks(hand: Hand) -> list[OpenTask]:
    """What waits for the office, the oldest first; every role may look."""
    return tasks.waiting(hand.connection)


def done(hand: Hand, task: int) -> bool:
    """Take a task from the list; False: it was done before."""
    _may_act(hand)
    return tasks.done(hand.connection, task, hand.actor, hand.now)


def _may_act(hand: Hand) -> None:
    if hand.role is not None and hand.role not in MAY_ACT:
        raise CannotBeDone(f"{hand.actor} may only look; an owner of the office can change that")


def _settle(
    hand: Hand, payment_id: str, amount: int, paid_on: date, nomination_id: int, code: str | None
) -> Verdict:
    if not EARLIEST <= paid_on <= hand.today:
        raise CannotBeDone(f"a payment was made by today, not on {paid_on.isoformat()}")
    noon = datetime.combine(paid_on, time(12), hand.office.zone).astimezone(UTC)
    try:
        payment = Payment(payment_id, amount, noon, code, source=hand.source, nomination_id=nomination_id)
    except ValueError as error:
        raise CannotBeDone(str(error)) from None
    (verdict,) = settlements.settle(hand.connection, hand.secrets, [payment], hand.office, hand.now)
    return verdict


def _receipt(hand: Hand, reference: str) -> KeptReceipt:
    receipt = receipts.by_reference(hand.connection, reference)
    if receipt is None:
        raise CannotBeDone(f"{reference}: there is no receipt with this reference")
    return receipt


def _decide(hand: Hand, receipt: KeptReceipt, status: str, reason: str | None) -> bool:
    erase_at = hand.now + timedelta(days=hand.office.receipt_days)
    if not receipts.decide(hand.connection, receipt.id, status, hand.actor[:80], reason, hand.now, erase_at):
        return False
    waits = any(other.nomination_id == receipt.nomination_id for other in receipts.waiting(hand.connection))
    if not waits:
        tasks.done_about(hand.connection, receipt.nomination_id, "receipt_waits", hand.actor[:80], hand.now)
    return True


def _nomination(hand: Hand, id: int) -> NominationRow:
    return nominations.by_ids(hand.connection, hand.secrets, [id])[id]
