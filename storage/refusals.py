"""Addresses that a platform says are gone: what is suspected, believed, or was a storm of errors.

A suspicion stays with its address for an hour after it was believed, so that what was believed counts against
the budget of errors; then it is forgotten. Someone who writes clears theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal_column, or_, select, update

from storage.claims import LEFT
from storage.outbox import is_open
from storage.tables import addresses, outbox, people

COUNTED_FOR = timedelta(hours=1)
_AT_ONCE = 500
"""people in one statement"""
_NEWEST = 100_000


@dataclass(frozen=True, slots=True)
class Suspects:
    """Those of one account: how many in the last hour or not judged yet."""

    channel: str
    account: str | None
    refused: int


def suspects(conn: Connection, now: datetime, older_than: timedelta) -> list[Suspects]:
    """Accounts of which some addresses were suspected before so long, and are not judged."""
    is_ripe = and_(addresses.c.suspected_at <= now - older_than, addresses.c.unreachable_at.is_(None))
    counts = or_(addresses.c.suspected_at > now - COUNTED_FOR, addresses.c.unreachable_at.is_(None))
    ripe = func.sum(case((is_ripe, 1), else_=0))
    rows = conn.execute(
        select(addresses.c.channel, addresses.c.account, func.sum(case((counts, 1), else_=0)))
        .where(_is_suspected())
        .group_by(addresses.c.channel, addresses.c.account)
        .having(ripe > 0)
    )
    return [Suspects(channel, account, int(refused)) for channel, account, refused in rows]


def sent_since(conn: Connection, channel: str, account: str | None, since: datetime) -> int:
    """How many messages this account sent since then, of the newest ones: when is in no index."""
    newest = (
        select(outbox.c.channel, outbox.c.account, outbox.c.sent_at)
        .order_by(outbox.c.id.desc())
        .limit(_NEWEST)
        .subquery()
    )
    which = (newest.c.channel == channel, newest.c.account == account, newest.c.sent_at > since)
    return conn.execute(select(func.count()).select_from(newest).where(*which)).scalar_one()


def believe(
    conn: Connection, one: Suspects, now: datetime, older_than: timedelta, says: Collection[str]
) -> tuple[int, int]:
    """The ripe suspects take no messages any more; who said so is opted out. How many of both.

    `says`: of whom the platform says one of these, "gone" or "stopped"; the others stay suspected. A reply to
    one of them is dead; anything else goes to another address, or dies where there is none.
    """
    ripe = (_of(one), addresses.c.suspected_at <= now - older_than, addresses.c.unreachable_at.is_(None))
    rows = conn.execute(
        select(addresses.c.id, addresses.c.person_id, addresses.c.suspected_as)
        .where(_is_suspected(), *ripe, addresses.c.suspected_as.in_(says))
        .order_by(addresses.c.person_id)
        .limit(_AT_ONCE)
    ).all()
    ids = [row.id for row in rows]
    stopped = [row.person_id for row in rows if row.suspected_as == "stopped"]
    conn.execute(update(addresses).where(addresses.c.id.in_(ids)).values(unreachable_at=now))
    opted_out = and_(people.c.id.in_(stopped), people.c.opted_out_at.is_(None))
    conn.execute(update(people).where(opted_out).values(opted_out_at=now))
    replies = and_(outbox.c.reply_to.in_(ids), _waits(rows_of=[row.person_id for row in rows]))
    error = func.coalesce(outbox.c.error, LEFT)
    conn.execute(update(outbox).where(replies).values(status="dead", error=error))
    return len(rows), len(stopped)


def doubt(conn: Connection, one: Suspects, now: datetime, wait: timedelta) -> int:
    """Nobody of them is gone: what was refused waits for so long and is tried again. How many there were."""
    doubted = (_is_suspected(), _of(one), addresses.c.unreachable_at.is_(None))
    rows = conn.execute(
        select(addresses.c.id, addresses.c.person_id)
        .where(*doubted)
        .order_by(addresses.c.person_id)
        .limit(_AT_ONCE)
    ).all()
    cleared = {"suspected_at": None, "suspected_as": None}
    conn.execute(update(addresses).where(addresses.c.id.in_([row.id for row in rows])).values(cleared))
    tried = and_(_waits(rows_of=[row.person_id for row in rows]), outbox.c.attempts > 0)
    theirs = or_(outbox.c.reply_to.is_(None), outbox.c.reply_to.in_([row.id for row in rows]))
    conn.execute(update(outbox).where(tried, theirs).values(not_before=now + wait))
    return len(rows)


def forget_judged(conn: Connection, now: datetime) -> None:
    """Believed so long ago that it counts no more."""
    old = and_(addresses.c.suspected_at <= now - COUNTED_FOR, addresses.c.unreachable_at.is_not(None))
    cleared = {"suspected_at": None, "suspected_as": None}
    conn.execute(update(addresses).where(_is_suspected(), old).values(cleared))


def _is_suspected() -> ColumnElement[bool]:
    # written out, as in the partial index that has this condition
    return literal_column("addresses.suspected_at IS NOT NULL")


def _of(one: Suspects) -> ColumnElement[bool]:
    account = addresses.c.account
    return and_(
        addresses.c.channel == one.channel,
        account.is_(None) if one.account is None else account == one.account,
    )


def _waits(*, rows_of: Sequence[int]) -> ColumnElement[bool]:
    return and_(is_open(outbox), outbox.c.person_id.in_(rows_of), outbox.c.status == "waiting")
