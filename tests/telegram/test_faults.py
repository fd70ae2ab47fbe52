"""What may go wrong with the connection: sockets that reset, drip, hang, and speak no TLS or no HTTP."""

from __future__ import annotations

import asyncio
import inspect
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import pytest
import telegram.error

from bot.channels import Outbound, SendError, Then
from bot.channels.telegram import Telegram
from bot.channels.telegram_refusals import REFUSALS, UNANSWERED, UNREAD, UNSENT
from tests.fakes.bot_api import TOKEN

Streams = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
LONG = Outbound("5987654321", "Halo " * 800)


@asynccontextmanager
async def listening(serve: Streams) -> AsyncIterator[int]:
    """A server that treats each connection so; its port."""

    async def each(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        except OSError:
            pass  # the bot gave up first
        finally:
            writer.close()

    server = await asyncio.start_server(each, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def request(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    [length] = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    await reader.readexactly(int(length.partition(b":")[2]))


async def resets_at_once(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """RST, before a byte was read."""
    found: socket.socket = writer.get_extra_info("socket")
    found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


async def resets_after_the_request(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request(reader)
    await resets_at_once(reader, writer)


async def hangs(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await request(reader)
    await reader.read()  # until the bot goes


async def drips_its_body(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A byte before each silence is too long; never the whole."""
    await request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def speaks_no_http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request(reader)
    writer.write(b"220 mail.example.org ESMTP\r\n")


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Telegram]:
    bot = Telegram(TOKEN, url, timeout=0.2, pauses=(0.01, 0.01))
    try:
        yield bot
    finally:
        await bot.close()


async def refused(url: str, message: Outbound = LONG) -> SendError:
    async with connected(url) as bot, asyncio.timeout(10):
        with pytest.raises(SendError) as refusal:
            await bot.send(message)
    assert TOKEN not in str(refusal.value)
    return refusal.value


@pytest.mark.parametrize(
    ("serve", "means"),
    [
        (resets_at_once, Then.UNSURE),  # the request was on its way: only its answer could tell
        (resets_after_the_request, Then.UNSURE),
        (hangs, Then.UNSURE),
        (drips_its_body, Then.UNSURE),
        (speaks_no_http, Then.UNSURE),
    ],
)
def test_a_connection_that_fails_after_the_request_left_leaves_it_unsure(serve: Streams, means: Then) -> None:
    async def run() -> SendError:
        async with listening(serve) as port:
            return await refused(f"http://127.0.0.1:{port}")

    assert asyncio.run(run()).then is means


def test_a_deletion_that_drips_can_be_done_again() -> None:
    async def run() -> SendError:
        async with listening(drips_its_body) as port:
            return await refused(f"http://127.0.0.1:{port}", Outbound("5987654321", delete="7"))

    assert asyncio.run(run()).then is Then.RETRY


def test_what_speaks_no_tls_got_nothing() -> None:
    async def speaks_plainly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async def run() -> SendError:
        async with listening(speaks_plainly) as port:
            return await refused(f"https://127.0.0.1:{port}")

    assert asyncio.run(run()).then is Then.RETRY


@pytest.mark.parametrize("url", ["http://telegram.invalid", "http://127.0.0.1:9"])
def test_where_no_name_or_no_port_answers_nothing_left(url: str) -> None:
    assert asyncio.run(refused(url)).then is Then.RETRY


def test_a_poll_that_drips_is_asked_again() -> None:
    asked = 0

    async def drips_at_first(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        await reader.readuntil(b"\r\n\r\n")
        asked += 1
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while asked < 3:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.02)
        again.set()

    async def run() -> None:
        async with listening(drips_at_first) as port:
            bot, stop = (
                Telegram(TOKEN, f"http://127.0.0.1:{port}", timeout=0.1, poll_seconds=0),
                asyncio.Event(),
            )
            bot.pauses = (0.01,)
            poll = asyncio.create_task(bot.poll(nothing_came, stop, lambda: "id"))
            async with asyncio.timeout(10):
                await again.wait()
            stop.set()
            await poll
            await bot.close()

    async def nothing_came(received: Sequence[object]) -> None:
        raise AssertionError(received)

    again = asyncio.Event()
    asyncio.run(run())


@pytest.mark.parametrize("url", ["http://telegram.invalid", "https://127.0.0.1:9"])
def test_a_telegram_that_is_away_at_the_start_stops_nothing(url: str) -> None:
    async def run() -> None:
        async with connected(url) as bot:
            assert not await bot.set_commands({"id": {"kartu": "Kartu"}})
            stop = asyncio.Event()
            stop.set()
            assert await bot.learn_name(stop) is None

    asyncio.run(run())


def test_every_kind_of_error_of_the_library_is_in_the_table_or_told_by_what_became_of_it() -> None:
    kinds = {
        name
        for name, kind in inspect.getmembers(telegram.error, inspect.isclass)
        if kind.__module__ == telegram.error.__name__
    }
    told_otherwise = {"TelegramError", "TimedOut", "EndPointNotFound", "PassportDecryptionError"}

    listed = {kind for kind, _, _ in REFUSALS}

    assert listed == (kinds - told_otherwise) | {UNSENT, UNANSWERED, UNREAD}
    assert [words for _, words, _ in REFUSALS if words != words.lower()] == []


def test_each_kind_ends_with_what_holds_whatever_the_words() -> None:
    last = {kind: words for kind, words, _ in REFUSALS}

    assert set(last.values()) == {""}
