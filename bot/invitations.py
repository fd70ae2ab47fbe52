"""The ticks of consent: who has not answered is reminded once, then erased; what was answered is sealed.

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
from bot.facts import ends_at, last_day, open_since
from bot.writer import Priority
from flows import notices
from flows.types import Office
from storage import Secrets, endings, erasure, evidence, invitations, nominations, people
from storage.clock import doubted_until
from storage.invitations import NewInvitation
from storage.nominations import NominationRow

CHUNK = 20
"""invitations in one transaction: erasing one touches all that two people wrote"""
JUST_NOW = timedelta(minutes=15)
"""How long after an erasure what was on its way is looked for at every tick; later, with the retention."""

T = TypeVar("T")


async def remind_and_expire(app: App) -> dict[str, int]:
    """Remind who waits, and erase who waited in vain, with what was on its way; how many of each."""
    return {
        "reminded": await remind(app),
        "expired": await expire(app),
        "leftovers": await erase_leftovers(app, JUST_NOW),
    }


async def remind(app: App) -> int:
    """Bring invitations to mind that nobody answered for as long as the office says, once; how many."""
    number, after = 0, 0
    while True:
        now, office = app.times.now(), app.office
        between = (open_since(office, now), now - timedelta(days=2))
        find = partial(invitations.to_remind, invited_between=between, after=after, limit=CHUNK)
        ids = await _read(app, find)
        if not ids:
            return number
        number += await app.write(
            partial(_remind, secrets=app.store.secrets, ids=ids, office=office, now=now), Priority.NUDGE
        )
        after = ids[-1]


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


def _remind(
    connection: Connection, secrets: Secrets, ids: Sequence[int], office: Office, now: datetime
) -> int:
    """Marked and told in one transaction. Who wants no reminders gets none."""
    marked = invitations.mark_reminded(connection, ids, now)
    rows = nominations.by_ids(connection, secrets, marked)
    quiet = people.opted_out(connection, {_reminded(row) for row in rows.values()})
    waiting = [row for row in rows.values() if _reminded(row) not in quiet]
    tokens = {row.id: secrets.token("invitation", row.reference) for row in waiting}
    new = [NewInvitation(row.reference, tokens[row.id], row.participant_id) for row in waiting]
    invitations.keep(connection, secrets, new, now)
    tell(connection, secrets, [_reminder(row, tokens[row.id], office) for row in waiting], now)
    return len(waiting)


def _reminded(row: NominationRow) -> int:
    """The worker, once they opened it; else who can pass it on once more."""
    return row.worker_id if row.worker_id is not None else row.participant_id


def _reminder(row: NominationRow, token: str, office: Office) -> Letter:
    notice = notices.invitation_reminder(
        row.name,
        token,
        last_day(row.nominated_at, office),
        office,
        to="worker" if row.worker_id is not None else "participant",
        sponsor=row.payer,
    )
    over_at = ends_at(row.nominated_at, office)
    return Letter(f"{row.reference}:reminder", _reminded(row), notice, "reminder", over_at)


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
