"""A NIK that has cover by another nomination: nobody but its own worker learns of it or ends it in chat."""

from __future__ import annotations

import asyncio

import pytest

from bot import office
from bot.office import CannotBeDone, Hand
from flows.stored import load_message
from storage import Store, registrations, tables
from tests.turns.test_consent import failures
from tests.turns.test_consent_covers import KPJ, cover, pay, register, tasks_of
from tests.turns.town import NIK, YES, Town, in_town


async def covered(town: Town) -> None:
    """Budi has a cover that Ani pays for."""
    await town.say("Budi", f"/start {await town.nominate('Ani')}", *YES)
    register(town, 1)
    pay(town, "first")
    await town.deliver()
    for person in ("Ani", "Budi"):
        town.read(person)


async def asked_by_a_stranger(town: Town) -> str:
    """Eko nominates Budi's NIK, and Dodi says yes; what Dodi read."""
    await covered(town)
    return await town.say("Dodi", f"/start {await town.nominate('Eko')}", *YES)


def decide(town: Town, decision: str) -> None:
    with town.store.writing() as connection:
        hand = Hand(connection, town.store.secrets, town.app.office, town.now, "Rina")
        office.decide_other_cover(hand, cover(town, 2).reference, decision)  # type: ignore[arg-type]


def test_a_stranger_who_says_yes_ends_nothing_and_learns_nothing(store: Store) -> None:
    async def journey(town: Town) -> None:
        read = await asked_by_a_stranger(town)

        assert "lewat orang lain" not in read
        assert "Terima kasih" in read
        assert town.statuses() == ["registered", "invited"]
        assert "sudah setuju" in town.read("Eko")
        assert town.read("Ani") == town.read("Budi") == ""
        assert cover(town, 2).participant_number is None
        assert tasks_of(town) == ["other_cover"]
        assert failures(town) == []

    in_town(store, journey)


def test_a_yes_without_and_with_another_cover_reads_the_same(store: Store) -> None:
    async def journey(town: Town) -> None:
        with_cover = await asked_by_a_stranger(town)
        to_eko = town.read("Eko")
        token = await town.nominate("Fitri", "6202010503800017")
        without = await town.say("Gani", f"/start {token}", *(line.replace("0009", "0017") for line in YES))
        to_fitri = town.read("Fitri")

        assert without.replace("0017", "0009").replace("Fitri", "Eko") == with_cover
        assert to_fitri == to_eko
        assert "sudah setuju" in await town.say("Eko", "pekerja")
        assert "sudah setuju" in await town.say("Fitri", "pekerja")

    in_town(store, journey)


def test_what_waits_for_the_office_is_not_reminded_expired_or_exported(store: Store) -> None:
    async def journey(town: Town) -> None:
        await asked_by_a_stranger(town)
        town.read("Eko")
        await town.pass_days(10)

        assert town.statuses()[1] == "invited"
        assert "undangan" not in town.read("Eko").casefold()
        with store.reading() as connection:
            assert registrations.to_register(connection, store.secrets) == []

    in_town(store, journey)


@pytest.mark.parametrize("who", ["Eko", "Dodi"])
def test_what_waits_for_the_office_can_be_ended_by_either(store: Store, who: str) -> None:
    async def journey(town: Town) -> None:
        await asked_by_a_stranger(town)
        lines = ("pekerja", "2", "1", "ya") if who == "Eko" else ("tarik izin", "ya")
        said = await town.say(who, *lines)

        assert town.statuses() == ["registered", "withdrawn"], said
        assert town.nominations()[1].nik_sealed is None
        assert tasks_of(town) == []
        assert failures(town) == []

    in_town(store, journey)


