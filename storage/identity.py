"""Whose a message is that tells two addresses of its sender: a phone number, and WhatsApp's id of them.

WhatsApp calls each person by an id of its own for every business ("bsuid"), which follows them and not their
number: a changed number comes with a new id, and numbers are given to someone new after a while. So the id
says who someone is, and the number goes with it:

    number    id        is
    unknown   unknown   someone new, with both
    known     unknown   the one of the number; someone new where that one has another id
    unknown   known     the one of the id, who has a further number now
    known     known     the one of the id; where the number was another's, it is theirs now

What a number leaves behind is its address only: data of two people never become one by it. (By a code that
someone gave on both sides they do: storage/linking.py.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, delete, or_, select, update

from storage.people import AddressKey, Found, NewAddress, add, add_addresses, drop_those_without_address, find
from storage.secrets import Secrets
from storage.tables import addresses, outbox

OWN_ID = "bsuid"
"""the kind of an address that is one person's for ever"""
_ROUNDS = 5
"""how often others may be faster with the same addresses"""


def whose(
    connection: Connection,
    secrets: Secrets,
    wanted: Mapping[AddressKey, NewAddress],
    new_reference: Callable[[], str],
    now: datetime,
) -> dict[AddressKey, Found]:
    """Whose these addresses are, with the others told beside each; who is new is made.

    Safe when others do the same at the same time.
    """
    keys = [key for address in wanted.values() for key, _ in address.each]
    made: list[int] = []
    has_moved = False
    for _ in range(_ROUNDS):
        found = find(connection, keys)
        unsettled = [address for address in wanted.values() if not _is_settled(address, found)]
        if not unsettled:
            if has_moved and made:
                drop_those_without_address(connection, made)
            return found
        known = [address for address in unsettled if any(key in found for key, _ in address.each)]
        if len(known) < len(unsettled):
            new = [address for address in unsettled if all(key not in found for key, _ in address.each)]
            made += add(connection, secrets, new, new_reference, now)
        for address in known:
            made += _settle(connection, secrets, address, new_reference, now)
            has_moved = True
    raise RuntimeError("others go on changing whose these addresses are")


def _is_settled(address: NewAddress, found: Mapping[AddressKey, Found]) -> bool:
    """Are all of its addresses one person's?"""
    if not address.others:
        return address.key in found
    owners = {found[key].person_id if key in found else None for key, _ in address.each}
    return len(owners) == 1 and None not in owners


def _settle(
    connection: Connection,
    secrets: Secrets,
    address: NewAddress,
    new_reference: Callable[[], str],
    now: datetime,
) -> list[int]:
    """Some of its addresses are known: make all of them one person's; the ids of people made for it."""
    found = find(connection, [key for key, _ in address.each])
    by_id = next((one for key, one in found.items() if key.kind == OWN_ID), None)
    known = by_id or next(iter(found.values()), None)
    if known is None:
        return []  # they are gone again: looked at in the next round
    if by_id is None and _has_another_id(connection, known.person_id, address):
        return _give_to_someone_new(connection, secrets, address, found, new_reference, now)
    missing = [
        (known.person_id, address.account, key, value) for key, value in address.each if key not in found
    ]
    add_addresses(connection, secrets, missing, now)
    for stray in sorted(found.values()):
        if stray.person_id != known.person_id:
            move(connection, stray, known.person_id)
    return []


def _has_another_id(connection: Connection, person: int, address: NewAddress) -> bool:
    """Does the id that came with their number call someone else?"""
    told = [key.hash for key, _ in address.each if key.kind == OWN_ID]
    if not told:
        return False
    query = select(addresses.c.id).where(
        addresses.c.person_id == person,
        addresses.c.channel == address.key.channel,
        addresses.c.kind == OWN_ID,
        addresses.c.value_hash.not_in(told),
    )
    return connection.execute(query.limit(1)).first() is not None


def _give_to_someone_new(
    connection: Connection,
    secrets: Secrets,
    address: NewAddress,
    found: Mapping[AddressKey, Found],
    new_reference: Callable[[], str],
    now: datetime,
) -> list[int]:
    """The number is someone else's by now: the id is theirs, and so is the number."""
    (key, value), *rest = [(key, value) for key, value in address.each if key not in found]
    someone = replace(address, key=key, value=value, others=tuple(rest))
    made = add(connection, secrets, [someone], new_reference, now)
    new = find(connection, [key]).get(key)
    for moved in sorted(found.values()) if new else ():
        assert new is not None  # noqa: S101  the type checker cannot see it
        move(connection, moved, new.person_id)
    return made


def move(connection: Connection, found: Found, person: int) -> None:
    """The address is this person's from now on, and whoever had it keeps nothing of it.

    What waited to be sent there was for the other: it is sent where they are reached now, if anywhere.
    """
    mine = (addresses.c.id == found.address_id, addresses.c.person_id == found.person_id)
    moved = update(addresses).where(*mine).values(person_id=person, wrote_at=None, unreachable_at=None)
    hash = connection.scalar(moved.returning(addresses.c.value_hash))
    if hash is None:
        return  # someone else was faster: looked at again
    former = addresses.c.person_id == found.person_id
    shared = (former, addresses.c.channel == "phone", addresses.c.value_hash == hash)
    connection.execute(delete(addresses).where(*shared))
    theirs = (outbox.c.person_id == found.person_id, outbox.c.reply_to == found.address_id)
    unsent = or_(outbox.c.status == "waiting", outbox.c.status == "withheld")
    elsewhere = update(outbox).where(*theirs, unsent)
    connection.execute(elsewhere.values(reply_to=None, channel=None, account=None))
