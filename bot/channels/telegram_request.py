"""The library's HTTP with what it leaves open: a limit on the whole of a request, and answers of any shape.

Its own limits are on each silence, so that a byte now and then would be waited for without end; and it takes
whatever is JSON for an object, and writes into the log what is none.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from telegram.error import TelegramError, TimedOut
from telegram.request import HTTPXRequest

SILENCES = 3.0
"""how many times the longest silence a whole request may take"""


class Request(HTTPXRequest):
    """`timeout`: seconds of each silence, unless a request says otherwise."""

    def __init__(self, most: int, timeout: float) -> None:
        super().__init__(
            connection_pool_size=most,
            connect_timeout=timeout,
            read_timeout=timeout,
            write_timeout=timeout,
            pool_timeout=timeout,
        )
        self._silence = timeout

    async def do_request(self, *given: Any, **named: Any) -> tuple[int, bytes]:
        """Raises TimedOut when it is not over in time; what was asked may have been done."""
        read = named.get("read_timeout")
        longest = max(self._silence, read) if isinstance(read, int | float) else self._silence
        try:
            async with asyncio.timeout(longest + (SILENCES - 1) * self._silence):
                return await super().do_request(*given, **named)
        except TimeoutError as error:
            raise TimedOut("the answer did not end in time") from error

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        try:
            found = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError) as error:
            raise TelegramError("Invalid server response") from error
        if not isinstance(found, dict):
            raise TelegramError("Invalid server response")
        if not _are_parameters(found.get("parameters")):
            found.pop("parameters", None)
        return found


def _are_parameters(found: Any) -> bool:
    """What the library reads of a refusal, of the types that it expects."""
    return isinstance(found, dict) and all(type(value) is int for value in found.values())
