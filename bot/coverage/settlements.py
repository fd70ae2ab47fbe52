"""Payments, settled: whose they are, which months they fill, and who is told, in one transaction.

    settled    just what was billed                 unmatched  nobody's: no such code and no such NIK here
    under      not all of it; the rest is kept      mismatch   code and NIK are of different people
    over       more; it carries to the next months  ended      the cover had ended: kept, nothing is covered
    requoted   other months or prices than billed   early      consented to, and not registered yet: kept
                                                               until it is

All of these are kept with the payment. Besides, a payment that was told before is `known`, and changes
nothing; told again with another amount (`amount differs`) it changes nothing either.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sqlalchemy import Connection

from bot.coverage.telling import ForOffice, Letter, hand_to_office, tell
from bot.facts import shown
from flows import notices
from flows.rules import billing
from flows.rules.billing import Settlement, due_months, priced
from flows.rules.calendar import month_of
from flows.rules.coverage import Ledger, PaidMonth
from flows.rules.money import show_rupiah
from flows.rules.tariff import MonthPrice, quote
from flows.types import Bill, Office, Say
from storage import Secrets, bills, nominations, payments
from storage.bills import KeptBill, NewBill
from storage.nominations import NominationRow
from storage.payments import FilledMonth, KeptPayment, NewPayment, Outcome, Payee
from storage.tasks import NewTask

MOST = 10**12
"""rupiah; more is no payment for a person"""
LONGEST_ID, LONGEST_CODE = 80, 40

TO_THE_OFFICE = {
    "unmatched": "payment_unmatched",
    "mismatch": "payment_mismatch",
    "ended": "payment_after_end",
    "early": "payment_early",
}
"""what a payment that nobody can be told of is called in the office's list, by verdict"""


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that was paid at BPJS Ketenagakerjaan, as the office or a gateway tells it.

    With a payment code, or a NIK (16 digits), or both. Raises ValueError for what cannot be one.
    """

    payment_id: str
    amount: int
    """rupiah"""
    paid_at: datetime
    code: str | None = None
    nik: str | None = None
    source: str = "import"
    """import, webhook, office or simulated"""
    nomination_id: int | None = None
    """whose it is, where the office says so itself; None: found by code, else by NIK"""

    def __post_init__(self) -> None:
        for name, text, longest in (
            ("payment_id", self.payment_id, LONGEST_ID),
            ("code", self.code, LONGEST_CODE),
        ):
            if text is not None and not (0 < len(text) <= longest and text.isprintable()):
                raise ValueError(f"{name} is 1 to {longest} characters")
        if not (self.code or self.nik or self.nomination_id):
            raise ValueError("a payment names a code or a nik")
        if self.nik is not None and not (len(self.nik) == 16 and self.nik.isascii() and self.nik.isdigit()):
            raise ValueError("nik is 16 digits")
        if not 0 < self.amount <= MOST:
            raise ValueError(f"amount is 1 to {MOST} rupiah, not {self.amount}")
        if self.paid_at.tzinfo is None:
            raise ValueError("paid_at tells its zone")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a payment came to: see the table above. `months` are those it filled."""

    payment_id: str
    verdict: str
    nomination: str | None = None
    """its reference"""
    months: tuple[str, ...] = ()
    credit: int = 0
    """rupiah that are left after it"""


def settle(
    connection: Connection, secrets: Secrets, given: Sequence[Payment], office: Office, now: datetime
) -> list[Verdict]:
    """Keep and settle payments, in the order they were paid; a verdict for each, in the order given."""
    first = {payment.payment_id: payment for payment in reversed(given)}
    new = payments.add(connection, secrets, [_new(payment) for payment in first.values()], now)
    kept = payments.by_payment_ids(connection, first)
    by_hand = {id for id in new if first[id].source == "import"}
    came_to = _settle(connection, secrets, [kept[id] for id in new], office, now, by_hand)
    verdicts: list[Verdict] = []
    for payment in given:
        came = came_to.pop(payment.payment_id, None)
        verdicts.append(came or _again(payment, kept[payment.payment_id]))
    return verdicts


