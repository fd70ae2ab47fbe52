"""An office that sends broadcasts, on channels that keep what they were given; its clock moved by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot import broadcasts
from bot.app import App, Links
from bot.broadcasting import Broadcasting
from bot.broadcasts import Written
from bot.hand import Hand
from bot.outbox import Times
from bot.settings import Settings
from bot.writer import Writer
from flows.campaigns import Button, Content
from storage import Store, accounting
from storage.accounting import Sums
from storage.broadcasts import by_reference, was_tested
from storage.tables import outbox, recipients
from tests.broadcasts.town import NOW, Town
from tests.outbox.rig import Clock, FakeChannel

TEXTS = {"id": "Halo {nama}, ada kabar.", "en": "Hello {nama}, there is news."}
BUTTONS = (Button("daftar", {"id": "Daftarkan", "en": "Register"}),)


class Press:
    """Everything of a service but its network. Close it."""

    def __init__(self, store: Store, settings: Mapping[str, Any] | None = None) -> None:
        self.town = Town(store)
        self.store = store
        self.clock = Clock(NOW)  # ten in the morning in Jakarta
        self.telegram, self.whatsapp = FakeChannel("telegram", "office"), FakeChannel("whatsapp", "office")
        self.whatsapp.window = timedelta(hours=24)
        self.whatsapp.is_tracked = True
        times = Times(lambda: self.clock.now, lambda: self.clock.seconds, lambda: 0.5)
        self._number = 0
        self.app = App(Settings(**(settings or {})), store, Writer(), times, self._reference, Links())
        self.channels = (self.telegram, self.whatsapp)
        self.loop = Broadcasting(self.app, [(one.name, one.account) for one in self.channels])

    def _reference(self) -> str:
        self._number += 1
        return f"REF{self._number:05}"

    def act(self, action: Any, *args: Any, role: str | None = "owner", actor: str = "Ani") -> Any:
        """An action of the office, in a transaction of its own."""
        with self.store.writing() as conn:
            hand = Hand(conn, self.store.secrets, self.app.office, self.clock.now, actor, role)
            return action(hand, *args)

    def draft(self, **given: Any) -> str:
        """A new draft; its reference."""
        content = given.pop("content", None) or Content(
            given.pop("texts", TEXTS), given.pop("buttons", BUTTONS)
        )
        written = Written(**{"name": "Kabar", "content": content, **given})
        made = self.act(broadcasts.new, self._reference(), written)
        return str(made.reference)

    def started(self, **given: Any) -> str:
        """One that was tested and started; its reference."""
        reference = self.draft(**given)
        with self.store.writing() as conn:
            one = by_reference(conn, reference)
            assert one is not None
            was_tested(conn, one.id, one.version, "Ani", self.clock.now)
        assert self.act(broadcasts.start, reference)
        return reference

    def run(self, rounds: int = 1, *, sends: bool = True, seconds: float = 6.0) -> None:
        """Rounds of what carries broadcasts out, each followed by sending what was handed over."""

        async def go() -> None:
            for _ in range(rounds):
                await self.loop.once()
                for channel in self.channels if sends else ():
                    sender = self.app.sender(channel, by_force=True)
                    await sender.drain()
                    await sender.finish()
                self.clock.pass_by(seconds)

        asyncio.run(go())

    def sums(self, reference: str) -> Sums:
        with self.store.reading() as conn:
            return accounting.sums(conn, self.one(reference).id)

    def states(self, reference: str) -> dict[str, int]:
        """Those in which someone is."""
        return {state: number for state, number in self.sums(reference).states.items() if number}

    def one(self, reference: str) -> Any:
        with self.store.reading() as conn:
            return by_reference(conn, reference)

    def rows(self, reference: str) -> list[Any]:
        """What was handed over of it, in order."""
        with self.store.reading() as conn:
            mine = select(outbox).where(outbox.c.broadcast_id == self.one(reference).id)
            return list(conn.execute(mine.order_by(outbox.c.id)))

    def recipients(self, reference: str) -> list[Any]:
        with self.store.reading() as conn:
            mine = select(recipients).where(recipients.c.broadcast_id == self.one(reference).id)
            return list(conn.execute(mine.order_by(recipients.c.person_id)))

    def close(self) -> None:
        asyncio.run(self.app.writer.close())


def at(hour: int, day: int = 1) -> datetime:
    """That hour of a day in December 2026, in Jakarta."""
    return datetime(2026, 12, day, hour, tzinfo=UTC) - timedelta(hours=7)
