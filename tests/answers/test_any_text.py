"""Nothing that a person can send makes a reader raise, or keeps it busy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import answers, hints
from flows.types import Invalid

TODAY = date(2026, 11, 22)
OPTIONS = (("a", ("Sopir pribadi", "Driver")), ("b", ("Tidak setuju",)), ("c", ("3 bulan", "🙂")))
READERS: dict[str, Callable[[str], Any]] = {
    "normal": answers.normal,
    "yes_or_no": answers.yes_or_no,
    "choice": lambda text: answers.choice(text, OPTIONS),
    "person_name": answers.person_name,
    "a_date": lambda text: answers.a_date(text, TODAY),
    "months": answers.months,
    "looks_like_question": answers.looks_like_question,
    "is_greeting": answers.is_greeting,
    "is_thanks": answers.is_thanks,
    "read": hints.read,
    "wants_to_nominate": lambda text: hints.wants_to_nominate(text, hints.read(text)),
    "may_hold": hints.may_hold,
}
PIECES = st.sampled_from(
    [
        "daftarkan",
        "nama",
        "Pak",
        "Bu",
        "sopir",
        "saya",
        "NIK",
        "6202010503800009",
        "620201050380000",
        "0812",
        "3456",
        "7890",
        "+62",
        "hp",
        "gaji",
        "2",
        "juta",
        "1,5",
        "rp\n",
        "",
        "",
        "",
        "per",
        "bulan",
        "sebulan",
        "setahun",
        "3",
        "lahir",
        "10",
        "Maret",
        "1990",
        "31-02-1990",
        "12/3/80",
        "kerja",
        "di",
        "Bandung",
        "tanpa",
        "dengan",
        "JHT",
        "ya",
        "tidak",
        "iya2\n",
        "",
        "",
        "",
        "setengah",
        "se",
        "|",
        ",",
        ".",
        ":",
        "/",
        "-",
        "+",
        "(",
        ")",
        "👍",
        "👎",
        "1️⃣",
        "\u202e",
        "\u200b",
        "\x00",
        "�",
        "ﷺ",
        "½",
        "²",
        "①",
        "ß",
        "İ",
        "'a'",
        "a.n.",
        "dua",
        "belas",
        "koma",
        "kurang",
    ]
)
ANY_TEXT = st.one_of(
    st.text(max_size=300),
    st.lists(PIECES, max_size=40).map(" ".join),
    st.lists(PIECES, max_size=40).map("".join),
    st.text(
        alphabet=st.characters(categories=["Cs", "Cf", "Cc", "Co", "So", "Mn", "Nd", "No"]), max_size=100
    ),
)


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=150, deadline=None)
@given(text=ANY_TEXT)
def test_no_text_makes_a_reader_raise(reader: str, text: str) -> None:
    first = READERS[reader](text)

    assert first == READERS[reader](text)


@given(ANY_TEXT)
def test_a_text_made_comparable_stays_as_it_is(text: str) -> None:
    once = answers.normal(text)

    assert answers.normal(once) == once


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_what_is_taken_as_a_name_can_stand_on_a_card(text: str) -> None:
    name = answers.person_name(text)

    if not isinstance(name, Invalid):
        assert 2 <= len(name) <= 60
        assert not any(c.isdigit() for c in name)
        assert all(c.isalpha() or c in " '.-" for c in name)
        assert name == " ".join(name.split())


@given(ANY_TEXT)
def test_a_date_that_is_read_is_not_in_the_future(text: str) -> None:
    read = answers.a_date(text, TODAY)

    assert isinstance(read, Invalid) or date(1900, 1, 1) <= read <= TODAY


@pytest.mark.parametrize("reader", READERS)
def test_the_longest_message_takes_a_bounded_time(reader: str) -> None:
    storms = [
        "1 ",
        "1",
        "a ",
        "a",
        "pak ",
        "0812 ",
        "nama ",
        "gaji ",
        "juta ",
        "di ",
        "12 maret ",
        "lahir ",
        "se ",
    ]
    storms += [
        "nik ",
        ",",
        "a.a.",
        "'",
        "1.1,",
        "saya A ",
        "\x00",
        "👍",
        "\u202e",
        "ﷺ",
        "\n",
        " ",
        "tanggal ",
        "ya ",
    ]
    storms += ["tidak ", "haha", "yang ", "nomor ", "S.Pd,", "?", "\ud800", "a-", "setengah "]

    started = perf_counter()
    for storm in storms:
        READERS[reader]((storm * 4096)[:4096])

    # Measured at a few milliseconds each; a pattern that backtracks would take minutes.
    assert (perf_counter() - started) / len(storms) < 0.25
