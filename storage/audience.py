"""Whom a filter means, as a condition on `people`: set-based, so that it serves a million of them.

What becomes of a cover is derived from its paid months, in SQL as `flows.rules.coverage.Ledger` does it in
memory; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, cast, exists, false, func, not_, or_, select, true

from storage.accounting import STATE
from storage.filters import OF_A_COVER, Condition, Filter
from storage.outbox import is_reachable
from storage.tables import (
    addresses,
    broadcasts,
    contribution_months,
    nominations,
    outbox,
    people,
    recipients,
    staff,
    tags,
)

_reached = addresses.alias("reached")
_IS_A_COVER = nominations.c.status.in_(("consented", "registered"))


@dataclass(frozen=True, slots=True)
class Day:
    """The day on which covers are looked at, in the office's zone, with what the calendar says of it."""

    now: datetime
    month: str
    """"YYYY-MM", its own"""
    today: date
    due: Mapping[str, date]
    """the last day to pay a month: of its own and the months after it, as many as a filter may look ahead"""
    inactive_after: int = 3


def condition(wanted: Filter, day: Day) -> ColumnElement[bool]:
    """Is someone in `people` meant?"""
    theirs = nominations.c.worker_id if wanted.of_workers else nominations.c.participant_id
    of_cover = [one for one in wanted.conditions if one.word in OF_A_COVER]
    together = [_of_cover(one, day) for one in of_cover if not one.is_not]
    parts: list[ColumnElement[bool]] = []
    if together:
        parts.append(exists().where(theirs == people.c.id, _IS_A_COVER, *together))
    parts += [
        ~exists().where(theirs == people.c.id, _IS_A_COVER, _of_cover(one, day))
        for one in of_cover
        if one.is_not
    ]
    for one in wanted.conditions:
        if one.word not in OF_A_COVER:
            found = _of_person(one, day)
            parts.append(not_(found) if one.is_not else found)
    return and_(true(), *parts)


def channel_of() -> Any:
    """The channel on which someone in `people` is reached (as `claims.best_address`); null: none."""
    last = func.coalesce(_reached.c.wrote_at, _reached.c.created_at)
    return (
        select(_reached.c.channel)
        .where(_reached.c.person_id == people.c.id, is_reachable(_reached))
        .order_by(last.desc(), _reached.c.id.desc())
        .limit(1)
        .correlate(people)
        .scalar_subquery()
    )


# --- of a person -------------------------------------------------------------------------------------------


def _of_person(one: Condition, day: Day) -> ColumnElement[bool]:
    match one.word:
        case "role":
            return or_(*(_has_role(value) for value in one.values))
        case "channel":
            return func.coalesce(channel_of().in_(one.values), false())
        case "lang":
            return people.c.lang.in_(one.values)
        case "never_nominated":
            return ~_has_role("participant")
        case "seen":
            since = day.now - timedelta(days=one.days or 0)
            return exists().where(addresses.c.person_id == people.c.id, addresses.c.wrote_at > since)
        case "tag":
            return exists().where(tags.c.person_id == people.c.id, tags.c.tag.in_(one.values))
        case "took":
            return or_(*(_took(value) for value in one.values))
        case word:
            raise AssertionError(f"{word} is of a cover")


def _has_role(role: str) -> ColumnElement[bool]:
    match role:
        case "participant":
            return exists().where(nominations.c.participant_id == people.c.id)
        case "worker":
            return exists().where(nominations.c.worker_id == people.c.id)
        case _:
            return exists().where(staff.c.person_id == people.c.id)


def _took(value: str) -> ColumnElement[bool]:
    reference, _, outcome = value.partition("/")
    theirs = (
        select(recipients.c.person_id)
        .join(broadcasts, broadcasts.c.id == recipients.c.broadcast_id)
        .outerjoin(outbox, outbox.c.id == recipients.c.outbox_id)
        .where(recipients.c.person_id == people.c.id, broadcasts.c.reference == reference)
    )
    match outcome:
        case "":
            had = theirs
        case "replied":
            had = theirs.where(recipients.c.replied_at.is_not(None))
        case _:
            had = theirs.where(STATE.in_(_AT_LEAST.get(outcome, (outcome,))))
    return had.exists()


