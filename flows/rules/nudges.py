"""The ladder of nudges: what someone is to be told, and when to look again. Derived each time, never planned.

A step stands so many days from a moment of a cover, an invitation or a draft, and is worth saying until its
moment is over:

    on        the moment                                          worth saying until
    due       the due date of the first unpaid month, moved       that day; after it, the end of the month
    month-2   the due date of the month after that                the end of that month
    month-3   the due date of the third                           the end of that month
    inactive  the first day of the month in which cover ends      60 days later
    price     the last day of the last discounted month           that day
    invite    the day of the invitation                           the last day it can be answered
    draft     when a nomination was left half done                the day it is erased

Of each subject the last step that is ready stands; those before it are overtaken. All that is ready for a
person is one message. Keys of what was decided make sure that nothing is said twice, so a plan made again,
late, or with another policy is as right as the first one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, TypeAlias, get_args
from zoneinfo import ZoneInfo

from flows.rules.calendar import add_months, due_date, first_day, is_working_day
from flows.rules.coverage import Ledger, PaidMonth
from flows.rules.tariff import Sector, last_discounted_month

Anchor: TypeAlias = Literal["due", "month-2", "month-3", "inactive", "price", "invite", "draft"]
Role: TypeAlias = Literal["participant", "worker"]
Reason: TypeAlias = Literal["too_late", "overtaken", "told"]
"""why a step was left out. told: a bill or a payment, of which they read that day, stands for it"""

ANCHORS: tuple[str, ...] = get_args(Anchor)
WEEK = timedelta(days=7)
FIRST_MONTHS = 2
"""for so many months a cover that awaits its first payment is brought to mind; then silence"""
_INACTIVE_FOR = timedelta(days=60)
_DAY = timedelta(days=1)
_AGAIN = "@"
"""in a key: a step that was put off until the day after it"""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the ladder. `id` is stored with what was said: for ever. Its texts are named by `text`."""

    id: str
    on: Anchor
    days: int = 0
    """after its moment; before it where negative"""
    hours: int = 0
    """besides; of a draft"""
    to: tuple[Role, ...] = ("participant",)
    """of an invitation it goes to the worker where they opened it, whatever stands here"""
    critical: bool = False
    """said however much was said to them lately; it counts all the same"""
    text: str = ""
    """"": as `id`"""

    @property
    def words(self) -> str:
        """What its texts are called."""
        return self.text or self.id


BOTH: tuple[Role, ...] = ("participant", "worker")
LADDER = (
    Step("due-7", "due", -7),
    Step("due-3", "due", -3),
    Step("due-0", "due", 0, critical=True),
    Step("late-1", "due", 1),
    Step("month-2-7", "month-2", -7),
    Step("month-2-0", "month-2", 0),
    Step("month-3-7", "month-3", -7, to=BOTH, critical=True),
    Step("month-3-0", "month-3", 0, to=BOTH, critical=True),
    Step("inactive", "inactive", 0, to=BOTH, critical=True),
    Step("price-30", "price", -30),
    Step("price-7", "price", -7),
    Step("invite-2", "invite", 2, to=BOTH),
    Step("draft-3h", "draft", hours=3),
    Step("draft-2d", "draft", 2),
)


@dataclass(frozen=True, slots=True)
class Policy:
    """The ladder, and how often and at what time of their day people are told anything unasked."""

    steps: tuple[Step, ...] = LADDER
    hour: time = time(9)
    """at which what is due on a day is said"""
    quiet_from: time = time(20)
    quiet_until: time = time(8)
    """from and until, of their day; the same twice: they are never left alone"""
    per_day: int = 1
    per_week: int = 3
    """unasked messages, campaigns too, on one day and on any seven days"""
    rests: timedelta = timedelta(minutes=30)
    """who wrote is left to finish for so long"""

    def is_quiet(self, at: datetime, zone: ZoneInfo) -> bool:
        """Is it night there?"""
        now = at.astimezone(zone).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= now < self.quiet_until
        return now >= self.quiet_from or now < self.quiet_until

    def opening(self, at: datetime, zone: ZoneInfo) -> datetime:
        """The moment itself, or the end of the night it falls in."""
        if not self.is_quiet(at, zone):
            return at
        local = at.astimezone(zone)
        day = local.date() + (_DAY if local.time() >= self.quiet_until else timedelta())
        return datetime.combine(day, self.quiet_until, zone)

    def at_hour(self, day: date, zone: ZoneInfo) -> datetime:
        """When it is said what is due on a day."""
        return self.opening(datetime.combine(day, self.hour, zone), zone)


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
    """when a bill was last made, or a payment kept: what was said then stands for a step of that day"""


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
    """steps that were said or left out"""
    told_on: tuple[date, ...] = ()
    """their days of the last week, one for each unasked message"""
    wants_reminders: bool = True
    wrote_at: datetime | None = None
    snoozed_until: datetime | None = None
    """"remind me tomorrow": not before; and what was said last is said again then"""


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
    opened = [one for one in _occurrences(person, policy, now) if one.item not in person.decided]
    ready = [one for one in opened if one.at <= now < one.until]
    later = [one.at for one in opened if one.at > now]
    standing, dropped = _standing(ready, now.astimezone(person.zone).date())
    dropped += [(one.item, "too_late") for one in opened if one.until <= now and one.was_open]
    hold = _held_until(person, policy, now, standing, opened)
    if hold is not None:
        shifted = bool(standing) and policy.is_quiet(now, person.zone)
        return Plan((), tuple(dropped), min([hold, *later]), shifted)
    items = tuple(one.item for one in standing)
    return Plan(items, tuple(dropped), min(later, default=None))


