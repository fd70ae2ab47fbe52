"""The NIK rule by rule. All numbers are invented."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.rules import regions
from flows.rules.nik import Nik, mask_nik, read_nik
from flows.types import Invalid

TODAY = date(2026, 11, 22)


def good(text: str, today: date = TODAY) -> Nik:
    nik = read_nik(text, today)
    assert isinstance(nik, Nik), nik
    return nik


@pytest.mark.parametrize(
    "text",
    [
        "6202054501900009",
        "6202 0545 0190 0009",
        "6202.0545.0190.0009",
        "6202-0545-0190-0009",
        "6202–0545—0190‑0009",
        "NIK: 6202054501900009",
        "nik6202054501900009",
        "No. KTP 6202 0545 0190 0009",
        "NIK saya 6202054501900009 ya kak",
        "NIK 6202054501900009 hp 081234567890",
        "６２０２０５４５０１９００００９",
        "٦٢٠٢٠٥٤٥٠١٩٠٠٠٠٩",
        "\u200e6202054501900009\u200f",
        "6202\u00a00545\u20090190 0009\n",
    ],
)
def test_a_nik_is_read_however_it_is_written(text: str) -> None:
    nik = good(text)

    assert nik.digits == "6202054501900009"
    assert (nik.province, nik.regency, nik.district) == ("62", "6202", "620205")
    assert (nik.birth_date, nik.sex, nik.warnings) == (date(1990, 1, 5), "female", ())


def test_a_man_is_born_on_the_day_as_written() -> None:
    nik = good("6202050501900009")

    assert (nik.birth_date, nik.sex) == (date(1990, 1, 5), "male")


@pytest.mark.parametrize(
    ("text", "key", "args"),
    [
        ("", "nik.empty", {}),
        ("   ", "nik.empty", {}),
        ("tidak tahu", "nik.empty", {}),
        ("62020545O1900009", "nik.letters", {"letters": "O"}),
        ("6202054S0l900009", "nik.letters", {"letters": "S, L"}),
        ("62020545О1900009", "nik.letters", {"letters": "О"}),
        ("620205450190000", "nik.too_short", {"count": 15, "missing": 1}),
        ("62", "nik.too_short", {"count": 2, "missing": 14}),
        ("62020545019000091", "nik.too_long", {"count": 17, "extra": 1}),
        ("9702054501900009", "nik.province", {"province": "97"}),
        ("0002054501900009", "nik.province", {"province": "00"}),
        ("6200054501900009", "nik.regency", {"regency": "00"}),
        ("6270054501900009", "nik.regency", {"regency": "70"}),
        ("6202004501900009", "nik.district", {"district": "00"}),
        ("6202050001900009", "nik.day", {"day": "00"}),
        ("6202053201900009", "nik.day", {"day": "32"}),
        ("6202054001900009", "nik.day", {"day": "40"}),
        ("6202057201900009", "nik.day", {"day": "72"}),
        ("6202050500900009", "nik.month", {"month": "00"}),
        ("6202050513900009", "nik.month", {"month": "13"}),
        ("6202053102900009", "nik.date", {"day": 31, "month": 2}),
        ("6202056902910009", "nik.date", {"day": 29, "month": 2}),
        ("6202054501900000", "nik.serial", {"serial": "0000"}),
    ],
)
def test_a_wrong_nik_is_told_exactly_what_is_wrong(text: str, key: str, args: dict[str, object]) -> None:
    assert read_nik(text, TODAY) == Invalid(key, args)


def test_a_leap_day_counts_when_either_century_has_it() -> None:
    # 29 February 1900 never was; 29 February 2000 was.
    assert good("6202052902000001").birth_date == date(2000, 2, 29)


@pytest.mark.parametrize(
    ("year", "today", "born"),
    [
        ("90", TODAY, 1990),
        ("00", TODAY, 2000),
        ("11", TODAY, 2011),  # 15 since 5 January
        ("12", TODAY, 2012),  # 14, and the other century gives 114
        ("26", TODAY, 2026),  # a baby, not someone of 100
        ("27", TODAY, 1927),  # 2027 is yet to come
        ("12", date(2026, 1, 4), 2012),
        ("12", date(2027, 1, 5), 2012),
    ],
)
def test_the_century_is_the_one_that_makes_a_working_age(year: str, today: date, born: int) -> None:
    assert good(f"62020505 01{year}0009", today).birth_date == date(born, 1, 5)


def test_someone_of_99_is_not_taken_for_a_baby_on_the_day_before_their_birthday() -> None:
    assert good("6202052311260009", TODAY).birth_date == date(1926, 11, 23)
    assert good("6202052211260009", TODAY).birth_date == date(2026, 11, 22)


def test_a_district_that_is_not_in_todays_list_only_warns() -> None:
    assert good("6202994501900009").warnings == ("nik.unknown_district",)
    assert good("6269014501900009").warnings == ("nik.unknown_district",)


def test_the_38_provinces_are_those_of_the_ministry_and_not_of_the_statistics_office() -> None:
    data = tomllib.loads(files("flows.rules").joinpath("tariff.toml").read_text("utf-8"))
    provinces = set(data["nik"]["province"])

    assert len(provinces) == 38
    assert {f"{n:02}" for n in range(100) if regions.exists(f"{n:02}")} == provinces


def test_a_nik_is_shown_masked_even_by_accident() -> None:
    nik = good("6202054501900009")

    assert mask_nik(nik.digits) == "6202••••••••0009"
    assert repr(nik) == "Nik(6202••••••••0009)"
    assert "0545" not in f"{nik}"


@given(st.text("0123456789", max_size=40))
def test_a_mask_shows_four_digits_at_each_end_at_most(digits: str) -> None:
    masked = mask_nik(digits)

    assert len(masked) == len(digits)
    assert sum(char.isdigit() for char in masked) <= 8
    assert "•" in masked or not digits


@given(st.text("0123456789", min_size=12, max_size=24))
def test_a_refusal_never_repeats_the_number(digits: str) -> None:
    nik = read_nik(digits, TODAY)

    if isinstance(nik, Invalid):
        assert all(len(str(value)) <= 4 for value in nik.args.values())
