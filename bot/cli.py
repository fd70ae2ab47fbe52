"""The command line. Exit codes: 0 done, 1 could not be done (one line says what to do), 2 wrong usage.

What a command needs is imported when it runs: the first reply of `chat` is to come within two seconds.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot import backup_commands, nudge_commands
from bot.admin_commands import admin_app
from bot.broadcast_commands import broadcast_app
from bot.coverage.commands import payments_app, registrations_app
from bot.coverage.office_commands import at_work, opened, receipts_app, tasks_app

if TYPE_CHECKING:
    from datetime import date

    from bot.settings import Settings
    from flows.rules.tariff import Quote
    from storage import Store

ROLES = ("web", "sender", "scheduler", "console")
"""web: what comes in; sender: what goes out; scheduler: what is due; console: the private address"""
app = typer.Typer(
    help="Sertakan: people enrol the informal workers around them in BPJS Ketenagakerjaan.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
inbox_app = typer.Typer(help="What came in and could not be handled.", no_args_is_help=True)
outbox_app = typer.Typer(help="What could not be sent, or is held back.", no_args_is_help=True)
whatsapp_app = typer.Typer(help="What WhatsApp shows: buttons, lists and templates.", no_args_is_help=True)
app.add_typer(inbox_app, name="inbox")
app.add_typer(outbox_app, name="outbox")
app.add_typer(whatsapp_app, name="whatsapp")
app.add_typer(admin_app, name="admin")
app.add_typer(broadcast_app, name="broadcast")
app.command("nudges")(nudge_commands.nudges)
app.command("backup")(backup_commands.backup)
app.command("restore")(backup_commands.restore)
outbox_app.command("withheld")(backup_commands.outbox_withheld)
outbox_app.command("release")(backup_commands.outbox_release)
outbox_app.command("drop")(backup_commands.outbox_drop)
app.add_typer(registrations_app, name="registrations")
app.add_typer(payments_app, name="payments")
app.add_typer(receipts_app, name="receipts")
app.add_typer(tasks_app, name="tasks")

Config = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="PATH", help="The settings file (else SERTAKAN_CONFIG, else config.toml)."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Ids = Annotated[
    list[int],
    typer.Argument(metavar="ID...", min=1, max=2**63 - 1, help="As `sertakan inbox failed` names them."),
]


def main() -> None:
    """The program: what cannot be done is said in one line, never with a traceback."""
    if sys.stderr is None:  # closed by who started us; what would be said there is said to nobody
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115  for as long as we run
    with _said_in_a_line():
        try:
            app()
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()  # at exit nobody could say what went wrong


@app.command()
def serve(
    roles: Annotated[
        str | None,
        typer.Option(metavar="web,sender,scheduler,console", help="Run only these; all by default."),
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Run the demo, though there is a token.")] = False,
    day: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="Begin the demo anew, on that day (YYYY-MM-DD)."),
    ] = None,
    config: Config = None,
) -> None:
    """Run the service; the demo when asked, or when no channel is configured."""
    settings = _settings(config)
    chosen = _roles(roles)
    if demo or not settings.has_channel:
        _serve_demo(settings, day)
        return
    if day is not None:
        raise typer.BadParameter("is for the demo only (serve --demo)", param_hint="--from")
    from bot import logs
    from bot.app import build, warm_up
    from bot.service import serve

    logs.configure()
    built = build(settings)
    if "web" in chosen:
        warm_up()
    serve(built, chosen)


@app.command()
def chat(
    name: Annotated[str, typer.Option("--as", metavar="NAME", help="Who is talking.")] = "peserta",
    lang: Annotated[
        str | None, typer.Option(metavar="id|en", help="The language they are spoken to in.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print each message as one line of JSON.")] = False,
    config: Config = None,
) -> None:
    """Have a conversation in the terminal: each line of input is what the person sends.

    /start TOKEN opens a link; /contact NUMBER and /photo FILE share.
    The end of input (Ctrl-D) and Ctrl-C end it, both with exit code 0.
    """
    from bot.channels.terminal import LONGEST_NAME

    if not 0 < len(name.strip()) <= LONGEST_NAME or not name.isprintable():
        raise typer.BadParameter(f"is 1 to {LONGEST_NAME} characters", param_hint="--as")
    if lang not in (None, "id", "en"):
        raise typer.BadParameter("is id or en", param_hint="--lang")
    _chat(_settings(config), name.strip(), lang=lang, as_json=as_json)


@app.command()
def quote(
    income: Annotated[str, typer.Option(metavar="RP", help="Monthly income: 2000000, 2.000.000, 2jt.")],
    sector: Annotated[str, typer.Option(metavar="transport|other")],
    first_month: Annotated[str, typer.Option("--from", metavar="YYYY-MM", help="The first month of cover.")],
    months: Annotated[int, typer.Option(metavar="N", help="1 to 24.")],
    programmes: Annotated[str, typer.Option(metavar="jkk,jkm[,jht]")] = "jkk,jkm",
    payer: Annotated[
        str, typer.Option(metavar="private|government", help="Who pays; government has no discount.")
    ] = "private",
    as_json: AsJson = False,
    config: Config = None,
) -> None:
    """Print what cover costs, itemised by month."""
    from flows.rules import tariff
    from flows.rules.money import read_rupiah

    rupiah = read_rupiah(income)
    if not isinstance(rupiah, int):
        raise typer.BadParameter(f"{income!r} is not an amount in rupiah", param_hint="--income")
    try:
        price = tariff.quote(rupiah, sector, _words(programmes), first_month, months, payer)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    print(json.dumps(_as_data(price)) if as_json else _as_table(price))


@inbox_app.command("failed")
def inbox_failed(as_json: AsJson = False, config: Config = None) -> None:
    """List the events that were set aside, with their errors, the oldest first."""
    from storage import inbox

    with _store(config) as store, store.reading() as conn:
        rows = inbox.set_aside(conn)
    for row in rows:
        shown = {
            "id": row.inbox_id,
            "channel": row.channel,
            "person": row.person,
            "received_at": row.received_at.isoformat(timespec="seconds"),
            "error": row.error,
        }
        _print_row(shown, as_json=as_json)


@inbox_app.command("replay")
def inbox_replay(ids: Ids, config: Config = None) -> None:
    """Let events that were set aside be taken again, by the service or the next chat of that person."""
    from bot import office

    with opened(config) as app:
        replayed = at_work(app, lambda hand: office.replay(hand, ids))
    for id in replayed.written_since:
        print(f"{id}: they have written since; drop it (sertakan inbox drop {id})", file=sys.stderr)
    if replayed.written_since:
        _fail(f"{replayed.number} of {len(ids)} will be taken again")
    _report(replayed.number, len(ids), "will be taken again")


@inbox_app.command("drop")
def inbox_drop(ids: Ids, config: Config = None) -> None:
    """Give events that were set aside up, and erase what they held."""
    from bot import office

    with opened(config) as app:
        number = at_work(app, lambda hand: office.drop_events(hand, ids))
    _report(number, len(ids), "dropped")


@outbox_app.command("failed")
def outbox_failed(as_json: AsJson = False, config: Config = None) -> None:
    """List the messages that were not sent, or may not have been, with the reason, the newest first."""
    from storage import outbox

    with _store(config) as store, store.reading() as conn:
        rows = outbox.unsent(conn)
    for row in rows:
        shown = {
            "id": row.id,
            "channel": row.channel,
            "person": row.person,
            "status": row.status,
            "created_at": row.created_at.isoformat(timespec="seconds"),
            "error": "sent again, perhaps twice" if row.status == "sent" else row.error,
        }
        _print_row(shown, as_json=as_json)


@whatsapp_app.command("sync")
def whatsapp_sync(config: Config = None) -> None:
    """Make or update the lists, buttons and templates at Twilio, and submit what WhatsApp has to approve.

    What is there already is left alone, so this can be run again at any time.
    """
    import asyncio
    from functools import partial

    from bot.app import open_store, real_clock
    from bot.channels.whatsapp_contents import NotSynced
    from bot.contents_sync import sync

    settings = _settings(config)
    store = open_store(settings)
    try:
        states = asyncio.run(sync(settings, store, real_clock(), partial(print, flush=True)))
    except NotSynced as error:
        _fail(str(error))
    finally:
        store.close()
    print(", ".join(f"{number} {state}" for state, number in sorted(states.items())) or "nothing to do")


@app.command()
def migrate(config: Config = None) -> None:
    """Make the database, or bring its schema up to date. `serve` and `chat` do so themselves."""
    with _store(config):
        print("the database is up to date")


@app.command()
def check(
    head: Annotated[
        str | None,
        typer.Option("--head", metavar="POSITION:HASH", help="The head of the consents, noted down earlier."),
    ] = None,
    config: Config = None,
) -> None:
    """Find what is unreachable, missing texts and templates, broken limits of platforms, changed consents."""
    from flows import checks

    settings = _settings(config)
    problems = checks.problems(ladder=settings.policy.steps)
    if not problems:
        print("flows and texts are in order")
    from bot.evidence import look

    try:
        looked = look(settings, head)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--head") from None
    print(looked.line)
    for problem in (*problems, *looked.problems):
        print(problem, file=sys.stderr)
    if problems or looked.problems:
        raise typer.Exit(1)


@app.command()
def flows(config: Config = None) -> None:
    """Draw every conversation, as Mermaid."""
    from flows import checks

    print(checks.mermaid())


@app.command()
def doctor(
    alarm: Annotated[
        bool, typer.Option("--alarm", help="Send a trial message to office.alarm_chat.")
    ] = False,
    config: Config = None,
) -> None:
    """Look at everything that can be wrong, and say what to do; changes nothing."""
    from bot.app import real_clock
    from bot.doctor import findings

    settings = _settings(config)
    sound, group = True, ""
    for finding in findings(settings, real_clock):
        if finding.group != group:
            group = finding.group
            print(f"\n{group}")
        print(finding.line, flush=True)
        sound = sound and finding.is_fine
    if alarm:
        sound = _ring(settings) and sound
    if not sound:
        raise typer.Exit(1)


def _ring(settings: Settings) -> bool:
    import asyncio

    from bot.app import build
    from bot.doctor_outside import ring
    from bot.doors import open_doors

    async def tried() -> bool:
        app = build(settings)
        try:
            doors = open_doors(app)
            try:
                finding = await ring(settings, doors.channels)
            finally:
                await doors.close()
        finally:
            await app.close()
        print(finding.line)
        return finding.is_fine

    return asyncio.run(tried())


def _serve_demo(settings: Settings, day: str | None) -> None:
    import logging

    from bot import logs
    from bot.console.serving import serve_demo

    logs.configure(level=logging.WARNING)
    serve_demo(settings, _day(day) if day is not None else None)


def _day(text: str) -> date:
    """A day of the demo; in years for which there is a tariff and a calendar."""
    from datetime import date

    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day as 2026-12-10", param_hint="--from") from None
    if not 2026 <= day.year <= 2035:
        raise typer.BadParameter("is a day from 2026 to 2035", param_hint="--from")
    return day


def _chat(settings: Settings, name: str, *, lang: str | None = None, as_json: bool = False) -> None:
    import logging

    from bot import logs
    from bot.app import build
    from bot.chat import HINT, chat, lines_of

    for number, stream in enumerate((sys.stdin, sys.stdout)):
        if stream is None:
            _fail(f"standard {('input', 'output')[number]} is closed; chat reads lines and prints answers")
    logs.configure(level=logging.WARNING)
    built = build(settings)
    prompt = ""
    if sys.stdin.isatty():
        print(f"\033[2m{HINT}\033[0m" if sys.stderr.isatty() else HINT, file=sys.stderr)
        prompt = "" if as_json else "> "
    spoken = {"id": "id", "en": "en"}.get(lang or "")
    lines = lines_of(sys.stdin, prompt=prompt)
    if not chat(built, name, lines, sys.stdout, as_json=as_json, lang=spoken):  # type: ignore[arg-type]  # id or en
        _close_quietly()
        _fail("standard output takes no more; what was said is kept, and answered in the next chat")


def _settings(config: Path | None) -> Settings:
    from bot.settings import load

    return load(config)


def _roles(text: str | None) -> tuple[str, ...]:
    chosen = _words(text) if text is not None else ROLES
    if not chosen or set(chosen) - set(ROLES):
        raise typer.BadParameter(f"are of {', '.join(ROLES)}", param_hint="--roles")
    return chosen


@contextmanager
def _store(config: Path | None) -> Iterator[Store]:
    from bot.app import open_store

    store = open_store(_settings(config))
    try:
        yield store
    finally:
        store.close()


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _as_data(price: Quote) -> dict[str, object]:
    return {
        "tariff_version": price.tariff_version,
        "months": [
            {"month": one.month, "jkk": one.jkk, "jkm": one.jkm, "jht": one.jht, "total": one.total}
            for one in price.months
        ],
        "total": price.total,
    }


def _as_table(price: Quote) -> str:
    from flows.rules.money import show_rupiah

    lines = [f"{'':8}{'JKK':>14}{'JKM':>14}{'JHT':>14}{'total':>14}"]
    for one in price.months:
        amounts = (one.jkk, one.jkm, one.jht, one.total)
        lines.append(f"{one.month:8}" + "".join(f"{show_rupiah(amount):>14}" for amount in amounts))
    lines.append(f"{'total':8}{'':42}{show_rupiah(price.total):>14}")
    return "\n".join([*lines, f"tariff: {price.tariff_version}"])


def _print_row(row: Mapping[str, object], *, as_json: bool) -> None:
    print(json.dumps(dict(row)) if as_json else "  ".join(str(value) for value in row.values()))


def _report(number: int, asked: int, what: str) -> None:
    if number < asked:
        _fail(f"{number} of {asked} {what}; the others are not set aside (see `sertakan inbox failed`)")
    print(f"{number} {what}")


@contextmanager
def _said_in_a_line() -> Iterator[None]:
    """Turn what an operator can put right into one line (settings: one for each problem) and exit code 1."""
    try:
        yield
    except (KeyboardInterrupt, BrokenPipeError):
        _close_quietly()
        raise SystemExit(1) from None
    except Exception as error:
        lines = _what_to_do(error)
        if lines is None:
            raise
        if isinstance(error, OSError) and error.filename is None:
            _close_quietly()
        for line in lines:
            print(line, file=sys.stderr)
        raise SystemExit(1) from None


def _what_to_do(error: BaseException) -> tuple[str, ...] | None:
    """None: it is a bug."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.app import CannotStart
    from bot.doctor import what_to_do
    from bot.settings import WrongSettings
    from storage import WrongKey

    match error:
        case WrongSettings(problems=problems):
            return problems
        case CannotStart() | WrongKey():
            return (str(error),)
        case SQLAlchemyError():
            return (what_to_do(error),)
        case BaseExceptionGroup(exceptions=(only,)):
            return _what_to_do(only)
        case OSError():
            return (f"{error.filename or 'standard output or a file'}: {error.strerror or error}",)
    return None


def _fail(line: str) -> NoReturn:
    print(line, file=sys.stderr)
    raise typer.Exit(1)


def _close_quietly() -> None:
    """Standard output takes no more: its last flush, at the end, must not complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
