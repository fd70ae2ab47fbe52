"""A chat as the database keeps it, as the bubbles that a phone showed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import cast

import structlog

from bot.channels import Button, button_data
from bot.channels.simulator import Bubble, Simulator
from bot.coverage.demo_says import draw, render
from flows.render import text
from flows.stored import load_message
from flows.types import Lang
from storage.chats import SentMessage, Written

_log = structlog.get_logger()


def bubbles_of(
    simulator: Simulator, chat: Iterable[Written | SentMessage], erased: datetime | None = None
) -> list[Bubble]:
    """Oldest first. Pictures that were sent are drawn again; those that came in are not kept.

    `erased`: there was more, which is told first; when, where nothing else is left.
    """
    bubbles: list[Bubble] = []
    for one in chat:
        if isinstance(one, SentMessage):
            bubbles += _sent(one)
        elif (own := simulator.own_bubble(one.raw, one.at)) is not None:
            bubbles.append(own)
    if erased is None:
        return bubbles
    at = bubbles[0].at if bubbles else erased
    return [Bubble("was-more", False, "", at, "erased"), *bubbles]


def _sent(message: SentMessage) -> list[Bubble]:
    """The text with its buttons, below the picture that came with it."""
    shown = Bubble(f"was-{message.id}", False, message.text, message.at)
    if message.body is None:
        return [shown]
    lang = cast(Lang, message.lang)
    says, asked, picture = load_message(message.body)
    if asked is not None:
        options = render(says, asked, lang).options
        buttons = tuple(Button(button_data(asked, option), label) for option, label in options)
        shown = replace(shown, buttons=buttons)
    if picture is None:
        return [shown]
    try:
        drawn = draw(picture, lang)
    except Exception as error:
        _log.warning("demo.not_drawn", row=message.id, error=type(error).__name__)
        return [shown]
    caption = text(picture.caption, lang) if picture.caption else ""
    above = Bubble(
        f"was-{message.id}-picture", False, caption, message.at, picture=drawn.png, link=drawn.link
    )
    return [above, shown]
