"""What a participant does about their workers: see, change, end; each for the one who is meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from flows.render import LONGEST_WITH_OPTIONS
from flows.types import (
    Correct,
    Invite,
    MakeBill,
    Nomination,
    Notify,
    OwnNominations,
    TellStaff,
    Withdraw,
)
from tests.flows.people import billed, stage_of, worker
from tests.flows.stage import OFFICE, Stage

BUDI = worker(reference="AAAAAAA2", name="Budi Santoso", paid=("2026-11",), last_paid=8_400)


def at(stage: Stage, *lines: str) -> Stage:
    for line in lines:
        stage.says(line)
    return stage


def kinds(stage: Stage) -> list[type]:
    return [type(effect) for effect in stage.effects]


def test_one_worker_is_shown_at_once_with_what_can_be_done() -> None:
    said = stage_of(worker()).says("pekerja")

    assert "Siti Aminah (NIK 3273••••••••0017)" in said
    assert "Bayar iuran" in said


def test_several_workers_are_shown_in_brief_and_chosen_by_number_or_name() -> None:
    stage = stage_of(worker(), BUDI)

    said = stage.says("pekerja")

    assert "⚪ Siti Aminah: menunggu bayar pertama" in said
    assert "🟢 Budi Santoso: terbayar s.d. November 2026" in said
    assert "Budi Santoso (NIK" in stage.says("2")
    assert "Siti Aminah (NIK" in at(stage, "pekerja").says("bu siti")


def test_two_of_one_name_are_told_apart_by_the_end_of_their_nik() -> None:
    stage = stage_of(worker(), worker(reference="AAAAAAA2", nik_masked="6202••••••••0009", paid=("2026-11",)))
    stage.says("pekerja")

    asked = stage.says("siti aminah")

    assert "Ada beberapa dengan nama itu" in asked
    assert "NIK 6202••••••••0009" in stage.taps("Siti Aminah (0009)")


def test_more_than_can_be_offered_are_named_the_urgent_first() -> None:
    many = [worker(reference=f"AAAAAA{n:02}", name=f"Orang {'ABCDEFGHIJKLMNOPQRST'[n]}") for n in range(20)]
    late = worker(reference="LATE0001", name="Joko Susilo", paid=("2026-09",))
    stage = stage_of(*many, late)

    said = stage.says("pekerja")

    assert said.splitlines()[1] == "🔴 Joko Susilo: 2 bulan belum dibayar"
    assert "dan 6 pekerja lagi" in said
    assert not stage.told.options
    assert "Orang T (NIK" in stage.says("orang t")


def test_nine_workers_of_the_longest_names_fit_into_one_message() -> None:
    longest = "Siti Nurhaliza Rahmawati Kusumaningrum Wulandari Putri Ayu"
    nine = [worker(reference=f"AAAAAAA{n}", name=longest, paid=("2026-08",)) for n in range(9)]

    assert len(stage_of(*nine).says("pekerja")) <= LONGEST_WITH_OPTIONS


def test_an_invited_worker_can_be_invited_again_asked_here_or_changed() -> None:
    stage = stage_of(worker(status="invited"))

    said = stage.says("pekerja")
    stage.taps("Undangan sekali lagi")

    assert "Jawab di HP ini" in said
    assert "Bayar iuran" not in said
    assert kinds(stage) == [Invite]


@pytest.mark.parametrize("allowed", [True, False])
def test_a_first_message_is_offered_only_where_the_office_allows_it(allowed: bool) -> None:
    stage = stage_of(worker(status="invited"), office=replace(OFFICE, first_message=allowed))

    assert ("Biar kami yang kirim" in stage.says("pekerja")) is allowed


def test_a_new_income_is_kept_told_to_worker_and_office_and_priced() -> None:
    stage = at(stage_of(BUDI), "pekerja", "gajinya naik")

    said = stage.says("3 juta")

    assert stage.effects[0] == Correct("AAAAAAA2", {"income": 3_000_000})
    assert kinds(stage) == [Correct, TellStaff, Notify]
    assert "mulai Desember 2026" in said
    assert "Rp18.150" in said


def test_an_open_bill_is_made_anew_with_the_new_price() -> None:
    stage = at(stage_of(worker(bill=billed(worker(), "2026-12", 3))), "pekerja", "gajinya naik", "3 juta")

    (made,) = (effect for effect in stage.effects if isinstance(effect, MakeBill))
    assert made.bill.total == 18_150 + 2 * 36_300


def test_other_months_make_the_bill_anew_and_are_nobody_elses_business() -> None:
    stage = at(stage_of(worker(bill=billed(worker(), "2026-12", 3))), "pekerja", "ubah data", "4", "1 bulan")

    assert kinds(stage) == [Correct, MakeBill]


def test_a_job_that_carries_people_changes_the_sector() -> None:
    stage = at(stage_of(worker()), "pekerja", "ganti pekerjaan", "penarik becak", "ya")

    (correct,) = (effect for effect in stage.effects if isinstance(effect, Correct))
    assert correct.changes == {"job": "other", "job_words": "penarik becak", "sector": "transport"}


def test_a_number_is_changed_without_a_word_of_prices() -> None:
    stage = at(stage_of(worker()), "pekerja", "ganti nomor hp")

    said = stage.says("0813-2222-3333")

    assert stage.effects[0] == Correct("AAAAAAA1", {"phone": "+6281322223333"})
    assert "Rp" not in said


def test_what_was_so_already_changes_nothing() -> None:
    stage = at(stage_of(worker()), "pekerja", "ubah gaji")

    said = stage.says("1 juta")

    assert stage.effects == []
    assert "memang sudah begitu" in said


def test_a_worker_who_can_only_be_reached_through_the_participant_is_not_written_to() -> None:
    stage = at(stage_of(replace(BUDI, has_worker=False)), "pekerja", "gajinya naik", "3 juta")

    assert kinds(stage) == [Correct, TellStaff]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("saya berhenti membayari", "stopped"),
        ("dia sudah tidak bekerja lagi", "left"),
        ("mau ganti orang", "replaced"),
    ],
)
def test_nothing_ends_before_it_was_confirmed(said: str, reason: str) -> None:
    stage = at(stage_of(BUDI), "pekerja", said)
    assert stage.effects == []

    stage.says("ya")

    notify, withdraw = stage.effects
    assert isinstance(notify, Notify)
    assert notify.to == "worker"
    assert withdraw == Withdraw("AAAAAAA2", "participant", reason)  # type: ignore[arg-type]


def test_a_no_ends_nothing() -> None:
    stage = at(stage_of(BUDI), "pekerja", "saya berhenti membayari")

    said = stage.says("tidak")

    assert stage.effects == []
    assert "tidak ada yang diakhiri" in said


def test_the_worker_hears_until_when_it_is_paid_and_how_to_go_on_alone() -> None:
    stage = at(stage_of(BUDI), "pekerja", "saya berhenti membayari", "ya")

    notify = stage.effects[0]
    assert isinstance(notify, Notify)
    assert notify.says[0].args["until"].args == {"until": "2026-11"}
    assert notify.says[0].key == "notice.ended"


def test_another_worker_instead_goes_straight_into_a_new_nomination() -> None:
    stage = at(stage_of(BUDI), "pekerja", "ganti orang")

    said = stage.taps("Ya, benar")

    assert "Siapa yang mau Anda daftarkan" in said
    assert stage.state is not None
    assert (stage.state.flow, stage.state.waiting_on) == ("nominate", "job")


def test_a_death_is_confirmed_gently_tells_nobody_else_and_says_what_the_family_may_claim() -> None:
    stage = at(stage_of(BUDI), "pekerja", "berhenti atau ganti")
    stage.taps("Telah berpulang")

    said = stage.taps("Ya, benar")

    assert stage.effects == [Withdraw("AAAAAAA2", "participant", "died")]
    for needed in ("turut berduka", "Rp48.000.000", "Rp42.000.000", "Rp10.000.000", "ahli waris", "175"):
        assert needed in said
    assert "diputuskan BPJS Ketenagakerjaan" in said


def test_the_family_is_told_of_the_scholarship_and_whom_to_call_after_a_mistake() -> None:
    stage = at(stage_of(replace(BUDI, income=9_000_000)), "pekerja", "berhenti atau ganti")
    stage.taps("Telah berpulang")

    said = stage.taps("Ya, benar")

    assert "Rp48.000.000" in said  # as it was paid for, not by the income of today
    assert "Beasiswa untuk paling banyak 2 anak, sampai Rp174.000.000" in said
    assert "Kalau ini keliru, segera hubungi" in said


def test_nothing_is_said_of_benefits_where_nothing_was_ever_paid() -> None:
    stage = at(stage_of(worker()), "pekerja", "berhenti atau ganti")
    stage.taps("Telah berpulang")

    said = stage.taps("Ya, benar")

    assert "turut berduka" in said
    assert "Rp" not in said


def test_who_writes_that_their_worker_died_is_asked_once_and_others_are_told_what_to_do() -> None:
    assert "telah meninggal dunia?" in stage_of(BUDI).says("pekerja saya meninggal tadi pagi")
    assert "ketik pekerja" in stage_of(BUDI).says("bapak saya meninggal tadi pagi")
    assert "ketik pekerja" not in Stage().says("pak budi meninggal")
    assert "ketik pekerja" not in stage_of(BUDI).says("kalau meninggal dapat apa")


def test_a_nomination_nobody_agreed_to_is_cancelled_without_a_word_of_money() -> None:
    stage = at(stage_of(worker(status="invited", has_worker=False)), "pekerja", "berhenti atau ganti")

    said = stage.taps("Batalkan nominasi")
    stage.says("ya")

    assert "datanya kami hapus" in said
    assert "Uang" not in said
    assert stage.effects == [Withdraw("AAAAAAA1", "participant", "stopped")]


def test_who_pays_for_themselves_can_only_stop_and_is_not_told_twice() -> None:
    stage = stage_of(replace(BUDI, is_own_payer=True))
    at(stage, "pekerja", "berhenti atau ganti")
    assert [label for _, label in stage.told.options] == ["Berhenti membayar"]

    asked = stage.says("1")
    at(stage, "ya")

    assert "Berhenti membayar iuran Anda sendiri?" in asked
    assert "bisa melanjutkan" not in asked
    assert "iuran Anda tidak dilanjutkan di sini" in stage.told.text

    assert kinds(stage) == [Withdraw]


def test_a_yes_of_the_next_day_is_asked_for_again() -> None:
    stage = at(stage_of(BUDI), "pekerja", "saya berhenti membayari")
    stage.now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    said = stage.says("ya")

    assert stage.effects == []
    assert "Berhenti membayari Budi Santoso?" in said
    assert kinds(at(stage, "ya")) == [Notify, Withdraw]


def test_who_vanished_while_it_was_asked_is_said_to_be_gone() -> None:
    stage = at(stage_of(worker(), BUDI), "pekerja", "budi", "berhenti atau ganti")
    left: tuple[Nomination, ...] = (worker(),)
    stage.facts[OwnNominations()] = left

    assert "tidak ada di daftar Anda" in stage.says("1")
    assert stage.effects == []


def test_a_draft_waits_while_workers_are_looked_at() -> None:
    stage = at(stage_of(BUDI), "daftar", "sopir pribadi", "Joko Susilo", "pekerja", "saya berhenti membayari")

    said = stage.says("tidak")

    assert "Berapa NIK Joko Susilo" in said
