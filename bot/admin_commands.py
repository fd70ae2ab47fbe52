"""`sertakan admin`: who is of the office, and what signs them in."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from bot.coverage.commands import Config
from bot.coverage.office_commands import AsJson, at_work, opened

admin_app = typer.Typer(help="People of the office, and how they sign in.", no_args_is_help=True)

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="By which colleagues and the audit trail call them.")
]


@admin_app.command("link")
def invite(
    name: Name,
    role: Annotated[
        str | None,
        typer.Option(metavar="owner|staff|viewer", help="What they may do; staff for who is new."),
    ] = None,
    config: Config = None,
) -> None:
    """Print a link that signs them in to the console once, and a code that makes a chat theirs."""
    from bot import identity
    from storage.sessions import VALID_FOR

    with opened(config) as app:
        invited = at_work(app, lambda hand: identity.invite(hand, name, role))
        address = app.settings.console.address
    minutes = int(VALID_FOR.total_seconds() // 60)
    print(f"{invited.who.name} ({invited.who.role}); both are good for {minutes} minutes, and once:")
    print(f"  in a browser   {address}/masuk#{invited.token}")
    print(f"  in their chat  KONSOL {invited.code[:5]}-{invited.code[5:]}")


@admin_app.command("list")
def show(as_json: AsJson = False, config: Config = None) -> None:
    """List who is of the office."""
    from storage import staff

    with opened(config) as app, app.store.reading() as connection:
        rows = staff.everyone(connection)
    for row in rows:
        chat = "chat linked" if row.person_id is not None else "no chat linked"
        since = row.since.isoformat(timespec="seconds")
        values = {"name": row.name, "role": row.role, "chat": row.person_id is not None, "since": since}
        print(json.dumps(values) if as_json else f"{row.name}  {row.role}  {chat}  since {since}")


@admin_app.command("end")
def leave(name: Name, config: Config = None) -> None:
    """They are of the office no more: signed out everywhere at once, and told of nothing."""
    from bot import identity

    with opened(config) as app:
        at_work(app, lambda hand: identity.leave(hand, name))
    print(f"{name} is of the office no more")
