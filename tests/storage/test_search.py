"""People are found by what identifies them or how their name begins; and paged, whoever is wanted."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

import pytest
from sqlalchemy import select, update

from storage import Store, people, search, timeline
from storage.people import AddressKey, NewAddress, address_hash
from storage.search import Role
from storage.tables import nominations
from storage.tables import people as people_table
from tests.coverage.desk import NIK, Desk, paid

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
NAMES = ("Ratna Wulandari", "Rahmat Hidayat", "Siti Aminah", "ra", "O'Brien 🙂", "")


@pytest.fixture
def desk(store: Store) -> Desk:
    numbers = count(1)
    wanted = {}
    for place, name in enumerate(NAMES):
        value = f"+62811000000{place}"
        key = AddressKey("whatsapp", "phone", address_hash(store.secrets, "phone", value))
        wanted[key] = NewAddress(key, value, "office", name, "id")
    with store.writing() as connection:
        for key, address in wanted.items():
            people.find_or_add(connection, store.secrets, {key: address}, lambda: f"P{next(numbers)}", NOW)
    return Desk(store)


def named(desk: Desk, text: str) -> list[str]:
    with desk.store.reading() as connection:
        return [one.name for one in search.people_by_name(connection, desk.store.secrets, text, 10)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ratna", ["Ratna Wulandari"]),
        ("RATNA W", ["Ratna Wulandari"]),
        ("ra", ["ra", "Rahmat Hidayat", "Ratna Wulandari"]),
        ("rat", ["Ratna Wulandari"]),
        ("obr", ["O'Brien 🙂"]),
        ("wulandari", []),
        ("r%", ["ra", "Rahmat Hidayat", "Ratna Wulandari"]),
        ("zz", []),
    ],
)
def test_by_how_a_name_begins(desk: Desk, text: str, found: list[str]) -> None:
    assert named(desk, text) == found


def test_by_a_number_they_write_from_or_shared(desk: Desk) -> None:
    with desk.store.writing() as connection:
        secrets = desk.store.secrets
        people.add_numbers(connection, secrets, [(2, "+628110000000")], NOW)

        found = search.people_by_phone(connection, secrets, "+628110000000")

    assert {one.id for one in found} == {1, 2}
    assert all(one.phone_last4 for one in found)


def test_a_worker_is_found_by_nik_its_end_phone_reference_and_name(desk: Desk) -> None:
    desk.nominated(21)
    with desk.store.reading() as connection:
        secrets = desk.store.secrets
        ways = [
            search.workers_by(connection, secrets, nik=NIK.format("021")),
            search.workers_by(connection, secrets, last4="0021"),
            search.workers_by(connection, secrets, phone="+6281234500099"),
            search.workers_by(connection, secrets, reference="N21"),
            search.workers_by_name(connection, secrets, "sariati", 10),
        ]

    assert [[one.reference for one in found] for found in ways] == [["N21"]] * 5


def everyone(desk: Desk, role: Role, *, oldest: bool = False) -> list[int]:
    found: list[int] = []
    after = None
    with desk.store.reading() as connection:
        for _ in range(30):
            lines, after = search.newest(connection, desk.store.secrets, role, after, 2, oldest=oldest)
            found += [one.id for one in lines]
            if after is None:
                return found
    raise AssertionError("it never ends")


@pytest.mark.parametrize("window", [1, 3, 20_000])
@pytest.mark.parametrize("oldest", [True, False])
def test_every_page_together_is_everyone_wanted_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, window: int, oldest: bool
) -> None:
    monkeypatch.setattr(search, "WINDOW", window)
    for number in (1, 2, 3):
        desk.nominated(number)
    with desk.store.reading() as connection:
        ids = list(connection.scalars(select(people_table.c.id)))
        participants = list(connection.scalars(select(nominations.c.participant_id)))
        workers = list(connection.scalars(select(nominations.c.worker_id)))

    for role, wanted in (("", ids), ("participant", participants), ("worker", workers), ("opted_out", [])):
        assert everyone(desk, role, oldest=oldest) == sorted(wanted, reverse=not oldest)  # type: ignore[arg-type]


def test_who_came_before_names_could_be_searched_is_found_after_all(desk: Desk) -> None:
    with desk.store.writing() as connection:
        connection.execute(update(people_table).values(name_start=None))
    assert named(desk, "ratna") == []

    last: int | None = 0
    while last is not None:
        with desk.store.writing() as connection:
            last = people.fill_name_starts(connection, desk.store.secrets, last, limit=2)

    assert named(desk, "ratna") == ["Ratna Wulandari"]


def test_a_line_tells_what_someone_is_here(desk: Desk) -> None:
    id = desk.registered(4)
    desk.pay(paid("P1", 8_400))
    with desk.store.reading() as connection:
        participant = desk.row(id).participant_id
        (line,) = search.people_of(connection, desk.store.secrets, [participant])
        (worker,) = search.workers_of(connection, desk.store.secrets, [id])

    assert (line.nominated, line.covers, line.name) == (1, 0, "Peserta 4")
    assert (worker.status, worker.paid_through, worker.participant) == ("registered", "2026-12", "PESERTA 4")


def test_a_timeline_has_what_happened_newest_first(desk: Desk) -> None:
    id = desk.registered(5)
    desk.pay(paid("P1", 8_400))
    with desk.store.reading() as connection:
        moments = timeline.of_nomination(connection, desk.store.secrets, id, "N5")
        of_payer = timeline.of_person(connection, desk.store.secrets, desk.row(id).participant_id)

    assert {(one.what, one.about) for one in moments} == {
        ("nominated", "N5"),
        ("bill", "N5"),
        ("payment", "N5"),
    }
    assert [one.at for one in moments] == sorted((one.at for one in moments), reverse=True)
    assert {one.what for one in of_payer} == {"nominated", "bill", "payment", "out"}
    (payment,) = (one for one in moments if one.what == "payment")
    assert (payment.state, payment.amount, payment.values["months"]) == ("settled", 8_400, "2026-12")
