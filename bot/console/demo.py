"""The demo: phones, an office's desk and a clock, around the real thing.

What is done on a phone goes inbox -> turn -> database -> outbox -> phone. The desk does what staff does
(`bot/office.py`); registration and payment are simulated and say so. When the clock is moved, every day that
passes has its ticks, and what they send is sent on that day.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection

from bot import office
from bot.app import App
from bot.broadcasting import Broadcasting
from bot.channels.simulator import ACCOUNT, ADDRESS_KIND, NAME, Bubble, Owner, Simulator
from bot.console import sheets
from bot.console.clock import DemoClock, a_month_later, morning_of, next_due_date
from bot.console.past import bubbles_of
from bot.coverage import receipts, simulated
from bot.scheduler import Scheduler
from bot.ticks import ticks
from flows.types import Lang
from storage.chats import chat_of, was_erased
from storage.overview import Overview, overview, receipt_picture
from storage.people import AddressKey, NewAddress, address_hash, find, find_or_add, set_languages
from storage.staff import appoint, link_chat

PARTICIPANT = Owner("peserta", "Ratna Wulandari", "+6281100000001")
WORKER = Owner("pekerja", "Budi Santoso", "+6281234567890")
OFFICE = Owner("admin", "Dewi (kantor)", "+6281100000003")
OWNERS = (PARTICIPANT, WORKER, OFFICE)
"""invented people"""
STEP = timedelta(days=1)
SEND_EVERY = 2.0
"""seconds after which what is to be tried again is looked for"""

_log = structlog.get_logger()
T = TypeVar("T")
Listener = Callable[[str | None], None]
"""told which phone shows something else; None: something else changed"""


class Demo:
    """Everything the page shows and does. One for each process."""

    def __init__(self, app: App, clock: DemoClock, invitation_prefix: str) -> None:
        """`invitation_prefix`: what the links of invitations begin with; the token follows."""
        self.app, self.clock = app, clock
        self.simulator = Simulator(OWNERS, app.times.now, self._phone_changed)
        self._invitation_prefix = invitation_prefix
        self._turns = app.turns([self.simulator], self.wake)
        self._sender = app.sender(self.simulator, by_force=True)
        self._listeners: list[Listener] = []
        self._woken = asyncio.Event()
        self._is_news = False
        """what the desk shows may be another thing since it was last told"""
        self._sending, self._moving = asyncio.Lock(), asyncio.Lock()
        self._ticks = ticks(app, [self.simulator])
        self._broadcasting = Broadcasting(app, [(NAME, ACCOUNT)], self.wake)

    @property
    def zone(self) -> ZoneInfo:
        return self.app.office.zone

    @property
    def is_moving(self) -> bool:
        """Does the clock run forward just now?"""
        return self._moving.locked()

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Be told of changes; gives what ends it."""
        self._listeners.append(listener)

        def end() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return end

    # --- running -------------------------------------------------------------------------------------

    async def begin(self) -> None:
        """Know the office's person, show what was said before, and take what waits."""
        await self.app.write(self._appoint)
        await self.app.write(self.clock.remember)
        for owner in OWNERS:
            self.simulator.restore(owner.address, await asyncio.to_thread(self._past, owner.address))
        await self._turns.catch_up()

    async def run(self, stop: asyncio.Event) -> None:
        """Send, tick, and take what was left waiting, until `stop` is set."""
        scheduler = Scheduler(self._ticks, self.app.times.monotonic)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(scheduler.run(stop))
            tasks.create_task(self._broadcasting.run(stop))
            tasks.create_task(self._send_on(stop))

    async def close(self) -> None:
        """Finish what is in hand."""
        await self._turns.close()
        await self._sender.finish()

    async def _send_on(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await self._turns.catch_up()
                await self._send_all()
            except Exception:
                _log.exception("demo.sending_failed")
            with suppress(TimeoutError):
                await asyncio.wait_for(_either(self._woken, stop), SEND_EVERY)

    async def _send_all(self) -> None:
        async with self._sending:
            self._woken.clear()
            await self._sender.drain()
        if self._is_news:
            self._is_news = False
            self._tell(None)

    def wake(self) -> None:
        """There may be something to send."""
        self._woken.set()
        self._sender.wake()
        self._tell(None)

    async def speak(self, lang: Lang) -> None:
        """The people of the phones speak another language from now on, as if each had chosen it."""
        self.simulator.lang = lang
        keys = [self._key(owner.address) for owner in OWNERS]

        def set_all(conn: Connection) -> None:
            set_languages(conn, {found.person_id: lang for found in find(conn, keys).values()})

        await self.app.write(set_all)

    # --- phones --------------------------------------------------------------------------------------

    async def say(self, address: str, text: str) -> None:
        """The phone's owner writes; a link of an invitation that is pasted is opened, as phones do."""
        text = text.strip()
        if text:
            await self._take(self.simulator.said(address, text, self.app.new_id()))

    async def tap(self, address: str, bubble: Bubble, data: str) -> None:
        """They tap a button."""
        button = next((one for one in bubble.buttons if one.data == data), None)
        if button is not None:
            await self._take(self.simulator.tapped(address, button, self.app.new_id()))

    async def share_number(self, address: str) -> None:
        """They share their own number."""
        await self._take(self.simulator.shared_number(address, self.app.new_id()))

    async def share_file(self, address: str, content: bytes, media_type: str) -> None:
        """They send a picture or a document; a receipt is fetched at once, not at the next tick."""
        await self._take(self.simulator.shared_file(address, content, media_type, self.app.new_id()))
        await receipts.look_after(self.app, [self.simulator])
        self.wake()

    async def open(self, address: str, token: str | None = None) -> None:
        """They open the bot, or an invitation."""
        await self._take(self.simulator.started(address, token, self.app.new_id()))

    def token_in(self, link: str) -> str | None:
        """The token of an invitation's link; None: it is another link."""
        return (
            link.removeprefix(self._invitation_prefix) if link.startswith(self._invitation_prefix) else None
        )

    async def _take(self, raw: bytes) -> None:
        inbound = self.simulator.parse(raw, self.app.new_id)
        if inbound is None:
            raise ValueError("a phone made what it does not understand")
        self.simulator.is_thinking(inbound.address)
        try:
            await self._turns.take([inbound])
            self.simulator.was_stored(inbound.address)
        finally:
            self.simulator.is_thinking(inbound.address, is_so=False)

    # --- the clock -----------------------------------------------------------------------------------

    async def forward_a_day(self) -> None:
        await self._forward(self.app.times.now() + STEP)

    async def forward_to_due_date(self) -> None:
        await self._forward(morning_of(next_due_date(self._today), self.zone))

    async def forward_a_month(self) -> None:
        await self._forward(morning_of(a_month_later(self._today), self.zone))

    @property
    def _today(self) -> date:
        return self.app.times.now().astimezone(self.zone).date()

    async def _forward(self, until: datetime) -> None:
        """Day by day, so that everything happens on its day."""
        if self._moving.locked():
            return  # another tab was faster
        async with self._moving:
            typing, self.simulator.typing_seconds = self.simulator.typing_seconds, 0.0
            try:
                while (now := self.app.times.now()) < until:
                    self.clock.set_to(min(now + STEP, until.astimezone(UTC)))
                    await self._pass_a_day()
            finally:
                self.simulator.typing_seconds = typing
        self._tell(None)

    async def _pass_a_day(self) -> None:
        await self.app.write(self.clock.remember)
        for tick in self._ticks:
            try:
                await tick.work()
            except Exception:
                _log.exception("tick.failed", tick=tick.name)
        await self._send_all()

    # --- the office ----------------------------------------------------------------------------------

    async def overview(self) -> Overview:
        """Where everything stands."""
        return await asyncio.to_thread(self._read_overview)

    async def receipt_picture(self, reference: str) -> tuple[bytes, str] | None:
        """The picture of a receipt and its media type."""
        return await asyncio.to_thread(self._read_receipt, reference)

    async def register(self, nomination: str) -> None:
        """The simulated desk of BPJS Ketenagakerjaan registers the worker."""
        result = await self._work(lambda hand: simulated.register(hand, nomination))
        if result.verdict not in ("accepted", "already known"):
            raise office.CannotBeDone(f"{result.verdict} {result.detail}".strip())

    async def pay(self, bill: str) -> bool:
        """The participant pays the bill, at the simulated gateway; False: it was paid before."""
        try:
            await self._work(lambda hand: simulated.pay(hand, bill))
        except office.CannotBeDone:
            return False
        return True

    async def verify_receipt(self, receipt: str, amount: int) -> None:
        """The office found the money that a receipt tells of."""
        await self._work(lambda hand: office.verify_receipt(hand, receipt, amount, hand.today))

    async def refuse_receipt(self, receipt: str, reason: str) -> None:
        """The office did not."""
        await self._work(lambda hand: office.refuse_receipt(hand, receipt, reason))

    async def finish_task(self, task: int) -> None:
        """The office did what was to be done."""
        await self._work(lambda hand: office.done(hand, task))

    async def export_registrations(self) -> bytes:
        """The table of those who are to be registered, as XLSX."""
        content = await asyncio.to_thread(sheets.exported, self.app)
        self._tell(None)
        return content

    async def import_table(self, kind: str, name: str, content: bytes) -> sheets.Report:
        """Take a table in ("registrations" or "payments"); its report, row by row."""
        report = await asyncio.to_thread(sheets.taken, self.app, kind, name, content)
        self.wake()
        return report

    async def _work(self, do: Callable[[office.Hand], T]) -> T:
        """As the person of the office, in one transaction; what it sends goes out at once."""
        secrets, known, now = self.app.store.secrets, self.app.office, self.app.times.now()

        def work(conn: Connection) -> T:
            return do(office.Hand(conn, secrets, known, now, OFFICE.name, "owner", source="simulated"))

        done = await self.app.write(work)
        self.wake()
        return done

    def _read_overview(self) -> Overview:
        with self.app.store.reading() as conn:
            return overview(conn, self.app.store.secrets)

    def _read_receipt(self, reference: str) -> tuple[bytes, str] | None:
        with self.app.store.reading() as conn:
            return receipt_picture(conn, self.app.store.secrets, reference)

    # --- within --------------------------------------------------------------------------------------

    def _appoint(self, conn: Connection) -> None:
        """The person with the office's phone is of its staff, and is told what needs a hand."""
        key = self._key(OFFICE.address)
        new = NewAddress(key, OFFICE.address, self.simulator.account, OFFICE.name, self._default_lang)
        now = self.app.times.now()
        found = find_or_add(conn, self.app.store.secrets, {key: new}, self.app.new_id, now)
        link_chat(conn, appoint(conn, OFFICE.name, "owner", now).id, found[key].person_id)

    def _past(self, address: str) -> list[Bubble]:
        secrets, key = self.app.store.secrets, self._key(address)
        with self.app.store.reading() as conn:
            found = find(conn, [key]).get(key)
            if found is None:
                return []
            chat = chat_of(conn, secrets, found.person_id, NAME)
            is_erased = was_erased(conn, found.person_id, NAME)
        return bubbles_of(self.simulator, chat, self.app.times.now() if is_erased else None)

    def _key(self, address: str) -> AddressKey:
        return AddressKey(NAME, ADDRESS_KIND, address_hash(self.app.store.secrets, ADDRESS_KIND, address))

    @property
    def _default_lang(self) -> str:
        return self.app.settings.office.languages[0]

    def _phone_changed(self, address: str) -> None:
        self._is_news = True
        self._tell(address)

    def _tell(self, address: str | None) -> None:
        for listener in tuple(self._listeners):
            listener(address)


async def _either(*events: asyncio.Event) -> None:
    """Until one of them is set."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
