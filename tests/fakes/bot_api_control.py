"""A Telegram as a process of its own, steered from outside over HTTP:

python -m tests.fakes.bot_api --port 8199 --people 1000 --per-second 25

POST /control/people   {"count": 3}                      their ids
POST /control/says     {"person": 5000000001, "text": "halo"}        the number of the update
POST /control/taps     {"person": 5000000001, "label": "Ya"}         the same
POST /control/trouble  {"method": "sendMessage", "times": 2, "status": 502}
POST /control/webhook  {"copies": 50, "answers_lost": 1}
GET  /control/sent?after=0     the accepted messages from that number on, with the clock of this process
GET  /control/received?person=5000000001     what one of them sees
GET  /control/state            counts, and what was wrong with requests
"""

from __future__ import annotations

import argparse
import dataclasses
import signal
import threading
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.bot_api import TOKEN, BotApi, Trouble
from tests.fakes.bot_api_person import Person
from tests.fakes.bot_api_rates import Rates


class Control:
    """What the process that drives the tests can have a Telegram do and tell."""

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._people: dict[int, Person] = {}

    def routes(self) -> list[Route]:
        posts = (self.people, self.says, self.taps, self.trouble, self.webhook)
        gets = (self.sent, self.received, self.state)
        return [
            *(Route(f"/control/{act.__name__}", act, methods=["POST"]) for act in posts),
            *(Route(f"/control/{tell.__name__}", tell) for tell in gets),
        ]

    def add(self, count: int) -> list[int]:
        people = [self._api.person(f"Orang {number}") for number in range(count)]
        self._people |= {person.id: person for person in people}
        return [person.id for person in people]

    async def people(self, request: Request) -> Response:
        return JSONResponse(self.add((await request.json())["count"]))

    async def says(self, request: Request) -> Response:
        given = await request.json()
        return JSONResponse(self._people[given["person"]].says(given["text"]))

    async def taps(self, request: Request) -> Response:
        given = await request.json()
        return JSONResponse(self._people[given["person"]].taps(given["label"]))

    async def trouble(self, request: Request) -> Response:
        given: dict[str, Any] = await request.json()
        method, times = given.pop("method"), given.pop("times", 1)
        self._api.trouble(method, *[Trouble(**given)] * times)
        return JSONResponse(times)

    async def webhook(self, request: Request) -> Response:
        for name, value in (await request.json()).items():
            setattr(self._api.deliveries, name, value)
        return JSONResponse(True)

    async def sent(self, request: Request) -> Response:
        after = int(request.query_params.get("after", 0))
        return JSONResponse([dataclasses.asdict(one) for one in self._api.accepted[after:]])

    async def received(self, request: Request) -> Response:
        return JSONResponse(self._people[int(request.query_params["person"])].received)

    async def state(self, _: Request) -> Response:
        api = self._api
        return JSONResponse(
            {
                "now": time.monotonic(),
                "accepted": len(api.accepted),
                "asked": len(api.asked),
                "pending": len(api.kept()),
                "posted": len(api.deliveries.posted),
                "statuses": api.deliveries.statuses[-1000:],
                "webhook": api.webhook.url if api.webhook else "",
                "dropped": api.dropped,
                "faults": api.faults,
            }
        )


def main() -> None:
    """Serve until SIGTERM or SIGINT; the first line printed is the address."""
    parser = argparse.ArgumentParser(description="A Telegram on loopback.")
    parser.add_argument("--port", type=int, default=None)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--people", type=int, default=0, help="how many there are from the start")
    parser.add_argument("--per-second", type=float, default=None, help="messages it takes; more get a 429")
    parser.add_argument("--per-chat", type=float, default=None, help="the same for one chat")
    parser.add_argument("--chat-burst", type=float, default=20)
    parser.add_argument("--latency", type=float, nargs=2, default=(0.0, 0.0), metavar=("LEAST", "MOST"))
    given = parser.parse_args()
    least, most = given.latency
    rates = Rates(given.per_second, given.per_chat, given.chat_burst, (least, most))
    api = BotApi(given.token, port=given.port, rates=rates)
    control = Control(api)
    control.add(given.people)
    api.more_routes = control.routes()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with api:
        print(api.url, flush=True)
        stop.wait()