def adopt(
    connection: Connection, secrets: Secrets, ids: Collection[int], office: Office, now: datetime
) -> list[Verdict]:
    """Settle what had been paid for nominations before they were registered."""
    waiting = payments.waiting_for(connection, ids)
    return list(_settle(connection, secrets, waiting, office, now, set()).values())


def price_of(payee: Payee, month: str) -> MonthPrice:
    """What a month costs for this cover."""
    return quote(payee.income, payee.sector, payee.programmes, month, 1).months[0]


def _new(payment: Payment) -> NewPayment:
    paid_at = payment.paid_at.astimezone(UTC)
    return NewPayment(
        payment.payment_id,
        payment.amount,
        paid_at,
        payment.code,
        payment.nik,
        payment.source,
        payment.nomination_id,
    )


def _again(payment: Payment, kept: KeptPayment) -> Verdict:
    is_same = kept.amount == payment.amount
    return Verdict(payment.payment_id, "known" if is_same else "amount differs")


def _settle(
    connection: Connection,
    secrets: Secrets,
    waiting: Sequence[KeptPayment],
    office: Office,
    now: datetime,
    quietly: Collection[str],
) -> dict[str, Verdict]:
    """By payment_id. `quietly`: those of which the office's staff get no message; they read a report."""
    if not waiting:
        return {}
    sheet = _Sheet(office, now)
    matched = _match(connection, waiting)
    accounts = _accounts(connection, matched, waiting)
    for payment in sorted(waiting, key=lambda payment: (payment.paid_at, payment.id)):
        sheet.enter(payment, matched[payment.id], accounts)
    payments.settle(connection, sheet.outcomes, sheet.months, now)
    bills.close(connection, sheet.paid_bills, "paid", now)
    bills.make(connection, sheet.new_bills, now)
    _tell(connection, secrets, sheet, quietly)
    return {settled.payment.payment_id: settled.verdict for settled in sheet.all}


@dataclass(frozen=True, slots=True)
class _Match:
    """Whose a payment is, and the bill its code is of; `problem`: why it cannot be settled."""

    payee: Payee | None
    bill: KeptBill | None = None
    problem: str | None = None


def _match(connection: Connection, waiting: Sequence[KeptPayment]) -> dict[int, _Match]:
    """As the office says, else by code, else by NIK. Who it is matched with is held until the end."""
    by_code = bills.by_codes(connection, {payment.code for payment in waiting if payment.code})
    by_nik = payments.by_niks(connection, {payment.nik_hash for payment in waiting if payment.nik_hash})
    ids = {bill.nomination_id for bill in by_code.values()} | set(by_nik.values())
    held = payments.hold(connection, ids | {p.nomination_id for p in waiting if p.nomination_id})
    return {payment.id: _whose(payment, by_code, by_nik, held) for payment in waiting}


def _whose(
    payment: KeptPayment,
    by_code: Mapping[str, KeptBill],
    by_nik: Mapping[bytes, int],
    held: Mapping[int, Payee],
) -> _Match:
    bill = by_code.get(payment.code) if payment.code else None
    found = bill.nomination_id if bill else by_nik.get(payment.nik_hash or b"")
    id = payment.nomination_id or found
    if id is None:
        return _Match(None, problem="unmatched")
    payee = held[id]
    if payment.nik_hash and payee.nik_hash and payment.nik_hash != payee.nik_hash:
        return _Match(None, problem="mismatch")
    if payee.status == "consented":
        return _Match(payee, problem="early")
    bill = bill if bill and bill.nomination_id == id else None
    return _Match(payee, bill, None if payee.status == "registered" else "ended")


@dataclass(slots=True)
class _Account:
    """A cover's money while payments are entered, one after the other."""

    payee: Payee
    months: list[PaidMonth]
    credit: int
    bill: KeptBill | NewBill | None
    """the open one; a new one where it was just quoted again"""

    @property
    def paid(self) -> tuple[str, ...]:
        return tuple(sorted(month.month for month in self.months))

    def outstanding(self, bill: KeptBill | NewBill | None) -> tuple[tuple[str, int], ...]:
        """What of a bill is not paid yet."""
        paid = {month.month for month in self.months}
        return tuple(item for item in bill.items if item[0] not in paid) if bill else ()


