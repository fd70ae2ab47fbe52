"""From polling to a webhook and back, killed in between: each update is heard exactly once."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from bot.channels.telegram import Telegram
from storage import Store, tables
from tests.fakes.bot_api import BotApi
from tests.processes import fork
from tests.telegram.worker import office
from tests.turns import small

EACH = 60


@contextmanager
def killed(folder: Path, store: Store, api: BotApi, mode: str) -> Iterator[None]:
    """A process that serves in this mode until the block ends, and then gets no time for anything."""
    given = (store.url.render_as_string(hide_password=False), api.url, mode)
    process = fork("tests.telegram.worker", *given, folder=folder, log=folder / "log")
    try:
        yield
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(60)


def only(api: BotApi, left: int) -> None:
    """Until Telegram keeps no more than so many updates for the bot."""
    api.wait_until(lambda: len(api.kept()) <= left, timeout=60)


def test_nothing_is_lost_or_heard_twice_when_the_way_changes(
    api: BotApi, store: Store, tmp_path: Path
) -> None:
    people = [api.person(name) for name in ("Siti", "Budi", "Ani", "Dewi")]
    for number in range(EACH):
        for person in people:
            person.says(str(number))

    with killed(tmp_path, store, api, "polling"):
        only(api, 140)  # the first page of a hundred was taken, the second is being taken
    api.deliveries.answers_lost = 5
    with killed(tmp_path, store, api, "webhook"):
        only(api, 90)
    for person in people:
        person.says(str(EACH))  # while nobody serves
    with killed(tmp_path, store, api, "polling"):
        only(api, 0)

    asyncio.run(catch_up(store, api))
    assert small.heard(store) == {
        person.user["first_name"]: [str(number) for number in range(EACH + 1)] for person in people
    }
    with store.reading() as connection:
        replies = connection.execute(select(tables.outbox.c.id)).all()
    assert len(replies) == len(people) * (EACH + 1)
    assert set(small.statuses(store)) == {"done"}
    assert (api.dropped, api.webhook) == (0, None)


async def catch_up(store: Store, api: BotApi) -> None:
    """What a kill left in the inbox, the next start takes."""
    telegram = Telegram(api.token, api.url)
    async with office(store, telegram) as turns:
        await turns.catch_up()
    await telegram.close()
