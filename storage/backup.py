"""All rows in a form of neither database, and back into either.

One line of JSON each. Of a table: its name, its key, and its columns with their kinds. Then its rows, each a
list of values. At the end: how many rows of each table there are, and where the chain of consents ends.

    {"table": "staff", "key": ["person_id"], "columns": {"person_id": "plain", "since": "moment", ...}}
    [1, "owner", "2026-11-20T01:00:00+00:00"]
    {"rows": {"staff": 1, ...}, "head": "12:9f…"}

Tables and columns are named in it, so that a later release can read it: rows go into the schema of their own
revision, which is then brought up to date like any other database.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

import orjson
import sqlalchemy as sa
from sqlalchemy import Connection, Table, func, select, text
from sqlmodel.sql.sqltypes import UTCDateTime

from storage import evidence
from storage.dialect import is_sqlite
from storage.leases import database_time
from storage.store import Store, newest_revision, upgrade
from storage.tables import Row, leases

Did = Callable[[str, int], None]
"""is told now and then: so many rows of this table were done"""

_PAGE = 1000
_LEFT_OUT = {leases.name}
"""who does what right now is nothing to keep"""
_FROM_TEXT: Mapping[str, Callable[[str], object]] = {
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "bytes": b64decode,
}
_TYPES: Mapping[str, Any] = {"moment": UTCDateTime, "day": sa.Date, "bytes": sa.LargeBinary, "plain": None}


class Refused(Exception):  # noqa: N818  said to the operator as it stands
    """The rows cannot go there, or are not those that were copied; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Copied:
    """How many rows of each table; `head`: where the chain of consents ends, None: nothing was sealed yet."""

    rows: Mapping[str, int]
    head: str | None


@contextmanager
def snapshot(store: Store) -> Iterator[Connection]:
    """A transaction that sees the database as it is now, whatever is written meanwhile; nobody waits."""
    with store.reading() as connection:
        if not store.is_sqlite:  # SQLite's readers see one state of it anyway
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        yield connection


def copy_out(connection: Connection, did: Did = lambda table, rows: None) -> Iterator[bytes]:
    """All rows, as lines, many of them at a time; of a snapshot."""
    counts: dict[str, int] = {}
    for table in _tables():
        name = str(table.name)  # a name of SQLAlchemy's own kind is none to orjson
        counts[name] = 0
        columns = {column.name: _kind(column.type) for column in table.columns}
        key = [column.name for column in table.primary_key]
        yield _line({"table": name, "key": key, "columns": columns})
        rows = connection.execution_options(stream_results=True, yield_per=_PAGE).execute(
            select(table).order_by(*table.primary_key)
        )
        for page in rows.partitions():
            yield b"".join(_line(tuple(row)) for row in page)
            counts[name] += len(page)
            did(name, counts[name])
    head = evidence.head(connection)
    yield _line({"rows": counts, "head": head and str(head)})


def copy_in(
    connection: Connection,
    revision: str,
    lines: Iterable[bytes],
    did: Did = lambda table, rows: None,
) -> Copied:
    """Put rows of this revision into an empty database, in the transaction that is open, and bring it up to
    date. Raises Refused unless all that was copied is there then, and nothing was before.
    """
    if revision > newest_revision():
        raise Refused(f"the backup is of a newer release (schema {revision}); install that one first")
    _make_room(connection)
    upgrade(connection, revision)
    copied = _fill(connection, lines, did)
    _refuse_what_is_not_there(connection, copied)
    upgrade(connection)
    _refuse_another_head(connection, copied)
    if not is_sqlite(connection):
        _count_on(connection)
    return copied


def is_empty(connection: Connection) -> bool:
    """Is nobody in it? What the database remembers of itself does not count."""
    there = sa.inspect(connection).get_table_names()
    kept = [table for table in _tables() if table.name in there and table.name not in ("settings", "alarms")]
    return not any(
        connection.execute(select(sa.literal(1)).select_from(table).limit(1)).first() for table in kept
    )


def is_in_use(connection: Connection) -> bool:
    """Does someone hold a lease there?"""
    if not sa.inspect(connection).has_table(leases.name):
        return False
    held = select(leases.c.name).where(leases.c.until >= database_time(connection)).limit(1)
    return connection.execute(held).first() is not None


def _tables() -> list[Table]:
    """Those that others refer to come first."""
    return [table for table in Row.metadata.sorted_tables if table.name not in _LEFT_OUT]


