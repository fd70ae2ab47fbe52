"""Two people who were made one, and who had what: for a day each can be given back what they had.

`storage/linking.py` joins: who told the code takes in all of the one who made it. What was the teller's then
is noted row by row (`joined_rows`), and who both were is kept sealed. To separate them one goes on as the
person there is and the other is made again under the old reference, so that what they agreed to verifies.

    noted rows                          the teller's
    an address that was added since     of the one who alone wrote on that channel; else the maker's
    what came in, and was answered      of the one whose address it was; said while they were one: erased
    a notice, a claim, made since       of the one whose nomination it is about
    STOP                                said since: both said it
    a pause, who saw an invitation      both: it only protects workers
    a tag                               both
    anything else that was made since   the maker's
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    delete,
    exists,
    insert,
    literal,
    or_,
    select,
    update,
)

from storage.dialect import insert_into
from storage.names import start_of
from storage.secrets import Secrets
from storage.tables import (
    Row,
    addresses,
    consents,
    conversations,
    inbox,
    invitation_views,
    joined_rows,
    joins,
    nominations,
    outbox,
    people,
    receipts,
    refusals,
    staff,
    tags,
)

UNDONE_WITHIN = timedelta(hours=24)
_MAKERS = "maker:addresses"
_BOTHS = "both:addresses"
"""numbers that both had shared, of which one was kept"""
_OPTED_OUT = ("opted_out_at", "no_campaigns_at", "no_reminders_at")
_WHO = ("reference", "lang", "name_sealed", "notice_agreed_at", "created_at", "zone", *_OPTED_OUT)


@dataclass(frozen=True, slots=True)
class Join:
    """A join that can still be undone. `tellers`: the addresses of who told the code."""

    id: int
    person: int
    at: datetime
    drafts: frozenset[str]
    maker: Mapping[str, Any]
    teller: Mapping[str, Any]
    tellers: frozenset[int]


def owners() -> list[tuple[Table, str]]:
    """Every table and column that says whose something is."""
    return [
        (table, column.name)
        for table in Row.metadata.sorted_tables
        for column in table.c
        if any(key.column is people.c.id for key in column.foreign_keys)
    ]


def remember(
    connection: Connection, secrets: Secrets, maker: int, teller: int, drafts: tuple[str, ...], now: datetime
) -> None:
    """Note who both are and what the teller has, before all of it becomes one's."""
    forget(connection, select(joins.c.id).where(joins.c.person_id.in_((maker, teller))))
    query = select(people).where(people.c.id.in_((maker, teller)))
    who = {row.id: _written(secrets, row) for row in connection.execute(query)}
    sealed = secrets.seal(json.dumps({"maker": who[maker], "teller": who[teller]}).encode())
    values = {"person_id": teller, "people_sealed": sealed, "drafts": " ".join(drafts), "at": now}
    made = connection.execute(insert(joins).values(values).returning(joins.c.id)).scalar_one()
    for table, column in _with_ids():
        _note(connection, made, f"{table.name}.{column}", _ids(table, column, teller))
    _note(connection, made, _MAKERS, _ids(addresses, "person_id", maker))
    theirs = select(addresses.c.value_hash).where(
        addresses.c.person_id == maker, addresses.c.channel == "phone"
    )
    double = (addresses.c.channel == "phone", addresses.c.value_hash.in_(theirs))
    _note(connection, made, _BOTHS, _ids(addresses, "person_id", teller).where(*double))


def forget(connection: Connection, which: Select[Any]) -> None:
    """These joins (ids) cannot be undone any more."""
    ids = connection.scalars(which).all()
    connection.execute(delete(joined_rows).where(joined_rows.c.join_id.in_(ids)))
    connection.execute(delete(joins).where(joins.c.id.in_(ids)))


def last(connection: Connection, secrets: Secrets, person: int, now: datetime) -> Join | None:
    """What this person was joined from within the last day; None: they were not, or it was undone."""
    recent = (joins.c.person_id == person, joins.c.at > now - UNDONE_WITHIN)
    row = connection.execute(select(joins).where(*recent).with_for_update()).first()
    if row is None:
        return None
    who = json.loads(secrets.open(row.people_sealed))
    return Join(
        row.id,
        person,
        row.at,
        frozenset(row.drafts.split()),
        _read(secrets, who["maker"]),
        _read(secrets, who["teller"]),
        _tellers(connection, row.id, person),
    )


