"""Where the two databases differ in what they are told."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError


def insert_into(connection: Connection, table: Table) -> Any:
    """An INSERT with `on_conflict_do_nothing` and `on_conflict_do_update`, which both have, alike."""
    return insert_to(table, on_sqlite=is_sqlite(connection))


def insert_to(table: Table, *, on_sqlite: bool) -> Any:
    """The same, for a statement that is built once."""
    return sqlite.insert(table) if on_sqlite else postgresql.insert(table)


def is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def was_undone(error: Exception) -> bool:
    """Postgres chose this transaction to end a deadlock: nothing of it is kept, and it can be tried again."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in ("40P01", "40001")
