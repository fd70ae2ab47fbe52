"""What someone is to be told unasked, and when to look again: derived each time, never planned.

Of each subject the last step of the ladder (flows/rules/ladder.py) that is ready stands; those before it are
overtaken. All that is ready for a person is one message. Keys of what was decided make sure that nothing is
said twice, so a plan made again, late, or with another policy is as right as the first one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from flows.rules.calendar import first_day, is_working_day, month_of
from flows.rules.coverage import Ledger, PaidMonth
from flows.rules.ladder import (
    ANCHORS,
    BOTH,
    LADDER,
    Anchor,
    Policy,
    Role,
    Step,
    end_of,
    first_month,
    moments,
    problems,
)
from flows.rules.tariff import Sector

__all__ = [
    "ANCHORS",
    "BOTH",
    "LADDER",
    "Anchor",
    "CoverOf",
    "Foreseen",
    "Invited",
    "Item",
    "LeftDraft",
    "Plan",
    "Policy",
    "Reason",
    "Recipient",
    "Role",
    "Step",
    "Subject",
    "after",
    "first_look",
    "forecast",
    "plan",
    "problems",
    "still_true",
    "tomorrow",
]

Reason: TypeAlias = Literal["too_late", "overtaken", "told", "restored"]
"""why a step was left out. told: a bill or a payment, of which they read since, stands for it; restored: it
was due while another system had these data, which said it"""

WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_AGAIN = "@"
"""in a key: a step that was put off until the day after it"""
_IN_A_BILL: tuple[Anchor, ...] = ("due", "month-2")
"""a bill stands for these; of the last month, the end of cover and a new price people hear all the same"""


# --- what may be spoken of ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CoverOf:
    """A registered cover, for the one who is told of it. Days are the office's."""

    reference: str
    role: Role
    sector: Sector
    paid: tuple[str, ...]
    """contribution months"""
    registered_on: date
    covered_from: str | None = None
    """the first month that is paid here"""
    receipt_waits: bool = False
    """they say that they paid, and the office has not decided yet: silence"""
    told_on: date | None = None
    """when a bill was last made, or a payment kept: what was said then stands for the steps until that day"""


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that nobody answered, for whoever opened it, else for who invited."""

    reference: str
    role: Role
    invited_on: date
    until: date
    """the last day it can be answered"""


@dataclass(frozen=True, slots=True)
class LeftDraft:
    """A nomination that was left half done."""

    reference: str
    """of its conversation"""
    left_at: datetime
    kept_until: datetime
    role: Role = "participant"


Subject: TypeAlias = CoverOf | Invited | LeftDraft


@dataclass(frozen=True, slots=True)
class Item:
    """A step about a subject: what is said, and the key by which it is said once."""

    subject: str
    month: str
    """ "YYYY-MM"; "": none"""
    step: str
    """of one that was put off: with the day, behind an @"""
    role: Role

    @property
    def step_id(self) -> str:
        """The step of the ladder whose words it has."""
        return self.step.partition(_AGAIN)[0]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Someone, with all that they may be told of."""

    zone: ZoneInfo
    subjects: tuple[Subject, ...] = ()
    decided: frozenset[Item] = frozenset()
    """steps of these subjects that were said or left out, to whomever"""
    told_on: tuple[date, ...] = ()
    """their days of the last week, one for each unasked message"""
    wants_reminders: bool = True
    wrote_at: datetime | None = None
    snoozed_until: datetime | None = None
    """"remind me tomorrow": not before; and what stands then is said then, though it was said before"""
    restored_at: datetime | None = None
    """when their data came out of a backup: what was due by then was said by the system that lived on"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What comes of a look. `items` are one message; `dropped` are never said."""

    items: tuple[Item, ...] = ()
    dropped: tuple[tuple[Item, Reason], ...] = ()
    wake_at: datetime | None = None
    """when to look again, if nothing changes before; None: only when something does"""
    shifted: bool = False
    """would have been said now, had it not been night"""


# --- the plan ----------------------------------------------------------------------------------------


