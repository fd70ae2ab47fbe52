"""Receipts: a participant says that they paid, and the office verifies it.

    (file)  fetching --fetched--> waiting --verify--> verified
                    --unreadable--> unreadable        --refuse--> refused
    (none)  waiting until it is decided, or until a file for the same nomination was fetched

`due_at` is when to fetch again while fetching, and when to erase the picture once it was decided.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, text, tuple_, update

from storage.dialect import insert_into
from storage.nudges import wake_about
from storage.secrets import Secrets
from storage.tables import IS_DECIDED, nominations, receipts

# written out: SQLite does not use a partial index for a value it is given as a parameter
_IS_DECIDED = text(IS_DECIDED)


@dataclass(frozen=True, slots=True)
class NewClaim:
    """Someone's word that they paid; the same reference twice is one."""

    reference: str
    nomination_id: int
    person_id: int
    channel: str
    account: str
    file: str | None
    """what the channel fetches the picture by; None: claimed without one"""
    media_type: str | None


@dataclass(frozen=True, slots=True)
class KeptReceipt:
    """A receipt as it is kept, without its picture."""

    id: int
    reference: str
    nomination_id: int
    nomination: str
    """its reference"""
    person_id: int
    status: str
    channel: str
    account: str
    media_type: str | None
    digest: str | None
    attempts: int
    has_picture: bool
    reason: str | None
    claimed_at: datetime


def claim(connection: Connection, secrets: Secrets, new: NewClaim, now: datetime) -> None:
    """Keep it: fetching where it has a file, else waiting for the office."""
    values = {
        "reference": new.reference,
        "nomination_id": new.nomination_id,
        "person_id": new.person_id,
        "status": "fetching" if new.file else "waiting",
        "channel": new.channel,
        "account": new.account,
        "file_sealed": secrets.seal_text(new.file) if new.file else None,
        "media_type": new.media_type[:40] if new.media_type else None,
        "attempts": 0,
        "due_at": now if new.file else None,
        "claimed_at": now,
    }
    connection.execute(insert_into(connection, receipts).values(values).on_conflict_do_nothing())
    wake_about(connection, [new.nomination_id], now)


def to_fetch(
    connection: Connection,
    secrets: Secrets,
    accounts: Collection[tuple[str, str]],
    now: datetime,
    limit: int = 20,
) -> list[tuple[int, str]]:
    """(id, file) of what is to be fetched by now from these (channel, account)s; the oldest first."""
    if not accounts:
        return []
    query = (
        select(receipts.c.id, receipts.c.file_sealed)
        .where(receipts.c.status == "fetching", receipts.c.due_at <= now)
        .where(tuple_(receipts.c.channel, receipts.c.account).in_(list(accounts)))
        .order_by(receipts.c.due_at, receipts.c.id)
        .limit(limit)
    )
    return [(row.id, secrets.open_text(row.file_sealed)) for row in connection.execute(query)]


def fetched(connection: Connection, secrets: Secrets, id: int, picture: bytes, media_type: str) -> bool:
    """Keep the picture, encrypted; now it waits for the office. False: it was not being fetched any more.

    It takes the place of what was claimed for the same nomination without one.
    """
    values = {
        "status": "waiting",
        "picture_sealed": secrets.seal(picture),
        "media_type": media_type,
        "digest": hashlib.sha256(picture).hexdigest(),
        "file_sealed": None,
        "due_at": None,
    }
    if not _change(connection, id, ("fetching",), values):
        return False
    this = select(receipts.c.nomination_id).where(receipts.c.id == id).scalar_subquery()
    without = (receipts.c.status == "waiting", receipts.c.digest.is_(None), receipts.c.id < id)
    connection.execute(delete(receipts).where(receipts.c.nomination_id == this, *without))
    return True


def later(connection: Connection, id: int, at: datetime) -> bool:
    """It could not be fetched now; once more at that time."""
    values = {"attempts": receipts.c.attempts + 1, "due_at": at}
    return _change(connection, id, ("fetching",), values)


def unreadable(connection: Connection, id: int, why: str, now: datetime) -> bool:
    """It cannot be fetched, or is no picture of a receipt. False: that was known."""
    values = {"status": "unreadable", "reason": why, "file_sealed": None, "due_at": None, "decided_at": now}
    return _decided(connection, id, ("fetching",), values, now)


