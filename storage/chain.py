"""A chain over records: none can be changed, removed, moved or cut off its end unseen.

    head    = SHA-256(head before, position, commitment of the record)
    mark    = position and head of the last, with a keyed hash over both, which nobody makes without the key

Consents (storage/evidence.py) and the audit trail (storage/audit.py) each have one of their own, by the name
of its mark.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, select

from storage.dialect import insert_into
from storage.marks import mark, set_mark
from storage.secrets import Secrets
from storage.tables import settings

SHOWN = 32
"""letters of a head that are shown: 128 bits"""


class Broken(Exception):  # noqa: N818  said to the operator as it stands
    """The chain does not end where its mark says: nothing more is added before someone looked."""


class Head(NamedTuple):
    """Where the chain ends."""

    position: int
    hash: bytes

    def __str__(self) -> str:
        """As the office notes it down."""
        return f"{self.position}:{self.hash.hex()[:SHOWN]}"

    def next(self, commitment: bytes) -> Head:
        """With one more record, of which this is the commitment."""
        position = self.position + 1
        linked = self.hash + position.to_bytes(8, "big") + commitment
        return Head(position, hashlib.sha256(linked).digest())


START = Head(0, bytes(32))


def canonical(content: Mapping[str, object]) -> bytes:
    """The same bytes for the same content, always."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def hold(
    connection: Connection, secrets: Secrets, name: str, head: Callable[[Connection], Head | None]
) -> Head:
    """Where it ends; on Postgres nobody else adds to it until this transaction is over. Raises Broken."""
    first = insert_into(connection, settings).values(name=name, value="")
    connection.execute(first.on_conflict_do_nothing())
    query = select(settings.c.value).where(settings.c.name == name).with_for_update()
    marked = connection.execute(query).scalar_one()
    end = head(connection) or START
    if marked != _marked(secrets, name, end):
        what = name.split(".", maxsplit=1)[0]
        raise Broken(f"the chain of {what} was changed by someone else; run: sertakan check")
    return end


def set_end(connection: Connection, secrets: Secrets, name: str, end: Head) -> None:
    """The chain ends here from now on."""
    set_mark(connection, name, _marked(secrets, name, end))


def link_problems(before: Head, link: Head, commitment: bytes) -> list[str]:
    """What is wrong with a link that stands after another, in words."""
    if link.position != before.position + 1:
        return [f"between {before.position} and {link.position} something was removed from the chain"]
    if link != before.next(commitment):
        return [f"the chain was changed at {link.position}"]
    return []


def end_problems(connection: Connection, secrets: Secrets, name: str, end: Head) -> list[str]:
    """Is this the end that was marked?"""
    if (mark(connection, name) or "") == _marked(secrets, name, end):
        return []
    return [f"the chain ends at {end.position}, which is not where it was sealed last: it was cut"]


def _marked(secrets: Secrets, name: str, end: Head) -> str:
    """Of a chain without a link: nothing."""
    if not end.position:
        return ""
    content = f"{end.position}:{end.hash.hex()}"
    return f"{content}:{secrets.hash(name, content).hex()}"
