"""Who is to be looked at, all that they may be told of, and what was decided: for many people at once.

Two things wake someone: their own `due_at`, and a conversation in which a nomination was left half done. What
they may be told is derived by the caller; here is only what that is derived from, and what came of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select, update

from storage.bulk import any_of, insert_rows, moment, run
from storage.dialect import is_sqlite
from storage.outbox import is_reachable
from storage.secrets import Secrets
from storage.tables import addresses, conversations, nominations, nudges, outbox, people

DECIDED_WITHIN = timedelta(days=250)
"""what was decided before is about months that nothing is said of any more"""
LATELY = timedelta(days=8)
"""in which unasked messages count, with a day to spare for zones"""

Key = tuple[str, str, str, str]
"""subject, month, step, role"""


@dataclass(frozen=True, slots=True)
class CoverRow:
    """A registered cover. `role`: as what the person of the Standing is told of it."""

    id: int
    reference: str
    role: str
    sector: str
    registered_at: datetime
    covered_from: str | None
    paid: tuple[str, ...] = ()
    receipt_waits: bool = False
    told_at: datetime | None = None
    """when a bill of it was last made, or a payment kept"""


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation that waits for an answer."""

    id: int
    reference: str
    role: str
    invited_at: datetime


@dataclass(slots=True)
class Standing:
    """Someone, and all that they may be told of."""

    person_id: int
    reference: str
    lang: str
    zone: str | None
    wants_reminders: bool
    snoozed_until: datetime | None
    wrote_at: datetime | None
    """when they last wrote"""
    due_at: datetime | None
    """when they are looked at next"""
    state_sealed: bytes | None
    """of their conversation, where a nomination may be left half done in it; else None"""
    covers: list[CoverRow] = field(default_factory=list)
    invitations: list[InvitationRow] = field(default_factory=list)
    decided: set[Key] = field(default_factory=set)
    told_at: list[datetime] = field(default_factory=list)
    """unasked messages of the last days that went out, or will"""
    messages: int = 0
    """nudges of those days, whatever came of them"""


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided for someone: a message (its key and its items), what was left out, when to look."""

    person_id: int
    due_at: datetime | None
    draft_due_at: datetime | None = None
    """the same, where it is a draft that is looked at again"""
    said: tuple[Key, ...] = ()
    dropped: tuple[tuple[Key, str], ...] = ()
    key: str | None = None
    body: bytes | None = None


# --- waking ------------------------------------------------------------------------------------------


def wake(connection: Connection, persons: Collection[int], now: datetime) -> None:
    """Something changed for these people: look at them at the next tick."""
    if persons:
        sooner = or_(people.c.due_at.is_(None), people.c.due_at > now)
        connection.execute(update(people).where(people.c.id.in_(list(persons)), sooner).values(due_at=now))


def wake_about(connection: Connection, nomination_ids: Collection[int], now: datetime) -> None:
    """The same for who pays for these nominations, and for their workers."""
    if nomination_ids:
        which = nominations.c.id.in_(list(nomination_ids))
        for whose in (nominations.c.participant_id, nominations.c.worker_id):
            theirs = people.c.id.in_(select(whose).where(which, whose.is_not(None)))
            sooner = or_(people.c.due_at.is_(None), people.c.due_at > now)
            connection.execute(update(people).where(theirs, sooner).values(due_at=now))


def wake_page(connection: Connection, after: int, page: int, now: datetime) -> int | None:
    """Wake a page of all who may be told of something, behind this id; the last id of it, None at the end."""
    ids = connection.scalars(
        select(people.c.id).where(people.c.id > after).order_by(people.c.id).limit(page)
    ).all()
    if not ids:
        return None
    has_part = (
        select(nominations.c.id)
        .where(
            or_(nominations.c.participant_id == people.c.id, nominations.c.worker_id == people.c.id),
            nominations.c.status.in_(("invited", "registered")),
        )
        .exists()
    )
    some = people.c.id.between(ids[0], ids[-1])
    connection.execute(update(people).where(some, has_part).values(due_at=now))
    return int(ids[-1])


def someone_is_due(connection: Connection, now: datetime) -> bool:
    """Is there anybody to be looked at? Costs next to nothing where there is nobody."""
    at = moment(connection, now)
    return any(run(connection, sql, at, 1).first() is not None for sql in (_DUE, _LEFT))


def hold_due(connection: Connection, now: datetime, limit: int) -> list[int]:
    """People to be looked at, whoever waits longest first; held, and without those whom others hold."""
    at = moment(connection, now)
    found = {id for sql in (_DUE, _LEFT) for (id,) in run(connection, sql, at, limit).all()}
    ids = sorted(found)[:limit]
    if not ids or is_sqlite(connection):
        return ids
    some = any_of(connection, "id", ids)
    lock = f"SELECT id FROM people WHERE {some} ORDER BY id FOR NO KEY UPDATE SKIP LOCKED"  # noqa: S608  ours
    return list(run(connection, lock, ids).scalars())


def due_until(connection: Connection, until: datetime, after: int, limit: int) -> list[int]:
    """A page of people who are to be looked at by then, by their ids, behind this one."""
    left = select(conversations.c.person_id).where(conversations.c.due_at <= until)
    due = or_(people.c.due_at <= until, people.c.id.in_(left))
    return list(
        connection.scalars(
            select(people.c.id).where(people.c.id > after, due).order_by(people.c.id).limit(limit)
        )
    )


# --- what there is -----------------------------------------------------------------------------------


def standings(connection: Connection, ids: Collection[int], now: datetime) -> dict[int, Standing]:
    """These people and all that they may be told of, by id."""
    given = list(ids)
    if not given:
        return {}
    rows = sorted(_rows(connection, _PEOPLE, given, "people.id"), key=lambda row: int(row[0]))
    found = {row[0]: Standing(row[0], *_person(row)) for row in rows}
    for person, cover in _covers(connection, given):
        if person in found:
            found[person].covers.append(cover)
    for person, invitation in _invitations(connection, given):
        if person in found:
            found[person].invitations.append(invitation)
    _note_decided(connection, found, now)
    _note_told(connection, found, now)
    return found


def _person(row: Sequence[Any]) -> tuple[Any, ...]:
    _, reference, lang, zone, is_quiet, snoozed, wrote_at, due_at, draft_due_at, state = row
    wakes = min((_time(at) for at in (due_at, draft_due_at) if at is not None), default=None)
    return reference, lang, zone, not is_quiet, _time(snoozed), _time(wrote_at), wakes, state


def _covers(connection: Connection, persons: list[int]) -> list[tuple[int, CoverRow]]:
    own = sorted(_rows(connection, _COVERS, persons, "participant_id"))
    theirs = sorted(_rows(connection, _COVERS + "participant_id <> worker_id AND ", persons, "worker_id"))
    ids = list({row[0] for row in (*own, *theirs)})
    if not ids:
        return []
    paid: dict[int, list[str]] = defaultdict(list)
    for id, month in _rows(connection, _PAID, ids, "nomination_id"):
        paid[id].append(month)
    waits = {id for (id,) in _rows(connection, _RECEIPTS, ids, "nomination_id")}
    told: dict[int, datetime] = {}
    for sql in (_BILLED, _KEPT):
        for id, at in _rows(connection, sql, ids, "nomination_id", " GROUP BY nomination_id"):
            told[id] = max(told.get(id, _time(at)), _time(at))

    def cover(row: Sequence[Any], role: str) -> CoverRow:
        nomination, reference, _, _, sector, registered_at, covered_from = row
        months = tuple(sorted(paid.get(nomination, ())))
        rest = (months, nomination in waits, told.get(nomination))
        return CoverRow(nomination, reference, role, sector, _time(registered_at), covered_from, *rest)

    return [(row[2], cover(row, "participant")) for row in own] + [
        (row[3], cover(row, "worker")) for row in theirs
    ]


def _invitations(connection: Connection, persons: list[int]) -> list[tuple[int, InvitationRow]]:
    """Of one that was opened the worker is told; of another who invited."""
    opened = _rows(connection, _INVITED, persons, "worker_id")
    # written so that SQLite looks people up, and not all nominations that nobody opened
    nobodys = "coalesce(worker_id, 0) = 0 AND "
    waiting = _rows(connection, _INVITED + nobodys, persons, "participant_id")
    return [
        (row[3] if role == "worker" else row[2], InvitationRow(row[0], row[1], role, _time(row[4])))
        for rows, role in ((opened, "worker"), (waiting, "participant"))
        for row in rows
    ]


def _note_decided(connection: Connection, found: Mapping[int, Standing], now: datetime) -> None:
    """By subject, whoever was told: two of one invitation are one."""
    subjects: dict[str, list[Standing]] = defaultdict(list)
    for one in found.values():
        for cover in one.covers:
            subjects[cover.reference].append(one)
        for invitation in one.invitations:
            subjects[invitation.reference].append(one)
    since = moment(connection, now - DECIDED_WITHIN)
    if subjects:
        sql = _DECIDED + any_of(connection, "subject", subjects)
        for subject, month, step, role in run(connection, sql, since, list(subjects)).all():
            for one in subjects[subject]:
                one.decided.add((subject, month, step, role))
    drafts = [one.person_id for one in found.values() if one.state_sealed is not None]
    if drafts:
        sql = _DECIDED_OF_DRAFTS + any_of(connection, "person_id", drafts)
        for person, subject, month, step, role in run(connection, sql, since, drafts).all():
            found[person].decided.add((subject, month, step, role))


def _note_told(connection: Connection, found: Mapping[int, Standing], now: datetime) -> None:
    sql = _TOLD + any_of(connection, "person_id", found)
    for person, at, is_out, is_nudge in run(
        connection, sql, moment(connection, now - LATELY), list(found)
    ).all():
        if is_out:
            found[person].told_at.append(_time(at))
        found[person].messages += bool(is_nudge)


def _rows(connection: Connection, sql: str, ids: list[int], column: str, rest: str = "") -> Sequence[Any]:
    return run(connection, sql + any_of(connection, column, ids) + rest, ids).all()


def _time(value: Any) -> Any:
    """SQLite gives a time as it is written."""
    return datetime.fromisoformat(f"{value}+00:00") if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Reached:
    """Where someone would be written to now, and when they last wrote from there."""

    channel: str
    wrote_at: datetime | None


def reached(connection: Connection, persons: Collection[int]) -> dict[int, Reached]:
    """The address of each that takes messages and that they wrote from last; who has none is left out."""
    last = func.coalesce(addresses.c.wrote_at, addresses.c.created_at)
    query = (
        select(addresses.c.person_id, addresses.c.channel, addresses.c.wrote_at)
        .where(addresses.c.person_id.in_(list(persons)), is_reachable(addresses))
        .order_by(last, addresses.c.id)
    )
    return {person: Reached(channel, wrote_at) for person, channel, wrote_at in connection.execute(query)}


# --- what came of it ---------------------------------------------------------------------------------


def keep(connection: Connection, secrets: Secrets, decided: Sequence[Decided], now: datetime) -> int:
    """Keep what was decided: messages into the outbox, steps by their keys, when to look again.

    Gives how many messages there are. A key that is there already stays as it is.
    """
    at = moment(connection, now)
    messages = [
        (one.key, one.person_id, 1, "waiting", "nudge", secrets.seal(one.body), 0, 0, 0, "reminder", at)
        for one in decided
        if one.key is not None and one.body is not None
    ]
    if messages:
        insert_rows(connection, outbox, _OUTBOX, messages, "ON CONFLICT DO NOTHING")
    steps = [(*key, one.person_id, "queued", None, one.key, at) for one in decided for key in one.said] + [
        (*key, one.person_id, "dropped", reason, None, at) for one in decided for key, reason in one.dropped
    ]
    for start in range(0, len(steps), _MOST_ROWS):
        page = steps[start : start + _MOST_ROWS]
        insert_rows(connection, nudges, _NUDGES, page, "ON CONFLICT DO NOTHING")
    _set_wakes(connection, decided)
    return len(messages)


def _set_wakes(connection: Connection, decided: Sequence[Decided]) -> None:
    connection.execute(_SET_DUE, [{"person": one.person_id, "at": one.due_at} for one in decided])
    with_draft = [{"person": one.person_id, "at": one.draft_due_at} for one in decided]
    connection.execute(_SET_DRAFT_DUE, with_draft)


def items_of(connection: Connection, outbox_ids: Collection[int]) -> dict[int, bytes]:
    """The sealed items of nudges, by the id of their message."""
    query = select(outbox.c.id, outbox.c.body_sealed).where(outbox.c.id.in_(list(outbox_ids)))
    return {id: sealed for id, sealed in connection.execute(query) if sealed is not None}


def history(connection: Connection, person: int, limit: int = 200) -> list[Any]:
    """What was decided for someone, newest first."""
    query = select(nudges).where(nudges.c.person_id == person).order_by(nudges.c.id.desc()).limit(limit)
    return list(connection.execute(query))


_MOST_ROWS = 1000
_SET_DUE = update(people).where(people.c.id == bindparam("person")).values(due_at=bindparam("at"))
_SET_DRAFT_DUE = (
    update(conversations)
    .where(conversations.c.person_id == bindparam("person"), conversations.c.due_at.is_not(None))
    .values(due_at=bindparam("at"))
)
_DUE = "SELECT id FROM people WHERE due_at IS NOT NULL AND due_at <= ? ORDER BY due_at LIMIT ?"
_LEFT = "SELECT person_id FROM conversations WHERE due_at <= ? ORDER BY due_at LIMIT ?"
_PEOPLE = (
    "SELECT people.id, reference, lang, zone, opted_out_at IS NOT NULL OR no_reminders_at IS NOT NULL, "
    "snoozed_until, conversations.updated_at, people.due_at, conversations.due_at, "
    "CASE WHEN conversations.due_at IS NOT NULL THEN state_sealed END "
    "FROM people LEFT JOIN conversations ON conversations.person_id = people.id WHERE "
)
_COVERS = (
    "SELECT nominations.id, reference, participant_id, worker_id, sector, registered_at, covered_from "
    "FROM nominations JOIN registrations ON registrations.nomination_id = nominations.id "
    "WHERE status = 'registered' AND registered_at IS NOT NULL AND "
)
_INVITED = (
    "SELECT id, reference, participant_id, worker_id, nominated_at FROM nominations "
    "WHERE status = 'invited' AND consented_at IS NULL AND "
)
_PAID = "SELECT nomination_id, month FROM contribution_months WHERE "
_RECEIPTS = "SELECT nomination_id FROM receipts WHERE status IN ('fetching', 'waiting') AND "
_BILLED = "SELECT nomination_id, max(created_at) FROM bills WHERE "
_KEPT = "SELECT nomination_id, max(received_at) FROM payments WHERE "
_DECIDED = "SELECT subject, month, step, role FROM nudges WHERE at > ? AND "
_DECIDED_OF_DRAFTS = "SELECT person_id, subject, month, step, role FROM nudges WHERE at > ? AND "
_TOLD = (
    "SELECT person_id, created_at, status NOT IN ('dead', 'withheld'), kind = 'nudge' FROM outbox "
    "WHERE reply_to IS NULL AND created_at > ? AND purpose IN ('reminder', 'campaign') AND "
)
_OUTBOX = (
    "key",
    "person_id",
    "priority",
    "status",
    "kind",
    "body_sealed",
    "attempts",
    "uncertain_count",
    "parts_sent",
    "purpose",
    "created_at",
)
_NUDGES = ("subject", "month", "step", "role", "person_id", "outcome", "reason", "outbox_key", "at")
