"""Does Telegram reach us? What it tells of its webhook, asked every five minutes at most, kept as a mark.

https://core.telegram.org/bots/api#getwebhookinfo
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.app import App
from bot.channels import SendError
from bot.channels.telegram import Telegram
from bot.channels.telegram_webhook import PATH, WebhookInfo, webhook_info
from bot.settings import Settings
from storage.marks import mark, set_mark

MARK = "telegram.heard:"
EVERY = timedelta(minutes=5)

_log = structlog.get_logger()


async def ask(settings: Settings) -> WebhookInfo | None:
    """None: there is no answer, or none that can be read."""
    token = settings.telegram.token
    if token is None:
        return None
    telegram = Telegram(token.get_secret_value(), settings.telegram.api_url)
    try:
        return await webhook_info(telegram)
    except SendError as error:
        _log.warning("telegram.webhook_not_asked", because=error.reason)
        return None
    finally:
        await telegram.close()


def our_url(settings: Settings) -> str:
    """Where Telegram is to post."""
    return f"{settings.server.public_url}{PATH}"


async def ask_if_due(app: App) -> None:
    """Ask, where Telegram is to post to us and did not tell just now; what it tells is kept."""
    telegram = app.settings.telegram
    if telegram.mode != "webhook" or telegram.token is None:
        return
    name = MARK + telegram.token.get_secret_value().partition(":")[0]
    now = app.times.now()
    with app.store.reading() as conn:
        kept = mark(conn, name)
    if kept and now - datetime.fromisoformat(json.loads(kept)["asked_at"]) < EVERY:
        return
    heard = await ask(app.settings)
    if heard is not None:
        await app.write(partial(set_mark, name=name, value=_dumped(heard, app.settings, now)))


def _dumped(heard: WebhookInfo, settings: Settings, now: datetime) -> str:
    return json.dumps(
        {
            "asked_at": now.isoformat(),
            "is_ours": heard.url == our_url(settings),
            "pending": heard.pending,
            "failed_at": heard.last_error_at.isoformat() if heard.last_error_at else None,
        }
    )