def separate(connection: Connection, join: Join, address: int, reply: str) -> int:
    """Who wrote from this address goes on as the person there is; the other (id) is made again.

    `reply`: the key of what they are told, the one thing of that time that is still sent.
    """
    speaks_teller = address in join.tellers
    there = connection.execute(select(people).where(people.c.id == join.person).with_for_update()).one()
    mine, theirs = (join.teller, join.maker) if speaks_teller else (join.maker, join.teller)
    _keep_given_by(connection, join)
    change = update(people).where(people.c.id == join.person)
    connection.execute(change.values(_as_they_were(mine, there, join, is_maker=not speaks_teller)))
    values = _as_they_were(theirs, there, join, is_maker=speaks_teller)
    other = connection.execute(insert(people).values(values).returning(people.c.id)).scalar_one()
    maker, teller = (other, join.person) if speaks_teller else (join.person, other)
    # whose chat it is, of both?
    connection.execute(update(staff).where(staff.c.person_id == join.person).values(person_id=None))
    for table, column in _with_ids():
        is_tellers = _is_tellers(table, column, join)
        moves = ~is_tellers if speaks_teller else is_tellers
        owned = table.c[column] == join.person
        connection.execute(update(table).where(owned, moves).values({column: other}))
    for table, column in ((refusals, "participant_id"), (invitation_views, "person_id"), (tags, "person_id")):
        _copy(connection, table, {column: other}, table.c[column] == join.person)
    _share_numbers(connection, join, maker, teller)
    _own_what_they_gave(connection, (join.person, other))
    _erase_what_was_said(connection, join, (join.person, other), reply)
    forget(connection, select(joins.c.id).where(joins.c.id == join.id))
    return int(other)


# --- whose what is -----------------------------------------------------------------------------------


def _is_tellers(table: Table, column: str, join: Join) -> ColumnElement[bool]:
    noted = table.c.id.in_(_noted(join.id, f"{table.name}.{column}"))
    if table is addresses:
        return table.c.id.in_(join.tellers)
    if table is inbox:
        return table.c.address_id.in_(join.tellers)
    if table is outbox:
        unasked, answered = table.c.reply_to.is_(None), table.c.reply_to.in_(join.tellers)
        return or_(
            and_(unasked, or_(noted, _is_about_tellers(join))), and_(table.c.reply_to.is_not(None), answered)
        )
    if table is receipts:
        own = nominations.c.id.in_(_noted(join.id, "nominations.participant_id"))
        return or_(noted, exists().where(nominations.c.id == table.c.nomination_id, own))
    return noted


def _is_about_tellers(join: Join) -> ColumnElement[bool]:
    """The key of a notice begins with the nomination that it is about (bot/changes.py)."""
    noted = [_noted(join.id, f"nominations.{column}") for column in ("participant_id", "worker_id")]
    own = or_(*(nominations.c.id.in_(ids) for ids in noted))
    return exists().where(own, outbox.c.key.like(nominations.c.reference + ":%"))


def _tellers(connection: Connection, join: int, person: int) -> frozenset[int]:
    """WhatsApp may tell a further id of someone at any time: it is of whom that channel alone reaches."""
    own = set(connection.scalars(_noted(join, "addresses.person_id")))
    makers = set(connection.scalars(_noted(join, _MAKERS)))
    query = select(addresses.c.id, addresses.c.channel).where(addresses.c.person_id == person)
    channels: dict[int, str] = {row.id: row.channel for row in connection.execute(query)}
    only = {channels.get(id) for id in own} - {channels.get(id) for id in makers} - {"phone", None}
    added = {id for id, channel in channels.items() if id not in own | makers and channel in only}
    return frozenset((own | added) & channels.keys())


def _with_ids() -> list[tuple[Table, str]]:
    """What can be noted row by row; of the others each person has one, or `separate` names them."""
    return [(table, column) for table, column in owners() if "id" in table.c and table is not joins]


def _ids(table: Table, column: str, person: int) -> Select[Any]:
    return select(table.c.id).where(table.c[column] == person)


def _noted(join: int, what: str) -> Select[Any]:
    return select(joined_rows.c.row_id).where(joined_rows.c.join_id == join, joined_rows.c.what == what)


def _note(connection: Connection, join: int, what: str, ids: Select[Any]) -> None:
    rows = ids.add_columns(literal(join), literal(what))
    connection.execute(insert(joined_rows).from_select(["row_id", "join_id", "what"], rows))


def _copy(
    connection: Connection, table: Table, values: Mapping[str, Any], which: ColumnElement[bool]
) -> None:
    """The same rows once more, with these values; ids are new."""
    names = [column.name for column in table.c if column.name != "id"]
    columns = [
        literal(values[name], table.c[name].type).label(name) if name in values else table.c[name]
        for name in names
    ]
    connection.execute(insert(table).from_select(names, select(*columns).where(which)))