def _accounts(
    connection: Connection, matched: Mapping[int, _Match], waiting: Sequence[KeptPayment]
) -> dict[int, _Account]:
    """By nomination id; what was paid before, without the payments that are to be entered."""
    payees = {match.payee.id: match.payee for match in matched.values() if match.payee}
    ledgers = payments.months_of(connection, payees)
    in_all = payments.paid_in_all(connection, payees)
    open_bills = bills.open_of(connection, payees)
    for payment in waiting:
        if payment.nomination_id in in_all:
            in_all[payment.nomination_id] -= payment.amount
    accounts = {}
    for id, payee in payees.items():
        months = [PaidMonth(*month) for month in ledgers.get(id, ())]
        credit = max(in_all.get(id, 0) - sum(month.amount for month in months), 0)
        accounts[id] = _Account(payee, months, credit, open_bills.get(id))
    return accounts


@dataclass(frozen=True, slots=True)
class _Settled:
    """A payment with its verdict, and how the cover stood just after it."""

    payment: KeptPayment
    verdict: Verdict
    payee: Payee | None
    settlement: Settlement | None
    """None: it filled nothing, and nobody but the office is told"""
    paid: tuple[str, ...] = ()
    bill: KeptBill | NewBill | None = None


@dataclass(slots=True)
class _Sheet:
    """What is to be written and told, collected over a chunk."""

    office: Office
    now: datetime
    outcomes: list[Outcome] = field(default_factory=list)
    months: list[FilledMonth] = field(default_factory=list)
    paid_bills: list[int] = field(default_factory=list)
    bills_to_make: dict[int, NewBill] = field(default_factory=dict)
    all: list[_Settled] = field(default_factory=list)

    @property
    def new_bills(self) -> list[NewBill]:
        return list(self.bills_to_make.values())

    def enter(self, payment: KeptPayment, match: _Match, accounts: Mapping[int, _Account]) -> None:
        """Settle one payment with what those before it left."""
        payee = match.payee
        if payee is None or match.problem:
            self._keep(payment, match)
            return
        account = accounts[payee.id]
        paid_on = payment.paid_at.astimezone(self.office.zone).date()
        billed, is_double = _billed(account, match.bill)
        settlement = billing.settle(
            Ledger(account.months),
            payment.amount,
            account.credit,
            paid_on,
            lambda month: price_of(payee, month),
            billed,
            self._covered_from(payee),
        )
        if is_double and settlement.verdict == "settled":
            settlement = replace(settlement, verdict="over")
        account.credit = settlement.credit
        for month in settlement.months:
            paid = PaidMonth(month.month, month.total, month.tariff_version, payment.payment_id)
            account.months.append(paid)
            self.months.append(
                FilledMonth(
                    payee.id, month.month, month.total, month.tariff_version, payment.payment_id, paid_on
                )
            )
        of = match.bill or (account.bill if isinstance(account.bill, KeptBill) else None)
        self._close_or_quote_again(payment, account, settlement, billed)
        self._done(payment, account, settlement, of)

    def _keep(self, payment: KeptPayment, match: _Match) -> None:
        problem, payee = match.problem or payments.UNMATCHED, match.payee
        self.outcomes.append(Outcome(payment.id, payee.id if payee else None, None, problem))
        verdict = Verdict(payment.payment_id, problem, payee.reference if payee else None)
        self.all.append(_Settled(payment, verdict, payee, None))

    def _covered_from(self, payee: Payee) -> str:
        """Nothing is paid here for a month before someone was nominated: then a year was mistyped."""
        nominated = month_of(payee.nominated_at.astimezone(self.office.zone).date())
        return max(nominated, payee.covered_from or nominated)

    def _close_or_quote_again(
        self,
        payment: KeptPayment,
        account: _Account,
        settlement: Settlement,
        billed: tuple[tuple[str, int], ...],
    ) -> None:
        """The open bill afterwards: none when all is paid, a new one where months or prices changed."""
        payee, bill = account.payee, account.bill
        missing = len(billed) - len(settlement.months)
        is_requoted = settlement.verdict == "requoted"
        if bill and (not account.outstanding(bill) or (is_requoted and missing <= 0)):
            self.bills_to_make.pop(payee.id, None)
            if isinstance(bill, KeptBill):
                self.paid_bills.append(bill.id)
            account.bill = None
        elif is_requoted and missing > 0:
            account.bill = self.bills_to_make[payee.id] = self._quoted_again(payment, account, missing)

    def _quoted_again(self, payment: KeptPayment, account: _Account, months: int) -> NewBill:
        payee, today = account.payee, self.now.astimezone(self.office.zone).date()
        due = due_months(Ledger(account.months), today, months, self._covered_from(payee))
        quoted = priced(payee.income, payee.sector, payee.programmes, due)
        items = tuple((month.month, month.total) for month in quoted.months)
        return NewBill(payee.id, f"requoted-{payment.id}", items, quoted.tariff_version)

    def _done(
        self,
        payment: KeptPayment,
        account: _Account,
        settlement: Settlement,
        of: KeptBill | None,
    ) -> None:
        payee = account.payee
        self.outcomes.append(Outcome(payment.id, payee.id, of.id if of else None, settlement.verdict))
        months = tuple(month.month for month in settlement.months)
        verdict = Verdict(payment.payment_id, settlement.verdict, payee.reference, months, settlement.credit)
        self.all.append(_Settled(payment, verdict, payee, settlement, account.paid, account.bill))


