"""What a service that runs has counted: both channels by webhook, asked for over HTTP as Prometheus asks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families as families

from bot import service
from bot.app import build
from bot.settings import Settings
from tests.fakes.bot_api import BotApi
from tests.fakes.twilio import Twilio
from tests.ports import free_port

# the library warns of its own attribute, which is not used here
pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")

SECRET = "invented-secret-of-a-webhook"
WANTED = {
    ("sertakan_turns_total",): 2,
    ("sertakan_sent_total", "telegram", "sent", "reply"): 1,
    ("sertakan_sent_total", "whatsapp", "sent", "reply"): 1,
    ("sertakan_reply_seconds_count", "telegram"): 1,
    ("sertakan_reply_seconds_count", "whatsapp"): 1,
    ("sertakan_webhook_seconds_count", "telegram", "200"): 1,
    ("sertakan_webhook_seconds_count", "telegram", "403"): 1,
    ("sertakan_webhook_seconds_count", "whatsapp", "200"): 3,
}
"""on WhatsApp the message, and that the answer was sent and delivered"""


@asynccontextmanager
async def served(api: BotApi, twilio: Twilio, folder: Path, here: str, console: int) -> AsyncIterator[None]:
    """The service, while the block runs."""
    settings = {
        "database": {"url": f"sqlite:///{folder / 'office.db'}"},
        "server": {"port": int(here.rpartition(":")[2]), "public_url": here},
        "console": {"port": console},
        "telegram": {"token": api.token, "api_url": api.url, "mode": "webhook", "secret_token": SECRET},
        "whatsapp": {
            "account_sid": twilio.account,
            "auth_token": twilio.token,
            "from": twilio.number,
            "api_url": twilio.url,
            "content_url": twilio.url,
        },
    }
    app, stop = build(Settings.model_validate(settings)), asyncio.Event()
    serving = asyncio.create_task(service.run(app, ("web", "sender", "console"), stop))
    try:
        await asyncio.to_thread(api.wait_until, lambda: api.webhook is not None)
        yield
    finally:
        stop.set()
        await serving
        await app.close()


async def figures(client: httpx.AsyncClient, console: int) -> dict[tuple[str, ...], float]:
    """Each figure, by its name and the values of its labels, in the order of their names."""
    answer = await client.get(f"http://127.0.0.1:{console}/metrics")
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in families(answer.text)
        for sample in family.samples
    }


def test_a_service_counts_its_turns_its_webhooks_and_what_it_sent(tmp_path: Path) -> None:
    port, console = free_port(), free_port()
    here = f"http://127.0.0.1:{port}"

    async def story(api: BotApi, twilio: Twilio) -> dict[tuple[str, ...], float]:
        async with served(api, twilio, tmp_path, here, console), httpx.AsyncClient() as client:
            api.person("Siti").says("halo")
            twilio.person("+6281200000002").says("halo")
            await client.post(f"{here}/telegram/webhook", content=b"{}")
            found = await figures(client, console)
            async with asyncio.timeout(20):
                while any(found.get(name) != number for name, number in WANTED.items()):
                    found = await figures(client, console)
            return found

    with BotApi() as api, Twilio(public_url=here, bot=here) as twilio:
        found = asyncio.run(story(api, twilio))

    assert {name: found[name] for name in WANTED} == WANTED
