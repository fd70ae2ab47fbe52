"""Inbox -> flows.respond -> storage, in batches: a turn is committed with the mark that it was taken.

`take` returns once its events are durable: with their turns where their people were free, waiting in the
inbox where another process holds them or where they are too many; those are caught up on at once. Nothing
lingers to fill a batch, but calls that come while the writer is busy are joined.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

import flows
from bot.arrivals import Heard, arrival, in_order
from bot.channels import Channel, Inbound, NewId, Received, Traceable, Unread
from bot.effects import carry_out, carry_out_links
from bot.facts import look_up
from bot.fold import Folded, Respond, apology, fold, place_of
from bot.writer import Priority, Writer
from flows.types import Event, Lang, Office
from storage import Store, inbox, invitations, people, turns
from storage.dialect import was_undone
from storage.turns import BATCH, Conflict, Stale, Waiting

_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.02, 1.0
_PATIENCE = 30
"""pauses without any progress before `catch_up` leaves people who are held elsewhere to the next call"""

_TRIES = 5
"""of an event that others were faster than"""
_PRIMARY = 0xFF
"""of SQLite's result codes; the rest says more of the same"""
_SQLITE_IS_AWAY = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PROTOCOL,
    }
)

_log = structlog.get_logger()


@dataclass(slots=True)
class _Call:
    """A call of `take` that waits for its batch."""

    received: Sequence[Received]
    done: asyncio.Future[None]


@dataclass(slots=True)
class _Outcome:
    """What became of a batch: the calls that were in it, and why it could not be taken, if so."""

    calls: list[_Call]
    left: bool = False
    error: BaseException | None = None


