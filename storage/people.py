"""People and the addresses they are reached at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import Connection, Update, bindparam, delete, select, update

from storage.bulk import any_of, insert_rows, moment, run
from storage.dialect import insert_into, is_sqlite
from storage.names import start_of
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
    others: tuple[tuple[AddressKey, str], ...] = ()
    """further addresses of the same person, told with it, each with its value"""

    @property
    def each(self) -> tuple[tuple[AddressKey, str], ...]:
        """All of them with their values, this one first."""
        return ((self.key, self.value), *self.others)


class Found(NamedTuple):
    """Whose an address is."""

    address_id: int
    person_id: int


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
    """Whose these addresses are, of which none was told with others; those that are new are made.

    Safe when others do the same at the same time.
    """
    found = find(connection, wanted)
    missing = [wanted[key] for key in wanted if key not in found]
    if missing:
        add(connection, secrets, missing, new_reference, now)
        found |= find(connection, [address.key for address in missing])
    return found


def find(connection: Connection, keys: Collection[AddressKey]) -> dict[AddressKey, Found]:
    """Those of the addresses that are known."""
    known: dict[AddressKey, Found] = {}
    for channel, kind in {(key.channel, key.kind) for key in keys}:  # the index begins with both
        hashes = [key.hash for key in keys if (key.channel, key.kind) == (channel, kind)]
        rows = run(connection, _FIND + any_of(connection, "value_hash", hashes), channel, kind, hashes)
        known |= {AddressKey(channel, kind, value): Found(id, person) for value, id, person in rows.all()}
    return {key: known[key] for key in keys if key in known}


_FIND = (
    "SELECT value_hash, id, person_id FROM addresses "  # noqa: S608  ours
    f"WHERE {IS_REACHED} AND channel = ? AND kind = ? AND "
)


def add(
    connection: Connection,
    secrets: Secrets,
    new: Sequence[NewAddress],
    new_reference: Callable[[], str],
    now: datetime,
) -> list[int]:
    """Make a person for each of these, with all addresses told of them; their ids.

    One whose every address someone else was faster with is dropped again.
    """
    # ordered, so that two processes adding the same ones wait for one another in turn
    ordered = sorted(new, key=lambda address: address.key.hash)
    references = [new_reference() for _ in ordered]
    at = moment(connection, now)
    persons = [
        (reference, address.lang, *_named(secrets, address.name), at)
        for reference, address in zip(references, ordered, strict=True)
    ]
    made = insert_rows(connection, people, _PERSON, persons, "RETURNING reference, id")
    ids = {str(row.reference): int(row.id) for row in made}
    owned = [
        (ids[reference], address.account, key, value)
        for reference, address in zip(references, ordered, strict=True)
        for key, value in address.each
    ]
    if add_addresses(connection, secrets, owned, now) != len(owned):
        drop_those_without_address(connection, ids.values())
    return list(ids.values())


def _named(secrets: Secrets, name: str) -> tuple[bytes, str] | tuple[None, None]:
    return (secrets.seal_text(name), start_of(name)) if name else (None, None)


def fill_name_starts(connection: Connection, secrets: Secrets, after: int, limit: int = 500) -> int | None:
    """Let those who came before names could be searched be found; the last id, None: there are no more."""
    query = select(people.c.id, people.c.name_sealed).where(
        people.c.id > after, people.c.name_sealed.is_not(None), people.c.name_start.is_(None)
    )
    rows = connection.execute(query.order_by(people.c.id).limit(limit)).all()
    if not rows:
        return None
    starts = [{"person": row.id, "start": start_of(secrets.open_text(row.name_sealed))} for row in rows]
    fill = update(people).where(people.c.id == bindparam("person")).values(name_start=bindparam("start"))
    connection.execute(fill, starts)
    return int(rows[-1].id)


def add_addresses(
    connection: Connection,
    secrets: Secrets,
    owned: Sequence[tuple[int, str, AddressKey, str]],
    now: datetime,
) -> int:
    """Addresses (person id, our account, key, value) that people write from; returns how many were new.

    One that is someone's stays theirs.
    """
    at = moment(connection, now)
    rows = [
        (person, key.channel, account, key.kind, key.hash, secrets.seal_text(value), at)
        for person, account, key, value in owned
    ]
    return (
        insert_rows(connection, addresses, _ADDRESS, rows, "ON CONFLICT DO NOTHING").rowcount if rows else 0
    )


_PERSON = ("reference", "lang", "name_sealed", "name_start", "created_at")
_ADDRESS = ("person_id", "channel", "account", "kind", "value_hash", "value_sealed", "created_at")


def id_of(connection: Connection, reference: str) -> int | None:
    """The person with this reference; None: there is none."""
    return connection.scalar(select(people.c.id).where(people.c.reference == reference))


def drop_those_without_address(connection: Connection, ids: Iterable[int]) -> None:
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


def set_no_reminders(connection: Connection, at: Mapping[int, datetime | None]) -> None:
    """By person id: since when they want no reminder; None: they want them."""
    _set(connection, "no_reminders_at", at)


def set_snoozed(connection: Connection, until: Mapping[int, datetime]) -> None:
    """By person id: until when they want to hear nothing, and of what they heard last once more then."""
    _set(connection, "snoozed_until", until)


def set_zones(connection: Connection, zones: Mapping[int, str], only_empty: bool = False) -> None:
    """By person id: the time zone they live by; `only_empty`: where none is known yet."""
    _set(connection, "zone", zones, only_empty)


def reminders_of(connection: Connection, persons: Collection[int]) -> dict[int, tuple[bool, str | None]]:
    """By person id: do they want reminders, and their time zone; None: none is known."""
    query = select(people.c.id, people.c.no_reminders_at, people.c.zone)
    rows = connection.execute(query.where(people.c.id.in_(list(persons))))
    return {row.id: (row.no_reminders_at is None, row.zone) for row in rows}


def set_notice_agreed(connection: Connection, at: Mapping[int, datetime]) -> None:
    """By person id: when they agreed to the notice; the first time stands."""
    _set(connection, "notice_agreed_at", at, only_empty=True)


def _set(connection: Connection, column: str, values: Mapping[int, object], only_empty: bool = False) -> None:
    if values:
        rows = [{"person": person, "value": value} for person, value in sorted(values.items())]
        connection.execute(_setting(column, only_empty), rows)


@cache
def _setting(column: str, only_empty: bool) -> Update:
    statement = update(people).where(people.c.id == bindparam("person"))
    if only_empty:
        statement = statement.where(people.c[column].is_(None))
    return statement.values({column: bindparam("value")})


def set_unreachable(connection: Connection, at: Mapping[int, datetime | None]) -> None:
    """By address id: since when it takes no messages; None: it takes them."""
    if not at:
        return
    statement = update(addresses).where(addresses.c.id == bindparam("address"))
    rows = [{"address": address, "value": value} for address, value in sorted(at.items())]
    connection.execute(statement.values(unreachable_at=bindparam("value")), rows)


def have_written(connection: Connection, at: Mapping[int, datetime]) -> None:
    """By address id: when they wrote from it. It is reachable, whatever was said of it before that.

    The newest time stands. One statement: it is part of every turn.
    """
    if not at:
        return
    if is_sqlite(connection):
        rows = ", ".join(["(?, ?)"] * len(at))
        values = [part for address, time in at.items() for part in (address, moment(connection, time))]
        run(connection, _HAVE_WRITTEN.format(told=_LISTED.format(rows=rows)), values)
    else:
        told = "unnest(?::bigint[], ?::timestamptz[]) AS told (id, at)"
        run(connection, _HAVE_WRITTEN.format(told=told), list(at), list(at.values()))


_LISTED = "(SELECT column1 AS id, column2 AS at FROM (VALUES {rows})) AS told"
_HAVE_WRITTEN = (
    "UPDATE addresses SET "
    "wrote_at = CASE WHEN wrote_at > told.at THEN wrote_at ELSE told.at END, "
    "unreachable_at = CASE WHEN unreachable_at > told.at THEN unreachable_at END, "
    "suspected_as = CASE WHEN suspected_at > told.at THEN suspected_as END, "
    "suspected_at = CASE WHEN suspected_at > told.at THEN suspected_at END "
    "FROM {told} WHERE addresses.id = told.id"
)


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
