"""Where everything stands, in numbers: one pass over each table, so that it is done in seconds for a million.

Whoever shows it keeps it for a while (bot/console/figures.py) and says of when it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, and_, case, func, select

from storage.tables import (
    contribution_months,
    deliveries,
    inbox,
    nominations,
    outbox,
    people,
    receipts,
    registrations,
    tasks,
)

STEPS = ("came", "nominated", "consented", "registered", "paid")
"""of the funnel: wrote first, nominated, the worker agreed, registered, paid for the first time"""


@dataclass(frozen=True, slots=True)
class Dashboard:
    """`weeks`: by step, how many in each week; `covers`: registered nominations by the last month paid, None:
    none was; `sent`: messages of the last days by (channel, status), as far as they came."""

    weeks: Mapping[str, tuple[int, ...]]
    people: int
    nominations: Mapping[str, int]
    covers: Mapping[str | None, int]
    sent: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Counts:
    """What needs a hand, now."""

    tasks: int
    receipts: int
    to_register: int
    set_aside: int


def counts(connection: Connection) -> Counts:
    """Each by an index."""
    consented = select(func.count()).select_from(nominations).where(nominations.c.status == "consented")
    return Counts(
        _number(connection, select(func.count()).select_from(tasks).where(tasks.c.done_at.is_(None))),
        _number(connection, select(func.count()).select_from(receipts).where(receipts.c.status == "waiting")),
        _number(connection, consented),
        _number(connection, select(func.count()).select_from(inbox).where(inbox.c.status == "failed")),
    )


def dashboard(connection: Connection, edges: Sequence[datetime], sent_since: datetime) -> Dashboard:
    """`edges`: where each week begins, the oldest first, and where the last one ends."""
    first = (
        select(func.min(contribution_months.c.paid_on).label("on")).group_by(
            contribution_months.c.nomination_id
        )
    ).subquery()
    days = [edge.date() for edge in edges]
    weeks = {
        "came": _by_week(connection, people.c.created_at, edges),
        "nominated": _by_week(connection, nominations.c.nominated_at, edges),
        "consented": _by_week(connection, nominations.c.consented_at, edges),
        "registered": _by_week(connection, registrations.c.registered_at, edges),
        "paid": _by_week(connection, first.c.on, days),
    }
    return Dashboard(
        weeks,
        _number(connection, select(func.count()).select_from(people)),
        _grouped(connection, nominations.c.status),
        _covers(connection),
        _sent(connection, sent_since),
    )


def _by_week(connection: Connection, column: Any, edges: Sequence[Any]) -> tuple[int, ...]:
    sums = [
        func.sum(case((and_(column >= begins, column < ends), 1), else_=0))
        for begins, ends in pairwise(edges)
    ]
    query = select(*sums).where(column >= edges[0], column < edges[-1])
    return tuple(int(number or 0) for number in connection.execute(query).one())


def _covers(connection: Connection) -> dict[str | None, int]:
    last = (
        select(func.max(contribution_months.c.month))
        .where(contribution_months.c.nomination_id == nominations.c.id)
        .scalar_subquery()
    )
    each = select(last.label("through")).where(nominations.c.status == "registered").subquery()
    return _grouped(connection, each.c.through)


def _sent(connection: Connection, since: datetime) -> dict[tuple[str, str], int]:
    status = func.coalesce(deliveries.c.status, outbox.c.status)
    query = (
        select(outbox.c.channel, status, func.count())
        .outerjoin(deliveries, and_(deliveries.c.outbox_id == outbox.c.id, deliveries.c.part == 0))
        .where(outbox.c.created_at >= since, outbox.c.kind != "delete", outbox.c.channel.is_not(None))
        .group_by(outbox.c.channel, status)
    )
    return {(str(channel), str(state)): int(number) for channel, state, number in connection.execute(query)}


def _grouped(connection: Connection, column: Any) -> dict[Any, int]:
    rows = connection.execute(select(column, func.count()).group_by(column))
    return {value: int(number) for value, number in rows}


def _number(connection: Connection, query: Any) -> int:
    return int(connection.scalar(query) or 0)
