"""Posts what people write to the webhooks, each at its own time: `python -m bench.posting '{"loads": […]}'`.

Arrivals do not wait for answers. But Telegram posts only so many at a time as it was asked to: there what
arrived waits to be posted, and the wait is counted. Arrivals are even, each at a random moment of its own
slice of the time, so that as many come as were asked for. All is made and signed before the first is posted.
Says when it is ready, starts when told, and prints where what came of it is kept.
"""

from __future__ import annotations

import asyncio
import gc
import json
import random
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import uvloop
from twilio.request_validator import SIGNATURE_HEADER, RequestValidator

from bench.audience import telegram_id, whatsapp_number
from bench.people import interleaved, sender_id, update
from bench.serving import PUBLIC_URL, SECRET
from bot.channels.telegram_webhook import MOST_CONNECTIONS
from tests.fakes import twilio

_LONGEST = 30.0


@dataclass(frozen=True, slots=True)
class Load:
    """So many people, from number `first` of the fake's, who say so many things each; of all, the first
    `number` are posted, `per_second`."""

    channel: str
    bot: str
    first: int
    people: int
    turns: int
    number: int
    per_second: float


@dataclass(frozen=True, slots=True)
class Posted:
    """Who wrote, when (monotonic seconds), how late that was, and when it was answered with what.

    Status 0: there was no answer.
    """

    who: str
    at: float
    late: float
    seconds: float
    status: int


@dataclass(frozen=True, slots=True)
class _Letter:
    who: str
    url: str
    body: bytes
    headers: Mapping[str, str]


def letters(load: Load) -> list[_Letter]:
    """What is posted, in order."""
    spoken = interleaved(range(load.first, load.first + load.people), 0, load.turns)[: load.number]
    made = _telegram if load.channel == "telegram" else _whatsapp
    return [made(load.bot, number, person, text) for number, (person, text) in enumerate(spoken, start=1)]


def _telegram(bot: str, number: int, person: int, text: str) -> _Letter:
    who = telegram_id(person)
    body = update(number, who - sender_id(0), text)
    headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
    return _Letter(str(who), f"{bot}/telegram/webhook", body, headers)


def _whatsapp(bot: str, number: int, person: int, text: str) -> _Letter:
    who, sid = whatsapp_number(person), f"SM{number:032x}"
    form = {
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ProfileName": f"Peserta {person}",
        "MessageType": "text",
        "SmsSid": sid,
        "WaId": who.removeprefix("+"),
        "SmsStatus": "received",
        "Body": text,
        "To": f"whatsapp:{twilio.NUMBER}",
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "MessageSid": sid,
        "AccountSid": twilio.ACCOUNT,
        "From": f"whatsapp:{who}",
        "ApiVersion": "2010-04-01",
    }
    path = "/whatsapp/webhook"
    signature = RequestValidator(twilio.TOKEN).compute_signature(f"{PUBLIC_URL}{path}", form)
    headers = {"Content-Type": "application/x-www-form-urlencoded", SIGNATURE_HEADER: signature}
    return _Letter(who, f"{bot}{path}", urlencode(form).encode(), headers)


async def post(loads: list[Load]) -> list[Posted]:
    made = [(load, letters(load)) for load in loads]
    gc.collect()
    gc.freeze()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)
    start = time.monotonic() + 0.1
    posted = await asyncio.gather(*(_arrive(load, own, start) for load, own in made))
    return [one for own in posted for one in own]


async def _arrive(load: Load, made: list[_Letter], start: float) -> list[Posted]:
    slices = random.Random(11)  # noqa: S311  a load, not a secret
    connector = aiohttp.TCPConnector(limit=MOST_CONNECTIONS if load.channel == "telegram" else 0)
    timeout = aiohttp.ClientTimeout(total=_LONGEST)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        tasks = []
        for number, letter in enumerate(made):
            due = start + (number + slices.random()) / load.per_second
            if (early := due - time.monotonic()) > 0:
                await asyncio.sleep(early)
            tasks.append(asyncio.create_task(_post(session, letter, due)))
        return list(await asyncio.gather(*tasks))


async def _post(session: aiohttp.ClientSession, letter: _Letter, due: float) -> Posted:
    at, status = time.monotonic(), 0
    try:
        async with session.post(letter.url, data=letter.body, headers=letter.headers) as answer:
            await answer.read()
            status = answer.status
    except (aiohttp.ClientError, TimeoutError):
        status = 0
    return Posted(letter.who, at, at - due, time.monotonic() - at, status)


def main() -> None:
    order: dict[str, Any] = json.loads(sys.argv[1])
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        posted = runner.run(post([Load(**load) for load in order["loads"]]))
    Path(order["out"]).write_text(json.dumps([asdict(one) for one in posted]), "utf-8")
    sys.stdout.write(f"{json.dumps(order['out'])}\n")


if __name__ == "__main__":
    main()