def still_true(items: Iterable[Item], person: Recipient, policy: Policy, now: datetime) -> tuple[Item, ...]:
    """Of what was to be said what is worth saying now, as things are now."""
    if not person.wants_reminders:
        return ()
    open_now = {_bare(one.item) for one in _occurrences(person, policy, now) if one.at <= now < one.until}
    return tuple(item for item in items if _bare(item) in open_now)


def after(person: Recipient, planned: Plan, now: datetime) -> Recipient:
    """The same person once this plan was carried out: a forecast goes on from there."""
    decided = person.decided | set(planned.items) | {item for item, _ in planned.dropped}
    today = now.astimezone(person.zone).date()
    told = (*person.told_on, today) if planned.items else person.told_on
    return replace(person, decided=decided, told_on=told)


def tomorrow(now: datetime, zone: ZoneInfo, policy: Policy) -> datetime:
    """When someone is reminded who asks for it tomorrow."""
    return policy.at_hour(now.astimezone(zone).date() + _DAY, zone)


@dataclass(frozen=True, slots=True)
class _Occurrence:
    """A step at its time: worth saying from `at` until `until`."""

    item: Item
    at: datetime
    until: datetime
    critical: bool
    is_dated: bool = True
    """it belongs to a day, and not to a moment of it"""
    was_open: bool = True
    """it could have been said at some time"""
    told: bool = False
    """what was said today stands for it"""


def _standing(
    ready: Sequence[_Occurrence], today: date
) -> tuple[list[_Occurrence], list[tuple[Item, Reason]]]:
    """Of each subject the last one; of those of one time the last of the ladder."""
    last: dict[str, _Occurrence] = {}
    dropped: list[tuple[Item, Reason]] = []
    for one in sorted(ready, key=lambda one: one.at):
        if one.told:
            dropped.append((one.item, "told"))
            continue
        if before := last.get(_about(one)):
            dropped.append((before.item, "overtaken"))
        last[_about(one)] = one
    return list(last.values()), dropped


def _about(one: _Occurrence) -> str:
    """News of the price overtakes no news of what is due, nor the other way round."""
    return f"{one.item.subject} {one.item.step_id.startswith('price')}"


def _held_until(
    person: Recipient,
    policy: Policy,
    now: datetime,
    standing: Sequence[_Occurrence],
    opened: Iterable[_Occurrence],
) -> datetime | None:
    """Until when nothing may be said; None: it may be said now, or there is nothing."""
    if not standing:
        return None
    if person.snoozed_until is not None and now < person.snoozed_until:
        return person.snoozed_until
    if person.wrote_at is not None and now < person.wrote_at + policy.rests:
        return policy.opening(person.wrote_at + policy.rests, person.zone)
    if policy.is_quiet(now, person.zone):
        return policy.opening(now, person.zone)
    today = now.astimezone(person.zone).date()
    rest = [one.at for one in opened if one.at > now and one.is_dated and _day(one.at, person) == today]
    if rest:
        return max(rest)  # one message for all of the day
    if any(one.critical for one in standing):
        return None
    return _capped_until(person, policy, today)


def _capped_until(person: Recipient, policy: Policy, today: date) -> datetime | None:
    lately = sorted(day for day in person.told_on if day > today - WEEK)
    if lately.count(today) >= policy.per_day:
        free = today + _DAY
    elif len(lately) >= policy.per_week:
        free = lately[-policy.per_week] + WEEK
    else:
        return None
    return policy.at_hour(free, person.zone)


def _day(at: datetime, person: Recipient) -> date:
    return at.astimezone(person.zone).date()


def _bare(item: Item) -> Item:
    return replace(item, step=item.step_id)


# --- what there is to be said, and when --------------------------------------------------------------


