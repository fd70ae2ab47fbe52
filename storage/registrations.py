"""Registration: what an office needs of consented nominations, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from storage.dialect import insert_into
from storage.nudges import wake_about
from storage.secrets import Secrets
from storage.tables import nominations, registrations


@dataclass(frozen=True, slots=True)
class ToRegister:
    """A consented nomination, with all that registration wants. `phone` E.164, `income` rupiah a month."""

    id: int
    reference: str
    nik: str
    name: str
    birth_date: date
    phone: str | None
    address: str | None
    postcode: str | None
    email: str | None
    job: str
    job_words: str | None
    sector: str
    workplace: str
    income: int
    programmes: frozenset[str]
    months: int
    way: str | None
    consented_at: datetime | None
    exported_at: datetime | None
    """when it first stood in a spreadsheet; None: never"""


@dataclass(frozen=True, slots=True)
class Applicant:
    """A nomination that an answer of the registration may be for. `number`: the one that is known."""

    id: int
    reference: str
    status: str
    income: int
    sector: str
    programmes: frozenset[str]
    months: int
    covered_from: str | None
    number: str | None


def to_register(
    connection: Connection, secrets: Secrets, after: int = 0, limit: int = 500
) -> list[ToRegister]:
    """Consented nominations behind an id, in the order they were made."""
    query = (
        select(nominations, *_ASIDE)
        .join_from(nominations, registrations, isouter=True)
        .where(nominations.c.status == "consented", nominations.c.id > after)
        .order_by(nominations.c.id)
        .limit(limit)
    )
    return [_to_register(secrets, row) for row in connection.execute(query)]


def mark_exported(connection: Connection, ids: Collection[int], now: datetime) -> None:
    """They stood in a spreadsheet; when they first did is what is kept."""
    if not ids:
        return
    statement = insert_into(connection, registrations)
    statement = statement.values([{"nomination_id": id, "exported_at": now} for id in sorted(ids)])
    first = func.coalesce(registrations.c.exported_at, statement.excluded.exported_at)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["nomination_id"], set_={"exported_at": first})
    )


def hold(connection: Connection, secrets: Secrets, references: Collection[str]) -> dict[str, Applicant]:
    """The nominations by reference, held until the transaction ends."""
    if not references:
        return {}
    columns = nominations.c
    query = select(nominations).where(columns.reference.in_(list(references))).order_by(columns.id)
    rows = connection.execute(query.with_for_update(key_share=True)).all()
    numbers = _numbers(connection, secrets, [row.id for row in rows])
    return {row.reference: _applicant(row, numbers.get(row.id)) for row in rows}


def card_token(secrets: Secrets, reference: str, is_own_payer: bool) -> str:
    """The token of a card; another one once the worker pays for themselves, so that nobody else holds it."""
    return secrets.token("card", f"{reference}:own" if is_own_payer else reference)


def register(
    connection: Connection, secrets: Secrets, accepted: Mapping[int, tuple[str, str | None]], now: datetime
) -> None:
    """Consented nominations, by id with (reference, participant number or None), are registered now."""
    if not accepted:
        return
    mine = update(nominations).where(
        nominations.c.id.in_(list(accepted)), nominations.c.status == "consented"
    )
    connection.execute(mine.values(status="registered", updated_at=now))
    wake_about(connection, accepted, now)
    is_own = nominations.c.participant_id == nominations.c.worker_id
    own = set(
        connection.scalars(select(nominations.c.id).where(nominations.c.id.in_(list(accepted)), is_own))
    )
    statement = insert_into(connection, registrations).values(
        [
            {
                "nomination_id": id,
                "registered_at": now,
                "participant_number_sealed": secrets.seal_text(number) if number else None,
                "card_token_hash": secrets.hash("card", card_token(secrets, reference, id in own)),
            }
            for id, (reference, number) in sorted(accepted.items())
        ]
    )
    columns = ("registered_at", "participant_number_sealed", "card_token_hash")
    set_ = {column: statement.excluded[column] for column in columns}
    connection.execute(statement.on_conflict_do_update(index_elements=["nomination_id"], set_=set_))


def set_number(connection: Connection, secrets: Secrets, nomination_id: int, number: str) -> None:
    """The participant number of one that is registered, which came later."""
    mine = update(registrations).where(registrations.c.nomination_id == nomination_id)
    connection.execute(mine.values(participant_number_sealed=secrets.seal_text(number)))


def _numbers(connection: Connection, secrets: Secrets, ids: Collection[int]) -> dict[int, str]:
    sealed = registrations.c.participant_number_sealed
    query = select(registrations.c.nomination_id, sealed)
    query = query.where(registrations.c.nomination_id.in_(list(ids)), sealed.is_not(None))
    return {id: secrets.open_text(number) for id, number in connection.execute(query)}


def _applicant(row: Row[Any], number: str | None) -> Applicant:
    return Applicant(
        id=row.id,
        reference=row.reference,
        status=row.status,
        income=row.income,
        sector=row.sector,
        programmes=frozenset(row.programmes.split(",")),
        months=row.months,
        covered_from=row.covered_from,
        number=number,
    )


def _to_register(secrets: Secrets, row: Row[Any]) -> ToRegister:
    def opened(sealed: bytes | None) -> str | None:
        return secrets.open_text(sealed) if sealed is not None else None

    return ToRegister(
        id=row.id,
        reference=row.reference,
        nik=secrets.open_text(row.nik_sealed),
        name=secrets.open_text(row.name_sealed),
        birth_date=date.fromisoformat(secrets.open_text(row.birth_date_sealed)),
        phone=opened(row.phone_sealed),
        address=opened(row.address_sealed),
        postcode=opened(row.postcode_sealed),
        email=opened(row.email_sealed),
        job=row.job,
        job_words=opened(row.job_words_sealed),
        sector=row.sector,
        workplace=row.workplace,
        income=row.income,
        programmes=frozenset(row.programmes.split(",")),
        months=row.months,
        way=row.way,
        consented_at=row.consented_at,
        exported_at=row.exported_at,
    )


_ASIDE = (
    registrations.c.address_sealed,
    registrations.c.postcode_sealed,
    registrations.c.email_sealed,
    registrations.c.exported_at,
)