# --- what is mended ----------------------------------------------------------------------------------


def _as_they_were(who: Mapping[str, Any], there: Any, join: Join, *, is_maker: bool) -> dict[str, Any]:
    """STOP, or no reminders, said since is meant by both; a name that was erased since stays erased."""
    values = dict(who)
    if there.name_sealed is None:
        values |= {"name_sealed": None, "name_start": None}
    for column in _OPTED_OUT:
        at = getattr(there, column)
        if at is not None and at > join.at:
            values[column] = at
    agreed_since = there.notice_agreed_at is not None and there.notice_agreed_at > join.at
    if is_maker and agreed_since:
        values["notice_agreed_at"] = who["notice_agreed_at"] or there.notice_agreed_at
    return values


def _keep_given_by(connection: Connection, join: Join) -> None:
    """What was agreed to since was given under the teller's reference, whoever has it from now on."""
    theirs = (consents.c.person_id == join.person, consents.c.given_by.is_(None))
    connection.execute(update(consents).where(*theirs).values(given_by=join.teller["reference"]))


def _own_what_they_gave(connection: Connection, persons: tuple[int, int]) -> None:
    own = select(people.c.reference).where(people.c.id == consents.c.person_id).scalar_subquery()
    given = (consents.c.person_id.in_(persons), consents.c.given_by == own)
    connection.execute(update(consents).where(*given).values(given_by=None))


def _share_numbers(connection: Connection, join: Join, maker: int, teller: int) -> None:
    """A number that both had shared is both's again, where it was not erased since."""
    both = and_(addresses.c.id.in_(_noted(join.id, _BOTHS)), addresses.c.person_id == teller)
    _copy(connection, addresses, {"person_id": maker}, both)


def _erase_what_was_said(connection: Connection, join: Join, persons: tuple[int, int], reply: str) -> None:
    """What was said while they were one may name the workers of either: erasing one would not find it."""
    heard = (inbox.c.person_id.in_(persons), inbox.c.received_at >= join.at, inbox.c.status != "waiting")
    connection.execute(update(inbox).where(*heard).values(raw_sealed=None))
    theirs = (outbox.c.person_id.in_(persons), outbox.c.reply_to.is_not(None), outbox.c.key != reply)
    since = (*theirs, outbox.c.created_at >= join.at)
    gone = {"body_sealed": None, "text_sealed": None}
    settled = outbox.c.status.in_(("sent", "uncertain", "dead"))
    connection.execute(update(outbox).where(*since, settled).values(gone))
    unsent = outbox.c.status.in_(("waiting", "claimed", "withheld"))
    dead = {"status": "dead", "error": "the accounts were separated", **gone}
    connection.execute(update(outbox).where(*since, unsent).values(dead))


def place(connection: Connection, secrets: Secrets, person: int) -> bytes | None:
    """Where they are (flows.stored.dump_state); None: nothing is going on."""
    query = select(conversations.c.state_sealed).where(conversations.c.person_id == person)
    sealed = connection.scalar(query)
    return secrets.open(sealed) if sealed is not None else None


def set_place(
    connection: Connection, secrets: Secrets, person: int, state: bytes | None, now: datetime
) -> None:
    """From now on they are there, with nothing asked of them."""
    values = {
        "state_sealed": secrets.seal(state) if state is not None else None,
        "flow": "menu" if state is not None else None,
        "waiting_on": None,
        "due_at": None,
        "updated_at": now,
    }
    statement = insert_into(connection, conversations).values(person_id=person, version=1, **values)
    columns = [conversations.c.person_id]
    connection.execute(statement.on_conflict_do_update(index_elements=columns, set_=values))


# --- who they were -----------------------------------------------------------------------------------


def _written(secrets: Secrets, row: Any) -> dict[str, str | None]:
    """As JSON takes it."""
    name = secrets.open_text(row.name_sealed) if row.name_sealed is not None else None
    times = {column: getattr(row, column) for column in _WHO if column.endswith("_at")}
    told = {column: at.isoformat() if at is not None else None for column, at in times.items()}
    return {"reference": row.reference, "lang": row.lang, "name_sealed": name, "zone": row.zone, **told}


def _read(secrets: Secrets, who: Mapping[str, str | None]) -> dict[str, Any]:
    name = who["name_sealed"]
    times = {column: at for column, at in who.items() if column.endswith("_at")}
    return {
        "reference": who["reference"],
        "lang": who["lang"],
        "name_sealed": secrets.seal_text(name) if name is not None else None,
        "name_start": start_of(name) if name is not None else None,
        "zone": who.get("zone"),
        **{column: datetime.fromisoformat(at) if at is not None else None for column, at in times.items()},
    }
