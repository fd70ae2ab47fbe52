"""Erasing a worker: their nomination, and everything else that still names them.

A worker who said no, or nothing, is to be found nowhere: not in the nomination, not in what its participant
agreed to, not in what either of them wrote and was sent, and not in a conversation that waits. What is on its
way just then (a claimed message, the very reply) is erased once it has settled: `leftovers`. What stays is
that there was a nomination, what it came to, and the commitments of storage/evidence.py.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Subquery, delete, exists, or_, select, text, update

from storage import consents, evidence
from storage.nominations import NominationRow
from storage.recipients import forget_names
from storage.secrets import Secrets
from storage.strangers import forget_who_never_wrote
from storage.tables import (
    HAS_CONTENT,
    HAS_RAW,
    IS_ERASED,
    IS_WITHHELD,
    addresses,
    conversations,
    inbox,
    invitation_views,
    nominations,
    outbox,
    people,
    registrations,
    staff,
    tasks,
)
from storage.turns import Conflict

PERSONAL = (
    "nik_hash",
    "nik_sealed",
    "nik_last4",
    "name_sealed",
    "name_start",
    "birth_date_sealed",
    "phone_hash",
    "phone_sealed",
    "job_words_sealed",
)
"""the columns of a nomination that name its worker"""
CHUNK = 200
"""messages erased in one transaction"""

# written out: SQLite does not use a partial index for a value it is given as a parameter
_HAS_RAW = text(f"inbox.{HAS_RAW}")
_HAS_CONTENT = text(f"({HAS_CONTENT.replace('body', 'outbox.body').replace('text_', 'outbox.text_')})")
_IS_OPEN = text("outbox.status IN ('waiting', 'claimed', 'attempting')")
_IS_WITHHELD = text(f"outbox.{IS_WITHHELD}")
_IS_SETTLED = outbox.c.status.in_(("sent", "uncertain", "dead"))
_IS_HANDLED = inbox.c.status.in_(("done", "failed"))
_ESCAPES = re.compile(r"\\[a-z]")
"""of JSON, as a line break: its letter is none of the word behind it"""
_OF_REGISTRATION = (
    "address_sealed",
    "postcode_sealed",
    "email_sealed",
    "participant_number_sealed",
    "card_token_hash",
)


def erase_workers(
    connection: Connection,
    secrets: Secrets,
    rows: Sequence[NominationRow],
    outcome: Mapping[str, Any],
    now: datetime,
    *,
    writer: int | None = None,
) -> None:
    """Erase all that names the workers of these nominations, which nobody agreed to.

    `outcome`: the columns that say how it ended, the status among them. `writer`: whose conversation is being
    saved by the caller. Raises Conflict when one of them was answered meanwhile.
    """
    if not rows:
        return
    ids = [row.id for row in rows]
    mark = update(nominations).where(nominations.c.id.in_(ids), nominations.c.status == "invited")
    values = dict.fromkeys(PERSONAL) | {"erased_at": now, "updated_at": now} | dict(outcome)
    if connection.execute(mark.values(values)).rowcount != len(rows):
        raise Conflict("an invitation was answered by someone else")
    theirs = registrations.c.nomination_id.in_(ids)
    connection.execute(update(registrations).where(theirs).values(dict.fromkeys(_OF_REGISTRATION)))
    evidence.erase(connection, secrets, consents.ids_about(connection, [row.reference for row in rows]))
    persons, names = _persons(connection, rows), _Names(rows)
    first = first_messages_of(row.reference for row in rows)
    keys = [*_keys_of_staff(connection, ids), *first]
    _erase_messages(connection, persons, keys)
    _drop(connection, outbox.c.key.in_(keys))
    _drop_unsent(connection, secrets, persons, names)
    _leave_conversations(connection, secrets, persons - {writer}, names, now)
    _forget_people(connection, {row.worker_id for row in rows if row.worker_id is not None})
    written_to = connection.scalars(select(outbox.c.person_id).where(outbox.c.key.in_(first))).all()
    forget_who_never_wrote(connection, written_to, now)


def first_messages_of(references: Iterable[str]) -> list[str]:
    """The keys, in the outbox, of the messages with which these nominations' workers are written to first."""
    return [f"{reference}:first_message" for reference in references]


