"""From a nomination to the worker's own answer: two people, each on their own phone, on both databases."""

from __future__ import annotations

import asyncio

from storage import Store, endings, tables, tasks
from tests.turns.town import NIK, NUMBER, SENTENCE, WORKER, YES, Town, in_town


def test_a_worker_opens_the_link_and_agrees_and_the_participant_is_told(store: Store) -> None:
    async def journey(town: Town) -> None:
        token = await town.nominate()
        asked = await town.say("Budi", f"/start {token}")
        await town.say("Budi", *YES)

        assert WORKER in asked
        assert NIK not in asked
        assert NUMBER[-6:] not in asked
        assert town.statuses() == ["consented"]
        assert town.nominations()[0].way == "link"
        assert "sudah setuju" in town.read("Ani")

    in_town(store, journey)


def test_a_worker_who_refuses_is_erased_and_the_participant_learns_only_that(store: Store) -> None:
    async def journey(town: Town) -> None:
        token = await town.nominate()
        await town.say("Budi", f"/start {token}", "ya", "0009")
        await town.say("Budi", "tidak setuju")

        assert town.statuses() == ["declined"]
        assert f"{WORKER} tidak ikut" in town.read("Ani")
        again = await town.say("Ani", SENTENCE, NIK)
        assert town.statuses() == ["declined"]
        assert "22 Desember 2026" in again

    in_town(store, journey)


def test_a_token_that_was_answered_opens_nothing_any_more(store: Store) -> None:
    async def journey(town: Town) -> None:
        token = await town.nominate()
        await town.say("Budi", f"/start {token}", *YES)

        late = await town.say("Cici", f"/start {token}")

        assert WORKER not in late
        assert town.statuses() == ["consented"]

    in_town(store, journey)


def test_a_forwarded_invitation_is_of_who_says_first_that_it_is_theirs(store: Store) -> None:
    async def journey(town: Town) -> None:
        token = await town.nominate()
        await town.say("Cici", f"/start {token}", "bukan saya")
        await town.say("Budi", f"/start {token}", "ya", "0009")
        third = await town.say("Dodi", f"/start {token}")
        await town.say("Budi", "ya", "lewati semua")

        assert WORKER not in third
        assert town.statuses() == ["consented"]

    in_town(store, journey)


def test_of_two_who_claim_one_invitation_in_one_batch_one_has_it(store: Store) -> None:
    async def journey(town: Town) -> None:
        token = await town.nominate()
        for person in ("Budi", "Cici"):
            await town.say(person, f"/start {token}", "ya")
        await town.say_at_once(("Budi", "0009"), ("Cici", "0009"))

        both = [town.read("Budi"), town.read("Cici")]

        assert [("NIK" in text, WORKER in text) for text in both] == [(True, True), (False, False)]
        assert failures(town) == []

    in_town(store, journey)


def test_of_two_who_claim_one_invitation_in_two_processes_one_has_it(store: Store) -> None:
    async def journey(town: Town) -> None:
        token = await town.nominate()
        people = ("Budi", "Cici", "Dodi")
        for person in people:
            await town.say(person, f"/start {token}", "ya")
        apps = [town.another_app() for _ in people]
        turns = [town.turns(app) for app in apps]
        await asyncio.gather(
            *(one.take([town.inbound(person, "0009")]) for one, person in zip(turns, people, strict=True))
        )
        for one in turns:
            await one.catch_up()
            await one.close()
        await town.deliver()

        shown = [person for person in people if "NIK" in town.read(person)]
        assert len(shown) == 1
        assert failures(town) == []

    in_town(store, journey)


def test_an_answer_and_a_second_thought_in_one_batch_are_one_answer(store: Store) -> None:
    async def journey(town: Town) -> None:
        token = await town.nominate()
        await town.say("Budi", f"/start {token}", "ya", "0009")
        await town.say_at_once(("Budi", "ya"), ("Budi", "lewati semua"), ("Budi", "perlindungan saya"))

        assert town.statuses() == ["consented"]
        assert "Ani" in town.read("Budi")
        assert failures(town) == []

    in_town(store, journey)


def test_the_participant_stops_just_when_the_worker_agrees(store: Store) -> None:
    async def journey(town: Town) -> None:
        token = await town.nominate()
        await town.say("Budi", f"/start {token}", "ya", "0009")
        row = town.nominations()[0]
        ani, secrets = row.participant_id, store.secrets
        with store.writing() as connection:
            endings.withdraw(connection, secrets, row.reference, "participant", ani, "stopped", town.now)
        late = await town.say("Budi", "ya")

        assert town.statuses() == ["withdrawn"]
        assert town.nominations()[0].nik_sealed is None
        assert late
        assert failures(town) == []

    in_town(store, journey)


