"""What comes of sending a message, and what is left by a sender that died: kept in its outbox row.

The rule of what is uncertain is here and nowhere else: a reply is sent once more, anything else never.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    literal_column,
    or_,
    select,
    text,
    update,
)

from storage.leases import database_time
from storage.outbox import LEASE_SECONDS, Holder, waiting_again
from storage.people import address_hash
from storage.secrets import Secrets
from storage.tables import IS_REACHED, addresses, outbox

_AGAIN = and_(outbox.c.priority == 0, outbox.c.uncertain_count == 0)


@dataclass(frozen=True, slots=True)
class Sent:
    """Accepted in full."""

    id: int
    provider_id: str


@dataclass(frozen=True, slots=True)
class PartSent:
    """One more part of a long text was accepted; the row stays claimed."""

    id: int
    parts_sent: int


@dataclass(frozen=True, slots=True)
class TryLater:
    """Not accepted now, and certainly not sent."""

    id: int
    at: datetime
    error: str


@dataclass(frozen=True, slots=True)
class Dead:
    """Never to be accepted."""

    id: int
    error: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """It may have been accepted."""

    id: int
    at: datetime
    """when a reply is sent once more"""
    error: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The address takes no messages any more."""

    id: int
    address_id: int
    error: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The address has another value now; sent there at once."""

    id: int
    address_id: int
    value: str


Outcome: TypeAlias = Sent | PartSent | TryLater | Dead | Uncertain | Gone | Moved


def record(
    conn: Connection, secrets: Secrets, holder: Holder, outcomes: Sequence[Outcome], now: datetime
) -> None:
    """Keep what came of the attempts. A row that meanwhile went to another sender is left to that one."""
    sent = [
        {"row": outcome.id, "provider": outcome.provider_id}
        for outcome in outcomes
        if isinstance(outcome, Sent)
    ]
    if sent:
        conn.execute(_mark_sent(holder, now), sent)
    for outcome in outcomes:
        if not isinstance(outcome, Sent):
            _record_one(conn, secrets, holder, outcome, now)


def recover(conn: Connection, holder: Holder) -> None:
    """Take over, with the account's lease in hand, what senders before this one left unfinished."""
    orphaned = and_(
        outbox.c.channel == holder.channel,
        outbox.c.account == holder.account,
        # written out, as in the partial index that has this condition
        literal_column("outbox.status IN ('claimed', 'attempting')"),
        or_(
            outbox.c.claimed_by != holder.name,
            outbox.c.lease_until < database_time(conn),
            # given before the clock was set back
            outbox.c.lease_until > database_time(conn) + 2 * LEASE_SECONDS,
        ),
    )
    conn.execute(update(outbox).where(orphaned, outbox.c.status == "claimed").values(waiting_again()))
    _mark_uncertain(
        conn, and_(orphaned, outbox.c.status == "attempting"), None, "its sender stopped during the call"
    )


def _record_one(conn: Connection, secrets: Secrets, holder: Holder, outcome: Outcome, now: datetime) -> None:
    mine = _held(holder, outcome.id)
    match outcome:
        case PartSent(parts_sent=parts):
            conn.execute(update(outbox).where(mine).values(status="claimed", parts_sent=parts))
        case TryLater(at=at, error=error):
            conn.execute(update(outbox).where(mine).values(**waiting_again(), not_before=at, error=error))
        case Dead(error=error):
            conn.execute(update(outbox).where(mine).values(**_settled(), status="dead", error=error))
        case Uncertain(at=at, error=error):
            _mark_uncertain(conn, mine, at, error)
        case Gone(address_id=address, error=error):
            conn.execute(update(addresses).where(addresses.c.id == address).values(unreachable_at=now))
            _leave_address(conn, mine, error)
        case Moved(address_id=address, value=value):
            conn.execute(update(outbox).where(mine).values(**waiting_again()))
            _move_address(conn, secrets, outcome.id, address, value, now)


def _mark_sent(holder: Holder, now: datetime) -> Any:
    return (
        update(outbox)
        .where(
            outbox.c.id == bindparam("row"),
            outbox.c.status == "attempting",
            outbox.c.claimed_by == holder.name,
        )
        .values(**_settled(), status="sent", provider_id=bindparam("provider"), sent_at=now, error=None)
    )


def _mark_uncertain(conn: Connection, which: ColumnElement[bool], at: datetime | None, error: str) -> None:
    """The one place of the rule: a reply is sent once more, anything else never."""
    values = {
        **waiting_again(),
        "status": case((_AGAIN, "waiting"), else_="uncertain"),
        "uncertain_count": outbox.c.uncertain_count + 1,
        "not_before": at,
        "error": error,
    }
    conn.execute(update(outbox).where(which).values(values))


def _leave_address(conn: Connection, which: ColumnElement[bool], error: str) -> None:
    """A reply has only the address they wrote from; anything else may go to another one."""
    conn.execute(
        update(outbox)
        .where(which)
        .values(
            **{
                **waiting_again(),
                "status": case((outbox.c.reply_to.is_(None), "waiting"), else_="dead"),
                "error": error,
            }
        )
    )


def _move_address(
    conn: Connection, secrets: Secrets, row: int, address_id: int, value: str, now: datetime
) -> None:
    old = conn.execute(select(addresses).where(addresses.c.id == address_id)).one()
    value_hash = address_hash(secrets, old.kind, value)
    known = conn.execute(
        select(addresses.c.id).where(
            text(IS_REACHED),
            addresses.c.channel == old.channel,
            addresses.c.kind == old.kind,
            addresses.c.value_hash == value_hash,
        )
    ).scalar_one_or_none()
    if known is None:
        moved = {"value_hash": value_hash, "value_sealed": secrets.seal_text(value)}
        conn.execute(update(addresses).where(addresses.c.id == address_id).values(moved))
    elif known != address_id:
        conn.execute(update(addresses).where(addresses.c.id == address_id).values(unreachable_at=now))
        conn.execute(
            update(outbox).where(outbox.c.id == row, outbox.c.reply_to == address_id).values(reply_to=known)
        )


def _held(holder: Holder, row: int) -> ColumnElement[bool]:
    return and_(
        outbox.c.id == row,
        outbox.c.status.in_(("claimed", "attempting")),
        outbox.c.claimed_by == holder.name,
    )


def _settled() -> dict[str, Any]:
    return {"claimed_by": None, "lease_until": None}