def test_the_office_changes_it_over_and_tells_who_was_there_before(store: Store) -> None:
    async def journey(town: Town) -> None:
        await asked_by_a_stranger(town)
        decide(town, "change")
        await town.deliver()

        assert town.statuses() == ["withdrawn", "consented"]
        assert "Bagian Anda untuk Budi Santoso selesai" in town.read("Ani")
        assert "dibayar oleh orang lain" in town.read("Budi")
        assert tasks_of(town) == ["changed_over"]
        assert (cover(town, 2).participant_number, cover(town, 2).covered_from) == (KPJ, "2027-03")
        with pytest.raises(CannotBeDone):
            decide(town, "change")

    in_town(store, journey)


def test_the_office_stays_and_the_participant_learns_only_of_a_no(store: Store) -> None:
    async def journey(town: Town) -> None:
        await asked_by_a_stranger(town)
        town.read("Eko")
        decide(town, "stay")
        await town.deliver()

        assert town.statuses() == ["registered", "declined"]
        assert "Budi Santoso tidak ikut" in town.read("Eko")
        assert "tidak jadi didaftarkan" in town.read("Dodi")
        assert town.read("Ani") == town.read("Budi") == ""
        assert tasks_of(town) == []

    in_town(store, journey)


def test_a_yes_on_the_participants_phone_shows_nothing_of_another_cover(store: Store) -> None:
    async def journey(town: Town) -> None:
        await covered(town)
        await town.nominate("Eko")
        shown = await town.say("Eko", "jawab di hp ini")
        word = shown.rpartition("kata ini: ")[2].split()[0]
        said = await town.say("Eko", word)

        assert "perlindungan" not in said.rpartition("Terima kasih")[2]
        assert town.statuses() == ["registered", "invited"]
        assert (cover(town, 2).way, tasks_of(town)) == ("assisted", ["other_cover"])

    in_town(store, journey)


@pytest.mark.parametrize("processes", [1, 2])
def test_of_two_yes_at_once_the_second_waits_for_the_office(store: Store, processes: int) -> None:
    async def journey(town: Town) -> None:
        for person, participant in (("Budi", "Ani"), ("Dodi", "Eko")):
            await town.say(person, f"/start {await town.nominate(participant)}", *YES[:-2])
        apps = [town.app, town.another_app() if processes == 2 else town.app]
        await asyncio.gather(
            *(
                town.say_at_once((person, "ya"), app=app)
                for person, app in zip(("Budi", "Dodi"), apps, strict=True)
            )
        )

        assert sorted(town.statuses()) == ["consented", "invited"]
        assert tasks_of(town) == ["other_cover"]
        assert failures(town) == []

    in_town(store, journey)


def test_a_pause_is_lifted_by_the_office(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.say("Budi", f"/start {await town.nominate('Ani')}", *YES[:-2])
        said = await town.say("Budi", "tidak setuju")
        assert "Kalau nanti berubah pikiran" in said
        with store.writing() as connection:
            hand = Hand(connection, store.secrets, town.app.office, town.now, "Rina")
            assert office.lift_pause(hand, NIK)
            assert not office.lift_pause(hand, NIK)

        await town.nominate("Ani")
        assert town.statuses() == ["declined", "invited"]

    in_town(store, journey)


def test_what_is_left_on_the_old_cover_is_told_to_the_office(store: Store) -> None:
    async def journey(town: Town) -> None:
        await covered(town)
        await town.say("Rina", "halo")
        with store.writing() as connection:
            person = connection.execute(tables.people.select().order_by(tables.people.c.id.desc())).first()
            assert person
            connection.execute(
                tables.staff.insert().values(name="Dewi", person_id=person.id, role="staff", since=town.now)
            )
        await town.say("Budi", f"/start {await town.nominate('Eko')}", *YES[:-1], "pindah")

        with store.reading() as connection:
            key = tables.outbox.c.key.startswith("task:changed_over")
            body = connection.execute(tables.outbox.select().where(key)).one().body_sealed
        (said,) = load_message(store.secrets.open(body)).says
        assert (said.args["former"], said.args["amount"]) == (cover(town, 1).reference, "Rp0")

    in_town(store, journey)
