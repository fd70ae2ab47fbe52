"""People of the office: who they are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from storage.dialect import insert_into
from storage.tables import staff


def appoint(connection: Connection, person_id: int, role: str, now: datetime) -> None:
    """Give a person this role, instead of the one they have."""
    statement = insert_into(connection, staff).values(person_id=person_id, role=role, since=now)
    connection.execute(
        statement.on_conflict_do_update(index_elements=[staff.c.person_id], set_={"role": role})
    )
