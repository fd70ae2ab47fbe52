"""The outbox: what is to be sent, by whom it is being sent, and what came of it.

    waiting --claim--> claimed --mark_attempting--> attempting --record--> sent | dead | uncertain | waiting

A row is claimed only if no earlier open row has the same person and priority, which keeps their order.
`claimed` is safe to take again when its sender is gone. `attempting` is not: the message may have been sent,
so it is uncertain; an uncertain reply is sent once more, a nudge or bulk message never. Every change after a
claim names its sender (`claimed_by`), so that one that slept while another took over changes nothing.
What is kept of an attempt is in `storage/outcomes.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    update,
)

from storage.leases import database_time
from storage.tables import addresses, outbox, people

LEASE_SECONDS = 20.0
"""How long a row stays with a sender of which nothing is heard; the sender's own lease lasts as long."""

REPLY_WAITS = timedelta(minutes=10)
"""Twice as long as a sender waits to try again; a provider that asks for more silences an account"""

_earlier = outbox.alias("earlier")
_newer = addresses.alias("newer")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who sends for one account of a channel; `name` is another one at every start."""

    channel: str
    account: str
    name: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message to send, still sealed: one that does not open stops only itself."""

    id: int
    person_id: int
    priority: int
    kind: str
    """"say" or "delete" """
    lang: str
    address_id: int
    address_sealed: bytes
    body_sealed: bytes | None
    text_sealed: bytes | None
    """as it was rendered for an earlier attempt"""
    attempts: int
    parts_sent: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Unsent:
    """A message that was not sent, or may not have been, for the operator. Holds nothing personal."""

    id: int
    person: str
    """their reference"""
    channel: str | None
    status: str
    """"dead" or "uncertain"; anything else: it was uncertain once, and sent again"""
    priority: int
    error: str | None
    created_at: datetime


def claim(conn: Connection, holder: Holder, now: datetime, limits: Mapping[int, int]) -> list[Claimed]:
    """Take what may be sent now: for each priority at most so many rows, the most urgent and oldest first.

    Rows that name no address go to the newest reachable one of their person; without one they are dead.
    """
    without_address = _some_without_address(conn, now)
    if without_address:
        _bury_unreachable(conn, now)
    claimed: list[Claimed] = []
    for priority, limit in sorted(limits.items()):
        if limit > 0:
            rows = _due(conn, holder, now, priority, limit, without_address)
            claimed += _take(conn, holder, rows)
    return claimed


def mark_attempting(
    conn: Connection, holder: Holder, texts: Mapping[int, bytes | None], now: datetime
) -> set[int]:
    """Say just before the calls that they are made, with the rendered text (sealed) of each row.

    Gives the rows that are still ours; the others must not be sent.
    """
    mine = (
        update(outbox)
        .where(outbox.c.id.in_(list(texts)), outbox.c.status == "claimed", outbox.c.claimed_by == holder.name)
        .values(
            status="attempting",
            attempts=outbox.c.attempts + 1,
            attempted_at=now,
            lease_until=database_time(conn) + LEASE_SECONDS,
        )
        .returning(outbox.c.id)
    )
    ours = set(conn.execute(mine).scalars())
    kept = [
        {"row": row, "text": sealed} for row, sealed in texts.items() if row in ours and sealed is not None
    ]
    if kept:
        statement = (
            update(outbox).where(outbox.c.id == bindparam("row")).values(text_sealed=bindparam("text"))
        )
        conn.execute(statement, kept)
    return ours


def give_back(conn: Connection, holder: Holder, ids: Iterable[int]) -> None:
    """Leave claimed rows to whoever claims next."""
    mine = and_(outbox.c.id.in_(list(ids)), outbox.c.status == "claimed", outbox.c.claimed_by == holder.name)
    conn.execute(update(outbox).where(mine).values(waiting_again()))


def keep(conn: Connection, holder: Holder, ids: Iterable[int]) -> None:
    """Hold on to claimed and attempting rows for another LEASE_SECONDS."""
    mine = and_(outbox.c.id.in_(list(ids)), outbox.c.claimed_by == holder.name)
    conn.execute(update(outbox).where(mine).values(lease_until=database_time(conn) + LEASE_SECONDS))


def unsent(conn: Connection, limit: int = 1000) -> list[Unsent]:
    """What is dead or uncertain, newest first."""
    columns = (outbox.c.channel, outbox.c.status, outbox.c.priority, outbox.c.error, outbox.c.created_at)
    rows = conn.execute(
        select(outbox.c.id, people.c.reference, *columns)
        .join(people, people.c.id == outbox.c.person_id)
        .where(or_(outbox.c.status.in_(("dead", "uncertain")), outbox.c.uncertain_count > 0))
        .order_by(outbox.c.id.desc())
        .limit(limit)
    )
    return [Unsent(*row) for row in rows]


