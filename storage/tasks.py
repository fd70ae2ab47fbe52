"""What needs a hand of the office, each thing once; and who of the office is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from storage.dialect import insert_into
from storage.tables import nominations, tasks
from storage.tables import staff as staff_table


@dataclass(frozen=True, slots=True)
class NewTask:
    """`key` names it, so that it stands in the list once; `kind` is a text `staff.<kind>` of the catalogs."""

    key: str
    kind: str
    nomination_id: int | None = None
    payment_id: int | None = None
    """the id of its row, not what the gateway calls it"""


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Something that waits for the office; `nomination` is its reference, where it is about one."""

    id: int
    key: str
    kind: str
    nomination: str | None
    nomination_id: int | None
    payment_id: int | None
    created_at: datetime
    way: str | None = None
    """how its worker agreed (storage/tables.py: WAYS): who was assisted may want another look"""


def add(connection: Connection, new: Sequence[NewTask], now: datetime) -> list[NewTask]:
    """Put them into the list; returns those that are new, in their order. Done ones do not come back."""
    by_key = {task.key: task for task in reversed(new)}
    if not by_key:
        return []
    values = [
        {
            "key": task.key,
            "kind": task.kind,
            "nomination_id": task.nomination_id,
            "payment_id": task.payment_id,
            "created_at": now,
        }
        for task in reversed(by_key.values())
    ]
    statement = insert_into(connection, tasks).values(values).on_conflict_do_nothing()
    added = set(connection.scalars(statement.returning(tasks.c.key)))
    return [task for task in reversed(by_key.values()) if task.key in added]


def staff(connection: Connection) -> list[int]:
    """The people who are told when something needs a hand, by id; viewers only look."""
    told = staff_table.c.role.in_(("owner", "staff")) & staff_table.c.person_id.is_not(None)
    query = select(staff_table.c.person_id).where(told, staff_table.c.ended_at.is_(None))
    return list(connection.scalars(query.order_by(staff_table.c.person_id)))


def waiting(connection: Connection, limit: int = 200) -> list[OpenTask]:
    """What is not done yet, the oldest first."""
    query = (
        select(tasks, nominations.c.reference, nominations.c.way)
        .join_from(tasks, nominations, tasks.c.nomination_id == nominations.c.id, isouter=True)
        .where(tasks.c.done_at.is_(None))
        .order_by(tasks.c.id)
        .limit(limit)
    )
    return [
        OpenTask(
            row.id,
            row.key,
            row.kind,
            row.reference,
            row.nomination_id,
            row.payment_id,
            row.created_at,
            row.way,
        )
        for row in connection.execute(query)
    ]


def done(connection: Connection, id: int, by: str, now: datetime) -> bool:
    """Take it from the list; False: it was done before, or never was there."""
    mark = update(tasks).where(tasks.c.id == id, tasks.c.done_at.is_(None))
    return connection.execute(mark.values(done_at=now, done_by=by)).rowcount == 1


def done_named(connection: Connection, key: str, by: str, now: datetime) -> None:
    """Take the one with this key from the list, where it is there."""
    mark = update(tasks).where(tasks.c.key == key, tasks.c.done_at.is_(None))
    connection.execute(mark.values(done_at=now, done_by=by))


def done_about(connection: Connection, nomination_id: int, kind: str, by: str, now: datetime) -> None:
    """Take all of one kind about a nomination from the list."""
    theirs = (tasks.c.nomination_id == nomination_id) & (tasks.c.kind == kind) & tasks.c.done_at.is_(None)
    connection.execute(update(tasks).where(theirs).values(done_at=now, done_by=by))
