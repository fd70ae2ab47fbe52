"""Leases on both databases: one holder at a time, by the database's clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, select, update
from structlog.testing import capture_logs

from bot.lease import Lease
from storage import Store, leases, tables
from storage.leases import database_time

T = TypeVar("T")


def acquire(store: Store, holder: str, *, by_force: bool = False) -> bool:
    with store.writing() as conn:
        return leases.acquire(conn, "sender:telegram:1", holder, 20, by_force=by_force)


def holder(store: Store) -> str | None:
    with store.reading() as conn:
        return leases.holder_of(conn, "sender:telegram:1")


def test_a_lease_is_held_by_one_and_renewed_by_them_alone(store: Store) -> None:
    assert [acquire(store, name) for name in ("a", "b", "a", "b")] == [True, False, True, False]
    assert holder(store) == "a"


def test_a_lease_that_ran_out_goes_to_whoever_asks(store: Store) -> None:
    acquire(store, "a")
    with store.writing() as conn:
        conn.execute(update(tables.leases).values(until=tables.leases.c.until - 21))

    assert holder(store) is None
    assert acquire(store, "b")
    assert not acquire(store, "a")


def test_a_lease_given_before_the_clock_was_set_back_is_free(store: Store) -> None:
    acquire(store, "a")
    with store.writing() as conn:
        conn.execute(update(tables.leases).values(until=tables.leases.c.until + 3600))

    assert acquire(store, "b")
    assert not acquire(store, "a")


def test_a_clock_corrected_by_seconds_takes_no_lease_away(store: Store) -> None:
    acquire(store, "a")
    with store.writing() as conn:
        conn.execute(update(tables.leases).values(until=tables.leases.c.until + 15))

    assert not acquire(store, "b")


def test_a_process_that_waits_for_a_lease_says_so_once_with_what_it_waits_for(store: Store) -> None:
    acquire(store, "a")

    async def write(work: Callable[[Connection], T], /) -> T:
        with store.writing() as conn:
            return work(conn)

    async def wait() -> list[Mapping[str, object]]:
        with capture_logs() as logs:
            lease = Lease("sender:telegram:1", "b", write, lambda: 0.0)
            for _ in range(3):
                await lease.renew()
            with store.writing() as conn:
                leases.release(conn, "sender:telegram:1", "a")
            for _ in range(2):
                await lease.renew()
        return [{**log} for log in logs]

    waiting, held = asyncio.run(wait())
    assert (waiting["event"], waiting["lease"]) == ("lease.waiting", "sender:telegram:1")
    assert held["event"] == "lease.held"


def test_a_lease_lasts_as_long_as_was_asked_for(store: Store) -> None:
    acquire(store, "a")

    with store.reading() as conn:
        left = conn.execute(select(tables.leases.c.until - database_time(conn))).scalar_one()

    assert 15 < left <= 20


def test_a_lease_that_was_given_back_is_free_and_nobody_gives_back_anothers(store: Store) -> None:
    acquire(store, "a")
    with store.writing() as conn:
        leases.release(conn, "sender:telegram:1", "b")
    assert holder(store) == "a"

    with store.writing() as conn:
        leases.release(conn, "sender:telegram:1", "a")

    assert holder(store) is None
    assert acquire(store, "b")


def test_a_lease_can_be_taken_by_force(store: Store) -> None:
    acquire(store, "a")

    assert acquire(store, "b", by_force=True)
    assert not acquire(store, "a")


def test_of_many_who_ask_at_once_one_gets_it(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        held = list(pool.map(lambda number: acquire(store, str(number)), range(8)))

    assert held.count(True) == 1
