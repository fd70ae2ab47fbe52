"""The figures of Beranda: counted at most once a minute, in the background, and shown with their time."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import structlog

from bot.app import App
from flows.rules.calendar import is_working_day
from flows.rules.coverage import Ledger, PaidMonth
from storage import dashboard
from storage.dashboard import Dashboard

FRESH = 60.0
"""seconds for which figures are shown before they are counted again"""
WEEKS = 8
SENT_DAYS = 7
SOON = timedelta(days=30)

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Figures:
    """`covers`: by status of flows.rules.coverage; `soon`: covers whose due date is within 30 days."""

    counted: Dashboard
    weeks: tuple[date, ...]
    """the Monday of each"""
    covers: Mapping[str, int]
    soon: int
    at: datetime


class Cached:
    """One for each console."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._last: Figures | None = None
        self._counted_at = 0.0
        self._counting: asyncio.Task[Figures] | None = None

    def latest(self) -> Figures | None:
        """As they were counted last, counted anew meanwhile if they are old; None: they never were yet."""
        if self._last is None or self._app.times.monotonic() - self._counted_at > FRESH:
            self._begin()
        return self._last

    async def counted(self) -> Figures:
        """As soon as there are any."""
        return self._last if self._last is not None else await asyncio.shield(self._begin())

    def _begin(self) -> asyncio.Task[Figures]:
        if self._counting is None or self._counting.done():
            self._counting = asyncio.create_task(self._count())
            self._counting.add_done_callback(_complain)
        return self._counting

    async def _count(self) -> Figures:
        began = self._app.times.monotonic()
        self._last = figures = await asyncio.to_thread(_read, self._app)
        self._counted_at = self._app.times.monotonic()
        _log.debug("console.counted", seconds=round(self._counted_at - began, 3))
        return figures


def _complain(counting: asyncio.Task[Figures]) -> None:
    if not counting.cancelled() and (error := counting.exception()) is not None:
        _log.error("console.not_counted", exc_info=error)


def _read(app: App) -> Figures:
    now, zone = app.times.now(), app.office.zone
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    weeks = tuple(monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1))
    edges = [datetime.combine(day, time(), zone) for day in (*weeks, monday + timedelta(weeks=1))]
    with app.store.reading() as connection:
        counted = dashboard.dashboard(connection, edges, now - timedelta(days=SENT_DAYS))
    covers, soon = cover_counts(counted.covers, today)
    return Figures(counted, weeks, covers, soon, now)


def cover_counts(
    by_last_month: Mapping[str | None, int], today: date, working: Callable[[date], bool] = is_working_day
) -> tuple[dict[str, int], int]:
    """How many covers are in each status, and of how many the due date is within 30 days.

    By the last month that was paid, which tells both but for months that are yet to begin after a gap.
    """
    statuses: Counter[str] = Counter()
    soon = 0
    for month, number in by_last_month.items():
        paid = [PaidMonth(month, 0, "", "")] if month else []
        cover = Ledger(paid).as_of(today, working)
        statuses[cover.status] += number
        soon += number if today <= cover.due_on <= today + SOON else 0
    return dict(statuses), soon
