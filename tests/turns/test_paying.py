"""From the worker's yes to a paid cover and its end, by what people write: real App, both databases."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.coverage import registration
from bot.coverage.registration import Answer
from bot.coverage.settlements import Payment, settle
from flows.types import Office
from storage import Store, tables
from tests.turns.town import NIK, WORKER, YES, Town, in_town

OFFICE = Office("Kantor Cabang Contoh", "6271", "0536-000000", "Senin–Jumat 08.00–16.00 WIB")
NUMBER = "12345678901"


async def registered(town: Town) -> None:
    """Ani's worker agreed and is registered; both have read so."""
    await town.say("Budi", f"/start {await town.nominate()}", *YES)
    with town.store.writing() as connection:
        answer = Answer(town.nominations()[0].reference, NUMBER)
        registration.accept(connection, town.store.secrets, [answer], OFFICE, town.now)
    await town.deliver()


async def pays(town: Town, amount: int, payment: str = "P1") -> None:
    with town.store.writing() as connection:
        paid = Payment(payment, amount, town.now, nik=NIK)
        settle(connection, town.store.secrets, [paid], OFFICE, town.now)
    await town.deliver()


def rows(town: Town, table: str) -> list[object]:
    with town.store.reading() as connection:
        return list(connection.execute(select(getattr(tables, table))))


def test_a_bill_that_was_asked_for_is_paid_and_both_are_told(store: Store) -> None:
    async def journey(town: Town) -> None:
        await registered(town)
        assert "Desember 2026: Rp13.400" in town.read("Ani")
        assert NUMBER in town.read("Budi")

        await town.say("Ani", "bayar", "2", "1 bulan")
        await pays(town, 13_400)

        told, card = town.read("Ani"), town.read("Budi")
        assert "terbayar sampai Desember 2026" in told
        assert "Berikutnya Rp26.800 untuk Januari 2027" in told
        assert "bukan kartu BPJS Ketenagakerjaan" in card
        assert "sudah terbayar untuk Desember 2026" in await town.say("Ani", "pekerja")

    in_town(store, journey)


def test_the_card_keeps_to_what_was_paid_when_a_higher_income_is_declared_later(store: Store) -> None:
    async def journey(town: Town) -> None:
        await registered(town)
        await town.say("Ani", "bayar", "2", "1 bulan")
        await pays(town, 13_400)
        await town.say("Ani", "pekerja", "gajinya naik", "9 juta")

        card = await town.say("Budi", "kartu")

        assert "Terbayar: Desember 2026" in card
        assert "Perlindungan dimulai pada tanggal dari BPJS Ketenagakerjaan" in card
        assert "Rp96.000.000" in card

    in_town(store, journey)


def test_a_bill_paid_while_it_is_on_the_screen_is_said_to_be_closed(store: Store) -> None:
    async def journey(town: Town) -> None:
        await registered(town)
        await town.say("Ani", "bayar", "2", "1 bulan")
        await town.say("Ani", "bayar")
        await pays(town, 13_400)

        assert "Tagihan itu sudah ditutup" in await town.say("Ani", "halo?")

    in_town(store, journey)


def test_too_little_is_credited_on_the_next_bill(store: Store) -> None:
    async def journey(town: Town) -> None:
        await registered(town)
        await town.say("Ani", "bayar", "2", "1 bulan")
        await pays(town, 10_000)

        assert "Masih kurang Rp3.400" in town.read("Ani")
        assert "Jumlah: Rp3.400" in await town.say("Ani", "bayar")

    in_town(store, journey)


def test_a_payment_that_is_claimed_waits_for_the_office_once(store: Store) -> None:
    async def journey(town: Town) -> None:
        await registered(town)

        first = await town.say("Ani", "sudah bayar", "tidak ada")
        again = await town.say("Ani", "sudah bayar")

        assert "Dicatat" in first
        assert "sudah dicatat dan sedang diperiksa" in again
        assert len(rows(town, "receipts")) == 1
        assert len(rows(town, "tasks")) == 1

    in_town(store, journey)


def test_a_changed_income_makes_the_bill_anew_and_the_worker_is_told(store: Store) -> None:
    async def journey(town: Town) -> None:
        await registered(town)
        town.read("Budi")

        said = await town.say("Ani", "pekerja", "gajinya naik", "3 juta")

        assert "Rp18.150" in said
        assert "Penghasilan: Rp3.000.000" in town.read("Budi")
        assert town.nominations()[0].income == 3_000_000
        assert "Rp18.150" in await town.say("Ani", "bayar")

    in_town(store, journey)


def test_who_stops_paying_has_no_bill_left_and_the_worker_may_go_on_alone(store: Store) -> None:
    async def journey(town: Town) -> None:
        await registered(town)
        await pays(town, 13_400)
        town.read("Budi")

        said = await town.say("Ani", "pekerja", "saya berhenti membayari", "ya")

        assert "tidak ada tagihan lagi" in said
        assert "bayar sendiri" in town.read("Budi")
        assert town.statuses() == ["withdrawn"]
        assert "Belum ada pekerja" in await town.say("Ani", "pekerja")

    in_town(store, journey)


def test_a_death_ends_all_and_reaches_nobody_but_the_office(store: Store) -> None:
    async def journey(town: Town) -> None:
        await registered(town)
        await pays(town, 13_400)
        town.read("Budi")

        said = await town.say("Ani", "pekerja", "berhenti atau ganti", "4", "ya")
        town.now += timedelta(days=1)
        await town.tick()

        assert "Kami turut berduka" in said
        assert "ahli waris" in said.casefold()
        assert town.read("Budi") == ""
        assert WORKER not in town.read("Ani")
        assert town.statuses() == ["withdrawn"]

    in_town(store, journey)
