"""What a platform tells of a message after it took it: merged forward only, in whatever order it comes.

    accepted < queued < sending < sent < failed = undelivered < delivered < read

The greater of two wins, so that the order, repeats and losses of what is told make no difference. A message
that was delivered cannot fail any more; one that failed and was delivered after all was delivered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case

from storage.dialect import insert_into
from storage.tables import deliveries

RANKS = {
    "accepted": 0,
    "queued": 1,
    "sending": 2,
    "sent": 3,
    "failed": 4,
    "undelivered": 4,
    "delivered": 5,
    "read": 6,
}


@dataclass(frozen=True, slots=True)
class Told:
    """A status of one part of a message (`outbox_id`, `part`), as the platform calls both."""

    outbox_id: int
    part: int
    provider_id: str
    status: str
    at: datetime
    error_code: int | None = None


def merge(connection: Connection, told: Sequence[Told]) -> None:
    """Keep what is newer than what was known, one after the other; told twice is told once."""
    statement = insert_into(connection, deliveries)
    given = statement.excluded
    newer = _rank(given.status) > _rank(deliveries.c.status)
    statement = statement.on_conflict_do_update(
        index_elements=["outbox_id", "part"],
        set_={name: given[name] for name in ("provider_id", "status", "error_code", "at")},
        where=newer,
    )
    for one in told:
        connection.execute(
            statement,
            {
                "outbox_id": one.outbox_id,
                "part": one.part,
                "provider_id": one.provider_id,
                "status": one.status,
                "error_code": one.error_code,
                "at": one.at,
            },
        )


def _rank(status: Any) -> Any:
    return case(RANKS, value=status, else_=-1)
