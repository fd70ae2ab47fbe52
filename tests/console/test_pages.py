"""What pages read and write beside their HTML: files, filters, figures."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.console.figures import cover_counts
from bot.console.pages.orang import find
from bot.console.tables import Column, Listing, Wanted, _csv, safe
from storage import Store, dashboard, waiting
from tests.coverage.desk import NOW, Desk, paid

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("text", ["=1+1", "+62811", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_a_file_is_a_formula(text: str) -> None:
    assert safe(text) == f"'{text}"
    assert safe(f"a{text}") == f"a{text}"


def test_a_file_has_all_pages_of_what_was_asked_for() -> None:
    asked: list[Wanted] = []

    async def read(wanted: Wanted) -> Listing[str]:
        asked.append(wanted)
        page = int(wanted.after or 0)
        return Listing([f"=row {page}", '<b>, "x"'], str(page + 1) if page < 2 else None)

    async def written() -> str:
        columns: Sequence[Column[str]] = [Column("one", "Satu", lambda row: row)]
        return "".join([part async for part in _csv(columns, read, Wanted({"role": "worker"}, "-since"))])

    rows = list(csv.reader(io.StringIO(asyncio.run(written()).removeprefix("\ufeff"))))

    assert rows[0] == ["Satu"]
    assert [row[0] for row in rows[1:3]] == ["'=row 0", '<b>, "x"']
    assert len(rows) == 7
    assert {(one.filters["role"], one.sort) for one in asked} == {("worker", "-since")}


@pytest.mark.parametrize(
    ("month", "status"),
    [
        (None, "awaiting_payment"), ("2026-11", "active"), ("2026-10", "unpaid_1"), ("2026-09", "unpaid_2"),
        ("2026-08", "unpaid_3"), ("2026-07", "inactive"),
    ],
)  # fmt: skip
def test_covers_are_counted_by_their_last_month(month: str | None, status: str) -> None:
    statuses, _ = cover_counts({month: 7}, TODAY)

    assert statuses == {status: 7}


def test_what_is_due_within_thirty_days_is_counted() -> None:
    _, soon = cover_counts({"2026-11": 3, "2027-05": 4}, TODAY)

    assert soon == 3


def test_the_dashboard_counts_each_step_in_its_week(store: Store) -> None:
    desk = Desk(store)
    desk.registered(1)
    desk.nominated(2)
    desk.pay(paid("P1", 8_400))
    edges = [NOW - timedelta(days=14), NOW - timedelta(days=7), NOW + timedelta(days=1)]
    with store.reading() as connection:
        found = dashboard.dashboard(connection, edges, NOW - timedelta(days=7))
        counts = dashboard.counts(connection)

    assert found.weeks == {
        "came": (0, 4), "nominated": (0, 2), "consented": (0, 2), "registered": (0, 1), "paid": (0, 1),
    }  # fmt: skip
    assert found.covers == {"2026-12": 1}
    assert found.nominations == {"registered": 1, "consented": 1}
    assert (counts.to_register, counts.receipts, counts.set_aside) == (1, 0, 0)


def test_an_empty_office_has_figures_too(store: Store) -> None:
    edges = [datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)]
    with store.reading() as connection:
        found = dashboard.dashboard(connection, edges, edges[0])

    assert (found.people, dict(found.covers), dict(found.sent)) == (0, {}, {})
    assert set(found.weeks.values()) == {(0,)}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("6271014107900021", ["N21"]), ("6271 0141 0790 0021", ["N21"]), ("0021", ["N21"]), ("n21", ["N21"]),
        ("0812-3450-0099", ["N21"]), ("Sariati", ["N21"]), ("6271014107900099", []), ("' OR 1=1 --", []),
        ("%", []), ("🙂", []),
    ],
)  # fmt: skip
def test_the_search_box_takes_whatever_people_have_at_hand(
    store: Store, asked: str, found: list[str]
) -> None:
    Desk(store).nominated(21)
    with store.reading() as connection:
        _, workers = find(connection, store.secrets, asked)

    assert [one.reference for one in workers] == found


def test_what_waits_at_the_counter_is_told_with_names(store: Store) -> None:
    desk = Desk(store)
    desk.nominated(2)
    desk.pay(paid("P9", 5_000, code="TYPO"))
    with store.reading() as connection:
        (doubt,) = waiting.payments_in_doubt(connection, store.secrets, 10)
        (todo,) = waiting.todos(connection, store.secrets, 10)
        registration = waiting.for_registration(connection)

    assert (doubt.payment_id, doubt.verdict, doubt.code, doubt.nomination) == (
        "P9",
        "unmatched",
        "TYPO",
        None,
    )
    assert (todo.payment_id, todo.amount) == ("P9", 5_000)
    assert (registration.waiting, registration.new) == (1, 1)
