"""What people of the office do by a click: checked by role, and harmless when done twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

import pytest

from bot import office
from bot.coverage import simulated
from bot.coverage.settlements import Payment
from bot.office import CannotBeDone, Hand
from storage import Store, receipts
from storage.receipts import NewClaim
from tests.coverage.desk import OFFICE, Desk

T = TypeVar("T")
TODAY = date(2026, 11, 23)


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def at_work(desk: Desk, work: Callable[[Hand], T], role: str | None = "staff") -> T:
    with desk.store.writing() as conn:
        return work(Hand(conn, desk.store.secrets, OFFICE, desk.now, "Ibu Rina", role))


def claimed(desk: Desk, id: int, *, picture: bytes | None = None) -> None:
    person = desk.row(id).participant_id
    with desk.store.writing() as conn:
        claim = NewClaim("R1", id, person, "paper", "desk", "file" if picture else None, None)
        receipts.claim(conn, desk.store.secrets, claim, desk.now)
        if picture:
            ((row, _),) = receipts.to_fetch(conn, desk.store.secrets, [("paper", "desk")], desk.now)
            receipts.fetched(conn, desk.store.secrets, row, picture, "image/jpeg")


def test_a_click_confirms_a_payment_once(desk: Desk) -> None:
    id = desk.registered()

    first = at_work(desk, lambda hand: office.confirm_payment(hand, "B1", 8_400, TODAY))
    again = at_work(desk, lambda hand: office.confirm_payment(hand, "B1", 8_400, TODAY))

    assert (first.verdict, again.verdict) == ("settled", "known")
    assert desk.row(id).paid == ("2026-12",)
    assert desk.rows("payments", "source") == [("office",)]


def test_a_payment_is_confirmed_by_the_reference_of_the_nomination_as_well(desk: Desk) -> None:
    desk.registered(items=())

    verdict = at_work(desk, lambda hand: office.confirm_payment(hand, "N1", 8_400, TODAY))

    assert (verdict.verdict, verdict.months) == ("settled", ("2026-11",))


@pytest.mark.parametrize(("amount", "days"), [(0, 0), (-8_400, 0), (8_400, 1), (8_400, -9_999)])
def test_what_can_be_no_payment_is_refused_with_what_to_do(desk: Desk, amount: int, days: int) -> None:
    desk.registered()
    paid_on = TODAY + timedelta(days=days)

    with pytest.raises(CannotBeDone):
        at_work(desk, lambda hand: office.confirm_payment(hand, "B1", amount, paid_on))
    assert desk.rows("payments", "id") == []


def test_a_viewer_only_looks(desk: Desk) -> None:
    desk.registered()

    assert at_work(desk, office.open_tasks, "viewer") == []
    with pytest.raises(CannotBeDone, match="only look"):
        at_work(desk, lambda hand: office.confirm_payment(hand, "B1", 8_400, TODAY), "viewer")


def test_a_verified_receipt_is_a_payment_and_its_picture_goes_after_its_time(desk: Desk) -> None:
    id = desk.registered()
    claimed(desk, id, picture=b"a receipt")

    first = at_work(desk, lambda hand: office.verify_receipt(hand, "R1", 8_400, TODAY))
    again = at_work(desk, lambda hand: office.verify_receipt(hand, "R1", 8_400, TODAY))

    assert (first.verdict, again.verdict) == ("settled", "known")
    assert desk.rows("receipts", "status", "decided_by") == [("verified", "Ibu Rina")]
    with desk.store.writing() as conn:
        soon = receipts.erase_pictures(conn, desk.now + timedelta(days=29))
        later = receipts.erase_pictures(conn, desk.now + timedelta(days=30))
    assert (soon, later) == (0, 1)
    assert desk.rows("receipts", "picture_sealed") == [(None,)]


def test_a_refused_receipt_is_told_with_its_reason_once(desk: Desk) -> None:
    id = desk.registered()
    claimed(desk, id)

    first = at_work(desk, lambda hand: office.refuse_receipt(hand, "R1", "Nominalnya tidak terbaca"))
    again = at_work(desk, lambda hand: office.refuse_receipt(hand, "R1", "Nominalnya tidak terbaca"))

    assert (first, again) == (True, False)
    assert "Nominalnya tidak terbaca" in desk.told("receipt:R1:refused")
    assert desk.row(id).receipt_waits is False
    with pytest.raises(CannotBeDone):
        at_work(desk, lambda hand: office.verify_receipt(hand, "R1", 8_400, TODAY))


def test_a_task_is_finished_once(desk: Desk) -> None:
    desk.nominated()
    at_work(desk, lambda hand: simulated.register(hand, "N1"))
    desk.pay(Payment("P1", 5, desk.now, "NOBODY"))
    (task,) = at_work(desk, office.open_tasks)

    done = [at_work(desk, lambda hand: office.done(hand, task.id)) for _ in range(2)]

    assert (task.kind, done) == ("payment_unmatched", [True, False])
    assert at_work(desk, office.open_tasks) == []


def test_the_simulated_desk_registers_and_is_paid(desk: Desk) -> None:
    id = desk.nominated()

    result = at_work(desk, lambda hand: simulated.register(hand, "N1"))
    verdict = at_work(desk, lambda hand: simulated.pay(hand, "N1-1"))

    row = desk.row(id)
    assert (result.verdict, verdict.verdict) == ("accepted", "settled")
    assert len(row.paid) == 3
    assert row.participant_number
    assert len(desk.rows("outbox", "key")) == 4
