"""What is looked at when a campaign's message is about to be sent, to a person as they are by then.

    they want none of it          withheld: opted_out
    they had three in seven days  withheld: budget
    they had one today            put off until tomorrow; withheld (budget) where that is too late
    it is not the hour for it     put off until it is, in their zone; withheld (expired) likewise

What is legally needed (topic "service") counts for the budget, and is not held by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, case, func, select, update

from storage.broadcasts import EXPIRED
from storage.claims import withheld
from storage.outbox import UNASKED, waiting_again
from storage.recipients import OPTED_OUT, is_unwanted
from storage.tables import TOPICS, broadcasts, outbox, people

BUDGET = "budget"
_WEEK = 7


Hours: TypeAlias = tuple[time, time]
"""From and until, of someone's day; past midnight where the first is the later one."""


@dataclass(frozen=True, slots=True)
class Rules:
    """When people are written to without their asking, and how often."""

    zone: ZoneInfo
    """the office's"""
    quiet: Hours = (time(20), time(8))
    """the same twice: never"""
    per_day: int = 1
    per_week: int = 3

    def zone_of(self, name: str | None) -> ZoneInfo:
        """A person's; one that is not known is the office's."""
        try:
            return ZoneInfo(name) if name else self.zone
        except (ZoneInfoNotFoundError, ValueError):
            return self.zone

    def is_open(self, at: time, hours: Hours | None) -> bool:
        """Is it a waking hour, and within those of the broadcast?"""
        is_quiet = self.quiet[0] != self.quiet[1] and _is_within(at, self.quiet)
        return not is_quiet and (hours is None or _is_within(at, hours))

    def opens_at(self, now: datetime, zone: ZoneInfo, hours: Hours | None) -> datetime | None:
        """When it may be sent the next time; None: now, or never at all."""
        local = now.astimezone(zone)
        if self.is_open(local.time(), hours):
            return None
        begins = [self.quiet[1], *(hours[:1] if hours else ())]
        days = (local.date(), local.date() + timedelta(days=1))
        moments = sorted(datetime.combine(day, begin, zone) for day in days for begin in begins)
        return next((one for one in moments if one > local and self.is_open(one.time(), hours)), None)


def hours_of(open_from: str | None, open_until: str | None) -> Hours | None:
    """Those of a broadcast, as they are kept; None: any."""
    if open_from is None or open_until is None:
        return None
    return time.fromisoformat(open_from), time.fromisoformat(open_until)


def _is_within(at: time, hours: Hours) -> bool:
    begins, ends = hours
    return begins <= at < ends if begins < ends else at >= begins or at < ends


def settle(conn: Connection, rows: Collection[int], rules: Rules, now: datetime) -> set[int]:
    """Of these claimed rows those that are not sent now, each put off or withheld."""
    given = _looked_up(conn, rows)
    had = _had(conn, {row.person_id for row in given}, now - timedelta(days=_WEEK + 1))
    settled: set[int] = set()
    for row in given:
        if values := _decide(row, rules, had.get(row.person_id, ()), now):
            conn.execute(update(outbox).where(outbox.c.id == row.id).values(values))
            settled.add(row.id)
    return settled


def _looked_up(conn: Connection, rows: Collection[int]) -> Sequence[Any]:
    unwanted = case(*((broadcasts.c.topic == topic, is_unwanted(topic)) for topic in TOPICS), else_=True)
    query = (
        select(
            outbox.c.id,
            outbox.c.person_id,
            outbox.c.expires_at,
            people.c.zone,
            broadcasts.c.topic,
            broadcasts.c.open_from,
            broadcasts.c.open_until,
            unwanted.label("is_unwanted"),
        )
        .join(people, people.c.id == outbox.c.person_id)
        .join(broadcasts, broadcasts.c.id == outbox.c.broadcast_id)
        .where(outbox.c.id.in_(list(rows)), outbox.c.status == "claimed")
        .where(outbox.c.purpose.in_(UNASKED))  # a test is asked for
    )
    return conn.execute(query).all()


def _had(conn: Connection, persons: Collection[int], since: datetime) -> Mapping[int, Sequence[datetime]]:
    """When these people were sent, or perhaps sent, something without their asking."""
    at = func.coalesce(outbox.c.sent_at, outbox.c.attempted_at)
    query = select(outbox.c.person_id, at).where(
        outbox.c.person_id.in_(list(persons)),
        outbox.c.reply_to.is_(None),
        outbox.c.purpose.in_(UNASKED),
        outbox.c.status.in_(("attempting", "sent", "uncertain")),
        at > since,
    )
    found: defaultdict[int, list[datetime]] = defaultdict(list)
    for person, moment in conn.execute(query):
        found[person].append(moment)
    return found


def _decide(row: Any, rules: Rules, had: Sequence[datetime], now: datetime) -> dict[str, Any] | None:
    if row.is_unwanted:
        return {**waiting_again(), **withheld(OPTED_OUT, "they want none of it")}
    zone, hours = rules.zone_of(row.zone), hours_of(row.open_from, row.open_until)
    if row.topic != "service":
        today = now.astimezone(zone).date()
        days = [at.astimezone(zone).date() for at in had]
        if sum(day > today - timedelta(days=_WEEK) for day in days) >= rules.per_week:
            return {**waiting_again(), **withheld(BUDGET, "they had as many messages this week as they may")}
        if days.count(today) >= rules.per_day:
            tomorrow = datetime.combine(today + timedelta(days=1), time(), zone)
            return _put_off(row, rules.opens_at(tomorrow, zone, hours) or tomorrow, BUDGET)
    opens = rules.opens_at(now, zone, hours)
    return _put_off(row, opens, EXPIRED) if opens else None


def _put_off(row: Any, until: datetime, because: str) -> dict[str, Any]:
    if row.expires_at is not None and until >= row.expires_at:
        return {**waiting_again(), **withheld(because, "it is not worth sending the next time it may be")}
    here = {"channel": outbox.c.channel, "account": outbox.c.account}
    return {**waiting_again(), **here, "not_before": until}
