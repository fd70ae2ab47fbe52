"""What a step makes of an answer: a value, one of the options it offered, or the reason why neither."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from flows import render
from flows.answers import choice, normal, yes_or_no
from flows.rules.money import show_rupiah
from flows.steps import Ask, Choose, Flow, Question, Review
from flows.types import Facts, Invalid, Json, Option, Say, State, Unclear
from flows.walk import MOST_OPTIONS, question_key


@dataclass(frozen=True, slots=True)
class Value:
    """The answer, read."""

    value: Json


@dataclass(frozen=True, slots=True)
class Picked:
    """One of the options that were offered, by its id."""

    option: str


Heard: TypeAlias = Value | Picked | Invalid | Unclear


def hear(flow: Flow, step: Question, state: State, text: str, facts: Facts) -> Heard:
    """What `text` means as the answer to `step`: by number, label, synonym, or read as a value."""
    key = question_key(flow, step)
    match step:
        case Choose():
            return _hear_choice(step, state, key, text, facts)
        case Review():
            return _picked(pick(key, state.offered, text), said_yes=("confirm", text))
        case Ask():
            return _hear_words(step, state, key, text, facts)
        case _:
            assert_never(step)


def pick(key: str, offered: Sequence[Option], text: str) -> str | Invalid:
    """Which of the offered options is meant; their labels are heard in every language."""
    return choice(text, tuple((option.id, _labels(key, option)) for option in offered))


def is_a_label(state: State, key: str, text: str) -> bool:
    """Is this, letter by letter, the label of an option that was offered?"""
    said = text.strip().casefold()
    return any(said == name.casefold() for option in state.offered for name in _labels(key, option))


def option_ids(step: Question) -> tuple[str, ...]:
    """The options that are the step's own answers."""
    return step.options if isinstance(step, Choose | Review) else ()


def fields(review: Review, state: State) -> tuple[Option, ...]:
    """What can be edited from the review, and the way back to it."""
    known = [field for field in review.fields if field in state.answers or field == "birth_date"]
    return (*(Option(field, Say(f"edit.{field}")) for field in known), Option("nothing", Say("edit.back")))


def field_named(review: Review, words: str) -> str | None:
    """The field that someone calls so, if any."""
    if not any(letter.isalpha() for letter in words):
        return None
    found = choice(words, tuple((field, _names(field)) for field in review.fields))
    return None if isinstance(found, Invalid) else found


def new_value_in(field: str, wish: str) -> str:
    """What "gaji jadi 3 juta" wants the field to be; "" where it only names it."""
    said = normal(wish)
    for name in sorted((normal(name) for name in _names(field)), key=len, reverse=True):
        if said == name or said.startswith(f"{name} "):
            said = said.removeprefix(name).strip()
            break
    else:
        return ""
    return _BECOMES.sub("", said)


_BECOMES = re.compile(r"^(?:jadi|menjadi|ke|to|into|adalah|is|nya)\b[ :=]*|^[:=]\s*")


def easier(offered: Sequence[Option], *, first: bool) -> Iterator[Option]:
    """Ways out of a question that someone cannot answer: a person, back (not at the first), stop for now."""
    ways = ("person", "cancel") if first else ("person", "back", "cancel")
    for way in ways[: max(MOST_OPTIONS - len(offered), 0)]:
        yield Option(way, Say(f"option.{way}"))


def _hear_choice(step: Choose, state: State, key: str, text: str, facts: Facts) -> Heard:
    heard = step.heard(text, state.answers, facts) if step.heard else None
    if heard is not None:
        return heard if isinstance(heard, Invalid | Unclear) else Value(heard)
    if state.waiting_on == step.id:
        return _picked(pick(key, state.offered, text))
    # What is offered with other labels (a price) is not known before it is asked.
    offered = () if step.offers else tuple(map(Option, step.options))
    return _picked(pick(key, offered, text))


def _hear_words(step: Ask, state: State, key: str, text: str, facts: Facts) -> Heard:
    value = step.parse(text, state.answers, facts)
    if not isinstance(value, Invalid | Unclear):
        return Value(value)
    offered = state.offered if state.waiting_on == step.id else ()
    if offered:
        picked = pick(key, offered, text)
        if not isinstance(picked, Invalid):
            return Picked(picked)
        if len(offered) == 1 and offered[0].id != step.skip and yes_or_no(text) is True:
            return Picked(offered[0].id)
    return value


def _picked(picked: str | Invalid, said_yes: tuple[str, str] | None = None) -> Heard:
    if not isinstance(picked, Invalid):
        return Picked(picked)
    if said_yes and yes_or_no(said_yes[1]) is True:
        return Picked(said_yes[0])
    return picked


def _labels(key: str, option: Option) -> tuple[str, ...]:
    match option.label:
        case None:
            return (*render.labels(key, option.id), *_synonyms(f"{key}.{option.id}"))
        case Say(args=args) as say if not args:
            name, _, attribute = say.key.partition(".")
            return (*render.labels(name, attribute), *_synonyms(say.key))
        case Say() as say:
            return tuple(render.text(say, lang) for lang in render.LANGUAGES)
        case own:
            return (own,)


def _synonyms(key: str) -> tuple[str, ...]:
    return SYNONYMS.get(key, ())


def _names(field: str) -> tuple[str, ...]:
    return (*render.labels("edit", field), *_synonyms(f"edit.{field}"))


SYNONYMS: dict[str, tuple[str, ...]] = {
    "edit.job": ("kerja", "kerjaan", "jenis pekerjaan", "profesi", "work", "occupation"),
    "edit.name": ("nama", "namanya", "nama pekerja"),
    "edit.nik": ("no ktp", "nomor ktp", "ktp", "id number", "id card"),
    "edit.birth_date": ("tgl lahir", "lahir", "tanggal lahirnya", "birthday", "date of birth"),
    "edit.phone": ("hp", "nomor", "no hp", "nomor telepon", "telepon", "handphone", "wa", "number"),
    "edit.workplace": ("lokasi", "tempat", "kota", "area", "kabupaten", "kecamatan", "place", "city"),
    "edit.income": ("gaji", "upah", "pendapatan", "penghasilannya", "salary", "wage", "pay"),
    "edit.programmes": ("jht", "tambah jht", "jkk", "jkm", "jaminan", "programme", "program"),
    "edit.months": ("bulan", "lama", "lamanya", "jangka waktu", "periode", "duration", "period"),
    "nominate-review.confirm": ("ok", "oke", "sudah benar", "kirim", "konfirmasi", "yes", "confirm"),
    "nominate-review.edit": ("edit", "ganti", "salah", "ada yang salah", "belum benar", "tidak", "no"),
    "nominate-phone.no_phone": (
        "tidak ada", "gak ada", "ga ada", "nggak ada", "ndak ada", "tidak punya", "gak punya", "ga punya",
        "nggak punya", "belum punya", "tanpa hp", "gak punya hp", "no phone", "none", "doesn't have one",
        "lewati", "skip", "dia tidak punya hp", "orangnya tidak punya hp",
    ),
    "option.delete_message": ("hapus", "hapus nik", "hapus pesannya", "delete"),
}  # fmt: skip
"""More names by which options are called, by their catalog key; job names stand in `rules/jobs.toml`."""


def amount_option(amount: int) -> Option:
    """An amount of rupiah a month to be confirmed as meant."""
    return Option(str(amount), Say("income.yes", {"amount": show_rupiah(amount)}))
