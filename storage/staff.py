"""People of the office: who they are, what they may do, and which chat is theirs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, insert, select, update

from storage.tables import sessions, sign_in_tokens, staff


@dataclass(frozen=True, slots=True)
class Colleague:
    """Someone of the office, now."""

    id: int
    name: str
    role: str
    person_id: int | None
    since: datetime


def by_name(connection: Connection, name: str) -> Colleague | None:
    """Who is called so; None: nobody, or not any more."""
    return _first(connection, staff.c.name == name)


def by_id(connection: Connection, id: int) -> Colleague | None:
    """None: they are no longer of the office."""
    return _first(connection, staff.c.id == id)


def by_persons(connection: Connection, persons: Collection[int]) -> dict[int, Colleague]:
    """Those of these people who are of the office, by person id."""
    query = _current().where(staff.c.person_id.in_(list(persons)))
    return {row.person_id: Colleague(*row) for row in connection.execute(query)}


def everyone(connection: Connection) -> list[Colleague]:
    """All who are of the office now, by name."""
    return [Colleague(*row) for row in connection.execute(_current().order_by(staff.c.name))]


def appoint(connection: Connection, name: str, role: str, now: datetime) -> Colleague:
    """They have this role from now on, whether they had another one, or had left."""
    values = {"role": role, "ended_at": None}
    if not connection.execute(update(staff).where(staff.c.name == name).values(values)).rowcount:
        connection.execute(insert(staff).values(name=name, since=now, **values))
    return Colleague(*connection.execute(_current().where(staff.c.name == name)).one())


def link_chat(connection: Connection, id: int, person: int) -> None:
    """This is their chat from now on, and nobody else's of the office."""
    connection.execute(update(staff).where(staff.c.person_id == person).values(person_id=None))
    connection.execute(update(staff).where(staff.c.id == id).values(person_id=person))


def end(connection: Connection, id: int, now: datetime) -> None:
    """They leave the office: signed in nowhere, told of nothing."""
    for table in (sign_in_tokens, sessions):
        connection.execute(table.delete().where(table.c.staff_id == id))
    connection.execute(update(staff).where(staff.c.id == id).values(ended_at=now, person_id=None))


def _current() -> Select[Any]:
    columns = (staff.c.id, staff.c.name, staff.c.role, staff.c.person_id, staff.c.since)
    return select(*columns).where(staff.c.ended_at.is_(None))


def _first(connection: Connection, which: ColumnElement[bool]) -> Colleague | None:
    row = connection.execute(_current().where(which)).first()
    return Colleague(*row) if row else None
