"""The links that people open to write to us; Telegram tells what the bot is called, and it is remembered."""

from __future__ import annotations

import asyncio
from functools import partial

import structlog

from bot.app import App
from bot.channels.telegram import Telegram
from bot.doors import Doors
from storage.marks import mark, set_mark

_log = structlog.get_logger()


def recall_links(app: App, doors: Doors) -> None:
    """What is known before anyone was asked: links are needed while Telegram is away, too."""
    if doors.whatsapp is not None:
        number = doors.whatsapp.account.removeprefix("+")
        _keep(app, doors.whatsapp.name, f"https://wa.me/{number}?text=", "MULAI%20", "HUBUNGKAN%20")
    if doors.telegram is not None:
        with app.store.reading() as conn:
            name = mark(conn, _mark(doors.telegram))
        if name:
            _keep_bot(app, doors.telegram, name)


async def learn_name(app: App, telegram: Telegram, stop: asyncio.Event) -> None:
    """Ask Telegram what the bot is called, until it tells or `stop` is set."""
    name = await telegram.learn_name(stop)
    if not name or not _keep_bot(app, telegram, name):
        return
    try:
        await app.write(partial(set_mark, name=_mark(telegram), value=name))
    except Exception:  # it is told again at the next start
        _log.exception("links.name_not_kept")


def _mark(telegram: Telegram) -> str:
    return f"telegram_name:{telegram.account}"


def _keep_bot(app: App, telegram: Telegram, name: str) -> bool:
    """https://core.telegram.org/bots/features#deep-linking; False: it is what was known."""
    return _keep(app, telegram.name, f"https://t.me/{name}?start=", "", "link-")


def _keep(app: App, channel: str, opens: str, before_token: str, before_code: str) -> bool:
    """What opens a chat with a first message to be sent."""
    links = (f"{opens}{before_token}{{token}}", f"{opens}{before_code}{{code}}")
    known = (app.links.invitations.get(channel), app.links.accounts.get(channel))
    app.links.invitations[channel], app.links.accounts[channel] = links
    return known != links
