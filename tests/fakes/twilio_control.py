"""A Twilio as a process of its own, steered from outside over HTTP:

python -m tests.fakes.twilio --port 8299 --bot http://127.0.0.1:8080 --people 1000 --per-second 80

POST /control/people   {"count": 3}                      their addresses; their windows are open
POST /control/says     {"person": "+6281200000001", "text": "halo"}      the sid; "webhook": false: only kept
POST /control/taps     {"person": "+6281200000001", "title": "Ya"}       the sid; a button or a list's item
POST /control/trouble  {"kind": "create", "times": 2, "status": 503}
POST /control/manner   {"times": 2, "shuffled": 7, "delay": 0.5, "early": true, "statuses": ["sent"]}
GET  /control/sent?after=0     the accepted messages from that number on, with the time of this machine
GET  /control/received?person=%2B6281200000001     what one of them sees
GET  /control/state            counts, and what was wrong with requests
"""

from __future__ import annotations

import argparse
import signal
import threading
import time
from random import Random
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.twilio import NUMBER, PUBLIC_URL, TOKEN, Twilio
from tests.fakes.twilio_messages import Message, Rates
from tests.fakes.twilio_troubles import Trouble
from tests.fakes.twilio_webhooks import Manner


class Control:
    """What the process that drives the tests can have a Twilio do and tell."""

    def __init__(self, twilio: Twilio) -> None:
        self._twilio = twilio

    def routes(self) -> list[Route]:
        posts = (self.people, self.says, self.taps, self.trouble, self.manner)
        gets = (self.sent, self.received, self.state)
        return [
            *(Route(f"/control/{act.__name__}", act, methods=["POST"]) for act in posts),
            *(Route(f"/control/{tell.__name__}", tell) for tell in gets),
        ]

    def add(self, count: int) -> list[str]:
        """So many more people, who wrote just now."""
        known = len(self._twilio.people)
        people = [
            self._twilio.person(f"+62812{number:08d}") for number in range(known + 1, known + count + 1)
        ]
        for person in people:
            person.wrote_at = self._twilio.clock()
        return [person.address for person in people]

    async def people(self, request: Request) -> Response:
        return JSONResponse(self.add((await request.json())["count"]))

    async def says(self, request: Request) -> Response:
        given = await request.json()
        webhook = self._twilio.webhook
        if not given.get("webhook", True):
            self._twilio.webhook = None
        try:
            return JSONResponse(self._twilio.person(given["person"]).says(given["text"]))
        finally:
            self._twilio.webhook = webhook

    async def taps(self, request: Request) -> Response:
        given = await request.json()
        return JSONResponse(self._twilio.person(given["person"]).answers(given["title"]))

    async def trouble(self, request: Request) -> Response:
        given: dict[str, Any] = await request.json()
        kind, times = given.pop("kind"), given.pop("times", 1)
        self._twilio.trouble(kind, *[Trouble(**given)] * times)
        return JSONResponse(times)

    async def manner(self, request: Request) -> Response:
        given: dict[str, Any] = await request.json()
        seed = given.pop("shuffled", None)
        self._twilio.manner = Manner(**given, shuffled=None if seed is None else Random(seed))  # noqa: S311
        return JSONResponse(True)

    async def sent(self, request: Request) -> Response:
        after = int(request.query_params.get("after", 0))
        return JSONResponse([_told(one) for one in self._twilio.sent[after:]])

    async def received(self, request: Request) -> Response:
        person = self._twilio.person(request.query_params["person"])
        return JSONResponse([_told(one) for one in person.received])

    async def state(self, _: Request) -> Response:
        twilio = self._twilio
        answers = [one.status for one in twilio.posted]
        return JSONResponse(
            {
                "now": time.time(),
                "accepted": len(twilio.sent),
                "asked": dict(twilio.counts),
                "posted": len(answers),
                "answers": {str(status): answers.count(status) for status in set(answers)},
                "faults": twilio.faults,
            }
        )


def _told(message: Message) -> dict[str, Any]:
    return {
        "sid": message.sid,
        "to": message.to,
        "body": message.body,
        "at": message.accepted_at,
        "status": message.status,
        "error_code": message.error_code,
        "callback": message.callback,
        "options": message.options,
    }


def main() -> None:
    """Serve until SIGTERM or SIGINT; the first line printed is the address."""
    parser = argparse.ArgumentParser(description=f"A Twilio on loopback, with the number {NUMBER}.")
    parser.add_argument("--port", type=int, default=None)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--public-url", default=PUBLIC_URL, help="what the bot is told is its address")
    parser.add_argument("--bot", "--callbacks", default=None, help="where it really listens")
    parser.add_argument("--people", type=int, default=0, help="how many there are from the start")
    parser.add_argument("--per-second", type=float, default=None, help="messages it takes; more get a 429")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds of every answer")
    given = parser.parse_args()
    twilio = Twilio(public_url=given.public_url, bot=given.bot, port=given.port, token=given.token)
    twilio.rates, twilio.latency = Rates(given.per_second), given.latency
    control = Control(twilio)
    control.add(given.people)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    twilio.start(control.routes())
    print(twilio.url, flush=True)
    stop.wait()
    twilio.stop()
