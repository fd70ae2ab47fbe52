"""People and the addresses they are reached at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, select, update

from storage.bulk import any_of, insert_rows, moment, run
from storage.dialect import insert_into
from storage.secrets import Secrets
from storage.tables import IS_REACHED, addresses, people


class AddressKey(NamedTuple):
    """What makes an address unique: `hash` is `address_hash` of its value."""

    channel: str
    kind: str
    hash: bytes


@dataclass(frozen=True, slots=True)
class NewAddress:
    """An address that wrote to us, and what its channel tells about the person."""

    key: AddressKey
    value: str
    account: str
    name: str
    lang: str


@dataclass(frozen=True, slots=True)
class Found:
    """Whose an address is, and whether it was marked as taking no messages."""

    address_id: int
    person_id: int
    is_unreachable: bool


def address_hash(secrets: Secrets, kind: str, value: str) -> bytes:
    """By kind, not by channel: a phone number is found alike where it was written from and where shared."""
    return secrets.hash(kind, value)


def find_or_add(
    connection: Connection,
    secrets: Secrets,
    wanted: Mapping[AddressKey, NewAddress],
    new_reference: Callable[[], str],
    now: datetime,
) -> dict[AddressKey, Found]:
    """Whose these addresses are; those that are new are made, and who writes is reachable again.

    Safe when others do the same at the same time.
    """
    found = find(connection, wanted)
    missing = [wanted[key] for key in wanted if key not in found]
    if missing:
        _add(connection, secrets, missing, new_reference, now)
        found |= find(connection, [address.key for address in missing])
    set_unreachable(connection, {one.address_id: None for one in found.values() if one.is_unreachable})
    return found


def find(connection: Connection, keys: Collection[AddressKey]) -> dict[AddressKey, Found]:
    """Those of the addresses that are known."""
    known: dict[AddressKey, Found] = {}
    for channel, kind in {(key.channel, key.kind) for key in keys}:  # the index begins with both
        hashes = [key.hash for key in keys if (key.channel, key.kind) == (channel, kind)]
        rows = run(connection, _FIND + any_of(connection, "value_hash", hashes), channel, kind, hashes)
        known |= {
            AddressKey(channel, kind, value): Found(id, person, bool(unreachable))
            for value, id, person, unreachable in rows.all()
        }
    return {key: known[key] for key in keys if key in known}


_FIND = (
    "SELECT value_hash, id, person_id, unreachable_at IS NOT NULL FROM addresses "  # noqa: S608  ours
    f"WHERE {IS_REACHED} AND channel = ? AND kind = ? AND "
)


def _add(
    connection: Connection,
    secrets: Secrets,
    new: Sequence[NewAddress],
    new_reference: Callable[[], str],
    now: datetime,
) -> None:
    """In the order of the hashes, so that two processes adding the same ones wait for one another in turn."""
    ordered = sorted(new, key=lambda address: address.key.hash)
    references = [new_reference() for _ in ordered]
    at = moment(connection, now)
    persons = [
        (reference, address.lang, secrets.seal_text(address.name) if address.name else None, at)
        for reference, address in zip(references, ordered, strict=True)
    ]
    made = insert_rows(connection, people, _PERSON, persons, "RETURNING reference, id")
    ids = {str(row.reference): int(row.id) for row in made}
    rows = [
        (
            ids[reference],
            address.key.channel,
            address.account,
            address.key.kind,
            address.key.hash,
            secrets.seal_text(address.value),
            at,
        )
        for reference, address in zip(references, ordered, strict=True)
    ]
    added = insert_rows(connection, addresses, _ADDRESS, rows, "ON CONFLICT DO NOTHING").rowcount
    if added != len(rows):
        _drop_those_without_address(connection, ids.values())


_PERSON = ("reference", "lang", "name_sealed", "created_at")
_ADDRESS = ("person_id", "channel", "account", "kind", "value_hash", "value_sealed", "created_at")


def _drop_those_without_address(connection: Connection, ids: Iterable[int]) -> None:
    """Another process was first with the address: the person just made has none, and was never seen."""
    homeless = ~select(addresses.c.id).where(addresses.c.person_id == people.c.id).exists()
    connection.execute(delete(people).where(people.c.id.in_(list(ids)), homeless))


def set_languages(connection: Connection, langs: Mapping[int, str]) -> None:
    """By person id."""
    _set(connection, "lang", langs)


def set_opted_out(connection: Connection, at: Mapping[int, datetime | None]) -> None:
    """By person id: since when they want no campaign and no reminder; None: they want them."""
    _set(connection, "opted_out_at", at)


def opted_out(connection: Connection, persons: Collection[int]) -> set[int]:
    """Those who want no campaign and no reminder."""
    query = select(people.c.id).where(people.c.id.in_(list(persons)), people.c.opted_out_at.is_not(None))
    return set(connection.scalars(query))


def set_notice_agreed(connection: Connection, at: Mapping[int, datetime]) -> None:
    """By person id: when they agreed to the notice; the first time stands."""
    _set(connection, "notice_agreed_at", at, only_empty=True)


def _set(connection: Connection, column: str, values: Mapping[int, object], only_empty: bool = False) -> None:
    if not values:
        return
    statement = update(people).where(people.c.id == bindparam("person"))
    if only_empty:
        statement = statement.where(people.c[column].is_(None))
    rows = [{"person": person, "value": value} for person, value in sorted(values.items())]
    connection.execute(statement.values({column: bindparam("value")}), rows)


def set_unreachable(connection: Connection, at: Mapping[int, datetime | None]) -> None:
    """By address id: since when it takes no messages; None: it takes them."""
    if not at:
        return
    statement = update(addresses).where(addresses.c.id == bindparam("address"))
    rows = [{"address": address, "value": value} for address, value in sorted(at.items())]
    connection.execute(statement.values(unreachable_at=bindparam("value")), rows)


def add_numbers(
    connection: Connection, secrets: Secrets, numbers: Collection[tuple[int, str]], now: datetime
) -> None:
    """Numbers (person id, E.164) that people shared as their own; two may share one."""
    if not numbers:
        return
    statement = insert_into(connection, addresses).on_conflict_do_nothing()
    connection.execute(
        statement,
        [
            {
                "person_id": person,
                "channel": "phone",
                "account": None,
                "kind": "phone",
                "value_hash": address_hash(secrets, "phone", number),
                "value_sealed": secrets.seal_text(number),
                "created_at": now,
            }
            for person, number in sorted(set(numbers), key=lambda pair: pair[1])
        ],
    )


def own_numbers(
    connection: Connection, secrets: Secrets, asked: Collection[tuple[int, str]]
) -> set[tuple[int, str]]:
    """Those of the (person id, E.164) that are that person's own."""
    if not asked:
        return set()
    hashes = {number: address_hash(secrets, "phone", number) for _, number in asked}
    persons = list({person for person, _ in asked})
    query = "SELECT person_id, value_hash FROM addresses WHERE kind = 'phone' AND "
    rows = run(connection, query + any_of(connection, "person_id", persons), persons)
    own = {(person, bytes(value)) for person, value in rows.all()}
    return {(person, number) for person, number in asked if (person, hashes[number]) in own}


def numbers_of(connection: Connection, secrets: Secrets, persons: Collection[int]) -> dict[int, str]:
    """The phone number (E.164) that each person shared or writes from; those without are left out."""
    query = select(addresses.c.person_id, addresses.c.value_sealed).where(
        addresses.c.person_id.in_(list(persons)), addresses.c.kind == "phone"
    )
    rows = connection.execute(query.order_by(addresses.c.id.desc()))
    return {person: secrets.open_text(sealed) for person, sealed in rows}
