"""The price, held to the worked checks of the data file and to the printed table."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.rules import tariff
from flows.rules.calendar import add_months
from flows.rules.tariff import base_income_of, quote, read_versions

TEXT = files("flows.rules").joinpath("tariff.toml").read_text("utf-8")
DATA: dict[str, Any] = tomllib.loads(TEXT)
BANDS: list[dict[str, Any]] = DATA["band"]
TWO = ("jkk", "jkm")
THREE = ("jkk", "jkm", "jht")


@pytest.fixture(autouse=True)
def no_price_of_another_tariff() -> Iterator[None]:
    """Prices are kept by what was asked, not by tariff: those of a test's own tariff must not outlive it."""
    tariff._quote.cache_clear()
    yield
    tariff._quote.cache_clear()


# Number, JKK+JKM, with JHT, both at half of JKK and JKM: the printed table (docs/scheme.md).
PRINTED = [
    (1, 16_800, 36_800, 8_400, 28_400),
    (2, 18_800, 42_800, 9_400, 33_400),
    (3, 20_800, 48_800, 10_400, 38_400),
    (4, 22_800, 54_800, 11_400, 43_400),
    (5, 24_800, 60_800, 12_400, 48_400),
    (6, 26_800, 66_800, 13_400, 53_400),
    (7, 28_800, 72_800, 14_400, 58_400),
    (8, 30_800, 78_800, 15_400, 63_400),
    (9, 32_800, 84_800, 16_400, 68_400),
    (10, 36_300, 95_300, 18_150, 77_150),
    (11, 41_300, 110_300, 20_650, 89_650),
    (12, 46_300, 125_300, 23_150, 102_150),
    (13, 51_300, 140_300, 25_650, 114_650),
    (14, 56_300, 155_300, 28_150, 127_150),
    (15, 61_300, 170_300, 30_650, 139_650),
    (16, 66_300, 185_300, 33_150, 152_150),
    (17, 71_300, 200_300, 35_650, 164_650),
    (18, 76_300, 215_300, 38_150, 177_150),
    (19, 81_300, 230_300, 40_650, 189_650),
    (20, 86_300, 245_300, 43_150, 202_150),
    (21, 93_800, 267_800, 46_900, 220_900),
    (22, 103_800, 297_800, 51_900, 245_900),
    (23, 113_800, 327_800, 56_900, 270_900),
    (24, 123_800, 357_800, 61_900, 295_900),
    (25, 133_800, 387_800, 66_900, 320_900),
    (26, 143_800, 417_800, 71_900, 345_900),
    (27, 153_800, 447_800, 76_900, 370_900),
    (28, 163_800, 477_800, 81_900, 395_900),
    (29, 173_800, 507_800, 86_900, 420_900),
    (30, 183_800, 537_800, 91_900, 445_900),
    (31, 193_800, 567_800, 96_900, 470_900),
    (32, 203_800, 597_800, 101_900, 495_900),
    (33, 213_800, 627_800, 106_900, 520_900),
]


@pytest.mark.parametrize("check", DATA["check"])
def test_the_worked_check_of_one_month_comes_out(check: dict[str, Any]) -> None:
    price = quote(check["income"], check["sector"], check["programmes"], check["month"], 1)

    assert price.total == check["expect"]


@pytest.mark.parametrize("check", DATA["check_multi"])
def test_the_worked_check_of_several_months_comes_out(check: dict[str, Any]) -> None:
    price = quote(
        check["income"], check["sector"], check["programmes"], check["first_month"], check["months"]
    )

    assert price.total == check["expect"]


@pytest.mark.parametrize(("number", "two", "three", "two_halved", "three_halved"), PRINTED)
def test_a_band_costs_what_the_table_says(
    number: int, two: int, three: int, two_halved: int, three_halved: int
) -> None:
    income = BANDS[number - 1]["income_min"] or 1

    assert quote(income, "other", TWO, "2027-01", 1).total == two
    assert quote(income, "other", THREE, "2027-01", 1).total == three
    assert quote(income, "other", TWO, "2026-12", 1).total == two_halved
    assert quote(income, "other", THREE, "2026-12", 1).total == three_halved


@pytest.mark.parametrize("band", BANDS)
def test_a_band_reaches_over_the_hole_that_the_printed_table_leaves_above_it(band: dict[str, Any]) -> None:
    n = band["n"]
    above = BANDS[n]["income_min"] - 1 if n < len(BANDS) else 10**9
    for income in (max(band["income_min"], 1), band.get("income_max_printed", above), above):
        assert quote(income, "other", TWO, "2027-01", 1).base_income == band["base_income"]


def test_the_table_follows_the_rates_of_the_regulation() -> None:
    assert len(BANDS) == 33
    for band in BANDS:
        assert band["jkk"] * 10_000 == band["base_income"] * DATA["programmes"]["jkk"]["rate_bp"]
        assert band["jht"] * 10_000 == band["base_income"] * DATA["programmes"]["jht"]["rate_bp"]
        assert band["jkm"] == DATA["programmes"]["jkm"]["flat"]
    assert [band["income_min"] for band in BANDS] == sorted(band["income_min"] for band in BANDS)
    assert [band["n"] for band in BANDS] == list(range(1, 34))


