"""PUTUS: whoever was made to link with a stranger, or lost a code to one, has everything again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from storage import Store, evidence, nominations, people, retention, staff, tables
from storage.erasure import erase_workers
from storage.nominations import by_references
from tests.turns import small
from tests.turns.small import NOW
from tests.turns.test_linking import Town, begin, new_nomination, nominate

ROWS = {
    "people": ("reference", "lang", "notice_agreed_at", "opted_out_at", "created_at"),
    "addresses": ("channel", "kind", "value_hash"),
    "nominations": ("reference", "status", "nik_hash"),
    "consents": ("kind", "conversation", "asking", "given_by", "commitment"),
}


@pytest.fixture
def town(store: Store) -> Town:
    return Town(store)


def has(town: Town, channel: str, who: str) -> dict[str, list[tuple[Any, ...]]]:
    """All that someone has, row by row."""
    person, found = town.person(channel, who), {}
    for name, columns in ROWS.items():
        table = tables.Row.metadata.tables[name]
        owner = {"people": "id", "nominations": "participant_id"}.get(name, "person_id")
        query = select(*(table.c[column] for column in columns)).where(table.c[owner] == person)
        found[name] = sorted(tuple(row) for row in town.rows(query.order_by(table.c.id)))
    return found


def share_a_number(town: Town, channel: str, who: str, number: str) -> None:
    with town.store.writing() as connection:
        people.add_numbers(connection, town.store.secrets, [(town.person(channel, who), number)], town.now)


def victim_and_stranger(town: Town) -> None:
    """Ana, on WhatsApp, has a worker and agreed to the notice; Mallory, on Telegram, has a draft."""
    begin(town, "whatsapp", "ana", "Budi Santoso")
    nominate(town, town.person("whatsapp", "ana"), "ANASONE1", status="registered")
    begin(town, "telegram", "mallory", "Siti Aminah")
    for channel, who in (("whatsapp", "ana"), ("telegram", "mallory")):
        share_a_number(town, channel, who, "+6281234500077")


@pytest.mark.parametrize("first", ["ana", "mallory"])
def test_who_was_made_to_tell_a_strangers_code_has_everything_again(town: Town, first: str) -> None:
    victim_and_stranger(town)
    before = has(town, "whatsapp", "ana"), has(town, "telegram", "mallory")
    town.tells("ana", town.code("telegram", "mallory"))
    assert small.NAME in town.says("telegram", "mallory", "pekerja")

    channel, other = ("whatsapp", "telegram") if first == "ana" else ("telegram", "whatsapp")
    assert "diputus" in town.says(channel, first, "putus")

    assert (has(town, "whatsapp", "ana"), has(town, "telegram", "mallory")) == before
    assert "sudah diputus dari sana" in town.told(other)[-1]
    assert small.NAME in town.says("whatsapp", "ana", "pekerja")
    assert "Budi Santoso" in town.says("whatsapp", "ana", "lanjut")
    assert small.NAME not in town.says("telegram", "mallory", "pekerja")
    assert "Siti Aminah" in town.says("telegram", "mallory", "lanjut")
    assert "24 jam" in town.says(channel, first, "putus")


@pytest.mark.parametrize("first", ["ana", "thief"])
def test_who_lost_a_code_has_everything_again_whatever_the_thief_links(town: Town, first: str) -> None:
    begin(town, "telegram", "ana")
    nominate(town, town.person("telegram", "ana"), "ANASONE1", status="registered")
    before = has(town, "telegram", "ana")
    town.says("telegram", "thief_two", "halo")
    second = town.code("telegram", "thief_two")
    town.tells("thief", town.code("telegram", "ana"))

    assert "24 jam" in town.says("whatsapp", "thief", f"HUBUNGKAN {second}")
    assert "24 jam" in town.says("whatsapp", "thief", "hubungkan")
    town.says("telegram" if first == "ana" else "whatsapp", first, "putus")

    assert has(town, "telegram", "ana") == before
    assert small.NAME in town.says("telegram", "ana", "pekerja")
    for channel, who in (("whatsapp", "thief"), ("telegram", "thief_two")):
        assert small.NAME not in town.says(channel, who, "pekerja")


def test_nothing_is_linked_before_they_say_that_it_is_their_own_wish(town: Town) -> None:
    victim_and_stranger(town)
    code = town.code("telegram", "mallory")

    asked = town.says("whatsapp", "ana", f"HUBUNGKAN {code}")
    answer = town.says("whatsapp", "ana", "bukan")

    assert "Telegram" in asked
    assert "tidak kami hubungkan" in answer
    assert "Budi Santoso" in answer
    assert town.person("whatsapp", "ana") != town.person("telegram", "mallory")


def test_a_code_that_is_over_when_they_say_yes_links_nothing(town: Town) -> None:
    victim_and_stranger(town)
    code = town.code("telegram", "mallory")
    town.says("whatsapp", "ana", f"HUBUNGKAN {code}")
    town.now += timedelta(minutes=15)

    assert "tidak kami kenal" in town.says("whatsapp", "ana", "ya")
    assert town.person("whatsapp", "ana") != town.person("telegram", "mallory")


def test_who_belongs_to_the_office_neither_makes_nor_tells_a_code(town: Town) -> None:
    victim_and_stranger(town)
    code = town.code("telegram", "mallory")
    with town.store.writing() as connection:
        admin = staff.appoint(connection, "Dewi", "staff", NOW)
        staff.link_chat(connection, admin.id, town.person("whatsapp", "ana"))

    assert "admin kantor" in town.says("whatsapp", "ana", f"HUBUNGKAN {code}")
    assert "admin kantor" in town.says("whatsapp", "ana", "hubungkan")


def test_what_was_made_since_stays_with_who_made_the_code(town: Town) -> None:
    victim_and_stranger(town)
    town.tells("ana", town.code("telegram", "mallory"))
    order = new_nomination(town.person("whatsapp", "ana"), "MADELATE", "3273014503900025")
    with town.store.writing() as connection:
        nominations.add(connection, town.store.secrets, [order], town.now)

    town.says("whatsapp", "ana", "putus")

    assert [row[0] for row in has(town, "telegram", "mallory")["nominations"]] == ["MADELATE"]


def test_a_notice_that_waits_goes_to_whose_worker_it_is_about(town: Town) -> None:
    victim_and_stranger(town)
    town.tells("ana", town.code("telegram", "mallory"))
    with town.store.writing() as connection:
        values = {"key": "ANASONE1:paid:participant", "reply_to": None, "channel": None, "account": None}
        newest = select(tables.outbox.c.id).order_by(tables.outbox.c.id.desc()).limit(1).scalar_subquery()
        connection.execute(update(tables.outbox).where(tables.outbox.c.id == newest).values(values))

    town.says("telegram", "mallory", "putus")

    columns = tables.outbox.c
    (row,) = town.rows(select(columns.person_id, columns.status).where(columns.reply_to.is_(None)))
    assert tuple(row) == (town.person("whatsapp", "ana"), "waiting")


def test_stop_that_was_said_while_they_were_one_is_kept_by_both(town: Town) -> None:
    victim_and_stranger(town)
    town.tells("ana", town.code("telegram", "mallory"))
    town.now += timedelta(minutes=5)
    town.says("whatsapp", "ana", "stop")

    town.says("telegram", "mallory", "putus")

    out = select(tables.people.c.opted_out_at)
    assert [row.opted_out_at is not None for row in town.rows(out)] == [True, True]


@pytest.mark.parametrize("first", ["ana", "mallory"])
def test_the_evidence_holds_after_joining_erasing_and_separating(town: Town, first: str) -> None:
    victim_and_stranger(town)
    town.tells("ana", town.code("telegram", "mallory"))
    town.now += timedelta(minutes=1)
    town.says("telegram", "third", "halo")
    with town.store.writing() as connection:
        evidence.seal(connection, town.store.secrets, town.now)
        erased = list(connection.scalars(select(tables.consents.c.id).limit(1)))
        evidence.erase(connection, town.store.secrets, erased)

    town.says("whatsapp" if first == "ana" else "telegram", first, "putus")

    with town.store.reading() as connection:
        assert evidence.verify(connection, town.store.secrets) == []
        assert set(connection.scalars(select(tables.consents.c.given_by))) == {None}
        words = select(tables.consents.c.words_sealed).where(tables.consents.c.id.in_(erased))
        assert connection.scalars(words).all() == [None]


def test_a_worker_who_was_erased_meanwhile_stays_erased(town: Town) -> None:
    victim_and_stranger(town)
    with town.store.writing() as connection:
        connection.execute(update(tables.nominations).values(status="invited"))
    town.tells("ana", town.code("telegram", "mallory"))
    town.says("telegram", "mallory", "pekerja")
    with town.store.writing() as connection:
        rows = by_references(connection, town.store.secrets, ["ANASONE1"])
        erase_workers(connection, town.store.secrets, list(rows.values()), {"status": "declined"}, town.now)

    town.says("whatsapp", "ana", "putus")

    (row,) = town.rows(select(tables.nominations))
    assert (row.status, row.name_sealed) == ("declined", None)
    assert not any(small.NAME in text for text in (*town.told("telegram"), *town.told("whatsapp")))


def test_what_was_said_while_they_were_one_is_erased(town: Town) -> None:
    victim_and_stranger(town)
    town.now += timedelta(minutes=1)
    town.tells("ana", town.code("telegram", "mallory"))
    town.says("telegram", "mallory", "pekerja")

    town.says("whatsapp", "ana", "putus")

    assert not any(small.NAME in text for text in town.told("telegram"))


def test_after_a_day_it_is_forgotten_who_had_what(town: Town) -> None:
    victim_and_stranger(town)
    town.tells("ana", town.code("telegram", "mallory"))
    assert town.rows(select(tables.joins))
    assert town.rows(select(tables.joined_rows))

    retention.erase_old(town.store, retention.Limits(), NOW + timedelta(hours=24))

    assert town.rows(select(tables.joins)) + town.rows(select(tables.joined_rows)) == []
