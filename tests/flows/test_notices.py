"""What people are told without having asked: exactly what was paid for, what is missing, what is next."""

from __future__ import annotations

from datetime import date

import pytest

from flows import notices, render
from flows.notices import Notice
from flows.price import due
from flows.rules.billing import Settlement
from flows.rules.tariff import quote
from flows.types import Nomination
from tests.flows.people import billed, worker
from tests.flows.stage import OFFICE

TODAY = date(2026, 11, 22)


def told(notice: Notice) -> str:
    for lang in render.LANGUAGES:
        for say in notice.says:
            assert not render.problems(say, lang)
    return render.render(notice.says, None, "id").text


def settled(n: Nomination, first_month: str, months: int, credit: int, verdict: str, today: date) -> str:
    """What the participant reads after a payment that filled so many months."""
    filled = quote(n.income, n.sector, n.programmes, first_month, months).months if months else ()
    return told(notices.settled(n, Settlement(filled, credit, verdict), OFFICE, today))  # type: ignore[arg-type]


def test_a_registered_worker_comes_with_the_bill_by_month_where_prices_differ() -> None:
    n = worker()
    n = worker(bill=billed(n, "2026-12", 3), participant_number="12345678901")

    said = told(notices.registered(n, OFFICE, TODAY))

    assert "12345678901" in said
    assert "Desember 2026: Rp8.400" in said
    assert "Januari 2027 – Februari 2027: 2 × Rp16.800 = Rp33.600" in said
    assert "Rp42.000" in said
    assert "Potongan 50% berlaku sampai iuran Desember 2026" in said
    assert "NIK pekerja, yang berakhiran 0017" in said
    assert "tidak pernah menerima uang" in said
    assert "3273" not in said


def test_a_bill_with_a_code_names_it_and_its_last_day() -> None:
    n = worker()
    n = worker(bill=billed(n, "2026-12", 1, code="8812345", expires_on=date(2026, 11, 30)))

    said = told(notices.registered(n, OFFICE, TODAY))

    assert "Kode bayar: 8812345 (bisa dibayar sampai 30 November 2026)" in said
    assert "Potongan" not in said


def test_the_worker_hears_of_the_registration_and_that_cover_has_not_begun() -> None:
    said = told(notices.registered_worker(worker(), OFFICE))

    assert "iuran pertama dari Rina" in said
    assert "Perlindungan mulai setelah iuran itu dibayar" in said
    assert "Nomor peserta" not in said


def test_a_payment_says_just_what_it_paid_for_and_what_is_next() -> None:
    n = worker(paid=("2026-11",))

    said = settled(n, "2026-11", 1, 0, "settled", TODAY)

    assert "November 2026: Rp8.400" in said
    assert "terbayar sampai November 2026" in said
    assert "Berikutnya Rp8.400 untuk Desember 2026, paling lambat 15 Desember 2026" in said
    assert "Potongan" not in said


def test_the_end_of_the_discount_is_said_once_where_the_next_month_costs_more() -> None:
    n = worker(paid=("2026-12",))

    said = settled(n, "2026-12", 1, 0, "settled", date(2026, 12, 3))

    assert "Rp16.800 untuk Januari 2027" in said
    assert said.count("Potongan 50% berlaku sampai iuran Desember 2026") == 1


def test_too_little_is_kept_and_what_is_missing_is_named() -> None:
    n = worker()
    n = worker(bill=billed(n, "2026-12", 1), credit=5_000)

    said = settled(n, "2026-12", 0, 5_000, "under", TODAY)

    assert "Masih kurang Rp3.400" in said
    assert "Rp5.000 tercatat" in said
    assert "belum mulai" in said


def test_the_next_amount_is_what_is_left_after_what_was_paid_of_it() -> None:
    n = worker(paid=("2026-11",), credit=3_200)

    said = settled(n, "2026-12", 0, 3_200, "under", TODAY)

    assert "Masih kurang Rp5.200" in said
    assert "Berikutnya Rp5.200 untuk Desember 2026" in said


def test_a_code_for_a_whole_bill_is_not_shown_once_a_month_of_it_is_paid() -> None:
    n = worker(bill=billed(worker(), "2026-12", 3, code="8812345"), paid=("2026-12",))
    assert n.bill is not None

    said = told(Notice(notices.bill(n, n.bill, TODAY)))

    assert "8812345" not in said
    assert "berakhiran 0017" in said
    assert "ikuti kanal itu" in said


def test_with_money_left_over_the_channel_may_ask_another_amount() -> None:
    n = worker(bill=billed(worker(), "2026-12", 1, code="8812345"), credit=3_200)
    assert n.bill is not None

    said = told(Notice(notices.bill(n, n.bill, TODAY)))

    assert "8812345" in said
    assert "ikuti kanal itu" in said


def test_part_of_a_bill_names_the_months_that_are_left() -> None:
    n = worker()
    n = worker(bill=billed(n, "2026-12", 3), paid=("2026-12",), credit=1_600)

    said = settled(n, "2026-12", 1, 1_600, "under", TODAY)

    assert "Masih kurang Rp32.000" in said
    assert "Januari 2027 – Februari 2027" in said


