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
        app.links.invitations[doors.whatsapp.name] = _of_number(doors.whatsapp.account)
    if doors.telegram is not None:
        with app.store.reading() as conn:
            name = mark(conn, _mark(doors.telegram))
        if name:
            app.links.invitations[doors.telegram.name] = _of_bot(name)


async def learn_name(app: App, telegram: Telegram, stop: asyncio.Event) -> None:
    """Ask Telegram what the bot is called, until it tells or `stop` is set."""
    name = await telegram.learn_name(stop)
    if not name or app.links.invitations.get(telegram.name) == _of_bot(name):
        return
    app.links.invitations[telegram.name] = _of_bot(name)
    try:
        await app.write(partial(set_mark, name=_mark(telegram), value=name))
    except Exception:  # it is told again at the next start
        _log.exception("links.name_not_kept")


def _mark(telegram: Telegram) -> str:
    return f"telegram_name:{telegram.account}"


def _of_bot(name: str) -> str:
    """https://core.telegram.org/bots/features#deep-linking"""
    return f"https://t.me/{name}?start={{token}}"


def _of_number(number: str) -> str:
    """Opens a chat with a first message to be sent: https://faq.whatsapp.com/5913398998672934"""
    return f"https://wa.me/{number.removeprefix('+')}?text=MULAI%20{{token}}"
