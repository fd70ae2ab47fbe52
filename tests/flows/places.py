"""Every place at which a bot waits for an answer, and how someone gets there.

A place is a step that asks, or a list that may stand in place of a flow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from flows import FLOWS
from flows.steps import Ask, Choose, Review
from tests.flows.stage import Stage, born

NIK = "3273014503900017"
"""invented; a woman born on 5 March 1990"""
SENTENCE = f"daftarkan Bu Siti Aminah ART saya NIK {NIK} hp 081234567890 gaji 2 juta 3 bulan"
CHILD = born(10)

_TO_JOB = ("daftar",)
_TO_WORDS = (*_TO_JOB, "pekerjaan lain")
_TO_NAME = (*_TO_JOB, "sopir pribadi")
_TO_NIK = (*_TO_NAME, "Siti Aminah")
_TO_PHONE = (*_TO_NIK, NIK)
_TO_INCOME = (*_TO_PHONE, "081234567890")
_TO_MONTHS = (*_TO_INCOME, "2 juta")
_TO_REVIEW = (*_TO_MONTHS, "3 bulan")


@dataclass(frozen=True)
class Place:
    """Where someone is after these lines. `flow`, `step`: what is waited on there; step None: nothing."""

    name: str
    lines: tuple[str, ...]
    flow: str = "nominate"
    step: str | None = None
    agreed: bool = True
    answer: str = ""
    """a valid answer there"""

    def stage(self) -> Stage:
        """Someone who is there."""
        stage = Stage(agreed=self.agreed, deletes=True)
        for line in self.lines:
            stage.says(line)
        return stage

    def __str__(self) -> str:
        return self.name


def _nominate(step: str, lines: tuple[str, ...], answer: str, *, agreed: bool = True) -> Place:
    return Place(f"nominate.{step}", lines, "nominate", step, agreed, answer)


STEPS = (
    _nominate("notice", ("daftar",), "setuju", agreed=False),
    _nominate("job", _TO_JOB, "sopir pribadi"),
    _nominate("job_words", _TO_WORDS, "penjahit"),
    _nominate("transport", (*_TO_WORDS, "penarik becak"), "ya"),
    _nominate("name", _TO_NAME, "Siti Aminah"),
    _nominate("nik", _TO_NIK, NIK),
    _nominate("birth_date", (*_TO_NIK, CHILD), "5 Maret 1990"),
    _nominate("phone", _TO_PHONE, "081234567890"),
    _nominate("workplace", (*_TO_REVIEW, "ubah tempat kerja"), "Kota Bandung"),
    _nominate("income", _TO_INCOME, "2 juta"),
    _nominate("programmes", (*_TO_REVIEW, "ubah program"), "JKK + JKM + JHT"),
    _nominate("months", _TO_MONTHS, "6 bulan"),
    _nominate("review", _TO_REVIEW, "benar"),
    Place("questions.topic", ("tanya",), "questions", "topic", answer="manfaatnya"),
    Place("settings.setting", ("pengaturan",), "settings", "setting", answer="nomor hp saya"),
    Place("settings.language", ("pengaturan", "1"), "settings", "language", answer="bahasa indonesia"),
    Place("settings.own_number", ("pengaturan", "2"), "settings", "own_number", answer="081298765432"),
    Place("settings.reminders", ("pengaturan", "3"), "settings", "reminders", answer="ya"),
)
"""the steps that ask, of every flow"""

OTHERS = (
    Place("nobody was here before", (), "menu"),
    Place("the menu", ("menu",), "menu", "menu", answer="tanya jawab"),
    Place("the menu beside a draft", (*_TO_NIK, "menu"), "menu", "menu", answer="lanjutkan nominasi"),
    Place("a draft, asked about", (*_TO_NIK, "daftar"), "draft", "draft", answer="lanjutkan"),
    Place("settings beside a draft", (*_TO_NIK, "pengaturan"), "settings", "setting", answer="bahasa"),
    Place("the list of fields", (*_TO_REVIEW, "ubah"), step="review", answer="nama"),
    Place("an edit from the review", (*_TO_REVIEW, "ubah gaji"), step="income", answer="3 juta"),
    Place("an area of two names", (*_TO_REVIEW, "ubah tempat kerja", "malang"), step="workplace", answer="2"),
    Place("an income that is small", (*_TO_INCOME, "100 ribu"), step="income", answer="1"),
    Place("a 3 of two meanings", (*_TO_MONTHS, "3"), step="months", answer="3 bulan"),
    Place("an easier way", (*_TO_NIK, "12", "12", "12"), step="nik", answer=NIK),
    Place("after a refusal", (*_TO_NIK, CHILD, "5 Maret 2016"), "menu"),
    Place("after a nomination", (*_TO_REVIEW, "benar"), "menu"),
    Place("after a cancellation", (*_TO_NIK, "batal"), "menu"),
)
"""places that are no step of a flow, or a step in another dress"""

PLACES = (*STEPS, *OTHERS)


def questions_of_all_flows() -> Iterator[str]:
    """The steps that ask, of every flow of today."""
    for flow in FLOWS.values():
        for step in flow.steps:
            if isinstance(step, Choose | Ask | Review):
                yield f"{flow.id}.{step.id}"


def place(name: str) -> Place:
    return next(found for found in PLACES if found.name == name)


def is_there(stage: Stage, there: Place) -> bool:
    """Is what is waited on that of this place?"""
    state = stage.state
    if state is None:
        return there.step is None
    return (state.flow, state.waiting_on) == (there.flow, there.step)


def later(stage: Stage, **time: float) -> Stage:
    stage.waits(timedelta(**time))
    return stage
