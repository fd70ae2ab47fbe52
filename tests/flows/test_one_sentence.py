"""One sentence enrols: what it says is taken, and only the rest is asked for."""

from __future__ import annotations

import pytest

from flows.types import Lang, RecordConsent
from tests.flows.places import NIK, is_there, place
from tests.flows.stage import Stage

WHOLE: tuple[tuple[Lang, str], ...] = (
    ("id", f"daftarkan Pak Budi Santoso supir saya NIK {NIK} 081234567890 gaji 2 juta 3 bulan"),
    ("id", f"Tolong daftarkan Bu Budi Santoso, ART saya, NIK {NIK}, hp 0812-3456-7890, gaji 2jt, 3 bulan ya"),
    (
        "id",
        f"mau daftarkan mbak Budi Santoso pembantu, nik: {NIK} no hp +6281234567890 upah Rp 2.000.000 3 bln",
    ),
    ("id", f"Budi Santoso, tukang kebun, {NIK}, 081234567890, gaji 2 juta sebulan, 3 bulan"),
    ("id", f"nama: Budi Santoso\nNIK: {NIK}\nHP: 081234567890\npekerjaan: ojek\ngaji: 2 juta\nbayar 3 bulan"),
    ("id", f"ikutkan Mas Budi Santoso kurir gaji dua juta, 3 bulan, NIK {NIK} WA 081234567890"),
    ("en", f"enrol Pak Budi Santoso my driver NIK {NIK} phone 081234567890 salary 2 million 3 months"),
    ("en", f"please register Budi Santoso, gardener, NIK {NIK}, 081234567890, earns 2 million, for 3 months"),
)
REVIEW = {"id": "Mohon diperiksa", "en": "Please check"}
ASSUMED = {"id": "(perkiraan kami, bisa diubah)", "en": "(our assumption, you can change it)"}


@pytest.mark.parametrize(("lang", "sentence"), WHOLE)
def test_a_whole_sentence_reaches_the_review_in_one_message(lang: Lang, sentence: str) -> None:
    stage = Stage(lang=lang)

    said = stage.says(sentence)

    assert said.startswith(REVIEW[lang])
    assert "Budi Santoso" in said
    assert "0812-3456-7890" in said
    assert "Rp2.000.000" in said
    assert said.count(ASSUMED[lang]) == 2


@pytest.mark.parametrize(("lang", "sentence"), WHOLE)
def test_the_first_time_the_notice_comes_first_and_the_review_right_after(lang: Lang, sentence: str) -> None:
    stage = Stage(lang=lang, agreed=False)

    notice = stage.says(sentence)
    review = stage.says("setuju" if lang == "id" else "I agree")

    assert "UU" in notice or "NIK" in notice
    assert is_there(stage, place("nominate.review"))
    assert review.startswith(REVIEW[lang])
    assert [effect.kind for effect in stage.effects if isinstance(effect, RecordConsent)] == ["notice"]


@pytest.mark.parametrize("assumed", ["Tempat kerja: Kota Palangkaraya", "Program: JKK + JKM"])
def test_what_was_assumed_is_marked_and_loses_its_mark_when_it_is_said(assumed: str) -> None:
    stage = Stage()
    said = stage.says(WHOLE[0][1])

    stage.says("ubah tempat kerja jadi Kota Bandung")
    edited = stage.says("ubah program jadi jkk jkm jht")

    assert f"{assumed} (perkiraan kami, bisa diubah)" in said
    assert "perkiraan kami, bisa diubah" not in edited


def test_a_sentence_that_names_the_place_is_taken_at_its_word() -> None:
    said = Stage().says(f"{WHOLE[0][1]}, kerja di Kota Bandung")

    assert "Tempat kerja: Kota Bandung\n" in said


