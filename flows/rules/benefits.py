"""What the cover pays in cash, in rupiah, from `[benefits]` of `tariff.toml` (docs/scheme.md, 6)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Benefits:
    """Cash benefits for one band. Those of JKK are multiples of its base income, those of JKM are flat."""

    death_by_accident: int
    """JKK, for a death by an accident at work; periodic and funeral benefits come on top"""
    total_disability: int
    """JKK, for a permanent total disability"""
    death: int
    """JKM, for a death by any other cause, in all"""
    early_death: int
    """JKM in the first `waiting_months` months of membership, in all"""
    waiting_months: int
    scholarship: int
    """at most, for `children` together: by JKK at once, by JKM after `scholarship_years`"""
    children: int
    scholarship_years: int


def of(base_income: int) -> Benefits:
    """The benefits of the band with this base income (`tariff.Quote.base_income`); of 0, those of JKM."""
    jkk, jkm = _data()["jkk"], _data()["jkm"]
    return Benefits(
        # never below the JKM death amount
        max(jkk["death_multiple"] * base_income, jkm["death"]),
        jkk["total_disability_multiple"] * base_income,
        jkm["total"],
        jkm["total_if_under_waiting"],
        jkm["waiting_months"],
        jkk["scholarship_max_two_children"],
        _data()["scholarship"]["max_children"],
        jkm["scholarship_min_contribution_years"],
    )


@cache
def _data() -> dict[str, Any]:
    text = files("flows.rules").joinpath("tariff.toml").read_text("utf-8")
    benefits: dict[str, Any] = tomllib.loads(text)["benefits"]
    return benefits
