"""What `sertakan serve` runs until a signal: Telegram in by polling, the public web, sender and ticks."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Collection, Coroutine, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from bot import invitations
from bot.app import App, CannotStart
from bot.channels import Channel
from bot.channels.telegram import Telegram
from bot.coverage import receipts
from bot.scheduler import Scheduler, Tick
from bot.turns import Turns
from bot.web import server as web
from bot.web.public import application
from bot.writer import Priority
from flows.render import LANGUAGES, command_list
from storage import imports
from storage.clock import doubted_until
from storage.marks import mark, set_mark
from storage.retention import Found, Limits, Old, too_old

CATCH_UP_SECONDS = 2.0

_log = structlog.get_logger()


def serve(app: App, roles: Collection[str]) -> None:
    """Run these roles until SIGTERM or SIGINT; what is in hand is finished. Closes the app."""
    asyncio.run(_serve(app, roles))


async def _serve(app: App, roles: Collection[str]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        app.become_real()
        await run(app, roles, stop)
    finally:
        await app.close()


async def run(app: App, roles: Collection[str], stop: asyncio.Event) -> None:
    """Run these roles until `stop` is set."""
    token = app.settings.telegram.token
    if token is None:
        raise CannotStart(
            "telegram.token is not set; without it there is only the demo (sertakan serve --demo)"
        )
    telegram = Telegram(token.get_secret_value(), app.settings.telegram.api_url)
    server = app.settings.server
    listening = web.listen(server.host, server.port) if "web" in roles else None
    await asyncio.to_thread(_recall_name, app, telegram)
    _log.info("serve.started", roles=sorted(roles), channel="telegram")
    try:
        async with asyncio.TaskGroup() as tasks:
            for work in _works(app, telegram, roles, stop, listening):
                tasks.create_task(work)
    finally:
        await telegram.close()
        if listening is not None:
            listening.close()
    _log.info("serve.stopped")


def _works(
    app: App,
    telegram: Telegram,
    roles: Collection[str],
    stop: asyncio.Event,
    listening: socket.socket | None,
) -> list[Coroutine[Any, Any, None]]:
    works: list[Coroutine[Any, Any, None]] = [_learn_name(app, telegram, stop)]
    wake: Callable[[], None] = lambda: None  # noqa: E731  the default of a role that runs elsewhere
    if "sender" in roles:
        sender = app.sender(telegram, app.telegram_pace())
        wake = sender.wake
        works += [sender.run(), _when_set(stop, sender.stop)]
    if "web" in roles:
        works += _incoming(app, telegram, app.turns([telegram], wake), stop)
    if listening is not None:
        works.append(web.serve(application(app, wake), listening, stop))
    if "scheduler" in roles:
        works.append(Scheduler(ticks(app, [telegram]), app.times.monotonic).run(stop))
    return works


def _incoming(
    app: App, telegram: Telegram, turns: Turns, stop: asyncio.Event
) -> list[Coroutine[Any, Any, None]]:
    lease = app.lease(f"polling:telegram:{telegram.account}")

    async def poll() -> None:
        await telegram.poll(turns.take, stop, app.new_id, lease.is_held)
        await turns.close()
        await lease.give_back()

    return [poll(), lease.keep(stop), _catch_up(turns, stop), _show_commands(telegram, stop)]


def _recall_name(app: App, telegram: Telegram) -> None:
    """What the bot was called when it last told: links are needed while Telegram is away, too."""
    with app.store.reading() as conn:
        name = mark(conn, _name_mark(telegram))
    if name:
        app.links.invitations[telegram.name] = _invitation_link(name)


async def _learn_name(app: App, telegram: Telegram, stop: asyncio.Event) -> None:
    name = await telegram.learn_name(stop)
    if not name:
        return
    link = _invitation_link(name)
    if app.links.invitations.get(telegram.name) != link:
        app.links.invitations[telegram.name] = link
        try:
            await app.write(partial(set_mark, name=_name_mark(telegram), value=name))
        except Exception:  # it is told again at the next start
            _log.exception("serve.name_not_kept")


def _name_mark(telegram: Telegram) -> str:
    return f"telegram_name:{telegram.account}"


def _invitation_link(name: str) -> str:
    """https://core.telegram.org/bots/features#deep-linking"""
    return f"https://t.me/{name}?start={{token}}"


async def _show_commands(telegram: Telegram, stop: asyncio.Event) -> None:
    """Telegram lists the words that are heard anywhere, in both languages."""
    await telegram.set_commands({lang: command_list(lang) for lang in LANGUAGES}, stop)


async def _catch_up(turns: Turns, stop: asyncio.Event) -> None:
    """Take what waits: left by a crash, by another process, or by a database that was away."""
    while not stop.is_set():
        try:
            await turns.catch_up()
        except Exception:
            _log.exception("serve.catch_up_failed")
        try:
            await asyncio.wait_for(stop.wait(), CATCH_UP_SECONDS)
        except TimeoutError:
            continue


async def _when_set(stop: asyncio.Event, act: Callable[[], None]) -> None:
    await stop.wait()
    act()


def ticks(app: App, channels: Sequence[Channel] = ()) -> tuple[Tick, ...]:
    """What is done every so often; receipts are fetched from these channels."""
    return (
        Tick("retention", timedelta(hours=1), lambda: erase_old(app)),
        Tick("invitations", timedelta(minutes=1), lambda: invitations.remind_and_expire(app)),
        Tick("consents", timedelta(minutes=1), lambda: invitations.seal(app)),
        Tick("receipts", timedelta(seconds=30), lambda: receipts.look_after(app, channels)),
    )


async def erase_old(app: App) -> dict[str, int]:
    """Erase what is too old, chunk by chunk; how many rows of each kind. Nothing while the clock is doubted.

    Replies wait for no more than one chunk: what is old is looked for beside the writer.
    """
    now = app.times.now()
    until = await app.write(partial(doubted_until, now=now), Priority.BULK)
    if until is not None:
        _log.error(
            "retention.clock_doubted",
            clock=now.isoformat(timespec="seconds"),
            what_to_do="the clock leapt ahead, or nothing ran for days: if it is wrong, set it right; "
            f"if it is right, do nothing. Nothing is erased before {until.isoformat(timespec='seconds')}",
        )
        return {}
    days = app.settings.privacy.retention
    limits = Limits(days.drafts_days, days.messages_days, days.receipts_days)
    counts = {name: await _erase(app, old) for name, old in too_old(limits, now).items()}
    begun_before = now - timedelta(days.drafts_days)
    counts["imports"] = await app.write(
        partial(imports.forget_abandoned, begun_before=begun_before), Priority.BULK
    )
    return counts | {"leftovers": await invitations.erase_leftovers(app, timedelta(days=3))}


async def _erase(app: App, old: Old) -> int:
    rows, after = 0, 0
    while True:
        found = await asyncio.to_thread(_find, app, old, after)
        if found.ids:
            rows += await app.write(partial(old.erase, ids=found.ids), Priority.BULK)
        if found.next_id is None:
            return rows
        after = found.next_id


def _find(app: App, old: Old, after: int) -> Found:
    with app.store.reading() as conn:
        return old.find(conn, after)
