"""What platforms keep of messages that hold a NIK or a phone number, and is to be erased there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, TextClause, select, text, update

from storage.dialect import insert_into
from storage.marks import set_mark
from storage.tables import IS_TO_REDACT, redactions

GIVEN_UP = "redactions.given_up"
"""the mark of when one was given up last"""


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


@dataclass(frozen=True, slots=True)
class Due:
    """One of them whose time has come; `attempts` were made before."""

    id: int
    provider_id: str
    has_media: bool
    attempts: int


def hasten(connection: Connection, provider_ids: Collection[str], now: datetime) -> None:
    """Nothing more is told of these messages: what is to be erased of them is due now."""
    untried = redactions.c.attempts == 0
    theirs = redactions.c.provider_id.in_(provider_ids)
    later = redactions.c.due_at > now
    connection.execute(update(redactions).where(_is_left(), theirs, untried, later).values(due_at=now))


def claim(
    connection: Connection, channel: str, account: str, now: datetime, until: datetime, limit: int
) -> list[Due]:
    """The longest due of an account; nobody else is given them before `until`."""
    query = (
        select(redactions.c.id)
        .where(_is_left(), redactions.c.due_at <= now)
        .where(redactions.c.channel == channel, redactions.c.account == account)
        .order_by(redactions.c.due_at, redactions.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list(connection.execute(query).scalars())
    if not ids:
        return []
    claimed = (
        update(redactions)
        .where(redactions.c.id.in_(ids))
        .values(due_at=until, attempts=redactions.c.attempts + 1)
        .returning(
            redactions.c.id, redactions.c.provider_id, redactions.c.has_media, redactions.c.attempts - 1
        )
    )
    return [Due(*row) for row in connection.execute(claimed)]


def done(connection: Connection, ids: Collection[int], now: datetime) -> None:
    """These are erased at the platform."""
    erased = redactions.c.id.in_(ids)
    connection.execute(update(redactions).where(erased).values(done_at=now, error=None))


def again(connection: Connection, id: int, at: datetime, error: str) -> None:
    """Not erased: to be tried again then."""
    connection.execute(update(redactions).where(redactions.c.id == id).values(due_at=at, error=error))


def give_up(connection: Connection, id: int, now: datetime, error: str) -> None:
    """Not erased, and not to be tried any more: it stays with its error, and the operator is told."""
    values = {"done_at": now, "error": error}
    connection.execute(update(redactions).where(redactions.c.id == id).values(values))
    set_mark(connection, GIVEN_UP, now.isoformat())


def _is_left() -> TextClause:
    # written out, as in the partial index that has this condition
    return text(IS_TO_REDACT)
