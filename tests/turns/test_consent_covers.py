"""Covers that go on, change hands and end: who pays is never two, who is registered never twice."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from bot import changes
from bot.coverage.registration import Answer, accept
from bot.coverage.settlements import Payment, settle
from bot.facts import shown
from flows.types import WriteFirst
from storage import Store, endings, nominations, tables, tasks
from storage.bills import KeptBill
from storage.corrections import Correction, correct
from storage.endings import Agreed
from storage.nominations import NominationRow
from storage.turns import Conflict, Waiting
from tests.turns.test_consent import failures
from tests.turns.town import NIK, WORKER, YES, Town, in_town

KPJ = "12345678901"


def cover(town: Town, id: int) -> NominationRow:
    with town.store.reading() as connection:
        return nominations.by_ids(connection, town.store.secrets, [id])[id]


def register(town: Town, id: int, number: str | None = KPJ) -> None:
    row = cover(town, id)
    with town.store.writing() as connection:
        results = accept(
            connection, town.store.secrets, [Answer(row.reference, number)], town.app.office, town.now
        )
    assert [result.verdict for result in results] == ["accepted"]


def pay(town: Town, payment_id: str) -> None:
    """What the open bill of the worker says."""
    bill = next(bill for id in (2, 1) if (bill := _bill(town, id)))
    amount = sum(rupiah for _, rupiah in bill.items)
    with town.store.writing() as connection:
        payment = Payment(payment_id, amount, town.now, nik=NIK)
        settle(connection, town.store.secrets, [payment], town.app.office, town.now)


def _bill(town: Town, id: int) -> KeptBill | None:
    with town.store.reading() as connection:
        row = nominations.by_ids(connection, town.store.secrets, [id]).get(id)
    return row.bill if row else None


def test_who_changes_over_keeps_number_and_pays_no_month_twice(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.say("Budi", f"/start {await town.nominate('Ani')}", *YES)
        register(town, 1)
        pay(town, "first")
        paid = cover(town, 1).paid
        second = await town.nominate("Eko")
        await town.say("Budi", f"/start {second}", "ya", "0009", "ya", "pindah", "lewati semua")

        old, new = cover(town, 1), cover(town, 2)
        assert (old.status, new.status) == ("withdrawn", "consented")
        assert (new.participant_number, new.card) == (KPJ, None)
        assert shown(new).participant_number is None
        assert tasks_of(town) == ["changed_over"]
        assert "Terbayar" not in town.read("Eko")
        register(town, 2, None)
        new = cover(town, 2)
        assert new.participant_number == KPJ
        assert paid == ("2026-12", "2027-01", "2027-02")
        assert new.covered_from == "2027-03"
        assert new.bill is not None
        assert [month for month, _ in new.bill.items] == ["2027-03", "2027-04", "2027-05"]
        await town.deliver()
        assert "Maret 2027" in town.read("Eko")

    in_town(store, journey)


def tasks_of(town: Town) -> list[str]:
    """Kinds of what waits for the office."""
    with town.store.reading() as connection:
        return [task.kind for task in tasks.waiting(connection)]


def test_who_stays_declines_the_new_one_and_keeps_the_old(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.say("Budi", f"/start {await town.nominate('Ani')}", *YES)
        second = await town.nominate("Eko")
        town.read("Ani")
        await town.say("Budi", f"/start {second}", "ya", "0009", "ya", "tetap yang lama")

        assert town.statuses() == ["consented", "declined"]
        assert town.read("Ani") == ""
        told = town.read("Eko")
        assert "tidak ikut" in told
        assert "Ani" not in told

    in_town(store, journey)


def test_a_new_participant_after_the_end_begins_where_the_paid_months_end(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.say("Budi", f"/start {await town.nominate('Ani')}", *YES)
        register(town, 1)
        pay(town, "first")
        await town.say("Budi", "tarik izin", "ya")
        await town.say("Budi", f"/start {await town.nominate('Eko')}", *YES)

        new = cover(town, 2)
        assert (new.status, new.covered_from, new.participant_number) == ("consented", "2027-03", KPJ)
        register(town, 2, None)
        assert cover(town, 2).participant_number == KPJ
        assert failures(town) == []

    in_town(store, journey)


def test_a_worker_goes_on_alone_with_ledger_and_number(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.say("Budi", f"/start {await town.nominate('Ani')}", *YES)
        register(town, 1)
        pay(town, "first")
        await town.say("Budi", "halo")
        with store.writing() as connection:
            row = cover(town, 1)
            assert row.worker_id
            endings.take_over(connection, store.secrets, row.reference, row.worker_id, town.now)

        after = cover(town, 1)
        assert after.participant_id == after.worker_id
        assert (after.paid, after.participant_number) == (row.paid, KPJ)

    in_town(store, journey)


def test_what_a_worker_corrects_is_what_is_kept(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.say("Budi", f"/start {await town.nominate()}", "ya", "0009", "ada yang keliru", "nama")
        await town.say("Budi", "Budi Hartono", "ya", "Jalan Merdeka 1", "74874", "lewati")

        row = cover(town, 1)
        assert (row.status, row.name) == ("consented", "Budi Hartono")
        with store.reading() as connection:
            extra = connection.execute(select(tables.registrations)).one()
        assert store.secrets.open_text(extra.address_sealed) == "Jalan Merdeka 1"
        assert store.secrets.open_text(extra.postcode_sealed) == "74874"

    in_town(store, journey)


def test_an_answer_on_the_participants_phone_is_marked_as_such(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.nominate()
        shown = await town.say("Ani", "jawab di hp ini")
        word = shown.rpartition("kata ini: ")[2].split()[0]
        await town.say("Ani", word)

        assert town.statuses() == ["consented"], shown
        row = cover(town, 1)
        assert (row.way, row.worker_id) == ("assisted", None)

    in_town(store, journey)


def test_a_no_on_the_participants_phone_erases_as_well(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.nominate()
        await town.say("Ani", "jawab di hp ini", "tidak setuju", "tidak")

        assert town.statuses() == ["declined"]
        assert town.nominations()[0].nik_sealed is None
        assert failures(town) == []

    in_town(store, journey)


def test_a_number_is_written_to_first_once_ever(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.nominate("Ani")
        await town.nominate("Eko", "6202015503900011")
        references = [row.reference for row in town.nominations()]
        with store.writing() as connection:
            for person, reference in zip((1, 2), references, strict=True):
                waiting = Waiting(person, "paper", "desk", "x", person, person, b"", town.now)
                order = (WriteFirst(reference, "TOKEN"), waiting)
                changes.make(connection, store.secrets, [order], town.app.office, town.now)
                changes.make(connection, store.secrets, [order], town.app.office, town.now)

        with store.reading() as connection:
            tasks = connection.execute(select(tables.tasks.c.kind, tables.tasks.c.nomination_id)).all()
        assert tasks == [("first_message", 1)]

    in_town(store, journey)


def test_nobody_changes_what_is_not_theirs(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.say("Budi", f"/start {await town.nominate()}", "ya", "0009")
        await town.say("Cici", "halo")
        reference, stranger = cover(town, 1).reference, 3
        secrets, now = store.secrets, town.now
        with store.writing() as connection:
            for attempt in (
                lambda: endings.agree(connection, secrets, Agreed(reference, stranger, "link"), now),
                lambda: endings.agree(connection, secrets, Agreed(reference, stranger, "assisted"), now),
                # the worker has it on their own phone by now
                lambda: endings.agree(connection, secrets, Agreed(reference, 1, "assisted"), now),
                lambda: endings.decline(connection, secrets, reference, stranger, now),
                lambda: endings.withdraw(
                    connection, secrets, reference, "participant", stranger, "stopped", now
                ),
                lambda: endings.take_over(connection, secrets, reference, stranger, now),
                lambda: correct(connection, secrets, Correction(reference, stranger, {"income": 1}), now),
                lambda: endings.agree(connection, secrets, Agreed("NOTHING1", 2, "link"), now),
            ):
                with pytest.raises(Conflict):
                    attempt()

        assert town.statuses() == ["invited"]

    in_town(store, journey)


def test_a_correction_names_what_there_is(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.nominate()
        row = cover(town, 1)
        values = {
            "name": "Siti Aminah", "nik": "6202015503900011", "birth_date": date(1990, 3, 15),
            "phone": None, "job": "other", "job_words": "penjahit", "sector": "other", "workplace": "3273",
            "income": 1_500_000, "months": 6, "programmes": frozenset({"jkk", "jkm", "jht"}),
        }  # fmt: skip
        with store.writing() as connection:
            correct(connection, store.secrets, Correction(row.reference, 1, values), town.now)
            status = Correction(row.reference, 1, {"status": "registered"})
            with pytest.raises(ValueError, match="status"):
                correct(connection, store.secrets, status, town.now)

        after = cover(town, 1)
        assert {name: getattr(after, name) for name in values} == values
        assert WORKER not in after.name

    in_town(store, journey)


def test_who_goes_on_alone_has_a_card_of_their_own_and_no_bill_of_the_former_payer(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.say("Budi", f"/start {await town.nominate('Ani')}", *YES)
        register(town, 1)
        was = cover(town, 1)
        await town.say("Budi", "bayar sendiri", "ya")

        now = cover(town, 1)
        assert (was.bill is None, now.bill) == (False, None)
        assert now.card != was.card
        with store.reading() as connection:
            kept = connection.execute(select(tables.registrations.c.card_token_hash)).scalar_one()
            given = connection.execute(select(tables.consents.c.choice)).scalars().all()
        assert kept == store.secrets.hash("card", now.card or "")
        assert given[-1] == "take_over"
        assert tasks_of(town) == ["taken_over"]
        assert failures(town) == []

    in_town(store, journey)


def test_what_was_ended_before_any_payment_can_be_gone_on_with_but_not_after_a_death(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.say("Budi", f"/start {await town.nominate('Ani')}", *YES)
        register(town, 1)
        row = cover(town, 1)
        assert row.worker_id
        for reason, status in (("left", "registered"), ("died", "withdrawn")):
            with store.writing() as connection:
                ani = cover(town, 1).participant_id
                endings.withdraw(
                    connection, store.secrets, row.reference, "participant", ani, reason, town.now
                )
            await town.say("Budi", "bayar sendiri", "ya")
            assert cover(town, 1).status == status
        assert failures(town) == []

    in_town(store, journey)


def test_an_own_payer_who_stopped_can_come_back(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.say("Budi", f"/start {await town.nominate('Ani')}", *YES)
        register(town, 1)
        pay(town, "first")
        await town.say("Budi", "bayar sendiri", "ya", "tarik izin", "ya")
        assert town.statuses() == ["withdrawn"]
        await town.say("Budi", "bayar sendiri", "ya")

        assert town.statuses() == ["registered"]
        assert failures(town) == []

    in_town(store, journey)
