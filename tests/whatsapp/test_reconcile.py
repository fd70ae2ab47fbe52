"""After downtime: what Twilio lists and nobody took is taken, once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.channels import NewId, Received, SendError, Then
from bot.channels.whatsapp_updates import read_form
from bot.reconcile import OVERLAP, reconcile
from storage import Store
from storage.marks import mark, set_mark
from storage.tables import inbox, outbox
from storage.withheld import STILL_ANSWERS
from tests.whatsapp.counter import SITI, Counter
from tests.whatsapp.rows import OFFICE, START


class Listing:
    """A WhatsApp that lists; `asked` keeps since when."""

    name, account = "whatsapp", OFFICE

    def __init__(self) -> None:
        self.forms: list[dict[str, str]] = []
        self.asked: list[datetime] = []
        self.trouble: SendError | None = None

    def parse(self, raw: bytes, new_id: NewId) -> Received | None:
        return read_form(raw, self.account, new_id)

    async def received(self, since: datetime) -> list[dict[str, str]]:
        self.asked.append(since)
        if self.trouble:
            raise self.trouble
        return [form for form in self.forms if datetime.fromisoformat(form["DateSent"]) >= since]

    def hears(self, sid: str, at: datetime, **changes: str) -> None:
        form = {"MessageSid": sid, "From": f"whatsapp:{SITI}", "To": f"whatsapp:{OFFICE}", "Body": sid}
        self.forms.append(form | {"NumMedia": "0", "DateSent": at.isoformat()} | changes)


def look(counter: Counter, listing: Listing, take: Any = None) -> dict[str, int]:
    async def work() -> dict[str, int]:
        turns = counter.app.turns([counter.whatsapp])
        try:
            return await reconcile(counter.app, listing, take or turns.take)
        finally:
            await turns.close()

    return asyncio.run(work())


def marked(store: Store, what: str) -> str | None:
    with store.reading() as conn:
        return mark(conn, f"whatsapp.{what}:{OFFICE}")


def test_the_first_look_remembers_and_answers_nobody(store: Store) -> None:
    counter, listing = Counter(store), Listing()
    listing.hears("SM1", START - timedelta(minutes=1))

    assert look(counter, listing) == {"new": 0, "missed": 0}
    assert listing.asked == []
    assert marked(store, "reconciled") == START.isoformat()


def test_what_came_in_while_nobody_listened_is_taken_once(store: Store) -> None:
    counter, listing = Counter(store), Listing()
    look(counter, listing)
    counter.post("/whatsapp/webhook", counter.form(MessageSid="SM1"))
    listing.hears("SM1", START)
    for n in range(2, 70):
        listing.hears(f"SM{n}", START + timedelta(minutes=n))
    counter.now += timedelta(hours=30)
    back = counter.now

    first, second = look(counter, listing), look(counter, listing)

    assert (first, second) == ({"new": 68, "missed": 68}, {"new": 0, "missed": 0})
    assert counter.count(inbox) == 69
    assert listing.asked == [START - OVERLAP, back - OVERLAP]
    assert marked(store, "missed") == f"{back.isoformat()} 68"


def test_what_is_only_on_its_way_proves_nothing(store: Store) -> None:
    counter, listing = Counter(store), Listing()
    look(counter, listing)
    counter.now += timedelta(minutes=10)
    listing.hears("SM1", counter.now - timedelta(minutes=1))

    found = look(counter, listing)
    counter.post("/whatsapp/webhook", counter.form(MessageSid="SM1"))

    assert found == {"new": 1, "missed": 0}
    assert marked(store, "missed") is None
    assert (counter.count(inbox), counter.count(outbox)) == (1, 1)


def test_a_look_that_broke_off_is_made_again(store: Store) -> None:
    counter, listing = Counter(store), Listing()
    look(counter, listing)
    for n in range(60):
        listing.hears(f"SM{n}", START + timedelta(seconds=n))
    counter.now += timedelta(hours=1)
    turns = counter.app.turns([counter.whatsapp])
    calls = 0

    async def breaks_off(received: Sequence[Received]) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise ConnectionError("the process ends here")
        await turns.take(received)

    with pytest.raises(ConnectionError):
        look(counter, listing, breaks_off)

    assert marked(store, "reconciled") == START.isoformat()
    assert look(counter, listing)["new"] == 10
    assert counter.count(inbox) == 60


def test_a_list_that_cannot_be_had_moves_nothing(store: Store) -> None:
    counter, listing = Counter(store), Listing()
    look(counter, listing)
    counter.now += timedelta(hours=1)
    listing.trouble = SendError("Twilio answers 503", Then.RETRY)

    with pytest.raises(SendError):
        look(counter, listing)

    assert marked(store, "reconciled") == START.isoformat()


def test_what_cannot_be_read_stops_nothing(store: Store) -> None:
    counter, listing = Counter(store), Listing()
    look(counter, listing)
    listing.hears("SM1", START, From="whatsapp:?")
    listing.hears("SM2", START, Body="")
    listing.hears("SM3", START)
    counter.now += timedelta(minutes=1)

    assert look(counter, listing) == {"new": 1, "missed": 0}


def test_after_a_restore_nothing_is_taken_that_was_answered_long_before(store: Store) -> None:
    """By the system that lived on, which the inbox of the restored one does not know."""
    counter, listing = Counter(store), Listing()
    with store.writing() as conn:
        for name in ("restored.at", f"whatsapp.reconciled:{OFFICE}"):
            set_mark(conn, name, START.isoformat())
    listing.hears("SM1", START - timedelta(minutes=12))
    listing.hears("SM2", START - timedelta(minutes=2))
    counter.now += timedelta(minutes=1)

    assert look(counter, listing)["new"] == 1
    assert listing.asked == [START - STILL_ANSWERS]