def drop_first_messages(connection: Connection, references: Iterable[str]) -> None:
    """Their workers answered without them: what was not sent yet will not be."""
    _drop(connection, outbox.c.key.in_(first_messages_of(references)), "they answered before it was sent")


@dataclass(frozen=True, slots=True)
class Leftovers:
    """Rows of the inbox and the outbox that still name someone who was erased."""

    received: Sequence[int]
    sent: Sequence[int]


def leftovers(connection: Connection, erased_after: datetime) -> Leftovers:
    """What was on its way when a worker was erased after that moment, and has settled by now."""
    received, sent = set[int](), set[int]()
    for erased in _erased_after(erased_after):
        old = select(inbox.c.id).join(erased, inbox.c.person_id == erased.c.person)
        old = old.where(inbox.c.received_at <= erased.c.erased_at, _HAS_RAW, _IS_HANDLED)
        received |= set(connection.scalars(old))
        said = select(outbox.c.id).join(erased, outbox.c.person_id == erased.c.person)
        said = said.where(outbox.c.created_at <= erased.c.erased_at, _HAS_CONTENT, _IS_SETTLED)
        sent |= set(connection.scalars(said))
    of_late = select(nominations.c.id, nominations.c.reference).where(
        text(f"nominations.{IS_ERASED}"), nominations.c.erased_at > erased_after
    )
    references = {row.id: row.reference for row in connection.execute(of_late)}
    keys = [*_keys_of_staff(connection, references), *first_messages_of(references.values())]
    told = select(outbox.c.id).where(outbox.c.key.in_(keys), _HAS_CONTENT, _IS_SETTLED)
    sent |= set(connection.scalars(told))
    return Leftovers(sorted(received), sorted(sent))


def _erased_after(moment: datetime) -> list[Subquery]:
    """Who may have written or read of a worker who was erased after that moment, and when that was."""
    at, recent = nominations.c.erased_at, (text(f"nominations.{IS_ERASED}"), nominations.c.erased_at > moment)
    viewers = select(invitation_views.c.person_id.label("person"), at).join_from(
        nominations, invitation_views
    )
    parties = [
        select(column.label("person"), at)
        for column in (nominations.c.participant_id, nominations.c.worker_id)
    ]
    return [query.where(*recent).subquery() for query in (*parties, viewers)]


def erase_leftovers(connection: Connection, received: Collection[int], sent: Collection[int]) -> None:
    """Erase the content of these rows, CHUNK of them at most."""
    if received:
        mark = update(inbox).where(inbox.c.id.in_(list(received)), _IS_HANDLED)
        connection.execute(mark.values(raw_sealed=None))
    if sent:
        mark = update(outbox).where(outbox.c.id.in_(list(sent)), _IS_SETTLED)
        connection.execute(mark.values(body_sealed=None, text_sealed=None))


class _Names:
    """Recognises, in the text of what is kept, the workers of some nominations."""

    def __init__(self, rows: Sequence[NominationRow]) -> None:
        words = {name for row in rows for name in (row.nik, row.name, row.reference) if name}
        patterns = [rf"(?<!\w){re.escape(word)}(?!\w)" for word in words]
        # however the beginning of a number is written
        patterns += [re.escape(row.phone.removeprefix("+62")) for row in rows if row.phone]
        self._pattern = re.compile("|".join(patterns), re.IGNORECASE)

    def are_in(self, secrets: Secrets, sealed: bytes | None) -> bool:
        if sealed is None:
            return False
        kept = secrets.open(sealed).decode("utf-8", "replace")
        return self._pattern.search(_ESCAPES.sub(" ", kept)) is not None


def _persons(connection: Connection, rows: Sequence[NominationRow]) -> set[int]:
    """Who may have written or read of these workers, by person id."""
    parties = {person for row in rows for person in (row.participant_id, row.worker_id) if person}
    seen = invitation_views.c.nomination_id.in_([row.id for row in rows])
    return parties | set(connection.scalars(select(invitation_views.c.person_id).where(seen)))


