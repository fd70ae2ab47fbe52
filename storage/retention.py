"""What is kept no longer than it is needed: drafts, invitations nobody answered, and what was said.

Each chunk is a transaction of its own, found behind the id where the one before ended, so that nothing waits
long for it and a crash loses nothing. A caller erases chunk after chunk until `next_id` is None.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, or_, select, update

from storage.store import Store
from storage.tables import conversations, inbox, nominations, outbox

CHUNK = 500
"""rows in one transaction"""


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows of a chunk were erased, and where the next chunk begins; None: that was the last."""

    rows: int
    next_id: int | None


@dataclass(frozen=True, slots=True)
class Limits:
    """How many days things are kept."""

    draft_days: int = 14
    invited_days: int = 7
    messages_days: int = 90


Step = Callable[[Connection, int], Erased]
"""Erases the next chunk behind an id."""


def steps(limits: Limits, now: datetime) -> dict[str, Step]:
    """What is to be erased by now, by name; each to be called, in its transaction, until it is done."""
    drafts, invited, messages = (
        now - timedelta(days) for days in (limits.draft_days, limits.invited_days, limits.messages_days)
    )
    return {
        "drafts": lambda connection, after: erase_drafts(connection, drafts, after),
        "invitations": lambda connection, after: expire_invitations(connection, invited, now, after),
        "received": lambda connection, after: erase_inbox(connection, messages, after),
        "sent": lambda connection, after: erase_outbox(connection, messages, after),
    }


def erase_old(store: Store, limits: Limits, now: datetime) -> dict[str, int]:
    """Erase all that is too old; returns how many rows of each."""
    counts = {}
    for name, step in steps(limits, now).items():
        counts[name] = 0
        after: int | None = 0
        while after is not None:
            with store.writing() as connection:
                erased = step(connection, after)
            counts[name] += erased.rows
            after = erased.next_id
    return counts


def erase_drafts(
    connection: Connection, untouched_since: datetime, after: int = 0, limit: int = CHUNK
) -> Erased:
    """Conversations nobody touched since then. The version counts on, which a turn in hand notices."""
    old = and_(conversations.c.state_sealed.is_not(None), conversations.c.updated_at < untouched_since)
    ids, next_id = _chunk(connection, conversations, conversations.c.person_id, old, after, limit)
    change = {
        "state_sealed": None,
        "flow": None,
        "waiting_on": None,
        "due_at": None,
        "version": conversations.c.version + 1,
    }
    return Erased(_erase(connection, conversations, conversations.c.person_id, ids, old, change), next_id)


def expire_invitations(
    connection: Connection, invited_before: datetime, now: datetime, after: int = 0, limit: int = CHUNK
) -> Erased:
    """Nominations the worker did not answer: expired, and all that names the worker erased."""
    old = and_(nominations.c.status == "invited", nominations.c.nominated_at < invited_before)
    ids, next_id = _chunk(connection, nominations, nominations.c.id, old, after, limit)
    change = dict.fromkeys(PERSONAL) | {
        "status": "expired",
        "erased_at": now,
        "updated_at": now,
    }
    return Erased(_erase(connection, nominations, nominations.c.id, ids, old, change), next_id)


def erase_inbox(
    connection: Connection, received_before: datetime, after: int = 0, limit: int = CHUNK
) -> Erased:
    """What people sent, once handled or set aside; that it came is kept, so that it never comes twice."""
    old = and_(
        inbox.c.raw_sealed.is_not(None), inbox.c.status != "waiting", inbox.c.received_at < received_before
    )
    ids, next_id = _chunk(connection, inbox, inbox.c.id, old, after, limit)
    return Erased(_erase(connection, inbox, inbox.c.id, ids, old, {"raw_sealed": None}), next_id)


def erase_outbox(
    connection: Connection, created_before: datetime, after: int = 0, limit: int = CHUNK
) -> Erased:
    """What was said, once nothing more will come of it; that it was sent is kept."""
    old = and_(
        or_(outbox.c.body_sealed.is_not(None), outbox.c.text_sealed.is_not(None)),
        outbox.c.status.in_(("sent", "uncertain", "dead")),
        outbox.c.created_at < created_before,
    )
    ids, next_id = _chunk(connection, outbox, outbox.c.id, old, after, limit)
    change = {"body_sealed": None, "text_sealed": None}
    return Erased(_erase(connection, outbox, outbox.c.id, ids, old, change), next_id)


PERSONAL = (
    "nik_hash",
    "nik_sealed",
    "nik_last4",
    "name_sealed",
    "name_start",
    "birth_date_sealed",
    "phone_hash",
    "phone_sealed",
    "job_words_sealed",
)
"""the columns of a nomination that name its worker"""


def _chunk(
    connection: Connection,
    table: Table,
    key: ColumnElement[Any],
    old: ColumnElement[bool],
    after: int,
    limit: int,
) -> tuple[Sequence[int], int | None]:
    """The next ids that are old, and the id behind which to go on."""
    query = select(key).select_from(table).where(key > after, old).order_by(key).limit(limit)
    ids = connection.scalars(query).all()
    return ids, ids[-1] if len(ids) == limit else None


def _erase(
    connection: Connection,
    table: Table,
    key: ColumnElement[Any],
    ids: Sequence[int],
    old: ColumnElement[bool],
    change: dict[str, Any],
) -> int:
    """Asks once more whether they are old: on Postgres someone may have come back since they were found."""
    if not ids:
        return 0
    return connection.execute(update(table).where(key.in_(ids), old).values(change)).rowcount
