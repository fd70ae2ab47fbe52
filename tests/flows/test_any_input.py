"""Nothing a person can send makes the bot silent, or raise, or lose their place in storage."""

from __future__ import annotations

from functools import cache
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.keywords import COMMANDS
from flows.stored import dump_state, load_state
from flows.types import Chose, Event, Reached, Said, Shared, Started
from tests.flows import promises
from tests.flows.places import NIK, PLACES, SENTENCE, STEPS, Place, is_there, later, questions_of_all_flows
from tests.flows.stage import Stage, born

KINDS = get_args(get_type_hints(Shared)["kind"])
STORMS = (
    "",
    " ",
    "   \n\t ",
    "\x00",
    "\x00" * 40,
    "\u202e\u200f\u2066",
    "\ud800",
    "ya\udfff",
    "🙂",
    "👨‍👩‍👧‍👦" * 50,
    "1️⃣",
    "٣",
    "½",
    "²",
    "0" * 4096,
    "9" * 16,
    "9" * 17,
    "1 " * 2048,
    "a" * 4096,
    "ya " * 1365,
    "🙂" * 4096,
    "?" * 4096,
    "/" * 30,
    "/start",
    "/start x" * 3,
    "%s%n{}",
    "{ $name }",
    "'; DROP TABLE people; --",
    "<b>halo</b>",
    "-1",
    "1e9",
    "0",
    "11",
    "99999999999999999999999",
    "1.2.3.4",
    "31-02-1990",
    "null",
    "None",
    "__class__",
    "nan",
    "inf",
    "Rp",
    "+",
    "+62",
    "ﷺ" * 300,
    "İß" * 40,
)
WORDS = (
    *("ya", "tidak", "gak", "setuju", "daftar", "menu", "bantuan", "kembali", "batal", "urungkan", "lanjut"),
    *("ubah", "petugas", "bahasa", "english", "tanya", "pengaturan", "pekerja", "mulai", "berhenti", "halo"),
    *("makasih", "1", "2", "3", "4", "9", "10", "benar", "kecelakaan", "hapus", "budi", "santoso", "gaji"),
    *("juta", "bulan", "sopir", "penjahit", "becak", "lewati", "lokasi", "malang", "bandung", "kapan"),
    *("berapa", "apa", "kenapa", "nik", "hp", "jht"),
)
WHOLE = (
    *(command.replace("_", " ") for command in sorted(COMMANDS)),
    NIK,
    born(10),
    born(66),
    born(16),
    "081234567890",
    "5 Maret 1990",
    "5 Maret 2016",
    "2 juta",
    "100 ribu",
    "3 bulan",
    "Siti Aminah",
    "penarik becak",
    "pekerjaan lain",
    "sopir pribadi",
    "tidak punya",
    "ubah gaji jadi 3 juta",
    "ubah nik",
    "ganti pekerjaan",
    "Mulai yang baru",
    "Lanjutkan",
    SENTENCE,
    "daftarkan Pak Budi Santoso supir saya NIK 3273010503800009 gaji 2 juta",
    "berapa iurannya?",
)
ANY_TEXT = st.one_of(
    st.text(max_size=80),
    st.text(
        alphabet=st.characters(categories=["Cs", "Cf", "Cc", "Co", "So", "Mn", "Nd", "No", "Sc"]), max_size=60
    ),
    st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join),
    st.sampled_from(STORMS),
    st.sampled_from(WHOLE),
    st.text(alphabet="0123456789 .-+", max_size=24),
    st.lists(st.sampled_from((*WORDS, *WHOLE)), max_size=200).map(" ".join),
)
MOVES = st.one_of(
    st.tuples(st.just("says"), st.one_of(st.sampled_from(WHOLE), ANY_TEXT)),
    st.tuples(st.just("says"), st.sampled_from((*WORDS, *WHOLE))),
    st.tuples(st.just("taps"), st.integers(0, 40), st.integers(0, 9)),
    st.tuples(st.just("taps"), st.just(-1), st.integers(0, 9)),
    st.tuples(st.just("shares"), st.sampled_from(KINDS), st.sampled_from((None, "+6281234567890", "x"))),
    st.tuples(st.just("starts"), st.sampled_from((None, "abc"))),
    st.tuples(st.just("waits"), st.sampled_from((1, 11, 600, 60 * 24 * 15))),
)


@cache
def _stored(there: Place) -> tuple[bytes | None, Stage]:
    stage = there.stage()
    return dump_state(stage.state) if stage.state else None, stage


def _someone_at(there: Place) -> Stage:
    """A fresh person at this place, without playing their way there again."""
    stored, before = _stored(there)
    stage = Stage(lang=before.lang, agreed=before.agreed, deletes=True, facts=dict(there.facts))
    stage.state = load_state(stored) if stored else None
    return stage


def test_every_step_that_asks_has_a_place_in_these_tests() -> None:
    asked = set(questions_of_all_flows())

    covered = {there.name for there in STEPS}

    assert covered == asked, (
        "add a new step to tests/flows/places.py, so that all of this is tried there, too"
    )


