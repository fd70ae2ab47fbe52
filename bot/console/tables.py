"""One table for all pages: filtered, sorted and paged by the store, so that it is as fast for a million rows.

A page of it is asked for by what was filtered and where the page before ended; the same way all of it goes
into a file, chunk by chunk, with what its reader may see and nothing more. What stands in a cell of a file is
never taken for a formula by the program that opens it.
"""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Generic, TypeVar
from urllib.parse import urlencode

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response, StreamingResponse

from bot.console.app import Visit
from bot.console.elements import button, icon, tag
from bot.coverage.spreadsheets import Written, write_xlsx

PAGE = 25
"""rows that are shown at once"""
CHUNK = 500
"""rows that are read at once for a file"""
MOST_XLSX = 100_000
"""rows of a spreadsheet; more of them go into CSV, which is written while it is read"""

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the store. `after`: where the page before ended; None: the first page."""

    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    """the key of a column, with "-" before it for the other way round; "": as it comes"""
    after: str | None = None
    size: int = PAGE


@dataclass(frozen=True, slots=True)
class Listing(Generic[R]):
    """A page of rows. `next`: where it ended; None: it is the last. `total` None: too many to be counted."""

    rows: Sequence[R]
    next: str | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """`name`: the text of its head. `text`: what stands in a file, and in the cell if nothing else does."""

    key: str
    name: str
    text: Callable[[R], str]
    show: Callable[[R], None] | None = None
    """makes what stands in the cell"""
    sorts: bool = False
    is_number: bool = False
    is_shown: bool = True
    """else it is in files only"""


Read = Callable[[Wanted], Awaitable[Listing[R]]]


class Table(Generic[R]):
    """Made inside a page; `filter` and `refresh` show it anew."""

    def __init__(
        self,
        visit: Visit,
        columns: Sequence[Column[R]],
        read: Read[R],
        *,
        label: str,
        empty: Callable[[Mapping[str, str]], None],
        export: str | None = None,
        filters: Mapping[str, str] | None = None,
    ) -> None:
        """`empty`: says what to do where there is nothing; `export`: the path of its files."""
        self._visit, self._columns, self._read = visit, [one for one in columns if one.is_shown], read
        self._label, self._empty, self._export = label, empty, export
        self._wanted = Wanted(dict(filters or {}))
        self._before: list[str | None] = []
        with tag("section", "card flush", aria_label=label) as self._place:
            pass

    async def refresh(self) -> None:
        """Show the page anew."""
        listing = await self._read(self._wanted)
        if self._before and not listing.rows:
            self._wanted = replace(self._wanted, after=self._before.pop())
            listing = await self._read(self._wanted)
        self._place.clear()
        with self._place:
            if listing.rows:
                self._rows(listing)
                if self._export or self._before or listing.next:
                    self._foot(listing)
            else:
                self._empty(self._wanted.filters)

    async def filter(self, **filters: str) -> None:
        """Other rows, from the first page; an empty value filters nothing."""
        kept = {**self._wanted.filters, **filters}
        self._wanted = replace(self._wanted, filters={k: v for k, v in kept.items() if v}, after=None)
        self._before.clear()
        await self.refresh()

    def _rows(self, listing: Listing[R]) -> None:
        with tag("div", "table-box"), tag("table", "rows"):
            with tag("thead"), tag("tr"):
                for column in self._columns:
                    self._head(column)
            with tag("tbody"):
                for row in listing.rows:
                    with tag("tr"):
                        for column in self._columns:
                            self._cell(column, row)

    def _head(self, column: Column[R]) -> None:
        head = tag("th", "number" if column.is_number else "", scope="col")
        if not column.sorts:
            with head:
                tag("span", "", column.name)
            return
        is_up, is_down = self._wanted.sort == column.key, self._wanted.sort == f"-{column.key}"
        if is_up or is_down:
            head.props["aria-sort"] = "ascending" if is_up else "descending"

        async def sort() -> None:
            self._wanted = replace(self._wanted, sort=column.key if is_down else f"-{column.key}", after=None)
            self._before.clear()
            await self._visit.attempt(self.refresh)

        with head:
            button(column.name + (" ↑" if is_up else " ↓" if is_down else ""), "", sort)

    def _cell(self, column: Column[R], row: R) -> None:
        classes = "number" if column.is_number else ""
        if column.show is None:
            tag("td", classes, column.text(row), data_label=column.name)
            return
        with tag("td", classes, data_label=column.name), tag("div"):
            column.show(row)

    def _foot(self, listing: Listing[R]) -> None:
        words = self._visit.words
        first = len(self._before) * self._wanted.size + 1
        last = first + len(listing.rows) - 1
        if listing.total is None:
            counted = f"{words.number(first)}–{words.number(last)}"
        else:
            total = words.number(max(listing.total, last))
            counted = words(
                "console-rows-from-to", first=words.number(first), last=words.number(last), n=total
            )
        with tag("div", "pages"):
            tag("span", "quiet number", counted)
            with tag("div", "actions"):
                if self._export:
                    self._files()
                if self._before or listing.next:
                    before = button(words("console-less"), "act calm small", self._back)
                    following = button(
                        words("console-more"), "act calm small", lambda: self._forward(listing)
                    )
                    for one, is_there in ((before, self._before), (following, listing.next)):
                        if not is_there:
                            one.props["disabled"] = True

    def _files(self) -> None:
        asked = urlencode({**self._wanted.filters, "sort": self._wanted.sort})
        for kind in ("csv", "xlsx"):
            with tag("a", "plain", href=f"{self._export}.{kind}?{asked}", download=""):
                icon("down")
                tag("span", "", self._visit.words(f"console-export-{kind}"))

    async def _forward(self, listing: Listing[R]) -> None:
        self._before.append(self._wanted.after)
        self._wanted = replace(self._wanted, after=listing.next)
        await self._visit.attempt(self.refresh)

    async def _back(self) -> None:
        self._wanted = replace(self._wanted, after=self._before.pop() if self._before else None)
        await self._visit.attempt(self.refresh)


# --- files -------------------------------------------------------------------------------------------


async def as_file(
    visit: Visit, columns: Sequence[Column[R]], read: Read[R], name: str, filters: Sequence[str]
) -> Response:
    """The rows that the query of the request asks for, in a file of the kind that its path ends with."""
    query = visit.request.query_params
    wanted = Wanted({key: query[key] for key in filters if query.get(key)}, query.get("sort", ""), size=CHUNK)
    if visit.request.url.path.endswith(".xlsx"):
        return await _xlsx(columns, read, wanted, name)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingResponse(
        _csv(columns, read, wanted), media_type="text/csv; charset=utf-8", headers=headers
    )


async def _all(read: Read[R], wanted: Wanted) -> AsyncIterator[Sequence[R]]:
    while True:
        listing = await read(wanted)
        yield listing.rows
        if listing.next is None:
            return
        wanted = replace(wanted, after=listing.next)


async def _csv(columns: Sequence[Column[R]], read: Read[R], wanted: Wanted) -> AsyncIterator[str]:
    yield "\ufeff" + _lines([[column.name for column in columns]])  # so that a spreadsheet reads it as UTF-8
    async for rows in _all(read, wanted):
        yield _lines([[safe(column.text(row)) for column in columns] for row in rows])


def _lines(rows: Sequence[Sequence[str]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()


async def _xlsx(columns: Sequence[Column[R]], read: Read[R], wanted: Wanted, name: str) -> Response:
    rows: list[list[Written]] = []
    async for found in _all(read, wanted):
        rows += [[Written(column.text(row)) for column in columns] for row in found]
        if len(rows) >= MOST_XLSX:
            break
    folder = TemporaryDirectory()
    path = Path(folder.name) / f"{name}.xlsx"
    await asyncio.to_thread(write_xlsx, path, name, [column.name for column in columns], rows)
    return FileResponse(path, filename=path.name, background=BackgroundTask(folder.cleanup))


_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(text: str) -> str:
    """What no program takes for a formula: an apostrophe stands before what begins like one."""
    return f"'{text}" if text.startswith(_FORMULA) else text
