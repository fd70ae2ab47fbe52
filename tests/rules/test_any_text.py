"""Nothing a person can type makes a reader of the rules raise or hang."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.rules.jobs import job_of, names_transport
from flows.rules.money import read_rupiah
from flows.rules.nik import read_nik
from flows.rules.phone import read_mobile
from flows.rules.regions import find
from flows.types import Invalid

READERS: list[Callable[[str], Any]] = [
    job_of,
    names_transport,
    read_rupiah,
    lambda text: read_nik(text, date(2026, 11, 22)),
    read_mobile,
    lambda text: find(text, "6271"),
]
PIECES = [
    "2",
    "9" * 50,
    "juta",
    "setengah",
    "koma",
    "belas",
    "puluh",
    "ratus",
    "sejuta",
    "ribu",
    "-",
    ",",
    ".",
    "Rp",
    "a",
    "half",
    "per",
    "hari",
    "\x00",
    "\u202e",
    "😀",
    " ",
    "\n",
    "sopir",
    "truk",
    "kota",
    "malang",
    "+62",
    "0812",
    "(",
    ")",
    "½",
    "²",
    "٣",
    "ﷺ",
    "NIK",
    "6202",
    "/",
    "s/d",
    "nya",
    "İ",
    "ẞ",
    "零",
    "\ud800",
]
NASTY = [
    "",
    " " * 4096,
    "\x00" * 4096,
    "9" * 4096,
    "😀" * 2048,
    "\u202e" * 4096,
    "ﷺ" * 4096,
    "1 " * 2048,
    "1." * 2048,
    "1,000" * 800,
    "(" * 4096,
    "-" * 4096,
    "a " * 2048,
    "sopir " * 682,
    "setengah " * 455,
    "2 juta " * 585,
    "kota " * 819,
    "1" + " " * 4094 + "1",
    "koma lima " * 409,
    "\ud800" * 100,
]


@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)))
@settings(max_examples=400, deadline=None)
def test_no_text_makes_a_reader_raise(text: str) -> None:
    for read in READERS:
        heard = read(text)
        assert heard is not NotImplemented
        if isinstance(heard, Invalid):
            assert "." in heard.key


@pytest.mark.parametrize("text", NASTY, ids=[f"{text[:3]!r} x {len(text)}" for text in NASTY])
def test_the_longest_message_makes_no_reader_raise(text: str) -> None:
    assert len([read(text) for read in READERS]) == len(READERS)


@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
@settings(max_examples=400, deadline=None)
def test_an_amount_that_is_read_is_always_one_that_can_be_priced(text: str) -> None:
    amount = read_rupiah(text)

    assert isinstance(amount, Invalid) or 0 < amount <= 1_000_000_000
