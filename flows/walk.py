"""The rule that walks a flow, and what follows from it: back, edit, progress.

Hear the answer to what was asked; drop answers whose guard no longer holds; the next step is the first from
the top that applies and is not yet done; go on until something must be asked. There is no program counter: a
step that was added, removed or renamed under people is met, passed over or found under its new name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, assert_never

from flows.steps import UNKNOWN, Ask, Choose, Do, Flow, Question, Review, Step, Stop, Tell, applies
from flows.types import Answers, Asked, Effect, Facts, Json, Option, Picture, Say, State


@dataclass(frozen=True, slots=True)
class Walked:
    """How far the walk came: `asks` is the step that must be asked; None: the flow is over."""

    state: State
    says: tuple[Say, ...]
    effects: tuple[Effect, ...]
    asks: Question | None
    stopped: Stop | None = None
    picture: Picture | None = None


def walk(flow: Flow, state: State, facts: Facts) -> Walked:
    """Go on until something must be asked, or the flow is over."""
    answers: dict[str, Any] = dict(state.answers)
    assumed = list(state.assumed)
    says: list[Say] = []
    effects: list[Effect] = []
    picture: Picture | None = None

    def so_far() -> State:
        return state.but(answers=dict(answers), assumed=tuple(assumed))

    def walked(asks: Question | None = None, stopped: Stop | None = None) -> Walked:
        return Walked(so_far(), tuple(says), tuple(effects), asks, stopped, picture)

    for step in flow.steps:
        if step.when is not None and not applies(step, answers, facts):
            answers.pop(step.id, None)
            continue
        if step.id in answers:
            if not isinstance(step, Choose) or answers[step.id] in step.options:
                continue
            del answers[step.id]  # an option that a release took away
        match step:
            case Choose() | Ask() if (value := _assumed(step, answers, facts)) is not UNKNOWN:
                answers[step.id] = value
                assumed.append(step.id)
            case Choose() | Ask() | Review():
                return walked(step)
            case Tell():
                says.extend(step.says(so_far(), facts))
                picture = (step.picture(so_far(), facts) if step.picture else None) or picture
                answers[step.id] = True
            case Do():
                effects.extend(step.orders(so_far(), facts))
                answers[step.id] = True
            case Stop():
                says.append(Say(question_key(flow, step), step.args(answers, facts)))
                return walked(stopped=step)
            case _:
                assert_never(step)
    return walked()


def _assumed(step: Choose | Ask, answers: Answers, facts: Facts) -> Any:
    """What is assumed without asking; UNKNOWN: nothing, or they spoke of it themselves."""
    if step.default is None or f"{step.id}.wanted" in answers:
        return UNKNOWN
    return step.default(answers, facts)


def ask(flow: Flow, state: State, step: Question, facts: Facts) -> tuple[State, Say, Asked]:
    """Ask a step. Asked again unchanged it keeps its number, so that a tap on either message counts."""
    key = question_key(flow, step)
    if isinstance(step, Review):
        seen = step.seen(state.answers, facts)
        # With another price it is another question: a tap on the former one must not confirm this one.
        differs = state.answers.get(f"{step.id}.seen", seen) != seen
        state = replace(note(state, f"{step.id}.seen", seen), changed=state.changed or differs)
        says = Say(key, step.shows(state, facts))
    else:
        says = Say(key, step.args(state.answers, facts))
    state, asked = offer(state, step.id, key, own_options(step, state, facts))
    return state, says, replace(asked, wants_contact=isinstance(step, Ask) and step.contact)


OFFERED = "delete_message.offered"
"""noted once someone went on without deleting their message: it is not offered at every question"""


def offer(state: State, step_id: str, key: str, options: tuple[Option, ...]) -> tuple[State, Asked]:
    """Wait on a step with these options. `asking` rises whenever what is asked, or what is known, changed."""
    if (
        state.private_message
        and OFFERED not in state.answers
        and _DELETE not in options
        and len(options) < MOST_OPTIONS
    ):
        options = (*options, _DELETE)
    same = state.waiting_on == step_id and state.offered == options and not state.changed
    asking = state.asking if same else state.asking + 1
    state = state.but(waiting_on=step_id, offered=options, asking=asking, changed=False)
    return state, Asked(state.conversation, asking, step_id, key, options)


_DELETE = Option("delete_message", Say("option.delete_message"))
MOST_OPTIONS = 10
"""Rows of a WhatsApp list; no message offers more."""


def own_options(step: Question, state: State, facts: Facts) -> tuple[Option, ...]:
    """What a step offers by itself."""
    match step:
        case Choose(offers=offers) if offers is not None:
            return offers(state.answers, facts)
        case Review(offers=offers) if offers is not None:
            return tuple(map(Option, offers(state.answers, facts)))
        case Choose() | Review():
            return tuple(Option(option) for option in step.options)
        case Ask(skip=skip, offers=offers):
            values = offers(state.answers, facts) if offers else ()
            return (*values, Option(skip)) if skip else values
        case _:
            assert_never(step)


def question_key(flow: Flow, step: Step) -> str:
    return f"{flow.id}-{step.id}"


def answered(flow: Flow, state: State, step_id: str, value: Json) -> State:
    """The state with this answer; what was said or done below it will be said and done again."""
    answers = {key: known for key, known in state.answers.items() if not _is_undone_by(flow, key, step_id)}
    answers.pop(f"{step_id}.unclear", None)
    if any(option == _DELETE for option in state.offered):
        answers[OFFERED] = True
    answers[step_id] = value
    tries = {step: missed for step, missed in state.tries.items() if step != step_id}
    assumed = tuple(step for step in state.assumed if step != step_id)
    return state.but(answers=answers, tries=tries, assumed=assumed, changed=True)


def decided(flow: Flow, state: State, review: Review, option: str) -> State:
    """The state with a review answered for good, and a note of which question that was."""
    state = note(state, f"{review.id}.asking", state.asking)
    return answered(flow, state, review.id, option)


def note(state: State, key: str, value: Json) -> State:
    """The state with something noted about a step (`step.note`)."""
    return state.but(answers={**state.answers, key: value})


def forget(state: State, key: str) -> State:
    """The state without this answer or note."""
    if key not in state.answers:
        return state
    return state.but(answers={known: value for known, value in state.answers.items() if known != key})


def _is_undone_by(flow: Flow, key: str, step_id: str) -> bool:
    step = flow.by_id.get(key)
    return isinstance(step, Tell | Do | Stop | Review) and flow.order[key] > flow.order[step_id]


def questions(flow: Flow, answers: Answers, facts: Facts, below: int | None = None) -> Iterator[Choose | Ask]:
    """The steps that this person is asked, from the top to that place; assumed ones are not."""
    for step in flow.steps[:below]:
        if isinstance(step, Choose | Ask) and step.default is None and applies(step, answers, facts):
            yield step


def previous(flow: Flow, state: State, facts: Facts) -> Question | None:
    """The question before the one that is waited on; None at the first."""
    place = flow.order.get(state.waiting_on or "", len(flow.steps))
    before = [step for step in questions(flow, state.answers, facts, place) if step.id in state.answers]
    return before[-1] if before else None


def progress(flow: Flow, state: State, facts: Facts) -> tuple[int, int]:
    """(answered, asked in all) as far as it can be known now."""
    asked = list(questions(flow, state.answers, facts))
    return sum(step.id in state.answers for step in asked), len(asked)


def up_to_date(flow: Flow, state: State) -> State:
    """The state with the step ids of a former release under their names of today."""
    if not flow.renamed or not _has_old_names(flow, state):
        return state

    def today(key: str) -> str:
        step, dot, noted = key.partition(".")
        return flow.renamed.get(step, step) + dot + noted

    return replace(
        state,
        answers={today(key): value for key, value in state.answers.items()},
        assumed=tuple(map(today, state.assumed)),
        waiting_on=today(state.waiting_on) if state.waiting_on else None,
        tries={today(step): missed for step, missed in state.tries.items()},
    )


def _has_old_names(flow: Flow, state: State) -> bool:
    keys = (*state.answers, state.waiting_on or "")
    return any(key.partition(".")[0] in flow.renamed for key in keys)
