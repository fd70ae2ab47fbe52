"""The price of a contribution month, to the rupiah, from the dated tables in the data files `tariff*.toml`.

The price is that of the contribution month, whenever it is paid (PP 50/2025; docs/scheme.md). A data file
is a version. It holds from its `meta.first_month` ("YYYY-MM"; the file without one: from the
beginning) until the next version's, so a new tariff is a second file beside the first.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal, TypeAlias, get_args

from flows.rules.calendar import add_months, read_month

Sector: TypeAlias = Literal["transport", "other"]
Payer: TypeAlias = Literal["private", "government"]

LONGEST = 24
"""months in one quote"""


@dataclass(frozen=True, slots=True)
class MonthPrice:
    """What one contribution month ("YYYY-MM") costs, in rupiah; a programme not taken is 0."""

    month: str
    jkk: int
    jkm: int
    jht: int
    base_income: int
    """the band's, in rupiah: cash benefits of JKK are multiples of it, not of the income"""
    tariff_version: str

    @property
    def total(self) -> int:
        return self.jkk + self.jkm + self.jht


@dataclass(frozen=True, slots=True)
class Quote:
    """A price itemised by month, oldest first, never empty."""

    months: tuple[MonthPrice, ...]

    @property
    def total(self) -> int:
        return sum(price.total for price in self.months)

    @property
    def tariff_version(self) -> str:
        """The newest of the versions its months were priced with."""
        return max(price.tariff_version for price in self.months)

    @property
    def base_income(self) -> int:
        """The base income of the first month's band."""
        return self.months[0].base_income


def quote(
    income: int,
    sector: str,
    programmes: Iterable[str],
    first_month: str,
    months: int,
    payer: str = "private",
) -> Quote:
    """The price of `months` contribution months in a row, for a monthly income in rupiah.

    Cover paid by government (APBN, APBD) has no discount (PP 50/2025). ValueError: an income that is not
    above zero, a sector, payer or programme that is not known, programmes without jkk and jkm (only JHT is a
    choice), a month that is not "YYYY-MM", or months outside 1 to 24.
    """
    return _quote(income, sector, frozenset(programmes), first_month, months, payer)


@lru_cache(maxsize=4096)  # one conversation asks for the same price again at every step from its months on
def _quote(
    income: int, sector: str, taken: frozenset[str], first_month: str, months: int, payer: str
) -> Quote:
    _check(income, sector, taken, months, payer)
    read_month(first_month)
    return Quote(
        tuple(_price(add_months(first_month, n), income, sector, taken, payer) for n in range(months))
    )


def base_income_of(amount: int, programmes: Iterable[str], month: str) -> int | None:
    """The base income of the band that costs so many rupiah that month; None: no band, or several, do.

    Of any sector: which one it was paid for may have changed since.
    """
    return _base_income_of(amount, frozenset(programmes), month)


@lru_cache(maxsize=4096)  # an import of thousands asks for the same few, and each answer takes all prices
def _base_income_of(amount: int, taken: frozenset[str], month: str) -> int | None:
    bases = {
        band.base_income
        for band in _version_of(month).bands
        for sector in get_args(Sector)
        if _price(month, band.income_min or 1, sector, taken, "private").total == amount
    }
    return bases.pop() if len(bases) == 1 else None


def is_unusually_low(income: int) -> bool:
    """Was probably a day's wage given? Worth asking; not a rule of the scheme."""
    return income < _versions()[-1].low_income


def first_discounted_month(sector: str) -> str | None:
    """The first contribution month known to be discounted for this sector, or None."""
    starts = [d.first_month for version in _versions() for d in version.discounts if d.sector == sector]
    return min(starts, default=None)


def last_discounted_month(sector: str) -> str | None:
    """The last contribution month known to be discounted for this sector, or None."""
    ends = [d.last_month for version in _versions() for d in version.discounts if d.sector == sector]
    return max(ends, default=None)


@dataclass(frozen=True, slots=True)
class _Band:
    income_min: int
    base_income: int
    amounts: Mapping[str, int]
    """rupiah by programme"""


