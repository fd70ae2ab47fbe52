"""The office's spreadsheets at the desk of the demo, by the same way as from the command line."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import App
from bot.coverage.export import export
from bot.coverage.imports import PAYMENTS, REGISTRATIONS, Desk, known_as, take
from storage.imports import Reported

REPORTED = 200
"""rows of a report that the page shows at most"""


@dataclass(frozen=True, slots=True)
class Report:
    """What the first rows came to, and how many more there are."""

    rows: tuple[Reported, ...]
    more: int


def exported(app: App) -> bytes:
    """The table of those who are to be registered, as XLSX."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bpu.xlsx"
        export(_desk(app), path, _columns(app))
        return path.read_bytes()


def taken(app: App, kind: str, name: str, content: bytes) -> Report:
    """Take a table in ("registrations" or "payments"); its report. Raises spreadsheets.CannotRead."""
    kinds = {"registrations": known_as(REGISTRATIONS, _columns(app)), "payments": PAYMENTS}
    with TemporaryDirectory() as folder:
        path = Path(folder) / _file_name(name)
        path.write_bytes(content)
        report = take(_desk(app), kinds[kind], path)
        return Report(tuple(islice(report, REPORTED)), sum(1 for _ in report))


def _file_name(name: str) -> str:
    """Its own name, by which a complaint calls it, without what a folder could not hold."""
    own = Path("".join(letter for letter in name if letter.isprintable() and letter not in "/\\"))
    return f"{own.stem[:60] or 'table'}{own.suffix.lower()[:6]}"


def _desk(app: App) -> Desk:
    return Desk(app.store, app.office, app.times.now())


def _columns(app: App) -> tuple[tuple[str, str], ...]:
    return tuple((column.header, column.field) for column in app.settings.registration.columns)
