"""Nominations: kept once, found by participant and keyed hash."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, func, or_, select, tuple_

from storage.bills import KeptBill, open_of
from storage.bulk import any_of, insert_rows, moment, run
from storage.coverage import paid_months
from storage.names import start_of
from storage.nudges import wake
from storage.registrations import card_token
from storage.secrets import Secrets
from storage.tables import (
    COVERED_STATUSES,
    FINAL_REASONS,
    LIVE_STATUSES,
    contribution_months,
    nominations,
    payments,
    people,
    receipts,
    registrations,
)


@dataclass(frozen=True, slots=True)
class NewNomination:
    """A confirmed nomination, as it is to be kept; amounts in rupiah, months as "YYYY-MM"."""

    reference: str
    participant_id: int
    nik: str
    name: str
    birth_date: date
    phone: str | None
    job: str
    job_words: str | None
    sector: str
    workplace: str
    income: int
    programmes: frozenset[str]
    months: int
    first_month: str
    amount: int
    tariff_version: str


@dataclass(frozen=True, slots=True)
class NominationRow:
    """A nomination as it is kept, with its money. What names the worker is empty once erased."""

    id: int
    reference: str
    participant_id: int
    worker_id: int | None
    status: str
    nik: str
    name: str
    birth_date: date | None
    phone: str | None
    job: str
    job_words: str | None
    workplace: str
    sector: str
    income: int
    programmes: frozenset[str]
    months: int
    nominated_at: datetime
    way: str | None = None
    consented_at: datetime | None = None
    covered_from: str | None = None
    end_reason: str | None = None
    payer: str = ""
    """what the participant's profile calls them"""
    participant_number: str | None = None
    card: str | None = None
    """the token of its card"""
    paid: tuple[str, ...] = ()
    """contribution months paid, in order"""
    last_paid: int = 0
    """rupiah of the last of them; 0: none was paid"""
    bill: KeptBill | None = None
    credit: int = 0
    """rupiah paid that made no month"""
    receipt_waits: bool = False
    receipt_is_missing: bool = False
    """it waits without a picture"""

    @property
    def waits_for_office(self) -> bool:
        """Agreed to, and the NIK has another cover: the office decides which one goes on."""
        return self.status == "invited" and self.consented_at is not None


def add(connection: Connection, secrets: Secrets, new: Sequence[NewNomination], now: datetime) -> None:
    """Keep them; a reference that is kept, or a live nomination of the NIK by them, is left as it is."""
    if new:
        at = moment(connection, now)
        rows = [_values(secrets, nomination, at) for nomination in new]
        values = [tuple(row.values()) for row in rows]
        insert_rows(connection, nominations, tuple(rows[0]), values, "ON CONFLICT DO NOTHING")
        wake(connection, {nomination.participant_id for nomination in new}, now)


def by_ids(connection: Connection, secrets: Secrets, ids: Collection[int]) -> dict[int, NominationRow]:
    """Those of the nominations that are there, whatever their status."""
    if not ids:
        return {}
    query = _query().where(nominations.c.id.in_(list(ids)))
    return {row.id: row for row in _read(connection, secrets, query)}


def held(connection: Connection, secrets: Secrets, which: ColumnElement[bool]) -> list[NominationRow]:
    """Nominations that nobody else changes before this transaction ends, in the order of their ids."""
    return _read(connection, secrets, _query().where(which).with_for_update(of=nominations))


@dataclass(frozen=True, slots=True)
class Parties:
    """Whose a nomination is."""

    id: int
    status: str
    participant_id: int
    worker_id: int | None
    workplace: str


def parties(connection: Connection, references: Collection[str]) -> dict[str, Parties]:
    """Those of the nominations that are there, held in the order of their ids."""
    if not references:
        return {}
    columns = nominations.c
    query = select(
        columns.reference,
        columns.id,
        columns.status,
        columns.participant_id,
        columns.worker_id,
        columns.workplace,
    ).where(columns.reference.in_(list(references)))
    rows = connection.execute(query.order_by(columns.id).with_for_update())
    return {reference: Parties(*row) for reference, *row in rows}


