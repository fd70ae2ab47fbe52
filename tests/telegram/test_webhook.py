"""The webhook that Telegram posts to: 200 means that it is in the database; what is odd is no error."""

from __future__ import annotations

import asyncio
import itertools
import json
import shutil
from collections.abc import AsyncIterator, Callable, Iterator, MutableMapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.routing import Route
from structlog.testing import capture_logs

from bot.channels import Inbound, Received, Unread
from bot.channels.telegram import Telegram
from bot.web.telegram import LARGEST, SECRET_HEADER, TelegramWebhook
from storage import Secrets, Store, tables
from tests.fakes.bot_api import TOKEN, BotApi
from tests.telegram.serving import served
from tests.telegram.test_fake_webhook import all_taken, ask
from tests.telegram.worker import SECRET, office
from tests.turns import small

# the library warns of its own attribute, which is not used here
pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")


@pytest.fixture
def logs() -> Iterator[list[MutableMapping[str, Any]]]:
    with capture_logs() as lines:
        yield lines


def update(number: int = 1, text: str = "halo", who: int = 5_987_654_321) -> bytes:
    sender = {"id": who, "is_bot": False, "first_name": "Siti"}
    message = {
        "message_id": number,
        "from": sender,
        "chat": {"id": who, "type": "private"},
        "date": 1_795_000_000,
        "text": text,
    }
    return json.dumps({"update_id": number, "message": message}).encode()


class Inbox:
    """Keeps what is taken; with `gate`, when that is open."""

    def __init__(self, error: Exception | None = None, gate: asyncio.Event | None = None) -> None:
        self.received: list[Received] = []
        self.error, self.gate = error, gate
        self.arrived = asyncio.Semaphore(0)

    async def take(self, received: Sequence[Received]) -> None:
        self.arrived.release()
        if self.gate:
            await self.gate.wait()
        if self.error:
            raise self.error
        self.received.extend(received)


def webhook(inbox: Inbox, **how: Any) -> TelegramWebhook:
    return TelegramWebhook(Telegram(TOKEN), inbox.take, lambda: "id", SECRET, **how)


@asynccontextmanager
async def client(hook: TelegramWebhook) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=[Route("/telegram/webhook", hook.take, methods=["POST"])])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot.example.org") as opened:
        yield opened


def post(hook: TelegramWebhook, content: Any, headers: dict[str, Any] | None = None) -> httpx.Response:
    async def run() -> httpx.Response:
        async with client(hook) as opened:
            sent = {SECRET_HEADER: SECRET} if headers is None else headers
            return await opened.post("/telegram/webhook", content=content, headers=sent)

    return asyncio.run(run())


# --- who may post ---


def test_what_telegram_posts_is_taken_and_answered_with_nothing() -> None:
    inbox = Inbox()

    answer = post(webhook(inbox), update(7))

    assert (answer.status_code, answer.content) == (200, b"")
    assert [one.provider_id for one in inbox.received if isinstance(one, Inbound)] == ["7"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {SECRET_HEADER: ""},
        {SECRET_HEADER: SECRET[:-1]},
        {SECRET_HEADER: SECRET + "x"},
        {SECRET_HEADER: SECRET.upper()},
        {SECRET_HEADER: "rahasia é".encode()},
        {SECRET_HEADER: b"\xff\xfe"},
        {"x-other": SECRET},
    ],
)
def test_who_does_not_know_the_secret_is_sent_away_unread(headers: dict[str, Any]) -> None:
    inbox = Inbox()

    answer = post(webhook(inbox), update(), headers)

    assert (answer.status_code, answer.content) == (403, b"")
    assert inbox.received == []


def test_strangers_who_knock_without_end_fill_no_log(logs: list[MutableMapping[str, Any]]) -> None:
    now = 0.0
    hook = webhook(Inbox(), clock=lambda: now)

    for _ in range(50):
        post(hook, b"", {SECRET_HEADER: "guess"})
    now = 61.0
    post(hook, b"", {SECRET_HEADER: "guess"})

    assert [(line["log_level"], line["times"]) for line in logs] == [("warning", 1), ("warning", 50)]
    assert "guess" not in str(logs)