class Turns:
    """Takes what channels bring in. One for each process and event loop."""

    def __init__(
        self,
        store: Store,
        writer: Writer,
        clock: Callable[[], datetime],
        ids: NewId,
        office: Callable[[], Office],
        default_lang: Lang,
        channels: Mapping[str, Channel],
        *,
        respond: Respond = flows.respond,
        on_commit: Callable[[], None] = lambda: None,
        count: Callable[[int], None] = lambda _: None,
    ) -> None:
        """`channels` by name: whose events this process takes. `on_commit` is called in the event loop.

        `count` is told how many turns were taken, once they are committed, in the writer's thread.
        """
        self._store, self._writer, self._clock, self._ids = store, writer, clock, ids
        self._office, self._default_lang, self._channels = office, default_lang, channels
        self._accounts = [(channel.name, channel.account) for channel in channels.values()]
        self._redacted = {name for name, channel in channels.items() if isinstance(channel, Traceable)}
        self._windowed = {name for name, channel in channels.items() if channel.window is not None}
        self._respond, self._on_commit, self._count = respond, on_commit, count
        self._taken = 0
        """turns in the transaction at hand"""
        self._calls: deque[_Call] = deque()
        self._taking: asyncio.Task[None] | None = None
        self._catching_up: asyncio.Task[int] | None = None

    async def take(self, received: Sequence[Received]) -> None:
        """Take these events, once each, and keep what was not understood; durable when it returns.

        Raises what the database raises when it is away or full; the same events may then be given again.
        """
        loop = asyncio.get_running_loop()
        parts = [received[start : start + BATCH] for start in range(0, len(received), BATCH)]
        calls = [_Call(part, loop.create_future()) for part in parts]
        self._calls.extend(calls)
        if self._taking is None or self._taking.done():
            self._taking = asyncio.create_task(self._take_all())
        if len(calls) == 1:  # as it is for every webhook
            await calls[0].done
        else:
            await asyncio.gather(*(call.done for call in calls))

    async def catch_up(self) -> int:
        """Take what waits in the inbox, until nothing is left for this process's channels; returns how many.

        People held by another process are tried again for some seconds.
        """
        taken, pause, pauses = 0, _SHORTEST_PAUSE, 0
        while pauses < _PATIENCE:
            number, left = await self._writer.run(Priority.REPLY, self._take_waiting)
            taken += number
            if number:
                self._on_commit()
                pause, pauses = _SHORTEST_PAUSE, 0
            elif left:
                await asyncio.sleep(pause)
                pause, pauses = min(2 * pause, _LONGEST_PAUSE), pauses + 1
            else:
                break
        return taken

    async def close(self) -> None:
        """Finish the batches in hand; what waits in the inbox is for the next start."""
        if self._taking:
            await self._taking
        if self._catching_up:
            self._catching_up.cancel()
            with suppress(asyncio.CancelledError):
                await self._catching_up

    async def _take_all(self) -> None:
        while self._calls:
            try:
                outcome = await self._writer.run(Priority.REPLY, self._take_next)
            except Exception as error:  # the writer is closed: nothing was taken
                outcome = _Outcome(list(self._calls), error=error)
                self._calls.clear()
            for call in outcome.calls:
                _settle(call.done, outcome.error)
            if outcome.error is None:
                self._on_commit()
            if outcome.left:
                self._catch_up_soon()

    def _catch_up_soon(self) -> None:
        if self._catching_up is None or self._catching_up.done():
            self._catching_up = asyncio.create_task(self.catch_up())
            self._catching_up.add_done_callback(_log_failure)

    # --- in the writer's thread ----------------------------------------------------------------------

    def _take_next(self) -> _Outcome:
        """The calls that came by now, joined to one batch."""
        calls: list[_Call] = []
        size = 0
        while self._calls and (not calls or size + len(self._calls[0].received) <= BATCH):
            calls.append(self._calls.popleft())
            size += len(calls[-1].received)
        try:
            left = self._take_batch([one for call in calls for one in call.received])
        except Exception as error:
            return _Outcome(calls, error=error)
        return _Outcome(calls, left)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction; the turns it took are counted when it is committed."""
        self._taken = 0
        with self._store.writing() as connection:
            yield connection
        if self._taken:
            self._count(self._taken)

    def _take_batch(self, received: Sequence[Received]) -> bool:
        """Admit and take; True when some were left waiting."""
        if not received:
            return False
        inbounds = in_order([one for one in received if isinstance(one, Inbound)])
        unread = [one for one in received if isinstance(one, Unread)]
        try:
            with self._writing() as connection:
                self._keep(connection, unread)
                admitted, new = self._admit(connection, inbounds)
                return self._turn(connection, admitted, new)
        except Exception as error:
            if _is_out_of_reach(error) and not was_undone(error):
                raise
            _log.warning("turns.batch_refused", error=place_of(error), events=len(inbounds))
        with self._writing() as connection:
            self._keep(connection, unread)
            admitted, _ = self._admit(connection, inbounds)
        self._take_singly(admitted)
        return True  # earlier events of the same people may wait

    def _take_waiting(self) -> tuple[int, bool]:
        """One batch of what waits in the inbox: how many were taken, and whether some are left."""
        with self._store.reading() as connection:
            if not turns.someone_waits(connection, self._accounts):
                return 0, False
        waiting: Sequence[Waiting] = ()
        try:
            with self._writing() as connection:
                batch = turns.take(connection, self._accounts)
                waiting = batch.waiting
                self._finish(connection, batch, {})
        except Exception as error:
            if not waiting or (_is_out_of_reach(error) and not was_undone(error)):
                raise
            _log.warning("turns.batch_refused", error=place_of(error), events=len(waiting))
            self._take_singly(waiting)
        return len(waiting), True

    def _take_singly(self, waiting: Sequence[Waiting]) -> None:
        """A batch that was refused, one event at a time: the one that fails is set aside."""
        for person in dict.fromkeys(row.person_id for row in waiting):
            for _ in range(sum(row.person_id == person for row in waiting)):
                self._take_one_of(person)

    def _take_one_of(self, person: int) -> None:
        """What others change meanwhile is decided anew, a few times; then it is nobody else's doing."""
        for tries_left in reversed(range(_TRIES)):
            first: Waiting | None = None
            try:
                with self._writing() as connection:
                    batch = turns.take(connection, self._accounts, person_ids=[person], limit=1)
                    first = batch.waiting[0] if batch.waiting else None
                    self._finish(connection, batch, {})
            except Exception as error:
                if tries_left and isinstance(error, Stale):
                    continue
                is_others = isinstance(error, Stale) and not isinstance(error, Conflict)
                if _is_out_of_reach(error) or first is None or is_others:
                    raise
                self._set_aside(first, place_of(error))
            return

    def _set_aside(self, waiting: Waiting, error: str) -> None:
        _log.error("turns.set_aside", inbox_id=waiting.inbox_id, person_id=waiting.person_id, error=error)
        now = self._clock()
        with self._writing() as connection:
            turns.fail(connection, {waiting.inbox_id: error}, now)
            people.have_written(connection, {waiting.address_id: waiting.received_at})
            turns.add_outgoing(connection, self._store.secrets, [apology(waiting)], now)

    def _keep(self, connection: Connection, unread: Sequence[Unread]) -> None:
        for one in unread:
            _log.warning("turns.unread", channel=one.channel, account=one.account, why=one.why)
        new = [
            inbox.NewUnread(one.channel, one.account, one.raw, one.why, one.provider_id, one.has_media)
            for one in unread
        ]
        inbox.keep_unread(connection, self._store.secrets, new, self._clock())

    def _admit(
        self, connection: Connection, inbounds: Sequence[Inbound]
    ) -> tuple[list[Waiting], dict[int, Inbound]]:
        """What is new of them, by inbox id as well."""
        if not inbounds:
            return [], {}
        now = self._clock()
        arrivals = [
            arrival(inbound, now, self._default_lang, is_redacted=inbound.channel in self._redacted)
            for inbound in inbounds
        ]
        rows = turns.admit(connection, self._store.secrets, arrivals, self._ids)
        new = [(row, inbound) for row, inbound in zip(rows, inbounds, strict=True) if row]
        return [row for row, _ in new], {row.inbox_id: inbound for row, inbound in new}

    def _turn(
        self, connection: Connection, admitted: Sequence[Waiting], inbounds: Mapping[int, Inbound]
    ) -> bool:
        if not admitted:
            return False
        batch = turns.take(connection, self._accounts, admitted=admitted)
        return self._finish(connection, batch, inbounds) or batch.left

    def _finish(self, connection: Connection, batch: turns.Batch, inbounds: Mapping[int, Inbound]) -> bool:
        """Walk a batch and write all it came to; True when some of it waits on."""
        if not batch.waiting:
            return False
        secrets, office, now = self._store.secrets, self._office(), self._clock()
        heard = Heard()

        def read(waiting: Waiting) -> Event | None:
            inbound = inbounds.get(waiting.inbox_id) or self._parse(waiting)
            if inbound:
                heard.note(waiting, inbound)
            return inbound.event if inbound else None

        folded = fold(
            batch,
            secrets,
            read,
            self._respond,
            lambda asked: look_up(connection, secrets, asked, office, now),
            office,
            now,
        )
        _report(folded)
        self._note_who_wrote(connection, heard)
        carry_out(connection, secrets, folded.orders, office, now)
        invitations.keep_views(connection, folded.views)
        turns.save(
            connection,
            secrets,
            conversations=folded.conversations,
            outgoing=folded.outgoing,
            done=folded.done,
            now=now,
        )
        carry_out_links(connection, secrets, folded.orders, now)
        turns.fail(connection, folded.failed, now)
        self._taken = len(folded.done)
        return folded.left

    def _note_who_wrote(self, connection: Connection, heard: Heard) -> None:
        """Before what they order: who blocks us with their next message is not reachable after it."""
        people.have_written(connection, heard.wrote_at)
        turns.release_withheld(connection, heard.on(self._windowed))

    def _parse(self, waiting: Waiting) -> Inbound | None:
        inbound = self._channels[waiting.channel].parse(
            self._store.secrets.open(waiting.raw_sealed), self._ids
        )
        return inbound if isinstance(inbound, Inbound) else None


def _is_out_of_reach(error: Exception) -> bool:
    """The database is away, full, locked, or undid a deadlock: no event is to blame."""
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        # an OperationalError of SQLite is anything: what a statement asks may be wrong as well
        return getattr(error.orig, "sqlite_errorcode", 0) & _PRIMARY in _SQLITE_IS_AWAY
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)


def _report(folded: Folded) -> None:
    for inbox_id, error in folded.failed.items():
        _log.error("turns.set_aside", inbox_id=inbox_id, error=error)


def _settle(done: asyncio.Future[None], error: BaseException | None) -> None:
    if done.done():
        return  # whoever called was cancelled; the events were taken all the same
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)


def _log_failure(task: asyncio.Task[int]) -> None:
    if not task.cancelled() and (error := task.exception()):
        _log.error("turns.catch_up_failed", error=place_of(error))
