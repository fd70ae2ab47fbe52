"""Long texts: every part fits, nothing but blanks at the cuts is lost, and cuts are where a reader pauses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parts import split


@given(st.text(alphabet="ab \n😀é", max_size=300), st.integers(min_value=2, max_value=40))
def test_every_part_fits_and_no_character_is_lost(text: str, limit: int) -> None:
    parts = split(text, limit)

    assert all(len(part.encode("utf-16-le")) // 2 <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("pendek", ["pendek"]),
        ("satu dua\n\ntiga empat", ["satu dua", "tiga empat"]),
        ("satu\ndua tiga empat", ["satu", "dua tiga", "empat"]),
        ("satusatusatusatu", ["satusatusa", "tusatu"]),
        ("😀😀😀😀😀😀", ["😀😀😀😀😀", "😀"]),
    ],
)
def test_a_text_is_cut_at_paragraphs_then_lines_then_words(text: str, parts: list[str]) -> None:
    assert split(text, 10) == parts
