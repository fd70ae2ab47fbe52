"""The connections to Twilio: those of its own client, with time limits, silence, and errors of our own.

The client as it comes waits five minutes for an answer, writes what it sends to its log, and forgets the
headers of a refusal, `Retry-After` among them.
"""

from __future__ import annotations

import json
import logging
from base64 import b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.channels import SendError, Then
from bot.channels.whatsapp_errors import refusal

if TYPE_CHECKING:  # only who opens a WhatsApp pays for it
    from aiohttp import ClientResponse, ClientSession, ClientTimeout

MOST_CONNECTIONS = 100
IDLE_SECONDS = 10.0
"""after which a connection is not used again: one that the other side is closing loses what is sent on it"""


class Refused(Exception):  # noqa: N818  it is an answer
    """An answer that is no yes: its HTTP status, and Twilio's number and words where it has any."""

    def __init__(self, status: int, code: int | None, said: str, retry_after: str | None) -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code, self.said, self.retry_after = status, code, said, retry_after

    def as_send_error(self) -> SendError:
        return refusal(self.status, self.code, self.said, self.retry_after)


class Connections:
    """What Twilio's client sends its requests through (its `http_client`). Belongs to one event loop."""

    is_async = True

    def __init__(self, timeout: float) -> None:
        """`timeout`: seconds of a whole request; half of them to connect, so that a connection that never
        was is never taken for an answer that did not come."""
        self._timeout = timeout
        self._session: ClientSession | None = None
        self._client: Any = None

    async def request(
        self,
        method: str,
        uri: str,
        *,
        headers: Mapping[str, str],
        auth: tuple[str, str] | None = None,
        **rest: Any,
    ) -> Any:
        """The answer; raises Refused for one from 400 on, SendError where there is none."""
        import aiohttp

        if auth is not None:
            headers = {**headers, **authorization(auth)}
        try:
            answer = await self._opened().request(method, uri, headers=headers, **rest)
        except (aiohttp.ClientError, OSError, ValueError) as error:  # TimeoutError is an OSError
            raise SendError(f"no answer from Twilio: {type(error).__name__}", _no_answer(error)) from error
        if answer.status_code >= 400:
            raise _refused(answer)
        return answer

    def _opened(self) -> Any:
        if self._client is None:
            from aiohttp import ClientSession, ClientTimeout, TCPConnector
            from twilio.http.async_http_client import AsyncTwilioHttpClient

            connector = TCPConnector(limit=MOST_CONNECTIONS, keepalive_timeout=IDLE_SECONDS)
            self._session = ClientSession(connector=connector)
            limits = ClientTimeout(total=self._timeout, connect=self._timeout / 2)
            self._client = AsyncTwilioHttpClient(pool_connections=False, logger=_SILENT)
            self._client.session = _Limited(self._session, limits)
        return self._client

    async def close(self) -> None:
        session, self._session, self._client = self._session, None, None
        if session is not None:
            await session.close()


class _Limited:
    """A session for the library, which asks for no time limit at every request and so lifts the session's."""

    def __init__(self, session: ClientSession, limits: ClientTimeout) -> None:
        self._session, self._limits = session, limits

    async def request(self, **asked: Any) -> ClientResponse:
        return await self._session.request(**{**asked, "timeout": self._limits})


def authorization(credentials: tuple[str, str]) -> Mapping[str, str]:
    """The header that lets us in, with account and token (RFC 7617)."""
    return {"Authorization": "Basic " + b64encode(":".join(credentials).encode()).decode()}


_SILENT = logging.getLogger("twilio.silent")
_SILENT.disabled = True  # at INFO it writes whom we write to


def _no_answer(error: Exception) -> Then:
    """Could the request have left us? Names, connections and TLS that failed say no."""
    import aiohttp

    if isinstance(error, UnicodeEncodeError):  # half an emoji: no request can be written
        return Then.NEVER
    never_left = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
    return Then.RETRY if isinstance(error, never_left) else Then.UNSURE


def _refused(answer: Any) -> Refused:
    headers = answer.headers or {}
    try:
        told = json.loads(answer.text)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        told = {}
    code = told.get("code")
    said = told.get("message") or told.get("title") or ""
    return Refused(
        answer.status_code,
        code if type(code) is int else None,
        said if isinstance(said, str) else "",
        headers.get("Retry-After"),
    )