@dataclass(frozen=True, slots=True)
class _Discount:
    sector: str
    first_month: str
    last_month: str
    per_mille: Mapping[str, int]
    """what is left to pay, in thousandths, by programme"""


@dataclass(frozen=True, slots=True)
class _Version:
    name: str
    first_month: str
    bands: tuple[_Band, ...]
    discounts: tuple[_Discount, ...]
    low_income: int

    def band(self, income: int) -> _Band:
        """The last band that begins at or below the income: the printed upper bounds leave holes."""
        return next(band for band in reversed(self.bands) if band.income_min <= income)

    def share(self, programme: str, sector: str, month: str) -> int:
        """What is to be paid of a programme in a month, in thousandths."""
        for discount in self.discounts:
            if discount.sector == sector and discount.first_month <= month <= discount.last_month:
                return discount.per_mille[programme]
        return 1000


PROGRAMMES = ("jkk", "jkm", "jht")
COMPULSORY = frozenset({"jkk", "jkm"})


def _check(income: int, sector: str, programmes: frozenset[str], months: int, payer: str) -> None:
    if income <= 0:
        raise ValueError(f"an income is above zero rupiah, not {income}")
    if sector not in get_args(Sector):
        raise ValueError(f"a sector is one of {', '.join(get_args(Sector))}, not {sector!r}")
    if payer not in get_args(Payer):
        raise ValueError(f"a payer is one of {', '.join(get_args(Payer))}, not {payer!r}")
    if unknown := programmes - set(PROGRAMMES):
        raise ValueError(f"programmes are {', '.join(PROGRAMMES)}, not {', '.join(sorted(unknown))}")
    if missing := COMPULSORY - programmes:
        raise ValueError(f"jkk and jkm are compulsory: {', '.join(sorted(missing))} is missing")
    if not 1 <= months <= LONGEST:
        raise ValueError(f"a quote is for 1 to {LONGEST} months, not {months}")


def _price(month: str, income: int, sector: str, programmes: frozenset[str], payer: str) -> MonthPrice:
    version = _version_of(month)
    band = version.band(income)

    def amount(programme: str) -> int:
        if programme not in programmes:
            return 0
        share = 1000 if payer == "government" else version.share(programme, sector, month)
        return _whole(band.amounts[programme] * share)

    return MonthPrice(
        month, amount("jkk"), amount("jkm"), amount("jht"), band.base_income, tariff_version=version.name
    )


def _whole(thousandths: int) -> int:
    rupiah, rest = divmod(thousandths, 1000)
    if rest:
        raise ValueError(f"the tariff gives {thousandths}/1000 rupiah: no source says how to round")
    return rupiah


def _version_of(month: str) -> _Version:
    return next(version for version in reversed(_versions()) if version.first_month <= month)


@cache
def _versions() -> tuple[_Version, ...]:
    """All versions, oldest first; the first holds from the beginning."""
    texts = [
        file.read_text("utf-8")
        for file in files("flows.rules").iterdir()
        if file.name.startswith("tariff") and file.name.endswith(".toml")
    ]
    return read_versions(texts)


def read_versions(texts: Iterable[str]) -> tuple[_Version, ...]:
    """Versions from the texts of their data files, oldest first."""
    versions = sorted((_read(tomllib.loads(text)) for text in texts), key=lambda v: v.first_month)
    if not versions or versions[0].first_month:
        raise ValueError("one tariff must hold from the beginning: leave out its meta.first_month")
    return tuple(versions)


def _read(data: Mapping[str, Any]) -> _Version:
    meta = data["meta"]
    return _Version(
        name=meta["as_of"].isoformat(),
        first_month=read_month(meta["first_month"]) if "first_month" in meta else "",
        bands=tuple(
            _Band(band["income_min"], band["base_income"], {name: band[name] for name in PROGRAMMES})
            for band in data["band"]
        ),
        discounts=tuple(
            _Discount(
                entry["sector"],
                read_month(entry["first_month"]),
                read_month(entry["last_month"]),
                {name: round(entry[f"{name}_factor"] * 1000) for name in PROGRAMMES},
            )
            for entry in data.get("discount", ())
        ),
        low_income=data["lookup"]["warn_if_income_below"],
    )
