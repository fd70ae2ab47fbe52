"""The ledger of contribution months: rows are added, never changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from storage.dialect import insert_into
from storage.tables import contribution_months, nominations


@dataclass(frozen=True, slots=True)
class PaidMonth:
    """A contribution month ("YYYY-MM") that was paid for; `amount` in rupiah."""

    reference: str
    """of the nomination"""
    month: str
    amount: int
    tariff_version: str
    payment_reference: str
    paid_on: date


def append(connection: Connection, paid: Sequence[PaidMonth]) -> list[PaidMonth]:
    """Write paid months into the ledger; returns those that are new. A month already there is left as it is.

    Raises KeyError for a nomination that is not there.
    """
    ids = _nomination_ids(connection, {month.reference for month in paid})
    statement = (
        insert_into(connection, contribution_months)
        .on_conflict_do_nothing()
        .returning(contribution_months.c.nomination_id, contribution_months.c.month)
    )
    values = [
        {
            "nomination_id": ids[month.reference],
            "month": month.month,
            "amount": month.amount,
            "tariff_version": month.tariff_version,
            "payment_reference": month.payment_reference,
            "paid_on": month.paid_on,
        }
        for month in paid
    ]
    if not values:
        return []
    new = {(id, month) for id, month in connection.execute(statement, values)}
    return [month for month in paid if (ids[month.reference], month.month) in new]


def paid_months(connection: Connection, nomination_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """The months paid, in order, with the rupiah of each, by nomination id; one without any is left out."""
    if not nomination_ids:
        return {}
    columns = contribution_months.c
    query = select(columns.nomination_id, columns.month, columns.amount).where(
        columns.nomination_id.in_(list(nomination_ids))
    )
    found: dict[int, dict[str, int]] = {}
    for id, month, amount in connection.execute(query.order_by(columns.nomination_id, columns.month)):
        found.setdefault(id, {})[month] = amount
    return found


def ledger(connection: Connection, reference: str) -> list[PaidMonth]:
    """What was paid for a nomination, by month."""
    columns = contribution_months.c
    query = (
        select(
            nominations.c.reference,
            columns.month,
            columns.amount,
            columns.tariff_version,
            columns.payment_reference,
            columns.paid_on,
        )
        .join(nominations, nominations.c.id == columns.nomination_id)
        .where(nominations.c.reference == reference)
        .order_by(columns.month)
    )
    return [PaidMonth(*row) for row in connection.execute(query)]


def _nomination_ids(connection: Connection, references: Collection[str]) -> dict[str, int]:
    query = select(nominations.c.reference, nominations.c.id)
    rows = connection.execute(query.where(nominations.c.reference.in_(list(references))))
    return {row.reference: row.id for row in rows}
