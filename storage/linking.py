"""Two people who turn out to be one: a code given on one channel and told on another joins all they have.

Who tells the code stays, and takes in everything of the one it was given to; that one is no more. What both
can have one of only is decided here; nothing but a second invitation of one worker is given up for it:

    conversation        decided by the turn that tells the code (flows/link.py)
    the same worker     the nomination that came further stays, else the one that was opened, else the newer
    reminders           unwanted by one: unwanted
    the notice          agreed to by one: agreed to
    role in the office  the greater one
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

from storage import consents, evidence, tasks
from storage.dialect import insert_into
from storage.erasure import PERSONAL
from storage.marks import mark, set_mark
from storage.secrets import Secrets
from storage.tables import (
    LIVE_STATUSES,
    ROLES,
    Row,
    addresses,
    conversations,
    inbox,
    invitation_views,
    link_codes,
    nominations,
    outbox,
    people,
    refusals,
    settings,
    staff,
)
from storage.tables import consents as consents_table
from storage.turns import Conflict

VALID_FOR = timedelta(minutes=15)
UNDONE_WITHIN = timedelta(hours=24)
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
    """Those to whom an address was joined that can still be separated."""
    query = select(addresses.c.person_id).where(
        addresses.c.person_id.in_(list(persons)), addresses.c.linked_at > now - UNDONE_WITHIN
    )
    return set(connection.scalars(query))


# --- joining -----------------------------------------------------------------------------------------


def join(
    connection: Connection, secrets: Secrets, code: str, into: int, version: int, now: datetime
) -> Joined:
    """All of the one to whom the code was given is `into`'s from now on.

    `version`: of that one's conversation, by which it was decided. Raises Conflict when they said something
    since, or the code was told by someone else. Reads whole tables: few people ever do it.
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
    joined = _where_to_tell(connection, other)
    _end_second_invitations(connection, secrets, other, into, now)
    _join_what_is_one(connection, other, into, now)
    for table, column in owners():
        if table.name not in _DECIDED:
            connection.execute(update(table).where(table.c[column] == other).values({column: into}))
    connection.execute(delete(people).where(people.c.id == other))
    return joined


def owners() -> list[tuple[Table, str]]:
    """Every table and column that says whose something is."""
    return [
        (table, column.name)
        for table in Row.metadata.sorted_tables
        for column in table.c
        if any(key.column is people.c.id for key in column.foreign_keys)
    ]


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


def _where_to_tell(connection: Connection, person: int) -> Joined:
    """Where they wrote last."""
    columns = addresses.c
    query = select(columns.id, columns.channel, columns.account).where(
        columns.person_id == person, columns.channel != "phone", columns.unreachable_at.is_(None)
    )
    newest = query.order_by(columns.wrote_at.is_(None), columns.wrote_at.desc(), columns.id.desc()).limit(1)
    row = connection.execute(newest).first()
    return Joined(*row) if row else Joined(None)


def _end_second_invitations(
    connection: Connection, secrets: Secrets, other: int, into: int, now: datetime
) -> None:
    """One participant has one nomination of a worker that is not over: the one that came further."""
    columns = nominations.c
    query = select(
        columns.id,
        columns.reference,
        columns.nik_hash,
        columns.status,
        columns.consented_at,
        columns.worker_id,
        columns.nominated_at,
    ).where(columns.participant_id.in_((other, into)), columns.status.in_(LIVE_STATUSES))
    by_worker: dict[bytes, list[Any]] = {}
    for row in connection.execute(query.order_by(columns.id).with_for_update()):
        by_worker.setdefault(bytes(row.nik_hash), []).append(row)
    for rows in by_worker.values():
        for second in sorted(rows, key=_how_far)[:-1]:
            _end_second(connection, secrets, second, now)


def _how_far(row: Any) -> tuple[bool, bool, bool, datetime, int]:
    is_covered, is_opened = row.status != "invited", row.worker_id is not None
    return is_covered, row.consented_at is not None, is_opened, row.nominated_at, row.id


def _end_second(connection: Connection, secrets: Secrets, row: Any, now: datetime) -> None:
    """What it held of the worker is kept with the other one; here it is erased, and so is what named them."""
    values = dict.fromkeys(PERSONAL) | {
        "status": "withdrawn",
        "end_reason": "replaced",
        "ended_by": "participant",
        "ended_at": now,
        "erased_at": now,
        "updated_at": now,
    }
    connection.execute(update(nominations).where(nominations.c.id == row.id).values(values))
    evidence.erase(connection, secrets, consents.ids_about(connection, [row.reference]))
    tasks.done_about(connection, row.id, "other_cover", "sertakan", now)


