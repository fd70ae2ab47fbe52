"""People with covers and addresses, as broadcasts meet them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import insert, select, update

from flows.rules.calendar import add_months, due_date, month_of
from storage import Store, nominations
from storage.audience import Day, condition
from storage.filters import read_filter
from storage.nominations import NewNomination
from storage.people import address_hash
from storage.tables import addresses, contribution_months, people
from storage.tables import nominations as nominations_table

NOW = datetime(2026, 12, 1, 3, tzinfo=UTC)


def day_of(today: date, inactive_after: int = 3) -> Day:
    month = month_of(today)
    due = {one: due_date(one) for one in (add_months(month, n) for n in range(6))}
    return Day(NOW, month, today, due, inactive_after)


TODAY = day_of(date(2026, 12, 1))


@dataclass
class Town:
    """Made one by one; people are called by their ids."""

    store: Store
    numbers: Any = field(default_factory=lambda: count(1))

    def person(
        self, channel: str | None = "telegram", *, wrote_at: datetime | None = NOW, **columns: Any
    ) -> int:
        """Someone new, with an address on this channel."""
        number = next(self.numbers)
        row = {"reference": f"P{number}", "lang": "id", "created_at": NOW, **columns}
        if name := row.pop("name", None):
            row["name_sealed"] = self.store.secrets.seal_text(name)
        with self.store.writing() as conn:
            person = conn.execute(insert(people).values(row).returning(people.c.id)).scalar_one()
        if channel is not None:
            self.address(person, channel, wrote_at=wrote_at)
        return int(person)

    def address(self, person: int, channel: str, *, wrote_at: datetime | None = NOW) -> int:
        value = f"chat-{next(self.numbers)}"
        row = {
            "person_id": person,
            "channel": channel,
            "account": "office",
            "kind": f"{channel}_id",
            "value_hash": address_hash(self.store.secrets, f"{channel}_id", value),
            "value_sealed": self.store.secrets.seal_text(value),
            "wrote_at": wrote_at,
            "created_at": NOW,
        }
        with self.store.writing() as conn:
            return int(conn.execute(insert(addresses).values(row).returning(addresses.c.id)).scalar_one())

    def cover(self, participant: int, *months: str, worker: int | None = None, **columns: Any) -> str:
        """A registered worker of theirs, with these months paid; its reference."""
        number = next(self.numbers)
        new = NewNomination(
            reference=f"N{number}", participant_id=participant, nik=f"6271{number:012d}",
            name=f"Pekerja {number}", birth_date=date(1990, 7, 1), phone=None, job="household",
            job_words=None, sector=columns.pop("sector", "other"), workplace=columns.pop("workplace", "6271"),
            income=1_000_000, programmes=frozenset({"jkk", "jkm"}), months=1, first_month="2026-12",
            amount=8_400, tariff_version="test",
        )  # fmt: skip
        with self.store.writing() as conn:
            nominations.add(conn, self.store.secrets, [new], columns.pop("at", NOW))
            theirs = update(nominations_table).where(nominations_table.c.reference == new.reference)
            conn.execute(theirs.values({"status": "registered", "worker_id": worker, **columns}))
            query = select(nominations_table.c.id).where(nominations_table.c.reference == new.reference)
            nomination = conn.execute(query).scalar_one()
            rows = [
                {
                    "nomination_id": nomination,
                    "month": month,
                    "amount": 8_400,
                    "tariff_version": "test",
                    "payment_reference": "P",
                    "paid_on": NOW.date(),
                }
                for month in months
            ]
            if rows:
                conn.execute(insert(contribution_months), rows)
        return new.reference

    def meant_by(self, text: str, day: Day = TODAY) -> list[int]:
        """Whom a filter means."""
        with self.store.reading() as conn:
            where = condition(read_filter(text), day)
            return list(conn.scalars(select(people.c.id).where(where).order_by(people.c.id)))

    def change(self, person: int, **columns: Any) -> None:
        with self.store.writing() as conn:
            conn.execute(update(people).where(people.c.id == person).values(columns))


def paid(first: str, number: int) -> Sequence[str]:
    """So many months from this one on."""
    return [add_months(first, n) for n in range(number)]
