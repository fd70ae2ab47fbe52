"""Invitations: the token that opens one, whose it became, and what keeps people from being asked too often.

What an answer depends on is read with its row held (on Postgres by a lock, in the order of their ids), so
that of two who answer one invitation the second sees what the first one did.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, delete, func, or_, select, text, tuple_, update

from storage.bulk import any_of, insert_rows, moment, run
from storage.dialect import insert_into
from storage.nominations import NominationRow, held
from storage.nudges import wake
from storage.secrets import Secrets
from storage.tables import (
    COVERED_STATUSES,
    IS_INVITED,
    addresses,
    contribution_months,
    first_messages,
    invitation_views,
    invitations,
    nominations,
    refusals,
)
from storage.turns import Conflict

# written out: SQLite does not use a partial index for a value it is given as a parameter
_IS_INVITED = and_(text(f"nominations.{IS_INVITED}"), nominations.c.consented_at.is_(None))
"""it waits for an answer; one that was agreed to and waits for the office is not asked for any more"""


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """`by`: the participant, whose nomination it must be."""

    reference: str
    """of the nomination"""
    token: str
    by: int


@dataclass(frozen=True, slots=True)
class OtherCover:
    """Another nomination of the same NIK that was agreed to; `paid_through` None: nothing paid yet."""

    reference: str
    paid_through: str | None


def keep(connection: Connection, secrets: Secrets, new: Sequence[NewInvitation], now: datetime) -> None:
    """Keep tokens, each once. One of a nomination that is no longer asked for, or not theirs, is left out."""
    if not new:
        return
    references = [one.reference for one in new]
    found = run(connection, _ASKED_FOR + any_of(connection, "reference", references), references)
    ids = {(reference, by): id for reference, by, id in found.all()}
    at = moment(connection, now)
    rows = [
        (ids[one.reference, one.by], secrets.hash("invitation", one.token), at)
        for one in new
        if (one.reference, one.by) in ids
    ]
    if rows:
        insert_rows(connection, invitations, _INVITATION, rows, "ON CONFLICT DO NOTHING")


_WAITS = f"{IS_INVITED} AND consented_at IS NULL AND "
_ASKED_FOR = f"SELECT reference, participant_id, id FROM nominations WHERE {_WAITS}"  # noqa: S608  ours
_INVITATION = ("nomination_id", "token_hash", "created_at")


def keep_views(connection: Connection, views: Collection[tuple[str, int]]) -> None:
    """Who (person id) was shown for whom the invitation of a nomination (reference) is."""
    if not views:
        return
    query = select(nominations.c.reference, nominations.c.id)
    ids = dict(
        connection.execute(
            query.where(nominations.c.reference.in_({reference for reference, _ in views}))
        ).all()
    )
    rows = [
        {"nomination_id": ids[reference], "person_id": person, "misses": 0}
        for reference, person in sorted(views)
    ]
    connection.execute(insert_into(connection, invitation_views).on_conflict_do_nothing(), rows)


def miss(connection: Connection, reference: str, person: int) -> int:
    """This person did not know the NIK of whom an invitation is for; how often that was, by now."""
    views = invitation_views
    id = select(nominations.c.id).where(nominations.c.reference == reference).scalar_subquery()
    theirs = (views.c.nomination_id == id) & (views.c.person_id == person)
    change = update(views).where(theirs).values(misses=views.c.misses + 1).returning(views.c.misses)
    return connection.scalar(change) or 0


def misses_of(connection: Connection, asked: Collection[tuple[int, int]]) -> Mapping[tuple[int, int], int]:
    """By (nomination id, person id): how often they did not know the NIK; who always did is left out."""
    views = invitation_views
    query = select(views).where(tuple_(views.c.nomination_id, views.c.person_id).in_(list(asked)))
    rows = connection.execute(query.where(views.c.misses > 0))
    return {(row.nomination_id, row.person_id): row.misses for row in rows}


def open_as(connection: Connection, reference: str, person: int, now: datetime) -> None:
    """From now on the invitation is this person's. Raises Conflict when it is someone else's, or answered."""
    mark = update(nominations).where(
        nominations.c.reference == reference,
        _IS_INVITED,
        or_(nominations.c.worker_id.is_(None), nominations.c.worker_id == person),
    )
    if connection.execute(mark.values(worker_id=person, updated_at=now)).rowcount != 1:
        raise Conflict("the invitation is someone else's by now, or answered")
    wake(connection, [person], now)


def by_tokens(connection: Connection, secrets: Secrets, tokens: Collection[str]) -> dict[str, NominationRow]:
    """What these tokens open, held; those that open nothing are left out."""
    hashes = {secrets.hash("invitation", token): token for token in tokens}
    query = select(invitations.c.token_hash, invitations.c.nomination_id)
    found = {
        id: hashes[bytes(hash)]
        for hash, id in connection.execute(query.where(invitations.c.token_hash.in_(list(hashes))))
    }
    rows = held(connection, secrets, nominations.c.id.in_(list(found))) if found else []
    return {found[row.id]: row for row in rows}


def opened_by(
    connection: Connection, persons: Collection[int], invited_since: datetime
) -> dict[int, tuple[str, ...]]:
    """References of what each person opened and did not answer, oldest first; those without are left out."""
    query = (
        select(nominations.c.worker_id, nominations.c.reference)
        .where(nominations.c.worker_id.in_(list(persons)), _IS_INVITED)
        .where(nominations.c.nominated_at >= invited_since)
        .order_by(nominations.c.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for person, reference in connection.execute(query):
        found[person] = (*found.get(person, ()), reference)
    return found


def written_first(
    connection: Connection, persons: Collection[int], invited_since: datetime
) -> dict[int, str]:
    """The oldest open invitation (reference) to a number of each person that was written to first."""
    query = (
        select(addresses.c.person_id, nominations.c.reference)
        .join(nominations, nominations.c.phone_hash == addresses.c.value_hash)
        .join(first_messages, first_messages.c.phone_hash == addresses.c.value_hash)
        .where(addresses.c.person_id.in_(list(persons)), addresses.c.kind == "phone", _IS_INVITED)
        .where(nominations.c.nominated_at >= invited_since)
        .where(or_(nominations.c.worker_id.is_(None), nominations.c.worker_id == addresses.c.person_id))
        .order_by(nominations.c.id.desc())
    )
    return dict(connection.execute(query).all())


def not_theirs(connection: Connection, asked: Collection[tuple[int, str]]) -> set[tuple[int, str]]:
    """Those of (person id, reference) that someone else made. What is unknown is nobody's yet."""
    references = list({reference for _, reference in asked})
    query = "SELECT reference, participant_id FROM nominations WHERE "
    owners = dict(run(connection, query + any_of(connection, "reference", references), references).all())
    return {(person, reference) for person, reference in asked if owners.get(reference, person) != person}


