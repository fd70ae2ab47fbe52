"""The database itself: how it is opened, written, read, brought up to date and recognised by its keys."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select, text, update
from sqlalchemy.engine import URL, make_url

from storage.dialect import insert_into, is_sqlite
from storage.secrets import Secrets
from storage.tables import settings

if TYPE_CHECKING:
    from alembic.config import Config

_BUSY_SECONDS = 10
_PAUSE = 0.02
"""seconds between two tries of what does not wait by itself"""
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    # pages: the log is copied into the file every 32 MB, not every 4; copying flushes the file, which costs
    # more than all commits between
    "wal_autocheckpoint=8000",
    "cache_size=-32000",  # KiB
)
_MIGRATING = 0x5E27AC4A  # any number of ours: the name of Postgres' advisory lock


class Store:
    """One database. `writing()` is one transaction; on SQLite there is one at a time, others wait."""

    def __init__(self, url: str, secrets: Secrets) -> None:
        """`url`: "sqlite:///path" or "postgresql://..."; opens nothing until it is used."""
        self.url = _with_driver(make_url(url))
        self.secrets = secrets
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            _make_private_file(self.url)
            self._writer = _sqlite_engine(self.url, "BEGIN IMMEDIATE")
            self._reader = _sqlite_engine(self.url, "BEGIN")
        else:
            self._writer = self._reader = create_engine(self.url, pool_pre_ping=True, hide_parameters=True)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that commits when the block ends, and leaves nothing when it raises."""
        with self._writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction to read in; on SQLite it never waits for the writer."""
        with self._reader.begin() as connection:
            yield connection

    def is_current(self) -> bool:
        """Is the schema up to date? Cheap, so that a start with nothing to migrate need not load Alembic."""
        return self._revision() == newest_revision()

    def is_newer(self) -> bool:
        """Was the schema made by a newer release than this one, which can only refuse it?"""
        return (self._revision() or "") > newest_revision()

    def migrate(self) -> None:
        """Bring the schema up to date; processes that start together wait for one another."""
        with self.writing() as connection:
            upgrade(connection)

    def check_keys(self) -> None:
        """Raises WrongKey unless the keys are those of this database; a new one remembers them."""
        with self.writing() as connection:
            # insert first: of processes that start together, all but one wait here and read what it wrote
            first = insert_into(connection, settings).values(name="keys", value=self.secrets.check_value())
            connection.execute(first.on_conflict_do_nothing())
            keys = settings.c.name == "keys"
            stored = connection.execute(select(settings.c.value).where(keys).with_for_update()).scalar_one()
            value = self.secrets.check_value(stored)
            if stored != value:
                connection.execute(update(settings).where(keys).values(value=value))

    def _revision(self) -> str | None:
        """None: there is no schema yet."""
        with self.reading() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()

    def close(self) -> None:
        self._writer.dispose()
        self._reader.dispose()


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the schema to this revision, in the transaction that is open; one process at a time."""
    from alembic import command  # a quarter of a second to load

    if not is_sqlite(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATING})
    command.upgrade(_alembic(connection), revision)


def newest_revision() -> str:
    """The revision of the newest migration: its file is called `NNNN_what.py`."""
    return max(
        file.name[:4] for file in (Path(__file__).parent / "migrations" / "versions").glob("[0-9]*.py")
    )


def _with_driver(url: URL) -> URL:
    if url.drivername in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername in ("sqlite", "postgresql+psycopg"):
        return url
    raise ValueError(f"database.url: {url.drivername} is not served; use sqlite:///… or postgresql://…")


def _make_private_file(url: URL) -> None:
    """What SQLite writes beside a database takes the database's mode; others have no business in it."""
    if not url.database or url.database == ":memory:":
        raise ValueError("database.url: name a file, such as sqlite:///data/sertakan.db")
    path = Path(url.database)
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _sqlite_engine(url: URL, begin: str) -> Engine:
    """SQLAlchemy's default leaves SELECTs outside the transaction, and a deferred BEGIN fails under load."""
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            _execute_when_free(connection, f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _execute_when_free(connection: sqlite3.Connection, statement: str) -> None:
    """Changing to WAL does not wait for others that open a new file, whatever the busy timeout: we do."""
    for _ in range(int(_BUSY_SECONDS / _PAUSE)):
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(_PAUSE)
        else:
            return
    connection.execute(statement)


def _alembic(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
