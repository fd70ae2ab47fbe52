"""Going back, changing any field, cancelling and undoing, and coming back days later."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.nominate import FIELDS
from flows.stored import dump_state
from flows.types import State
from tests.flows.places import NIK, SENTENCE, STEPS, Place, is_there, later, place
from tests.flows.stage import Stage, born

CHANGES: dict[str, tuple[str, str, str]] = {
    "job": ("ubah pekerjaan", "ojek", "Pekerjaan: Ojek atau kurir"),
    "name": ("ubah nama", "Siti Rahayu", "Nama: Siti Rahayu"),
    "nik": ("ubah nik", "3273014603900018", "NIK: 3273••••••••0018"),
    "birth_date": ("ubah tanggal lahir", "6 Maret 1990", "Lahir: 6 Maret 1990"),
    "phone": ("ubah hp", "tidak punya", "HP: tidak punya"),
    "workplace": ("ubah tempat kerja", "Kota Bandung", "Tempat kerja: Kota Bandung"),
    "income": ("ubah gaji", "3 juta", "Penghasilan: Rp3.000.000 sebulan"),
    "programmes": ("ubah program", "jkk jkm jht", "Program: JKK + JKM + JHT"),
    "months": ("ubah lama", "12 bulan", "Bayar untuk: 12 bulan"),
}
"""by field: how to ask for it, another answer, and what the review then says"""
LABELS = {
    "job": "Pekerjaan", "name": "Nama", "nik": "NIK", "birth_date": "Tanggal lahir", "phone": "Nomor HP",
    "workplace": "Tempat kerja", "income": "Penghasilan", "programmes": "Program",
    "months": "Lama pembayaran",
}  # fmt: skip
DRAFTS = [there for there in STEPS if there.flow == "nominate" and there.agreed]
CANCELLED = [there for there in DRAFTS if there.step not in ("workplace", "programmes")]
"""not those that are asked only as an edit: to cancel that leaves the review as it was"""


def _state(stage: Stage) -> State:
    assert stage.state is not None
    return stage.state


def _reviewing() -> Stage:
    stage = Stage()
    stage.says(SENTENCE)
    return stage


def test_every_field_of_the_review_is_changed_in_these_tests() -> None:
    assert set(FIELDS) == CHANGES.keys() == LABELS.keys()


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_is_changed_by_its_name_and_the_review_comes_back(field: str) -> None:
    wish, answer, shown = CHANGES[field]
    stage = _reviewing()
    before = _state(stage).answers

    stage.says(wish)
    assert _state(stage).waiting_on == field
    review = stage.says(answer)

    assert "Mohon diperiksa" in review
    assert shown in review
    others = {key for key in before if key.partition(".")[0] not in (field, "review")}
    assert {key: _state(stage).answers.get(key) for key in others} == {key: before[key] for key in others}


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_is_changed_by_tapping_its_name_in_the_list(field: str) -> None:
    _, answer, shown = CHANGES[field]
    stage = _reviewing()

    stage.taps("Ubah")
    stage.taps(LABELS[field])
    review = stage.says(answer)

    assert shown in review


@pytest.mark.parametrize("field", FIELDS)
def test_what_was_changed_is_what_is_nominated(field: str) -> None:
    wish, answer, _ = CHANGES[field]
    plain, changed = _reviewing(), _reviewing()
    plain.says("benar")

    changed.says(wish)
    changed.says(answer)
    changed.says("benar")

    (before,), (after,) = plain.nominations, changed.nominations
    assert before != after
    assert replace(after, reference=before.reference).name == after.name


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("ubah gaji jadi 3 juta", "Penghasilan: Rp3.000.000"),
        ("ganti nama jadi Siti Rahayu", "Nama: Siti Rahayu"),
        ("ganti pekerjaan menjadi ojek", "Pekerjaan: Ojek atau kurir"),
        ("ubah bulan jadi 6", "Bayar untuk: 6 bulan"),
        ("ganti lokasi ke Kota Bandung", "Tempat kerja: Kota Bandung"),
        ("tambah jht", "Program"),
    ],
)
def test_a_field_is_changed_in_one_line(line: str, shown: str) -> None:
    stage = _reviewing()

    assert shown in stage.says(line)


def test_someone_may_change_nothing_after_all() -> None:
    stage = _reviewing()
    before = _state(stage).answers
    stage.taps("Ubah")

    said = stage.taps("Tidak jadi ubah")

    assert "Mohon diperiksa" in said
    assert _state(stage).answers == before


def test_a_job_of_transport_changes_the_price_and_back() -> None:
    stage = _reviewing()
    assert "Jumlah: Rp67.000" in stage.told.text

    transport = stage.says("ubah pekerjaan jadi ojek")
    other = stage.says("ubah pekerjaan jadi pedagang")

    assert "Jumlah: Rp40.200" in transport
    assert "Jumlah: Rp67.000" in other


def test_the_words_of_another_job_go_when_the_job_is_no_longer_another() -> None:
    stage = Stage()
    for line in (
        "daftar",
        "pekerjaan lain",
        "penarik becak",
        "ya",
        "Siti Aminah",
        NIK,
        "tidak punya",
        "2 juta",
    ):
        stage.says(line)
    transport = stage.says("3 bulan")

    other = stage.says("ubah pekerjaan jadi pedagang")

    assert "Jumlah: Rp40.200" in transport
    assert "Pekerjaan: Pedagang" in other
    assert "Jumlah: Rp67.000" in other
    assert "job_words" not in _state(stage).answers
    assert "transport" not in _state(stage).answers


def test_another_job_is_asked_for_its_words_on_the_way_back_to_the_review() -> None:
    stage = _reviewing()
    stage.says("ubah pekerjaan jadi lainnya")
    assert is_there(stage, place("nominate.job_words"))

    stage.says("penarik becak")
    review = stage.says("ya")

    assert "Pekerjaan: penarik becak" in review
    assert "Jumlah: Rp40.200" in review


def test_the_date_of_the_card_is_not_kept_for_another_nik() -> None:
    stage = place("nominate.nik").stage()
    for line in (born(66), "5 Maret 1965", "tidak punya", "2 juta", "3 bulan"):
        stage.says(line)
    assert "Lahir: 5 Maret 1965" in stage.told.text

    review = stage.says(f"ubah nik {NIK}")

    assert "Lahir: 5 Maret 1990 (dari NIK)" in review


def test_a_new_nik_that_would_refuse_them_asks_for_the_date_on_the_card() -> None:
    stage = _reviewing()

    stage.says(f"ubah nik {born(66)}")

    assert is_there(stage, place("nominate.birth_date"))


def test_back_keeps_every_answer_and_goes_on_from_there() -> None:
    stage = _reviewing()
    before = _state(stage).answers

    for _ in range(12):
        stage.says("kembali")
    again = stage.says("art")

    assert "Ini pertanyaan pertama" not in again
    kept = {key: value for key, value in before.items() if key != "review.seen"}
    assert {key: _state(stage).answers[key] for key in kept} == kept
    assert "Mohon diperiksa" in again


@pytest.mark.parametrize("there", DRAFTS, ids=str)
def test_back_is_answered_with_a_question_and_loses_no_answer(there: Place) -> None:
    stage = there.stage()
    before = dict(_state(stage).answers)

    stage.says("kembali")

    assert {key: value for key, value in _state(stage).answers.items() if key in before} == before
    assert _state(stage).waiting_on is not None


def test_back_at_the_first_question_says_so() -> None:
    stage = place("nominate.job").stage()

    assert "Ini pertanyaan pertama" in stage.says("kembali")


def test_back_after_a_refusal_returns_to_the_answer_that_led_there() -> None:
    stage = place("after a refusal").stage()

    stage.says("kembali")
    stage.says("5 Maret 1990")

    assert is_there(stage, place("nominate.phone"))


@pytest.mark.parametrize("there", CANCELLED, ids=str)
@pytest.mark.parametrize("minutes", [0, 5, 9.9])
def test_a_cancelled_draft_is_exactly_as_it_was_when_undone(there: Place, minutes: float) -> None:
    stage = there.stage()
    undisturbed = there.stage()

    cancelled = stage.says("batal")
    later(stage, minutes=minutes)
    stage.says("urungkan")

    for told in ("urungkan", "10 menit", "tidak ada yang dikirim"):
        assert told in cancelled.casefold()
    restored, before = _state(stage), _state(undisturbed)
    assert restored.answers == before.answers
    assert (restored.conversation, restored.waiting_on) == (before.conversation, before.waiting_on)
    assert stage.says(there.answer) == undisturbed.says(there.answer)


@pytest.mark.parametrize("there", CANCELLED, ids=str)
@pytest.mark.parametrize("minutes", [10, 11, 60 * 24])
def test_after_ten_minutes_a_cancelled_draft_is_gone(there: Place, minutes: float) -> None:
    stage = there.stage()
    stage.says("batal")

    later(stage, minutes=minutes)
    said = stage.says("urungkan")

    assert "Tidak ada yang bisa dikembalikan" in said
    assert b"Siti" not in dump_state(_state(stage))


def test_nothing_is_nominated_by_cancelling_at_the_review() -> None:
    stage = _reviewing()

    stage.taps("Batal")

    assert stage.nominations == []
    assert stage.effects == []


def test_cancel_with_nothing_going_on_says_so() -> None:
    stage = Stage()
    stage.says("halo")

    assert "Tidak ada yang sedang berjalan" in stage.says("batal")


def test_undo_with_nothing_cancelled_says_so() -> None:
    stage = Stage()

    assert "Tidak ada yang bisa dikembalikan" in stage.says("urungkan")


@pytest.mark.parametrize("there", DRAFTS, ids=str)
@pytest.mark.parametrize("days", [1, 13])
def test_a_draft_goes_on_days_later_with_one_line_of_recap(there: Place, days: int) -> None:
    stage = there.stage()
    later(stage, days=days)

    said = stage.says("halo")

    assert said.count("Kita lanjutkan nominasi") == 1
    assert is_there(stage, there)


@pytest.mark.parametrize("there", DRAFTS, ids=str)
def test_an_answer_days_later_is_taken_after_the_recap(there: Place) -> None:
    stage = there.stage()
    later(stage, days=1)

    said = stage.says(there.answer)

    assert said.splitlines()[0].startswith("Kita lanjutkan nominasi")
    assert said.count("Kita lanjutkan nominasi") == 1
    assert there.step == "review" or there.step in _state(stage).answers


def test_there_is_no_recap_within_a_conversation() -> None:
    stage = place("nominate.nik").stage()
    later(stage, minutes=30)

    assert "Kita lanjutkan" not in stage.says(NIK)


def test_a_recap_says_whose_nomination_it_is_and_how_far_it_is() -> None:
    stage = place("nominate.phone").stage()
    later(stage, days=2)

    assert "Kita lanjutkan nominasi Siti Aminah (3 dari 6 terisi)." in stage.says("lanjut")


def test_a_second_nomination_is_asked_about_while_a_draft_waits() -> None:
    stage = place("nominate.phone").stage()

    said = stage.says("daftar")

    assert "nominasi yang belum selesai: Siti Aminah" in said
    assert "Kita lanjutkan nominasi Siti Aminah" in stage.taps("Lanjutkan")


def test_a_draft_put_away_for_a_new_one_comes_back_within_ten_minutes() -> None:
    stage = place("nominate.phone").stage()
    stage.says("daftar")
    stage.taps("Mulai yang baru")

    stage.says("urungkan")

    assert is_there(stage, place("nominate.phone"))
    assert _state(stage).answers["name"] == "Siti Aminah"


def test_the_same_nik_again_leads_to_ones_own_nomination() -> None:
    stage = _reviewing()
    stage.says("benar")

    said = stage.says(SENTENCE)

    assert "sudah Anda nominasikan pada 22 November 2026 (nomor N0000001)" in said
    assert len(stage.nominations) == 1


def test_what_was_unclear_once_is_not_asked_back_when_the_field_is_edited_anew() -> None:
    stage = place("nominate.review").stage()
    stage.says("ubah tempat kerja")
    stage.says("malang")
    stage.says("batal")

    stage.says("ubah tempat kerja")

    assert "Kabupaten Malang" not in stage.says("bantuan")
