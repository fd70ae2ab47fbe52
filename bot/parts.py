"""A message as the calls it takes: its picture where the channel shows one, and its text, cut where a reader
pauses, no part longer than the channel allows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.channels import Button, Drawing, Outbound, button_data
from flows.render import Rendered
from flows.types import Asked


@dataclass(frozen=True, slots=True)
class Shown:
    """The picture of a message. `drawing` None: it cannot be had; `caption` None: it has none of its own."""

    drawing: Drawing | None
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What a channel takes: characters of a text, and of a text under a picture (0: it shows none)."""

    text: int
    caption: int = 0


def to_send(
    address: str,
    text: str,
    rendered: Rendered,
    asked: Asked | None,
    limits: Limits,
    shown: Shown | None = None,
) -> list[Outbound]:
    """The messages it takes, in order; buttons are on the last.

    A picture with a caption is a message of its own before the text, and its words are sent even where the
    picture is not. Without a caption the text stands under it, or after it where it does not fit there.
    There are as many messages whether or not the picture could be drawn, so that how many were sent says
    which are left: the first is empty (`is_empty`) where it was to be a picture alone.
    """
    if shown and shown.caption is None and limits.caption and _size(text) <= limits.caption:
        return [_asking(Outbound(address, text, picture=shown.drawing), rendered, asked)]
    *before, last = split(text, limits.text)
    return [
        *_first(address, limits, shown),
        *(Outbound(address, part) for part in before),
        _asking(Outbound(address, last), rendered, asked),
    ]


def is_empty(message: Outbound) -> bool:
    """Is there nothing to send in it?"""
    return not message.text and message.picture is None and message.delete is None


def _first(address: str, limits: Limits, shown: Shown | None) -> list[Outbound]:
    """What comes before the text, where it does not stand under the picture."""
    if shown is None:
        return []
    if shown.caption is None:
        return [Outbound(address, picture=shown.drawing)] if limits.caption else []
    if 0 < _size(shown.caption) <= limits.caption:
        return [Outbound(address, shown.caption, picture=shown.drawing)]
    picture = [Outbound(address, picture=shown.drawing)] if limits.caption else []
    return [*picture, *(Outbound(address, part) for part in split(shown.caption, limits.text))]


def _asking(message: Outbound, rendered: Rendered, asked: Asked | None) -> Outbound:
    if asked is None:
        return replace(message, contact_button=rendered.contact_label)
    buttons = tuple(Button(button_data(asked, option), label) for option, label in rendered.options)
    return replace(message, buttons=buttons, contact_button=rendered.contact_label)


def split(text: str, limit: int) -> list[str]:
    """Cut a text into parts of at most `limit` characters, at the end of a paragraph, a line or a word.

    Characters are counted in UTF-16, as Telegram and WhatsApp do: an emoji is two.
    """
    parts = []
    while _size(text) > limit:
        cut = _place_to_cut(text, len(_head(text, limit)))
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [part for part in (*parts, text) if part] or [text]


def _place_to_cut(text: str, most: int) -> int:
    """The best end among the first `most` characters, but none so early that it makes a tiny part."""
    for end in ("\n\n", "\n", " "):
        place = text.rfind(end, 0, most + len(end))
        if place >= max(1, most // 4):
            return place
    return most


def _head(text: str, limit: int) -> str:
    units = 0
    for number, character in enumerate(text):
        units += 2 if ord(character) > 0xFFFF else 1
        if units > limit:
            return text[:number]
    return text


def _size(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
