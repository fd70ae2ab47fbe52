"""A flow changed under people keeps them going: steps added, removed, renamed; states of a former shape."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import flows
from flows import walk
from flows.nominate import NOMINATE
from flows.steps import Ask, Choose, Flow, Step, chose
from flows.stored import dump_state, load_state
from flows.types import Answers, Facts, Json, Said, State
from tests.flows import promises
from tests.flows.places import NIK, PLACES, Place, place
from tests.flows.stage import MORNING, OFFICE, Stage

FACTS = Facts(MORNING, "id", OFFICE)


def as_is(text: str, answers: Answers, facts: Facts) -> Json:
    return text


def _asks(step: str) -> Ask:
    return Ask(step, parse=as_is, examples=("x",))


def _next(flow: Flow, state: State) -> str | None:
    asks = walk.walk(flow, walk.up_to_date(flow, state), FACTS).asks
    return asks.id if asks else None


# --- small flows -------------------------------------------------------------------------------------

FORMER = Flow("small", (_asks("name"), _asks("place"), _asks("pay")), kept=True)
HALFWAY = State("small", "C1", {"name": "Siti", "place": "Bandung"}, waiting_on="pay")


def test_a_step_added_above_is_asked_and_nothing_is_asked_twice() -> None:
    today = replace(FORMER, steps=(_asks("greeting"), *FORMER.steps))

    assert _next(today, HALFWAY) == "greeting"
    assert _next(today, walk.answered(today, HALFWAY, "greeting", "halo")) == "pay"


def test_a_step_added_below_is_asked_in_its_turn() -> None:
    today = replace(FORMER, steps=(*FORMER.steps, _asks("thanks")))

    assert _next(today, HALFWAY) == "pay"
    assert _next(today, walk.answered(today, HALFWAY, "pay", "1")) == "thanks"


def test_a_step_that_was_taken_away_is_passed_over() -> None:
    today = replace(FORMER, steps=(_asks("name"), _asks("pay")))

    assert _next(today, HALFWAY) == "pay"


def test_a_step_that_was_taken_away_while_it_was_waited_on_is_passed_over() -> None:
    today = replace(FORMER, steps=(_asks("name"), _asks("place"), _asks("thanks")))

    assert _next(today, HALFWAY) == "thanks"


def test_a_step_that_was_renamed_keeps_its_answer_its_note_its_misses_and_who_waits_on_it() -> None:
    today = Flow(
        "small", (_asks("name"), _asks("area"), _asks("amount")), renamed={"place": "area", "pay": "amount"}
    )
    stored = replace(
        HALFWAY, answers={**HALFWAY.answers, "place.wanted": True}, assumed=("place",), tries={"pay": 2}
    )

    state = walk.up_to_date(today, stored)

    assert state.answers == {"name": "Siti", "area": "Bandung", "area.wanted": True}
    assert (state.waiting_on, state.assumed, dict(state.tries)) == ("amount", ("area",), {"amount": 2})
    assert _next(today, stored) == "amount"


def test_steps_in_another_order_are_not_asked_again() -> None:
    today = replace(FORMER, steps=tuple(reversed(FORMER.steps)))

    assert _next(today, HALFWAY) == "pay"


def test_an_answer_whose_guard_holds_no_more_is_dropped() -> None:
    today = Flow(
        "small",
        (
            Choose("name", options=("Siti", "Budi")),
            replace(_asks("place"), when=chose("name", "Budi")),
            _asks("pay"),
        ),
    )

    walked = walk.walk(today, HALFWAY, FACTS)

    assert "place" not in walked.state.answers
    assert walked.asks is not None
    assert walked.asks.id == "pay"


# --- the nomination of another release ---------------------------------------------------------------


NEW = "declined"
"""an id with a text in the catalogs that needs nothing filled in"""


def _without_declined() -> tuple[Step, ...]:
    return tuple(step for step in NOMINATE.steps if step.id != NEW)


def _with_new(steps: tuple[Step, ...], after: str) -> tuple[Step, ...]:
    place_of = [step.id for step in steps].index(after) + 1
    return (*steps[:place_of], _asks(NEW), *steps[place_of:])


RELEASES: dict[str, Callable[[], Flow]] = {
    "a step was added at the top": lambda: replace(NOMINATE, steps=_with_new(_without_declined(), "notice")),
    "a step was added at the end": lambda: replace(NOMINATE, steps=_with_new(_without_declined(), "income")),
    "the phone is asked no more": lambda: replace(
        NOMINATE, steps=tuple(_phone_assumed(step) for step in NOMINATE.steps)
    ),
    "the workplace is asked": lambda: replace(
        NOMINATE, steps=tuple(_never_assumed(step) for step in NOMINATE.steps)
    ),
}


def _phone_assumed(step: Step) -> Step:
    if isinstance(step, Ask) and step.id == "phone":
        return replace(step, default=lambda answers, facts: "+6281234567890")
    return step


def _never_assumed(step: Step) -> Step:
    return replace(step, default=None) if isinstance(step, Ask) and step.id == "workplace" else step


ANSWERS = {
    "notice": "setuju", "job": "sopir pribadi", "job_words": "penjahit", "transport": "ya",
    "name": "Siti Aminah", "nik": NIK, "birth_date": "5 Maret 1990", "phone": "tidak punya",
    "workplace": "Kota Bandung",
    "income": "2 juta", "programmes": "1", "months": "1 bulan", "review": "benar", "draft": "lanjutkan",
    "menu": "daftar", "topic": "1", "setting": "1", "language": "1", "own_number": "081234567890",
    "reminders": "ya",
    "zone": "wita",
    "who": "bukan saya", "digits": "0017", "digits_2": "0017", "digits_3": "0017",
    "offer": "tidak setuju", "other_cover": "tetap yang lama",
    "address": "lewati semua", "postcode": "lewati", "email": "lewati",
    "worker": "daftar", "action": "daftar", "change": "daftar", "end": "daftar", "open": "daftar",
    "receipt": "daftar",
    "which": "1", "sure": "tidak jadi", "pay": "tidak jadi", "invited": "daftar", "yours": "daftar",
}  # fmt: skip


def _to_the_end(stage: Stage) -> None:
    """Answer whatever is asked, until a nomination was made."""
    for _ in range(30):
        if stage.nominations:
            return
        waiting = stage.state.waiting_on if stage.state else None
        stage.says(ANSWERS.get(waiting, "halo") if waiting else "daftar")
    raise AssertionError(f"it never ended, {stage.state}")


@pytest.mark.parametrize("release", RELEASES)
def test_conversations_at_all_places_go_on_to_the_end_after_a_release(
    release: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stages = [there.stage() for there in PLACES]
    monkeypatch.setitem(flows.FLOWS, "nominate", RELEASES[release]())

    for stage in stages:
        if not stage.nominations:
            _to_the_end(stage)

    assert all(len(stage.nominations) == 1 for stage in stages)


@pytest.mark.parametrize("gone", ["phone", "nik", "name", "job"])
def test_someone_waiting_on_a_step_that_is_gone_is_asked_the_next(
    gone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = place(f"nominate.{gone}").stage()
    left = tuple(step for step in NOMINATE.steps if step.id not in (gone, "review", "nominate", "done"))
    monkeypatch.setitem(flows.FLOWS, "nominate", replace(NOMINATE, steps=left))

    turn = stage.turn(Said("E1", "apa saja"))

    assert turn.says
    assert turn.state is not None
    assert turn.state.waiting_on != gone


def test_a_renamed_step_of_the_nomination_keeps_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = place("nominate.income").stage()
    assert stage.state is not None
    old = json.loads(dump_state(stage.state))
    old["answers"]["full_name"] = old["answers"].pop("name")
    old["waiting_on"] = "wage"
    stage.state = load_state(json.dumps(old).encode())
    monkeypatch.setitem(
        flows.FLOWS, "nominate", replace(NOMINATE, renamed={"full_name": "name", "wage": "income"})
    )

    said = stage.says("2 juta")

    assert "Mau bayar berapa bulan" in said
    assert stage.state is not None
    assert (stage.state.answers["name"], stage.state.answers["income"]) == ("Siti Aminah", 2_000_000)


DRAFTS = [there for there in PLACES if there.flow == "nominate"]

# --- states as they were written yesterday -----------------------------------------------------------

YESTERDAY: dict[str, str] = {
    "only a flow": '{"flow": "nominate"}',
    "only a flow and answers": '{"flow": "nominate", "answers": {"job": "vendor", "name": "Siti"}}',
    "no offered, no tries": '{"flow":"nominate","conversation":"C1","answers":{"job":"vendor"},'
    '"waiting_on":"name","asking":2}',
    "nulls": '{"flow":"nominate","conversation":"C1","answers":null,"waiting_on":null,"asking":0,'
    '"tries":null,"heard_at":null,"aside":null,"undo":null,"undo_until":null}',
    "keys that are not known": '{"flow":"nominate","conversation":"C1","answers":{"job":"vendor",'
    '"village":"x"},"waiting_on":"village","asking":3,"mood":"good","offered":["a","b"]}',
    "a flow that is gone": '{"flow":"lottery","conversation":"C1","answers":{"ticket":7},'
    '"waiting_on":"ticket","asking":1,"offered":["a"]}',
    "a draft beside a flow that is gone": '{"flow":"lottery","conversation":"C2","answers":{},'
    '"waiting_on":"x","asking":1,"aside":{"flow":"nominate","conversation":"C1","answers":{"job":"vendor"},'
    '"waiting_on":"name","asking":2}}',
    "a draft of a flow that is gone": '{"flow":"menu","conversation":"C2","answers":{},"waiting_on":"menu",'
    '"asking":1,"offered":["nominate"],"aside":{"flow":"lottery","conversation":"C1","answers":{"a":1},'
    '"waiting_on":"b","asking":2}}',
    "an undo of a flow that is gone": '{"flow":"menu","conversation":"C2","answers":{},"waiting_on":null,'
    '"asking":0,"undo":{"flow":"lottery","conversation":"C1","answers":{}},'
    '"undo_until":"2026-11-22T03:09:00+00:00"}',
    "an option that is gone": '{"flow":"nominate","conversation":"C1","answers":{"job":"astronaut"},'
    '"waiting_on":"name","asking":2}',
    "a nik without its nomination": '{"flow":"nominate","conversation":"C1","answers":{"job":"vendor",'
    '"name":"Siti","nik":{"digits":"3273014503900017","birth_date":"1990-03-05"}},"waiting_on":"phone","asking":4}',
    "an older list": '{"flow":"menu","conversation":"C1","answers":{},"waiting_on":"menu","asking":1,'
    '"offered":["nominate","lottery","workers"]}',
    "labels that were kept": '{"flow":"nominate","conversation":"C1","answers":{},"waiting_on":"job",'
    '"asking":1,"offered":[["vendor","Pedagang"],["other",{"key":"nominate-job.other"}]]}',
}


@pytest.mark.parametrize("name", YESTERDAY)
@pytest.mark.parametrize(
    "line", ["halo", "1", "2", "Siti Aminah", "kembali", "batal", "urungkan", "lanjut", "menu", "daftar"]
)
def test_a_state_of_a_former_shape_is_answered(name: str, line: str) -> None:
    stage = Stage(state=load_state(YESTERDAY[name].encode()))

    promises.answers(stage, Said("E1", line))


@pytest.mark.parametrize("name", YESTERDAY)
def test_a_nomination_is_reached_from_a_state_of_a_former_shape(name: str) -> None:
    stage = Stage(state=load_state(YESTERDAY[name].encode()))

    _to_the_end(stage)

    assert len(stage.nominations) == 1


@pytest.mark.parametrize(
    "key", ["assumed", "offered", "asking", "tries", "heard_at", "conversation", "waiting_on"]
)
@pytest.mark.parametrize("there", PLACES, ids=str)
def test_a_state_that_lacks_what_came_later_is_answered(there: Place, key: str) -> None:
    stage = there.stage()
    if stage.state is None:
        return
    stored: dict[str, Any] = json.loads(dump_state(stage.state))
    stored.pop(key, None)
    stage.state = load_state(json.dumps(stored).encode())

    promises.answers(stage, Said("E1", there.answer or "halo"))


def test_a_thousand_open_conversations_go_on_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = [dump_state(stage.state) for there in DRAFTS if (stage := there.stage()).state]
    monkeypatch.setitem(flows.FLOWS, "nominate", RELEASES["the workplace is asked"]())

    stages = [Stage(state=load_state(stored[number % len(stored)])) for number in range(1000)]
    for stage in stages:
        _to_the_end(stage)

    assert sum(len(stage.nominations) for stage in stages) == 1000
