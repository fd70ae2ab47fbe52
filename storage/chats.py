"""What was written and sent in one chat, as long as retention keeps it: to show it again after a restart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, or_, select

from storage.secrets import Secrets
from storage.tables import inbox, outbox, people


@dataclass(frozen=True, slots=True)
class Written:
    """What came in, as it came."""

    id: int
    at: datetime
    raw: bytes


@dataclass(frozen=True, slots=True)
class SentMessage:
    """What went out: its text as it was read, and the message it was made of (flows.stored)."""

    id: int
    at: datetime
    text: str
    body: bytes | None
    lang: str


def was_erased(conn: Connection, person_id: int, channel: str) -> bool:
    """Was some of what this person wrote or read here erased?"""
    came = exists().where(
        inbox.c.person_id == person_id, inbox.c.channel == channel, inbox.c.raw_sealed.is_(None)
    )
    went = exists().where(
        outbox.c.person_id == person_id,
        outbox.c.channel == channel,
        outbox.c.status == "sent",
        outbox.c.kind != "delete",
        outbox.c.text_sealed.is_(None),
    )
    return bool(conn.scalar(select(or_(came, went))))


def chat_of(
    conn: Connection, secrets: Secrets, person_id: int, channel: str, limit: int = 200
) -> list[Written | SentMessage]:
    """The newest of a person's chat on this channel, oldest first."""
    came = (
        select(inbox.c.id, inbox.c.received_at, inbox.c.raw_sealed)
        .where(inbox.c.person_id == person_id, inbox.c.channel == channel, inbox.c.raw_sealed.is_not(None))
        .order_by(inbox.c.id.desc())
        .limit(limit)
    )
    went = (
        select(outbox.c.id, outbox.c.sent_at, outbox.c.text_sealed, outbox.c.body_sealed, people.c.lang)
        .join(people, people.c.id == outbox.c.person_id)
        .where(
            outbox.c.person_id == person_id,
            outbox.c.channel == channel,
            outbox.c.status == "sent",
            outbox.c.text_sealed.is_not(None),
        )
        .order_by(outbox.c.id.desc())
        .limit(limit)
    )
    chat: list[Written | SentMessage] = [
        Written(row.id, row.received_at, secrets.open(row.raw_sealed)) for row in conn.execute(came)
    ]
    chat += [
        SentMessage(
            row.id,
            row.sent_at,
            secrets.open_text(row.text_sealed),
            secrets.open(row.body_sealed) if row.body_sealed is not None else None,
            row.lang,
        )
        for row in conn.execute(went)
    ]
    return sorted(chat, key=lambda one: (one.at, isinstance(one, SentMessage), one.id))[-limit:]
