"""This project's turns, from the bytes of an update to the commit, by the same path as in service."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sqlalchemy import func, select

from bench.people import TOKEN, pages
from bot.app import Clock, build, real_clock
from bot.channels import Inbound, Outbound, Receipt
from bot.channels.telegram import Telegram
from bot.settings import Database, Privacy, Settings
from storage.tables import inbox, nominations

_KEY = "YmVuY2gtYmVuY2gtYmVuY2gtYmVuY2gtYmVuY2gtMzI="


Sending: TypeAlias = Literal["none", "between", "counted"]


@dataclass(frozen=True, slots=True)
class Taken:
    """How fast pages were taken: turns a second, and microseconds of CPU a turn."""

    per_second: float
    cpu_us: float


class Ours:
    """The service without its network: the channel that parses, the turns that are committed, the sender."""

    def __init__(self, url: str, settings: Settings | None = None, clock: Clock = real_clock) -> None:
        self.app = build(settings or settings_of(url), clock)
        self._telegram = _AtOnce(TOKEN)
        self._turns = self.app.turns([self._telegram])
        self._sender = self.app.sender(self._telegram, by_force=True)

    async def take(self, raw: Sequence[bytes]) -> None:
        """What is read of a page is made durable, with all it led to."""
        read = [self._telegram.parse(one, self.app.new_id) for one in raw]
        await self._turns.take([inbound for inbound in read if isinstance(inbound, Inbound)])

    async def take_all(self, raw: Sequence[bytes], sending: Sending = "none") -> Taken:
        """Page after page. What was said is sent, to a Telegram that accepts at once, after each page and is
        counted, or between the pages and is not ("between": a turn then finds what it would find in service,
        where people answer what was sent to them), or stays where it is ("none").
        """
        spent, used = 0.0, 0.0
        for page in pages(raw):
            if sending == "between":
                await self._sender.drain()
            start, cpu = time.perf_counter(), time.process_time()
            await self.take(page)
            if sending == "counted":
                await self._sender.drain()
            spent, used = spent + time.perf_counter() - start, used + time.process_time() - cpu
        start, cpu = time.perf_counter(), time.process_time()
        await self._turns.catch_up()  # those whom another process held
        spent, used = spent + time.perf_counter() - start, used + time.process_time() - cpu
        return Taken(len(raw) / spent, used / len(raw) * 1e6)

    async def send(self) -> None:
        """Send all that waits."""
        await self._sender.drain()

    async def arrive(self, raw: Sequence[bytes], per_second: float) -> list[float]:
        """Each at its own time (Poisson), whether or not others are answered; the seconds each took.

        Counted from when it was to arrive, so that a service that falls behind cannot hide it.
        """
        arrivals = random.Random(11)  # noqa: S311  a load, not a secret
        took: list[float] = []
        waiting: set[asyncio.Task[None]] = set()
        due = time.perf_counter() + 0.05
        for one in raw:
            due += arrivals.expovariate(per_second)
            if (early := due - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            task = asyncio.create_task(self._timed(one, due, took))
            waiting.add(task)
            task.add_done_callback(waiting.discard)
        await asyncio.gather(*waiting)
        return took

    async def _timed(self, one: bytes, due: float, took: list[float]) -> None:
        await self.take([one])
        took.append(time.perf_counter() - due)

    def kept(self) -> tuple[int, int]:
        """(turns done, nominations): to see that the conversations were had."""
        with self.app.store.reading() as connection:
            done = select(func.count()).select_from(inbox).where(inbox.c.status == "done")
            return (
                connection.execute(done).scalar_one(),
                connection.execute(select(func.count()).select_from(nominations)).scalar_one(),
            )

    async def close(self) -> None:
        await self._turns.close()
        await self._sender.finish()
        await self.app.close()


class _AtOnce(Telegram):
    """A Telegram that accepts whatever is sent, at once."""

    _numbers = itertools.count(1)

    async def send(self, message: Outbound) -> Receipt:
        return Receipt(str(next(self._numbers)))


def settings_of(url: str) -> Settings:
    """A database with keys that other processes are given in their environment (`environment`)."""
    privacy = Privacy.model_validate({"keys": [f"bench:{_KEY}"], "hash_key": _KEY})
    return Settings(database=Database(url=url), privacy=privacy)


def environment(url: str) -> dict[str, str]:
    """The same as `settings_of`, for a process."""
    return {
        "SERTAKAN__DATABASE__URL": url,
        "SERTAKAN__PRIVACY__KEYS": f"bench:{_KEY}",
        "SERTAKAN__PRIVACY__HASH_KEY": _KEY,
    }


def make(url: str) -> None:
    """An empty database, up to date."""

    async def open_and_close() -> None:
        await Ours(url).close()

    asyncio.run(open_and_close())
