"""Which of Indonesia's three clocks a place has, by its province.

General knowledge (docs/scheme.md): the zones are the same for a whole province.
"""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

Zone: TypeAlias = Literal["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
ZONES: tuple[Zone, ...] = get_args(Zone)

_PROVINCES: dict[Zone, str] = {
    "Asia/Jakarta": "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 61 62",
    "Asia/Makassar": "51 52 53 63 64 65 71 72 73 74 75 76",
    "Asia/Jayapura": "81 82 91 92 93 94 95 96",
}
_ZONE_OF: dict[str, Zone] = {code: zone for zone, codes in _PROVINCES.items() for code in codes.split()}


def zone_of(region: str) -> Zone:
    """The zone of a place, by its region code of any length; ValueError for no province of Indonesia's."""
    zone = _ZONE_OF.get(region[:2])
    if zone is None:
        raise ValueError(f"no province has the code {region[:2]!r}")
    return zone


def letters_of(zone: str) -> str:
    """As people call it ("WIB"); another zone by its own name."""
    return {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}.get(zone, zone)
