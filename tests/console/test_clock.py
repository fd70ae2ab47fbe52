"""The demo's clock, and the days that it can be moved to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.console.clock import DemoClock, a_month_later, morning_of, next_due_date
from storage import Store
from storage.clock import doubted_until

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2026-11-23", "2026-12-15"),
        ("2026-12-14", "2026-12-15"),
        ("2026-12-15", "2027-01-15"),
        ("2027-08-14", "2027-08-16"),  # the 15th is a Sunday
        ("2027-08-15", "2027-08-16"),
        ("2027-08-16", "2027-09-15"),
    ],
)
def test_the_next_due_date_comes_after_the_day(day: str, due: str) -> None:
    assert next_due_date(date.fromisoformat(day)) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("day", "later"),
    [("2026-11-23", "2026-12-23"), ("2027-01-31", "2027-02-28"), ("2026-12-31", "2027-01-31")],
)
def test_a_month_later_is_the_same_day_or_the_last(day: str, later: str) -> None:
    assert a_month_later(date.fromisoformat(day)) == date.fromisoformat(later)


def test_a_clock_that_was_moved_goes_on_where_it_was_and_is_believed(store: Store) -> None:
    clock = DemoClock(lambda: NOW)
    clock.set_to(morning_of(date(2027, 2, 1), ZoneInfo("Asia/Jakarta")))
    with store.writing() as connection:
        clock.remember(connection)

    again = DemoClock(lambda: NOW + timedelta(hours=1))
    with store.writing() as connection:
        again.recall(connection)
        doubted = doubted_until(connection, again())

    assert again() == datetime(2027, 2, 1, 3, 30, tzinfo=UTC)
    assert doubted is None