def _kind(type_: Any) -> str:
    if isinstance(type_, UTCDateTime):
        return "moment"
    if isinstance(type_, sa.Date):
        return "day"
    return "bytes" if isinstance(type_, sa.LargeBinary) else "plain"


def _line(value: object) -> bytes:
    """Moments and days are written as ISO 8601."""
    return orjson.dumps(value, default=_as_text, option=orjson.OPT_APPEND_NEWLINE)


def _as_text(value: bytes) -> str:
    return b64encode(value).decode("ascii")


# --- into a database -----------------------------------------------------------------------------------


def _make_room(connection: Connection) -> None:
    """The empty schema of another revision gives way."""
    if not is_empty(connection):
        raise Refused("there is something in this database; a backup goes into an empty one")
    Row.metadata.drop_all(connection)
    connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


def _fill(connection: Connection, lines: Iterable[bytes], did: Did) -> Copied:
    """Row by row as they come, in pages."""
    into: _Into | None = None
    counts: dict[str, int] = {}
    for line in lines:
        value = orjson.loads(line)
        if isinstance(value, list):
            if into is None:
                raise Refused("the backup has rows of no table")
            into.add(value)
            continue
        if into is not None:
            counts[into.name] = into.finish()
        if "rows" in value:
            if value["rows"] != counts:
                raise Refused("the backup has not as many rows as it says")
            return Copied(counts, value["head"])
        into = _Into(connection, value, did)
    raise Refused("the backup has no end")


class _Into:
    """Rows on their way into one table."""

    def __init__(self, connection: Connection, given: Mapping[str, Any], did: Did) -> None:
        self.name: str = given["table"]
        self._connection, self._did = connection, did
        self._key: list[str] = given["key"]
        columns: dict[str, str] = given["columns"]
        self._table = sa.table(self.name, *(sa.column(name, _TYPES[kind]) for name, kind in columns.items()))
        self._names = list(columns)
        self._reads = [(name, _FROM_TEXT[kind]) for name, kind in columns.items() if kind in _FROM_TEXT]
        self._own = _refers_to_itself(connection, self.name)
        self._page: list[dict[str, Any]] = []
        self._later: list[tuple[str, object, dict[str, Any]]] = []
        self._number = 0

    def add(self, values: Sequence[Any]) -> None:
        row = dict(zip(self._names, values, strict=True))
        for name, read in self._reads:
            if row[name] is not None:
                row[name] = read(row[name])
        for name in self._own:
            if row[name] is not None:  # the row that it names may come after it
                self._later.append((name, row[name], {key: row[key] for key in self._key}))
                row[name] = None
        self._page.append(row)
        if len(self._page) == _PAGE:
            self._write()

    def finish(self) -> int:
        """How many rows there were."""
        self._write()
        for name, value, key in self._later:
            change = sa.update(self._table).filter_by(**key).values({name: value})
            self._connection.execute(change)
        return self._number

    def _write(self) -> None:
        if self._page:
            self._connection.execute(sa.insert(self._table), self._page)
            self._number += len(self._page)
            self._did(self.name, self._number)
            self._page = []


def damage(connection: Connection) -> str | None:
    """What SQLite finds wrong with its file, the first of it; None: nothing."""
    found = str(connection.execute(text("PRAGMA quick_check(1)")).scalar_one())
    return None if found == "ok" else found


def _refers_to_itself(connection: Connection, table: str) -> list[str]:
    keys = sa.inspect(connection).get_foreign_keys(table)
    return [column for key in keys if key["referred_table"] == table for column in key["constrained_columns"]]


def _refuse_what_is_not_there(connection: Connection, copied: Copied) -> None:
    for name, number in copied.rows.items():
        there = connection.scalar(select(func.count()).select_from(sa.table(name)))
        if there != number:
            raise Refused(f"{name}: {number} rows were copied, {there} are there")


def _refuse_another_head(connection: Connection, copied: Copied) -> None:
    head = evidence.head(connection)
    if (head and str(head)) != copied.head:
        raise Refused(f"the chain of consents ends at {head}, in the backup at {copied.head}")


def _count_on(connection: Connection) -> None:
    """Postgres' numbers go on after the greatest there is."""
    for table in _tables():
        for column in table.primary_key:
            names = {"table": table.name, "column": column.name}
            sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), names)
            if sequence:
                greatest = cast(int | None, connection.scalar(select(func.max(column))))
                connection.execute(
                    text("SELECT setval(CAST(:sequence AS regclass), :value, :is_used)"),
                    {"sequence": sequence, "value": greatest or 1, "is_used": greatest is not None},
                )
