"""An answer for good answers what was seen last; what came in between is not agreed to by an "oke"."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.types import (
    Consent,
    Cover,
    Decline,
    OtherCover,
    OwnCovers,
    OwnNominations,
    RecordConsent,
    Withdraw,
)
from tests.flows.people import billed, stage_of, worker
from tests.flows.places import SENTENCE
from tests.flows.stage import INVITATION, TOKEN, Stage

BINDING = (Consent, RecordConsent, Withdraw, Decline)


def asked_worker() -> Stage:
    stage = Stage(invitation=INVITATION)
    stage.starts(TOKEN)
    stage.says("ya, itu saya")
    stage.says("0017")
    stage.says(INVITATION.nik[-4:])
    return stage


def ending_participant() -> Stage:
    stage = stage_of(worker())
    for line in ("pekerja", "berhenti bayar"):
        stage.says(line)
    return stage


def withdrawing_worker() -> Stage:
    stage = Stage(is_worker=True)
    stage.facts[OwnCovers()] = (worker(paid=("2026-11",)),)
    stage.says("tarik izin")
    return stage


def reviewing_participant() -> Stage:
    stage = Stage()
    stage.says(SENTENCE)
    return stage


SURE = (asked_worker, ending_participant, withdrawing_worker, reviewing_participant)


def bound(stage: Stage) -> list[object]:
    return [effect for effect in stage.effects if isinstance(effect, BINDING)]


@pytest.mark.parametrize("begin", SURE)
@pytest.mark.parametrize("disturbed", ["STOP", "pak budi jatuh dari tangga", "a notice"])
@pytest.mark.parametrize("polite", ["oke", "iya", "ya", "ok"])
def test_a_polite_word_after_something_else_binds_nobody_until_it_is_shown_again(
    begin: object, disturbed: str, polite: str
) -> None:
    assert callable(begin)
    stage = begin()
    assert isinstance(stage, Stage)
    if disturbed == "a notice":
        stage.told_since = True
    else:
        stage.says(disturbed)

    said = stage.says(polite)

    assert bound(stage) == []
    assert "tunjukkan sekali lagi" in said
    stage.says("ya")
    assert bound(stage)


def test_what_came_in_between_is_remembered_until_the_question_is_seen_again() -> None:
    stage = asked_worker()
    stage.told_since = True

    stage.says("STOP")
    stage.says("oke")

    assert bound(stage) == []


def test_after_later_an_ok_says_thanks_and_a_plain_refusal_counts() -> None:
    stage, refusing = asked_worker(), asked_worker()
    for one in (stage, refusing):
        one.says("nanti")

    stage.says("oke")
    refusing.says("tidak setuju")

    assert bound(stage) == []
    assert any(isinstance(effect, Decline) for effect in refusing.effects)


def test_a_tapped_button_counts_whatever_came_in_between() -> None:
    stage = asked_worker()
    stage.told_since = True

    stage.taps("Ya, saya setuju")

    assert any(isinstance(effect, Consent) for effect in stage.effects)


@pytest.mark.parametrize("typed", ["oke", "1", "3 bulan", "halo", "kembali", "berapa iurannya?"])
def test_a_bill_that_is_paid_meanwhile_is_asked_about_no_more(typed: str) -> None:
    n = worker()
    stage = stage_of(replace(n, bill=billed(n, "2026-12", 1)))
    stage.says("bayar")
    stage.facts[OwnNominations()] = (replace(n, paid=("2026-12",)),)

    assert stage.says(typed)
    assert stage.effects == []


def test_no_agreement_stands_for_another_question_that_went_away() -> None:
    stage = Stage(invitation=INVITATION)
    stage.facts[OtherCover(INVITATION.reference, INVITATION.nik)] = Cover("NOMINAT0", "2026-12")
    stage.starts(TOKEN)
    stage.says("ya, itu saya")
    stage.says("0017")
    stage.says(INVITATION.nik[-4:])
    stage.says("ya, saya setuju")
    stage.facts.clear()

    stage.says("tetap di sana")

    assert bound(stage) == []
