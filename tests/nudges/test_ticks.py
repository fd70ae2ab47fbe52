"""The tick of nudges on both databases: who is due is told once, in one message, whoever ticks."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from storage import Store, receipts, tables
from storage.nudges import standings, wake_about
from storage.receipts import NewClaim
from tests.coverage.desk import paid
from tests.nudges.days import Days


@pytest.fixture
def days(store: Store) -> Days:
    return Days(store)


def test_who_pays_no_more_is_told_of_each_step_until_the_cover_ends(days: Days) -> None:
    days.covered()

    days.until(date(2027, 5, 1))

    assert days.said() == [
        "12-01 PESERTA 1: N1 price-30",
        "12-08 PESERTA 1: N1 due-7",
        "12-12 PESERTA 1: N1 due-3",
        "12-15 PESERTA 1: N1 due-0",
        "12-16 PESERTA 1: N1 late-1",
        "12-24 PESERTA 1: N1 price-7",
        "01-08 PESERTA 1: N1 month-2-7",
        "01-15 PESERTA 1: N1 month-2-0",
        "02-08 PESERTA 1: N1 month-3-7",
        "02-08 PEKERJA 1: N1 month-3-7",
        "02-15 PESERTA 1: N1 month-3-0",
        "02-15 PEKERJA 1: N1 month-3-0",
        "03-01 PESERTA 1: N1 inactive",
        "03-01 PEKERJA 1: N1 inactive",
    ]


def test_all_covers_of_a_participant_are_one_message(days: Days) -> None:
    first, second = days.covered(1), days.covered(2)
    days.desk.change(second, participant_id=days.person(1))

    days.until(date(2026, 12, 8))

    assert days.said()[-1] == "12-08 PESERTA 1: N1 due-7, N2 due-7"
    assert first != second


def test_two_processes_tell_once(days: Days) -> None:
    for number in range(1, 4):
        days.covered(number)
    days.until(date(2026, 12, 7))
    before = len(days.said())

    days.now += timedelta(days=1)
    counts = days.ticks(2)

    assert sum(one["queued"] for one in counts) == 3
    assert len(days.said()) == before + 3


def test_a_tick_with_nobody_due_writes_nothing(days: Days) -> None:
    days.covered()
    days.tick()

    assert days.tick() == {"looked_at": 0, "queued": 0}


def test_who_pays_is_told_nothing_more_of_that_month(days: Days) -> None:
    id = days.covered()
    days.until(date(2026, 12, 9))

    days.desk.pay(paid("PAID", 8_400, "2026-12-09", code=None, nik="6271014107900001"))
    days.until(date(2026, 12, 31))

    assert days.desk.row(id).paid == ("2026-11", "2026-12")
    assert [line for line in days.said() if " due" in line or "late" in line] == ["12-08 PESERTA 1: N1 due-7"]


def test_a_receipt_silences_until_the_office_refuses_it(days: Days) -> None:
    id = days.covered()
    days.until(date(2026, 12, 8))
    with days.store.writing() as connection:
        claim = NewClaim("R1", id, days.person(), "telegram", "bot", None, None)
        receipts.claim(connection, days.store.secrets, claim, days.now)
    days.until(date(2026, 12, 14))
    silent = days.said()[-1]
    with days.store.writing() as connection:
        (receipt,) = receipts.waiting_of(connection, [id])
        receipts.decide(connection, receipt.id, "refused", "Dewi", "kabur", days.now, days.now)

    days.until(date(2026, 12, 15))

    assert silent == "12-08 PESERTA 1: N1 due-7"
    assert days.said()[-1] == "12-15 PESERTA 1: N1 due-0"


def test_who_wants_no_reminders_is_left_alone_until_they_do(days: Days) -> None:
    days.covered()
    days.set(days.person(), no_reminders_at=days.now)
    days.until(date(2026, 12, 12))
    silent = days.said()

    days.set(days.person(), no_reminders_at=None)
    days.until(date(2026, 12, 13))

    assert silent == []
    assert days.said() == ["12-13 PESERTA 1: N1 price-30, N1 due-3"]
    assert days.dropped() == [("due-7", "overtaken")]


def test_a_week_without_ticks_ends_in_one_true_message(days: Days) -> None:
    days.covered()
    days.until(date(2026, 12, 7))

    days.now += timedelta(days=7)
    days.tick()

    assert days.said()[1:] == ["12-14 PESERTA 1: N1 due-3"]
    assert days.dropped() == [("due-7", "overtaken")]


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=1)])
def test_a_clock_that_is_set_back_says_nothing_twice(days: Days, back: timedelta) -> None:
    days.covered()
    days.until(date(2026, 12, 12))
    said = days.said()

    days.now -= back
    days.set(days.person())
    days.tick()
    days.now += back
    days.tick()

    assert days.said() == said


def test_everybody_lives_by_their_own_clock(days: Days) -> None:
    for number, zone in ((1, None), (2, "Asia/Makassar"), (3, "Asia/Jayapura")):
        days.covered(number)
        days.set(days.person(number), zone=zone)
    days.until(date(2026, 12, 7))
    before = len(days.said())

    spoken = []
    days.now = days.now.replace(day=7, hour=23, minute=30)  # 06.30 in Jakarta
    for _ in range(4):
        days.now += timedelta(minutes=30)
        days.tick()
        days.now += timedelta(minutes=30)
        days.tick()
        spoken.append(len(days.said()) - before)

    assert spoken == [1, 2, 3, 3]  # at nine in the east, an hour later in the middle, then in the west


def test_another_policy_wakes_everybody(store: Store) -> None:
    days = Days(store)
    days.covered()
    days.until(date(2026, 12, 2))
    ladder = [{"id": "due-12", "on": "due", "days": -12, "text": "due-7"}]

    changed = Days(store, nudges={"steps": ladder})
    changed.now = days.now + timedelta(days=1)
    changed.tick()

    assert changed.said()[-1] == "12-03 PESERTA 1: N1 due-12"


def test_nothing_is_told_of_what_was_due_before_a_restore(days: Days) -> None:
    from storage.marks import set_mark

    days.covered()
    days.until(date(2026, 12, 7))
    days.now = datetime.fromisoformat("2026-12-09T02:00:00+00:00")
    with days.store.writing() as connection:
        set_mark(connection, "restored.at", days.now.isoformat())

    days.until(date(2026, 12, 12))

    assert days.said()[1:] == ["12-12 PESERTA 1: N1 due-3"]
    assert days.dropped() == [("due-7", "restored")]


def test_what_a_message_holds_is_sealed(days: Days) -> None:
    days.covered()
    days.until(date(2026, 12, 1))

    with days.store.reading() as connection:
        sealed = connection.scalars(select(tables.outbox.c.body_sealed)).one()
        key = connection.scalars(select(tables.outbox.c.key)).one()

    assert sealed is not None
    assert b"N1" not in sealed
    assert key == f"nudge:{days.person()}:2026-12-01"


def test_many_people_are_looked_at_in_chunks(days: Days, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.nudges.CHUNK", 2)
    for number in range(1, 6):
        days.covered(number)

    days.until(date(2026, 12, 1))

    assert len(days.said()) == 5


def test_a_worker_is_told_nothing_of_the_participants_own_business(days: Days) -> None:
    days.covered()

    days.until(date(2027, 1, 31))

    assert not [line for line in days.said() if "PEKERJA" in line]


def test_changes_about_a_cover_wake_both(days: Days) -> None:
    id = days.covered()
    days.tick()
    with days.store.writing() as connection:
        connection.execute(update(tables.people).values(due_at=None))
        wake_about(connection, [id], days.now)
        woken = select(func.count()).where(tables.people.c.due_at.is_not(None))
        assert connection.scalar(woken) == 2
        assert standings(connection, [days.person()], days.now)[days.person()].covers[0].reference == "N1"
