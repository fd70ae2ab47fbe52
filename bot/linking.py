"""Linking two apps of one person: what the conversation asks of it, and what it orders."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias, assert_never

from sqlalchemy import Connection

from flows.keywords import LINK_LETTERS
from flows.stored import dump_message, load_state
from flows.types import Join, Link, MissLink, OfferLink, Person, Say, Separate
from storage import Secrets, linking, turns
from storage.turns import Outgoing, PersonRow, Waiting

LinkOrder: TypeAlias = OfferLink | MissLink | Join | Separate
DECIDES_ANEW = (MissLink, Join, Separate)
"""after one of these a person's next event waits for the next batch, and is decided by what is stored then"""


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
            case Join(code, version):
                joined = linking.join(connection, secrets, code, person, version, now)
                turns.add_outgoing(connection, secrets, _tell_there(joined, waiting), now)
            case Separate(reference):
                linking.separate(connection, person, reference, waiting.inbox_id, now)
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
    names = linking.twice(connection, person, maker.person_id)
    return Link(
        "other",
        _person(maker),
        load_state(secrets.open(maker.state_sealed)) if maker.state_sealed is not None else None,
        maker.version,
        tuple(secrets.open_text(name) for name in names),
    )


def _person(row: PersonRow) -> Person:
    return Person(
        notice_agreed=row.notice_agreed,
        opted_out=row.opted_out,
        has_number=row.has_number,
        has_nominated=row.has_nominated,
        is_worker=row.is_worker,
    )


def _tell_there(joined: linking.Joined, waiting: Waiting) -> list[Outgoing]:
    """The app that the code was given in hears of it at once: whoever lost the code can undo it."""
    if joined.address_id is None:
        return []
    args: Mapping[str, str] = {"channel": waiting.channel}
    return [
        Outgoing(
            key=f"linked:{waiting.inbox_id}",
            person_id=waiting.person_id,
            reply_to=joined.address_id,
            channel=joined.channel,
            account=joined.account,
            body=dump_message((Say("link.told_there", args),)),
            purpose="confirmation",
        )
    ]
