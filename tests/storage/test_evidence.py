"""The evidence of consent: whatever is done to the records, the chain tells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import Connection, delete, select, text, update

from storage import Store, evidence, people
from storage.chain import Broken
from storage.consents import NewConsent, add
from storage.people import AddressKey, NewAddress
from storage.tables import consent_chain, consents, settings

NOW = datetime(2026, 11, 22, 3, 0, 0, 123456, tzinfo=UTC)


def record(store: Store, number: int, first: int = 1) -> None:
    """So many answers of one person."""
    key = AddressKey("paper", "paper_name", b"h" * 32)
    with store.writing() as connection:
        address = NewAddress(key, "ani", "desk", "Ani", "id")
        found = people.find_or_add(connection, store.secrets, {key: address}, lambda: "PERSON-1", NOW)
        new = [
            NewConsent(
                found[key].person_id, "NOMINAT1", "consent", "agree", f"Setuju nomor {asking}?\n1. Ya",
                "id", "v1", "paper", "talk-1", asking, way="link",
            )
            for asking in range(first, first + number)
        ]  # fmt: skip
        add(connection, store.secrets, new, NOW)


def seal(store: Store, limit: int = evidence.CHUNK) -> int:
    with store.writing() as connection:
        return evidence.seal(connection, store.secrets, NOW, limit)


def problems(store: Store, head: str | None = None) -> list[str]:
    with store.reading() as connection:
        return evidence.verify(connection, store.secrets, head)


def noted(store: Store) -> str:
    with store.reading() as connection:
        return str(evidence.head(connection))


def test_what_is_sealed_verifies_and_is_sealed_once(store: Store) -> None:
    record(store, 5)

    assert [seal(store, 2) for _ in range(4)] == [2, 2, 1, 0]
    assert problems(store) == []
    assert noted(store).startswith("5:")
    assert problems(store, noted(store)) == []


def test_nothing_sealed_is_nothing_wrong(store: Store) -> None:
    assert seal(store) == 0
    assert problems(store) == []


def test_what_is_erased_still_verifies_and_can_no_longer_be_guessed(store: Store) -> None:
    record(store, 3)
    with store.writing() as connection:
        evidence.erase(connection, store.secrets, [1])
    seal(store)
    with store.writing() as connection:
        evidence.erase(connection, store.secrets, [2])

    assert problems(store) == []
    with store.reading() as connection:
        rows = connection.execute(select(consents).order_by(consents.c.id)).all()
    assert [row.words_sealed is None for row in rows] == [True, True, False]
    assert [row.salt is None for row in rows] == [True, True, False]


def test_records_of_a_release_without_commitments_are_sealed_too(store: Store) -> None:
    record(store, 3)
    with store.writing() as connection:
        connection.execute(update(consents).values(salt=None, commitment=None))
        evidence.erase(connection, store.secrets, [2])
    seal(store)

    assert problems(store) == []
    with store.reading() as connection:
        rows = connection.execute(select(consents).order_by(consents.c.id)).all()
    assert [row.salt is None for row in rows] == [False, True, False]


def change_choice(connection: Connection) -> None:
    connection.execute(update(consents).where(consents.c.id == 3).values(choice="decline"))


def change_time(connection: Connection) -> None:
    later = NOW + timedelta(microseconds=1)
    connection.execute(update(consents).where(consents.c.id == 3).values(at=later))


def swap_words(connection: Connection) -> None:
    """Words that open, of another answer."""
    other = select(consents.c.words_sealed).where(consents.c.id == 2).scalar_subquery()
    connection.execute(update(consents).where(consents.c.id == 3).values(words_sealed=other))


def break_words(connection: Connection) -> None:
    connection.execute(update(consents).where(consents.c.id == 3).values(words_sealed=b"nothing"))


def commit_anew(connection: Connection) -> None:
    values = {"commitment": b"c" * 32}
    connection.execute(update(consents).where(consents.c.id == 3).values(values))
    connection.execute(update(consent_chain).where(consent_chain.c.consent_id == 3).values(values))


def erase_by_half(connection: Connection) -> None:
    connection.execute(update(consents).where(consents.c.id == 3).values(words_sealed=None))


def remove(connection: Connection) -> None:
    connection.execute(delete(consent_chain).where(consent_chain.c.position == 3))
    connection.execute(delete(consents).where(consents.c.id == 3))


def remove_and_close_the_gap(connection: Connection) -> None:
    remove(connection)
    for position in (4, 5):
        move = update(consent_chain).where(consent_chain.c.position == position)
        connection.execute(move.values(position=position - 1))


def swap_two(connection: Connection) -> None:
    for old, new in ((3, 30), (4, 3), (30, 4)):
        connection.execute(update(consent_chain).where(consent_chain.c.position == old).values(position=new))


def cut_the_tail(connection: Connection) -> None:
    connection.execute(delete(consent_chain).where(consent_chain.c.position > 3))
    connection.execute(delete(consents).where(consents.c.id > 3))


def cut_all(connection: Connection) -> None:
    connection.execute(delete(consent_chain))
    connection.execute(delete(consents))


def forge_the_mark(connection: Connection) -> None:
    cut_the_tail(connection)
    head = connection.scalars(select(consent_chain.c.head).where(consent_chain.c.position == 3)).one()
    mark = settings.c.name == "consents.head"
    connection.execute(update(settings).where(mark).values(value=f"3:{bytes(head).hex()}:{'0' * 64}"))


@pytest.mark.parametrize(
    "tamper",
    [
        change_choice,
        change_time,
        swap_words,
        break_words,
        commit_anew,
        erase_by_half,
        remove,
        remove_and_close_the_gap,
        swap_two,
        cut_the_tail,
        cut_all,
        forge_the_mark,
    ],
)
def test_tampering_is_found(store: Store, tamper: Callable[[Connection], None]) -> None:
    record(store, 5)
    seal(store)
    with store.writing() as connection:
        tamper(connection)

    assert problems(store)


def test_a_chain_rolled_back_with_its_mark_is_found_by_the_head_that_was_noted(store: Store) -> None:
    record(store, 3)
    seal(store)
    with store.reading() as connection:
        old = connection.scalars(select(settings.c.value).where(settings.c.name == "consents.head")).one()
    record(store, 2, first=4)
    seal(store)
    head = noted(store)
    with store.writing() as connection:
        cut_the_tail(connection)
        mark = settings.c.name == "consents.head"
        connection.execute(update(settings).where(mark).values(value=old))

    assert problems(store) == []
    assert problems(store, head) == ["the chain ends at 3, before the head that was noted down"]


def test_another_history_is_found_by_the_head_that_was_noted(store: Store) -> None:
    record(store, 3)
    seal(store)
    position, _, hash = noted(store).partition(":")

    assert problems(store, f"{position}:{hash[::-1]}")
    with pytest.raises(ValueError, match="is not a head"):
        problems(store, "3")


def test_nothing_is_sealed_onto_a_chain_that_was_cut(store: Store) -> None:
    record(store, 5)
    seal(store)
    with store.writing() as connection:
        cut_the_tail(connection)
    record(store, 1, first=9)

    with pytest.raises(Broken, match="sertakan check"):
        seal(store)


def test_an_answer_that_committed_late_is_sealed_after_its_successors(store: Store) -> None:
    record(store, 2)
    with store.writing() as connection:
        connection.execute(update(consents).where(consents.c.id == 2).values(id=7))
    seal(store)
    record(store, 1, first=9) if store.is_sqlite else _record_with_id(store, 3)
    seal(store)

    assert problems(store) == []


def _record_with_id(store: Store, id: int) -> None:
    with store.writing() as connection:
        connection.execute(text("SELECT setval('consents_id_seq', :id, false)"), {"id": id})
    record(store, 1, first=9)


def test_two_that_seal_at_once_make_one_chain(store: Store) -> None:
    record(store, 40)

    def work() -> None:
        for _ in range(5):
            seal(store, 4)

    threads = [Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems(store) == []
    assert noted(store).startswith("40:")
