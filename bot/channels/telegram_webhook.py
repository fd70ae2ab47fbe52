"""Where Telegram posts updates: set, removed and looked at, without losing what waits.

Telegram keeps what was not answered with 2xx, at most a day, whichever way it is fetched later
(https://core.telegram.org/bots/api#getting-updates). So nothing is ever dropped when the way changes; what
comes twice by that is known by its update_id.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

import structlog

from bot.channels import SendError, Then
from bot.channels.telegram_pauses import stopped_within
from bot.channels.telegram_updates import WANTED

if TYPE_CHECKING:
    from bot.channels.telegram import Telegram

PATH = "/telegram/webhook"
"""below `server.public_url`"""
MOST_CONNECTIONS = 40
"""deliveries at a time; https://core.telegram.org/bots/api#setwebhook"""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class WebhookInfo:
    """What Telegram tells of the webhook; `url` is empty where none is set."""

    url: str
    pending: int
    """updates that wait"""
    last_error: str | None
    """of the last delivery that failed, in Telegram's words; None: none failed"""
    last_error_at: datetime | None
    max_connections: int | None
    allowed_updates: tuple[str, ...]
    """empty: Telegram's own choice"""


async def set_webhook(telegram: Telegram, url: str, secret: str, stop: asyncio.Event) -> bool:
    """Have Telegram post there, with this secret; done twice safely. False: `stop` was set before.

    For the background: tries again until Telegram takes it, whatever it answers, and logs what to do.
    """
    for pause in chain(telegram.pauses, repeat(telegram.pauses[-1])):
        try:
            await _set(telegram, url, secret)
        except SendError as error:
            pause = max(pause, _complain(error, url))
        else:
            log.info("telegram webhook set", url=url, max_connections=MOST_CONNECTIONS, updates=WANTED)
            return True
        if await stopped_within(pause, stop):
            break
    return False


async def remove_webhook(telegram: Telegram) -> str:
    """Remove the webhook, should one be set, so that the bot can be polled; where it was, "" for none.

    Raises SendError.
    """
    info = await webhook_info(telegram)
    if info.url:
        await telegram.ask_bot(lambda bot: bot.delete_webhook(drop_pending_updates=False))
        log.warning(
            "telegram webhook removed, because this process polls; what waits comes by polling",
            url=info.url,
            waiting=info.pending,
        )
    return info.url


async def webhook_info(telegram: Telegram) -> WebhookInfo:
    """What Telegram tells of the webhook. Raises SendError: ALARM for a wrong token, RETRY or UNSURE while
    Telegram is away or odd, WAIT where it was asked too often."""
    found: Any = await telegram.ask_bot(lambda bot: bot.get_webhook_info())
    return WebhookInfo(
        url=found.url or "",
        pending=found.pending_update_count,
        last_error=telegram.without_token(found.last_error_message) if found.last_error_message else None,
        last_error_at=found.last_error_date.astimezone(UTC) if found.last_error_date else None,
        max_connections=found.max_connections,
        allowed_updates=tuple(found.allowed_updates or ()),
    )


async def _set(telegram: Telegram, url: str, secret: str) -> None:
    await telegram.ask_bot(
        lambda bot: bot.set_webhook(
            url,
            secret_token=secret,
            max_connections=MOST_CONNECTIONS,
            allowed_updates=list(WANTED),
            drop_pending_updates=False,
        )
    )


def _complain(error: SendError, url: str) -> float:
    """Log why it was not set; the least seconds until it may be tried again."""
    match error.then:
        case Then.NEVER:
            log.error(
                "telegram does not take the webhook: server.public_url must be an HTTPS address that "
                "Telegram can reach, on port 443, 80, 88 or 8443",
                url=url,
                said=error.reason,
            )
        case Then.ALARM:
            log.error("telegram.token is not accepted: copy it again from @BotFather", said=error.reason)
        case _:
            log.warning("telegram webhook not set yet", said=error.reason)
    return error.retry_after if error.then in (Then.WAIT, Then.ALARM) else 0.0
