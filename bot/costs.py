"""What a broadcast would cost and how long it would take, by the dated price table and the allowed rates."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Literal, TypeAlias

from bot.pace import FOR_NUDGES
from bot.settings import Limits, Price
from storage.previews import Counted

Kind: TypeAlias = Literal["marketing", "utility", "service"]


@dataclass(frozen=True, slots=True)
class Cost:
    """So many messages of a kind on a channel, and what they cost in rupiah; None: no price is known."""

    channel: str
    kind: Kind
    number: int
    rupiah: int
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Duration:
    """How long a channel would take for all of it; `days`: that WhatsApp's limit of people makes it."""

    channel: str
    per_second: float
    time: timedelta
    days: int


def price(table: Sequence[Price], channel: str, kind: str, day: date) -> Price | None:
    """What holds that day; None: it is free."""
    known = [one for one in table if (one.channel, one.kind) == (channel, kind) and one.since <= day]
    return max(known, key=lambda one: one.since, default=None)


def costs(table: Sequence[Price], counted: Iterable[Counted], topic: str, day: date) -> list[Cost]:
    """By channel and window, of those who are not left out.

    Inside the window a text is a service message, whatever it says; outside of it a template is charged by
    what it is for. What is free every month is not taken off: it is an upper bound.
    """
    numbers: dict[tuple[str, Kind], int] = {}
    for one in counted:
        if one.left_out is None and one.channel is not None:
            outside: Kind = "marketing" if topic == "campaign" else "utility"
            key = (one.channel, "service" if one.is_open else outside)
            numbers[key] = numbers.get(key, 0) + one.number
    return [_cost(table, channel, kind, number, day) for (channel, kind), number in sorted(numbers.items())]


def _cost(table: Sequence[Price], channel: str, kind: Kind, number: int, day: date) -> Cost:
    parts = [found for part in (kind, "fee") if (found := price(table, channel, part, day))]
    each = sum((part.rupiah for part in parts), Decimal(0))
    total = int((each * number).to_integral_value(ROUND_CEILING))
    return Cost(channel, kind, number, total, all(part.confirmed for part in parts))


def durations(limits: Limits, counted: Iterable[Counted]) -> list[Duration]:
    """At the rate that bulk may take, if nothing else is sent."""
    numbers: dict[str, list[int]] = {}
    for one in counted:
        if one.left_out is None and one.channel is not None:
            both = numbers.setdefault(one.channel, [0, 0])
            both[0] += one.number
            both[1] += 0 if one.is_open else one.number
    found = []
    for channel, (number, outside) in sorted(numbers.items()):
        whole = limits.whatsapp_per_second if channel == "whatsapp" else limits.telegram_per_second
        per_second = whole * limits.bulk_share
        per_day = int(limits.whatsapp_people_per_day * (1 - FOR_NUDGES))
        days = math.ceil(outside / max(1, per_day)) if channel == "whatsapp" else 0
        time = max(timedelta(seconds=number / per_second), timedelta(days=max(0, days - 1)))
        found.append(Duration(channel, per_second, time, days))
    return found