def plan(person: Recipient, policy: Policy, now: datetime) -> Plan:
    """What they are to be told now, what is left out for good, and when to look again."""
    if not person.wants_reminders:
        return Plan()
    now = now.astimezone(person.zone)
    found, said_there = _since_restored(_occurrences(person, policy, now), person)
    standing, left_out = _weighed(found, now)
    left_out += [(one.item, "restored") for one in said_there]
    to_say = [one for one in standing if one.item not in person.decided]
    dropped = tuple((item, reason) for item, reason in left_out if item not in person.decided)
    later = [one for one in found if one.at > now and not one.told and one.item not in person.decided]
    wakes = [one.at for one in later]
    hold = _held_until(person, policy, now, to_say, later) if to_say else None
    shifted = bool(to_say) and hold is None and policy.is_quiet(now, person.zone)
    if shifted:
        hold = policy.opening(now, person.zone)
    if hold is not None:
        return Plan((), dropped, min([hold, *wakes]), shifted)
    return Plan(tuple(one.item for one in to_say), dropped, min(wakes, default=None))


def still_true(items: Iterable[Item], person: Recipient, policy: Policy, now: datetime) -> tuple[Item, ...]:
    """Of what was to be said what is worth saying now: what would stand now, had it not been decided."""
    if not person.wants_reminders:
        return ()
    now = now.astimezone(person.zone)
    standing, _ = _weighed(_occurrences(person, policy, now), now)
    bare = {_bare(one.item) for one in standing}
    return tuple(item for item in items if _bare(item) in bare)


def after(person: Recipient, planned: Plan, now: datetime) -> Recipient:
    """The same person once this plan was carried out: a forecast goes on from there."""
    decided = person.decided | set(planned.items) | {item for item, _ in planned.dropped}
    told = (*person.told_on, _day(now, person)) if planned.items else person.told_on
    return replace(person, decided=decided, told_on=told)


def first_look(policy: Policy, left_at: datetime) -> datetime | None:
    """When a draft that is left now is looked at first; None: the policy has nothing to say of drafts."""
    waits = [timedelta(days=one.days, hours=one.hours) for one in policy.steps if one.on == "draft"]
    return left_at + min(waits) if waits else None


