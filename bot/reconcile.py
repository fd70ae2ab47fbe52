"""What came in while nobody listened: Twilio delivers once, and lists afterwards what it delivered.

The list since the last look goes through the same inbox as the webhook, where each message is seen once. How
far was looked is a mark that moves when all of it was taken, so that a crash in between is made up for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlencode

import structlog
from sqlalchemy import Connection

from bot.channels import Inbound, NewId, Received
from bot.writer import Priority
from storage.marks import mark, set_mark
from storage.seen import seen
from storage.withheld import STILL_ANSWERS

if TYPE_CHECKING:
    from bot.app import App

OVERLAP = timedelta(minutes=15)
"""looked at again each time: Twilio lists by its own clock, and some messages late"""
SILENT_AFTER = timedelta(minutes=2)
"""a message that the webhook did not bring by then, it did not bring at all"""
CHUNK = 50

_log = structlog.get_logger()

Take = Callable[[Sequence[Received]], Awaitable[None]]


class Listed(Protocol):
    """A channel that can say afterwards what came in."""

    name: str
    account: str

    def parse(self, raw: bytes, new_id: NewId) -> Received | None: ...

    async def received(self, since: datetime) -> list[dict[str, str]]:
        """As the webhook's forms, oldest first; raises SendError."""


async def reconcile(app: App, whatsapp: Listed, take: Take) -> dict[str, int]:
    """Take what came in since the last look and was not taken; how much, and how much the webhook missed.

    The first look only remembers when it was: what was written before we were there is not answered.
    """
    started = app.times.now()
    looked = f"whatsapp.reconciled:{whatsapp.account}"
    since = await asyncio.to_thread(_looked_until, app, looked)
    if since is None:
        await app.write(partial(set_mark, name=looked, value=started.isoformat()), Priority.BULK)
        return {"new": 0, "missed": 0}
    forms = await whatsapp.received(await asyncio.to_thread(_look_from, app, min(since, started) - OVERLAP))
    new = missed = 0
    for start in range(0, len(forms), CHUNK):
        unseen = await _unseen(app, whatsapp, forms[start : start + CHUNK])
        if unseen:
            await take(unseen)
        new += len(unseen)
        missed += sum(_is_missed(one, started) for one in unseen)
    await app.write(lambda conn: _remember(conn, whatsapp, looked, started, missed), Priority.BULK)
    if missed:
        _log.error("whatsapp.webhook_was_silent", missed=missed, what_to_do="run: sertakan doctor")
    return {"new": new, "missed": missed}


def _looked_until(app: App, name: str) -> datetime | None:
    with app.store.reading() as conn:
        written = mark(conn, name)
    return datetime.fromisoformat(written) if written else None


def _look_from(app: App, since: datetime) -> datetime:
    """In a restored database not from before: the system that lived on answered what was written then."""
    with app.store.reading() as conn:
        restored_at = mark(conn, "restored.at")
    return max(since, datetime.fromisoformat(restored_at) - STILL_ANSWERS) if restored_at else since


async def _unseen(app: App, whatsapp: Listed, forms: Sequence[dict[str, str]]) -> list[Inbound]:
    """What cannot be read is left out: the webhook keeps such things, and a list of them is no use."""
    parsed = [whatsapp.parse(urlencode(form).encode(), app.new_id) for form in forms]
    inbounds = [one for one in parsed if isinstance(one, Inbound)]
    known = await asyncio.to_thread(_seen, app, whatsapp, [one.provider_id for one in inbounds])
    return [one for one in inbounds if one.provider_id not in known]


def _seen(app: App, whatsapp: Listed, provider_ids: Sequence[str]) -> set[str]:
    with app.store.reading() as conn:
        return seen(conn, whatsapp.name, whatsapp.account, provider_ids)


def _is_missed(one: Inbound, now: datetime) -> bool:
    return one.sent_at is not None and one.sent_at < now - SILENT_AFTER


def _remember(conn: Connection, whatsapp: Listed, looked: str, until: datetime, missed: int) -> None:
    """`missed` is read by who watches over the webhook: when it was found out, and how many."""
    set_mark(conn, looked, until.isoformat())
    if missed:
        set_mark(conn, f"whatsapp.missed:{whatsapp.account}", f"{until.isoformat()} {missed}")
