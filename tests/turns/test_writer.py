"""The writer's thread: one thing at a time, by priority, and every caller hears what became of theirs."""

from __future__ import annotations

import asyncio
import threading

import pytest

from bot.writer import Priority, Writer


def test_what_is_waited_for_goes_first_and_equals_go_in_order() -> None:
    order: list[str] = []

    async def run() -> None:
        writer = Writer()
        gate = threading.Event()
        busy = asyncio.create_task(writer.run(Priority.REPLY, gate.wait))
        await asyncio.sleep(0)
        given = [("bulk 1", Priority.BULK), ("nudge", Priority.NUDGE), ("reply 1", Priority.REPLY)]
        given += [("reply 2", Priority.REPLY), ("bulk 2", Priority.BULK)]
        waiting = [asyncio.create_task(writer.run(priority, order.append, name)) for name, priority in given]
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(busy, *waiting)
        await writer.close()

    asyncio.run(run())
    assert order == ["reply 1", "reply 2", "nudge", "bulk 1", "bulk 2"]


def test_an_exception_reaches_its_caller_and_no_other() -> None:
    async def run() -> None:
        writer = Writer()
        failing = writer.run(Priority.REPLY, int, "no number")
        working = writer.run(Priority.REPLY, int, "7")
        results = await asyncio.gather(failing, working, return_exceptions=True)
        await writer.close()
        assert isinstance(results[0], ValueError)
        assert results[1] == 7

    asyncio.run(run())


def test_closing_finishes_what_was_given_and_takes_no_more() -> None:
    done: list[int] = []

    async def run() -> None:
        writer = Writer()
        tasks = [asyncio.create_task(writer.run(Priority.BULK, done.append, n)) for n in range(20)]
        await asyncio.sleep(0)
        await writer.close()
        await asyncio.gather(*tasks)
        with pytest.raises(RuntimeError):
            await writer.run(Priority.REPLY, print)
        await writer.close()

    asyncio.run(run())
    assert done == list(range(20))


def test_work_is_done_even_if_its_caller_is_cancelled() -> None:
    done: list[str] = []

    async def run() -> None:
        writer = Writer()
        gate = threading.Event()
        busy = asyncio.create_task(writer.run(Priority.REPLY, gate.wait))
        task = asyncio.create_task(writer.run(Priority.REPLY, done.append, "kept"))
        await asyncio.sleep(0)
        task.cancel()
        gate.set()
        await busy
        await writer.close()

    asyncio.run(run())
    assert done == ["kept"]
