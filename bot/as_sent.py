"""A message as it was sent, read again from its row: the calls it took, each known by its number."""

from __future__ import annotations

from typing import cast

from bot.channels import Drawing, Outbound
from bot.parts import Limits, Shown, to_send
from flows.render import Rendered, text
from flows.stored import load_message
from flows.types import Lang
from storage.deliveries import Kept
from storage.secrets import Secrets

_DRAWN = Drawing(b"")
"""stands for the picture, which is not drawn again"""


def parts_of(kept: Kept, secrets: Secrets, limits: Limits, address: str = "") -> list[Outbound]:
    """The messages it took, numbered as they were; none where its words were erased."""
    if kept.text_sealed is None:
        return []
    words = secrets.open_text(kept.text_sealed)
    if kept.template is not None:
        return [Outbound(address, words)]
    if kept.body_sealed is None:
        return []
    _, asked, picture = load_message(secrets.open(kept.body_sealed))
    caption = text(picture.caption, cast(Lang, kept.lang)) if picture and picture.caption else None
    shown = Shown(_DRAWN, caption) if picture else None
    return to_send(address, words, Rendered(words), asked, limits, shown)
