"""Events that were set aside: seen, taken again, or given up."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from storage.tables import inbox, people


@dataclass(frozen=True, slots=True)
class SetAside:
    """An event that could not be handled. `person` is a reference; `error`: what went wrong, and where."""

    inbox_id: int
    channel: str
    account: str
    person: str
    received_at: datetime
    error: str


def set_aside(connection: Connection, limit: int = 100) -> list[SetAside]:
    """What is set aside, the oldest first."""
    columns = inbox.c
    query = select(
        columns.id, columns.channel, columns.account, people.c.reference, columns.received_at, columns.error
    ).join(people, people.c.id == columns.person_id)
    query = query.where(columns.status == "failed").order_by(columns.id).limit(limit)
    return [SetAside(*row) for row in connection.execute(query)]


def replay(connection: Connection, ids: Collection[int]) -> int:
    """Let events set aside wait again; returns how many. One whose content was erased stays where it is."""
    mark = update(inbox).where(
        inbox.c.id.in_(list(ids)), inbox.c.status == "failed", inbox.c.raw_sealed.is_not(None)
    )
    return connection.execute(mark.values(status="waiting", error=None, handled_at=None)).rowcount


def drop(connection: Connection, ids: Collection[int]) -> int:
    """Give events set aside up and erase their content; returns how many. They stay known as seen."""
    mark = update(inbox).where(inbox.c.id.in_(list(ids)), inbox.c.status == "failed")
    return connection.execute(mark.values(status="done", raw_sealed=None)).rowcount


def count(connection: Connection) -> dict[str, int]:
    """How many events there are, by status."""
    query = select(inbox.c.status, func.count().label("number")).group_by(inbox.c.status)
    return {row.status: row.number for row in connection.execute(query)}
