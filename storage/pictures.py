"""The pictures of messages that are being sent, for platforms that fetch them from us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, or_, select

from storage.tables import outbox, people


@dataclass(frozen=True, slots=True)
class Shown:
    """The message whose picture it is, still sealed, and the language of who gets it."""

    body_sealed: bytes
    lang: str


def being_sent(connection: Connection, row: int, since: datetime) -> Shown | None:
    """None: there is no such message, it was erased, or it was last attempted before then."""
    query = (
        select(outbox.c.body_sealed, people.c.lang)
        .join(people, people.c.id == outbox.c.person_id)
        .where(
            outbox.c.id == row,
            outbox.c.kind == "say",
            outbox.c.body_sealed.is_not(None),
            or_(outbox.c.attempted_at >= since, outbox.c.status == "attempting"),
        )
    )
    found = connection.execute(query).one_or_none()
    return Shown(*found) if found else None