def counts(conn: Connection) -> dict[str, int]:
    """How many messages there are in each status."""
    rows = conn.execute(select(outbox.c.status, func.count()).group_by(outbox.c.status))
    return {str(status): int(number) for status, number in rows}


def _some_without_address(conn: Connection, now: datetime) -> bool:
    return conn.execute(select(outbox.c.id).where(_without_address(now)).limit(1)).first() is not None


def _without_address(now: datetime) -> ColumnElement[bool]:
    return and_(is_open(outbox), outbox.c.channel.is_(None), outbox.c.status == "waiting", _is_due(now))


def _is_due(now: datetime) -> ColumnElement[bool]:
    """No reply is put off for longer than REPLY_WAITS: the clock was set back since it was."""
    at = outbox.c.not_before
    set_back = and_(outbox.c.priority == 0, at > now + REPLY_WAITS)
    return or_(at.is_(None), at <= now, set_back)


def _bury_unreachable(conn: Connection, now: datetime) -> None:
    nowhere = ~exists().where(addresses.c.person_id == outbox.c.person_id, _reachable(addresses))
    dead = {"status": "dead", "error": "the person has no address that takes messages"}
    conn.execute(update(outbox).where(_without_address(now), nowhere).values(dead))


def _due(
    conn: Connection, holder: Holder, now: datetime, priority: int, limit: int, without_address: bool
) -> Sequence[Any]:
    due = _candidates(priority, now).limit(limit)
    named = due.where(
        outbox.c.channel == holder.channel,
        outbox.c.account == holder.account,
        addresses.c.id == outbox.c.reply_to,
    )
    rows = list(conn.execute(named))
    if without_address:
        rows += conn.execute(due.where(_newest_address_is_of(holder)))
    return sorted(rows, key=lambda row: int(row.id))[:limit]


def _newest_address_is_of(holder: Holder) -> ColumnElement[bool]:
    newer = and_(_newer.c.person_id == outbox.c.person_id, _newer.c.id > addresses.c.id, _reachable(_newer))
    return and_(
        outbox.c.channel.is_(None),
        addresses.c.person_id == outbox.c.person_id,
        addresses.c.channel == holder.channel,
        addresses.c.account == holder.account,
        _reachable(addresses),
        ~exists().where(newer),
    )


def _candidates(priority: int, now: datetime) -> Any:
    return (
        select(
            outbox.c.id,
            outbox.c.person_id,
            outbox.c.priority,
            outbox.c.kind,
            people.c.lang,
            addresses.c.id.label("address_id"),
            addresses.c.value_sealed,
            outbox.c.body_sealed,
            outbox.c.text_sealed,
            outbox.c.attempts,
            outbox.c.parts_sent,
            outbox.c.created_at,
        )
        .join(people, people.c.id == outbox.c.person_id)
        .where(
            is_open(outbox),
            outbox.c.status == "waiting",
            outbox.c.priority == priority,
            _is_due(now),
        )
        .where(
            ~exists().where(
                _earlier.c.person_id == outbox.c.person_id,
                _earlier.c.priority == outbox.c.priority,
                _earlier.c.id < outbox.c.id,
                is_open(_earlier),
            )
        )
        .order_by(outbox.c.id)
    )


def _take(conn: Connection, holder: Holder, rows: Sequence[Any]) -> list[Claimed]:
    if not rows:
        return []
    taken = conn.execute(
        update(outbox)
        .where(outbox.c.id.in_([row.id for row in rows]), outbox.c.status == "waiting")
        .values(
            status="claimed",
            claimed_by=holder.name,
            lease_until=database_time(conn) + LEASE_SECONDS,
            channel=holder.channel,
            account=holder.account,
        )
        .returning(outbox.c.id)
    )
    ours = set(taken.scalars())
    return [Claimed(*row) for row in rows if row.id in ours]


def waiting_again() -> dict[str, Any]:
    """Open to every sender again; the channel of a row that names no address is chosen anew."""
    chosen_at_send = outbox.c.reply_to.is_(None)
    return {
        "claimed_by": None,
        "lease_until": None,
        "status": "waiting",
        "channel": case((chosen_at_send, null()), else_=outbox.c.channel),
        "account": case((chosen_at_send, null()), else_=outbox.c.account),
    }


def is_open(rows: Any) -> ColumnElement[bool]:
    """Not settled yet; written out, so that the partial indexes with this condition are used."""
    name = rows.name
    return literal_column(f"{name}.status IN ('waiting', 'claimed', 'attempting')")


def _reachable(rows: Any) -> ColumnElement[bool]:
    return and_(rows.c.unreachable_at.is_(None), rows.c.channel != "phone")
