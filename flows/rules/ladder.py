"""The steps of the ladder, and how often and at what time of their day people are told anything unasked.

A step stands so many days from a moment of a cover, an invitation or a draft, and is worth saying until its
moment is over, but on its own day at least:

    on        the moment                                          worth saying until
    due       the due date of the first unpaid month, moved       that day; after it, the end of the month
    month-2   the due date of the month after that                the end of that month
    month-3   the due date of the third                           the end of that month
    inactive  the first day of the month in which cover ends      60 days later
    price     the last day of the last discounted month           that day
    invite    the day of the invitation                           the last day it can be answered
    draft     when a nomination was left half done                the day it is erased
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias, get_args
from zoneinfo import ZoneInfo

from flows.rules.calendar import add_months, due_date, first_day, is_working_day
from flows.rules.coverage import Ledger
from flows.rules.tariff import Sector, last_discounted_month

Anchor: TypeAlias = Literal["due", "month-2", "month-3", "inactive", "price", "invite", "draft"]
Role: TypeAlias = Literal["participant", "worker"]

ANCHORS: tuple[str, ...] = get_args(Anchor)
BOTH: tuple[Role, ...] = ("participant", "worker")
FIRST_MONTHS = 2
"""for so many months a cover that awaits its first payment is brought to mind; then silence"""
_INACTIVE_FOR = timedelta(days=60)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the ladder. `id` is stored with what was said: for ever. Its texts are named by `text`."""

    id: str
    on: Anchor
    days: int = 0
    """after its moment; before it where negative"""
    hours: int = 0
    """besides; of a draft"""
    to: tuple[Role, ...] = ("participant",)
    """of an invitation it goes to the worker where they opened it, whatever stands here"""
    critical: bool = False
    """said however much was said to them lately; it counts all the same"""
    text: str = ""
    """"": as `id`"""

    @property
    def words(self) -> str:
        """What its texts are called."""
        return self.text or self.id


LADDER = (
    Step("due-7", "due", -7),
    Step("due-3", "due", -3),
    Step("due-0", "due", 0, critical=True),
    Step("late-1", "due", 1),
    Step("month-2-7", "month-2", -7),
    Step("month-2-0", "month-2", 0),
    Step("month-3-7", "month-3", -7, to=BOTH, critical=True),
    Step("month-3-0", "month-3", 0, to=BOTH, critical=True),
    Step("inactive", "inactive", 0, to=BOTH, critical=True),
    Step("price-30", "price", -30),
    Step("price-7", "price", -7),
    Step("invite-2", "invite", 2, to=BOTH),
    Step("draft-3h", "draft", hours=3),
    Step("draft-2d", "draft", 2),
)


@dataclass(frozen=True, slots=True)
class Policy:
    """The ladder, and how often and at what time of their day people are told anything unasked."""

    steps: tuple[Step, ...] = LADDER
    hour: time = time(9)
    """at which what is due on a day is said"""
    quiet_from: time = time(20)
    quiet_until: time = time(8)
    """from and until, of their day; the same twice: they are never left alone"""
    per_day: int = 1
    per_week: int = 3
    """unasked messages, campaigns too, on one day and on any seven days; 1 or more"""
    rests: timedelta = timedelta(minutes=30)
    """who wrote is left to finish for so long"""

    def is_quiet(self, at: datetime, zone: ZoneInfo) -> bool:
        """Is it night there?"""
        return self._is_night(at.astimezone(zone).time())

    def opening(self, at: datetime, zone: ZoneInfo) -> datetime:
        """The moment itself, or the end of the night it falls in."""
        local = at.astimezone(zone)
        if not self._is_night(local.time()):
            return at
        is_evening = local.time() >= self.quiet_until
        return datetime.combine(local.date() + timedelta(days=is_evening), self.quiet_until, zone)

    def at_hour(self, day: date, zone: ZoneInfo) -> datetime:
        """When it is said what is due on a day: on that very day, though the hour were one of the night."""
        return datetime.combine(day, self.quiet_until if self._is_night(self.hour) else self.hour, zone)

    def _is_night(self, clock: time) -> bool:
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= clock < self.quiet_until
        return clock >= self.quiet_from or clock < self.quiet_until


def problems(steps: Collection[Step]) -> list[str]:
    """What is wrong with a ladder as a whole."""
    ids = [step.id for step in steps]
    twice = sorted({id for id in ids if ids.count(id) > 1})
    return [f"the step {id} stands there twice" for id in twice] + [
        wrong for step in steps for wrong in _problems_of(step)
    ]


def _problems_of(step: Step) -> list[str]:
    found = []
    if step.on == "price" and step.days > 0:
        found.append(f"the step {step.id} would tell of a new price after it came: days is 0 or less")
    if step.hours and step.on != "draft":
        found.append(f"the step {step.id} has hours, which only those on draft have")
    return found


# --- when the steps of a cover are worth saying --------------------------------------------------------


class Moment(NamedTuple):
    """A step for all covers that stand alike: its contribution month, and when it is worth saying."""

    step: Step
    month: str
    at: datetime
    until: datetime


@lru_cache(maxsize=4096)
def moments(
    policy: Policy, zone: ZoneInfo, role: Role, sector: Sector, through: str | None, first: str
) -> tuple[Moment, ...]:
    """Of a cover that is paid through a month, else of one whose first payment is for the month `first`."""
    return tuple(
        Moment(step, month, policy.at_hour(day, zone), end_of(max(day, last), zone))
        for step in policy.steps
        if role in step.to
        for month, day, last in (_days(step, sector, through) if through else _first_days(step, first))
    )


def _first_days(step: Step, first: str) -> Iterator[tuple[str, date, date]]:
    """The contribution month of a step, the day of it, and the last day on which it is true."""
    if step.on == "due" and step.days <= 0:
        for month in (add_months(first, n) for n in range(FIRST_MONTHS)):
            yield month, due_date(month) + timedelta(days=step.days), due_date(month)


def _days(step: Step, sector: Sector, through: str) -> Iterator[tuple[str, date, date]]:
    """The same of a cover that was paid for."""
    unpaid, days = add_months(through, 1), timedelta(days=step.days)
    ends = add_months(unpaid, Ledger.inactive_after)
    match step.on:
        case "due":
            due = due_date(unpaid)
            yield unpaid, due + days, due if step.days <= 0 else _last_day(unpaid)
        case "month-2" | "month-3":
            month = add_months(unpaid, 1 if step.on == "month-2" else 2)
            yield unpaid, due_date(month) + days, _last_day(month)
        case "inactive":
            yield unpaid, first_day(ends) + days, first_day(ends) + days + _INACTIVE_FOR
        case "price":
            month = last_discounted_month(sector) or ""
            if through <= month < ends:
                yield month, _last_day(month) + days, _last_day(month)
        case "invite" | "draft":
            return


@lru_cache(maxsize=512)
def first_month(registered_on: date) -> str:
    """The month that a first payment would be for on that day."""
    return Ledger(()).as_of(registered_on, is_working_day).next_month


def end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + _DAY, time(), zone)


def _last_day(month: str) -> date:
    return first_day(add_months(month, 1)) - _DAY
