"""An office that people write to on WhatsApp: its App, and the webhooks as Twilio posts to them."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import httpx
from sqlalchemy import Table, func, select
from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator

from bot.app import App, Links, new_reference
from bot.channels import Received
from bot.channels.whatsapp import WhatsApp
from bot.deliveries import Statuses
from bot.outbox import Times
from bot.settings import Settings
from bot.turns import Turns
from bot.web.public import application
from bot.web.twilio_signature import Signatures
from bot.web.whatsapp import WhatsAppWebhooks
from bot.writer import Writer
from flows.types import Lang
from storage import Store
from storage.deliveries import Told
from tests.whatsapp.rows import OFFICE, START

ACCOUNT = "AC" + "0" * 32
TOKEN = "invented-auth-token"
PUBLIC = "https://office.example"
SITI = "+6281234500011"


class NoBook:
    """Of the contents at Twilio none are made."""

    def session(self, name: str, lang: Lang) -> str | None:
        return None


class Counter:
    """`taken`: what the webhooks gave to turns; `trouble`: what the database answers instead, once each."""

    def __init__(self, store: Store, **how: Any) -> None:
        self.store, self.now = store, START
        settings = Settings.model_validate({"server": {"public_url": PUBLIC}})
        times = Times(lambda: self.now, time.monotonic, random.random)
        self.app = App(settings, store, Writer(), times, new_reference, Links())
        self.whatsapp = WhatsApp(
            ACCOUNT, TOKEN, OFFICE, NoBook(), api_url="http://127.0.0.1:1", content_url="http://127.0.0.1:1",
            public_url=PUBLIC, picture_link=lambda message: "",
        )  # fmt: skip
        self.taken: list[Received] = []
        self.trouble: list[Exception] = []
        self.gate: asyncio.Event | None = None
        self._turns: Turns | None = None
        self._statuses: Statuses | None = None
        signatures = Signatures([TOKEN], {}, PUBLIC)
        self.webhooks = WhatsAppWebhooks(
            ACCOUNT, OFFICE, signatures, self.take, self.take_statuses, new_reference, self.clock, **how
        )
        self.site = application(self.app, whatsapp=self.webhooks)

    def clock(self) -> datetime:
        return self.now

    async def take(self, received: Sequence[Received]) -> None:
        await self._stumble()
        self.taken += received
        self._turns = self._turns or self.app.turns([self.whatsapp])
        await self._turns.take(received)

    async def take_statuses(self, told: Sequence[Told]) -> None:
        await self._stumble()
        self._statuses = self._statuses or Statuses(self.app)
        await self._statuses.take(told)

    async def _stumble(self) -> None:
        if self.gate is not None:
            await self.gate.wait()
        if self.trouble:
            raise self.trouble.pop(0)

    def form(self, **changes: str | None) -> list[tuple[str, str]]:
        """A message of Siti's; None takes a field away."""
        fields: dict[str, str | None] = {
            "MessageSid": "SM1",
            "AccountSid": ACCOUNT,
            "From": f"whatsapp:{SITI}",
            "To": f"whatsapp:{OFFICE}",
            "Body": "halo",
            "Label": "",
            "NumMedia": "0",
            "ProfileName": "Siti",
        }
        return [(name, value) for name, value in (fields | changes).items() if value is not None]

    def post(self, path: str, form: list[tuple[str, str]], **how: Any) -> httpx.Response:
        return self.post_all((path, form), **how)[0]

    def post_all(
        self, *requests: tuple[str, list[tuple[str, str]]], secret: str = TOKEN
    ) -> list[httpx.Response]:
        """All at once, signed."""

        async def work() -> list[httpx.Response]:
            self._turns = self._statuses = None
            async with asyncio.timeout(30), self.client() as client:
                answers = await asyncio.gather(*(self.send(client, *one, secret) for one in requests))
            if self._turns:
                await self._turns.close()
            return answers

        return asyncio.run(work())

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.site), base_url=PUBLIC)

    async def send(
        self, client: httpx.AsyncClient, path: str, form: list[tuple[str, str]], secret: str = TOKEN
    ) -> httpx.Response:
        fields = ImmutableMultiDict(form)
        signature = RequestValidator(secret).compute_signature(PUBLIC + path, fields)
        headers = {
            "X-Twilio-Signature": signature,
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
        }
        return await client.post(path, content=urlencode(form).encode(), headers=headers)

    def count(self, table: Table) -> int:
        with self.store.reading() as conn:
            return int(conn.execute(select(func.count()).select_from(table)).scalar_one())
