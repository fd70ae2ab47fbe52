"""Which months are billed, and which months a payment fills: whole months only, each at its own price.

A payment is never refused and never rounded: what is not enough for a month is kept as credit, and counts
with the next payment. Which month a payment begins with is the ledger's rule (flows/rules/coverage.py); only
the first one looks at the bill, since people pay in November what was billed to them from December.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Literal, TypeAlias

from flows.rules.calendar import add_months, is_working_day, month_of
from flows.rules.coverage import Ledger
from flows.rules.tariff import LONGEST, MonthPrice, Quote, quote

Verdict: TypeAlias = Literal["settled", "over", "under", "requoted"]

_LATE = ("unpaid_1", "unpaid_2", "unpaid_3")


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a payment came to. `months` are those it fills, oldest first; it may be none.

    settled: just what was billed. under: not all of it. over: more months, or money that is left.
    requoted: the months it is for are others than billed, or have other prices now; perhaps none is filled.
    """

    months: tuple[MonthPrice, ...]
    credit: int
    """rupiah that are left, with what was left before"""
    verdict: Verdict


def due_months(ledger: Ledger, day: date, months: int, covered_from: str | None = None) -> tuple[str, ...]:
    """The months that a bill made that day is for, oldest first; never one before `covered_from`.

    Unpaid months come first while the cover is not inactive. While it awaits its first payment: this month,
    or the next once its due date has passed. Raises ValueError for less than 1 month.
    """
    first = ledger.as_of(day, is_working_day).next_month
    if months < 1:
        raise ValueError(f"months are 1 or more, not {months}")
    return tuple(islice(_unpaid(ledger, _not_before(first, covered_from)), months))


def priced(income: int, sector: str, programmes: Iterable[str], months: Sequence[str]) -> Quote:
    """The price of just these months, which may have gaps; ValueError as `tariff.quote`, or for none."""
    if not months:
        raise ValueError("a price is for 1 month or more")
    taken = frozenset(programmes)
    return Quote(tuple(quote(income, sector, taken, month, 1).months[0] for month in months))


def months_in_arrears(ledger: Ledger, day: date) -> int:
    """How many months make a late cover current, this one included; 0: it is not late, or is inactive."""
    cover = ledger.as_of(day, is_working_day)
    return len(cover.unpaid_months) if cover.status in _LATE else 0


def settle(
    ledger: Ledger,
    amount: int,
    credit: int,
    paid_on: date,
    price_of: Callable[[str], MonthPrice],
    billed: Sequence[tuple[str, int]] = (),
    covered_from: str | None = None,
    began_on: date | None = None,
) -> Settlement:
    """What `amount` rupiah, paid that day beside the `credit` that was left, comes to.

    `billed`: (month, rupiah) as the open bill itemises them; none: there is no bill. `began_on`: the day of
    the first payment that is known. No month later than 24 months after that of the payment is filled.
    """
    last = add_months(month_of(paid_on), LONGEST)
    plan: list[MonthPrice] = []
    filled: list[MonthPrice] = []
    left = amount + credit
    for month in _unpaid(ledger, _first(ledger, paid_on, billed, covered_from, began_on)):
        price = price_of(month)
        is_enough = len(plan) == len(filled) and price.total <= left and month <= last
        if is_enough:
            filled.append(price)
            left -= price.total
        elif len(plan) >= len(billed):
            break
        plan.append(price)
    items = tuple((price.month, price.total) for price in filled)
    expected = tuple((price.month, price.total) for price in plan[: len(billed)])
    return Settlement(tuple(filled), left, _verdict(items, expected, tuple(billed), left, credit))


def _verdict(
    filled: tuple[tuple[str, int], ...],
    expected: tuple[tuple[str, int], ...],
    billed: tuple[tuple[str, int], ...],
    left: int,
    credit: int,
) -> Verdict:
    """`credit` that was not touched is no overpayment: they paid just the bill."""
    if expected != billed:
        return "requoted"
    if len(filled) < max(len(billed), 1):
        return "under"
    if billed and filled == billed and left in (0, credit):
        return "settled"
    return "over" if left or len(filled) > len(billed) > 0 else "settled"


def _first(
    ledger: Ledger,
    paid_on: date,
    billed: Sequence[tuple[str, int]],
    covered_from: str | None,
    began_on: date | None,
) -> str:
    """The month that a payment begins with; one that was made first and is told later, with its own."""
    is_told_late = began_on is not None and paid_on < began_on
    if ledger.paid and not (is_told_late and month_of(paid_on) < min(paid.month for paid in ledger.paid)):
        return _not_before(ledger.allocate(1, paid_on)[0], covered_from)
    paid_in = month_of(paid_on)
    return _not_before(max(billed[0][0], paid_in) if billed else paid_in, covered_from)


def _not_before(month: str, covered_from: str | None) -> str:
    return max(month, covered_from or month)


def _unpaid(ledger: Ledger, month: str) -> Iterator[str]:
    """From this month on without end, those that are not paid."""
    paid = {paid.month for paid in ledger.paid}
    while True:
        if month not in paid:
            yield month
        month = add_months(month, 1)
