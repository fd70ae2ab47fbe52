"""Provinces, regencies, districts by code (two, four, six digits), from `wilayah.csv` (source: README.md)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


def exists(code: str) -> bool:
    """Is this a code of today's list? Codes are split and renumbered: an older NIK may hold another."""
    return code in _names()


def province(code: str) -> str:
    """The name of the province a code lies in; ValueError for a code outside the 38 provinces."""
    return _name(code[:2])


def name_of(code: str) -> str:
    """As people read it: "Jekan Raya, Kota Palangkaraya", "Kota Malang"; ValueError for no such code."""
    return f"{_name(code)}, {_name(code[:4])}" if len(code) == 6 else _name(code)


def _name(code: str) -> str:
    try:
        return _names()[code]
    except KeyError:
        raise ValueError(f"no region has the code {code!r}") from None


@cache
def _names() -> Mapping[str, str]:
    lines = files("flows.rules").joinpath("wilayah.csv").read_text("utf-8").splitlines()[1:]
    return {code: name.strip() for code, _, name in (line.partition(",") for line in lines)}
