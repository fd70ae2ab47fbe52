"""Asking Telegram for updates, round after round, so that none is lost between Telegram and the database.

Telegram forgets an update when a later one is asked for. That is done only when `take` has returned for the
whole page: whatever fails before, the page comes again, and what was taken is known by its update_id.
"""

from __future__ import annotations

import asyncio
import json
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import structlog

from bot.channels import Inbound, NewId, Received

if TYPE_CHECKING:
    from bot.channels.telegram import Telegram

Take: TypeAlias = "Callable[[list[Received]], Awaitable[object]]"
"""Makes what came in durable; Telegram is told to forget it when this has returned."""
Hold: TypeAlias = "Callable[[], Awaitable[bool]]"
"""Is this the one process that asks Telegram for updates? Asked before each round."""

PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
"""Seconds to wait after the first, second, … failure in a row; then the last."""

log = structlog.get_logger(__name__)


class OddAnswer(Exception):  # noqa: N818  it is Telegram's, and says what it is
    """Telegram answered something that is not its Bot API."""


async def keep_polling(
    telegram: Telegram, take: Take, stop: asyncio.Event, new_id: NewId, hold: Hold | None
) -> None:
    """See `Telegram.poll`."""
    after: int | None = None
    failures = 0
    while not stop.is_set():
        try:
            if hold is not None and not await hold():
                after = None  # another process asks meanwhile, and knows better
                await stopped_within(telegram.standby, stop)
                continue
            page = await _unless(stop, telegram.ask(after))
            if page is not None:
                after = await _take_page(telegram, page, take, new_id)
            failures = 0
        except Exception as error:  # the top of the loop: the next round may go well
            pause = telegram.pauses[min(failures, len(telegram.pauses) - 1)]
            failures += 1
            await stopped_within(_complain(error, pause, telegram), stop)


async def stopped_within(seconds: float, stop: asyncio.Event) -> bool:
    """Wait for so long, unless `stop` is set; True: it was."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return False
    return True


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
        case Conflict() if "webhook" in said:
            log.error(
                "telegram has a webhook for this bot, so it cannot be polled: remove it (deleteWebhook), "
                'or set telegram.mode = "webhook"',
                said=said,
            )
        case Conflict():
            log.error(
                "another process asks for this bot's updates: stop it, or use another token here", said=said
            )
        case InvalidToken():
            log.error("telegram.token is not accepted: copy it again from @BotFather", said=said)
        case NetworkError():
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
