"""`sertakan tasks`, `receipts` and a part of `payments`: the hands of an office that has no panel."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn, TypeVar

import typer

from bot.coverage.commands import Config, payments_app, registrations_app

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from bot.app import App
    from bot.coverage.settlements import Verdict
    from bot.office import Hand

tasks_app = typer.Typer(help="What waits for the office; alone, the list.", invoke_without_command=True)
receipts_app = typer.Typer(help="Receipts to be verified; alone, the list.", invoke_without_command=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, a line for each.")]
Reference = Annotated[str, typer.Argument(metavar="REF", help="As `sertakan receipts` names it.")]
Amount = Annotated[str, typer.Option(metavar="RP", help="What was paid: 8400 or Rp8.400.")]
PaidOn = Annotated[str, typer.Option("--paid-on", metavar="DATE", help="When: 2026-12-31.")]
PaymentId = Annotated[str, typer.Argument(metavar="PAYMENT_ID", help="As its task or report names it.")]

T = TypeVar("T")


@tasks_app.callback()
def list_tasks(context: typer.Context, as_json: AsJson = False, config: Config = None) -> None:
    """List what waits for the office, the oldest first."""
    if context.invoked_subcommand is not None:
        return
    from storage import tasks

    with opened(config) as app, app.store.reading() as connection:
        rows = tasks.waiting(connection, limit=10_000)
    for row in rows:
        _print(
            {
                "id": row.id,
                "kind": row.kind,
                "nomination": row.nomination,
                "way": row.way,
                "about": row.key,
                "since": row.created_at.isoformat(timespec="seconds"),
            },
            as_json=as_json,
        )


@tasks_app.command("done")
def finish_tasks(
    ids: Annotated[
        list[int],
        typer.Argument(metavar="ID...", min=1, max=2**63 - 1, help="As `sertakan tasks` names them."),
    ],
    config: Config = None,
) -> None:
    """Take tasks from the list."""
    from bot import office

    number = do(config, lambda hand: sum(office.done(hand, id) for id in ids))
    if number < len(ids):
        fail(f"{number} of {len(ids)} done; the others do not wait (see `sertakan tasks`)")
    print(f"{number} done")


@receipts_app.callback()
def list_receipts(context: typer.Context, as_json: AsJson = False, config: Config = None) -> None:
    """List the receipts to be verified, the oldest first."""
    if context.invoked_subcommand is not None:
        return
    from storage import receipts

    with opened(config) as app, app.store.reading() as connection:
        rows = receipts.waiting(connection, limit=10_000)
        same = {
            row.id: receipts.same_picture(connection, row.digest, row.id) if row.digest else []
            for row in rows
        }
    for row in rows:
        _print(
            {
                "reference": row.reference,
                "nomination": row.nomination,
                "status": row.status,
                "picture": row.media_type if row.has_picture else None,
                "same_picture_as": ", ".join(same[row.id]) or None,
                "since": row.claimed_at.isoformat(timespec="seconds"),
            },
            as_json=as_json,
        )


@receipts_app.command("show")
def show_receipt(
    reference: Reference,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the picture; a new file.")],
    config: Config = None,
) -> None:
    """Write the picture of a receipt to a file that only you can read."""
    from storage import receipts

    with opened(config) as app, app.store.reading() as connection:
        found = receipts.picture(connection, app.store.secrets, reference)
    if found is None:
        fail(f"{reference}: there is no picture of a receipt with this reference, or it was erased")
    data, media_type = found
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as target:
        target.write(data)
    print(f"{file}: {media_type}; it holds personal data, erase it when you have looked")


@receipts_app.command("verify")
def verify_receipt(reference: Reference, amount: Amount, paid_on: PaidOn, config: Config = None) -> None:
    """The receipt is right: settle what was paid."""
    from bot import office

    rupiah, day = _rupiah(amount), _day(paid_on)
    _tell(do(config, lambda hand: office.verify_receipt(hand, reference, rupiah, day)))


@receipts_app.command("refuse")
def refuse_receipt(
    reference: Reference,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; its sender reads it.")],
    config: Config = None,
) -> None:
    """The receipt is not right; its sender is told why."""
    from bot import office

    is_new = do(config, lambda hand: office.refuse_receipt(hand, reference, reason))
    print(f"{reference}: {'refused' if is_new else 'it was refused before'}")


@payments_app.command("confirm")
def confirm_payment(
    reference: Annotated[str, typer.Argument(metavar="REF", help="Of a bill or of a nomination.")],
    amount: Amount,
    paid_on: PaidOn,
    config: Config = None,
) -> None:
    """Confirm by hand that a bill or a nomination was paid."""
    from bot import office

    rupiah, day = _rupiah(amount), _day(paid_on)
    _tell(do(config, lambda hand: office.confirm_payment(hand, reference, rupiah, day)))


@payments_app.command("accept")
def accept_payment(payment: PaymentId, config: Config = None) -> None:
    """Settle a payment that seemed to be another one told again, and is one of its own."""
    from bot import office

    _tell(do(config, lambda hand: office.accept_double(hand, payment)))


@payments_app.command("assign")
def assign_payment(
    payment: PaymentId,
    nomination: Annotated[str, typer.Argument(metavar="REF", help="Of the nomination it is for.")],
    config: Config = None,
) -> None:
    """Settle a payment that was nobody's for this nomination."""
    from bot import office

    _tell(do(config, lambda hand: office.assign(hand, payment, nomination)))


