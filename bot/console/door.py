"""The console's door: the sign-in page, and who is let through to everything behind it.

    GET  /masuk          what to do; a link's token stands behind its "#", which no log or preview sees
    POST /masuk          uses the token up, by a button: 303 and a cookie, or 403 and what to do
    POST /keluar         ends the session
    GET  /bahasa/{lang}  the language of this browser

Behind it nothing is answered, and no socket opened, without a session: `Door` looks it up for every request,
and for a socket that is open at every message of theirs, so that it is over when the session is.
"""

from __future__ import annotations

import asyncio
import hashlib
import html
from importlib import resources
from string import Template
from urllib.parse import parse_qs

from sqlalchemy import Connection
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot import identity
from bot.app import App
from bot.console.words import LANGUAGES, Words
from bot.web.bodies import read_body
from flows.types import Lang
from storage import sessions
from storage.sessions import Session

SIGN_IN, SIGN_OUT = "/masuk", "/keluar"
OPEN = ("/masuk", "/aset/", "/favicon.ico")
"""what is answered without a session"""
STILL_IN = "/sesi"
"""asked by a page now and then, whether its session is good"""
_BY_ITSELF = (STILL_IN, "/_nicegui")
"""what a browser asks without anyone's doing"""
LONGEST_BODY = 4096
LOOKED_AFTER = 2.0
"""seconds for which a socket's session is believed"""
_EVENT = '42["event"'
"""how a message of a socket begins that someone's click or key made; others are the browser's own"""


class Door:
    """Lets through who is signed in; `scope["office_session"]` and `scope["office_cookie"]` say who."""

    def __init__(self, inside: ASGIApp, app: App) -> None:
        self.app, self._office = inside, app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or scope["path"].startswith(OPEN):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        cookie = cookie_of(connection)
        session = await who_is_in(self._office, cookie, browser_of(connection)) if cookie else None
        if session is None or cookie is None:
            await _refuse(scope, receive, send)
            return
        scope["office_session"], scope["office_cookie"] = session, cookie
        if scope["type"] == "websocket":
            watched = _Watched(self._office, cookie, browser_of(connection), receive, send)
            await self.app(scope, watched.receive, watched.send)
            return
        if scope["method"] == "GET" and not scope["path"].startswith(_BY_ITSELF):
            await note(self._office, cookie, session)
        await self.app(scope, receive, _unstored(send))


class _Watched:
    """A socket that is over when its session is."""

    def __init__(self, app: App, cookie: str, browser: str, receive: Receive, send: Send) -> None:
        self._app, self._cookie, self._browser = app, cookie, browser
        self._receive, self._send = receive, send
        self._looked_at = app.times.monotonic()
        self._is_over = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "websocket.receive":
            is_theirs = (message.get("text") or "").startswith(_EVENT)
            if not await self._is_good(is_theirs=is_theirs):
                return {"type": "websocket.disconnect", "code": 1008}
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "websocket.send" and not await self._is_good():
            return
        await self._send(message)

    async def _is_good(self, *, is_theirs: bool = False) -> bool:
        """What someone does is looked up each time, what goes on by itself now and then."""
        now = self._app.times.monotonic()
        if self._is_over or (not is_theirs and now - self._looked_at < LOOKED_AFTER):
            return not self._is_over
        session = await who_is_in(self._app, self._cookie, self._browser)
        self._looked_at = now
        if session is None:
            self._is_over = True
            await self._send({"type": "websocket.close", "code": 1008})
        elif is_theirs:
            await note(self._app, self._cookie, session)
        return not self._is_over


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
    elif "text/html" in Headers(scope=scope).get("accept", "") and scope["method"] == "GET":
        await RedirectResponse(SIGN_IN, 303)(scope, receive, send)
    else:
        await PlainTextResponse("Sign in first.\n", 401)(scope, receive, send)


def _unstored(send: Send) -> Send:
    """What is behind the door stays in no browser's store, but what is the framework's own."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            names = {name.lower() for name, _ in message["headers"]}
            if b"cache-control" not in names:
                message["headers"] = [*message["headers"], (b"cache-control", b"no-store")]
        await send(message)

    return sent


# --- who is in ---------------------------------------------------------------------------------------


async def who_is_in(app: App, cookie: str, browser: str) -> Session | None:
    """Whose session this is; None: nobody's, or not any more."""

    def look() -> Session | None:
        with app.store.reading() as connection:
            return sessions.find(connection, app.store.secrets, cookie, browser, app.times.now())

    return await asyncio.to_thread(look)


