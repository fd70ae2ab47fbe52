"""Statuses that several processes keep at once: none is lost, for Twilio does not tell again."""

from __future__ import annotations

import asyncio
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, text, update

from storage import Secrets, Store
from storage.deliveries import Told, merge
from storage.tables import outbox
from tests.whatsapp.counter import Counter
from tests.whatsapp.rows import START, kept, put

POLLS = 500


def test_processes_that_are_told_the_same_in_another_order_do_not_stop_each_other(
    store: Store, database_url: str, secrets: Secrets
) -> None:
    rows = [put(store, provider_id=f"SM{number}") for number in range(50)]
    statuses = ("sent", "delivered", "read")
    told = [Told(row, 0, f"SM{n}", status, START) for n, row in enumerate(rows) for status in statuses]

    def keep(seed: int) -> None:
        process = Store(database_url, secrets)
        shuffled = random.Random(seed)  # noqa: S311  an order
        for _ in range(6):
            with process.writing() as conn:
                merge(conn, shuffled.sample(told, len(told)))
        process.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(keep, range(3)))

    assert {state for row in rows for _, _, state, _ in kept(store, row)} == {"read"}


def test_statuses_that_were_undone_to_end_a_deadlock_are_kept_at_the_next_try(
    store: Store, database_url: str, secrets: Secrets
) -> None:
    if store.is_sqlite:
        pytest.skip("SQLite has one writer: nobody waits for a row")
    first, second = put(store), put(store)
    counter, sender = Counter(store), Store(database_url, secrets)
    told = [Told(row, 0, f"SM{row}", "delivered", START) for row in (first, second)]

    with ThreadPoolExecutor(1) as pool:
        with sender.writing() as conn:
            conn.execute(text("SET LOCAL deadlock_timeout = '1min'"))  # the other one is undone
            conn.execute(update(outbox).where(outbox.c.id == second).values(error=None))
            keeping = pool.submit(asyncio.run, counter.take_statuses(told))
            _until_someone_waits(conn)
            conn.execute(update(outbox).where(outbox.c.id == first).values(error=None))
        keeping.result(30)
    sender.close()

    assert [kept(store, row)[0][2] for row in (first, second)] == ["delivered"] * 2


def _until_someone_waits(conn: Connection) -> None:
    for _ in range(POLLS):
        if conn.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
            return
        conn.execute(text("SELECT pg_sleep(0.01)"))
    raise AssertionError("nobody waits")
