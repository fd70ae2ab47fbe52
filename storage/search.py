"""Finding people among very many: by what identifies them, by the first letters of a name, or the newest.

Each query goes by an index and reads a bounded number of rows, whatever is looked for; names are opened one
by one and compared by all the letters that were given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, Connection, and_, exists, func, select, text, union

from storage.names import LETTERS, letters_of
from storage.people import address_hash
from storage.secrets import Secrets
from storage.tables import IS_NUMBER, addresses, contribution_months, nominations, people, staff

Role: TypeAlias = Literal["participant", "worker", "opted_out", ""]
MOST_NAMES = 2000
"""names that are opened for one search"""
WINDOW = 20_000
"""people that are looked through at once, where few of them are wanted"""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Someone who wrote to us. `name` is as their channel tells it; "": it was erased, or never told."""

    id: int
    reference: str
    name: str
    channels: tuple[str, ...]
    phone_last4: str | None
    nominated: int
    """workers they nominated, over or not"""
    covers: int
    """nominations of which they are the worker"""
    is_staff: bool
    opted_out_at: datetime | None
    wrote_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class WorkerLine:
    """Someone who was nominated; `name` is "" once it was erased."""

    id: int
    reference: str
    name: str
    nik_last4: str | None
    status: str
    participant: str
    """the reference of who pays"""
    participant_name: str
    paid_through: str | None
    nominated_at: datetime


# --- people ------------------------------------------------------------------------------------------


def newest(
    connection: Connection,
    secrets: Secrets,
    role: Role,
    after: int | None,
    limit: int,
    *,
    oldest: bool = False,
) -> tuple[list[PersonLine], int | None]:
    """People by when they came, behind the one with the id `after`; and behind whom the next page begins.

    Where few of them have the role a page may be short, and the next one goes on.
    """
    window = _window(connection, role, after, limit, oldest=oldest)
    lines = people_of(connection, secrets, window.found)
    return sorted(lines, key=lambda one: one.id, reverse=not oldest), window.next


@dataclass(frozen=True, slots=True)
class _Window:
    found: Sequence[int]
    next: int | None


def _window(connection: Connection, role: Role, after: int | None, limit: int, *, oldest: bool) -> _Window:
    id = people.c.id
    order = id if oldest else id.desc()
    query = select(id).order_by(order).limit(limit + 1)
    if after is not None:
        query = query.where(id > after if oldest else id < after)
    if not role:
        found = connection.scalars(query).all()
        more = len(found) > limit
        return _Window(found[:limit], found[limit - 1] if more else None)
    edge = _edge(connection, after, oldest=oldest)
    if edge is None:
        return _Window((), None)
    within = id <= edge if oldest else id >= edge
    found = connection.scalars(query.where(within, _has(role))).all()
    if len(found) > limit:
        return _Window(found[:limit], found[limit - 1])
    is_end = connection.scalar(select(id).where(id > edge if oldest else id < edge).limit(1)) is None
    return _Window(found, None if is_end else edge)


def _edge(connection: Connection, after: int | None, *, oldest: bool) -> int | None:
    """The id at the far end of the next WINDOW people; None: there are none."""
    id = people.c.id
    beyond = select(id).order_by(id if oldest else id.desc())
    if after is not None:
        beyond = beyond.where(id > after if oldest else id < after)
    window = beyond.limit(WINDOW).subquery()
    return connection.scalar(select(func.max(window.c.id) if oldest else func.min(window.c.id)))


def _has(role: Role) -> ColumnElement[bool]:
    match role:
        case "participant":
            return exists().where(nominations.c.participant_id == people.c.id)
        case "worker":
            return exists().where(nominations.c.worker_id == people.c.id)
        case _:
            return people.c.opted_out_at.is_not(None)


def people_by_reference(connection: Connection, secrets: Secrets, reference: str) -> list[PersonLine]:
    ids = connection.scalars(select(people.c.id).where(people.c.reference == reference)).all()
    return people_of(connection, secrets, ids)


def people_by_phone(connection: Connection, secrets: Secrets, number: str) -> list[PersonLine]:
    """Who writes from this number (E.164), or shared it as theirs."""
    theirs = and_(text(IS_NUMBER), addresses.c.value_hash == address_hash(secrets, "phone", number))
    ids = connection.scalars(select(addresses.c.person_id).where(theirs).limit(50)).all()
    return people_of(connection, secrets, ids)


def people_by_name(connection: Connection, secrets: Secrets, name: str, limit: int) -> list[PersonLine]:
    """Whose profile's name begins so, the newest first; `name` has at least one letter."""
    query = select(people.c.id, people.c.name_sealed).where(_starts(people.c.name_start, name))
    rows = connection.execute(query.order_by(people.c.id.desc()).limit(MOST_NAMES))
    ids = _fitting(secrets, rows, name, limit)
    return sorted(people_of(connection, secrets, ids), key=lambda one: one.id, reverse=True)


def people_of(connection: Connection, secrets: Secrets, ids: Collection[int]) -> list[PersonLine]:
    """A line for each of these people."""
    if not ids:
        return []
    known = list(set(ids))
    reached = _reached(connection, secrets, known)
    nominated, covers = (
        _counts(connection, column, known)
        for column in (nominations.c.participant_id, nominations.c.worker_id)
    )
    office = set(connection.scalars(select(staff.c.person_id).where(staff.c.person_id.in_(known))))
    lines = []
    for row in connection.execute(select(people).where(people.c.id.in_(known))):
        channels, phone, wrote_at = reached.get(row.id, ((), None, None))
        lines.append(
            PersonLine(
                row.id, row.reference, _opened(secrets, row.name_sealed), channels, phone,
                nominated.get(row.id, 0), covers.get(row.id, 0), row.id in office, row.opted_out_at, wrote_at,
                row.created_at,
            )
        )  # fmt: skip
    return lines


