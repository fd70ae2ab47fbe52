"""A forecast of a day is what that day does, if nothing changes in between."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from storage import Store
from tests.nudges.days import Days

DAYS = [date(2026, 12, day) for day in (1, 8, 12, 15, 16, 24)] + [date(2027, 2, 8), date(2027, 3, 1)]


def office(store: Store) -> Days:
    """Covers that stand in different ways, in three zones; one participant has two."""
    days = Days(store)
    days.covered(1)
    days.covered(2, months=("2026-11", "2026-12"))
    days.covered(3, sector="transport")
    days.covered(4, months=())
    days.covered(5, months=("2026-08",))
    days.desk.change(days.covered(6), participant_id=days.person(1))
    days.set(days.person(2), zone="Asia/Makassar")
    days.set(days.person(3), zone="Asia/Jayapura")
    days.tick()
    return days


def test_what_is_foreseen_is_what_is_said(store: Store) -> None:
    days = office(store)
    foreseen = {day: days.foreseen(day) for day in DAYS}

    days.now = days.now.replace(hour=0)  # seven in Jakarta, nine in Jayapura
    while days.now.date() <= max(DAYS):
        days.now += timedelta(hours=1)
        days.tick()

    said = [re.sub(r": N\d |, N\d ", lambda found: found[0][:2], line) for line in days.said()]
    assert {day: sorted(line for line in said if line.startswith(f"{day:%m-%d}")) for day in DAYS} == foreseen


def test_a_forecast_changes_nothing(store: Store) -> None:
    days = office(store)
    before = days.said()

    first, second = days.foreseen(date(2026, 12, 8)), days.foreseen(date(2026, 12, 8))

    assert first == second != []
    assert days.said() == before


def test_a_day_that_is_over_has_no_forecast(store: Store) -> None:
    with pytest.raises(ValueError, match="is over"):
        office(store).foreseen(date(2026, 11, 19))
