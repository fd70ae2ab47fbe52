"""Messages that may have been accepted: looked for at the platform, where it can say so afterwards.

A reply is looked for by its sender before it is sent once more. What is left is looked for here, a page at a
time; what is not found, or cannot be known, stays uncertain and is counted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, cast

import structlog
from sqlalchemy import Connection

from bot.as_sent import may_be_of_another, parts_of
from bot.channels import Channel, Outbound, Receipt, SendError, Traceable
from bot.parts import Limits
from bot.redactions import is_private
from bot.writer import Priority
from flows.types import Lang
from storage import outcomes, unsure
from storage.marks import mark, set_mark
from storage.outcomes import Accepted, PartSent, Sent
from storage.unsure import Unsure

if TYPE_CHECKING:
    from bot.app import App

LOOKED_FOR = timedelta(hours=2)
SETTLES_AFTER = timedelta(minutes=1)
"""A platform lists a message a moment after it took it."""
PAGE = 25
_CLOCKS_APART = timedelta(minutes=2)

_log = structlog.get_logger()


async def resolve_uncertain(app: App, channels: Sequence[Channel]) -> dict[str, int]:
    """Look for a page of uncertain messages of each channel; how many were looked for, and found."""
    counts = {"looked_for": 0, "found": 0}
    for channel in channels:
        if not isinstance(channel, Traceable):
            continue
        page = await asyncio.to_thread(_page, app, channel)
        found: list[Sent | PartSent] = []
        for row in page:
            counts["looked_for"] += 1
            try:
                outcome = await _look_for(app, channel, channel, row)
            except SendError as error:
                _log.warning("uncertain.not_known", channel=channel.name, reason=error.reason)
                break
            found += [outcome] if outcome else []
        counts["found"] += len(found)
        last = page[-1].id if len(page) == PAGE else 0
        if page:
            await app.write(partial(_keep, app=app, channel=channel, found=found, last=last), Priority.NUDGE)
    return counts


def _page(app: App, channel: Channel) -> list[Unsure]:
    """The next ones: those that are not found are asked for again after all the others."""
    now = app.times.now()
    with app.store.reading() as conn:
        after = int(mark(conn, _mark(channel)) or 0)
        between = (now - LOOKED_FOR, now - SETTLES_AFTER)
        return unsure.listed(conn, channel.name, channel.account, between, after, PAGE)


async def _look_for(app: App, channel: Channel, traceable: Traceable, row: Unsure) -> Sent | PartSent | None:
    if row.address_sealed is None:
        return None
    address = app.store.secrets.open_text(row.address_sealed)
    limits = Limits(channel.text_limit, channel.caption_limit)
    parts = parts_of(row.kept, app.store.secrets, limits, address)
    if not parts:
        return None
    part = min(row.parts_sent, len(parts) - 1)
    message = replace(parts[part], lang=cast(Lang, row.kept.lang), id=row.id, part=part)
    receipt = await traceable.find(message, row.attempted_at - _CLOCKS_APART)
    if receipt is None or await asyncio.to_thread(_may_be_of_another, app, limits, message, receipt):
        return None
    return _found(row, receipt, parts, part)


def _may_be_of_another(app: App, limits: Limits, message: Outbound, receipt: Receipt) -> bool:
    with app.store.reading() as conn:
        return may_be_of_another(conn, app.store.secrets, limits, message, receipt)


def _found(row: Unsure, receipt: Receipt, parts: Sequence[Outbound], part: int) -> Sent | PartSent:
    private = receipt.is_tracked and is_private(parts[part].text)
    has_media = parts[part].picture is not None
    accepted = Accepted(receipt.provider_id, part, receipt.is_tracked, private, has_media)
    if part + 1 < len(parts):
        return PartSent(row.id, part + 1, accepted)
    return Sent(row.id, accepted)


def _keep(conn: Connection, app: App, channel: Channel, found: Sequence[Sent | PartSent], last: int) -> None:
    now: datetime = app.times.now()
    outcomes.found(conn, channel.name, channel.account, found, now)
    set_mark(conn, _mark(channel), str(last))


def _mark(channel: Channel) -> str:
    return f"uncertain.after:{channel.name}:{channel.account}"
