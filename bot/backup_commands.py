"""`sertakan backup` and `restore`, and what is done with the messages that a restored database holds back."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.coverage.office_commands import at_work, opened

if TYPE_CHECKING:
    from rich.status import Status

    from bot.backup import Restored
    from storage import Store

PASSPHRASE = "SERTAKAN_BACKUP_PASSPHRASE"  # noqa: S105  the name of it
SHOWN_AFTER_SECONDS = 1.0

Config = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="PATH", help="The settings file (else SERTAKAN_CONFIG, else config.toml)."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, a line for each message.")]
Ids = Annotated[
    list[int] | None,
    typer.Argument(metavar="[ID...]", min=1, max=2**63 - 1, help="As `sertakan outbox withheld` names them."),
]
All = Annotated[bool, typer.Option("--all", help="All that the restore held back.")]


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the copy.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    config: Config = None,
) -> None:
    """Write a copy of the database, with its keys, encrypted to a passphrase. The service may run.

    The passphrase is asked for, twice, or taken from SERTAKAN_BACKUP_PASSPHRASE. Nobody can restore the copy
    without it.
    """
    from bot.app import real_clock
    from bot.backup import back_up
    from bot.settings import load

    if file.is_dir() or not file.parent.is_dir():
        raise typer.BadParameter(f"{file} is no place for a file", param_hint="FILE")
    if file.exists() and not force:
        _fail(f"{file} is there already; --force replaces it")
    settings = load(config)
    passphrase = _new_passphrase()
    with _said_in_a_line(), _Shown("copying") as shown:
        rows = back_up(settings, file, passphrase, real_clock(), shown.did)
    print(
        f"{file}: {rows} rows, {_size(file)}; keep its passphrase elsewhere, without it nobody can restore it"
    )


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="A backup.")],
    config: Config = None,
) -> None:
    """Put a backup into a new or empty database. No message in it is sent again by itself."""
    from bot import backup as copies
    from bot.app import real_clock
    from bot.settings import load

    settings = load(config)
    passphrase = os.environ.get(PASSPHRASE) or _ask("Passphrase of the backup: ")
    with _said_in_a_line(), _Shown("restoring") as shown:
        done = copies.restore(settings, file, passphrase, real_clock(), shown.did)
    for line in _told(done):
        print(line)
    for problem in done.problems:
        print(f"consents: {problem} (it was so when the backup was made)", file=sys.stderr)


def outbox_withheld(as_json: AsJson = False, config: Config = None) -> None:
    """List the messages that are held back, with the reason, the newest first."""
    from storage import withheld

    with _store(config) as store, store.reading() as connection:
        rows = withheld.held(connection)
    for row in rows:
        shown = {
            "id": row.id,
            "person": row.person,
            "because": row.because,
            "purpose": row.purpose,
            "priority": row.priority,
            "created_at": row.created_at.isoformat(timespec="seconds"),
        }
        print(json.dumps(shown) if as_json else "  ".join(str(value) for value in shown.values()))


def outbox_release(ids: Ids = None, every: All = False, config: Config = None) -> None:
    """Let messages go out that a restore held back."""
    from bot import office

    asked = _asked(ids, every=every)
    with opened(config) as app:
        number = at_work(app, lambda hand: office.release(hand, asked))
    _report(number, asked, "will be sent")


def outbox_drop(ids: Ids = None, every: All = False, config: Config = None) -> None:
    """Give messages up that a restore held back, and erase what they held."""
    from bot import office

    asked = _asked(ids, every=every)
    with opened(config) as app:
        number = at_work(app, lambda hand: office.drop_messages(hand, asked))
    _report(number, asked, "dropped")


# --- what is said ----------------------------------------------------------------------------------------


def _told(done: Restored) -> Iterator[str]:
    made_at = done.made_at.isoformat(timespec="seconds")
    yield f"{done.rows} rows are back, as they were at {made_at}"
    yield (
        f"whoever said no, said STOP or was erased after {made_at} is back, too, and nobody here knows who: "
        "have it done again before you write to many (docs/operating.md)"
    )
    if done.head:
        yield f"the consents are sealed up to {done.head}; compare it with the head that was noted down"
    settled, messages = done.settled, done.settled.messages
    if messages.withheld:
        yield (
            f"{messages.withheld} messages waited then and may have been sent since: they are held back; see "
            "`sertakan outbox withheld`, then `sertakan outbox release` or `sertakan outbox drop`"
        )
    if messages.uncertain:
        yield f"{messages.uncertain} messages were being sent then: see `sertakan outbox failed`"
    if settled.set_aside:
        yield f"{settled.set_aside} events waited for an answer then: see `sertakan inbox failed`"
    if settled.reminders or settled.expired:
        yield (
            f"{settled.reminders} invitations that were open then bring themselves to mind no more; "
            f"{settled.expired} that expired since do so without a word"
        )
    if settled.reconciled:
        yield f"what people wrote on WhatsApp after {made_at} is not in it, and is not asked for again"


def _report(number: int, asked: list[int] | None, what: str) -> None:
    if asked is not None and number < len(asked):
        _fail(f"{number} of {len(asked)} {what}; the others are not held back by a restore, or are erased")
    print(f"{number} {what}")


def _size(file: Path) -> str:
    size = file.stat().st_size
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"


def _fail(line: str) -> NoReturn:
    print(line, file=sys.stderr)
    raise typer.Exit(1)


@contextmanager
def _said_in_a_line() -> Iterator[None]:
    from bot.backup_file import CannotRead
    from storage.backup import Refused

    try:
        yield
    except (CannotRead, Refused) as error:
        _fail(str(error))


class _Shown:
    """What is being done, on standard error, when it takes longer than a second and someone may look."""

    def __init__(self, what: str) -> None:
        self._what, self._began = what, time.monotonic()
        self._status: Status | None = None

    def __enter__(self) -> _Shown:
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

    def did(self, table: str, rows: int) -> None:
        """So many rows of this table were done."""
        if self._status is not None:
            self._status.update(f"{self._what} {table}: {rows} rows")
        elif time.monotonic() - self._began > SHOWN_AFTER_SECONDS:
            from rich.console import Console
            from rich.status import Status

            self._status = Status(f"{self._what} {table}: {rows} rows", console=Console(stderr=True))
            self._status.start()


# --- what is asked ---------------------------------------------------------------------------------------


def _asked(ids: list[int] | None, *, every: bool) -> list[int] | None:
    """None: all of them."""
    if bool(ids) == every:
        raise typer.BadParameter("name the messages, or say --all")
    return None if every else list(dict.fromkeys(ids or ()))


def _new_passphrase() -> str:
    from bot.backup_file import FEWEST_LETTERS

    given = os.environ.get(PASSPHRASE)
    passphrase = given or _ask("A passphrase for this backup: ")
    if len(passphrase) < FEWEST_LETTERS:
        _fail(f"the passphrase is too short; it has at least {FEWEST_LETTERS} letters, such as four words")
    if not given and _ask("The same again: ") != passphrase:
        _fail("the two are not the same")
    return passphrase


def _ask(question: str) -> str:
    from getpass import getpass

    if not sys.stdin.isatty():
        _fail(f"there is no terminal to ask for the passphrase on; set {PASSPHRASE}")
    try:
        return getpass(question, sys.stderr)
    except EOFError:
        _fail("no passphrase was given")


@contextmanager
def _store(config: Path | None) -> Iterator[Store]:
    from bot.app import open_store
    from bot.settings import load

    store = open_store(load(config))
    try:
        yield store
    finally:
        store.close()
