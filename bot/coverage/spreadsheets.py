"""Tables in and out: XLSX and CSV, read row by row, so that a long one takes no more memory than a short one.

Columns are found by their header, in any order, in one of the first rows. Nothing in a file is ever run: a
cell with a formula makes its row refused. What could be meant to do harm (a file that unpacks to gigabytes)
is refused before it is opened.
"""

from __future__ import annotations

import csv
import os
import re
import tempfile
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

from bot.coverage.cells import Cell

LARGEST = 50 * 1024 * 1024
LARGEST_UNPACKED = 300 * 1024 * 1024
HEADER_WITHIN = 20
"""rows; offices put titles above their tables"""
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_PACKED = b"PK\x03\x04"


class CannotRead(Exception):  # noqa: N818  said to whoever gave the file, as it stands
    """Why a file is not taken, and what to do."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is looked for: by the name of its field, or one of the headers that mean the same."""

    field: str
    headers: tuple[str, ...] = ()
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A row with something in it, numbered as in the file; `problem`: why it cannot be taken at all."""

    number: int
    cells: Mapping[str, Cell]
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A cell to write. Everything is text but whole numbers; `is_flagged`: someone must look at it."""

    value: str | int
    is_flagged: bool = False


def read(path: Path, columns: Sequence[Column]) -> Iterator[Line]:
    """The rows below the header, without empty ones. Raises CannotRead, before the first row or at it."""
    size = path.stat().st_size
    if size > LARGEST:
        raise CannotRead(f"{path.name} has {size >> 20} MB; at most {LARGEST >> 20} MB are read: split it")
    with path.open("rb") as file:
        start = file.read(4)
    if start == _OLD_EXCEL:
        raise CannotRead(f"{path.name} is of an old Excel; save it as .xlsx or .csv")
    rows = _xlsx(path) if start == _PACKED else _csv(path)
    yield from _lines(path, rows, columns)


