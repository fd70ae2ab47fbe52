"""Listens at the public address, inside the process and the event loop that everything else runs in."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.app import CannotStart

HEAD_SECONDS = 10.0
"""in which the head of a request must have come"""
IDLE_SECONDS = 5
MOST_CONNECTIONS = 500
FINISH_SECONDS = 5
"""in which what is in hand at the end must be done"""

_log = structlog.get_logger()


def listen(host: str, port: int, section: str = "server") -> socket.socket:
    """The socket of an address; raises CannotStart, which says what to do, when it cannot be had.

    `section` of the settings is where the address stands.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise CannotStart(
            f"{section}.host: {host} is no address of this machine ({error.strerror})"
        ) from None
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(1024)
        listening.setblocking(False)
    except OSError as error:
        listening.close()
        raise CannotStart(
            f"{section}.port: cannot listen on {host}:{port} ({error.strerror}); "
            "stop the program that does, or set another port"
        ) from None
    return listening


async def serve(
    application: ASGIApp,
    listening: socket.socket,
    stop: asyncio.Event,
    *,
    head_seconds: float = HEAD_SECONDS,
) -> None:
    """Answer until `stop` is set; what is in hand then is finished. Closes the socket."""
    server = Server(_config(application, head_seconds))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    stopping = asyncio.create_task(stop.wait())
    host, port = listening.getsockname()[:2]
    _log.info("web.listening", host=host, port=port)
    try:
        await asyncio.wait((running, stopping), return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        server.should_exit = True
        await running
        listening.close()


def _config(application: ASGIApp, head_seconds: float) -> uvicorn.Config:
    """`proxy_headers`: who asks is told by a proxy on this machine, and by no other."""
    return uvicorn.Config(
        application,
        http=type("Impatient", (_Impatient,), {"head_seconds": head_seconds}),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1",
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=FINISH_SECONDS,
    )


class Server(uvicorn.Server):
    """Leaves signals to the process, which has more to end than this."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class _Impatient(HttpToolsProtocol):
    """Cuts off who opens a connection and does not send the head of a request: uvicorn waits for ever."""

    _cut: asyncio.TimerHandle | None = None
    head_seconds = HEAD_SECONDS

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self._expect_head()
        super().data_received(data)

    def on_headers_complete(self) -> None:
        self._forget()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        if self._cut is None:
            self._cut = self.loop.call_later(self.head_seconds, self.transport.close)

    def _forget(self) -> None:
        if self._cut is not None:
            self._cut.cancel()
            self._cut = None
