"""Events that were set aside: seen, taken again, or given up; and what was not understood, as it came."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, func, select, update

from storage.dialect import insert_into
from storage.redactions import Wanted, want
from storage.secrets import Secrets
from storage.tables import inbox, people, unread


@dataclass(frozen=True, slots=True)
class SetAside:
    """An event that could not be handled. `person` is a reference; `error`: what went wrong, and where."""

    inbox_id: int
    channel: str
    account: str
    person: str
    received_at: datetime
    error: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many events will be taken again, and which will not, their people having been heard since."""

    number: int
    written_since: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NewUnread:
    """Something that came in on this account and was not understood; `why` holds nothing of it."""

    channel: str
    account: str
    raw: bytes
    why: str
    provider_id: str = ""
    """what its platform keeps it by, and erases it by; "": nothing is to be erased there"""
    has_media: bool = False


def keep_unread(connection: Connection, secrets: Secrets, new: Sequence[NewUnread], now: datetime) -> None:
    """Keep what was not understood, for a later release to read, here only: it may hold a NIK.

    It is nobody's: only time erases it.
    """
    if not new:
        return
    rows = [
        {
            "channel": one.channel,
            "account": one.account,
            "received_at": now,
            "raw_sealed": secrets.seal(one.raw),
            "why": one.why,
        }
        for one in new
    ]
    connection.execute(insert_into(connection, unread), rows)
    kept = [one for one in new if one.provider_id]
    want(connection, [Wanted(one.channel, one.account, one.provider_id, now, one.has_media) for one in kept])


def set_aside(connection: Connection, limit: int = 100) -> list[SetAside]:
    """What is set aside, the oldest first."""
    columns = inbox.c
    query = select(
        columns.id, columns.channel, columns.account, people.c.reference, columns.received_at, columns.error
    ).join(people, people.c.id == columns.person_id)
    query = query.where(columns.status == "failed").order_by(columns.id).limit(limit)
    return [SetAside(*row) for row in connection.execute(query)]


def replay(connection: Connection, ids: Collection[int]) -> Replayed:
    """Let events set aside wait again. One whose content was erased stays where it is.

    So does one whose person was heard since: they were asked to send it again, and it would answer what they
    were asked later.
    """
    ours = inbox.c.id.in_(list(ids)) & (inbox.c.status == "failed") & inbox.c.raw_sealed.is_not(None)
    _hold_people_of(connection, ids)  # else a turn in hand could be done between the question and the mark
    later = inbox.alias("later")
    heard_since = exists().where(
        later.c.person_id == inbox.c.person_id, later.c.id > inbox.c.id, later.c.status == "done"
    )
    refused = connection.scalars(select(inbox.c.id).where(ours, heard_since).order_by(inbox.c.id)).all()
    mark = update(inbox).where(ours, inbox.c.id.not_in(refused))
    number = connection.execute(mark.values(status="waiting", error=None, handled_at=None)).rowcount
    return Replayed(number, tuple(refused))


def drop(connection: Connection, ids: Collection[int]) -> int:
    """Give events set aside up and erase their content; returns how many. They stay known as seen."""
    mark = update(inbox).where(inbox.c.id.in_(list(ids)), inbox.c.status == "failed")
    return connection.execute(mark.values(status="done", raw_sealed=None)).rowcount


def count(connection: Connection) -> dict[str, int]:
    """How many events there are, by status."""
    query = select(inbox.c.status, func.count().label("number")).group_by(inbox.c.status)
    return {row.status: row.number for row in connection.execute(query)}


def _hold_people_of(connection: Connection, ids: Collection[int]) -> None:
    """As who takes their turns holds them (`storage/turns.py`); on SQLite the one writer does."""
    theirs = select(inbox.c.person_id).where(inbox.c.id.in_(list(ids)))
    held = select(people.c.id).where(people.c.id.in_(theirs)).order_by(people.c.id)
    connection.execute(held.with_for_update(key_share=True)).all()
