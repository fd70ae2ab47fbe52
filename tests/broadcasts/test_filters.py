"""What an office writes to say whom a broadcast is for, and what it is told where that means nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.render import LANGUAGES, has
from storage.filters import Condition, Filter, WrongFilter, read_filter


def test_words_are_understood_in_both_languages() -> None:
    indonesian = "peran:peserta kanal:whatsapp bahasa:id status:unpaid_1 jatuh_tempo<=7 belum_nominasi"
    english = "role:participant channel:whatsapp lang:id status:unpaid_1 due<=7 never_nominated"

    assert read_filter(indonesian) == read_filter(english)


def test_values_stand_side_by_side_and_a_minus_turns_a_word_round() -> None:
    read = read_filter("status:unpaid_1,unpaid_2 -tag:contoh terakhir>30h")

    assert read == Filter(
        (
            Condition("status", ("unpaid_1", "unpaid_2")),
            Condition("tag", ("contoh",), is_not=True),
            Condition("seen", days=30, is_not=True),
        )
    )


def test_nothing_written_means_everybody() -> None:
    assert read_filter("  ") == Filter()


def test_a_reference_is_read_however_it_is_typed() -> None:
    assert read_filter("Ikut:7k2m9q/read") == Filter((Condition("took", ("7K2M9Q/read",)),))


@pytest.mark.parametrize(
    ("text", "key", "names"),
    [
        ("perann:peserta", "filter.close", "peran"),
        ("zzz:peserta", "filter.word", "belum_nominasi"),
        ("peran:pesertaa", "filter.close", "peserta"),
        ("peran:tukang", "filter.value", "petugas"),
        ("peran", "filter.needs_value", "peran"),
        ("peran:", "filter.needs_value", "peran"),
        ("peran<3", "filter.needs_value", "peran"),
        ("belum_nominasi:ya", "filter.no_value", "belum_nominasi"),
        ("jatuh_tempo:7", "filter.days_due", "jatuh_tempo"),
        ("jatuh_tempo<=9999", "filter.days_due", "jatuh_tempo"),
        ("terakhir<tiga", "filter.days_seen", "terakhir"),
        ("wilayah:palangka", "filter.region", "palangka"),
        ("tag:a;b", "filter.tag", "a;b"),
        ("ikut:ABC/opened", "filter.took", "opened"),
        ("'); DROP TABLE people; --", "filter.word", ""),
        ("x" * 1001, "filter.too_long", "1000"),
    ],
)
def test_what_is_not_understood_is_named(text: str, key: str, names: str) -> None:
    with pytest.raises(WrongFilter) as caught:
        read_filter(text)

    assert caught.value.key == key
    assert names in str(caught.value.args_.values())
    assert all(has(key, lang) for lang in LANGUAGES)


@given(st.text(max_size=60))
def test_any_text_is_a_filter_or_said_to_be_none(text: str) -> None:
    wrong = None
    try:
        read = read_filter(text)
    except WrongFilter as error:
        wrong = error

    if wrong is None:
        assert len(read.conditions) == len(text.split())
    else:
        assert all(has(wrong.key, lang) for lang in LANGUAGES)
