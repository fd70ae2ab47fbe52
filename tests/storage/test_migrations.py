"""The schema that migrations make is the schema that the tables say, on both databases."""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import (
    CheckConstraint,
    Connection,
    MetaData,
    create_engine,
    delete,
    func,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import Table

from storage import Secrets, Store
from storage.store import upgrade
from storage.tables import Row, outbox, settings
from tests.storage.postgres import Server


def test_migrations_make_what_the_tables_say(store: Store) -> None:
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Row.metadata)

    assert differences == []


def test_migrations_make_every_check(store: Store) -> None:
    """Alembic compares no CHECK constraints: they are compared here, by their effect on the catalogue."""
    with store.reading() as connection:
        missing = [
            name
            for table in Row.metadata.sorted_tables
            for name in _checks(table)
            - {check["name"] for check in inspect(connection).get_check_constraints(table.name)}
        ]

    assert missing == []


def test_migrating_twice_changes_nothing(store: Store) -> None:
    with store.reading() as connection:
        before = _tables(connection)

    store.migrate()

    with store.reading() as connection:
        assert _tables(connection) == before


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_database_of_the_first_release_keeps_all_that_is_in_it(
    kind: str, tmp_path: Path, postgres_server: Server, secrets: Secrets
) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}" if kind == "sqlite" else postgres_server.create()
    store = Store(url, secrets)
    with store.writing() as connection:
        upgrade(connection, "0002")
        _fill_as_the_first_release(connection)
        before = _counts(connection)

    store.migrate()

    with store.reading() as connection:
        assert _counts(connection) == before
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Row.metadata) == []
        purposes = select(outbox.c.priority, outbox.c.purpose).distinct().order_by(outbox.c.priority)
        assert connection.execute(purposes).all() == [(0, "answer"), (1, "confirmation")]
        assert connection.scalar(select(func.count(outbox.c.sent_at))) == 10
        if store.is_sqlite:
            assert connection.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    store.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_processes_that_start_together_migrate_once(
    kind: str, tmp_path: Path, postgres_server: Server, secrets: Secrets
) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}" if kind == "sqlite" else postgres_server.create()
    context = multiprocessing.get_context("spawn")
    gate = context.Barrier(3)
    starters = [context.Process(target=_start, args=(url, gate)) for _ in range(3)]

    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join(60)

    assert [starter.exitcode for starter in starters] == [0, 0, 0]
    plain = url.replace("postgresql:", "postgresql+psycopg:")
    assert "outbox" in inspect(create_engine(plain)).get_table_names()


def test_processes_that_meet_an_empty_database_remember_its_keys_once(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(delete(settings))
    with ThreadPoolExecutor(1) as pool, store.writing() as first:
        if store.is_sqlite:
            pytest.skip("SQLite has one writer: nobody is between reading and writing")
        first.execute(insert(settings).values(name="keys", value=store.secrets.check_value()))
        second = pool.submit(store.check_keys)
        time.sleep(0.3)
        first.commit()
        second.result(10)

    store.check_keys()


def test_a_statement_that_fails_does_not_say_what_it_was_given(store: Store) -> None:
    """Its text goes into logs."""
    with pytest.raises(DBAPIError) as caught, store.writing() as connection:
        connection.execute(text("SELECT * FROM nowhere WHERE name = :name"), {"name": "Sariati"})

    assert "Sariati" not in str(caught.value)


def _fill_as_the_first_release(connection: Connection) -> None:
    """Ten people, each with a message of either kind in each of the states there were."""
    old = MetaData()
    old.reflect(connection)
    at = datetime(2026, 11, 20, 8, tzinfo=UTC)
    waits = dict.fromkeys(("attempts", "uncertain_count", "parts_sent"), 0)
    for number in range(1, 11):
        person = {"id": number, "reference": f"P{number}", "lang": "id", "created_at": at}
        where = {"channel": "telegram", "account": "office_bot"}
        address = {"id": number, "person_id": number, "kind": "telegram_id", "created_at": at} | where
        came = {"person_id": number, "address_id": number, "received_at": at, "provider_id": f"{number}"}
        state = {"person_id": number, "version": 1, "updated_at": at}
        sealed = {"value_hash": b"%d" % number, "value_sealed": b"x"}
        connection.execute(insert(old.tables["people"]).values(person))
        connection.execute(insert(old.tables["addresses"]).values(address | sealed))
        connection.execute(insert(old.tables["conversations"]).values(state))
        connection.execute(
            insert(old.tables["inbox"]).values({"raw_sealed": b"x", "status": "done"} | came | where)
        )
        for status in ("waiting", "claimed", "attempting", "sent", "uncertain", "dead"):
            row: dict[str, Any] = {
                "person_id": number,
                "status": status,
                "kind": "say",
                "body_sealed": b"x",
            } | waits
            row |= {"created_at": at, "sent_at": at if status == "sent" and number % 2 else None}
            reply = {"key": f"r{status}{number}", "priority": 0, "reply_to": number} | where
            nudge = {"key": f"n{status}{number}", "priority": 1, "reply_to": None}
            nudge |= {"channel": None, "account": None}
            connection.execute(insert(old.tables["outbox"]), [row | reply, row | nudge])


def _counts(connection: Connection) -> dict[str, int]:
    there = [table for table in _tables(connection) if table != "alembic_version"]
    count = {name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) for name in there}  # noqa: S608  ours
    return {name: number for name, number in count.items() if number}


def _start(url: str, gate: multiprocessing.synchronize.Barrier) -> None:
    store = Store(url, Secrets([("test", b"k" * 32)], b"h" * 32))
    gate.wait(30)
    store.migrate()
    store.check_keys()
    store.close()


def _checks(table: Table) -> set[str]:
    return {str(check.name) for check in table.constraints if isinstance(check, CheckConstraint)}


def _tables(connection: Connection) -> list[str]:
    return sorted(inspect(connection).get_table_names())
