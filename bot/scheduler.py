"""The ticks. APScheduler is only the ticker: it stores nothing, what a tick does is found in the database.

Its interval goes by the wall clock and stops when that is set back, so a monotonic clock watches it: a tick
that is overdue is made up for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.outbox import Write
from storage.marks import set_mark

LOOKS_EVERY = timedelta(seconds=2)
"""whether something is overdue, and whether ticking became ours: the lease of a dead process lasts 20 s"""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Tick:
    """Something to do every so often. Done twice, or by two processes, it does no harm."""

    name: str
    every: timedelta
    work: Callable[[], Awaitable[object]]


After = Callable[[Tick, float], Awaitable[None]]
"""What is called with a tick that was done, and the seconds it took."""


def note_down(write: Write, now: Callable[[], datetime]) -> After:
    """Remembers when each tick was last done, and its interval in seconds, for who looks whether they run."""

    async def noted(tick: Tick, _: float) -> None:
        value = f"{now().isoformat(timespec='seconds')} {tick.every.total_seconds():.0f}"
        await write(partial(set_mark, name=f"tick:{tick.name}", value=value))

    return noted


class Scheduler:
    """Runs each tick at the start and at its interval, until stopped."""

    def __init__(
        self,
        ticks: tuple[Tick, ...],
        monotonic: Callable[[], float],
        after: Sequence[After] = (),
        is_ours: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        """`after`: called with each tick that was done; not with one that failed.

        `is_ours`: whether this process ticks; one of several does, and another one takes over when it dies.
        """
        self._ticks, self._monotonic, self._after = ticks, monotonic, tuple(after)
        self._is_ours = is_ours
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
                await _wait(stop, LOOKS_EVERY)
        finally:
            ticker.shutdown(wait=False)

    async def run_all_due(self) -> None:
        """What has not run for as long as its interval, by the monotonic clock."""
        for tick in self._ticks:
            await self.run_if_due(tick)

    async def run_if_due(self, tick: Tick) -> bool:
        """Run a tick unless it ran just now; what it raises is logged, and the next one tries again."""
        if self._is_ours is not None and not await self._is_ours():
            return False
        now = self._monotonic()
        if now - self._ran_at.get(tick.name, -float("inf")) < tick.every.total_seconds() * 0.9:
            return False
        self._ran_at[tick.name] = now
        try:
            done = await tick.work()
            seconds = self._monotonic() - now
            for call in self._after:
                await call(tick, seconds)
        except Exception:
            _log.exception("tick.failed", tick=tick.name)
        else:
            _log.info("tick.done", tick=tick.name, done=done, seconds=round(seconds, 3))
        return True


async def _wait(stop: asyncio.Event, time: timedelta) -> None:
    try:
        await asyncio.wait_for(stop.wait(), time.total_seconds())
    except TimeoutError:
        return
