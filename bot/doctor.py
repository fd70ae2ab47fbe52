"""What `sertakan doctor` looks at: all that can be wrong, with what to do. Nothing is changed.

What is beyond this machine is in bot/doctor_outside.py. No person's data is read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot import doctor_outside as outside
from bot.app import CannotStart, Clock, is_open_to_others, read_secrets
from bot.finding import Finding, clock_finding
from bot.health import accounts_of, read
from bot.logs import code_of
from bot.promises import Promise, promises
from bot.settings import Settings
from storage import Store, WrongKey, health
from storage.leases import database_time

TOLD_ABOVE = frozenset({"database", "webhook"})


def findings(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Each finding as it is made, group by group; `clock` is this machine's."""
    yield from _grouped("settings", _settings(settings))
    yield from _grouped("database", _database(settings, clock))
    yield from _grouped("telegram", asyncio.run(outside.telegram(settings, clock)))
    yield from _grouped("whatsapp", asyncio.run(outside.whatsapp(settings)))
    yield from _grouped("public address", [asyncio.run(outside.public_address(settings)), _webhook(settings)])
    yield from _grouped("service", _service(settings, clock))


def _grouped(group: str, found: Iterable[Finding]) -> Iterator[Finding]:
    for one in found:
        yield replace(one, group=group)


def _settings(settings: Settings) -> Iterator[Finding]:
    yield Finding("settings", True, "every key is known and has a value that can be")
    yield _office(settings)
    yield outside.alarm_chat(settings)


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
    if invented and settings.has_channel:
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
    yield clock_finding("database", apart)
    if not current:
        return
    try:
        store.check_keys()
    except WrongKey as error:
        yield Finding("keys", False, str(error))
    else:
        yield Finding("keys", True, "open this database")


def _service(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """What a service that runs knows of itself, told by what it left in the database."""
    file = settings.database.file
    if not settings.has_channel or (file is not None and not file.exists()):
        return
    try:
        store = Store(settings.database.url, read_secrets(settings))
    except (WrongKey, CannotStart):
        return  # told above
    try:
        if store.is_current():
            yield from _running(store, settings, clock().astimezone(UTC))
    except SQLAlchemyError as error:
        yield Finding("service", False, what_to_do(error))
    finally:
        store.close()


def _running(store: Store, settings: Settings, now: datetime) -> Iterator[Finding]:
    seen = read(store, settings, accounts_of(settings), now)
    if not seen.marks.ticks:
        yield Finding("service", True, "has not run yet; start it with: sertakan serve")
        return
    for one in promises(seen):
        if one.name not in TOLD_ABOVE:
            yield Finding(one.key, one.holds or one.is_warning, _words(one), one.is_warning)
    with store.reading() as conn:
        unsent, withheld = health.unsent(conn), health.withheld(conn)
        numbers = [health.template_counts(conn, account) for _, account in accounts_of(settings)]
    yield Finding("not sent", True, f"{_counted(unsent)} (sertakan outbox failed)")
    yield Finding("withheld", True, _counted(withheld) or "nothing")
    for counts in filter(None, numbers):
        yield Finding("templates", True, _counted(counts))


def _words(promise: Promise) -> str:
    return f"{promise.detail}\n{promise.do}" if promise.do else promise.detail


def _counted(numbers: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {what}" for what, number in sorted(numbers.items()))


def _webhook(settings: Settings) -> Finding:
    if settings.payments.webhook_secret is None:
        return Finding("payments", True, "no payments.webhook_secret: no gateway can tell of payments")
    address = settings.server.public_url or f"http://{settings.server.host}:{settings.server.port}"
    return Finding("payments", True, f"a gateway tells of payments at {address}/payments/webhook")
