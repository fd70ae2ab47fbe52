"""What `sertakan doctor` looks at. Nothing is changed, and no person's data is read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.app import CannotStart, Clock, is_open_to_others, read_secrets
from bot.logs import code_of
from bot.settings import Settings
from storage import Store, WrongKey
from storage.leases import database_time

if TYPE_CHECKING:
    from httpx import Response

MOST_SECONDS_APART = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    about: str
    is_fine: bool
    text: str


def findings(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Each finding as it is made; `clock` is this machine's."""
    yield Finding("settings", True, "every key is known and has a value that can be")
    yield _office(settings)
    yield from _database(settings, clock)
    yield from asyncio.run(_telegram(settings, clock))
    yield asyncio.run(_public_address(settings))
    yield _webhook(settings)


def what_to_do(error: SQLAlchemyError) -> str:
    """A line about a database that fails; the driver's words only where no statement was given anything."""
    if isinstance(error, DBAPIError) and error.statement is None:
        return f"the database cannot be used ({_first_line(error.orig)}); see database.url"
    cause = getattr(error, "orig", None) or error
    what = " ".join(filter(None, (type(cause).__name__, code_of(error))))
    return f"the database refused ({what}); see database.url, the disk and `sertakan doctor`"


def _first_line(error: object) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def _office(settings: Settings) -> Finding:
    invented = [text for text in (settings.office.name, settings.office.contact) if "(contoh)" in text]
    if invented and settings.telegram.token is not None:
        return Finding("office", False, "office.name and office.contact are still the invented ones")
    return Finding("office", True, settings.office.name)


def _database(settings: Settings, clock: Clock) -> Iterator[Finding]:
    file = settings.database.file
    if file is not None and not file.exists():
        yield Finding("database", True, f"{file} is not there yet; the first start makes it")
        return
    if file is not None and is_open_to_others(file):
        yield Finding("database", False, f"others may read it; run: chmod 600 {file}")
    try:
        store = Store(settings.database.url, read_secrets(settings))
    except (WrongKey, CannotStart) as error:
        yield Finding("keys", False, str(error))
        return
    try:
        yield from _opened(store, clock)
    except SQLAlchemyError as error:
        yield Finding("database", False, what_to_do(error))
    finally:
        store.close()


def _opened(store: Store, clock: Clock) -> Iterator[Finding]:
    current = store.is_current()
    behind = "is of a newer release; install that release" if store.is_newer() else "needs `sertakan migrate`"
    yield Finding("database", current, "is up to date" if current else behind)
    with store.reading() as conn:
        apart = abs(float(conn.execute(select(database_time(conn))).scalar_one()) - clock().timestamp())
    yield _clock("database", apart)
    if not current:
        return
    try:
        store.check_keys()
    except WrongKey as error:
        yield Finding("keys", False, str(error))
    else:
        yield Finding("keys", True, "open this database")


async def _telegram(settings: Settings, clock: Clock) -> list[Finding]:
    token = settings.telegram.token
    if token is None:
        return [Finding("telegram", True, "no token: `sertakan serve` opens the demo")]
    import httpx

    try:
        async with httpx.AsyncClient(timeout=10) as client:
            answer = await client.get(f"{settings.telegram.api_url}/bot{token.get_secret_value()}/getMe")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return [
            Finding("telegram", False, f"cannot be reached ({type(error).__name__}); see telegram.api_url")
        ]
    found = [_token(answer)]
    if date := answer.headers.get("date"):
        apart = abs((clock() - parsedate_to_datetime(date)).total_seconds())
        found.append(_clock("Telegram", apart))
    return found


def _token(answer: Response) -> Finding:
    status = answer.status_code
    try:
        body = answer.json()
    except ValueError:
        return Finding("telegram", False, f"what answers at telegram.api_url is no Bot API (status {status})")
    if status == 200 and body.get("ok"):
        return Finding("telegram", True, f"the token is that of @{body['result'].get('username')}")
    return Finding("telegram", False, "refuses the token; copy telegram.token from @BotFather again")


async def _public_address(settings: Settings) -> Finding:
    """Does the world reach us by the address that cards carry?"""
    url, server = settings.server.public_url, settings.server
    if url is None:
        return Finding("public", True, "server.public_url is not set: cards carry no QR code")
    if url.startswith("http://") and not is_of_this_machine(url):
        return Finding(
            "public", False, "server.public_url begins with http://; put a proxy with HTTPS before it"
        )
    import httpx

    try:
        async with httpx.AsyncClient(timeout=10) as client:
            answer = await client.get(f"{url}/healthz")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        why = f"{url} does not answer ({type(error).__name__})"
    else:
        if answer.status_code == 200 and answer.text == "alive\n":
            return Finding("public", True, f"cards are checked at {url}/kartu/…")
        why = f"what answers at {url} is not this service (status {answer.status_code})"
    return Finding(
        "public",
        False,
        f"{why}; does `sertakan serve` run, and does the proxy lead to {server.host}:{server.port}?",
    )


def is_of_this_machine(url: str) -> bool:
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")


def _webhook(settings: Settings) -> Finding:
    if settings.payments.webhook_secret is None:
        return Finding("payments", True, "no payments.webhook_secret: no gateway can tell of payments")
    address = settings.server.public_url or f"http://{settings.server.host}:{settings.server.port}"
    return Finding("payments", True, f"a gateway tells of payments at {address}/payments/webhook")


def _clock(whose: str, seconds: float) -> Finding:
    if seconds <= MOST_SECONDS_APART:
        return Finding("clock", True, f"agrees with that of {whose}")
    return Finding(
        "clock", False, f"differs from that of {whose} by {seconds:.0f} s; set the time of this machine"
    )
