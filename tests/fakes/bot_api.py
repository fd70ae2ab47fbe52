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
import io
import json
import socket
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

import uvicorn
from PIL import Image
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from tests.fakes.bot_api_person import Person
from tests.fakes.bot_api_spec import faults_of_request, faults_of_update, kinds_of_update

TOKEN = "123456789:AAinvented-for-the-tests"
BOT = {"id": 123456789, "is_bot": True, "first_name": "Sertakan", "username": "sertakan_test_bot"}
LONG_AGO = 1_795_000_000
MOST_FOR_BOTS = 20 * 1024 * 1024
"""bytes: Telegram gives a bot no larger file"""


@dataclass(frozen=True)
class Trouble:
    """Something that goes wrong with one request. `kept`: the server has done what was asked all the same."""

    status: int | None = None
    """of the answer; None: there is none"""
    description: str = ""
    parameters: Mapping[str, int] | None = None
    kept: bool = False
    hang: bool = False
    body: bytes | None = None
    """an answer that is no Bot API answer"""


def too_many_requests(seconds: int) -> Trouble:
    description = f"Too Many Requests: retry after {seconds}"
    return Trouble(429, description, {"retry_after": seconds})


def bad_request(description: str) -> Trouble:
    return Trouble(400, f"Bad Request: {description}")


def migrated_to(chat_id: int) -> Trouble:
    description = "Bad Request: group chat was upgraded to a supergroup chat"
    return Trouble(400, description, {"migrate_to_chat_id": chat_id})


FORBIDDEN = Trouble(403, "Forbidden: bot was blocked by the user")
UNAUTHORIZED = Trouble(401, "Unauthorized")
BAD_GATEWAY = Trouble(502, "Bad Gateway")
GATEWAY_TIMEOUT = Trouble(504, body=b"<html><h1>504 Gateway Time-out</h1></html>")
HANG = Trouble(hang=True, kept=True)
DROP_AFTER_ACCEPT = Trouble(kept=True)
NOT_JSON = Trouble(200, kept=True, body=b"<html>it works</html>")


@dataclass(frozen=True)
class Asked:
    """A request that came: which method, with which fields, as text."""

    method: str
    fields: Mapping[str, str]


