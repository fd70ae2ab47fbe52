"""The ticks of consent: who has not answered in time is erased; what was answered is sealed.

Each is done in short transactions, finds in the database what is to be done, and does nothing twice, whatever
stops it and however many processes run it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection

from bot.app import App
from bot.coverage.telling import Letter, tell
from bot.facts import open_since
from bot.writer import Priority
from flows import notices
from flows.types import Office
from storage import Secrets, endings, erasure, evidence, invitations
from storage.clock import doubted_until

CHUNK = 20
"""invitations in one transaction: erasing one touches all that two people wrote"""
JUST_NOW = timedelta(minutes=15)
"""How long after an erasure what was on its way is looked for at every tick; later, with the retention."""

T = TypeVar("T")


async def expire_all(app: App) -> dict[str, int]:
    """Erase who was waited for in vain, with what was on its way; how many of each."""
    return {"expired": await expire(app), "leftovers": await erase_leftovers(app, JUST_NOW)}


async def expire(app: App) -> int:
    """Erase workers who did not answer in time, and tell who invited them. Not while the clock is doubted.

    That it is doubted is said by the retention (bot/retention.py).
    """
    number = 0
    while True:
        now, office = app.times.now(), app.office
        if await app.write(partial(doubted_until, now=now), Priority.BULK) is not None:
            return number
        find = partial(invitations.to_expire, invited_before=open_since(office, now), limit=CHUNK)
        ids = await _read(app, find)
        if not ids:
            return number
        number += await app.write(
            partial(_expire, secrets=app.store.secrets, ids=ids, office=office, now=now), Priority.BULK
        )


async def erase_leftovers(app: App, since: timedelta) -> int:
    """Erase what was on its way when a worker was erased, not longer ago than this; how many messages."""
    found = await _read(app, partial(erasure.leftovers, erased_after=app.times.now() - since))
    for received, sent in _pages(found.received, found.sent):
        await app.write(partial(erasure.erase_leftovers, received=received, sent=sent), Priority.BULK)
    return len(found.received) + len(found.sent)


async def seal(app: App) -> int:
    """Append what people agreed to since to the chain; how many."""
    number = 0
    while True:
        work = partial(evidence.seal, secrets=app.store.secrets, now=app.times.now())
        sealed = await app.write(work, Priority.BULK)
        number += sealed
        if sealed < evidence.CHUNK:
            return number


def _expire(
    connection: Connection, secrets: Secrets, ids: Sequence[int], office: Office, now: datetime
) -> int:
    rows = endings.expire(connection, secrets, list(ids), now)
    letters = [
        Letter(f"{row.reference}:expired", row.participant_id, notices.invitation_expired(row.name, office))
        for row in rows
    ]
    tell(connection, secrets, letters, now)
    return len(rows)


def _pages(received: Sequence[int], sent: Sequence[int]) -> list[tuple[Sequence[int], Sequence[int]]]:
    longest = max(len(received), len(sent))
    starts = range(0, longest, erasure.CHUNK)
    return [(received[i : i + erasure.CHUNK], sent[i : i + erasure.CHUNK]) for i in starts]


async def _read(app: App, work: Callable[[Connection], T]) -> T:
    """Beside the writer, so that no reply waits for a search."""

    def read() -> T:
        with app.store.reading() as connection:
            return work(connection)

    return await asyncio.to_thread(read)
