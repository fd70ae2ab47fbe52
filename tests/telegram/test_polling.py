"""Updates asked for by long polling: none is lost, whatever fails between Telegram and the database."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels import Inbound, Outbound, Received, Unread
from bot.channels.telegram import Telegram
from flows.types import Chose, Reached, Said
from tests.fakes import bot_api
from tests.fakes.bot_api import BotApi, Trouble

Taken = list[Received]


# the library warns of its own attribute, which is not used here
pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")


@pytest.fixture
def logs() -> Iterator[list[MutableMapping[str, Any]]]:
    with capture_logs() as lines:
        yield lines


class Inbox:
    """Keeps what is taken; fails as often as it is told to, before or after it has kept it."""

    def __init__(self, *failures: str) -> None:
        self.pages: list[list[Inbound]] = []
        self.unread: list[Unread] = []
        self.failures = list(failures)
        self.news = asyncio.Event()

    async def take(self, received: Taken) -> None:
        failure = self.failures.pop(0) if self.failures else None
        if failure == "before":
            raise OSError("the database is away")
        self.unread += [one for one in received if isinstance(one, Unread)]
        self.pages.append([one for one in received if isinstance(one, Inbound)])
        self.news.set()
        if failure == "after":
            raise OSError("the answer of the database was lost")

    @property
    def numbers(self) -> list[int]:
        return [int(inbound.provider_id) for page in self.pages for inbound in page]

    @property
    def heard(self) -> list[str]:
        events = [inbound.event for page in self.pages for inbound in page]
        return [event.text for event in events if isinstance(event, Said)]

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not holds():
                self.news.clear()
                await self.news.wait()


@asynccontextmanager
async def polling(
    api: BotApi, take: Callable[[Taken], Awaitable[None]], hold: Callable[[], Awaitable[bool]] | None = None
) -> Any:
    """Poll while the block runs; stopping must not take long, however long a question waits."""
    telegram = Telegram(api.token, api.url, poll_seconds=20, timeout=5, pauses=(0.01, 0.02), standby=0.01)
    numbers, stop = count(1), asyncio.Event()
    poll = asyncio.create_task(telegram.poll(take, stop, lambda: f"id-{next(numbers)}", hold))
    try:
        yield telegram
    finally:
        stop.set()
        async with asyncio.timeout(5):
            await poll
            await telegram.close()


def run(work: Callable[[], Awaitable[None]]) -> None:
    async def within_time() -> None:
        async with asyncio.timeout(20):
            await work()

    asyncio.run(within_time())


async def asked_again(api: BotApi, times: int = 1) -> None:
    """Until the bot has asked so many more times."""
    before = _asks(api)
    await asyncio.to_thread(api.wait_until, lambda: _asks(api) >= before + times)


def noticed(holds: Callable[[], bool]) -> tuple[asyncio.Event, Callable[[], Awaitable[bool]]]:
    """An event that is set when, before some round, `holds`; and the `hold` that looks."""
    event = asyncio.Event()

    async def look() -> bool:
        if holds():
            event.set()
        return True

    return event, look


def _asks(api: BotApi) -> int:
    return sum(asked.method == "getUpdates" for asked in api.asked)


def test_what_came_is_taken_in_order_and_then_confirmed(api: BotApi) -> None:
    siti, budi = api.person("Siti"), api.person("Budi")
    sent = [who.says(str(number)) for number in range(60) for who in (siti, budi)]

    async def work() -> None:
        inbox = Inbox()
        async with polling(api, inbox.take):
            await inbox.until(lambda: len(inbox.numbers) == 120)
            await asyncio.to_thread(api.wait_until, lambda: not api.unconfirmed())

        assert inbox.numbers == sent
        assert [len(page) for page in inbox.pages] == [100, 20]

    run(work)


def test_a_message_is_heard_while_a_question_waits(api: BotApi) -> None:
    siti = api.person("Siti")

    async def work() -> None:
        inbox = Inbox()
        async with polling(api, inbox.take):
            await asyncio.to_thread(api.wait_until, lambda: _asks(api) == 1)
            siti.says("halo")
            await inbox.until(lambda: inbox.heard == ["halo"])

    run(work)


def test_nothing_is_confirmed_while_it_is_being_taken(api: BotApi) -> None:
    siti = api.person("Siti")
    number = siti.says("halo")
    seen: list[list[int]] = []

    async def work() -> None:
        inbox = Inbox()

        async def take(inbounds: Taken) -> None:
            seen.append(api.unconfirmed())
            await inbox.take(inbounds)

        async with polling(api, take):
            await inbox.until(lambda: bool(inbox.pages))
            await asyncio.to_thread(api.wait_until, lambda: not api.unconfirmed())

    run(work)

    assert seen == [[number]]


@pytest.mark.parametrize("failure", ["before", "after"])
def test_what_could_not_be_taken_comes_again(
    api: BotApi, logs: list[MutableMapping[str, Any]], failure: str
) -> None:
    siti = api.person("Siti")
    numbers = [siti.says("satu"), siti.says("rahasia")]

    async def work() -> None:
        inbox = Inbox(failure, failure)
        async with polling(api, inbox.take):
            await asyncio.to_thread(api.wait_until, lambda: not api.unconfirmed())

        again = 1 if failure == "before" else 3
        assert inbox.numbers == numbers * again

    run(work)

    assert [line["error"] for line in logs] == ["OSError", "OSError"]
    assert logs[0]["at"].startswith("test_polling.py:")
    assert "rahasia" not in str(logs)


def test_telegram_may_be_away_when_the_service_starts(
    api: BotApi, logs: list[MutableMapping[str, Any]]
) -> None:
    siti = api.person("Siti")
    api.stop()

    async def work() -> None:
        inbox = Inbox()
        failed, hold = noticed(lambda: len(logs) >= 3)
        async with polling(api, inbox.take, hold):
            await failed.wait()
            siti.says("halo")
            await asyncio.to_thread(api.start)
            await inbox.until(lambda: inbox.heard == ["halo"])

    run(work)

    assert {line["event"] for line in logs} == {"telegram cannot be reached; asking again"}


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        (bot_api.BAD_GATEWAY, "cannot be reached"),
        (bot_api.DROP_AFTER_ACCEPT, "cannot be reached"),
        (bot_api.NOT_JSON, "answered oddly"),
        (Trouble(200, body=b'{"ok":true,"result":"halo"}'), "answered oddly"),
        (Trouble(200, body=b'{"ok":true,"result":[{"update":1}]}'), "answered oddly"),
        (bot_api.UNAUTHORIZED, "copy it again from @BotFather"),
        (Trouble(409, "Conflict: terminated by other getUpdates request"), "another process"),
        (Trouble(409, "Conflict: can't use getUpdates method while webhook is active"), "webhook"),
        (Trouble(409, "Conflict: terminated by setWebhook request"), "webhook"),
        (bot_api.too_many_requests(1), "asks to wait"),
    ],
)
def test_whatever_telegram_answers_polling_goes_on_and_says_what_to_do(
    api: BotApi, logs: list[MutableMapping[str, Any]], trouble: Trouble, says: str
) -> None:
    siti = api.person("Siti")
    siti.says("halo")
    # what the server has done is not what is in question here: a getUpdates gives the same page again
    api.trouble("getUpdates", trouble)

    async def work() -> None:
        inbox = Inbox()
        async with polling(api, inbox.take):
            await inbox.until(lambda: inbox.heard == ["halo"])

    run(work)

    assert len(logs) == 1
    assert says in logs[0]["event"]
    assert api.token not in str(logs)


def test_one_update_that_is_not_understood_is_kept_and_does_not_hold_up_the_others(api: BotApi) -> None:
    siti = api.person("Siti")
    siti.says("satu")
    api.give("message", {"odd": True, "chat": siti.chat}, checked=False)
    api.give("invented_in_2031", {"odd": True}, checked=False)
    siti.edits("suntingan")
    siti.says("dua")

    async def work() -> None:
        inbox = Inbox()
        async with polling(api, inbox.take):
            await asyncio.to_thread(api.wait_until, lambda: not api.unconfirmed())

        assert inbox.heard == ["satu", "dua"]
        assert [one.why for one in inbox.unread] == ["it has no sender", "it is of no kind that we know"]
        assert b"invented_in_2031" in inbox.unread[1].raw

    run(work)


def test_updates_that_all_say_nothing_to_us_are_confirmed_without_being_taken(api: BotApi) -> None:
    siti = api.person("Siti")
    siti.edits("suntingan")

    async def work() -> None:
        inbox = Inbox()
        async with polling(api, inbox.take):
            await asyncio.to_thread(api.wait_until, lambda: not api.unconfirmed())

        assert inbox.pages == []

    run(work)


def test_a_tap_is_acknowledged_once_it_is_taken(api: BotApi) -> None:
    siti = api.person("Siti")
    siti.taps_data("c:1:job:driver")

    async def work() -> None:
        inbox = Inbox("before")
        async with polling(api, inbox.take):
            await asyncio.to_thread(api.wait_until, lambda: bool(api.acknowledged))

        assert inbox.pages[0][0].event == Chose("id-2", "c", 1, "job", "driver")
        assert api.acknowledged == [inbox.pages[0][0].callback]

    run(work)


@pytest.mark.parametrize("trouble", [bot_api.bad_request("query is too old"), bot_api.DROP_AFTER_ACCEPT])
def test_a_tap_that_cannot_be_acknowledged_is_taken_all_the_same(api: BotApi, trouble: Trouble) -> None:
    siti = api.person("Siti")
    siti.taps_data("c:1:job:driver")
    api.trouble("answerCallbackQuery", trouble)

    async def work() -> None:
        inbox = Inbox()
        async with polling(api, inbox.take):
            await asyncio.to_thread(api.wait_until, lambda: not api.unconfirmed())
            siti.says("halo")
            await inbox.until(lambda: inbox.heard == ["halo"])

    run(work)


def test_someone_who_blocks_the_bot_and_lets_it_in_again_is_heard_both_times(api: BotApi) -> None:
    siti = api.person("Siti")
    siti.blocks()
    siti.unblocks()

    async def work() -> None:
        inbox = Inbox()
        async with polling(api, inbox.take) as telegram:
            await inbox.until(lambda: len(inbox.numbers) == 2)
            await telegram.send(Outbound(str(siti.id), "Selamat datang kembali."))

        events = [inbound.event for page in inbox.pages for inbound in page]
        assert events == [Reached("id-1", reachable=False), Reached("id-2", reachable=True)]

    run(work)

    assert siti.texts == ["Selamat datang kembali."]


def test_only_the_holder_of_the_lease_asks(api: BotApi) -> None:
    siti = api.person("Siti")
    siti.says("halo")
    held: list[bool] = []

    async def hold() -> bool:
        held.append(len(held) >= 3)
        if len(held) == 2:
            raise OSError("the database is away")
        assert held[-1] or _asks(api) == 0
        return held[-1]

    async def work() -> None:
        inbox = Inbox()
        async with polling(api, inbox.take, hold):
            await inbox.until(lambda: inbox.heard == ["halo"])

    run(work)

    assert held[:4] == [False, False, False, True]


def test_after_a_quiet_week_telegram_may_count_from_anywhere(api: BotApi) -> None:
    siti = api.person("Siti")
    siti.says("satu")

    async def work() -> None:
        inbox = Inbox()
        telegram = Telegram(api.token, api.url, poll_seconds=1, pauses=(0.01,))
        stop = asyncio.Event()
        poll = asyncio.create_task(telegram.poll(inbox.take, stop, lambda: "id"))
        await inbox.until(lambda: inbox.heard == ["satu"])
        await asked_again(api, 2)  # an empty page lies between
        api.next_update_id = 5
        siti.says("dua")
        await inbox.until(lambda: inbox.heard == ["satu", "dua"])
        stop.set()
        await poll
        await telegram.close()

    run(work)


def test_a_stop_lets_what_is_being_taken_finish(api: BotApi) -> None:
    siti = api.person("Siti")
    siti.says("halo")
    finished: list[bool] = []

    async def work() -> None:
        telegram, stop, begun = Telegram(api.token, api.url), asyncio.Event(), asyncio.Event()

        async def take(_inbounds: Taken) -> None:
            begun.set()
            await asyncio.sleep(0.05)
            finished.append(stop.is_set())

        poll = asyncio.create_task(telegram.poll(take, stop, lambda: "id"))
        await begun.wait()
        stop.set()
        await poll
        await telegram.close()

    run(work)

    assert finished == [True]


def test_a_stop_does_not_wait_for_a_question_that_waits(api: BotApi) -> None:
    async def work() -> None:
        async with polling(api, Inbox().take):
            await asyncio.to_thread(api.wait_until, lambda: _asks(api) == 1)
            begun = time.monotonic()
        assert time.monotonic() - begun < 2

    run(work)


def test_two_that_ask_are_told_of_each_other(api: BotApi, logs: list[MutableMapping[str, Any]]) -> None:
    async def work() -> None:
        async with polling(api, Inbox().take):
            await asyncio.to_thread(api.wait_until, lambda: _asks(api) == 1)
            told, hold = noticed(lambda: bool(logs))
            async with polling(api, Inbox().take, hold):
                await told.wait()

    run(work)

    assert {line["event"] for line in logs} == {
        "another process asks for this bot's updates: stop it, or use another token here"
    }
