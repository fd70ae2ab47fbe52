"""What is sent of a row: its text in parts with its picture, or, outside their window, an approved template.

The window is looked at when a message is about to be sent: it closes while messages wait, and opens again
when the person writes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias, cast

import structlog
from sqlalchemy import Connection

from bot.as_sent import may_be_of_another
from bot.channels import Channel, Drawing, Outbound, Receipt, Template
from bot.parts import Limits, Shown, is_empty, to_send
from flows.render import Rendered
from flows.render import text as words
from flows.stored import Message, load_message
from flows.types import Asked, Lang, Picture, Say
from storage.claims import Claimed
from storage.outcomes import Dead, TryLater, Withheld
from storage.secrets import Secrets

Render = Callable[[Sequence[Say], Asked | None, Lang], Rendered]
Draw = Callable[[Picture, Lang], Drawing]
Templates = Callable[[Sequence[Say], Lang], Template | None]
"""the approved template that says this; None: there is none"""

NO_TEMPLATE = "they have not written for a day, and there is no approved template for it"

_log = structlog.get_logger()


def draw(picture: Picture, lang: Lang) -> Drawing:
    """The picture as it is sent."""
    from bot.coverage import pictures  # only who sends pictures pays for what draws them

    return pictures.draw(picture, lang)


@dataclass(slots=True)
class Draft:
    """A claimed row on its way: the calls it takes, the first that is made, and the next."""

    row: Claimed
    text: str | None = None
    """as it is read; None: a deletion"""
    parts: list[Outbound] = field(default_factory=list)
    first: int = 0
    next: int = 0
    since: float = 0.0
    """when it was made ready, in seconds of the sender's clock"""

    @property
    def message(self) -> Outbound:
        """What is sent next."""
        return self.parts[self.next]

    @property
    def template(self) -> str | None:
        """Its name; None: it goes as a text."""
        template = self.parts[0].template
        return template.name if template else None


@dataclass(frozen=True, slots=True)
class Said:
    """The words, and the picture that goes with them as it is."""

    message: Message
    drawn: Drawing | None = None


@dataclass(frozen=True, slots=True)
class Not:
    """Not now: not before this moment."""

    before: datetime


@dataclass(frozen=True, slots=True)
class Left:
    """There is nothing to be said any more; `because` is a word of the outbox."""

    because: str


Worded: TypeAlias = Said | Not | Left
Word: TypeAlias = Callable[[Sequence[Claimed], datetime], Awaitable[Mapping[int, Worded]]]
"""Gives the words of rows that have none of their own, by their ids."""
Prepared: TypeAlias = Draft | Withheld | Dead | TryLater


@dataclass(frozen=True, slots=True)
class ToDraw:
    """A row with a picture, of which everything else is ready."""

    picture: Picture
    draft: Callable[[Shown], Draft]


