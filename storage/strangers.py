"""People who have nothing here any more, or never wrote: their addresses and names go.

What they once wrote stays known as seen, by its row in the inbox, which points to an address: so the row of
an address stays, and holds nothing. Who writes again later is someone new.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    and_,
    cast,
    delete,
    exists,
    literal,
    or_,
    select,
    text,
    update,
)

from storage.tables import (
    HAS_CONTENT,
    HAS_RAW,
    addresses,
    consents,
    conversations,
    inbox,
    nominations,
    outbox,
    people,
    staff,
)

_ERASED = "erased:"
# written out: SQLite does not use a partial index for a value it is given as a parameter
_HAS_RAW = text(f"inbox.{HAS_RAW}")
_HAS_CONTENT = text(f"({HAS_CONTENT.replace('body', 'outbox.body').replace('text_', 'outbox.text_')})")
_other = addresses.alias("other")
_is_kept: ColumnElement[bool] = ~addresses.c.kind.startswith(_ERASED)
_is_number: ColumnElement[bool] = addresses.c.channel == "phone"
"""one that was shared; nothing points to it"""


def emptied(now: datetime) -> dict[str, Any]:
    """What stays of the row of an address: it is nobody's, found by nothing, and takes no messages."""
    return {
        "kind": literal(_ERASED) + cast(addresses.c.id, String),
        "value_hash": b"",
        "value_sealed": b"",
        "account": None,
        "wrote_at": None,
        "unreachable_at": now,
        "suspected_at": None,
        "suspected_as": None,
    }


def unused_addresses(quiet_since: datetime) -> ColumnElement[bool]:
    """Addresses to write to, of people who have nothing and were not heard since then."""
    return and_(_is_kept, ~_is_number, _are_strangers(addresses.c.person_id, quiet_since))


def unused_numbers(quiet_since: datetime) -> ColumnElement[bool]:
    """Numbers that such people shared."""
    return and_(_is_number, _are_strangers(addresses.c.person_id, quiet_since))


def unused_names() -> ColumnElement[bool]:
    """People whose addresses were erased, all of them, and who still have a name."""
    theirs = addresses.c.person_id == people.c.id
    return and_(
        people.c.name_sealed.is_not(None),
        exists().where(theirs, ~_is_kept),
        ~exists().where(theirs, _is_kept),
    )


def forget_who_never_wrote(connection: Connection, persons: Collection[int], now: datetime) -> None:
    """Erase the addresses and names of those of them who never wrote to us and have nothing here."""
    heard = exists().where(addresses.c.person_id == people.c.id, addresses.c.wrote_at.is_not(None))
    query = select(people.c.id).where(people.c.id.in_(list(persons)), _has_nothing(people.c.id), ~heard)
    ids = list(connection.scalars(query))
    if ids:
        theirs = addresses.c.person_id.in_(ids)
        connection.execute(delete(addresses).where(theirs, _is_number))
        connection.execute(update(addresses).where(theirs, _is_kept).values(emptied(now)))
        connection.execute(
            update(people).where(people.c.id.in_(ids)).values(name_sealed=None, name_start=None)
        )


def _are_strangers(person: ColumnElement[Any], quiet_since: datetime) -> ColumnElement[bool]:
    lately = or_(_other.c.wrote_at >= quiet_since, _other.c.created_at >= quiet_since)
    return and_(
        _has_nothing(person),
        ~exists().where(_other.c.person_id == person, lately),
        ~exists().where(inbox.c.person_id == person, _HAS_RAW),
        ~exists().where(outbox.c.person_id == person, _HAS_CONTENT),
        ~exists().where(conversations.c.person_id == person, conversations.c.state_sealed.is_not(None)),
    )


def _has_nothing(person: ColumnElement[Any]) -> ColumnElement[bool]:
    """No nomination, no cover, no role, no consent. That they want no messages is kept, as they asked for it.

    Having agreed to the notice is none of these: the record of it does not need the address.
    """
    named = nominations.alias("named")
    agreed = and_(consents.c.kind != "notice", consents.c.words_sealed.is_not(None))
    asked = people.alias("asked")
    return ~or_(
        exists().where(nominations.c.participant_id == person),
        exists().where(named.c.worker_id == person, named.c.erased_at.is_(None)),
        exists().where(staff.c.person_id == person),
        exists().where(consents.c.person_id == person, agreed),
        exists().where(asked.c.id == person, asked.c.opted_out_at.is_not(None)),
    )
