"""Statements of the hot path: many rows in one statement, whose text stays the same and so is prepared once.

SQLAlchemy treats every value of every row on its way, which costs more than the database does; here values go
to the driver as they are. SQLite takes a mark for each value, Postgres an array for each column. Everything
that is not measured in turns a second is written in SQLAlchemy's own way. Names in the texts are ours, never
input.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection, CursorResult, Dialect, Table
from sqlalchemy.dialects import postgresql

from storage.dialect import is_sqlite

# psycopg writes a value in binary three times as fast as in text, where arrays of bytes are concerned
_BINARY = "%b"
_POSTGRES: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy's own gap


def run(connection: Connection, sql: str, *values: Any) -> CursorResult[*tuple[Any, ...]]:
    """Run a statement with a `?` for each value; a list fits `any_of` in the text."""
    if is_sqlite(connection):
        flat = [part for value in values for part in (value if isinstance(value, list) else (value,))]
        return connection.exec_driver_sql(sql, tuple(flat))
    return connection.exec_driver_sql(sql.replace("?", _BINARY), values)


def any_of(connection: Connection, column: str, values: Collection[object]) -> str:
    """The condition that a column has one of the values, of which there is at least one."""
    if is_sqlite(connection):
        return f"{column} IN ({_marks(len(values))})"
    return f"{column} = ANY(?)"


def insert_rows(
    connection: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]], rest: str
) -> CursorResult[*tuple[Any, ...]]:
    """INSERT the rows, in order; `rest` is what follows them, such as ON CONFLICT and RETURNING."""
    if is_sqlite(connection):
        sql = f"{_insert(table, columns)} VALUES {_rows(len(columns), len(rows))} {rest}"
        return connection.exec_driver_sql(sql, tuple(chain.from_iterable(rows)))
    sql = f"{_insert(table, columns)} SELECT * FROM unnest({_arrays(table, columns)}) {rest}"  # noqa: S608  ours
    return connection.exec_driver_sql(sql, tuple(map(list, zip(*rows, strict=True))))


def moment(connection: Connection, value: datetime | None) -> object:
    """A time as its column takes it from the driver; the same text that UTCDateTime writes into SQLite."""
    if value is None or not is_sqlite(connection):
        return value
    return _as_text(value)


@lru_cache(maxsize=16)
def _as_text(value: datetime) -> str:
    """The times of a batch are nearly always one."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


@cache
def _insert(table: Table, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table.name} ({', '.join(columns)})"


@cache
def _marks(number: int) -> str:
    return ",".join("?" * number)


@cache
def _rows(width: int, number: int) -> str:
    return ",".join([f"({_marks(width)})"] * number)


@cache
def _arrays(table: Table, columns: tuple[str, ...]) -> str:
    types = [table.c[column].type.compile(dialect=_POSTGRES) for column in columns]
    return ", ".join(f"{_BINARY}::{type}[]" for type in types)
