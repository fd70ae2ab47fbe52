"""`sertakan serve`, killed at random moments while both channels are busy: the books are balanced afterwards.

A run that fails prints its seed; SERTAKAN_TEST_SEED gives it again.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random, SystemRandom

import pytest

from bot.app import build
from bot.doors import open_doors
from bot.uncertain import PAGE, resolve_uncertain
from storage import Store
from storage.marks import mark
from tests.fakes.bot_api import BotApi
from tests.fakes.twilio import Twilio
from tests.fakes.twilio_webhooks import Manner
from tests.kill.books import Books
from tests.kill.crowd import Chatter, Crowd, lives
from tests.kill.office import Office, as_settings, settings_of, two_ports

# the library warns of its own attribute, which is not used here
pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")

LINES, LINES_UNHEARD = 30, 10
"""on both channels together: in each life of the process, and before it"""
NUDGES, BULK = 16, 50
KILLS, KILLS_ON_POSTGRES = 10, 3
WAITS_FOR_A_DEATH = 5.0
"""seconds; who has nothing more to send dies all the same"""


@pytest.fixture
def seed() -> int:
    seed = int(os.environ.get("SERTAKAN_TEST_SEED") or SystemRandom().randrange(10**6))
    print(f"SERTAKAN_TEST_SEED={seed}")
    return seed


class Scene:
    """Both platforms, the people on them, and the office between."""

    def __init__(self, folder: Path, store: Store, api: BotApi, random: Random) -> None:
        ports = two_ports()
        address = f"http://127.0.0.1:{ports[0]}"
        self.api, self.store, self.random = api, store, random
        self.twilio = Twilio(public_url=address, bot=address)
        self.twilio.manner = Manner(times=2, shuffled=random, delay=0.05)
        self.twilio.latency, self.api.rates.latency = 0.005, (0.0, 0.01)
        self.crowd = Crowd(store, api, self.twilio, random)
        self.chatter = Chatter(self.crowd)
        self.office = Office(folder, store, api, settings_of(store, api, self.twilio, ports))
        self.books = Books(store, api, self.twilio)

    def asked(self) -> int:
        """How many requests the platforms had from the office."""
        return len(self.api.asked) + self.twilio.counts["create"]

    def open(self) -> None:
        """From here on what is written is not lost: what was written on WhatsApp before is nobody's."""
        self.office.start()
        assert self.office.wait_until(lambda: self._mark(f"whatsapp.reconciled:{self.twilio.number}"))
        assert self.office.wait_until(lambda: self.api.webhook is not None)
        self.crowd.put(NUDGES, BULK)

    def live_and_die(self, requests: int) -> None:
        """What is left of a life of the process: it ends with the request of that number."""
        self.chatter.allow(LINES)
        sent = self.asked()
        self.office.wait_until(lambda: self.asked() >= sent + requests, WAITS_FOR_A_DEATH)
        self.office.kill()

    def be_born(self) -> None:
        """Another life, in which more is to be sent; it begins with the first request."""
        self.crowd.put(NUDGES, BULK)
        self.chatter.allow(LINES_UNHEARD)
        before = self.asked()
        self.office.start()
        assert self.office.wait_until(lambda: self.asked() > before)

    def _mark(self, name: str) -> bool:
        with self.store.reading() as conn:
            return mark(conn, name) is not None

    def find_what_is_uncertain(self) -> None:
        """As the tick does, a moment later."""

        async def run() -> None:
            app = build(
                as_settings(self.office.machine.settings),
                clock=lambda: datetime.now(UTC) + timedelta(minutes=2),
            )
            doors = open_doors(app)
            for _ in range(len(self.books.unsent_ids()) // PAGE + 1):
                await resolve_uncertain(app, doors.channels)
            await doors.close()
            await app.close()

        asyncio.run(run())


@pytest.fixture
def scene(tmp_path: Path, store: Store, seed: int) -> Iterator[Scene]:
    with BotApi() as api:
        scene = Scene(tmp_path, store, api, Random(seed))  # noqa: S311  nothing secret
        with scene.twilio:
            try:
                yield scene
            finally:
                scene.chatter.end()
                scene.office.close()
        assert api.faults == []
        assert scene.twilio.faults == []


def test_killed_at_random_moments_under_load_it_loses_nothing_and_doubles_nothing(
    scene: Scene,
) -> None:
    books, office = scene.books, scene.office
    scene.crowd.put_to_strangers()

    scene.open()
    for requests in lives(scene.random, KILLS if scene.store.is_sqlite else KILLS_ON_POSTGRES):
        scene.live_and_die(requests)
        scene.be_born()
    scene.chatter.end()
    is_quiet = office.wait_until(books.is_quiet)
    scene.twilio.settle()
    assert office.stop() == 0
    scene.find_what_is_uncertain()
    shown = office.machine.run("outbox", "failed", "--json").rows

    print(f"{scene.chatter.written} written, {books.statuses()}")
    assert books.not_heard_once() == []
    assert books.not_settled() == []
    assert is_quiet
    assert books.sent_wrongly_on_whatsapp() == []
    assert books.sent_wrongly_on_telegram() == []
    assert books.sent_nowhere() == []
    assert books.asked_otherwise() == []
    assert {row["id"] for row in shown} == books.unsent_ids()
