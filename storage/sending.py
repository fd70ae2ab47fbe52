"""What a sender reads of campaigns: whose message is whose, and what is said in it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, and_, func, select

from storage.tables import broadcasts, outbox, people, recipients


@dataclass(frozen=True, slots=True)
class Addressed:
    """A row of the outbox that is a campaign's. `name_sealed`: as it was frozen; of a test as it is now."""

    row: int
    broadcast_id: int
    reference: str
    version: str
    lang: str
    name_sealed: bytes | None


def addressed(conn: Connection, rows: Collection[int]) -> list[Addressed]:
    """Of these rows those that are campaigns'."""
    theirs = and_(
        recipients.c.broadcast_id == outbox.c.broadcast_id, recipients.c.person_id == outbox.c.person_id
    )
    query = (
        select(
            outbox.c.id,
            broadcasts.c.id,
            broadcasts.c.reference,
            broadcasts.c.version,
            people.c.lang,
            func.coalesce(recipients.c.name_sealed, people.c.name_sealed),
        )
        .join(broadcasts, broadcasts.c.id == outbox.c.broadcast_id)
        .join(people, people.c.id == outbox.c.person_id)
        .outerjoin(recipients, theirs)
        .where(outbox.c.id.in_(list(rows)))
    )
    return [Addressed(*row) for row in conn.execute(query)]


def content_of(conn: Connection, broadcast: int) -> tuple[str, bytes | None]:
    """What is said in it, and its picture."""
    query = select(broadcasts.c.content, broadcasts.c.picture).where(broadcasts.c.id == broadcast)
    content, picture = conn.execute(query).one()
    return content, picture
