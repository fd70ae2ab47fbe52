"""What the office's page of the demo shows: where everything stands, read in a handful of statements."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from storage.secrets import Secrets
from storage.tables import (
    bills,
    consent_chain,
    consents,
    contribution_months,
    inbox,
    nominations,
    outbox,
    payments,
    people,
    receipts,
    registrations,
    tasks,
)

ROWS = 30
"""of each list, the newest"""


@dataclass(frozen=True, slots=True)
class NominationLine:
    """A nomination. `name` is "" once it was erased."""

    reference: str
    name: str
    nik_last4: str
    participant: str
    status: str
    way: str | None
    participant_number: str
    paid_through: str | None
    nominated_at: datetime


@dataclass(frozen=True, slots=True)
class BillLine:
    """A bill that can be paid; `items` are (month, rupiah)."""

    reference: str
    nomination: str
    name: str
    items: tuple[tuple[str, int], ...]
    amount: int
    code: str | None
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """Money that came, and what it came to. `name` is "" where nobody was found."""

    payment_id: str
    name: str
    amount: int
    paid_at: datetime
    source: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A receipt that is to be verified. `owed` is what is billed now (rupiah), 0: nothing."""

    reference: str
    name: str
    has_picture: bool
    claimed_at: datetime
    owed: int