def tomorrow(now: datetime, zone: ZoneInfo, policy: Policy) -> datetime:
    """When someone is reminded who asks for it tomorrow."""
    return policy.at_hour(now.astimezone(zone).date() + _DAY, zone)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A message that someone will get, if nobody writes, pays or changes a setting before."""

    at: datetime
    items: tuple[Item, ...]
    shifted: bool
    """it would have been said in the night before"""


def forecast(person: Recipient, policy: Policy, start: datetime, day: date) -> tuple[Foreseen, ...]:
    """What they will get on a day of theirs, as things are at `start`."""
    found: list[Foreseen] = []
    wake: datetime | None = start
    shifted = False
    while wake is not None and _day(wake, person) <= day:
        planned = plan(person, policy, wake)
        shifted = shifted or planned.shifted
        if planned.items:
            found.append(Foreseen(wake, planned.items, shifted))
            shifted = False
        person, wake = after(person, planned, wake), planned.wake_at
    return tuple(one for one in found if _day(one.at, person) == day)


class _Occurrence(NamedTuple):
    """A step at its time: worth saying from `at` until `until`."""

    item: Item
    step: Step
    at: datetime
    until: datetime
    told: bool = False
    """what they read since stands for it"""
    was_open: bool = True
    """it could have been said at some time"""
    critical: bool = False


def _since_restored(
    found: Sequence[_Occurrence], person: Recipient
) -> tuple[list[_Occurrence], list[_Occurrence]]:
    """What came up since then, and what was said by then."""
    before = person.restored_at
    if before is None:
        return list(found), []
    return [one for one in found if one.at > before], [one for one in found if one.at <= before]


def _weighed(
    found: Iterable[_Occurrence], now: datetime
) -> tuple[list[_Occurrence], list[tuple[Item, Reason]]]:
    """What stands now, decided or not: of each subject the last that is open. And what is left out."""
    last: dict[tuple[str, Role, bool], _Occurrence] = {}
    left_out: list[tuple[Item, Reason]] = []
    for one in sorted(found, key=lambda one: one.at):
        if one.at > now:
            break
        if now >= one.until:
            if one.was_open and not one.told:
                left_out.append((one.item, "too_late"))
        elif one.told:
            left_out.append((one.item, "told"))
        else:
            # News of the price overtakes no news of what is due, nor the other way round.
            about = (one.item.subject, one.item.role, one.step.on == "price")
            if about in last:
                left_out.append((last[about].item, "overtaken"))
            last[about] = one
    return list(last.values()), left_out


def _held_until(
    person: Recipient,
    policy: Policy,
    now: datetime,
    to_say: Sequence[_Occurrence],
    later: Iterable[_Occurrence],
) -> datetime | None:
    """Until when nothing may be said though it be day; None: it may be said."""
    if person.snoozed_until is not None and now < person.snoozed_until:
        return person.snoozed_until
    if person.wrote_at is not None and abs(now - person.wrote_at) < policy.rests:
        return policy.opening(person.wrote_at + policy.rests, person.zone)
    today = now.date()
    if rest := [one.at for one in later if one.step.on != "draft" and one.at.date() == today]:
        return max(rest)  # one message for all of the day
    if any(one.critical for one in to_say):
        return None
    return _capped_until(person, policy, now)


def _capped_until(person: Recipient, policy: Policy, now: datetime) -> datetime | None:
    told = sorted(day for day in person.told_on if day - now.date() < WEEK)  # a clock may have been wrong
    caps = ((policy.per_day, _DAY), (policy.per_week, WEEK))
    free = max((told[-most] + span for most, span in caps if len(told) >= most), default=None)
    until = policy.at_hour(free, person.zone) if free else now
    return until if now < until else None


def _day(at: datetime, person: Recipient) -> date:
    return at.astimezone(person.zone).date()


def _bare(item: Item) -> Item:
    return replace(item, step=item.step_id)


# --- what there is to be said, and when --------------------------------------------------------------


def _occurrences(person: Recipient, policy: Policy, now: datetime) -> list[_Occurrence]:
    """All steps of all subjects as they stand now, past and to come."""
    found: list[_Occurrence] = []
    for subject in person.subjects:
        match subject:
            case CoverOf():
                steps = _of_cover(subject, policy, person.zone, now)
                found += steps
                found += _again(steps, subject, person)
            case Invited():
                found += _of_invitation(subject, policy, person)
            case LeftDraft():
                found += _of_draft(subject, policy)
    return found


def _of_cover(cover: CoverOf, policy: Policy, zone: ZoneInfo, now: datetime) -> list[_Occurrence]:
    if cover.receipt_waits:
        return []
    through = _paid_through(cover.paid, month_of(now.date()))
    first = "" if through else max(first_month(cover.registered_on), cover.covered_from or "")
    return [
        _Occurrence(
            Item(cover.reference, month, step.id, cover.role),
            step,
            at,
            until,
            _is_told(cover, step, at),
            until.date() > cover.registered_on,
            step.critical,
        )
        for step, month, at, until in moments(policy, zone, cover.role, cover.sector, through, first)
    ]


def _again(steps: Sequence[_Occurrence], cover: CoverOf, person: Recipient) -> Iterator[_Occurrence]:
    """What stands when they asked to be reminded: it is said then, said before or not, capped or not.

    Of the price only the news of the day before: of older news, nobody asked to hear it tomorrow.
    """
    until = person.snoozed_until
    if until is None or cover.registered_on >= _day(until, person):
        return
    open_then = [
        one
        for one in steps
        if one.at <= until < one.until and (one.step.on != "price" or until - one.at <= _DAY)
    ]
    last = max((one.at for one in open_then), default=None)
    for one in open_then:
        if one.at == last:
            item = replace(one.item, step=f"{one.item.step}{_AGAIN}{_day(until, person)}")
            told = _is_told(cover, one.step, until.astimezone(person.zone))
            yield one._replace(item=item, at=until, told=told, critical=True)


def _is_told(cover: CoverOf, step: Step, at: datetime) -> bool:
    return cover.told_on is not None and at.date() <= cover.told_on and step.on in _IN_A_BILL


def _of_invitation(subject: Invited, policy: Policy, person: Recipient) -> Iterator[_Occurrence]:
    """Once for an invitation, whoever of the two it went to."""
    other: Role = "worker" if subject.role == "participant" else "participant"
    for step in policy.steps:
        item = Item(subject.reference, "", step.id, subject.role)
        if step.on == "invite" and replace(item, role=other) not in person.decided:
            at = policy.at_hour(subject.invited_on + timedelta(days=step.days), person.zone)
            until = end_of(subject.until, person.zone)
            yield _Occurrence(item, step, at, until, critical=step.critical)


def _of_draft(subject: LeftDraft, policy: Policy) -> Iterator[_Occurrence]:
    for step in policy.steps:
        if step.on == "draft":
            item = Item(subject.reference, "", step.id, subject.role)
            at = subject.left_at + timedelta(days=step.days, hours=step.hours)
            yield _Occurrence(item, step, at, subject.kept_until, critical=step.critical)


@lru_cache(maxsize=4096)
def _paid_through(paid: tuple[str, ...], month: str) -> str | None:
    """As it stands in a month."""
    ledger = Ledger([PaidMonth(month, 0, "", "") for month in paid])
    return ledger.as_of(first_day(month), is_working_day).paid_through
