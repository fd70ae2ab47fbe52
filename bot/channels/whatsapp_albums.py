"""Pictures that someone sends together are one thing that they sent: the first of them is, and is answered.

WhatsApp names no album: each picture is a message of its own, and comes by itself within a second or so. So
a picture without words that comes soon after another one of the same sender belongs to that one. What came
with words is always heard. Kept in the memory of a process: where two listen, some of it is heard twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeVar

from bot.channels import Inbound
from flows.types import Shared

WITHIN = timedelta(seconds=5)
"""of the picture before it"""
MOST = 2000
"""senders, and messages, that are remembered"""

K = TypeVar("K")
V = TypeVar("V")


class Albums:
    """What came last of whom. The same message again is judged as it was the first time."""

    def __init__(self) -> None:
        self._last: dict[str, datetime] = {}
        self._is_further: dict[str, bool] = {}

    def has_begun(self, inbound: Inbound, now: datetime) -> bool:
        """Does this picture belong to one that came before it?"""
        event = inbound.event
        if not isinstance(event, Shared) or event.kind != "photo":
            return False
        known = self._is_further.get(inbound.provider_id)
        if known is not None:
            return known
        last = self._last.get(inbound.address)
        is_further = event.caption is None and last is not None and abs(now - last) < WITHIN
        _remember(self._last, inbound.address, now)
        _remember(self._is_further, inbound.provider_id, is_further)
        return is_further


def _remember(known: dict[K, V], key: K, value: V) -> None:
    """As the newest; the oldest makes room."""
    known.pop(key, None)
    known[key] = value
    if len(known) > MOST:
        del known[next(iter(known))]
