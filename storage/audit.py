"""The audit trail: who of the office did what to what, in a chain that shows what was changed in it.

A row is written in the transaction of what it tells of: there is none without the other. It holds references
and values, and no data that names a person: what looks like a number of theirs is masked before it is kept.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, Row, insert, select

from storage import chain
from storage.chain import START, Head
from storage.secrets import Secrets
from storage.tables import audit

Value: TypeAlias = str | int | bool | None
_MARK = "audit.head"
_LONGEST = 300
"""letters of one value"""
_NUMBER = re.compile(r"\d(?:[ .-]?\d){8,}")
"""nine digits or more: a NIK, a phone number, a participant number"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done; `subject`: the reference of what it was done to."""

    actor: str
    what: str
    subject: str | None = None
    before: Mapping[str, Value] = field(default_factory=dict)
    after: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry as it stands in the trail."""

    position: int
    at: datetime
    actor: str
    what: str
    subject: str | None
    before: Mapping[str, Value]
    after: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries; None: any."""

    actor: str | None = None
    what: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def add(connection: Connection, secrets: Secrets, entry: Entry, now: datetime) -> int:
    """Append an entry; its position. One at a time: who adds holds the end until the transaction ends.

    Raises chain.Broken when the trail was changed by another hand.
    """
    end = chain.hold(connection, secrets, _MARK, head)
    values = {
        "at": now,
        "actor": entry.actor[:80],
        "what": entry.what,
        "subject": entry.subject[:120] if entry.subject is not None else None,
        "before": _written(entry.before),
        "after": _written(entry.after),
    }
    end = end.next(_commitment(values))
    connection.execute(insert(audit).values(position=end.position, head=end.hash, **values))
    chain.set_end(connection, secrets, _MARK, end)
    return end.position


def head(connection: Connection) -> Head | None:
    """The end of the trail; None: nothing was done yet."""
    query = select(audit.c.position, audit.c.head).order_by(audit.c.position.desc()).limit(1)
    row = connection.execute(query).first()
    return Head(row.position, bytes(row.head)) if row else None


def verify(connection: Connection, secrets: Secrets) -> list[str]:
    """What is wrong with the trail, in words; nothing: all is as it was written."""
    problems: list[str] = []
    end = START
    for row in _all(connection):
        link = Head(row.position, bytes(row.head))
        problems += chain.link_problems(end, link, _commitment(dict(row._mapping)))
        end = link
    return problems + chain.end_problems(connection, secrets, _MARK, end)


def page(
    connection: Connection, which: Filter = Filter(), before: int | None = None, limit: int = 50
) -> list[Kept]:
    """The newest entries first; `before`: those that stand before this position."""
    query = select(audit).where(*_where(which)).order_by(audit.c.position.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.position < before)
    return [_kept(row) for row in connection.execute(query)]


def actors(connection: Connection) -> list[str]:
    """Everyone who stands in the trail."""
    return list(connection.scalars(select(audit.c.actor).distinct().order_by(audit.c.actor)))


def whats(connection: Connection) -> list[str]:
    """Everything that was ever done."""
    return list(connection.scalars(select(audit.c.what).distinct().order_by(audit.c.what)))


def _where(which: Filter) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    for column in ("actor", "what", "subject"):
        value = getattr(which, column)
        if value is not None:
            wanted.append(audit.c[column] == value)
    if which.since is not None:
        wanted.append(audit.c.at >= which.since)
    if which.until is not None:
        wanted.append(audit.c.at < which.until)
    return wanted


def _kept(row: Row[Any]) -> Kept:
    before, after = (json.loads(text) if text else {} for text in (row.before, row.after))
    return Kept(row.position, row.at, row.actor, row.what, row.subject, before, after)


def _written(values: Mapping[str, Value]) -> str | None:
    masked = {name: _masked(value) for name, value in values.items()}
    return chain.canonical(masked).decode("ascii") if masked else None


def _masked(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    return _NUMBER.sub(lambda found: f"••••{found[0][-4:]}", value)[:_LONGEST]


def _commitment(row: Mapping[str, Any]) -> bytes:
    content = {name: row[name] for name in ("actor", "what", "subject", "before", "after")}
    at = row["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(chain.canonical({**content, "at": at})).digest()


def _all(connection: Connection) -> Iterator[Row[Any]]:
    """From the first, page by page."""
    after = 0
    while rows := connection.execute(
        select(audit).where(audit.c.position > after).order_by(audit.c.position).limit(1000)
    ).all():
        yield from rows
        after = rows[-1].position
