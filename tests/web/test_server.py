"""The public server on a real socket: who dawdles is cut off, and what is in hand is finished."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
import uvloop
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.app import CannotStart
from bot.web.payments import PaymentsWebhook
from bot.web.server import listen, serve
from storage import Store
from tests.web.shop import Shop, run


@asynccontextmanager
async def served(site: ASGIApp, **how: Any) -> AsyncIterator[tuple[int, asyncio.Event]]:
    """The port, and what stops it."""
    listening = listen("127.0.0.1", 0)
    port, stop = listening.getsockname()[1], asyncio.Event()
    serving = asyncio.create_task(serve(site, listening, stop, **how))
    try:
        yield port, stop
    finally:
        stop.set()
        await serving


async def exchanged(port: int, *sent: bytes, at: str = "127.0.0.1") -> bytes:
    """What comes back until the server closes; `at`: the address that it is sent from."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(at, 0))
    for part in sent:
        writer.write(part)
        await writer.drain()
    answer = await reader.read()
    writer.close()
    return answer


POST = b"POST /payments/webhook HTTP/1.1\r\nHost: a\r\nX-Signature: sha256=" + b"0" * 64 + b"\r\n%s\r\n\r\n"
GET = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


def test_it_answers_and_does_not_say_what_it_is(store: Store) -> None:
    async def work() -> bytes:
        async with served(Shop(store).site) as (port, _):
            return await exchanged(port, GET)

    answer = run(work)

    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"\r\n\r\nalive\n")
    assert b"\r\nserver:" not in answer.lower()
    assert b"uvicorn" not in answer.lower()


@pytest.mark.parametrize("sent", [(), (b"GET /heal",), (b"GET / HTTP/1.1\r\nHost: a\r\nX: ", b"y" * 100)])
def test_who_never_sends_a_whole_head_is_cut_off(store: Store, sent: tuple[bytes, ...]) -> None:
    async def work() -> bytes:
        async with served(Shop(store).site, head_seconds=0.05) as (port, _):
            return await exchanged(port, *sent)

    assert run(work) == b""


def test_a_second_request_on_a_connection_has_a_time_of_its_own(
    store: Store,
) -> None:
    async def work() -> bytes:
        async with served(Shop(store).site, head_seconds=0.05) as (port, _):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(GET.replace(b"close", b"keep-alive"))
            await reader.readuntil(b"alive\n")
            writer.write(b"GET /heal")
            return await reader.read()

    assert run(work) == b""


def test_who_never_sends_the_body_of_a_payment_is_refused(
    store: Store,
) -> None:
    webhook = PaymentsWebhook(Shop(store).app, b"secret", lambda: None, body_seconds=0.05)
    site = Starlette(routes=[Route("/payments/webhook", webhook.take, methods=["POST"])])
    head = POST % b"Content-Length: 100\r\nConnection: close"

    async def work() -> bytes:
        async with served(site) as (port, _):
            return await exchanged(port, head, b"{")

    assert run(work).startswith(b"HTTP/1.1 400 ")


def test_who_drips_a_body_is_refused_and_cut_off(store: Store) -> None:
    """Each drop comes in time; all of them never would."""
    webhook = PaymentsWebhook(Shop(store).app, b"secret", lambda: None, body_seconds=0.1)
    site = Starlette(routes=[Route("/payments/webhook", webhook.take, methods=["POST"])])
    head = POST % b"Content-Length: 60000"

    async def work() -> bytes:
        async with served(site, head_seconds=0.05) as (port, _):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(head)
            answer = await dripping(writer, reader.readline())
            with suppress(ConnectionError):  # what was sent and not read resets the connection
                await dripping(writer, reader.read())
            writer.close()
            return answer

    assert run(work).startswith(b"HTTP/1.1 400 ")


async def dripping(writer: asyncio.StreamWriter, reading: Coroutine[Any, Any, bytes]) -> bytes:
    """What is read while a byte is sent now and then."""
    answer = asyncio.create_task(reading)
    while not answer.done():
        writer.write(b" ")
        await asyncio.wait([answer], timeout=0.01)
    return answer.result()


def test_it_serves_on_the_faster_event_loop_too(store: Store) -> None:
    async def work() -> list[bytes]:
        async with served(Shop(store).site, head_seconds=0.05) as (port, _):
            return [await exchanged(port, GET), await exchanged(port, b"GET /heal")]

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        answered, cut_off = runner.run(work())

    assert answered.endswith(b"alive\n")
    assert cut_off == b""


@pytest.mark.parametrize("sent", [b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"\x00" * 70_000])
def test_what_is_no_http_is_refused(store: Store, sent: bytes) -> None:
    async def work() -> bytes:
        async with served(Shop(store).site) as (port, _):
            return await exchanged(port, sent)

    assert run(work)[:12] in (b"HTTP/1.1 400", b"")


