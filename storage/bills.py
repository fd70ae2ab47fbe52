"""Bills: what is to be paid for a nomination, itemised by month. At most one of a nomination is open."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select, text, update

from storage.dialect import insert_into
from storage.tables import bills

Items = tuple[tuple[str, int], ...]
"""(month, rupiah), oldest first"""

# written out: SQLite does not use a partial index for a value it is given as a parameter
_IS_OPEN = text("bills.status = 'open'")


@dataclass(frozen=True, slots=True)
class NewBill:
    """A bill as it is to be kept; the same reference twice is one."""

    nomination_id: int
    reference: str
    items: Items
    tariff_version: str
    code: str | None = None
    """the payment code; None: it is paid with the NIK"""
    expires_on: date | None = None
    """the last day of the code"""


@dataclass(frozen=True, slots=True)
class KeptBill:
    """A bill as it is kept."""

    id: int
    nomination_id: int
    reference: str
    status: str
    items: Items
    tariff_version: str
    code: str | None
    expires_on: date | None

    @property
    def total(self) -> int:
        return sum(amount for _, amount in self.items)


def make(connection: Connection, new: Sequence[NewBill], now: datetime) -> None:
    """Keep bills; an open one of the nomination is replaced. One that is kept already changes nothing."""
    if not new:
        return
    kept = select(bills.c.reference).where(bills.c.reference.in_([bill.reference for bill in new]))
    known = set(connection.scalars(kept))
    fresh = {bill.nomination_id: bill for bill in new if bill.reference not in known}
    if not fresh:
        return
    close(connection, [bill.id for bill in open_of(connection, fresh).values()], "replaced", now)
    rows = [
        {
            "reference": bill.reference,
            "nomination_id": bill.nomination_id,
            "status": "open",
            "code": bill.code,
            "expires_on": bill.expires_on,
            "items": json.dumps(bill.items),
            "amount": sum(amount for _, amount in bill.items),
            "tariff_version": bill.tariff_version,
            "created_at": now,
        }
        for bill in fresh.values()
    ]
    connection.execute(insert_into(connection, bills), rows)


def open_of(connection: Connection, nominations: Collection[int]) -> dict[int, KeptBill]:
    """The open bill of each nomination that has one, by nomination id."""
    if not nominations:
        return {}
    query = select(bills).where(bills.c.nomination_id.in_(list(nominations)), _IS_OPEN)
    return {row.nomination_id: _bill(row) for row in connection.execute(query)}


def by_codes(connection: Connection, codes: Collection[str]) -> dict[str, KeptBill]:
    """The newest bill with each code, whatever became of it: a code that was replaced still counts."""
    if not codes:
        return {}
    query = select(bills).where(bills.c.code.in_(list(codes))).order_by(bills.c.id)
    return {row.code: _bill(row) for row in connection.execute(query)}


def by_references(connection: Connection, references: Collection[str]) -> dict[str, KeptBill]:
    if not references:
        return {}
    query = select(bills).where(bills.c.reference.in_(list(references)))
    return {row.reference: _bill(row) for row in connection.execute(query)}


def close(connection: Connection, ids: Collection[int], status: str, now: datetime) -> None:
    """End open bills as "paid", "replaced", "expired" or "cancelled"; those that are not open stay."""
    if ids:
        mark = update(bills).where(bills.c.id.in_(list(ids)), _IS_OPEN)
        connection.execute(mark.values(status=status, closed_at=now))


def give_code(connection: Connection, id: int, code: str | None, expires_on: date | None) -> None:
    """The payment code of a bill that had none, and its last day."""
    connection.execute(update(bills).where(bills.c.id == id).values(code=code, expires_on=expires_on))


def expired(connection: Connection, today: date, limit: int) -> list[KeptBill]:
    """Open bills whose last day has passed."""
    query = (
        select(bills).where(_IS_OPEN, bills.c.expires_on < today).order_by(bills.c.expires_on).limit(limit)
    )
    return [_bill(row) for row in connection.execute(query)]


def are_expired(connection: Connection, today: date) -> bool:
    """Is there such a bill? To be asked before anything is written."""
    query = select(bills.c.id).where(_IS_OPEN, bills.c.expires_on < today).limit(1)
    return connection.execute(query).first() is not None


def _bill(row: Row[Any]) -> KeptBill:
    return KeptBill(
        id=row.id,
        nomination_id=row.nomination_id,
        reference=row.reference,
        status=row.status,
        items=tuple((month, amount) for month, amount in json.loads(row.items)),
        tariff_version=row.tariff_version,
        code=row.code,
        expires_on=row.expires_on,
    )
