"""The whole way through Telegram: a person's phone, the service with its own SQLite file, and back."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import select

from bot import service
from bot.app import App, build
from bot.settings import Settings
from storage import tables
from tests.fakes import bot_api
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_person import Person
from tests.ports import free_port

# the library warns of its own attribute, which is not used here
pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")

NIK = "6202014107900003"  # invented
PHONE = "081234500099"
STARTED_AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


class Office:
    """An office that serves one bot from one database file; it can be closed and opened again."""

    def __init__(self, api: BotApi, folder: Path) -> None:
        self._settings = Settings.model_validate(
            {
                "database": {"url": f"sqlite:///{folder / 'office.db'}"},
                "telegram": {"token": api.token, "api_url": api.url},
                "server": {"port": free_port()},
            }
        )

    @asynccontextmanager
    async def open(self) -> AsyncIterator[App]:
        """Serve while the block runs, on 22 November 2026."""
        began = time.monotonic()
        app = build(self._settings, clock=lambda: STARTED_AT + timedelta(seconds=time.monotonic() - began))
        stop = asyncio.Event()
        serving = asyncio.create_task(service.run(app, ("web", "sender"), stop))
        try:
            yield app
        finally:
            stop.set()
            async with asyncio.timeout(10):
                await serving
            await app.close()


@pytest.fixture
def office(api: BotApi, tmp_path: Path) -> Office:
    return Office(api, tmp_path)


def run(work: Callable[[], Awaitable[None]]) -> None:
    async def within_time() -> None:
        async with asyncio.timeout(60):
            await work()

    asyncio.run(within_time())


async def reply(person: Person, act: Callable[..., object], *given: object) -> str:
    """What the bot writes when a person does this."""
    before = len(person.received)
    act(*given)
    return (await asyncio.to_thread(person.waits_for, before + 1))[before]


async def has(api: BotApi, holds: Callable[[], bool]) -> None:
    await asyncio.to_thread(api.wait_until, holds)


def codes(png: bytes) -> list[str]:
    """What a camera reads in a picture."""
    return [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))]


def rows(app: App, table: Any) -> list[Any]:
    with app.store.reading() as connection:
        return list(connection.execute(select(table)))


def test_a_whole_nomination_in_indonesian(api: BotApi, office: Office) -> None:
    siti = api.person("Siti", language_code="id")

    async def work() -> None:
        async with office.open() as app:
            assert "Mau apa hari ini?" in await reply(siti, siti.starts)
            assert "Setuju data disimpan" in await reply(siti, siti.taps, "Daftarkan pekerja")
            assert "Pilih pekerjaannya" in await reply(siti, siti.taps, "Setuju")
            await reply(siti, siti.taps, "Sopir pribadi")
            await reply(siti, siti.says, "Budi Santoso")
            await reply(siti, siti.says, NIK)
            nik_message = max(siti.written)
            await reply(siti, siti.says, PHONE)
            await reply(siti, siti.says, "2 juta")
            assert "Sudah benar?" in await reply(siti, siti.taps, "3 bulan: Rp67.000")
            review = siti.texts[-1]
            await reply(siti, siti.taps, "Hapus pesan NIK")
            await has(api, lambda: not siti.has_written(nik_message))
            before = len(siti.received)
            invitation = await reply(siti, siti.taps, "Benar, kirim")
            stored = (await asyncio.to_thread(siti.waits_for, before + 2))[-1]

            [nomination] = rows(app, tables.nominations)
            await has(api, lambda: not api.unconfirmed())
            assert "Rp67.000" in review
            assert nomination.reference in stored
            token = app.store.secrets.token("invitation", nomination.reference)
            link = f"https://t.me/sertakan_test_bot?start={token}"
            assert link in invitation
            assert codes(siti.pictures[0]) == [link]
            assert (nomination.status, nomination.amount, nomination.months) == ("invited", 67_000, 3)
            assert (nomination.income, nomination.job) == (2_000_000, "private_driver")
            assert {row.kind for row in rows(app, tables.consents)} == {"notice", "declaration"}

    run(work)

    assert not [text for text in siti.texts if NIK in text]
    assert len(api.acknowledged) == len(set(api.acknowledged)) > 4


def test_one_sentence_in_english_reaches_the_review(api: BotApi, office: Office) -> None:
    ann = api.person("Ann", language_code="en-GB")
    sentence = f"daftarkan Pak Budi Santoso supir saya NIK {NIK} {PHONE} gaji 2 juta 3 bulan"

    async def work() -> None:
        async with office.open() as app:
            await reply(ann, ann.says, sentence)
            review = await reply(ann, ann.taps, ann.labels[0])
            before = len(ann.received)
            ann.taps(ann.labels[0])
            stored = (await asyncio.to_thread(ann.waits_for, before + 2))[-1]

            [nomination] = rows(app, tables.nominations)
            assert "Budi Santoso" in review
            assert "6202••••••••0003" in review
            assert nomination.reference in stored
            assert [row.lang for row in rows(app, tables.people)] == ["en"]

    run(work)


def test_an_invitation_has_its_link_while_telegram_does_not_tell_the_name(
    api: BotApi, office: Office
) -> None:
    def was_asked(times: int) -> bool:
        return len([asked for asked in api.asked if asked.method == "getMe"]) >= times

    async def work() -> None:
        async with office.open():
            await has(api, lambda: was_asked(1))
        api.trouble("getMe", *[bot_api.BAD_GATEWAY] * 9)
        async with office.open() as app:
            await has(api, lambda: was_asked(2))

            assert app.office.invitation_links == ("https://t.me/sertakan_test_bot?start={token}",)

    run(work)


def test_a_conversation_goes_on_where_it_was_after_a_restart(api: BotApi, office: Office) -> None:
    siti = api.person("Siti")

    async def work() -> None:
        async with office.open():
            await reply(siti, siti.says, "daftarkan Pak Budi Santoso supir saya gaji 2 juta 3 bulan")
            await reply(siti, siti.taps, "Setuju")
        siti.says(NIK)  # while nobody serves
        async with office.open():
            await asyncio.to_thread(siti.waits_for, 3)
            review = await reply(siti, siti.says, PHONE)

        assert "Budi Santoso" in review
        assert "Sudah benar?" in review
        assert "nomor HP" in siti.texts[2]
        assert len(siti.texts) == 4

    run(work)


def test_an_answer_gets_through_whatever_telegram_does(api: BotApi, office: Office) -> None:
    siti = api.person("Siti")
    api.trouble("sendMessage", bot_api.BAD_GATEWAY, bot_api.too_many_requests(1))
    api.trouble("getUpdates", bot_api.DROP_AFTER_ACCEPT)

    async def work() -> None:
        async with office.open():
            greeting = await reply(siti, siti.starts)
            await has(api, lambda: not api.unconfirmed())

            assert "Mau apa hari ini?" in greeting

    run(work)

    assert len(siti.texts) == 1


def test_a_reply_that_may_have_been_taken_comes_at_most_once_more(api: BotApi, office: Office) -> None:
    siti = api.person("Siti")
    api.trouble("sendMessage", bot_api.DROP_AFTER_ACCEPT, bot_api.DROP_AFTER_ACCEPT)

    async def work() -> None:
        async with office.open() as app:
            siti.starts()
            await asyncio.to_thread(siti.waits_for, 2)
            await has(api, lambda: not api.unconfirmed())
            await reply(siti, siti.says, "menu")

            first, _ = rows(app, tables.outbox)
            assert first.status == "uncertain"

    run(work)

    assert len(siti.texts) == 3
    assert siti.texts[0] == siti.texts[1]


def test_someone_who_blocked_the_bot_is_answered_when_they_come_back(api: BotApi, office: Office) -> None:
    siti = api.person("Siti")

    async def work() -> None:
        async with office.open() as app:
            await reply(siti, siti.starts)
            siti.blocks()
            await has(api, lambda: not api.unconfirmed())
            [blocked] = rows(app, tables.addresses)
            siti.unblocks()
            await reply(siti, siti.says, "menu")
            [back] = rows(app, tables.addresses)

            assert blocked.unreachable_at is not None
            assert back.unreachable_at is None

    run(work)


def test_ones_own_number_is_shared_with_one_tap_and_the_key_goes(api: BotApi, office: Office) -> None:
    siti = api.person("Siti", phone="6281298700011")

    async def work() -> None:
        async with office.open() as app:
            await reply(siti, siti.starts)
            await reply(siti, siti.taps, "Pengaturan")
            await reply(siti, siti.taps, "Nomor HP saya")
            share = siti.labels[0]
            await reply(siti, siti.taps, share)
            await reply(siti, siti.says, "apa itu JKK?")

            assert share == "Bagikan nomor saya"
            assert [row.kind for row in rows(app, tables.addresses)] == ["telegram_id", "phone"]

    run(work)


def test_many_people_at_once_each_get_their_own_answers(api: BotApi, office: Office) -> None:
    people = [api.person(f"Orang {number}") for number in range(30)]

    async def work() -> None:
        async with office.open():
            for person in people:
                person.starts()
                person.says("bahasa")
            for person in people:
                await asyncio.to_thread(person.waits_for, 2)

    run(work)

    assert {len(person.texts) for person in people} == {2}
    assert all("Mau apa hari ini?" in person.texts[0] for person in people)
