"""A message as it was sent, read again from its row: the calls it took, each known by its number."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Connection

from bot.channels import Drawing, Outbound, Receipt
from bot.channels.whatsapp_messages import same_text
from bot.parts import Limits, Shown, to_send
from flows.render import Rendered, text
from flows.stored import load_message
from flows.types import Lang
from storage.deliveries import Kept, is_of_another, others_unsure
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


def may_be_of_another(
    conn: Connection, secrets: Secrets, limits: Limits, message: Outbound, found: Receipt
) -> bool:
    """May what a platform lists with the words of this message be another one of its person?

    It is, where it is known as one. It may be, where another with the same words was uncertain, too.
    """
    if is_of_another(conn, found.provider_id, message.id):
        return True
    words = same_text(message.text)
    return any(_may_read(kept, secrets, limits, words) for kept in others_unsure(conn, message.id))


def _may_read(kept: Kept, secrets: Secrets, limits: Limits, words: str) -> bool:
    """Of what was erased it is not known any more."""
    parts = parts_of(kept, secrets, limits)
    return not parts or any(same_text(part.text) == words for part in parts)
