"""Who someone is on WhatsApp: by number, by id, by both, and when a number is given to someone new."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from storage import Store, people, tables, turns
from storage.turns import Arrival, Outgoing

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
NUMBER, OTHER_NUMBER = "+6281200000001", "+6281200000002"
OWN_ID, OTHER_ID = "ID.1001", "ID.1002"

_numbers = itertools.count(1)


def writes(
    store: Store, number: str | None = None, own_id: str | None = None, *, first: str = "phone"
) -> int:
    """Someone writes, and WhatsApp tells of them what is given; gives who they are."""
    told = [("phone", number)] if number else []
    told += [("bsuid", own_id)] if own_id else []
    (kind, value), *others = sorted(told, key=lambda pair: pair[0] != first)
    arrival = Arrival(
        "whatsapp", "office", f"SM{next(_numbers)}", kind, value, "Ana", "id", b"{}", NOW, tuple(others)
    )
    with store.writing() as connection:
        (waiting,) = turns.admit(connection, store.secrets, [arrival], new_reference())
    assert waiting
    return waiting.person_id


def new_reference() -> Callable[[], str]:
    return lambda: f"P{next(_numbers)}"


def addresses_of(store: Store, person: int) -> set[str]:
    query = select(tables.addresses.c.value_sealed).where(tables.addresses.c.person_id == person)
    with store.reading() as connection:
        return {store.secrets.open_text(sealed) for sealed in connection.scalars(query)}


def nobody_without_address(store: Store) -> bool:
    theirs = select(tables.addresses.c.person_id)
    with store.reading() as connection:
        return not connection.scalars(
            select(tables.people.c.id).where(tables.people.c.id.not_in(theirs))
        ).all()


@pytest.mark.parametrize("first", ["phone", "bsuid"])
def test_someone_new_has_both_addresses(store: Store, first: str) -> None:
    ana = writes(store, NUMBER, OWN_ID, first=first)

    assert addresses_of(store, ana) == {NUMBER, OWN_ID}
    assert {writes(store, NUMBER), writes(store, None, OWN_ID), writes(store, NUMBER, OWN_ID)} == {ana}


@pytest.mark.parametrize("first", ["phone", "bsuid"])
def test_the_id_of_someone_known_by_their_number_is_theirs(store: Store, first: str) -> None:
    ana = writes(store, NUMBER)

    assert writes(store, NUMBER, OWN_ID, first=first) == ana
    assert addresses_of(store, ana) == {NUMBER, OWN_ID}


@pytest.mark.parametrize("first", ["phone", "bsuid"])
def test_a_number_of_someone_known_by_their_id_is_theirs(store: Store, first: str) -> None:
    ana = writes(store, None, OWN_ID)

    assert writes(store, NUMBER, OWN_ID, first=first) == ana
    assert addresses_of(store, ana) == {NUMBER, OWN_ID}


@pytest.mark.parametrize("first", ["phone", "bsuid"])
def test_a_number_with_another_id_is_someone_new_and_the_former_keeps_nothing_of_it(
    store: Store, first: str
) -> None:
    ana = writes(store, NUMBER, OWN_ID)
    with store.writing() as connection:
        people.add_numbers(connection, store.secrets, [(ana, NUMBER)], NOW)

    budi = writes(store, NUMBER, OTHER_ID, first=first)

    assert budi != ana
    assert addresses_of(store, ana) == {OWN_ID}
    assert addresses_of(store, budi) == {NUMBER, OTHER_ID}
    with store.reading() as connection:
        own = people.own_numbers(connection, store.secrets, [(ana, NUMBER), (budi, NUMBER)])
    assert own == {(budi, NUMBER)}


@pytest.mark.parametrize("first", ["phone", "bsuid"])
def test_where_number_and_id_are_two_peoples_the_id_says_who_it_is(store: Store, first: str) -> None:
    ana, budi = writes(store, NUMBER), writes(store, OTHER_NUMBER, OWN_ID)

    assert writes(store, NUMBER, OWN_ID, first=first) == budi
    assert addresses_of(store, ana) == set()
    assert addresses_of(store, budi) == {NUMBER, OTHER_NUMBER, OWN_ID}


def test_a_number_that_one_batch_tells_alone_and_with_a_known_id_makes_nobody_else(store: Store) -> None:
    ana = writes(store, None, OWN_ID)
    alone = Arrival("whatsapp", "office", "SM-alone", "phone", NUMBER, "Ana", "id", b"{}", NOW)
    both = Arrival(
        "whatsapp", "office", "SM-both", "bsuid", OWN_ID, "Ana", "id", b"{}", NOW, (("phone", NUMBER),)
    )

    with store.writing() as connection:
        admitted = turns.admit(connection, store.secrets, [alone, both], new_reference())

    assert [row and row.person_id for row in admitted] == [ana, ana]
    assert nobody_without_address(store)


def test_a_number_that_two_people_shared_as_theirs_says_nothing_of_who_writes(store: Store) -> None:
    ana, budi = writes(store, OTHER_NUMBER), writes(store, None, OTHER_ID)
    with store.writing() as connection:
        people.add_numbers(connection, store.secrets, [(ana, NUMBER), (budi, NUMBER)], NOW)

    someone = writes(store, NUMBER)

    assert someone not in (ana, budi)
    with store.reading() as connection:
        asked = [(person, NUMBER) for person in (ana, budi, someone)]
        assert people.own_numbers(connection, store.secrets, asked) == set(asked)


def test_what_waited_to_be_sent_to_a_number_is_not_sent_to_who_has_it_now(store: Store) -> None:
    ana = writes(store, NUMBER, OWN_ID)
    with store.writing() as connection:
        address = connection.scalar(select(tables.addresses.c.id).where(tables.addresses.c.kind == "phone"))
        reply = Outgoing("reply:1", ana, address, "whatsapp", "office", b"{}")
        turns.add_outgoing(connection, store.secrets, [reply], NOW)

    writes(store, NUMBER, OTHER_ID)

    with store.reading() as connection:
        row = connection.execute(select(tables.outbox)).one()
    assert (row.person_id, row.reply_to, row.channel, row.account) == (ana, None, None, None)


def test_many_at_once_agree_on_who_someone_is(store: Store) -> None:
    """Number and id told together, and each of them alone, by as many as there are connections."""
    told = [(NUMBER, OWN_ID), (NUMBER, None), (None, OWN_ID), (NUMBER, OWN_ID)] * 4

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda pair: writes(store, *pair), told))

    ana = writes(store, NUMBER, OWN_ID)
    assert addresses_of(store, ana) == {NUMBER, OWN_ID}
    assert {writes(store, NUMBER), writes(store, None, OWN_ID)} == {ana}


def test_many_at_once_see_a_number_go_to_someone_new_once(store: Store) -> None:
    ana = writes(store, NUMBER, OWN_ID)

    with ThreadPoolExecutor(8) as pool:
        heard = set(pool.map(lambda _: writes(store, NUMBER, OTHER_ID), range(8)))

    assert len(heard) == 1
    assert heard.isdisjoint({ana})
    assert nobody_without_address(store)
