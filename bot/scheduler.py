"""The ticks. APScheduler is only the ticker: it stores nothing, what a tick does is found in the database.

Its interval goes by the wall clock and stops when that is set back, so a monotonic clock watches it: a tick
that is overdue is made up for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Tick:
    """Something to do every so often. Done twice, or by two processes, it does no harm."""

    name: str
    every: timedelta
    work: Callable[[], Awaitable[object]]


class Scheduler:
    """Runs each tick at the start and at its interval, until stopped."""

    def __init__(self, ticks: tuple[Tick, ...], monotonic: Callable[[], float]) -> None:
        self._ticks, self._monotonic = ticks, monotonic
        self._ran_at: dict[str, float] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Tick until `stop` is set; a tick that has begun is finished."""
        from apscheduler.schedulers.asyncio import AsyncIOScheduler  # only who runs it pays for it

        ticker = AsyncIOScheduler(timezone="UTC")
        for tick in self._ticks:
            ticker.add_job(
                self.run_if_due,
                "interval",
                args=[tick],
                seconds=tick.every.total_seconds(),
                misfire_grace_time=None,
                coalesce=True,
                max_instances=1,
            )
        ticker.start()
        try:
            while not stop.is_set():
                await self.run_all_due()
                await _wait(stop, min(tick.every for tick in self._ticks) / 4)
        finally:
            ticker.shutdown(wait=False)

    async def run_all_due(self) -> None:
        """What has not run for as long as its interval, by the monotonic clock."""
        for tick in self._ticks:
            await self.run_if_due(tick)

    async def run_if_due(self, tick: Tick) -> bool:
        """Run a tick unless it ran just now; what it raises is logged, and the next one tries again."""
        now = self._monotonic()
        if now - self._ran_at.get(tick.name, -float("inf")) < tick.every.total_seconds() * 0.9:
            return False
        self._ran_at[tick.name] = now
        try:
            done = await tick.work()
        except Exception:
            _log.exception("tick.failed", tick=tick.name)
        else:
            _log.info("tick.done", tick=tick.name, done=done)
        return True


async def _wait(stop: asyncio.Event, time: timedelta) -> None:
    try:
        await asyncio.wait_for(stop.wait(), time.total_seconds())
    except TimeoutError:
        return
