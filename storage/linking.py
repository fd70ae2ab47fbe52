"""Two people who turn out to be one: a code given on one channel and told on another joins all they have.

Who tells the code stays, and takes in everything of the one it was given to; that one is no more. What both
can have one of only is decided here; nothing is given up for it, so that it can be undone (storage/joins.py):

    conversation        decided by the turn that agrees (flows/link.py)
    the same worker     they are not joined before one of the nominations is over
    role in the office  they are not joined by a code
    reminders           unwanted by one: unwanted
    the notice          agreed to by one: agreed to
    language, name      of who tells the code
    a pause, misses     the later one; the greater number
    consents            keep in `given_by` by whom they were given, which is in their commitment

The rows of whoever is no more are moved table by table, and the last word has the database: a row that was
forgotten, or came in meanwhile, points to someone who is gone, and the transaction is taken anew.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, case, delete, func, select, update

from storage import joins, recipients
from storage.dialect import insert_into
from storage.joins import UNDONE_WITHIN, owners
from storage.marks import mark, set_mark
from storage.nudges import wake
from storage.secrets import Secrets
from storage.tables import (
    LIVE_STATUSES,
    addresses,
    conversations,
    invitation_views,
    link_codes,
    nominations,
    people,
    refusals,
    settings,
    staff,
)
from storage.tables import consents as consents_table
from storage.tables import joins as joins_table
from storage.turns import Conflict

VALID_FOR = timedelta(minutes=15)
MOST_TRIES = 5
"""wrong codes of one person in one hour"""
_TRIES = "link_tries:"


@dataclass(frozen=True, slots=True)
class Joined:
    """The address that was joined to: where its owner is to be told of it; None: they have none."""

    address_id: int | None
    channel: str | None = None
    account: str | None = None


# --- codes -------------------------------------------------------------------------------------------


def offer(connection: Connection, secrets: Secrets, person: int, code: str, now: datetime) -> None:
    """From now on this is the person's code, and the only one."""
    connection.execute(delete(link_codes).where(link_codes.c.expires_at <= now))
    values = {"code_hash": secrets.hash("link", code), "expires_at": now + VALID_FOR}
    statement = insert_into(connection, link_codes).values(person_id=person, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=[link_codes.c.person_id], set_=values))


def makers(connection: Connection, secrets: Secrets, codes: Collection[str], now: datetime) -> dict[str, int]:
    """To whom these codes were given (person id); those that are wrong or too old are left out."""
    hashes = {secrets.hash("link", code): code for code in codes}
    query = select(link_codes.c.code_hash, link_codes.c.person_id).where(
        link_codes.c.code_hash.in_(list(hashes)), link_codes.c.expires_at > now
    )
    return {hashes[bytes(hash)]: person for hash, person in connection.execute(query)}


def miss(connection: Connection, person: int, now: datetime) -> None:
    """They told a wrong code. What is counted for an hour is forgotten after it."""
    hour = f"{_TRIES}{now:%Y-%m-%dT%H}:"
    past = (settings.c.name >= _TRIES, settings.c.name < hour)
    connection.execute(delete(settings).where(*past))
    set_mark(connection, f"{hour}{person}", str(_misses(connection, person, now) + 1))


def may_try(connection: Connection, person: int, now: datetime) -> bool:
    """Did they tell too few wrong codes yet to be guessing?"""
    return _misses(connection, person, now) < MOST_TRIES


def _misses(connection: Connection, person: int, now: datetime) -> int:
    return int(mark(connection, f"{_TRIES}{now:%Y-%m-%dT%H}:{person}") or 0)


def linked_lately(connection: Connection, persons: Collection[int], now: datetime) -> set[int]:
    """Those who were joined with someone so lately that it can still be undone."""
    query = select(joins_table.c.person_id).where(
        joins_table.c.person_id.in_(list(persons)), joins_table.c.at > now - UNDONE_WITHIN
    )
    return set(connection.scalars(query))


def of_the_office(connection: Connection, persons: Collection[int]) -> set[int]:
    """Those with a role in the office, which nobody gets by a code."""
    return set(connection.scalars(select(staff.c.person_id).where(staff.c.person_id.in_(list(persons)))))


# --- joining -----------------------------------------------------------------------------------------


