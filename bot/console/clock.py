"""The demo's clock: the real one, moved forward. Only business time goes by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from flows.rules.calendar import add_months, due_date, month_of
from storage.clock import believe
from storage.marks import mark, set_mark

MORNING = time(9, 30)
"""when a day begins that was chosen"""
_MARK = "demo.clock"


class DemoClock:
    """Call it for the time. It never goes back, so that what happened stays in the past."""

    def __init__(self, real: Callable[[], datetime]) -> None:
        self._real = real
        self.ahead = timedelta(0)
        """of the real clock"""

    def __call__(self) -> datetime:
        return self._real() + self.ahead

    def set_to(self, moment: datetime) -> None:
        """Make it that time now."""
        self.ahead = moment - self._real()

    def remember(self, connection: Connection) -> None:
        """Keep how far ahead it is, and let nobody doubt that time passed."""
        set_mark(connection, _MARK, str(self.ahead.total_seconds()))
        believe(connection, self())

    def recall(self, connection: Connection) -> None:
        """Go on where it was when the demo ended: as far ahead, and never before it began."""
        kept = mark(connection, _MARK)
        if kept is not None:
            self.ahead = timedelta(seconds=float(kept))


def morning_of(day: date, zone: ZoneInfo) -> datetime:
    """When the office opens on that day."""
    return datetime.combine(day, MORNING, zone)


def next_due_date(day: date) -> date:
    """The next day, after this one, on which a contribution month is due."""
    month = month_of(day)
    return min(due for due in map(due_date, (month, add_months(month, 1))) if due > day)


def a_month_later(day: date) -> date:
    """The same day of the next month, or its last."""
    first = date.fromisoformat(f"{add_months(month_of(day), 1)}-01")
    last = date.fromisoformat(f"{add_months(month_of(day), 2)}-01") - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)
