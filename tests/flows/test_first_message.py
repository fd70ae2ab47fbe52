"""Whoever was written to first, and answers in their own words, is shown the invitation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from flows.types import Consent
from tests.flows.stage import INVITATION, OFFICE, Stage

WRITES = replace(OFFICE, first_message=True)
ANSWERS = ("ya", "mau", "mau lihat", "siapa ini?", "ini siapa ya", "mulai", "halo", "boleh", "gmn ini", "p")


def written_to(state: Any = "open", *, office: bool = True) -> Stage:
    stage = Stage(agreed=False, invitation=replace(INVITATION, state=state), written_first=True)
    stage.office = WRITES if office else OFFICE
    return stage


@pytest.mark.parametrize("text", ANSWERS)
def test_whatever_they_write_first_opens_the_invitation(text: str) -> None:
    assert "Apakah Anda Siti Aminah?" in written_to().says(text)


@pytest.mark.parametrize("text", ANSWERS)
def test_so_it_does_when_something_else_was_asked_before(text: str) -> None:
    stage = written_to()
    stage.says("berapa iurannya?")

    assert "Apakah Anda Siti Aminah?" in stage.says(text)


def test_a_question_that_can_be_answered_is_answered() -> None:
    told = written_to().says("berapa iurannya?")

    assert "Siti" not in told
    assert "16.800" in told


def test_how_they_came_by_it_is_kept_with_their_answer() -> None:
    stage = written_to()

    for text in ("mau", "ya, itu saya", "0017", "setuju"):
        stage.says(text)

    assert [effect.way for effect in stage.effects if isinstance(effect, Consent)] == ["first_message"]


def test_the_data_is_still_behind_the_end_of_the_nik() -> None:
    stage = written_to()
    stage.says("ya")

    assert "empat angka terakhir" in stage.says("ya")


def test_who_stopped_and_comes_back_is_shown_it() -> None:
    stage = written_to()
    stage.opted_out = True

    assert "Apakah Anda Siti Aminah?" in stage.says("mulai")


@pytest.mark.parametrize("state", ["taken", "answered", "expired", "blocked", "own"])
def test_one_that_is_no_longer_theirs_to_answer_is_not_brought_up(state: str) -> None:
    assert "Siti" not in written_to(state).says("ya")


def test_where_the_office_does_not_write_first_nothing_is_looked_up() -> None:
    assert "Siti" not in written_to(office=False).says("ya")


def test_a_word_that_is_heard_anywhere_is_heard() -> None:
    assert "175" in written_to().says("petugas")
