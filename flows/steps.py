"""The six kinds of step, the guards between them, and Flow: a conversation written from top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeAlias

from flows.types import NOTHING, Answers, Effect, Facts, Invalid, Json, Option, Picture, Say, State, Unclear

Parse: TypeAlias = Callable[[str, Answers, Facts], "Json | Invalid | Unclear"]
Heard: TypeAlias = Callable[[str, Answers, Facts], "str | Invalid | None"]


@dataclass(frozen=True)
class When:
    """A guard. It looks only at the answers of steps above it, named in `reads`, and at who the person is."""

    holds: Callable[[Answers, Facts], bool]
    reads: tuple[str, ...] = ()


def chose(step: str, *options: str) -> When:
    """Holds when the step was answered with one of these options."""
    return When(lambda answers, _: answers.get(step) in options, reads=(step,))


@dataclass(frozen=True)
class Filled:
    """An option that words name, and what the same words say about other steps."""

    option: str
    also: Mapping[str, str]


UNKNOWN: Any = object()
"""what a `default` gives where nothing can be assumed after all: then the step is asked"""


def no_args(answers: Answers, facts: Facts) -> Mapping[str, Any]:
    """A question in which nothing varies."""
    return NOTHING


@dataclass(frozen=True)
class Choose:
    """One of several options, at most ten. `offers` gives labels that depend on the answers.

    `heard` knows more words for the options than their labels; it gives an option's id, or None;
    or an Invalid, where it knows better why it cannot be taken.
    `consent` names what is recorded when an option is chosen, with the words that were shown.
    `final`: options that end something; typed hours after they were offered, they are asked for again.
    """

    id: str
    options: tuple[str, ...]
    when: When | None = None
    default: Callable[[Answers, Facts], Json] | None = None
    offers: Callable[[Answers, Facts], tuple[Option, ...]] | None = None
    heard: Callable[[str, Answers, Facts], str | Filled | Invalid | Unclear | None] | None = None
    args: Callable[[Answers, Facts], Mapping[str, Any]] = no_args
    consent: Literal["notice"] | None = None
    final: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ask:
    """Free words, read by `parse` into a value. `skip` is the option that answers "there is none" (None).

    `private`: the message that holds the answer can be deleted from the chat on request.
    `weighed`: what a sentence says of it is no answer; it is noted (`step.said`) for the step's guard.
    `value_of` turns an option that `parse` offered when it was unclear into the value.
    `default` is assumed without asking, shown as assumed, and can be edited.
    `contact`: the channel may offer to share one's own number. `examples` are answers for checks to try.
    `offers` are options whose ids are values (through `value_of`), at most nine; more can be typed.
    `joins`: what is written right after the answer, and answers nothing else, belongs to it.
    `photo`: a picture that is sent is the answer: {"file", "size", "media_type"}.
    """

    id: str
    parse: Parse
    examples: tuple[str, ...]
    when: When | None = None
    default: Callable[[Answers, Facts], Json] | None = None
    skip: str | None = None
    private: bool = False
    weighed: bool = False
    contact: bool = False
    offers: Callable[[Answers, Facts], tuple[Option, ...]] | None = None
    photo: bool = False
    joins: bool = False
    value_of: Callable[[str], Json] = str
    args: Callable[[Answers, Facts], Mapping[str, Any]] = no_args


@dataclass(frozen=True)
class Tell:
    """Something said in passing, and a picture that goes with it."""

    id: str
    says: Callable[[State, Facts], tuple[Say, ...]]
    when: When | None = None
    picture: Callable[[State, Facts], Picture | None] | None = None


@dataclass(frozen=True)
class Do:
    """Something done. It may be ordered again after "back", so its orders are set-like."""

    id: str
    orders: Callable[[State, Facts], tuple[Effect, ...]]
    when: When | None = None


@dataclass(frozen=True)
class Stop:
    """The end of the conversation for those to whom the guard applies, with the reason.

    For ten minutes "back" returns to the answer that led here, unless nothing may be kept (`forget`).
    """

    id: str
    when: When
    forget: bool = False
    args: Callable[[Answers, Facts], Mapping[str, Any]] = no_args


@dataclass(frozen=True)
class Review:
    """All answers once more: to answer with one of `final`, to edit any of `fields`, or what else is offered.

    `seen` is what must not have changed between showing and confirming (a price): else it is shown again.
    The first of `final` agrees, and a plain no gives `denies`. `heard` knows words that answer besides.
    With `consent`, agreeing is recorded at once with its words; else a step below does so: which question was
    answered is noted as `<step>.asking`. `offers` leaves out options where they do not apply.
    """

    id: str
    fields: tuple[str, ...]
    shows: Callable[[State, Facts], Mapping[str, Any]]
    seen: Callable[[Answers, Facts], Json]
    options: tuple[str, ...] = ("confirm", "edit", "cancel")
    when: When | None = None
    final: tuple[str, ...] = ("confirm",)
    denies: str = "edit"
    heard: Heard | None = None
    offers: Callable[[Answers, Facts], tuple[str, ...]] | None = None
    consent: Literal["declaration"] | None = "declaration"


Step: TypeAlias = Choose | Ask | Tell | Do | Stop | Review
Question: TypeAlias = Choose | Ask | Review


@dataclass(frozen=True)
class Next:
    """What follows a flow that is over: another flow, or a list, with what it begins with."""

    name: str
    answers: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Flow:
    """One conversation. `kept`: left half done it is a draft, to be resumed, cancelled and undone.

    `then` is what follows when its last step is done.
    `waits`: it waits elsewhere when it is put off or left, and this is what is said of that.
    `renamed` maps step ids of former releases to today's, for the answers that people have stored.
    """

    id: str
    steps: tuple[Step, ...]
    kept: bool = False
    then: Callable[[State, Facts], Next | None] | None = None
    waits: Callable[[State, Facts], tuple[Say, ...]] | None = None
    begins: tuple[Mapping[str, Json], ...] = ({},)
    """what it may be begun with, for checks to play it"""
    renamed: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> Mapping[str, Step]:
        return {step.id: step for step in self.steps}

    @cached_property
    def order(self) -> Mapping[str, int]:
        return {step.id: place for place, step in enumerate(self.steps)}

    def question(self, step_id: str | None) -> Question | None:
        """The step that asks under this id; None if there is none (any more)."""
        step = self.by_id.get(step_id or "")
        return step if isinstance(step, Choose | Ask | Review) else None


def applies(step: Step, answers: Answers, facts: Facts) -> bool:
    """Its guard holds, or the person asked for it themselves (an edit; a sentence that said otherwise)."""
    return step.when is None or step.when.holds(answers, facts) or f"{step.id}.wanted" in answers
