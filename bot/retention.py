"""What is too old is erased: what people wrote and read, drafts, receipts, and files never finished."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

import structlog

from bot import invitations
from bot.app import App
from bot.writer import Priority
from storage import imports
from storage.clock import doubted_until
from storage.retention import Found, Limits, Old, too_old

_log = structlog.get_logger()


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