def _occurrences(person: Recipient, policy: Policy, now: datetime) -> Iterator[_Occurrence]:
    """All steps of all subjects as they stand now, past and to come."""
    today = _day(now, person)
    for subject in person.subjects:
        match subject:
            case CoverOf():
                found = list(_of_cover(subject, policy, person.zone, today))
                yield from found
                yield from _again(found, person, now)
            case Invited():
                yield from _of_invitation(subject, policy, person)
            case LeftDraft():
                yield from _of_draft(subject, policy)


def _of_cover(cover: CoverOf, policy: Policy, zone: ZoneInfo, today: date) -> Iterator[_Occurrence]:
    if cover.receipt_waits:
        return
    for step in policy.steps:
        if cover.role in step.to:
            for month, day, last in _days(step, cover, today):
                yield _Occurrence(
                    Item(cover.reference, month, step.id, cover.role),
                    policy.at_hour(day, zone),
                    datetime.combine(last + _DAY, time(), zone),
                    step.critical,
                    was_open=last >= max(cover.registered_on, cover.told_on or cover.registered_on),
                    told=cover.told_on == today and step.on == "due",
                )


def _days(step: Step, cover: CoverOf, today: date) -> Iterator[tuple[str, date, date]]:
    """The contribution month of a step, the day of it, and the last day on which it is true."""
    through = _paid_through(cover.paid, today)
    days = timedelta(days=step.days)
    if through is None:
        if step.on == "due" and step.days <= 0:
            first = max(_first_month(cover.registered_on), cover.covered_from or "")
            for month in (add_months(first, n) for n in range(FIRST_MONTHS)):
                yield month, _due(month) + days, _due(month)
        return
    unpaid = add_months(through, 1)
    match step.on:
        case "due":
            last = _due(unpaid) if step.days <= 0 else _last_day(unpaid)
            yield unpaid, _due(unpaid) + days, last
        case "month-2" | "month-3":
            month = add_months(unpaid, 1 if step.on == "month-2" else 2)
            yield unpaid, _due(month) + days, _last_day(month)
        case "inactive":
            day = first_day(add_months(unpaid, Ledger.inactive_after)) + days
            yield unpaid, day, day + _INACTIVE_FOR
        case "price":
            end = last_discounted_month(cover.sector)
            if end is not None and through <= end:
                yield end, _last_day(end) + days, _last_day(end)
        case "invite" | "draft":
            return


def _again(found: Sequence[_Occurrence], person: Recipient, now: datetime) -> Iterator[_Occurrence]:
    """What was said last, where they asked to be reminded of it on another day."""
    until = person.snoozed_until
    if until is None:
        return
    said = [one for one in found if one.at < until and one.item in person.decided and now < one.until]
    if said:
        last = max(said, key=lambda one: one.at)
        item = replace(last.item, step=f"{last.item.step}{_AGAIN}{_day(until, person)}")
        yield replace(last, item=item, at=until, critical=True, told=False)


def _of_invitation(subject: Invited, policy: Policy, person: Recipient) -> Iterator[_Occurrence]:
    """Once for an invitation, whoever of the two it went to."""
    for step in policy.steps:
        items = [Item(subject.reference, "", step.id, role) for role in BOTH]
        if step.on != "invite" or any(item in person.decided for item in items):
            continue
        at = policy.at_hour(subject.invited_on + timedelta(days=step.days), person.zone)
        until = datetime.combine(subject.until + _DAY, time(), person.zone)
        yield _Occurrence(Item(subject.reference, "", step.id, subject.role), at, until, step.critical)


def _of_draft(subject: LeftDraft, policy: Policy) -> Iterator[_Occurrence]:
    for step in policy.steps:
        if step.on == "draft":
            at = subject.left_at + timedelta(days=step.days, hours=step.hours)
            item = Item(subject.reference, "", step.id, subject.role)
            yield _Occurrence(item, at, subject.kept_until, step.critical, is_dated=False)


@lru_cache(maxsize=4096)
def _paid_through(paid: tuple[str, ...], today: date) -> str | None:
    return Ledger([PaidMonth(month, 0, "", "") for month in paid]).as_of(today, is_working_day).paid_through


@lru_cache(maxsize=512)
def _first_month(registered_on: date) -> str:
    """The month that a first payment would be for on that day."""
    return Ledger(()).as_of(registered_on, is_working_day).next_month


@lru_cache(maxsize=512)
def _due(month: str) -> date:
    return due_date(month)


@lru_cache(maxsize=512)
def _last_day(month: str) -> date:
    return first_day(add_months(month, 1)) - _DAY


def problems(steps: Collection[Step]) -> list[str]:
    """What is wrong with a ladder as a whole."""
    ids = [step.id for step in steps]
    twice = sorted({id for id in ids if ids.count(id) > 1})
    return [f"the step {id} stands there twice" for id in twice]
