"""What stands in a cell of an office's table, read strictly: text, digits, rupiah, a time, a day.

A table is not a conversation: what can be read in two ways is refused, with what to do about it. All raise
ValueError, in words for whoever made the table, and never with what stood in the cell: reports are kept.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TypeAlias
from zoneinfo import ZoneInfo

Cell: TypeAlias = str | int | float | bool | datetime | date | time | None

EXACT_DIGITS = 15
"""of a number in a spreadsheet; those behind are lost, and stand as zeros"""
_AMOUNT = re.compile(
    r"(?P<minus>-|\()?\s*(?:rp|idr)?\.?\s*(?P<whole>[0-9]{1,3}(?:(?P<by>[.,])[0-9]{3}(?:(?P=by)[0-9]{3})*)|[0-9]+)"
    r"(?:[.,]0{1,2}|,-)?\)?",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(
    r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})(?:[ T]+([0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?))?"
)
_YEAR_FIRST = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*", re.DOTALL)
_EXPONENT = re.compile(r"[0-9]([.,][0-9]+)?e\+[0-9]+", re.IGNORECASE)
"""as programs write it; "12e4" may be somebody's number"""
_SCIENTIFIC = re.compile(r"[0-9]([.,][0-9]+)?e\+?[0-9]+", re.IGNORECASE)


def text(cell: Cell, name: str) -> str | None:
    """The text of a cell, None where it is empty. A long number is refused: its last digits are lost."""
    match cell:
        case None:
            return None
        case bool() | datetime() | date() | time():
            raise ValueError(f"{name} is no text; format the column as text")
        case int() | float():
            return _digits(cell, name)
        case str():
            if _EXPONENT.fullmatch(cell.strip()):
                raise ValueError(f"{name} is written with an exponent, so digits are lost; format it as text")
            if "\ufffd" in cell:
                raise ValueError(f"{name} has a character that was lost; save the file as UTF-8")
            return cell.strip() or None


def digits(cell: Cell, name: str) -> str | None:
    """As `text`, without the spaces, dots and dashes that people group digits with."""
    found = text(cell, name)
    if found is None:
        return None
    if _SCIENTIFIC.fullmatch(found):
        raise ValueError(f"{name} is written with an exponent, so digits are lost; format it as text")
    return re.sub(r"[\s.\-']", "", found)


def amount_of(written: str) -> int | None:
    """Whole rupiah above zero, as someone of the office writes it; None: it is no such amount.

    Not flows.rules.money.read_rupiah, which asks back whether 8.400 is meant: for an income it seldom is.
    """
    try:
        return rupiah(written, "the amount")
    except ValueError:
        return None


def rupiah(cell: Cell, name: str) -> int:
    """Whole rupiah above zero: 8400, "8.400", "Rp8.400,00"."""
    match cell:
        case bool() | datetime() | date() | time():
            raise ValueError(f"{name} is no amount")
        case None:
            raise ValueError(f"{name} is missing")
        case str():
            amount = _amount(cell, name)
        case int() | float():
            if cell != cell or cell in (float("inf"), float("-inf")) or cell != int(cell):
                raise ValueError(f"{name} is not in whole rupiah")
            amount = int(cell)
    if amount < 1:
        raise ValueError(f"{name} is not above zero")
    return amount


def moment(cell: Cell, name: str, zone: ZoneInfo) -> datetime:
    """A time: ISO (with or without zone), 31/12/2026 with or without a time, or a real date of the sheet."""
    match cell:
        case datetime():
            found = cell
        case date():
            found = datetime.combine(cell, time())
        case str() if cell.strip():
            found = _moment(cell.strip(), name)
        case None | str():
            raise ValueError(f"{name} is missing")
        case _:
            raise ValueError(f"{name} is a number, which is no date; format the column as a date")
    found = found if found.tzinfo else found.replace(tzinfo=zone)
    if not 2020 <= found.year <= 2100:
        raise ValueError(f"{name} is not in the years 2020 to 2100")
    return found


def day(cell: Cell, name: str, zone: ZoneInfo) -> date | None:
    """A day, None where the cell is empty."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    return moment(cell, name, zone).astimezone(zone).date()


def _digits(number: int | float, name: str) -> str:
    if number != number or number in (float("inf"), float("-inf")) or number != int(number) or number < 0:
        raise ValueError(f"{name} is a broken or negative number; format the column as text")
    written = str(int(number))
    # a float of more digits, or a whole number that ends in the zeros that were put for lost digits
    if len(written) > EXACT_DIGITS and (isinstance(number, float) or written.endswith("0")):
        raise ValueError(
            f"{name} is a number of {len(written)} digits, of which the last are lost; format it as text"
        )
    return written


def _amount(written: str, name: str) -> int:
    found = _AMOUNT.fullmatch(written.strip())
    if not found:
        raise ValueError(f"{name} is not an amount in whole rupiah; write it as 8400 or Rp8.400")
    amount = int(re.sub(r"[.,]", "", found["whole"]))
    return -amount if found["minus"] else amount


def _moment(written: str, name: str) -> datetime:
    try:
        if _YEAR_FIRST.fullmatch(written):
            return datetime.fromisoformat(written)
        if found := _DAY_FIRST.fullmatch(written):
            number, month, year, clock = found.groups()
            hour = time.fromisoformat(clock.replace(".", ":").zfill(len("00:00"))) if clock else time()
            return datetime.combine(date(int(year), int(month), int(number)), hour)
    except ValueError:
        pass
    raise ValueError(f"{name} is not a date; write 2026-12-31 or 31/12/2026, with 14:30 if you like")
