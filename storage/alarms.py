"""What is wrong, and what the people who run this were told of it.

broken once     a row, not told            a second look tells, or forgets it
told            told_at                    until the promise holds
holds once      over_at                    a second look tells that it is over, or takes it back
told it is over no row
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select, update

from storage.dialect import insert_into
from storage.secrets import Secrets
from storage.tables import addresses, alarms


@dataclass(frozen=True, slots=True)
class Known:
    """An alarm as it is kept. `message`: what was wrong when it was last looked at."""

    name: str
    since: datetime
    told_at: datetime | None
    over_at: datetime | None
    message: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What a look changes: names, and with those that are broken what is wrong."""

    begun: Mapping[str, str]
    seen_again: Mapping[str, str]
    """broken as before: its words are kept as they are now, and it is not over"""
    over: Collection[str]
    forgotten: Collection[str]


def known(conn: Connection) -> dict[str, Known]:
    """All that is kept, by name, the oldest first."""
    columns = (alarms.c.name, alarms.c.since, alarms.c.told_at, alarms.c.over_at, alarms.c.message)
    rows = conn.execute(select(*columns).order_by(alarms.c.since, alarms.c.name))
    return {row.name: Known(*row) for row in rows}


def keep(conn: Connection, changes: Changes, now: datetime) -> None:
    """Write down what a look found."""
    begun = [{"name": name, "since": now, "message": message} for name, message in changes.begun.items()]
    if begun:
        conn.execute(insert_into(conn, alarms).on_conflict_do_nothing(), begun)
    again = [{"which": name, "message": message} for name, message in changes.seen_again.items()]
    if again:
        statement = update(alarms).where(alarms.c.name == bindparam("which"))
        conn.execute(statement.values(over_at=None, message=bindparam("message")), again)
    if changes.over:
        over = update(alarms).where(alarms.c.name.in_(list(changes.over)), alarms.c.over_at.is_(None))
        conn.execute(over.values(over_at=now))
    forget(conn, changes.forgotten)


def told(conn: Connection, names: Collection[str], now: datetime) -> None:
    """They were told that these are broken."""
    if names:
        conn.execute(update(alarms).where(alarms.c.name.in_(list(names))).values(told_at=now))


def forget(conn: Connection, names: Collection[str]) -> None:
    """These are over, and they know; or they never were worth telling."""
    if names:
        conn.execute(delete(alarms).where(alarms.c.name.in_(list(names))))


def number_on(conn: Connection) -> int:
    """How many were told and are not over."""
    return conn.scalar(select(func.count()).select_from(alarms).where(alarms.c.told_at.is_not(None))) or 0


def last_wrote_at(conn: Connection, secrets: Secrets, channel: str, kind: str, value: str) -> datetime | None:
    """When the chat that is told last wrote to us; None: never."""
    theirs = (
        addresses.c.channel == channel,
        addresses.c.kind == kind,
        addresses.c.value_hash == secrets.hash(kind, value),
    )
    at: datetime | None = conn.scalar(select(func.max(addresses.c.wrote_at)).where(*theirs))
    return at
