"""Money that was paid, each payment kept once and for ever; whose it is, and what it filled."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select, text, update

from storage.bulk import insert_rows, moment
from storage.nudges import wake_about
from storage.secrets import Secrets
from storage.tables import COVERED_STATUSES, IS_NOBODYS, bills, contribution_months, nominations, payments

UNMATCHED = "unmatched"
"""of a payment that is nobody's, and of each until it was seen whose it is"""
# written out: SQLite does not use a partial index for a value it is given as a parameter
_IS_NOBODYS = text(f"payments.{IS_NOBODYS}")


@dataclass(frozen=True, slots=True)
class NewPayment:
    """Money that came, as the office or the gateway told it; with a code, or a NIK, or both."""

    payment_id: str
    amount: int
    """rupiah"""
    paid_at: datetime
    code: str | None
    nik: str | None
    source: str
    nomination_id: int | None = None
    """whose it is, where the office says so; None: to be found"""


@dataclass(frozen=True, slots=True)
class KeptPayment:
    """A payment as it is kept; `nomination_id` is None while it is nobody's."""

    id: int
    payment_id: str
    amount: int
    paid_at: datetime
    code: str | None
    nik_hash: bytes | None
    nomination_id: int | None
    verdict: str
    source: str
    double_of: int | None = None
    """the id of the payment that it seems to be, told in another way"""


@dataclass(frozen=True, slots=True)
class Payee:
    """A cover that money may be for: what its price and its months depend on."""

    id: int
    reference: str
    status: str
    nik_hash: bytes | None
    income: int
    sector: str
    programmes: frozenset[str]
    covered_from: str | None
    nominated_at: datetime


@dataclass(frozen=True, slots=True)
class FilledMonth:
    """A contribution month that a payment filled, for the ledger."""

    nomination_id: int
    month: str
    amount: int
    tariff_version: str
    payment_id: str
    paid_on: date


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a payment came to, by the id of its row."""

    id: int
    nomination_id: int | None
    bill_id: int | None
    verdict: str
    double_of: int | None = None


def add(connection: Connection, secrets: Secrets, new: Sequence[NewPayment], now: datetime) -> set[str]:
    """Keep payments, as nobody's yet; returns the `payment_id`s that were not known before.

    In the order of their ids, so that two processes with the same payments wait for one another, and no more.
    """
    if not new:
        return set()
    at = moment(connection, now)
    rows = [_values(connection, secrets, one, at) for one in sorted(new, key=lambda one: one.payment_id)]
    rest = "ON CONFLICT (payment_id) DO NOTHING RETURNING payment_id"
    return set(insert_rows(connection, payments, _COLUMNS, rows, rest).scalars())


def by_payment_ids(connection: Connection, payment_ids: Collection[str]) -> dict[str, KeptPayment]:
    if not payment_ids:
        return {}
    query = select(payments).where(payments.c.payment_id.in_(list(payment_ids)))
    return {row.payment_id: _payment(row) for row in connection.execute(query)}


def by_ids(connection: Connection, ids: Collection[int]) -> list[KeptPayment]:
    query = select(payments).where(payments.c.id.in_(list(ids))).order_by(payments.c.id)
    return [_payment(row) for row in connection.execute(query)]


def waiting_for(connection: Connection, nomination_ids: Collection[int]) -> list[KeptPayment]:
    """What came too early: nobody's, with the NIK or a code of these; or theirs before registration."""
    if not nomination_ids:
        return []
    ids = list(nomination_ids)
    niks = select(nominations.c.nik_hash).where(nominations.c.id.in_(ids))
    codes = select(bills.c.code).where(bills.c.nomination_id.in_(ids), bills.c.code.is_not(None))
    # one after the other, so that each is looked up in an index of its own
    conditions = (
        _IS_NOBODYS & payments.c.nik_hash.in_(niks.scalar_subquery()),
        _IS_NOBODYS & payments.c.code.in_(codes.scalar_subquery()),
        (payments.c.verdict == "early") & payments.c.nomination_id.in_(ids),
    )
    rows = [row for condition in conditions for row in connection.execute(select(payments).where(condition))]
    found = {row.id: _payment(row) for row in rows}
    return sorted(found.values(), key=lambda payment: (payment.paid_at, payment.id))


def counted(connection: Connection, nomination_ids: Collection[int]) -> dict[int, list[KeptPayment]]:
    """The payments of each nomination, in the order they were kept; each is of one double at most.

    Those of which a double is known already are left out.
    """
    if not nomination_ids:
        return {}
    double = payments.alias()
    query = (
        select(payments)
        .join_from(payments, double, double.c.double_of == payments.c.id, isouter=True)
        .where(payments.c.nomination_id.in_(list(nomination_ids)), double.c.id.is_(None))
        .order_by(payments.c.id)
    )
    found: dict[int, list[KeptPayment]] = {}
    for row in connection.execute(query):
        found.setdefault(row.nomination_id, []).append(_payment(row))
    return found


def assign(connection: Connection, payment_id: str, nomination_id: int) -> KeptPayment:
    """Say whose a payment is that is nobody's yet; one that is somebody's stays as it is."""
    mine = (payments.c.payment_id == payment_id) & payments.c.nomination_id.is_(None)
    connection.execute(update(payments).where(mine).values(nomination_id=nomination_id, verdict=UNMATCHED))
    return by_payment_ids(connection, [payment_id])[payment_id]


