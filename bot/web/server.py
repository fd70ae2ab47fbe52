"""Listens at the public address, inside the process and the event loop that everything else runs in.

One network of strangers has a part of the connections at most, and who sends no head is cut off: so nobody
takes the whole address alone. Many networks together can; a proxy before us sees to them (docs/operating.md).
"""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.app import CannotStart
from bot.web.seldom import Seldom
from bot.web.visits import network_of

HEAD_SECONDS = 10.0
"""in which the head of a request must have come"""
IDLE_SECONDS = 5
MOST_CONNECTIONS = 500
MOST_OF_ONE = 100
"""connections of one network, where it is not the proxy's"""
PROXY = "127.0.0.1"
RETRY_SECONDS = "5"
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
    most: int = MOST_CONNECTIONS,
    most_of_one: int = MOST_OF_ONE,
    is_live: bool = False,
) -> None:
    """Answer until `stop` is set; what is in hand then is finished. Closes the socket.

    At a time there are `most` connections, `most_of_one` of one network. `is_live`: the application has a
    life of its own and sockets, as the console has; a tab that is open is not waited for.
    """
    server = Server(_config(application, _impatient(head_seconds, most, most_of_one), is_live=is_live))
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


def _config(application: ASGIApp, protocol: type[_Impatient], *, is_live: bool) -> uvicorn.Config:
    """`proxy_headers`: who asks is told by a proxy on this machine, and by no other."""
    return uvicorn.Config(
        application,
        http=protocol,
        ws="auto" if is_live else "none",
        lifespan="on" if is_live else "off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=PROXY,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=2 if is_live else FINISH_SECONDS,
    )


_FULL = PlainTextResponse("try again\n", 503, {"Retry-After": RETRY_SECONDS, "Connection": "close"})


class Server(uvicorn.Server):
    """Leaves signals to the process, which has more to end than this.

    It has its app from the beginning: NiceGUI, while it starts, asks every server of the process for it, and
    where one had none yet the demo ended with exit code 3 just after it had said where it is.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        config.load()
        super().__init__(config)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _impatient(head_seconds: float, most: int, most_of_one: int) -> type[_Impatient]:
    """A protocol of its own for each server: uvicorn makes one object of it for each connection."""
    own = {"head_seconds": head_seconds, "most": most, "most_of_one": most_of_one}
    return type("Impatient", (_Impatient,), own | {"networks": Counter(), "full": Seldom()})


class _Impatient(HttpToolsProtocol):
    """Cuts off who opens a connection and does not send the head of a request: uvicorn waits for ever.

    Of one network too many connections are closed unheard; of all networks the request is answered with 503
    (uvicorn's own limit does not say when to come again).
    """

    head_seconds: float
    most: int
    most_of_one: int
    networks: Counter[str]
    """how many connections each has"""
    full: Seldom
    _cut: asyncio.TimerHandle | None = None
    _network = ""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._expect_head()
        self._network = network_of(self.client[0] if self.client else "")
        self.networks[self._network] += 1
        if self._network != PROXY and self.networks[self._network] > self.most_of_one:
            self.full.log("web.too_many_connections_of_one")
            transport.abort()

    def data_received(self, data: bytes) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self._expect_head()
        super().data_received(data)

    def on_headers_complete(self) -> None:
        self._forget()
        if len(self.connections) > self.most:
            self.full.log("web.too_many_connections")
            self.app = _FULL  # its answer closes the connection
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        self.networks[self._network] -= 1
        if not self.networks[self._network]:
            del self.networks[self._network]
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        if self._cut is None:
            self._cut = self.loop.call_later(self.head_seconds, self.transport.close)

    def _forget(self) -> None:
        if self._cut is not None:
            self._cut.cancel()
            self._cut = None
