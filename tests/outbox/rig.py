"""What the outbox tests stand on: people, messages to send, a channel that keeps and that fails on order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import Connection, delete, insert, select, update

from bot.app import App, Links
from bot.campaigns import Campaigns
from bot.channels import FetchError, Inbound, NewId, Outbound, Receipt, SendError, Then
from bot.deliveries import explain, resolve
from bot.drafts import draw
from bot.outbox import Sender, Times
from bot.pace import Pace
from bot.settings import Settings
from bot.writer import Writer
from flows.render import Rendered
from flows.stored import dump_message
from flows.types import Asked, Lang, Office, Option, Say
from storage import Store
from storage.marks import mark
from storage.people import address_hash
from storage.tables import addresses, conversations, leases, outbox, people

T = TypeVar("T")
START = datetime(2026, 11, 22, 8, tzinfo=UTC)


class FakeChannel:
    """Keeps what it was given. `faults` are used up one a call: an error to raise, or "hang", or None."""

    def __init__(self, name: str = "fake", account: str = "office_bot", text_limit: int = 4096) -> None:
        self.name, self.account, self.text_limit = name, account, text_limit
        self.caption_limit = 1024
        self.window: timedelta | None = None
        self.is_tracked = False
        self.sent: list[Outbound] = []
        self.calls: list[Outbound] = []
        self.faults: list[SendError | Exception | str | None] = []
        self.has_sent = asyncio.Event()

    def parse(self, raw: bytes, new_id: NewId) -> Inbound | None:
        return None

    async def send(self, message: Outbound) -> Receipt:
        self.calls.append(message)
        match self.faults.pop(0) if self.faults else None:
            case Exception() as error:
                raise error
            case "hang":
                await asyncio.Event().wait()
        self.sent.append(message)
        self.has_sent.set()
        return Receipt(f"message-{len(self.sent)}", self.is_tracked)

    async def fetch(self, file: str, most: int) -> bytes:
        raise FetchError("nobody sent a file", permanent=True)

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.sent]


class TraceableChannel(FakeChannel):
    """Says afterwards what it took. `is_lost`: what it takes next is accepted, and its answer is lost."""

    def __init__(self) -> None:
        super().__init__("traceable")
        self.is_tracked = True
        self.is_lost = False
        self.asked: list[Outbound] = []
        self.cannot_tell: list[Exception] = []

    async def send(self, message: Outbound) -> Receipt:
        receipt = await super().send(message)
        if self.is_lost:
            raise SendError("the answer was lost", Then.UNSURE)
        return receipt

    async def find(self, message: Outbound, since: datetime) -> Receipt | None:
        self.asked.append(message)
        if self.cannot_tell:
            raise self.cannot_tell.pop(0)
        found = [number for number, text in enumerate(self.texts, 1) if text == message.text]
        return Receipt(f"message-{found[-1]}", is_tracked=True) if found else None

    async def redact(self, provider_id: str, *, has_media: bool) -> None:
        pass


@dataclass
class Clock:
    """Business time and seconds, both moved by hand."""

    now: datetime = START
    seconds: float = 1000.0

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.seconds += seconds


@dataclass
class Scene:
    """A database with people in it."""

    store: Store
    clock: Clock = field(default_factory=Clock)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def someone(self, channel: str = "fake", account: str = "office_bot") -> tuple[int, int]:
        """A new person with an address: (person, address)."""
        with self.store.writing() as conn:
            row = {
                "reference": f"P{next(self.numbers)}",
                "lang": "id",
                "created_at": self.clock.now,
            }
            person = conn.execute(insert(people).values(row).returning(people.c.id)).scalar_one()
        return person, self.reached_at(person, channel, account)

    def reached_at(self, person: int, channel: str = "fake", account: str = "office_bot") -> int:
        value = f"chat-{next(self.numbers)}"
        row = {
            "person_id": person,
            "channel": channel,
            "account": account,
            "kind": "fake_id",
            "value_hash": address_hash(self.store.secrets, "fake_id", value),
            "value_sealed": self.store.secrets.seal_text(value),
            "created_at": self.clock.now,
        }
        with self.store.writing() as conn:
            return int(conn.execute(insert(addresses).values(row).returning(addresses.c.id)).scalar_one())

    def reply(self, someone: tuple[int, int], text: str, options: Sequence[str] = ()) -> int:
        person, address = someone
        with self.store.reading() as conn:
            where = conn.execute(select(addresses).where(addresses.c.id == address)).one()
        return self.put(
            person, text, 0, options, reply_to=address, channel=where.channel, account=where.account
        )

    def nudge(self, someone: tuple[int, int], text: str, **columns: Any) -> int:
        return self.put(someone[0], text, 1, **{"purpose": "confirmation", **columns})

    def bulk(self, someone: tuple[int, int], text: str, **columns: Any) -> int:
        return self.put(someone[0], text, 2, **{"purpose": "campaign", **columns})

    def wrote(self, address: int, at: datetime | None = None) -> None:
        """They wrote from this address."""
        with self.store.writing() as conn:
            which = update(addresses).where(addresses.c.id == address)
            conn.execute(which.values(wrote_at=at or self.clock.now))

    def opts_out(self, person: int) -> None:
        with self.store.writing() as conn:
            conn.execute(update(people).where(people.c.id == person).values(opted_out_at=self.clock.now))

    def is_asked(self, person: int, step: str | None = "job") -> None:
        """They are in a conversation, and were asked something now; None: it ended."""
        with self.store.writing() as conn:
            conn.execute(delete(conversations).where(conversations.c.person_id == person))
            row = {"person_id": person, "version": 1, "waiting_on": step, "updated_at": self.clock.now}
            conn.execute(insert(conversations).values(row))

    def mark(self, name: str) -> str | None:
        with self.store.reading() as conn:
            return mark(conn, name)

    def deletion(self, someone: tuple[int, int], message: str) -> int:
        row = self.reply(someone, "")
        body = self.store.secrets.seal(message.encode())
        with self.store.writing() as conn:
            conn.execute(update(outbox).where(outbox.c.id == row).values(kind="delete", body_sealed=body))
        return row

    def put(self, person: int, text: str, priority: int, options: Sequence[str] = (), **columns: Any) -> int:
        asked = (
            Asked("c1", 1, "job", "job", tuple(Option(one, one.title()) for one in options))
            if options
            else None
        )
        row = {
            "key": f"key-{next(self.numbers)}",
            "person_id": person,
            "priority": priority,
            "body_sealed": self.store.secrets.seal(dump_message((Say("any", {"text": text}),), asked)),
            "created_at": self.clock.now,
            "status": "waiting",
            "kind": "say",
            "attempts": 0,
            "uncertain_count": 0,
            "parts_sent": 0,
            **columns,
        }
        with self.store.writing() as conn:
            return int(conn.execute(insert(outbox).values(row).returning(outbox.c.id)).scalar_one())

    def row(self, row: int) -> Any:
        with self.store.reading() as conn:
            return conn.execute(select(outbox).where(outbox.c.id == row)).one()

    def address(self, row: int) -> Any:
        with self.store.reading() as conn:
            return conn.execute(select(addresses).where(addresses.c.id == row)).one()

    def statuses(self, *rows: int) -> list[str]:
        return [self.row(row).status for row in rows]

    def change(self, row: int, **columns: Any) -> None:
        with self.store.writing() as conn:
            conn.execute(update(outbox).where(outbox.c.id == row).values(columns))

    def change_address(self, row: int, **columns: Any) -> None:
        with self.store.writing() as conn:
            conn.execute(update(addresses).where(addresses.c.id == row).values(columns))

    def lease_runs_out(self) -> None:
        """The database's clock is nobody's to move; what is compared with it is."""
        with self.store.writing() as conn:
            conn.execute(update(leases).values(until=0))
            conn.execute(update(outbox).where(outbox.c.lease_until.is_not(None)).values(lease_until=0))

    def tick(self, work: Callable[[App], Awaitable[dict[str, int]]]) -> dict[str, int]:
        """Run a tick of the service."""

        async def run() -> dict[str, int]:
            writer = Writer()
            times = Times(lambda: self.clock.now, lambda: self.clock.seconds, lambda: 0.5)
            done = await work(App(Settings(), self.store, writer, times, lambda: "id", Links()))
            await writer.close()
            return done

        return asyncio.run(run())

    def sender(self, channel: FakeChannel, holder: str = "first", **options: Any) -> Sender:
        times = Times(lambda: self.clock.now, lambda: self.clock.seconds, lambda: 0.5)
        given: dict[str, Any] = {
            "pace": None,
            "by_force": False,
            "render": plainly,
            "draw": draw,
            "templates": None,
            "words": {"campaign": Campaigns(self.store, lambda: Office("Kantor", "6271", "0536", "08-15"))},
            "refuse": lambda conn, rows, now: set(),
            "explain": lambda failed: explain(failed, self.clock.now),
            "resolve": lambda conn, rows, now: resolve(conn, self.store.secrets, rows, now),
            "count": None,
        }
        return Sender(channel, self.store.secrets, self.write, times, holder, **(given | options))

    async def write(self, work: Callable[[Connection], T], /) -> T:
        with self.store.writing() as conn:
            return work(conn)


def plainly(says: Sequence[Say], asked: Asked | None, lang: Lang) -> Rendered:
    """Texts as they were put in, without catalogs; the lang is not heard."""
    options = tuple((option.id, str(option.label)) for option in asked.options) if asked else ()
    return Rendered("\n\n".join(str(say.args["text"]) for say in says), options)


def slow() -> Pace:
    """Ten a second, eight of them for bulk."""
    return Pace(10, 0.8)


async def rounds(sender: Sender, number: int = 1) -> None:
    """So many rounds, each to its end, and one more to record the last."""
    for _ in range(number + 1):
        await sender.step()
        await sender.settle()


@contextmanager
def left_for_dead(sender: Sender) -> Iterator[None]:
    """The process of this sender ends in the middle of its calls."""
    yield
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
