"""The ticks: done at the start and at every interval, whatever the wall clock does; failures stop nothing."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from bot.app import build
from bot.channels.terminal import Terminal
from bot.scheduler import Scheduler, Tick
from bot.service import erase_old, ticks
from bot.settings import Settings
from storage.tables import conversations


class Moving:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_tick_runs_at_the_start_and_again_after_its_interval() -> None:
    clock, ran = Moving(), list[float]()

    async def work() -> None:
        ran.append(clock.seconds)

    async def hours() -> None:
        scheduler = Scheduler((Tick("hourly", timedelta(hours=1), work),), clock)
        for _ in range(9):
            await scheduler.run_all_due()
            clock.seconds += 900

    asyncio.run(hours())

    assert ran == [0, 3600, 7200]


def test_a_tick_that_fails_is_tried_again_and_stops_no_other() -> None:
    clock, ran = Moving(), list[str]()

    async def fail() -> None:
        ran.append("failed")
        raise ZeroDivisionError

    async def work() -> None:
        ran.append("worked")

    async def hours() -> None:
        every = timedelta(hours=1)
        scheduler = Scheduler((Tick("bad", every, fail), Tick("good", every, work)), clock)
        await scheduler.run_all_due()
        clock.seconds += 3600
        await scheduler.run_all_due()

    asyncio.run(hours())

    assert ran == ["failed", "worked"] * 2


def test_the_ticker_runs_until_it_is_stopped() -> None:
    async def short() -> int:
        stop, ran = asyncio.Event(), list[int]()

        async def work() -> None:
            ran.append(1)
            stop.set()

        async with asyncio.timeout(10):
            await Scheduler((Tick("once", timedelta(hours=1), work),), Moving()).run(stop)
        return len(ran)

    assert asyncio.run(short()) == 1


def test_a_draft_that_nobody_touched_for_as_long_as_the_office_says_is_erased(tmp_path: Path) -> None:
    settings = Settings.model_validate(
        {
            "database": {"url": f"sqlite:///{tmp_path / 'office.db'}"},
            "privacy": {"retention": {"drafts_days": 3}},
        }
    )
    now = [datetime(2026, 11, 22, tzinfo=UTC)]

    async def days() -> list[bool]:
        app = build(settings, clock=lambda: now[0])
        with (tmp_path / "out").open("w") as out:
            terminal = Terminal("Budi", "account-1", out)
            inbound = terminal.parse(terminal.raw("daftarkan pekerja", app.new_id), app.new_id)
            assert inbound is not None
            await app.turns([terminal]).take([inbound])
        kept = []
        for passed in (2, 2):
            now[0] += timedelta(days=passed)
            await erase_old(app)
            with app.store.reading() as conn:
                kept.append(conn.execute(select(conversations.c.state_sealed)).scalar_one() is not None)
        assert [tick.name for tick in ticks(app)] == ["retention"]
        await app.close()
        return kept

    assert asyncio.run(days()) == [True, False]
