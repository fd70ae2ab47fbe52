"""The schema that migrations make is the schema that the tables say, on both databases."""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, create_engine, delete, insert, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import Table

from storage import Secrets, Store
from storage.tables import Row, settings
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