def test_one_nik_has_one_cover_even_when_two_invitations_are_agreed_to_at_once(store: Store) -> None:
    async def journey(town: Town) -> None:
        first, second = await town.nominate("Ani"), await town.nominate("Eko")
        await town.say("Budi", f"/start {first}", "ya", "0009")
        await town.say("Budi HP kedua", f"/start {second}", "ya", "0009")
        await town.say_at_once(("Budi", "ya"), ("Budi HP kedua", "ya"))

        assert sorted(town.statuses()) == ["consented", "invited"]
        assert failures(town) == []
        read = [town.read(person) for person in ("Budi", "Budi HP kedua")]
        assert all("Terima kasih" in text and "orang lain" not in text for text in read)

    in_town(store, journey)


def test_one_nik_has_one_cover_even_in_two_processes(store: Store) -> None:
    async def journey(town: Town) -> None:
        first, second = await town.nominate("Ani"), await town.nominate("Eko")
        await town.say("Budi", f"/start {first}", "ya", "0009")
        await town.say("Budi HP kedua", f"/start {second}", "ya", "0009")
        here, there = (town.turns(town.another_app()) for _ in range(2))
        await asyncio.gather(
            here.take([town.inbound("Budi", "ya")]), there.take([town.inbound("Budi HP kedua", "ya")])
        )
        for turns in (here, there):
            await turns.catch_up()
            await turns.close()

        assert sorted(town.statuses()) == ["consented", "invited"]
        assert failures(town) == []

    in_town(store, journey)


def test_a_worker_changes_over_and_the_former_participant_is_told(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.say("Budi", f"/start {await town.nominate('Ani')}", *YES)
        second = await town.nominate("Eko")
        town.read("Ani")
        await town.say("Budi", f"/start {second}", "ya", "0009", "ya")
        await town.say("Budi", "pindah", "lewati semua")

        old, new = town.nominations()
        assert (old.status, old.end_reason, new.status) == ("withdrawn", "changed_over", "consented")
        assert WORKER in town.read("Ani")

    in_town(store, journey)


def test_who_agreed_withdraws_and_the_participant_and_the_office_are_told(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.say("Budi", f"/start {await town.nominate()}", *YES)
        town.read("Ani")
        await town.say("Budi", "tarik izin", "ya")

        row = town.nominations()[0]
        assert (row.status, row.ended_by) == ("withdrawn", "worker")
        assert WORKER in town.read("Ani")
        with store.reading() as connection:
            kinds = [task.kind for task in connection.execute(tables.tasks.select())]
        assert kinds == ["withdrawn"]

    in_town(store, journey)


def failures(town: Town) -> list[str]:
    """Events that were set aside."""
    with town.store.reading() as connection:
        rows = connection.execute(tables.inbox.select().where(tables.inbox.c.status != "done"))
        return [f"{row.status} {row.error}" for row in rows]


def test_an_invitation_is_closed_to_who_does_not_know_the_nik_and_open_to_who_does(store: Store) -> None:
    async def journey(town: Town) -> None:
        token = await town.nominate()
        await town.say("Cici", f"/start {token}", "ya", "1111", "2222", "kembali", "3333")
        again = await town.say("Cici", f"/start {token}")
        assert WORKER not in again
        with store.reading() as connection:
            assert [task.kind for task in tasks.waiting(connection)] == ["not_recognised"]

        await town.say("Budi", f"/start {token}", *YES)
        assert town.statuses() == ["consented"]
        assert failures(town) == []

    in_town(store, journey)


def test_an_address_in_three_messages_that_wait_together_is_one_answer(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.say("Budi", f"/start {await town.nominate()}", *YES[:-1])
        pieces = ("Jl. Melati 5", "RT 3 RW 2", "dekat masjid")
        await town.say_at_once(*(("Budi", piece) for piece in pieces))
        at_once = town.read("Budi")

        later = await town.say("Budi", "samping warung")

        assert at_once.count("Kode posnya?") == 1
        assert "Ditambahkan" not in at_once
        assert "Ditambahkan ke alamatnya." in later
        assert "Kode posnya?" not in later
        assert "Lewati" not in later
        assert "email" in await town.say("Budi", "73111")

    in_town(store, journey)
