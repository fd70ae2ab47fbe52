"""Messages that are held back: seen, released, or given up.

After a restore nobody knows which of the messages that waited in the backup were sent since. So only what is
young enough goes out by itself; the others wait for the operator, as `restored`, and with them what waited
for a template in the backup. What is withheld because the person wants none of it, or because it is too late,
is never released; what waits for a template (`no_template`) is released by the person, who writes, or decided
anew when a template was approved.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from storage.marks import mark
from storage.outbox import waiting_again
from storage.tables import addresses, outbox, people

STILL_ANSWERS = timedelta(minutes=10)
"""Someone who wrote that long ago still waits for the reply, and would rather have it twice than not."""
RESTORED = "restored"

_WAITS = outbox.c.status.in_(("waiting", "claimed"))


@dataclass(frozen=True, slots=True)
class Withheld:
    """A message that is held back, for the operator. Holds nothing personal; `person` is a reference."""

    id: int
    person: str
    because: str
    purpose: str
    priority: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class HeldBack:
    """How many messages: `withheld`, to be released; `uncertain`, perhaps sent; `going`, still sent."""

    withheld: int
    uncertain: int
    going: int


def hold_back(connection: Connection, now: datetime) -> HeldBack:
    """Of a restored database: keep what is not certainly unsent from going out again.

    What was being sent is uncertain, and not sent again, be it a reply: the living system did that.
    """
    attempting = {
        "status": "uncertain",
        "uncertain_count": outbox.c.uncertain_count + 1,
        "claimed_by": None,
        "lease_until": None,
        "error": "it was being sent when the backup was made",
    }
    uncertain = _change(connection, outbox.c.status == "attempting", attempting)
    young = and_(outbox.c.priority == 0, outbox.c.created_at > now - STILL_ANSWERS)
    kept = {**waiting_again(), "status": "withheld", "withheld_because": RESTORED}
    for_template = and_(outbox.c.status == "withheld", outbox.c.withheld_because == "no_template")
    withheld = _change(connection, or_(and_(_WAITS, ~young), for_template), kept)
    going = _change(connection, _WAITS, waiting_again())
    return HeldBack(withheld, uncertain, going)


def held(connection: Connection, limit: int = 1000) -> list[Withheld]:
    """What is held back, for whatever reason, newest first."""
    columns = outbox.c
    query = (
        select(
            columns.id,
            people.c.reference,
            columns.withheld_because,
            columns.purpose,
            columns.priority,
            columns.created_at,
        )
        .join(people, people.c.id == columns.person_id)
        .where(columns.status == "withheld")
        .order_by(columns.id.desc())
        .limit(limit)
    )
    return [Withheld(*row) for row in connection.execute(query)]


def release(connection: Connection, ids: Collection[int] | None = None) -> int:
    """Let these messages of a restored database go out, or with None all of them; how many.

    One whose content was erased meanwhile stays where it is.
    """
    theirs = and_(_is_restored(ids), outbox.c.body_sealed.is_not(None))
    return _change(connection, theirs, {**waiting_again(), "withheld_because": None})


def decide_anew(connection: Connection, channel: str, account: str, since: datetime) -> int:
    """Let the sender of this account look again at what waits for a template; how many messages.

    Only what was made since then, and since the last restore: what waited in a backup was perhaps sent.
    """
    restored_at = mark(connection, "restored.at")
    since = max(since, datetime.fromisoformat(restored_at)) if restored_at else since
    reached = select(addresses.c.person_id).where(
        addresses.c.channel == channel, addresses.c.account == account
    )
    theirs = and_(
        outbox.c.status == "withheld",
        outbox.c.withheld_because == "no_template",
        outbox.c.created_at > since,
        outbox.c.body_sealed.is_not(None),
        outbox.c.person_id.in_(reached),
    )
    return _change(connection, theirs, {**waiting_again(), "withheld_because": None})


def drop(connection: Connection, ids: Collection[int] | None = None) -> int:
    """Give these messages of a restored database up, or with None all of them, and erase what they held."""
    given_up = {"withheld_because": "cancelled", "body_sealed": None, "text_sealed": None}
    return _change(connection, _is_restored(ids), given_up)


def _is_restored(ids: Collection[int] | None) -> ColumnElement[bool]:
    restored = and_(outbox.c.status == "withheld", outbox.c.withheld_because == RESTORED)
    return restored if ids is None else and_(restored, outbox.c.id.in_(list(ids)))


def _change(connection: Connection, which: ColumnElement[bool], values: dict[str, Any]) -> int:
    return connection.execute(update(outbox).where(which).values(values)).rowcount
