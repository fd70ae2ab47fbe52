"""What was sent to someone without their asking, to be answered by tap or number: nudges, and campaigns."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, select

from storage.secrets import Secrets
from storage.tables import broadcasts, conversations, outbox

_OFFERING = ("nudge", "campaign")
_WAS_SENT = ("attempting", "sent", "uncertain")
"""they may have seen it: an answer can be faster than the platform's word that it took the message"""


class Told(NamedTuple):
    """A message; `items` as they are kept in it: (subject, month, step, role)."""

    id: int
    kind: str
    items: tuple[tuple[str, str, str, str], ...]
    broadcast: str | None = None
    """of a campaign: the reference of its broadcast"""
    content: str = ""
    """and what is said in it, as it is kept"""
    text: str = ""
    """as they read it; "": not known"""


def by_ids(
    connection: Connection, secrets: Secrets, asked: Collection[tuple[int, int]]
) -> dict[tuple[int, int], Told]:
    """By (person id, outbox id): those that were sent to that person."""
    if not asked:
        return {}
    query = _query().where(outbox.c.id.in_({id for _, id in asked}))
    rows = {(row.person_id, row.id): row for row in connection.execute(query)}
    return {key: _told(secrets, rows[key]) for key in asked if key in rows}


def last_unasked(connection: Connection, secrets: Secrets, persons: Collection[int]) -> dict[int, Told]:
    """By person id: the last one they were sent, if that was after their last turn."""
    if not persons:
        return {}
    last = (
        select(func.max(outbox.c.id))
        .join(conversations, conversations.c.person_id == outbox.c.person_id)
        .where(
            outbox.c.person_id.in_(list(persons)),
            outbox.c.reply_to.is_(None),
            outbox.c.created_at > conversations.c.updated_at,
            *_offering(),
        )
        .group_by(outbox.c.person_id)
    )
    ids = list(connection.scalars(last))
    rows: Iterable[Row[Any]] = connection.execute(_query().where(outbox.c.id.in_(ids))) if ids else ()
    return {row.person_id: _told(secrets, row) for row in rows}


def _query() -> Any:
    columns = (outbox.c.id, outbox.c.person_id, outbox.c.kind, outbox.c.body_sealed, outbox.c.text_sealed)
    theirs = broadcasts.c.id == outbox.c.broadcast_id
    query = select(*columns, broadcasts.c.reference, broadcasts.c.content).outerjoin(broadcasts, theirs)
    return query.where(*_offering())


def _offering() -> tuple[Any, ...]:
    return outbox.c.kind.in_(_OFFERING), outbox.c.status.in_(_WAS_SENT)


def _told(secrets: Secrets, row: Row[Any]) -> Told:
    """Of one whose content was erased nothing is known but that it was sent."""
    if row.reference is not None:
        return Told(row.id, row.kind, (), row.reference, row.content)
    body = json.loads(secrets.open(row.body_sealed)) if row.body_sealed is not None else {}
    text = secrets.open_text(row.text_sealed) if row.text_sealed is not None else ""
    return Told(row.id, row.kind, tuple(tuple(item) for item in body.get("items", ())), text=text)
