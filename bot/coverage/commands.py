"""`sertakan registrations` and `sertakan payments`: the office's tables, out and in, from the command line.

An import gives way to the service that runs beside it: on SQLite there is one writer at a time, and whoever
waits for it looks now and then, so after each chunk the door is left open for as long as two looks are apart.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from bot.coverage.imports import Desk, Kind
    from bot.hand import Hand
    from storage.imports import Reported

registrations_app = typer.Typer(
    help="Nominations to be registered: out, and what came of it.", no_args_is_help=True
)
payments_app = typer.Typer(help="Money that was paid at BPJS Ketenagakerjaan.", no_args_is_help=True)

Config = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="PATH", help="The settings file (else SERTAKAN_CONFIG, else config.toml)."
    ),
]
File = Annotated[Path, typer.Argument(metavar="FILE", help="An .xlsx or .csv file.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen, row by row; change nothing.")]
Again = Annotated[bool, typer.Option("--again", help="Take a file anew that was taken in before.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, a line for each row.")]

SHOWN_AFTER_SECONDS = 1.0
PAUSE = 0.025
"""seconds: who has waited for a chunk (imports.CHUNK_SECONDS) looks again within that time"""


@registrations_app.command("export")
def export_registrations(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="Where to write the table.")],
    config: Config = None,
) -> None:
    """Write everyone whose worker agreed and who is not registered yet, as a table for the office."""
    from bot.coverage.export import export

    if file.suffix.casefold() != ".xlsx":
        raise typer.BadParameter("the table is written as .xlsx", param_hint="FILE.xlsx")
    from bot import office

    with _desk(config) as (desk, columns):
        _record(desk, office.export_registrations)
        number, new = export(desk, file, columns)
    print(f"{file}: {number} to register, {new} for the first time; it holds personal data, keep it safe")


@registrations_app.command("import")
def import_registrations(
    file: File, dry_run: DryRun = False, again: Again = False, as_json: AsJson = False, config: Config = None
) -> None:
    """Take in what came of registrations: reference, participant_number, payment_code, expires_on."""
    from bot.coverage.imports import REGISTRATIONS, known_as

    with _desk(config) as (desk, columns):
        _take(desk, known_as(REGISTRATIONS, columns), file, dry_run=dry_run, again=again, as_json=as_json)


@payments_app.command("import")
def import_payments(
    file: File, dry_run: DryRun = False, again: Again = False, as_json: AsJson = False, config: Config = None
) -> None:
    """Take in settlements: payment_id, code or nik, amount (rupiah), paid_at."""
    from bot.coverage.imports import PAYMENTS

    with _desk(config) as (desk, _):
        _take(desk, PAYMENTS, file, dry_run=dry_run, again=again, as_json=as_json)


@contextmanager
def _desk(config: Path | None) -> Iterator[tuple[Desk, tuple[tuple[str, str], ...]]]:
    """The office's desk, and the columns of its table."""
    from bot.app import build
    from bot.coverage.imports import Desk
    from bot.settings import load

    settings = load(config)
    app = build(settings)
    try:
        columns = tuple((column.header, column.field) for column in settings.registration.columns)
        yield Desk(app.store, app.office, app.times.now()), columns
    finally:
        asyncio.run(app.close())


def _take(desk: Desk, kind: Kind, file: Path, *, dry_run: bool, again: bool, as_json: bool) -> None:
    from bot import office
    from bot.coverage import imports
    from bot.coverage.spreadsheets import CannotRead

    shown = _Shown(gives_way=desk.store.is_sqlite and not dry_run)
    try:
        if dry_run:
            rows: Iterable[Reported] = imports.rehearse(desk, kind, file, shown.did)
        else:
            if again:
                imports.forget(desk, kind, file)
            elif imports.was_taken(desk, kind, file):
                print("this file was taken in before; its report (--again takes it anew):", file=sys.stderr)
            _record(desk, lambda hand: office.begin_import(hand, kind.name, file.name))
            rows = imports.take(desk, kind, file, shown.did)
        verdicts = _print(rows, shown.end, as_json=as_json)
        if not dry_run:
            _record(desk, lambda hand: office.end_import(hand, kind.name, verdicts))
    except CannotRead as error:
        shown.end()
        print(error, file=sys.stderr)
        raise typer.Exit(1) from None
    finally:
        shown.end()
    _summarise(verdicts, as_json=as_json, dry_run=dry_run)
    if set(verdicts) - set(imports.FINE):
        raise typer.Exit(1)


def _record(desk: Desk, action: Callable[[Hand], object]) -> None:
    """As the operator, in one transaction."""
    from bot.hand import OPERATOR, Hand

    with desk.writing() as connection:
        action(Hand(connection, desk.store.secrets, desk.office, desk.now, OPERATOR))


def _print(rows: Iterable[Reported], before: Callable[[], None], *, as_json: bool) -> Counter[str]:
    verdicts: Counter[str] = Counter()
    for row in rows:
        before()
        verdicts[row.verdict] += 1
        shown = {"row": row.row, "verdict": row.verdict, "detail": row.detail}
        print(json.dumps(shown) if as_json else f"row {row.row}: {row.verdict}: {row.detail}")
    return verdicts


def _summarise(verdicts: Counter[str], *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        print(json.dumps({"rows": verdicts.total(), "verdicts": dict(verdicts), "dry_run": dry_run}))
        return
    told = ", ".join(f"{number} {verdict}" for verdict, number in verdicts.most_common()) or "nothing in it"
    print(f"{verdicts.total()} rows: {told}{'; nothing was changed (--dry-run)' if dry_run else ''}")


class _Shown:
    """A progress bar on standard error of what takes longer than a second; and a pause after each chunk."""

    def __init__(self, *, gives_way: bool) -> None:
        self._gives_way = gives_way
        self._began = time.monotonic()
        self._bar: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._read: int | None = None

    def did(self, what: str, rows: int) -> None:
        """So many rows of this were done."""
        if what == "reading":
            self._read = rows
        now = time.monotonic()
        if self._bar is None and now - self._began > SHOWN_AFTER_SECONDS:
            self._bar = _bar()
        if self._bar is not None:
            if what not in self._tasks:
                self._tasks[what] = self._bar.add_task(what, total=self._read if what == "applying" else None)
            self._bar.update(self._tasks[what], completed=rows)
        if self._gives_way:
            time.sleep(PAUSE)

    def end(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
            self._began = float("inf")


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed} rows"),
        TimeElapsedColumn(),
    )
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    bar.start()
    return bar
