"""A bill for the right months at the right price, and a receipt for whoever paid it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from flows.types import ClaimPayment, MakeBill, Media, Nomination, OwnNominations, TellStaff
from tests.flows.people import billed, stage_of, worker
from tests.flows.stage import MORNING, Stage

JANUARY = datetime(2027, 1, 4, 3, 0, tzinfo=UTC)
PHOTO = Media("FILE1", 240_000, "image/jpeg")


def bill_of(stage: Stage) -> MakeBill:
    (made,) = (effect for effect in stage.effects if isinstance(effect, MakeBill))
    return made


def months_of(stage: Stage) -> list[str]:
    return [month for month, _ in bill_of(stage).bill.items]


@pytest.mark.parametrize(
    ("said", "total"),
    [("1 bulan", 8_400), ("3 bulan", 42_000), ("6 bulan", 92_400), ("setahun", 193_200), ("12", 193_200)],
)
def test_a_bill_is_for_the_months_that_were_chosen_at_each_months_price(said: str, total: int) -> None:
    stage = stage_of(worker())
    stage.says("bayar")

    stage.says(said)

    assert bill_of(stage).bill.total == total
    assert bill_of(stage).nomination == "AAAAAAA1"
    assert months_of(stage)[0] == "2026-12"


def test_a_bare_number_that_may_mean_two_things_is_asked_back() -> None:
    stage = stage_of(worker())
    stage.says("bayar")

    said = stage.says("3")

    assert stage.effects == []
    assert "3 bulan, atau pilihan nomor 3" in said
    stage.says("2")
    assert len(months_of(stage)) == 6


def test_in_arrears_the_first_offer_makes_it_current_and_a_shorter_one_says_what_stays_unpaid() -> None:
    stage = stage_of(worker(paid=("2026-08", "2026-09")))
    offered = stage.says("bayar")

    said = stage.says("1 bulan")

    assert "1. 2 bulan: Rp16.800" in offered
    assert months_of(stage) == ["2026-10"]
    assert "masih belum terbayar: November 2026" in said


def test_what_makes_it_current_leaves_nothing_to_be_said() -> None:
    stage = stage_of(worker(paid=("2026-08", "2026-09")))
    stage.says("bayar")

    said = stage.taps("2 bulan: Rp16.800")

    assert months_of(stage) == ["2026-10", "2026-11"]
    assert "belum terbayar" not in said


def test_months_that_are_not_offered_are_refused_with_what_is() -> None:
    stage = stage_of(worker())
    stage.says("bayar")

    said = stage.says("5 bulan")

    assert "Belum bisa 5 bulan" in said
    assert "3 bulan: Rp42.000" in said


def test_an_inactive_cover_starts_again_with_this_month_and_owes_nothing() -> None:
    stage = stage_of(worker(paid=("2026-03", "2026-04")))
    said = stage.says("bayar")
    stage.says("1 bulan")

    assert "tidak aktif" in said
    assert months_of(stage) == ["2026-11"]


def test_a_cover_taken_over_is_never_billed_for_a_month_before_it() -> None:
    stage = stage_of(worker(covered_from="2027-02"))
    stage.says("bayar")
    stage.says("1 bulan")

    assert months_of(stage) == ["2027-02"]


def test_an_open_bill_is_shown_as_it_is_and_not_made_again() -> None:
    n = worker()
    stage = stage_of(replace(n, bill=billed(n, "2026-12", 3, code="8001234567")))

    said = stage.says("tagihan")

    assert stage.effects == []
    assert "Kode bayar: 8001234567" in said
    assert "Rp42.000" in said


@pytest.mark.parametrize(
    ("now", "changes", "why"),
    [
        (JANUARY, {}, "bulan atau tarifnya sudah berganti"),
        (MORNING, {"expires_on": date(2026, 11, 21)}, "sudah lewat batas waktunya"),
        (MORNING, {"items": (("2026-12", 7_000),)}, "bulan atau tarifnya sudah berganti"),
    ],
)
def test_a_bill_that_no_longer_fits_is_quoted_anew_and_said_so(
    now: datetime, changes: dict[str, Any], why: str
) -> None:
    n = worker()
    stage = stage_of(replace(n, bill=billed(n, "2026-12", 1, **changes)), now=now)

    said = stage.says("bayar")
    stage.says("1 bulan")

    assert why in said
    assert bill_of(stage).bill.total == (16_800 if now == JANUARY else 8_400)


@pytest.mark.parametrize("said", ["halo?", "1", "apa itu JHT?", "bulan lain"])
def test_a_bill_that_was_paid_while_it_was_looked_at_is_said_to_be_closed(said: str) -> None:
    n = worker(bill=billed(worker(), "2026-12", 1))
    stage = stage_of(n)
    stage.says("bayar")
    stage.facts[OwnNominations()] = (replace(n, bill=None, paid=("2026-12",)),)

    answer = stage.says(said)

    assert "Tagihan itu sudah ditutup. Siti Aminah terbayar sampai Desember 2026" in answer
    assert stage.effects == []


def test_a_bill_that_ran_out_while_it_was_looked_at_is_not_called_paid() -> None:
    n = worker(bill=billed(worker(), "2026-12", 1))
    stage = stage_of(n)
    stage.says("bayar")
    stage.facts[OwnNominations()] = (replace(n, bill=None),)

    assert "Belum ada bulan yang tercatat dibayar" in stage.says("halo?")


def test_an_open_bill_shown_again_says_what_it_leaves_unpaid() -> None:
    n = worker(paid=("2026-08", "2026-09"))
    stage = stage_of(replace(n, bill=billed(n, "2026-10", 1)))

    assert "masih belum terbayar: November 2026" in stage.says("bayar")


def test_one_month_late_is_told_without_fewer_months_that_there_are_not() -> None:
    said = stage_of(worker(paid=("2026-09", "2026-10"))).says("bayar")

    assert "Bayar 1 bulan supaya tidak ada tunggakan." in said
    assert "kurang dari itu" not in said


def test_whoever_says_again_that_they_paid_hears_what_is_recorded() -> None:
    stage = stage_of(worker(paid=("2026-11", "2026-12")))

    assert "sudah tercatat: terbayar sampai Desember 2026" in stage.says("sudah bayar")


def test_a_code_can_be_paid_on_its_last_day() -> None:
    n = worker()
    stage = stage_of(replace(n, bill=billed(n, "2026-12", 1, code="8001", expires_on=date(2026, 11, 22))))

    assert "8001" in stage.says("bayar")


def test_what_is_left_of_a_bill_paid_in_part_is_shown_with_what_is_credited() -> None:
    n = worker()
    stage = stage_of(replace(n, bill=billed(n, "2026-12", 3), paid=("2026-12",), credit=1_600))

    said = stage.says("bayar")

    assert "Desember 2026:" not in said.split("Bayar dengan")[0]
    assert "2 × Rp16.800 = Rp33.600" in said
    assert "Jumlah: Rp32.000" in said


def test_nobody_without_workers_is_asked_to_pay() -> None:
    assert "belum ada yang perlu dibayar" in Stage().says("bayar")


def test_who_is_not_registered_yet_is_named_with_what_is_missing() -> None:
    stage = stage_of(worker(status="consented"), worker(reference="AAAAAAA2", name="Budi", status="invited"))

    said = stage.says("bayar")

    assert "Siti Aminah: sudah setuju" in said
    assert "Budi: belum menjawab" in said
    assert stage.effects == []


def test_a_receipt_is_claimed_with_its_picture_and_the_office_is_told() -> None:
    stage = stage_of(worker(bill=billed(worker(), "2026-12", 1)))
    stage.says("sudah bayar")

    said = stage.shares("photo", media=PHOTO)

    claim, told = stage.effects
    assert isinstance(claim, ClaimPayment)
    assert (claim.nomination, claim.media) == ("AAAAAAA1", PHOTO)
    assert told == TellStaff("receipt_waits", "AAAAAAA1")
    assert "dihapus 30 hari" in said


def test_a_picture_without_a_word_is_the_receipt_while_a_bill_is_open() -> None:
    stage = stage_of(worker(bill=billed(worker(), "2026-12", 1)))

    stage.shares("photo", media=PHOTO)

    assert [type(effect) for effect in stage.effects] == [ClaimPayment, TellStaff]


def test_a_picture_under_the_bill_is_the_receipt_for_it() -> None:
    n = worker(bill=billed(worker(), "2026-12", 1))
    stage = stage_of(n, worker(reference="AAAAAAA2", name="Budi Santoso", bill=n.bill))
    stage.says("bayar")
    stage.says("budi")

    stage.shares("photo", media=PHOTO)

    assert stage.effects[1] == TellStaff("receipt_waits", "AAAAAAA2")


def test_a_picture_while_several_bills_are_open_asks_for_whom_and_keeps_it() -> None:
    n = worker(bill=billed(worker(), "2026-12", 1))
    stage = stage_of(n, worker(reference="AAAAAAA2", name="Budi Santoso", bill=n.bill))

    asked = stage.shares("photo", media=PHOTO)
    stage.says("pak budi")

    assert "untuk pekerja yang mana" in asked
    claim = stage.effects[0]
    assert isinstance(claim, ClaimPayment)
    assert (claim.nomination, claim.media) == ("AAAAAAA2", PHOTO)


def test_a_picture_without_a_bill_is_not_kept() -> None:
    stage = stage_of(worker())

    said = stage.shares("photo", media=PHOTO)

    assert stage.effects == []
    assert "Jangan kirim foto KTP" in said


@pytest.mark.parametrize(
    ("media", "why"),
    [
        (Media("F", 200 * 2**20, "image/jpeg"), "lebih dari 10 MB"),
        (Media("F", 9_000, "application/zip"), "bukan foto atau PDF"),
        (Media("F", 9_000, "image/svg+xml"), "bukan foto atau PDF"),
    ],
)
@pytest.mark.parametrize("asked", [True, False])
def test_what_can_be_no_receipt_is_refused_with_the_reason(media: Media, why: str, asked: bool) -> None:
    stage = stage_of(worker(bill=billed(worker(), "2026-12", 1)))
    if asked:
        stage.says("sudah bayar")

    said = stage.shares("document", media=media)

    assert why in said
    assert "Kirim foto atau tangkapan layar" in said
    assert stage.effects == []


def test_a_payment_can_be_claimed_without_a_picture() -> None:
    stage = stage_of(worker(bill=billed(worker(), "2026-12", 1)))
    stage.says("sudah bayar")

    stage.says("gak punya")

    claim = stage.effects[0]
    assert isinstance(claim, ClaimPayment)
    assert claim.media is None


def test_a_second_claim_waits_for_the_first() -> None:
    stage = stage_of(worker(bill=billed(worker(), "2026-12", 1), receipt_waits=True))

    said = stage.says("sudah transfer")

    assert "sedang menunggu diperiksa" in said
    assert stage.effects == []


def test_who_has_the_only_open_bill_is_who_was_paid_for() -> None:
    other = worker(reference="AAAAAAA2", name="Budi Santoso", paid=("2026-11",))
    stage = stage_of(worker(bill=billed(worker(), "2026-12", 1)), other)

    assert "untuk Siti Aminah" in stage.says("sudah bayar")


def test_who_was_chosen_before_stays_chosen_though_another_has_the_bill() -> None:
    other = worker(reference="AAAAAAA2", name="Budi Santoso", paid=("2026-11",))
    stage = stage_of(worker(bill=billed(worker(), "2026-12", 1)), other)
    for line in ("pekerja", "budi"):
        stage.says(line)

    assert "untuk Budi Santoso" in stage.taps("Saya sudah bayar")


def test_a_worker_who_is_gone_meanwhile_is_said_to_be_gone() -> None:
    stage = stage_of(worker(), worker(reference="AAAAAAA2", name="Budi Santoso"))
    stage.says("bayar")
    stage.says("siti")
    left: tuple[Nomination, ...] = (worker(reference="AAAAAAA2", name="Budi Santoso"),)
    stage.facts[OwnNominations()] = left

    said = stage.says("3 bulan")

    assert "tidak ada di daftar Anda" in said
    assert stage.effects == []
    assert stage.state is not None
    assert stage.state.waiting_on is None
