"""A conversation on the terminal channel: by the same inbox, turn, database and outbox as every channel."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

from bot.app import App
from bot.channels.terminal import Terminal
from flows.types import Lang
from storage.people import AddressKey, address_hash, find, set_languages

HINT = "Tulis pesan lalu Enter; Ctrl-D mengakhiri. / Type a message and press Enter; Ctrl-D ends."


def chat(
    app: App,
    name: str,
    next_line: Callable[[], str | None],
    out: TextIO,
    *,
    as_json: bool = False,
    lang: Lang | None = None,
) -> bool:
    """Talk until there are no more lines: each is answered before the next is read. Closes the app.

    Ctrl-C ends it as the end of input does. False: `out` took no more; what was not printed is kept.
    """
    terminal = Terminal(name, account_of(app, name), out, as_json=as_json, lang=lang)
    with asyncio.Runner() as runner:
        conversation = Conversation(app, terminal)
        try:
            runner.run(conversation.begin(lang))
            while not terminal.is_closed and (line := next_line()) is not None:
                runner.run(conversation.say(line))
        except KeyboardInterrupt:
            pass
        finally:
            runner.run(conversation.end())
    return not terminal.is_closed


def account_of(app: App, name: str) -> str:
    """What a person's terminal is called in the database, where names stand nowhere in the open."""
    return app.store.secrets.hash("terminal_account", name)[:8].hex()


class Conversation:
    """One person at a terminal."""

    def __init__(self, app: App, terminal: Terminal) -> None:
        self._app, self._terminal = app, terminal
        self._turns = app.turns([terminal])
        self._sender = app.sender(terminal, by_force=True)

    async def begin(self, lang: Lang | None) -> None:
        """Answer what was left unanswered when an earlier chat of this name was cut off."""
        if lang is not None:
            await self._speak(lang)
        await self._turns.catch_up()
        await self._sender.drain()

    async def say(self, line: str) -> None:
        """Send a line, and print all that is answered to it."""
        inbound = self._terminal.parse(self._terminal.raw(line, self._app.new_id), self._app.new_id)
        if inbound is None:
            raise ValueError("a line that the terminal does not understand")  # `raw` makes none
        await self._turns.take([inbound])
        await self._turns.catch_up()  # where another process held this person, the turn is to come
        await self._sender.drain()

    async def end(self) -> None:
        """Print what is still to be sent, and close."""
        try:
            await self._turns.close()
            await self._sender.drain()
            await self._sender.finish()
        finally:
            await self._app.close()

    async def _speak(self, lang: Lang) -> None:
        """A person who is known already is spoken to in this language from now on."""
        secrets, name = self._app.store.secrets, self._terminal.person
        key = AddressKey("terminal", "terminal_name", address_hash(secrets, "terminal_name", name))
        await self._app.write(
            lambda conn: set_languages(conn, {found.person_id: lang for found in find(conn, [key]).values()})
        )


def lines_of(stream: TextIO, *, prompt: str = "") -> Callable[[], str | None]:
    """The lines of a pipe, or of a person at a keyboard, who gets a prompt and can edit the line."""
    if stream.isatty():
        return lambda: _ask(prompt)
    return lambda: _read(stream)


def _read(stream: TextIO) -> str | None:
    line = stream.buffer.readline()
    return line.decode("utf-8", "replace").rstrip("\r\n") if line else None


def _ask(prompt: str) -> str | None:
    with suppress(ImportError):
        import readline  # noqa: F401  its import is what lets a line be edited
    try:
        return input(prompt).encode("utf-8", "replace").decode()
    except (EOFError, KeyboardInterrupt):
        print(file=sys.stderr)
        return None
