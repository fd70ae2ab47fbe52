"""The body of a request, read whole: not too much of it, not too slowly, not of too many strangers.

A body that is signed tells who sent it only when it is there. Until then it may be anybody's, and whoever
means harm sends it as slowly as may be. So where there is one too many, the one that was begun first gives
way: what a platform posts is there at once, and who has been there longest is who dawdles.
"""

from __future__ import annotations

import asyncio
from collections import deque

from starlette.requests import ClientDisconnect, Request

from bot.web.visits import network_of

CLOSE = {"Connection": "close"}
"""goes with an answer to what was not read to its end: else it would hold its connection all the same"""


class GaveWay(Exception):  # noqa: N818  it says what became of it
    """A body was given up for the sake of those that came later; it may be sent again."""


class Strangers:
    """Reads bodies of which nothing is proven yet."""

    def __init__(self, each: int, most: int) -> None:
        """At a time: `each` of one network, `most` of all of them."""
        self._each, self._most = each, most
        self._all: deque[_Reading] = deque()
        self._by_network: dict[str, deque[_Reading]] = {}

    def __len__(self) -> int:
        """Bodies that are being read."""
        return len(self._all)

    async def read(self, request: Request, *, most: int, seconds: float) -> bytes | None:
        """As `read_body`; raises GaveWay where it had to."""
        network = network_of(request.client.host if request.client else "")
        reading = _Reading(network, asyncio.timeout(seconds))
        try:
            async with reading.limit:
                self._begin(reading)
                return await _read(request, most)
        except TimeoutError:
            if reading.gave_way:
                raise GaveWay from None
            return None
        finally:
            self._end(reading)

    def _begin(self, reading: _Reading) -> None:
        same = self._by_network.get(reading.network, deque())
        if len(same) >= self._each:
            self._give_up(same[0])
        elif len(self._all) >= self._most:
            self._give_up(self._all[0])
        self._by_network.setdefault(reading.network, deque()).append(reading)
        self._all.append(reading)

    def _give_up(self, reading: _Reading) -> None:
        self._end(reading)
        if not reading.limit.expired():
            reading.gave_way = True
            reading.limit.reschedule(float("-inf"))

    def _end(self, reading: _Reading) -> None:
        """Once more does nothing."""
        if reading not in self._all:
            return
        self._all.remove(reading)
        same = self._by_network[reading.network]
        same.remove(reading)
        if not same:
            del self._by_network[reading.network]


class _Reading:
    """One body of a network; `limit` ends it."""

    def __init__(self, network: str, limit: asyncio.Timeout) -> None:
        self.network, self.limit = network, limit
        self.gave_way = False


async def read_body(request: Request, *, most: int, seconds: float) -> bytes | None:
    """At most so many bytes, within so many seconds; None: it was more, too slow, or broke off."""
    try:
        async with asyncio.timeout(seconds):
            return await _read(request, most)
    except TimeoutError:
        return None


async def _read(request: Request, most: int) -> bytes | None:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > most:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)
