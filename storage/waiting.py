"""What waits at the office's counter, with the names that people of the office know it by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.secrets import Secrets
from storage.tables import bills, nominations, payments, people, receipts, registrations, tasks


@dataclass(frozen=True, slots=True)
class ToVerify:
    """A receipt that someone must look at. `owed`: rupiah that are billed now, 0: nothing."""

    reference: str
    nomination: str
    name: str
    participant: str
    participant_name: str
    media_type: str | None
    """of its picture; None: there is none"""
    claimed_at: datetime
    owed: int
    same_picture: bool
    """was the very same picture given before?"""


@dataclass(frozen=True, slots=True)
class InDoubt:
    """A payment that needs a hand: nobody's, perhaps a double, or of someone whose nomination had ended."""

    task: int
    kind: str
    """of its task"""
    payment_id: str
    amount: int
    paid_at: datetime
    code: str | None
    nik_last4: str | None
    source: str
    verdict: str
    nomination: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Todo:
    """A task that waits."""

    id: int
    kind: str
    nomination: str | None
    name: str
    payment_id: str | None
    amount: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ForRegistration:
    """How many are to be registered: all whose worker agreed, and those that were in no table yet."""

    waiting: int
    new: int


def receipts_to_verify(connection: Connection, secrets: Secrets, limit: int) -> list[ToVerify]:
    """The oldest first."""
    earlier = receipts.alias("earlier")
    is_again = (
        select(earlier.c.id)
        .where(earlier.c.digest == receipts.c.digest, earlier.c.id < receipts.c.id)
        .exists()
        .label("is_again")
    )
    query = (
        select(
            receipts.c.reference, receipts.c.media_type, receipts.c.claimed_at,
            receipts.c.picture_sealed.is_not(None).label("has_picture"), is_again,
            nominations.c.reference.label("nomination"), nominations.c.name_sealed,
            people.c.reference.label("participant"), people.c.name_sealed.label("participant_sealed"),
            bills.c.amount,
        )
        .join(nominations, nominations.c.id == receipts.c.nomination_id)
        .join(people, people.c.id == receipts.c.person_id)
        .outerjoin(bills, (bills.c.nomination_id == nominations.c.id) & (bills.c.status == "open"))
        .where(receipts.c.status == "waiting")
        .order_by(receipts.c.id)
        .limit(limit)
    )  # fmt: skip
    return [
        ToVerify(
            row.reference, row.nomination, _opened(secrets, row.name_sealed), row.participant,
            _opened(secrets, row.participant_sealed),
            (row.media_type or "application/octet-stream") if row.has_picture else None,
            row.claimed_at, int(row.amount or 0), bool(row.is_again),
        )
        for row in connection.execute(query)
    ]  # fmt: skip


def payments_in_doubt(connection: Connection, secrets: Secrets, limit: int) -> list[InDoubt]:
    """Those that a task is about, the oldest first."""
    whose = func.coalesce(payments.c.nomination_id, tasks.c.nomination_id)
    query = (
        select(
            tasks.c.id, tasks.c.kind, payments.c.payment_id, payments.c.amount, payments.c.paid_at,
            payments.c.code, payments.c.nik_last4, payments.c.source, payments.c.verdict,
            nominations.c.reference, nominations.c.name_sealed,
        )
        .join(payments, payments.c.id == tasks.c.payment_id)
        .outerjoin(nominations, nominations.c.id == whose)
        .where(tasks.c.done_at.is_(None))
        .order_by(tasks.c.id)
        .limit(limit)
    )  # fmt: skip
    return [
        InDoubt(*row[:-1], _opened(secrets, row.name_sealed))  # type: ignore[call-arg]  # as they are selected
        for row in connection.execute(query)
    ]


def todos(connection: Connection, secrets: Secrets, limit: int) -> list[Todo]:
    """What is not done yet, the oldest first."""
    query = (
        select(
            tasks.c.id, tasks.c.kind, nominations.c.reference, nominations.c.name_sealed,
            payments.c.payment_id, payments.c.amount, tasks.c.created_at,
        )
        .outerjoin(nominations, nominations.c.id == tasks.c.nomination_id)
        .outerjoin(payments, payments.c.id == tasks.c.payment_id)
        .where(tasks.c.done_at.is_(None))
        .order_by(tasks.c.id)
        .limit(limit)
    )  # fmt: skip
    return [
        Todo(
            row.id, row.kind, row.reference, _opened(secrets, row.name_sealed), row.payment_id, row.amount,
            row.created_at,
        )
        for row in connection.execute(query)
    ]  # fmt: skip


def for_registration(connection: Connection) -> ForRegistration:
    """As the table for the office would have them now (storage/registrations.py)."""
    exported = registrations.c.exported_at
    query = (
        select(func.count(), func.count(exported))
        .select_from(nominations)
        .outerjoin(registrations, registrations.c.nomination_id == nominations.c.id)
        .where(nominations.c.status == "consented")
    )
    waiting, seen = connection.execute(query).one()
    return ForRegistration(int(waiting), int(waiting) - int(seen))


def _opened(secrets: Secrets, sealed: bytes | None) -> str:
    return secrets.open_text(sealed) if sealed is not None else ""
