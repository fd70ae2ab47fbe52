"""Whether someone is gone, or the platform is ill: an error budget stands between an answer and a person.

refused as gone or stopped --> suspected --5 min--> believed, if few were refused in that hour
                                   |                 doubted, if many were: a storm opts nobody out
                                   +--> cleared, by a message that arrives, or one of theirs

Where less was sent in that hour than was refused, the account itself may be what is wrong. Then one or two
are believed to be gone, which their writing undoes; that they want no more messages, which it does not, is
believed once something was sent.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Connection

from bot.writer import Priority
from storage import refusals
from storage.marks import mark, set_mark
from storage.reached import SUSPECTED_FOR
from storage.refusals import COUNTED_FOR, Suspects

if TYPE_CHECKING:
    from bot.app import App

BUDGET = 10
BUDGET_SHARE = 0.05
"""of what was sent in that hour; whichever is more may be refused and still be believed"""
FEW = 2
"""may be refused where nothing is sent: on a quiet account that is one who is gone"""
STORM_WAIT = timedelta(minutes=15)

_log = structlog.get_logger()


async def judge_refusals(app: App) -> dict[str, int]:
    """Believe or doubt what is suspected for five minutes, account by account; how many of each."""
    now = app.times.now()
    counts = {"believed": 0, "opted_out": 0, "doubted": 0}
    for one in await asyncio.to_thread(_look, app, now):
        says = await asyncio.to_thread(_believed, app, one, now)
        if says:
            believe = partial(refusals.believe, one=one, now=now, older_than=SUSPECTED_FOR, says=says)
            believed, opted_out = await app.write(believe, Priority.NUDGE)
            counts["believed"] += believed
            counts["opted_out"] += opted_out
        else:
            counts["doubted"] += await _doubt(app, one, now)
    await app.write(partial(refusals.forget_judged, now=now), Priority.BULK)
    return counts


def _look(app: App, now: datetime) -> list[Suspects]:
    with app.store.reading() as conn:
        return refusals.suspects(conn, now, SUSPECTED_FOR)


def _believed(app: App, one: Suspects, now: datetime) -> tuple[str, ...]:
    """What is believed of what the platform says of them; nothing: it is a storm."""
    with app.store.reading() as conn:
        sent = refusals.sent_since(conn, one.channel, one.account, now - COUNTED_FOR)
    if one.refused <= sent and one.refused <= max(BUDGET, BUDGET_SHARE * sent):
        return ("gone", "stopped")
    return ("gone",) if one.refused <= FEW else ()


async def _doubt(app: App, one: Suspects, now: datetime) -> int:
    """In chunks, so that a storm of many thousands holds nobody up."""
    doubted = 0
    while some := await app.write(partial(refusals.doubt, one=one, now=now, wait=STORM_WAIT), Priority.NUDGE):
        doubted += some
    if await app.write(partial(_note_storm, one=one, now=now)):
        _log.error(
            "refusals.storm",
            channel=one.channel,
            account=one.account,
            refused=one.refused,
            what_to_do="so many at once are not gone: nobody is given up, and what was refused is tried "
            "again; see whether the account is blocked or limited",
        )
    return doubted


def _note_storm(conn: Connection, one: Suspects, now: datetime) -> bool:
    """Keep when it was last; is it a new one?"""
    name = f"refusals.storm:{one.channel}:{one.account}"
    before = mark(conn, name)
    set_mark(conn, name, now.isoformat())
    return before is None or now - datetime.fromisoformat(before) > COUNTED_FOR
