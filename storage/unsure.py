"""Uncertain messages as they are looked for at a platform: whom they were sent to, and what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, literal_column, select

from storage.claims import best_address
from storage.deliveries import KEPT, Kept
from storage.tables import addresses, outbox, people


@dataclass(frozen=True, slots=True)
class Unsure:
    """One of them; the part after `parts_sent` is the one that may have been accepted."""

    id: int
    address_sealed: bytes | None
    parts_sent: int
    attempted_at: datetime
    kept: Kept


def listed(
    conn: Connection, channel: str, account: str, between: tuple[datetime, datetime], after: int, limit: int
) -> list[Unsure]:
    """Those of an account that were tried between these times, by their ids; those after `after`."""
    here = best_address(
        outbox.c.person_id, lambda a: a.c.channel == channel, lambda a: a.c.account == account
    )
    rows = conn.execute(
        select(
            outbox.c.id,
            addresses.c.value_sealed,
            outbox.c.parts_sent,
            outbox.c.attempted_at,
            *KEPT,
        )
        .join(people, people.c.id == outbox.c.person_id)
        .outerjoin(addresses, addresses.c.id == func.coalesce(outbox.c.reply_to, here))
        .where(
            # written out, as in the partial index that has this condition
            literal_column("outbox.status IN ('dead', 'uncertain', 'withheld')"),
            outbox.c.status == "uncertain",
            outbox.c.kind != "delete",
            outbox.c.channel == channel,
            outbox.c.account == account,
            outbox.c.attempted_at.between(*between),
            outbox.c.id > after,
        )
        .order_by(outbox.c.id)
        .limit(limit)
    )
    return [Unsure(id, address, sent, at, Kept(*kept)) for id, address, sent, at, *kept in rows]