def hold(connection: Connection, ids: Collection[int]) -> dict[int, Payee]:
    """The covers by id, held until the transaction ends, so that two payments never fill the same month."""
    if not ids:
        return {}
    columns = nominations.c
    query = select(
        columns.id, columns.reference, columns.status, columns.nik_hash, columns.income, columns.sector,
        columns.programmes, columns.covered_from, columns.nominated_at,
    ).where(columns.id.in_(list(ids)))  # fmt: skip
    rows = connection.execute(query.order_by(columns.id).with_for_update(key_share=True))
    return {
        row.id: Payee(
            row.id, row.reference, row.status, row.nik_hash, row.income, row.sector,
            frozenset(row.programmes.split(",")), row.covered_from, row.nominated_at,
        )
        for row in rows
    }  # fmt: skip


def by_niks(connection: Connection, nik_hashes: Collection[bytes]) -> dict[bytes, int]:
    """Whose cover a NIK is paid for, by its hash: the one it has, else the newest that ended."""
    if not nik_hashes:
        return {}
    columns = nominations.c
    query = (
        select(columns.id, columns.nik_hash, columns.status)
        .where(columns.nik_hash.in_(list(nik_hashes)), columns.status.in_((*COVERED_STATUSES, "withdrawn")))
        .order_by(columns.status.in_(COVERED_STATUSES), columns.id)
    )
    return {row.nik_hash: row.id for row in connection.execute(query)}


def paid_in_all(connection: Connection, ids: Collection[int]) -> dict[int, int]:
    """Rupiah paid for each nomination; those for which nothing was paid are left out."""
    if not ids:
        return {}
    theirs = payments.c.nomination_id
    query = select(theirs, func.sum(payments.c.amount)).where(theirs.in_(list(ids))).group_by(theirs)
    return {id: int(amount) for id, amount in connection.execute(query)}


def months_of(
    connection: Connection, ids: Collection[int]
) -> dict[int, list[tuple[str, int, str, str, date]]]:
    """(month, rupiah, tariff version, payment, paid on) of each nomination's ledger, in order."""
    found: dict[int, list[tuple[str, int, str, str, date]]] = {}
    if ids:
        columns = contribution_months.c
        query = select(
            columns.nomination_id, columns.month, columns.amount,
            columns.tariff_version, columns.payment_reference, columns.paid_on,
        ).where(columns.nomination_id.in_(list(ids)))  # fmt: skip
        for id, *month in connection.execute(query.order_by(columns.nomination_id, columns.month)):
            found.setdefault(id, []).append((month[0], month[1], month[2], month[3], month[4]))
    return found


def settle(
    connection: Connection, outcomes: Sequence[Outcome], months: Sequence[FilledMonth], now: datetime
) -> None:
    """Write what payments came to, and the months they filled; a month that is filled already is a bug."""
    if outcomes:
        mark = (
            update(payments)
            .where(payments.c.id == bindparam("row"))
            .values(
                nomination_id=bindparam("whose"),
                bill_id=bindparam("bill"),
                verdict=bindparam("came_to"),
                double_of=bindparam("like"),
            )
        )
        values = [
            {
                "row": one.id,
                "whose": one.nomination_id,
                "bill": one.bill_id,
                "came_to": one.verdict,
                "like": one.double_of,
            }
            for one in outcomes
        ]
        connection.execute(mark, values)
    if months:
        rows = [
            (
                one.nomination_id,
                one.month,
                one.amount,
                one.tariff_version,
                one.payment_id,
                _day(connection, one),
            )
            for one in months
        ]
        insert_rows(connection, contribution_months, _MONTH, rows, "")
        wake_about(connection, {one.nomination_id for one in months}, now)


def listed(connection: Connection, limit: int = 200) -> list[tuple[KeptPayment, str | None]]:
    """The newest payments, each with the reference of its nomination."""
    query = (
        select(payments, nominations.c.reference)
        .join_from(payments, nominations, payments.c.nomination_id == nominations.c.id, isouter=True)
        .order_by(payments.c.id.desc())
        .limit(limit)
    )
    return [(_payment(row), row.reference) for row in connection.execute(query)]


def _day(connection: Connection, month: FilledMonth) -> object:
    return month.paid_on.isoformat() if connection.dialect.name == "sqlite" else month.paid_on


def _values(connection: Connection, secrets: Secrets, new: NewPayment, at: object) -> tuple[Any, ...]:
    return (
        new.payment_id,
        new.code,
        secrets.hash("nik", new.nik) if new.nik else None,
        new.nik[-4:] if new.nik else None,
        new.amount,
        moment(connection, new.paid_at),
        at,
        new.source,
        new.nomination_id,
        UNMATCHED,
    )


def _payment(row: Row[Any]) -> KeptPayment:
    return KeptPayment(
        id=row.id,
        payment_id=row.payment_id,
        amount=row.amount,
        paid_at=row.paid_at,
        code=row.code,
        nik_hash=row.nik_hash,
        nomination_id=row.nomination_id,
        verdict=row.verdict,
        source=row.source,
        double_of=row.double_of,
    )


_COLUMNS = (
    "payment_id", "code", "nik_hash", "nik_last4", "amount", "paid_at", "received_at", "source",
    "nomination_id", "verdict",
)  # fmt: skip
_MONTH = ("nomination_id", "month", "amount", "tariff_version", "payment_reference", "paid_on")
