"""The office's spreadsheets at the desk of the demo, by the same way as from the command line."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import App
from bot.coverage.export import export
from bot.coverage.imports import PAYMENTS, REGISTRATIONS, Desk, known_as, take
from storage.imports import Reported

REPORTED = 200
"""rows of a report that the page shows at most"""


def exported(app: App) -> bytes:
    """The table of those who are to be registered, as XLSX."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bpu.xlsx"
        export(_desk(app), path, _columns(app))
        return path.read_bytes()


def taken(app: App, kind: str, name: str, content: bytes) -> list[Reported]:
    """Take a table in ("registrations" or "payments"); its report. Raises spreadsheets.CannotRead."""
    kinds = {"registrations": known_as(REGISTRATIONS, _columns(app)), "payments": PAYMENTS}
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"table{Path(name).suffix.lower()[:6]}"
        path.write_bytes(content)
        return list(islice(take(_desk(app), kinds[kind], path), REPORTED))


def _desk(app: App) -> Desk:
    return Desk(app.store, app.office, app.times.now())


def _columns(app: App) -> tuple[tuple[str, str], ...]:
    return tuple((column.header, column.field) for column in app.settings.registration.columns)
