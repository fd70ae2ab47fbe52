"""Invented workers as their participants see them, for conversations about who is there already."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from flows.rules.tariff import quote
from flows.types import Bill, Nomination, OwnNominations
from tests.flows.stage import Stage


def worker(**changes: Any) -> Nomination:
    """Siti, a registered household assistant in the first band; nothing paid yet."""
    siti: dict[str, Any] = {
        "reference": "AAAAAAA1",
        "name": "Siti Aminah",
        "nik_masked": "3273••••••••0017",
        "status": "registered",
        "income": 1_000_000,
        "sector": "other",
        "programmes": frozenset({"jkk", "jkm"}),
        "months": 3,
        "nominated_at": datetime(2026, 11, 20, 3, 0, tzinfo=UTC),
        "job": "household",
        "phone": "+6281234567890",
        "payer": "Rina",
        "has_worker": True,
    }
    return Nomination(**(siti | changes))


def billed(n: Nomination, first_month: str, months: int, **changes: Any) -> Bill:
    """The open bill of so many months in a row, as they are priced."""
    quoted = quote(n.income, n.sector, n.programmes, first_month, months)
    items = tuple((price.month, price.total) for price in quoted.months)
    return Bill(**({"reference": "BBBBBBB1", "items": items, "tariff_version": "2026-11-22"} | changes))


def stage_of(*workers: Nomination, **changes: Any) -> Stage:
    """A participant of these workers."""
    stage = Stage(**changes)
    stage.facts[OwnNominations()] = workers
    return stage


def _of(*workers: Nomination, **changes: Any) -> dict[str, Any]:
    return {"facts": {OwnNominations(): workers}, **changes}


_BUDI = worker(
    reference="AAAAAAA2",
    name="Budi Santoso",
    nik_masked="6202••••••••0009",
    job="motorcycle",
    sector="transport",
    paid=("2026-10", "2026-11"),
    last_paid=8_400,
    participant_number="12345678901",
)
_BILL = billed(worker(), "2026-12", 1, code="8001234567", expires_on=date(2026, 12, 10))

WORLDS: dict[str, dict[str, Any]] = {
    "registered": _of(worker()),
    "paid": _of(worker(paid=("2026-10", "2026-11"), last_paid=8_400, participant_number="12345678901")),
    "billed": _of(worker(bill=_BILL)),
    "billed with some left over": _of(worker(bill=_BILL, credit=1_600)),
    "two months late": _of(worker(paid=("2026-08", "2026-09"), last_paid=8_400)),
    "a receipt waits": _of(worker(bill=_BILL, receipt_waits=True)),
    "worker invited": _of(worker(status="invited", has_worker=False)),
    "three workers": _of(
        worker(bill=_BILL),
        _BUDI,
        worker(reference="AAAAAAA3", name="Joko Susilo", status="invited", has_worker=False),
    ),
}
"""participants and their workers, by the name under which a transcript begins with them"""
