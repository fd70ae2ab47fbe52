"""Linking two apps of one person: what the conversation asks of it, and what it orders."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TypeAlias, assert_never

from sqlalchemy import Connection

from flows import FLOWS
from flows.keywords import LINK_LETTERS
from flows.link import joined_there, parted, separated_there
from flows.stored import dump_message, dump_state, load_state
from flows.types import Join, Link, MissLink, OfferLink, Person, Say, Separate, State
from storage import Secrets, joins, linking, nudges, turns
from storage.turns import Conflict, Outgoing, PersonRow, Waiting

LinkOrder: TypeAlias = OfferLink | MissLink | Join | Separate
DECIDES_ANEW = (MissLink, Join, Separate)
"""after one of these a person's next event waits for the next batch, and is decided by what is stored then"""


def new_codes(
    connection: Connection, secrets: Secrets, asked: Sequence[tuple[int, str]], now: datetime
) -> list[str | None]:
    """A code for each (person id, event); None for who may make none."""
    persons = {person for person, _ in asked}
    may_not = linking.linked_lately(connection, persons, now) | linking.of_the_office(connection, persons)
    return [None if person in may_not else new_code(secrets, event) for person, event in asked]


def new_code(secrets: Secrets, event: str) -> str:
    """Six letters and digits, one digit at least: so no word is ever taken for a code."""
    letters = secrets.token("link", event)
    codes = (letters[start : start + LINK_LETTERS] for start in range(len(letters) - LINK_LETTERS + 1))
    return next((code for code in codes if any(map(str.isdigit, code))), f"{letters[: LINK_LETTERS - 1]}7")


def links(
    connection: Connection, secrets: Secrets, asked: Sequence[tuple[int, str]], now: datetime
) -> list[Link]:
    """What each of (person id, code) links."""
    makers = linking.makers(connection, secrets, {code for _, code in asked}, now)
    rows = turns.load_people(connection, set(makers.values()))
    return [_link(connection, secrets, person, rows.get(makers.get(code, 0)), now) for person, code in asked]


def linked_lately(connection: Connection, persons: Collection[int], now: datetime) -> set[int]:
    return linking.linked_lately(connection, persons, now)


def carry_out(
    connection: Connection, secrets: Secrets, given: Sequence[tuple[LinkOrder, Waiting]], now: datetime
) -> None:
    """Do what was ordered, in its order. Raises Conflict when it was decided by what no longer holds."""
    for order, waiting in given:
        person = waiting.person_id
        match order:
            case OfferLink(code):
                linking.offer(connection, secrets, person, code, now)
            case MissLink():
                linking.miss(connection, person, now)
            case Join(code, version, drafts):
                there = linking.join(connection, secrets, code, person, version, drafts, now)
                told = joined_there(waiting.channel)
                key = f"linked:{waiting.inbox_id}"
                turns.add_outgoing(connection, secrets, _tell(there, person, key, told), now)
            case Separate():
                _separate(connection, secrets, waiting, now)
            case _:
                assert_never(order)


def _link(
    connection: Connection, secrets: Secrets, person: int, maker: PersonRow | None, now: datetime
) -> Link:
    if not linking.may_try(connection, person, now):
        return Link("too_often")
    if maker is None:
        return Link("unknown")
    if maker.person_id == person:
        return Link("own")
    both = (person, maker.person_id)
    if linking.linked_lately(connection, both, now):
        return Link("lately")
    if linking.of_the_office(connection, both):
        return Link("office")
    if names := linking.twice(connection, *both):
        return Link("both", twice=tuple(secrets.open_text(name) for name in names))
    return Link(
        "other",
        _person(maker),
        load_state(secrets.open(maker.state_sealed)) if maker.state_sealed is not None else None,
        maker.version,
        linking.where_to_tell(connection, maker.person_id).channel or "",
        _masked(secrets.open_text(maker.name_sealed)) if maker.name_sealed is not None else "",
    )


def _masked(name: str) -> str:
    """Enough for who knows it: "Te•••". Letters only, since a profile's name is anyone's own words."""
    start = "".join(filter(str.isalpha, name))[:2]
    return f"{start}•••" if start else ""


def _person(row: PersonRow) -> Person:
    return Person(
        notice_agreed=row.notice_agreed,
        opted_out=row.opted_out,
        has_number=row.has_number,
        has_nominated=row.has_nominated,
        is_worker=row.is_worker,
    )


def _separate(connection: Connection, secrets: Secrets, waiting: Waiting, now: datetime) -> None:
    """Each side has again what it had, and goes on with its own drafts; the other one is told."""
    person = waiting.person_id
    join = joins.last(connection, secrets, person, now)
    if join is None:
        raise Conflict("it was undone by now")
    stored = joins.place(connection, secrets, person)
    tellers, makers = parted(load_state(stored) if stored else None, join.drafts, FLOWS)
    other = joins.separate(connection, join, waiting.address_id, f"reply:{waiting.inbox_id}")
    mine, theirs = (tellers, makers) if waiting.address_id in join.tellers else (makers, tellers)
    joins.set_place(connection, secrets, person, _dumped(mine), now)
    joins.set_place(connection, secrets, other, _dumped(theirs), now)
    nudges.wake(connection, [person, other], now)
    there = linking.where_to_tell(connection, other)
    told = _tell(there, other, f"separated:{waiting.inbox_id}", separated_there())
    turns.add_outgoing(connection, secrets, told, now)


def _dumped(state: State | None) -> bytes | None:
    return dump_state(state) if state else None


def _tell(there: linking.Joined, person: int, key: str, told: Say) -> list[Outgoing]:
    """The other app hears of it at once: whoever lost the code, or was made to tell one, can undo it."""
    if there.address_id is None:
        return []
    return [
        Outgoing(
            key=key,
            person_id=person,
            reply_to=there.address_id,
            channel=there.channel,
            account=there.account,
            body=dump_message((told,)),
            purpose="confirmation",
        )
    ]
