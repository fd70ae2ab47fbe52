"""One person on two channels: a code joins all they have, is told to the other side, and can be undone."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

import flows
from bot.channels import Inbound, NewId
from bot.turns import Turns
from bot.writer import Writer
from flows import keywords
from flows.render import render
from flows.stored import load_message
from flows.types import Said
from storage import Store, evidence, joins, linking, nominations, people, tables
from storage.nominations import NewNomination
from tests.turns import small
from tests.turns.small import NIK, NOW

_numbers = itertools.count(1)


class Wire(small.Paper):
    """Paper under another name."""

    def __init__(self, name: str) -> None:
        self.name = name

    def parse(self, raw: bytes, new_id: NewId) -> Inbound | None:
        letter = json.loads(raw)
        event = Said(new_id(), letter["text"])
        return Inbound(
            self.name, self.account, letter["id"], "name", letter["who"], event, raw, letter["who"]
        )


CHANNELS = {name: Wire(name) for name in ("telegram", "whatsapp")}


@dataclass
class Town:
    """A store, and the hour in it."""

    store: Store
    now: Any = NOW
    ids: Any = field(default_factory=lambda: (f"E{number:07}" for number in _numbers))

    def hears(self, *said: tuple[str, str, str]) -> str:
        """(channel, who, text), in one batch; gives what the last of them is told."""
        before = self._newest()
        inbounds = [self._inbound(*one) for one in said]

        async def take() -> None:
            writer = Writer()
            turns = Turns(
                self.store, writer, lambda: self.now, lambda: next(self.ids), lambda: small.OFFICE, "id",
                CHANNELS, respond=flows.respond,
            )  # fmt: skip
            await turns.take(inbounds)
            await turns.catch_up()
            await turns.close()
            await writer.close()

        asyncio.run(take())
        return self._told(before, said[-1][0], said[-1][1])

    def says(self, channel: str, who: str, text: str) -> str:
        return self.hears((channel, who, text))

    def code(self, channel: str = "telegram", who: str = "ana") -> str:
        found = re.search(r"HUBUNGKAN ([0-9A-Z]{6})", self.says(channel, who, "hubungkan"))
        assert found
        return found[1]

    def link(self, who: str = "ana_wa") -> str:
        return self.tells(who, self.code())

    def tells(self, who: str, code: str, channel: str = "whatsapp") -> str:
        """Tell a code, and say that it is one's own wish."""
        asked = self.says(channel, who, f"HUBUNGKAN {code}")
        assert "Anda sendiri yang minta" in asked, asked
        return self.says(channel, who, "ya")

    def person(self, channel: str, who: str) -> int:
        key = people.AddressKey(channel, "name", people.address_hash(self.store.secrets, "name", who))
        with self.store.reading() as connection:
            return people.find(connection, [key])[key].person_id

    def rows(self, query: Any) -> list[Any]:
        with self.store.reading() as connection:
            return list(connection.execute(query).all())

    def told(self, channel: str) -> list[str]:
        """All that was said on a channel."""
        query = select(tables.outbox.c.body_sealed).where(
            tables.outbox.c.channel == channel, tables.outbox.c.body_sealed.is_not(None)
        )
        rows = self.rows(query.order_by(tables.outbox.c.id))
        return [self._read(row.body_sealed) for row in rows]

    def _inbound(self, channel: str, who: str, text: str) -> Inbound:
        raw = json.dumps({"id": f"m{next(_numbers)}", "who": who, "text": text}).encode()
        inbound = CHANNELS[channel].parse(raw, lambda: next(self.ids))
        assert inbound
        return inbound

    def _newest(self) -> int:
        return int(self.rows(select(func.coalesce(func.max(tables.outbox.c.id), 0)))[0][0])

    def _told(self, after: int, channel: str, who: str) -> str:
        key = people.address_hash(self.store.secrets, "name", who)
        query = (
            select(tables.outbox.c.body_sealed)
            .join(tables.addresses, tables.addresses.c.id == tables.outbox.c.reply_to)
            .where(tables.outbox.c.id > after, tables.addresses.c.channel == channel)
            .where(tables.addresses.c.value_hash == key)
        )
        return "\n".join(self._read(row.body_sealed) for row in self.rows(query.order_by(tables.outbox.c.id)))

    def _read(self, sealed: bytes) -> str:
        says, asked, _ = load_message(self.store.secrets.open(sealed))
        return render(says, asked, "id").text


@pytest.fixture
def town(store: Store) -> Town:
    return Town(store)


def begin(town: Town, channel: str = "telegram", who: str = "ana", name: str = "Siti Aminah") -> None:
    """A draft that waits for the NIK."""
    town.says(channel, who, "daftar")
    town.says(channel, who, "setuju")
    town.says(channel, who, "ART")
    assert "NIK" in town.says(channel, who, name)


