"""The one thread of a process that writes to the database: replies first, then nudges, then bulk."""

from __future__ import annotations

import asyncio
import itertools
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from functools import partial
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Priority(IntEnum):
    """What is waited for comes first. Among equals, who came first."""

    REPLY = 0
    NUDGE = 1
    BULK = 2


@dataclass(order=True, slots=True)
class _Job:
    rank: tuple[int, int]
    work: Callable[[], Any] | None = field(compare=False)
    """None: the last one, the thread ends"""
    done: asyncio.Future[Any] | None = field(compare=False, default=None)


class Writer:
    """Give it short transactions; the next by priority runs when the one before has ended."""

    def __init__(self) -> None:
        self._jobs: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self._count = itertools.count()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    async def run(self, priority: Priority, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What `function` returns or raises, called in the writer's thread.

        If the caller is cancelled while it waits, the work is still done. Raises RuntimeError after `close`.
        """
        if self._closed:
            raise RuntimeError("the writer is closed")
        done: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        work = partial(function, *args, **kwargs)
        self._jobs.put(_Job((priority, next(self._count)), work, done))
        return await done

    async def close(self) -> None:
        """Do what was given so far, then end; safe to call twice."""
        if not self._closed:
            self._closed = True
            self._jobs.put(_Job((max(Priority) + 1, next(self._count)), None))
        await asyncio.to_thread(self._thread.join)

    def _work(self) -> None:
        while (job := self._jobs.get()).work is not None:
            result, error = None, None
            try:
                result = job.work()
            except BaseException as raised:  # it belongs to whoever awaits it
                error = raised
            _deliver(job.done, result, error)


def _deliver(done: asyncio.Future[Any] | None, result: Any, error: BaseException | None) -> None:
    if done is None:
        return
    try:
        done.get_loop().call_soon_threadsafe(_settle, done, result, error)
    except RuntimeError:
        return  # the loop is closed: nobody waits any more


def _settle(done: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if done.done():
        return  # whoever waited was cancelled
    if error is None:
        done.set_result(result)
    else:
        done.set_exception(error)
