"""Payments, settled: whose they are, which months they fill, and who is told, in one transaction.

    settled    just what was billed                 unmatched  nobody's: no such code and no such NIK here
    under      not all of it; the rest is kept      mismatch   code and NIK are of different people
    over       more; it carries to the next months  ended      the cover had ended: kept, nothing is covered
    requoted   other months or prices than billed   early      consented to, and not registered yet: kept
    double     it seems to be one that was told in another way  until it is
               (a receipt, by hand, by a gateway): kept, and fills nothing unless the office says so

All of these are kept with the payment. Besides, a payment that was told before is `known`, and changes
nothing; told again with another amount (`amount differs`), code, NIK or day (`differs`) it changes nothing
either, and the office is told.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection

from bot.coverage.telling import ForOffice, Letter, hand_to_office, tell
from bot.facts import shown
from flows import notices
from flows.rules import billing
from flows.rules.billing import Settlement, due_months, priced
from flows.rules.calendar import month_of
from flows.rules.coverage import Ledger, PaidMonth
from flows.rules.money import show_rupiah
from flows.rules.nik import Nik, read_nik
from flows.rules.tariff import MonthPrice, quote
from flows.types import Bill, Nomination, Office
from storage import Secrets, bills, nominations, payments, receipts, tasks
from storage.bills import KeptBill, NewBill
from storage.nominations import NominationRow
from storage.payments import FilledMonth, KeptPayment, NewPayment, Outcome, Payee
from storage.tasks import NewTask

MOST = 10**12
"""rupiah; more is no payment for a person"""
LONGEST_ID, LONGEST_CODE = 80, 40
EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
"""no payment here was made before; what says so was mistyped"""
AHEAD = timedelta(days=1)
"""how far another clock may be ahead of ours"""
ONE_AND_THE_SAME = timedelta(days=7)
"""so far apart may two ways tell of one payment: one by when it was made, the other by when it was seen"""

TO_THE_OFFICE = {
    "unmatched": "payment_unmatched",
    "mismatch": "payment_mismatch",
    "ended": "payment_after_end",
    "early": "payment_early",
    "double": "payment_double",
}
"""what a payment that nobody can be told of is called in the office's list, by verdict"""


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that was paid at BPJS Ketenagakerjaan, as the office or a gateway tells it.

    With a payment code, or a NIK (16 digits), or both; a NIK that was given as the code is taken for what it
    is. Raises ValueError for what cannot be one, and never with a value: a NIK may stand anywhere.
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
        if self.paid_at.tzinfo is None:
            raise ValueError("paid_at tells its zone")
        if self.paid_at < EARLIEST:
            raise ValueError(f"paid_at is before {EARLIEST.year}")
        if is_nik(self.payment_id):
            raise ValueError("payment_id reads as a NIK; it is to be the payment's own number")
        if self.code and is_nik(self.code):
            if self.nik not in (None, re.sub(r"\D", "", self.code)):
                raise ValueError("code reads as a NIK, and is not the one in nik")
            object.__setattr__(self, "nik", re.sub(r"\D", "", self.code))
            object.__setattr__(self, "code", None)
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
            raise ValueError(f"amount is 1 to {MOST} rupiah")


def is_nik(text: str) -> bool:
    """Does it read as a NIK: 16 digits, grouped or not, with a region and a date of birth in them?"""
    digits = re.sub(r"[\s.\-']", "", text)
    return bool(re.fullmatch(r"[0-9]{16}", digits)) and isinstance(read_nik(digits, date.max), Nik)


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
    differing: list[ForOffice] = []
    for payment in given:
        came = came_to.pop(payment.payment_id, None)
        verdicts.append(came or _again(secrets, payment, kept[payment.payment_id]))
        if verdicts[-1].verdict in DIFFERENT and payment.source != "import":  # an import tells in its report
            differing.append(_differs(payment, kept[payment.payment_id]))
    hand_to_office(connection, secrets, differing, now)
    return verdicts


def adopt(
    connection: Connection, secrets: Secrets, ids: Collection[int], office: Office, now: datetime
) -> list[Verdict]:
    """Settle what had been paid for nominations before they were registered."""
    waiting = payments.waiting_for(connection, ids)
    matched = _match(connection, waiting)
    theirs = [one for one in waiting if _is_paid_since_nominated(one, matched[one.id], office)]
    return list(_settle(connection, secrets, theirs, office, now, set()).values())


def take_again(
    connection: Connection,
    secrets: Secrets,
    kept: KeptPayment,
    office: Office,
    now: datetime,
    *,
    is_no_double: bool = False,
) -> Verdict:
    """Settle a payment of which the office now says whose it is, or that it is one of its own."""
    accepted = {kept.payment_id} if is_no_double else set()
    (verdict,) = _settle(connection, secrets, [kept], office, now, {kept.payment_id}, accepted).values()
    return verdict


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


