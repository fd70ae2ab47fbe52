"""An office to look after: an App on a database, a clock that is moved, and rows as others leave them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import Table, insert, update

from bot.app import App, Links, new_reference
from bot.channels import FetchError, Inbound, NewId, Outbound, Receipt, SendError
from bot.health import look
from bot.outbox import Times
from bot.promises import Promise
from bot.settings import Settings
from bot.writer import Writer
from storage import Store, leases
from storage.marks import set_mark
from storage.people import address_hash
from storage.tables import addresses, inbox, outbox, people

T = TypeVar("T")
START = datetime(2026, 11, 22, 8, tzinfo=UTC)
CHAT = "telegram:424242"
_numbers = count(1)


class Ear:
    """A channel that keeps what operators were told, and refuses while `is_down`."""

    text_limit = 1000
    caption_limit = 0

    def __init__(
        self, name: str = "telegram", account: str = "123456", window: timedelta | None = None
    ) -> None:
        self.name, self.account, self.window = name, account, window
        self.sent: list[Outbound] = []
        self.is_down: SendError | None = None

    def parse(self, raw: bytes, new_id: NewId) -> Inbound | None:
        return None

    async def send(self, message: Outbound) -> Receipt:
        if self.is_down:
            raise self.is_down
        self.sent.append(message)
        return Receipt(str(len(self.sent)))

    async def fetch(self, file: str, most: int) -> bytes:
        raise FetchError("nobody sent a file", permanent=True)


class LookedAfter:
    """An office whose service does what it promises, until a test breaks something."""

    def __init__(self, store: Store, **settings: Any) -> None:
        self.store, self.now = store, START
        times = Times(lambda: self.now, lambda: self.now.timestamp(), random.random)
        known = {"office": {"alarm_chat": CHAT, "languages": ["en", "id"]}} | settings
        self.app = App(Settings.model_validate(known), store, Writer(), times, new_reference, Links())
        self.ear = Ear()
        self.person, self.address = self._someone()

    def is_well(self) -> None:
        """The ticks ran just now, and someone sends."""
        self.mark("tick:retention", f"{self.now.isoformat()} 3600")
        with self.store.writing() as conn:
            leases.acquire(conn, "sender:telegram:123456", "a sender", 600)

    async def look(self, *, deep: bool = False) -> dict[str, Promise]:
        """Each promise, by its key."""
        return {one.key: one for one in await look(self.app, [self.ear], deep)}

    def broken(self) -> dict[str, Promise]:
        found = asyncio.run(self.look())
        return {key: one for key, one in found.items() if not one.holds}

    def put(self, table: Table, **columns: Any) -> None:
        with self.store.writing() as conn:
            conn.execute(insert(table).values(columns))

    def mark(self, name: str, value: str) -> None:
        with self.store.writing() as conn:
            set_mark(conn, name, value)

    def message(self, **columns: Any) -> None:
        """A row of the outbox; a reply on Telegram that waits, but for what is said."""
        row = {
            "key": f"key {next(_numbers)}",
            "person_id": self.person,
            "reply_to": self.address,
            "channel": "telegram",
            "account": "123456",
            "priority": 0,
            "status": "waiting",
            "body_sealed": b"sealed",
            "created_at": self.now,
        }
        self.put(outbox, **row | columns)

    def came_in(self, status: str) -> None:
        self.put(
            inbox,
            channel="telegram",
            account="123456",
            provider_id=f"update {next(_numbers)}",
            person_id=self.person,
            address_id=self.address,
            received_at=self.now,
            status=status,
            raw_sealed=b"sealed",
            error="ValueError at somewhere" if status == "failed" else None,
        )

    def wrote(self, at: datetime) -> None:
        """The chat that is told on WhatsApp wrote to us."""
        with self.store.writing() as conn:
            conn.execute(update(addresses).where(addresses.c.id == self.address).values(wrote_at=at))

    def _someone(self) -> tuple[int, int]:
        number = "+628110000001"
        person = {"reference": f"P{next(_numbers)}", "lang": "id", "created_at": self.now}
        with self.store.writing() as conn:
            key = conn.execute(insert(people).values(person).returning(people.c.id)).scalar_one()
            address = {
                "person_id": key,
                "channel": "whatsapp",
                "account": "+628119999999",
                "kind": "phone",
                "value_hash": address_hash(self.store.secrets, "phone", number),
                "value_sealed": self.store.secrets.seal_text(number),
                "created_at": self.now,
            }
            row = conn.execute(insert(addresses).values(address).returning(addresses.c.id)).scalar_one()
        return key, row


def run(office: LookedAfter, story: Callable[[], Awaitable[T]]) -> T:
    """Run a story to its end."""

    async def told() -> T:
        try:
            return await story()
        finally:
            await office.app.writer.close()

    return asyncio.run(told())
