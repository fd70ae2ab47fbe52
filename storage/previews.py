"""What a broadcast would come to, before it is started: how many, on which channels, and who is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, null, or_, select

from storage.audience import channel_of
from storage.campaign_checks import BUDGET
from storage.outbox import UNASKED, is_reachable
from storage.recipients import NO_ADDRESS, OPTED_OUT, is_unwanted
from storage.tables import addresses, outbox, people

NO_TEMPLATE = "no_template"


@dataclass(frozen=True, slots=True)
class Looking:
    """How it is looked at: the topic, whether a template brings it to those outside their window, how often
    someone may be written to in a week, and when windows closed that are closed now.
    """

    topic: str
    has_template: bool
    per_week: int
    week_since: datetime
    closed_before: Mapping[str, datetime]
    """by channel that has windows"""


@dataclass(frozen=True, slots=True)
class Counted:
    """So many people: on this channel (None: nowhere), inside their window or not; left out, and why."""

    number: int
    channel: str | None
    is_open: bool
    left_out: str | None


@dataclass(frozen=True, slots=True)
class Someone:
    """One of the first who would be sent it."""

    reference: str
    lang: str
    channel: str
    is_open: bool
    name_sealed: bytes | None


def counts(conn: Connection, wanted: ColumnElement[bool], looking: Looking) -> list[Counted]:
    """Everybody who is meant, in one query. Reads as many rows as there are people: not for a writer."""
    found = _found(wanted, looking).subquery("found")
    query = select(func.count(), found.c.channel, found.c.is_open, found.c.left_out)
    rows = conn.execute(query.group_by(found.c.channel, found.c.is_open, found.c.left_out))
    return [Counted(number, channel, bool(is_open), why) for number, channel, is_open, why in rows]


def first(conn: Connection, wanted: ColumnElement[bool], looking: Looking, limit: int) -> list[Someone]:
    """The first of those who are not left out."""
    found = _found(wanted, looking).subquery("found")
    query = select(found).where(found.c.left_out.is_(None)).order_by(found.c.id).limit(limit)
    return [
        Someone(row.reference, row.lang, row.channel, bool(row.is_open), row.name_sealed)
        for row in conn.execute(query)
    ]


def someone_is_meant(conn: Connection, wanted: ColumnElement[bool]) -> bool:
    return conn.execute(select(people.c.id).where(wanted).limit(1)).first() is not None


def _found(wanted: ColumnElement[bool], looking: Looking) -> Any:
    of_person = (
        select(
            people.c.id,
            people.c.reference,
            people.c.lang,
            people.c.name_sealed,
            channel_of().label("channel"),
            is_unwanted(looking.topic).label("is_unwanted"),
            _is_over_budget(looking).label("is_over_budget"),
        )
        .where(wanted)
        .subquery("of_person")
    )
    is_open = _is_open(of_person, looking)
    left_out = case(
        (of_person.c.is_unwanted, OPTED_OUT),
        (of_person.c.channel.is_(None), NO_ADDRESS),
        (of_person.c.is_over_budget, BUDGET),
        *(() if looking.has_template else ((~is_open, NO_TEMPLATE),)),
        else_=null(),
    )
    return select(of_person, is_open.label("is_open"), left_out.label("left_out"))


def _is_open(person: Any, looking: Looking) -> ColumnElement[bool]:
    """May they be sent a text now, on the channel on which they are reached?"""
    wrote = [
        and_(
            person.c.channel == channel,
            exists().where(
                addresses.c.person_id == person.c.id,
                addresses.c.channel == channel,
                addresses.c.wrote_at > since,
                is_reachable(addresses),
            ),
        )
        for channel, since in looking.closed_before.items()
    ]
    return or_(person.c.channel.not_in(list(looking.closed_before)), *wrote)


def _is_over_budget(looking: Looking) -> ColumnElement[bool]:
    if looking.topic == "service":
        return people.c.id.is_(None)
    at = func.coalesce(outbox.c.sent_at, outbox.c.attempted_at)
    had = select(func.count()).where(
        outbox.c.person_id == people.c.id,
        outbox.c.reply_to.is_(None),
        outbox.c.created_at > looking.week_since - timedelta(days=30),
        outbox.c.purpose.in_(UNASKED),
        outbox.c.status.in_(("attempting", "sent", "uncertain")),
        at > looking.week_since,
    )
    return had.correlate(people).scalar_subquery() >= looking.per_week