def new_nomination(person: int, reference: str, nik: str) -> NewNomination:
    return NewNomination(participant_id=person, **asdict(small.nomination(reference, nik)))


def nominate(town: Town, person: int, reference: str, **values: Any) -> None:
    order = new_nomination(person, reference, NIK)
    with town.store.writing() as connection:
        nominations.add(connection, town.store.secrets, [order], town.now)
        if values:
            mine = update(tables.nominations).where(tables.nominations.c.reference == reference)
            connection.execute(mine.values(values))


def test_a_nomination_begun_on_one_channel_is_finished_on_the_other(town: Town) -> None:
    begin(town)

    answer = town.link()

    assert "Terhubung" in answer
    assert answer.count("Siti Aminah") >= 1
    assert "NIK" in answer
    assert town.person("telegram", "ana") == town.person("whatsapp", "ana_wa")
    assert "HP" in town.says("whatsapp", "ana_wa", "3273014503900017")


def test_the_channel_of_the_code_is_told_and_may_undo_it_for_a_day(town: Town) -> None:
    begin(town)
    town.link()
    assert any("PUTUS" in text and "WhatsApp" in text for text in town.told("telegram"))

    assert "diputus" in town.says("telegram", "ana", "PUTUS")

    assert town.person("telegram", "ana") != town.person("whatsapp", "ana_wa")
    assert "Siti" not in town.says("whatsapp", "ana_wa", "lanjut")
    assert "NIK" in town.says("telegram", "ana", "lanjut")


def test_after_a_day_nothing_is_separated(town: Town) -> None:
    town.says("telegram", "ana", "halo")
    town.link()
    town.now += timedelta(hours=24)

    assert "24 jam" in town.says("telegram", "ana", "putus")
    assert town.person("telegram", "ana") == town.person("whatsapp", "ana_wa")


def test_the_draft_touched_last_goes_on_and_the_other_waits_aside(town: Town) -> None:
    begin(town, "whatsapp", "ana_wa", "Budi Santoso")
    town.now += timedelta(minutes=5)
    begin(town)

    answer = town.link()

    assert "Siti Aminah" in answer
    assert "Budi Santoso" in town.says("whatsapp", "ana_wa", "batal") + town.says(
        "whatsapp", "ana_wa", "lanjut"
    )


def test_a_code_is_good_once_and_for_a_quarter_of_an_hour(town: Town) -> None:
    code = town.code()
    town.now += timedelta(minutes=15)
    assert "tidak kami kenal" in town.says("whatsapp", "ana_wa", f"hubungkan {code}")

    code = town.code()
    assert "Anda sendiri yang minta" in town.says("whatsapp", "ana_wa", f"Hubungkan {code.lower()}.")
    assert "Terhubung" in town.says("whatsapp", "ana_wa", "ya")
    assert "tidak kami kenal" in town.says("whatsapp", "budi", f"HUBUNGKAN {code}")


def test_ones_own_code_and_that_of_an_app_already_linked_link_nothing(town: Town) -> None:
    assert "milik Anda" in town.says("telegram", "ana", f"HUBUNGKAN {town.code()}")
    town.link()
    town.now += timedelta(hours=24)

    assert "milik Anda" in town.says("whatsapp", "ana_wa", f"HUBUNGKAN {town.code()}")


def test_who_tells_wrong_codes_is_not_heard_for_the_rest_of_the_hour(town: Town) -> None:
    code = town.code()
    for number in range(linking.MOST_TRIES):
        assert "tidak kami kenal" in town.says("whatsapp", "budi", f"HUBUNGKAN ZZZZZ{number}")

    assert "sering" in town.says("whatsapp", "budi", f"HUBUNGKAN {code}")
    assert "Terhubung" in town.tells("ana_wa", code)
    town.now += timedelta(hours=24)
    assert "Terhubung" in town.tells("budi", town.code())


def test_a_code_is_kept_as_a_keyed_hash_only(town: Town) -> None:
    code = town.code()

    (row,) = town.rows(select(tables.link_codes))
    assert bytes(row.code_hash) == town.store.secrets.hash("link", code)


