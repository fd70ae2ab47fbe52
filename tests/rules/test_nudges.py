"""The ladder, as days pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flows.rules.nudges import CoverOf, Plan, Policy, Recipient, after, plan

ZONE = ZoneInfo("Asia/Jakarta")
COVER = CoverOf("N1", "participant", "other", ("2026-11",), date(2026, 11, 20))
START, END = datetime(2026, 11, 20, 12, tzinfo=ZONE), datetime(2027, 6, 1, tzinfo=ZONE)


def walk(
    person: Recipient, now: datetime = START, policy: Policy = Policy()
) -> Iterator[tuple[datetime, Plan]]:
    """Look whenever it is said to, until the summer; what is said is said."""
    wake: datetime | None = now
    while wake is not None and wake < END:
        planned = plan(person, policy, wake)
        yield wake, planned
        person, wake = after(person, planned, wake), planned.wake_at


def said(person: Recipient, now: datetime = START) -> list[str]:
    return [
        f"{at.astimezone(person.zone):%Y-%m-%d %H:%M} {item.step}"
        for at, planned in walk(person, now)
        for item in planned.items
    ]


def test_who_pays_no_more_hears_of_each_step_on_its_day() -> None:
    assert said(Recipient(ZONE, (COVER,))) == [
        "2026-12-01 09:00 price-30",
        "2026-12-08 09:00 due-7",
        "2026-12-12 09:00 due-3",
        "2026-12-15 09:00 due-0",
        "2026-12-16 09:00 late-1",
        "2026-12-24 09:00 price-7",
        "2027-01-08 09:00 month-2-7",
        "2027-01-15 09:00 month-2-0",
        "2027-02-08 09:00 month-3-7",
        "2027-02-15 09:00 month-3-0",
        "2027-03-01 09:00 inactive",
    ]


def test_the_worker_hears_of_the_last_month_only() -> None:
    assert said(Recipient(ZONE, (replace(COVER, role="worker"),))) == [
        "2027-02-08 09:00 month-3-7",
        "2027-02-15 09:00 month-3-0",
        "2027-03-01 09:00 inactive",
    ]


def test_who_is_registered_late_at_night_hears_of_the_first_step_in_the_morning() -> None:
    enrolled = replace(COVER, paid=(), registered_on=date(2026, 12, 10))

    assert said(Recipient(ZONE, (enrolled,)), datetime(2026, 12, 10, 21, tzinfo=ZONE)) == [
        "2026-12-11 08:00 due-7",
        "2026-12-12 09:00 due-3",
        "2026-12-15 09:00 due-0",
        "2027-01-08 09:00 due-7",
        "2027-01-12 09:00 due-3",
        "2027-01-15 09:00 due-0",
    ]
