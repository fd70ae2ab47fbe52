"""What people agreed to, with the words that were shown to them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from storage.dialect import insert_into
from storage.secrets import Secrets
from storage.tables import consents, outbox


@dataclass(frozen=True, slots=True)
class NewConsent:
    """`words` is the rendered text they answered, in `lang` of catalog `catalog_version`."""

    person_id: int
    nomination_reference: str | None
    kind: str
    choice: str
    words: str
    lang: str
    catalog_version: str
    channel: str
    conversation: str
    asking: int


Shown = tuple[int, str, int]
"""Person id, conversation, asking: the question that was shown to someone."""


def add(connection: Connection, secrets: Secrets, new: Sequence[NewConsent], now: datetime) -> None:
    """Record them; the answer to one question is recorded once."""
    if not new:
        return
    statement = insert_into(connection, consents).on_conflict_do_nothing()
    connection.execute(
        statement,
        [
            {
                "person_id": consent.person_id,
                "nomination_reference": consent.nomination_reference,
                "kind": consent.kind,
                "choice": consent.choice,
                "words_sealed": secrets.seal_text(consent.words),
                "lang": consent.lang,
                "catalog_version": consent.catalog_version,
                "channel": consent.channel,
                "conversation": consent.conversation,
                "asking": consent.asking,
                "at": now,
            }
            for consent in new
        ],
    )


def sent_words(connection: Connection, secrets: Secrets, shown: Collection[Shown]) -> dict[Shown, str]:
    """The text as it was really sent, the newest where it was sent twice; left out where it is not kept."""
    if not shown:
        return {}
    columns = outbox.c
    query = (
        select(columns.person_id, columns.conversation, columns.asking, columns.text_sealed)
        .where(columns.conversation.in_({conversation for _, conversation, _ in shown}))
        .where(columns.text_sealed.is_not(None))
        .order_by(columns.id)
    )
    newest = {
        (person, conversation, asking): text
        for person, conversation, asking, text in connection.execute(query)
    }
    return {key: secrets.open_text(newest[key]) for key in shown if key in newest}
