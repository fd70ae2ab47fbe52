"""What is old is erased, in chunks; what is needed stays."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from storage import Store, imports, receipts, retention, tables
from storage.imports import Staged
from storage.receipts import NewClaim
from storage.retention import Limits, Old
from tests.turns import small
from tests.turns.small import NOW, letter

DAY = timedelta(days=1)


def take_at(store: Store, when: datetime, *texts: str, who: str = "ani") -> None:
    async def run() -> None:
        async with small.taking(store, clock=lambda: when) as turns:
            await turns.take([letter(who, text) for text in texts])

    asyncio.run(run())


def erase(connection: Connection, old: Old) -> int:
    return old.erase(connection, old.find(connection).ids)


def test_a_draft_left_for_long_is_erased_and_a_fresh_one_stays(store: Store) -> None:
    take_at(store, NOW - 15 * DAY, "halo", who="ani")
    take_at(store, NOW - 13 * DAY, "halo", who="budi")

    with store.writing() as connection:
        erased = erase(connection, retention.drafts(NOW - 14 * DAY))

    assert erased == 1
    with store.reading() as connection:
        rows = connection.execute(select(tables.conversations).order_by("person_id")).all()
    assert [row.state_sealed is None for row in rows] == [True, False]


def test_someone_whose_draft_was_erased_begins_anew(store: Store) -> None:
    take_at(store, NOW - 15 * DAY, "old words")
    with store.writing() as connection:
        erase(connection, retention.drafts(NOW - 14 * DAY))

    take_at(store, NOW, "halo")

    assert small.heard(store) == {"ani": ["halo"]}


def test_what_was_said_long_ago_is_erased_but_not_what_still_waits(store: Store) -> None:
    take_at(store, NOW - 40 * DAY, "one", "two", "boom")
    with store.writing() as connection:
        first = select(tables.outbox.c.id).order_by("id").limit(1).scalar_subquery()
        connection.execute(update(tables.outbox).where(tables.outbox.c.id == first).values(status="sent"))

    with store.writing() as connection:
        inbox = erase(connection, retention.received(NOW - 30 * DAY))
        outbox = erase(connection, retention.sent(NOW - 30 * DAY))

    with store.reading() as connection:
        raw = list(connection.scalars(select(tables.inbox.c.raw_sealed)))
        bodies = list(connection.scalars(select(tables.outbox.c.body_sealed).order_by(tables.outbox.c.id)))
    assert (inbox, outbox) == (3, 1)
    assert raw == [None] * 3
    assert [body is None for body in bodies] == [True, False, False]


def test_all_that_is_too_old_is_erased_at_once(store: Store) -> None:
    take_at(store, NOW - 100 * DAY, "one", "nominate")
    take_at(store, NOW, "two", who="budi")

    first = retention.erase_old(store, Limits(), NOW)
    second = retention.erase_old(store, Limits(), NOW)

    assert {name: count for name, count in first.items() if count} == {"drafts": 1, "received": 2}
    assert set(second.values()) == {0}


def test_the_picture_of_a_receipt_that_nobody_decides_on_is_erased_and_the_claim_stays(store: Store) -> None:
    take_at(store, NOW - 40 * DAY, "nominate")
    with store.writing() as connection:
        nomination, person = connection.execute(
            select(tables.nominations.c.id, tables.nominations.c.participant_id)
        ).one()
        for reference, claimed_at in (("old", NOW - 31 * DAY), ("new", NOW - 29 * DAY)):
            claimed = NewClaim(reference, nomination, person, "paper", "desk", "file", "image/jpeg")
            receipts.claim(connection, store.secrets, claimed, claimed_at)
        for id in connection.scalars(select(tables.receipts.c.id)).all():
            receipts.fetched(connection, store.secrets, id, b"a picture", "image/jpeg")

    erased = retention.erase_old(store, Limits(), NOW)["receipts"]

    kept = select(tables.receipts.c.status, tables.receipts.c.picture_sealed.is_not(None))
    with store.reading() as connection:
        found = [tuple(row) for row in connection.execute(kept.order_by(tables.receipts.c.id))]
    assert erased == 1
    assert found == [("waiting", False), ("waiting", True)]


def test_a_file_that_was_begun_and_never_finished_is_forgotten_and_begins_anew(store: Store) -> None:
    with store.writing() as connection:
        left = imports.begin(connection, "payments", "left", NOW - 15 * DAY)
        imports.stage(connection, store.secrets, left.id, [Staged(2, b"a NIK")])
        fresh = imports.begin(connection, "payments", "fresh", NOW - 13 * DAY)
        imports.stage(connection, store.secrets, fresh.id, [Staged(2, b"a NIK")])

        forgotten = imports.forget_abandoned(connection, NOW - 14 * DAY)

        again = imports.begin(connection, "payments", "left", NOW)
        kept = connection.scalars(select(tables.import_rows.c.import_id)).all()
    assert forgotten == 1
    assert again.status == "staging"
    assert kept == [fresh.id]


def test_it_goes_on_where_the_chunk_before_ended(store: Store) -> None:
    take_at(store, NOW - 40 * DAY, *map(str, range(7)))

    rows, chunks = 0, 0
    after: int | None = 0
    while after is not None:
        with store.writing() as connection:
            old = retention.received(NOW)
            found = old.find(connection, after, limit=3)
            rows += old.erase(connection, found.ids)
        after, chunks = found.next_id, chunks + 1

    assert (rows, chunks) == (7, 3)


def test_looking_for_what_is_old_does_not_wait_for_who_writes(store: Store) -> None:
    take_at(store, NOW, "one", "nominate")

    with store.writing():
        erased = retention.erase_old(store, Limits(), NOW)

    assert set(erased.values()) == {0}


def test_who_came_back_after_they_were_found_keeps_their_draft(store: Store) -> None:
    take_at(store, NOW - 15 * DAY, "old words")
    old = retention.drafts(NOW - 14 * DAY)
    with store.reading() as connection:
        found = old.find(connection)
    take_at(store, NOW, "halo")

    with store.writing() as connection:
        erased = old.erase(connection, found.ids)

    assert (len(found.ids), erased) == (1, 0)
    assert small.heard(store) == {"ani": ["old words", "halo"]}
