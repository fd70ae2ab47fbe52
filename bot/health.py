"""One look at everything that must be true for people to be served.

What is read is in storage/health.py, how it is judged in bot/promises.py. Alarms, the doctor, /readyz and the
metrics all tell what is found here.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot import hearing
from bot.app import App
from bot.channels import Channel
from bot.promises import ERASED_WITHIN, Disk, Marks, Promise, Seen, broken, promises
from bot.settings import Settings
from storage import Store, health
from storage.broadcasts import paused_by_themselves
from storage.contents import troubled
from storage.redactions import GIVEN_UP

LOOK_SECONDS = 20.0

_log = structlog.get_logger()


async def look(app: App, channels: Sequence[Channel] = (), deep: bool = False) -> list[Promise]:
    """Every promise as it stands now; of the configured accounts where no channels are given.

    `deep`: Telegram is asked, too, every five minutes at most, whether it reaches us.
    """
    accounts = tuple((one.name, one.account) for one in channels) or accounts_of(app.settings)
    try:
        async with asyncio.timeout(LOOK_SECONDS):
            if not await asyncio.to_thread(app.store.is_current):
                return [broken("database")]
            if deep:
                await hearing.ask_if_due(app)
            now = app.times.now()
            seen = await asyncio.to_thread(read, app.store, app.settings, accounts, now)
    except (SQLAlchemyError, TimeoutError) as error:
        _log.warning("health.not_read", error=type(error).__name__)
        return [broken("database")]
    return promises(seen)


def accounts_of(settings: Settings) -> tuple[tuple[str, str], ...]:
    """(channel, account) of what is configured."""
    token, number = settings.telegram.token, settings.whatsapp.from_
    found = [("telegram", token.get_secret_value().partition(":")[0])] if token else []
    return (*found, *([("whatsapp", number)] if number else []))


def read(store: Store, settings: Settings, accounts: tuple[tuple[str, str], ...], now: datetime) -> Seen:
    """What there is to judge, in one transaction that waits for nobody."""
    numbers = [account for channel, account in accounts if channel == "whatsapp"]
    with store.reading() as conn:
        return Seen(
            now=now,
            accounts=accounts,
            queues=health.queues(conn, now),
            inbox=health.inbox_waiting(conn),
            set_aside=health.set_aside(conn),
            failures=health.failures(conn, now - timedelta(hours=1)),
            marks=_marks(conn),
            leases=frozenset(health.leases_held(conn)),
            templates=[one for number in numbers for one in troubled(conn, number)],
            without_contents=tuple(one for one in numbers if not health.has_contents(conn, one)),
            still_at_platforms=health.still_at_platforms(conn, now - ERASED_WITHIN),
            unsealed_since=health.unsealed_since(conn),
            first_received_at=health.first_received_at(conn),
            disk=disk_of(settings.database.file),
            paused=paused_by_themselves(conn),
            is_posted_to=settings.telegram.mode == "webhook",
        )


def _marks(conn: Connection) -> Marks:
    return Marks(
        ticks=health.marks_of(conn, "tick:"),
        missed=health.marks_of(conn, "whatsapp.missed:"),
        storms=health.marks_of(conn, "refusals.storm:"),
        stopped=health.marks_of(conn, "sender.stopped:"),
        heard=health.marks_of(conn, hearing.MARK),
        backup=health.marks_of(conn, "backup.made").get(""),
        doubted=health.marks_of(conn, "clock.doubted").get(""),
        given_up=health.marks_of(conn, GIVEN_UP).get(""),
    )


def disk_of(file: Path | None) -> Disk | None:
    """The disk of a database file; None: there is none here."""
    folder = None if file is None else file.absolute().parent
    if folder is None or not folder.exists():
        return None
    usage = shutil.disk_usage(folder)
    return Disk(usage.free, usage.total)
