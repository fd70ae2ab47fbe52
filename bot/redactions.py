"""Bodies that hold a NIK or a phone number do not stay at the platform that carried them.

They are erased there once nothing more is told of them, a day later at the latest (storage/redactions.py).
"""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog

from bot.channels import Channel, SendError, Then, Traceable
from bot.writer import Priority
from flows.rules.nik import read_nik
from flows.rules.phone import read_mobile
from flows.types import Invalid
from storage import redactions
from storage.redactions import Due

if TYPE_CHECKING:
    from bot.app import App

PAGE = 50
AT_ONCE = 8
LEASE = timedelta(minutes=10)
"""in which nobody else takes what was claimed"""
MOST_ATTEMPTS = 10
"""answers about one message; that the platform is away, or takes nothing from us, counts for none"""
_ABOUT_US = (Then.ALARM, Then.WAIT, Then.RETRY, Then.UNSURE)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=12)

# nine digits and more, with anything but words between them; O, I and l stand for digits now and then
_LONG_NUMBER = re.compile(r"\d(?:[\W_OoIl]*\d){8,}")

_log = structlog.get_logger()


def is_private(text: str) -> bool:
    """Does it hold what may be a NIK or a phone number, however it is written? Rather once too often."""
    if _LONG_NUMBER.search(unicodedata.normalize("NFKC", text)):
        return True
    # what we would read as one is one, whatever else stands between its digits
    return not isinstance(read_nik(text, date.max), Invalid) or not isinstance(read_mobile(text), Invalid)


async def redact_due(app: App, channels: Sequence[Channel]) -> dict[str, int]:
    """Erase at their platforms what is due, a page of each account; how many of each kind."""
    counts = {"erased": 0, "put_off": 0, "given_up": 0}
    for channel in channels:
        if isinstance(channel, Traceable):
            for what, number in (await _redact_page(app, channel.name, channel.account, channel)).items():
                counts[what] += number
    return counts


async def _redact_page(app: App, name: str, account: str, platform: Traceable) -> dict[str, int]:
    now = app.times.now()
    claim = partial(redactions.claim, channel=name, account=account, now=now, until=now + LEASE, limit=PAGE)
    due = await app.write(claim, Priority.BULK)
    some_at_once = asyncio.Semaphore(AT_ONCE)

    async def erase(one: Due) -> SendError | None:
        async with some_at_once:
            return await _erase(platform, one)

    errors = await asyncio.gather(*map(erase, due))
    failed = [(one, error) for one, error in zip(due, errors, strict=True) if error]
    erased = [one.id for one, error in zip(due, errors, strict=True) if not error]
    if erased:
        await app.write(partial(redactions.done, ids=erased, now=app.times.now()), Priority.BULK)
    given_up = [await _put_off(app, one, error) for one, error in failed].count(True)
    return {"erased": len(erased), "put_off": len(failed) - given_up, "given_up": given_up}


async def _erase(platform: Traceable, one: Due) -> SendError | None:
    """None: it is erased."""
    try:
        await platform.redact(one.provider_id, has_media=one.has_media)
    except SendError as error:
        return error
    except Exception as error:  # the others of the page are erased all the same
        _log.exception("redactions.channel_failed", redaction=one.id)
        return SendError(f"the channel failed: {type(error).__name__}", Then.RETRY)
    return None


async def _put_off(app: App, one: Due, error: SendError) -> bool:
    """True: it is given up."""
    now = app.times.now()
    is_about_it = error.then not in _ABOUT_US
    if is_about_it and (one.attempts + 1 >= MOST_ATTEMPTS or error.then in (Then.NEVER, Then.GONE)):
        _log.error("redactions.given_up", redaction=one.id, provider_id=one.provider_id, reason=error.reason)
        work = partial(redactions.give_up, id=one.id, now=now, error=error.reason)
    else:
        at = now + min(_FIRST_PAUSE * 3 ** min(one.attempts, 9), _LONGEST_PAUSE)
        work = partial(redactions.again, id=one.id, at=at, error=error.reason)
    await app.write(work, Priority.BULK)
    return work.func is redactions.give_up
