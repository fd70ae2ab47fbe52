"""How a Telegram posts updates to a webhook: several at a time, again until one is answered with 2xx.

Updates of one chat go one after the other, each when the one before was taken, as a Bot API server does
(https://github.com/tdlib/telegram-bot-api, WebhookActor.cpp); taps are of another row than messages.
`shuffled` is worse than that: anything at any time.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from tests.fakes.bot_api import BotApi

LOOPBACK = "http://127.0.0.1:"
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 0.5
"""seconds after a delivery that failed; doubled each time"""


@dataclass(frozen=True)
class Webhook:
    url: str
    secret: str | None = None
    max_connections: int = 40
    allowed_updates: tuple[str, ...] | None = None


class Deliveries:
    """Posts what `api` keeps for its bot while it has a webhook.

    `copies`: each update is posted so many times at once. `answers_lost`: so many next answers are treated as
    if they had not come. `posted` are the numbers of updates, as often as they were posted.
    """

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self.copies = 1
        self.answers_lost = 0
        self.shuffled: Random | None = None
        self.statuses: list[int | None] = []
        """of every answer; None: there was none"""
        self.posted: list[int] = []
        self.last_error: tuple[int, str] | None = None
        self.most_at_once = 0
        self._in_hand: dict[int, asyncio.Task[None]] = {}
        self._failures: dict[int, int] = {}
        self._not_before: dict[int, float] = {}

    async def run(self, news: asyncio.Event) -> None:
        """Until cancelled. `news` is set when there is something new to do."""
        loop = asyncio.get_running_loop()
        async with httpx.AsyncClient(timeout=10, limits=httpx.Limits(max_connections=None)) as client:
            try:
                while True:
                    news.clear()
                    if webhook := self._api.webhook:
                        for update in self._due(webhook, loop.time()):
                            task = asyncio.create_task(self._deliver(client, webhook, update, news))
                            self._in_hand[update["update_id"]] = task
                    self.most_at_once = max(self.most_at_once, len(self._in_hand))
                    await _news_within(news, self._next(loop.time()))
            finally:
                for task in self._in_hand.values():
                    task.cancel()
                self._in_hand.clear()

    def _due(self, webhook: Webhook, now: float) -> list[dict[str, Any]]:
        """What is to be posted now, as far as connections are free."""
        due: list[dict[str, Any]] = []
        busy: set[str] = set()
        kept = self._api.kept()
        if self.shuffled is not None:
            self.shuffled.shuffle(kept)
        for update in kept:
            number, row = update["update_id"], _row(update)
            is_free = self.shuffled is not None or row not in busy
            busy.add(row)
            if is_free and number not in self._in_hand and self._not_before.get(number, 0.0) <= now:
                due.append(update)
        return due[: max(0, webhook.max_connections - len(self._in_hand))]

    def _next(self, now: float) -> float | None:
        """Seconds until something is to be posted again; None: nothing is."""
        waiting = [at - now for number, at in self._not_before.items() if number not in self._in_hand]
        return max(0.0, min(waiting)) if waiting else None

    async def _deliver(
        self, client: httpx.AsyncClient, webhook: Webhook, update: Mapping[str, Any], news: asyncio.Event
    ) -> None:
        number = update["update_id"]
        self.posted += [number] * self.copies
        answers = await asyncio.gather(*(_post(client, webhook, update) for _ in range(self.copies)))
        self.statuses += answers
        is_taken = any(status is not None and 200 <= status < 300 for status in answers)
        if is_taken and self.answers_lost > 0:
            self.answers_lost -= 1
            is_taken = False
        self._in_hand.pop(number, None)
        self._not_before.pop(number, None)
        if is_taken:
            self._api.forget(number)
        else:
            failures = self._failures[number] = self._failures.get(number, 0) + 1
            pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(failures - 1, 10))
            self._not_before[number] = asyncio.get_running_loop().time() + pause
            self.last_error = (1_795_000_200, _described(answers[-1]))
        news.set()
        self._api.tell()


async def _post(client: httpx.AsyncClient, webhook: Webhook, update: Mapping[str, Any]) -> int | None:
    """The status of its answer; None: there was none. What is not on loopback is not there."""
    if not webhook.url.startswith(LOOPBACK):
        return None
    headers = {"Content-Type": "application/json"}
    if webhook.secret is not None:
        headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
    content = json.dumps(update, ensure_ascii=False).encode()
    try:
        return (await client.post(webhook.url, content=content, headers=headers)).status_code
    except httpx.HTTPError:
        return None


def _described(status: int | None) -> str:
    return "Connection refused" if status is None else f"Wrong response from the webhook: {status}"


async def _news_within(news: asyncio.Event, seconds: float | None) -> None:
    try:
        await asyncio.wait_for(news.wait(), seconds)
    except TimeoutError:
        return


def _row(update: Mapping[str, Any]) -> str:
    """What waits for one another: the messages of a chat, the taps of a person, what they change."""
    [kind] = [name for name in update if name != "update_id"]
    body = update[kind]
    chat = body.get("chat") if isinstance(body, Mapping) else None
    who = chat if isinstance(chat, Mapping) else body.get("from", {}) if isinstance(body, Mapping) else {}
    return f"{kind}:{who.get('id')}"
