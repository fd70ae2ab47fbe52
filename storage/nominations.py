"""Nominations: kept once, found by participant and keyed hash."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select, tuple_

from storage.bulk import any_of, insert_rows, moment, run
from storage.coverage import paid_months
from storage.secrets import Secrets
from storage.tables import LIVE_STATUSES, nominations


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
    """A nomination as it is kept; `paid` are the contribution months paid, in order."""

    reference: str
    participant_id: int
    status: str
    nik: str
    name: str
    sector: str
    income: int
    programmes: frozenset[str]
    months: int
    nominated_at: datetime
    paid: tuple[str, ...] = ()


def add(connection: Connection, secrets: Secrets, new: Sequence[NewNomination], now: datetime) -> None:
    """Keep them; a reference that is kept, or a live nomination of the NIK by them, is left as it is."""
    if new:
        at = moment(connection, now)
        rows = [_values(secrets, nomination, at) for nomination in new]
        values = [tuple(row.values()) for row in rows]
        insert_rows(connection, nominations, tuple(rows[0]), values, "ON CONFLICT DO NOTHING")


def live_of(
    connection: Connection, secrets: Secrets, people: Collection[int]
) -> dict[int, tuple[NominationRow, ...]]:
    """Each participant's nominations that are not over, oldest first; those without any are left out."""
    if not people:
        return {}
    query = _query().where(nominations.c.participant_id.in_(list(people)))
    found: dict[int, tuple[NominationRow, ...]] = {}
    for row in _read(connection, secrets, query):
        found[row.participant_id] = (*found.get(row.participant_id, ()), row)
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
    query = _query().where(tuple_(nominations.c.participant_id, nominations.c.nik_hash).in_(pairs))
    return {(row.participant_id, row.nik): row for row in _read(connection, secrets, query)}


def _query() -> Select[Any]:
    return select(nominations).where(nominations.c.status.in_(LIVE_STATUSES)).order_by(nominations.c.id)


def _read(connection: Connection, secrets: Secrets, query: Select[Any]) -> Iterable[NominationRow]:
    rows = connection.execute(query).all()
    paid = paid_months(connection, [row.id for row in rows])
    return [_nomination(secrets, row, paid.get(row.id, ())) for row in rows]


def _nomination(secrets: Secrets, row: Row[Any], paid: tuple[str, ...]) -> NominationRow:
    return NominationRow(
        reference=row.reference,
        participant_id=row.participant_id,
        status=row.status,
        nik=secrets.open_text(row.nik_sealed),
        name=secrets.open_text(row.name_sealed),
        sector=row.sector,
        income=row.income,
        programmes=frozenset(row.programmes.split(",")),
        months=row.months,
        nominated_at=row.nominated_at,
        paid=paid,
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
        "name_start": _start(new.name),
        "birth_date_sealed": secrets.seal_text(new.birth_date.isoformat()),
        "phone_hash": secrets.hash("phone", phone) if phone else None,
        "phone_sealed": secrets.seal_text(phone) if phone else None,
        "job": new.job,
        "job_words_sealed": secrets.seal_text(words) if words else None,
        "sector": new.sector,
        "workplace": new.workplace,
        "income": new.income,
        "programmes": ",".join(sorted(new.programmes, key=("jkk", "jkm", "jht").index)),
        "months": new.months,
        "first_month": new.first_month,
        "amount": new.amount,
        "tariff_version": new.tariff_version,
        "nominated_at": at,
        "updated_at": at,
    }


def _start(name: str) -> str:
    """The first letters, to search by; only letters, which every text column takes."""
    return "".join(letter for letter in name.casefold() if letter.isalpha())[:3]
