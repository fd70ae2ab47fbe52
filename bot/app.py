"""The composition root: `build` puts all together, and nothing else chooses what is real or simulated."""

from __future__ import annotations

import gc
import os
import random
import secrets as randomness
import time
from base64 import b32encode
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from threading import Thread
from typing import TypeVar
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection

from bot.campaigns import Campaigns, rules_of
from bot.channels import Channel, NewId
from bot.drafts import Draw, Render, Templates, draw
from bot.lease import Lease
from bot.outbox import Count, Sender, Times
from bot.pace import TELEGRAM_CHAT, WHATSAPP_CHAT, Pace
from bot.settings import DEMO_DATABASE, Settings, WhatsApp
from bot.turns import Turns
from bot.wording import Wording
from bot.writer import Priority, Writer
from flows import respond
from flows.render import LANGUAGES, command_list, render
from flows.rules import calendar, regions
from flows.rules.nudges import Policy
from flows.types import Office
from storage import Secrets, Store, campaign_checks, people, read_or_make_key_file
from storage.deliveries import Failed
from storage.marks import mark, set_mark
from storage.outcomes import Outcome

_log = structlog.get_logger()
T = TypeVar("T")
Clock = Callable[[], datetime]

_TO_CROCKFORD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
_PURPOSE = "purpose"


class CannotStart(Exception):  # noqa: N818  said to the operator as it stands
    """Why it does not start, in one line that says what to do."""


def real_clock() -> datetime:
    return datetime.now(UTC)


def new_reference() -> str:
    """Eight characters that nobody can guess, to be read aloud without mistakes (Crockford's base 32)."""
    return b32encode(randomness.token_bytes(5)).decode().translate(_TO_CROCKFORD)


def build(
    settings: Settings, clock: Clock = real_clock, ids: NewId = new_reference, *, is_demo: bool = False
) -> App:
    """Open the database (made and brought up to date if need be) and put an App together.

    `is_demo`: registration and payment are simulated, and every message and card says so.
    Raises storage.WrongKey when the keys are not those of the database, CannotStart for what else stops it.
    """
    store = open_store(settings)
    file = settings.database.file
    if file is not None and is_open_to_others(file):
        _log.warning("database.open_to_others", do=f"chmod 600 {file}")
    public = settings.server.public_url
    links = Links(card=f"{public}/kartu/{{token}}" if public else None)
    times = Times(clock, time.monotonic, random.random)
    return App(settings, store, Writer(), times, ids, links, is_demo)


def open_store(settings: Settings) -> Store:
    """The database of these settings, up to date and with its keys; close it."""
    store = Store(settings.database.url, read_secrets(settings))
    try:
        is_new = _bring_up_to_date(store)
        store.check_keys()
        if is_new:
            _fill_in(store)
    except BaseException:
        store.close()
        raise
    return store


def _bring_up_to_date(store: Store) -> bool:
    """Was there something to do?"""
    if store.is_current():
        return False
    if store.is_newer():
        raise CannotStart("this database is of a newer release; install that release, or restore a backup")
    store.migrate()
    return True


def _fill_in(store: Store) -> None:
    """What a migration cannot, having no keys; interrupted, it is done at the next one."""
    last: int | None = 0
    while last is not None:
        with store.writing() as conn:
            last = people.fill_name_starts(conn, store.secrets, last)


def read_secrets(settings: Settings) -> Secrets:
    """The keys of the settings, else those beside the SQLite file, made with a new database only."""
    privacy = settings.privacy
    if privacy.hash_key is not None:
        return Secrets.parse(privacy.keys, privacy.hash_key.get_secret_value())
    file = settings.database.file
    if file is None:
        raise CannotStart("privacy.keys and privacy.hash_key must be given with Postgres")
    is_new = not file.exists() or file.stat().st_size == 0
    return read_or_make_key_file(key_file_of(file), make=is_new)


def key_file_of(database: Path) -> Path:
    """Where the keys of a SQLite database are kept: beside it."""
    return database.with_name(f"{database.name}.keys")


def is_open_to_others(database: Path) -> bool:
    """Can other users of this machine read the database? We make it for its owner only."""
    return os.name == "posix" and bool(database.stat().st_mode & 0o077)


def warm_up() -> Thread:
    """Load, in a thread of its own, what is only loaded when it is needed, so that no person waits for it."""
    thread = Thread(target=_load_what_is_needed, name="warm-up", daemon=True)
    thread.start()
    return thread


def _load_what_is_needed() -> None:
    for lang in LANGUAGES:
        command_list(lang)
    regions.find("x")
    today = real_clock().date()
    for days in range(2):  # of which one at least is no Sunday
        calendar.is_working_day(today + timedelta(days=days))
    from bot.coverage import pictures  # only who serves pays for what draws them

    pictures.warm_up()
    # what is loaded by now stays: to look through all of it for garbage again and again holds everybody up
    gc.freeze()


def as_demo(settings: Settings) -> Settings:
    """The same office in the demo's own database, without anything that reaches the world."""
    return settings.model_copy(
        update={
            "database": settings.database.model_copy(update={"url": DEMO_DATABASE}),
            "telegram": settings.telegram.model_copy(update={"token": None}),
            "whatsapp": WhatsApp(),
        }
    )


@dataclass(slots=True)
class Links:
    """Addresses for people to open, each with a place for "{token}"; channels tell theirs, by name."""

    invitations: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    """with a place for "{code}": there two accounts of one person are linked"""
    card: str | None = None