async def note(app: App, cookie: str, session: Session) -> None:
    """They did something: it goes on for as long again. Written now and then."""
    now = app.times.now()
    if sessions.is_to_note(session, now):
        await app.write(lambda connection: sessions.note(connection, app.store.secrets, cookie, now))


def browser_of(connection: HTTPConnection) -> str:
    """What the browser calls itself: a cookie that turns up in another one is refused."""
    return connection.headers.get("user-agent", "")[:500]


def cookie_of(connection: HTTPConnection) -> str | None:
    """What its cookie holds; None: it has none."""
    return connection.cookies.get(_COOKIES[True]) or connection.cookies.get(_COOKIES[False])


def language_of(connection: HTTPConnection) -> Lang:
    """As they chose it in this browser; Indonesian before that."""
    return "en" if connection.cookies.get("lang") == "en" else "id"


_COOKIES = {True: "__Host-konsol", False: "konsol"}
"""behind HTTPS, one that no other host and no plain connection can set; and on this machine"""


# --- the door itself ---------------------------------------------------------------------------------


def routes(app: App) -> list[Route]:
    """Signing in and out, the language, and the files that pages are made of."""

    def words_for(request: Request) -> Words:
        return Words(language_of(request), app.office.zone)

    async def show(request: Request) -> Response:
        return _page(words_for(request), app)

    async def sign_in(request: Request) -> Response:
        words = words_for(request)
        body = await read_body(request, most=LONGEST_BODY, seconds=10)
        token = parse_qs((body or b"").decode("ascii", "replace")).get("token", [""])[0]
        now, browser = app.times.now(), browser_of(request)

        def use(connection: Connection) -> str | None:
            return identity.sign_in(connection, app.store.secrets, token, browser, now)

        cookie = await app.write(use) if 0 < len(token) <= 100 else None
        if cookie is None:
            return _page(words, app, "sign-in-refused", 403)
        answer = RedirectResponse("/", 303)
        secure = request.headers.get("origin", "").startswith("https:")  # the guard knows it
        answer.set_cookie(_COOKIES[secure], cookie, httponly=True, samesite="strict", secure=secure, path="/")
        return answer

    async def sign_out(request: Request) -> Response:
        cookie, browser, now = cookie_of(request), browser_of(request), app.times.now()
        if cookie:
            await app.write(
                lambda connection: identity.sign_out(connection, app.store.secrets, cookie, browser, now)
            )
        answer = RedirectResponse(SIGN_IN, 303)
        for secure, name in _COOKIES.items():
            answer.delete_cookie(name, path="/", secure=secure, httponly=True)
        return answer

    async def speak(request: Request) -> Response:
        lang, back = request.path_params["lang"], request.query_params.get("ke", "/")
        here = back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/"
        answer = RedirectResponse(here, 303)
        if lang in LANGUAGES:
            answer.set_cookie("lang", lang, max_age=365 * 86400, httponly=True, samesite="strict", path="/")
        return answer

    return [
        Route(SIGN_IN, show),
        Route(SIGN_IN, sign_in, methods=["POST"]),
        Route(SIGN_OUT, sign_out, methods=["POST"]),
        Route("/masuk/bahasa/{lang}", speak),
        Route("/bahasa/{lang}", speak),
        Route("/aset/{name}", _file),
    ]


def _page(words: Words, app: App, refused: str | None = None, status: int = 200) -> Response:
    other = "en" if words.lang == "id" else "id"
    values: dict[str, str] = {
        "lang": words.lang,
        "other": other,
        "css": asset("console.css"),
        "js": asset("sign_in.js"),
        "office": app.office.name,
        "refused": words(refused) if refused else "",
    }
    for key in ("title", "lead", "press", "button", "how", "how-chat", "how-operator", "once", "no-script"):
        values[key.replace("-", "_")] = words(f"sign-in-{key}")
    values["language"] = words("language")
    shown = Template(_text("sign_in.html")).substitute(
        {key: html.escape(value) for key, value in values.items()}
    )
    return HTMLResponse(shown, status, headers={"Cache-Control": "no-store"})


# --- files -------------------------------------------------------------------------------------------

_KINDS = {"css": "text/css", "js": "text/javascript"}
_FILES = ("console.css", "console.js", "sign_in.js")


def asset(name: str) -> str:
    """The address of a file of ours; another one when the file is another."""
    return f"/aset/{name}?v={hashlib.sha256(_text(name).encode()).hexdigest()[:12]}"


async def _file(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _FILES:
        return PlainTextResponse("There is no such file.\n", 404)
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(_text(name), media_type=_KINDS[name.rpartition(".")[2]], headers=kept)


def _text(name: str) -> str:
    return resources.files("bot.console").joinpath("static", name).read_text("utf-8")
