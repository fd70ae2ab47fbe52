"""What the fake Twilio posts to the bot: signed, and as late, as often and in such an order as is told.

Twilio does not post again what failed; neither does this.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from aiohttp import ClientError, ClientSession
from twilio.request_validator import (
    HMAC_SHA256,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
)


@dataclass
class Manner:
    """How status callbacks come. Held ones wait for `Twilio.release`."""

    statuses: Sequence[str] = ("sent", "delivered")
    held: bool = False
    early: bool = False
    """before the call that made the message returns"""
    times: int = 1
    shuffled: Random | None = None
    """in any order, each after up to `delay` seconds"""
    delay: float = 0.0


@dataclass
class Posted:
    """A request that was posted, and the status of the answer; None: there was none."""

    url: str
    fields: Mapping[str, str]
    status: int | None = None


@dataclass
class Postman:
    """Signs and posts. `reaches`: what stands in for the public address, where the bot listens in truth."""

    auth_token: str
    reaches: dict[str, str] = field(default_factory=dict)
    shared_key: tuple[str, str] | None = None
    """its name and secret: signed with it, SHA-256"""
    posted: list[Posted] = field(default_factory=list)

    async def post(self, session: ClientSession, url: str, fields: Mapping[str, str]) -> Posted:
        """Once, whatever is answered."""
        posted = Posted(url, fields)
        headers = self.headers(url, fields)
        for public, real in self.reaches.items():
            url = real + url.removeprefix(public) if url.startswith(public) else url
        try:
            async with session.post(url, data=fields, headers=headers) as answer:
                await answer.read()
                posted.status = answer.status
        except (ClientError, TimeoutError):
            posted.status = None
        self.posted.append(posted)
        return posted

    def headers(self, url: str, fields: Mapping[str, str]) -> dict[str, str]:
        """The signature over the public address."""
        if self.shared_key is None:
            signature = RequestValidator(self.auth_token).compute_signature(url, dict(fields))
            return {SIGNATURE_HEADER: signature}
        name, secret = self.shared_key
        signature = RequestValidator(secret).compute_signature(url, dict(fields), HMAC_SHA256)
        return {
            SIGNATURE_HEADER: signature,
            SIGNATURE_SETTINGS_HEADER: f"key={name},algorithm={HMAC_SHA256}",
        }

    async def post_all(
        self, session: ClientSession, what: Sequence[tuple[str, Mapping[str, str]]], manner: Manner
    ) -> None:
        """One after the other; where they are shuffled, all at once and each when chance has it."""
        several = [one for one in what for _ in range(manner.times)]
        if manner.shuffled is None:
            if manner.delay:
                await asyncio.sleep(manner.delay)
            for url, fields in several:
                await self.post(session, url, fields)
            return
        manner.shuffled.shuffle(several)
        await asyncio.gather(*(self._later(session, url, fields, manner) for url, fields in several))

    async def _later(
        self, session: ClientSession, url: str, fields: Mapping[str, str], manner: Manner
    ) -> None:
        await asyncio.sleep(manner.shuffled.random() * manner.delay if manner.shuffled else 0.0)
        await self.post(session, url, fields)
