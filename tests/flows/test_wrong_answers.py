"""A wrong answer gets the exact reason and an example, and the third in a row an easier way."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.render import render
from flows.types import Lang, Said
from tests.flows import promises
from tests.flows.places import NIK, STEPS, Place, is_there, place
from tests.flows.stage import OFFICE, Stage, born

NIK_FAULTS = {
    "nik.empty": "tidak tahu nomornya",
    "nik.letters": "32730145O3900017",
    "nik.too_short": "327301450390001",
    "nik.too_long": "32730145039000171",
    "nik.province": "9773014503900017",
    "nik.regency": "3270014503900017",
    "nik.district": "3273004503900017",
    "nik.day": "3273013203900017",
    "nik.month": "3273014513900017",
    "nik.date": "3273013102900017",
    "nik.serial": "3273014503900000",
}
WRONG: dict[str, tuple[tuple[str, str], ...]] = {
    "job_words": (("a1", "job_words.unclear"), ("jahit " * 20, "job_words.too_long")),
    "name": (
        ("Budi 2", "name.digits"),
        ("ok", "name.not_a_name"),
        ("B", "name.too_short"),
        ("Budi" * 16, "name.too_long"),
    ),
    "nik": tuple((text, key) for key, text in NIK_FAULTS.items()),
    "birth_date": (
        ("entah", "date.not_a_date"),
        ("31-02-1990", "date.impossible"),
        ("1 Januari 2030", "date.future"),
        ("1 Januari 1905", "date.too_old"),
    ),
    "phone": (
        ("tidak ingat", "phone.not_a_number"),
        ("+6596123456", "phone.foreign"),
        ("0536322111", "phone.landline"),
        ("08123", "phone.too_short"),
        ("08123456789012345", "phone.too_long"),
    ),
    "workplace": (("Atlantis", "region.unknown"),),
    "income": (
        ("lumayan", "money.not_a_number"),
        ("1 sampai 2 juta", "money.range"),
        ("0", "money.zero"),
        ("900 miliar", "money.too_big"),
        ("500", "money.which"),
        ("100 ribu per hari", "money.per_day"),
        ("500 ribu seminggu", "money.per_week"),
        ("10 juta setahun", "money.per_other"),
    ),
    "months": (
        ("2 bulan", "months.not_offered"),
        ("9", "choice.out_of_range"),
        ("entahlah", "choice.unknown"),
    ),
    "job": (("10", "choice.out_of_range"), ("astronot", "choice.unknown"), ("1 dan 2", "choice.unclear")),
}
EXAMPLES = ("misalnya", "contoh", "example", "a complete one", "a correct one")
FAULTS = [(place(f"nominate.{step}"), text, key) for step, faults in WRONG.items() for text, key in faults]


@pytest.mark.parametrize(("there", "text", "key"), FAULTS, ids=lambda value: str(value)[:30])
def test_a_wrong_answer_is_told_exactly_why_and_asked_again(there: Place, text: str, key: str) -> None:
    stage = there.stage()
    before = stage.state

    turn = stage.turn(Said("E1", text))

    assert [say.key for say in turn.says] == [key, f"{there.flow}-{there.step}"]
    assert before is not None
    assert turn.state is not None
    assert turn.state.answers == before.answers


@pytest.mark.parametrize(("there", "text", "key"), FAULTS, ids=lambda value: str(value)[:30])
def test_a_reason_comes_with_an_example_in_both_languages(there: Place, text: str, key: str) -> None:
    turn = there.stage().turn(Said("E1", text))

    languages: tuple[Lang, ...] = ("id", "en")
    for lang in languages:
        reason = render(turn.says[:1], None, lang).text
        if key == "choice.out_of_range":
            assert "1" in reason
        else:
            assert any(word in reason.casefold() for word in EXAMPLES)


def test_every_reason_why_a_nik_is_not_taken_is_tried_here() -> None:
    source = Path(__file__).parents[2] / "flows" / "rules" / "nik.py"

    named = {part.split('"')[0] for part in source.read_text("utf-8").split('Invalid("')[1:]}

    assert named == NIK_FAULTS.keys()


@pytest.mark.parametrize(("key", "text"), NIK_FAULTS.items())
def test_a_wrong_nik_is_never_repeated_to_the_one_who_typed_it(key: str, text: str) -> None:
    stage = place("nominate.nik").stage()

    said = stage.says(text)

    assert text not in said
    assert "Contoh" in said or "misalnya" in said


def test_a_nik_is_masked_in_everything_that_is_said_about_it() -> None:
    stage = Stage(deletes=True)
    lines = (
        "daftar", "art", "Siti Aminah", NIK, "bantuan", "kembali", "kembali", NIK, NIK, "tidak punya",
        "2 juta", "1", "ubah nik", NIK, "ubah", "nik", NIK, "benar", "pekerja", "daftar", "art",
        "Siti Aminah", NIK,
    )  # fmt: skip

    for line in lines:
        turn = stage.turn(Said("E1", line, "m1"))
        assert promises.whole_niks(turn.says, turn.asked) == []
        stage.says(line)


def test_a_number_among_the_words_of_a_job_is_not_shown_as_a_job() -> None:
    stage = place("nominate.job_words").stage()

    said = stage.says(f"penjahit {NIK}")

    assert "penjahit" in said
    assert stage.state is not None
    assert "job_words" not in stage.state.answers


@pytest.mark.parametrize("number", ["0812-9876-5432", "+62 812 9876 5432", "081298765432"])
def test_ones_own_number_is_not_the_workers(number: str) -> None:
    stage = place("nominate.phone").stage()
    stage.numbers.add("+6281298765432")

    said = stage.says(number)

    assert "nomor Anda sendiri" in said


def test_ones_own_contact_is_not_the_workers() -> None:
    stage = place("nominate.phone").stage()

    said = stage.shares("contact", "+6281298765432", own=True)

    assert "nomor Anda sendiri" in said
    assert stage.numbers == {"+6281298765432"}


def test_two_workers_may_share_a_number() -> None:
    stage = Stage()
    stage.says(f"daftarkan Bu Siti Aminah ART saya NIK {NIK} hp 081234567890 gaji 2 juta 3 bulan")
    stage.says("benar")

    stage.says(
        "daftarkan Pak Budi Santoso sopir saya NIK 3273010503800009 hp 081234567890 gaji 2 juta 3 bulan"
    )
    stage.says("benar")

    assert [made.phone for made in stage.nominations] == ["+6281234567890", "+6281234567890"]


ASKING = [there for there in STEPS if there.step in WRONG]


@pytest.mark.parametrize("there", ASKING, ids=str)
def test_the_third_wrong_answer_in_a_row_offers_an_easier_way(there: Place) -> None:
    stage = there.stage()
    wrong = WRONG[there.step or ""][0][0]

    first, second, third = stage.says(wrong), stage.says(wrong), stage.says(wrong)

    assert "cara yang lebih mudah" not in first + second
    for offered in ("cara yang lebih mudah", OFFICE.contact, OFFICE.hours, "175"):
        assert offered in third
    assert any(label == "Bantuan petugas" for _, label in stage.told.options)


@pytest.mark.parametrize("there", ASKING, ids=str)
def test_after_three_wrong_answers_a_right_one_is_still_taken(there: Place) -> None:
    undisturbed, stage = there.stage(), there.stage()
    for _ in range(4):
        stage.says(WRONG[there.step or ""][0][0])

    assert stage.says(there.answer) == undisturbed.says(there.answer)


def test_the_easier_way_can_be_tapped() -> None:
    for label, expected, left in (
        ("Bantuan petugas", OFFICE.contact, place("nominate.nik")),
        ("Kembali", "Siapa namanya", place("nominate.name")),
        ("Berhenti dulu", "ketik", place("after a cancellation")),
    ):
        stage = place("an easier way").stage()

        assert expected in stage.taps(label)
        assert is_there(stage, left)


def test_misses_are_counted_step_by_step() -> None:
    stage = place("nominate.nik").stage()
    stage.says("12")
    stage.says("12")
    stage.says(NIK)

    said = stage.says("08123")

    assert "cara yang lebih mudah" not in said
    assert "cara yang lebih mudah" not in stage.says("08123")
    assert "cara yang lebih mudah" in stage.says("08123")


def test_a_right_answer_sets_the_count_back() -> None:
    stage = place("nominate.nik").stage()
    stage.says("12")
    stage.says("12")
    stage.says(NIK)
    stage.says("kembali")

    said = stage.says("12")

    assert "cara yang lebih mudah" not in said


def test_a_question_in_between_is_no_wrong_answer() -> None:
    stage = place("nominate.nik").stage()
    stage.says("12")
    stage.says("12")

    said = stage.says("berapa iurannya?")

    assert "cara yang lebih mudah" not in said


@pytest.mark.parametrize("kind", ["location", "photo", "document", "voice", "sticker", "other"])
def test_what_is_no_text_is_answered_kindly_and_counts_as_a_miss(kind: str) -> None:
    stage = place("nominate.nik").stage()

    said = [stage.shares(kind) for _ in range(3)]

    assert all("Berapa NIK Siti Aminah?" in one for one in said)
    assert "cara yang lebih mudah" in said[2]


def test_a_day_wage_is_asked_back_and_can_be_confirmed() -> None:
    stage = place("nominate.income").stage()

    said = stage.says("100 ribu")
    stage.taps("Ya, Rp100.000")

    assert "upah sehari" in said
    assert stage.state is not None
    assert stage.state.answers["income"] == 100_000


@pytest.mark.parametrize(
    ("nik", "expected"),
    [
        (born(14), "di bawah 15 tahun"),
        (born(15), "15 dan 16 tahun"),
        (born(16), "petugas kami"),
        (born(65), "belum berusia 65"),
    ],
)
def test_someone_of_the_wrong_age_by_the_card_is_refused_with_the_reason(nik: str, expected: str) -> None:
    stage = place("nominate.nik").stage()
    asked = stage.says(nik)
    assert "Tanggal berapa yang tertulis di KTP" in asked

    card = f"5 Maret {1900 + int(nik[10:12]) if int(nik[10:12]) > 26 else 2000 + int(nik[10:12])}"
    said = stage.says(card)

    assert expected in said
    assert OFFICE.contact in said
    assert stage.nominations == []


@pytest.mark.parametrize("age", [17, 64])
def test_someone_of_a_free_age_is_not_asked_for_the_birth_date(age: int) -> None:
    stage = place("nominate.nik").stage()

    assert "nomor HP" in stage.says(born(age))


def test_the_date_on_the_card_decides_and_the_nik_is_kept() -> None:
    stage = place("nominate.nik").stage()
    stage.says(born(66))

    said = stage.says("5 Maret 1965")

    assert "nomor HP" in said
    assert stage.state is not None
    assert stage.state.answers["nik"]["digits"] == born(66)