def decide(
    connection: Connection,
    id: int,
    status: str,
    by: str,
    reason: str | None,
    now: datetime,
    erase_at: datetime,
) -> bool:
    """Verify or refuse it; its picture is erased at `erase_at`. False: it was decided before."""
    values = {
        "status": status,
        "reason": reason,
        "decided_at": now,
        "decided_by": by,
        "file_sealed": None,
        "due_at": erase_at,
    }
    return _decided(connection, id, ("waiting", "fetching"), values, now)


def erase_pictures(connection: Connection, now: datetime, limit: int = 200) -> int:
    """Erase the pictures whose time has come; returns how many."""
    old = (
        select(receipts.c.id)
        .where(_IS_DECIDED, receipts.c.due_at <= now)
        .order_by(receipts.c.due_at)
        .limit(limit)
    )
    mark = update(receipts).where(receipts.c.id.in_(old.scalar_subquery()))
    return connection.execute(mark.values(picture_sealed=None, due_at=None)).rowcount


def by_ids(connection: Connection, ids: Collection[int]) -> list[KeptReceipt]:
    return _read(connection, receipts.c.id.in_(list(ids))) if ids else []


def by_reference(connection: Connection, reference: str) -> KeptReceipt | None:
    return next(iter(_read(connection, receipts.c.reference == reference)), None)


def waiting(connection: Connection, limit: int = 200) -> list[KeptReceipt]:
    """Those that the office is to verify, the oldest first; of some the picture is still to come."""
    return _read(connection, receipts.c.status.in_(("waiting", "fetching")), limit)


def waiting_of(connection: Connection, nomination_ids: Collection[int]) -> list[KeptReceipt]:
    """Those of these nominations that the office is to verify."""
    if not nomination_ids:
        return []
    theirs = receipts.c.nomination_id.in_(list(nomination_ids))
    return _read(connection, theirs & receipts.c.status.in_(("waiting", "fetching")))


def are_to_erase(connection: Connection, now: datetime) -> bool:
    """Is there a picture whose time has come? To be asked before anything is written."""
    query = select(receipts.c.id).where(_IS_DECIDED, receipts.c.due_at <= now).limit(1)
    return connection.execute(query).first() is not None


def same_picture(connection: Connection, digest: str, besides: int) -> list[str]:
    """References of other receipts with this very picture."""
    query = select(receipts.c.reference).where(receipts.c.digest == digest, receipts.c.id != besides)
    return list(connection.scalars(query.order_by(receipts.c.id)))


def picture(connection: Connection, secrets: Secrets, reference: str) -> tuple[bytes, str] | None:
    """The picture and its media type; None: there is none, or it was erased."""
    query = select(receipts.c.picture_sealed, receipts.c.media_type).where(receipts.c.reference == reference)
    row = connection.execute(query).first()
    if row is None or row.picture_sealed is None:
        return None
    return secrets.open(row.picture_sealed), row.media_type or "application/octet-stream"


def _decided(
    connection: Connection, id: int, expected: tuple[str, ...], values: dict[str, Any], now: datetime
) -> bool:
    """Who was silent about it because of the receipt may be told of it again."""
    is_changed = _change(connection, id, expected, values)
    if is_changed:
        whose = select(receipts.c.nomination_id).where(receipts.c.id == id)
        wake_about(connection, connection.scalars(whose).all(), now)
    return is_changed


def _change(connection: Connection, id: int, expected: tuple[str, ...], values: dict[str, Any]) -> bool:
    mark = update(receipts).where(receipts.c.id == id, receipts.c.status.in_(expected))
    return connection.execute(mark.values(**values)).rowcount == 1


def _read(connection: Connection, condition: Any, limit: int | None = None) -> list[KeptReceipt]:
    query = (
        select(*_SHOWN, nominations.c.reference.label("nomination"))
        .join(nominations, nominations.c.id == receipts.c.nomination_id)
        .where(condition)
        .order_by(receipts.c.id)
        .limit(limit)
    )
    return [_receipt(row) for row in connection.execute(query)]


def _receipt(row: Any) -> KeptReceipt:
    return KeptReceipt(
        id=row.id,
        reference=row.reference,
        nomination_id=row.nomination_id,
        nomination=row.nomination,
        person_id=row.person_id,
        status=row.status,
        channel=row.channel,
        account=row.account,
        media_type=row.media_type,
        digest=row.digest,
        attempts=row.attempts,
        has_picture=bool(row.has_picture),
        reason=row.reason,
        claimed_at=row.claimed_at,
    )


# pictures have megabytes, and are read one by one where they are looked at
_SHOWN: tuple[Any, ...] = (
    *(column for column in receipts.c if column.name not in ("picture_sealed", "file_sealed")),
    receipts.c.picture_sealed.is_not(None).label("has_picture"),
)
