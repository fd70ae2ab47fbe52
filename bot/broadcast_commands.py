"""`sertakan broadcast`: campaigns without the console, by the same actions and with the same checks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.coverage.commands import Config
from bot.coverage.office_commands import do, fail, opened

if TYPE_CHECKING:
    from bot.broadcasts import Preview, Report, Written

broadcast_app = typer.Typer(help="Messages to many; alone, the list.", invoke_without_command=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Reference = Annotated[str, typer.Argument(metavar="REF", help="As `sertakan broadcast` names it.")]
File = Annotated[Path, typer.Argument(metavar="FILE.toml", help="docs/broadcasts.md tells what is in it.")]


@broadcast_app.callback()
def list_broadcasts(context: typer.Context, as_json: AsJson = False, config: Config = None) -> None:
    """List the broadcasts, the newest first."""
    if context.invoked_subcommand is not None:
        return
    from storage import broadcasts

    with opened(config) as app, app.store.reading() as connection:
        rows = broadcasts.listed(connection)
    for row in rows:
        shown = {"reference": row.reference, "status": row.status, "name": row.name, "audience": row.audience}
        print(json.dumps(shown) if as_json else "  ".join(shown.values()))


@broadcast_app.command("new")
def make(
    file: File,
    reference: Annotated[
        str | None, typer.Option("--change", metavar="REF", help="Write this draft anew instead.")
    ] = None,
    config: Config = None,
) -> None:
    """Make a draft of what is written in a file; prints its reference."""
    from bot import broadcasts
    from bot.app import new_reference

    written = _read(file)
    if reference is None:
        made = do(config, lambda hand: broadcasts.new(hand, new_reference(), written))
    else:
        made = do(config, lambda hand: broadcasts.change(hand, reference, written))
    print(made.reference)


@broadcast_app.command("preview")
def look(reference: Reference, as_json: AsJson = False, config: Config = None) -> None:
    """How many it would reach, who is left out and why, what it costs, and the first messages."""
    from bot import broadcasts
    from bot.hand import OPERATOR, CannotBeDone, Hand

    with opened(config) as app:
        given = app.settings
        try:
            with app.store.reading() as connection:
                hand = Hand(connection, app.store.secrets, app.office, app.times.now(), OPERATOR)
                found = broadcasts.preview(hand, reference, given.prices.table, given.limits)
        except CannotBeDone as error:
            fail(str(error))
    _print(_preview(found), as_json=as_json)


@broadcast_app.command("test")
def send_test(
    reference: Reference,
    person: Annotated[str, typer.Option("--to", metavar="PERSON", help="Your own reference in the chat.")],
    config: Config = None,
) -> None:
    """Send the draft to yourself, as it is now; it can be started then."""
    from bot import broadcasts

    tested = do(config, lambda hand: broadcasts.test(hand, reference, person))
    print(f"{tested.reference}: version {tested.version} is on its way to {person}")


@broadcast_app.command("start")
def begin(reference: Reference, config: Config = None) -> None:
    """Freeze its audience and send it. The running service does both."""
    from bot import broadcasts

    is_new = do(config, lambda hand: broadcasts.start(hand, reference))
    print(f"{reference}: {'started' if is_new else 'it was started before'}")


@broadcast_app.command("pause")
def hold(reference: Reference, config: Config = None) -> None:
    """Send nothing more of it for now; within a second."""
    from bot import broadcasts

    is_new = do(config, lambda hand: broadcasts.pause(hand, reference))
    print(f"{reference}: {'paused' if is_new else 'it is not being sent'}")


@broadcast_app.command("resume")
def go_on(reference: Reference, config: Config = None) -> None:
    """Go on with one that is paused."""
    from bot import broadcasts

    is_new = do(config, lambda hand: broadcasts.resume(hand, reference))
    print(f"{reference}: {'goes on' if is_new else 'it is not paused'}")


@broadcast_app.command("cancel")
def give_up(reference: Reference, config: Config = None) -> None:
    """Send nothing more of it, ever."""
    from bot import broadcasts

    is_new = do(config, lambda hand: broadcasts.cancel(hand, reference))
    print(f"{reference}: {'cancelled' if is_new else 'it was over before'}")


@broadcast_app.command("report")
def tell(
    reference: Reference,
    days: Annotated[int, typer.Option(min=1, max=365, help="Nominated and paid within so many days.")] = 7,
    as_json: AsJson = False,
    config: Config = None,
) -> None:
    """How it stands: each recipient in one state, and what came of it."""
    from bot import broadcasts
    from bot.hand import OPERATOR, CannotBeDone, Hand

    with opened(config) as app:
        try:
            with app.store.reading() as connection:
                hand = Hand(connection, app.store.secrets, app.office, app.times.now(), OPERATOR)
                found = broadcasts.report(hand, reference, days)
        except CannotBeDone as error:
            fail(str(error))
    _print(_report(found), as_json=as_json)


def _preview(found: Preview) -> dict[str, Any]:
    one = found.broadcast
    return {
        "reference": one.reference,
        "status": one.status,
        "tested": one.is_tested,
        "audience": found.audience,
        "left_out": found.left_out,
        "costs": [
            {
                "channel": cost.channel,
                "kind": cost.kind,
                "number": cost.number,
                "rupiah": cost.rupiah,
                "price": "confirmed" if cost.is_confirmed else "an example that nobody confirmed",
            }
            for cost in found.costs
        ],
        "rupiah": found.rupiah,
        "time": {part.channel: str(part.time).partition(".")[0] for part in found.durations},
        "first": [
            {
                "person": sample.person,
                "channel": sample.channel,
                "as": "template" if sample.as_template else "text",
                "text": sample.text,
            }
            for sample in found.samples
        ],
    }


def _report(found: Report) -> dict[str, Any]:
    one, effect = found.broadcast, found.effect
    return {
        "reference": one.reference,
        "status": one.status,
        "paused_because": one.paused_because,
        "audience": found.sums.audience,
        "states": dict(found.sums.states),
        "reasons": [
            {"state": state, "reason": reason, "number": number}
            for (state, reason), number in sorted(found.sums.reasons.items(), key=lambda item: -item[1])
        ],
        "sent_in_the_last_minute": found.lately.per_minute,
        "reached": effect.reached,
        "within_days": effect.days,
        "replied": effect.replied,
        "nominated": effect.nominated,
        "paid": effect.paid,
    }


def _print(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
        return
    for name, value in found.items():
        if isinstance(value, list):
            print(f"{name}:")
            for row in value:
                print("  " + "  ".join(str(part) for part in row.values()))
        elif isinstance(value, dict):
            shown = ", ".join(f"{key} {part}" for key, part in value.items() if part)
            print(f"{name}: {shown or '-'}")
        elif value is not None:
            print(f"{name}: {value}")


def _read(file: Path) -> Written:
    """What is written there; ends the command with a line for each thing that cannot be."""
    from bot.broadcast_file import WrongFile, read

    try:
        return read(file)
    except WrongFile as error:
        fail(str(error))