def test_what_is_in_hand_when_it_is_stopped_is_finished() -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        begun.set()
        await go_on.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"done"})

    async def work() -> bytes:
        async with served(slow) as (port, stop):
            asking = asyncio.create_task(exchanged(port, GET))
            await begun.wait()
            stop.set()
            go_on.set()
            return await asking

    assert b"done" in run(work)


def test_a_proxy_on_this_machine_says_who_asks() -> None:
    seen: list[Any] = []

    async def note(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["client"][0])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def work() -> bytes:
        async with served(note) as (port, _):
            forwarded = b"X-Forwarded-For: 198.51.100.9, 203.0.113.7\r\nConnection"
            return await exchanged(port, GET.replace(b"Connection", forwarded))

    run(work)

    assert seen == ["203.0.113.7"]


def test_a_port_that_is_taken_is_said_with_what_to_do() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CannotStart, match=rf"server\.port: cannot listen on 127\.0\.0\.1:{port}"):
            listen("127.0.0.1", port)


def test_an_address_of_another_machine_is_said() -> None:
    with pytest.raises(CannotStart, match=r"server\."):
        listen("203.0.113.1", 0)


# --- many at once --------------------------------------------------------------------------------------

STRANGER, OTHER = "127.0.0.2", "127.0.0.3"
"""addresses of this machine that are not the proxy's"""


def test_one_stranger_has_a_part_of_the_connections_and_all_others_are_heard(store: Store) -> None:
    async def work() -> list[bytes]:
        async with served(Shop(store).site, most_of_one=3) as (port, _), dawdlers(port, STRANGER, 3) as held:
            answers = [await exchanged_or_cut(port, at) for at in (STRANGER, OTHER, "127.0.0.1")]
            held.pop().close()
            return [*answers, await until_heard(port, STRANGER)]

    assert [answer[:15] for answer in run(work)] == [b"", *[b"HTTP/1.1 200 OK"] * 3]


def test_the_proxy_has_as_many_connections_as_there_are(store: Store) -> None:
    async def work() -> bytes:
        async with served(Shop(store).site, most_of_one=3) as (port, _), dawdlers(port, "127.0.0.1", 9):
            return await exchanged(port, GET)

    assert run(work).startswith(b"HTTP/1.1 200 ")


def test_one_connection_too_many_of_all_is_told_when_to_come_again(store: Store) -> None:
    async def work() -> bytes:
        async with served(Shop(store).site, most=3) as (port, _), dawdlers(port, "127.0.0.1", 3):
            return await exchanged(port, GET.replace(b"close", b"keep-alive"))

    answer = run(work)

    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after: 5\r\n" in answer.lower()


def test_a_crowd_of_strangers_with_a_byte_each_leaves_the_address_open(store: Store) -> None:
    """Through a proxy that does not say who asks, at that: all seem to be of one network."""

    async def work() -> bytes:
        async with served(Shop(store).site, most=30) as (port, _):
            crowd = {asyncio.create_task(dawdled(port)) for _ in range(20)}
            for _ in range(40):  # each has another one give way, and its connection be closed
                crowd.add(asyncio.create_task(dawdled(port)))
                gone, crowd = await asyncio.wait(crowd, return_when=asyncio.FIRST_COMPLETED)
                assert {one.result()[:12] for one in gone} == {b"HTTP/1.1 503"}
            answer = await exchanged(port, GET)
            for one in crowd:
                one.cancel()
            return answer

    assert run(work).startswith(b"HTTP/1.1 200 ")


async def dawdled(port: int) -> bytes:
    """What who sends a byte of a body is told, once the connection is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(POST % b"Content-Length: 100" + b"{")
        told = await reader.readline()
        with suppress(ConnectionError):
            await reader.read()
        return told
    finally:
        writer.close()


@asynccontextmanager
async def dawdlers(port: int, at: str, number: int) -> AsyncIterator[list[asyncio.StreamWriter]]:
    """Connections that were heard once and are held."""
    held = []
    for _ in range(number):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(at, 0))
        writer.write(GET.replace(b"close", b"keep-alive"))
        await reader.readuntil(b"alive\n")
        held.append(writer)
    yield held
    for writer in held:
        writer.close()


async def exchanged_or_cut(port: int, at: str) -> bytes:
    try:
        return await exchanged(port, GET, at=at)
    except ConnectionError:
        return b""


async def until_heard(port: int, at: str) -> bytes:
    """A connection that was closed is given back once the server has noticed."""
    while not (answer := await exchanged_or_cut(port, at)):
        pass
    return answer
