"""What is said to a nudge is obeyed at once: by tap, number, label or word, whatever else is going on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flows.digest import CoverLine, DraftLine, InvitationLine, Line
from flows.rules.nudges import Item, Role
from flows.types import (
    Asked,
    ClaimPayment,
    MakeBill,
    Media,
    Nomination,
    OptIn,
    OptOut,
    OwnCovers,
    OwnNominations,
    Reminders,
    SetZone,
    Snooze,
    TellStaff,
    WantReminders,
)
from tests.flows.people import billed, stage_of, worker
from tests.flows.stage import INVITATION, TOKEN, Stage

PHOTO = Media("FILE1", 240_000, "image/jpeg")
NINE = datetime(2026, 12, 8, 2, 0, tzinfo=UTC)
"""8 December 2026, 09.00 in Jakarta"""
SITI = worker(paid=("2026-11",), last_paid=8_400)
BUDI = replace(SITI, reference="AAAAAAA2", name="Budi")


def cover(n: Nomination, step: str = "due-7", role: Role = "participant") -> CoverLine:
    return CoverLine(Item(n.reference, "2026-12", step, role), n)


def nudged(stage: Stage, *lines: Line) -> Asked:
    """They are sent a nudge, and have not said anything since."""
    stage.is_reminded(*lines)
    assert stage.asked is not None
    return stage.asked


def reminded(*workers: Nomination, **changes: Any) -> tuple[Stage, Asked]:
    stage = stage_of(*workers, **({"now": NINE} | changes))
    return stage, nudged(stage, *(cover(n) for n in workers))


WAYS = pytest.mark.parametrize("way", ["tap", "number", "label", "label in capitals"])


def answer(stage: Stage, asked: Asked, way: str, number: int, label: str) -> str:
    match way:
        case "tap":
            return stage.taps(label, asked)
        case "number":
            return stage.says(str(number))
        case "label":
            return stage.says(label)
        case _:
            return stage.says(label.upper())


# --- pay ---------------------------------------------------------------------------------------------


@WAYS
def test_pay_now_asks_for_how_many_months_of_the_worker_it_was_about(way: str) -> None:
    stage, asked = reminded(SITI)
    stage.facts[OwnNominations()] = (SITI, BUDI)

    said = answer(stage, asked, way, 1, "Bayar sekarang")

    assert "Mau bayar berapa bulan untuk Siti Aminah?" in said
    assert "3 bulan: Rp42.000" in said


def test_pay_typed_after_a_nudge_is_about_its_worker() -> None:
    stage, _ = reminded(SITI)
    stage.facts[OwnNominations()] = (SITI, BUDI)

    assert "untuk Siti Aminah?" in stage.says("bayar")


def test_pay_now_for_several_asks_for_whom() -> None:
    stage, asked = reminded(SITI, BUDI)

    assert "Untuk pekerja yang mana?" in stage.taps("Bayar sekarang", asked)


def test_an_inactive_cover_is_active_again_in_two_taps() -> None:
    n = replace(SITI, paid=("2026-08",))
    stage = stage_of(n, now=NINE)
    asked = nudged(stage, cover(n, "inactive"))

    stage.taps("Bayar sekarang", asked)
    stage.taps("1 bulan: Rp8.400")

    (made,) = (effect for effect in stage.effects if isinstance(effect, MakeBill))
    assert [month for month, _ in made.bill.items] == ["2026-12"]


# --- paid --------------------------------------------------------------------------------------------


@WAYS
def test_paid_is_kept_in_that_very_turn_and_the_receipt_asked_for(way: str) -> None:
    stage, asked = reminded(SITI)

    said = answer(stage, asked, way, 2, "Sudah bayar")

    (claim, told) = stage.effects
    assert isinstance(claim, ClaimPayment)
    assert (claim.nomination, claim.media) == ("AAAAAAA1", None)
    assert told == TellStaff("receipt_waits", "AAAAAAA1")
    assert "Kami tidak mengingatkan lagi sampai Kantor Cabang Contoh selesai memeriksanya" in said
    assert "Kirim foto atau tangkapan layar bukti bayar untuk Siti Aminah" in said


def test_paid_said_in_other_words_is_kept_for_everyone_the_nudge_was_about() -> None:
    stage, _ = reminded(SITI, BUDI)

    said = stage.says("udah transfer")

    assert [e.nomination for e in stage.effects if isinstance(e, ClaimPayment)] == ["AAAAAAA1", "AAAAAAA2"]
    assert "untuk Siti Aminah dan Budi" in said
    assert "Satu foto untuk semuanya boleh" in said


def test_the_receipt_that_comes_is_added_to_what_was_said_without_one() -> None:
    stage, asked = reminded(SITI)
    stage.taps("Sudah bayar", asked)
    (first, _) = stage.effects

    said = stage.shares("photo", media=PHOTO)

    (second,) = stage.effects
    assert isinstance(first, ClaimPayment)
    assert isinstance(second, ClaimPayment)
    assert second.media == PHOTO
    assert second.claim != first.claim
    assert "Bukti bayar untuk Siti Aminah sudah kami terima" in said


def test_one_receipt_is_taken_for_all_that_were_said_to_be_paid() -> None:
    stage, asked = reminded(SITI, BUDI)
    stage.taps("Sudah bayar", asked)

    stage.shares("photo", media=PHOTO)

    pictured = [(e.nomination, e.media) for e in stage.effects if isinstance(e, ClaimPayment)]
    assert pictured == [("AAAAAAA1", PHOTO), ("AAAAAAA2", PHOTO)]
    assert not [e for e in stage.effects if isinstance(e, TellStaff)]


def test_without_a_receipt_nothing_is_claimed_twice() -> None:
    stage, asked = reminded(SITI)
    stage.taps("Sudah bayar", asked)

    said = stage.says("tanpa bukti")

    assert stage.effects == []
    assert "Dicatat: Anda sudah membayar untuk Siti Aminah" in said


def test_a_receipt_that_comes_much_later_is_taken_all_the_same() -> None:
    stage, asked = reminded(SITI, BUDI)
    stage.taps("Sudah bayar", nudged(stage, cover(SITI)))
    stage.says("tanpa bukti")
    stage.waits(timedelta(days=1))

    said = stage.shares("photo", media=PHOTO)

    assert "Bukti bayar untuk Siti Aminah sudah kami terima" in said
    assert asked.step == "nudge"


def test_paid_tapped_twice_is_claimed_once() -> None:
    stage, asked = reminded(SITI)
    stage.taps("Sudah bayar", asked)

    said = stage.taps("Sudah bayar", asked)

    assert stage.effects == []
    assert "Kirim foto" in said


def test_an_old_nudge_of_a_month_that_was_paid_since_claims_nothing() -> None:
    stage, asked = reminded(SITI)
    stage.facts[OwnNominations()] = (replace(SITI, paid=("2026-11", "2026-12")),)
    stage.waits(timedelta(days=9))

    said = stage.taps("Sudah bayar", asked)

    assert stage.effects == []
    assert "sudah tercatat terbayar untuk Siti Aminah" in said


def test_a_picture_right_after_a_nudge_is_the_receipt_of_its_worker() -> None:
    stage = stage_of(SITI, BUDI, now=NINE)
    nudged(stage, cover(SITI))

    said = stage.shares("photo", media=PHOTO)

    assert "Bukti bayar untuk Siti Aminah sudah kami terima" in said


# --- tomorrow ----------------------------------------------------------------------------------------


@WAYS
def test_remind_me_tomorrow_says_when_and_is_quiet_until_then(way: str) -> None:
    stage, asked = reminded(SITI)

    said = answer(stage, asked, way, 3, "Ingatkan besok")

    assert stage.effects == [Snooze(datetime(2026, 12, 9, 2, 0, tzinfo=UTC))]
    assert "9 Desember 2026, pukul 09.00 WIB" in said


def test_tomorrow_goes_by_their_own_clock() -> None:
    zone = ZoneInfo("Asia/Jayapura")
    stage, asked = reminded(SITI, reminders=Reminders(zone=zone))

    said = stage.taps("Ingatkan besok", asked)

    assert stage.effects == [Snooze(datetime(2026, 12, 9, 9, 0, tzinfo=zone))]
    assert "pukul 09.00 WIT." in said


@pytest.mark.parametrize("word", ["nanti", "besok", "nanti aja", "besok saja"])
def test_later_right_after_a_nudge_means_tomorrow(word: str) -> None:
    stage, _ = reminded(SITI)

    stage.says(word)

    assert [type(effect) for effect in stage.effects] == [Snooze]


def test_later_in_the_middle_of_something_is_meant_for_that() -> None:
    stage = stage_of(SITI, now=NINE)
    stage.says("daftarkan Bu Ani ART saya")
    nudged(stage, cover(SITI))

    said = stage.says("nanti")

    assert stage.effects == []
    assert "Isian Anda tersimpan" in said


def test_remind_me_tomorrow_brings_reminders_back() -> None:
    stage, asked = reminded(SITI, reminders=Reminders(wanted=False))

    stage.taps("Ingatkan besok", asked)

    assert stage.effects[0] == WantReminders(True)


def test_who_said_stop_is_told_what_stands_in_the_way() -> None:
    stage, asked = reminded(SITI, opted_out=True)

    said = stage.taps("Ingatkan besok", asked)

    assert stage.effects == []
    assert "Ketik mulai" in said


# --- no more of it -----------------------------------------------------------------------------------


@WAYS
def test_stop_reminding_ends_reminders_only(way: str) -> None:
    stage, asked = reminded(SITI)

    said = answer(stage, asked, way, 4, "Berhenti ingatkan")

    assert stage.effects == [WantReminders(False)]
    assert "Ketik mulai" in said


def test_the_word_stop_alone_stays_stop() -> None:
    stage, _ = reminded(SITI)

    stage.says("BERHENTI")

    assert stage.effects == [OptOut()]


@pytest.mark.parametrize("changes", [{"opted_out": True}, {"reminders": Reminders(wanted=False)}])
def test_start_brings_both_back(changes: dict[str, Any]) -> None:
    stage = stage_of(SITI, **changes)
    stage.says("halo")

    said = stage.says("mulai")

    assert stage.effects == [OptIn(), WantReminders(True)]
    assert "lagi" in said


def test_the_settings_end_reminders_and_leave_news_alone() -> None:
    stage = stage_of(SITI)
    stage.says("pengaturan")
    stage.taps("Pengingat")

    stage.taps("Tidak usah")

    assert stage.effects == [WantReminders(False)]


def test_the_settings_do_not_pass_over_stop() -> None:
    stage = stage_of(SITI, opted_out=True)
    stage.says("pengaturan")
    stage.taps("Pengingat")

    said = stage.taps("Ya, ingatkan")

    assert OptIn() not in stage.effects
    assert "BERHENTI" in said


def test_their_clock_can_be_set() -> None:
    stage = stage_of(SITI)
    stage.says("pengaturan")
    stage.taps("Zona waktu")

    said = stage.says("WITA")

    assert stage.effects == [SetZone("Asia/Makassar")]
    assert "09.00 WITA" in said


# --- what else is going on ---------------------------------------------------------------------------


def test_a_number_means_the_question_that_was_shown_after_the_nudge() -> None:
    stage, _ = reminded(SITI)
    stage.says("menu")

    said = stage.says("1")

    assert stage.effects == []
    assert "Siapa yang mau Anda daftarkan" in said


def test_a_number_means_the_nudge_that_was_shown_after_the_question() -> None:
    stage = stage_of(SITI, now=NINE)
    stage.says("daftar")
    nudged(stage, cover(SITI))

    said = stage.says("3")

    assert [type(effect) for effect in stage.effects] == [Snooze]
    assert "Siapa yang mau Anda daftarkan" in said


def test_a_draft_waits_while_a_nudge_is_answered() -> None:
    stage = stage_of(SITI, now=NINE)
    stage.says("daftarkan Bu Ani ART saya")
    asked = nudged(stage, cover(SITI))
    stage.waits(timedelta(days=1))

    stage.taps("Bayar sekarang", asked)
    said = stage.says("1 bulan")

    assert "Kita lanjutkan nominasi Ani" in said


def test_what_is_no_answer_to_the_nudge_is_heard_as_ever() -> None:
    stage = stage_of(SITI, now=NINE)
    stage.says("daftarkan Bu Ani ART saya")
    nudged(stage, cover(SITI))

    assert "Berapa nomor HP Ani" in stage.says("6202014107900003")


def test_a_number_that_the_nudge_does_not_have_is_none_of_its_answers() -> None:
    stage, _ = reminded(SITI)

    stage.says("9")

    assert stage.effects == []


def test_a_tap_on_a_nudge_that_is_known_no_more_is_obeyed_as_far_as_can_be() -> None:
    stage, asked = reminded(SITI)
    stage.told_last = None

    assert "Mau bayar berapa bulan" in stage.taps("Bayar sekarang", asked)
    assert "Kirim foto" in stage.taps("Sudah bayar", asked)


# --- other nudges ------------------------------------------------------------------------------------


def test_a_worker_goes_on_alone_from_what_only_they_were_told() -> None:
    n = replace(SITI, payer="Rina")
    stage = Stage(now=NINE, is_worker=True)
    stage.facts[OwnCovers()] = (n,)
    asked = nudged(stage, cover(n, "month-3-7", "worker"))

    said = stage.taps("Bayar sendiri", asked)

    assert "Mulai sekarang Anda membayar iuran sendiri" in said


def test_a_draft_is_gone_on_with() -> None:
    stage = Stage(now=NINE)
    stage.says("daftarkan Bu Ani ART saya")
    asked = nudged(stage, DraftLine(Item("N0000001", "", "draft-3h", "participant"), "Ani", 3, 8))

    said = stage.taps("Lanjutkan", asked)

    assert "Berapa NIK Ani?" in said


def test_a_draft_that_is_gone_is_said_to_be() -> None:
    stage = Stage(now=NINE)
    asked = nudged(stage, DraftLine(Item("N0000001", "", "draft-2d", "participant"), "Ani", 3, 8))

    assert "Nominasi itu sudah tidak ada di sini" in stage.taps("Lanjutkan", asked)


def test_an_invitation_is_answered_on_this_phone() -> None:
    n = worker(status="invited", has_worker=False)
    stage = stage_of(n, now=NINE)
    line = InvitationLine(
        Item(n.reference, "", "invite-2", "participant"), n.name, TOKEN, NINE.date() + timedelta(days=5)
    )
    stage.invitation = replace(INVITATION, reference=n.reference, state="own")
    asked = nudged(stage, line)

    said = stage.taps("Jawab di HP ini", asked)

    assert "sudah tidak" not in said
    assert stage.state is not None
    assert stage.state.flow == "consent"


def test_a_bill_that_was_open_is_shown_by_pay_now() -> None:
    n = replace(SITI, bill=billed(SITI, "2026-12", 3, code="8001234567"))
    stage, asked = reminded(n)

    assert "Kode bayar: 8001234567" in stage.taps("Bayar sekarang", asked)


def test_it_is_heard_in_english_as_well() -> None:
    stage, _ = reminded(SITI, lang="en")

    said = stage.says("remind me tomorrow")

    assert [type(effect) for effect in stage.effects] == [Snooze]
    assert "9 December 2026, at 09:00 WIB" in said