def test_everything_that_says_whose_it_is_is_theirs_afterwards(town: Town) -> None:
    """Of every table with a person in it, found by its keys: one that is added later is moved as well."""
    town.says("whatsapp", "ana_wa", "halo")
    code, ana = town.code(), town.person("telegram", "ana")
    nominate(town, ana, "NOMINAT1")
    with town.store.writing() as connection:
        (one,) = connection.scalars(select(tables.nominations.c.id)).all()
        for table, values in (
            (tables.refusals, {"participant_id": ana, "nik_hash": b"n", "refused_at": NOW}),
            (tables.invitation_views, {"person_id": ana, "nomination_id": one, "misses": 1}),
        ):
            connection.execute(insert(table).values(values))
        connection.execute(update(tables.nominations).values(worker_id=ana))
        connection.execute(update(tables.people).where(tables.people.c.id == ana).values(opted_out_at=NOW))

    answer = town.tells("ana_wa", code)

    into = town.person("whatsapp", "ana_wa")
    assert "berlaku untuk keduanya" in answer
    with town.store.reading() as connection:
        for table, column in joins.owners():
            owners = set(connection.scalars(select(table.c[column]))) - {None}
            assert owners <= {into}, table.name
        assert connection.scalar(select(tables.people.c.opted_out_at)) == NOW
    assert len(joins.owners()) >= 12


def test_who_nominated_the_same_worker_in_both_apps_ends_one_of_them_first(town: Town) -> None:
    town.says("whatsapp", "ana_wa", "halo")
    code = town.code()
    nominate(town, town.person("telegram", "ana"), "FURTHER1", status="registered")
    nominate(town, town.person("whatsapp", "ana_wa"), "INVITED1")

    answer = town.says("whatsapp", "ana_wa", f"HUBUNGKAN {code}")

    assert small.NAME in answer
    assert "Akhiri dulu" in answer
    assert town.person("telegram", "ana") != town.person("whatsapp", "ana_wa")


def test_the_evidence_holds_after_joining_and_after_joining_again(town: Town) -> None:
    begin(town)
    with town.store.writing() as connection:
        evidence.seal(connection, town.store.secrets, NOW)
    before = town.rows(select(tables.consents))
    assert before

    town.link()
    town.now += timedelta(hours=24)
    town.tells("third", town.code("whatsapp", "ana_wa"), "telegram")

    with town.store.writing() as connection:
        evidence.seal(connection, town.store.secrets, NOW)
    with town.store.reading() as connection:
        assert evidence.verify(connection, town.store.secrets) == []
        ids = list(connection.scalars(select(tables.consents.c.id)))
    with town.store.writing() as connection:
        evidence.erase(connection, town.store.secrets, ids)
    with town.store.reading() as connection:
        assert evidence.verify(connection, town.store.secrets) == []


def test_what_the_other_says_in_the_same_batch_is_not_lost(town: Town) -> None:
    begin(town)
    code = town.code()

    town.says("whatsapp", "ana_wa", f"HUBUNGKAN {code}")

    town.hears(("telegram", "ana", "3273014503900017"), ("whatsapp", "ana_wa", "ya"))

    assert [row.status for row in town.rows(select(tables.inbox.c.status).distinct())] == ["done"]
    assert town.person("telegram", "ana") == town.person("whatsapp", "ana_wa")
    (row,) = town.rows(select(tables.conversations))
    assert b"3273014503900017" in town.store.secrets.open(row.state_sealed)


def test_of_many_who_tell_one_code_at_once_one_is_joined_and_no_message_is_lost(town: Town) -> None:
    begin(town)
    code = town.code()
    for who in ("one", "two", "three"):
        town.says("whatsapp", who, f"HUBUNGKAN {code}")
    doing: list[Callable[[], object]] = [
        lambda who=who: Town(town.store).says("whatsapp", who, "ya")  # type: ignore[misc]
        for who in ("one", "two", "three")
    ]
    doing.append(lambda: Town(town.store).says("telegram", "ana", "3273014503900017"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda do: do(), doing))
    town.says("telegram", "ana", "lanjut")

    owners = [town.person("whatsapp", who) for who in ("one", "two", "three")]
    assert [owner == town.person("telegram", "ana") for owner in owners].count(True) == 1
    assert {row.status for row in town.rows(select(tables.inbox.c.status))} == {"done"}
    states = [row.state_sealed for row in town.rows(select(tables.conversations)) if row.state_sealed]
    assert any(b"3273014503900017" in town.store.secrets.open(state) for state in states)


def test_what_was_separated_is_sent_nothing_but_that_it_was(town: Town) -> None:
    begin(town)
    town.link()
    town.says("telegram", "ana", "putus")

    waiting = select(tables.outbox.c.key).join(
        tables.addresses, tables.addresses.c.id == tables.outbox.c.reply_to
    )
    left = waiting.where(tables.addresses.c.channel == "whatsapp", tables.outbox.c.status == "waiting")
    assert [row.key.partition(":")[0] for row in town.rows(left)] == ["separated"]


def test_a_text_that_only_begins_alike_is_no_code(town: Town) -> None:
    for text in ("hubungkan kantor", "link please", "connect me now please"):
        assert keywords.link_code(text) is None, text
    assert keywords.link_code("hubungkan 7k2-m9q") == "7K2M9Q"
