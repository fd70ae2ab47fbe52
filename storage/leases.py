"""Leases: what only one process may do at a time, by the database's clock; the dead lose theirs by time."""

from __future__ import annotations

from functools import cache

from sqlalchemy import ColumnElement, Connection, Float, delete, literal_column, select, text

from storage.tables import leases

_NOW = {
    "sqlite": "((julianday('now') - 2440587.5) * 86400.0)",
    "postgresql": "extract(epoch FROM clock_timestamp())::float8",
}


def acquire(conn: Connection, name: str, holder: str, seconds: float, *, by_force: bool = False) -> bool:
    """Take or renew a lease for so many seconds; False: another holds it. `by_force` takes it from anyone.

    Of the same name everybody asks for the same seconds: one that would last far longer was given before the
    clock was set back, and is free. Twice as long is not far: clocks are corrected by little all the time.
    """
    now = _NOW[conn.dialect.name]
    statement = text(
        f"INSERT INTO leases (name, holder, until) VALUES (:name, :holder, {now} + :seconds) "  # noqa: S608
        "ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until "
        f"WHERE leases.holder = excluded.holder OR leases.until < {now} "
        f"OR leases.until > {now} + 2 * :seconds OR :by_force RETURNING holder"
    )
    given = {"name": name, "holder": holder, "seconds": seconds, "by_force": by_force}
    return conn.execute(statement, given).first() is not None


def release(conn: Connection, name: str, holder: str) -> None:
    """Give a lease back before its time; nothing happens when another holds it."""
    conn.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))


def holder_of(conn: Connection, name: str) -> str | None:
    """Who holds a lease now; None: it is free."""
    held = select(leases.c.holder).where(leases.c.name == name, leases.c.until >= database_time(conn))
    return conn.execute(held).scalar_one_or_none()


def database_time(conn: Connection) -> ColumnElement[float]:
    """The database's clock in seconds since 1970, as an expression: all processes see the same one."""
    return _time_of(conn.dialect.name)


@cache
def _time_of(dialect: str) -> ColumnElement[float]:
    return literal_column(_NOW[dialect], Float)