def _join_what_is_one(connection: Connection, other: int, into: int, now: datetime) -> None:
    """What both may have and one person has once."""
    _join_people(connection, other, into)
    _join_addresses(connection, other, into, now)
    _join_staff(connection, other, into)
    _keep_greater(connection, refusals, ("participant_id", "nik_hash"), "refused_at", other, into)
    _keep_greater(connection, invitation_views, ("person_id", "nomination_id"), "misses", other, into)
    given_by = func.coalesce(
        consents_table.c.given_by, select(people.c.reference).where(people.c.id == other).scalar_subquery()
    )
    theirs = update(consents_table).where(consents_table.c.person_id == other)
    connection.execute(theirs.values(given_by=given_by))
    connection.execute(delete(conversations).where(conversations.c.person_id == other))


def _join_people(connection: Connection, other: int, into: int) -> None:
    query = select(people).where(people.c.id.in_((other, into)))
    rows: Mapping[int, Any] = {row.id: row for row in connection.execute(query)}
    both = (rows[into], rows[other])

    def first(column: str) -> Any:
        return min((getattr(row, column) for row in both if getattr(row, column) is not None), default=None)

    values = {column: first(column) for column in ("opted_out_at", "notice_agreed_at", "created_at")}
    values["name_sealed"] = both[0].name_sealed or both[1].name_sealed
    connection.execute(update(people).where(people.c.id == into).values(values))


def _join_addresses(connection: Connection, other: int, into: int, now: datetime) -> None:
    """Those the code was told from are the ones that were linked, and can be separated."""
    connection.execute(update(addresses).where(addresses.c.person_id == into).values(linked_at=now))
    shared = addresses.c.channel == "phone"
    known = select(addresses.c.value_hash).where(addresses.c.person_id == into, shared)
    double = (addresses.c.person_id == other, shared, addresses.c.value_hash.in_(known))
    connection.execute(delete(addresses).where(*double))


def _join_staff(connection: Connection, other: int, into: int) -> None:
    """What tells them of tasks is found by its key when a worker is erased, so it is named after them."""
    roles = dict(
        connection.execute(
            select(staff.c.person_id, staff.c.role).where(staff.c.person_id.in_((other, into)))
        ).all()
    )
    if other not in roles:
        return
    if into in roles:
        role = min(roles.values(), key=ROLES.index)
        connection.execute(update(staff).where(staff.c.person_id == into).values(role=role))
        connection.execute(delete(staff).where(staff.c.person_id == other))
    told = select(outbox.c.id, outbox.c.key).where(
        outbox.c.person_id == other, outbox.c.key.like(f"task:%:{other}")
    )
    for id, key in connection.execute(told).all():
        named = f"{key.removesuffix(str(other))}{into}"
        taken = connection.scalar(select(outbox.c.id).where(outbox.c.key == named))
        if taken is None:
            connection.execute(update(outbox).where(outbox.c.id == id).values(key=named))


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


# --- separating --------------------------------------------------------------------------------------


def separate(connection: Connection, person: int, reference: str, after: int, now: datetime) -> None:
    """The addresses that were linked in the last day are someone's of their own again, who has nothing.

    `after`: the inbox id of the wish; what comes in later from there is theirs. What they had before they
    were linked stays with whom they were linked to. Raises Conflict when there are none.
    """
    lately = (addresses.c.person_id == person, addresses.c.linked_at > now - UNDONE_WITHIN)
    ids = connection.scalars(select(addresses.c.id).where(*lately).with_for_update()).all()
    if not ids:
        raise Conflict("nothing was linked lately, or it was separated by now")
    lang = select(people.c.lang).where(people.c.id == person).scalar_subquery()
    new = insert_into(connection, people).values(reference=reference, lang=lang, created_at=now)
    someone = connection.execute(new.returning(people.c.id)).scalar_one()
    theirs = addresses.c.id.in_(ids)
    connection.execute(update(addresses).where(theirs).values(person_id=someone, linked_at=None))
    waits = (inbox.c.address_id.in_(ids), inbox.c.status == "waiting", inbox.c.id > after)
    connection.execute(update(inbox).where(*waits).values(person_id=someone))
    unsent = update(outbox).where(outbox.c.reply_to.in_(ids), outbox.c.status.in_(("waiting", "withheld")))
    gone = {"status": "dead", "error": "the address was separated", "body_sealed": None, "text_sealed": None}
    connection.execute(unsent.values(gone))
