"""What came in, on its way into the inbox: in its platform's own order; and who wrote, and when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.channels import Inbound
from bot.redactions import is_private
from flows.types import Chose, Event, Lang, Reached, Said, Shared, Started
from storage.turns import Arrival, Waiting


def arrival(inbound: Inbound, now: datetime, default_lang: Lang, *, is_redacted: bool = False) -> Arrival:
    """As the inbox takes it. `is_redacted`: what its platform keeps of private messages is erased there."""
    return Arrival(
        inbound.channel,
        inbound.account,
        inbound.provider_id,
        inbound.kind,
        inbound.address,
        inbound.name,
        inbound.lang or default_lang,
        inbound.raw,
        now,
        inbound.others,
        is_redacted and is_private(_words(inbound.event)),
        is_redacted and inbound.has_media,
    )


def in_order(inbounds: Sequence[Inbound]) -> list[Inbound]:
    """As they came, but what one sender sent in the order their platform tells, where it tells one.

    Those without a `sequence` stay where they are, and so does everybody else's.
    """
    places: dict[tuple[str, ...], list[int]] = {}
    for place, inbound in enumerate(inbounds):
        if inbound.sequence is not None:
            sender = (inbound.channel, inbound.account, inbound.kind, inbound.address)
            places.setdefault(sender, []).append(place)
    ordered = list(inbounds)
    for theirs in places.values():
        sent = sorted((inbounds[place] for place in theirs), key=lambda inbound: inbound.sequence or 0)
        for place, inbound in zip(theirs, sent, strict=True):
            ordered[place] = inbound
    return ordered


@dataclass(slots=True)
class Heard:
    """Who wrote in a batch: when they last did, by address id. Blocking us is not writing."""

    wrote_at: dict[int, datetime] = field(default_factory=dict)
    _persons: set[tuple[str, int]] = field(default_factory=set)

    def note(self, waiting: Waiting, inbound: Inbound) -> None:
        """Not later than it came: a platform's clock may be ahead of ours."""
        if isinstance(inbound.event, Reached):
            return
        at = min(waiting.received_at, inbound.sent_at or waiting.received_at)
        before = self.wrote_at.get(waiting.address_id)
        self.wrote_at[waiting.address_id] = max(before, at) if before else at
        self._persons.add((waiting.channel, waiting.person_id))

    def on(self, channels: Collection[str]) -> set[int]:
        """The people who wrote on one of these channels."""
        return {person for channel, person in self._persons if channel in channels}


def _words(event: Event) -> str:
    match event:
        case Said(text=text):
            return text
        case Shared(value=value, caption=caption):
            return f"{value or ''} {caption or ''}"
        case Started() | Chose() | Reached():
            return ""