def by_references(
    connection: Connection, secrets: Secrets, references: Collection[str]
) -> dict[str, NominationRow]:
    """Those of the nominations that are there, whatever their status, and held."""
    rows = held(connection, secrets, nominations.c.reference.in_(list(references)))
    return {row.reference: row for row in rows}


def live_of(
    connection: Connection, secrets: Secrets, persons: Collection[int]
) -> dict[int, tuple[NominationRow, ...]]:
    """Each participant's nominations that are not over, oldest first; those without any are left out."""
    if not persons:
        return {}
    query = _query().where(nominations.c.participant_id.in_(list(persons)), _IS_LIVE)
    found: dict[int, tuple[NominationRow, ...]] = {}
    for row in _read(connection, secrets, query):
        found[row.participant_id] = (*found.get(row.participant_id, ()), row)
    return found


def covers_of(
    connection: Connection, secrets: Secrets, persons: Collection[int]
) -> dict[int, tuple[NominationRow, ...]]:
    """Each worker's covers, oldest first: going on, or ended and paid for or still theirs to go on with."""
    if not persons:
        return {}
    ended_paid = and_(
        nominations.c.status == "withdrawn",
        exists().where(contribution_months.c.nomination_id == nominations.c.id),
    )
    theirs = nominations.c.worker_id.in_(list(persons))
    for_office = and_(nominations.c.status == "invited", nominations.c.consented_at.is_not(None))
    going_on = or_(nominations.c.status.in_(COVERED_STATUSES), for_office)
    may_go_on = and_(
        nominations.c.status == "withdrawn",
        nominations.c.end_reason.not_in(FINAL_REASONS),
        registrations.c.card_token_hash.is_not(None),
    )
    query = _query().where(theirs, or_(going_on, ended_paid, may_go_on))
    found: dict[int, tuple[NominationRow, ...]] = {}
    for row in _read(connection, secrets, query):
        worker = cast(int, row.worker_id)
        found[worker] = (*found.get(worker, ()), row)
    return found


def live_of_nik(
    connection: Connection, secrets: Secrets, asked: Collection[tuple[int, str]]
) -> dict[tuple[int, str], NominationRow]:
    """By (participant id, NIK): the participant's own live nomination of that NIK, where there is one."""
    if not asked:
        return {}
    pairs = [(person, secrets.hash("nik", nik)) for person, nik in asked]
    hashes = [nik_hash for _, nik_hash in pairs]
    known = "SELECT 1 FROM nominations WHERE "
    if run(connection, known + any_of(connection, "nik_hash", hashes), hashes).first() is None:
        return {}  # as it is for nearly every batch
    query = _query().where(tuple_(nominations.c.participant_id, nominations.c.nik_hash).in_(pairs), _IS_LIVE)
    return {(row.participant_id, row.nik): row for row in _read(connection, secrets, query)}


_IS_LIVE = nominations.c.status.in_(LIVE_STATUSES)


def _query() -> Select[Any]:
    columns = registrations.c
    return (
        select(
            nominations,
            people.c.name_sealed.label("payer_sealed"),
            columns.participant_number_sealed,
            columns.card_token_hash.is_not(None).label("has_card"),
        )
        .join(people, people.c.id == nominations.c.participant_id)
        .outerjoin(registrations, columns.nomination_id == nominations.c.id)
        .order_by(nominations.c.id)
    )


def _read(connection: Connection, secrets: Secrets, query: Select[Any]) -> list[NominationRow]:
    rows = connection.execute(query).all()
    money = _money(connection, [row.id for row in rows])
    return [_nomination(secrets, row, money) for row in rows]


@dataclass(frozen=True, slots=True)
class _Money:
    """What was paid and is to be paid, each by nomination id."""

    months: Mapping[int, Mapping[str, int]]
    """with the rupiah of each, in order"""
    bills: Mapping[int, KeptBill]
    credits: Mapping[int, int]
    receipts: Mapping[int, bool]
    """those for which one waits: is there a picture of any?"""


