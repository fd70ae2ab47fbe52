"""How fast one account may send: overall, its share for bulk, and per chat. In memory; times are seconds."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

CHAT_PER_SECOND = 1.0
"""Telegram: "avoid sending more than one message per second" to one chat; short bursts are let through."""
CHAT_BURST = 20.0
"""So many that someone who answers at once never waits; where it is too much, Telegram says so (429)."""
_CHATS_KEPT = 10_000


@dataclass(slots=True)
class Bucket:
    """Tokens that come at a steady rate and are kept up to a burst."""

    per_second: float
    burst: float
    tokens: float = field(init=False)
    at: float = -math.inf

    def __post_init__(self) -> None:
        self.tokens = self.burst

    def wait(self, now: float) -> float:
        """Seconds until there is a token; 0: there is one."""
        self._refill(now)
        return 0.0 if self.tokens >= 1 else (1 - self.tokens) / self.per_second

    def take(self, now: float) -> None:
        self._refill(now)
        self.tokens -= 1

    def is_full(self, now: float) -> bool:
        self._refill(now)
        return self.tokens >= self.burst

    def _refill(self, now: float) -> None:
        passed = max(0.0, now - self.at)
        self.tokens = min(self.burst, self.tokens + passed * self.per_second)
        self.at = now


class Pace:
    """The limits of one account. Bulk never takes more than its share, so that a reply finds room."""

    def __init__(self, per_second: float, bulk_share: float) -> None:
        self._all = Bucket(per_second, max(1.0, per_second / 5))
        self._bulk = Bucket(per_second * bulk_share, max(1.0, per_second * bulk_share / 5))
        self._chats: dict[int, Bucket] = {}
        self._silent_until = -math.inf

    def wait(self, now: float, chat: int, *, bulk: bool) -> float:
        """Seconds until a message may go to this chat; 0: now."""
        own = self._chats.get(chat)
        return max(
            self._silent_until - now,
            self._all.wait(now),
            self._bulk.wait(now) if bulk else 0.0,
            own.wait(now) if own else 0.0,
        )

    def take(self, now: float, chat: int, *, bulk: bool) -> None:
        """A message goes to this chat now."""
        self._all.take(now)
        if bulk:
            self._bulk.take(now)
        self._chats.setdefault(chat, Bucket(CHAT_PER_SECOND, CHAT_BURST)).take(now)
        if len(self._chats) > _CHATS_KEPT:
            self._chats = {key: own for key, own in self._chats.items() if not own.is_full(now)}

    def be_silent(self, now: float, seconds: float) -> None:
        """The platform asks this account to wait (429)."""
        self._silent_until = max(self._silent_until, now + seconds)

    def silence(self, now: float) -> float:
        """Seconds for which nothing may be sent; 0: none."""
        return max(0.0, self._silent_until - now)
