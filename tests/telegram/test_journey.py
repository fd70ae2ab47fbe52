"""From a nomination to a card, all on Telegram: two phones, the office's desk, a gateway, and a camera."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import io
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import Connection, select

from bot import office, service
from bot.app import App, build
from bot.channels.telegram import Telegram
from bot.coverage import receipts
from bot.settings import Settings
from storage import tables
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_person import Person
from tests.ports import free_port

# the library warns of its own attribute, which is not used here
pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")

STARTED_AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
NIK = "6202014107900003"  # invented
SENTENCE = f"daftarkan Pak Budi Santoso supir saya NIK {NIK} 081234500099 gaji 1 juta 1 bulan"
SECRET = "a secret that the gateway has, too"


@asynccontextmanager
async def serving(api: BotApi, folder: Path) -> AsyncIterator[App]:
    port = free_port()
    settings = Settings.model_validate(
        {
            "database": {"url": f"sqlite:///{folder / 'office.db'}"},
            "telegram": {"token": api.token, "api_url": api.url},
            "server": {"port": port, "public_url": f"http://127.0.0.1:{port}"},
            "payments": {"webhook_secret": SECRET},
        }
    )
    began = time.monotonic()
    app = build(settings, clock=lambda: STARTED_AT + timedelta(seconds=time.monotonic() - began))
    stop = asyncio.Event()
    task = asyncio.create_task(service.run(app, ("web", "sender"), stop))
    try:
        async with asyncio.timeout(60):
            await asyncio.to_thread(api.wait_until, lambda: any(a.method == "getMe" for a in api.asked))
            yield app
    finally:
        stop.set()
        await task
        await app.close()


async def reads(person: Person, messages: int, act: Callable[..., object], *given: object) -> list[str]:
    """The next messages to a person, after they did this."""
    before = len(person.received)
    act(*given)
    return (await asyncio.to_thread(person.waits_for, before + messages))[before:]


def seen(png: bytes) -> str:
    """What a camera reads in a picture."""
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))
    return str(code.text)


def reference(app: App) -> str:
    with app.store.reading() as conn:
        return str(conn.execute(select(tables.nominations.c.reference)).scalar_one())


def register(conn: Connection, app: App) -> None:
    hand = office.Hand(conn, app.store.secrets, app.office, app.times.now(), "Dewi", "staff")
    office.register(hand, reference(app), "26011234567", "8808123456")


async def pay(app: App, amount: int) -> httpx.Response:
    told = {
        "payment_id": "GW-1",
        "code": "8808123456",
        "amount": amount,
        "paid_at": "2026-11-23T10:00:00+07:00",
    }
    body = json.dumps(told).encode()
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    async with httpx.AsyncClient(base_url=str(app.settings.server.public_url)) as client:
        headers = {"X-Signature": f"sha256={signature}"}
        return await client.post("/payments/webhook", content=body, headers=headers)


async def amount_of_bill(app: App) -> int:
    def read() -> int:
        with app.store.reading() as conn:
            return int(conn.execute(select(tables.bills.c.amount)).scalar_one())

    return await asyncio.to_thread(read)


async def consented(api: BotApi, ani: Person, budi: Person) -> None:
    """Ani nominates Budi, who opens the link that a camera reads, and agrees."""
    await reads(ani, 1, ani.says, SENTENCE)
    await reads(ani, 1, ani.taps, "Setuju")
    invitation, _ = await reads(ani, 2, ani.taps, "Benar, kirim")
    link = seen(ani.pictures[0])
    assert link in invitation
    await reads(budi, 1, budi.starts, parse_qs(urlsplit(link).query)["start"][0])
    await reads(budi, 1, budi.taps, "Ya, itu saya")
    await reads(budi, 1, budi.says, NIK[-4:])
    before = len(ani.received)
    await reads(budi, 1, budi.taps, "Ya, saya setuju")
    await asyncio.to_thread(ani.waits_for, before + 1)


def test_a_worker_holds_a_card_whose_code_says_that_it_is_genuine(api: BotApi, tmp_path: Path) -> None:
    ani, budi = api.person("Ani"), api.person("Budi")

    async def journey() -> None:
        async with serving(api, tmp_path) as app:
            await consented(api, ani, budi)
            await app.write(partial(register, app=app))

            answer = await pay(app, await amount_of_bill(app))
            assert (answer.status_code, answer.json()["verdict"]) == (200, "settled")
            await asyncio.to_thread(api.wait_until, lambda: len(ani.pictures + budi.pictures) == 3)
            [card] = budi.pictures
            async with httpx.AsyncClient() as client:
                page = await client.get(seen(card))

            assert seen(ani.pictures[-1]) == seen(card)
            assert page.status_code == 200
            for told in ("Kartu ini asli", "Budi Santoso", "JKK + JKM"):
                assert told in page.text
            assert NIK not in page.text

    asyncio.run(journey())


def test_the_photo_of_a_receipt_reaches_the_office(api: BotApi, tmp_path: Path) -> None:
    ani, budi = api.person("Ani"), api.person("Budi")
    photo = io.BytesIO()
    Image.new("RGB", (40, 30)).save(photo, "JPEG")

    async def journey() -> Any:
        async with serving(api, tmp_path) as app:
            await consented(api, ani, budi)
            told = len(ani.received)
            await app.write(partial(register, app=app))
            await asyncio.to_thread(ani.waits_for, told + 1)  # the bill
            await reads(ani, 1, ani.says, "sudah bayar")
            await reads(ani, 1, partial(ani.sends_photo, photo.getvalue(), caption="bukti"))
            telegram = Telegram(api.token, api.url)
            await receipts.look_after(app, [telegram])
            await telegram.close()
            with app.store.reading() as conn:
                row = conn.execute(select(tables.receipts)).one()
            return row.status, row.media_type, app.store.secrets.open(row.picture_sealed)

    assert asyncio.run(journey()) == ("waiting", "image/jpeg", photo.getvalue())
