"""The NIK, an Indonesian's identity number: 16 digits, PP KK CC, DD MM YY, SSSS (docs/scheme.md, section 4).

There is no check digit, and whether a NIK exists only Dukcapil can say: one that reads well may be nobody's.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from flows.rules import regions
from flows.rules.calendar import age_on
from flows.types import Invalid

LENGTH = 16
WOMAN = 40
"""added to the day of birth of a woman"""


@dataclass(frozen=True, slots=True)
class Nik:
    """What a NIK says. The region is that of its first registration, never a domicile; the sex is a hint."""

    digits: str
    birth_date: date
    """as coded; it stays as it is when the date is corrected later, so a mismatch is only asked about"""
    sex: Literal["male", "female"]
    province: str
    """two-digit code"""
    regency: str
    """four-digit code"""
    district: str
    """six-digit code"""
    warnings: tuple[str, ...] = ()
    """keys of the catalogs: worth a second look, never a refusal"""

    def __repr__(self) -> str:
        return f"Nik({mask_nik(self.digits)})"


def read_nik(text: str, today: date) -> Nik | Invalid:
    """The NIK in a text that holds nothing else but words ("NIK: 6202 0150 …"), else exactly what is wrong.

    The arguments of an Invalid hold the wrong part only, never the whole number.
    """
    digits = _digits(text)
    if isinstance(digits, Invalid):
        return digits
    wrong = _wrong_region(digits)
    if wrong:
        return wrong
    born = _birth_date(digits, today)
    if isinstance(born, Invalid):
        return born
    if digits[12:] == "0000":
        return Invalid("nik.serial", {"serial": digits[12:]})
    return Nik(
        digits,
        born,
        "female" if int(digits[6:8]) > WOMAN else "male",
        digits[:2],
        digits[:4],
        digits[:6],
        () if regions.exists(digits[:6]) else ("nik.unknown_district",),
    )


def mask_nik(digits: str) -> str:
    """The only form in which a NIK is shown: "6202••••••••0009"."""
    if len(digits) < LENGTH:
        return "•" * len(digits)
    return f"{digits[:4]}{'•' * (len(digits) - 8)}{digits[-4:]}"


def _digits(text: str) -> str | Invalid:
    plain = _ascii_digits(text)
    words = [re.sub(r"[\W_]", "", word) for word in plain.lower().split()]
    # Words without a digit are labels or talk; a label may also touch the number ("nik6202…").
    parts = [re.sub(r"^(?:no|nomor|nik|ktp)+(?=\d)", "", word) for word in words if re.search(r"\d", word)]
    if not parts:
        return Invalid("nik.empty")
    whole = [part for part in parts if re.fullmatch(r"\d{16}", part)]
    if len(whole) == 1:
        return whole[0]
    joined = "".join(parts)
    if letters := re.sub(r"\d", "", joined):
        return Invalid("nik.letters", {"letters": ", ".join(dict.fromkeys(letters.upper()[:5]))})
    if len(joined) < LENGTH:
        return Invalid("nik.too_short", {"count": len(joined), "missing": LENGTH - len(joined)})
    if len(joined) > LENGTH:
        return Invalid("nik.too_long", {"count": len(joined), "extra": len(joined) - LENGTH})
    return joined


def _ascii_digits(text: str) -> str:
    """Digits of any script as 0-9; marks that only steer how text is shown are dropped."""
    shown = (char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    return "".join(str(unicodedata.decimal(char, char)) for char in shown)


def _wrong_region(digits: str) -> Invalid | None:
    province, regency, district = digits[:2], digits[2:4], digits[4:6]
    if not regions.exists(province):
        return Invalid("nik.province", {"province": province})
    if not (1 <= int(regency) <= 69 or 71 <= int(regency) <= 99):
        return Invalid("nik.regency", {"regency": regency})
    if district == "00":
        return Invalid("nik.district", {"district": district})
    return None


def _birth_date(digits: str, today: date) -> date | Invalid:
    """The date in the century that makes an age of 15 to 99; else the latest that is not in the future."""
    coded, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    day = coded - WOMAN if coded > WOMAN else coded
    if not 1 <= day <= 31:
        return Invalid("nik.day", {"day": digits[6:8]})
    if not 1 <= month <= 12:
        return Invalid("nik.month", {"month": digits[8:10]})
    dates = [born for century in (1900, 2000) if (born := _date(century + year, month, day))]
    past = [born for born in dates if born <= today]
    if not past:
        return Invalid("nik.date", {"day": day, "month": month})
    grown = [born for born in past if 15 <= age_on(born, today) <= 99]
    return (grown or past)[-1]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
