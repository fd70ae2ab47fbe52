"""A crowd that writes without pause on both channels, and messages that wait to be sent to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from random import Random
from threading import Event, Semaphore, Thread
from typing import TypeAlias

from sqlalchemy import Connection, insert

from flows.stored import dump_message
from flows.types import Say
from storage import Store
from storage.people import address_hash
from storage.tables import addresses, outbox, people
from tests.fakes import bot_api_person, twilio_person
from tests.fakes.bot_api import BotApi
from tests.fakes.twilio import Twilio

Person: TypeAlias = bot_api_person.Person | twilio_person.Person

LINES = (
    "halo",
    "menu",
    "daftar",
    "setuju",
    "Budi Santoso",
    "apa itu JKK?",
    "kembali",
    "1",
    "batal",
    "bantuan",
)
"""what they write: it opens conversations, goes on in them and leaves them; often the same is answered"""
LISTENERS = 30
"""on each channel, who get bulk and write nothing"""
STRANGERS = 3
"""who never wrote on WhatsApp, so that only a template could reach them"""


class Crowd:
    """`talkers` write; `put` has messages wait for all. The people are known to the office from the start."""

    def __init__(self, store: Store, api: BotApi, twilio: Twilio, random: Random, talkers: int = 20) -> None:
        """`talkers`: on each channel."""
        self._store, self._random, self._numbers = store, random, count(1)
        self._account = {"telegram": api.token.partition(":")[0], "whatsapp": twilio.number}
        self.talkers: list[Person] = []
        self._turns: list[Person] = []
        self._talking: list[int] = []
        self._listening: list[int] = []
        with store.writing() as conn:
            for number in range(talkers + LISTENERS):
                talks = number < talkers
                phone = f"+62812{number:08}"
                on_telegram = api.person(f"Orang {number}")
                on_whatsapp = twilio.person(phone, f"Orang {number}")
                on_whatsapp.wrote_at = datetime.now(UTC)
                ids = [
                    self._known(conn, "telegram", "telegram_id", str(on_telegram.id)),
                    self._known(conn, "whatsapp", "phone", phone),
                ]
                (self._talking if talks else self._listening).extend(ids)
                self.talkers += [on_telegram, on_whatsapp] if talks else []
            self._strangers = [
                self._known(conn, "whatsapp", "phone", f"+62813{number:08}", wrote=False)
                for number in range(STRANGERS)
            ]

    def put(self, nudges: int, bulk: int) -> None:
        """So many wait from now on, for people by chance; no two have the same words."""
        with self._store.writing() as conn:
            for _ in range(nudges):
                self._wait(conn, self._random.choice(self._talking), 1, "confirmation")
            for _ in range(bulk):
                self._wait(conn, self._random.choice(self._listening), 2, "campaign")

    def put_to_strangers(self) -> None:
        """To those whom only a template could reach, and there is none."""
        with self._store.writing() as conn:
            for person in self._strangers:
                self._wait(conn, person, 2, "campaign")

    def says_something(self) -> None:
        """Whose turn it is: in the end all wrote as much, and none more than may be answered at once."""
        if not self._turns:
            self._turns = self._random.sample(self.talkers, len(self.talkers))
        self._turns.pop().says(self._random.choice(LINES))

    def _known(self, conn: Connection, channel: str, kind: str, value: str, *, wrote: bool = True) -> int:
        now, secrets = datetime.now(UTC), self._store.secrets
        who = {"reference": f"P{next(self._numbers)}", "lang": "id", "created_at": now}
        person = int(conn.execute(insert(people).values(who).returning(people.c.id)).scalar_one())
        where = {
            "person_id": person,
            "channel": channel,
            "account": self._account[channel],
            "kind": kind,
            "value_hash": address_hash(secrets, kind, value),
            "value_sealed": secrets.seal_text(value),
            "wrote_at": now if wrote else None,
            "created_at": now,
        }
        conn.execute(insert(addresses).values(where))
        return person

    def _wait(self, conn: Connection, person: int, priority: int, purpose: str) -> None:
        number = next(self._numbers)
        row = {
            "key": f"put:{number}",
            "person_id": person,
            "priority": priority,
            "purpose": purpose,
            "status": "waiting",
            "kind": "say",
            "body_sealed": self._store.secrets.seal(
                dump_message((Say("manage-job", {"name": f"Orang {number}"}),))
            ),
            "attempts": 0,
            "uncertain_count": 0,
            "parts_sent": 0,
            "created_at": datetime.now(UTC),
        }
        conn.execute(insert(outbox).values(row))


class Chatter:
    """Writes in a thread of its own, whoever listens; `allow` gives it so many lines more."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd, self._lines, self._over = crowd, Semaphore(0), Event()
        self._pause = Event()
        self.written = 0
        self._thread = Thread(target=self._write, name="chatter", daemon=True)
        self._thread.start()

    def allow(self, lines: int) -> None:
        self._lines.release(lines)

    def end(self) -> None:
        """Write no more."""
        self._over.set()
        self._lines.release()
        self._thread.join()

    def _write(self) -> None:
        while self._lines.acquire() and not self._over.is_set():
            self._crowd.says_something()
            self.written += 1
            self._pause.wait(0.01)


def lives(random: Random, number: int) -> Sequence[int]:
    """After how many requests each life ends; some end before they began to send."""
    return [
        random.choice((0, random.randrange(1, 30), random.randrange(30, 150), random.randrange(30, 150)))
        for _ in range(number)
    ]
