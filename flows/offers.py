"""What a step makes of an answer: a value, one of the options it offered, or the reason why neither."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, assert_never

from flows import render
from flows.answers import choice, normal, yes_or_no
from flows.choices import number_of
from flows.keywords import COMMANDS
from flows.rules.money import show_rupiah
from flows.steps import Ask, Choose, Filled, Flow, Question, Review
from flows.types import Facts, Invalid, Json, Option, Say, State, Unclear
from flows.walk import MOST_OPTIONS, question_key
from flows.without import has_none


@dataclass(frozen=True, slots=True)
class Value:
    """The answer, read; `also` is what the same words say about other steps."""

    value: Json
    also: Mapping[str, str] = field(default_factory=dict)


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
            return _hear_review(step, state, key, text, facts)
        case Ask():
            return _hear_words(step, state, key, text, facts)
        case _:
            assert_never(step)


def pick(key: str, offered: Sequence[Option], text: str) -> str | Invalid:
    """Which of the offered options is meant; their labels are heard in every language."""
    number = number_of(text)
    if number is not None and 0 < number <= len(offered):
        return offered[number - 1].id  # what most people send; no label need be looked at
    return choice(text, tuple((option.id, _labels(key, option)) for option in offered))


def is_a_label(offered: Sequence[Option], key: str, text: str) -> bool:
    """Is this, letter by letter, the label of an option that was offered?"""
    said = text.strip().casefold()
    return any(said == name.casefold() for option in offered for name in _labels(key, option))


def option_ids(step: Question) -> tuple[str, ...]:
    """The options that are the step's own answers."""
    return step.options if isinstance(step, Choose | Review) else ()


def fields(review: Review, state: State) -> tuple[Option, ...]:
    """What can be edited from the review, and the way back to it."""
    known = [field for field in review.fields if field in state.answers or field == "birth_date"]
    return (*(Option(field, Say(f"edit.{field}")) for field in known), Option("nothing", Say("edit.back")))


def field_and_value(review: Review, wish: str) -> tuple[str, str] | None:
    """The field that "gaji jadi 3 juta" or "gaji" names, and its new value, "" if none; None: no field."""
    said = _CHANGES.sub(r"\1 \2", normal(wish))
    by_name = {normal(name): field for field in review.fields for name in _names(field)}
    for name in sorted(by_name, key=len, reverse=True):
        if said == name or said.startswith((f"{name} ", f"{name}nya ")):
            value = said.removeprefix(name).removeprefix("nya").strip()
            return by_name[name], _BECOMES.sub("", value)
    if not any(letter.isalpha() for letter in wish):
        return None
    found = choice(wish, tuple((field, _names(field)) for field in review.fields))
    return None if isinstance(found, Invalid) else (found, "")


_CHANGES = re.compile(r"^(.{2,20}?) ?(?:nya)? (?:di)?(?:ganti|ubah)(?: jadi| ke| menjadi)? (.+)$")
_BECOMES = re.compile(r"^(?:jadi|menjadi|ke|to|into|adalah|is)\b[ :=]*|^[:=]\s*")


def easier(offered: Sequence[Option], *, first: bool) -> Iterator[Option]:
    """Ways out of a question that someone cannot answer: a person, back (not at the first), stop for now."""
    ways = ("person", "pause") if first else ("person", "back", "pause")
    for way in ways[: max(MOST_OPTIONS - len(offered), 0)]:
        yield Option(way, Say(f"option.{way}"))


def _hear_review(step: Review, state: State, key: str, text: str, facts: Facts) -> Heard:
    """An answer for good is only what says so plainly, and only where it was offered."""
    if step.heard and (named := step.heard(text, state.answers, facts)):
        return named if isinstance(named, Invalid) else Picked(named)
    picked = pick(key, state.offered, text)
    offered = {option.id for option in state.offered}
    said = yes_or_no(text, strict=True)
    agrees = step.final[0]
    is_plain = is_a_label(state.offered, key, text) or number_of(text) is not None
    if picked in step.final and said is not (picked == agrees) and not is_plain:
        return Invalid("choice.unknown")
    if not isinstance(picked, Invalid):
        return Picked(picked)
    if said is True and agrees in offered:
        return Picked(agrees)
    if said is False and step.denies in offered:
        return Picked(step.denies)
    return picked


