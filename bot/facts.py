"""What conversations ask the store, looked up for a whole batch at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Literal, TypeAlias, assert_never, cast

from sqlalchemy import Connection

from flows.rules.nik import mask_nik
from flows.types import (
    Bill,
    CreateNomination,
    InvitationBy,
    InvitationTo,
    Nomination,
    NominationStatus,
    OpenedInvitations,
    OpenInvitations,
    OpenInvitationsOf,
    OtherCover,
    OwnCovers,
    OwnNominationOf,
    OwnNominations,
    OwnNumber,
    PausedUntil,
    Question,
    TokenFor,
)
from storage import Secrets, nominations, people
from storage.bills import KeptBill
from storage.nominations import NominationRow

Answers: TypeAlias = Mapping[tuple[int, Question], Any]
"""By person id and question."""


def look_up(connection: Connection, secrets: Secrets, asked: Collection[tuple[int, Question]]) -> Answers:
    """The answers of the store, with one query for each kind of question."""
    numbers: list[tuple[int, str]] = []
    niks: list[tuple[int, str]] = []
    everything: list[int] = []
    for person, question in asked:
        match question:
            case OwnNumber(number):
                numbers.append((person, number))
            case OwnNominationOf(nik):
                niks.append((person, nik))
            case OwnNominations():
                everything.append(person)
            case (
                OwnCovers()
                | InvitationBy()
                | InvitationTo()
                | OpenedInvitations()
                | TokenFor()
                | OtherCover()
                | PausedUntil()
                | OpenInvitations()
                | OpenInvitationsOf()
            ):
                raise NotImplementedError(type(question).__name__)
            case _:
                assert_never(question)
    own = people.own_numbers(connection, secrets, numbers)
    by_nik = nominations.live_of_nik(connection, secrets, niks)
    by_person = nominations.live_of(connection, secrets, everything)
    answers: dict[tuple[int, Question], Any] = {}
    answers |= {(person, OwnNumber(number)): (person, number) in own for person, number in numbers}
    answers |= {(person, OwnNominationOf(nik)): _shown(by_nik.get((person, nik))) for person, nik in niks}
    answers |= {
        (person, OwnNominations()): tuple(map(_shown, by_person.get(person, ()))) for person in everything
    }
    return answers


def just_made(order: CreateNomination, now: datetime) -> Nomination:
    """The nomination that this order will make."""
    return Nomination(
        reference=order.reference,
        name=order.name,
        nik_masked=mask_nik(order.nik),
        status="invited",
        income=order.income,
        sector=order.sector,
        programmes=order.programmes,
        months=order.months,
        nominated_at=now,
    )


def shown(row: NominationRow, *, for_worker: bool = False) -> Nomination:
    """As the participant sees it, or the worker, who sees nothing of another's bills and payments."""
    is_own_payer = row.participant_id == row.worker_id
    sees_money = is_own_payer or not for_worker
    bill = row.bill
    return Nomination(
        reference=row.reference,
        name=row.name,
        nik_masked=mask_nik(row.nik) if row.nik else "",
        status=cast(NominationStatus, row.status),
        income=row.income,
        sector=cast(Literal["transport", "other"], row.sector),
        programmes=row.programmes,
        months=row.months,
        nominated_at=row.nominated_at,
        paid=row.paid,
        job=row.job,
        job_words=row.job_words,
        phone=row.phone,
        workplace=row.workplace,
        birth_date=row.birth_date,
        payer=row.payer,
        is_own_payer=is_own_payer,
        has_worker=row.worker_id is not None,
        participant_number=row.participant_number,
        covered_from=row.covered_from,
        bill=_bill(bill) if bill and sees_money else None,
        credit=row.credit if sees_money else 0,
        receipt_waits=row.receipt_waits and sees_money,
        card=row.card,
    )


def _bill(bill: KeptBill) -> Bill:
    return Bill(bill.reference, bill.items, bill.tariff_version, bill.code, bill.expires_on)


def _shown(row: NominationRow | None) -> Nomination | None:
    return shown(row) if row else None
