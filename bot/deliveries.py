"""What platforms tell of messages after they took them: kept, and what failed is dealt with.

Callbacks come in bursts, several for each message. Those that come within a moment, or while the writer is
busy, are joined to one transaction; a callback is answered once what it tells is kept.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Connection

from bot.as_sent import parts_of
from bot.channels import Then
from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp_errors import refusal
from bot.parts import Limits
from bot.redactions import is_private
from bot.writer import Priority
from storage import deliveries, outcomes
from storage.deliveries import Failed, Told, Unheard, Unsure
from storage.dialect import was_undone
from storage.outcomes import REDACTED_AFTER, Dead, Gone, NeedsTemplate, Stopped, Tomorrow, TryLater
from storage.redactions import Wanted, want
from storage.secrets import Secrets

if TYPE_CHECKING:
    from bot.app import App

UNKNOWN = 0
"""as `Told.outbox_id`: the message is known by the platform's name alone"""
AT_ONCE = 200
"""statuses in one transaction"""
GATHER_SECONDS = 0.05
"""that a callback waits for others: a transaction costs as much for one as for ten, and holds up replies"""
TRIES = 3
"""where senders and other processes write of the same messages; Twilio does not tell again"""

_LIMITS = Limits(WhatsApp.text_limit, WhatsApp.caption_limit)

_log = structlog.get_logger()


@dataclass(slots=True)
class _Call:
    told: Sequence[Told]
    done: asyncio.Future[None]


class Statuses:
    """Takes what is told by callbacks. One for each process and event loop."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._calls: deque[_Call] = deque()
        self._taking: asyncio.Task[None] | None = None

    async def take(self, told: Sequence[Told]) -> None:
        """Keep these; durable when it returns. Raises what the database raises when it is away."""
        call = _Call(told, asyncio.get_running_loop().create_future())
        self._calls.append(call)
        if self._taking is None or self._taking.done():
            self._taking = asyncio.create_task(self._take_all())
        await call.done

    async def close(self) -> None:
        """Finish what is in hand."""
        if self._taking:
            await self._taking

    async def _take_all(self) -> None:
        while self._calls:
            await asyncio.sleep(GATHER_SECONDS)  # Twilio waits for 15 s
            calls = [self._calls.popleft()]
            while self._calls and sum(len(call.told) for call in calls) < AT_ONCE:
                calls.append(self._calls.popleft())
            error: Exception | None = None
            try:
                await take_statuses(self._app, [one for call in calls for one in call.told])
            except Exception as raised:  # it belongs to those who wait
                error = raised
            for call in calls:
                _settle(call.done, error)


def _settle(done: asyncio.Future[None], error: Exception | None) -> None:
    if done.done():
        return  # whoever called was cancelled
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)


async def take_statuses(app: App, told: Sequence[Told]) -> None:
    """Keep what is told and do what follows from it, in one transaction."""
    now = app.times.now()
    strangers: set[str] = set()
    for tries_left in reversed(range(TRIES)):
        try:
            strangers = await app.write(
                lambda conn: _take(conn, app.store.secrets, told, now), Priority.NUDGE
            )
            break
        except Exception as error:
            if not (tries_left and was_undone(error)):
                raise
    if strangers:
        _log.warning("statuses.of_no_message", provider_ids=sorted(strangers)[:10], number=len(strangers))


def _take(conn: Connection, secrets: Secrets, told: Sequence[Told], now: datetime) -> set[str]:
    """Gives the names of messages that nobody knows."""
    nameless = {one.provider_id for one in told if one.outbox_id == UNKNOWN}
    places = deliveries.named(conn, nameless) if nameless else {}
    placed = [_placed(one, places) for one in told]
    known = [one for one in placed if one.outbox_id != UNKNOWN]
    _erase_there(conn, secrets, known, now)
    failed = deliveries.merge(conn, known)
    resolve(conn, secrets, {one.outbox_id for one in known}, now)
    deal_with(conn, secrets, failed, now)
    return nameless - set(places)


def _placed(told: Told, places: dict[str, tuple[int, int]]) -> Told:
    if told.outbox_id != UNKNOWN or told.provider_id not in places:
        return told
    row, part = places[told.provider_id]
    return replace(told, outbox_id=row, part=part)


# --- what is to be erased ---------------------------------------------------------------------------


def _erase_there(conn: Connection, secrets: Secrets, told: Sequence[Told], now: datetime) -> None:
    """Of messages that are heard of for the first time: a call that failed may have left one, or two."""
    found = [_to_erase(one, secrets, now + REDACTED_AFTER) for one in deliveries.unheard(conn, told)]
    want(conn, [one for one in found if one])


def _to_erase(one: Unheard, secrets: Secrets, due_at: datetime) -> Wanted | None:
    """Rather once too often: of what was erased here it is not known any more what it was."""
    parts = parts_of(one.kept, secrets, _LIMITS)
    if one.part >= len(parts):
        return Wanted(one.channel, one.account, one.provider_id, due_at, has_media=True)
    part = parts[one.part]
    if not is_private(part.text):
        return None
    return Wanted(one.channel, one.account, one.provider_id, due_at, part.picture is not None)


# --- what failed -------------------------------------------------------------------------------------


def deal_with(conn: Connection, secrets: Secrets, failed: Iterable[Failed], now: datetime) -> None:
    """Of messages that were taken and then failed: what is to be done. Told twice safely."""
    wanted = [explain(one, now) for one in failed]
    for outcome in wanted:
        _log.warning("statuses.failed", row=outcome.id, outcome=type(outcome).__name__)
    if wanted:
        deliveries.name_failed(conn, {outcome.id for outcome in wanted})
        outcomes.failed_later(conn, secrets, wanted, now)


AFTER_ALARM = timedelta(hours=1)
"""nothing will go before someone put it right"""


def explain(failed: Failed, now: datetime) -> TryLater | NeedsTemplate | Tomorrow | Gone | Stopped | Dead:
    """What is to be done, by the same table as for what is refused at once."""
    error = refusal(None, failed.code)
    row, address, reason = failed.outbox_id, failed.address_id, f"failed later: {error.reason}"
    match error.then:
        case Then.RETRY | Then.WAIT | Then.UNSURE:
            return TryLater(row, now + timedelta(seconds=error.retry_after), reason)
        case Then.ALARM:
            return TryLater(row, now + AFTER_ALARM, reason)
        case Then.TEMPLATE:
            return NeedsTemplate(row, reason, address)
        case Then.TOMORROW:
            return Tomorrow(row, reason)
        case Then.GONE:
            return Gone(row, address, reason)
        case Then.STOPPED:
            return Stopped(row, address, reason)
        case Then.NEVER | Then.MOVED:
            return Dead(row, reason)


# --- what was uncertain ------------------------------------------------------------------------------


def resolve(conn: Connection, secrets: Secrets, rows: Collection[int], now: datetime) -> None:
    """Of these rows what is uncertain, though it was told that it was accepted."""
    for one in deliveries.unsure(conn, rows):
        _resolve(conn, secrets, one, now)


def _resolve(conn: Connection, secrets: Secrets, one: Unsure, now: datetime) -> None:
    """It was accepted after all: sent, or, of a long message, to be gone on with."""
    is_last = one.part + 1 >= len(parts_of(one.kept, secrets, _LIMITS))
    _log.info("statuses.resolved", row=one.id, is_whole=is_last)
    if is_last:
        deliveries.was_sent(conn, one, now)
    else:
        deliveries.go_on_after(conn, one)
