"""The payments webhook: signed, idempotent, and clear about what is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.web.payments import LARGEST
from storage import Store
from tests.coverage.desk import NIK
from tests.web.shop import Shop

PAID: dict[str, Any] = {
    "payment_id": "GW-1",
    "code": "KODE1",
    "amount": 8_400,
    "paid_at": "2026-11-23T09:00:00+07:00",
}


@pytest.fixture
def shop(store: Store) -> Shop:
    return Shop(store)


def test_a_signed_payment_is_settled_and_both_people_are_told(shop: Shop) -> None:
    shop.card()

    answer = shop.tell(PAID | {"fee": 2_500, "channel": "a bank"})

    assert (answer.status_code, answer.json()) == (200, {"payment_id": "GW-1", "verdict": "settled"})
    assert shop.desk.rows("contribution_months", "month", "amount") == [("2026-12", 8_400)]
    assert shop.desk.rows("payments", "payment_id", "source") == [("GW-1", "webhook")]
    assert len(shop.desk.rows("outbox", "key")) == 2
    assert shop.woken == 1


def test_the_same_payment_fifty_times_is_one(shop: Shop) -> None:
    shop.card()

    answers = [shop.tell(PAID) for _ in range(5)]

    assert [answer.json()["verdict"] for answer in answers] == ["settled", *["known"] * 4]
    assert {answer.status_code for answer in answers} == {200}
    assert len(shop.desk.rows("payments", "id")) == 1
    assert shop.desk.rows("contribution_months", "month") == [("2026-12",)]


def test_a_payment_by_nik_finds_its_worker(shop: Shop) -> None:
    shop.card()

    answer = shop.tell({**PAID, "code": None, "nik": NIK.format(1)})

    assert answer.json()["verdict"] == "settled"


def test_a_payment_of_nobody_is_kept_and_taken(shop: Shop) -> None:
    answer = shop.tell(PAID | {"code": "NOBODY"})

    assert (answer.status_code, answer.json()["verdict"]) == (200, "unmatched")
    assert shop.desk.rows("payments", "payment_id") == [("GW-1",)]


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "sha256=",
        "sha256=" + "0" * 64,
        "sha256=" + "g" * 64,
        "sha1=" + "0" * 64,
        "0" * 64,
        "sha256=" + "0" * 6400,
    ],
)
def test_without_our_signature_nothing_is_taken(shop: Shop, header: str | None) -> None:
    headers = {} if header is None else {"X-Signature": header}

    answer = shop.ask("/payments/webhook", method="POST", content=json.dumps(PAID).encode(), headers=headers)

    assert answer.status_code == 403
    assert shop.desk.rows("payments", "id") == []


def test_a_signature_of_another_secret_or_another_body_is_refused(shop: Shop) -> None:
    body = json.dumps(PAID).encode()
    signature = shop.tell(body, secret="x" * 32).request.headers["X-Signature"]
    right = shop.tell(b"{}").request.headers["X-Signature"]

    for wrong in (signature, right):
        answer = shop.ask("/payments/webhook", method="POST", content=body, headers={"X-Signature": wrong})
        assert answer.status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        {"amount": 0},
        {"amount": -1},
        {"amount": 8400.5},
        {"amount": "8400"},
        {"amount": True},
        {"amount": 10**30},
        {"amount": None},
        {"payment_id": ""},
        {"payment_id": "x" * 81},
        {"payment_id": 7},
        {"payment_id": "a\x00b"},
        {"paid_at": "2026-11-23"},
        {"paid_at": "2026-11-23T09:00:00"},
        {"paid_at": 1_795_000_000},
        {"paid_at": "yesterday"},
        {"paid_at": "2027-11-23T09:00:00Z"},
        {"paid_at": "0001-01-01T00:00:00+07:00"},
        {"payment_id": "6202010503800009"},
        {"code": None},
        {"code": None, "nik": "620201"},
        {"code": 17},
        {"nik": "6202010503800009 "},
    ],
)
def test_what_can_be_no_payment_is_refused_and_says_why(shop: Shop, change: dict[str, Any]) -> None:
    answer = shop.tell(PAID | change)

    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}
    assert answer.json()["error"]
    assert shop.desk.rows("payments", "id") == []


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{", b"\xff\xfe", b'{"payment_id": "\\ud800"}', b"[" * 30_000]
)
def test_a_body_that_is_no_payment_is_malformed(shop: Shop, body: bytes) -> None:
    assert shop.tell(body).status_code == 400


def test_a_refusal_repeats_nothing_of_what_was_told(shop: Shop) -> None:
    answer = shop.tell(PAID | {"nik": "62020105038000AB", "amount": "secret"})

    assert answer.status_code == 400
    assert "6202" not in answer.text
    assert "secret" not in answer.text


def test_a_body_that_is_too_large_is_not_read(shop: Shop) -> None:
    largest = json.dumps(PAID).encode().ljust(LARGEST)

    assert shop.tell(largest).status_code == 200
    assert shop.tell(largest + b" ").status_code == 400


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200))
def test_any_body_is_answered(shop: Shop, body: bytes) -> None:
    assert shop.tell(body).status_code == 400


def test_without_a_secret_there_is_no_such_address(store: Store) -> None:
    assert Shop(store, secret=None).tell(PAID).status_code == 404


def test_a_database_that_is_away_is_told_again_later(shop: Shop) -> None:
    with shop.app.store.writing() as conn:
        conn.exec_driver_sql("ALTER TABLE payments RENAME TO elsewhere")

    answer = shop.tell(PAID)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert shop.woken == 0
