"""Which contents of Twilio's are sent now: the book of a WhatsApp account, kept in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, cast

import structlog

from bot.channels import Template
from bot.channels.content_definitions import definition, is_filled_alike
from flows.templates import reads_like, template_for, variables
from flows.types import Lang, Say
from storage import contents, withheld
from storage.contents import Content

if TYPE_CHECKING:
    from bot.app import App

MAY_BE_SENT = {"session": "ready", "template": "approved"}
STILL_NEWS = timedelta(days=7)
"""What is older is not sent for a template that was approved since, but still when its person writes."""

_log = structlog.get_logger()


class Book:
    """The contents of one account (our number there), as they were when it was loaded last."""

    def __init__(self, account: str) -> None:
        self.account = account
        self._rows: dict[tuple[str, str, str], list[Content]] = {}
        self._serve: frozenset[tuple[str, str]] = frozenset()
        self._has_more = False

    def load(self, rows: Iterable[Content]) -> bool:
        """Know these, oldest first, and forget what was known.

        True: a template may be sent that could not be before, or it was so at the load before this one; what
        was just then being decided by the book as it was is not missed.
        """
        known: dict[tuple[str, str, str], list[Content]] = {}
        for row in rows:
            known.setdefault((row.kind, row.name, row.lang), []).append(row)
        self._rows = known
        serve = frozenset(
            (name, lang)
            for kind, name, lang in known
            if kind == "template" and self._serving(kind, name, cast(Lang, lang))
        )
        had_more, self._has_more, self._serve = self._has_more, not serve <= self._serve, serve
        return had_more or self._has_more

    def session(self, name: str, lang: Lang) -> str | None:
        """The sid of "buttons_1" to "buttons_3" or "list_1" to "list_10"; None: it was not made."""
        return self._serving("session", name, lang)

    def template(self, name: str, lang: Lang) -> str | None:
        """The sid of the newest approved version; None: none is approved, or it was paused or disabled."""
        return self._serving("template", name, lang)

    def _serving(self, kind: str, name: str, lang: Lang) -> str | None:
        """Today's version, else the newest one that the same values fill."""
        today = definition(kind, name, lang)
        if today is None:
            return None
        fit = [
            row
            for row in self._rows.get((kind, name, lang), ())
            if row.status == MAY_BE_SENT[kind] and is_filled_alike(row.version, today.version)
        ]
        current = (row.sid for row in fit if row.version == today.version)
        return next(current, fit[-1].sid if fit else None)


async def refresh(app: App, book: Book) -> None:
    """Read the book from the database; what waits for a template is decided anew when there is one more.

    At the first reading, too: templates may have been approved while nobody sent.
    """

    def read() -> list[Content]:
        with app.store.reading() as connection:
            return contents.of_account(connection, book.account)

    if book.load(await asyncio.to_thread(read)):
        since = app.times.now() - STILL_NEWS
        freed = await app.write(
            partial(withheld.decide_anew, channel="whatsapp", account=book.account, since=since)
        )
        if freed:
            _log.info("contents.decided_anew", messages=freed)


def templates(book: Book, office: str = "") -> Callable[[Sequence[Say], Lang], Template | None]:
    """What to send of a message where only a template may be sent; None: nothing.

    `office`: its name, which every template says.
    """

    def find(says: Sequence[Say], lang: Lang) -> Template | None:
        template = template_for(says)
        sid = book.template(template.name, lang) if template else None
        if template is None or sid is None:
            return None
        text = reads_like(template, says, lang, office)
        return Template(template.name, sid, variables(template, says, lang, office), text)

    return find