DIFFERENT = ("amount differs", "differs")


def _again(secrets: Secrets, payment: Payment, kept: KeptPayment) -> Verdict:
    """Told again: the same, unless something of it differs that both tell."""
    if kept.amount != payment.amount:
        return Verdict(payment.payment_id, "amount differs")
    nik_hash = secrets.hash("nik", payment.nik) if payment.nik else None
    is_other = (
        (payment.code and kept.code and payment.code != kept.code)
        or (nik_hash and kept.nik_hash and nik_hash != kept.nik_hash)
        or abs(payment.paid_at - kept.paid_at) > timedelta(days=1)  # some tell the day, some the time
    )
    return Verdict(payment.payment_id, "differs" if is_other else "known")


def _differs(payment: Payment, kept: KeptPayment) -> ForOffice:
    key = f"differs:{payment.payment_id}:{payment.amount}:{payment.paid_at:%Y%m%d}"
    task = NewTask(key[:120], "payment_differs", kept.nomination_id, kept.id)
    return ForOffice(task, None, (("payment", payment.payment_id), ("amount", show_rupiah(payment.amount))))


def _is_paid_since_nominated(payment: KeptPayment, match: _Match, office: Office) -> bool:
    """What someone paid for themselves before they were nominated is not for this cover."""
    if payment.verdict != payments.UNMATCHED or match.payee is None:
        return match.payee is not None
    return _day(payment.paid_at, office) >= _day(match.payee.nominated_at, office)


def _day(at: datetime, office: Office) -> date:
    return at.astimezone(office.zone).date()


def _settle(
    connection: Connection,
    secrets: Secrets,
    waiting: Sequence[KeptPayment],
    office: Office,
    now: datetime,
    quietly: Collection[str],
    accepted: Collection[str] = (),
) -> dict[str, Verdict]:
    """By payment_id. `quietly`: those of which the office's staff get no message; they read a report.

    `accepted`: those that the office knows to be no doubles.
    """
    if not waiting:
        return {}
    sheet = _Sheet(office, now, accepted)
    matched = _match(connection, waiting)
    accounts = _accounts(connection, matched, waiting)
    for payment in sorted(waiting, key=lambda payment: (payment.paid_at, payment.id)):
        sheet.enter(payment, matched[payment.id], accounts)
    payments.settle(connection, sheet.outcomes, sheet.months, now)
    bills.close(connection, sheet.paid_bills, "paid", now)
    bills.make(connection, sheet.new_bills, now)
    _close_receipts(connection, sheet)
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
    is_other = payment.nik_hash and payee.nik_hash and payment.nik_hash != payee.nik_hash
    if is_other and payment.nomination_id is None:
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
    began_on: date | None = None
    """the day of the first payment that filled a month"""
    counted: list[KeptPayment] = field(default_factory=list)
    """payments of which no double was told"""

    def take_double(self, payment: KeptPayment) -> KeptPayment | None:
        """The one that this is a second telling of, in another way; each is of one only."""
        for other in self.counted:
            is_near = abs(other.paid_at - payment.paid_at) <= ONE_AND_THE_SAME
            if other.amount == payment.amount and is_near and _way(other) != _way(payment):
                self.counted.remove(other)
                return other
        return None

    def outstanding(self, bill: KeptBill | NewBill | None) -> tuple[tuple[str, int], ...]:
        """What of a bill is not paid yet."""
        paid = {month.month for month in self.months}
        return tuple(item for item in bill.items if item[0] not in paid) if bill else ()


def _way(payment: KeptPayment) -> str:
    """How it was told: by a receipt, by hand, or by a gateway and its tables."""
    if payment.source in ("office", "simulated") and payment.payment_id.startswith(("receipt:", "office:")):
        return payment.payment_id.partition(":")[0]
    return "gateway"


def _accounts(
    connection: Connection, matched: Mapping[int, _Match], waiting: Sequence[KeptPayment]
) -> dict[int, _Account]:
    """By nomination id; what was paid before, without the payments that are to be entered."""
    payees = {match.payee.id: match.payee for match in matched.values() if match.payee}
    ledgers = payments.months_of(connection, payees)
    in_all = payments.paid_in_all(connection, payees)
    open_bills = bills.open_of(connection, payees)
    counted = payments.counted(connection, payees)
    new = {payment.id for payment in waiting}
    for payment in waiting:
        if payment.nomination_id in in_all:
            in_all[payment.nomination_id] -= payment.amount
    accounts = {}
    for id, payee in payees.items():
        ledger = ledgers.get(id, ())
        months = [PaidMonth(*month[:4]) for month in ledger]
        credit = max(in_all.get(id, 0) - sum(month.amount for month in months), 0)
        began_on = min((paid_on for *_, paid_on in ledger), default=None)
        known = [one for one in counted.get(id, ()) if one.id not in new]
        accounts[id] = _Account(payee, months, credit, open_bills.get(id), began_on, known)
    return accounts


