"""Rows of the outbox as a sender of WhatsApp leaves them."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy import insert, select

from flows.stored import dump_message
from flows.types import Picture, Say
from storage import Store
from storage.people import address_hash
from storage.tables import addresses, deliveries, outbox, people, redactions

OFFICE = "+628111222333"
START = datetime(2026, 11, 22, 8, tzinfo=UTC)


def put(store: Store, text: str = "halo", picture: Picture | None = None, **columns: Any) -> int:
    """A reply that was sent as SM1; `columns` says what is otherwise."""
    number = next(_numbers)
    with store.writing() as conn:
        person = {"reference": f"P{number}", "lang": "id", "created_at": START}
        person_id = conn.execute(insert(people).values(person).returning(people.c.id)).scalar_one()
        value = f"+6281{number:08}"
        address = {
            "person_id": person_id,
            "channel": "whatsapp",
            "account": OFFICE,
            "kind": "phone",
            "value_hash": address_hash(store.secrets, "phone", value),
            "value_sealed": store.secrets.seal_text(value),
            "created_at": START,
        }
        address_id = conn.execute(insert(addresses).values(address).returning(addresses.c.id)).scalar_one()
        body = dump_message((Say("any", {"text": text}),), None, picture)
        row = {
            "key": f"key-{number}",
            "person_id": person_id,
            "reply_to": address_id,
            "channel": "whatsapp",
            "account": OFFICE,
            "priority": 0,
            "status": "sent",
            "provider_id": "SM1",
            "kind": "say",
            "body_sealed": store.secrets.seal(body),
            "text_sealed": store.secrets.seal_text(text),
            "attempts": 1,
            "attempted_at": START,
            "uncertain_count": 0,
            "parts_sent": 0,
            "created_at": START,
        }
        query = insert(outbox).values(row | columns).returning(outbox.c.id)
        return int(conn.execute(query).scalar_one())


_numbers = count(1)


def row_of(store: Store, row: int) -> Any:
    with store.reading() as conn:
        return conn.execute(select(outbox).where(outbox.c.id == row)).one()


def kept(store: Store, row: int) -> list[tuple[Any, ...]]:
    """What is known of each part: its number, its name at the platform, status and error."""
    columns = (deliveries.c.part, deliveries.c.provider_id, deliveries.c.status, deliveries.c.error_code)
    query = select(*columns).where(deliveries.c.outbox_id == row).order_by(deliveries.c.part)
    with store.reading() as conn:
        return [tuple(one) for one in conn.execute(query)]


def to_erase(store: Store) -> list[Any]:
    with store.reading() as conn:
        return list(conn.execute(select(redactions).order_by(redactions.c.id)))
