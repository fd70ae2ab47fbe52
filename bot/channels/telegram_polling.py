"""Asking Telegram for updates, round after round, so that none is lost between Telegram and the database.

Telegram forgets an update when a later one is asked for. That is done only when `take` has returned for the
whole page: whatever fails before, the page comes again, and what was taken is known by its update_id.
A webhook from before is removed first: with one, Telegram answers no question for updates.
"""

from __future__ import annotations

import asyncio
import json
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import structlog

from bot.channels import Inbound, NewId, Received, SendError, Then
from bot.channels.telegram_pauses import stopped_within
from bot.channels.telegram_webhook import remove_webhook

if TYPE_CHECKING:
    from bot.channels.telegram import Telegram

Take: TypeAlias = "Callable[[list[Received]], Awaitable[object]]"
"""Makes what came in durable; Telegram is told to forget it when this has returned."""
Hold: TypeAlias = "Callable[[], Awaitable[bool]]"
"""Is this the one process that asks Telegram for updates? Asked before each round."""

log = structlog.get_logger(__name__)


class OddAnswer(Exception):  # noqa: N818  it is Telegram's, and says what it is
    """Telegram answered something that is not its Bot API."""


async def keep_polling(
    telegram: Telegram, take: Take, stop: asyncio.Event, new_id: NewId, hold: Hold | None
) -> None:
    """See `Telegram.poll`."""
    after: int | None = None
    failures, has_begun = 0, False
    while not stop.is_set():
        try:
            if hold is not None and not await hold():
                after = None  # another process asks meanwhile, and knows better
                await stopped_within(telegram.standby, stop)
                continue
            if not has_begun:  # only now: a webhook set later is somebody's will, and a Conflict tells of it
                has_begun = await _unless(stop, remove_webhook(telegram)) is not None
            page = await _unless(stop, telegram.ask(after))
            if page is not None:
                after = await _take_page(telegram, page, take, new_id)
            failures = 0
        except Exception as error:  # the top of the loop: the next round may go well
            pause = telegram.pauses[min(failures, len(telegram.pauses) - 1)]
            failures += 1
            await stopped_within(_complain(error, pause, telegram), stop)


async def _take_page(telegram: Telegram, page: list[Any], take: Take, new_id: NewId) -> int | None:
    """Take a page and say what to ask from next; None: nothing is left to be confirmed.

    After an empty page no number is kept: after a quiet week Telegram goes on with any number at all.
    """
    numbers = [update["update_id"] for update in page if _is_numbered(update)]
    if page and not numbers:
        raise OddAnswer("a page of updates without an update_id")
    read = [telegram.parse(_to_json(update).encode(), new_id) for update in page]
    received = [one for one in read if one is not None]
    if received:
        await take(received)
        telegram.acknowledge([one for one in received if isinstance(one, Inbound)])
    return max(numbers) + 1 if numbers else None


def _is_numbered(update: Any) -> bool:
    return isinstance(update, dict) and type(update.get("update_id")) is int


_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _complain(error: Exception, pause: float, telegram: Telegram) -> float:
    """Log why a round failed and what to do about it; the seconds to wait before the next."""
    from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

    from bot.channels.telegram_refusals import seconds_to_wait

    said = telegram.without_token(str(error))
    match error:
        case RetryAfter():
            pause = max(pause, seconds_to_wait(error))
            log.warning("telegram asks to wait", seconds=pause)
        case Conflict() if "webhook" in said.lower():
            log.error(
                "someone set a webhook for this bot, so it cannot be polled: stop that process and start "
                'this one again, or set telegram.mode = "webhook"',
                said=said,
            )
        case Conflict():
            log.error(
                "another process asks for this bot's updates: stop it, or use another token here", said=said
            )
        case InvalidToken() | SendError(then=Then.ALARM):
            log.error("telegram.token is not accepted: copy it again from @BotFather", said=said)
        case SendError(then=Then.WAIT):
            pause = max(pause, error.retry_after)
            log.warning("telegram asks to wait", seconds=pause)
        case NetworkError() | SendError():
            log.warning("telegram cannot be reached; asking again", seconds=pause, said=said)
        case TelegramError() | OddAnswer():
            log.error("telegram answered oddly; asking again", seconds=pause, said=said)
        case _:  # its place and not its text: an error of the database may hold what people wrote
            log.error(
                "updates could not be taken; they come again",
                seconds=pause,
                error=type(error).__name__,
                at=_place(error),
            )
    return pause


def _place(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"


_T = TypeVar("_T")


async def _unless(stop: asyncio.Event, work: Awaitable[_T]) -> _T | None:
    """What `work` gives; None when `stop` was set first, and then `work` is broken off."""
    working = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        working.cancel()
        stopping.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)
