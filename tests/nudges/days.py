"""Days that pass over covers in the store: the tick of every morning, and what it says."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from bot import nudges
from bot.app import App, Links, new_reference
from bot.forecasts import messages_of
from bot.outbox import Times
from bot.settings import Settings
from bot.writer import Writer
from storage import Store, tables
from tests.coverage.desk import Desk

REGISTERED_AT = datetime(2026, 11, 20, 3, tzinfo=UTC)
"""ten o'clock in Jakarta"""
MORNING = datetime(2026, 12, 8, 2, tzinfo=UTC)
"""nine o'clock there, seven days before December is due"""


class Days:
    """An office whose clock is moved. People are only told: nothing is sent."""

    def __init__(self, store: Store, **settings: Any) -> None:
        self.store, self.now = store, REGISTERED_AT
        self.desk = Desk(store, REGISTERED_AT)
        self._settings = Settings.model_validate(
            {"database": {"url": "sqlite:///data/unused.db"}, **settings}
        )

    def covered(self, number: int = 1, *, months: Iterable[str] = ("2026-11",), **changes: Any) -> int:
        """A registered cover for which these months were paid on the day it began; its id."""
        id = self.desk.registered(number, items=(), **changes)
        rows = [
            {
                "nomination_id": id, "month": month, "amount": 8_400, "tariff_version": "test",
                "payment_reference": f"P{number}", "paid_on": date(2026, 11, 20),
            }
            for month in months
        ]  # fmt: skip
        if rows:
            with self.store.writing() as connection:
                connection.execute(tables.contribution_months.insert(), rows)
        return id

    def person(self, number: int = 1, who: str = "Peserta") -> int:
        query = select(tables.people.c.id).where(tables.people.c.reference == f"{who} {number}".upper())
        with self.store.reading() as connection:
            return int(connection.scalars(query).one())

    def set(self, person: int, **values: Any) -> None:
        """As if it had been changed by them, which wakes them."""
        values = {"due_at": self.now, **values}
        with self.store.writing() as connection:
            connection.execute(update(tables.people).where(tables.people.c.id == person).values(values))

    def tick(self) -> dict[str, int]:
        return self.ticks(1)[0]

    def ticks(self, processes: int) -> list[dict[str, int]]:
        """Of several processes at once."""

        async def run() -> list[dict[str, int]]:
            apps = [self._app() for _ in range(processes)]
            done = await asyncio.gather(*(nudges.remind(app) for app in apps))
            for app in apps:
                await app.writer.close()
            return list(done)

        return asyncio.run(run())

    def until(self, day: date, *, hour: int = 9, every: timedelta = timedelta(days=1)) -> None:
        """Morning after morning, with a tick at each, through this day; at this hour of Jakarta."""
        self.now = self.now.replace(hour=(hour - 7) % 24, minute=0)
        while self.now.date() < day:
            self.now += every
            self.tick()

    def said(self) -> list[str]:
        """Every message, in order: whose, when it was queued, and the steps in it."""
        with self.store.reading() as connection:
            rows = connection.execute(
                select(tables.outbox, tables.people.c.reference.label("whose"))
                .join(tables.people, tables.people.c.id == tables.outbox.c.person_id)
                .where(tables.outbox.c.kind == "nudge")
                .order_by(tables.outbox.c.id)
            ).all()
        return [
            f"{row.created_at:%m-%d} {row.whose}: {', '.join(self._steps(row.body_sealed))}" for row in rows
        ]

    def foreseen(self, day: date) -> list[str]:
        """Every message that is foreseen for a day, as `said` has them."""
        found = messages_of(self._app(), day)
        return sorted(f"{day:%m-%d} {one.person}: {', '.join(one.steps)}" for one in found)

    def dropped(self) -> list[tuple[str, str]]:
        query = select(tables.nudges.c.step, tables.nudges.c.reason).where(
            tables.nudges.c.outcome == "dropped"
        )
        with self.store.reading() as connection:
            return [(row.step, row.reason) for row in connection.execute(query.order_by(tables.nudges.c.id))]

    def _steps(self, sealed: bytes) -> list[str]:
        items = nudges.read_items(self.store.secrets.open(sealed))
        return [f"{item.subject} {item.step}" for item in items]

    def _app(self) -> App:
        times = Times(lambda: self.now, time.monotonic, lambda: 0.5)
        return App(self._settings, self.store, Writer(), times, new_reference, Links())
