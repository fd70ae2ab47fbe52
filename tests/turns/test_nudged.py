"""What people answer to a nudge, as the store keeps it: real App, both databases."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from storage import Store, receipts, tables, told
from tests.turns.test_paying import registered, rows
from tests.turns.town import WORKER, Town, in_town

DUE = ("2026-12", "due-7", "participant")


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    made = tmp_path / "receipt.jpg"
    made.write_bytes(b"a picture")
    return made


def person(town: Town, name: str) -> int:
    phone = town.phone(name)
    addresses = tables.addresses.c
    with town.store.reading() as connection:
        found = connection.scalar(select(addresses.person_id).where(addresses.channel == phone.name))
    assert found is not None
    return int(found)


def nudge(town: Town, name: str, *items: tuple[str, str, str, str]) -> int:
    """Something is sent to them a minute from now; its id."""
    town.now += timedelta(minutes=1)
    values = {
        "key": f"nudge:{name}:{town.now}",
        "person_id": person(town, name),
        "priority": 1,
        "status": "sent",
        "kind": "nudge",
        "purpose": "reminder",
        "body_sealed": town.store.secrets.seal(json.dumps({"items": items}).encode()),
        "attempts": 0,
        "uncertain_count": 0,
        "parts_sent": 0,
        "fell_back": False,
        "created_at": town.now,
    }
    with town.store.writing() as connection:
        made = connection.execute(insert(tables.outbox).values(values).returning(tables.outbox.c.id))
        id = int(made.scalar_one())
    town.now += timedelta(minutes=1)
    return id


def of(town: Town, name: str) -> tuple[object, ...]:
    """no_reminders_at, snoozed_until, zone, due_at"""
    columns = tables.people.c
    query = select(columns.no_reminders_at, columns.snoozed_until, columns.zone, columns.due_at)
    with town.store.reading() as connection:
        return tuple(connection.execute(query.where(columns.id == person(town, name))).one())


async def reminded(town: Town) -> int:
    await registered(town)
    return nudge(town, "Ani", (town.nominations()[0].reference, *DUE))


def test_the_number_of_paid_is_kept_in_that_turn_with_a_task_for_the_office(store: Store) -> None:
    async def journey(town: Town) -> None:
        await reminded(town)

        said = await town.say("Ani", "2")

        assert f"Anda sudah membayar untuk {WORKER}" in said
        (receipt,) = rows(town, "receipts")
        assert receipt.status == "waiting"  # type: ignore[attr-defined]
        (task,) = rows(town, "tasks")
        assert task.kind == "receipt_waits"  # type: ignore[attr-defined]

    in_town(store, journey)


def test_the_receipt_takes_the_place_of_the_word_once_it_was_fetched(store: Store, picture: Path) -> None:
    async def journey(town: Town) -> None:
        await reminded(town)
        await town.say("Ani", "2")
        await town.say("Ani", f"/photo {picture}")
        with town.store.reading() as connection:
            both = receipts.waiting(connection)
        assert [one.status for one in both] == ["waiting", "fetching"]

        with town.store.writing() as connection:
            kept = receipts.fetched(connection, town.store.secrets, both[1].id, b"picture", "image/jpeg")

        assert kept
        with town.store.reading() as connection:
            (receipt,) = receipts.waiting(connection)
        assert (receipt.id, receipt.has_picture) == (both[1].id, True)
        assert "menunggu diperiksa" in await town.say("Ani", "sudah bayar")

    in_town(store, journey)


def test_a_receipt_that_cannot_be_read_leaves_their_word_standing(store: Store, picture: Path) -> None:
    async def journey(town: Town) -> None:
        await reminded(town)
        await town.say("Ani", "2")
        await town.say("Ani", f"/photo {picture}")
        with town.store.writing() as connection:
            receipts.unreadable(connection, receipts.waiting(connection)[1].id, "not_fetched", town.now)

        said = await town.say("Ani", "sudah bayar")

        assert "sudah dicatat dan sedang diperiksa" in said
        assert len(rows(town, "receipts")) == 2

    in_town(store, journey)


def test_tomorrow_and_no_more_are_kept_and_wake_whoever_looks(store: Store) -> None:
    async def journey(town: Town) -> None:
        await reminded(town)

        assert "pukul 09.00 WIB" in await town.say("Ani", "3")
        _, snoozed_until, _, due_at = of(town, "Ani")
        assert snoozed_until is not None
        assert due_at is not None

        town.now += timedelta(minutes=1)
        await town.say("Ani", "berhenti ingatkan")
        assert of(town, "Ani")[0] == town.now

        assert "Selamat datang kembali" in await town.say("Ani", "mulai")
        assert of(town, "Ani")[0] is None

    in_town(store, journey)


def test_everybody_has_the_clock_of_where_the_worker_works_until_they_set_another(store: Store) -> None:
    async def journey(town: Town) -> None:
        await registered(town)

        assert town.nominations()[0].workplace.startswith("62")
        assert (of(town, "Ani")[2], of(town, "Budi")[2]) == ("Asia/Jakarta", "Asia/Jakarta")

        await town.say("Ani", "pengaturan", "zona waktu", "WITA")
        await town.nominate(
            "Ani", nik="6202014107900003", sentence="daftarkan Rini ART saya 081234567891 gaji 2 juta 3 bulan"
        )
        assert of(town, "Ani")[2] == "Asia/Makassar"

    in_town(store, journey)


@pytest.mark.parametrize("status", ["waiting", "withheld", "dead"])
def test_what_never_reached_them_is_not_what_a_number_means(store: Store, status: str) -> None:
    async def journey(town: Town) -> None:
        id = await reminded(town)
        ani = person(town, "Ani")
        became = {"status": status, "withheld_because": "expired" if status == "withheld" else None}
        with town.store.writing() as connection:
            connection.execute(update(tables.outbox).where(tables.outbox.c.id == id).values(became))

            assert told.last_unasked(connection, town.store.secrets, [ani]) == {}
            assert told.by_ids(connection, town.store.secrets, [(ani, id)]) == {}

    in_town(store, journey)


def test_a_tap_names_only_what_was_sent_to_whoever_taps(store: Store) -> None:
    async def journey(town: Town) -> None:
        id = await reminded(town)
        ani, budi = person(town, "Ani"), person(town, "Budi")

        with town.store.reading() as connection:
            found = told.by_ids(connection, town.store.secrets, [(ani, id), (budi, id), (ani, id + 1)])

        assert list(found) == [(ani, id)]
        assert found[ani, id].items == ((town.nominations()[0].reference, *DUE),)

    in_town(store, journey)


def test_what_they_said_something_after_is_not_what_they_see_last(store: Store) -> None:
    async def journey(town: Town) -> None:
        await reminded(town)
        with town.store.reading() as connection:
            assert told.last_unasked(connection, town.store.secrets, [person(town, "Ani")])

        await town.say("Ani", "menu")

        with town.store.reading() as connection:
            assert told.last_unasked(connection, town.store.secrets, [person(town, "Ani")]) == {}

    in_town(store, journey)


def test_a_number_means_what_stood_there_when_a_line_was_left_out_as_it_went(store: Store) -> None:
    async def journey(town: Town) -> None:
        await registered(town)
        reference = town.nominations()[0].reference
        id = nudge(town, "Ani", (reference, *DUE), (reference, "2026-12", "price-7", "participant"))
        text = "Kabar harga untuk Budi.\n\n1. Bayar sekarang\n2. Ingatkan besok\n3. Berhenti ingatkan"
        with town.store.writing() as connection:
            as_read = {"text_sealed": town.store.secrets.seal_text(text)}
            connection.execute(update(tables.outbox).where(tables.outbox.c.id == id).values(as_read))

        await town.say("Ani", "2")

        assert of(town, "Ani")[1] is not None
        assert rows(town, "receipts") == []

    in_town(store, journey)
