"""The ladder, as days pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from flows.rules.nudges import (
    LADDER,
    CoverOf,
    Invited,
    Item,
    LeftDraft,
    Plan,
    Policy,
    Recipient,
    Step,
    after,
    forecast,
    plan,
    problems,
    still_true,
)

ZONE = ZoneInfo("Asia/Jakarta")
COVER = CoverOf("N1", "participant", "other", ("2026-11",), date(2026, 11, 20))
POLICY = Policy()
START, END = datetime(2026, 11, 20, 12, tzinfo=ZONE), datetime(2027, 6, 1, tzinfo=ZONE)


NINE_ON_8 = datetime(2026, 12, 8, 9, tzinfo=ZONE)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def steps(items: Iterable[Item]) -> list[str]:
    return [item.step for item in items]


def walk(
    person: Recipient, now: datetime = START, policy: Policy = POLICY
) -> Iterator[tuple[datetime, Plan]]:
    """Look whenever it is said to, until the summer; what is said is said."""
    wake: datetime | None = now
    while wake is not None and wake < END:
        planned = plan(person, policy, wake)
        yield wake, planned
        person, wake = after(person, planned, wake), planned.wake_at


def said(person: Recipient, now: datetime = START, policy: Policy = POLICY) -> list[str]:
    return [
        f"{at.astimezone(person.zone):%Y-%m-%d %H:%M} {item.step}"
        for at, planned in walk(person, now, policy)
        for item in planned.items
    ]


def test_who_pays_no_more_hears_of_each_step_on_its_day() -> None:
    assert said(Recipient(ZONE, (COVER,))) == [
        "2026-12-01 09:00 price-30",
        "2026-12-08 09:00 due-7",
        "2026-12-12 09:00 due-3",
        "2026-12-15 09:00 due-0",
        "2026-12-16 09:00 late-1",
        "2026-12-24 09:00 price-7",
        "2027-01-08 09:00 month-2-7",
        "2027-01-15 09:00 month-2-0",
        "2027-02-08 09:00 month-3-7",
        "2027-02-15 09:00 month-3-0",
        "2027-03-01 09:00 inactive",
    ]


def test_the_worker_hears_of_the_last_month_only() -> None:
    assert said(Recipient(ZONE, (replace(COVER, role="worker"),))) == [
        "2027-02-08 09:00 month-3-7",
        "2027-02-15 09:00 month-3-0",
        "2027-03-01 09:00 inactive",
    ]


def test_who_is_registered_late_at_night_hears_of_the_first_step_in_the_morning() -> None:
    enrolled = replace(COVER, paid=(), registered_on=date(2026, 12, 10))

    assert said(Recipient(ZONE, (enrolled,)), datetime(2026, 12, 10, 21, tzinfo=ZONE)) == [
        "2026-12-11 08:00 due-7",
        "2026-12-12 09:00 due-3",
        "2026-12-15 09:00 due-0",
        "2027-01-08 09:00 due-7",
        "2027-01-12 09:00 due-3",
        "2027-01-15 09:00 due-0",
    ]


# --- what is paid, billed, or before the office ---------------------------------------------------------


def test_days_count_from_the_due_date_that_a_weekend_or_a_holiday_moved() -> None:
    """15 May 2027 is a Saturday, the 17th a holiday: due on the 18th."""
    cover = replace(COVER, paid=("2027-04",), registered_on=date(2027, 4, 20))

    assert said(Recipient(ZONE, (cover,)), moment("2027-04-20 12:00")) == [
        "2027-05-11 09:00 due-7",
        "2027-05-15 09:00 due-3",
        "2027-05-18 09:00 due-0",
        "2027-05-19 09:00 late-1",
    ]


def test_nothing_is_said_of_a_month_that_was_paid_since() -> None:
    now, person = moment("2026-12-15 09:00"), Recipient(ZONE, (COVER,))
    items = plan(person, POLICY, now).items
    paid = replace(person, subjects=(replace(COVER, paid=("2026-11", "2026-12")),))

    assert steps(items) == ["price-30", "due-0"]
    assert steps(still_true(items, paid, POLICY, now)) == ["price-30"]
    assert steps(plan(paid, POLICY, now).items) == ["price-30"]


def test_a_new_price_is_told_only_where_it_is_not_paid_beyond_and_cover_has_not_ended() -> None:
    beyond = replace(COVER, paid=("2026-11", "2026-12", "2027-01"))
    ended = replace(COVER, paid=("2026-08",), registered_on=date(2026, 8, 1))
    last = replace(COVER, paid=("2026-11", "2026-12"))

    for cover, prices in ((beyond, []), (ended, []), (last, ["price-7"])):
        planned = plan(Recipient(ZONE, (cover,)), POLICY, moment("2026-12-24 09:00"))
        assert [step for step in steps(planned.items) if step.startswith("price")] == prices


def test_a_bill_stands_for_the_step_of_its_day_and_for_those_before() -> None:
    billed = Recipient(ZONE, (replace(COVER, told_on=date(2026, 12, 8)),))

    assert plan(billed, POLICY, moment("2026-12-08 09:00")).dropped[0][1] == "told"
    for day, expected in (("08", "price-30"), ("09", "price-30"), ("12", "due-3")):
        assert expected in steps(plan(billed, POLICY, moment(f"2026-12-{day} 09:00")).items)
        assert "due-7" not in steps(plan(billed, POLICY, moment(f"2026-12-{day} 09:00")).items)


def test_what_a_bill_stands_for_wakes_nobody() -> None:
    billed = replace(told_of_price((COVER,)), subjects=(replace(COVER, told_on=date(2026, 12, 8)),))

    assert plan(billed, POLICY, moment("2026-12-08 08:00")).wake_at == moment("2026-12-12 09:00")


def test_what_was_over_when_a_cover_came_is_neither_said_nor_noted() -> None:
    late = replace(COVER, registered_on=date(2026, 12, 20))

    assert plan(told_of_price((late,)), POLICY, moment("2026-12-20 12:00")).dropped == ()


def test_the_day_after_the_due_date_nobody_hears_that_it_is_near() -> None:
    policy = Policy(steps=tuple(step for step in LADDER if step.id != "late-1"))

    assert plan(told_of_price((COVER,)), policy, moment("2026-12-16 09:00")).items == ()


def test_of_the_last_month_people_hear_though_they_have_a_bill() -> None:
    billed = replace(COVER, told_on=date(2027, 2, 15))

    assert steps(plan(Recipient(ZONE, (billed,)), POLICY, moment("2027-02-15 09:00")).items) == ["month-3-0"]


def test_who_pays_an_old_month_does_not_hear_at_once_that_the_next_is_late() -> None:
    paid = replace(COVER, paid=("2026-11", "2026-12"), told_on=date(2027, 2, 10))

    for moment_of_look in ("2027-02-10 14:00", "2027-02-11 09:00"):
        assert plan(Recipient(ZONE, (paid,)), POLICY, moment(moment_of_look)).items == ()


def test_who_says_that_they_paid_hears_nothing_until_it_is_refused() -> None:
    waits = Recipient(ZONE, (replace(COVER, receipt_waits=True),))
    refused = Recipient(ZONE, (COVER,))

    assert plan(waits, POLICY, moment("2026-12-15 09:00")) == Plan()
    assert steps(plan(refused, POLICY, moment("2026-12-20 09:00")).items) == ["price-30", "late-1"]


# --- night ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("look", "expected"),
    [
        ("2026-12-09 19:59", "2026-12-09 19:59"),
        ("2026-12-09 20:00", "2026-12-10 08:00"),
        ("2026-12-10 07:59", "2026-12-10 08:00"),
        ("2026-12-10 08:00", "2026-12-10 08:00"),
    ],
)
def test_what_would_fall_into_the_night_is_said_when_it_ends(look: str, expected: str) -> None:
    planned = plan(Recipient(ZONE, (COVER,)), POLICY, moment(look))

    assert planned.shifted == (look != expected)
    assert said(Recipient(ZONE, (COVER,)), moment(look))[0][:16] == expected


@pytest.mark.parametrize(
    ("hour", "quiet_from", "quiet_until", "expected"),
    [
        (9, 20, 8, "09:00"),
        (21, 20, 8, "08:00"),
        (6, 20, 8, "08:00"),
        (14, 13, 15, "15:00"),
        (3, 0, 0, "03:00"),
        (9, 8, 18, "18:00"),
        (21, 20, 0, "00:00"),
    ],
)
def test_the_due_date_is_told_on_its_day_though_the_hour_be_at_night(
    hour: int, quiet_from: int, quiet_until: int, expected: str
) -> None:
    policy = Policy(hour=time(hour), quiet_from=time(quiet_from), quiet_until=time(quiet_until))

    assert f"2026-12-15 {expected} due-0" in said(Recipient(ZONE, (COVER,)), policy=policy)


def test_nine_is_nine_in_each_zone() -> None:
    for name, hour in (("Jakarta", 2), ("Makassar", 1), ("Jayapura", 0)):
        zone = ZoneInfo(f"Asia/{name}")
        first = plan(Recipient(zone, (COVER,)), POLICY, START).wake_at

        assert first == datetime(2026, 12, 1, hour, tzinfo=UTC)


# --- seldom, and not in between --------------------------------------------------------------------------


def test_who_just_wrote_is_left_to_finish() -> None:
    person = Recipient(ZONE, (COVER,), wrote_at=moment("2026-12-15 08:45"))

    planned = plan(person, POLICY, moment("2026-12-15 09:00"))

    assert (planned.items, planned.wake_at) == ((), moment("2026-12-15 09:15"))
    assert plan(person, POLICY, moment("2026-12-15 09:15")).items


def test_a_clock_that_was_a_year_ahead_silences_nobody() -> None:
    wrong = date(2027, 12, 14)
    person = Recipient(ZONE, (COVER,), told_on=(wrong, wrong, wrong), wrote_at=moment("2027-12-14 09:00"))

    assert plan(person, POLICY, moment("2026-12-08 09:00")).items


def test_a_capped_step_waits_for_the_first_day_that_is_free_and_a_critical_one_takes_it_along() -> None:
    campaigns = tuple(date(2026, 12, day) for day in (3, 6, 7))
    person = Recipient(ZONE, (COVER,), told_on=campaigns)

    assert said(person, moment("2026-12-08 09:00"))[:4] == [
        "2026-12-10 09:00 price-30",
        "2026-12-10 09:00 due-7",
        "2026-12-13 09:00 due-3",
        "2026-12-15 09:00 due-0",
    ]
    both = (COVER, replace(COVER, reference="N2", paid=("2026-10",), registered_on=date(2026, 10, 20)))
    full = replace(told_of_price(both), told_on=tuple(date(2026, 12, day) for day in (11, 13, 14)))
    assert steps(plan(full, POLICY, moment("2026-12-15 09:00")).items) == ["due-0", "month-2-0"]


def test_all_workers_of_a_participant_are_one_message() -> None:
    covers = (COVER, replace(COVER, reference="N2"), replace(COVER, reference="N3", role="worker"))

    assert [(item.subject, item.step) for item in plan(told_of_price(covers), POLICY, NINE_ON_8).items] == [
        ("N1", "due-7"),
        ("N2", "due-7"),
    ]


def test_what_is_ready_early_waits_for_all_of_the_day() -> None:
    left = moment("2026-12-08 05:15")
    person = Recipient(ZONE, (COVER, LeftDraft("C1", left, left + timedelta(days=14))))

    planned = plan(person, POLICY, moment("2026-12-08 08:15"))

    assert (planned.items, planned.wake_at) == ((), NINE_ON_8)
    assert len(plan(person, POLICY, NINE_ON_8).items) == 3


def test_who_ends_reminders_hears_nothing_and_on_coming_back_only_what_is_now() -> None:
    person = Recipient(ZONE, (COVER,), wants_reminders=False)
    items = (Item("N1", "2026-12", "due-0", "participant"),)

    assert plan(person, POLICY, moment("2026-12-15 09:00")) == Plan()
    assert still_true(items, person, POLICY, moment("2026-12-15 09:00")) == ()
    back = plan(replace(person, wants_reminders=True), POLICY, moment("2027-01-20 10:00"))
    assert steps(back.items) == ["month-2-0"]
    assert {reason for _, reason in back.dropped} == {"too_late", "overtaken"}


def test_after_a_month_of_silence_one_message_says_what_is_true_then() -> None:
    planned = plan(Recipient(ZONE, (COVER,)), POLICY, moment("2027-01-09 11:00"))

    assert steps(planned.items) == ["month-2-7"]
    assert planned.wake_at == moment("2027-01-15 09:00")


# --- "remind me tomorrow" ----------------------------------------------------------------------------


def test_a_snooze_says_it_again_the_next_day_and_once() -> None:
    person = replace(told_of_price((COVER,)), snoozed_until=moment("2026-12-09 09:00"))
    person = after(person, plan(replace(person, snoozed_until=None), POLICY, NINE_ON_8), NINE_ON_8)

    assert said(person, moment("2026-12-08 10:00"))[:3] == [
        "2026-12-09 09:00 due-7@2026-12-09",
        "2026-12-12 09:00 due-3",
        "2026-12-15 09:00 due-0",
    ]


@pytest.mark.parametrize(("snoozed", "expected"), [("12", "due-3@2026-12-12"), ("16", "late-1@2026-12-16")])
def test_a_snooze_until_the_next_step_says_that_one_however_much_was_said(
    snoozed: str, expected: str
) -> None:
    until = moment(f"2026-12-{snoozed} 09:00")
    lately = tuple(until.date() - timedelta(days=n) for n in (1, 2, 3))
    person = replace(told_of_price((COVER,)), snoozed_until=until, told_on=lately)

    planned = plan(person, POLICY, until)

    assert steps(planned.items) == [expected]
    assert steps(still_true(planned.items, after(person, planned, until), POLICY, until)) == [expected]
    assert not any(f"12-{snoozed}" in line for line in said(after(person, planned, until), until))


def test_a_snooze_is_over_for_covers_that_come_later() -> None:
    late = replace(COVER, registered_on=date(2026, 12, 10))
    person = replace(told_of_price((late,)), snoozed_until=moment("2026-12-09 09:00"))

    assert said(person, moment("2026-12-10 10:00"))[:2] == [
        "2026-12-10 10:00 due-7",
        "2026-12-12 09:00 due-3",
    ]


def test_a_bill_or_a_payment_stands_for_what_was_put_off() -> None:
    person = replace(told_of_price((COVER,)), snoozed_until=moment("2026-12-09 09:00"))
    billed = replace(person, subjects=(replace(COVER, told_on=date(2026, 12, 9)),))
    paid = replace(person, subjects=(replace(COVER, paid=("2026-11", "2026-12")),))

    for settled in (billed, paid):
        assert plan(settled, POLICY, moment("2026-12-09 09:00")).items == ()


# --- another policy ------------------------------------------------------------------------------------


def test_a_step_is_switched_off_moved_and_added_in_mid_life() -> None:
    person = told_of_price((COVER,))
    person = after(person, plan(person, POLICY, NINE_ON_8), NINE_ON_8)
    changed = {
        "due-7": Step("due-7", "due", -6),
        "due-3": Step("due-3", "due", -2),
        "late-1": Step("late-1", "due", 20),
    }
    ladder = [changed.get(step.id, step) for step in LADDER if step.id != "due-0"]
    policy = Policy(steps=(*ladder, Step("due-1", "due", -1), Step("due-9", "due", -9)))

    assert said(person, moment("2026-12-08 10:00"), policy)[:4] == [
        "2026-12-13 09:00 due-3",
        "2026-12-14 09:00 due-1",
        "2026-12-24 09:00 price-7",
        "2027-01-04 09:00 late-1",
    ]


def test_what_a_later_step_overtook_is_not_said_any_more() -> None:
    item = Item("N1", "2026-12", "due-7", "participant")

    assert still_true([item], Recipient(ZONE, (COVER,)), POLICY, moment("2026-12-12 08:59")) == (item,)
    assert still_true([item], Recipient(ZONE, (COVER,)), POLICY, moment("2026-12-12 09:00")) == ()


def test_a_ladder_that_could_not_be_climbed_is_found() -> None:
    assert problems(LADDER) == []
    assert (
        len(problems([*LADDER, Step("due-7", "due"), Step("x", "price", 1), Step("y", "due", hours=1)])) == 3
    )


# --- invitations and drafts --------------------------------------------------------------------------


def test_an_invitation_is_brought_to_mind_once_whoever_of_the_two_it_went_to() -> None:
    invited = Invited("N9", "participant", date(2026, 12, 6), date(2026, 12, 12))
    person = Recipient(ZONE, (invited,))
    planned = plan(person, POLICY, NINE_ON_8)
    person = after(person, planned, NINE_ON_8)

    assert steps(planned.items) == ["invite-2"]
    assert still_true(planned.items, person, POLICY, NINE_ON_8) == planned.items
    opened = replace(person, subjects=(replace(invited, role="worker"),))
    assert plan(opened, POLICY, NINE_ON_8) == Plan()
    assert still_true(planned.items, opened, POLICY, NINE_ON_8) == ()


def test_a_draft_is_brought_to_mind_twice_and_then_left() -> None:
    left = moment("2026-12-05 19:00")
    draft = LeftDraft("C1", left, left + timedelta(days=14))

    assert said(Recipient(ZONE, (draft,)), left) == [
        "2026-12-06 08:00 draft-3h",
        "2026-12-07 19:00 draft-2d",
    ]


# --- a forecast ----------------------------------------------------------------------------------------


def test_a_forecast_says_when_and_whether_the_night_put_it_off() -> None:
    left = moment("2026-12-14 18:00")
    person = Recipient(ZONE, (COVER, LeftDraft("C1", left, left + timedelta(days=14))))

    foreseen = [forecast(person, POLICY, left, date(2026, 12, day)) for day in (14, 15, 16, 17)]

    assert [[(f"{one.at:%d %H:%M}", steps(one.items), one.shifted) for one in day] for day in foreseen] == [
        [("14 18:00", ["price-30", "due-3"], False)],
        [("15 09:00", ["due-0", "draft-3h"], False)],
        [("16 09:00", ["late-1"], False)],
        [],
    ]
    at_night = forecast(told_of_price((COVER,)), POLICY, moment("2026-12-10 21:00"), date(2026, 12, 11))
    assert [(f"{one.at:%d %H:%M}", steps(one.items), one.shifted) for one in at_night] == [
        ("11 08:00", ["due-7"], True)
    ]


def told_of_price(covers: tuple[CoverOf, ...]) -> Recipient:
    told = {Item(cover.reference, "2026-12", "price-30", cover.role) for cover in covers}
    return Recipient(ZONE, covers, frozenset(told))
