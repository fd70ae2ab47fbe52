"""Messages as the fake Twilio keeps them, and its rules: what is refused, what fails later, what arrives."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any, Protocol
from uuid import uuid4

from starlette.routing import Route

WINDOW = timedelta(hours=24)
MOST_CHARACTERS = 1600
FINAL = frozenset({"delivered", "read", "undelivered", "failed", "received"})


class Contents(Protocol):
    """The contents that were made at this Twilio."""

    def routes(self) -> list[Route]: ...

    def resolve(self, sid: str, variables: Mapping[str, str]) -> tuple[str, Any] | None:
        """The text and the options it shows, as (title, id); None: there is no such content."""

    def status(self, sid: str) -> str:
        """ "approved", or else it may only be sent in the window."""


@dataclass(frozen=True)
class Refusal:
    """An answer that is no yes."""

    status: int
    code: int | None
    message: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Media:
    """A file of a message. `content` None: it is fetched from `url` when it is sent."""

    sid: str
    content_type: str
    content: bytes | None = None
    url: str = ""


@dataclass
class Message:
    """One message of either direction. `to` and `from_` are without "whatsapp:"."""

    sid: str
    direction: str
    from_: str
    to: str
    body: str
    created_at: datetime
    accepted_at: float
    """by the clock of the machine, for who measures"""
    status: str = "queued"
    error_code: int | None = None
    options: tuple[tuple[str, str], ...] = ()
    """what can be tapped: title and id"""
    kind: str = "text"
    """ "list" where the options open as one, "buttons", else "text" """
    media: list[Media] = field(default_factory=list)
    callback: str | None = None
    sent_at: datetime | None = None
    content_sid: str | None = None

    def as_json(self, account: str) -> dict[str, Any]:
        """The resource as the specification has it."""
        root = f"/2010-04-01/Accounts/{account}/Messages/{self.sid}"
        return {
            "account_sid": account,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": format_datetime(self.created_at),
            "date_sent": format_datetime(self.sent_at) if self.sent_at else None,
            "date_updated": format_datetime(self.created_at),
            "direction": self.direction,
            "error_code": self.error_code,
            "error_message": None,
            "from": f"whatsapp:{self.from_}",
            "messaging_service_sid": None,
            "num_media": str(len(self.media)),
            "num_segments": "1",
            "price": None,
            "price_unit": None,
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{root}/Media.json"},
            "to": f"whatsapp:{self.to}",
            "uri": f"{root}.json",
        }


def new_sid(kind: str) -> str:
    return kind + uuid4().hex


def read_variables(text: str) -> dict[str, str] | None:
    """What ContentVariables hold; None: not an object of strings."""
    try:
        read = json.loads(text)
    except ValueError:
        return None
    is_fine = isinstance(read, dict) and all(isinstance(value, str) for value in read.values())
    return read if is_fine else None


class Rates:
    """How many in a moving second, and how many to one person; None: any number."""

    def __init__(self, per_second: float | None = None, pair: tuple[int, float] | None = None) -> None:
        """`pair`: so many at once to one person, and one more after so many seconds each."""
        self.per_second, self.pair = per_second, pair
        self._taken: deque[float] = deque()
        self._owed: dict[str, float] = {}

    def is_over(self, now: float) -> bool:
        """Is one more too many? Counts it where it is not."""
        if self.per_second is None:
            return False
        while self._taken and self._taken[0] <= now - 1.0:
            self._taken.popleft()
        if len(self._taken) >= self.per_second:
            return True
        self._taken.append(now)
        return False

    def is_over_for(self, person: str, now: float) -> bool:
        """As `is_over`, to this person."""
        if self.pair is None:
            return False
        burst, seconds = self.pair
        owed = max(self._owed.get(person, now), now) + seconds
        if owed - now > burst * seconds:
            return True
        self._owed[person] = owed
        return False
