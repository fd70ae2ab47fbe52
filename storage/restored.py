"""What is set right in a database that was restored: the system it is a copy of lived on after the copy.

What that one did is not in it, so nothing of the kind is done again by itself: no message that waited then is
sent, nobody is reminded or told of what was due since, and what waited for its turn is not answered. It is
all kept, and the operator decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, func, literal, select, text, update
from sqlalchemy.dialects.postgresql import REGCLASS

from storage.dialect import insert_into, is_sqlite
from storage.marks import mark, set_mark
from storage.tables import (
    IS_INVITED,
    broadcasts,
    inbox,
    leases,
    link_codes,
    nominations,
    outbox,
    sessions,
    settings,
    sign_in_tokens,
)
from storage.withheld import RESTORED, STILL_ANSWERS, HeldBack, hold_back

SKIPPED = 1_000_000
"""numbers of messages, which the system that lived on may have given"""
_RESTORED = "restored.at"
_RECONCILED = "whatsapp.reconciled:"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How many days invitations are open, in the office's zone."""

    zone: ZoneInfo
    invited_days: int


@dataclass(frozen=True, slots=True)
class Settled:
    """How much was set right. `set_aside`: events that waited for their turn; `reconciled`: accounts of
    WhatsApp that are not asked for what people wrote between the copy and now."""

    messages: HeldBack
    set_aside: int
    reminders: int
    expired: int
    reconciled: int
    broadcasts: int


def settle(connection: Connection, now: datetime, tolerance: Tolerance) -> Settled:
    """Set all of it right, in the transaction that restores."""
    for table in (leases, link_codes, sign_in_tokens, sessions):
        connection.execute(delete(table))
    _number_anew(connection, now)
    settled = Settled(
        messages=hold_back(connection, now),
        set_aside=_set_aside(connection, now),
        reminders=_reminded_no_more(connection),
        expired=_expire_silently(connection, now, tolerance),
        reconciled=_reconcile_from(connection, now),
        broadcasts=_pause_broadcasts(connection),
    )
    set_mark(connection, _RESTORED, now.isoformat())
    return settled


def _pause_broadcasts(connection: Connection) -> int:
    """Nobody knows to whom those that were going out went since; whoever resumes one decides it."""
    at_work = broadcasts.c.status.in_(("freezing", "running"))
    paused = update(broadcasts).where(at_work).values(status="paused", paused_because=RESTORED)
    return connection.execute(paused).rowcount


def _number_anew(connection: Connection, now: datetime) -> None:
    """The system that lived on gave numbers, too, and its messages are told of by them for days: to none of
    them a message of this one answers.
    """
    greatest = connection.scalar(select(func.max(outbox.c.id))) or 0
    if not is_sqlite(connection):
        sequence = func.pg_get_serial_sequence(outbox.name, outbox.c.id.name)
        connection.execute(select(func.setval(sequence.cast(REGCLASS), greatest + SKIPPED)))
        return
    # SQLite counts on from the greatest there is, and has no other place to remember one
    last = {
        "id": outbox.c.id + SKIPPED,
        "key": literal(f"restored:{now.isoformat()}"),
        "person_id": outbox.c.person_id,
        "reply_to": outbox.c.reply_to,
        "priority": outbox.c.priority,
        "status": literal("sent"),
        "kind": outbox.c.kind,
        "purpose": outbox.c.purpose,
        "attempts": literal(0),
        "uncertain_count": literal(0),
        "parts_sent": literal(0),
        "fell_back": literal(False),
        "created_at": outbox.c.created_at,
    }
    rows = select(*last.values()).where(outbox.c.id == greatest)
    connection.execute(insert_into(connection, outbox).from_select(list(last), rows))


def _set_aside(connection: Connection, now: datetime) -> int:
    """What waited for its turn had it since, and was answered; taken again it would be answered twice."""
    old = (inbox.c.status == "waiting") & (inbox.c.received_at <= now - STILL_ANSWERS)
    failed = {
        "status": "failed",
        "error": "it waited when the backup was made; replay it if nobody answered",
        "handled_at": now,
    }
    return connection.execute(update(inbox).where(old).values(failed)).rowcount


def _reminded_no_more(connection: Connection) -> int:
    """How many invitations are in the copy: who said no since, or STOP, is asked for an answer no more."""
    open_now = select(func.count()).select_from(nominations).where(text(IS_INVITED))
    return connection.scalar(open_now) or 0


def restored_at(connection: Connection) -> datetime | None:
    """Until when the system of which this is a copy lived on, and said what was due; None: it is no copy."""
    known = mark(connection, _RESTORED)
    return datetime.fromisoformat(known) if known else None


def _expire_silently(connection: Connection, now: datetime, tolerance: Tolerance) -> int:
    """Who invited them was told; the key of that message (bot/invitations.py) is taken, so that it goes out
    once."""
    first = now.astimezone(tolerance.zone).date() - timedelta(days=tolerance.invited_days)
    over = nominations.c.nominated_at < datetime.combine(first, time(), tolerance.zone)
    told = {
        "key": nominations.c.reference + ":expired",
        "person_id": nominations.c.participant_id,
        "priority": literal(1),
        "status": literal("withheld"),
        "withheld_because": literal("cancelled"),
        "kind": literal("say"),
        "purpose": literal("confirmation"),
        "attempts": literal(0),
        "uncertain_count": literal(0),
        "parts_sent": literal(0),
        "fell_back": literal(False),
        "created_at": literal(now, outbox.c.created_at.type),
    }
    rows = select(*told.values()).where(text(IS_INVITED), over)
    statement = insert_into(connection, outbox).from_select(list(told), rows)
    return connection.execute(statement.on_conflict_do_nothing()).rowcount


def _reconcile_from(connection: Connection, now: datetime) -> int:
    """What was written meanwhile was answered by the system that is gone; it is not to be answered again."""
    theirs = settings.c.name.startswith(_RECONCILED, autoescape=True)
    return connection.execute(update(settings).where(theirs).values(value=now.isoformat())).rowcount
