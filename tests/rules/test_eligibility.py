"""Ages at which someone may be nominated, to the day."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.rules import eligibility as rules
from flows.rules.eligibility import eligibility

TODAY = date(2026, 11, 22)


def test_the_upper_age_is_that_of_the_data_file() -> None:
    data = tomllib.loads(files("flows.rules").joinpath("tariff.toml").read_text("utf-8"))

    assert data["eligibility"]["max_age_exclusive"] == rules.TOO_OLD


@pytest.mark.parametrize(
    ("birth_date", "outcome"),
    [
        (date(1961, 11, 22), "too_old"),  # 65 today
        (date(1961, 11, 23), "ok"),  # 65 tomorrow
        (date(2009, 11, 22), "ok"),  # 17 today
        (date(2009, 11, 23), "ask_person"),
        (date(2011, 11, 22), "ask_person"),  # 15 today
        (date(2011, 11, 23), "too_young"),
        (date(2026, 11, 22), "too_young"),
        (date(1926, 11, 22), "too_old"),
    ],
)
def test_a_birthday_decides(birth_date: date, outcome: str) -> None:
    assert eligibility(birth_date, TODAY) == outcome


@pytest.mark.parametrize(
    ("today", "outcome"),
    [
        (date(2025, 2, 28), "ask_person"),
        (date(2025, 3, 1), "ok"),
    ],
)
def test_someone_born_on_29_february_is_17_on_1_march(today: date, outcome: str) -> None:
    assert eligibility(date(2008, 2, 29), today) == outcome


def test_someone_born_on_29_february_is_65_on_1_march() -> None:
    assert eligibility(date(1960, 2, 29), date(2025, 2, 28)) == "ok"
    assert eligibility(date(1960, 2, 29), date(2025, 3, 1)) == "too_old"


@given(st.dates(date(1930, 1, 1), TODAY), st.integers(0, 40_000))
def test_growing_older_only_moves_forward(birth_date: date, days: int) -> None:
    order = ["too_young", "ask_person", "ok", "too_old"]
    later = date.fromordinal(TODAY.toordinal() + days)

    assert order.index(eligibility(birth_date, TODAY)) <= order.index(eligibility(birth_date, later))
