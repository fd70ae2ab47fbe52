"""The library's HTTP, done by aiohttp: at 64 messages in the air httpx takes most of a core for them.

The limits are on each silence and on the whole of a request: else a byte now and then would be waited for
without end. Answers of any shape are errors of the library's own, and none of them is written into the log.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from typing import Any

import aiohttp
import certifi
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

SILENCES = 3.0
"""how many times the longest silence a whole request may take"""
IDLE_SECONDS = 4.0
"""after which a connection is not used again: servers close theirs, and a message would be lost in that"""

NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
"""no connection, no name, no TLS: the causes of errors after which Telegram surely has got nothing"""


class Request(BaseRequest):
    """At most so many connections; `timeout`: seconds of each silence, unless a request says otherwise."""

    def __init__(self, most: int, timeout: float) -> None:
        self._most, self._silence = most, timeout
        self._opened: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._silence

    async def initialize(self) -> None:
        """Nothing: connections are opened when they are needed."""

    async def shutdown(self) -> None:
        if self._opened is not None:
            await self._opened.close()
            self._opened = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        """Status and body. Raises TimedOut and NetworkError, caused by what aiohttp raised."""
        read = float(read_timeout) if isinstance(read_timeout, int | float) else self._silence
        timeout = aiohttp.ClientTimeout(
            total=max(self._silence, read) + (SILENCES - 1) * self._silence,
            connect=self._silence,
            sock_read=read,
        )
        try:
            async with self._session.request(
                method,
                URL(url, encoded=True),
                data=_body(request_data),
                timeout=timeout,
                allow_redirects=False,
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut(f"no answer in time ({type(error).__name__})") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise NetworkError(f"{type(error).__name__}: {error}") from error

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

    @property
    def _session(self) -> aiohttp.ClientSession:
        """Opened in the event loop that asks. Whom TLS trusts comes with us, and need not be installed."""
        if self._opened is None:
            trusted = ssl.create_default_context(cafile=certifi.where())
            self._opened = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._most, ssl=trusted, keepalive_timeout=IDLE_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )
        return self._opened


def _body(request_data: RequestData | None) -> aiohttp.FormData | Mapping[str, str] | None:
    if request_data is None:
        return None
    files = request_data.multipart_data or {}
    if not files:
        return request_data.json_parameters or None
    form = aiohttp.FormData(request_data.json_parameters)
    for name, (filename, content, media_type) in files.items():
        form.add_field(name, content, filename=filename, content_type=media_type)
    return form


def _are_parameters(found: Any) -> bool:
    """What the library reads of a refusal, of the types that it expects."""
    return isinstance(found, dict) and all(type(value) is int for value in found.values())
