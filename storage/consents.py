"""What people agreed to, with the words that were shown to them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from storage.bulk import any_of, insert_rows, moment, run
from storage.evidence import Answer, commitment, new_salt
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
    way: str | None = None


Shown = tuple[int, str, int]
"""Person id, conversation, asking: the question that was shown to someone."""


def add(connection: Connection, secrets: Secrets, new: Sequence[NewConsent], now: datetime) -> None:
    """Record them; the answer to one question is recorded once."""
    if not new:
        return
    persons = _references(connection, {consent.person_id for consent in new})
    rows = [_row(connection, secrets, consent, persons[consent.person_id], now) for consent in new]
    insert_rows(connection, consents, _CONSENT, rows, "ON CONFLICT DO NOTHING")


def ids_about(connection: Connection, nominations: Collection[str]) -> list[int]:
    """The consents about these nominations, by their references; of whoever gave them."""
    if not nominations:
        return []
    return list(
        connection.scalars(
            select(consents.c.id).where(consents.c.nomination_reference.in_(list(nominations)))
        )
    )


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


def _references(connection: Connection, persons: Collection[int]) -> dict[int, str]:
    query = "SELECT id, reference FROM people WHERE " + any_of(connection, "id", persons)  # noqa: S608  ours
    return dict(run(connection, query, list(persons)).all())


def _row(
    connection: Connection, secrets: Secrets, consent: NewConsent, person: str, now: datetime
) -> tuple[object, ...]:
    """The commitment is made at once: what is erased before it is sealed can still be verified."""
    salt = new_salt()
    answer = Answer(
        kind=consent.kind,
        choice=consent.choice,
        words=consent.words,
        lang=consent.lang,
        catalog_version=consent.catalog_version,
        channel=consent.channel,
        way=consent.way,
        conversation=consent.conversation,
        asking=consent.asking,
        nomination_reference=consent.nomination_reference,
        person=person,
        at=now,
    )
    return (
        consent.person_id,
        consent.nomination_reference,
        consent.kind,
        consent.choice,
        secrets.seal_text(consent.words),
        salt,
        commitment(salt, answer),
        consent.way,
        consent.lang,
        consent.catalog_version,
        consent.channel,
        consent.conversation,
        consent.asking,
        moment(connection, now),
    )


_SENT = "SELECT person_id, conversation, asking, text_sealed FROM outbox WHERE text_sealed IS NOT NULL AND "
_CONSENT = (
    "person_id",
    "nomination_reference",
    "kind",
    "choice",
    "words_sealed",
    "salt",
    "commitment",
    "way",
    "lang",
    "catalog_version",
    "channel",
    "conversation",
    "asking",
    "at",
)
