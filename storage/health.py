"""What tells whether the service does what it promises: queues, what was not sent, marks, leases, templates.

Every statement goes by a partial index or the newest rows, so that a look costs the same whatever was sent in
years. Nothing here names a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, literal_column, or_, select, tuple_

from storage.leases import database_time
from storage.outbox import is_open
from storage.tables import (
    IS_TO_REDACT,
    IS_UNSENT,
    IS_WITHHELD,
    consent_chain,
    consents,
    contents,
    inbox,
    leases,
    outbox,
    redactions,
    settings,
)

UNSENT_LOOKED_AT = 10_000
"""of what was not sent, the newest"""
ROWS_LOOKED_AT = 50_000
"""ids at most in which what was sent is set against what was not"""
PRIORITIES = (0, 1, 2)
MANY_ATTEMPTS = 8
"""with their growing pauses (bot/redactions.py) more than a day went by"""


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits to be sent for an account. `channel` None: chosen when it is sent."""

    channel: str | None
    account: str | None
    priority: int
    number: int
    due_since: datetime | None
    """since when the oldest could have been sent; None: nothing is due"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many rows, and since when the oldest of them."""

    number: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Failures:
    """Of what was tried since a time: how many messages were not sent (or perhaps not), and how many were."""

    failed: int
    sent: int


def queues(conn: Connection, now: datetime) -> list[Queue]:
    """Each account and priority for which something waits."""
    found = []
    for channel, account in _accounts(conn):
        for priority in PRIORITIES:
            theirs = _of(channel, account, priority)
            number = conn.scalar(select(func.count()).select_from(outbox).where(theirs)) or 0
            if number:
                since = _due_since(conn, theirs, now)
                found.append(Queue(channel, account, priority, number, since))
    return found


def _accounts(conn: Connection) -> Iterator[tuple[str | None, str | None]]:
    """Those of open rows, one step along the index for each; first the one not chosen yet."""
    if conn.execute(select(outbox.c.id).where(_of(None, None)).limit(1)).first() is not None:
        yield None, None
    last = ("", "")
    columns = (outbox.c.channel, outbox.c.account)
    while True:
        behind = and_(is_open(outbox), tuple_(*columns) > tuple_(*last))
        row = conn.execute(select(*columns).where(behind).order_by(*columns).limit(1)).first()
        if row is None:
            return
        last = (row.channel, row.account)
        yield last


def _of(channel: str | None, account: str | None, priority: int | None = None) -> Any:
    theirs = and_(is_open(outbox), outbox.c.channel == channel, outbox.c.account == account)
    return theirs if priority is None else and_(theirs, outbox.c.priority == priority)


def _due_since(conn: Connection, theirs: Any, now: datetime) -> datetime | None:
    due = or_(outbox.c.not_before.is_(None), outbox.c.not_before <= now)
    query = select(outbox.c.created_at, outbox.c.not_before).where(theirs, due)
    row = conn.execute(query.order_by(outbox.c.id).limit(1)).first()
    if row is None:
        return None
    since: datetime = max(row.created_at, row.not_before) if row.not_before else row.created_at
    return since


def inbox_waiting(conn: Connection) -> Waiting:
    """What came in and was not handled yet."""
    return _waiting(conn, "status = 'waiting'")


def set_aside(conn: Connection) -> Waiting:
    """What came in and could not be handled."""
    return _waiting(conn, "status = 'failed'")


def _waiting(conn: Connection, condition: str) -> Waiting:
    """The condition written out, so that the partial index with it is used."""
    columns = (func.count().label("number"), func.min(inbox.c.received_at).label("since"))
    row = conn.execute(select(*columns).select_from(inbox).where(literal_column(condition))).one()
    return Waiting(int(row.number), row.since)


