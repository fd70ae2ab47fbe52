"""What conversations ask the store, looked up for a whole batch at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Literal, TypeAlias, assert_never, cast

from sqlalchemy import Connection

from flows.rules.nik import mask_nik
from flows.types import (
    CreateNomination,
    InvitationBy,
    InvitationTo,
    Nomination,
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


def _shown(row: NominationRow | None) -> Nomination | None:
    if row is None:
        return None
    return Nomination(
        reference=row.reference,
        name=row.name,
        nik_masked=mask_nik(row.nik),
        status=cast(Literal["invited", "consented", "registered"], row.status),
        income=row.income,
        sector=cast(Literal["transport", "other"], row.sector),
        programmes=row.programmes,
        months=row.months,
        nominated_at=row.nominated_at,
        paid=row.paid,
    )
