"""The recipients of a broadcast: frozen in chunks behind an id boundary, then handed to the outbox by turns.

Both change the broadcast's own row, or hold it, in the same transaction: so who pauses or cancels it comes
before or after a chunk, never in between.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    text,
    update,
)

from storage.audience import channel_of
from storage.broadcasts import Broadcast
from storage.bulk import insert_rows, moment
from storage.dialect import is_sqlite
from storage.outbox import is_open, is_reachable
from storage.tables import IS_TO_BE_HANDED, addresses, broadcasts, outbox, people, recipients, tags
from storage.turns import UNASKED_FOR

OPTED_OUT, NO_ADDRESS, GONE, JOINED = "opted_out", "no_address", "gone", "joined"
ZONES = ("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura")
"""of Indonesia; who is elsewhere is written to in the office's"""
BULK = 2
"""the priority of what nobody waits for"""
_AT_ONCE = 500
"""messages in one INSERT: SQLite takes so many values and not more"""
_IS_WAITING = text(f"recipients.{IS_TO_BE_HANDED}")


@dataclass(frozen=True, slots=True)
class Chunk:
    """What came of one: up to which id people were looked at, and how many are in the audience."""

    cursor: int
    added: int
    is_last: bool


def freeze_chunk(
    conn: Connection,
    broadcast: Broadcast,
    wanted: ColumnElement[bool],
    size: int,
    now: datetime,
    *,
    with_names: bool,
) -> Chunk | None:
    """Look at so many ids more, and note who of them is meant; None: it is not being frozen (any more).

    Who is meant and cannot be sent it is in it, too, with the reason. `with_names`: the text says them.
    """
    held = select(broadcasts.c.cursor, broadcasts.c.boundary).where(
        broadcasts.c.id == broadcast.id, broadcasts.c.status == "freezing"
    )
    row = conn.execute(held.with_for_update()).one_or_none()
    if row is None:
        return None
    _need_not_be_flushed(conn)
    until = min(row.cursor + size, row.boundary)
    meant = _meant(broadcast, and_(people.c.id > row.cursor, people.c.id <= until, wanted), with_names)
    columns = ["broadcast_id", "person_id", "state", "reason", "channel", "zone", "name_sealed"]
    put = insert(recipients).from_select(columns, meant).execution_options(preserve_rowcount=True)
    added = conn.execute(put).rowcount
    is_last = until == row.boundary
    done = {"status": "running", "frozen_at": now} if is_last else {}
    conn.execute(update(broadcasts).where(broadcasts.c.id == broadcast.id).values(cursor=until, **done))
    return Chunk(until, added, is_last)


def _need_not_be_flushed(conn: Connection) -> None:
    """A crash may take the last chunks with it: the cursor goes with them, and they are made again."""
    if not is_sqlite(conn):
        conn.execute(text("SET LOCAL synchronous_commit TO off"))


def _meant(broadcast: Broadcast, which: ColumnElement[bool], with_names: bool) -> Any:
    no_name = cast(null(), people.c.name_sealed.type)
    found = (
        select(
            people.c.id.label("person_id"),
            left_out(broadcast.topic).label("reason"),
            channel_of().label("channel"),
            case((people.c.zone.in_(ZONES), people.c.zone), else_="").label("zone"),
            (people.c.name_sealed if with_names else no_name).label("name_sealed"),
        )
        .where(which)
        .order_by(people.c.id)
        .cte("found")
        .prefix_with(
            "MATERIALIZED"
        )  # else where someone is reached is looked up once for each time it is named
    )
    reason = case(
        (found.c.reason.is_not(None), found.c.reason), (found.c.channel.is_(None), NO_ADDRESS), else_=null()
    )
    return select(
        literal(broadcast.id),
        found.c.person_id,
        case((reason.is_(None), "waiting"), else_="withheld"),
        reason,
        found.c.channel,
        found.c.zone,
        found.c.name_sealed,
    )


def left_out(topic: str) -> Any:
    """Why someone in `people` wants nothing on this topic; null: they may be sent it."""
    return case((is_unwanted(topic), OPTED_OUT), else_=null())


