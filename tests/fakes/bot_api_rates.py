"""How much a Telegram takes: so many messages a second in all, and to one chat, then 429; and how fast.

The figures are chosen by who runs it: Telegram promises none. https://core.telegram.org/bots/faq names about
30 a second in all, and one a second to a chat after short bursts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from random import Random


@dataclass
class Bucket:
    """Holds `burst` at most, and `rate` more each second; a message takes one."""

    rate: float
    burst: float
    left: float = -1.0
    seen_at: float = 0.0

    def seconds_until_one(self, now: float) -> float:
        """0: there is one now."""
        full = self.left < 0
        self.left = self.burst if full else min(self.burst, self.left + (now - self.seen_at) * self.rate)
        self.seen_at = now
        return 0.0 if self.left >= 1 else (1 - self.left) / self.rate

    def take(self) -> None:
        self.left -= 1


@dataclass
class Rates:
    """None: no limit. `latency`: the shortest and longest time an answer takes, in seconds."""

    per_second: float | None = None
    per_chat: float | None = None
    chat_burst: float = 20
    latency: tuple[float, float] = (0.0, 0.0)
    random: Random = field(default_factory=lambda: Random(1))  # noqa: S311  nothing secret
    _all: Bucket | None = None
    _chats: dict[str, Bucket] = field(default_factory=dict)

    def seconds_to_wait(self, chat: str, now: float) -> int:
        """What a 429 tells, in whole seconds; 0: the message is taken, and counted."""
        buckets = []
        if self.per_second is not None:
            self._all = self._all or Bucket(self.per_second, max(1.0, self.per_second))
            buckets.append(self._all)
        if self.per_chat is not None:
            buckets.append(self._chats.setdefault(chat, Bucket(self.per_chat, self.chat_burst)))
        wait = max((bucket.seconds_until_one(now) for bucket in buckets), default=0.0)
        if wait > 0:
            return math.ceil(wait)
        for bucket in buckets:
            bucket.take()
        return 0

    def pause(self) -> float:
        """How long this answer takes."""
        return self.random.uniform(*self.latency) if self.latency[1] else 0.0
