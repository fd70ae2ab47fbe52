"""The fake Telegram: it posts to a webhook as the real one does, limits rates, and runs alone as well."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections import Counter
from random import Random
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response

from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api_rates import Rates
from tests.fakes.bot_api_spec import faults_of_answer
from tests.telegram.serving import served
from tests.telegram.worker import SECRET


class Ears:
    """A webhook that answers with these statuses, then with 200, and keeps what it heard."""

    def __init__(self, *statuses: int) -> None:
        self.heard: list[dict[str, Any]] = []
        self.secrets: set[str | None] = set()
        self._statuses = list(statuses)

    async def hear(self, request: Request) -> Response:
        self.heard.append(await request.json())
        self.secrets.add(request.headers.get("x-telegram-bot-api-secret-token"))
        return Response(status_code=self._statuses.pop(0) if self._statuses else 200)

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.heard]


async def ask(api: BotApi, method: str, **fields: Any) -> Any:
    async with httpx.AsyncClient() as client:
        return (await client.post(f"{api.url}/bot{api.token}/{method}", data=fields)).json()


async def all_taken(api: BotApi) -> None:
    await asyncio.to_thread(api.wait_until, lambda: not api.kept())


def posted_to(api: BotApi, ears: Ears, **fields: Any) -> None:
    """Have what waits posted there, until nothing is left."""

    async def run() -> None:
        async with served(ears.hear) as url:
            set_ = await ask(api, "setWebhook", url=url, secret_token=SECRET, **fields)
            assert set_ == {"ok": True, "result": True}
            await all_taken(api)

    asyncio.run(run())


def test_what_waits_is_posted_with_the_secret_in_order_for_each_person(api: BotApi) -> None:
    siti, budi = api.person("Siti"), api.person("Budi")
    for number in range(20):
        siti.says(f"s{number}")
        budi.says(f"b{number}")
    ears = Ears()

    posted_to(api, ears)

    assert [text for text in ears.texts if text[0] == "s"] == [f"s{number}" for number in range(20)]
    assert [text for text in ears.texts if text[0] == "b"] == [f"b{number}" for number in range(20)]
    assert ears.secrets == {SECRET}
    assert api.deliveries.most_at_once == 2


def test_what_is_not_answered_with_2xx_is_posted_again_before_what_follows(api: BotApi) -> None:
    siti = api.person("Siti")
    siti.says("satu")
    siti.says("dua")
    ears = Ears(503, 403)

    posted_to(api, ears)

    assert ears.texts == ["satu", "satu", "satu", "dua"]
    assert api.deliveries.statuses == [503, 403, 200, 200]


def test_on_order_it_doubles_forgets_answers_and_shuffles(api: BotApi) -> None:
    siti = api.person("Siti")
    numbers = [siti.says(str(number)) for number in range(30)]
    api.deliveries.copies = 3
    api.deliveries.answers_lost = 2
    api.deliveries.shuffled = Random(4)  # noqa: S311  nothing secret
    ears = Ears()

    posted_to(api, ears, max_connections=5)

    times = Counter(update["update_id"] for update in ears.heard)
    assert set(times) == set(numbers)
    assert sum(times.values()) == 3 * (30 + 2)
    assert [update["update_id"] for update in ears.heard[::3]] != numbers
    assert api.deliveries.most_at_once == 5


def test_polling_and_a_webhook_exclude_each_other(api: BotApi) -> None:
    async def run() -> tuple[Any, ...]:
        waiting = asyncio.create_task(ask(api, "getUpdates", timeout=20))
        await asyncio.to_thread(api.wait_until, lambda: bool(api.asked))
        await ask(api, "setWebhook", url="https://bot.example.org/telegram/webhook", max_connections=7)
        told = await ask(api, "getWebhookInfo")
        refused = await ask(api, "getUpdates", timeout=0)
        await ask(api, "deleteWebhook")
        return (
            (await waiting)["description"],
            told["result"],
            refused["description"],
            await ask(api, "getUpdates", timeout=0),
        )

    cut_off, told, refused, polled = asyncio.run(run())

    assert cut_off == "Conflict: terminated by setWebhook request"
    assert "while webhook is active" in refused
    assert faults_of_answer("getWebhookInfo", told) == []
    assert (told["max_connections"], told["pending_update_count"]) == (7, 0)
    assert polled == {"ok": True, "result": []}


@pytest.mark.parametrize(
    "fields", [{"url": "http://bot.example.org/"}, {"url": "https://a.org", "secret_token": "a b"}]
)
def test_a_webhook_that_telegram_would_not_take_is_refused(api: BotApi, fields: dict[str, str]) -> None:
    assert asyncio.run(ask(api, "setWebhook", **fields))["error_code"] == 400


def test_a_rate_is_kept_in_all_and_for_each_chat() -> None:
    rates = Rates(per_second=10, per_chat=1, chat_burst=3)

    one_chat = [rates.seconds_to_wait("1", 0.0) for _ in range(4)]
    others = [rates.seconds_to_wait(str(number), 0.0) for number in range(2, 10)]
    later = [rates.seconds_to_wait(str(number), 0.5) for number in range(20, 26)]

    assert one_chat == [0, 0, 0, 1]
    assert others == [0] * 7 + [1]
    assert later == [0] * 5 + [1]


def test_what_is_too_much_gets_a_429_and_is_not_counted() -> None:
    with BotApi(rates=Rates(per_second=2)) as api:
        siti = api.person("Siti")

        async def run() -> list[Any]:
            asked = (ask(api, "sendMessage", chat_id=siti.id, text=str(number)) for number in range(12))
            return list(await asyncio.gather(*asked))

        answers = asyncio.run(run())

    refused = [answer for answer in answers if not answer["ok"]]
    assert refused  # however slow the machine is, twelve at once are not spread over six seconds
    assert all(answer["parameters"] == {"retry_after": 1} for answer in refused)
    assert [one.text for one in api.accepted] == siti.texts
    assert len(api.accepted) == 12 - len(refused) >= 2
    assert api.accepted[0].at <= api.accepted[1].at


def test_it_runs_as_a_process_of_its_own_that_is_steered_over_http() -> None:
    command = [sys.executable, "-m", "tests.fakes.bot_api", "--people", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  our own
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            with httpx.Client(base_url=url) as client:
                [third] = client.post("/control/people", json={"count": 1}).json()
                client.post("/control/says", json={"person": third, "text": "halo"})
                client.post("/control/trouble", json={"method": "getMe", "status": 502, "times": 1})
                bot = f"/bot{BotApi().token}"
                statuses = [client.get(f"{bot}/getMe").status_code for _ in range(2)]
                client.post(f"{bot}/sendMessage", data={"chat_id": third, "text": "Halo juga"})
                state = client.get("/control/state").json()
                sent = client.get("/control/sent").json()
                seen = client.get("/control/received", params={"person": third}).json()
        finally:
            process.terminate()

    assert statuses == [502, 200]
    assert (state["pending"], state["accepted"], state["faults"]) == (1, 1, [])
    assert [(one["chat_id"], one["text"]) for one in sent] == [(third, "Halo juga")]
    assert json.dumps(seen).count("Halo juga") == 1
