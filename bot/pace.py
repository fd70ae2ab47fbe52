"""How fast one account may send: overall, its share for bulk, per chat, and to how many people a day.

In memory; times are seconds of a clock that only goes forward.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

DAY = 86_400.0
_CHATS_KEPT = 10_000
_BURST_SECONDS = 1 / 4
"""of the rate may go at once: as long as a round may be late without anything being lost"""
FOR_NUDGES = 0.1
"""of the people of a day are kept free of campaigns"""


@dataclass(frozen=True, slots=True)
class ChatPace:
    """What one chat may get: so many a second, and so many at once before that counts."""

    per_second: float
    burst: float


TELEGRAM_CHAT = ChatPace(1.0, 20.0)
"""Telegram: "avoid sending more than one message per second" to one chat; short bursts are let through.
So many that someone who answers at once never waits; where it is too much, Telegram says so (429)."""
WHATSAPP_CHAT = ChatPace(1 / 6, 10.0)
"""Meta lets one message in about six seconds go to one user, and short bursts; more fails (131056)."""


@dataclass(slots=True)
class Bucket:
    """Tokens that come at a steady rate and are kept up to a burst."""

    per_second: float
    burst: float
    tokens: float = field(init=False)
    at: float = -math.inf

    def __post_init__(self) -> None:
        self.tokens = self.burst

    def wait(self, now: float, left: float = 0.0) -> float:
        """Seconds until there is a token besides those that are to be left; 0: there is one."""
        self._refill(now)
        return max(0.0, (1 + left - self.tokens) / self.per_second)

    def free(self, now: float) -> int:
        """How many tokens there are."""
        self._refill(now)
        return max(0, int(self.tokens))

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

    def __init__(
        self,
        per_second: float,
        bulk_share: float,
        *,
        chat: ChatPace = TELEGRAM_CHAT,
        people_per_day: int | None = None,
    ) -> None:
        """`people_per_day`: how many may be written to outside their window in 24 hours; None: any number."""
        self.per_second = per_second
        self._all = _bucket(per_second)
        self._bulk = _bucket(per_second * bulk_share)
        self._for_replies = per_second * (1 - bulk_share) * _BURST_SECONDS
        """tokens that bulk leaves: a reply that comes in between need not wait for the next"""
        self._chat, self._chats = chat, dict[int, Bucket]()
        self._people_per_day, self._people = people_per_day, dict[int, float]()
        self._silent_until = -math.inf

    def wait(self, now: float, chat: int, *, bulk: bool) -> float:
        """Seconds until a message may go to this chat; 0: now."""
        account = self._all.wait(now, self._for_replies if bulk else 0.0)
        share = self._bulk.wait(now) if bulk else 0.0
        return max(self.silence(now), account, share, self.chat_wait(now, chat))

    def free(self, now: float) -> int:
        """How many messages that are not bulk may go now, each to another chat."""
        return 0 if self.silence(now) else self._all.free(now)

    def chat_wait(self, now: float, chat: int) -> float:
        """Seconds until this chat may get another message, whatever the account may send."""
        own = self._chats.get(chat)
        return own.wait(now) if own else 0.0

    def take(self, now: float, chat: int, *, bulk: bool) -> None:
        """A message goes to this chat now."""
        self._all.take(now)
        if bulk:
            self._bulk.take(now)
        self._chats.setdefault(chat, Bucket(self._chat.per_second, self._chat.burst)).take(now)
        if len(self._chats) > _CHATS_KEPT:
            self._chats = {key: own for key, own in self._chats.items() if not own.is_full(now)}

    def be_silent(self, now: float, seconds: float) -> None:
        """The platform asks this account to wait (429)."""
        self._silent_until = max(self._silent_until, now + seconds)

    def silence(self, now: float) -> float:
        """Seconds for which nothing may be sent; 0: none."""
        return max(0.0, self._silent_until - now)

    # --- people written to outside their window ----------------------------------------------------------

    @property
    def counts_people(self) -> bool:
        """Is there a limit to how many people are written to in a day?"""
        return self._people_per_day is not None

    @property
    def written(self) -> Collection[int]:
        """Who was written to outside their window in the last 24 hours: another message to them is free."""
        return self._people.keys()

    def recall(self, written: Mapping[int, float]) -> None:
        """Who was written to before this process began, and when."""
        self._people = {**written, **self._people}

    def may_write(self, now: float, person: int, priority: int) -> bool:
        """May this person be written to outside their window? Replies always; nudges longer than bulk."""
        return person in self._people or priority not in self.full(now)

    def full(self, now: float) -> frozenset[int]:
        """The priorities in which nobody new may be written to outside their window now."""
        if self._people_per_day is None:
            return frozenset()
        self._forget_yesterday(now)
        used = len(self._people)
        bulk = used >= self._people_per_day * (1 - FOR_NUDGES)
        return frozenset((1, 2) if used >= self._people_per_day else (2,) if bulk else ())

    def write_to(self, now: float, person: int) -> None:
        """This person is written to outside their window now."""
        if self._people_per_day is not None:
            self._people.pop(person, None)  # to the end: they count for a day from the last message
            self._people[person] = now

    def _forget_yesterday(self, now: float) -> None:
        """In the order in which they were written to, so only the oldest are looked at."""
        while self._people:
            person, at = next(iter(self._people.items()))
            if now - at < DAY:
                return
            del self._people[person]


def _bucket(per_second: float) -> Bucket:
    return Bucket(per_second, 1 + per_second * _BURST_SECONDS)  # and the one that is not whole yet