@registrations_app.command("decide")
def decide_other_cover(
    reference: Annotated[str, typer.Argument(metavar="REF", help="As its task other_cover names it.")],
    decision: Annotated[str, typer.Argument(metavar="change|stay", help="change: the other cover ends.")],
    config: Config = None,
) -> None:
    """Decide, after speaking with the worker, between two covers of one NIK."""
    from bot import office

    if decision not in ("change", "stay"):
        raise typer.BadParameter("is change or stay", param_hint="decision")
    chosen: Literal["change", "stay"] = "change" if decision == "change" else "stay"
    do(config, lambda hand: office.decide_other_cover(hand, reference, chosen))
    print(f"{reference}: {'it takes the place of the other cover' if chosen == 'change' else 'declined'}")


@registrations_app.command("allow")
def lift_pause(config: Config = None) -> None:
    """Let someone be invited again who said no and changed their mind; the NIK is asked for."""
    from bot import office

    nik = typer.prompt("NIK", hide_input=sys.stdin.isatty()).strip()
    if not do(config, lambda hand: office.lift_pause(hand, nik)):
        fail("nobody with this NIK said no lately")
    print("they may be invited again")


@contextmanager
def opened(config: Path | None) -> Iterator[App]:
    """The app of these settings; it is closed in the end."""
    from bot.app import build
    from bot.settings import load

    app = build(load(config))
    try:
        yield app
    finally:
        asyncio.run(app.close())


def do(config: Path | None, work: Callable[[Hand], T]) -> T:
    with opened(config) as app:
        return at_work(app, work)


def at_work(app: App, work: Callable[[Hand], T]) -> T:
    """As the operator, in one transaction; what cannot be done is said in a line, and leaves nothing."""
    from bot.hand import CannotBeDone

    try:
        with app.store.writing() as connection:
            return work(_hand(app, connection))
    except CannotBeDone as error:
        fail(str(error))


def _hand(app: App, connection: Connection) -> Hand:
    from bot.hand import OPERATOR, Hand

    return Hand(connection, app.store.secrets, app.office, app.times.now(), OPERATOR)


def _tell(verdict: Verdict) -> None:
    from flows.rules.money import show_rupiah

    months = ", ".join(verdict.months) or "no month yet"
    print(
        f"{verdict.payment_id}: {verdict.verdict}, {verdict.nomination or 'known before'}: "
        f"{months}; {show_rupiah(verdict.credit)} kept"
    )


def _rupiah(text: str) -> int:
    from bot.coverage.cells import rupiah

    try:
        return rupiah(text, "the amount")
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--amount") from None


def _day(text: str) -> date:
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("is a day as 2026-12-31", param_hint="--paid-on") from None


def _print(row: Mapping[str, object], *, as_json: bool) -> None:
    shown = (str(value) for value in row.values() if value is not None)
    print(json.dumps(dict(row)) if as_json else "  ".join(shown))


def fail(line: str) -> NoReturn:
    print(line, file=sys.stderr)
    raise typer.Exit(1)
