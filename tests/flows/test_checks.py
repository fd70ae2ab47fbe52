"""`sertakan check` finds nothing today, and finds each kind of fault when there is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from flows import FLOWS, checks
from flows.nominate import NOMINATE
from flows.rules import nudges
from flows.settings import SETTINGS
from flows.steps import Ask, Choose, Flow, Step, Stop, Tell, When, chose
from flows.templates import TemplateText
from flows.types import Answers, Facts, Invalid, Json, Option, Say, State


def as_is(text: str, answers: Answers, facts: Facts) -> Json:
    return text


def refusing(text: str, answers: Answers, facts: Facts) -> Json | Invalid:
    return Invalid("name.digits")


def always(answers: Answers, facts: Facts) -> bool:
    return True


def never(answers: Answers, facts: Facts) -> bool:
    return False


def unfilled(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    return {}


def says_nothing_known(state: State, facts: Facts) -> tuple[Say, ...]:
    return (Say("no_such_text"),)


def twins(answers: Answers, facts: Facts) -> tuple[Option, ...]:
    return (
        Option("on", "sama sampai huruf 20 a"),
        Option("off", "sama sampai huruf 20 b"),
    )


def long_labels(answers: Answers, facts: Facts) -> tuple[Option, ...]:
    return (Option("on", "x" * 21), Option("off", "y"))


REMINDERS = Choose("reminders", options=("on", "off"))
NAME = Ask("name", parse=as_is, examples=("Siti",))

FAULTS: dict[str, tuple[Callable[[], Flow], str]] = {
    "two steps of one id": (lambda: Flow("nominate", (NAME, NAME)), "there is a step of this id already"),
    "a step below the end for everyone": (
        lambda: Flow("nominate", (replace(NOMINATE.by_id["declined"], when=None), NAME)),  # type: ignore[arg-type]
        "unreachable",
    ),
    "a step that no answer leads to": (
        lambda: Flow("nominate", (NAME, Ask("job_words", parse=as_is, examples=("x",), when=When(never)))),
        "unreachable, no answers lead to it",
    ),
    "a guard that reads below itself": (
        lambda: Flow(
            "settings", (replace(REMINDERS, when=chose("language", "id")), SETTINGS.by_id["language"])
        ),
        "its guard reads language, which is not above it",
    ),
    "a question without a text": (
        lambda: Flow("nominate", (Ask("shoe_size", parse=as_is, examples=("42",)),)),
        "is missing in id.ftl",
    ),
    "an option without a label": (
        lambda: Flow("settings", (replace(REMINDERS, options=("on", "off", "sometimes")),)),
        "is missing in en.ftl",
    ),
    "a text without what stands in its places": (
        lambda: Flow("nominate", (Ask("nik", parse=as_is, examples=("x",), args=unfilled),)),
        "Unknown external: name",
    ),
    "something said that is in no catalog": (
        lambda: Flow("nominate", (Tell("done", says_nothing_known),)),
        "no_such_text",
    ),
    "more than ten options": (
        lambda: Flow("settings", (replace(REMINDERS, options=tuple(map(str, range(11)))),)),
        "11 options, and a message offers at most 10",
    ),
    "a label that is too long for a button": (
        lambda: Flow("settings", (replace(REMINDERS, offers=long_labels),)),
        "has 21 characters, at most 20 fit",
    ),
    "two labels that are the same when cut": (
        lambda: Flow("settings", (replace(REMINDERS, offers=twins),)),
        "when cut at 20 characters",
    ),
    "an example that its own step does not take": (
        lambda: Flow("nominate", (Ask("name", parse=refusing, examples=("Siti",)),)),
        "its own example 'Siti' is not understood",
    ),
    "a question that is too long": (
        lambda: Flow("nominate", (Ask("nik", parse=as_is, examples=("x",), args=a_long_name),)),
        "a message of",
    ),
}


def a_long_name(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    return {"name": "Siti " * 400}


def test_nothing_is_wrong_with_the_conversations_of_today() -> None:
    assert checks.problems() == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_and_named_with_its_step(fault: str) -> None:
    broken, expected = FAULTS[fault]
    flow = broken()

    found = checks.problems([flow])

    assert [problem for problem in found if expected in problem], found
    assert all(problem.startswith((f"{flow.id}.", "the text", f"{flow.id}:")) for problem in found)


def test_a_fault_of_a_template_is_told_with_the_rest() -> None:
    unwritten = TemplateText("nobody_wrote_it", ("notice.registered",), ())

    assert checks.problems([], [unwritten]) == [
        "the template nobody_wrote_it: the text 'template-nobody_wrote_it' is missing in id.ftl",
        "the template nobody_wrote_it: the text 'template-nobody_wrote_it' is missing in en.ftl",
    ]


def test_a_text_that_only_code_names_is_looked_for_too() -> None:
    keys = checks.keys_in_code()

    assert {"nik.too_short", "emergency", "stale"} <= keys


@pytest.mark.parametrize("flow", FLOWS.values(), ids=lambda flow: str(flow.id))
def test_a_drawing_shows_every_step_and_where_it_leads(flow: Flow) -> None:
    drawing = checks.mermaid([flow])

    assert "flowchart" in drawing
    for step in flow.steps:
        lines = [line.strip() for line in drawing.splitlines()]
        assert any(line.startswith(step.id) for line in lines), step.id
        assert any(f"{step.id} -->" in line for line in lines), f"nothing follows {step.id}"


def test_all_flows_are_drawn() -> None:
    drawn = checks.mermaid()

    assert [line for line in drawn.splitlines() if line.startswith("title: ")] == [
        f"title: {flow}" for flow in FLOWS
    ]


def ends(step: Step) -> bool:
    return isinstance(step, Stop)


def test_the_ends_of_a_conversation_are_drawn_as_ends() -> None:
    drawing = checks.mermaid([NOMINATE])

    for step in filter(ends, NOMINATE.steps):
        assert f"{step.id} --> over" in drawing


def test_a_step_of_the_ladder_without_a_text_or_a_template_is_found() -> None:
    found = checks.problems(
        [], [], [*nudges.LADDER, nudges.Step("month-1", "due", 10, to=("participant", "worker"))]
    )

    for key in ("nudge-month-1", "nudge-month-1.several", "nudge-month-1.worker"):
        assert f"the step month-1: the text '{key}' is missing in id.ftl" in found
        assert f"the step month-1: the text '{key}' is missing in en.ftl" in found
    assert (
        "the step month-1: WhatsApp has no template for 'nudge-month-1.worker'; "
        "write the text template-nudge_month_1_worker"
    ) in found
    assert len(found) == 9


def test_a_step_with_the_words_of_another_needs_none_of_its_own() -> None:
    assert checks.problems([], [], [nudges.Step("due-5", "due", -5, text="due-7")]) == []


def test_a_worker_who_is_told_what_is_written_for_participants_is_found() -> None:
    assert checks.problems([], [], [nudges.Step("due-7", "due", -7, to=("worker",))])
