"""What people agreed to, with the words that were shown to them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from storage.bulk import any_of, insert_rows, moment, run
from storage.secrets import Secrets
from storage.tables import consents


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
    at = moment(connection, now)
    rows = [
        (
            consent.person_id,
            consent.nomination_reference,
            consent.kind,
            consent.choice,
            secrets.seal_text(consent.words),
            consent.lang,
            consent.catalog_version,
            consent.channel,
            consent.conversation,
            consent.asking,
            at,
        )
        for consent in new
    ]
    insert_rows(connection, consents, _CONSENT, rows, "ON CONFLICT DO NOTHING")


def sent_words(connection: Connection, secrets: Secrets, shown: Collection[Shown]) -> dict[Shown, str]:
    """The text as it was really sent; left out where it is not kept.

    Asked again, a question may be put shorter: what counts is how it was put first.
    """
    if not shown:
        return {}
    conversations = list({conversation for _, conversation, _ in shown})
    query = _SENT + any_of(connection, "conversation", conversations) + " ORDER BY id DESC"
    first = {
        (person, conversation, asking): text
        for person, conversation, asking, text in run(connection, query, conversations).all()
    }
    return {key: secrets.open_text(first[key]) for key in shown if key in first}


_SENT = "SELECT person_id, conversation, asking, text_sealed FROM outbox WHERE text_sealed IS NOT NULL AND "
_CONSENT = (
    "person_id",
    "nomination_reference",
    "kind",
    "choice",
    "words_sealed",
    "lang",
    "catalog_version",
    "channel",
    "conversation",
    "asking",
    "at",
)
