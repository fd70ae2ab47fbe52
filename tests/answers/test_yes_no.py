"""Yes and no as people type them: the public table `yes_no.csv`, and what must never be taken for a yes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.answers import yes_or_no
from flows.types import Invalid

TABLE = Path(__file__).with_name("yes_no.csv")
with TABLE.open(encoding="utf-8", newline="") as file:
    ROWS = [(row["text"], row["means"]) for row in csv.DictReader(file)]


def meaning(text: str) -> str:
    heard = yes_or_no(text)
    return "unclear" if isinstance(heard, Invalid) else "yes" if heard else "no"


@pytest.mark.parametrize(("text", "means"), ROWS)
def test_every_row_of_the_table_is_heard_as_it_says(text: str, means: str) -> None:
    assert meaning(text) == means


def test_the_table_is_large_says_each_thing_once_and_holds_all_three_meanings() -> None:
    texts = [text for text, _ in ROWS]

    assert len(texts) >= 150
    assert len(set(texts)) == len(texts)
    assert {means for _, means in ROWS} == {"yes", "no", "unclear"}


@pytest.mark.parametrize("text", ["setju", "saya setuj", "lanjur", "berseda pak", "oke setju"])
def test_where_an_agreement_binds_a_mistyped_one_is_none(text: str) -> None:
    assert yes_or_no(text) is True
    assert yes_or_no(text, strict=True) == Invalid("yes_or_no.unclear")


@pytest.mark.parametrize(("text", "meant"), [("setuju", True), ("iyaaa pak", True), ("tidka", False)])
def test_where_an_agreement_binds_a_plain_yes_and_any_no_are_heard(text: str, meant: bool) -> None:
    assert yes_or_no(text, strict=True) is meant


def test_what_is_neither_says_so_by_its_key() -> None:
    assert yes_or_no("sudah berhenti kerja") == Invalid("yes_or_no.unclear")


@given(st.sampled_from([text for text, means in ROWS if means == "yes"]), st.text(max_size=40))
def test_a_no_before_a_yes_is_never_heard_as_yes(yes: str, tail: str) -> None:
    if "keberatan" in yes or "masalah" in yes or "problem" in yes:
        return  # "tidak keberatan" is a yes

    heard = yes_or_no(f"tidak {yes} {tail}")

    assert heard is not True


@given(st.sampled_from([text for text, means in ROWS if means == "yes"]))
def test_a_sentence_that_speaks_of_something_else_is_not_a_yes(yes: str) -> None:
    heard = yes_or_no(f"{yes} asalkan gratis")

    assert heard == Invalid("yes_or_no.unclear")
