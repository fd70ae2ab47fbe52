"""Tells the people who run this what is wrong, what to do about it, and when it is over: each once.

A promise is told when two looks running found it broken, and is over when two found that it holds, so that
nothing flaps. It is sent straight through the channel of `office.alarm_chat`: the outbox may be what is
broken. What could not be sent is tried again at the next look; so it is told at least once, and twice only
when we die between sending it and writing that down. The log has the same lines, and is all there is where
no chat is set.

What was told is kept in the database, and one process looks; but that the database is away is known to each
process by itself, and told by each.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.app import App
from bot.channels import Channel, Outbound, SendError
from bot.health import look
from bot.promises import Promise, broken
from flows import alarms as said
from flows.render import text
from flows.types import Lang, Say
from storage import alarms, leases
from storage.alarms import Changes, Known

LEASE = "alarms"
LEASE_SECONDS = 150.0
"""longer than two looks are apart: who looked at first goes on"""
SEND_SECONDS = 20.0
KINDS = {"telegram": "telegram_id", "whatsapp": "phone"}
"""of an address, by channel"""
AWAY = "database"

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Decided:
    """What a look comes to: what changes in the table, and the names to be told as wrong and as over."""

    changes: Changes
    to_tell: tuple[str, ...]
    to_tell_over: tuple[str, ...]


def decide(known: Mapping[str, Known], wrong: Mapping[str, str]) -> Decided:
    """What is to be done about what is known, when these (with their words) are wrong now. Pure."""
    fine = [one for name, one in known.items() if name not in wrong]
    return Decided(
        Changes(
            begun={name: words for name, words in wrong.items() if name not in known},
            seen_again={name: words for name, words in wrong.items() if name in known},
            over=[one.name for one in fine if one.told_at is not None and one.over_at is None],
            forgotten=[one.name for one in fine if one.told_at is None],
        ),
        to_tell=tuple(name for name in known if name in wrong and known[name].told_at is None),
        to_tell_over=tuple(one.name for one in fine if one.told_at is not None and one.over_at is not None),
    )


class Watch:
    """Looks each minute. Not shared between event loops. `holder`: who looks; None: this process."""

    def __init__(self, app: App, channels: Sequence[Channel], holder: str | None = None) -> None:
        self._app, self._channels = app, tuple(channels)
        self._holder = holder or f"{socket.gethostname()[:60]}:{os.getpid()}"
        self._lang: Lang = app.settings.office.languages[0]
        self._looks_away, self._told_away = 0, False

    async def once(self) -> dict[str, int]:
        """Look, and tell what is to be told: how many promises are broken, were told, and are over.

        Nothing is done while another process looks.
        """
        try:
            if not await self._is_ours():
                return {}
            found = await look(self._app, self._channels, deep=True)
        except SQLAlchemyError as error:
            _log.warning("alarms.not_looked", error=type(error).__name__)
            found = [broken(AWAY)]
        wrong = {one.key: one for one in found if not one.holds}
        if AWAY in wrong:
            return await self._is_away(wrong[AWAY])
        await self._is_back()
        return await self._compared(wrong)

    async def _is_ours(self) -> bool:
        return await self._app.write(lambda conn: leases.acquire(conn, LEASE, self._holder, LEASE_SECONDS))

    async def _compared(self, wrong: Mapping[str, Promise]) -> dict[str, int]:
        now = self._app.times.now()
        words = {name: one.told(self._lang)[0] for name, one in wrong.items()}
        known = await asyncio.to_thread(self._known)
        decided = decide(known, words)
        await self._app.write(lambda conn: alarms.keep(conn, decided.changes, now))
        to_tell = [wrong[name] for name in decided.to_tell]
        over = {name: known[name].message for name in decided.to_tell_over}
        if not (to_tell or over) or not await self._tell(to_tell, over):
            return {"wrong": len(wrong), "told": 0, "over": 0}
        await self._app.write(lambda conn: _write_down(conn, decided, now))
        return {"wrong": len(wrong), "told": len(to_tell), "over": len(over)}

    def _known(self) -> dict[str, Known]:
        with self._app.store.reading() as conn:
            return alarms.known(conn)

    # --- what can be told while the database is away -------------------------------------------------

    async def _is_away(self, promise: Promise) -> dict[str, int]:
        self._looks_away += 1
        told = self._looks_away > 1 and not self._told_away and await self._tell([promise], {})
        self._told_away = self._told_away or told
        return {"wrong": 1, "told": int(told), "over": 0}

    async def _is_back(self) -> None:
        if self._told_away and not await self._tell([], {AWAY: broken(AWAY).told(self._lang)[0]}):
            return
        self._looks_away, self._told_away = 0, False

    # --- telling -------------------------------------------------------------------------------------

    async def _tell(self, wrong: Sequence[Promise], over: Mapping[str, str]) -> bool:
        """In one message; True: it was taken, or there is nobody but the log to tell."""
        chat = self._app.settings.office.alarm_chat
        if chat is not None and not await self._send(chat, self._message(wrong, over.values())):
            return False
        for one in wrong:
            _log.error("alarm.wrong", alarm=one.key, what=one.detail, what_to_do=one.do)
        for name in over:
            _log.error("alarm.over", alarm=name)
        return True

    def _message(self, wrong: Sequence[Promise], over: Iterable[str]) -> str:
        office, parts = self._app.settings.office.name, list[str]()
        if wrong:
            parts.append(self._text(said.heading(office)))
            parts += ["\n".join(one.told(self._lang)) for one in wrong]
        if over := list(over):
            parts += [self._text(said.heading_over(office)), "\n".join(over)]
        return "\n\n".join(parts)

    def _text(self, say: Say) -> str:
        return text(say, self._lang)

    async def _send(self, chat: str, words: str) -> bool:
        name, _, address = chat.partition(":")
        channel = next((one for one in self._channels if one.name == name), None)
        if channel is None:
            _log.error("alarms.not_told", because=f"office.alarm_chat is on {name}, which is not configured")
            return True  # the log is told instead
        if not await self._is_open(channel, address):
            _log.error("alarms.not_told", because="the chat wrote nothing for a day; write to the bot")
            return False
        try:
            async with asyncio.timeout(SEND_SECONDS):
                for part in _pieces(words, channel.text_limit):
                    await channel.send(Outbound(address, part, lang=self._lang))
        except SendError as error:
            _log.error("alarms.not_told", because=error.reason)
            return False
        except Exception:
            _log.exception("alarms.not_told")
            return False
        return True

    async def _is_open(self, channel: Channel, address: str) -> bool:
        """May a text be sent there now? Where that cannot be known, it is tried."""
        if channel.window is None:
            return True
        try:
            wrote_at = await asyncio.to_thread(self._wrote_at, channel.name, address)
        except SQLAlchemyError:
            return True
        return wrote_at is not None and self._app.times.now() - wrote_at < channel.window

    def _wrote_at(self, channel: str, address: str) -> datetime | None:
        store = self._app.store
        with store.reading() as conn:
            return alarms.last_wrote_at(conn, store.secrets, channel, KINDS.get(channel, ""), address)


async def watch(app: App, channels: Sequence[Channel]) -> dict[str, int]:
    """One look of a Watch of its own, which cannot know whether the database was away before."""
    return await Watch(app, channels).once()


def _write_down(conn: Connection, decided: Decided, now: datetime) -> None:
    alarms.told(conn, decided.to_tell, now)
    alarms.forget(conn, decided.to_tell_over)


def _pieces(words: str, most: int) -> Iterator[str]:
    """In as few messages as it takes, cut where a line ends if that can be."""
    while len(words) > most:
        end = words.rfind("\n", 0, most)
        end = end if end > 0 else most
        yield words[:end].rstrip()
        words = words[end:].lstrip("\n")
    yield words