def still_at_platforms(conn: Connection, due_before: datetime) -> int:
    """Messages that hold a NIK or a number and should long be erased at their platform."""
    is_late = or_(redactions.c.due_at <= due_before, redactions.c.attempts >= MANY_ATTEMPTS)
    query = select(func.count()).select_from(redactions).where(literal_column(IS_TO_REDACT), is_late)
    return conn.scalar(query) or 0


def unsent(conn: Connection) -> dict[str, int]:
    """How many are dead and uncertain, among the newest that were not sent."""
    newest = (
        select(outbox.c.status)
        .where(literal_column(IS_UNSENT))
        .order_by(outbox.c.id.desc())
        .limit(UNSENT_LOOKED_AT)
        .subquery()
    )
    rows = conn.execute(select(newest.c.status, func.count()).group_by(newest.c.status))
    counts = {str(status): int(number) for status, number in rows}
    return {status: counts.get(status, 0) for status in ("dead", "uncertain")}


def withheld(conn: Connection) -> dict[str, int]:
    """How many messages are withheld, by the reason."""
    query = select(outbox.c.withheld_because, func.count()).where(literal_column(IS_WITHHELD))
    rows = conn.execute(query.group_by(outbox.c.withheld_because))
    return {str(reason): int(number) for reason, number in rows}


def failures(conn: Connection, since: datetime) -> Failures:
    """What failed since then, and what was sent among the same rows: no index tells when each was sent."""
    newest = (
        select(outbox.c.id, outbox.c.status, outbox.c.attempted_at)
        .where(literal_column(IS_UNSENT))
        .order_by(outbox.c.id.desc())
        .limit(UNSENT_LOOKED_AT)
        .subquery()
    )
    failed = and_(newest.c.status.in_(("dead", "uncertain")), newest.c.attempted_at >= since)
    columns = (func.count().label("number"), func.min(newest.c.id).label("first"))
    row = conn.execute(select(*columns).where(failed)).one()
    if not row.number:
        return Failures(0, 0)
    newest_id = conn.scalar(select(func.max(outbox.c.id))) or 0
    first = max(int(row.first), newest_id - ROWS_LOOKED_AT)
    among = and_(outbox.c.id >= first, outbox.c.status == "sent", outbox.c.sent_at >= since)
    return Failures(int(row.number), conn.scalar(select(func.count()).select_from(outbox).where(among)) or 0)


def marks_of(conn: Connection, prefix: str) -> dict[str, str]:
    """What is remembered by names that begin so, without that beginning."""
    theirs = func.substr(settings.c.name, 1, len(prefix)) == prefix
    rows = conn.execute(select(settings.c.name, settings.c.value).where(theirs))
    return {str(name)[len(prefix) :]: str(value) for name, value in rows}


def leases_held(conn: Connection) -> set[str]:
    """The names of all leases that someone holds now."""
    return set(conn.scalars(select(leases.c.name).where(leases.c.until >= database_time(conn))))


def unsealed_since(conn: Connection) -> datetime | None:
    """When the oldest consent behind the end of the chain was given; None: all are sealed."""
    newest = select(consent_chain.c.consent_id).order_by(consent_chain.c.position.desc()).limit(1)
    sealed_to = conn.scalar(newest) or 0
    oldest = select(consents.c.at).where(consents.c.id > sealed_to).order_by(consents.c.id).limit(1)
    return conn.scalar(oldest)


def first_received_at(conn: Connection) -> datetime | None:
    """When the first message came in; None: none did."""
    return conn.scalar(select(inbox.c.received_at).order_by(inbox.c.id).limit(1))


def has_contents(conn: Connection, account: str) -> bool:
    """Were the contents of this account ever made at the platform?"""
    return (
        conn.execute(select(contents.c.id).where(contents.c.account == account).limit(1)).first() is not None
    )


def template_counts(conn: Connection, account: str) -> dict[str, int]:
    """How many templates of an account are in each state."""
    query = select(contents.c.status, func.count()).where(
        contents.c.account == account, contents.c.kind == "template"
    )
    return {str(status): int(number) for status, number in conn.execute(query.group_by(contents.c.status))}
