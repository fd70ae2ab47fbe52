"""Working days, due dates and months."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.rules import calendar
from flows.rules.calendar import (
    add_months,
    age_on,
    due_date,
    first_day,
    is_working_day,
    month_of,
    months_between,
    office_is_open,
)

MONTHS = st.dates(date(2000, 1, 1), date(2099, 12, 31)).map(month_of)


def test_the_due_day_is_that_of_the_data_file() -> None:
    data = tomllib.loads(files("flows.rules").joinpath("tariff.toml").read_text("utf-8"))

    assert data["payment"]["due_day"] == calendar.DUE_DAY


@pytest.mark.parametrize(
    ("month", "due"),
    [
        ("2026-12", date(2026, 12, 15)),
        ("2026-11", date(2026, 11, 16)),  # the 15th is a Sunday
        ("2026-08", date(2026, 8, 18)),  # a Saturday, then Independence Day on Monday the 17th
        ("2027-05", date(2027, 5, 18)),  # a Saturday, then Eid al-Adha (an estimate) on Monday the 17th
    ],
)
def test_a_due_date_moves_to_the_next_working_day(month: str, due: date) -> None:
    assert due_date(month, is_working_day) == due


def test_a_calendar_without_any_working_day_is_loud() -> None:
    with pytest.raises(ValueError, match="no working day"):
        due_date("2026-12", lambda day: False)


def test_public_holidays_and_weekends_are_no_working_days() -> None:
    assert not is_working_day(date(2026, 8, 17))
    assert not is_working_day(date(2026, 12, 25))
    assert not is_working_day(date(2026, 11, 22))
    assert is_working_day(date(2026, 11, 23))


def test_a_closed_office_moves_no_due_date() -> None:
    closed = {date(2026, 12, 15)}

    assert not office_is_open(date(2026, 12, 15), closed)
    assert not office_is_open(date(2026, 12, 13), closed)
    assert office_is_open(date(2026, 12, 16), closed)
    assert due_date("2026-12") == date(2026, 12, 15)


def test_age_changes_on_the_birthday() -> None:
    assert age_on(date(2000, 5, 17), date(2026, 5, 16)) == 25
    assert age_on(date(2000, 5, 17), date(2026, 5, 17)) == 26
    assert age_on(date(2004, 2, 29), date(2026, 2, 28)) == 21
    assert age_on(date(2004, 2, 29), date(2026, 3, 1)) == 22
    assert age_on(date(2004, 2, 29), date(2028, 2, 29)) == 24


@given(MONTHS, st.integers(-600, 600))
def test_months_add_up(month: str, n: int) -> None:
    later = add_months(month, n)

    assert months_between(month, later) == n
    assert add_months(later, -n) == month
    assert month_of(first_day(month)) == month


@given(MONTHS)
def test_a_due_date_is_the_first_working_day_from_the_15th(month: str) -> None:
    due = due_date(month)

    fifteenth = first_day(month) + timedelta(days=14)
    between = [fifteenth + timedelta(days=n) for n in range((due - fifteenth).days)]
    assert is_working_day(due)
    assert not any(is_working_day(day) for day in between)
    assert month_of(due) == month


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-00", "2026-13", "26-01", "2026-1", "2026-01-01", "0000-01"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a month is written"):
        add_months(text, 1)
