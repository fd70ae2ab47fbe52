"""Leases on both databases: one holder at a time, by the database's clock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select, update

from storage import Store, leases, tables
from storage.leases import database_time


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
