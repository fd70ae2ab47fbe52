"""Cards: found again by the token that their QR code carries."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from storage.coverage import paid_months
from storage.secrets import Secrets
from storage.tables import nominations, registrations


@dataclass(frozen=True, slots=True)
class Card:
    """What may be told of a card to whoever holds it. `paid` are contribution months, in order."""

    is_over: bool
    """its nomination ended; then nothing else is told"""
    name: str = ""
    programmes: tuple[str, ...] = ()
    paid: tuple[str, ...] = ()


def card(connection: Connection, secrets: Secrets, token: str) -> Card | None:
    """The card of this token; None: there is none. Only the token's hash is kept, and looked up."""
    query = (
        select(nominations.c.id, nominations.c.status, nominations.c.name_sealed, nominations.c.programmes)
        .join(registrations, registrations.c.nomination_id == nominations.c.id)
        .where(registrations.c.card_token_hash == secrets.hash("card", token))
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    if row.status != "registered" or row.name_sealed is None:
        return Card(is_over=True)
    paid = tuple(paid_months(connection, [row.id]).get(row.id, ()))
    return Card(False, secrets.open_text(row.name_sealed), tuple(row.programmes.split(",")), paid)