@pytest.mark.parametrize(
    ("sentence", "step"),
    [
        (f"daftarkan Pak Budi Santoso NIK {NIK} 081234567890 gaji 2 juta 3 bulan", "job"),
        (f"daftarkan supir saya NIK {NIK} 081234567890 gaji 2 juta 3 bulan", "name"),
        ("daftarkan Pak Budi Santoso supir saya 081234567890 gaji 2 juta 3 bulan", "nik"),
        (f"daftarkan Pak Budi Santoso supir saya NIK {NIK} gaji 2 juta 3 bulan", "phone"),
        (f"daftarkan Pak Budi Santoso supir saya NIK {NIK} 081234567890 3 bulan", "income"),
        (f"daftarkan Pak Budi Santoso supir saya NIK {NIK} 081234567890 gaji 2 juta", "months"),
    ],
)
def test_only_what_a_sentence_left_out_is_asked(sentence: str, step: str) -> None:
    stage = Stage()

    stage.says(sentence)
    assert is_there(stage, place(f"nominate.{step}"))
    stage.says(place(f"nominate.{step}").answer)

    assert is_there(stage, place("nominate.review"))


@pytest.mark.parametrize(
    ("nik", "reason"),
    [
        ("327301450390001", "Itu baru 15 angka, kurang 1"),
        ("32730145039000171", "Itu 17 angka, kelebihan 1"),
        ("9773014503900017", "NIK tidak pernah diawali 97"),
        ("3273013203900017", "Angka ke-7 dan ke-8 (32)"),
        ("3273014513900017", "Angka ke-9 dan ke-10 (13)"),
        ("3273014503900000", "Empat angka terakhir"),
    ],
)
def test_a_wrong_nik_in_the_sentence_is_told_exactly_why_and_the_rest_is_kept(nik: str, reason: str) -> None:
    stage = Stage()

    said = stage.says(f"daftarkan Pak Budi Santoso supir saya NIK {nik} 081234567890 gaji 2 juta 3 bulan")
    assert reason in said
    assert is_there(stage, place("nominate.nik"))
    review = stage.says(NIK)

    assert review.startswith("Mohon diperiksa")
    for kept in ("Budi Santoso", "Sopir pribadi", "0812-3456-7890", "Rp2.000.000", "3 bulan"):
        assert kept in review


def test_another_birth_date_in_the_sentence_is_asked_about_and_the_card_decides() -> None:
    stage = Stage()

    asked = stage.says(f"{WHOLE[0][1]} lahir 6 Maret 1990")
    review = stage.says("6 Maret 1990")

    assert "Tadi Anda menulis 6 Maret 1990" in asked
    assert "Lahir: 6 Maret 1990\n" in review


def test_the_same_birth_date_in_the_sentence_is_not_asked_about() -> None:
    assert Stage().says(f"{WHOLE[0][1]} lahir 5 Maret 1990").startswith("Mohon diperiksa")


def test_a_day_wage_in_a_sentence_is_told_and_asked_for_the_month() -> None:
    stage = Stage()

    said = stage.says(
        f"daftarkan Pak Budi Santoso supir saya NIK {NIK} 081234567890 gaji 100 ribu per hari 3 bulan"
    )

    assert "Itu upah per hari" in said
    assert is_there(stage, place("nominate.income"))


def test_an_answer_that_says_more_fills_more() -> None:
    stage = place("nominate.name").stage()

    stage.says(f"namanya Siti Aminah, NIK {NIK}, hp 081234567890")

    assert is_there(stage, place("nominate.income"))


def test_a_sentence_about_another_worker_in_the_middle_of_a_draft_is_asked_about() -> None:
    stage = place("nominate.phone").stage()

    said = stage.says("daftarkan Pak Joko Susilo tukang kebun gaji 2 juta")
    begun = stage.taps("Mulai yang baru")

    assert "nominasi yang belum selesai: Siti Aminah" in said
    assert "Joko Susilo" in begun


def test_a_question_with_a_verb_in_it_enrols_nobody() -> None:
    stage = Stage()

    said = stage.says("bagaimana cara daftar sopir?")

    assert "Mohon diperiksa" not in said
    assert stage.state is not None
    assert stage.state.flow != "nominate"


def test_the_declaration_stands_in_the_review_and_is_recorded_by_confirming_it() -> None:
    stage = Stage()

    review = stage.says(WHOLE[0][1])
    stage.says("benar")

    assert "Saya sudah memberi tahu Budi Santoso" in review
    consents = [effect for effect in stage.effects if isinstance(effect, RecordConsent)]
    assert [(consent.kind, consent.choice) for consent in consents] == [("declaration", "confirm")]
    assert consents[0].nomination == stage.nominations[0].reference
