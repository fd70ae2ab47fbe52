"""What happened between us and one person, or with one nomination: the newest of each kind, in one order."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from sqlalchemy import ColumnElement, Connection, select, text

from storage.search import nominations_of
from storage.secrets import Secrets
from storage.tables import (
    HAS_CONTENT,
    HAS_RAW,
    bills,
    consents,
    contribution_months,
    deliveries,
    inbox,
    nominations,
    nudges,
    outbox,
    payments,
    receipts,
)

What: TypeAlias = Literal[
    "in", "out", "consent", "nominated", "ended", "bill", "payment", "receipt", "decided", "nudge"
]
MOST = 100
"""of each kind"""


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened. `about`: the reference of what it was about, "": of nothing but the person."""

    at: datetime
    what: What
    about: str = ""
    state: str = ""
    """a status, verdict, choice or outcome, as its table has it"""
    amount: int | None = None
    values: Mapping[str, str | None] = field(default_factory=dict)
    content: bytes | None = None
    """of "in": as it came; of "out": the message it is made of (flows.stored); None: erased"""
    text: str | None = None
    """of "out": as it was read; of "consent": the words that were agreed to"""


def of_person(connection: Connection, secrets: Secrets, person: int) -> list[Moment]:
    """Everything between us and them, newest first, with the nominations they are part of."""
    ids = nominations_of(connection, person, MOST)
    found = [
        *_came(connection, secrets, person),
        *_went(connection, secrets, person),
        *_nudged(connection, nudges.c.person_id == person),
        *_consented(connection, secrets, consents.c.person_id == person),
        *_of_nominations(connection, ids),
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


def of_nomination(connection: Connection, secrets: Secrets, id: int, reference: str) -> list[Moment]:
    """What happened with one nomination, newest first."""
    found = [
        *_nudged(connection, nudges.c.subject == reference),
        *_consented(connection, secrets, consents.c.nomination_reference == reference),
        *_of_nominations(connection, [id]),
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)


# --- messages ----------------------------------------------------------------------------------------


def _came(connection: Connection, secrets: Secrets, person: int) -> list[Moment]:
    # what is kept of one person has an index, of which these words are a part; what was erased is not told
    kept = (inbox.c.person_id == person, text(HAS_RAW))
    query = select(inbox).where(*kept).order_by(inbox.c.id.desc()).limit(MOST)
    return [
        Moment(
            row.received_at,
            "in",
            state=row.status,
            values={"channel": row.channel, "error": row.error},
            content=secrets.open(row.raw_sealed) if row.raw_sealed is not None else None,
        )
        for row in connection.execute(query)
    ]


def _went(connection: Connection, secrets: Secrets, person: int) -> list[Moment]:
    query = (
        select(outbox)
        .where(outbox.c.person_id == person, text(f"({HAS_CONTENT})"), outbox.c.kind != "delete")
        .order_by(outbox.c.id.desc())
        .limit(MOST)
    )
    rows = connection.execute(query).all()
    told = _told(connection, [row.id for row in rows])
    return [
        Moment(
            row.sent_at or row.attempted_at or row.created_at,
            "out",
            state=told.get(row.id, row.status) if row.status == "sent" else row.status,
            values={
                "channel": row.channel, "purpose": row.purpose, "kind": row.kind, "template": row.template,
                "because": row.withheld_because or row.error,
            },
            content=secrets.open(row.body_sealed) if row.body_sealed is not None else None,
            text=secrets.open_text(row.text_sealed) if row.text_sealed is not None else None,
        )
        for row in rows
    ]  # fmt: skip


def _told(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    """What the platform told last of each."""
    query = select(deliveries.c.outbox_id, deliveries.c.status).where(deliveries.c.outbox_id.in_(list(ids)))
    return {row.outbox_id: row.status for row in connection.execute(query.order_by(deliveries.c.at))}


def _nudged(connection: Connection, which: ColumnElement[bool]) -> list[Moment]:
    query = select(nudges).where(which).order_by(nudges.c.id.desc()).limit(MOST)
    return [
        Moment(row.at, "nudge", row.subject, row.outcome, values={"step": row.step, "because": row.reason})
        for row in connection.execute(query)
    ]  # fmt: skip


# --- consents, money ---------------------------------------------------------------------------------


def _consented(connection: Connection, secrets: Secrets, which: ColumnElement[bool]) -> list[Moment]:
    query = select(consents).where(which).order_by(consents.c.id.desc()).limit(MOST)
    return [
        Moment(
            row.at,
            "consent",
            row.nomination_reference or "",
            row.choice,
            values={"kind": row.kind, "way": row.way, "channel": row.channel},
            text=secrets.open_text(row.words_sealed) if row.words_sealed is not None else None,
        )
        for row in connection.execute(query)
    ]


def _of_nominations(connection: Connection, ids: Collection[int]) -> list[Moment]:
    if not ids:
        return []
    known = list(ids)
    return [
        *_nominated(connection, known),
        *_billed(connection, known),
        *_paid(connection, known),
        *_claimed(connection, known),
    ]


def _nominated(connection: Connection, ids: list[int]) -> list[Moment]:
    found = []
    for row in connection.execute(select(nominations).where(nominations.c.id.in_(ids))):
        found.append(Moment(row.nominated_at, "nominated", row.reference, row.status, row.amount))
        if row.ended_at is not None:
            why: dict[str, str | None] = {"reason": row.end_reason, "by": row.ended_by}
            found.append(Moment(row.ended_at, "ended", row.reference, row.status, values=why))
    return found


def _billed(connection: Connection, ids: list[int]) -> list[Moment]:
    query = (
        select(bills, nominations.c.reference.label("nomination"))
        .join(nominations, nominations.c.id == bills.c.nomination_id)
        .where(bills.c.nomination_id.in_(ids))
        .order_by(bills.c.id.desc())
        .limit(MOST)
    )
    return [
        Moment(
            row.created_at, "bill", row.nomination, row.status, row.amount,
            {"months": ", ".join(month for month, _ in json.loads(row.items)), "code": row.code},
        )
        for row in connection.execute(query)
    ]  # fmt: skip


def _paid(connection: Connection, ids: list[int]) -> list[Moment]:
    query = (
        select(payments, nominations.c.reference)
        .join(nominations, nominations.c.id == payments.c.nomination_id)
        .where(payments.c.nomination_id.in_(ids))
        .order_by(payments.c.id.desc())
        .limit(MOST)
    )
    rows = connection.execute(query).all()
    months = _months(connection, ids)
    return [
        Moment(
            row.paid_at, "payment", row.reference, row.verdict, row.amount,
            {"source": row.source, "months": ", ".join(months.get(row.payment_id, ())) or None},
        )
        for row in rows
    ]  # fmt: skip


def _months(connection: Connection, ids: list[int]) -> dict[str, list[str]]:
    """The months of the ledger that each payment filled."""
    month = contribution_months.c
    query = select(month.payment_reference, month.month).where(month.nomination_id.in_(ids))
    found: dict[str, list[str]] = {}
    for payment, filled in connection.execute(query.order_by(month.month)):
        found.setdefault(payment, []).append(filled)
    return found


def _claimed(connection: Connection, ids: list[int]) -> list[Moment]:
    query = (
        select(receipts, nominations.c.reference.label("nomination"))
        .join(nominations, nominations.c.id == receipts.c.nomination_id)
        .where(receipts.c.nomination_id.in_(ids))
        .order_by(receipts.c.id.desc())
        .limit(MOST)
    )
    found = []
    for row in connection.execute(query):
        found.append(Moment(row.claimed_at, "receipt", row.nomination, row.status))
        if row.decided_at is not None:
            why = {"reason": row.reason, "by": row.decided_by}
            found.append(Moment(row.decided_at, "decided", row.nomination, row.status, values=why))
    return found
