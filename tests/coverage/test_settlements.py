"""Money comes in: it fills the months it should, is never dropped and never counts twice; people are told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from bot.coverage import settlements
from storage import Store, bills
from storage.bills import NewBill
from tests.coverage.desk import NIK, OFFICE, Desk, months, paid

THREE = (("2026-12", 8_400), ("2027-01", 16_800), ("2027-02", 16_800))


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def test_a_payment_of_just_the_bill_fills_its_months_closes_it_and_tells_both(desk: Desk) -> None:
    id = desk.registered(items=THREE)

    verdicts = desk.pay(paid("P1", 42_000))

    assert months(verdicts) == [("settled", ("2026-12", "2027-01", "2027-02"), 0)]
    assert desk.row(id).paid == ("2026-12", "2027-01", "2027-02")
    assert desk.rows("bills", "status") == [("paid",)]
    assert desk.rows("payments", "verdict", "amount", "nomination_id") == [("settled", 42_000, id)]
    assert "Rp8.400" in desk.told("paid:P1:participant")
    assert "Sariati 1" in desk.told("paid:P1:worker")


def test_the_same_payment_again_changes_nothing(desk: Desk) -> None:
    desk.registered()
    desk.pay(paid("P1", 8_400))
    before = [desk.rows(table, "id") for table in ("payments", "outbox", "bills", "tasks")]

    again = desk.pay(paid("P1", 8_400), paid("P1", 8_400))

    assert months(again) == [("known", (), 0)] * 2
    assert [desk.rows(table, "id") for table in ("payments", "outbox", "bills", "tasks")] == before


def test_a_known_payment_with_another_amount_is_told_and_not_applied(desk: Desk) -> None:
    id = desk.registered()
    desk.pay(paid("P1", 8_400))

    again = desk.pay(paid("P1", 84_000))

    assert [one.verdict for one in again] == ["amount differs"]
    assert desk.rows("payments", "amount") == [(8_400,)]
    assert desk.row(id).paid == ("2026-12",)


def test_the_same_payment_twice_in_one_chunk_counts_once(desk: Desk) -> None:
    id = desk.registered()

    verdicts = desk.pay(paid("P1", 8_400), paid("P1", 8_400), paid("P1", 9_000))

    assert [one.verdict for one in verdicts] == ["settled", "known", "amount differs"]
    assert desk.row(id).credit == 0


def test_an_underpayment_is_kept_and_completes_the_month_with_the_next(desk: Desk) -> None:
    id = desk.registered()

    first = desk.pay(paid("P1", 8_399))
    second = desk.pay(paid("P2", 1))

    assert months([*first, *second]) == [("under", (), 8_399), ("settled", ("2026-12",), 0)]
    assert desk.row(id).credit == 0
    assert "Rp8.399" in desk.told("paid:P1:participant")


def test_one_rupiah_is_kept(desk: Desk) -> None:
    id = desk.registered()

    assert months(desk.pay(paid("P1", 1))) == [("under", (), 1)]
    assert desk.row(id).credit == 1


def test_an_overpayment_carries_to_the_next_months_and_the_rest_is_kept(desk: Desk) -> None:
    id = desk.registered()

    verdicts = desk.pay(paid("P1", 8_400 + 16_800 + 500))

    assert months(verdicts) == [("over", ("2026-12", "2027-01"), 500)]
    assert desk.row(id).credit == 500


def test_a_bill_paid_twice_carries_to_the_next_months(desk: Desk) -> None:
    desk.registered(items=THREE)

    verdicts = desk.pay(paid("P1", 42_000), paid("P2", 42_000, on="2026-11-24"))

    assert months(verdicts) == [
        ("settled", ("2026-12", "2027-01", "2027-02"), 0),
        ("over", ("2027-03", "2027-04"), 8_400),
    ]


def test_two_payments_of_one_cover_are_taken_in_the_order_they_were_paid(desk: Desk) -> None:
    desk.registered(items=THREE)
    later, earlier = paid("A", 33_600, on="2026-11-25"), paid("B", 8_400, on="2026-11-24")

    verdicts = desk.pay(later, earlier)

    assert months(verdicts) == [("settled", ("2027-01", "2027-02"), 0), ("under", ("2026-12",), 0)]


def test_what_was_billed_at_a_discount_and_paid_after_it_is_quoted_again(desk: Desk) -> None:
    id = desk.registered()

    verdicts = desk.pay(paid("P1", 8_400, on="2027-01-04"))

    row = desk.row(id)
    assert months(verdicts) == [("requoted", (), 8_400)]
    assert (row.paid, row.credit) == ((), 8_400)
    assert desk.rows("bills", "status") == [("replaced",), ("open",)]


def test_a_bill_that_was_quoted_again_is_for_the_months_that_are_missing(store: Store) -> None:
    desk = Desk(store, datetime.fromisoformat("2027-01-04T10:00:00+07:00"))
    id = desk.registered(items=THREE, nominated_at=datetime.fromisoformat("2026-11-23T10:00:00+07:00"))

    verdicts = desk.pay(paid("P1", 42_000, on="2027-01-04"))

    row = desk.row(id)
    assert months(verdicts) == [("requoted", ("2027-01", "2027-02"), 8_400)]
    assert row.bill
    assert row.bill.items == (("2027-03", 16_800),)


def test_a_code_that_was_replaced_still_counts(desk: Desk) -> None:
    id = desk.registered()
    desk.registered(2, code="KODE2")
    with desk.store.writing() as conn:
        bills.make(conn, [NewBill(id, "new", THREE, "test")], desk.now)

    assert months(desk.pay(paid("P1", 8_400))) == [("settled", ("2026-12",), 0)]
    assert desk.row(id).bill is not None  # two of its three months are still to be paid


def test_a_payment_is_found_by_the_nik_where_it_has_no_code(desk: Desk) -> None:
    id = desk.registered(code=None)

    verdicts = desk.pay(paid("P1", 8_400, code=None, nik=NIK.format(1)))

    assert [one.verdict for one in verdicts] == ["settled"]
    assert desk.row(id).paid == ("2026-12",)


def test_a_payment_of_nobody_is_kept_for_the_office(desk: Desk) -> None:
    desk.registered()

    verdicts = desk.pay(paid("P1", 8_400, code="TYPO"), paid("P2", 8_400, code=None, nik=NIK.format(9)))

    assert [one.verdict for one in verdicts] == ["unmatched", "unmatched"]
    assert desk.rows("payments", "verdict", "nomination_id") == [("unmatched", None)] * 2
    assert desk.rows("tasks", "kind") == [("payment_unmatched",)] * 2
    assert desk.rows("outbox", "key") == []


def test_a_code_of_one_and_the_nik_of_another_is_settled_for_neither(desk: Desk) -> None:
    one, other = desk.registered(1), desk.registered(2, code="KODE2")

    verdicts = desk.pay(paid("P1", 8_400, nik=NIK.format(2)))

    assert [verdict.verdict for verdict in verdicts] == ["mismatch"]
    assert (desk.row(one).paid, desk.row(other).paid) == ((), ())
    assert desk.rows("tasks", "kind") == [("payment_mismatch",)]


@pytest.mark.parametrize("by_code", [True, False])
def test_money_for_a_cover_that_ended_is_kept_and_starts_nothing(desk: Desk, by_code: bool) -> None:
    id = desk.registered()
    desk.change(id, status="withdrawn")
    payment = paid("P1", 8_400) if by_code else paid("P1", 8_400, code=None, nik=NIK.format(1))

    verdicts = desk.pay(payment)

    assert [(one.verdict, one.nomination) for one in verdicts] == [("ended", "N1")]
    assert desk.row(id).paid == ()
    assert desk.rows("payments", "nomination_id", "amount") == [(id, 8_400)]
    assert desk.rows("tasks", "kind", "nomination_id") == [("payment_after_end", id)]
    assert desk.rows("bills", "status") == [("open",)]


def test_money_that_comes_before_the_registration_counts_once_it_is_there(desk: Desk) -> None:
    id = desk.nominated()
    early = desk.pay(paid("P1", 8_400, code=None, nik=NIK.format(1)))
    desk.change(id, status="registered")

    with desk.store.writing() as conn:
        adopted = settlements.adopt(conn, desk.store.secrets, [id], OFFICE, desk.now)

    assert [one.verdict for one in early] == ["early"]
    assert months(adopted) == [("settled", ("2026-11",), 0)]
    assert desk.row(id).paid == ("2026-11",)
    assert desk.rows("payments", "verdict") == [("settled",)]


def test_a_payment_told_many_times_at_once_counts_once(desk: Desk) -> None:
    id = desk.registered()

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: desk.pay(paid("P1", 8_400), paid("P2", 1, code="X"))[0], range(8)))

    assert sorted(one.verdict for one in told) == ["known"] * 7 + ["settled"]
    assert desk.row(id).paid == ("2026-12",)
    assert len(desk.rows("payments", "id")) == 2
    assert len(desk.rows("tasks", "id")) == 1


def test_payments_of_one_cover_at_once_never_fill_the_same_month(desk: Desk) -> None:
    id = desk.registered()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: desk.pay(paid(f"P{number}", 8_400)), range(6)))

    row = desk.row(id)
    assert row.paid == ("2026-12", "2027-01", "2027-02")
    assert row.credit == 6 * 8_400 - 8_400 - 2 * 16_800


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 0},
        {"amount": -1},
        {"amount": 10**13},
        {"code": None},
        {"code": ""},
        {"code": "x" * 41},
        {"payment_id": ""},
        {"payment_id": "a\nb"},
        {"nik": "123"},
        {"nik": "６２７１０１４１０７９００００１"},
        {"paid_at": datetime(2026, 11, 23)},  # noqa: DTZ001  that is what is wrong with it
    ],
)
def test_what_can_be_no_payment_is_refused_at_the_door(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        replace(paid("P1", 8_400), **wrong)