def join(
    connection: Connection,
    secrets: Secrets,
    code: str,
    into: int,
    version: int,
    drafts: tuple[str, ...],
    now: datetime,
) -> Joined:
    """All of the one to whom the code was given is `into`'s from now on.

    `version`: of that one's conversation, by which it was decided; `drafts`: the conversations of `into`.
    Raises Conflict when they said something since, or the code was told by someone else. Reads whole tables:
    few people ever do it.
    """
    other = makers(connection, secrets, [code], now).get(code)
    if other is None or other == into:
        raise Conflict("the code was used, or is too old")
    # whoever is taking their turn, or putting a message of theirs into the inbox, comes first
    connection.execute(select(people.c.id).where(people.c.id == other).with_for_update()).all()
    heard = connection.scalar(select(conversations.c.version).where(conversations.c.person_id == other))
    mine = delete(link_codes).where(link_codes.c.person_id == other)
    if (heard or 0) != version or connection.execute(mine).rowcount != 1:
        raise Conflict("they said something meanwhile, or the code was used")
    if of_the_office(connection, (other, into)) or twice(connection, into, other):
        raise Conflict("one of them was appointed, or nominated the other's worker, meanwhile")
    joined = where_to_tell(connection, other)
    joins.remember(connection, secrets, other, into, drafts, now)
    _join_what_is_one(connection, other, into)
    for table, column in owners():
        if table.name not in _DECIDED:
            connection.execute(update(table).where(table.c[column] == other).values({column: into}))
    connection.execute(delete(people).where(people.c.id == other))
    wake(connection, [into], now)
    return joined


_DECIDED = frozenset({"conversations", "link_codes"})
"""tables of which each person has one row: of the one who is no more it is gone by then"""


def twice(connection: Connection, one: int, other: int) -> list[bytes]:
    """Names (sealed) of the workers whom both of them nominated, and have not ended."""
    theirs = nominations.alias()
    live, live_there = nominations.c.status.in_(LIVE_STATUSES), theirs.c.status.in_(LIVE_STATUSES)
    query = (
        select(nominations.c.name_sealed)
        .join(theirs, theirs.c.nik_hash == nominations.c.nik_hash)
        .where(nominations.c.participant_id == one, live, theirs.c.participant_id == other, live_there)
    )
    return list(connection.scalars(query.order_by(nominations.c.id)))


def where_to_tell(connection: Connection, person: int) -> Joined:
    """Where they wrote last."""
    columns = addresses.c
    query = select(columns.id, columns.channel, columns.account).where(
        columns.person_id == person, columns.channel != "phone", columns.unreachable_at.is_(None)
    )
    newest = query.order_by(columns.wrote_at.is_(None), columns.wrote_at.desc(), columns.id.desc()).limit(1)
    row = connection.execute(newest).first()
    return Joined(*row) if row else Joined(None)


def _join_what_is_one(connection: Connection, other: int, into: int) -> None:
    """What both may have and one person has once."""
    _join_people(connection, other, into)
    _join_numbers(connection, other, into)
    _keep_greater(connection, refusals, ("participant_id", "nik_hash"), "refused_at", other, into)
    _keep_greater(connection, invitation_views, ("person_id", "nomination_id"), "misses", other, into)
    recipients.join(connection, other, into)
    given_by = func.coalesce(
        consents_table.c.given_by, select(people.c.reference).where(people.c.id == other).scalar_subquery()
    )
    theirs = update(consents_table).where(consents_table.c.person_id == other)
    connection.execute(theirs.values(given_by=given_by))
    connection.execute(delete(conversations).where(conversations.c.person_id == other))
    connection.execute(delete(link_codes).where(link_codes.c.person_id == into))


def _join_people(connection: Connection, other: int, into: int) -> None:
    query = select(people).where(people.c.id.in_((other, into)))
    rows: Mapping[int, Any] = {row.id: row for row in connection.execute(query)}
    both = (rows[into], rows[other])

    def first(column: str) -> Any:
        return min((getattr(row, column) for row in both if getattr(row, column) is not None), default=None)

    values = {
        column: first(column)
        for column in ("opted_out_at", "no_campaigns_at", "no_reminders_at", "notice_agreed_at", "created_at")
    }
    named = both[0] if both[0].name_sealed is not None else both[1]
    values |= {"name_sealed": named.name_sealed, "name_start": named.name_start}
    values["zone"] = both[0].zone or both[1].zone
    connection.execute(update(people).where(people.c.id == into).values(values))


def _join_numbers(connection: Connection, other: int, into: int) -> None:
    """A number that both had shared is shared once."""
    shared = addresses.c.channel == "phone"
    known = select(addresses.c.value_hash).where(addresses.c.person_id == into, shared)
    double = (addresses.c.person_id == other, shared, addresses.c.value_hash.in_(known))
    connection.execute(delete(addresses).where(*double))


def _keep_greater(
    connection: Connection, table: Table, key: tuple[str, str], value: str, other: int, into: int
) -> None:
    """Of rows that both have by the same key, `into` keeps the greater value."""
    owner, subject = key
    query = select(table.c[subject], table.c[value]).where(table.c[owner] == other)
    for what, theirs in connection.execute(query).all():
        mine = (table.c[owner] == into, table.c[subject] == what)
        greater = case((table.c[value] < theirs, theirs), else_=table.c[value])
        if connection.execute(update(table).where(*mine).values({value: greater})).rowcount:
            connection.execute(delete(table).where(table.c[owner] == other, table.c[subject] == what))
