"""The office's console: pages behind a door; each reads the store, and acts through `bot/office.py`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeVar

import structlog
from fastapi import FastAPI
from nicegui import Client, ui
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.app import App
from bot.channels import Channel
from bot.console import door
from bot.console.figures import Cached
from bot.console.words import Words
from bot.hand import CannotBeDone, Hand, MayNot
from flows.types import Office
from storage import Secrets, sessions
from storage.staff import Colleague

PATIENCE = 30.0
"""seconds in which a page must be there"""

_log = structlog.get_logger()
T = TypeVar("T")


class SignedOut(Exception):  # noqa: N818  it is said at the door
    """The session is over: nothing is done any more."""


@dataclass(frozen=True)
class Console:
    """What all pages share. `wake`: there may be something to send; `channels`: those that messages go by."""

    app: App
    wake: Callable[[], None]
    channels: tuple[Channel, ...] = ()

    @cached_property
    def figures(self) -> Cached:
        """Where everything stands, in numbers."""
        return Cached(self.app)

    @property
    def office(self) -> Office:
        return self.app.office

    @property
    def now(self) -> datetime:
        return self.app.times.now()

    async def read(self, work: Callable[[Connection, Secrets], T]) -> T:
        """What `work` reads, in a thread: nobody waits for it but who asked."""

        def read() -> T:
            with self.app.store.reading() as connection:
                return work(connection, self.app.store.secrets)

        return await asyncio.to_thread(read)


class Visit:
    """One page that someone of the office has open."""

    def __init__(self, console: Console, request: Request, client: Client | None = None) -> None:
        self.console, self.client, self.request = console, client, request
        self.who: Colleague = request.scope["office_session"].who
        self.words = Words(door.language_of(request), console.office.zone)
        self._cookie: str = request.scope["office_cookie"]
        self._browser = door.browser_of(request)

    @property
    def may_act(self) -> bool:
        """Is it worth showing what changes something? The actions themselves check again."""
        return self.who.role != "viewer"

    async def read(self, work: Callable[[Connection, Secrets], T]) -> T:
        return await self.console.read(work)

    async def act(self, work: Callable[[Hand], T]) -> T:
        """Do it as they who are signed in, with the role they have now, in one transaction.

        Raises SignedOut, and what the action raises; then nothing was changed.
        """
        done = await self.console.app.write(lambda connection: work(self.hand(connection)))
        self.console.wake()
        return done

    def hand(self, connection: Connection) -> Hand:
        """Theirs, in a transaction that is open. Raises SignedOut."""
        app, now = self.console.app, self.console.now
        session = sessions.find(connection, app.store.secrets, self._cookie, self._browser, now)
        if session is None:
            raise SignedOut
        who = session.who
        return Hand(connection, app.store.secrets, self.console.office, now, who.name, who.role)

    async def attempt(self, do: Callable[[], Awaitable[object]], done: str | None = None) -> bool:
        """Do something that may fail; what went wrong is said on the page. `done`: what is said when not."""
        words = self.words
        try:
            await do()
        except SignedOut:
            ui.navigate.to(door.SIGN_IN)
            return False
        except MayNot:
            return self.tell(words("console-may-not", role=words(f"role-{self.who.role}")), is_bad=True)
        except CannotBeDone as error:
            return self.tell(words("console-cannot", what=str(error)), is_bad=True)
        except Exception as error:
            _log.exception("console.action_failed")
            return self.tell(words("console-failed", what=type(error).__name__), is_bad=True)
        if done is not None:
            self.tell(done)
        return True

    def tell(self, text: str, *, is_bad: bool = False) -> bool:
        """Say something at the edge of the page, whatever was pressed may be gone. False, if it is bad."""
        if self.client is not None and not self.client.is_deleted:
            with self.client:
                ui.notify(text, type="negative" if is_bad else "positive", multi_line=True, timeout=7000)
        return not is_bad


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the console; `name`: its title and its place in the menu are the text "page-<name>"."""

    path: str
    name: str
    icon: str
    build: Callable[[Visit], Awaitable[None]]
    in_menu: bool = True
    """else it is part of the page with the same name that is"""
    files: tuple[tuple[str, Callable[[Visit], Awaitable[Response]]], ...] = ()
    """what else it serves: pictures and tables, by their paths"""


def application(console: Console) -> FastAPI:
    """Pages and their files, without the door."""
    from bot.console.layout import frame
    from bot.console.pages import PAGES  # they are made of what stands here

    inside = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    inside.router.routes.extend(door.routes(console.app))
    inside.router.routes.append(Route(door.STILL_IN, _still_in))
    for page in PAGES:
        for path, serve in page.files:
            inside.router.routes.append(Route(path, _file(console, serve)))
        _add(console, page, frame)
    ui.run_with(inside, title="SERTAKAN", favicon=FAVICON, tailwind=False, show_welcome_message=False)
    return inside


def behind_door(console: Console, inside: FastAPI) -> ASGIApp:
    return door.Door(inside, console.app)


def _add(console: Console, page: Page, frame: Callable[[Visit, Page], Awaitable[None]]) -> None:
    @ui.page(page.path, response_timeout=PATIENCE)
    async def show(request: Request, client: Client) -> None:
        await frame(Visit(console, request, client), page)


def _file(
    console: Console, serve: Callable[[Visit], Awaitable[Response]]
) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            return await serve(Visit(console, request))
        except MayNot as error:
            return PlainTextResponse(f"{error}\n", 403)
        except CannotBeDone as error:
            return PlainTextResponse(f"{error}\n", 404)

    return answer


async def _still_in(_: Request) -> Response:
    return PlainTextResponse("ok\n")


FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" '
    'fill="#0f5e4a"/><path fill="#fff" d="M12 4 6 6.2v4.4c0 3.7 2.6 7 6 8.2 3.4-1.2 6-4.5 6-8.2V6.2z"/></svg>'
)