def test_too_much_carries_to_the_months_that_follow_and_the_rest_is_kept() -> None:
    n = worker(paid=("2026-11", "2026-12"), credit=3_200)

    said = settled(n, "2026-11", 2, 3_200, "over", TODAY)

    assert "November 2026 – Desember 2026: 2 × Rp8.400 = Rp16.800" in said
    assert "lebihnya dipakai untuk bulan-bulan berikutnya" in said
    assert "Sisa Rp3.200 tetap tercatat" in said
    assert "terbayar sampai Desember 2026" in said


def test_a_payment_in_another_month_says_which_month_it_became_and_why() -> None:
    n = worker(paid=("2027-01",))

    said = settled(n, "2027-01", 1, 0, "requoted", date(2027, 1, 4))

    assert "Januari 2027: Rp16.800" in said
    assert "karena dibayar di bulan lain atau tarifnya sudah berbeda" in said


def test_months_that_stay_unpaid_are_named() -> None:
    n = worker(paid=("2026-09",))

    said = settled(n, "2026-09", 1, 0, "settled", TODAY)

    assert "Masih 2 bulan belum dibayar" in said
    assert "Oktober 2026 – November 2026" in said
    assert "tidak aktif" in said


def test_the_worker_is_told_who_paid_for_which_months() -> None:
    n = worker(paid=("2026-12", "2027-01"))
    months = due(worker(), TODAY, 2).months

    said = told(notices.settled_worker(n, Settlement(months, 0, "settled"), OFFICE, TODAY))

    assert "Rina sudah membayar" in said
    assert "Desember 2026 – Januari 2027 (2 bulan)" in said


def test_a_payer_without_a_name_begins_a_sentence_all_the_same() -> None:
    n = worker(paid=("2026-12",), payer="")
    months = due(worker(), TODAY, 1).months

    assert "! Yang membayari Anda sudah" in told(
        notices.settled_worker(n, Settlement(months, 0, "settled"), OFFICE, TODAY)
    )
    assert told(Notice(notices.ended(n, TODAY))).startswith("Yang membayari Anda tidak lagi")


def test_both_get_the_card_as_a_picture_once_the_number_is_known() -> None:
    n = worker(paid=("2026-12",), participant_number="12345678901")
    settlement = Settlement(due(worker(), TODAY, 1).months, 0, "settled")

    for_worker = notices.settled_worker(n, settlement, OFFICE, TODAY)
    for_participant = notices.settled(n, settlement, OFFICE, TODAY)

    assert "bukan kartu BPJS Ketenagakerjaan" in told(for_worker)
    assert for_worker.picture is not None
    assert for_worker.picture == for_participant.picture
    assert for_worker.picture.args["paid_through"] == "2026-12"


def test_there_is_no_picture_before_the_number_is_known() -> None:
    n = worker(paid=("2026-12",))

    notice = notices.settled(n, Settlement(due(worker(), TODAY, 1).months, 0, "settled"), OFFICE, TODAY)

    assert notice.picture is None


def test_the_worker_is_not_troubled_while_no_month_is_full() -> None:
    assert notices.settled_worker(worker(), Settlement((), 5_000, "under"), OFFICE, TODAY) == Notice(())


def test_a_notice_never_offers_options_and_names_a_word_instead() -> None:
    n = worker(bill=billed(worker(), "2026-12", 1))

    for notice in (
        notices.registered(n, OFFICE, TODAY),
        notices.billed(n, OFFICE, TODAY),
        notices.bill_expired(n, OFFICE),
        notices.receipt_refused(n, "jumlahnya tidak terbaca", OFFICE),
        notices.receipt_unreadable(n, "too_big", OFFICE),
        notices.invitation_expired(n.name, OFFICE),
    ):
        assert "etik " in told(notice)


def test_money_after_the_end_is_said_to_be_kept_and_to_begin_nothing() -> None:
    said = told(notices.paid_after_end(worker(status="withdrawn"), 8_400, OFFICE))

    assert "Rp8.400 untuk Siti Aminah sudah tercatat" in said
    assert "perlindungan tidak dimulai" in said
    assert OFFICE.contact in said


@pytest.mark.parametrize("why", ["too_big", "not_a_picture", "anything_else"])
def test_a_receipt_that_cannot_be_used_says_why_and_what_to_do(why: str) -> None:
    said = told(notices.receipt_unreadable(worker(), why, OFFICE))

    assert "Ketik sudah bayar" in said
    assert OFFICE.contact in said


@pytest.mark.parametrize(
    "kind",
    [
        "other_cover",
        "changed_over",
        "not_recognised",
        "taken_over",
        "withdrawn",
        "died",
        "changed_after_registration",
        "receipt_waits",
        "payment_unmatched",
        "payment_mismatch",
        "payment_after_end",
        "invitation_taken",
    ],
)
def test_staff_read_which_nomination_it_is_and_never_a_whole_nik(kind: str) -> None:
    said = told(notices.staff(kind, worker()))
    nobody = told(notices.staff(kind, payment="P1", amount="Rp8.400"))

    assert said
    assert nobody
    assert "3273010" not in said
