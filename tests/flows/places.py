"""Every place at which a bot waits for an answer, and how someone gets there.

A place is a step that asks, or a list that may stand in place of a flow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flows import FLOWS
from flows.steps import Ask, Choose, Review
from flows.types import Cover, Link, LinkBy, Nomination, OtherCover, OwnCovers, OwnNominations, Question
from tests.flows.people import billed, worker
from tests.flows.stage import INVITATION, TOKEN, Stage, born

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
    facts: tuple[tuple[Question, Any], ...] = ()
    """what the store says besides"""

    def stage(self) -> Stage:
        """Someone who is there; TOKEN opens an invitation for them."""
        stage = Stage(agreed=self.agreed, deletes=True, invitation=INVITATION, facts=dict(self.facts))
        stage.is_worker = OwnCovers() in stage.facts
        for line in self.lines:
            stage.says(line)
        return stage

    def __str__(self) -> str:
        return self.name


def _nominate(step: str, lines: tuple[str, ...], answer: str, *, agreed: bool = True) -> Place:
    return Place(f"nominate.{step}", lines, "nominate", step, agreed, answer)


_TO_WHO = (TOKEN,)
_TO_DIGITS = (*_TO_WHO, "ya, itu saya")
_TO_OFFER = (*_TO_DIGITS, "0017")
_TO_ADDRESS = (*_TO_OFFER, "ya, saya setuju")
_COVERED = ((OtherCover(INVITATION.reference, INVITATION.nik), Cover("NOMINAT0", "2026-12")),)


def _consent(step: str, lines: tuple[str, ...], answer: str, **more: Any) -> Place:
    return Place(f"consent.{step}", lines, "consent", step, answer=answer, **more)


CONSENT = (
    _consent("who", _TO_WHO, "ya, itu saya"),
    _consent("digits", _TO_DIGITS, "0017"),
    _consent("digits_2", (*_TO_DIGITS, "1111"), "0017"),
    _consent("digits_3", (*_TO_DIGITS, "1111", "2222"), "0017"),
    _consent("name", (*_TO_OFFER, "ubah nama"), "Siti Aminah"),
    _consent("nik", (*_TO_OFFER, "ubah nik"), NIK),
    _consent("birth_date", (*_TO_OFFER, "ubah tanggal lahir"), "5 Maret 1990"),
    _consent("phone", (*_TO_OFFER, "ubah hp"), "081234567890"),
    _consent("job", (*_TO_OFFER, "ubah pekerjaan"), "pedagang"),
    _consent("job_words", (*_TO_OFFER, "ubah pekerjaan", "pekerjaan lain"), "penjahit"),
    _consent("transport", (*_TO_OFFER, "ubah pekerjaan", "pekerjaan lain", "penarik becak"), "ya"),
    _consent("workplace", (*_TO_OFFER, "ubah tempat kerja"), "Kota Bandung"),
    _consent("income", (*_TO_OFFER, "ubah penghasilan"), "2 juta"),
    _consent("offer", _TO_OFFER, "ya, saya setuju"),
    _consent("other_cover", _TO_ADDRESS, "pindah", facts=_COVERED),
    _consent("address", _TO_ADDRESS, "Jl. Melati No. 3, RT 02/RW 05"),
    _consent("postcode", (*_TO_ADDRESS, "lewati"), "73111"),
    _consent("email", (*_TO_ADDRESS, "lewati", "lewati"), "siti@example.org"),
)
_SITI = Nomination(
    "NOMINAT1", "Siti Aminah", "3273••••••••0017", "registered", 2_000_000, "other",
    frozenset({"jkk", "jkm"}), 3, datetime(2026, 11, 1, 3, 0, tzinfo=UTC), paid=("2026-11",), payer="Rina",
)  # fmt: skip
_ONE = ((OwnCovers(), (_SITI,)),)
_TWO = ((OwnCovers(), (_SITI, replace(_SITI, reference="NOMINAT2", payer="Ani"))),)
COVER = (
    Place("cover.which", ("data saya",), "cover", "which", answer="1", facts=_TWO),
    Place("cover.sure", ("tarik izin",), "cover", "sure", answer="ya, tarik izin", facts=_ONE),
    Place("cover.pay", ("bayar sendiri",), "cover", "pay", answer="ya, bayar sendiri", facts=_ONE),
)

_INVITED = ((OwnNominations(), (worker(status="invited"),)),)
_REGISTERED = ((OwnNominations(), (worker(),)),)
_BILLED = ((OwnNominations(), (worker(bill=billed(worker(), "2026-12", 1)),)),)
_WORKERS = ((OwnNominations(), (worker(), worker(reference="AAAAAAA2", name="Budi Santoso"))),)
_TO_CHANGE = ("pekerja", "ubah data")
_TO_OTHER_JOB = (*_TO_CHANGE, "pekerjaan", "pekerjaan lain")


def _workers(name: str, lines: tuple[str, ...], answer: str, facts: Any = _REGISTERED) -> Place:
    flow, _, step = name.partition(".")
    return Place(name, lines, flow, step, answer=answer, facts=facts)


WORKERS = (
    _workers("manage.worker", ("pekerja",), "Budi Santoso", _WORKERS),
    _workers("manage.action", ("pekerja",), "bayar iuran"),
    _workers("manage.change", _TO_CHANGE, "penghasilan"),
    _workers("manage.phone", (*_TO_CHANGE, "nomor hp"), "081298765432"),
    _workers("manage.income", (*_TO_CHANGE, "penghasilan"), "3 juta"),
    _workers("manage.job", (*_TO_CHANGE, "pekerjaan"), "pedagang"),
    _workers("manage.job_words", _TO_OTHER_JOB, "penjahit"),
    _workers("manage.transport", (*_TO_OTHER_JOB, "penarik becak"), "ya"),
    _workers("manage.months", (*_TO_CHANGE, "lama pembayaran"), "4"),
    _workers("manage.end", ("pekerja", "berhenti atau ganti"), "tidak bekerja lagi"),
    _workers("manage.sure", ("pekerja", "berhenti atau ganti", "1"), "ya, benar"),
    _workers("pay.worker", ("bayar",), "Budi Santoso", _WORKERS),
    _workers("pay.open", ("bayar",), "pilih bulan lain", _BILLED),
    _workers("pay.months", ("bayar",), "1 bulan"),
    _workers("claim.worker", ("sudah bayar",), "Budi Santoso", _WORKERS),
    _workers("claim.receipt", ("sudah bayar",), "tanpa bukti"),
)

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
    *CONSENT,
    *COVER,
    *WORKERS,
    Place("questions.topic", ("tanya",), "questions", "topic", answer="manfaatnya"),
    Place("settings.setting", ("pengaturan",), "settings", "setting", answer="nomor hp saya"),
    Place("settings.language", ("pengaturan", "1"), "settings", "language", answer="bahasa indonesia"),
    Place("settings.own_number", ("pengaturan", "2"), "settings", "own_number", answer="081298765432"),
    Place("settings.reminders", ("pengaturan", "3"), "settings", "reminders", answer="tidak"),
    Place("settings.zone", ("pengaturan", "4"), "settings", "zone", answer="wita"),
    Place(
        "link.sure",
        ("hubungkan 7k2m9q",),
        "link",
        "sure",
        answer="bukan",
        facts=((LinkBy("7K2M9Q"), Link("other", channel="telegram", name="Te•••")),),
    ),
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
    Place("after a nomination", (*_TO_REVIEW, "benar"), "invited", "invited", answer="daftarkan lagi"),
    Place("a worker's own", ("perlindungan saya",), "yours", "yours", answer="kartu", facts=_ONE),
    Place("after an agreement", (*_TO_ADDRESS, "lewati semua"), "menu"),
    Place("after a refusal by the worker", (*_TO_OFFER, "tidak setuju"), "menu"),
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
