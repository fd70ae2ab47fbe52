"""What stands in a cell is read in one way or refused, and never repeated in what is said of it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.coverage import cells
from flows.types import JAKARTA

ANY_CELL = (
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats()
    | some.text()
    | some.datetimes()
    | some.dates()
)


@given(ANY_CELL)
def test_whatever_stands_in_a_cell_is_read_or_refused(cell: Any) -> None:
    for read in (
        lambda: cells.text(cell, "it"),
        lambda: cells.digits(cell, "it"),
        lambda: cells.rupiah(cell, "it"),
        lambda: cells.moment(cell, "it", JAKARTA),
        lambda: cells.day(cell, "it", JAKARTA),
    ):
        with suppress(ValueError):
            read()


@pytest.mark.parametrize(
    ("written", "rupiah"),
    [
        ("8400", 8400), ("8.400", 8400), ("8,400", 8400), ("Rp8.400", 8400), ("Rp. 8.400,00", 8400),
        ("8400.00", 8400),
        ("1.234.567", 1_234_567), ("IDR 16,800", 16_800),
        ("16.800,-", 16_800), (" 1 ", 1), (8400.0, 8400), (1, 1),
    ],
)  # fmt: skip
def test_amounts_as_offices_write_them(written: str | float, rupiah: int) -> None:
    assert cells.rupiah(written, "amount") == rupiah


@pytest.mark.parametrize(
    "written",
    ["8.4", "8.40", "1.23.456", "1.234,567", "8400,50", "2jt", "0x10", "٨٤٠٠", "", "Rp", "(8400)", "nan"],
)
def test_what_could_be_another_amount_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        cells.rupiah(written, "amount")


def test_a_time_without_a_zone_is_the_offices() -> None:
    nine = datetime(2026, 11, 23, 2, tzinfo=UTC)

    assert cells.moment("23/11/2026 9:00", "paid_at", JAKARTA) == nine
    assert cells.moment("2026-11-23T02:00:00Z", "paid_at", JAKARTA) == nine
    assert cells.day("2026-11-22T23:00:00Z", "expires_on", JAKARTA) == date(2026, 11, 23)


def test_digits_that_a_spreadsheet_lost_are_not_taken_for_a_nik() -> None:
    for lost in (6.271014107900001e15, 6271014107900000, "6,27E+15"):
        with pytest.raises(ValueError, match="digits"):
            cells.digits(lost, "nik")
    assert cells.digits("6271.0141.0790-0001", "nik") == "6271014107900001"


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("8.400", 8_400), ("Rp8.400", 8_400), ("8400", 8_400), ("67.000", 67_000), ("delapan", None),
        ("", None), ("0", None), ("-1", None),
    ],
)  # fmt: skip
def test_what_the_office_writes_by_hand_is_an_amount_or_none(written: str, amount: int | None) -> None:
    assert cells.amount_of(written) == amount
