"""Of who has nothing here, the address goes after what they wrote; of anybody else it stays."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from storage import Store, people, retention, tables
from storage.retention import Limits
from tests.storage.test_retention import take_at
from tests.turns.small import NOW

DAY = timedelta(days=1)


def all_is_sent(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(update(tables.outbox).values(status="sent"))


def person_of(store: Store, who: str) -> int:
    hashed = people.address_hash(store.secrets, "paper_name", who)
    with store.reading() as connection:
        query = select(tables.addresses.c.person_id).where(tables.addresses.c.value_hash == hashed)
        return int(connection.execute(query).scalar_one())


def shown(store: Store) -> tuple[list[str], list[str]]:
    """The addresses and the names there are, by person."""
    where, who = tables.addresses, tables.people
    with store.reading() as connection:
        values = connection.execute(select(where.c.value_sealed).order_by(where.c.id)).scalars().all()
        names = connection.execute(select(who.c.name_sealed).order_by(who.c.id)).scalars().all()
    read = store.secrets.open_text
    return [read(one) if one else "" for one in values], [read(one) if one else "" for one in names]


def test_the_address_number_and_name_of_a_stranger_go_and_all_others_stay(store: Store) -> None:
    take_at(store, NOW - 100 * DAY, "one")
    take_at(store, NOW - 100 * DAY, "nominate", who="budi")
    take_at(store, NOW - 80 * DAY, "two", who="cici")
    take_at(store, NOW - 100 * DAY, "three", who="dodi")
    all_is_sent(store)
    with store.writing() as connection:
        people.set_opted_out(connection, {person_of(store, "dodi"): NOW - 90 * DAY})
        people.add_numbers(
            connection, store.secrets, [(person_of(store, "ani"), "+6281234500077")], NOW - 100 * DAY
        )

    counts = retention.erase_old(store, Limits(), NOW)
    again = retention.erase_old(store, Limits(), NOW)

    assert [counts[name] for name in ("numbers", "addresses", "names")] == [1, 1, 1]
    assert [again[name] for name in ("numbers", "addresses", "names")] == [0, 0, 0]
    assert shown(store) == (["", "budi", "cici", "dodi"], ["", "budi", "cici", "dodi"])


def test_nobody_goes_while_a_message_of_theirs_is_kept(store: Store) -> None:
    take_at(store, NOW - 100 * DAY, "one")

    counts = retention.erase_old(store, Limits(), NOW)  # the answer still waits to be sent

    assert counts["addresses"] == 0


def test_whose_address_was_erased_is_someone_new_when_they_write_again(store: Store) -> None:
    take_at(store, NOW - 100 * DAY, "one")
    all_is_sent(store)
    retention.erase_old(store, Limits(), NOW)

    take_at(store, NOW, "again")

    assert shown(store) == (["", "ani"], ["", "ani"])