# --- what is posted ---


@pytest.mark.parametrize(
    "content", [b"", b"halo", b"\xff", b"[]", b"{}", b'{"update_id": 1, "invented_in_2031": {}}', b"[" * 9999]
)
def test_what_is_not_understood_is_kept_as_it_came_and_does_not_come_again(content: bytes) -> None:
    inbox = Inbox()

    answer = post(webhook(inbox), content)

    assert answer.status_code == 200
    assert [one.raw for one in inbox.received if isinstance(one, Unread)] == [content]


def test_what_concerns_no_conversation_is_answered_and_not_kept() -> None:
    inbox = Inbox()

    answer = post(webhook(inbox), b'{"update_id": 1, "edited_message": {}}')

    assert (answer.status_code, inbox.received) == (200, [])


def test_the_type_of_the_body_does_not_matter() -> None:
    inbox = Inbox()

    post(webhook(inbox), update(), {SECRET_HEADER: SECRET, "Content-Type": "text/plain"})

    assert len(inbox.received) == 1


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


def test_a_body_larger_than_any_update_is_refused_whether_it_says_so_or_not() -> None:
    inbox = Inbox()

    told = post(webhook(inbox), b" " * (LARGEST + 1))
    not_told = post(webhook(inbox), chunks(b" " * LARGEST, b" "))
    just_fits = post(webhook(inbox), chunks(b" " * (LARGEST - 200), update()[:200]))

    assert (told.status_code, not_told.status_code, just_fits.status_code) == (413, 400, 200)
    assert len(inbox.received) == 1


def test_a_body_that_does_not_end_is_waited_for_no_longer_than_allowed() -> None:
    async def never_ends() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    answer = post(webhook(Inbox(), body_seconds=0.05), never_ends())

    assert answer.status_code == 400


# --- when it cannot be taken ---


@pytest.mark.parametrize(
    "error",
    [OperationalError("INSERT rahasia", {}, OSError()), TimeoutError(), RuntimeError("the writer is closed")],
)
def test_what_could_not_be_taken_is_to_come_again(
    logs: list[MutableMapping[str, Any]], error: Exception
) -> None:
    answer = post(webhook(Inbox(error)), update())

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert [line["error"] for line in logs] == [type(error).__name__]
    assert "rahasia" not in str(logs)


def test_a_database_that_does_not_answer_is_not_waited_for_without_end() -> None:
    async def run() -> int:
        async with client(webhook(Inbox(gate=asyncio.Event()), take_seconds=0.05)) as opened:
            answer = await opened.post("/telegram/webhook", content=update(), headers={SECRET_HEADER: SECRET})
            return answer.status_code

    assert asyncio.run(run()) == 503


def test_more_than_can_be_held_is_to_come_again_and_what_is_held_is_taken() -> None:
    async def run() -> tuple[list[int], list[int], int]:
        inbox = Inbox(gate=asyncio.Event())
        async with client(webhook(inbox, most_in_hand=3)) as opened:

            async def one(number: int) -> int:
                headers = {SECRET_HEADER: SECRET}
                content = update(number)
                return (await opened.post("/telegram/webhook", content=content, headers=headers)).status_code

            held = [asyncio.create_task(one(number)) for number in range(1, 4)]
            for _ in held:
                await inbox.arrived.acquire()
            refused = [await one(4), await one(5)]
            assert inbox.gate
            inbox.gate.set()
            return await asyncio.gather(*held), refused, await one(6)

    held, refused, after = asyncio.run(run())

    assert (held, refused, after) == ([200] * 3, [503] * 2, 200)


# --- with real turns on a real database ---


