"""What the database itself remembers by name, one short text each."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from storage.dialect import insert_into
from storage.tables import settings


def mark(conn: Connection, name: str) -> str | None:
    """What is remembered by this name; None: nothing."""
    return conn.execute(select(settings.c.value).where(settings.c.name == name)).scalar_one_or_none()


def set_mark(conn: Connection, name: str, value: str) -> None:
    """Remember this by that name from now on."""
    statement = insert_into(conn, settings).values(name=name, value=value)
    conn.execute(statement.on_conflict_do_update(index_elements=[settings.c.name], set_={"value": value}))


def forget(conn: Connection, name: str) -> None:
    """Remember nothing by this name."""
    conn.execute(delete(settings).where(settings.c.name == name))
