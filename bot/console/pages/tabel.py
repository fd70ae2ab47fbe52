"""A table of the office taken in: first what it would do, row by row, then done, with its report."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from nicegui import events, ui
from nicegui.element import Element

from bot import office
from bot.console.app import Visit
from bot.console.elements import button, tag
from bot.console.layout import card
from bot.coverage import imports
from bot.coverage.imports import FINE, PAYMENTS, REGISTRATIONS, Desk, Kind, known_as
from bot.coverage.spreadsheets import LARGEST, CannotRead
from bot.hand import MAY_ACT
from storage.imports import Reported

SHOWN = 200
"""rows of a report"""
PAUSE = 0.025
"""seconds after a chunk, in which who has waited for it comes first"""


def desk_of(visit: Visit) -> Desk:
    console = visit.console
    return Desk(console.app.store, console.office, console.now)


def columns_of(visit: Visit) -> tuple[tuple[str, str], ...]:
    """(header, field), as the settings name the columns of the office's table."""
    return tuple((one.header, one.field) for one in visit.console.app.settings.registration.columns)


def import_card(visit: Visit, name: Literal["payments", "registrations"], done: Callable[[], object]) -> None:
    """Where a table is given; `done` shows anew what it changed."""
    words = visit.words
    kind = PAYMENTS if name == "payments" else known_as(REGISTRATIONS, columns_of(visit))
    with card(words(f"import-{name}"), words(f"import-{name}-lead")):
        if not visit.may_act:
            tag("p", "quiet", words("console-may-not", role=words(f"role-{visit.who.role}")))
            return
        place = tag("div", "lines")

        async def given(event: events.UploadEventArguments) -> None:
            content, file = await event.file.read(), event.file.name
            event.sender.reset()  # type: ignore[attr-defined]  # it is an upload
            with place:
                place.clear()
                await visit.attempt(lambda: _Given(visit, kind, file, content, place, done).rehearse())

        upload = ui.upload(
            on_upload=given,
            on_rejected=lambda: visit.tell(words("table-rejected", limit=LARGEST >> 20), is_bad=True),
            auto_upload=True,
            max_file_size=LARGEST,
        )
        upload.classes("upload").props('accept=".xlsx,.csv"')
        js = f"() => runMethod({upload.id}, 'pickFiles', [])"
        with tag("div", "actions"):
            button(words("import-choose"), "act calm", None, icon_name="up", js=js)


class _Given:
    """A file that was given."""

    def __init__(
        self, visit: Visit, kind: Kind, name: str, content: bytes, place: Element, done: Callable[[], object]
    ) -> None:
        self._visit, self._kind, self._name, self._content = visit, kind, _safe(name), content
        self._place, self._done = place, done

    async def rehearse(self) -> None:
        """Say what would happen; nothing is changed."""
        words = self._visit.words
        if self._visit.who.role not in MAY_ACT:
            return
        counts, rows = await self._run(imports.rehearse)
        if counts is None:
            return
        self._show(words("import-would", name=self._name), counts, rows)
        with self._place, tag("div", "actions"):
            button(words("import-apply"), "act", lambda: self._visit.attempt(self.apply))

    async def apply(self) -> None:
        """Do it, as who is signed in; their role is checked before, and what came of it is recorded."""
        visit, kind = self._visit, self._kind
        await visit.act(lambda hand: office.begin_import(hand, kind.name, self._name))
        counts, rows = await self._run(imports.take)
        if counts is None:
            return
        await visit.act(lambda hand: office.end_import(hand, kind.name, counts))
        self._show(visit.words("import-did", name=self._name), counts, rows)
        found = self._done()
        if asyncio.iscoroutine(found):
            await found

    async def _run(
        self, work: Callable[[Desk, Kind, Path, Callable[[str, int], None]], Iterable[Reported]]
    ) -> tuple[Counter[str] | None, list[Reported]]:
        """In a thread, with how far it has come; None: it cannot be read as a table."""
        words, visit = self._visit.words, self._visit
        come = {"rows": 0}
        self._place.clear()

        def tell() -> None:
            shown.text = words("import-running", n=words.number(come["rows"]))  # type: ignore[attr-defined]

        with self._place:  # what was pressed is gone
            shown = tag("p", "notice", words("import-running", n=0), role="status")
            timer = ui.timer(0.5, tell)
        try:
            return await asyncio.to_thread(self._in_thread, desk_of(visit), work, come)
        except CannotRead as error:
            with self._place:
                tag(
                    "p",
                    "notice bad",
                    words("table-unreadable", name=self._name, what=str(error)),
                    role="alert",
                )
            return None, []
        finally:
            timer.cancel()
            shown.delete()

    def _in_thread(
        self,
        desk: Desk,
        work: Callable[[Desk, Kind, Path, Callable[[str, int], None]], Iterable[Reported]],
        come: dict[str, int],
    ) -> tuple[Counter[str], list[Reported]]:
        def progress(_: str, rows: int) -> None:
            come["rows"] = rows
            if desk.store.is_sqlite:
                time.sleep(PAUSE)

        with TemporaryDirectory() as folder:
            path = Path(folder) / self._name
            path.write_bytes(self._content)
            report = iter(work(desk, self._kind, path, progress))
            rows = list(islice(report, SHOWN))
            counts = Counter(row.verdict for row in rows)
            counts.update(row.verdict for row in report)
            return counts, rows

    def _show(self, title: str, counts: Counter[str], rows: list[Reported]) -> None:
        words = self._visit.words
        is_fine = not set(counts) - set(FINE)
        told = ", ".join(
            f"{words.number(number)} {self._verdict(verdict)}" for verdict, number in counts.most_common()
        )
        with self._place:
            tag("h3", "", title)
            tag(
                "p", f"notice {'good' if is_fine else 'warm'}", told or words("import-nothing"), role="status"
            )
            with tag("div", "table-box"), tag("table", "rows"), tag("tbody"):
                for row in rows:
                    with tag("tr"):
                        tag("td", "nowrap", words("import-row", row=row.row), data_label="#")
                        with tag("td", "", data_label=words("workers-status")):
                            tag(
                                "span",
                                f"badge {'good' if row.verdict in FINE else 'warm'}",
                                self._verdict(row.verdict),
                            )
                        tag("td", "", row.detail or "", data_label=words("trail-about"))
            if counts.total() > len(rows):
                tag("p", "quiet", words("report-more", n=words.number(counts.total() - len(rows))))

    def _verdict(self, verdict: str) -> str:
        key = f"report-{verdict.replace('_', '-').replace(' ', '-')}"
        return self._visit.words(key) if self._visit.words.has(key) else verdict


def _safe(name: str) -> str:
    """Its own name, without what a folder could not hold."""
    own = Path("".join(letter for letter in name if letter.isprintable() and letter not in "/\\"))
    return f"{own.stem[:60] or 'table'}{own.suffix.lower()[:6]}"
