"""The sender: takes what waits in the outbox, paces it, sends it, and keeps what came of it.

One sender is active for each account of a channel, by a lease that moves within 30 s when its process dies.
A round (`step`) is one short transaction: it records what came back, claims more, so that what is sent in the
next round is ready by then, and marks as attempting what is sent now, replies that it just claimed among it.
Only where nothing was ready, or a reply has a picture to be drawn, a second one follows at once. Rounds
follow one another as long as something is in hand, more often than the pace can overflow. Up to IN_FLIGHT
calls are made at a time, one for each person; some are kept free for replies. What was held for seconds is
looked at once more, and what nothing can come of for longer is given back: people opt out, write, and are
erased meanwhile. What is sent of a row: `bot/drafts.py`.
What a refusal means: `bot/verdicts.py`. The rules of the rows: `storage/outbox.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

import structlog
from sqlalchemy import Connection

from bot.channels import Channel, Receipt, SendError, Then, Traceable
from bot.drafts import Draft, Drafts, Draw, Render, Templates, Word
from bot.pace import DAY, Pace
from bot.redactions import is_private
from bot.verdicts import judge, later, word_for
from storage import claims, leases, outbox, outcomes
from storage.claims import Claimed, Looked, Refuse, Terms
from storage.deliveries import Failed
from storage.marks import forget, mark, set_mark
from storage.outbox import Attempt, Holder
from storage.outcomes import Accepted, Outcome, PartSent, Sent, TryLater, Uncertain
from storage.secrets import Secrets

IN_FLIGHT = 128
FOR_REPLIES = 32
"""of them are kept free for replies"""
PULSE_SECONDS = 0.05
"""between two rounds while something is in hand; a round costs some milliseconds, however little is in it"""
GAP_SECONDS = 0.01
"""at least, however often it is woken: a transaction flushes the disk, whatever is in it"""
POLL_SECONDS = 0.25
RENEW_SECONDS = 5.0
AHEAD_SECONDS = 0.25
"""so much of the rate is claimed ahead of bulk, which others may have to overtake"""
MOST_HELD = 1000
FULL_FOR = timedelta(minutes=15)
LOOK_AGAIN_SECONDS = 2.0
"""What was held for longer is looked at again before it is sent: where they are reached, and the window."""
SILENT_SECONDS = 1.0
"""When nothing may be sent for longer, nothing is held."""
_QUEUED = {0: 128, 1: 64, 2: 32}
"""rows by priority that are held in memory and could go now; those whose chat has to wait do not count. Of
bulk more are claimed when half of them are gone: a look costs much the same for one row as for ten."""
_FOUND_AROUND = timedelta(minutes=2)
"""the platform's clock is not ours"""

_log = structlog.get_logger()
T = TypeVar("T")


class Write(Protocol):
    """Runs work in one write transaction, away from the event loop."""

    def __call__(self, work: Callable[[Connection], T], /) -> Awaitable[T]: ...


class Resolve(Protocol):
    """Looks whether the platform told of these rows, which are uncertain now, that it took them."""

    def __call__(self, conn: Connection, rows: Collection[int], now: datetime, /) -> None: ...


