"""The worker's own: their cover, their card, their data, and the end of either's part in it."""

from __future__ import annotations

from datetime import date

from flows.steps import Choose, Flow
from flows.types import Nomination, Office, Picture, Say


def card_of(nomination: Nomination, office: Office, today: date) -> tuple[tuple[Say, ...], Picture | None]:
    """The coverage confirmation: its text, and its picture where the number and a paid month are known."""
    return (), None


COVER = Flow("cover", (Choose("sure", options=("yes", "no")),))