class BotApi:
    """The server. `stop` and `start` again: Telegram was away, with all it knew; same address."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.asked: list[Asked] = []
        self.faults: list[str] = []
        self.commands: dict[str | None, list[dict[str, str]]] = {}
        self.acknowledged: list[str] = []
        self.webhook = False
        self.next_update_id = 700_000_001
        self.changed = threading.Condition()
        self._next_message_id = 1
        self._people: dict[int, Person] = {}
        self._files: dict[str, bytes] = {}
        self.told_sizes: dict[str, int] = {}
        """by file_id, where getFile tells another size than the true one"""
        self._updates: list[dict[str, Any]] = []
        self._open_taps: set[str] = set()
        self._troubles: dict[str, deque[Trouble]] = defaultdict(deque)
        self._polls = 0
        self._news: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    # --- for tests ---

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def person(self, first_name: str = "Siti", **known: Any) -> Person:
        """Someone new, with `id`, `last_name`, `language_code`, `phone` as told, or invented."""
        person = Person(self, first_name, id=known.pop("id", 5_000_000_001 + len(self._people)), **known)
        self._people[person.id] = person
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
            self._updates.append(update)
            if kind == "callback_query":
                self._open_taps.add(str(body["id"]))
        self._wake()
        return number

    def unconfirmed(self) -> list[int]:
        """The numbers of the updates that Telegram still keeps for the bot."""
        with self.changed:
            return [update["update_id"] for update in self._updates]

    def wait_until(self, holds: Callable[[], bool], timeout: float = 10.0) -> None:
        """Until something that requests or people change holds; TimeoutError after so many seconds."""
        with self.changed:
            if not self.changed.wait_for(holds, timeout):
                raise TimeoutError("what was waited for did not come")

    def keeps(self, content: bytes, name: str | None = None) -> str:
        """Have this file on the server; its `file_id`."""
        with self.changed:
            name = name or f"file-{len(self._files) + 1}"
            self._files[name] = content
            return name

    def file(self, file_id: str) -> bytes:
        """What is in a file that was sent."""
        return self._files[file_id]

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
        app = Starlette(routes=routes)
        config = uvicorn.Config(
            app, host="127.0.0.1", port=self.port, log_config=None, log_level="critical", lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
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
        self._server = self._thread = self._loop = self._news = None

    async def _answer(self, request: Request) -> Response:
        method = request.path_params["method"]
        form = await request.form()
        fields = {**request.query_params, **{k: v for k, v in form.items() if isinstance(v, str)}}
        uploads = {k: await v.read() for k, v in form.items() if isinstance(v, UploadFile)}
        if request.path_params["token"] != self.token:
            return _refused(UNAUTHORIZED)
        with self.changed:
            faults = [*faults_of_request(method, fields, frozenset(uploads)), *_strange_kinds(fields)]
            faults += [f"{method}.{name}: an empty file" for name, content in uploads.items() if not content]
            self.faults += faults
            self.asked.append(Asked(method, fields))
            waiting = self._troubles[method]
            trouble = waiting.popleft() if waiting else None
            self.changed.notify_all()
        if faults:
            return _refused(bad_request("; ".join(faults)))
        if trouble is None:
            return await self._do(method, fields, uploads)
        if trouble.kept:
            await self._do(method, fields, uploads)
        if trouble.hang:
            await asyncio.sleep(3600)
        return _refused(trouble) if trouble.status else CutOff()

    async def _download(self, request: Request) -> Response:
        """A file that was sent, where getFile said; `trouble` by the name "download"."""
        waiting = self._troubles["download"]
        trouble = waiting.popleft() if waiting else None
        content = self._files.get(request.path_params["path"].partition("/")[2])
        if trouble is not None:
            if trouble.hang:
                await asyncio.sleep(3600)
            return _refused(trouble) if trouble.status else CutOff()
        if request.path_params["token"] != self.token or content is None:
            return _refused(Trouble(404, "Not Found"))
        return Response(content, media_type="application/octet-stream")

    async def _do(self, method: str, fields: Mapping[str, str], uploads: Mapping[str, bytes]) -> Response:
        if method == "getUpdates":
            return await self._get_updates(fields)
        if method == "sendPhoto":
            fields = {**fields, "photo": self.keeps(uploads["photo"])} if "photo" in uploads else fields
        with self.changed:
            done = _METHODS[method](self, fields)
            self.changed.notify_all()
        return _refused(done) if isinstance(done, Trouble) else JSONResponse({"ok": True, "result": done})

    async def _get_updates(self, fields: Mapping[str, str]) -> Response:
        self._loop = asyncio.get_running_loop()
        self._news = self._news or asyncio.Event()
        offset, limit = int(fields.get("offset", 0)), int(fields.get("limit", 100))
        until = self._loop.time() + int(fields.get("timeout", 0))
        with self.changed:
            self._updates = [update for update in self._updates if update["update_id"] >= offset]
            self._polls += 1
            this = self._polls
            self.changed.notify_all()
        self._news.set()  # whoever asked before sees that another one does
        while True:
            self._news.clear()
            if self.webhook:
                return _refused(_WEBHOOK)
            if this != self._polls:
                return _refused(_OTHER)
            with self.changed:
                page = [update for update in self._updates if update["update_id"] >= offset][:limit]
            left = until - self._loop.time()
            if page or left <= 0:
                return JSONResponse({"ok": True, "result": page})
            try:
                await asyncio.wait_for(self._news.wait(), left)
            except TimeoutError:
                continue

    def _wake(self) -> None:
        loop, news = self._loop, self._news
        if loop is not None and news is not None and not loop.is_closed():
            loop.call_soon_threadsafe(news.set)
        with self.changed:
            self.changed.notify_all()

    # --- the methods ---

    def _get_me(self, _fields: Mapping[str, str]) -> Any:
        return BOT

    def _send_message(self, fields: Mapping[str, str]) -> Any:
        return self._send(fields, {"text": fields["text"]})

    def _send_photo(self, fields: Mapping[str, str]) -> Any:
        file = fields["photo"]
        if file not in self._files:
            return bad_request("wrong file identifier/HTTP URL specified")
        try:
            with Image.open(io.BytesIO(self._files[file])) as picture:
                width, height = picture.size
        except OSError:
            return bad_request("IMAGE_PROCESS_FAILED")
        size = {"file_id": file, "file_unique_id": f"u-{file}", "width": width, "height": height}
        caption = {"caption": fields["caption"]} if "caption" in fields else {}
        return self._send(fields, {"photo": [size], **caption})

    def _get_file(self, fields: Mapping[str, str]) -> Any:
        file = fields["file_id"]
        if file not in self._files:
            return bad_request("wrong file_id or the file is temporarily unavailable")
        size = self.told_sizes.get(file, len(self._files[file]))
        if size > MOST_FOR_BOTS:
            return bad_request("file is too big")
        told = {"file_id": file, "file_unique_id": f"u-{file}", "file_size": size}
        return {**told, "file_path": f"photos/{file}"}

    def _send(self, fields: Mapping[str, str], content: Mapping[str, Any]) -> Any:
        person = self._people.get(int(fields["chat_id"]))
        if person is None:
            return bad_request("chat not found")
        if person.has_blocked:
            return FORBIDDEN
        markup = json.loads(fields.get("reply_markup", "{}"))
        message = {
            "message_id": self.new_message_id(),
            "from": BOT,
            "chat": person.chat,
            "date": LONG_AGO,
            **content,
        }
        if "inline_keyboard" in markup:
            message["reply_markup"] = markup
        person.receive(message, markup)
        return message

    def _delete_message(self, fields: Mapping[str, str]) -> Any:
        person = self._people.get(int(fields["chat_id"]))
        if person is None:
            return bad_request("chat not found")
        return person.lose(int(fields["message_id"])) or bad_request("message to delete not found")

    def _answer_callback_query(self, fields: Mapping[str, str]) -> Any:
        tap = fields["callback_query_id"]
        if tap not in self._open_taps:
            return bad_request("query is too old and response timeout expired or query ID is invalid")
        self._open_taps.remove(tap)
        self.acknowledged.append(tap)
        return True

    def _set_my_commands(self, fields: Mapping[str, str]) -> Any:
        self.commands[fields.get("language_code")] = json.loads(fields["commands"])
        return True


_METHODS: Mapping[str, Callable[[BotApi, Mapping[str, str]], Any]] = {
    "getMe": BotApi._get_me,
    "sendMessage": BotApi._send_message,
    "sendPhoto": BotApi._send_photo,
    "getFile": BotApi._get_file,
    "deleteMessage": BotApi._delete_message,
    "answerCallbackQuery": BotApi._answer_callback_query,
    "setMyCommands": BotApi._set_my_commands,
}

_OTHER = Trouble(
    409,
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
)
_WEBHOOK = Trouble(
    409,
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first",
)


class CutOff(Response):
    """An answer that ends in the middle: the server closes the connection before it is whole."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"100")]})
        await send({"type": "http.response.body", "body": b'{"ok"', "more_body": True})


def _refused(trouble: Trouble) -> Response:
    status = trouble.status or 500
    if trouble.body is not None:
        return Response(trouble.body, status, media_type="text/html")
    answer: dict[str, Any] = {"ok": False, "error_code": status, "description": trouble.description}
    if trouble.parameters:
        answer["parameters"] = dict(trouble.parameters)
    return JSONResponse(answer, status)


def _strange_kinds(fields: Mapping[str, str]) -> list[str]:
    wanted = set(json.loads(fields.get("allowed_updates", "[]")))
    return [f"allowed_updates: there is no {kind}" for kind in wanted - kinds_of_update()]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
