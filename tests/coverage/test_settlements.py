"""Money comes in: it fills the months it should, is never dropped and never counts twice; people are told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection

from bot import office
from bot.coverage import registration, settlements
from bot.coverage.registration import Answer
from storage import Store, bills, receipts, tasks
from storage.bills import NewBill
from storage.receipts import NewClaim
from storage.tasks import NewTask
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
        {"paid_at": datetime.fromisoformat("0001-01-01T00:00:00+07:00")},
        {"paid_at": datetime.fromisoformat("2019-12-31T00:00:00+00:00")},
        {"paid_at": datetime(2026, 11, 23)},  # noqa: DTZ001  that is what is wrong with it
    ],
)
def test_what_can_be_no_payment_is_refused_at_the_door(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        replace(paid("P1", 8_400), **wrong)


# --- one payment, told two ways ----------------------------------------------------------------------


def hand(desk: Desk, connection: Connection) -> office.Hand:
    return office.Hand(connection, desk.store.secrets, OFFICE, desk.now, "Ibu Rina")


def test_a_receipt_that_was_verified_and_is_imported_later_counts_once(desk: Desk) -> None:
    id = desk.registered(items=THREE)
    claim = NewClaim("R1", id, desk.row(id).participant_id, "paper", "desk", None, None)
    with desk.store.writing() as conn:
        receipts.claim(conn, desk.store.secrets, claim, desk.now)
        office.verify_receipt(hand(desk, conn), "R1", 42_000, date(2026, 11, 23))

    verdicts = desk.pay(paid("GW-77", 42_000, on="2026-11-25"), paid("GW-78", 42_000, on="2026-11-25"))

    assert [(one.verdict, one.nomination) for one in verdicts] == [("double", "N1"), ("over", "N1")]
    (first, double, _) = desk.rows("payments", "id", "verdict", "double_of", "nomination_id")
    assert double[1:] == ("double", first[0], None)
    assert desk.rows("tasks", "kind", "nomination_id") == [("payment_double", id)]
    assert desk.row(id).paid == ("2026-12", "2027-01", "2027-02", "2027-03", "2027-04")


def test_what_the_office_knows_to_be_a_second_payment_is_accepted(desk: Desk) -> None:
    id = desk.registered()
    with desk.store.writing() as conn:
        office.confirm_payment(hand(desk, conn), "B1", 8_400, date(2026, 11, 23))
    desk.pay(paid("GW-1", 8_400))

    with desk.store.writing() as conn:
        accepted = office.accept_double(hand(desk, conn), "GW-1")
        waiting = office.open_tasks(hand(desk, conn))

    assert accepted.verdict == "under"
    assert (desk.row(id).credit, waiting) == (8_400, [])
    with pytest.raises(office.CannotBeDone), desk.store.writing() as conn:
        office.accept_double(hand(desk, conn), "GW-1")


def test_confirmed_by_the_bill_and_then_by_the_nomination_is_one_payment(desk: Desk) -> None:
    id = desk.registered()

    with desk.store.writing() as conn:
        told = [
            office.confirm_payment(hand(desk, conn), name, 8_400, date(2026, 11, 23)) for name in ("B1", "N1")
        ]

    assert [one.verdict for one in told] == ["settled", "known"]
    assert desk.row(id).credit == 0


@pytest.mark.parametrize("later", [{"amount": 8_401}, {"on": "2026-12-02"}])
def test_another_amount_or_week_is_another_payment(desk: Desk, later: dict[str, Any]) -> None:
    desk.registered()
    with desk.store.writing() as conn:
        office.confirm_payment(hand(desk, conn), "B1", 8_400, date(2026, 11, 23))

    (verdict,) = desk.pay(paid("GW-1", **({"amount": 8_400} | later)))

    assert verdict.verdict != "double"


@pytest.mark.parametrize(
    "other", [{"code": "KODE2"}, {"nik": NIK.format(2)}, {"on": "2026-11-26"}, {"amount": 9_000}]
)
def test_an_id_that_comes_again_for_something_else_is_never_dropped(
    desk: Desk, other: dict[str, Any]
) -> None:
    desk.registered()
    desk.registered(2, code="KODE2")
    first: dict[str, Any] = {"amount": 8_400, "nik": NIK.format(1)}
    desk.pay(paid("P1", **first))

    verdicts = desk.pay(replace(paid("P1", **(first | other)), source="webhook"))

    assert verdicts[0].verdict == ("amount differs" if "amount" in other else "differs")
    assert desk.rows("tasks", "kind") == [("payment_differs",)]


def test_a_settlement_verifies_the_receipts_that_waited_for_it(desk: Desk) -> None:
    id = desk.registered()
    claim = NewClaim("R1", id, desk.row(id).participant_id, "paper", "desk", None, None)
    with desk.store.writing() as conn:
        receipts.claim(conn, desk.store.secrets, claim, desk.now)
        tasks.add(conn, [NewTask("receipt:R1", "receipt_waits", id)], desk.now)

    desk.pay(paid("P1", 8_400))

    assert desk.rows("receipts", "status", "decided_by") == [("verified", "payment")]
    with desk.store.reading() as conn:
        assert tasks.waiting(conn) == []


# --- whose it is, found out later --------------------------------------------------------------------


def test_what_someone_paid_before_they_were_nominated_is_not_for_the_cover(desk: Desk) -> None:
    old, new = (
        paid("old", 8_400, on="2026-03-05", code=None, nik=NIK.format(1)),
        paid("new", 8_400, code="K1"),
    )
    desk.pay(old, new)
    id = desk.nominated()

    with desk.store.writing() as conn:
        registration.accept(conn, desk.store.secrets, [Answer("N1", payment_code="K1")], OFFICE, desk.now)

    assert desk.rows("payments", "verdict") == [("under",), ("unmatched",)]
    assert desk.row(id).paid == ("2026-12",)


def test_a_code_that_comes_after_the_payment_of_a_registered_one_brings_it(desk: Desk) -> None:
    id = desk.registered(code=None)
    desk.pay(paid("P1", 8_400, code="LATE"))

    with desk.store.writing() as conn:
        registration.accept(conn, desk.store.secrets, [Answer("N1", payment_code="LATE")], OFFICE, desk.now)

    assert desk.row(id).paid == ("2026-12",)
    assert desk.row(id).bill is None


def test_the_office_says_whose_a_payment_is(desk: Desk) -> None:
    id = desk.registered()
    desk.pay(paid("P1", 8_400, code="TYPO", nik=NIK.format(9)))

    with desk.store.writing() as conn:
        verdict = office.assign(hand(desk, conn), "P1", "N1")
        waiting = office.open_tasks(hand(desk, conn))

    assert months([verdict]) == [("settled", ("2026-12",), 0)]
    assert (desk.row(id).paid, waiting) == (("2026-12",), [])
    with pytest.raises(office.CannotBeDone), desk.store.writing() as conn:
        office.assign(hand(desk, conn), "P1", "N1")


def test_a_payment_that_was_made_first_and_is_told_later_fills_its_own_month(desk: Desk) -> None:
    since = datetime.fromisoformat("2026-08-01T10:00:00+07:00")
    id = desk.registered(items=(), code=None, nominated_at=since)

    for name, on in (("late", "2026-11-20"), ("first", "2026-10-05")):
        desk.pay(paid(name, 8_400, on=on, code=None, nik=NIK.format(1)))

    assert desk.row(id).paid == ("2026-10", "2026-11")


def test_whoever_pays_after_the_end_is_told_once(desk: Desk) -> None:
    id = desk.registered()
    desk.change(id, status="withdrawn")

    desk.pay(paid("P1", 8_400))

    assert [key for (key,) in desk.rows("outbox", "key")] == ["paid:P1:ended"]
    assert "Rp8.400" in desk.told("paid:P1:ended")


def test_a_nik_that_was_given_as_the_code_is_taken_for_what_it_is() -> None:
    payment = paid("P1", 8_400, code=NIK.format(1))

    assert (payment.code, payment.nik) == (None, NIK.format(1))
    with pytest.raises(ValueError, match="NIK") as refused:
        paid(NIK.format(1), 8_400)
    assert NIK.format(1) not in str(refused.value)
