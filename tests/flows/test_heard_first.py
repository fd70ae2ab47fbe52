"""Stop, emergencies, and the words that are heard anywhere: at every step, and the place is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.types import OptIn, OptOut, SetLanguage, WantReminders
from tests.flows.places import PLACES, STEPS, Place, is_there, place
from tests.flows.stage import OFFICE, Stage

STOPS = ("STOP", "stop", " Berhenti ", "BERHENTI!", "setop", "stop.", "Stop semua")
NO_STOPS = (
    "sudah berhenti kerja",
    "berhenti bekerja bulan lalu",
    "stop kontak",
    "dia tidak mau berhenti",
    "jangan berhenti dulu",
)
EMERGENCIES = (
    "kecelakaan",
    "pak budi kecelakaan motor tadi pagi",
    "ART saya kecelakaan kerja",
    "supir saya ditabrak truk",
    "sopir saya nabrak pohon",
    "tadi tabrakan di jalan",
    "pekerja saya meninggal",
    "bapak saya meninggal dunia kemarin",
    "beliau sudah wafat",
    "almarhum Pak Budi",
    "darurat!",
    "tolong gawat",
    "jatuh dari tangga, pingsan",
    "orangnya kesetrum",
    "dia dibawa ke IGD",
    "patah tulang kakinya",
    "luka parah di kepala",
    "keracunan pestisida",
    "tertimpa kayu",
    "my driver had an accident",
    "he died yesterday",
    "she passed away",
    "emergency please",
    "the worker is badly hurt",
    "he is unconscious",
    "KECELAKAAN!!!",
)
NO_EMERGENCIES = ("berapa iurannya?", "Siti Aminah", "kerja di Kota Bandung", "penjual jatuhan")
ASKED_BACK = ("an area of two names", "an income that is small", "a 3 of two meanings")
WAITING = [there for there in PLACES if there.answer and there.name not in ASKED_BACK]
KEEPING = [there for there in STEPS if there.flow == "nominate"]


SHOWN_AGAIN = "kami tunjukkan sekali lagi"


def answers(stage: Stage, there: Place) -> str:
    """Answer; an answer for good, which something else came before, once more."""
    said = stage.says(there.answer)
    return stage.says(there.answer) if SHOWN_AGAIN in said else said


@pytest.mark.parametrize("there", PLACES, ids=str)
@pytest.mark.parametrize("word", ["STOP", "berhenti"])
def test_stop_is_heard_at_every_place(there: Place, word: str) -> None:
    stage = there.stage()

    stage.says(word)

    assert stage.effects == [OptOut()]


@pytest.mark.parametrize("word", STOPS)
def test_stop_is_heard_however_it_is_written(word: str) -> None:
    stage = place("nominate.name").stage()

    stage.says(word)

    assert stage.effects == [OptOut()]


@pytest.mark.parametrize("there", PLACES, ids=str)
def test_stop_keeps_the_place_and_the_next_answer_is_taken(there: Place) -> None:
    undisturbed, stopped = there.stage(), there.stage()

    stopped.says("STOP")

    if there.answer:
        assert is_there(stopped, there)
        assert answers(stopped, there) == undisturbed.says(there.answer)
        assert stopped.nominations == undisturbed.nominations


@pytest.mark.parametrize("there", KEEPING, ids=str)
def test_stop_says_that_the_draft_is_kept_and_that_cover_may_lapse(there: Place) -> None:
    stage = there.stage()

    said = stage.says("STOP")

    assert "tetap tersimpan" in said
    assert "perlindungan tidak aktif setelah 3 bulan tanpa iuran" in said


def test_stop_without_a_draft_says_that_cover_may_lapse_and_that_we_still_answer() -> None:
    stage = Stage()

    said = stage.says("STOP")

    assert "perlindungan tidak aktif setelah 3 bulan tanpa iuran" in said
    assert "tetap kami jawab" in said


@pytest.mark.parametrize("there", [there for there in PLACES if there.answer], ids=str)
def test_someone_who_stopped_is_still_answered(there: Place) -> None:
    stage = there.stage()
    stage.says("STOP")

    said = stage.says("bantuan")

    assert "175" in said


@pytest.mark.parametrize("sentence", NO_STOPS)
@pytest.mark.parametrize("there", STEPS, ids=str)
def test_a_sentence_with_the_word_stop_in_it_is_no_stop(there: Place, sentence: str) -> None:
    stage = there.stage()

    stage.says(sentence)

    assert OptOut() not in stage.effects


def test_a_job_that_ended_is_an_answer() -> None:
    stage = place("nominate.job_words").stage()

    stage.says("sudah berhenti kerja")

    assert stage.state is not None
    assert stage.state.answers["job_words"] == "sudah berhenti kerja"


@pytest.mark.parametrize("word", ["START", "mulai", "Mulai lagi", "/start"])
@pytest.mark.parametrize("there", PLACES, ids=str)
def test_start_undoes_stop_and_keeps_the_place(there: Place, word: str) -> None:
    stage = there.stage()
    stage.says("stop")

    stage.says(word)

    assert stage.effects == [OptIn(), WantReminders(True)]
    assert not stage.opted_out
    if there.answer:
        assert is_there(stage, there)


def test_the_start_button_undoes_stop() -> None:
    stage = Stage()
    stage.says("stop")

    stage.starts()

    assert stage.effects == [OptIn(), WantReminders(True)]


@pytest.mark.parametrize("there", PLACES, ids=str)
def test_a_start_that_carries_a_token_does_not_undo_stop(there: Place) -> None:
    stage = there.stage()
    stage.says("stop")

    said = stage.starts("abc123")

    assert stage.effects == []
    assert stage.opted_out
    assert said


def test_start_of_someone_who_never_stopped_changes_nothing() -> None:
    stage = place("nominate.name").stage()

    stage.says("mulai")

    assert stage.effects == []
    assert is_there(stage, place("nominate.name"))


@pytest.mark.parametrize("there", PLACES, ids=str)
def test_an_emergency_is_answered_with_what_to_do_now(there: Place) -> None:
    stage = there.stage()

    said = stage.says("pekerja saya kecelakaan")

    for needed in ("2x24 jam", "fasilitas kesehatan terdekat", "PLKK", "175", OFFICE.contact, OFFICE.hours):
        assert needed in said
    assert stage.effects == []


@pytest.mark.parametrize("there", [there for there in PLACES if there.answer], ids=str)
def test_an_emergency_keeps_the_place_and_the_next_answer_is_taken(there: Place) -> None:
    undisturbed, shaken = there.stage(), there.stage()

    shaken.says("pak agus meninggal")

    assert is_there(shaken, there)
    assert answers(shaken, there) == undisturbed.says(there.answer)


@pytest.mark.parametrize("sentence", EMERGENCIES)
def test_emergency_words_are_heard_within_a_sentence(sentence: str) -> None:
    for there in (place("nobody was here before"), place("nominate.name"), place("nominate.review")):
        stage = there.stage()

        assert "175" in stage.says(sentence)
        assert "2x24 jam" in stage.told.text


@pytest.mark.parametrize("sentence", NO_EMERGENCIES)
def test_everyday_words_are_no_emergency(sentence: str) -> None:
    stage = place("nominate.name").stage()

    assert "2x24 jam" not in stage.says(sentence)


def test_an_emergency_is_answered_in_english_too() -> None:
    stage = Stage(lang="en")

    said = stage.says("my worker had an accident")

    for needed in ("2x24 hours", "nearest medical facility", "PLKK", "175", OFFICE.contact):
        assert needed in said


def test_someone_who_opted_out_is_told_what_to_do_in_an_emergency() -> None:
    stage = Stage()
    stage.says("stop")

    assert "2x24 jam" in stage.says("kecelakaan")


def test_stop_comes_before_an_emergency_and_an_emergency_before_the_rest() -> None:
    stopped, hurt = place("nominate.nik").stage(), place("nominate.nik").stage()

    stopped.says("berhenti")
    hurt.says("tolong, kecelakaan, batal")

    assert stopped.effects == [OptOut()]
    assert "2x24 jam" in hurt.told.text
    assert is_there(hurt, place("nominate.nik"))


def test_a_whole_nomination_that_speaks_of_an_accident_is_an_emergency_first() -> None:
    stage = Stage()

    said = stage.says("daftarkan Pak Budi supir saya, kemarin kecelakaan, NIK 3273014503900017")

    assert "2x24 jam" in said


@pytest.mark.parametrize("word", ["bantuan", "help", "berapa iurannya?", "petugas", "ini resmi gak?"])
@pytest.mark.parametrize("there", WAITING, ids=str)
def test_help_and_questions_keep_the_place(there: Place, word: str) -> None:
    undisturbed, stage = there.stage(), there.stage()

    stage.says(word)

    assert is_there(stage, there)
    assert stage.says(there.answer) == undisturbed.says(there.answer)


@pytest.mark.parametrize("there", [there for there in WAITING if there.step != "language"], ids=str)
def test_the_language_can_be_changed_at_every_place_and_the_place_is_kept(there: Place) -> None:
    stage = there.stage()

    said = stage.says("english")

    assert stage.effects == [SetLanguage("en")]
    assert "we speak English now" in said
    assert is_there(stage, there)


@pytest.mark.parametrize("there", KEEPING, ids=str)
def test_the_menu_keeps_the_place_in_a_draft(there: Place) -> None:
    undisturbed, stage = there.stage(), there.stage()

    stage.says("menu")
    stage.says("lanjut")

    assert is_there(stage, there)
    assert stage.says(there.answer) == undisturbed.says(there.answer)


@pytest.mark.parametrize("there", KEEPING, ids=str)
def test_settings_in_between_lead_back_to_the_place(there: Place) -> None:
    stage = there.stage()

    stage.says("pengaturan")
    stage.says("bahasa")
    stage.says("english")

    assert is_there(stage, there)
    assert stage.lang == "en"


def test_an_office_of_one_language_declines_another() -> None:
    stage = place("nominate.name").stage()
    stage.office = replace(OFFICE, languages=("id",))

    said = stage.says("english")

    assert "bahasa itu belum tersedia" in said
    assert stage.effects == []
    assert is_there(stage, place("nominate.name"))
