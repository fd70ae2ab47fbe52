"""Admitting, taking and saving as the database does it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection, event, func, select, text
from sqlalchemy.exc import IntegrityError

from storage import Store, coverage, nominations, people, tables
from storage.coverage import PaidMonth
from storage.nominations import NewNomination
from storage.turns import Arrival, Batch, ConversationRow, Outgoing, Stale, admit, save, take

NOW = datetime(2026, 11, 22, 3, 0, 0, 123456, tzinfo=UTC)
ACCOUNTS = [("paper", "desk")]


def arrival(number: int, who: str = "ani") -> Arrival:
    return Arrival(
        "paper", "desk", str(number), "paper_name", who, who.title(), "id", f"raw {number}".encode(), NOW
    )


def admitted(connection: Connection, store: Store, *arrivals: Arrival) -> Batch:
    names = iter(f"P{arrivals[0].provider_id}-{number}" for number in range(100))
    rows = admit(connection, store.secrets, arrivals, names.__next__)
    return take(connection, ACCOUNTS, admitted=[row for row in rows if row])


def saved(connection: Connection, store: Store, batch: Batch, version: int | None = None) -> None:
    save(
        connection,
        store.secrets,
        conversations=[
            ConversationRow(
                row.person_id, row.version if version is None else version, "small", "more", b"state"
            )
            for row in batch.people.values()
        ],
        outgoing=[
            Outgoing(
                f"reply:{one.inbox_id}", one.person_id, one.address_id, one.channel, one.account, b"body"
            )
            for one in batch.waiting
        ],
        done=[one.inbox_id for one in batch.waiting],
        now=NOW,
    )


def test_what_is_saved_is_loaded_the_next_time(store: Store) -> None:
    with store.writing() as connection:
        saved(connection, store, admitted(connection, store, arrival(1)))

    with store.writing() as connection:
        batch = admitted(connection, store, arrival(2))

    (person,) = batch.people.values()
    assert (person.version, person.lang) == (1, "id")
    sealed = (person.state_sealed, person.name_sealed, batch.waiting[0].raw_sealed)
    assert [store.secrets.open(value) for value in sealed if value] == [b"state", b"Ani", b"raw 2"]
    assert not batch.left


def test_times_come_back_as_they_were_given(store: Store) -> None:
    with store.writing() as connection:
        admitted(connection, store, arrival(1))

    with store.reading() as connection:
        assert connection.execute(select(tables.inbox.c.received_at)).scalar_one() == NOW


def test_a_copy_in_the_same_call_is_seen(store: Store) -> None:
    with store.writing() as connection:
        rows = admit(connection, store.secrets, [arrival(1), arrival(1), arrival(2)], iter("ABC").__next__)

    assert [row is None for row in rows] == [False, True, False]


def test_a_new_person_with_several_events_is_one_person(store: Store) -> None:
    with store.writing() as connection:
        batch = admitted(connection, store, arrival(1), arrival(2), arrival(3, "budi"))

    assert [one.person_id == batch.waiting[0].person_id for one in batch.waiting] == [True, True, False]
    with store.reading() as connection:
        assert len(connection.execute(select(tables.people.c.id)).all()) == 2


def test_a_stale_writer_cannot_commit(store: Store) -> None:
    with store.writing() as connection:
        saved(connection, store, admitted(connection, store, arrival(1)))

    with pytest.raises(Stale), store.writing() as connection:
        saved(connection, store, admitted(connection, store, arrival(2)), version=0)

    with store.reading() as connection:
        assert connection.execute(select(tables.inbox.c.status)).scalars().all() == ["done"]


def test_an_event_marked_by_someone_else_is_not_marked_again(store: Store) -> None:
    with store.writing() as connection:
        batch = admitted(connection, store, arrival(1))
        saved(connection, store, batch)

    with pytest.raises(Stale), store.writing() as connection:
        save(
            connection, store.secrets, conversations=[], outgoing=[],
            done=[batch.waiting[0].inbox_id], now=NOW,
        )  # fmt: skip


def test_a_person_held_by_one_transaction_is_not_taken_by_another(store: Store) -> None:
    if store.is_sqlite:
        pytest.skip("SQLite has one writer: nobody is held elsewhere")
    with store.writing() as connection:
        saved(connection, store, admitted(connection, store, arrival(1), arrival(2, "budi")))

    with store.writing() as first, store.writing() as second:
        mine = admitted(first, store, arrival(3))
        theirs = admitted(second, store, arrival(4), arrival(5, "budi"))
        assert [one.provider_id for one in mine.waiting] == ["3"]
        assert [one.provider_id for one in theirs.waiting] == ["5"]
        assert theirs.left
        saved(second, store, theirs)
        saved(first, store, mine)

    with store.writing() as connection:
        rest = take(connection, ACCOUNTS)
    assert [one.provider_id for one in rest.waiting] == ["4"]


def test_a_message_with_a_known_key_is_not_sent_again(store: Store) -> None:
    with store.writing() as connection:
        batch = admitted(connection, store, arrival(1))
        saved(connection, store, batch)
        save(
            connection, store.secrets, conversations=[], done=[], now=NOW,
            outgoing=[Outgoing("reply:1", batch.waiting[0].person_id, 1, "paper", "desk", b"again")],
        )  # fmt: skip

    with store.reading() as connection:
        assert len(connection.execute(select(tables.outbox.c.id)).all()) == 1


def nomination(person: int, reference: str, nik: str) -> NewNomination:
    return NewNomination(
        reference=reference,
        participant_id=person,
        nik=nik,
        name="Sariati",
        birth_date=date(1990, 7, 1),
        phone=None,
        job="vendor",
        job_words=None,
        sector="other",
        workplace="620200",
        income=1_000_000,
        programmes=frozenset({"jkm", "jkk"}),
        months=1,
        first_month="2026-12",
        amount=16_800,
        tariff_version="test",
    )


def test_nominations_come_back_oldest_first_with_their_paid_months(store: Store) -> None:
    with store.writing() as connection:
        (person,) = admitted(connection, store, arrival(1)).people
        new = [nomination(person, "N1", "6202014107900003"), nomination(person, "N2", "6202014107900004")]
        nominations.add(connection, store.secrets, new, NOW)
        paid = [
            PaidMonth("N1", month, 16_800, "test", "pay", date(2026, 12, 1))
            for month in ("2027-01", "2026-12")
        ]
        assert coverage.append(connection, paid) == paid
        assert coverage.append(connection, paid) == []

    with store.reading() as connection:
        first, second = nominations.live_of(connection, store.secrets, [person])[person]
        by_nik = nominations.live_of_nik(connection, store.secrets, [(person, first.nik), (person, "0" * 16)])
        ledger = coverage.ledger(connection, "N1")

    assert (first.reference, first.paid) == ("N1", ("2026-12", "2027-01"))
    assert (second.reference, second.paid) == ("N2", ())
    assert first.programmes == {"jkk", "jkm"}
    assert first.nominated_at == NOW
    assert by_nik == {(person, first.nik): first}
    assert ledger == [paid[1], paid[0]]


def test_a_number_is_own_only_to_who_shared_it(store: Store) -> None:
    with store.writing() as connection:
        ani, budi = sorted(admitted(connection, store, arrival(1), arrival(2, "budi")).people)
        people.add_numbers(connection, store.secrets, [(ani, "+6281234500099")], NOW)
        asked = [(ani, "+6281234500099"), (budi, "+6281234500099"), (ani, "+6281234500098")]

        assert people.own_numbers(connection, store.secrets, asked) == {asked[0]}


def test_a_number_that_two_people_share_is_own_to_both(store: Store) -> None:
    """A couple with one phone."""
    with store.writing() as connection:
        ani, budi = sorted(admitted(connection, store, arrival(1), arrival(2, "budi")).people)
        shared = [(ani, "+6281234500099"), (budi, "+6281234500099")]
        people.add_numbers(connection, store.secrets, shared, NOW)
        people.add_numbers(connection, store.secrets, shared, NOW)

        assert people.own_numbers(connection, store.secrets, shared) == set(shared)
        assert connection.scalar(select(func.count()).where(tables.addresses.c.channel == "phone")) == 2


def test_an_address_is_found_by_an_index(store: Store) -> None:
    """By every message that comes in."""
    if not store.is_sqlite:
        pytest.skip("Postgres plans by what is in the table")
    seen: list[str] = []
    with store.writing() as connection:
        event.listen(connection, "before_cursor_execute", lambda *call: seen.append(call[2]))
        people.find(connection, [people.AddressKey("paper", "paper_name", b"hash")])
        (statement,) = seen
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", ("a", "b", b"c")).all()

    assert "SEARCH addresses USING INDEX" in str(plan)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE inbox SET status = 'lost'",
        "UPDATE inbox SET raw_sealed = NULL",
        "UPDATE inbox SET person_id = 999",
        "UPDATE outbox SET status = 'lost'",
        "UPDATE outbox SET priority = 3",
        "UPDATE nominations SET status = 'unheard of'",
        "UPDATE nominations SET status = 'declined'",
        "UPDATE nominations SET nik_hash = NULL",
        "UPDATE nominations SET months = 25",
    ],
)
def test_the_database_itself_refuses_what_cannot_be(store: Store, statement: str) -> None:
    with store.writing() as connection:
        batch = admitted(connection, store, arrival(1))
        save(
            connection, store.secrets, conversations=[], done=[], now=NOW,
            outgoing=[Outgoing("k", batch.waiting[0].person_id, 1, "paper", "desk", b"body")],
        )  # fmt: skip
        new = nomination(batch.waiting[0].person_id, "N1", "6202014107900003")
        nominations.add(connection, store.secrets, [new], NOW)

    with pytest.raises(IntegrityError), store.writing() as connection:
        connection.execute(text(statement))
