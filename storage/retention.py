"""What is kept no longer than it is needed: drafts, and what was said. (Of invitations: storage/erasure.py.)

What is too old is looked for in a transaction that reads, so that no reply waits for it; each chunk of it is
erased in one of its own, so that a crash loses nothing. A caller goes on until `next_id` is None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Delete, Table, Update, and_, delete, or_, select, update

from storage.joins import UNDONE_WITHIN
from storage.store import Store
from storage.strangers import emptied, unused_addresses, unused_names, unused_numbers
from storage.tables import (
    addresses,
    broadcasts,
    conversations,
    inbox,
    joined_rows,
    joins,
    outbox,
    people,
    receipts,
    recipients,
    unread,
)

CHUNK = 200
"""rows erased in one transaction"""
UNREAD_DAYS = 30
"""at most: what was not understood is found by nobody who wants their data erased"""


@dataclass(frozen=True, slots=True)
class Found:
    """Rows that are too old, and the id behind which to look on; None: there are no more."""

    ids: Sequence[int]
    next_id: int | None


@dataclass(frozen=True, slots=True)
class Old:
    """What is too old of a table, and what erasing makes of it; `change` None: its rows go."""

    table: Table
    key: ColumnElement[Any]
    condition: ColumnElement[bool]
    change: Mapping[str, Any] | None

    def find(self, connection: Connection, after: int = 0, limit: int = CHUNK) -> Found:
        """The next rows behind an id. Reads all rows behind it when nothing is old: not for a writer."""
        query = select(self.key).select_from(self.table).where(self.key > after, self.condition)
        ids = connection.scalars(query.order_by(self.key).limit(limit)).all()
        return Found(ids, ids[-1] if len(ids) == limit else None)

    def erase(self, connection: Connection, ids: Sequence[int]) -> int:
        """Erase those that were found; returns how many still were old: someone may have come back since."""
        statement: Update | Delete = delete(self.table)
        if self.change is not None:
            statement = update(self.table).values(dict(self.change))
        return connection.execute(statement.where(self.key.in_(ids), self.condition)).rowcount


@dataclass(frozen=True, slots=True)
class Limits:
    """How many days things are kept."""

    draft_days: int = 14
    messages_days: int = 90
    receipts_days: int = 30


def too_old(limits: Limits, now: datetime) -> dict[str, Old]:
    """What is to be erased by now, by name."""
    kept = (limits.draft_days, limits.messages_days, limits.receipts_days)
    since, messages, claimed = (now - timedelta(days) for days in kept)
    not_understood = now - timedelta(min(limits.messages_days, UNREAD_DAYS))
    return {
        "drafts": drafts(since),
        "received": received(messages),
        "unread": never_understood(not_understood),
        "sent": sent(messages),
        "receipts": undecided(claimed),
        **of_strangers(messages, now),
        "joined": joined(now - UNDONE_WITHIN),
        "recipients": names_in_broadcasts(messages),
        "joins": Old(joins, joins.c.id, joins.c.at <= now - UNDONE_WITHIN, None),
    }


def erase_old(store: Store, limits: Limits, now: datetime) -> dict[str, int]:
    """Erase all that is too old; returns how many rows of each."""
    counts = {}
    for name, old in too_old(limits, now).items():
        counts[name] = 0
        after: int | None = 0
        while after is not None:
            with store.reading() as connection:
                found = old.find(connection, after)
            if found.ids:
                with store.writing() as connection:
                    counts[name] += old.erase(connection, found.ids)
            after = found.next_id
    return counts


def drafts(untouched_since: datetime) -> Old:
    """Conversations nobody touched since then. The version counts on, which a turn in hand notices."""
    old = and_(conversations.c.state_sealed.is_not(None), conversations.c.updated_at < untouched_since)
    change = {
        "state_sealed": None,
        "flow": None,
        "waiting_on": None,
        "due_at": None,
        "version": conversations.c.version + 1,
    }
    return Old(conversations, conversations.c.person_id, old, change)


def received(received_before: datetime) -> Old:
    """What people sent, once handled or set aside; that it came is kept, so that it never comes twice."""
    old = and_(
        inbox.c.raw_sealed.is_not(None), inbox.c.status != "waiting", inbox.c.received_at < received_before
    )
    return Old(inbox, inbox.c.id, old, {"raw_sealed": None})


def never_understood(received_before: datetime) -> Old:
    """What nobody understood: gone with all that says it came."""
    return Old(unread, unread.c.id, unread.c.received_at < received_before, None)


def joined(joined_until: datetime) -> Old:
    """Whose was what, of people who were joined too long ago to be separated."""
    old = joined_rows.c.join_id.in_(select(joins.c.id).where(joins.c.at <= joined_until))
    return Old(joined_rows, joined_rows.c.join_id, old, None)


def of_strangers(quiet_since: datetime, now: datetime) -> dict[str, Old]:
    """Where people are reached who have nothing here and of whom no message is kept; then their names."""
    return {
        "numbers": Old(addresses, addresses.c.id, unused_numbers(quiet_since), None),
        "addresses": Old(addresses, addresses.c.id, unused_addresses(quiet_since), emptied(now)),
        "names": Old(people, people.c.id, unused_names(), {"name_sealed": None, "name_start": None}),
    }


def names_in_broadcasts(ended_before: datetime) -> Old:
    """What people were called in broadcasts that are over; that they were in them is kept."""
    over = select(broadcasts.c.id).where(broadcasts.c.ended_at < ended_before)
    old = and_(recipients.c.name_sealed.is_not(None), recipients.c.broadcast_id.in_(over))
    return Old(recipients, recipients.c.person_id, old, {"name_sealed": None})


def undecided(claimed_before: datetime) -> Old:
    """Pictures of receipts that nobody decided on; the claim stays, and can still be decided without it."""
    old = and_(
        receipts.c.picture_sealed.is_not(None),
        receipts.c.status == "waiting",
        receipts.c.claimed_at < claimed_before,
    )
    return Old(receipts, receipts.c.id, old, {"picture_sealed": None})


def sent(created_before: datetime) -> Old:
    """What was said, once nothing more will come of it; that it was sent is kept."""
    old = and_(
        or_(outbox.c.body_sealed.is_not(None), outbox.c.text_sealed.is_not(None)),
        outbox.c.status.in_(("sent", "uncertain", "dead", "withheld")),
        outbox.c.created_at < created_before,
    )
    return Old(outbox, outbox.c.id, old, {"body_sealed": None, "text_sealed": None})
