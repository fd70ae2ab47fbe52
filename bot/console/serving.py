"""Runs the demo: its page on the private address, cards and invitations on the public one; on loopback."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from nicegui import ui
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from bot.app import App, CannotStart, as_demo, build, key_file_of, open_store, real_clock, warm_up
from bot.console.clock import DemoClock, morning_of
from bot.console.demo import Demo
from bot.console.guard import OnlyFromHere, hosts_of
from bot.console.page import add_pages
from bot.settings import Settings
from bot.web import public, server
from bot.web.card_page import read_token
from storage.marks import mark


def serve_demo(settings: Settings, day: date | None = None) -> None:
    """Run until SIGTERM or SIGINT. `day`: begin anew on that day; None: go on where the demo ended.

    Raises CannotStart where it would be open to others, or a port is taken.
    """
    settings = as_demo(settings)
    with (
        _listening("console", settings.console.host, settings.console.port) as private,
        _listening("server", settings.server.host, settings.server.port) as outer,
    ):
        if day is not None:
            _forget_the_last(settings)
        clock = DemoClock(real_clock)
        asyncio.run(_serve(build(settings, clock, is_demo=True), clock, day, private, outer))


async def _serve(
    app: App, clock: DemoClock, day: date | None, private: socket.socket, outer: socket.socket
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        app.become_demo()
        _set_clock(app, clock, day)
        await _run(app, clock, private, outer, stop)
    finally:
        await app.close()


def _set_clock(app: App, clock: DemoClock, day: date | None) -> None:
    with app.store.writing() as conn:
        clock.recall(conn)
        if day is not None:
            clock.set_to(morning_of(day, app.office.zone))
        clock.remember(conn)


async def _run(
    app: App, clock: DemoClock, private: socket.socket, outer: socket.socket, stop: asyncio.Event
) -> None:
    outside, inside = _address(outer), _address(private)
    app.links.card = f"{outside}/kartu/{{token}}"
    app.links.invitations["demo"] = f"{outside}/undangan/{{token}}"
    demo = Demo(app, clock, f"{outside}/undangan/")
    page = _Page(_page(demo, private.getsockname()[1]))
    cards = _outside(demo, inside, outer.getsockname()[1])
    warm_up()
    await demo.begin()
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(demo.run(stop))
            tasks.create_task(page.serve(sockets=[private]))
            tasks.create_task(page.end_when(stop))
            tasks.create_task(server.serve(cards, outer, stop))
            print(_GREETING.format(inside=inside, outside=outside), flush=True)
    finally:
        await demo.close()


_GREETING = """\
SERTAKAN demo: everyone in it is invented, registration and payment are simulated, nothing is sent anywhere.

  three phones, the office's desk, a clock   {inside}
  where cards are checked                    {outside}

Open the first address in a browser on this machine. Ctrl-C ends it; what was said is kept in data/demo.db.
For Telegram set telegram.token (README.md).
"""


class _Page(server.Server):
    """The page's address. A tab that is open is not waited for."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            uvicorn.Config(
                app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=2
            )
        )

    async def end_when(self, stop: asyncio.Event) -> None:
        """Take nothing new once `stop` is set, and end."""
        await stop.wait()
        self.should_exit = True


def _page(demo: Demo, port: int) -> ASGIApp:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    add_pages(app, demo)
    ui.run_with(app, title="SERTAKAN", favicon=_FAVICON, tailwind=False, show_welcome_message=False)
    return OnlyFromHere(app, hosts_of(port))


_FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" '
    'fill="#0f5e4a"/><path fill="#fff" d="M12 4 6 6.2v4.4c0 3.7 2.6 7 6 8.2 3.4-1.2 6-4.5 6-8.2V6.2z"/></svg>'
)


def _outside(demo: Demo, inside: str, port: int) -> ASGIApp:
    """What the public address shows; an invitation opens on the worker's phone."""

    async def invitation(request: Request) -> Response:
        token = read_token(request.path_params["token"])
        if token is None:
            return PlainTextResponse("This is no invitation.\n", 404)
        return RedirectResponse(f"{inside}/?undangan={token}", 303)

    cards = public.application(demo.app, demo.wake)
    both = Starlette(routes=[Route("/undangan/{token}", invitation), Mount("/", cards)])
    return OnlyFromHere(both, hosts_of(port), policy=None)


# --- only here ---------------------------------------------------------------------------------------


@contextmanager
def _listening(section: str, host: str, port: int) -> Iterator[socket.socket]:
    """A socket on loopback."""
    address = "127.0.0.1" if host == "localhost" else host
    if not _is_loopback(address):
        raise CannotStart(
            f"{section}.host: the demo is for this machine only; take {host} away, or write 127.0.0.1"
        )
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((address, port))
            listening.listen()
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CannotStart(
                    f"{section}.port: {host}:{port} cannot be used ({error.strerror})"
                ) from None
            what_to_do = "end what listens there (another demo?), or set another port"
            raise CannotStart(f"{section}.port: {port} is taken; {what_to_do}") from None
        yield listening


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _forget_the_last(settings: Settings) -> None:
    """Begin with an empty database; only ever a demo's is taken away."""
    file = settings.database.file
    if file is None or not file.exists():
        return
    store = open_store(settings)
    try:
        with store.reading() as conn:
            is_demo = mark(conn, "purpose") == "demo"
    finally:
        store.close()
    if not is_demo:
        raise CannotStart(f"{file} is no demo's database; move it away")
    for part in (file, *(Path(f"{file}{end}") for end in ("-wal", "-shm")), key_file_of(file)):
        part.unlink(missing_ok=True)
    print(f"{file} was emptied: the demo begins anew", file=sys.stderr)
