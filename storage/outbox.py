"""The outbox: what is to be sent, by whom it is being sent, and what came of it.

    waiting --claim--> claimed --mark_attempting--> attempting --record--> sent | dead | uncertain | waiting
       |                                                                        | withheld
       +--claim--> withheld (nobody may be sent this now) | dead (there is nowhere to send it to)

`claimed` is safe to take again when its sender is gone. `attempting` is not: the message may have been sent,
so it is uncertain; an uncertain reply is sent once more, a nudge or bulk message never. Every change after a
claim names its sender (`claimed_by`), so that one that slept while another took over changes nothing.
What may be claimed is in `storage/claims.py`, what is kept of an attempt in `storage/outcomes.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
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
from storage.tables import broadcasts, outbox, people

UNASKED = ("reminder", "campaign")
"""who opted out gets none of these, and who is in the middle of a conversation not now"""
LEASE_SECONDS = 20.0
"""How long a row stays with a sender of which nothing is heard; the sender's own lease lasts as long."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who sends for one account of a channel; `name` is another one at every start."""

    channel: str
    account: str
    name: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is sent of a row: its rendered text (None: as it was kept before), and as which template."""

    text_sealed: bytes | None
    template: str | None = None


@dataclass(frozen=True, slots=True)
class Unsent:
    """A message that was not sent, or may not have been, for the operator. Holds nothing personal."""

    id: int
    person: str
    """their reference"""
    channel: str | None
    status: str
    """"dead", "withheld" or "uncertain"; anything else: it was uncertain once, and sent again"""
    priority: int
    error: str | None
    created_at: datetime


def mark_attempting(
    conn: Connection, holder: Holder, attempts: Mapping[int, Attempt], now: datetime
) -> set[int]:
    """Say just before the calls that they are made, with what is sent of each row.

    Gives the rows that are still ours and still wanted; the others must not be sent. Of an uncertain row the
    time of the first attempt stays: from then on it may be found at the platform.
    """
    given = {"ids": list(attempts), "by": holder.name, "at": now}
    ours = set(conn.execute(_mark_all(database_time(conn)), given).scalars())
    kept = [
        {"row": row, "text": attempt.text_sealed, "template_name": attempt.template}
        for row, attempt in attempts.items()
        if row in ours and attempt.text_sealed is not None
    ]
    if kept:
        conn.execute(_KEEP_TEXT, kept)
    return ours


@cache  # made once: to make it takes longer than to run it
def _mark_all(time: Any) -> Any:
    at = bindparam("at", type_=outbox.c.attempted_at.type)
    first_at = case((outbox.c.uncertain_count > 0, func.coalesce(outbox.c.attempted_at, at)), else_=at)
    claimed = and_(outbox.c.status == "claimed", outbox.c.claimed_by == bindparam("by"))
    # both may have changed since it was claimed
    is_in_time = or_(outbox.c.expires_at.is_(None), outbox.c.expires_at > at)
    opted_out = exists().where(people.c.id == outbox.c.person_id, people.c.opted_out_at.is_not(None))
    no_campaigns = exists().where(people.c.id == outbox.c.person_id, people.c.no_campaigns_at.is_not(None))
    needed = exists().where(broadcasts.c.id == outbox.c.broadcast_id, broadcasts.c.topic == "service")
    is_campaign = and_(outbox.c.purpose == "campaign", no_campaigns, ~needed)
    is_wanted = or_(outbox.c.purpose.not_in(UNASKED), ~or_(opted_out, is_campaign))
    return (
        update(outbox)
        .where(outbox.c.id.in_(bindparam("ids", expanding=True)), claimed, is_in_time, is_wanted)
        .values(
            status="attempting",
            attempts=outbox.c.attempts + 1,
            attempted_at=first_at,
            lease_until=time + LEASE_SECONDS,
        )
        .returning(outbox.c.id)
    )


_KEEP_TEXT = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(text_sealed=bindparam("text"), template=bindparam("template_name"))
)


def give_back(conn: Connection, holder: Holder, ids: Iterable[int]) -> None:
    """Leave claimed rows to whoever claims next."""
    mine = and_(outbox.c.id.in_(list(ids)), outbox.c.status == "claimed", outbox.c.claimed_by == holder.name)
    conn.execute(update(outbox).where(mine).values(waiting_again()))


def keep(conn: Connection, holder: Holder, ids: Iterable[int]) -> None:
    """Hold on to claimed and attempting rows for another LEASE_SECONDS."""
    mine = and_(outbox.c.id.in_(list(ids)), outbox.c.claimed_by == holder.name)
    conn.execute(update(outbox).where(mine).values(lease_until=database_time(conn) + LEASE_SECONDS))


def unsent(conn: Connection, limit: int = 1000) -> list[Unsent]:
    """What is dead, withheld or uncertain, or was uncertain once, newest first."""
    columns = (outbox.c.channel, outbox.c.status, outbox.c.priority, outbox.c.error, outbox.c.created_at)
    rows = conn.execute(
        select(outbox.c.id, people.c.reference, *columns)
        .join(people, people.c.id == outbox.c.person_id)
        .where(or_(outbox.c.status.in_(("dead", "uncertain", "withheld")), outbox.c.uncertain_count > 0))
        .order_by(outbox.c.id.desc())
        .limit(limit)
    )
    return [Unsent(*row) for row in rows]


def counts(conn: Connection) -> dict[str, int]:
    """How many messages there are in each status."""
    rows = conn.execute(select(outbox.c.status, func.count()).group_by(outbox.c.status))
    return {str(status): int(number) for status, number in rows}


def waiting_again() -> dict[str, Any]:
    """Open to every sender again; the channel of a row that names no address is chosen anew.

    One that fell back stays with the channel it fell back to.
    """
    chosen_at_send = and_(outbox.c.reply_to.is_(None), outbox.c.fell_back.is_(False))
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


def is_reachable(rows: Any) -> ColumnElement[bool]:
    """Does this address take messages, as far as is known? A phone that was shared is no way to send."""
    return and_(rows.c.unreachable_at.is_(None), rows.c.channel != "phone")
