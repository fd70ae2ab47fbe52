"""After a no, the worker is nowhere: the whole database is opened with its keys and looked through."""

from __future__ import annotations

import re

from sqlalchemy import insert, select, update

from bot.coverage.telling import ForOffice, hand_to_office
from bot.facts import shown
from storage import Store, evidence, nominations, tables
from storage.tables import Row as TableRow
from storage.tasks import NewTask
from tests.turns.town import NIK, NUMBER, SENTENCE, WORKER, YES, Town, in_town

NAMES = (NIK, NUMBER.removeprefix("0"), WORKER, "Santoso", "5 Maret 1980", "1980-03-05")
PHONE = "HP pekerja"
"""what the worker's account is called: a terminal is reached by its name, which stays"""


def found_in(store: Store) -> set[str]:
    """Which of the worker's names stand anywhere, in whatever was sealed as well."""
    with store.reading() as connection:
        content = "\n".join(
            _open(store, column, value)
            for table in TableRow.metadata.sorted_tables
            for row in connection.execute(select(table)).mappings()
            for column, value in row.items()
        )
    return {name for name in NAMES if name in re.sub(r"[- ](?=\d)", "", content) or name in content}


def _open(store: Store, column: str, value: object) -> str:
    if value is None:
        return ""
    if column.endswith("_sealed") and isinstance(value, bytes):
        return store.secrets.open(value).decode("utf-8", "replace")
    return str(value)


def test_who_said_no_is_found_nowhere(store: Store) -> None:
    async def journey(town: Town) -> None:
        token = await town.nominate()
        assert found_in(store) >= {NIK, WORKER}
        await town.say(
            PHONE, f"/start {token}", "ya", "0009", f"/contact {NUMBER}", "ada yang keliru", "nama"
        )
        await town.say(PHONE, f"{WORKER} Wijaya", "tidak setuju", "tidak")
        await town.tick()

        assert town.statuses() == ["declined"]
        assert found_in(store) == set()
        await town.say("Ani", "pekerja")
        await town.say(PHONE, "halo")
        assert found_in(store) == set()
        assert verified(store) == []

    in_town(store, journey)


def test_who_did_not_answer_is_found_nowhere(store: Store) -> None:
    async def journey(town: Town) -> None:
        token = await town.nominate()
        await town.say(PHONE, f"/start {token}", "ya", "0009")
        await town.say("Cici", f"/start {token}")  # it is someone's already
        await town.pass_days(9)

        assert town.statuses() == ["expired"]
        assert found_in(store) == set()
        assert verified(store) == []

    in_town(store, journey)


def test_whoever_the_link_was_passed_on_to_forgets_as_well(store: Store) -> None:
    async def journey(town: Town) -> None:
        token = await town.nominate()
        for person in ("Cici", "Dodi"):
            assert WORKER in await town.say(person, f"/start {token}")
        await town.say(PHONE, f"/start {token}", "ya", "0009", "tidak setuju", "tidak")
        await town.tick()

        assert town.statuses() == ["declined"]
        assert found_in(store) == set()
        assert WORKER not in await town.say("Cici", "ya")

    in_town(store, journey)