def _reached(
    connection: Connection, secrets: Secrets, ids: Collection[int]
) -> dict[int, tuple[tuple[str, ...], str | None, datetime | None]]:
    """By person: channels, the last digits of their number, and when they wrote last."""
    query = select(addresses).where(addresses.c.person_id.in_(list(ids))).order_by(addresses.c.id)
    found: dict[int, tuple[tuple[str, ...], str | None, datetime | None]] = {}
    for row in connection.execute(query):
        channels, phone, wrote_at = found.get(row.person_id, ((), None, None))
        if row.channel != "phone" and row.channel not in channels:
            channels = (*channels, row.channel)
        if row.kind == "phone" and row.value_sealed:
            phone = secrets.open_text(row.value_sealed)[-4:]
        times = [at for at in (wrote_at, row.wrote_at) if at is not None]
        found[row.person_id] = (channels, phone, max(times, default=None))
    return found


def _counts(connection: Connection, column: Any, ids: Collection[int]) -> dict[int, int]:
    query = select(column, func.count()).where(column.in_(list(ids))).group_by(column)
    return {int(person): int(number) for person, number in connection.execute(query)}


# --- workers -----------------------------------------------------------------------------------------


def workers_by(
    connection: Connection,
    secrets: Secrets,
    *,
    reference: str | None = None,
    nik: str | None = None,
    phone: str | None = None,
    last4: str | None = None,
    limit: int = 50,
) -> list[WorkerLine]:
    """By one of these: a reference, sixteen digits, E.164, or the last four digits of a NIK."""
    column = nominations.c
    if reference is not None:
        which = column.reference == reference
    elif nik is not None:
        which = column.nik_hash == secrets.hash("nik", nik)
    elif phone is not None:
        which = column.phone_hash == secrets.hash("phone", phone)
    else:
        which = column.nik_last4 == last4
    ids = connection.scalars(select(column.id).where(which).order_by(column.id.desc()).limit(limit)).all()
    return workers_of(connection, secrets, ids)


def workers_by_name(connection: Connection, secrets: Secrets, name: str, limit: int) -> list[WorkerLine]:
    """Whose name begins so, nominated last first; `name` has at least one letter."""
    query = select(nominations.c.id, nominations.c.name_sealed).where(_starts(nominations.c.name_start, name))
    rows = connection.execute(query.order_by(nominations.c.id.desc()).limit(MOST_NAMES))
    return workers_of(connection, secrets, _fitting(secrets, rows, name, limit))


def workers_of_person(connection: Connection, secrets: Secrets, person: int, limit: int) -> list[WorkerLine]:
    """Whom they nominated, and the covers in which they are the worker."""
    return workers_of(connection, secrets, nominations_of(connection, person, limit))


def nominations_of(connection: Connection, person: int, limit: int) -> list[int]:
    """The newest of which they are a part. Each part by its index: an OR of both may read all rows."""
    parts = (nominations.c.participant_id == person, nominations.c.worker_id == person)
    either = union(*(select(nominations.c.id).where(part) for part in parts)).subquery()
    return list(connection.scalars(select(either.c.id).order_by(either.c.id.desc()).limit(limit)))


def workers_of(connection: Connection, secrets: Secrets, ids: Collection[int]) -> list[WorkerLine]:
    """A line for each of these nominations, the newest first."""
    if not ids:
        return []
    through = _paid_through(connection, ids)
    query = (
        select(
            nominations.c.id, nominations.c.reference, nominations.c.name_sealed, nominations.c.nik_last4,
            nominations.c.status, nominations.c.nominated_at, people.c.reference.label("participant"),
            people.c.name_sealed.label("participant_sealed"),
        )
        .join(people, people.c.id == nominations.c.participant_id)
        .where(nominations.c.id.in_(list(ids)))
        .order_by(nominations.c.id.desc())
    )  # fmt: skip
    return [
        WorkerLine(
            row.id, row.reference, _opened(secrets, row.name_sealed), row.nik_last4, row.status,
            row.participant, _opened(secrets, row.participant_sealed), through.get(row.id), row.nominated_at,
        )
        for row in connection.execute(query)
    ]  # fmt: skip


def _paid_through(connection: Connection, ids: Collection[int]) -> Mapping[int, str]:
    month = contribution_months.c
    query = select(month.nomination_id, func.max(month.month)).where(month.nomination_id.in_(list(ids)))
    return {int(id): str(last) for id, last in connection.execute(query.group_by(month.nomination_id))}


# --- names -------------------------------------------------------------------------------------------


def _starts(column: Any, name: str) -> Any:
    """By the index, where three letters were given or more."""
    start = letters_of(name)[:LETTERS]
    if len(start) == LETTERS:
        return column == start
    return column.like(f"{start}%")  # letters only; so many have it that the newest are soon found


def _fitting(secrets: Secrets, rows: Iterable[Any], name: str, limit: int) -> list[int]:
    wanted, ids = letters_of(name), []
    for id, sealed in rows:
        if sealed is not None and letters_of(secrets.open_text(sealed)).startswith(wanted):
            ids.append(int(id))
            if len(ids) == limit:
                break
    return ids


def _opened(secrets: Secrets, sealed: bytes | None) -> str:
    return secrets.open_text(sealed) if sealed is not None else ""
