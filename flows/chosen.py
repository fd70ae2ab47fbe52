"""Which of their own workers someone speaks of: the only one, or one chosen by number or by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any, TypeAlias

from flows.answers import choice, normal, person_name
from flows.steps import Ask, When, no_args
from flows.types import Answers, Facts, Invalid, Json, Nomination, Option, OwnNominations, Say, Unclear

Among: TypeAlias = Callable[[Facts], tuple[Nomination, ...]]
"""those of the person's nominations that a conversation is about"""

MOST_OFFERED = 9
LONGEST_LABEL = 20
NAMED = 3
"""so many are named in a sentence; the others are counted"""


def mine(facts: Facts) -> tuple[Nomination, ...]:
    """All nominations of the person that are not over, oldest first."""
    found: tuple[Nomination, ...] = facts.find(OwnNominations()) if facts.person.has_nominated else ()
    return found


def chosen(answers: Answers, facts: Facts, among: Among = mine) -> Nomination | None:
    """The worker spoken of; None: not said yet, or no longer among theirs."""
    if reference := answers.get("worker"):
        return next((n for n in mine(facts) if n.reference == reference), None)
    found = among(facts)
    return found[0] if len(found) == 1 else None


def sure(answers: Answers, facts: Facts, among: Among = mine) -> Nomination:
    """The worker spoken of, in a step that comes after it was said who that is."""
    nomination = chosen(answers, facts, among)
    if nomination is None:
        raise LookupError("a step about a worker, and no worker")
    return nomination


def ask_which(among: Among, args: Callable[[Answers, Facts], Mapping[str, Any]] = no_args) -> Ask:
    """The question which of them is meant, where there are several."""

    def parse(text: str, answers: Answers, facts: Facts) -> Json | Invalid | Unclear:
        return named(text, among(facts))

    def offers(answers: Answers, facts: Facts) -> tuple[Option, ...]:
        found = among(facts)
        return options(found) if len(found) <= MOST_OFFERED else ()

    # Who was named stays named, even where only one other is left to ask for.
    several = When(lambda answers, facts: "worker" in answers or len(among(facts)) > 1)
    return Ask("worker", parse=parse, offers=offers, when=several, args=args, examples=("Budi",))


def named(text: str, among: Sequence[Nomination]) -> str | Invalid | Unclear:
    """The reference of the one who is called so; asked back where several are."""
    name = person_name(text)
    said = normal(name if isinstance(name, str) else text)
    same = [n for n in among if normal(n.name) == said] or [
        n for n in among if said and set(said.split()) <= set(normal(n.name).split())
    ]
    if len(same) == 1:
        return same[0].reference
    if same:
        return Unclear("worker.which", options(same[:MOST_OFFERED]))
    heard = choice(text, tuple((n.reference, (n.name,)) for n in among))
    return Invalid("worker.unknown") if isinstance(heard, Invalid) else heard


def options(among: Sequence[Nomination]) -> tuple[Option, ...]:
    """Their names as labels; with the end of the NIK where two are called alike."""
    called = Counter(short(n.name, LONGEST_LABEL) for n in among)

    def label(n: Nomination) -> str:
        name = short(n.name, LONGEST_LABEL)
        return name if called[name] == 1 else f"{short(n.name, LONGEST_LABEL - 7)} ({n.nik_masked[-4:]})"

    return tuple(Option(n.reference, label(n)) for n in among)


def listed(called: Sequence[Say | str]) -> Say | str:
    """One or more within a sentence: "Budi, Siti dan Ani"; of many "Budi, Siti, Ani dan 4 lainnya"."""
    shown, left = list(called[:NAMED]), len(called) - NAMED
    last = Say("names.others", {"count": left}) if left > 0 else shown.pop()
    if not shown:
        return last
    named = reduce(lambda first, following: Say("names.comma", {"first": first, "last": following}), shown)
    return Say("names.and", {"first": named, "last": last})


def short(name: str, longest: int) -> str:
    """A name cut to so many letters."""
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"