def _erase_messages(connection: Connection, persons: Collection[int], keys: Collection[str]) -> None:
    """All that these people wrote and were sent: one cannot tell which of it spoke of the worker."""
    received = update(inbox).where(
        inbox.c.person_id.in_(list(persons)), _HAS_RAW, inbox.c.status != "waiting"
    )
    connection.execute(received.values(raw_sealed=None))
    for theirs in (outbox.c.person_id.in_(list(persons)), outbox.c.key.in_(list(keys))):
        sent = update(outbox).where(theirs, _HAS_CONTENT, _IS_SETTLED)
        connection.execute(sent.values(body_sealed=None, text_sealed=None))


def _keys_of_staff(connection: Connection, ids: Collection[int]) -> list[str]:
    """The messages that told the office's staff of these nominations, by their keys."""
    query = select(tasks.c.key).where(tasks.c.nomination_id.in_(list(ids)))
    keys = connection.scalars(query).all()
    linked = select(staff.c.person_id).where(staff.c.person_id.is_not(None))
    persons = connection.scalars(linked).all() if keys else ()
    return [f"task:{key}:{person}"[:120] for key in keys for person in persons]


def _drop_unsent(connection: Connection, secrets: Secrets, persons: Collection[int], names: _Names) -> None:
    """What still waits to be sent and names the worker will not be; what is being sent now, was."""
    theirs = outbox.c.person_id.in_(list(persons))
    query = select(outbox.c.id, outbox.c.body_sealed)
    waiting = connection.execute(query.where(theirs, _IS_OPEN, outbox.c.status != "attempting")).all()
    withheld = connection.execute(query.where(theirs, _IS_WITHHELD)).all()
    ids = [row.id for row in (*waiting, *withheld) if names.are_in(secrets, row.body_sealed)]
    if ids:
        _drop(connection, outbox.c.id.in_(ids))


def _drop(connection: Connection, which: ColumnElement[bool], why: str = "erased: it named a worker") -> None:
    """These will not be sent, where nobody is sending them."""
    drop = update(outbox).where(which, outbox.c.status.in_(("waiting", "claimed", "withheld")))
    connection.execute(drop.values(status="dead", error=why, body_sealed=None, text_sealed=None))


def _leave_conversations(
    connection: Connection,
    secrets: Secrets,
    persons: Collection[int],
    names: _Names,
    now: datetime,
) -> None:
    """Conversations that hold the worker end; who is just having one finds it changed, and takes it anew."""
    query = select(conversations.c.person_id, conversations.c.state_sealed).where(
        conversations.c.person_id.in_(list(persons)), conversations.c.state_sealed.is_not(None)
    )
    ids = [row.person_id for row in connection.execute(query) if names.are_in(secrets, row.state_sealed)]
    if ids:
        leave = update(conversations).where(conversations.c.person_id.in_(ids))
        connection.execute(
            leave.values(
                state_sealed=None,
                flow=None,
                waiting_on=None,
                due_at=None,
                updated_at=now,
                version=conversations.c.version + 1,
            )
        )


def _forget_people(connection: Connection, workers: Collection[int]) -> None:
    """Who came for this invitation only: their profile's name and the numbers they shared."""
    if not workers:
        return
    other = nominations.alias()
    has_part: ColumnElement[bool] = or_(
        exists().where(other.c.participant_id == people.c.id),
        exists().where(other.c.worker_id == people.c.id, other.c.erased_at.is_(None)),
        exists().where(staff.c.person_id == people.c.id),
    )
    query = select(people.c.id).where(people.c.id.in_(list(workers)), ~has_part)
    ids = list(connection.scalars(query))
    if ids:
        nameless = {"name_sealed": None, "name_start": None}
        connection.execute(update(people).where(people.c.id.in_(ids)).values(nameless))
        forget_names(connection, ids)
        shared = (addresses.c.person_id.in_(ids), addresses.c.channel == "phone")
        connection.execute(delete(addresses).where(*shared))
