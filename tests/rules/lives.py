"""People whose time is moved: covers are enrolled, paid, billed and forgotten, and what is said is kept.

What may be said when is told here once more, from the ledger's status of the day, so that the ladder has
something to be held against.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from flows.rules.calendar import add_months, due_date, first_day, is_working_day
from flows.rules.coverage import Ledger, PaidMonth
from flows.rules.nudges import (
    CoverOf,
    Invited,
    Item,
    LeftDraft,
    Plan,
    Policy,
    Recipient,
    Subject,
    after,
    plan,
    tomorrow,
)
from flows.rules.tariff import Sector, last_discounted_month

ZONES = [ZoneInfo(f"Asia/{city}") for city in ("Jakarta", "Makassar", "Jayapura")]
SECTORS: list[Sector] = ["other", "transport"]
START, DAYS = date(2026, 9, 1), 730
POLICY = Policy()

Change = Callable[[Recipient, datetime], Recipient]
"""what happens to someone at a moment"""


@dataclass(frozen=True)
class Said:
    """A message, and whom it went to, as they were then."""

    at: datetime
    items: tuple[Item, ...]
    person: Recipient

    @property
    def day(self) -> date:
        return self.at.astimezone(self.person.zone).date()

    @property
    def steps(self) -> list[str]:
        return [item.step for item in self.items]


@dataclass(frozen=True)
class Life:
    """Someone, and what happens to them, from a moment on (None: from the first day of all lives)."""

    person: Recipient
    changes: tuple[tuple[datetime, Change], ...] = ()
    start: datetime | None = None

    def live(
        self,
        looks: Iterable[datetime] = (),
        outages: Sequence[tuple[datetime, datetime]] = (),
        policy: Policy = POLICY,
        end: datetime | None = None,
    ) -> list[Said]:
        """All that is said to them before the end (None: in two years). They are looked at when they are to
        be, when something changed, and at other moments; while nothing runs, not before it runs again."""
        walk = self._walk(looks, outages, policy, end or at(START, self.person.zone) + timedelta(days=DAYS))
        return [Said(now, planned.items, person) for now, planned, person in walk if planned.items]

    def at(self, moment: datetime) -> Life:
        """As they are at a moment, and nothing happens to them any more."""
        *_, (_, _, person) = self._walk([moment], (), POLICY, moment + timedelta.resolution)
        return Life(person, (), moment)

    def covers(self, moment: datetime) -> list[CoverOf]:
        """Those they have at a moment, as they are then."""
        person = self.person
        for since, change in self.changes:
            if since <= moment:
                person = change(person, since)
        return [subject for subject in person.subjects if isinstance(subject, CoverOf)]

    def _walk(
        self,
        looks: Iterable[datetime],
        outages: Sequence[tuple[datetime, datetime]],
        policy: Policy,
        end: datetime,
    ) -> Iterator[tuple[datetime, Plan, Recipient]]:
        person, wake = self.person, self.start or at(START, self.person.zone)
        pending = sorted([*self.changes, *((look, _nothing) for look in looks)], key=lambda each: each[0])
        while (now := min([wake, *(moment for moment, _ in pending[:1])])) < end:
            while pending and pending[0][0] <= now:
                person = pending.pop(0)[1](person, now)
            if stop := next((until for since, until in outages if since <= now < until), None):
                wake = stop
                continue
            planned = plan(person, policy, now)
            person, wake = after(person, planned, now), planned.wake_at or end
            assert wake > now
            assert plan(person, policy, now) == Plan(wake_at=planned.wake_at, shifted=planned.shifted)
            yield now, planned, person


def at(day: date, zone: ZoneInfo, clock: time = time()) -> datetime:
    return datetime.combine(day, clock, zone)


def keys(said: Iterable[Said]) -> list[Item]:
    return [item for message in said for item in message.items]


def told(said: Iterable[Said]) -> list[tuple[datetime, tuple[Item, ...]]]:
    return [(message.at, message.items) for message in said]


# --- what happens ------------------------------------------------------------------------------------


def _nothing(person: Recipient, now: datetime) -> Recipient:
    return person


def _of(person: Recipient, number: int) -> CoverOf | None:
    covers = [subject for subject in person.subjects if isinstance(subject, CoverOf)]
    return covers[number % len(covers)] if covers else None


def _with(person: Recipient, cover: CoverOf) -> Recipient:
    same = [(one.role, one.reference) == (cover.role, cover.reference) for one in person.subjects]
    kept = [cover if is_it else one for one, is_it in zip(person.subjects, same, strict=True)]
    return replace(person, subjects=tuple(kept))


def enrols(subject: Subject) -> Change:
    return lambda person, now: replace(person, subjects=(*person.subjects, subject))


def pays(number: int, months: int) -> Change:
    def change(person: Recipient, now: datetime) -> Recipient:
        if (cover := _of(person, number)) is None:
            return person
        today = now.astimezone(person.zone).date()
        paid = (*cover.paid, *ledger(cover).allocate(months, today))
        return _with(person, replace(cover, paid=paid, told_on=today, receipt_waits=False))

    return change


def gets_a_bill(number: int) -> Change:
    def change(person: Recipient, now: datetime) -> Recipient:
        cover = _of(person, number)
        today = now.astimezone(person.zone).date()
        return _with(person, replace(cover, told_on=today)) if cover else person

    return change


def says_it_is_paid(number: int, is_so: bool = True) -> Change:
    """Or the office refuses it."""

    def change(person: Recipient, now: datetime) -> Recipient:
        cover = _of(person, number)
        return _with(person, replace(cover, receipt_waits=is_so)) if cover else person

    return change


def snoozes(person: Recipient, now: datetime) -> Recipient:
    return replace(person, snoozed_until=tomorrow(now, person.zone, POLICY), wrote_at=now)


def writes(person: Recipient, now: datetime) -> Recipient:
    return replace(person, wrote_at=now)


def wants(reminders: bool) -> Change:
    return lambda person, now: replace(person, wants_reminders=reminders, wrote_at=now)


# --- what may be said --------------------------------------------------------------------------------


def ledger(cover: CoverOf) -> Ledger:
    return Ledger([PaidMonth(month, 0, "", "") for month in cover.paid])


def assert_true(message: Said) -> None:
    """Every line of it holds on that day."""
    subjects = {(one.reference, one.role): one for one in message.person.subjects}
    for item in message.items:
        match subjects[item.subject, item.role]:
            case CoverOf() as cover:
                assert may_be_said(item, cover, message.day), (message.at, item, cover)
            case Invited(_, _, invited_on, until):
                assert invited_on + timedelta(days=2) <= message.day <= until
            case LeftDraft(_, left_at, kept_until):
                days = timedelta(days=2) if item.step == "draft-2d" else timedelta(hours=3)
                assert left_at + days <= message.at < kept_until


_STATUS = {
    "due-7": ("awaiting_payment", "active", "due"),
    "due-3": ("awaiting_payment", "active", "due"),
    "due-0": ("awaiting_payment", "due"),
    "late-1": ("unpaid_1",),
    "month-2-7": ("unpaid_2",),
    "month-2-0": ("unpaid_2",),
    "month-3-7": ("unpaid_3",),
    "month-3-0": ("unpaid_3",),
    "inactive": ("inactive",),
}


def may_be_said(item: Item, cover: CoverOf, day: date) -> bool:
    """As the ledger stands on the day: has it come, is it unpaid, is it still so?"""
    as_of, step = ledger(cover).as_of(day, is_working_day), item.step_id
    if cover.receipt_waits or (item.role == "worker" and step not in ("month-3-7", "month-3-0", "inactive")):
        return False
    if step.startswith("price"):
        end = last_discounted_month(cover.sector)
        left = (first_day(add_months(item.month, 1)) - timedelta(days=1) - day).days
        unpaid_beyond = bool(as_of.paid_through) and add_months(item.month, 1) not in cover.paid
        return (
            item.month == end and unpaid_beyond and 0 <= left <= int(step[6:]) and as_of.status != "inactive"
        )
    if as_of.status not in _STATUS[step] or item.month in cover.paid:
        return False
    left = (due_date(item.month) - day).days
    if step.startswith("due"):
        return item.month == as_of.next_month and 0 <= left <= int(step[4:])
    first_unpaid = as_of.unpaid_months[0]
    if step.startswith("month"):
        clock = due_date(add_months(item.month, int(step[6]) - 1))
        return item.month == first_unpaid and (clock - day).days <= int(step[8:])
    if step == "inactive":
        since = first_day(add_months(item.month, 3))
        return item.month == first_unpaid and 0 <= (day - since).days <= 60
    return item.month == first_unpaid and left < 0


def assert_seemly(said: Sequence[Said], policy: Policy = POLICY) -> None:
    """By day, nothing twice, and seldom."""
    assert not [key for key, count in Counter(keys(said)).items() if count > 1]
    for message in said:
        clock = message.at.astimezone(message.person.zone).time()
        assert time(8) <= clock < time(20), message
    days = [message.day for message in said]
    for number, message in enumerate(said):
        week = [day for day in days[:number] if day > message.day - timedelta(days=7)]
        if not any(is_urgent(item, policy) for item in message.items):
            assert len(week) < policy.per_week, message
            assert week.count(message.day) < policy.per_day, message


def is_urgent(item: Item, policy: Policy = POLICY) -> bool:
    critical = {step.id for step in policy.steps if step.critical}
    return item.step in critical or item.step != item.step_id


# --- lives, at random --------------------------------------------------------------------------------

_CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 29, 59]))
_SPANS = st.integers(0, DAYS - 1)
ALL = ("pays", "bill", "receipt", "snooze", "writes", "stops", "left")


@st.composite
def lives(draw: st.DrawFn, kinds: Sequence[str] = ALL) -> Life:
    """Of up to three covers, in which such things happen."""
    zone = draw(st.sampled_from(ZONES))
    changes = [_enrolment(draw, zone, f"N{n}") for n in range(draw(st.integers(1, 3)))]
    for kind in kinds:
        for days in draw(st.lists(_SPANS, max_size=6, unique=True)):
            moment = at(START + timedelta(days=days), zone, draw(_CLOCKS))
            changes += list(_happens(draw, kind, moment))
    return Life(Recipient(zone), tuple(sorted(changes, key=lambda change: change[0])))


def _enrolment(draw: st.DrawFn, zone: ZoneInfo, reference: str) -> tuple[datetime, Change]:
    day = START + timedelta(days=draw(st.integers(0, 500)))
    months = draw(st.integers(0, 3))
    cover = CoverOf(
        reference,
        draw(st.sampled_from(("participant", "participant", "worker"))),
        draw(st.sampled_from(SECTORS)),
        Ledger([]).allocate(months, day) if months else (),
        day,
    )
    return at(day, zone, draw(_CLOCKS)), enrols(cover)


def _happens(draw: st.DrawFn, kind: str, moment: datetime) -> Iterator[tuple[datetime, Change]]:
    number, later = draw(st.integers(0, 2)), moment + timedelta(hours=draw(st.integers(1, 400)))
    match kind:
        case "pays":
            yield moment, pays(number, draw(st.sampled_from([1, 1, 1, 3, 6, 12])))
        case "bill":
            yield moment, gets_a_bill(number)
        case "receipt":
            yield moment, says_it_is_paid(number)
            yield later, says_it_is_paid(number, is_so=False)
        case "snooze":
            yield moment, snoozes
        case "writes":
            yield moment, writes
        case "stops":
            yield moment, wants(reminders=False)
            yield later, wants(reminders=True)
        case "left":
            name = f"{moment:%y%m%d}"
            kept = moment + timedelta(days=14)
            yield moment, enrols(LeftDraft(f"C{name}", moment, kept))
            yield later, enrols(Invited(f"I{name}", "worker", later.date(), later.date() + timedelta(days=7)))
