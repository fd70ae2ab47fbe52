"""The ledger: what is paid decides what a cover is, to the day."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date, timedelta
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.rules.calendar import add_months, is_working_day, month_of, months_between
from flows.rules.coverage import Cover, Ledger, PaidMonth

DAYS = st.dates(date(2026, 1, 1), date(2029, 12, 31))
PAYMENTS = st.lists(st.tuples(st.integers(0, 150), st.sampled_from([1, 3, 6, 12])), max_size=8)
FORWARD = ["awaiting_payment", "active", "due", "unpaid_1", "unpaid_2", "unpaid_3", "inactive"]


def ledger(*months: str, inactive_after: int = 3) -> Ledger:
    return Ledger([PaidMonth(month, 8_400, "2026-11-22", "p1") for month in months], inactive_after)


def on(day: str, *months: str) -> Cover:
    return ledger(*months).as_of(date.fromisoformat(day), is_working_day)


def grown(payments: Sequence[tuple[int, int]]) -> Ledger:
    """A ledger after payments in order: each so many days after the one before, for so many months."""
    day, paid = date(2026, 1, 10), list[PaidMonth]()
    for n, (days, months) in enumerate(payments):
        day += timedelta(days=days)
        filled = Ledger(paid).allocate(months, day)
        paid += [PaidMonth(month, 8_400, "v", f"p{n}") for month in filled]
    return Ledger(paid)


def test_the_default_is_that_of_the_data_file() -> None:
    data = tomllib.loads(files("flows.rules").joinpath("tariff.toml").read_text("utf-8"))

    assert data["payment"]["inactive_after_months_unpaid"] == Ledger([]).inactive_after


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2026-11-01", "active"),
        ("2026-11-30", "active"),
        ("2026-12-01", "due"),
        ("2026-12-15", "due"),
        ("2026-12-16", "unpaid_1"),
        ("2026-12-31", "unpaid_1"),
        ("2027-01-01", "unpaid_2"),
        ("2027-01-31", "unpaid_2"),
        ("2027-02-01", "unpaid_3"),
        ("2027-02-28", "unpaid_3"),
        ("2027-03-01", "inactive"),
        ("2030-01-01", "inactive"),
    ],
)
def test_a_cover_that_is_no_longer_paid_goes_its_way_to_the_day(day: str, status: str) -> None:
    assert on(day, "2026-11").status == status


def test_a_due_date_on_a_holiday_gives_time_until_the_next_working_day() -> None:
    assert on("2026-08-18", "2026-07").status == "due"
    assert on("2026-08-19", "2026-07").status == "unpaid_1"


def test_a_cover_says_until_when_it_is_paid_and_what_is_owed() -> None:
    assert on("2026-11-22", "2026-11", "2026-12") == Cover(
        "active", "2026-12", date(2027, 1, 15), (), "2027-01"
    )
    assert on("2027-01-20", "2026-11") == Cover(
        "unpaid_2", "2026-11", date(2026, 12, 15), ("2026-12", "2027-01"), "2026-12"
    )
    assert on("2027-04-20", "2026-11") == Cover(
        "inactive", "2026-11", date(2027, 4, 15), ("2026-12", "2027-01", "2027-02"), "2027-04"
    )


def test_a_cover_that_awaits_its_first_payment_is_asked_for_the_month_that_can_still_be_paid_in_time() -> (
    None
):
    assert on("2026-11-16") == Cover("awaiting_payment", None, date(2026, 11, 16), (), "2026-11")
    assert on("2026-11-17") == Cover("awaiting_payment", None, date(2026, 12, 15), (), "2026-12")


def test_after_a_lapse_the_months_in_between_are_never_owed_again() -> None:
    cover = on("2027-05-20", "2026-11", "2027-04", "2027-05")

    assert (cover.status, cover.paid_through, cover.unpaid_months) == ("active", "2027-05", ())


def test_months_paid_for_later_do_not_hide_a_lapse_before_them() -> None:
    assert on("2027-03-20", "2026-11", "2027-04").status == "inactive"


def test_a_month_that_is_yet_to_come_does_not_make_a_cover_active_now() -> None:
    cover = on("2026-11-22", "2026-12")

    assert (cover.status, cover.paid_through, cover.next_month) == ("awaiting_payment", "2026-12", "2027-01")


def test_a_longer_patience_is_a_setting() -> None:
    patient = ledger("2026-11", inactive_after=4)

    assert patient.as_of(date(2027, 3, 1), is_working_day).status == "unpaid_3"
    assert patient.as_of(date(2027, 4, 1), is_working_day).status == "inactive"
    with pytest.raises(ValueError, match="inactive_after"):
        ledger(inactive_after=0)


@pytest.mark.parametrize(
    ("paid", "day", "months", "filled"),
    [
        ((), "2026-11-25", 2, ("2026-11", "2026-12")),
        (("2026-11",), "2026-11-26", 1, ("2026-12",)),
        (("2026-11",), "2027-01-20", 1, ("2026-12",)),
        (("2026-11",), "2027-02-28", 3, ("2026-12", "2027-01", "2027-02")),
        (("2026-11",), "2027-03-01", 2, ("2027-03", "2027-04")),
        (("2026-11", "2027-05"), "2027-04-20", 2, ("2027-04", "2027-06")),
        (("2026-11", "2027-05"), "2027-01-20", 2, ("2026-12", "2027-01")),
    ],
)
def test_a_payment_fills_the_oldest_month_that_is_still_owed(
    paid: tuple[str, ...], day: str, months: int, filled: tuple[str, ...]
) -> None:
    assert ledger(*paid).allocate(months, date.fromisoformat(day)) == filled


def test_a_month_cannot_stand_in_a_ledger_twice() -> None:
    with pytest.raises(ValueError, match="once"):
        ledger("2026-11", "2026-11")


def test_a_payment_for_no_month_is_refused() -> None:
    with pytest.raises(ValueError, match="1 month or more"):
        ledger().allocate(0, date(2026, 11, 22))


@given(PAYMENTS)
def test_no_payment_ever_fills_a_month_twice(payments: list[tuple[int, int]]) -> None:
    paid = [month.month for month in grown(payments).paid]

    assert len(paid) == len(set(paid)) == sum(months for _, months in payments)


@given(PAYMENTS, DAYS, st.integers(1, 12))
def test_a_payment_fills_months_in_order_and_none_before_the_first(
    payments: list[tuple[int, int]], day: date, months: int
) -> None:
    before = grown(payments)

    filled = before.allocate(months, day)

    assert list(filled) == sorted(set(filled))
    assert len(filled) == months
    assert not set(filled) & {paid.month for paid in before.paid}


@given(
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.integers(1, 12),
    st.integers(0, 400),
    st.integers(0, 60),
)
def test_without_a_payment_a_cover_only_moves_forward(first: date, months: int, days: int, more: int) -> None:
    paid = Ledger([PaidMonth(month, 1, "v", "p") for month in Ledger([]).allocate(months, first)])
    earlier = paid.as_of(first + timedelta(days=days), is_working_day)
    later = paid.as_of(first + timedelta(days=days + more), is_working_day)

    assert FORWARD.index(earlier.status) <= FORWARD.index(later.status)
    assert earlier.paid_through == later.paid_through


@given(PAYMENTS, DAYS)
def test_a_cover_agrees_with_itself_on_every_day(payments: list[tuple[int, int]], day: date) -> None:
    cover = grown(payments).as_of(day, is_working_day)

    match cover.status:
        case "active":
            assert cover.unpaid_months == ()
            assert cover.paid_through is not None
            assert cover.paid_through >= month_of(day)
        case "due" | "unpaid_1" | "unpaid_2" | "unpaid_3":
            assert cover.next_month == cover.unpaid_months[0]
            assert cover.unpaid_months[-1] == month_of(day)
            assert (cover.status == "due") == (day <= cover.due_on)
        case "inactive":
            assert cover.next_month == month_of(day)
            assert months_between(cover.unpaid_months[0], month_of(day)) >= 3
        case "awaiting_payment":
            assert cover.unpaid_months == ()
    assert month_of(cover.due_on) == cover.next_month


@given(PAYMENTS, DAYS)
def test_paying_the_owed_months_makes_a_cover_active(payments: list[tuple[int, int]], day: date) -> None:
    before = grown(payments)
    owed = before.as_of(day, is_working_day)

    filled = before.allocate(max(len(owed.unpaid_months), 1), day)
    after = Ledger([*before.paid, *(PaidMonth(month, 1, "v", "late") for month in filled)])

    if owed.status == "awaiting_payment" and owed.paid_through:
        return  # what is paid lies ahead of this day
    assert after.as_of(day, is_working_day).status == "active"
    assert after.as_of(day, is_working_day).next_month >= add_months(month_of(day), 1)