class Drafts:
    """Makes drafts of the rows of one channel."""

    def __init__(
        self,
        channel: Channel,
        secrets: Secrets,
        render: Render,
        draw: Draw,
        templates: Templates | None,
        words: Mapping[str, Word],
    ) -> None:
        """`words`: what words the rows of a kind that have no words of their own."""
        self._channel, self._secrets, self._render, self._draw = channel, secrets, render, draw
        self._templates, self._words = templates, words
        self._limits = Limits(channel.text_limit, channel.caption_limit)

    async def prepare(self, rows: Sequence[Claimed], now: datetime) -> list[Prepared]:
        """All of these, in their order. A row that cannot be read is dead, and stops nobody else."""
        known: dict[int, Worded] = {}
        for kind in self._words:
            known |= await self._word(kind, [row for row in rows if row.kind == kind], now)
        return await asyncio.gather(*(self._prepare(row, known.get(row.id), now) for row in rows))

    def open(self, row: Claimed, now: datetime, worded: Worded | None = None) -> Prepared | ToDraw:
        """The same at once, but for its picture; of one that has words, or is given them."""
        match worded:
            case Not(before):
                return TryLater(row.id, before, "not at this time of their day", is_accounts=True)
            case Left(because):
                return Withheld(row.id, because, "what was to be said is over")
        try:
            return self._open(row, worded, now)
        except Exception as error:
            return _unreadable(row, error)

    async def _prepare(self, row: Claimed, worded: Worded | None, now: datetime) -> Prepared:
        opened = self.open(row, now, worded)
        if not isinstance(opened, ToDraw):
            return opened
        try:
            return opened.draft(await self._shown(row, opened.picture))
        except Exception as error:
            return _unreadable(row, error)

    async def _word(self, kind: str, rows: Sequence[Claimed], now: datetime) -> Mapping[int, Worded]:
        """All at once; where that fails one by one, so that a row without words stops only itself."""
        if not rows:
            return {}
        try:
            return await self._words[kind](rows, now)
        except Exception:
            _log.exception("outbox.not_worded", kind=kind, rows=[row.id for row in rows])
        some = rows if len(rows) > 1 else ()
        return {id: one for row in some for id, one in (await self._word(kind, [row], now)).items()}

    def _open(self, row: Claimed, said: Said | None, now: datetime) -> Prepared | ToDraw:
        address = self._secrets.open_text(row.address_sealed)
        if row.kind == "delete":
            return _draft(row, None, [Outbound(address, delete=self._body(row).decode())])
        if said is None and row.kind != "say":
            raise ValueError("it has no words")
        says, asked, picture = said.message if said else load_message(self._body(row))
        lang = cast(Lang, row.lang)
        rendered = self._render(says, asked, lang)
        if self.is_outside(row.wrote_at, now):
            template = self._templates(says, lang) if self._templates else None
            if template is None:
                return Withheld(row.id, "no_template", NO_TEMPLATE, row.address_id, row.wrote_at)
            return _as_template(row, template.text, Outbound(address, template.text, template=template))
        begun = row.parts_sent > 0 and row.text_sealed is not None
        text = self._secrets.open_text(row.text_sealed) if begun and row.text_sealed else rendered.text

        def with_(shown: Shown | None) -> Draft:
            return _draft(row, text, to_send(address, text, rendered, asked, self._limits, shown))

        if said and said.drawn:
            return with_(Shown(said.drawn, None))
        return ToDraw(picture, with_) if picture else with_(None)

    def _body(self, row: Claimed) -> bytes:
        if row.body_sealed is None:
            raise ValueError("its body was erased")
        return self._secrets.open(row.body_sealed)

    def is_outside(self, wrote_at: datetime | None, now: datetime) -> bool:
        """Is this outside of the window that opens when they write?"""
        window = self._channel.window
        return window is not None and (wrote_at is None or now - wrote_at >= window)

    def fits(self, draft: Draft, wrote_at: datetime | None, now: datetime) -> bool:
        """Is it still to be sent in this way, if they wrote last then: as a text, or as a template?"""
        is_deletion = draft.row.kind == "delete"
        return is_deletion or self.is_outside(wrote_at, now) == (draft.template is not None)

    def may_be_of_another(self, conn: Connection, draft: Draft, found: Receipt) -> bool:
        """May what was found in place of it be another message of this person?"""
        return may_be_of_another(conn, self._secrets, self._limits, draft.message, found)

    async def _shown(self, row: Claimed, picture: Picture) -> Shown:
        """Drawn in a thread, which others need not wait for; a picture that fails never stops its text."""
        lang = cast(Lang, row.lang)
        caption = words(picture.caption, lang) if picture.caption else None
        is_sent = row.parts_sent > 0
        if is_sent or not self._limits.caption:
            return Shown(None, caption)
        try:
            return Shown(await asyncio.to_thread(self._draw, picture, lang), caption)
        except Exception:
            _log.exception("outbox.not_drawn", row=row.id, picture=picture.kind)
            return Shown(None, caption)


def _unreadable(row: Claimed, error: Exception) -> Dead:
    _log.error("outbox.unreadable", row=row.id, exc_info=error)
    return Dead(row.id, f"cannot be read: {type(error).__name__}", is_anywhere=True)


def _draft(row: Claimed, text: str | None, parts: list[Outbound]) -> Draft:
    first = 1 if len(parts) > 1 and is_empty(parts[0]) else 0
    following = min(max(row.parts_sent, first), len(parts) - 1)
    return Draft(row, text, _numbered(row, parts), first, following)


def _as_template(row: Claimed, text: str, message: Outbound) -> Draft:
    """One message, whatever was sent before the window closed: a template cannot be gone on with."""
    return Draft(row, text, _numbered(row, [message]))


def _numbered(row: Claimed, parts: list[Outbound]) -> list[Outbound]:
    lang = cast(Lang, row.lang)
    return [replace(part, lang=lang, id=row.id, part=number) for number, part in enumerate(parts)]