@dataclass(frozen=True)
class App:
    """Everything that runs, put together. Close it."""

    settings: Settings
    store: Store
    writer: Writer
    times: Times
    new_id: NewId
    links: Links
    is_demo: bool = False
    """is what people are told of registration and payment simulated?"""

    @cached_property
    def _policy(self) -> Policy:
        return self.settings.policy

    @property
    def office(self) -> Office:
        """The office as conversations know it. Made anew each time: the links are learnt while we run."""
        office, invitations = self.settings.office, self.settings.invitations
        kept = self.settings.privacy.retention
        return Office(
            name=office.name,
            area=office.area,
            contact=office.contact,
            hours=office.hours,
            closed_days=frozenset(office.closed_days),
            zone=ZoneInfo(office.timezone),
            languages=office.languages,
            draft_days=kept.drafts_days,
            invited_days=kept.invitations_days,
            message_days=kept.messages_days,
            receipt_days=kept.receipts_days,
            pause_days=invitations.pause_days,
            open_per_participant=invitations.open_per_participant,
            open_per_number=invitations.open_per_number,
            first_message=invitations.first_message,
            nudges=self._policy,
            invitation_links=tuple(self.links.invitations.values()),
            console_link=f"{self.settings.console.address}/masuk#{{token}}",
            card_link=self.links.card,
            account_links=tuple(self.links.accounts.items()),
            writes_first_from=("whatsapp", number) if (number := self.settings.whatsapp.from_) else None,
        )

    def turns(
        self,
        channels: Sequence[Channel],
        on_commit: Callable[[], None] = lambda: None,
        count: Callable[[int], None] = lambda _: None,
    ) -> Turns:
        """What takes turns for these channels; `on_commit` is called when something may be to send."""
        return Turns(
            self.store,
            self.writer,
            self.times.now,
            self.new_id,
            lambda: self.office,
            self.settings.office.languages[0],
            {channel.name: channel for channel in channels},
            respond=respond,
            on_commit=on_commit,
            count=count,
        )

    def sender(
        self,
        channel: Channel,
        pace: Pace | None = None,
        *,
        by_force: bool = False,
        templates: Templates | None = None,
        count: Count | None = None,
    ) -> Sender:
        """What sends for this channel; without a pace, as fast as it goes."""
        holder = f"sender {self.new_id()}"
        render, draw = self._said_and_drawn
        return Sender(
            channel,
            self.store.secrets,
            self.write,
            self.times,
            holder,
            pace=pace,
            by_force=by_force,
            render=render,
            draw=draw,
            templates=templates,
            refuse=self._refuse,
            words={"nudge": Wording(self), "campaign": Campaigns(self.store, lambda: self.office)},
            explain=self._explain,
            resolve=self._resolve,
            count=count,
        )

    def _refuse(self, conn: Connection, rows: Collection[int], now: datetime) -> set[int]:
        return campaign_checks.settle(conn, rows, rules_of(self.office), now)

    def _explain(self, failed: Failed) -> Outcome:
        from bot.deliveries import explain  # it knows what every channel answers

        return explain(failed, self.times.now())

    def _resolve(self, conn: Connection, rows: Collection[int], now: datetime) -> None:
        from bot.deliveries import resolve

        resolve(conn, self.store.secrets, rows, now)

    @property
    def _said_and_drawn(self) -> tuple[Render, Draw]:
        if self.is_demo:
            from bot.coverage import demo_says  # only who serves pays for what draws pictures

            return demo_says.render, demo_says.draw
        return render, draw

    def pace(self, channel: Channel) -> Pace:
        """How fast may be sent there, by the settings."""
        limits = self.settings.limits
        if channel.name == "whatsapp":
            return Pace(
                limits.whatsapp_per_second,
                limits.bulk_share,
                chat=WHATSAPP_CHAT,
                people_per_day=limits.whatsapp_people_per_day,
            )
        return Pace(limits.telegram_per_second, limits.bulk_share, chat=TELEGRAM_CHAT)

    def lease(self, name: str) -> Lease:
        """A lease for what one process does at a time."""
        return Lease(name, f"{name} {self.new_id()}"[:80], self.write, self.times.monotonic)

    async def write(self, work: Callable[[Connection], T], /, priority: Priority = Priority.REPLY) -> T:
        """Run work in one transaction of the writer."""
        return await self.writer.run(priority, self._in_transaction, work)

    def become_demo(self) -> None:
        """Mark this database as the demo's for ever; raises CannotStart when it serves real people."""
        self._become("demo", "real", "it holds real people; move the file away, the demo makes its own")

    def become_real(self) -> None:
        """Mark this database as that of real people; raises CannotStart when it is the demo's."""
        self._become("real", "demo", "it is the demo's; set database.url to another file")

    def _become(self, purpose: str, other: str, what_to_do: str) -> None:
        with self.store.writing() as conn:
            if mark(conn, _PURPOSE) == other:
                raise CannotStart(f"database.url: {what_to_do}")
            set_mark(conn, _PURPOSE, purpose)

    def _in_transaction(self, work: Callable[[Connection], T]) -> T:
        with self.store.writing() as conn:
            return work(conn)

    async def close(self) -> None:
        """End the writer and close the database; what was begun is finished."""
        await self.writer.close()
        self.store.close()
