"""What platforms keep of messages that hold a NIK or a phone number, and is to be erased there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from storage.dialect import insert_into
from storage.tables import redactions


@dataclass(frozen=True, slots=True)
class Wanted:
    """A message at a platform, as it calls it, whose body is to be erased there from `due_at` on."""

    channel: str
    account: str
    provider_id: str
    due_at: datetime
    has_media: bool = False


def want(connection: Connection, wanted: Sequence[Wanted]) -> None:
    """Keep what is to be erased; the same twice is one."""
    if not wanted:
        return
    rows = [
        {
            "channel": one.channel,
            "account": one.account,
            "provider_id": one.provider_id,
            "due_at": one.due_at,
            "has_media": one.has_media,
            "attempts": 0,
        }
        for one in wanted
    ]
    connection.execute(insert_into(connection, redactions).on_conflict_do_nothing(), rows)
