"""A scheduler that is a process of its own: it says "mine" when ticking is its, and how many it queued.

python -m tests.nudges.scheduler URL: nudges only, with a pause between chunks so that it can be killed in it.
"""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import timedelta

import structlog

from bot import nudges
from bot.app import App, Links, new_reference
from bot.outbox import Times
from bot.scheduler import Scheduler, Tick
from bot.settings import Settings
from bot.writer import Writer
from storage import Secrets, Store
from tests.nudges.days import MORNING

SMALL = 5
"""people in a chunk"""


async def main(url: str) -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    nudges.CHUNK = SMALL
    store = Store(url, Secrets([("test", b"k" * 32)], b"h" * 32))
    settings = Settings.model_validate({"database": {"url": "sqlite:///data/unused.db"}})
    times = Times(lambda: MORNING, time.monotonic, lambda: 0.5)
    app = App(settings, store, Writer(), times, new_reference, Links())
    lease = app.lease("scheduler")

    async def tick() -> None:
        say("mine")
        await nudges.remind(app)
        say("done")

    stop = asyncio.Event()
    scheduler = Scheduler((Tick("nudges", timedelta(minutes=1), tick),), times.monotonic, (), lease.is_held)
    await asyncio.gather(scheduler.run(stop), lease.keep(stop))


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
