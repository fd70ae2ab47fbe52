"""Dates of the past and numbers of months, as people type them in either language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from rapidfuzz.distance import OSA

from flows.types import Invalid
from flows.words import normal


def a_date(text: str, today: date) -> date | Invalid:
    """A date of the past, day first as Indonesians write it; a year of two digits is the last such year.

    Invalid: "date.future", "date.impossible" (31 February; before 1900) or "date.not_a_date".
    """
    said = normal(text)[:200]
    if (found := _day_month_year(said)) is None:
        return Invalid("date.not_a_date")
    day, month, year_text = found
    year = int(year_text)
    if len(year_text) == 2:
        year += today.year // 100 * 100
        if (year, month, day) > (today.year, today.month, today.day):
            year -= 100
    try:
        read = date(year, month, day)
    except ValueError:
        return Invalid("date.impossible")
    if read > today:
        return Invalid("date.future")
    return read if year >= EARLIEST_YEAR else Invalid("date.impossible")


EARLIEST_YEAR = 1900
MONTH_NAMES = {
    name: month
    for month, names in enumerate(
        (
            "januari january jan",
            "februari pebruari february feb peb",
            "maret march mar mrt",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agu agt agus ags aug agst",
            "september sept sep",
            "oktober october okt oct",
            "november nopember nov nop",
            "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s?[-/. ,]\s?(\d{1,2})\s?[-/. ,]\s?(\d{4}|\d{2})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{1,2})(?!\d)")
_IN_WORDS = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?[\s./-]{0,3}(?:of )?([a-z]{3,10})[\s./,'-]{0,3}(\d{4}|\d{2})(?!\d)"
)
_MONTH_FIRST = re.compile(r"\b([a-z]{3,9})\.?\s?(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4}|\d{2})(?!\d)")
_EIGHT = re.compile(r"(?<!\d)(\d\d)(\d\d)(\d{4})(?!\d)")
_SIX = re.compile(r"(?<!\d)(\d\d)(\d\d)(\d\d)(?!\d)")


def _day_month_year(said: str) -> tuple[int, int, str] | None:
    """(day, month, year as typed) of the first date in a normal text."""
    if found := _YEAR_FIRST.search(said):
        return int(found[3]), int(found[2]), found[1]
    if found := _DAY_FIRST.search(said):
        return int(found[1]), int(found[2]), found[3]
    if (found := _IN_WORDS.search(said)) and (month := _month(found[2])):
        return int(found[1]), month, found[3]
    if (found := _MONTH_FIRST.search(said)) and (month := _month(found[1])):
        return int(found[2]), month, found[3]
    if found := _EIGHT.search(said):
        if int(found[2]) > 12 and said[found.start() : found.start() + 2] in ("19", "20"):
            digits = found[0]
            return int(digits[6:]), int(digits[4:6]), digits[:4]
        return int(found[1]), int(found[2]), found[3]
    if found := _SIX.search(said):
        return int(found[1]), int(found[2]), found[3]
    return None


def _month(name: str) -> int | None:
    """The month a word names in either language; one typing error is allowed in longer words."""
    if (month := MONTH_NAMES.get(name)) is not None or len(name) < 5:
        return month
    near = {MONTH_NAMES[known] for known in MONTH_NAMES if len(known) >= 4 and OSA.distance(name, known) <= 1}
    return near.pop() if len(near) == 1 else None


def months(text: str, offered: Sequence[int] = (1, 3, 6, 12)) -> int | Invalid:
    """How many months someone wants to pay for: "3 bulan", "setahun", "1 th", "setengah tahun", "6".

    Invalid("months.not_offered", {"months": n}) for another number; "months.not_months" for no number.
    """
    count = months_said(text)
    if count is None:
        return Invalid("months.not_months")
    return count if count in offered else Invalid("months.not_offered", {"months": count})


def months_said(text: str) -> int | None:
    """How many months a text speaks of, offered or not; None if it is not a number or a span of time."""
    said = normal(text)
    return _span_in_months(_AROUND_SPAN.sub("", said)) if len(said) <= 80 else None


def _span_in_months(said: str) -> int | None:
    """The months of a normal text that is a span of time or a bare number, and nothing else; or None."""
    if (found := _SPAN.fullmatch(said)) is None:
        return None
    if found["half"]:
        return 6
    number, unit = found["number"], found["unit"] or ""
    factor = 12 if unit.startswith(("t", "y")) else 6 if unit.startswith("s") else 1
    extra = factor // 2 if found["and_half"] else 0
    if found["one"]:
        return factor + extra
    if number in NUMBERS:
        return NUMBERS[number] * factor + extra
    if not number[0].isdigit():
        return None
    whole, _, tenths = number.replace(",", ".").partition(".")
    return int(whole) * factor + int(tenths or "0") * factor // 10 + extra


NUMBERS = {
    word: number
    for number, names in enumerate(
        (
            "satu one",
            "dua two",
            "tiga three",
            "empat four",
            "lima five",
            "enam six",
            "tujuh seven",
            "delapan eight",
            "sembilan nine",
            "sepuluh ten",
            "sebelas eleven",
            "duabelas twelve",
        ),
        start=1,
    )
    for word in names.split()
} | {"dua belas": 12}
UNITS_OF_TIME = r"bulan(?:an)?|bln|bl|months?|mo|tahun(?:an)?|thn|th|years?|yrs?|semester"
_SPAN = re.compile(
    r"(?P<half>(?:setengah|separuh|1/2|half(?: an?)?)[ -]?(?:tahun|thn|th|year))|"
    r"(?:(?P<one>se ?|an? )|(?P<number>\d{1,3}(?:[.,]\d)?|dua belas|[a-z]+)\s?-?)"
    r"(?P<unit>" + UNITS_OF_TIME + r"|x|kali)?(?P<and_half> setengah| and a half)?"
)
_AROUND_SPAN = re.compile(
    r"^(?:(?:untuk|selama|buat|for|bayar|langsung|saya|mau|pilih|yang|yg|ambil|ya) )+|"
    r"(?: (?:saja|aja|ya|dulu|pak|bu|kak|deh|dong|please|ke depan|penuh))+$"
)