def _billed(account: _Account, bill: KeptBill | None) -> tuple[tuple[tuple[str, int], ...], bool]:
    """What the payment was to pay, and whether its bill was paid before (then it is for what comes next)."""
    if bill and (billed := account.outstanding(bill)):
        return billed, False
    if bill:
        return (), True
    return account.outstanding(account.bill), False


def _tell(connection: Connection, secrets: Secrets, sheet: _Sheet, quietly: Collection[str]) -> None:
    rows = nominations.by_ids(connection, secrets, {one.payee.id for one in sheet.all if one.payee})
    letters = [letter for one in sheet.all for letter in _letters(one, rows, sheet)]
    tell(connection, secrets, letters, sheet.now)
    for is_quiet in (True, False):
        given = [
            _task(one, rows)
            for one in sheet.all
            if one.settlement is None and (one.payment.payment_id in quietly) is is_quiet
        ]
        hand_to_office(connection, secrets, given, sheet.now, with_message=not is_quiet)


def _letters(one: _Settled, rows: Mapping[int, NominationRow], sheet: _Sheet) -> Iterator[Letter]:
    """To participant and worker, with the cover as it stood after this payment."""
    if one.settlement is None or one.payee is None:
        return
    row, key = rows[one.payee.id], f"paid:{one.payment.payment_id}"
    today = sheet.now.astimezone(sheet.office.zone).date()
    simulated = (Say("simulated.payment"),) if one.payment.source == "simulated" else ()
    n = replace(shown(row), paid=one.paid, credit=one.settlement.credit, bill=_shown_bill(one.bill))
    notice = notices.settled(n, one.settlement, sheet.office, today)
    notice = replace(notice, says=(*notice.says, *simulated))
    yield Letter(f"{key}:participant", row.participant_id, notice)
    if row.worker_id is not None and row.worker_id != row.participant_id:
        n = replace(shown(row, for_worker=True), paid=one.paid)
        notice = notices.settled_worker(n, one.settlement, sheet.office, today)
        notice = replace(notice, says=(*notice.says, *simulated))
        yield Letter(f"{key}:worker", row.worker_id, notice)


def _shown_bill(bill: KeptBill | NewBill | None) -> Bill | None:
    if bill is None:
        return None
    return Bill(bill.reference, bill.items, bill.tariff_version, bill.code, bill.expires_on)


def _task(one: _Settled, rows: Mapping[int, NominationRow]) -> ForOffice:
    payment, payee = one.payment, one.payee
    kind = TO_THE_OFFICE[one.verdict.verdict]
    task = NewTask(f"payment:{payment.payment_id}", kind, payee.id if payee else None, payment.id)
    args = (("payment", payment.payment_id), ("amount", show_rupiah(payment.amount)))
    return ForOffice(task, shown(rows[payee.id]) if payee else None, args)