class Count(Protocol):
    """Is told what came of a message, in a word, and how many seconds ago it was written."""

    def __call__(self, channel: str, priority: int, outcome: str, seconds: float, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Times:
    """The clocks of a sender: business time, seconds that only go forward, and chance from 0 to 1."""

    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    random: Callable[[], float]


@dataclass(frozen=True, slots=True)
class _Round:
    """What one transaction is to do, and then did."""

    results: Sequence[tuple[Claimed, Outcome]]
    attempts: Mapping[int, Attempt]
    held: Sequence[Draft]
    """of the attempts those that are looked at again"""
    left: Sequence[int]
    """rows to give back"""
    room: Mapping[int, int]
    terms: Terms
    at_once: int
    """so many replies that are claimed may go in the same transaction, …"""
    busy: Collection[int]
    """… to nobody of these persons: something is on its way to them"""
    is_ours: bool
    """is the lease ours for now, without asking?"""
    alarm: str | None
    """why the account takes nothing; "": it does; None: as it was"""


@dataclass(frozen=True, slots=True)
class _Done:
    held: bool
    ours: set[int]
    """of what was to be sent, what is"""
    claimed: list[Claimed]
    at_once: list[Draft]
    """of what was claimed, what was to be sent in the same transaction"""


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
        pace: Pace | None,
        by_force: bool,
        render: Render,
        draw: Draw,
        templates: Templates | None,
        words: Mapping[str, Word],
        refuse: Refuse,
        explain: Callable[[Failed], Outcome],
        resolve: Resolve,
        count: Count | None,
    ) -> None:
        """`holder`: another name at every start. `pace` None: as fast as it goes.

        Nothing is left out by default, so that nothing is forgotten where it is put together.

        `by_force`: take the account from whoever holds it, for an account that only this process can serve.
        `refuse` looks at each campaign's once more, about to be sent.
        `explain`: what is to be done of a message that had failed before it was known to be sent.
        `resolve`: what was told of a message before its call ended, which may have ended badly.
        `words`: by kind of row, what words those that have no words of their own.
        `count` is told of each message that was tried.
        """
        self._channel, self._secrets, self._write, self._times = channel, secrets, write, times
        self._holder = Holder(channel.name, channel.account, holder)
        self._lease = f"sender:{channel.name}:{channel.account}"
        self._alarm_mark = f"sender.stopped:{channel.name}:{channel.account}"
        self._pace, self._by_force, self._explain, self._count = pace, by_force, explain, count
        self._resolve = resolve
        self._drafts = Drafts(channel, secrets, render, draw, templates, words)
        self._refuse = refuse
        self._queue: list[Draft] = []
        self._results: list[tuple[Draft, Outcome]] = []
        self._calls: dict[int, tuple[Draft, asyncio.Task[None]]] = {}
        self._looked = Looked()
        self._active: bool | None = None
        """None: the lease was not asked for yet"""
        self._renewed_at: float | None = None
        self._alarm: str | None = None
        """what the mark is to say; None: nothing new is known"""
        self._alarmed: str | None = None
        """what the mark says; None: that is not known"""
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
            await asyncio.sleep(GAP_SECONDS)
            await self._rest(wait - GAP_SECONDS)
        await self.finish()

    async def drain(self) -> None:
        """Send all that waits for this account now."""
        await self.step()
        while self._queue or self._calls or self._results:
            await self._rest(PULSE_SECONDS)
            await self.step()

    async def step(self) -> float:
        """One round; gives the seconds after which another one is due, if nothing wakes it before."""
        self._woken.clear()
        chosen = self._choose() if self._is_ours_for_now() else []
        done = await self._transact(chosen, claim=True)
        if not done.held:
            self._queue.clear()
            return RENEW_SECONDS
        await self._prepare(done.claimed)
        # nobody waits for a pulse who could go at once
        is_reply = any(draft.row.priority == 0 for draft in self._queue)
        urgent = self._choose() if is_reply or (done.claimed and not chosen) else []
        if urgent:
            await self._transact(urgent, claim=False)
        return self._wait()

    async def settle(self) -> None:
        """Wait until no call is in flight."""
        while self._calls:
            await asyncio.wait([task for _, task in self._calls.values()])

    async def finish(self) -> None:
        """Wait for the calls in flight, record them, and leave everything else to the next sender."""
        await self.settle()
        recorded, ids = list(self._results), [draft.row.id for draft in self._queue]

        def leave(conn: Connection) -> None:
            self._record(conn, [outcome for _, outcome in recorded])
            unfinished = [outcome.id for _, outcome in recorded if isinstance(outcome, PartSent)]
            outbox.give_back(conn, self._holder, [*ids, *unfinished])
            leases.release(conn, self._lease, self._holder.name)

        await self._write(leave)
        self._results.clear()
        self._queue.clear()
        self._active, self._renewed_at = None, None

    async def _rest(self, seconds: float) -> None:
        if seconds <= 0 or self._woken.is_set():
            return
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except TimeoutError:
            return

    def _wait(self) -> float:
        """Until the next round. Calls that come back wake nobody while others are made: a pulse is near."""
        if self._calls or self._results or self._looked.is_on_its_way:
            return PULSE_SECONDS
        if not self._queue or self._pace is None:
            return POLL_SECONDS
        now, pace = self._times.monotonic(), self._pace
        waits = (pace.wait(now, draft.row.address_id, bulk=draft.row.priority == 2) for draft in self._queue)
        return min(max(min(waits), PULSE_SECONDS), POLL_SECONDS)

    # --- a transaction --------------------------------------------------------------------------------

    async def _transact(self, chosen: list[Draft], *, claim: bool) -> _Done:
        """Record what came back, mark what is sent now, claim what is sent next; then make the calls."""
        recorded = list(self._results)
        asked_at = self._times.monotonic()
        is_ours = self._is_ours_for_now()
        attempts = {draft.row.id: self._attempt(draft) for draft in chosen}
        alarm = self._alarm if self._alarm != self._alarmed else None
        results = [(draft.row, outcome) for draft, outcome in recorded]
        held = [draft for draft in chosen if asked_at - draft.since > LOOK_AGAIN_SECONDS]
        left = self._left(asked_at)
        room = self._room() if claim else {}
        at_once, busy = self._free(chosen)
        round_ = _Round(results, attempts, held, left, room, self._terms(), at_once, busy, is_ours, alarm)
        try:
            done = await self._write(lambda conn: self._do(conn, round_))
        except BaseException:
            self._queue += chosen
            raise
        del self._results[: len(recorded)]
        self._alarmed = self._alarmed if alarm is None else alarm
        if not is_ours:
            self._note_lease(done.held, asked_at)
        if done.held:
            self._queue += [draft for draft, outcome in recorded if isinstance(outcome, PartSent)]
            self._queue = [draft for draft in self._queue if draft.row.id not in left]
            if left or len(done.ours) < len(chosen) + len(done.at_once):
                self._looked = Looked()  # what was given back comes before where it looks
            self._begin(chosen, done)
        return done

    def _begin(self, chosen: Sequence[Draft], done: _Done) -> None:
        """Make the calls that were said to be made."""
        now = self._times.monotonic()
        for draft in done.at_once:
            draft.since = now
            if self._pace:
                self._take(self._pace, now, draft)
        for draft in (*chosen, *done.at_once):
            if draft.row.id in done.ours:
                self._calls[draft.row.id] = (draft, asyncio.create_task(self._call(draft)))

    def _free(self, chosen: Sequence[Draft]) -> tuple[int, Collection[int]]:
        """How many more replies may go besides these, and to whom none may."""
        in_flight = [draft for draft, _ in self._calls.values()] + list(chosen)
        most = IN_FLIGHT - len(in_flight)
        if self._pace:
            most = min(most, self._pace.free(self._times.monotonic()))
        return most, {draft.row.person_id for draft in (*in_flight, *self._queue)}

    def _left(self, now: float) -> list[int]:
        """What is held in vain, because nothing goes for a while: it is claimed anew, as things are then."""
        is_silent = self._pace is not None and self._pace.silence(now) > SILENT_SECONDS
        return [draft.row.id for draft in self._queue] if is_silent else []

    def _do(self, conn: Connection, round_: _Round) -> _Done:
        """Changes nothing here: it may yet fail at COMMIT."""
        now = self._times.now()
        self._record(conn, [outcome for _, outcome in round_.results])
        if round_.alarm is not None:
            self._set_alarm(conn, round_.alarm)
        if not round_.is_ours and not self._renew_lease(conn):
            return _Done(False, set(), [], [])
        claimed: list[Claimed] = []
        if round_.room:
            claimed = claims.claim(conn, self._holder, now, round_.room, round_.terms, self._looked)
        at_once = self._at_once(claimed, round_, now)
        attempts = {**round_.attempts, **{draft.row.id: self._attempt(draft) for draft in at_once}}
        ours = self._mark(conn, attempts, round_.held, now)
        if unsent := [*round_.left, *(attempts.keys() - ours)]:
            outbox.give_back(conn, self._holder, unsent)
        return _Done(True, ours, [row for row in claimed if row.id not in attempts], at_once)

    def _at_once(self, claimed: Sequence[Claimed], round_: _Round, now: datetime) -> list[Draft]:
        """The replies among them that may go now, each to another person, and have nothing to be drawn."""
        firsts: dict[int, Claimed] = {}
        for row in claimed:
            if row.priority == 0 and row.person_id not in round_.busy and self._may_hear(row):
                firsts.setdefault(row.person_id, row)
        opened = [self._drafts.open(row, now) for row in list(firsts.values())[: max(0, round_.at_once)]]
        return [one for one in opened if isinstance(one, Draft)]

    def _may_hear(self, row: Claimed) -> bool:
        return not (self._pace and self._pace.chat_wait(self._times.monotonic(), row.address_id))

    def _mark(
        self, conn: Connection, wanted: Mapping[int, Attempt], held: Sequence[Draft], now: datetime
    ) -> set[int]:
        """Those that are still as they were when they were claimed."""
        attempts = dict(wanted)
        wrote = claims.last_wrote(conn, [draft.row for draft in held]) if held else {}
        for draft in held:
            row = draft.row.id
            if row not in wrote or not self._drafts.fits(draft, wrote[row], now):
                del attempts[row]
        return outbox.mark_attempting(conn, self._holder, attempts, now) if attempts else set()

    def _record(self, conn: Connection, ended: Sequence[Outcome]) -> None:
        if not ended:
            return
        now = self._times.now()
        failed = outcomes.record(conn, self._secrets, self._holder, ended, now)
        if failed:
            outcomes.failed_later(conn, self._secrets, list(map(self._explain, failed)), now)
        self._look_whether_told(conn, {outcome.id for outcome in ended if isinstance(outcome, Uncertain)})

    def _look_whether_told(self, conn: Connection, uncertain: Collection[int]) -> None:
        """It may have been before the call came to its end, and nothing more is told."""
        if uncertain:
            self._resolve(conn, uncertain, self._times.now())

    def _set_alarm(self, conn: Connection, reason: str) -> None:
        if reason:
            set_mark(conn, self._alarm_mark, reason)
        elif mark(conn, self._alarm_mark) is not None:
            forget(conn, self._alarm_mark)

    def _renew_lease(self, conn: Connection) -> bool:
        held = leases.acquire(
            conn, self._lease, self._holder.name, outbox.LEASE_SECONDS, by_force=self._by_force
        )
        if held:
            outbox.keep(conn, self._holder, self._in_hand())
            self._look_whether_told(conn, outcomes.recover(conn, self._holder))
            self._recall(conn)
        return held

    def _recall(self, conn: Connection) -> None:
        """Who was written to outside their window before this sender took over."""
        if self._active or self._pace is None or not self._pace.counts_people:
            return
        now, monotonic = self._times.now(), self._times.monotonic()
        written = claims.written_outside(conn, self._holder, now - timedelta(seconds=DAY))
        ago = {person: monotonic - (now - at).total_seconds() for person, at in written.items()}
        self._pace.recall(ago)

    def _is_ours_for_now(self) -> bool:
        return bool(self._active) and (
            self._renewed_at is not None and self._times.monotonic() - self._renewed_at < RENEW_SECONDS
        )

    def _note_lease(self, held: bool, asked_at: float) -> None:
        if held != self._active:
            what = "outbox.active" if held else "outbox.standing_by"
            _log.info(what, channel=self._channel.name, lease=self._lease)
        self._active, self._renewed_at = held, asked_at

    def _in_hand(self) -> list[int]:
        results = (draft.row.id for draft, _ in self._results)
        return [*self._calls, *results, *(draft.row.id for draft in self._queue)]

    def _room(self) -> Mapping[int, int]:
        """How many more rows of each priority may be held; those whose chat has to wait hold up nobody."""
        now = self._times.monotonic()
        if self._stopping or len(self._queue) >= MOST_HELD or (self._pace and self._pace.silence(now)):
            return {}
        ready = [
            draft.row.priority
            for draft in self._queue
            if not self._pace or not self._pace.chat_wait(now, draft.row.address_id)
        ]
        ahead = int(self._pace.per_second * AHEAD_SECONDS) if self._pace else 0
        most = {**_QUEUED, 2: max(_QUEUED[2], ahead)}
        room = {priority: number - ready.count(priority) for priority, number in most.items()}
        if room[2] < most[2] / 2:
            del room[2]
        return room

    def _terms(self) -> Terms:
        window = self._channel.window
        if window is None or self._pace is None:
            return Terms(refuse=self._refuse)
        full = self._pace.full(self._times.monotonic())
        written = frozenset(self._pace.written) if full else ()
        return Terms(self._times.now() - window, full, written, self._refuse)

    # --- what is sent ------------------------------------------------------------------------------------

    async def _prepare(self, claimed: Sequence[Claimed]) -> None:
        now = self._times.now()
        for prepared in await self._drafts.prepare(claimed, now):
            if isinstance(prepared, Draft):
                prepared.since = self._times.monotonic()
                self._queue.append(prepared)
            else:
                row = next(row for row in claimed if row.id == prepared.id)
                self._has_ended(Draft(row), prepared)
        self._queue.sort(key=lambda draft: (draft.row.priority, draft.row.id))

    def _choose(self) -> list[Draft]:
        """What may be sent now, taken from the queue. Who has to wait is passed over."""
        now = self._times.monotonic()
        persons = {draft.row.person_id for draft, _ in self._calls.values()}
        chosen: list[Draft] = []
        left: list[Draft] = []
        for draft in self._queue:
            row, is_bulk = draft.row, draft.row.priority == 2
            in_flight = len(self._calls) + len(chosen)
            room = IN_FLIGHT if row.priority == 0 else IN_FLIGHT - FOR_REPLIES
            if in_flight >= room or row.person_id in persons:
                left.append(draft)
            elif self._pace is None:
                persons.add(row.person_id)
                chosen.append(draft)
            elif self._pace.wait(now, row.address_id, bulk=is_bulk) > 0:
                left.append(draft)
            elif draft.template and not self._pace.may_write(now, row.person_id, row.priority):
                self._has_ended(draft, self._full(row))
            else:
                self._take(self._pace, now, draft)
                persons.add(row.person_id)
                chosen.append(draft)
        self._queue = left
        return chosen

    def _take(self, pace: Pace, now: float, draft: Draft) -> None:
        row = draft.row
        pace.take(now, row.address_id, bulk=row.priority == 2)
        if draft.template:
            pace.write_to(now, row.person_id)

    def _full(self, row: Claimed) -> Outcome:
        why = "as many people were written to today as the account may"
        return TryLater(row.id, self._times.now() + FULL_FOR, why)

    def _attempt(self, draft: Draft) -> Attempt:
        if draft.text is None or draft.next > draft.first:
            return Attempt(None)
        return Attempt(self._secrets.seal_text(draft.text), draft.template)

    async def _call(self, draft: Draft) -> None:
        outcome = await self._outcome(draft)
        del self._calls[draft.row.id]
        self._has_ended(draft, outcome)
        if draft.row.priority == 0 and not self._calls:
            self._woken.set()

    def _has_ended(self, draft: Draft, outcome: Outcome) -> None:
        self._results.append((draft, outcome))
        if self._count and (word := word_for(outcome)):
            row = draft.row
            waited = self._times.now() - row.created_at
            self._count(self._channel.name, row.priority, word, waited.total_seconds())

    async def _outcome(self, draft: Draft) -> Outcome:
        row = draft.row
        try:
            found = await self._found(draft)
        except Exception as error:
            return self._not_known(draft, error)
        try:
            receipt = found or await self._channel.send(draft.message)
        except SendError as error:
            return self._refused(draft, error)
        except Exception as error:
            _log.exception("outbox.channel_failed", row=row.id, channel=self._channel.name)
            at = later(row.attempts, self._times.now(), self._times.random)
            return Uncertain(row.id, at, f"the channel failed: {type(error).__name__}")
        self._alarm = ""
        accepted = _accepted(draft, receipt)
        draft.next += 1
        if draft.next < len(draft.parts):
            return PartSent(row.id, draft.next, accepted)
        return Sent(row.id, accepted, row.address_id)

    async def _found(self, draft: Draft) -> Receipt | None:
        """What was uncertain is looked for, where the channel can, before it is sent once more."""
        row = draft.row
        if not (row.uncertain_count and row.attempted_at and isinstance(self._channel, Traceable)):
            return None
        found = await self._channel.find(draft.message, row.attempted_at - _FOUND_AROUND)
        if found is None:
            return None
        may_be_of_another = await self._write(lambda conn: self._drafts.may_be_of_another(conn, draft, found))
        return None if may_be_of_another else found

    def _not_known(self, draft: Draft, error: Exception) -> Outcome:
        """Whether it was sent before; it certainly was not now, so nothing is more uncertain than it was."""
        if not isinstance(error, SendError) or error.then is Then.UNSURE:
            error = SendError(f"it could not be looked for: {type(error).__name__}", Then.RETRY)
        return self._refused(draft, error)

    def _refused(self, draft: Draft, error: SendError) -> Outcome:
        _log.warning("outbox.not_sent", row=draft.row.id, channel=self._channel.name, reason=error.reason)
        if self._pace and error.then in (Then.WAIT, Then.ALARM):
            self._pace.be_silent(self._times.monotonic(), error.retry_after)
        if error.then is Then.ALARM:
            self._alarm = error.reason[:200] or "refused"
        return judge(draft, error, self._times.now(), self._times.random)


def _accepted(draft: Draft, receipt: Receipt) -> Accepted:
    message = draft.message
    private = receipt.is_tracked and is_private(message.text)
    has_media = message.picture is not None
    return Accepted(receipt.provider_id, draft.next, receipt.is_tracked, private, has_media)
