"""The ladder through two years of many lives: what holds whatever happens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.rules.calendar import add_months, due_date, first_day
from flows.rules.nudges import CoverOf, Item, Recipient, Role, after, forecast, plan, still_true
from flows.rules.tariff import Sector
from tests.rules.lives import (
    DAYS,
    POLICY,
    SECTORS,
    START,
    ZONES,
    Life,
    assert_seemly,
    assert_true,
    at,
    keys,
    lives,
    told,
)

many = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MINUTES = st.integers(0, DAYS * 24 * 60 - 1)
OUTAGES = [timedelta(hours=1), timedelta(days=1), timedelta(days=30)]


def moment(life: Life, minutes: int) -> datetime:
    return at(START, life.person.zone) + timedelta(minutes=minutes)


@many
@given(lives())
def test_what_is_said_is_true_by_day_once_and_seldom(life: Life) -> None:
    said = life.live()

    assert_seemly(said)
    for message in said:
        assert_true(message)
        assert still_true(message.items, message.person, POLICY, message.at) == message.items


@many
@given(lives(), st.lists(MINUTES, max_size=200))
def test_looking_at_other_moments_changes_nothing(life: Life, minutes: list[int]) -> None:
    assert told(life.live([moment(life, minute) for minute in minutes])) == told(life.live())


@many
@given(lives(["pays"]))
def test_whoever_lets_a_cover_lapse_has_heard_of_it(life: Life) -> None:
    said = keys(life.live())

    for reference, role, month in lapses(life):
        heard = {item.step for item in said if item == Item(reference, month, item.step, role)}
        assert heard >= {"month-3-7", "month-3-0", "inactive"}
        if role == "participant":
            assert "due-0" in heard
            assert heard & {"month-2-7", "month-2-0"}


def lapses(life: Life) -> list[tuple[str, Role, str]]:
    """Covers with the first of three months that nobody paid, who knew of it all the time."""
    found = []
    for month in (add_months(f"{START:%Y-%m}", n) for n in range(1, DAYS // 30 - 4)):
        zone = life.person.zone
        before = life.covers(at(due_date(month) - timedelta(days=8), zone))
        later = life.covers(at(first_day(add_months(month, 3)) + timedelta(days=1), zone))
        found += [
            (cover.reference, cover.role, month)
            for cover in before
            if cover.paid and max(cover.paid) == add_months(month, -1) and cover in later
        ]
    return found


@many
@given(lives(), MINUTES, st.integers(0, 60))
def test_a_forecast_is_what_comes(life: Life, minutes: int, days: int) -> None:
    start = moment(life, minutes)
    life = life.at(start)
    day = start.astimezone(life.person.zone).date() + timedelta(days=days)

    foreseen = forecast(life.person, POLICY, start, day)

    looks = [start + timedelta(hours=7 * n) for n in range(61 * 24 // 7)]
    said = life.live(looks, end=at(day + timedelta(days=1), life.person.zone))
    assert [(one.at, one.items) for one in foreseen] == [
        (message.at, message.items) for message in said if message.day == day
    ]


@pytest.mark.parametrize("outage", OUTAGES, ids=str)
@many
@given(lives(), MINUTES)
def test_after_an_outage_one_message_says_what_is_true_then(
    outage: timedelta, life: Life, minutes: int
) -> None:
    down = moment(life, minutes)
    up = down + outage

    said = life.live(outages=[(down, up)])

    assert_seemly(said)
    for message in said:
        assert_true(message)
        assert not down <= message.at < up
    assert len([message for message in said if up <= message.at < up + timedelta(minutes=30)]) <= 1


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=1)], ids=str)
@many
@given(st.sampled_from(ZONES), st.sampled_from(SECTORS), st.integers(0, 200 * 24 * 4))
def test_a_clock_set_back_says_nothing_twice_and_loses_nothing(
    back: timedelta, zone: ZoneInfo, sector: Sector, quarters: int
) -> None:
    """Looked at every quarter of an hour, where it is time."""
    cover = CoverOf("N1", "participant", sector, ("2026-11",), date(2026, 11, 20))
    quarter = timedelta(minutes=15)
    clock = [at(cover.registered_on, zone) + quarter * n for n in range(200 * 24 * 4)]

    said = ticked(
        Recipient(zone, (cover,)), [*clock[:quarters], *clock[max(0, quarters - back // quarter) :]]
    )

    assert said[-1].step == "inactive"
    assert said == ticked(Recipient(zone, (cover,)), clock)


def ticked(person: Recipient, clock: Sequence[datetime]) -> list[Item]:
    """All that is said where the clock shows these times."""
    said: list[Item] = []
    wake: datetime | None = clock[0]
    for now in clock:
        if wake is not None and wake <= now:
            planned = plan(person, POLICY, now)
            person, wake = after(person, planned, now), planned.wake_at
            said += planned.items
    return said
