"""Whatever one platform does, every answer goes once it is well again, and the other channel feels nothing.

The whole service in one process, with both channels; what each error means is tested with its channel.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from sqlalchemy import select

from bot import service
from bot.app import build
from storage import Secrets, Store
from storage.tables import outbox
from tests.fakes import bot_api, bot_api_person, twilio_person, twilio_troubles
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_webhook import Webhook
from tests.fakes.twilio import Twilio
from tests.kill.books import OPEN, Books
from tests.kill.office import SECRET, as_settings, settings_of, two_ports
from tests.kill.wire import wire_to

# the library warns of its own attribute, which is not used here
pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")

Person: TypeAlias = bot_api_person.Person | twilio_person.Person

FAULTS_OF_TELEGRAM = (
    bot_api.HANG,
    bot_api.Trouble(),  # the connection breaks off, and nothing was taken
    bot_api.DROP_AFTER_ACCEPT,
    bot_api.NOT_JSON,
    bot_api.GATEWAY_TIMEOUT,
    bot_api.BAD_GATEWAY,
    bot_api.too_many_requests(1),
)
FAULTS_OF_TWILIO = (
    twilio_troubles.HANG,
    twilio_troubles.SLOW_BODY,
    twilio_troubles.RESET,
    twilio_troubles.DROP_AFTER_ACCEPT,
    twilio_troubles.NOT_JSON,
    twilio_troubles.GATEWAY_TIMEOUT,
    twilio_troubles.BAD_GATEWAY,
    twilio_troubles.too_many_requests(1),
)
HANGING = {"telegram": 1, "whatsapp": 2}
"""so many of them hang until they are cut"""
PATIENCE = 40.0


class Town:
    """Two platforms and an office with a database file."""

    def __init__(self, store: Store, api: BotApi, twilio: Twilio, settings: Mapping[str, str]) -> None:
        self.store, self.api, self.twilio, self.settings = store, api, twilio, settings
        self.books = Books(store, api, twilio)

    def people(self, channel: str, number: int, first: int = 0) -> list[Person]:
        if channel == "telegram":
            return [self.api.person(f"Orang {n}") for n in range(number)]
        return [self.twilio.person(f"+62812{first + n:08}") for n in range(number)]

    @asynccontextmanager
    async def serving(self, **otherwise: str) -> AsyncIterator[None]:
        """While the block runs; `otherwise`: settings that are not as they should be."""
        app = build(as_settings({**self.settings, **otherwise}))
        stop = asyncio.Event()
        serving = asyncio.create_task(service.run(app, ("web", "sender"), stop))
        try:
            await until(lambda: _listens(int(self.settings["SERTAKAN__SERVER__PORT"])))
            await until(lambda: self.api.webhook is not None)
            yield
        finally:
            stop.set()
            async with asyncio.timeout(PATIENCE):
                await serving
            await app.close()

    def replies(self, channel: str) -> Sequence[Any]:
        with self.store.reading() as conn:
            return conn.execute(select(outbox).where(outbox.c.channel == channel)).all()


async def until(holds: Callable[[], bool]) -> None:
    """Raises TimeoutError after PATIENCE."""
    async with asyncio.timeout(PATIENCE):
        while not await asyncio.to_thread(holds):  # noqa: ASYNC110  in a database nothing calls us
            await asyncio.sleep(0.02)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except OSError:
        return False
    return True


def run(work: Callable[[], Awaitable[None]]) -> None:
    async def within_time() -> None:
        async with asyncio.timeout(2 * PATIENCE):
            await work()

    asyncio.run(within_time())


@pytest.fixture
def town(tmp_path: Path, sqlite_template: Path, secrets: Secrets) -> Iterator[Town]:
    file = tmp_path / "sertakan.db"
    shutil.copyfile(sqlite_template, file)
    file.chmod(0o600)
    store, ports = Store(f"sqlite:///{file}", secrets), two_ports()
    address = f"http://127.0.0.1:{ports[0]}"
    with BotApi() as api, Twilio(public_url=address, bot=address) as twilio:
        yield Town(store, api, twilio, settings_of(store, api, twilio, ports))
        assert api.faults == []
        assert twilio.faults == []
    store.close()


def test_whatever_telegram_does_every_answer_goes_and_whatsapp_feels_nothing(town: Town) -> None:
    people = town.people("telegram", len(FAULTS_OF_TELEGRAM))
    town.api.trouble("sendMessage", *FAULTS_OF_TELEGRAM)

    run(lambda: all_answered_in_the_end(town, people, town.api.port, "telegram", "whatsapp"))

    assert town.books.sent_wrongly_on_telegram() == []
    assert town.books.sent_wrongly_on_whatsapp() == []
    assert all(1 <= len(one.texts) <= 2 for one in people)


def test_whatever_twilio_does_every_answer_goes_once_and_telegram_feels_nothing(town: Town) -> None:
    people = town.people("whatsapp", len(FAULTS_OF_TWILIO))
    town.twilio.trouble("create", *FAULTS_OF_TWILIO)

    run(lambda: all_answered_in_the_end(town, people, town.twilio.port, "whatsapp", "telegram"))

    assert town.books.sent_wrongly_on_whatsapp() == []
    assert town.books.sent_wrongly_on_telegram() == []
    assert [len(one.texts) for one in people] == [1] * len(people)


async def all_answered_in_the_end(
    town: Town, people: Sequence[Person], port: int, channel: str, other: str
) -> None:
    """Everybody writes; while the one platform still hangs, the other answers; then what hangs is cut."""
    others = town.people(other, 5, first=100)
    async with wire_to(port) as wire, town.serving(**{f"SERTAKAN__{channel.upper()}__API_URL": wire.url}):
        for one in people:
            one.says("halo")
        await until(lambda: len(town.replies(channel)) == len(people))
        await until(lambda: any(row.status == "attempting" for row in town.replies(channel)))
        for one in others:
            one.says("halo")
        await until(lambda: all(len(one.received) == 1 for one in others))
        assert {row.uncertain_count for row in town.replies(other)} == {0}

        await until(lambda: len(open_rows(town, channel)) <= HANGING[channel])
        wire.cut()
        await until(lambda: not open_rows(town, channel))
        assert {row.status for row in town.replies(channel)} == {"sent"}


def open_rows(town: Town, channel: str) -> list[str]:
    return [row.status for row in town.replies(channel) if row.status in OPEN]


@pytest.mark.parametrize("fault", ["no such name", "no TLS"])
@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
def test_where_a_platform_cannot_be_reached_nothing_is_uncertain(
    town: Town, channel: str, fault: str
) -> None:
    other = {"telegram": "whatsapp", "whatsapp": "telegram"}[channel]
    [siti], [budi] = town.people(channel, 1), town.people(other, 1)
    port = town.api.port if channel == "telegram" else town.twilio.port
    wrong = "https://platform.invalid" if fault == "no such name" else f"https://127.0.0.1:{port}"
    town.api.webhook = Webhook(
        f"{town.settings['SERTAKAN__SERVER__PUBLIC_URL']}/telegram/webhook", SECRET
    )  # set before

    async def work() -> None:
        async with town.serving(**{f"SERTAKAN__{channel.upper()}__API_URL": wrong}):
            siti.says("halo")
            await until(lambda: any(row.error for row in town.replies(channel)))
            budi.says("halo")
            await until(lambda: len(budi.received) == 1)
        async with town.serving():
            await until(lambda: len(siti.received) == 1)
            await until(lambda: {row.status for row in town.replies(channel)} == {"sent"})

    run(work)

    [reply] = town.replies(channel)
    assert (reply.uncertain_count, len(siti.texts), len(budi.texts)) == (0, 1, 1)
