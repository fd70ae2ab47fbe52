"""Days and contribution months: working days, due dates, ages, and counting in months ("YYYY-MM")."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date, timedelta
from functools import cache

DUE_DAY = 15
"""of the contribution month itself, not of the next as for wage earners (docs/scheme.md)"""

LONGEST_CLOSURE = 31
"""days; past it, whatever says that no day is a working day is wrong"""


def is_working_day(day: date) -> bool:
    """Monday to Friday and no public holiday in Indonesia.

    Collective leave (cuti bersama) counts as a working day: no source moves a due date for it. Holidays by
    the moon are estimates until the government names them.
    """
    return day.weekday() < 5 and day not in _public_holidays(day.year)


def office_is_open(day: date, closed_days: Collection[date]) -> bool:
    """Does the office work that day? For its own promises only: its closed days never move a due date."""
    return is_working_day(day) and day not in closed_days


def due_date(month: str, is_working_day: Callable[[date], bool] = is_working_day) -> date:
    """The last day to pay a contribution month: its 15th, or the next working day after it."""
    year, number = _parts(month)
    day = date(year, number, DUE_DAY)
    for _ in range(LONGEST_CLOSURE):
        if is_working_day(day):
            return day
        day += timedelta(days=1)
    raise ValueError(f"no working day within {LONGEST_CLOSURE} days from the {DUE_DAY}th of {month}")


def age_on(birth: date, day: date) -> int:
    """Full years; someone born on 29 February is a year older on 1 March where there is no 29th."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def month_of(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"


def first_day(month: str) -> date:
    year, number = _parts(month)
    return date(year, number, 1)


def add_months(month: str, n: int) -> str:
    """The month n months later; earlier for a negative n."""
    year, number = _parts(month)
    year, index = divmod(year * 12 + number - 1 + n, 12)
    return f"{year:04}-{index + 1:02}"


def months_between(earlier: str, later: str) -> int:
    """How many months later the second is; negative when it is earlier."""
    (year, number), (later_year, later_number) = _parts(earlier), _parts(later)
    return (later_year - year) * 12 + later_number - number


def read_month(text: str) -> str:
    """The text itself, where it is a month as "2026-12"; else ValueError."""
    _parts(text)
    return text


_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


def _parts(month: str) -> tuple[int, int]:
    found = _MONTH.fullmatch(month)
    if not found or found[1] == "0000":
        raise ValueError(f'a month is written "2026-12", not {month!r}')
    return int(found[1]), int(found[2])


@cache
def _public_holidays(year: int) -> frozenset[date]:
    # Imported at first use: loading it takes longer than loading all of flows.
    from holidays.constants import PUBLIC
    from holidays.countries.indonesia import Indonesia

    return frozenset(Indonesia(years=year, expand=False, categories=PUBLIC))
