"""A lease kept alive while its process lives, for what only one process may do at a time."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable

import structlog

from bot.outbox import Write
from storage import leases

LEASE_SECONDS = 20.0
RENEW_SECONDS = 5.0

_log = structlog.get_logger()


class Lease:
    """`keep` runs beside the work; the work asks `is_held` before each round."""

    def __init__(self, name: str, holder: str, write: Write, monotonic: Callable[[], float]) -> None:
        self._name, self._holder, self._write, self._monotonic = name, holder, write, monotonic
        self._until = -math.inf
        self._was_held: bool | None = None

    async def is_held(self) -> bool:
        """Is it ours now? Asked for from the database when it was not a moment ago."""
        if self._monotonic() >= self._until:
            await self.renew()
        return self._monotonic() < self._until

    async def renew(self) -> None:
        """Take it or hold it for longer, if no one else has it."""
        began = self._monotonic()
        held = await self._write(lambda conn: leases.acquire(conn, self._name, self._holder, LEASE_SECONDS))
        # counted from before the question, so that it ends here before it ends in the database
        self._until = began + LEASE_SECONDS if held else -math.inf
        if held != self._was_held:
            _log.info("lease.held" if held else "lease.waiting", lease=self._name)
            self._was_held = held

    async def keep(self, stop: asyncio.Event) -> None:
        """Renew it until `stop` is set, and give it back."""
        while not stop.is_set():
            try:
                await self.renew()
            except Exception:
                _log.exception("lease.not_renewed", lease=self._name)
            try:
                await asyncio.wait_for(stop.wait(), RENEW_SECONDS)
            except TimeoutError:
                continue

    async def give_back(self) -> None:
        self._until = -math.inf
        await self._write(lambda conn: leases.release(conn, self._name, self._holder))
