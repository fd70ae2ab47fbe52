"""What a day will bring: which reminders would go, to whom, when, on which channel, and what they cost.

If nobody writes, pays or changes settings in between, the day does just this. Nothing is written or sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.costs import price
from bot.nudges import recipient
from flows.rules.nudges import forecast
from storage import nudges
from storage.nudges import Reached
from storage.restored import restored_at

if TYPE_CHECKING:
    from bot.app import App

PAGE = 500
"""people at a time"""
WINDOW = timedelta(hours=24)
"""in which WhatsApp takes a text, after someone wrote"""


@dataclass(frozen=True, slots=True)
class Message:
    """A message of that day."""

    person: str
    """their reference"""
    at: datetime
    """in their zone"""
    channel: str | None
    """None: they have no address that takes messages"""
    needs_template: bool
    steps: tuple[str, ...]
    """of the ladder, one for each subject"""
    is_shifted: bool
    """it would have gone in the night before"""
    rupiah: Decimal
    """by the price table; what is free every month is not taken off"""


def messages_of(app: App, day: date) -> Iterator[Message]:
    """The messages of a day that has not ended, person by person. Raises ValueError for one that has."""
    now = app.times.now()
    if day < now.astimezone(app.office.zone).date():
        raise ValueError(f"{day} is over; a forecast is of today or of a day to come")
    with app.store.reading() as connection:
        after = 0
        while ids := nudges.due_until(connection, _end_of(app, day), after, PAGE):
            yield from _of_page(app, connection, ids, day, now)
            after = ids[-1]


def _of_page(
    app: App, connection: Connection, ids: Sequence[int], day: date, now: datetime
) -> Iterator[Message]:
    secrets, office, restored = app.store.secrets, app.office, restored_at(connection)
    reached = nudges.reached(connection, ids)
    for one in nudges.standings(connection, ids, now).values():
        person = recipient(one, secrets, office, restored)
        start = max(now, one.due_at) if one.due_at is not None else now
        for foreseen in forecast(person, office.nudges, start, day):
            where = reached.get(one.person_id)
            at = foreseen.at.astimezone(person.zone)
            outside = where is not None and where.channel == "whatsapp" and not _is_open(where, at)
            steps = tuple(item.step for item in foreseen.items)
            rupiah = _cost(app, where, outside, day)
            channel = where.channel if where else None
            yield Message(one.reference, at, channel, outside, steps, foreseen.shifted, rupiah)


def _is_open(where: Reached, at: datetime) -> bool:
    return where.wrote_at is not None and at - where.wrote_at < WINDOW


def _cost(app: App, where: Reached | None, outside: bool, day: date) -> Decimal:
    if where is None:
        return Decimal(0)
    kinds = ("utility" if outside else "service", "fee")
    table = app.settings.prices.table
    found = (price(table, where.channel, kind, day) for kind in kinds)
    return sum((one.rupiah for one in found if one), Decimal(0))


def _end_of(app: App, day: date) -> datetime:
    """The last moment that is this day anywhere in the country."""
    return datetime.combine(day + timedelta(days=2), time(), app.office.zone)