def _money(connection: Connection, ids: Collection[int]) -> _Money:
    if not ids:
        return _Money({}, {}, {}, {})
    return _Money(
        paid_months(connection, ids),
        open_of(connection, ids),
        _credits(connection, ids),
        _claims(connection, ids),
    )


def _claims(connection: Connection, ids: Collection[int]) -> dict[int, bool]:
    columns = receipts.c
    is_pictured = or_(columns.status == "fetching", columns.digest.is_not(None))
    query = select(columns.nomination_id, is_pictured).where(
        columns.nomination_id.in_(ids), columns.status.in_(("fetching", "waiting"))
    )
    claims: dict[int, bool] = {}
    for id, pictured in connection.execute(query):
        claims[id] = claims.get(id, False) or bool(pictured)
    return claims


def _credits(connection: Connection, ids: Collection[int]) -> dict[int, int]:
    paid, spent = (
        {
            id: int(amount)
            for id, amount in connection.execute(
                select(table.c.nomination_id, func.sum(table.c.amount))
                .where(table.c.nomination_id.in_(ids))
                .group_by(table.c.nomination_id)
            )
        }
        for table in (payments, contribution_months)
    )
    return {id: max(0, amount - spent.get(id, 0)) for id, amount in paid.items()}


def _nomination(secrets: Secrets, row: Row[Any], money: _Money) -> NominationRow:
    def opened(sealed: bytes | None) -> str | None:
        return secrets.open_text(sealed) if sealed is not None else None

    born = opened(row.birth_date_sealed)
    paid = money.months.get(row.id, {})
    return NominationRow(
        id=row.id,
        reference=row.reference,
        participant_id=row.participant_id,
        worker_id=row.worker_id,
        status=row.status,
        nik=opened(row.nik_sealed) or "",
        name=opened(row.name_sealed) or "",
        birth_date=date.fromisoformat(born) if born else None,
        phone=opened(row.phone_sealed),
        job=row.job,
        job_words=opened(row.job_words_sealed),
        workplace=row.workplace,
        sector=row.sector,
        income=row.income,
        programmes=frozenset(row.programmes.split(",")),
        months=row.months,
        nominated_at=row.nominated_at,
        way=row.way,
        consented_at=row.consented_at,
        covered_from=row.covered_from,
        end_reason=row.end_reason,
        payer=opened(row.payer_sealed) or "",
        participant_number=opened(row.participant_number_sealed),
        card=card_token(secrets, row.reference, row.participant_id == row.worker_id)
        if row.has_card
        else None,
        paid=tuple(paid),
        last_paid=paid[max(paid)] if paid else 0,
        bill=money.bills.get(row.id),
        credit=money.credits.get(row.id, 0),
        receipt_waits=row.id in money.receipts,
        receipt_is_missing=not money.receipts.get(row.id, True),
    )


def _values(secrets: Secrets, new: NewNomination, at: object) -> dict[str, object]:
    phone, words = new.phone, new.job_words
    return {
        "reference": new.reference,
        "participant_id": new.participant_id,
        "status": "invited",
        "nik_hash": secrets.hash("nik", new.nik),
        "nik_sealed": secrets.seal_text(new.nik),
        "nik_last4": new.nik[-4:],
        "name_sealed": secrets.seal_text(new.name),
        "name_start": start_of(new.name),
        "birth_date_sealed": secrets.seal_text(new.birth_date.isoformat()),
        "phone_hash": secrets.hash("phone", phone) if phone else None,
        "phone_sealed": secrets.seal_text(phone) if phone else None,
        "job": new.job,
        "job_words_sealed": secrets.seal_text(words) if words else None,
        "sector": new.sector,
        "workplace": new.workplace,
        "income": new.income,
        "programmes": in_order(new.programmes),
        "months": new.months,
        "first_month": new.first_month,
        "amount": new.amount,
        "tariff_version": new.tariff_version,
        "nominated_at": at,
        "updated_at": at,
    }


def in_order(programmes: Collection[str]) -> str:
    """As the column keeps them: "jkk,jkm" or "jkk,jkm,jht"."""
    return ",".join(sorted(programmes, key=("jkk", "jkm", "jht").index))
