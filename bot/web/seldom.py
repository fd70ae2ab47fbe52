"""Logs what a stranger can cause once in a while, so that a flood of it floods no log."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

SECONDS = 60.0

_log = structlog.get_logger()


class Seldom:
    """Of one kind of event: the first at once, then what came since with how often it was."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, seconds: float = SECONDS) -> None:
        """`clock`: monotonic seconds."""
        self._clock, self._seconds = clock, seconds
        self._count, self._next = 0, float("-inf")

    def log(self, event: str) -> None:
        self._count += 1
        now = self._clock()
        if now >= self._next:
            _log.warning(event, times=self._count)
            self._count, self._next = 0, now + self._seconds
