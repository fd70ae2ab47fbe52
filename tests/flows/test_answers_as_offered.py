"""However an option is named, it is heard as it was offered; a tap on an old one is never another answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.nominate import JOBS
from flows.render import render
from flows.stored import dump_state, load_state
from flows.types import Chose, Lang, Option, Said
from tests.flows.places import SENTENCE, STEPS, Place, place
from tests.flows.stage import Stage

WITH_OPTIONS = [
    there for there in STEPS if there.step in ("notice", "job", "transport", "programmes", "months", "topic")
]


def _offered(stage: Stage, lang: Lang = "id") -> list[tuple[str, str]]:
    assert stage.asked is not None
    shown = render((), stage.asked, lang).options
    return [(option, label) for option, label in shown if option != "delete_message"]


def _answer(stage: Stage, there: Place, text: str) -> object:
    """What this text was heard as, at this step."""
    turn = stage.turn(Said("E1", text, "m1"))
    assert turn.state is not None
    answers = turn.state.answers
    return answers.get(there.step or "", turn.says[0].key)


def _answers_of_all(there: Place, name: str) -> list[object]:
    """What each option in turn is heard as, when it is named in this way."""
    stage = there.stage()
    options = _offered(stage, "en" if name == "english" else "id")
    heard = []
    for number, (_, label) in enumerate(options, start=1):
        named = {
            "number": str(number),
            "number in words": f"nomor {number}",
            "number with a dot": f"{number}.",
            "label": label,
            "english": label,
            "shouted": label.upper(),
            "cut at twenty": label[:20],
            "cut with dots": label if len(label) <= 20 else f"{label[:19]}…",
        }[name]
        heard.append(_answer(stage, there, named))
    return heard


NAMES = ("label", "english", "shouted", "cut at twenty", "cut with dots")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("there", WITH_OPTIONS, ids=str)
def test_an_option_is_heard_however_it_is_named(there: Place, name: str) -> None:
    stage = there.stage()
    taps = []
    for option, _ in _offered(stage):
        assert stage.asked is not None
        tapped = stage.turn(
            Chose("E1", stage.asked.conversation, stage.asked.asking, stage.asked.step, option)
        )
        assert tapped.state is not None
        taps.append(tapped.state.answers.get(there.step or "", tapped.says[0].key))

    assert _answers_of_all(there, name) == taps


@pytest.mark.parametrize("there", [there for there in WITH_OPTIONS if there.step != "months"], ids=str)
def test_a_number_is_the_place_in_the_list(there: Place) -> None:
    by_label = _answers_of_all(there, "label")

    assert _answers_of_all(there, "number") == by_label
    assert _answers_of_all(there, "number in words") == by_label
    assert _answers_of_all(there, "number with a dot") == by_label


def test_a_bare_three_for_the_months_is_asked_back_because_money_hangs_on_it() -> None:
    stage = place("nominate.months").stage()

    said = stage.says("3")

    assert "3 bulan, atau pilihan nomor 3" in said
    assert "Bayar untuk: 3 bulan" in stage.says("3 bulan")


@pytest.mark.parametrize(
    ("said", "job"),
    [
        ("pembantu", "household"),
        ("ART", "household"),
        ("ojol", "motorcycle"),
        ("abang ojek online", "motorcycle"),
        ("tukang bakso", "vendor"),
        ("satpam", "gardener_guard"),
        ("nelayan", "farmer_fisher"),
        ("kuli bangunan", "labourer"),
        ("sopir truk", "driver"),
        ("supir pribadi", "private_driver"),
        ("lainnya", "other"),
        ("gardener", "gardener_guard"),
        ("yang kedua", "private_driver"),
        ("pilihan 5", "vendor"),
        ("nomor dua", "private_driver"),
        ("5️⃣", "vendor"),
        ("⑤", "vendor"),
        ("٥", "vendor"),
        ("pedagng", "vendor"),
        ("petani atau nelyan", "farmer_fisher"),
        ("Asisten rumah tanga", "household"),
        ("5 ya", "vendor"),
        ("sopir pribadi 🙂", "private_driver"),
    ],
)
def test_a_job_is_heard_by_synonym_number_emoji_and_small_typing_errors(said: str, job: str) -> None:
    stage = place("nominate.job").stage()

    assert _answer(stage, place("nominate.job"), said) == job


@pytest.mark.parametrize(
    "said",
    ["ya", "iya", "yoi", "boleh", "setuju", "oke", "👍", "y", "inggih", "siap", "agree", "setujuu", "1"],
)
def test_yes_is_heard_in_many_forms(said: str) -> None:
    there = place("nominate.notice")

    assert _answer(there.stage(), there, said) == "agree"


@pytest.mark.parametrize(
    "said", ["tidak", "gak", "nggak", "ndak", "tidak setuju", "no", "👎", "ora", "jangan", "2"]
)
def test_no_is_heard_in_many_forms(said: str) -> None:
    there = place("nominate.notice")

    assert _answer(there.stage(), there, said) != "agree"
    assert there.stage().turn(Said("E1", said)).says[0].key == "nominate-declined"


@pytest.mark.parametrize("said", ["setuju?", "mungkin", "kalau gratis setuju", "dia setuju katanya"])
def test_what_is_no_clear_yes_is_no_consent(said: str) -> None:
    there = place("nominate.notice")
    turn = there.stage().turn(Said("E1", said))

    assert turn.effects == ()
    assert turn.state is not None
    assert "notice" not in turn.state.answers


@pytest.mark.parametrize("number", range(1, len(JOBS) + 1))
def test_a_number_means_the_option_that_stood_there_when_it_was_offered(number: int) -> None:
    stage = place("nominate.job").stage()
    assert stage.state is not None
    former = tuple(Option(job) for job in reversed(JOBS))
    stage.state = load_state(dump_state(replace(stage.state, offered=former)))

    stage.says(str(number))

    assert stage.state is not None
    assert stage.state.answers["job"] == JOBS[-number]


def test_an_option_that_a_release_took_away_is_asked_again_not_guessed() -> None:
    stage = place("nominate.job").stage()
    assert stage.state is not None
    former = (Option("astronaut", "Astronot"), *map(Option, JOBS))
    stage.state = load_state(dump_state(replace(stage.state, offered=former)))

    stage.says("2")

    assert stage.state is not None
    assert stage.state.answers["job"] == JOBS[0]


def test_no_tap_on_an_earlier_question_counts_as_an_answer_to_a_later_one() -> None:
    stage = Stage(agreed=False, deletes=True)
    conversation = (
        "daftar", "setuju", "pekerjaan lain", "penarik becak", "ya", "Siti Aminah", "3273014503900017",
        "081234567890", "2 juta", "3 bulan", "ubah", "gaji", "3 juta", "ubah program", "1",
        "ubah tempat kerja", "malang",
    )  # fmt: skip
    for line in conversation:
        stage.says(line)
        assert stage.state is not None
        now = (stage.state.conversation, stage.state.asking, stage.state.waiting_on)
        for asked in stage.questions:
            if (asked.conversation, asked.asking, asked.step) == now or asked.step in ("menu", "draft"):
                continue
            for option in asked.options:
                if option.id == "delete_message":  # no answer, and as good later as now
                    continue
                turn = stage.turn(Chose("E1", asked.conversation, asked.asking, asked.step, option.id))

                assert turn.effects == ()
                assert turn.state is not None
                assert turn.state.answers == stage.state.answers, (line, asked.step, option.id)
                assert turn.state.waiting_on == stage.state.waiting_on
                assert turn.says[0].key == "stale"


def test_a_tap_on_the_same_question_asked_twice_counts_on_either_message() -> None:
    stage = place("nominate.job").stage()
    first = stage.asked
    stage.says("bantuan")

    said = stage.taps("Pedagang", first)

    assert "Siapa namanya" in said


def test_a_tap_on_the_same_question_with_other_amounts_does_not_count() -> None:
    stage = place("nominate.months").stage()
    first = stage.asked
    stage.says("kembali")
    stage.says("5 juta")

    said = stage.taps("3 bulan: Rp67.000", first)

    assert "Tombol itu dari pesan yang lama" in said
    assert stage.state is not None
    assert "months" not in stage.state.answers


def test_an_old_menu_still_opens_what_it_names() -> None:
    stage = Stage()
    stage.says("menu")
    menu = stage.asked
    stage.says("tanya")

    said = stage.taps("Daftarkan pekerja", menu)

    assert "Siapa yang mau Anda daftarkan" in said


def test_two_taps_on_confirm_make_one_nomination() -> None:
    stage = Stage()
    stage.says(SENTENCE)

    review = stage.asked
    stage.taps("Benar, kirim")
    second = stage.taps("Benar, kirim", review)

    assert len(stage.nominations) == 1
    assert stage.effects == []
    assert "Tombol itu dari pesan yang lama" in second


def test_a_tap_and_the_words_for_it_make_one_nomination() -> None:
    stage = Stage()
    stage.says(SENTENCE)

    stage.taps("Benar, kirim")
    stage.says("benar")
    stage.says("ya")

    assert len(stage.nominations) == 1


def test_a_tap_on_a_review_that_has_changed_since_confirms_nothing() -> None:
    stage = Stage()
    stage.says(SENTENCE)
    old = stage.asked
    stage.says("ubah gaji jadi 5 juta")

    stage.taps("Benar, kirim", old)

    assert stage.nominations == []


def test_in_another_language_it_is_another_question_so_that_the_words_agreed_to_are_those_read() -> None:
    stage = place("nominate.review").stage()
    in_indonesian = stage.asked

    stage.says("english")

    assert in_indonesian is not None
    assert stage.asked is not None
    assert stage.asked.asking != in_indonesian.asking
    assert "older message" in stage.hears(
        Chose("E1", in_indonesian.conversation, in_indonesian.asking, "review", "confirm")
    )
    assert not stage.nominations
