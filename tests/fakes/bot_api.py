"""A Telegram on loopback: a Bot API server that keeps what a bot sends, and people who write to it.

Every request is checked against the published specification (`bot_api_spec`); one that breaks it is
refused as by Telegram, and what was wrong stays in `faults`, which tests hold to be empty. `trouble`
scripts what fails.

    with BotApi() as api:
        siti = api.person("Siti")
        siti.says("halo")
        siti.waits_for(1)
        siti.taps("Ya")
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.bot_api_methods import METHODS, SENDS
from tests.fakes.bot_api_person import Person
from tests.fakes.bot_api_rates import Rates
from tests.fakes.bot_api_spec import faults_of_request, faults_of_update, kinds_of_update
from tests.fakes.bot_api_trouble import (
    BAD_GATEWAY,
    DROP_AFTER_ACCEPT,
    FORBIDDEN,
    GATEWAY_TIMEOUT,
    HANG,
    NOT_JSON,
    OTHER_POLLS,
    TERMINATED,
    UNAUTHORIZED,
    WEBHOOK_IS_SET,
    CutOff,
    Trouble,
    bad_request,
    migrated_to,
    refused,
    too_many_requests,
)
from tests.fakes.bot_api_webhook import Deliveries, Webhook
from tests.ports import free_port

__all__ = [
    "BAD_GATEWAY",
    "DROP_AFTER_ACCEPT",
    "FORBIDDEN",
    "GATEWAY_TIMEOUT",
    "HANG",
    "NOT_JSON",
    "TOKEN",
    "UNAUTHORIZED",
    "BotApi",
    "Trouble",
    "bad_request",
    "migrated_to",
    "too_many_requests",
]

TOKEN = "123456789:AAinvented-for-the-tests"


@dataclass(frozen=True)
class Asked:
    """A request that came: which method, with which fields, as text."""

    method: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Accepted:
    """A message that was accepted: when, by the monotonic clock, and for whom."""

    at: float
    method: str
    chat_id: int
    text: str


class BotApi:
    """The server. `stop` and `start` again: Telegram was away, with all it knew; same address."""

    def __init__(self, token: str = TOKEN, *, port: int | None = None, rates: Rates | None = None) -> None:
        self.token = token
        self.rates = rates or Rates()
        self.accepted: list[Accepted] = []
        self.asked: list[Asked] = []
        self.faults: list[str] = []
        self.commands: dict[str | None, list[dict[str, str]]] = {}
        self.acknowledged: list[str] = []
        self.webhook: Webhook | None = None
        self.dropped = 0
        """updates that the bot told Telegram to forget unseen"""
        self.deliveries = Deliveries(self)
        self.more_routes: list[Route] = []
        self.next_update_id = 700_000_001
        self.changed = threading.Condition()
        self._next_message_id = 1
        self.people: dict[int, Person] = {}
        self.files: dict[str, bytes] = {}
        self.told_sizes: dict[str, int] = {}
        """by file_id, where getFile tells another size than the true one"""
        self.updates: list[dict[str, Any]] = []
        self.open_taps: set[str] = set()
        self._troubles: dict[str, deque[Trouble]] = defaultdict(deque)
        self._polls = 0
        self._news = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    # --- for tests ---

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def person(self, first_name: str = "Siti", **known: Any) -> Person:
        """Someone new, with `id`, `last_name`, `language_code`, `phone` as told, or invented."""
        person = Person(self, first_name, id=known.pop("id", 5_000_000_001 + len(self.people)), **known)
        self.people[person.id] = person
        return person

    def trouble(self, method: str, *troubles: Trouble) -> None:
        """What happens to the next requests of this method, one after the other; then all is well again."""
        with self.changed:
            self._troubles[method].extend(troubles)

    def give(self, kind: str, body: Mapping[str, Any], checked: bool = True) -> int:
        """Have this update fetched by the bot; its number. `checked`: it must fit the specification."""
        with self.changed:
            number = self.next_update_id
            update = {"update_id": number, kind: body}
            faults = faults_of_update(update) if checked else []
            if faults:
                raise AssertionError(faults)
            self.next_update_id += 1
            self.updates.append(update)
            if kind == "callback_query":
                self.open_taps.add(str(body["id"]))
        self.wake()
        return number

    def kept(self) -> list[dict[str, Any]]:
        """The updates that Telegram still keeps for the bot, in order."""
        with self.changed:
            return list(self.updates)

    def unconfirmed(self) -> list[int]:
        """Their numbers."""
        return [update["update_id"] for update in self.kept()]

    def forget(self, number: int) -> None:
        """The bot has taken this update."""
        with self.changed:
            self.updates = [update for update in self.updates if update["update_id"] != number]
            self.changed.notify_all()

    def tell(self) -> None:
        """Something that tests may wait for has changed."""
        with self.changed:
            self.changed.notify_all()

    def wait_until(self, holds: Callable[[], bool], timeout: float = 10.0) -> None:
        """Until something that requests or people change holds; TimeoutError after so many seconds."""
        with self.changed:
            if not self.changed.wait_for(holds, timeout):
                raise TimeoutError("what was waited for did not come")

    def keeps(self, content: bytes, name: str | None = None) -> str:
        """Have this file on the server; its `file_id`."""
        with self.changed:
            name = name or f"file-{len(self.files) + 1}"
            self.files[name] = content
            return name

    def file(self, file_id: str) -> bytes:
        """What is in a file that was sent."""
        return self.files[file_id]

    def new_message_id(self) -> int:
        with self.changed:
            self._next_message_id += 1
            return self._next_message_id - 1

    # --- the server ---

    def start(self) -> None:
        """Listen; returns when requests are taken."""
        routes = [
            Route("/bot{token}/{method}", self._answer, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._download),
        ]
        app = Starlette(routes=[*routes, *self.more_routes])
        config = uvicorn.Config(
            app, host="127.0.0.1", port=self.port, log_config=None, log_level="critical", lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=asyncio.run, args=[self._serve(self._server)], daemon=True)
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise RuntimeError(f"the fake Telegram cannot listen on {self.url}")
            self._thread.join(0.005)

    def stop(self) -> None:
        """Listen no more; whoever waits is cut off."""
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(10)
        self._server = self._thread = self._loop = None

    async def _serve(self, server: uvicorn.Server) -> None:
        self._loop, self._news = asyncio.get_running_loop(), asyncio.Event()
        delivering = asyncio.create_task(self.deliveries.run(self._news))
        try:
            await server.serve()
        finally:
            delivering.cancel()
            await asyncio.gather(delivering, return_exceptions=True)

    async def _answer(self, request: Request) -> Response:
        method = request.path_params["method"]
        form = await request.form()
        fields = {**request.query_params, **{k: v for k, v in form.items() if isinstance(v, str)}}
        uploads = {k: await v.read() for k, v in form.items() if isinstance(v, UploadFile)}
        if request.path_params["token"] != self.token:
            return refused(UNAUTHORIZED)
        with self.changed:
            faults = [*faults_of_request(method, fields, frozenset(uploads)), *_strange_kinds(fields)]
            faults += [f"{method}.{name}: an empty file" for name, content in uploads.items() if not content]
            self.faults += faults
            self.asked.append(Asked(method, fields))
            waiting = self._troubles[method]
            trouble = waiting.popleft() if waiting else None
            self.changed.notify_all()
        if faults:
            return refused(bad_request("; ".join(faults)))
        if self.rates.latency[1]:
            await asyncio.sleep(self.rates.pause())
        if trouble is None:
            return await self._do(method, fields, uploads)
        if trouble.kept:
            await self._do(method, fields, uploads)
        if trouble.hang:
            await asyncio.sleep(3600)
        return refused(trouble) if trouble.status else CutOff()

    async def _download(self, request: Request) -> Response:
        """A file that was sent, where getFile said; `trouble` by the name "download"."""
        waiting = self._troubles["download"]
        trouble = waiting.popleft() if waiting else None
        content = self.files.get(request.path_params["path"].partition("/")[2])
        if trouble is not None:
            if trouble.hang:
                await asyncio.sleep(3600)
            return refused(trouble) if trouble.status else CutOff()
        if request.path_params["token"] != self.token or content is None:
            return refused(Trouble(404, "Not Found"))
        return Response(content, media_type="application/octet-stream")

    async def _do(self, method: str, fields: Mapping[str, str], uploads: Mapping[str, bytes]) -> Response:
        if method == "getUpdates":
            return await self._get_updates(fields)
        if method == "sendPhoto":
            fields = {**fields, "photo": self.keeps(uploads["photo"])} if "photo" in uploads else fields
        with self.changed:
            done = self._too_many(method, fields) or METHODS[method](self, fields)
            if method in SENDS and not isinstance(done, Trouble):
                text = fields.get("text") or fields.get("caption", "")
                self.accepted.append(Accepted(time.monotonic(), method, int(fields["chat_id"]), text))
            self.changed.notify_all()
        return refused(done) if isinstance(done, Trouble) else JSONResponse({"ok": True, "result": done})

    def _too_many(self, method: str, fields: Mapping[str, str]) -> Trouble | None:
        if method not in SENDS:
            return None
        seconds = self.rates.seconds_to_wait(fields["chat_id"], time.monotonic())
        return too_many_requests(seconds) if seconds else None

    async def _get_updates(self, fields: Mapping[str, str]) -> Response:
        loop, waited = asyncio.get_running_loop(), False
        offset, limit = int(fields.get("offset", 0)), int(fields.get("limit", 100))
        until = loop.time() + int(fields.get("timeout", 0))
        with self.changed:
            self.updates = [update for update in self.updates if update["update_id"] >= offset]
            self._polls += 1
            this = self._polls
            self.changed.notify_all()
        self._news.set()  # whoever asked before sees that another one does
        while True:
            self._news.clear()
            if self.webhook is not None:
                return refused(TERMINATED if waited else WEBHOOK_IS_SET)
            if this != self._polls:
                return refused(OTHER_POLLS)
            with self.changed:
                page = [update for update in self.updates if update["update_id"] >= offset][:limit]
            left = until - loop.time()
            if page or left <= 0:
                return JSONResponse({"ok": True, "result": page})
            waited = True
            try:
                await asyncio.wait_for(self._news.wait(), left)
            except TimeoutError:
                continue

    def wake(self) -> None:
        loop, news = self._loop, self._news
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(news.set)
        self.tell()


def _strange_kinds(fields: Mapping[str, str]) -> list[str]:
    wanted = set(json.loads(fields.get("allowed_updates", "[]")))
    return [f"allowed_updates: there is no {kind}" for kind in wanted - kinds_of_update()]


if __name__ == "__main__":
    from tests.fakes.bot_api_control import main

    main()