def other_covers(
    connection: Connection, secrets: Secrets, asked: Collection[tuple[int, str, str]]
) -> dict[tuple[int, str, str], OtherCover]:
    """By (person id, reference, NIK): the cover that NIK has by another nomination, as its own worker.

    Left out where the person is not known as its worker: a stranger learns of nobody's cover.
    """
    hashes = {nik: secrets.hash("nik", nik) for _, _, nik in asked}
    last_paid = (
        select(func.max(contribution_months.c.month))
        .where(contribution_months.c.nomination_id == nominations.c.id)
        .scalar_subquery()
    )
    columns = nominations.c
    query = select(columns.nik_hash, columns.worker_id, columns.reference, last_paid).where(
        columns.nik_hash.in_(list(hashes.values())), columns.status.in_(COVERED_STATUSES)
    )
    covers = {
        (bytes(hash), worker): OtherCover(reference, paid)
        for hash, worker, reference, paid in connection.execute(query)
    }
    return {
        (person, reference, nik): cover
        for person, reference, nik in asked
        if (cover := covers.get((hashes[nik], person))) and cover.reference != reference
    }


def refused_at(
    connection: Connection, secrets: Secrets, asked: Collection[tuple[int, str]]
) -> dict[tuple[int, str], datetime]:
    """By (participant id, NIK): when that worker last said no to them, where they did."""
    hashes = {nik: secrets.hash("nik", nik) for _, nik in asked}
    pairs = [(person, hashes[nik]) for person, nik in asked]
    query = select(refusals).where(tuple_(refusals.c.participant_id, refusals.c.nik_hash).in_(pairs))
    found = {(row.participant_id, bytes(row.nik_hash)): row.refused_at for row in connection.execute(query)}
    return {key: found[pair] for key, pair in zip(asked, pairs, strict=True) if pair in found}


def open_of(connection: Connection, persons: Collection[int]) -> Mapping[int, int]:
    """How many invitations of each participant wait for an answer; those without any are left out."""
    query = select(nominations.c.participant_id, func.count())
    query = query.where(nominations.c.participant_id.in_(list(persons)), _IS_INVITED)
    rows = connection.execute(query.group_by(nominations.c.participant_id))
    return dict(rows.all())


def open_of_numbers(connection: Connection, secrets: Secrets, numbers: Collection[str]) -> Mapping[str, int]:
    """How many invitations with each phone number wait for an answer, whoever made them."""
    hashes = {secrets.hash("phone", number): number for number in numbers}
    theirs = any_of(connection, "phone_hash", hashes) + " GROUP BY phone_hash"
    query = f"SELECT phone_hash, count(*) FROM nominations WHERE {_WAITS}{theirs}"  # noqa: S608  ours
    return {hashes[bytes(hash)]: count for hash, count in run(connection, query, list(hashes)).all()}


def refuse(connection: Connection, participant: int, nik_hash: bytes, now: datetime) -> None:
    """Remember that this worker said no to them; the last time counts."""
    values = {"participant_id": participant, "nik_hash": nik_hash, "refused_at": now}
    keys = [refusals.c.participant_id, refusals.c.nik_hash]
    statement = insert_into(connection, refusals).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_={"refused_at": now}))


def lift_pause(connection: Connection, secrets: Secrets, nik: str) -> bool:
    """Forget that this worker said no to anyone; False: they did not."""
    mine = delete(refusals).where(refusals.c.nik_hash == secrets.hash("nik", nik))
    return connection.execute(mine).rowcount > 0


def write_first_once(connection: Connection, secrets: Secrets, number: str, now: datetime) -> bool:
    """May the bot write first to this number (E.164)? True once, ever."""
    values = {"phone_hash": secrets.hash("phone", number), "sent_at": now}
    statement = insert_into(connection, first_messages).values(values).on_conflict_do_nothing()
    return connection.execute(statement.returning(first_messages.c.sent_at)).first() is not None


def to_expire(connection: Connection, invited_before: datetime, limit: int) -> list[int]:
    """Nominations that nobody answered in time, by id."""
    query = select(nominations.c.id).where(_IS_INVITED, nominations.c.nominated_at < invited_before)
    return list(connection.scalars(query.order_by(nominations.c.nominated_at).limit(limit)))
