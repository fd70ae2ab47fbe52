"""Is the clock to be believed before something is erased for good? See docs/decisions/0006."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from storage.marks import forget, mark, set_mark
from storage.tables import inbox

LEAP = timedelta(days=3)
"""A longer step between two looks is doubted: more than a weekend."""
DOUBT = timedelta(hours=24)
"""How long the doubt lasts, in which someone can set a wrong clock right."""

_SEEN, _DOUBTED = "clock.seen", "clock.doubted"


def doubted_until(connection: Connection, now: datetime) -> datetime | None:
    """When to believe a clock that leapt ahead since the last look; None: it is believed now.

    Once believed, or set back to where it was, it is what the next look is measured by.
    """
    seen = _remembered(connection, _SEEN) or _newest_message(connection)
    if seen is not None and now > seen + LEAP:
        doubted = _remembered(connection, _DOUBTED)
        if doubted is None or not doubted <= now <= doubted + LEAP:
            set_mark(connection, _DOUBTED, now.isoformat())
            return now + DOUBT
        if now < doubted + DOUBT:
            return doubted + DOUBT
    believe(connection, now)
    return None


def believe(connection: Connection, now: datetime) -> None:
    """The clock was moved to here on purpose, as only a demo's is: the next look is measured by it."""
    set_mark(connection, _SEEN, now.isoformat())
    forget(connection, _DOUBTED)


def _remembered(connection: Connection, name: str) -> datetime | None:
    value = mark(connection, name)
    return datetime.fromisoformat(value) if value else None


def _newest_message(connection: Connection) -> datetime | None:
    """For a database that was never looked after, such as one filled in the terminal."""
    return connection.scalar(select(inbox.c.received_at).order_by(inbox.c.id.desc()).limit(1))
