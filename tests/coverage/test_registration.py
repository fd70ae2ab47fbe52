"""An answer of the registration: registered once, with a number, a bill, and both people told."""

from __future__ import annotations

from datetime import date

import pytest

from bot.coverage import registration
from bot.coverage.registration import Answer, Result
from storage import Store
from storage.secrets import Secrets
from tests.coverage.desk import NIK, OFFICE, Desk, paid

NUMBER = "12345678901"


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def accept(desk: Desk, *answers: Answer) -> list[Result]:
    with desk.store.writing() as conn:
        return registration.accept(conn, desk.store.secrets, answers, OFFICE, desk.now)


def test_one_who_consented_is_registered_with_number_card_and_bill_and_both_are_told(
    desk: Desk, secrets: Secrets
) -> None:
    id = desk.nominated()

    results = accept(desk, Answer("N1", NUMBER, "KODE1", date(2026, 12, 20)))

    row = desk.row(id)
    assert [result.verdict for result in results] == ["accepted"]
    assert (row.status, row.participant_number) == ("registered", NUMBER)
    assert row.card == secrets.token("card", "N1")
    assert row.bill
    assert row.bill.items == (("2026-12", 8_400), ("2027-01", 16_800), ("2027-02", 16_800))
    assert (row.bill.code, row.bill.expires_on) == ("KODE1", date(2026, 12, 20))
    assert "KODE1" in desk.told("registered:N1:KODE1:participant")
    assert "Kantor Uji" in desk.told("registered:N1:worker")


def test_the_same_answer_again_is_already_known(desk: Desk) -> None:
    desk.nominated()
    answer = Answer("N1", NUMBER, "KODE1", date(2026, 12, 20))
    accept(desk, answer)
    before = [desk.rows(table, "id") for table in ("outbox", "bills")]

    again = accept(desk, answer, answer, Answer("N1"))

    assert [result.verdict for result in again] == ["already known"] * 3
    assert [desk.rows(table, "id") for table in ("outbox", "bills")] == before


def test_the_number_may_come_later_and_another_one_is_told_and_not_taken(desk: Desk) -> None:
    id = desk.nominated()

    results = accept(desk, Answer("N1"), Answer("N1", NUMBER), Answer("N1", "99999999999"))

    assert [result.verdict for result in results] == ["accepted", "accepted", "number differs"]
    assert desk.row(id).participant_number == NUMBER


def test_the_code_may_come_later_and_a_new_code_leaves_the_old_one_good(desk: Desk) -> None:
    id = desk.nominated()
    accept(desk, Answer("N1", NUMBER))

    results = [*accept(desk, Answer("N1", None, "K1")), *accept(desk, Answer("N1", None, "K2"))]

    row = desk.row(id)
    assert [result.detail for result in results] == ["payment code", "payment code"]
    assert row.bill
    assert row.bill.code == "K2"
    assert [one.verdict for one in desk.pay(paid("P1", 42_000, on="2026-12-01", code="K1"))] == ["settled"]


def test_a_code_of_someone_else_is_refused(desk: Desk) -> None:
    desk.nominated(1)
    id = desk.nominated(2)

    results = accept(desk, Answer("N1", None, "K1"), Answer("N2", None, "K1"))

    assert [result.verdict for result in results] == ["accepted", "code taken"]
    assert desk.row(id).status == "consented"


def test_a_code_where_nothing_is_billed_is_told(desk: Desk) -> None:
    desk.registered(items=())

    assert [result.verdict for result in accept(desk, Answer("N1", None, "K9"))] == ["no bill"]


def test_who_has_not_agreed_is_not_registered(desk: Desk) -> None:
    id = desk.nominated(status="invited")

    results = accept(desk, Answer("N1", NUMBER), Answer("NOBODY", NUMBER))

    assert [result.verdict for result in results] == ["unknown", "unknown"]
    assert desk.row(id).status == "invited"
    assert desk.rows("outbox", "key") == []


def test_consent_withdrawn_before_the_registration_came_back_is_told_to_the_office(desk: Desk) -> None:
    id = desk.nominated(status="withdrawn")

    assert [result.verdict for result in accept(desk, Answer("N1", NUMBER))] == ["ended"]
    assert desk.row(id).status == "withdrawn"


def test_what_was_paid_before_the_registration_is_settled_with_it(desk: Desk) -> None:
    id = desk.nominated()
    desk.pay(paid("P1", 8_400, code=None, nik=NIK.format(1)), paid("P2", 5_000, code="LATER"))

    accept(desk, Answer("N1", NUMBER, "LATER"))

    assert desk.row(id).paid == ("2026-12",)
    assert desk.rows("payments", "verdict", "nomination_id") == [("under", id), ("under", id)]
    assert desk.row(id).credit == 5_000


def test_a_number_that_comes_after_the_money_brings_the_card(desk: Desk) -> None:
    desk.registered(participant_number=None)
    desk.pay(paid("P1", 8_400))

    accept(desk, Answer("N1", NUMBER))

    keys = [key for (key,) in desk.rows("outbox", "key")]
    assert not [key for key in keys if key.startswith("registered")]
    assert desk.rows("tasks", "kind") == []


@pytest.mark.parametrize("wrong", ["1234567890", "123456789012", "1234567890a", "１２３４５６７８９０１"])
def test_a_number_is_eleven_digits(wrong: str) -> None:
    with pytest.raises(ValueError, match="11 digits"):
        Answer("N1", wrong)
