"""What the tests of the public address stand on: an App with workers in it, asked over HTTP."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import random
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx

from bot.app import App, Links, new_reference
from bot.outbox import Times
from bot.settings import Settings
from bot.web.public import application
from bot.writer import Writer
from storage import Store
from tests.coverage.desk import Desk

T = TypeVar("T")
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
SECRET = "a secret that the gateway has, too"


class Shop:
    """An App at a public address. `woken` counts how often the sender was called."""

    def __init__(self, store: Store, *, secret: str | None = SECRET) -> None:
        self.desk = Desk(store)
        self.now = NOW
        self.woken = 0
        settings = Settings.model_validate({"payments": {"webhook_secret": secret}})
        times = Times(lambda: self.now, time.monotonic, random.random)
        self.app = App(settings, store, Writer(), times, new_reference, Links())
        self.site = application(self.app, self._wake)

    def card(self, **changes: Any) -> tuple[int, str]:
        """A registered worker: id of the nomination, and the token of the card."""
        id = self.desk.registered(**changes)
        token = self.desk.row(id).card
        assert token
        return id, token

    def ask(self, path: str, **how: Any) -> httpx.Response:
        """One request by a client of its own; `at`: the address it comes from."""
        return self.ask_all((path, how))[0]

    def ask_all(self, *requests: tuple[str, dict[str, Any]]) -> list[httpx.Response]:
        async def all_of_them() -> list[httpx.Response]:
            return [await self._ask(path, **how) for path, how in requests]

        return asyncio.run(all_of_them())

    async def _ask(
        self, path: str, at: str = "203.0.113.5", method: str = "GET", **how: Any
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self.site, client=(at, 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://office.example") as client:
            return await client.request(method, path, **how)

    def tell(self, body: Any, *, secret: str = SECRET, **how: Any) -> httpx.Response:
        """A signed payment, as the gateway posts it."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        signed = {"X-Signature": "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()}
        return self.ask("/payments/webhook", method="POST", content=raw, headers=signed, **how)

    def _wake(self) -> None:
        self.woken += 1


def run(work: Callable[[], Awaitable[T]]) -> T:
    async def within_time() -> T:
        async with asyncio.timeout(30):
            return await work()

    return asyncio.run(within_time())
