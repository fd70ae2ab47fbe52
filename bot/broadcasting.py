"""What carries broadcasts out: their audiences are frozen, handed to the outbox by turns, and watched.

It stores nothing itself and may run in several processes: a chunk holds the broadcast's row, and everything
is found in the database. All of it is bulk to the writer, in transactions of some 50 ms, so that a reply
waits for one of them at most.

The outbox is filled only some seconds ahead. So a pause takes effect at once, a million messages never stand
in its indexes, and a broadcast that starts later has its turns within seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import Connection

from bot.app import App
from bot.broadcasts import meant
from bot.campaigns import body, rules_of
from bot.writer import Priority
from flows import campaigns
from storage import accounting, broadcasts, recipients
from storage.broadcasts import EXPIRED, Broadcast
from storage.campaign_checks import hours_of
from storage.recipients import ZONES, Chunk, Turn

CHUNK_SECONDS = 0.05
"""that a transaction is to take"""
FIRST_CHUNK, LEAST_CHUNK, GREATEST_CHUNK = 1_000, 100, 20_000
"""ids that are looked at in one"""
CHUNKS_AT_ONCE = 10
"""before others have their turn"""
AHEAD_SECONDS = 5.0
"""of the rate that bulk may take are handed over ahead"""
LEAST_AHEAD, MOST_AT_ONCE = 50, 500
BUSY_SECONDS, IDLE_SECONDS = 0.25, 2.0
LOOK_SECONDS = 5.0
"""between two looks at what failed"""
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Did:
    """What one round did."""

    frozen: int = 0
    handed: int = 0
    is_busy: bool = False
    """there is more to do soon"""
    is_freezing: bool = False
    """… or at once"""


class Broadcasting:
    """`run` until stopped, or `once`. `accounts`: (channel, account) that are sent for."""

    def __init__(
        self, app: App, accounts: Sequence[tuple[str, str]], wake: Callable[[], None] = lambda: None
    ) -> None:
        self._app, self._accounts, self._wake = app, tuple(accounts), wake
        self._sizes: dict[int, int] = {}
        self._looked_at: dict[int, float] = {}
        self._body = body(app.store.secrets)

    async def run(self, stop: asyncio.Event) -> None:
        """What goes wrong in a round is logged, and the next round tries again."""
        while not stop.is_set():
            seconds = IDLE_SECONDS
            try:
                did = await self.once()
                seconds = 0.0 if did.is_freezing else BUSY_SECONDS if did.is_busy else IDLE_SECONDS
            except Exception:
                _log.exception("broadcasting.round_failed")
            try:
                await asyncio.wait_for(stop.wait(), seconds)
            except TimeoutError:
                continue

    async def once(self) -> Did:
        """Freeze some, hand over what there is room for, pause what fails, end what is over."""
        found = await asyncio.to_thread(self._at_work)
        frozen = 0
        for broadcast in found:
            if broadcast.status == "freezing":
                frozen += await self._freeze(broadcast)
        running = [one for one in found if one.status == "running"]
        handed = 0
        for channel, account in self._accounts if running else ():
            handed += await self._hand_over(running, channel, account)
        if handed:
            self._wake()
        for broadcast in running:
            await self._look_after(broadcast)
        self._sizes = {one.id: self._sizes[one.id] for one in found if one.id in self._sizes}
        self._looked_at = {one.id: self._looked_at[one.id] for one in running if one.id in self._looked_at}
        states = {one.status for one in found}
        return Did(frozen, handed, bool(states - {"paused"}), "freezing" in states)

    def _at_work(self) -> list[Broadcast]:
        with self._app.store.reading() as conn:
            return broadcasts.at_work(conn)

    # --- freezing ------------------------------------------------------------------------------------------

    async def _freeze(self, broadcast: Broadcast) -> int:
        """Some chunks of it; how many people are in them."""
        now = broadcast.started_at or self._app.times.now()
        wanted = meant(broadcast.audience, self._app.office, now)
        with_names = campaigns.load_content(broadcast.content).says_names
        added = 0
        for _ in range(CHUNKS_AT_ONCE):
            size = self._sizes.get(broadcast.id, FIRST_CHUNK)

            def freeze(conn: Connection, size: int = size) -> tuple[Chunk | None, float]:
                begun = self._app.times.monotonic()
                chunk = recipients.freeze_chunk(
                    conn, broadcast, wanted, size, self._app.times.now(), with_names=with_names
                )
                return chunk, self._app.times.monotonic() - begun

            chunk, took = await self._app.write(freeze, Priority.BULK)
            if chunk is None:
                break
            added += chunk.added
            self._sizes[broadcast.id] = _next_size(size, took)
            if chunk.is_last:
                _log.info("broadcast.frozen", broadcast=broadcast.reference)
                break
        return added

    # --- handing over --------------------------------------------------------------------------------------

    async def _hand_over(self, running: Sequence[Broadcast], channel: str, account: str) -> int:
        turns = [turn for one in running if (turn := self._turn(one)) is not None]
        if not turns:
            return 0
        ahead = self._ahead(channel)

        def hand_over(conn: Connection) -> int:
            now = self._app.times.now()
            room = min(ahead - recipients.waiting_in_outbox(conn, channel, account, now), MOST_AT_ONCE)
            if room < ahead / 4:
                return 0
            return recipients.hand_over(conn, self._body, channel, account, turns, room, now)

        return await self._app.write(hand_over, Priority.BULK)

    def _turn(self, broadcast: Broadcast) -> Turn | None:
        """In the zones where it may be sent now; None: nowhere."""
        now, rules = self._app.times.now(), rules_of(self._app.office)
        hours = hours_of(broadcast.open_from, broadcast.open_until)
        local = {name: now.astimezone(rules.zone_of(name)).time() for name in ("", *ZONES)}
        zones = [name for name, at in local.items() if rules.is_open(at, hours)]
        return Turn(broadcast, zones) if zones else None

    def _ahead(self, channel: str) -> int:
        limits = self._app.settings.limits
        rate = limits.whatsapp_per_second if channel == "whatsapp" else limits.telegram_per_second
        return max(LEAST_AHEAD, int(rate * limits.bulk_share * AHEAD_SECONDS))

    # --- looking after -------------------------------------------------------------------------------------

    async def _look_after(self, broadcast: Broadcast) -> None:
        now, monotonic = self._app.times.now(), self._app.times.monotonic()
        if broadcast.expires_at is not None and broadcast.expires_at <= now:
            await self._app.write(
                lambda conn: broadcasts.end(conn, broadcast.id, "done", EXPIRED, now), Priority.BULK
            )
            return
        if monotonic - self._looked_at.get(broadcast.id, -LOOK_SECONDS) < LOOK_SECONDS:
            return
        self._looked_at[broadcast.id] = monotonic
        failed, waits = await asyncio.to_thread(self._look, broadcast)
        if failed is not None:
            await self._app.write(lambda conn: broadcasts.pause(conn, broadcast.id, failed), Priority.NUDGE)
            _log.error("broadcast.paused", broadcast=broadcast.reference, failed=failed)
        elif not waits:
            await self._app.write(lambda conn: _end_if_over(conn, broadcast.id, self._app), Priority.BULK)

    def _look(self, broadcast: Broadcast) -> tuple[str | None, bool]:
        """How many of its last messages failed, "45/200", where these are too many; and does someone wait?"""
        given = self._app.settings.broadcasts
        now = self._app.times.now()
        with self._app.store.reading() as conn:
            since = now - timedelta(minutes=given.within_minutes)
            found = accounting.lately(conn, broadcast.id, now, given.among, since)
            waits = broadcasts.someone_waits(conn, broadcast.id)
        is_ill = found.tried >= given.among / 4 and found.failed > given.pause_at_failed * found.tried
        return (f"{found.failed}/{found.tried}" if is_ill else None), waits


def _end_if_over(conn: Connection, id: int, app: App) -> None:
    if not broadcasts.someone_waits(conn, id):
        broadcasts.end(conn, id, "done", None, app.times.now())


def _next_size(size: int, took: float) -> int:
    """So that the next chunk takes CHUNK_SECONDS; by half as much more or less at most."""
    factor = min(1.5, max(0.5, CHUNK_SECONDS / max(took, 0.001)))
    return int(min(GREATEST_CHUNK, max(LEAST_CHUNK, size * factor)))
