"""Telegram told where to post updates, and told to stop: again until it listens, and nothing is dropped."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import UTC, datetime
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels import Inbound, Received, SendError, Then
from bot.channels.telegram import Telegram
from bot.channels.telegram_webhook import WebhookInfo, remove_webhook, set_webhook, webhook_info
from tests.fakes import bot_api
from tests.fakes.bot_api import BotApi, Trouble
from tests.fakes.bot_api_webhook import Webhook

# the library warns of its own attribute, which is not used here
pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")

URL = "https://bot.example.org/telegram/webhook"
SECRET = "invented-secret-of-a-webhook"
WANTED = ("message", "callback_query", "my_chat_member")


def with_telegram(api: BotApi, use: Callable[[Telegram], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        telegram = Telegram(api.token, api.url, timeout=2, pauses=(0.01, 0.01))
        try:
            async with asyncio.timeout(20):
                return await use(telegram)
        finally:
            await telegram.close()

    return asyncio.run(run())


def methods(api: BotApi) -> list[str]:
    return [asked.method for asked in api.asked]


def set_up(api: BotApi) -> list[MutableMapping[str, Any]]:
    """The log of setting it."""
    with capture_logs() as logs:
        done = with_telegram(api, lambda telegram: set_webhook(telegram, URL, SECRET, asyncio.Event()))
    assert done
    return logs


def test_what_is_posted_where_and_how_is_set(api: BotApi) -> None:
    logs = set_up(api)

    assert api.webhook == Webhook(URL, SECRET, 40, WANTED)
    assert [line["event"] for line in logs] == ["telegram webhook set"]
    assert SECRET not in str(logs)


def test_set_twice_it_is_as_set_once_and_nothing_that_waits_is_dropped(api: BotApi) -> None:
    waiting = api.person("Siti").says("halo")

    set_up(api)
    set_up(api)

    assert api.webhook == Webhook(URL, SECRET, 40, WANTED)
    assert (api.unconfirmed(), api.dropped) == ([waiting], 0)


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        (bot_api.BAD_GATEWAY, "not set yet"),
        (bot_api.DROP_AFTER_ACCEPT, "not set yet"),
        (bot_api.NOT_JSON, "not set yet"),
        (bot_api.too_many_requests(1), "not set yet"),
        (bot_api.bad_request("bad webhook: Failed to resolve host: Name or service not known"), "HTTPS"),
    ],
)
def test_whatever_telegram_answers_it_is_set_in_the_end(api: BotApi, trouble: Trouble, says: str) -> None:
    api.trouble("setWebhook", trouble)

    logs = set_up(api)

    assert says in logs[0]["event"]
    assert api.token not in str(logs)
    assert api.webhook is not None


def test_a_telegram_that_is_away_is_asked_until_it_is_back_or_the_process_stops(api: BotApi) -> None:
    api.stop()

    async def use(telegram: Telegram) -> bool:
        stop = asyncio.Event()
        setting = asyncio.create_task(set_webhook(telegram, URL, SECRET, stop))
        await asyncio.to_thread(api.start)
        assert await setting
        await asyncio.to_thread(api.stop)
        again = asyncio.create_task(set_webhook(telegram, URL, SECRET, stop))
        stop.set()
        return await again

    assert with_telegram(api, use) is False
    assert api.webhook is not None


def test_what_telegram_tells_of_the_webhook_is_read(api: BotApi) -> None:
    api.person("Siti").says("halo")
    none = with_telegram(api, webhook_info)
    set_up(api)
    api.wait_until(lambda: api.deliveries.last_error is not None)
    told = with_telegram(api, webhook_info)

    assert none == WebhookInfo("", 1, None, None, None, ())
    at = datetime.fromtimestamp(1_795_000_200, UTC)
    assert told == WebhookInfo(URL, 1, "Connection refused", at, 40, WANTED)


@pytest.mark.parametrize(
    ("trouble", "then"),
    [
        (bot_api.UNAUTHORIZED, Then.ALARM),
        (bot_api.BAD_GATEWAY, Then.RETRY),
        (bot_api.too_many_requests(3), Then.WAIT),
        (Trouble(200, body=b'{"ok": true, "result": {}}'), Then.UNSURE),
    ],
)
def test_what_cannot_be_told_is_an_error_of_ours(api: BotApi, trouble: Trouble, then: Then) -> None:
    api.trouble("getWebhookInfo", trouble)

    with pytest.raises(SendError) as refusal:
        with_telegram(api, webhook_info)

    assert refusal.value.then is then


def test_a_webhook_is_removed_only_where_there_is_one_and_nothing_is_dropped(api: BotApi) -> None:
    waiting = api.person("Siti").says("halo")
    set_up(api)

    removed = [with_telegram(api, remove_webhook) for _ in range(2)]

    assert removed == [URL, ""]
    assert (api.webhook, api.unconfirmed(), api.dropped) == (None, [waiting], 0)
    assert methods(api).count("deleteWebhook") == 1


def test_polling_removes_a_webhook_from_before_and_begins(api: BotApi) -> None:
    api.person("Siti").says("halo")
    set_up(api)
    api.trouble("getWebhookInfo", bot_api.BAD_GATEWAY)
    heard: list[Received] = []

    async def use(telegram: Telegram) -> None:
        stop = asyncio.Event()

        async def take(received: list[Received]) -> None:
            heard.extend(received)
            stop.set()

        await telegram.poll(take, stop, lambda: "id")

    with capture_logs() as logs:
        with_telegram(api, use)

    assert [type(one) for one in heard] == [Inbound]
    assert [line["event"] for line in logs] == [
        "telegram cannot be reached; asking again",
        "telegram webhook removed, because this process polls; what waits comes by polling",
    ]


def test_a_webhook_that_somebody_sets_later_stays_and_is_told(api: BotApi) -> None:
    async def use(telegram: Telegram) -> None:
        stop = asyncio.Event()
        polling = asyncio.create_task(telegram.poll(nothing_came, stop, lambda: "id"))
        await asyncio.to_thread(api.wait_until, lambda: "getUpdates" in methods(api))
        await set_webhook(telegram, URL, SECRET, stop)
        asks = len(api.asked)
        await asyncio.to_thread(api.wait_until, lambda: len(api.asked) >= asks + 2)
        stop.set()
        await polling

    async def nothing_came(received: list[Received]) -> None:
        raise AssertionError(received)

    with capture_logs() as logs:
        with_telegram(api, use)

    assert api.webhook is not None
    assert [line["event"] for line in logs if "someone set a webhook" in line["event"]]