def test_an_invitation_its_participant_stops_is_erased_too(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.nominate()
        await town.say("Ani", "pekerja", "berhenti atau ganti", "batalkan nominasi", "ya")
        await town.tick()

        assert town.statuses() == ["withdrawn"]
        assert found_in(store) == set()

    in_town(store, journey)


def test_what_waits_to_be_sent_and_what_the_office_was_told_is_erased(store: Store) -> None:
    async def journey(town: Town) -> None:
        token = await town.nominate()
        await town.say(PHONE, f"/start {token}", "ya", "0009")
        await town.say("Petugas", "halo")
        tell_the_office(town, "Petugas")
        await town.deliver()
        await town.say("Ani", "pekerja")
        wait_again(store)
        await town.say_at_once((PHONE, "tidak setuju"))
        await town.say(PHONE, "tidak")
        await town.tick()

        assert town.statuses() == ["declined"]
        assert found_in(store) == set()

    in_town(store, journey)


def test_who_agreed_is_kept_with_the_words_they_answered(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.say(PHONE, f"/start {await town.nominate()}", *YES)
        await town.pass_days(9)

        assert town.statuses() == ["consented"]
        assert found_in(store) >= {NIK, WORKER}
        with store.reading() as connection:
            kept = connection.execute(
                select(tables.consents).where(tables.consents.c.kind == "consent")
            ).one()
        words = store.secrets.open_text(kept.words_sealed)
        assert "Setuju?" in words
        assert (kept.choice, kept.way, kept.person_id) == ("agree", "link", town.nominations()[0].worker_id)
        assert verified(store) == []

    in_town(store, journey)


def test_a_participant_keeps_their_other_worker(store: Store) -> None:
    async def journey(town: Town) -> None:
        token = await town.nominate()
        other = SENTENCE.replace(WORKER, "Siti Aminah").replace(NUMBER, "081398765432")
        await town.say("Ani", other, "6202015503900011", "ya")
        await town.say(PHONE, f"/start {token}", "ya", "0009", "tidak setuju", "tidak")
        await town.tick()

        assert town.statuses() == ["declined", "invited"]
        assert found_in(store) == set()
        assert "Siti Aminah" in await town.say("Ani", "pekerja")

    in_town(store, journey)


def tell_the_office(town: Town, person: str) -> None:
    """Someone of the office is told of the first nomination."""
    secrets, phone = town.store.secrets, town.phone(person)
    with town.store.writing() as connection:
        accounts = tables.addresses.c.channel == phone.name
        staff = connection.scalars(select(tables.addresses.c.person_id).where(accounts)).one()
        connection.execute(
            insert(tables.staff).values(name="Dewi", person_id=staff, role="staff", since=town.now)
        )
        row = nominations.by_ids(connection, secrets, [1])[1]
        task = NewTask(f"other_cover:{row.reference}:1", "other_cover", row.id)
        hand_to_office(connection, secrets, [ForOffice(task, shown(row))], town.now)


def wait_again(store: Store) -> None:
    """The newest message to the participant has not been sent yet, as while their channel is away."""
    with store.writing() as connection:
        newest = connection.scalars(
            select(tables.outbox.c.id)
            .where(tables.outbox.c.body_sealed.is_not(None), tables.outbox.c.person_id == 1)
            .order_by(tables.outbox.c.id.desc())
            .limit(1)
        ).one()
        later = update(tables.outbox).where(tables.outbox.c.id == newest)
        connection.execute(later.values(status="waiting", claimed_by=None, lease_until=None))


def verified(store: Store) -> list[str]:
    with store.reading() as connection:
        assert evidence.head(connection)
        return evidence.verify(connection, store.secrets)


def test_what_the_staff_has_not_been_sent_yet_is_erased_with_the_worker(store: Store) -> None:
    async def journey(town: Town) -> None:
        token = await town.nominate()
        await town.say("Rina", "halo")
        tell_the_office(town, "Rina")
        phone = town.phones.pop("Rina")  # its sender is away
        await town.say("Budi", f"/start {token}", "ya", "0009", "tidak setuju")
        town.phones["Rina"] = phone

        assert town.statuses() == ["declined"]
        await town.deliver()
        assert WORKER not in town.read("Rina")
        await town.tick()
        assert found_in(store) == set()

    in_town(store, journey)


def test_words_that_were_erased_without_their_worker_are_told(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.say("Budi", f"/start {await town.nominate()}", "ya", "0009", "ya")
        await town.tick()
        assert verified(store) == []
        with store.writing() as connection:
            connection.execute(update(tables.consents).values(words_sealed=None, salt=None))

        assert any("was erased, but not what it was about" in problem for problem in verified(store))

    in_town(store, journey)
