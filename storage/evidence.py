"""The evidence of consent: a salted commitment of each answer, and a chain over all of them.

    commitment = SHA-256(salt, what was answered)        made when it is recorded
    head       = SHA-256(head before, position, commitment)    made when it is sealed
    mark       = position and head of the last, with a keyed hash over both

A changed record no longer fits its commitment, a removed or moved one breaks the chain, and what was cut off
its end is missed by the mark, which nobody makes without the hash key. Who also holds that key is found out
by a head that the office noted down. To erase is to destroy words and salt: the commitment stays, fits in the
chain as before, and nothing can be guessed from it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, exists, func, select, update

from storage import chain
from storage.chain import Head
from storage.dialect import insert_into
from storage.secrets import Secrets, WrongKey
from storage.tables import consent_chain, consents, nominations, people

CHUNK = 300
"""consents sealed in one transaction"""
WINDOW = 10_000
"""How many ids below the newest sealed one are looked through for one that committed late."""

_MARK = "consents.head"
_SALT = 32

# whoever it was given by may have been joined with someone since; the commitment names who they were
_GIVEN_BY = func.coalesce(consents.c.given_by, people.c.reference).label("person")


@dataclass(frozen=True, slots=True)
class Answer:
    """All that a commitment is made of, but the salt. `words` None: erased, never to be verified again."""

    kind: str
    choice: str
    words: str | None
    lang: str
    catalog_version: str
    channel: str
    way: str | None
    conversation: str
    asking: int
    nomination_reference: str | None
    person: str
    """their reference"""
    at: datetime


def new_salt() -> bytes:
    return os.urandom(_SALT)


def commitment(salt: bytes, answer: Answer) -> bytes:
    """The same for the same answer and salt, on both databases."""
    content = {
        "kind": answer.kind,
        "choice": answer.choice,
        "words": answer.words,
        "lang": answer.lang,
        "catalog_version": answer.catalog_version,
        "channel": answer.channel,
        "way": answer.way,
        "conversation": answer.conversation,
        "asking": answer.asking,
        "nomination_reference": answer.nomination_reference,
        "person": answer.person,
        "at": answer.at.astimezone(UTC).isoformat(timespec="microseconds"),
    }
    return hashlib.sha256(salt + chain.canonical(content)).digest()


def head(connection: Connection) -> Head | None:
    """The end of the chain; None: nothing was sealed yet."""
    query = select(consent_chain.c.position, consent_chain.c.head).order_by(consent_chain.c.position.desc())
    row = connection.execute(query.limit(1)).first()
    return Head(row.position, bytes(row.head)) if row else None


def seal(connection: Connection, secrets: Secrets, now: datetime, limit: int = CHUNK) -> int:
    """Append what is not sealed yet to the chain, `limit` at most; how many. Raises Broken.

    One at a time: who seals holds the mark until the transaction ends.
    """
    end = chain.hold(connection, secrets, _MARK, head)
    rows = connection.execute(_unsealed(connection, limit)).all()
    if not rows:
        return 0
    links = []
    for row in rows:
        made = bytes(row.commitment) if row.commitment else _commit(connection, secrets, row)
        end = end.next(made)
        links.append(
            {
                "position": end.position,
                "consent_id": row.id,
                "commitment": made,
                "head": end.hash,
                "sealed_at": now,
            }
        )
    connection.execute(insert_into(connection, consent_chain), links)
    chain.set_end(connection, secrets, _MARK, end)
    return len(rows)


def erase(connection: Connection, secrets: Secrets, ids: Collection[int]) -> None:
    """Destroy the words and salts of these consents; their commitments stay."""
    if not ids:
        return
    theirs = consents.c.id.in_(list(ids))
    for row in connection.execute(_answers().where(theirs, consents.c.commitment.is_(None))).all():
        _commit(connection, secrets, row)
    connection.execute(update(consents).where(theirs).values(words_sealed=None, salt=None))


def verify(connection: Connection, secrets: Secrets, expected_head: str | None = None) -> list[str]:
    """What is wrong with the chain and its records, in words; nothing: all is as it was sealed.

    `expected_head`: as it was noted down earlier, "position:hash".
    """
    problems: list[str] = []
    end = chain.START
    expected = read_head(expected_head) if expected_head else None
    for link in _links(connection):
        problems += _link_problems(secrets, end, link)
        end = Head(link.position, bytes(link.head))
        if expected and end.position == expected[0] and not end.hash.hex().startswith(expected[1]):
            problems.append(f"the chain has another head at {end.position} than the one noted down")
    if expected and expected[0] > end.position:
        problems.append(f"the chain ends at {end.position}, before the head that was noted down")
    problems += chain.end_problems(connection, secrets, _MARK, end)
    return problems + _never_sealed(connection)


# --- the chain ---------------------------------------------------------------------------------------


def read_head(text: str) -> tuple[int, str]:
    """Position and hash of a head that was noted down; raises ValueError for what is none."""
    position, colon, hash = text.strip().partition(":")
    if not colon or not position.isdecimal() or len(hash) < chain.SHOWN:
        raise ValueError(f'{text!r} is not a head; one is written "position:hash", as this command prints it')
    return int(position), hash.lower()


def _unsealed(connection: Connection, limit: int) -> Select[Any]:
    """Beside the newest, those that took their number early and committed late."""
    newest = connection.scalar(select(func.max(consent_chain.c.consent_id))) or 0
    sealed = exists().where(consent_chain.c.consent_id == consents.c.id)
    return _answers().where(consents.c.id > newest - WINDOW, ~sealed).order_by(consents.c.id).limit(limit)


def _never_sealed(connection: Connection) -> list[str]:
    newest = connection.scalar(select(func.max(consent_chain.c.consent_id))) or 0
    sealed = exists().where(consent_chain.c.consent_id == consents.c.id)
    query = select(func.count()).select_from(consents).where(consents.c.id <= newest - WINDOW, ~sealed)
    number = connection.scalar(query)
    return [f"{number} old consents are in no chain"] if number else []


# --- the records -------------------------------------------------------------------------------------


def _answers() -> Select[Any]:
    return select(consents, _GIVEN_BY).join(people, people.c.id == consents.c.person_id)


def _commit(connection: Connection, secrets: Secrets, row: Row[Any]) -> bytes:
    """For a record of a release that made no commitments. What was erased gets one that nobody can verify."""
    salt = new_salt()
    made = commitment(salt, _answer(secrets, row))
    kept = salt if row.words_sealed is not None else None
    change = update(consents).where(consents.c.id == bindparam("consent"))
    values = {"consent": row.id, "salt": kept, "commitment": made}
    connection.execute(change.values(salt=bindparam("salt"), commitment=bindparam("commitment")), values)
    return made


def _answer(secrets: Secrets, row: Row[Any]) -> Answer:
    return Answer(
        kind=row.kind,
        choice=row.choice,
        words=secrets.open_text(row.words_sealed) if row.words_sealed is not None else None,
        lang=row.lang,
        catalog_version=row.catalog_version,
        channel=row.channel,
        way=row.way,
        conversation=row.conversation,
        asking=row.asking,
        nomination_reference=row.nomination_reference,
        person=row.person,
        at=row.at,
    )


def _links(connection: Connection) -> Iterator[Row[Any]]:
    """The chain in order with its records, page by page."""
    after = -1
    while True:
        query = (
            select(
                consent_chain.c.position,
                consent_chain.c.commitment.label("sealed"),
                consent_chain.c.head,
                consents,
                _GIVEN_BY,
                (nominations.c.id.is_not(None) & nominations.c.erased_at.is_(None)).label("is_kept"),
            )
            .outerjoin(consents, consents.c.id == consent_chain.c.consent_id)
            .outerjoin(people, people.c.id == consents.c.person_id)
            .outerjoin(nominations, nominations.c.reference == consents.c.nomination_reference)
            .where(consent_chain.c.position > after)
            .order_by(consent_chain.c.position)
            .limit(1000)
        )
        page = connection.execute(query).all()
        yield from page
        if not page:
            return
        after = page[-1].position


def _link_problems(secrets: Secrets, before: Head, link: Row[Any]) -> list[str]:
    sealed = bytes(link.sealed)
    problems = chain.link_problems(before, Head(link.position, bytes(link.head)), sealed)
    problems += [f"{link.position}: {problem}" for problem in _record_problems(secrets, link, sealed)]
    return problems


def _record_problems(secrets: Secrets, link: Row[Any], sealed: bytes) -> list[str]:
    if link.id is None:
        return ["the consent was removed"]
    if link.commitment is None or bytes(link.commitment) != sealed:
        return [f"consent {link.id} has another commitment than was sealed"]
    if (link.salt is None) != (link.words_sealed is None):
        return [f"consent {link.id} was erased by half"]
    if link.salt is None and link.is_kept:
        return [f"consent {link.id} was erased, but not what it was about"]
    if link.salt is not None and not _fits(secrets, link, sealed):
        return [f"consent {link.id} was changed"]
    return []


def _fits(secrets: Secrets, link: Row[Any], sealed: bytes) -> bool:
    try:
        return commitment(bytes(link.salt), _answer(secrets, link)) == sealed
    except WrongKey:  # other bytes were put there
        return False