_AT_LEAST = {"sent": ("sent", "delivered", "read"), "delivered": ("delivered", "read")}


# --- of a cover --------------------------------------------------------------------------------------------


def _of_cover(one: Condition, day: Day) -> ColumnElement[bool]:
    match one.word:
        case "region":
            return or_(*(nominations.c.workplace.like(f"{value}%") for value in one.values))
        case "sector":
            return nominations.c.sector.in_(one.values)
        case "status":
            return or_(*(has_status(value, day) for value in one.values))
        case _:
            return is_due_within(one.days or 0, day)


def has_status(status: str, day: Day) -> ColumnElement[bool]:
    """Is this the status of the cover in `nominations` that day?"""
    last, late = paid_through(day.month), _late(day)
    is_past_due = day.today > day.due[day.month]
    match status:
        case "awaiting_payment":
            return or_(last.is_(None), and_(last >= day.month, ~_is_paid(day.month)))
        case "active":
            return and_(last >= day.month, _is_paid(day.month))
        case "due":
            return false() if is_past_due else last == late[0]
        case "unpaid_1":
            return last == late[0] if is_past_due else false()
        case "unpaid_2":
            return last.in_(late[1:2])
        case "unpaid_3":
            return last.in_(late[2:])
        case _:
            return last < late[-1]


def is_due_within(days: int, day: Day) -> ColumnElement[bool]:
    """Does the due date of the cover in `nominations` lie in so many days from that day on?"""
    until = day.today + timedelta(days=days)
    months = {month for month, due in day.due.items() if day.today <= due <= until}
    last, late = paid_through(day.month), _late(day)
    awaited = day.month if day.today <= day.due[day.month] else _add(day.month, 1)
    return or_(
        and_(last.is_(None), true() if awaited in months else false()),
        last.in_([_add(month, -1) for month in months]),
        and_(last < late[-1], true() if day.month in months else false()),
    )


def paid_through(month: str) -> ColumnElement[str | None]:
    """The end of the run of paid months that counts in this month; null: nothing is paid.

    The last run that began by then, else the first that is to begin.
    """
    begun, first = contribution_months.alias("begun"), contribution_months.alias("first")
    paid, following = contribution_months.alias("paid"), contribution_months.alias("following")
    of = nominations.c.id
    last = select(func.max(begun.c.month)).where(begun.c.nomination_id == of, begun.c.month <= month)
    least = select(func.min(first.c.month)).where(first.c.nomination_id == of)
    counts = func.coalesce(
        last.correlate(nominations).scalar_subquery(), least.correlate(nominations).scalar_subquery()
    )
    next_month = (
        following.c.nomination_id == of,
        following.c.month > paid.c.month,
        _number(following.c.month) == _number(paid.c.month) + 1,
    )
    goes_on = select(following.c.month).where(*next_month).correlate(nominations, paid).exists()
    end = select(func.min(paid.c.month)).where(paid.c.nomination_id == of, paid.c.month >= counts, ~goes_on)
    found: ColumnElement[str | None] = end.correlate(nominations).scalar_subquery()
    return found


def _is_paid(month: str) -> ColumnElement[bool]:
    own = contribution_months.alias("own")
    return exists().where(own.c.nomination_id == nominations.c.id, own.c.month == month)


def _late(day: Day) -> list[str]:
    """Paid through these, a cover is one, two … months late and not inactive."""
    return [_add(day.month, -1 - late) for late in range(day.inactive_after)]


def _number(month: Any) -> Any:
    """Months counted through, of "YYYY-MM"."""
    return cast(func.substr(month, 1, 4), Integer) * 12 + cast(func.substr(month, 6, 2), Integer)


def _add(month: str, months: int) -> str:
    year, index = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + months, 12)
    return f"{year:04}-{index + 1:02}"
