"""Cash benefits go by the band of the declared income, as the sources say (docs/scheme.md, 6)."""

from __future__ import annotations

from flows.rules.benefits import of
from flows.rules.tariff import quote


def test_the_first_band_pays_what_the_sources_say() -> None:
    paid = of(quote(1_000_000, "other", ("jkk", "jkm"), "2026-12", 1).base_income)

    assert (paid.death_by_accident, paid.total_disability) == (48_000_000, 56_000_000)
    assert (paid.death, paid.early_death, paid.waiting_months) == (42_000_000, 10_000_000, 3)


def test_a_higher_declared_income_raises_what_is_paid_after_an_accident_and_nothing_else() -> None:
    low, high = of(1_000_000), of(2_950_000)

    assert high.death_by_accident == 48 * 2_950_000
    assert high.total_disability == 56 * 2_950_000
    assert (high.death, high.early_death) == (low.death, low.early_death)