def is_unwanted(topic: str) -> ColumnElement[bool]:
    """Does someone in `people` want nothing on this topic? STOP means everything that nobody asked for."""
    match topic:
        case "campaign":
            return or_(people.c.opted_out_at.is_not(None), people.c.no_campaigns_at.is_not(None))
        case "reminders":
            return or_(people.c.opted_out_at.is_not(None), people.c.no_reminders_at.is_not(None))
        case _:
            return people.c.opted_out_at.is_not(None)


def put_test(conn: Connection, body: bytes, broadcast: Broadcast, person: int, now: datetime) -> None:
    """Into the outbox, to the one who tests it: asked for, so neither STOP nor the hour holds it back."""
    begins = f"test:{broadcast.reference}:{broadcast.version}:{person}:"
    had = conn.scalar(select(func.count()).where(outbox.c.key.startswith(begins, autoescape=True))) or 0
    row = {
        "key": f"{begins}{had + 1}",
        "person_id": person,
        "priority": 1,
        "status": "waiting",
        "kind": "campaign",
        "body_sealed": body,
        "attempts": 0,
        "uncertain_count": 0,
        "parts_sent": 0,
        "purpose": "confirmation",
        "broadcast_id": broadcast.id,
        "created_at": now,
    }
    conn.execute(insert(outbox).values(row))


# --- whose they are ----------------------------------------------------------------------------------------


def join(conn: Connection, other: int, into: int) -> None:
    """Who was made one with another is sent what waits for either, once; and has their tags."""
    theirs = recipients.alias("theirs")
    double = select(theirs.c.person_id).where(
        theirs.c.broadcast_id == recipients.c.broadcast_id, theirs.c.person_id == into
    )
    waits = and_(_in_any(), recipients.c.person_id == other, recipients.c.state == "waiting")
    conn.execute(update(recipients).where(waits, double.exists()).values(state="withheld", reason=JOINED))
    conn.execute(update(recipients).where(waits).values(person_id=into))
    mine = select(tags.c.tag).where(tags.c.person_id == into)
    conn.execute(delete(tags).where(tags.c.person_id == other, tags.c.tag.in_(mine)))


def answered(conn: Connection, answers: Sequence[tuple[int, str, str]], now: datetime) -> None:
    """These people (ids) answered the broadcasts with these references with a word; the first is kept."""
    for person, reference, word in answers:
        of = select(broadcasts.c.id).where(broadcasts.c.reference == reference).scalar_subquery()
        theirs = and_(recipients.c.broadcast_id == of, recipients.c.person_id == person)
        first = update(recipients).where(theirs, recipients.c.replied_at.is_(None))
        conn.execute(first.values(reply=word[:40], replied_at=now))


def forget_names(conn: Connection, persons: Collection[int]) -> None:
    """What their profiles called them is erased."""
    named = and_(_in_any(), recipients.c.person_id.in_(list(persons)), recipients.c.name_sealed.is_not(None))
    conn.execute(update(recipients).where(named).values(name_sealed=None))


def _in_any() -> ColumnElement[bool]:
    """Said, so that someone is looked up in each broadcast by its key, and not in all rows."""
    return recipients.c.broadcast_id.in_(select(broadcasts.c.id))


# --- to the outbox -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Turn:
    """A broadcast whose turn it is on a channel, and in which zones it may be sent now ("": the office's)."""

    broadcast: Broadcast
    zones: Collection[str]


def waiting_in_outbox(conn: Connection, channel: str, account: str, now: datetime) -> int:
    """How many messages of broadcasts could be sent by this account now, and were not yet."""
    here = or_(and_(outbox.c.channel == channel, outbox.c.account == account), outbox.c.channel.is_(None))
    due = or_(outbox.c.not_before.is_(None), outbox.c.not_before <= now)
    query = select(func.count()).where(is_open(outbox), outbox.c.priority == BULK, here, due)
    return conn.scalar(query) or 0


