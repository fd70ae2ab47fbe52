"""Whom a filter means, in the database: the same people on SQLite and on Postgres."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import get_args

import pytest
from sqlalchemy import insert, select

from flows.rules.calendar import add_months, is_working_day
from flows.rules.coverage import Ledger, PaidMonth, Status
from storage import Store
from storage.audience import has_status, is_due_within
from storage.filters import STATUSES
from storage.tables import nominations, staff, tags
from tests.broadcasts.town import NOW, TODAY, Town, day_of, paid


@pytest.fixture
def town(store: Store) -> Town:
    return Town(store)


def test_roles(town: Town) -> None:
    participant, worker, nobody, clerk = (town.person() for _ in range(4))
    town.cover(participant, worker=worker)
    with town.store.writing() as conn:
        conn.execute(insert(staff).values(person_id=clerk, name="Ani", role="staff", since=NOW))

    assert town.meant_by("peran:peserta") == [participant]
    assert town.meant_by("peran:pekerja") == [worker]
    assert town.meant_by("peran:petugas,peserta") == [participant, clerk]
    assert town.meant_by("belum_nominasi -peran:petugas") == [worker, nobody]
    assert town.meant_by("") == [participant, worker, nobody, clerk]


def test_where_and_how_they_are_reached(town: Town) -> None:
    telegram = town.person("telegram")
    both = town.person("telegram", wrote_at=NOW - timedelta(days=40))
    town.address(both, "whatsapp", wrote_at=NOW - timedelta(days=35))
    english = town.person("whatsapp", wrote_at=NOW - timedelta(days=3), lang="en")
    nowhere = town.person(None)

    assert town.meant_by("kanal:whatsapp") == [both, english]
    assert town.meant_by("-kanal:whatsapp") == [telegram, nowhere]
    assert town.meant_by("bahasa:en") == [english]
    assert town.meant_by("terakhir<30h") == [telegram, english]
    assert town.meant_by("terakhir>30h") == [both, nowhere]


def test_words_of_a_cover_hold_together_of_one_cover(town: Town) -> None:
    one, two = town.person(), town.person()
    town.cover(one, "2026-11", workplace="627101", sector="transport")
    town.cover(one, workplace="737101")
    town.cover(two, "2026-10", workplace="737101")

    assert town.meant_by("wilayah:62") == [one]
    assert town.meant_by("wilayah:73") == [one, two]
    assert town.meant_by("wilayah:73 status:unpaid_2") == [two]
    assert town.meant_by("wilayah:62 sektor:transport status:due") == [one]
    assert town.meant_by("wilayah:73 sektor:transport") == []
    assert town.meant_by("-status:unpaid_2") == [one]
    assert town.meant_by("jatuh_tempo<=14") == [one]
    assert town.meant_by("jatuh_tempo<=13") == []


def test_of_workers_their_own_covers_are_meant(town: Town) -> None:
    payer, worker = town.person(), town.person()
    town.cover(payer, *paid("2026-01", 9), worker=worker)

    assert town.meant_by("peran:pekerja status:unpaid_3") == [worker]
    assert town.meant_by("status:unpaid_3") == [payer]


def test_tags(town: Town) -> None:
    tagged, _ = town.person(), town.person()
    with town.store.writing() as conn:
        conn.execute(insert(tags).values(person_id=tagged, tag="contoh"))

    assert town.meant_by("tag:contoh,lain") == [tagged]


def test_every_status_has_its_word() -> None:
    assert set(STATUSES) == set(get_args(Status))


def test_a_cover_has_the_status_that_its_ledger_says(town: Town) -> None:
    """Ledgers with gaps, paid ahead, lapsed; on every kind of day; compared one by one."""
    random = Random(6)  # noqa: S311  nothing secret
    person = town.person()
    ledgers = {}
    for _ in range(150):
        months = _some_months(random)
        ledgers[town.cover(person, *months)] = [PaidMonth(month, 8400, "test", "P") for month in months]

    for _ in range(40):
        today = date(2026, 1, 1) + timedelta(days=random.randrange(730))
        inactive_after, within = random.choice((1, 2, 3, 4)), random.randrange(90)
        day = day_of(today, inactive_after)
        with town.store.reading() as conn:
            found = {
                status: set(conn.scalars(select(nominations.c.reference).where(has_status(status, day))))
                for status in STATUSES
            }
            due = set(conn.scalars(select(nominations.c.reference).where(is_due_within(within, day))))
        for reference, ledger in ledgers.items():
            cover = Ledger(ledger, inactive_after).as_of(today, is_working_day)
            told = [status for status in STATUSES if reference in found[status]]
            is_soon = today <= cover.due_on <= today + timedelta(days=within)
            assert told == [cover.status], (ledger, today, inactive_after)
            assert (reference in due) == is_soon, (ledger, today, inactive_after, within)


def _some_months(random: Random) -> list[str]:
    """Runs of months with gaps between, or none."""
    months: set[str] = set()
    for _ in range(random.randrange(4)):
        start = add_months("2026-01", random.randrange(-6, 24))
        months |= set(paid(start, random.randrange(1, 8)))
    return sorted(months)


def test_what_came_of_an_earlier_broadcast_is_asked_by_its_reference(town: Town) -> None:
    town.person()

    assert town.meant_by("ikut:NONE") == []
    assert town.meant_by("-ikut:NONE") == [1]
    assert TODAY.month == "2026-12"
