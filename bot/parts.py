"""A text as the messages it takes: cut where a reader pauses, no part longer than a channel allows."""

from __future__ import annotations

from bot.channels import Button, Outbound, button_data
from flows.render import Rendered
from flows.types import Asked


def to_send(address: str, text: str, rendered: Rendered, asked: Asked | None, limit: int) -> list[Outbound]:
    """The messages a text takes, in order; buttons are on the last."""
    *before, last = split(text, limit)
    buttons = (
        tuple(Button(button_data(asked, option), label) for option, label in rendered.options)
        if asked
        else ()
    )
    return [
        *(Outbound(address, part) for part in before),
        Outbound(address, last, buttons, rendered.contact_label),
    ]


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
    return len(text) + sum(ord(character) > 0xFFFF for character in text)