def hand_over(
    conn: Connection, body: bytes, channel: str, account: str, turns: Sequence[Turn], room: int, now: datetime
) -> int:
    """Put about so many messages into the outbox, in equal turns; how many. `body`: sealed, alike for all.

    A turn of a broadcast is as many messages as its weight; the oldest comes first. What one that ends leaves
    of the room goes to the others.
    """
    running = {turn.broadcast.id: turn for turn in turns if _is_running(conn, turn.broadcast.id)}
    picked: dict[int, list[int]] = {id: [] for id in running}
    hungry = dict(running)
    while hungry and (left := room - sum(map(len, picked.values()))) > 0:
        rounds = max(1, left // sum(turn.broadcast.weight for turn in hungry.values()))
        for id, turn in list(hungry.items()):
            number = rounds * turn.broadcast.weight
            more = _pick(conn, turn, channel, number, picked[id])
            picked[id] += more
            if len(more) < number:
                del hungry[id]
        if rounds == 1:
            break
    order = sorted(
        (place // running[id].broadcast.weight, id, person)
        for id, persons in picked.items()
        for place, person in enumerate(persons)
    )
    for start in range(0, len(order), _AT_ONCE):
        part = [(running[id].broadcast, person) for _, id, person in order[start : start + _AT_ONCE]]
        _put(conn, body, channel, account, part, now)
    return len(order)


def _is_running(conn: Connection, id: int) -> bool:
    """Held, so that it is not paused while its messages are put there."""
    query = select(broadcasts.c.id).where(broadcasts.c.id == id, broadcasts.c.status == "running")
    return conn.execute(query.with_for_update()).first() is not None


def _pick(conn: Connection, turn: Turn, channel: str, number: int, picked: Sequence[int]) -> list[int]:
    """The next people of a broadcast on this channel, after those that were picked in this transaction."""
    query = (
        select(recipients.c.person_id)
        .where(
            _IS_WAITING,
            recipients.c.broadcast_id == turn.broadcast.id,
            recipients.c.channel == channel,
            recipients.c.zone.in_(list(turn.zones)),
        )
        .order_by(recipients.c.zone, recipients.c.person_id)
        .offset(len(picked))
        .limit(number)
    )
    return list(conn.scalars(query))


def _put(
    conn: Connection,
    body: bytes,
    channel: str,
    account: str,
    part: Sequence[tuple[Broadcast, int]],
    now: datetime,
) -> None:
    there = _where_they_are(conn, channel, account, {person for _, person in part})
    rows = [
        (
            f"campaign:{broadcast.reference}:{person}",
            person,
            *there[person],
            BULK,
            "waiting",
            "campaign",
            body,
            0,
            0,
            0,
            "reminder" if broadcast.topic == "reminders" else "campaign",
            broadcast.id,
            moment(conn, now),
            moment(conn, broadcast.expires_at or now + UNASKED_FOR),
        )
        for broadcast, person in part
        if person in there
    ]
    made: dict[tuple[int, int], int] = {}
    if rows:
        done = insert_rows(conn, outbox, _OUTBOX, rows, "RETURNING broadcast_id, person_id, id")
        made = {(broadcast, person): id for broadcast, person, id in done.all()}
    handed = [
        {"of": broadcast.id, "person": person, "row": made[broadcast.id, person]}
        for broadcast, person in part
        if (broadcast.id, person) in made
    ]
    if handed:
        conn.execute(_HANDED, handed)
    if gone := [{"of": broadcast.id, "person": person} for broadcast, person in part if person not in there]:
        conn.execute(_GONE, gone)


def _where_they_are(
    conn: Connection, channel: str, account: str, persons: Collection[int]
) -> dict[int, tuple[str | None, str | None]]:
    """Those of them who are still there: with this account; without, where they are not reached by it now."""
    here = (addresses.c.person_id == people.c.id, addresses.c.channel == channel)
    is_here = exists().where(*here, addresses.c.account == account, is_reachable(addresses))
    rows = conn.execute(select(people.c.id, is_here).where(people.c.id.in_(list(persons))))
    return {person: (channel, account) if found else (None, None) for person, found in rows}


_which = and_(recipients.c.broadcast_id == bindparam("of"), recipients.c.person_id == bindparam("person"))
_HANDED = update(recipients).where(_which).values(state="handed", outbox_id=bindparam("row"))
_GONE = update(recipients).where(_which).values(state="withheld", reason=GONE)
_OUTBOX = (
    "key",
    "person_id",
    "channel",
    "account",
    "priority",
    "status",
    "kind",
    "body_sealed",
    "attempts",
    "uncertain_count",
    "parts_sent",
    "purpose",
    "broadcast_id",
    "created_at",
    "expires_at",
)
