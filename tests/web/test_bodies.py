"""Bodies of strangers: who dawdles gives way, and who sends at once is read, however many there are."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message, Receive, Scope

from bot.web.bodies import GaveWay, Strangers
from tests.web.shop import run


class Sender:
    """Somebody whose body comes when they `send` it."""

    def __init__(self, at: str) -> None:
        self.at = at
        self._sent = asyncio.Event()

    def send(self) -> None:
        self._sent.set()

    async def __call__(self) -> Message:
        await self._sent.wait()
        return {"type": "http.request", "body": b"all of it", "more_body": False}


def request_of(at: str, receive: Receive) -> Request:
    scope: Scope = {"type": "http", "method": "POST", "headers": [], "client": (at, 50_000)}
    return Request(scope, receive)


Reading = tuple[Sender, asyncio.Task[bytes | None]]


async def begin(strangers: Strangers, at: str) -> Reading:
    sender = Sender(at)
    task = asyncio.create_task(strangers.read(request_of(at, sender), most=100, seconds=20))
    await settled()
    return sender, task


async def settled() -> None:
    """All that can go on without anything more being sent has gone on."""
    for _ in range(5):
        await asyncio.sleep(0)


async def came_to(reading: Reading) -> str:
    sender, task = reading
    sender.send()
    try:
        return "read" if await task else "refused"
    except GaveWay:
        return "gave way"


def outcomes(work: Callable[[], Awaitable[list[str]]]) -> list[str]:
    return run(work)


def test_of_one_network_the_one_begun_first_gives_way() -> None:
    async def work() -> list[str]:
        strangers = Strangers(each=2, most=100)
        addresses = ("2001:db8::1", "2001:db8::2", "203.0.113.5", "2001:db8::3")
        readings = [await begin(strangers, at) for at in addresses]
        return [await came_to(one) for one in readings]

    assert outcomes(work) == ["gave way", "read", "read", "read"]


def test_of_all_networks_the_one_begun_first_gives_way() -> None:
    async def work() -> list[str]:
        strangers = Strangers(each=2, most=3)
        readings = [await begin(strangers, f"203.0.113.{n}") for n in range(5)]
        return [await came_to(one) for one in readings]

    assert outcomes(work) == ["gave way", "gave way", "read", "read", "read"]


def test_who_sends_at_once_is_read_while_hundreds_dawdle() -> None:
    async def work() -> list[str]:
        strangers = Strangers(each=5, most=20)
        dawdlers = [await begin(strangers, f"203.0.113.{n % 200}") for n in range(400)]
        prompt = [await came_to(await begin(strangers, "198.51.100.1")) for _ in range(50)]
        for _, task in dawdlers:
            task.cancel()
        await asyncio.gather(*(task for _, task in dawdlers), return_exceptions=True)
        assert len(strangers) == 0
        return prompt

    assert outcomes(work) == ["read"] * 50


def test_what_was_all_there_already_is_read_though_its_place_was_taken() -> None:
    async def work() -> list[str]:
        strangers = Strangers(each=1, most=1)
        first = await begin(strangers, "203.0.113.5")
        first[0].send()
        second = await begin(strangers, "203.0.113.5")
        return [await came_to(first), await came_to(second)]

    assert outcomes(work) == ["read", "read"]


@pytest.mark.parametrize("most", [0, 8])
def test_what_is_too_large_is_refused_and_leaves_its_place(most: int) -> None:
    async def work() -> list[str]:
        strangers, sender = Strangers(each=1, most=1), Sender("203.0.113.5")
        sender.send()
        read = await strangers.read(request_of(sender.at, sender), most=most, seconds=20)
        return [str(read), str(len(strangers))]

    assert outcomes(work) == ["None", "0"]


def test_who_never_sends_is_given_up_and_leaves_the_place() -> None:
    async def work() -> list[str]:
        strangers, sender = Strangers(each=1, most=1), Sender("203.0.113.5")
        read = await strangers.read(request_of(sender.at, sender), most=100, seconds=0)
        return [str(read), str(len(strangers))]

    assert outcomes(work) == ["None", "0"]


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=40))
def test_however_they_come_and_go_no_bound_is_passed_and_no_place_is_lost(
    events: list[tuple[int, bool]],
) -> None:
    """Each event: somebody of a network begins; or the oldest that is left sends all."""

    async def work() -> list[str]:
        strangers, readings = Strangers(each=2, most=5), list[Reading]()
        came: list[str] = []
        for network, begins in events:
            if begins or not readings:
                readings.append(await begin(strangers, f"203.0.113.{network}"))
            else:
                came.append(await came_to(readings.pop(0)))
            left = [sender.at for sender, task in readings if not task.done()]
            assert len(strangers) == len(left) <= 5
            assert all(left.count(at) <= 2 for at in left)
        came += [await came_to(one) for one in readings]
        assert len(strangers) == 0
        return came

    assert set(outcomes(work)) <= {"read", "gave way"}