@dataclass(frozen=True, slots=True)
class _Settled:
    """A payment with its verdict, and how the cover stood just after it."""

    payment: KeptPayment
    verdict: Verdict
    payee: Payee | None
    settlement: Settlement | None
    """None: it filled nothing, and nobody but the office is told"""
    months: tuple[PaidMonth, ...] = ()
    """all that were paid by then"""
    bill: KeptBill | NewBill | None = None

    @property
    def paid(self) -> tuple[str, ...]:
        return tuple(month.month for month in self.months)

    @property
    def last_paid(self) -> int:
        """Rupiah of the last of these months."""
        return self.months[-1].amount if self.months else 0


@dataclass(slots=True)
class _Sheet:
    """What is to be written and told, collected over a chunk."""

    office: Office
    now: datetime
    accepted: Collection[str] = ()
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
        if payee is None:
            self._keep(payment, match)
            return
        account = accounts[payee.id]
        if payment.payment_id not in self.accepted and (first := account.take_double(payment)):
            self._keep_double(payment, payee, first)
            return
        account.counted.append(payment)
        if match.problem:
            self._keep(payment, match)
            return
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
            account.began_on,
        )
        if settlement.months:
            account.began_on = min(paid_on, account.began_on or paid_on)
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

    def _keep_double(self, payment: KeptPayment, payee: Payee, first: KeptPayment) -> None:
        """Nobody's, so that it counts nowhere; what it is like is kept with it."""
        self.outcomes.append(Outcome(payment.id, None, None, "double", first.id))
        self.all.append(
            _Settled(payment, Verdict(payment.payment_id, "double", payee.reference), payee, None)
        )

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
        self.all.append(
            _Settled(
                payment,
                verdict,
                payee,
                settlement,
                tuple(sorted(account.months, key=lambda one: one.month)),
                account.bill,
            )
        )


def _billed(account: _Account, bill: KeptBill | None) -> tuple[tuple[tuple[str, int], ...], bool]:
    """What the payment was to pay, and whether its bill was paid before (then it is for what comes next)."""
    if bill and (billed := account.outstanding(bill)):
        return billed, False
    if bill:
        return (), True
    return account.outstanding(account.bill), False


def _close_receipts(connection: Connection, sheet: _Sheet) -> None:
    """Who said that they paid was right: the money is here, and nobody need look at their receipts."""
    paid_at: dict[int, datetime] = {}
    for one in sheet.all:
        if one.settlement and one.payee:
            paid_at[one.payee.id] = max(one.payment.paid_at, paid_at.get(one.payee.id, EARLIEST))
    waiting = receipts.waiting_of(connection, paid_at)
    closed = [
        receipt
        for receipt in waiting
        if receipt.claimed_at - ONE_AND_THE_SAME <= paid_at[receipt.nomination_id]
    ]
    erase_at = sheet.now + timedelta(days=sheet.office.receipt_days)
    for receipt in closed:
        receipts.decide(connection, receipt.id, "verified", "payment", None, sheet.now, erase_at)
    still = {receipt.nomination_id for receipt in waiting} - {receipt.nomination_id for receipt in closed}
    for id in {receipt.nomination_id for receipt in closed} - still:
        tasks.done_about(connection, id, "receipt_waits", "payment", sheet.now)


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
    if one.payee and one.verdict.verdict == "ended":
        yield from _late(one, rows[one.payee.id], sheet)
    if one.settlement is None or one.payee is None:
        return
    row, key = rows[one.payee.id], f"paid:{one.payment.payment_id}"
    today = sheet.now.astimezone(sheet.office.zone).date()
    n = replace(_stood(shown(row), one), credit=one.settlement.credit, bill=_shown_bill(one.bill))
    notice = notices.settled(n, one.settlement, sheet.office, today)
    yield Letter(f"{key}:participant", row.participant_id, notice)
    if row.worker_id is not None and row.worker_id != row.participant_id:
        n = _stood(shown(row, for_worker=True), one)
        notice = notices.settled_worker(n, one.settlement, sheet.office, today)
        yield Letter(f"{key}:worker", row.worker_id, notice)


def _stood(n: Nomination, one: _Settled) -> Nomination:
    return replace(n, paid=one.paid, last_paid=one.last_paid)


def _late(one: _Settled, row: NominationRow, sheet: _Sheet) -> Iterator[Letter]:
    """To the participant: the money is known, and nothing begins by it. Nobody, where all was erased."""
    if row.name:
        notice = notices.paid_after_end(shown(row), one.payment.amount, sheet.office)
        yield Letter(f"paid:{one.payment.payment_id}:ended", row.participant_id, notice)


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
