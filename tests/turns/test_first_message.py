"""A worker's number is written to first: once, with the approved words, where a channel may do so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from bot import changes
from flows import invite, notices
from flows.stored import load_message
from flows.types import Office, WriteFirst
from storage import Store, nominations, people, tables
from storage.people import AddressKey, NewAddress
from storage.turns import Waiting
from tests.turns import small
from tests.turns.small import NIK, NOW, PHONE
from tests.turns.test_linking import new_nomination

TOKEN = "7K2M9QX4T8WZ3RNB6VHD5JPCEA"
WRITES = replace(small.OFFICE, first_message=True, writes_first_from=("whatsapp", "+6281100000000"))


@pytest.fixture
def participant(store: Store) -> int:
    key = AddressKey("telegram", "telegram_id", b"1")
    with store.writing() as connection:
        new = {key: NewAddress(key, "1", "bot", "Rina", "id")}
        person = people.find_or_add(connection, store.secrets, new, lambda: "RINA", NOW)[key].person_id
        for reference, nik in (("FIRST1", NIK), ("FIRST2", "3273014503900017")):
            nominations.add(connection, store.secrets, [new_nomination(person, reference, nik)], NOW)
    return person


def order(store: Store, participant: int, office: Office, nomination: str = "FIRST1") -> None:
    waiting = Waiting(1, "telegram", "bot", "m1", participant, 1, b"", NOW)
    with store.writing() as connection:
        given: list[tuple[changes.Change, Waiting]] = [(WriteFirst(nomination, TOKEN), waiting)]
        changes.make(connection, store.secrets, given, office, NOW)


def rows(store: Store, table: Any) -> list[Any]:
    with store.reading() as connection:
        return list(connection.execute(select(table)).all())


def test_the_number_gets_one_message_ever_that_names_who_asks_and_nobody_else(
    store: Store, participant: int
) -> None:
    for nomination in ("FIRST1", "FIRST1", "FIRST2"):
        order(store, participant, WRITES, nomination)

    (row,) = rows(store, tables.outbox)
    (address,) = [one for one in rows(store, tables.addresses) if one.channel == "whatsapp"]
    assert (row.channel, row.account, row.purpose) == ("whatsapp", "+6281100000000", "confirmation")
    assert (row.person_id, row.reply_to) == (address.person_id, address.id)
    assert store.secrets.open_text(address.value_sealed) == PHONE
    says = load_message(store.secrets.open(row.body_sealed)).says
    assert says == notices.first_message("Rina", WRITES, TOKEN).says
    assert small.NAME not in str(says)
    assert rows(store, tables.tasks) == []


def test_where_no_channel_may_write_first_the_office_does(store: Store, participant: int) -> None:
    order(store, participant, replace(WRITES, writes_first_from=None))

    assert [task.kind for task in rows(store, tables.tasks)] == ["first_message"]
    assert rows(store, tables.outbox) == []


def test_who_wants_no_messages_is_not_written_to(store: Store, participant: int) -> None:
    key = AddressKey("whatsapp", "phone", people.address_hash(store.secrets, "phone", PHONE))
    with store.writing() as connection:
        new = {key: NewAddress(key, PHONE, "+6281100000000", "", "id")}
        person = people.find_or_add(connection, store.secrets, new, lambda: "SITI", NOW)[key].person_id
        mark = update(tables.people).where(tables.people.c.id == person)
        connection.execute(mark.values(opted_out_at=NOW))

    order(store, participant, WRITES)

    assert rows(store, tables.outbox) == []
    assert [task.kind for task in rows(store, tables.tasks)] == ["first_message"]


def test_what_answers_a_first_message_is_known_by_its_token() -> None:
    assert invite.way_of(f"first-{TOKEN}") == "first_message"
    assert invite.way_of(f"Undangan {TOKEN}") == "link"