def _hear_choice(step: Choose, state: State, key: str, text: str, facts: Facts) -> Heard:
    heard = step.heard(text, state.answers, facts) if step.heard else None
    if heard is not None:
        return _named(heard)
    if step.consent and not (is_a_label(state.offered, key, text) or number_of(text) is not None):
        return Invalid("yes_or_no.unclear")  # agreement is never guessed
    if state.waiting_on == step.id:
        return _picked(pick(key, state.offered, text))
    # What is offered with other labels (a price) is not known before it is asked.
    offered = () if step.offers else tuple(map(Option, step.options))
    return _picked(pick(key, offered, text))


def _named(heard: str | Filled | Invalid | Unclear) -> Heard:
    match heard:
        case Filled(option, also):
            return Value(option, also)
        case Invalid() | Unclear():
            return heard
        case option:
            return Value(option)


def _hear_words(step: Ask, state: State, key: str, text: str, facts: Facts) -> Heard:
    offered = state.offered if state.waiting_on == step.id else ()
    if any(option.id != step.skip and option.id not in COMMANDS for option in offered):
        picked = pick(key, offered, text)  # it was asked back: what was offered comes first
        if not isinstance(picked, Invalid):
            return Picked(picked)
    value = step.parse(text, state.answers, facts)
    if not isinstance(value, Invalid | Unclear):
        return Value(value)
    if step.skip and has_none(text):
        return Picked(step.skip)
    if offered:
        picked = pick(key, offered, text)
        if not isinstance(picked, Invalid):
            return Picked(picked)
        if len(offered) == 1 and offered[0].id != step.skip and yes_or_no(text) is True:
            return Picked(offered[0].id)
    return value


def _picked(picked: str | Invalid) -> Heard:
    return picked if isinstance(picked, Invalid) else Picked(picked)


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
    "draft.resume": ("lama", "yang lama", "lanjut", "teruskan"),
    "draft.begin_new": ("baru", "yang baru", "mulai baru", "new"),
    "nominate-review.confirm": ("ok", "oke", "sudah benar", "kirim", "konfirmasi", "yes", "confirm"),
    "nominate-review.edit": ("edit", "ganti", "salah", "ada yang salah", "belum benar", "tidak", "no"),
    "nominate-phone.no_phone": (
        "tidak ada", "gak ada", "ga ada", "nggak ada", "ndak ada", "tidak punya", "gak punya", "ga punya",
        "nggak punya", "belum punya", "tanpa hp", "gak punya hp", "no phone", "none", "doesn't have one",
        "lewati", "skip", "dia tidak punya hp", "orangnya tidak punya hp",
    ),
    "consent-who.me": ("saya sendiri", "iya saya", "betul saya", "ya saya", "that's me", "its me"),
    "consent-who.not_me": ("salah orang", "salah sambung", "bukan", "orang lain", "wrong person", "not me"),
    "consent-phone.no_phone": ("tidak ada", "tidak punya", "gak punya", "no phone", "none"),
    "consent-address.skip_all": (
        "lewati semua", "tidak usah", "gak usah", "nanti saja", "skip all", "no", "tidak", "enggak", "gak",
        "nggak", "tidak mau", "gak mau", "tidak perlu", "gak perlu", "jangan",
    ),
    "consent-address.skip": ("lewati", "skip"),
    "consent-postcode.skip": ("lewati", "tidak tahu", "gak tahu", "lupa", "skip"),
    "consent-email.skip": ("lewati", "tidak punya", "gak punya", "tidak ada", "skip", "none"),
    "option.delete_message": ("hapus nik", "hapus pesannya", "delete the message"),
}  # fmt: skip
"""More names by which options are called, by their catalog key; job names stand in `rules/jobs.toml`."""


def amount_option(amount: int) -> Option:
    """An amount of rupiah a month to be confirmed as meant."""
    return Option(str(amount), Say("income.yes", {"amount": show_rupiah(amount)}))
