"""A broadcast to a million people while others get their replies: `python -m bench.broadcasts URL [NUMBER]`.

The people are put into an empty database by SQL. Then a service in this process freezes the audience and
hands it over to a channel that accepts at once, and people are answered all the while, on the same writer.
Last it is paused, and looked how long something was still sent.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import time
from datetime import UTC, datetime
from statistics import median, quantiles

from sqlalchemy import Connection, text

from bench.ours import Ours, settings_of
from bench.people import TOKEN, updates
from bot import broadcasts
from bot.app import App
from bot.broadcasting import Broadcasting
from bot.broadcasts import Written
from bot.channels import Outbound, Receipt
from bot.channels.telegram import Telegram
from bot.hand import Hand
from bot.settings import QuietHours
from flows.campaigns import Content
from storage import Store, accounting
from storage.accounting import Sums
from storage.broadcasts import by_reference, was_tested

NUMBER = 1_000_000
REPLIES_PER_SECOND = 5.0
REFERENCE = "BENCH"
AT_A_TIME = 5
SENDING_ROUNDS = 10


def main() -> None:
    url, number = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else NUMBER
    sys.stdout.write(json.dumps(asyncio.run(_measure(url, number))) + "\n")


async def _measure(url: str, number: int) -> dict[str, float]:
    awake = QuietHours(start="00:00", end="00:00")  # at whatever hour it is measured
    service = Ours(url, settings_of(url).model_copy(update={"quiet_hours": awake}))
    app, channel = service.app, _Noting(TOKEN)
    await service.take_all(updates(range(900_000, 900_030), first_number=9_000_000))
    await service.send()
    _put_people(app.store, number, channel.account)
    _start(service)
    sender = app.sender(channel, app.pace(channel), by_force=True)
    loop, stop = Broadcasting(app, [(channel.name, channel.account)], sender.wake), asyncio.Event()
    people = _People(service)
    sending = asyncio.create_task(sender.run())
    running = asyncio.create_task(loop.run(stop))
    while (frozen := _frozen_seconds(app.store)) is None:
        await people.write()
    replies, people.took = people.took, []
    for _ in range(SENDING_ROUNDS):
        await people.write()
    paused = await _paused_seconds(app, channel)
    counted, sums = await asyncio.to_thread(_sums, app.store)
    stop.set()
    sender.stop()
    await asyncio.gather(running, sending)
    await service.close()
    if sums.audience < number:
        raise RuntimeError(f"{sums.audience} of {number} are in it")
    return {
        "people": sums.audience,
        "frozen_s": frozen,
        "replies": len(replies),
        "reply_median_ms": median(replies) * 1000,
        "reply_p99_ms": quantiles(replies, n=100)[98] * 1000,
        "reply_longest_ms": max(replies) * 1000,
        "reply_p99_sending_ms": quantiles(people.took, n=100)[98] * 1000,
        "sent": sums.states["sent"],
        "pause_ms": paused * 1000,
        "sums_s": counted,
    }


class _Noting(Telegram):
    """A Telegram that accepts whatever is sent, at once, and notes when the last of the broadcast was."""

    _numbers = itertools.count(1)
    last_at = 0.0

    async def send(self, message: Outbound) -> Receipt:
        if message.text.startswith("Halo "):
            self.last_at = time.perf_counter()
        return Receipt(str(next(self._numbers)))


class _People:
    """Who write all the while."""

    def __init__(self, service: Ours) -> None:
        self._service, self._raw = service, updates(range(2000), first_number=1_000_000)
        self.took: list[float] = []

    async def write(self) -> None:
        """Some messages, each when it comes."""
        self.took += await self._service.arrive(self._raw[:AT_A_TIME], REPLIES_PER_SECOND)
        del self._raw[:AT_A_TIME]


def _start(service: Ours) -> None:
    app = service.app
    with app.store.writing() as conn:
        hand = Hand(conn, app.store.secrets, app.office, datetime.now(UTC), "bench")
        content = Content({"id": "Halo {nama}, ada kabar.", "en": "Hello {nama}, there is news."})
        made = broadcasts.new(hand, REFERENCE, Written("Bench", content, "-peran:petugas", "service"))
        was_tested(conn, made.id, made.version, "bench", hand.now)
        broadcasts.start(hand, REFERENCE)


async def _paused_seconds(app: App, channel: _Noting) -> float:
    """From the press until the last message left; the press itself at least."""

    def press(conn: Connection) -> None:
        broadcasts.pause(Hand(conn, app.store.secrets, app.office, datetime.now(UTC), "bench"), REFERENCE)

    begun = time.perf_counter()
    await app.write(press)
    pressed = time.perf_counter()
    await asyncio.sleep(2.0)
    return max(pressed, channel.last_at) - begun


def _sums(store: Store) -> tuple[float, Sums]:
    begun = time.perf_counter()
    with store.reading() as conn:
        one = by_reference(conn, REFERENCE)
        assert one is not None
        found = accounting.sums(conn, one.id)
    return time.perf_counter() - begun, found


def _frozen_seconds(store: Store) -> float | None:
    """From the start until all were looked at; None: not all were yet."""
    with store.reading() as conn:
        one = by_reference(conn, REFERENCE)
    if one is None or one.frozen_at is None or one.started_at is None:
        return None
    return (one.frozen_at - one.started_at).total_seconds()


def _put_people(store: Store, number: int, account: str) -> None:
    """Each with an address. Made by SQL: only how many there are counts."""
    lite = store.is_sqlite
    series = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :number) "
        if lite
        else "WITH n AS (SELECT generate_series(1, :number) AS i) "
    )
    at = ":at" if lite else "CAST(:at AS timestamptz)"
    value = "CAST('a' || id AS BLOB)" if lite else "convert_to('a' || id, 'UTF8')"
    given = {
        "number": number,
        "sealed": store.secrets.seal_text("Seseorang"),
        "at": "2026-11-23 03:00:00.000000",
        "account": account,
    }
    with store.writing() as conn:
        put = "INSERT INTO people (reference, lang, name_sealed, created_at) "
        chosen = f"SELECT 'bench' || i, 'id', :sealed, {at} FROM n"  # noqa: S608  ours
        conn.execute(text(f"{put}{series}{chosen}"), given)
        put = (
            "INSERT INTO addresses (person_id, channel, account, kind, value_hash, value_sealed, created_at) "
        )
        chosen = f"SELECT id, 'telegram', :account, 'telegram_id', {value}, :sealed, {at} FROM people "  # noqa: S608
        conn.execute(text(f"{put}{chosen}WHERE reference LIKE 'bench%'"), given)


if __name__ == "__main__":
    main()