@contextmanager
def written_privately(path: Path) -> Iterator[Path]:
    """A file to write beside `path`, for its owner only, which takes its place when all went well."""
    handle, temporary = tempfile.mkstemp(
        dir=path.parent or Path(), prefix=f".{path.name}."
    )  # mkstemp: mode 600
    os.close(handle)
    try:
        yield Path(temporary)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def write_xlsx(path: Path, title: str, headers: Sequence[str], rows: Iterable[Sequence[Written]]) -> None:
    """A table whose cells nobody's program runs or shortens: text is text, whatever it begins with."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font, PatternFill

    bold, flagged = Font(bold=True), PatternFill("solid", fgColor="FFE699")
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, header in enumerate(headers):
        sheet.column_dimensions[_letter(number)].width = max(14, min(len(header) + 4, 40))

    def cell(written: Written, *, is_header: bool = False) -> Any:
        made = WriteOnlyCell(sheet, value=_printable(written.value))
        if isinstance(written.value, str):
            made.data_type = "s"  # "=1+1" would become a formula
            made.number_format = "@"
            made.quotePrefix = written.value[:1] in tuple("=+-@")
        if is_header:
            made.font = bold
        if written.is_flagged:
            made.fill = flagged
        return made

    sheet.append([cell(Written(header), is_header=True) for header in headers])
    for row in rows:
        sheet.append([cell(one) for one in row])
    book.save(path)


def plain(header: str) -> str:
    """A header as it is compared: small letters and digits, single spaces."""
    return " ".join(re.findall(r"[a-z0-9]+", header.casefold()))


def _lines(
    path: Path, rows: Iterator[tuple[int, Sequence[Any]]], columns: Sequence[Column]
) -> Iterator[Line]:
    first = list(islice(rows, HEADER_WITHIN))
    found = [(len(places), -number, places) for number, row in first if (places := _places(row, columns))]
    if not found:
        names = ", ".join(column.field for column in columns if column.is_needed)
        raise CannotRead(f"{path.name} has no row with the names of the columns ({names})")
    _, above, places = max(found, key=lambda one: one[:2])
    if missing := [column.field for column in columns if column.is_needed and column.field not in places]:
        raise CannotRead(f"{path.name} has no column {', '.join(missing)}")
    for number, row in chain((one for one in first if one[0] > -above), rows):
        yield from _line(number, row, places)


def _places(row: Sequence[Any], columns: Sequence[Column]) -> dict[str, int]:
    """By field, which cell of this row is its header; of two that fit, the first."""
    names = {plain(name): column.field for column in columns for name in (column.field, *column.headers)}
    places: dict[str, int] = {}
    for place, value in enumerate(row):
        field = names.get(plain(value)) if isinstance(value, str) else None
        if field is not None:
            places.setdefault(field, place)
    return places


def _line(number: int, row: Sequence[Any], places: Mapping[str, int]) -> Iterator[Line]:
    cells: dict[str, Any] = {
        field: row[place] if place < len(row) else None for field, place in places.items()
    }
    if all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells.values()):
        return
    refused = [f"{field} {cell.why}" for field, cell in cells.items() if isinstance(cell, _Refused)]
    yield Line(number, {}, "; ".join(refused)) if refused else Line(number, cells)


@dataclass(frozen=True, slots=True)
class _Refused:
    """A cell that is never taken."""

    why: str


_FORMULA = _Refused("is a formula; put its value there (copy, paste as values)")
_ERROR = _Refused("shows an error; put the value there")


def _xlsx(path: Path) -> Iterator[tuple[int, Sequence[Any]]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    _refuse_bombs(path)
    try:
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.simplefilter("ignore")  # about styles and validations, which are not read
            book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what a file says of its size need not be so
            for number, row in enumerate(sheet.iter_rows(), start=1):
                yield number, [_value(cell) for cell in row]
    except (InvalidFileException, zipfile.BadZipFile, LookupError, ValueError, OSError, SyntaxError) as error:
        # SyntaxError is what a broken XML raises
        raise CannotRead(f"{path.name} is no spreadsheet that can be read ({type(error).__name__})") from None


def _refuse_bombs(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(member.file_size for member in packed.infolist())
    except (zipfile.BadZipFile, ValueError, OSError):
        raise CannotRead(f"{path.name} is no spreadsheet; give an .xlsx or .csv file") from None
    if unpacked > LARGEST_UNPACKED:
        raise CannotRead(f"{path.name} would unpack to {unpacked >> 20} MB, which no table of people needs")


def _value(cell: Any) -> Any:
    if cell.data_type == "f":
        return _FORMULA
    if cell.data_type == "e":
        return _ERROR
    return cell.value


def _csv(path: Path) -> Iterator[tuple[int, Sequence[Any]]]:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        start = file.read(4096)
        file.seek(0)
        if "\0" in start or not start.strip():
            raise CannotRead(f"{path.name} is no spreadsheet; give an .xlsx or .csv file")
        delimiter = max(";,\t", key=start.count)
        yield from _csv_rows(path, file, delimiter)


def _csv_rows(path: Path, file: TextIO, delimiter: str) -> Iterator[tuple[int, Sequence[Any]]]:
    try:
        for number, row in enumerate(csv.reader(file, delimiter=delimiter), start=1):
            yield number, [_FORMULA if value.lstrip().startswith("=") else value for value in row]
    except csv.Error as error:
        raise CannotRead(f"{path.name} is not CSV that can be read ({error})") from None


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
    try:
        with path.open(encoding="utf-8-sig") as text:
            while text.read(1 << 16):
                pass
    except UnicodeDecodeError:
        return "cp1252"  # what Excel writes on Windows
    return "utf-8-sig"


def _printable(value: str | int) -> str | int:
    """Control characters cannot stand in a spreadsheet."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", " ", value) if isinstance(value, str) else value


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(number + 1)
