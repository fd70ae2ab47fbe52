"""A worker's number is written to first: once, with the approved words, where a channel may do so."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot import changes
from flows import invite, notices
from flows.stored import load_message
from flows.types import Office, WriteFirst
from storage import Store, endings, invitations, nominations, people, tables
from storage.endings import Agreed
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


def test_it_is_sent_no_longer_than_the_invitation_can_be_answered(store: Store, participant: int) -> None:
    order(store, participant, WRITES)

    (row,) = rows(store, tables.outbox)
    last = NOW.astimezone(WRITES.zone).date() + timedelta(days=WRITES.invited_days)
    assert row.expires_at == datetime.combine(last + timedelta(days=1), time(), WRITES.zone)


def test_a_lure_in_the_profile_of_who_asks_is_not_sent(store: Store, participant: int) -> None:
    lure = "Bonus Rp5jt, klik bit.ly/bpjs-cair"
    with store.writing() as connection:
        connection.execute(update(tables.people).values(name_sealed=store.secrets.seal_text(lure)))

    order(store, participant, WRITES)

    (row,) = rows(store, tables.outbox)
    assert "bit.ly" not in store.secrets.open_text(row.body_sealed)
    assert (
        load_message(store.secrets.open(row.body_sealed)).says
        == notices.first_message("", WRITES, TOKEN).says
    )


@pytest.mark.parametrize("how", ["expired", "withdrawn"])
def test_of_a_worker_who_never_wrote_nothing_is_left(store: Store, participant: int, how: str) -> None:
    order(store, participant, WRITES)
    (written_to,) = [one for one in rows(store, tables.addresses) if one.channel == "whatsapp"]

    with store.writing() as connection:
        if how == "expired":
            (id, _) = connection.scalars(select(tables.nominations.c.id).order_by("id"))
            endings.expire(connection, store.secrets, [id], NOW)
        else:
            by = participant
            endings.withdraw(connection, store.secrets, "FIRST1", "participant", by, "stopped", NOW)

    (message,) = rows(store, tables.outbox)
    (address,) = [one for one in rows(store, tables.addresses) if one.channel == "whatsapp"]
    (person,) = [one for one in rows(store, tables.people) if one.id == written_to.person_id]
    assert (message.status, message.body_sealed, message.text_sealed) == ("dead", None, None)
    assert (address.value_sealed, address.value_hash, address.unreachable_at) == (b"", b"", NOW)
    assert "FIRST1" not in person.reference
    assert person.name_sealed is None


def test_a_worker_who_wrote_meanwhile_is_left_as_they_are(store: Store, participant: int) -> None:
    order(store, participant, WRITES)
    with store.writing() as connection:
        connection.execute(update(tables.addresses).values(wrote_at=NOW))
        (id, _) = connection.scalars(select(tables.nominations.c.id).order_by("id"))
        endings.expire(connection, store.secrets, [id], NOW)

    (address,) = [one for one in rows(store, tables.addresses) if one.channel == "whatsapp"]
    assert store.secrets.open_text(address.value_sealed) == PHONE


def test_who_agreed_before_it_was_sent_does_not_get_it(store: Store, participant: int) -> None:
    order(store, participant, WRITES)

    with store.writing() as connection:
        endings.agree(connection, store.secrets, Agreed("FIRST1", participant, "assisted"), NOW)

    assert [row.status for row in rows(store, tables.outbox)] == ["dead"]


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


def written_first(store: Store, since: datetime = NOW - timedelta(days=7)) -> list[str]:
    """What those who have an address on WhatsApp would be shown."""
    people_there = [one.person_id for one in rows(store, tables.addresses) if one.channel == "whatsapp"]
    with store.reading() as connection:
        return list(invitations.written_first(connection, people_there, since).values())


def test_who_writes_from_that_number_is_known_by_it(store: Store, participant: int) -> None:
    order(store, participant, WRITES)

    assert written_first(store) == ["FIRST1"]


@pytest.mark.parametrize("because", ["declined", "too late", "someone else opened it"])
def test_what_is_over_is_not_shown_to_them(store: Store, participant: int, because: str) -> None:
    order(store, participant, WRITES)
    with store.writing() as connection:
        if because == "someone else opened it":
            connection.execute(update(tables.nominations).values(worker_id=participant))
        elif because == "declined":
            ids = list(connection.scalars(select(tables.nominations.c.id)))
            endings.expire(connection, store.secrets, ids, NOW)

    since = NOW + timedelta(seconds=1) if because == "too late" else NOW - timedelta(days=7)
    assert written_first(store, since) == []


def test_a_number_that_was_not_written_to_is_shown_nothing(store: Store, participant: int) -> None:
    key = AddressKey("whatsapp", "phone", people.address_hash(store.secrets, "phone", PHONE))
    with store.writing() as connection:
        new = {key: NewAddress(key, PHONE, "+6281100000000", "", "id")}
        people.find_or_add(connection, store.secrets, new, lambda: "SITI", NOW)

    assert written_first(store) == []
