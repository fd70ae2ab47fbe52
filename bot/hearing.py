"""Does Telegram reach us? What it tells of its webhook, asked every five minutes at most, kept as a mark.

https://core.telegram.org/bots/api#getwebhookinfo
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import structlog

from bot.app import App
from bot.settings import Settings
from storage.marks import mark, set_mark

MARK = "telegram.heard:"
EVERY = timedelta(minutes=5)
SECONDS = 10.0

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Heard:
    """A webhook as Telegram has it. `url` "": there is none, messages are asked for."""

    url: str
    pending: int
    failed_at: datetime | None
    why: str
    """of the last failure"""
    wanted: tuple[str, ...]
    """the kinds of updates that it posts; none: the default ones"""


async def ask(settings: Settings) -> Heard | None:
    """None: there is no answer, or none that can be read."""
    import httpx  # a quarter of a second, for who asks only

    token = settings.telegram.token
    if token is None:
        return None
    address = f"{settings.telegram.api_url}/bot{token.get_secret_value()}/getWebhookInfo"
    try:
        async with httpx.AsyncClient(timeout=SECONDS) as client:
            return _read((await client.get(address)).json()["result"])
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError, OverflowError) as error:
        _log.warning("telegram.webhook_not_asked", error=type(error).__name__)
        return None


def _read(told: dict[str, Any]) -> Heard:
    failed = told.get("last_error_date")
    return Heard(
        url=str(told["url"]),
        pending=int(told["pending_update_count"]),
        failed_at=datetime.fromtimestamp(int(failed), UTC) if failed else None,
        why=str(told.get("last_error_message", "")),
        wanted=tuple(map(str, told.get("allowed_updates", ()))),
    )


def our_url(settings: Settings) -> str:
    """Where Telegram is to post."""
    return f"{settings.server.public_url}/telegram/webhook"


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


def _dumped(heard: Heard, settings: Settings, now: datetime) -> str:
    return json.dumps(
        {
            "asked_at": now.isoformat(),
            "is_ours": heard.url == our_url(settings),
            "pending": heard.pending,
            "failed_at": heard.failed_at.isoformat() if heard.failed_at else None,
        }
    )