@dataclass(frozen=True, slots=True)
class TaskLine:
    """Something that needs a hand of the office."""

    id: int
    kind: str
    name: str
    about: str
    """the payment's id, else the nomination's reference, as the office finds it in its own tables"""
    amount: int
    """of the payment it is about; 0: of none"""
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Chain:
    """The chain over all consents: how long, its head (hex), and how many consents wait to be sealed."""

    position: int
    head: str
    unsealed: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Where everything stands."""

    nominations: tuple[NominationLine, ...]
    bills: tuple[BillLine, ...]
    payments: tuple[PaymentLine, ...]
    receipts: tuple[ReceiptLine, ...]
    tasks: tuple[TaskLine, ...]
    outgoing: tuple[tuple[str, int], ...]
    """(status, number) of the outbox"""
    incoming: tuple[tuple[str, int], ...]
    chain: Chain


def overview(conn: Connection, secrets: Secrets) -> Overview:
    """Everything at once."""
    return Overview(
        _nominations(conn, secrets),
        _bills(conn, secrets),
        _payments(conn, secrets),
        _receipts(conn, secrets),
        _tasks(conn, secrets),
        _by_status(conn, outbox),
        _by_status(conn, inbox),
        _chain(conn),
    )


def receipt_picture(conn: Connection, secrets: Secrets, reference: str) -> tuple[bytes, str] | None:
    """The picture of a receipt and its media type; None: there is none, or none any more."""
    columns = (receipts.c.picture_sealed, receipts.c.media_type)
    row = conn.execute(select(*columns).where(receipts.c.reference == reference)).one_or_none()
    if row is None or row.picture_sealed is None:
        return None
    return secrets.open(row.picture_sealed), str(row.media_type or "application/octet-stream")


def _nominations(conn: Connection, secrets: Secrets) -> tuple[NominationLine, ...]:
    paid = (
        select(contribution_months.c.nomination_id, func.max(contribution_months.c.month).label("through"))
        .group_by(contribution_months.c.nomination_id)
        .subquery()
    )
    own = nominations.c
    query = (
        select(
            own.reference,
            own.name_sealed,
            own.nik_last4,
            people.c.name_sealed.label("participant"),
            own.status,
            own.way,
            registrations.c.participant_number_sealed,
            paid.c.through,
            own.nominated_at,
        )
        .join(people, people.c.id == own.participant_id)
        .outerjoin(registrations, registrations.c.nomination_id == own.id)
        .outerjoin(paid, paid.c.nomination_id == own.id)
        .order_by(own.id.desc())
        .limit(ROWS)
    )
    return tuple(
        NominationLine(
            row.reference,
            _opened(secrets, row.name_sealed),
            row.nik_last4 or "",
            _opened(secrets, row.participant),
            row.status,
            row.way,
            _opened(secrets, row.participant_number_sealed),
            row.through,
            row.nominated_at,
        )
        for row in conn.execute(query)
    )


def _bills(conn: Connection, secrets: Secrets) -> tuple[BillLine, ...]:
    query = (
        select(
            bills.c.reference,
            nominations.c.reference.label("nomination"),
            nominations.c.name_sealed,
            bills.c["items"].label("billed"),
            bills.c.amount,
            bills.c.code,
            bills.c.expires_on,
        )
        .join(nominations, nominations.c.id == bills.c.nomination_id)
        .where(bills.c.status == "open")
        .order_by(bills.c.id.desc())
        .limit(ROWS)
    )
    return tuple(
        BillLine(
            row.reference,
            row.nomination,
            _opened(secrets, row.name_sealed),
            tuple((str(month), int(amount)) for month, amount in json.loads(row.billed)),
            row.amount,
            row.code,
            row.expires_on,
        )
        for row in conn.execute(query)
    )


def _payments(conn: Connection, secrets: Secrets) -> tuple[PaymentLine, ...]:
    own = payments.c
    query = (
        select(own.payment_id, nominations.c.name_sealed, own.amount, own.paid_at, own.source, own.verdict)
        .outerjoin(nominations, nominations.c.id == own.nomination_id)
        .order_by(own.id.desc())
        .limit(ROWS)
    )
    return tuple(
        PaymentLine(
            row.payment_id,
            _opened(secrets, row.name_sealed),
            row.amount,
            row.paid_at,
            row.source,
            row.verdict,
        )
        for row in conn.execute(query)
    )


def _receipts(conn: Connection, secrets: Secrets) -> tuple[ReceiptLine, ...]:
    query = (
        select(
            receipts.c.reference,
            nominations.c.name_sealed,
            receipts.c.picture_sealed.is_not(None).label("has_picture"),
            receipts.c.claimed_at,
            bills.c.amount,
        )
        .join(nominations, nominations.c.id == receipts.c.nomination_id)
        .outerjoin(bills, (bills.c.nomination_id == nominations.c.id) & (bills.c.status == "open"))
        .where(receipts.c.status == "waiting")
        .order_by(receipts.c.id)
        .limit(ROWS)
    )
    return tuple(
        ReceiptLine(
            row.reference,
            _opened(secrets, row.name_sealed),
            bool(row.has_picture),
            row.claimed_at,
            int(row.amount or 0),
        )
        for row in conn.execute(query)
    )


def _tasks(conn: Connection, secrets: Secrets) -> tuple[TaskLine, ...]:
    query = (
        select(
            tasks.c.id,
            tasks.c.kind,
            nominations.c.name_sealed,
            nominations.c.reference,
            payments.c.payment_id,
            payments.c.amount,
            tasks.c.created_at,
        )
        .outerjoin(nominations, nominations.c.id == tasks.c.nomination_id)
        .outerjoin(payments, payments.c.id == tasks.c.payment_id)
        .where(tasks.c.done_at.is_(None))
        .order_by(tasks.c.id.desc())
        .limit(ROWS)
    )
    return tuple(
        TaskLine(
            row.id,
            row.kind,
            _opened(secrets, row.name_sealed),
            row.payment_id or row.reference or "",
            row.amount or 0,
            row.created_at,
        )
        for row in conn.execute(query)
    )


def _by_status(conn: Connection, table: Any) -> tuple[tuple[str, int], ...]:
    rows = conn.execute(select(table.c.status, func.count()).group_by(table.c.status))
    return tuple(sorted((str(status), int(number)) for status, number in rows))


def _chain(conn: Connection) -> Chain:
    columns = (consent_chain.c.position, consent_chain.c.head)
    newest = conn.execute(select(*columns).order_by(consent_chain.c.position.desc()).limit(1)).one_or_none()
    kept = conn.scalar(select(func.count()).select_from(consents)) or 0
    position = int(newest.position) if newest else 0
    return Chain(position, newest.head.hex() if newest else "", kept - position)


def _opened(secrets: Secrets, sealed: bytes | None) -> str:
    return secrets.open_text(sealed) if sealed is not None else ""
