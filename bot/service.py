"""What `sertakan serve` runs until a signal: the channels in and out, both addresses, and the ticks."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterator
from typing import Any

import structlog
from starlette.types import ASGIApp

from bot.app import App
from bot.broadcasting import Broadcasting
from bot.channels import Channel, contents
from bot.channels.telegram import Telegram
from bot.channels.telegram_webhook import set_webhook
from bot.deliveries import Statuses
from bot.doors import Doors, open_doors
from bot.hearing import our_url
from bot.links import learn_name, recall_links
from bot.metrics import Metrics
from bot.outbox import Sender
from bot.scheduler import Scheduler, note_down
from bot.ticks import ticks, ticks_of_channels
from bot.web import private, public
from bot.web import server as web
from bot.web.telegram import TelegramWebhook
from bot.web.twilio_signature import Signatures
from bot.web.whatsapp import WhatsAppWebhooks
from flows.render import LANGUAGES, command_list

CATCH_UP_SECONDS = 2.0
BOOK_SECONDS = 60.0
"""after which the contents that WhatsApp may send are read again"""

_log = structlog.get_logger()
Work = Coroutine[Any, Any, None]


def serve(app: App, roles: Collection[str]) -> None:
    """Run these roles until SIGTERM or SIGINT; what is in hand is finished. Closes the app."""
    import uvloop  # only who serves pays for it

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(app, roles))


async def _serve(app: App, roles: Collection[str]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        app.become_real()
        await run(app, roles, stop)
    finally:
        await app.close()


async def run(app: App, roles: Collection[str], stop: asyncio.Event) -> None:
    """Run these roles until `stop` is set."""
    doors = open_doors(app)
    service = _Service(app, doors, roles, stop)
    try:
        await asyncio.to_thread(recall_links, app, doors)
        _log.info("serve.started", roles=sorted(roles), channels=[one.name for one in doors.channels])
        async with asyncio.TaskGroup() as tasks:
            for work in service.works():
                tasks.create_task(work)
    finally:
        await doors.close()
        service.close()
    _log.info("serve.stopped")


class _Service:
    """The work of one process, by role. Sockets are opened at once: who starts it is told what is taken."""

    def __init__(self, app: App, doors: Doors, roles: Collection[str], stop: asyncio.Event) -> None:
        self._app, self._doors, self._roles, self._stop = app, doors, roles, stop
        self._metrics = Metrics(app)
        self._senders = [self._sender(one) for one in doors.channels] if "sender" in roles else []
        self._turns = app.turns(doors.channels, self._wake, self._metrics.turns)
        self._sockets: dict[str, socket.socket] = {}
        server, console = app.settings.server, app.settings.console
        if "web" in roles:
            self._sockets["web"] = web.listen(server.host, server.port, "server")
        if "console" in roles:
            self._sockets["console"] = web.listen(console.host, console.port, "console")

    def close(self) -> None:
        for listening in self._sockets.values():
            listening.close()

    def works(self) -> Iterator[Work]:
        """What runs side by side until `stop` is set."""
        doors, stop = self._doors, self._stop
        if doors.telegram is not None:
            yield learn_name(self._app, doors.telegram, stop)
        if (book := doors.book) is not None:
            yield _every(BOOK_SECONDS, stop, lambda: contents.refresh(self._app, book))
        for sender in self._senders:
            yield sender.run()
            yield _when_set(stop, sender.stop)
        if "web" in self._roles:
            yield self._hear()
        if "console" in self._roles:
            yield web.serve(self._inside(), self._sockets["console"], stop, is_live=True)
        if "scheduler" in self._roles:
            yield from self._ticking()
            accounts = [(one.name, one.account) for one in doors.channels]
            yield Broadcasting(self._app, accounts, self._wake).run(stop)

    def _inside(self) -> ASGIApp:
        """The private address. What the console's pages are made of is loaded by who serves them only."""
        from bot.console import app as pages

        console = pages.Console(self._app, self._wake, tuple(self._doors.channels))
        behind = pages.behind_door(console, pages.application(console))
        return private.application(self._app, self._metrics, self._doors.channels, behind)

    def _sender(self, channel: Channel) -> Sender:
        book = self._doors.book if channel is self._doors.whatsapp else None
        office = self._app.settings.office.name
        templates = contents.templates(book, office) if book is not None else None
        pace, count = self._app.pace(channel), self._metrics.sent
        return self._app.sender(channel, pace, templates=templates, count=count)

    def _wake(self) -> None:
        for sender in self._senders:
            sender.wake()

    def _ticking(self) -> Iterator[Work]:
        """Of several schedulers one is active, by lease; when it dies another one is within 30 s."""
        app, doors, lease = self._app, self._doors, self._app.lease("scheduler")
        due = (*ticks_of_channels(app, doors, self._turns.take), *ticks(app, doors.channels))
        after = (note_down(app.write, app.times.now), self._metrics.tick)
        scheduler = Scheduler(due, app.times.monotonic, after, lease.is_held)

        async def tick() -> None:
            await scheduler.run(self._stop)
            await lease.give_back()

        yield tick()
        yield lease.keep(self._stop)

    # --- what comes in -------------------------------------------------------------------------------

    async def _hear(self) -> None:
        """Until `stop` is set; what is in hand then is finished."""
        statuses = Statuses(self._app)
        async with asyncio.TaskGroup() as tasks:
            for work in self._incoming(statuses):
                tasks.create_task(work)
        await self._turns.close()
        await statuses.close()

    def _incoming(self, statuses: Statuses) -> Iterator[Work]:
        telegram, webhook = self._doors.telegram, None
        if telegram is not None:
            yield _show_commands(telegram, self._stop)
            secret = self._app.settings.telegram.secret_token
            if self._app.settings.telegram.mode == "webhook" and secret is not None:
                word = secret.get_secret_value()
                webhook = TelegramWebhook(telegram, self._turns.take, self._app.new_id, word)
                yield _set_webhook(telegram, our_url(self._app.settings), word, self._stop)
            else:
                yield from self._polling(telegram)
        whatsapp, count = self._whatsapp(statuses), self._metrics.webhook
        outside = public.application(self._app, self._wake, telegram=webhook, whatsapp=whatsapp, count=count)
        yield web.serve(outside, self._sockets["web"], self._stop)
        yield _every(CATCH_UP_SECONDS, self._stop, self._turns.catch_up)

    def _polling(self, telegram: Telegram) -> Iterator[Work]:
        lease = self._app.lease(f"polling:telegram:{telegram.account}")

        async def poll() -> None:
            await telegram.poll(self._turns.take, self._stop, self._app.new_id, lease.is_held)
            await lease.give_back()

        yield poll()
        yield lease.keep(self._stop)

    def _whatsapp(self, statuses: Statuses) -> WhatsAppWebhooks | None:
        given, public_url = self._app.settings.whatsapp, self._app.settings.server.public_url
        if not (given.account_sid and given.auth_token and given.from_ and public_url):
            return None
        tokens = [one.get_secret_value() for one in (given.auth_token, given.auth_token_secondary) if one]
        keys = dict(key.split(":", 1) for key in given.shared_keys)
        return WhatsAppWebhooks(
            given.account_sid,
            given.from_,
            Signatures(tokens, keys, public_url),
            self._turns.take,
            statuses.take,
            self._app.new_id,
            self._app.times.now,
        )


async def _show_commands(telegram: Telegram, stop: asyncio.Event) -> None:
    """Telegram lists the words that are heard anywhere, in both languages."""
    await telegram.set_commands({lang: command_list(lang) for lang in LANGUAGES}, stop)


async def _set_webhook(telegram: Telegram, url: str, secret: str, stop: asyncio.Event) -> None:
    await set_webhook(telegram, url, secret, stop)


async def _every(seconds: float, stop: asyncio.Event, work: Callable[[], Awaitable[object]]) -> None:
    """Do it now and every so often; what goes wrong is logged, and the next time tries again."""
    while not stop.is_set():
        try:
            await work()
        except Exception:
            _log.exception("serve.work_failed")
        try:
            await asyncio.wait_for(stop.wait(), seconds)
        except TimeoutError:
            continue


async def _when_set(stop: asyncio.Event, act: Callable[[], None]) -> None:
    await stop.wait()
    act()
