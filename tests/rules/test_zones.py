"""Three clocks, and every province has one."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from flows.rules import regions
from flows.rules.zones import ZONES, letters_of, zone_of


@pytest.mark.parametrize(
    ("region", "zone"),
    [
        ("1171", "WIB"),
        ("3171", "WIB"),
        ("6271", "WIB"),
        ("5171", "WITA"),
        ("647101", "WITA"),
        ("7371", "WITA"),
        ("8171", "WIT"),
        ("9271", "WIT"),
    ],
)
def test_a_place_has_the_clock_of_its_province(region: str, zone: str) -> None:
    assert letters_of(zone_of(region)) == zone


def test_all_provinces_have_a_clock_that_exists() -> None:
    codes = [code for code in (f"{number:02}" for number in range(100)) if is_province(code)]

    assert len(codes) == 38
    assert {zone_of(code) for code in codes} == set(ZONES)
    assert all(ZoneInfo(zone) for zone in ZONES)


def is_province(code: str) -> bool:
    try:
        return bool(regions.province(code))
    except ValueError:
        return False


def test_what_is_no_province_is_refused() -> None:
    with pytest.raises(ValueError, match="'97'"):
        zone_of("9701")
