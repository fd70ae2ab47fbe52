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
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

from bot.coverage.cells import Cell

LARGEST = 50 * 1024 * 1024
LARGEST_UNPACKED = 300 * 1024 * 1024
LARGEST_TEXTS = 32 * 1024 * 1024
"""of the texts of all cells, which are read before the first row"""
MOST_PACKED = 200
"""bytes out of one; XML of real tables has some 10 to 30"""
LAST_ROW = 1_048_576
"""of a sheet of Excel"""
EMPTY_ROWS = 1000
"""after so many there is nothing more: programs format whole columns"""
HEADER_WITHIN = 20
"""rows; offices put titles above their tables"""
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_BREAK = re.compile(r"[\r\n]")
_PACKED = b"PK\x03\x04"
_BROKEN_FILE = (
    zipfile.BadZipFile, zlib.error, LookupError, ValueError, TypeError, AttributeError, OSError,
    SyntaxError, RuntimeError, NotImplementedError, EOFError,
)  # fmt: skip
"""what openpyxl and zipfile make of a file: SyntaxError of broken XML, RuntimeError of a password"""


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
    yield from _lines(path, _until_the_end(rows), columns, may_break=start == _PACKED)


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
    path: Path, rows: Iterator[tuple[int, Sequence[Any]]], columns: Sequence[Column], *, may_break: bool
) -> Iterator[Line]:
    """`may_break`: a cell may have several lines. In CSV a stray quotation mark makes them of other rows."""
    first = list(islice(rows, HEADER_WITHIN))
    found = [(len(places), -number, places) for number, row in first if (places := _places(row, columns))]
    if not found:
        names = ", ".join(column.field for column in columns if column.is_needed)
        raise CannotRead(f"{path.name} has no row with the names of the columns ({names})")
    _, above, places = max(found, key=lambda one: one[:2])
    _refuse_ambiguous(path, -above, next(row for number, row in first if number == -above), columns)
    if missing := [column.field for column in columns if column.is_needed and column.field not in places]:
        raise CannotRead(f"{path.name} has no column {', '.join(missing)}")
    for number, row in chain((one for one in first if one[0] > -above), rows):
        if may_break or not any(isinstance(cell, str) and _BREAK.search(cell) for cell in row):
            yield from _line(number, row, places)
        else:
            yield Line(number, {}, "a cell goes over several lines: is there a quotation mark too many?")


def _until_the_end(rows: Iterator[tuple[int, Sequence[Any]]]) -> Iterator[tuple[int, Sequence[Any]]]:
    """The rows with something in them, as long as they come."""
    last = 0
    for number, row in rows:
        if number - last > EMPTY_ROWS:
            return
        if any(cell is not None and cell != "" for cell in row):
            last = number
            yield number, row


def _places(row: Sequence[Any], columns: Sequence[Column]) -> dict[str, int]:
    """By field, which cell of this row is its header; see `_headers_of` for two that fit."""
    found = {column.field: _headers_of(column, row) for column in columns}
    return {field: places[0] for field, places in found.items() if places}


def _headers_of(column: Column, row: Sequence[Any]) -> list[int]:
    """Where its header stands: the name of the field itself, else the first of its headers that is there.

    More than one: the same header stands there twice.
    """
    headers = [plain(cell) if isinstance(cell, str) else "" for cell in row]
    exact = [place for place, header in enumerate(headers) if header == plain(column.field)]
    alike = {plain(name) for name in column.headers}
    return exact or [place for place, header in enumerate(headers) if header in alike]


def _refuse_ambiguous(path: Path, number: int, row: Sequence[Any], columns: Sequence[Column]) -> None:
    for column in columns:
        places = _headers_of(column, row)
        if len(places) > 1:
            named = " and ".join(
                f"column {_letter(place)} ({str(row[place]).strip()})" for place in places[:2]
            )
            raise CannotRead(
                f"{path.name}, row {number}: {named} could both be {column.field}; "
                f"call the right one {column.field}"
            )


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

    _refuse_bombs(path)
    try:
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.simplefilter("ignore")  # about styles and validations, which are not read
            book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what a file says of its size need not be so
            for number, row in enumerate(sheet.iter_rows(max_row=LAST_ROW), start=1):
                yield number, [_value(cell) for cell in row]
    except _BROKEN_FILE as error:
        raise CannotRead(
            f"{path.name} is damaged or protected by a password ({type(error).__name__}); "
            "save it anew, without a password, or as .csv"
        ) from None


def _refuse_bombs(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise CannotRead(f"{path.name} is no spreadsheet; give an .xlsx or .csv file") from None
    unpacked = sum(member.file_size for member in members)
    texts = sum(member.file_size for member in members if member.filename.endswith("/sharedStrings.xml"))
    is_squeezed = any(
        member.file_size > max(member.compress_size, 1) * MOST_PACKED and member.file_size > LARGEST_TEXTS
        for member in members
    )
    if unpacked > LARGEST_UNPACKED or texts > LARGEST_TEXTS or is_squeezed:
        raise CannotRead(f"{path.name} would unpack to {unpacked >> 20} MB, which no table of people needs")


def _value(cell: Any) -> Any:
    if cell.data_type == "f":
        return _FORMULA
    if cell.data_type == "e":
        return _ERROR
    return cell.value


def _csv(path: Path) -> Iterator[tuple[int, Sequence[Any]]]:
    encoding = _encoding(path)
    # what stands for no letter in cp1252 is no part of a column that is looked for, or refused there
    with path.open(
        encoding=encoding, newline="", errors="replace" if encoding == "cp1252" else "strict"
    ) as file:
        try:
            start = file.read(4096)
        except UnicodeError:
            raise CannotRead(f"{path.name} is damaged: it has bytes that are no text; save it anew") from None
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
    except UnicodeError:
        raise CannotRead(f"{path.name} is damaged: it has bytes that are no text; save it anew") from None


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
