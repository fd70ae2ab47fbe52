"""The sender: takes what waits in the outbox, paces it, sends it, and keeps what came of it.

One sender is active for each account of a channel, by a lease that moves within 30 s when its process dies.
A round (`step`) is two short transactions: record what came back and claim more; then mark as attempting what
is sent now. Up to 16 calls are in flight, one for each person. The rules of the rows: `storage/outbox.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, TypeVar, cast

import structlog
from sqlalchemy import Connection

from bot.channels import Channel, Drawing, Outbound, SendError, Then
from bot.pace import Pace
from bot.parts import Limits, Shown, is_empty, to_send
from flows.render import Rendered, render
from flows.render import text as words
from flows.stored import load_message
from flows.types import Asked, Lang, Picture, Say
from storage import leases, outbox, outcomes
from storage.outbox import Claimed, Holder
from storage.outcomes import Dead, Gone, Moved, Outcome, PartSent, Sent, TryLater, Uncertain
from storage.secrets import Secrets

IN_FLIGHT = 16
POLL_SECONDS = 0.5
RENEW_SECONDS = 5.0
MAX_ATTEMPTS = 300
"""with at most five minutes between them: about a day"""
_QUEUED = {0: 64, 1: 32, 2: 16}
"""rows held in memory by priority; few of bulk, which others may have to overtake"""

_log = structlog.get_logger()
T = TypeVar("T")


class Write(Protocol):
    """Runs work in one write transaction, away from the event loop."""

    def __call__(self, work: Callable[[Connection], T], /) -> Awaitable[T]: ...


Render = Callable[[Sequence[Say], Asked | None, Lang], Rendered]
Draw = Callable[[Picture, Lang], Drawing]


def draw(picture: Picture, lang: Lang) -> Drawing:
    """The picture as it is sent."""
    from bot.coverage import pictures  # only who sends pictures pays for what draws them

    return pictures.draw(picture, lang)


@dataclass(frozen=True, slots=True)
class Times:
    """The clocks of a sender: business time, seconds that only go forward, and chance from 0 to 1."""

    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    random: Callable[[], float]


@dataclass(slots=True)
class _Message:
    """A claimed row on its way: its parts once it is rendered, the first that is sent, and the next."""

    row: Claimed
    text: str | None = None
    parts: list[Outbound] = field(default_factory=list)
    first: int = 0
    next: int = 0


class Sender:
    """Sends for one account. `run` until `stop`; or `drain` once. Not shared between event loops."""

    def __init__(
        self,
        channel: Channel,
        secrets: Secrets,
        write: Write,
        times: Times,
        holder: str,
        *,
        pace: Pace | None = None,
        by_force: bool = False,
        render: Render = render,
        draw: Draw = draw,
    ) -> None:
        """`holder`: another name at every start. `pace` None: as fast as it goes.

        `by_force`: take the account from whoever holds it, for an account that only this process can serve.
        """
        self._channel, self._secrets, self._write, self._times = channel, secrets, write, times
        self._holder = Holder(channel.name, channel.account, holder)
        self._lease = f"sender:{channel.name}:{channel.account}"
        self._pace, self._by_force, self._render, self._draw = pace, by_force, render, draw
        self._limits = Limits(channel.text_limit, channel.caption_limit)
        self._queue: list[_Message] = []
        self._results: list[tuple[_Message, Outcome]] = []
        self._calls: dict[int, tuple[_Message, asyncio.Task[None]]] = {}
        self._active: bool | None = None
        """None: the lease was not asked for yet"""
        self._renewed_at: float | None = None
        self._stopping = False
        self._woken = asyncio.Event()

    @property
    def is_active(self) -> bool:
        """Does this sender hold the account's lease?"""
        return bool(self._active)

    def wake(self) -> None:
        """There may be something to send. From the event loop's own thread."""
        self._woken.set()

    def stop(self) -> None:
        """End `run` once what is in hand is done."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Send until stopped. Whatever goes wrong in a round is logged, and the next round tries again."""
        while not self._stopping:
            try:
                wait = await self.step()
            except Exception:
                _log.exception("outbox.round_failed", channel=self._channel.name)
                wait = 2 * POLL_SECONDS
            await self._rest(wait)
        await self.finish()

    async def drain(self) -> None:
        """Send all that waits for this account now."""
        await self.step()
        while self._queue or self._calls or self._results:
            await self._rest(POLL_SECONDS)
            await self.step()

    async def step(self) -> float:
        """One round; gives the seconds after which another one is due, if nothing wakes it before."""
        self._woken.clear()
        recorded = list(self._results)
        asked_at = self._times.monotonic()
        is_ours = self._is_ours_for_now(asked_at)
        held, claimed = await self._write(lambda conn: self._record_and_claim(conn, recorded, is_ours))
        del self._results[: len(recorded)]
        if not is_ours:
            self._note_lease(held, asked_at)
        if not held:
            self._queue.clear()
            return RENEW_SECONDS
        unfinished = [message for message, outcome in recorded if isinstance(outcome, PartSent)]
        self._queue += [*unfinished, *map(_Message, claimed)]
        self._queue.sort(key=lambda message: (message.row.priority, message.row.id))
        chosen, wait = self._choose()
        await self._send(chosen)
        return 0.0 if self._results else wait

    async def settle(self) -> None:
        """Wait until no call is in flight."""
        while self._calls:
            await asyncio.wait([task for _, task in self._calls.values()])

    async def finish(self) -> None:
        """Wait for the calls in flight, record them, and leave everything else to the next sender."""
        await self.settle()
        recorded, ids = list(self._results), [message.row.id for message in self._queue]

        def leave(conn: Connection) -> None:
            ended = [outcome for _, outcome in recorded]
            outcomes.record(conn, self._secrets, self._holder, ended, self._times.now())
            unfinished = [outcome.id for outcome in ended if isinstance(outcome, PartSent)]
            outbox.give_back(conn, self._holder, [*ids, *unfinished])
            leases.release(conn, self._lease, self._holder.name)

        await self._write(leave)
        self._results.clear()
        self._queue.clear()
        self._active, self._renewed_at = None, None

    async def _rest(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except TimeoutError:
            return

    # --- the first transaction of a round ------------------------------------------------------------

    def _record_and_claim(
        self, conn: Connection, results: list[tuple[_Message, Outcome]], is_ours: bool
    ) -> tuple[bool, list[Claimed]]:
        """Is the lease ours, and what was claimed. Changes nothing here: it may yet fail at COMMIT."""
        now = self._times.now()
        if results:
            outcomes.record(conn, self._secrets, self._holder, [outcome for _, outcome in results], now)
        if not is_ours and not self._renew_lease(conn):
            return False, []
        if self._stopping or (self._pace and self._pace.silence(self._times.monotonic())):
            return True, []
        return True, outbox.claim(conn, self._holder, now, self._room())

    def _renew_lease(self, conn: Connection) -> bool:
        held = leases.acquire(
            conn, self._lease, self._holder.name, outbox.LEASE_SECONDS, by_force=self._by_force
        )
        if held:
            outbox.keep(conn, self._holder, self._in_hand())
            outcomes.recover(conn, self._holder)
        return held

    def _is_ours_for_now(self, monotonic: float) -> bool:
        return bool(self._active) and (
            self._renewed_at is not None and monotonic - self._renewed_at < RENEW_SECONDS
        )

    def _note_lease(self, held: bool, asked_at: float) -> None:
        if held != self._active:
            what = "outbox.active" if held else "outbox.standing_by"
            _log.info(what, channel=self._channel.name, lease=self._lease)
        self._active, self._renewed_at = held, asked_at

    def _in_hand(self) -> list[int]:
        results = (message.row.id for message, _ in self._results)
        return [*self._calls, *results, *(message.row.id for message in self._queue)]

    def _room(self) -> Mapping[int, int]:
        held = [message.row.priority for message in self._queue]
        return {priority: most - held.count(priority) for priority, most in _QUEUED.items()}

    # --- the second, and the calls -------------------------------------------------------------------

    def _choose(self) -> tuple[list[_Message], float]:
        """What may be sent now, taken from the queue; and the seconds until more may."""
        now = self._times.monotonic()
        persons = {message.row.person_id for message, _ in self._calls.values()}
        chosen: list[_Message] = []
        wait = POLL_SECONDS
        for message in list(self._queue):
            if len(self._calls) + len(chosen) >= IN_FLIGHT:
                break
            row = message.row
            if row.person_id in persons:
                continue
            pause = self._pace.wait(now, row.address_id, bulk=row.priority == 2) if self._pace else 0.0
            if pause > 0:
                wait = min(wait, pause)
                continue
            if self._pace:
                self._pace.take(now, row.address_id, bulk=row.priority == 2)
            persons.add(row.person_id)
            chosen.append(message)
            self._queue.remove(message)
        return chosen, wait

    async def _send(self, chosen: list[_Message]) -> None:
        prepared = await asyncio.gather(*map(self._prepare, chosen))
        ready = [message for message, is_ready in zip(chosen, prepared, strict=True) if is_ready]
        if not ready:
            return
        texts = {message.row.id: self._sealed(message) for message in ready}
        now = self._times.now()
        try:
            ours = await self._write(lambda conn: outbox.mark_attempting(conn, self._holder, texts, now))
        except Exception:
            self._queue += ready
            raise
        for message in ready:
            if message.row.id in ours:
                self._calls[message.row.id] = (message, asyncio.create_task(self._call(message)))

    async def _prepare(self, message: _Message) -> bool:
        """Open, render and draw a row; one that cannot be is dead, and stops nobody else."""
        if message.parts:
            return True
        try:
            message.text, message.parts = await self._open(message.row)
        except Exception as error:
            _log.exception("outbox.unreadable", row=message.row.id)
            self._results.append((message, Dead(message.row.id, f"cannot be read: {type(error).__name__}")))
            return False
        message.first = 1 if len(message.parts) > 1 and is_empty(message.parts[0]) else 0
        message.next = min(max(message.row.parts_sent, message.first), len(message.parts) - 1)
        return True

    async def _open(self, row: Claimed) -> tuple[str | None, list[Outbound]]:
        """The text as it will be read (None: a deletion), and the calls it takes."""
        if row.body_sealed is None:
            raise ValueError("its body was erased")
        address, body = self._secrets.open_text(row.address_sealed), self._secrets.open(row.body_sealed)
        if row.kind == "delete":
            return None, [Outbound(address, delete=body.decode())]
        says, asked, picture = load_message(body)
        rendered = self._render(says, asked, cast(Lang, row.lang))
        begun = row.parts_sent > 0 and row.text_sealed is not None
        text = self._secrets.open_text(row.text_sealed) if begun and row.text_sealed else rendered.text
        shown = await self._shown(row, picture) if picture else None
        return text, to_send(address, text, rendered, asked, self._limits, shown)

    async def _shown(self, row: Claimed, picture: Picture) -> Shown:
        """Drawn in a thread, which others need not wait for; a picture that fails never stops its text."""
        lang = cast(Lang, row.lang)
        caption = words(picture.caption, lang) if picture.caption else None
        is_sent = row.parts_sent > 0
        if is_sent or not self._limits.caption:
            return Shown(None, caption)
        try:
            return Shown(await asyncio.to_thread(self._draw, picture, lang), caption)
        except Exception:
            _log.exception("outbox.not_drawn", row=row.id, picture=picture.kind)
            return Shown(None, caption)

    def _sealed(self, message: _Message) -> bytes | None:
        if message.text is None or message.next > message.first:
            return None
        return self._secrets.seal_text(message.text)

    async def _call(self, message: _Message) -> None:
        outcome = await self._outcome(message)
        del self._calls[message.row.id]
        self._results.append((message, outcome))
        self._woken.set()

    async def _outcome(self, message: _Message) -> Outcome:
        row = message.row
        try:
            receipt = await self._channel.send(message.parts[message.next])
        except SendError as error:
            return self._judge(message, error)
        except Exception as error:
            _log.exception("outbox.channel_failed", row=row.id, channel=self._channel.name)
            return Uncertain(row.id, self._later(row), f"the channel failed: {type(error).__name__}")
        message.next += 1
        if message.next < len(message.parts):
            return PartSent(row.id, message.next)
        return Sent(row.id, receipt.provider_id)

    def _judge(self, message: _Message, error: SendError) -> Outcome:
        row = message.row
        _log.warning("outbox.not_sent", row=row.id, channel=self._channel.name, reason=error.reason)
        match error.then:
            case Then.WAIT | Then.ALARM:
                if self._pace:
                    self._pace.be_silent(self._times.monotonic(), error.retry_after)
                return TryLater(
                    row.id, self._times.now() + timedelta(seconds=error.retry_after), error.reason
                )
            case Then.MOVED if error.moved_to and error.moved_to != message.parts[message.next].address:
                return Moved(row.id, row.address_id, error.moved_to)
            case Then.GONE | Then.STOPPED:
                return Gone(row.id, row.address_id, error.reason)
            case Then.UNSURE:
                return Uncertain(row.id, self._later(row), error.reason)
            case Then.NEVER | Then.MOVED | Then.TEMPLATE:
                return Dead(row.id, error.reason)
            case Then.RETRY | Then.TOMORROW:
                if row.attempts + 1 >= MAX_ATTEMPTS:
                    return Dead(row.id, f"gave up after {MAX_ATTEMPTS} attempts: {error.reason}")
                return TryLater(row.id, self._later(row), error.reason)

    def _later(self, row: Claimed) -> datetime:
        """1 s, 2 s, 4 s … up to five minutes, each half as long to half as long again by chance."""
        seconds = min(2.0 ** min(row.attempts, 16), 200.0) * (0.5 + self._times.random())
        return self._times.now() + timedelta(seconds=seconds)
