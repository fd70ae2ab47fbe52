"""The audit trail: whatever is done to its rows, the chain tells; and it keeps no number of a person."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from storage import Store, audit
from storage.audit import Entry, Filter
from storage.chain import Broken
from storage.tables import audit as rows

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def write(store: Store, number: int, actor: str = "Dewi") -> None:
    for position in range(number):
        with store.writing() as connection:
            entry = Entry(actor, "task.done", str(position), {"status": "open"}, {"status": "done"})
            audit.add(connection, store.secrets, entry, NOW + timedelta(minutes=position))


def problems(store: Store) -> list[str]:
    with store.reading() as connection:
        return audit.verify(connection, store.secrets)


def _cut(connection: Connection) -> None:
    connection.execute(delete(rows).where(rows.c.position == 3))


def _take_out(connection: Connection) -> None:
    connection.execute(delete(rows).where(rows.c.position == 2))


def _rewrite(connection: Connection) -> None:
    connection.execute(update(rows).where(rows.c.position == 2).values(actor="Rina"))


def _move(connection: Connection) -> None:
    earlier = NOW - timedelta(days=1)
    connection.execute(update(rows).where(rows.c.position == 1).values(at=earlier))


def _make_up(connection: Connection) -> None:
    row = dict(connection.execute(select(rows).where(rows.c.position == 3)).one()._mapping)
    connection.execute(insert(rows).values(row | {"position": 4}))


def test_an_untouched_trail_is_in_order(store: Store) -> None:
    assert problems(store) == []
    write(store, 3)

    assert problems(store) == []


@pytest.mark.parametrize("change", [_cut, _take_out, _rewrite, _move, _make_up])
def test_whatever_is_done_to_it_is_found(store: Store, change: Callable[[Connection], None]) -> None:
    write(store, 3)
    with store.writing() as connection:
        change(connection)

    assert problems(store)


def test_nothing_is_added_to_a_trail_that_was_cut(store: Store) -> None:
    write(store, 3)
    with store.writing() as connection:
        _cut(connection)

    with pytest.raises(Broken, match="chain of audit"):
        write(store, 1)


def test_many_at_once_make_one_chain(store: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(write, store, 5, f"hand {hand}") for hand in range(4)]:
            done.result()

    assert problems(store) == []
    with store.reading() as connection:
        assert [one.position for one in audit.page(connection)] == list(range(20, 0, -1))


@pytest.mark.parametrize(
    "number", ["6202010503800009", "+6281234567890", "0812-3456-7890", "6202 0105 0380 0009", "12345678901"]
)
def test_a_number_of_a_person_is_masked(store: Store, number: str) -> None:
    with store.writing() as connection:
        audit.add(connection, store.secrets, Entry("Dewi", "x", after={"said": f"NIK {number} ya"}), NOW)
        (kept,) = audit.page(connection)

    assert kept.after == {"said": f"NIK {'+' if '+' in number else ''}••••{number[-4:]} ya"}


def test_it_is_filtered_and_paged(store: Store) -> None:
    write(store, 3)
    write(store, 2, "Rina")

    with store.reading() as connection:
        assert len(audit.page(connection, Filter(actor="Rina"))) == 2
        assert len(audit.page(connection, Filter(subject="0"))) == 2
        since = Filter(since=NOW + timedelta(minutes=1), until=NOW + timedelta(minutes=2))
        assert [one.position for one in audit.page(connection, since)] == [5, 2]
        assert [one.position for one in audit.page(connection, limit=2)] == [5, 4]
        assert [one.position for one in audit.page(connection, before=4, limit=2)] == [3, 2]
        assert audit.actors(connection) == ["Dewi", "Rina"]
