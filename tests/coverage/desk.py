"""An office's desk: covers in whatever state a test needs them, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.coverage import settlements
from bot.coverage.settlements import Payment, Verdict
from flows.render import render
from flows.stored import load_message
from flows.types import Office
from storage import Store, bills, nominations, registrations, tables
from storage.bills import Items, NewBill
from storage.nominations import NewNomination, NominationRow

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
OFFICE = Office(name="Kantor Uji", area="6271", contact="0536-000000", hours="08.00-15.00")
NIK = "6271014107900{:03}"


@dataclass(frozen=True)
class Desk:
    """Everything in one store; `now` is when all of it happens."""

    store: Store
    now: datetime = NOW

    def person(self, name: str) -> int:
        values = {
            "reference": name.upper(),
            "lang": "id",
            "name_sealed": self.store.secrets.seal_text(name),
            "created_at": self.now,
        }
        with self.store.writing() as conn:
            query = insert(tables.people).values(values).returning(tables.people.c.id)
            return int(conn.execute(query).scalar_one())

    def nominated(self, number: int = 1, *, status: str = "consented", **changes: Any) -> int:
        """The id of nomination N<number>, with a participant and a worker of its own."""
        reference = f"N{number}"
        new = NewNomination(
            reference=reference, participant_id=self.person(f"Peserta {number}"), nik=NIK.format(number),
            name=f"Sariati {number}", birth_date=date(1990, 7, 1), phone="+6281234500099", job="household",
            job_words=None, sector="other", workplace="6271", income=1_000_000,
            programmes=frozenset({"jkk", "jkm"}), months=3, first_month="2026-12", amount=42_000,
            tariff_version="test",
        )  # fmt: skip
        worker = self.person(f"Pekerja {number}")
        with self.store.writing() as conn:
            nominations.add(conn, self.store.secrets, [new], self.now)
            mine = update(tables.nominations).where(tables.nominations.c.reference == reference)
            values = {
                "status": status,
                "worker_id": worker,
                "way": "link",
                "consented_at": self.now,
            } | changes
            conn.execute(mine.values(values))
            return int(
                conn.execute(select(tables.nominations.c.id).filter_by(reference=reference)).scalar_one()
            )

    def registered(
        self,
        number: int = 1,
        items: Items = (("2026-12", 8_400),),
        code: str | None = "KODE1",
        participant_number: str | None = "12345678901",
        **changes: Any,
    ) -> int:
        """A registered nomination with an open bill."""
        id = self.nominated(number, **changes)
        with self.store.writing() as conn:
            accepted = {id: (f"N{number}", participant_number)}
            registrations.register(conn, self.store.secrets, accepted, self.now)
            if items:
                bills.make(conn, [NewBill(id, f"B{number}", items, "test", code)], self.now)
        return id

    def pay(self, *payments: Payment) -> list[Verdict]:
        with self.store.writing() as conn:
            return settlements.settle(conn, self.store.secrets, payments, OFFICE, self.now)

    def row(self, id: int) -> NominationRow:
        with self.store.reading() as conn:
            return nominations.by_ids(conn, self.store.secrets, [id])[id]

    def change(self, id: int, **values: Any) -> None:
        with self.store.writing() as conn:
            conn.execute(update(tables.nominations).where(tables.nominations.c.id == id).values(values))

    def rows(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """These columns of all rows, in the order they were made."""
        found = tables.Row.metadata.tables[table]
        with self.store.reading() as conn:
            query = select(*(found.c[column] for column in columns)).order_by(*found.primary_key)
            return [tuple(row) for row in conn.execute(query)]

    def told(self, key: str) -> str:
        """The text of the message with this key, in Indonesian."""
        with self.store.reading() as conn:
            query = select(tables.outbox.c.body_sealed).where(tables.outbox.c.key == key)
            message = load_message(self.store.secrets.open(conn.execute(query).scalar_one()))
        return render(message.says, message.asked, "id").text


def paid(
    payment_id: str, amount: int, on: str = "2026-11-23", code: str | None = "KODE1", nik: str | None = None
) -> Payment:
    return Payment(payment_id, amount, datetime.fromisoformat(f"{on}T10:00:00+07:00"), code, nik)


def months(verdicts: Sequence[Verdict]) -> list[tuple[str, tuple[str, ...], int]]:
    return [(one.verdict, one.months, one.credit) for one in verdicts]


def count(connection: Connection, table: str) -> int:
    return len(connection.execute(select(tables.Row.metadata.tables[table])).all())