@pytest.mark.parametrize("there", PLACES, ids=str)
def test_the_way_to_a_place_leads_there(there: Place) -> None:
    stage = there.stage()

    assert is_there(stage, there)


@pytest.mark.parametrize("there", [there for there in PLACES if there.answer], ids=str)
def test_a_valid_answer_leads_on(there: Place) -> None:
    stage = there.stage()
    assert stage.state is not None
    before = (stage.state.conversation, stage.state.asking, stage.state.waiting_on)

    promises.answers(stage, Said("E1", there.answer, "m1"))

    assert (stage.state.conversation, stage.state.asking, stage.state.waiting_on) != before


@pytest.mark.parametrize("there", PLACES, ids=str)
@settings(max_examples=15, deadline=None)
@given(text=ANY_TEXT)
def test_any_text_is_answered_at_every_place(there: Place, text: str) -> None:
    stage = _someone_at(there)

    promises.answers(stage, Said("E1", text, "m1"))


@pytest.mark.parametrize("there", PLACES, ids=str)
def test_the_oddest_texts_are_answered_at_every_place(there: Place) -> None:
    for text in STORMS:
        stage = _someone_at(there)

        promises.answers(stage, Said("E1", text, "m1"))


@pytest.mark.parametrize("there", PLACES, ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_shared_is_answered_at_every_place(there: Place, kind: Any) -> None:
    for value in (None, "", "+6281234567890", "+6596123456", "x" * 300, "\ud800"):
        for own in (False, True):
            stage = _someone_at(there)

            promises.answers(stage, Shared("E1", kind, value, own))


@pytest.mark.parametrize("there", PLACES, ids=str)
def test_a_tap_on_what_never_was_is_answered_at_every_place(there: Place) -> None:
    odd = (
        Chose("E1", "", 0, "", ""),
        Chose("E1", "N0000001", 1, "job", "household"),
        Chose("E1", "N0000001", 99999, "review", "confirm"),
        Chose("E1", "\ud800", -1, "\x00", "🙂"),
        Chose("E1", "N0000001", 1, "menu", "no such option"),
    )
    for event in odd:
        stage = _someone_at(there)

        promises.answers(stage, event)

        assert stage.nominations == []


@pytest.mark.parametrize("there", PLACES, ids=str)
def test_start_is_answered_at_every_place(there: Place) -> None:
    for token in (None, "", "abc", "\ud800", "x" * 64):
        stage = _someone_at(there)

        promises.answers(stage, Started("E1", token))


@pytest.mark.parametrize("there", PLACES, ids=str)
def test_a_block_is_noted_without_a_word_and_keeps_the_place(there: Place) -> None:
    stage = _someone_at(there)
    before = stage.state

    turn = stage.turn(Reached("E1", reachable=False))

    assert turn.says == ()
    assert turn.asked is None
    assert before is None or turn.state == before


@settings(max_examples=40, deadline=None)
@given(agreed=st.booleans(), moves=st.lists(MOVES, max_size=40))
def test_any_conversation_of_up_to_forty_messages_goes_on(agreed: bool, moves: list[tuple[Any, ...]]) -> None:
    stage = Stage(agreed=agreed, deletes=True)

    for number, move in enumerate(moves):
        event = _event(stage, f"E{number}", move)
        if event is not None:
            promises.answers(stage, event)


@settings(max_examples=15, deadline=None)
@given(there=st.sampled_from(PLACES), moves=st.lists(MOVES, max_size=40))
def test_any_conversation_goes_on_from_any_place(there: Place, moves: list[tuple[Any, ...]]) -> None:
    stage = there.stage()

    for number, move in enumerate(moves):
        event = _event(stage, f"E{number}", move)
        if event is not None:
            promises.answers(stage, event)


@settings(max_examples=25, deadline=None)
@given(moves=st.lists(MOVES, min_size=10, max_size=10))
def test_the_same_conversation_twice_is_the_same_word_for_word(moves: list[tuple[Any, ...]]) -> None:
    first, second = _all_said(moves), _all_said(moves)

    assert first == second


def _all_said(moves: list[tuple[Any, ...]]) -> list[Any]:
    stage, said = Stage(), []
    for number, move in enumerate(moves):
        if event := _event(stage, f"E{number}", move):
            said.append((stage.hears(event), stage.effects, stage.state))
    return said


def _event(stage: Stage, new_id: str, move: tuple[Any, ...]) -> Event | None:
    """The move as an event; None for a wait, and for a tap where no button ever was."""
    match move:
        case ("says", text):
            return Said(new_id, text, f"m{new_id}")
        case ("taps", which, option) if stage.questions:
            asked = stage.questions[-1 if which < 0 else which % len(stage.questions)]
            tapped = asked.options[option % len(asked.options)].id
            return Chose(new_id, asked.conversation, asked.asking, asked.step, tapped)
        case ("shares", kind, value):
            return Shared(new_id, kind, value, own=value is not None)
        case ("starts", token):
            return Started(new_id, token)
        case ("waits", minutes):
            later(stage, minutes=minutes)
    return None