@pytest.mark.parametrize(
    ("sector", "first", "last"), [("transport", "2026-01", "2027-03"), ("other", "2026-04", "2026-12")]
)
def test_the_discount_begins_and_ends_with_a_contribution_month(sector: str, first: str, last: str) -> None:
    def total(month: str) -> int:
        return quote(1_000_000, sector, TWO, month, 1).total

    assert [total(add_months(first, -1)), total(first)] == [16_800, 8_400]
    assert [total(last), total(add_months(last, 1))] == [8_400, 16_800]
    assert tariff.last_discounted_month(sector) == last


def test_jht_is_never_discounted() -> None:
    price = quote(3_000_000, "other", THREE, "2026-12", 1).months[0]

    assert (price.jkk, price.jkm, price.jht, price.total) == (14_750, 3_400, 59_000, 77_150)


def test_cover_paid_by_government_has_no_discount() -> None:
    assert quote(1_000_000, "other", TWO, "2026-12", 1, payer="government").total == 16_800


def test_paying_ahead_over_the_end_of_the_discount_is_itemised_by_month() -> None:
    price = quote(1_000_000, "other", TWO, "2026-11", 3)

    assert [(m.month, m.total) for m in price.months] == [
        ("2026-11", 8_400),
        ("2026-12", 8_400),
        ("2027-01", 16_800),
    ]
    assert price.total == 33_600
    assert price.tariff_version == DATA["meta"]["as_of"].isoformat()


@pytest.mark.parametrize(
    "wrong",
    [
        {"income": 0},
        {"income": -1},
        {"sector": "sea"},
        {"programmes": ("jkk",)},
        {"programmes": ("jkm", "jht")},
        {"programmes": ()},
        {"programmes": ("jkk", "jkm", "jp")},
        {"first_month": "2026-13"},
        {"first_month": "2026-1"},
        {"first_month": "Desember"},
        {"first_month": "2026-12-01"},
        {"first_month": "２０２６-12"},
        {"months": 0},
        {"months": 25},
        {"payer": "apbd"},
    ],
)
def test_what_cannot_be_priced_is_refused(wrong: dict[str, Any]) -> None:
    asked: dict[str, Any] = {
        "income": 1_000_000, "sector": "other", "programmes": TWO, "first_month": "2026-12", "months": 1
    }  # fmt: skip

    with pytest.raises(ValueError, match=r".+"):
        quote(**asked | wrong)


def test_the_longest_quote_is_for_24_months() -> None:
    assert quote(1_000_000, "other", TWO, "2026-12", 24).months[-1].month == "2028-11"


@given(st.integers(1, 30_000_000), st.integers(0, 5_000_000), st.sampled_from(["transport", "other"]))
def test_who_earns_more_never_pays_less(income: int, more: int, sector: str) -> None:
    assert (
        quote(income, sector, THREE, "2026-12", 2).total
        <= quote(income + more, sector, THREE, "2026-12", 2).total
    )


@given(st.integers(1, 30_000_000), st.integers(1, 24), st.integers(-30, 30))
def test_a_price_of_several_months_is_the_sum_of_its_months(income: int, months: int, shift: int) -> None:
    first = add_months("2026-12", shift)

    price = quote(income, "other", TWO, first, months)

    alone = [quote(income, "other", TWO, add_months(first, n), 1).months[0] for n in range(months)]
    assert price.months == tuple(alone)
    assert price.total == sum(month.jkk + month.jkm + month.jht for month in price.months)


def test_a_new_tariff_holds_from_its_first_month_on(monkeypatch: pytest.MonkeyPatch) -> None:
    newer = TEXT.replace("as_of = 2026-11-22", 'as_of = 2027-05-01\nfirst_month = "2027-07"')
    newer = newer.replace("jkm = 6800", "jkm = 7000")
    versions = read_versions([newer, TEXT])
    monkeypatch.setattr(tariff, "_versions", lambda: versions)

    price = quote(1_000_000, "other", TWO, "2027-06", 2)

    assert [(m.total, m.tariff_version) for m in price.months] == [
        (16_800, "2026-11-22"),
        (17_000, "2027-05-01"),
    ]
    assert price.tariff_version == "2027-05-01"


def test_a_set_of_tariffs_without_a_first_one_is_refused() -> None:
    with pytest.raises(ValueError, match="from the beginning"):
        read_versions([TEXT.replace("as_of = 2026-11-22", 'as_of = 2026-11-22\nfirst_month = "2027-07"')])


def test_a_discount_that_gives_no_whole_rupiah_is_loud(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = read_versions([TEXT.replace("jkk_factor = 0.5", "jkk_factor = 0.333")])
    monkeypatch.setattr(tariff, "_versions", lambda: odd)

    with pytest.raises(ValueError, match="round"):
        quote(2_700_000, "other", TWO, "2026-12", 1)


def test_an_income_that_looks_like_a_days_wage_is_worth_a_question() -> None:
    assert tariff.is_unusually_low(499_999)
    assert not tariff.is_unusually_low(500_000)


def test_a_price_that_was_paid_tells_the_band_whatever_the_sector() -> None:
    assert base_income_of(8_400, {"jkk", "jkm"}, "2026-12") == 1_000_000
    assert base_income_of(16_800, {"jkk", "jkm"}, "2027-01") == 1_000_000
    assert base_income_of(13_400, {"jkk", "jkm"}, "2026-11") == 2_000_000
    assert base_income_of(28_400, {"jkk", "jkm", "jht"}, "2026-11") == 1_000_000


def test_a_price_of_no_band_tells_nothing() -> None:
    assert base_income_of(9_999, {"jkk", "jkm"}, "2026-12") is None
    assert base_income_of(0, {"jkk", "jkm"}, "2026-12") is None
