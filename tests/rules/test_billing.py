"""Which months are billed and which a payment fills; and that no rupiah is ever lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from flows.rules.billing import due_months, months_in_arrears, priced, settle
from flows.rules.calendar import add_months, first_day, month_of
from flows.rules.coverage import Ledger, PaidMonth
from flows.rules.tariff import MonthPrice, quote

INCOME = 1_000_000
NOVEMBER = date(2026, 11, 23)


def price_of(month: str) -> MonthPrice:
    return quote(INCOME, "other", {"jkk", "jkm"}, month, 1).months[0]


def ledger(*months: str) -> Ledger:
    return Ledger([PaidMonth(month, price_of(month).total, "test", "P") for month in months])


def billed(*months: str) -> tuple[tuple[str, int], ...]:
    return tuple((month, price_of(month).total) for month in months)


def filled(
    paid: Ledger,
    amount: int,
    paid_on: date,
    bill: Sequence[tuple[str, int]] = (),
    *,
    credit: int = 0,
    covered_from: str | None = None,
) -> tuple[tuple[str, ...], int, str]:
    settled = settle(paid, amount, credit, paid_on, price_of, bill, covered_from)
    return tuple(price.month for price in settled.months), settled.credit, settled.verdict


@pytest.mark.parametrize(
    ("paid", "day", "months", "due"),
    [
        ((), date(2026, 11, 3), 2, ("2026-11", "2026-12")),
        ((), NOVEMBER, 2, ("2026-12", "2027-01")),  # the due date of November has passed
        (("2026-11",), NOVEMBER, 1, ("2026-12",)),
        (("2026-09",), NOVEMBER, 3, ("2026-10", "2026-11", "2026-12")),  # arrears first
        (("2026-06",), NOVEMBER, 2, ("2026-11", "2026-12")),  # inactive: arrears are not paid any more
        (("2026-10", "2026-12"), NOVEMBER, 2, ("2026-11", "2027-01")),  # what is paid ahead is passed over
    ],
)
def test_a_bill_is_for_what_is_unpaid_and_then_for_what_comes(
    paid: tuple[str, ...], day: date, months: int, due: tuple[str, ...]
) -> None:
    assert due_months(ledger(*paid), day, months) == due


def test_nothing_is_billed_before_another_cover_ends() -> None:
    assert due_months(ledger(), NOVEMBER, 2, "2027-03") == ("2027-03", "2027-04")


def test_the_price_is_of_each_month_across_a_gap_and_the_end_of_the_discount() -> None:
    quoted = priced(INCOME, "other", ["jkk", "jkm"], ["2026-11", "2027-02"])

    assert [price.total for price in quoted.months] == [8_400, 16_800]
    assert quoted.total == 25_200


@pytest.mark.parametrize(
    ("paid", "arrears"),
    [((), 0), (("2026-11",), 0), (("2026-10",), 1), (("2026-09",), 2), (("2026-08",), 3), (("2026-07",), 0)],
)
def test_arrears_are_the_months_that_make_a_late_cover_current(paid: tuple[str, ...], arrears: int) -> None:
    assert months_in_arrears(ledger(*paid), NOVEMBER) == arrears


def test_a_month_that_is_due_and_not_late_is_no_arrears() -> None:
    assert months_in_arrears(ledger("2026-10"), date(2026, 11, 10)) == 0


@pytest.mark.parametrize(
    ("amount", "months", "credit", "verdict"),
    [
        (25_200, ("2026-12", "2027-01"), 0, "settled"),
        (25_199, ("2026-12",), 16_799, "under"),
        (1, (), 1, "under"),
        (25_201, ("2026-12", "2027-01"), 1, "over"),
        (42_000, ("2026-12", "2027-01", "2027-02"), 0, "over"),
    ],
)
def test_whole_months_are_filled_and_the_rest_is_kept(
    amount: int, months: tuple[str, ...], credit: int, verdict: str
) -> None:
    bill = billed("2026-12", "2027-01")

    assert filled(ledger(), amount, NOVEMBER, bill) == (months, credit, verdict)


def test_what_was_left_before_counts_and_where_it_was_not_touched_the_bill_was_still_paid() -> None:
    bill = billed("2026-12")

    assert filled(ledger(), 8_000, NOVEMBER, bill, credit=400) == (("2026-12",), 0, "settled")
    assert filled(ledger(), 8_400, NOVEMBER, bill, credit=400) == (("2026-12",), 400, "settled")


def test_a_first_payment_in_a_later_month_is_for_that_month_at_its_price() -> None:
    assert filled(ledger(), 8_400, date(2027, 1, 4), billed("2026-12")) == ((), 8_400, "requoted")
    assert filled(ledger(), 16_800, date(2027, 1, 4), billed("2026-12")) == (("2027-01",), 0, "requoted")


def test_later_payments_fill_the_oldest_unpaid_month_whatever_the_bill_says() -> None:
    assert filled(ledger("2026-10"), 8_400, NOVEMBER, billed("2026-12")) == (("2026-11",), 0, "requoted")


def test_after_a_lapse_a_payment_starts_with_its_own_month() -> None:
    assert filled(ledger("2026-06"), 8_400, NOVEMBER) == (("2026-11",), 0, "settled")


def test_nothing_is_filled_before_another_cover_ends() -> None:
    assert filled(ledger(), 16_800, NOVEMBER, covered_from="2027-02") == (("2027-02",), 0, "settled")


def test_a_fortune_by_mistake_pays_for_two_years_and_is_kept() -> None:
    months, credit, verdict = filled(ledger(), 10**9, NOVEMBER, billed("2026-12"))

    assert (months[0], months[-1], verdict) == ("2026-12", "2028-11", "over")
    assert credit == 10**9 - sum(price_of(month).total for month in months)


MONTHS = some.integers(0, 40).map(lambda number: add_months("2026-01", number))
DAYS = some.integers(0, 900).map(lambda number: date(2026, 2, 1) + timedelta(days=number))


@given(
    some.sets(MONTHS, max_size=8),
    some.integers(1, 400_000),
    some.integers(0, 20_000),
    DAYS,
    some.lists(MONTHS, max_size=4, unique=True).map(sorted),
    some.none() | MONTHS,
)
def test_no_rupiah_is_lost_no_month_is_paid_twice_and_none_is_left_out(
    paid: set[str], amount: int, credit: int, day: date, bill: list[str], covered_from: str | None
) -> None:
    before = ledger(*paid)

    settled = settle(before, amount, credit, day, price_of, billed(*bill), covered_from)

    months = [price.month for price in settled.months]
    assert sum(price.total for price in settled.months) + settled.credit == amount + credit
    assert settled.credit >= 0
    assert not paid & set(months)
    assert months == sorted(set(months))
    assert all(covered_from is None or month >= covered_from for month in months)
    assert all(month <= add_months(month_of(day), 24) for month in months)
    if months:
        after = add_months(months[-1], 1)
        between = {month for month in paid if months[0] < month < after}
        run = [add_months(months[0], n) for n in range(len(months) + len(between))]
        assert set(run) == set(months) | between


@given(some.sets(MONTHS, max_size=8), DAYS, some.integers(1, 24), some.none() | MONTHS)
def test_what_is_billed_and_paid_the_same_day_is_just_what_is_filled(
    paid: set[str], day: date, number: int, covered_from: str | None
) -> None:
    before = ledger(*paid)
    months = due_months(before, day, number, covered_from)
    bill = billed(*months)

    settled = settle(before, sum(rupiah for _, rupiah in bill), 0, day, price_of, bill, covered_from)

    is_within_two_years = months[-1] <= add_months(month_of(day), 24)
    if is_within_two_years and first_day(months[0]) >= day.replace(day=1):
        assert (tuple(price.month for price in settled.months), settled.verdict) == (months, "settled")
