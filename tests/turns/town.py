"""A town: people with a phone each, one App, and a clock that is moved. Everything between them is real."""

from __future__ import annotations

import asyncio
import io
import itertools
import re
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, or_, select

from bot.app import App, Links, new_reference
from bot.channels import Inbound
from bot.channels.terminal import Terminal
from bot.outbox import Times
from bot.settings import Settings
from bot.ticks import ticks
from bot.turns import Turns
from bot.writer import Writer
from storage import Store, tables

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
NIK = "6202010503800009"
WORKER = "Budi Santoso"
NUMBER = "081234567890"
SENTENCE = f"daftarkan {WORKER} sopir saya {NUMBER} gaji 2 juta 3 bulan"
YES = ("ya", "0009", "ya", "lewati semua")

_numbers = itertools.count(1)


class Phone(Terminal):
    """A terminal that is a channel by itself, so that one App takes what all people write together."""

    def __init__(self, person: str) -> None:
        self.paper = io.StringIO()
        super().__init__(person, f"desk {next(_numbers)}", self.paper)
        self.name = f"phone {next(_numbers)}"


class Town:
    """Open it with `in_town`."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = NOW
        self.phones: dict[str, Phone] = {}
        self.apps = [self._app()]

    @property
    def app(self) -> App:
        return self.apps[0]

    def another_app(self) -> App:
        """As of another process on the same database: it has a writer of its own."""
        self.apps.append(self._app())
        return self.apps[-1]

    async def say(self, person: str, *lines: str) -> str:
        """Lines of one person, each answered before the next; what was printed since the last look."""
        for line in lines:
            await self.say_at_once((person, line))
        return self.read(person)

    async def say_at_once(self, *lines: tuple[str, str], app: App | None = None) -> None:
        """Lines of several people in one batch."""
        inbounds = [self.inbound(person, line) for person, line in lines]
        turns = self.turns(app or self.app)
        await turns.take(inbounds)
        await turns.catch_up()
        await turns.close()
        await self.deliver()

    async def deliver(self) -> None:
        """Send all that waits; to look whether anything does takes a tenth of a sender's life."""
        for phone in self.phones.values():
            if not self._is_waiting_for(phone):
                continue
            sender = self.app.sender(phone, by_force=True)
            await sender.drain()
            await sender.finish()

    def _is_waiting_for(self, phone: Phone) -> bool:
        """May a message to it be open? Where one is to reach its person is only known when it is sent."""
        rows = tables.outbox.c
        may_go_there = or_(rows.channel == phone.name, rows.channel.is_(None), rows.priority > 0)
        is_open = rows.status.in_(("waiting", "claimed", "attempting"))
        with self.store.reading() as connection:
            return connection.scalar(select(rows.id).where(is_open, may_go_there).limit(1)) is not None

    def read(self, person: str) -> str:
        """What was printed for them since the last look."""
        paper = self.phone(person).paper
        text = paper.getvalue()
        paper.seek(0)
        paper.truncate()
        return text

    def turns(self, app: App) -> Turns:
        return app.turns(list(self.phones.values()))

    def phone(self, person: str) -> Phone:
        if person not in self.phones:
            self.phones[person] = Phone(person)
        return self.phones[person]

    def inbound(self, person: str, line: str) -> Inbound:
        phone = self.phone(person)
        inbound = phone.parse(phone.raw(line, self.app.new_id), self.app.new_id)
        assert inbound
        return inbound

    async def nominate(self, participant: str = "Ani", nik: str = NIK, sentence: str = SENTENCE) -> str:
        """By one sentence, confirmed; returns the token to pass on."""
        await self.say(participant, sentence, "setuju")
        self.read(participant)
        return token_in(await self.say(participant, nik, "ya"))

    async def pass_days(self, days: float) -> None:
        """The clock goes on day by day, with all ticks at each, and what they say is sent."""
        while days > 0:
            self.now += timedelta(days=min(days, 1))
            days -= 1
            await self.tick()

    async def tick(self) -> None:
        for tick in ticks(self.app):
            await tick.work()
        await self.deliver()

    def nominations(self) -> list[Row[Any]]:
        with self.store.reading() as connection:
            return list(connection.execute(select(tables.nominations).order_by(tables.nominations.c.id)))

    def statuses(self) -> list[str]:
        return [row.status for row in self.nominations()]

    async def close(self) -> None:
        for app in self.apps:
            await app.writer.close()

    def _app(self) -> App:
        settings = Settings.model_validate({"database": {"url": "sqlite:///data/unused.db"}})
        times = Times(lambda: self.now, time.monotonic, lambda: 0.5)
        return App(settings, self.store, Writer(), times, new_reference, Links())


def token_in(text: str) -> str:
    """The token that a participant was told."""
    found = re.search(r"/start ([0-9A-Z]{26})", text)
    assert found, text
    return found.group(1)


def in_town(store: Store, journey: Callable[[Town], Awaitable[None]]) -> None:
    """Run a journey to its end."""

    async def run() -> None:
        town = Town(store)
        try:
            await journey(town)
        finally:
            await town.close()

    asyncio.run(run())
