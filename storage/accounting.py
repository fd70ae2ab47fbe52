"""What became of the recipients of a broadcast: each is in exactly one state at every moment.

    waiting        not handed over yet, or in the outbox and not tried; or held while the broadcast is paused
    attempting     it may be on its way
    sent           the platform took it; delivered, read: it told so since
    failed         nothing arrived; with the reason
    withheld       it is not sent, with the reason: opted_out, no_address, no_template, budget, expired, …
    uncertain      it may have arrived; never tried again

One query gives the sums. It counts the rows of `recipients`, of which there is one for each person of the
frozen audience, whatever happens to messages; so the sums are the audience.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, case, exists, func, or_, select, type_coerce

from storage.deliveries import FAILED
from storage.dialect import is_sqlite
from storage.tables import broadcasts, deliveries, nominations, outbox, payments, recipients

STATES = ("waiting", "attempting", "sent", "delivered", "read", "failed", "withheld", "uncertain")
PAUSED = "paused"
"""in `withheld_because` of what waits in the outbox while its broadcast is paused"""
_REASON_LENGTH = 60

_told = (
    select(deliveries.c.status)
    .where(deliveries.c.outbox_id == outbox.c.id)
    .order_by(deliveries.c.part.desc())
    .limit(1)
    .correlate(outbox)
    .scalar_subquery()
)
_is_open = or_(
    recipients.c.state == "waiting",
    outbox.c.status.in_(("waiting", "claimed")),
    and_(outbox.c.status == "withheld", outbox.c.withheld_because == PAUSED),
)
STATE = case(
    (recipients.c.state == "withheld", "withheld"),
    (and_(_is_open, broadcasts.c.rest.is_not(None)), "withheld"),
    (_is_open, "waiting"),
    (
        outbox.c.status == "sent",
        case(
            (_told.in_(FAILED), "failed"),
            (_told.in_(("delivered", "read")), _told),
            else_="sent",
        ),
    ),
    (outbox.c.status == "dead", "failed"),
    else_=outbox.c.status,
)
"""of a row of `recipients` with its broadcast and, outer joined, its row of the outbox"""
_REASON = case(
    (recipients.c.state == "withheld", recipients.c.reason),
    (and_(_is_open, broadcasts.c.rest.is_not(None)), broadcasts.c.rest),
    (_is_open, None),
    (outbox.c.status == "withheld", outbox.c.withheld_because),
    (outbox.c.status.in_(("dead", "uncertain")), func.substr(outbox.c.error, 1, _REASON_LENGTH)),
    else_=None,
)


@dataclass(frozen=True, slots=True)
class Sums:
    """How many recipients are in each state, and why those that are not sent are not."""

    states: Mapping[str, int]
    reasons: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """by state and reason"""

    @property
    def audience(self) -> int:
        return sum(self.states.values())


def sums(conn: Connection, broadcast: int) -> Sums:
    """Of all recipients, in one query."""
    state, reason = STATE.label("state"), _REASON.label("reason")
    rows = conn.execute(
        select(state, reason, func.count())
        .select_from(recipients)
        .join(broadcasts, broadcasts.c.id == recipients.c.broadcast_id)
        .outerjoin(outbox, outbox.c.id == recipients.c.outbox_id)
        .where(recipients.c.broadcast_id == broadcast)
        .group_by(state, reason)
    )
    states, reasons = dict.fromkeys(STATES, 0), dict[tuple[str, str], int]()
    for in_state, because, number in rows:
        states[in_state] += number
        if because is not None:
            reasons[in_state, because] = number
    return Sums(states, reasons)


@dataclass(frozen=True, slots=True)
class Lately:
    """Of the messages that were tried last: how many, how many failed or may have, how many in a minute."""

    tried: int
    failed: int
    per_minute: int


def lately(conn: Connection, broadcast: int, now: datetime, looked_at: int, since: datetime) -> Lately:
    """What came of the newest messages that were tried since then. What is not taken now counts as failed."""
    newest = (
        select(outbox.c.status, outbox.c.error, outbox.c.attempted_at, outbox.c.sent_at)
        .where(outbox.c.broadcast_id == broadcast, outbox.c.attempts > 0)
        .order_by(outbox.c.id.desc())
        .limit(looked_at)
        .subquery("newest")
    )
    has_failed = or_(
        newest.c.status.in_(("dead", "uncertain")),
        and_(newest.c.status.in_(("waiting", "claimed")), newest.c.error.is_not(None)),
    )
    minute = newest.c.sent_at > now - timedelta(minutes=1)
    query = select(
        func.count(),
        func.coalesce(func.sum(case((has_failed, 1), else_=0)), 0),
        func.coalesce(func.sum(case((minute, 1), else_=0)), 0),
    ).where(newest.c.attempted_at > since)
    return Lately(*map(int, conn.execute(query).one()))


@dataclass(frozen=True, slots=True)
class Effect:
    """Of those whom it reached: how many answered, nominated and paid within so many days of it."""

    days: int
    reached: int
    replied: int
    nominated: int
    paid: int


def effect(conn: Connection, broadcast: int, days: int) -> Effect:
    """People are counted, each once, by when the platform took their own message."""
    until = timedelta(days=days)
    sent = (
        select(recipients.c.person_id, recipients.c.replied_at, outbox.c.sent_at)
        .join(outbox, outbox.c.id == recipients.c.outbox_id)
        .where(recipients.c.broadcast_id == broadcast, outbox.c.status == "sent")
        .subquery("sent")
    )

    def within(at: Any) -> Any:
        return and_(at > sent.c.sent_at, at <= _later(conn, sent.c.sent_at, until))

    nominated = exists().where(
        nominations.c.participant_id == sent.c.person_id, within(nominations.c.nominated_at)
    )
    paid = (
        select(payments.c.id)
        .join(nominations, nominations.c.id == payments.c.nomination_id)
        .where(nominations.c.participant_id == sent.c.person_id, within(payments.c.paid_at))
        .correlate(sent)
        .exists()
    )
    query = select(
        func.count(),
        *(
            func.coalesce(func.sum(case((happened, 1), else_=0)), 0)
            for happened in (within(sent.c.replied_at), nominated, paid)
        ),
    ).select_from(sent)
    return Effect(days, *map(int, conn.execute(query).one()))


def _later(conn: Connection, at: Any, by: timedelta) -> Any:
    """A time so much later, as its column compares."""
    if is_sqlite(conn):
        moved = func.strftime("%Y-%m-%d %H:%M:%f", at, f"+{by.days} days")
        return type_coerce(moved + "000", at.type)
    return at + by
