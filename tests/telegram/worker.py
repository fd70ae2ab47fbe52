"""An office on Telegram that keeps all that was said; it can run as a process of its own, and be killed.

python -m tests.telegram.worker DATABASE API polling|webhook
"""

from __future__ import annotations

import asyncio
import itertools
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.channels.telegram import Telegram
from bot.channels.telegram_webhook import set_webhook
from bot.turns import Turns
from bot.web.telegram import TelegramWebhook
from bot.writer import Writer
from storage import Secrets, Store
from tests.fakes.bot_api import TOKEN
from tests.telegram.serving import served
from tests.turns import small

SECRET = "invented-secret-of-a-webhook"


@asynccontextmanager
async def office(store: Store, telegram: Telegram) -> AsyncIterator[Turns]:
    writer, numbers = Writer(), itertools.count()
    turns = Turns(
        store,
        writer,
        lambda: small.NOW,
        lambda: f"{id(writer):x}-{next(numbers)}",
        lambda: small.OFFICE,
        "id",
        {telegram.name: telegram},
        respond=small.respond,
    )
    try:
        yield turns
    finally:
        await turns.close()
        await writer.close()


async def main(database: str, api: str, mode: str) -> None:
    """Until it is killed."""
    store = Store(database, Secrets([("test", b"k" * 32)], b"h" * 32))
    telegram, stop = Telegram(TOKEN, api, pauses=(0.02,), poll_seconds=5), asyncio.Event()
    numbers = itertools.count()

    def new_id() -> str:
        return f"event-{mode}-{id(store):x}-{next(numbers)}"

    async with office(store, telegram) as turns:
        await turns.catch_up()
        if mode == "polling":
            await telegram.poll(turns.take, stop, new_id)
        hook = TelegramWebhook(telegram, turns.take, new_id, SECRET)
        async with served(hook.take) as url:
            await set_webhook(telegram, url, SECRET, stop)
            await stop.wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
