"""What the demo says of itself: that registration, payment and cards in it are simulated.

Said in one place, where messages are rendered and pictures drawn, so that whoever sends one cannot forget it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.channels import Drawing
from bot.coverage import pictures
from flows import render as texts
from flows.render import Rendered
from flows.types import Asked, Lang, Picture, Say

FAMILIES = frozenset(
    {
        "bill", "card", "claim", "cover", "manage", "notice", "nudge", "nudged", "pay", "receipt", "staff",
        "standing", "status", "told", "workers", "your_data", "yours",
    }
)  # fmt: skip
"""texts about a bill, a registration, a payment or a card: the catalogs' keys up to the first "-" or "." """
NOT_THESE = frozenset({"notice.invitation_expired"})
"""of them, those that are about an invitation alone"""


def render(says: Sequence[Say], asked: Asked | None, lang: Lang) -> Rendered:
    """As everywhere; where it is about what is simulated, that is said first."""
    is_so = any(is_simulated(say) for say in says) or (asked is not None and _is_of_a_family(asked.key))
    return texts.render((Say("simulated"), *says) if is_so else says, asked, lang)


def draw(picture: Picture, lang: Lang) -> Drawing:
    """As everywhere; a card says on its face that it is none."""
    return pictures.draw(picture, lang, is_demo=True)


def is_simulated(say: Say) -> bool:
    """Is this text, or one within it, about what is simulated?"""
    return _is_of_a_family(say.key) or any(map(is_simulated, _within(say.args.values())))


def _is_of_a_family(key: str) -> bool:
    return key not in NOT_THESE and key.partition(".")[0].partition("-")[0] in FAMILIES


def _within(values: Any) -> Iterator[Say]:
    for value in values:
        if isinstance(value, Say):
            yield value
        elif isinstance(value, tuple):
            yield from _within(value)
