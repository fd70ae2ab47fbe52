"""What platforms tell of an address: it took a message, it moved, its window is closed, it may be gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, literal_column, select, text, update

from storage.claims import SUSPECTED, best_address
from storage.outbox import waiting_again
from storage.people import address_hash
from storage.secrets import Secrets
from storage.tables import IS_REACHED, addresses, outbox

SUSPECTED_FOR = timedelta(minutes=5)
"""How long a message waits while it is judged whether its address is really gone."""

_other = addresses.alias("other")


def trust(conn: Connection, ids: Sequence[int]) -> None:
    """What takes a message is not gone."""
    if ids:
        conn.execute(_TRUST, {"ids": ids})


_TRUST = (
    update(addresses)
    .where(
        addresses.c.id.in_(bindparam("ids", expanding=True)),
        literal_column("addresses.suspected_at IS NOT NULL"),
    )
    .values(suspected_at=None, suspected_as=None)
)


def suspect(
    conn: Connection,
    which: ColumnElement[bool],
    address_id: int | None,
    said: Literal["gone", "stopped"],
    error: str,
    now: datetime,
) -> None:
    """The first time stands; the row waits until it is judged, in bot/refusals.py, or until they write.

    It was not sent.
    """
    row = conn.execute(select(outbox).where(which)).one_or_none()
    if row is None:
        return
    address = address_id or _address_of(conn, row)
    if address is not None:
        suspicion = {
            "suspected_at": func.coalesce(addresses.c.suspected_at, now),
            "suspected_as": said if said == "stopped" else func.coalesce(addresses.c.suspected_as, said),
        }
        conn.execute(update(addresses).where(addresses.c.id == address).values(suspicion))
    why = func.coalesce(outbox.c.withheld_because, SUSPECTED)
    later = {"not_before": now + SUSPECTED_FOR, "withheld_because": why, "error": error}
    conn.execute(update(outbox).where(which).values({**waiting_again(), **later}))


def close_window(conn: Connection, which: ColumnElement[bool], address_id: int | None) -> bool:
    """The platform knows better when they wrote; unless it was after the message was tried. Was it?"""
    row = conn.execute(select(outbox).where(which)).one_or_none()
    if row is None or row.attempted_at is None:
        return False
    address = address_id or _address_of(conn, row)
    if address is None:
        return False
    before = and_(addresses.c.id == address, addresses.c.wrote_at <= row.attempted_at)
    conn.execute(update(addresses).where(before).values(wrote_at=None))
    return wrote_since(conn, address, row.attempted_at)


def wrote_since(conn: Connection, address_id: int, before: datetime | None) -> bool:
    """Did they write from there after that; None: ever?

    Keeps the address until the end of the transaction: a turn that comes in between either is seen here, or
    finds withheld what is withheld here, and releases it.
    """
    query = select(addresses.c.wrote_at).where(addresses.c.id == address_id).with_for_update()
    at = conn.execute(query).scalar_one_or_none()
    return at is not None and (before is None or at > before)


def move(conn: Connection, secrets: Secrets, row: int, address_id: int, value: str, now: datetime) -> None:
    """The address has this value now; where that is known already, a reply in this row goes there."""
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


def other_channel(conn: Connection, which: ColumnElement[bool]) -> Any:
    """Where a row falls back to (channel, account): the person's address on another channel.

    None: there is none; or it fell back before, is a reply, or may have been sent in part.
    """
    best = best_address(outbox.c.person_id, lambda address: address.c.channel != outbox.c.channel)
    return conn.execute(
        select(_other.c.channel, _other.c.account)
        .select_from(outbox)
        .join(_other, _other.c.id == best)
        .where(
            which,
            outbox.c.reply_to.is_(None),
            outbox.c.fell_back.is_(False),
            outbox.c.parts_sent == 0,
            outbox.c.uncertain_count == 0,
        )
    ).one_or_none()


def _address_of(conn: Connection, row: Any) -> int | None:
    """Where a row was sent: where they wrote from, else their best address on its channel."""
    if row.reply_to is not None:
        return int(row.reply_to)
    best = best_address(
        row.person_id, lambda a: a.c.channel == row.channel, lambda a: a.c.account == row.account
    )
    return conn.execute(select(best)).scalar_one_or_none()
