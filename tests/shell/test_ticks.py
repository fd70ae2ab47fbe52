"""The ticks: done at the start and at every interval, whatever the wall clock does; failures stop nothing."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from structlog.testing import capture_logs

from bot.app import build
from bot.channels.terminal import Terminal
from bot.retention import erase_old
from bot.scheduler import Scheduler, Tick
from bot.settings import Settings
from bot.ticks import ticks
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


class Place:
    """An office that keeps drafts for three days, with one of Budi's, its clock moved by hand."""

    def __init__(self, folder: Path) -> None:
        self.now = datetime(2026, 11, 22, tzinfo=UTC)
        settings = {
            "database": {"url": f"sqlite:///{folder / 'office.db'}"},
            "privacy": {"retention": {"drafts_days": 3}},
        }
        self.app = build(Settings.model_validate(settings), clock=lambda: self.now)
        self._out = folder / "out"

    async def begin_a_draft(self) -> None:
        with self._out.open("w") as out:
            terminal = Terminal("Budi", "account-1", out)
            inbound = terminal.parse(terminal.raw("daftarkan pekerja", self.app.new_id), self.app.new_id)
            assert inbound is not None
            await self.app.turns([terminal]).take([inbound])

    async def tick_after(self, **time: float) -> bool:
        """Is the draft still there after a tick so much later?"""
        self.now += timedelta(**time)
        await erase_old(self.app)
        with self.app.store.reading() as conn:
            return conn.execute(select(conversations.c.state_sealed)).scalar() is not None


def test_a_draft_that_nobody_touched_for_as_long_as_the_office_says_is_erased(tmp_path: Path) -> None:
    async def days() -> list[bool]:
        place = Place(tmp_path)
        await place.begin_a_draft()
        kept = [await place.tick_after(days=2), await place.tick_after(days=2)]
        assert "retention" in [tick.name for tick in ticks(place.app)]
        await place.app.close()
        return kept

    assert asyncio.run(days()) == [True, False]


def test_a_clock_far_ahead_erases_nothing_and_says_what_to_do(tmp_path: Path) -> None:
    async def start() -> list[bool]:
        place = Place(tmp_path)
        await place.tick_after(hours=0)
        await place.begin_a_draft()
        kept = [
            await place.tick_after(days=365),
            await place.tick_after(hours=1),
            await place.tick_after(days=-365),
            await place.tick_after(days=365),
        ]
        await place.app.close()
        return kept

    with capture_logs() as logs:
        kept = asyncio.run(start())

    assert kept == [True] * 4
    doubts = [log for log in logs if log["event"] == "retention.clock_doubted"]
    assert len(doubts) == 3
    assert "set it right" in doubts[0]["what_to_do"]
    assert "2027-11-23T00:00:00" in doubts[0]["what_to_do"]


def test_a_database_that_was_never_looked_after_is_measured_by_its_newest_message(tmp_path: Path) -> None:
    async def start() -> bool:
        place = Place(tmp_path)
        await place.begin_a_draft()
        kept = await place.tick_after(days=8)
        await place.app.close()
        return kept

    assert asyncio.run(start())


def test_an_office_that_was_closed_for_long_erases_a_day_later(tmp_path: Path) -> None:
    async def holidays() -> list[bool]:
        place = Place(tmp_path)
        await place.begin_a_draft()
        await place.tick_after(hours=1)
        kept = [
            await place.tick_after(days=12),
            await place.tick_after(hours=23),
            await place.tick_after(hours=1),
        ]
        await place.app.close()
        return kept

    assert asyncio.run(holidays()) == [True, True, False]


def test_an_office_without_a_message_for_long_goes_on_erasing(tmp_path: Path) -> None:
    async def quiet() -> list[bool]:
        place = Place(tmp_path)
        await place.begin_a_draft()
        kept = [await place.tick_after(days=1) for _ in range(8)]
        await place.app.close()
        return kept

    assert asyncio.run(quiet()) == [True] * 3 + [False] * 5