@asynccontextmanager
async def posted_to(api: BotApi, store: Store, connections: int) -> AsyncIterator[TelegramWebhook]:
    """A Telegram that posts to an office, over HTTP."""
    telegram, ids = Telegram(api.token, api.url), itertools.count()
    async with office(store, telegram) as turns:
        hook = TelegramWebhook(telegram, turns.take, lambda: f"event-{next(ids)}", SECRET)
        async with served(hook.take) as url:
            await ask(api, "setWebhook", url=url, secret_token=SECRET, max_connections=connections)
            yield hook
            await ask(api, "deleteWebhook")
    await telegram.close()


def run_posted(api: BotApi, store: Store, connections: int = 40) -> None:
    async def run() -> None:
        async with asyncio.timeout(30), posted_to(api, store, connections):
            await all_taken(api)

    asyncio.run(run())


def count(store: Store, table: Any) -> int:
    with store.reading() as connection:
        return len(connection.execute(select(table.c.id)).all())


def test_fifty_copies_at_once_are_one_turn_one_reply_and_fifty_times_200(api: BotApi, store: Store) -> None:
    api.person("Siti").says("halo")
    api.deliveries.copies = 50

    run_posted(api, store)

    assert api.deliveries.statuses == [200] * 50
    assert small.heard(store) == {"Siti": ["halo"]}
    assert (count(store, tables.inbox), count(store, tables.outbox)) == (1, 1)


def test_a_burst_of_twenty_keeps_its_order(api: BotApi, store: Store) -> None:
    siti, budi = api.person("Siti"), api.person("Budi")
    for number in range(20):
        siti.says(f"s{number}")
        budi.says(f"b{number}")
    api.deliveries.copies = 2
    api.deliveries.answers_lost = 3

    run_posted(api, store)

    assert small.heard(store) == {
        "Siti": [f"s{number}" for number in range(20)],
        "Budi": [f"b{number}" for number in range(20)],
    }


def test_what_is_not_understood_is_in_the_database(api: BotApi, store: Store) -> None:
    api.give("invented_in_2031", {"odd": True}, checked=False)

    run_posted(api, store)

    with store.reading() as connection:
        [row] = connection.execute(select(tables.unread)).all()
    assert b"invented_in_2031" in store.secrets.open(row.raw_sealed)
    assert api.deliveries.statuses == [200]


@pytest.fixture
def make_store(sqlite_template: Path, tmp_path: Path, secrets: Secrets) -> Callable[[], Store]:
    """Opens a new, empty database each time."""
    numbers = itertools.count()

    def make() -> Store:
        path = tmp_path / f"{next(numbers)}.db"
        shutil.copyfile(sqlite_template, path)
        return Store(f"sqlite:///{path}", secrets)

    return make


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 1000),
    copies=st.integers(1, 3),
    answers_lost=st.integers(0, 5),
    connections=st.sampled_from([1, 2, 40]),
    senders=st.lists(st.sampled_from("ABC"), min_size=1, max_size=12),
)
def test_in_any_order_doubled_and_forgotten_each_is_heard_exactly_once(
    make_store: Callable[[], Store],
    seed: int,
    copies: int,
    answers_lost: int,
    connections: int,
    senders: list[str],
) -> None:
    store = make_store()
    with BotApi() as api:
        people = {name: api.person(name) for name in sorted(set(senders))}
        said = [(name, people[name].says(f"{number}")) for number, name in enumerate(senders)]
        api.deliveries.shuffled = Random(seed)  # noqa: S311  nothing secret
        api.deliveries.copies, api.deliveries.answers_lost = copies, answers_lost

        run_posted(api, store, connections)

        heard = sorted((name, text) for name, texts in small.heard(store).items() for text in texts)
        assert heard == sorted((name, str(number)) for number, name in enumerate(senders))
        assert set(api.deliveries.statuses) == {200}
        assert count(store, tables.outbox) == len(said)
        assert api.faults == []
    store.close()
