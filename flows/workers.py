"""The participant's own list: each worker with status, until when, and the next amount."""

from __future__ import annotations

from typing import Any

from flows.rules.calendar import is_working_day
from flows.rules.coverage import Cover, Ledger, PaidMonth
from flows.rules.tariff import quote
from flows.types import Facts, Nomination, OwnNominations, Say

SHOWN = 30
"""in one message; more are counted"""
DOTS = {
    "active": "🟢",
    "due": "🟡",
    "inactive": "⚫",
    "awaiting_payment": "⚪",
    "invited": "⚪",
    "consented": "⚪",
}


def overview(facts: Facts) -> tuple[Say, ...]:
    """All the participant's workers, oldest nomination first."""
    nominations: tuple[Nomination, ...] = facts.find(OwnNominations())
    if not nominations:
        return (Say("workers.none"),)
    lines = [_line(nomination, facts) for nomination in nominations[:SHOWN]]
    if left := len(nominations) - len(lines):
        lines.append(Say("workers.more", {"count": left}))
    return (Say("workers", {"lines": tuple(lines)}),)


def _line(nomination: Nomination, facts: Facts) -> Say:
    paid = [PaidMonth(month, 0, "", "") for month in nomination.paid]
    cover = Ledger(paid).as_of(facts.today, is_working_day)
    early = nomination.status in ("invited", "consented")
    status = nomination.status if early else cover.status
    args = _amounts(nomination, cover)
    key = "unpaid" if status.startswith("unpaid") else status
    return Say(
        "workers.line",
        {
            "dot": DOTS.get(status, "🔴"),
            "name": nomination.name,
            "nik": nomination.nik_masked,
            "status": Say(f"status.{key}", args),
        },
    )


def _amounts(nomination: Nomination, cover: Cover) -> dict[str, Any]:
    month = cover.unpaid_months[0] if cover.unpaid_months and cover.status != "inactive" else cover.next_month
    price = quote(nomination.income, nomination.sector, nomination.programmes, month, 1)
    return {
        "amount": price.total,
        "month": month,
        "until": cover.paid_through or month,
        "due_on": cover.due_on.isoformat(),
        "count": len(cover.unpaid_months),
    }
