"""What is noted of those who write: when they did, in which order, and what their platform keeps of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Row, select, update

from bot.arrivals import in_order
from bot.channels import Inbound, Outbound, Receipt
from bot.turns import Turns
from bot.writer import Writer
from flows.types import Event, Facts, Need, Reached, SetReachable, State, Turn
from storage import Store, tables, turns
from storage.turns import Outgoing
from tests.turns import small
from tests.turns.small import NIK, NOW, letter


class Windowed(small.Paper):
    """As WhatsApp: a text is taken for a day after someone wrote, and what was sent can be erased there."""

    window = timedelta(days=1)

    async def find(self, message: Outbound, since: datetime) -> Receipt | None:
        return None

    async def redact(self, provider_id: str, *, has_media: bool) -> None:
        return None


def take(store: Store, *inbounds: Inbound, now: datetime = NOW, channel: small.Paper | None = None) -> None:
    async def run() -> None:
        writer, paper = Writer(), channel or small.Paper()
        ids = (f"id-{id(writer)}-{number}" for number in range(99))
        taker = Turns(
            store, writer, lambda: now, lambda: next(ids), lambda: small.OFFICE, "id", {paper.name: paper},
            respond=respond,
        )  # fmt: skip
        await taker.take(inbounds)
        await taker.close()
        await writer.close()

    asyncio.run(run())


def respond(state: State | None, event: Event, facts: Facts) -> Turn | Need:
    """As the small conversation, which knows nothing of those who block us."""
    if isinstance(event, Reached):
        return Turn(state, effects=(SetReachable(event.reachable),))
    return small.respond(state, event, facts)


def address(store: Store) -> Row[Any]:
    with store.reading() as connection:
        return connection.execute(select(tables.addresses)).one()


def wrote_at(store: Store) -> datetime | None:
    with store.reading() as connection:
        return connection.scalar(select(tables.addresses.c.wrote_at))


def test_when_someone_wrote_is_kept_and_the_newest_time_stands(store: Store) -> None:
    take(store, letter("ana", "one"))
    assert wrote_at(store) == NOW

    take(store, letter("ana", "two"), now=NOW + timedelta(hours=1))
    take(store, replace(letter("ana", "late"), sent_at=NOW), now=NOW + timedelta(hours=2))

    assert wrote_at(store) == NOW + timedelta(hours=1)


def test_what_was_sent_long_before_it_came_opens_no_window_from_now(store: Store) -> None:
    long_ago, ahead = NOW - timedelta(hours=30), NOW + timedelta(hours=1)
    take(store, replace(letter("ana", "one"), sent_at=long_ago))
    assert wrote_at(store) == long_ago

    take(store, replace(letter("ana", "two"), sent_at=ahead), letter("ana", "three"))
    assert wrote_at(store) == NOW


def test_who_writes_takes_messages_again_and_who_blocks_us_has_not_written(store: Store) -> None:
    take(store, letter("ana", "one"))
    marked = {"unreachable_at": NOW, "suspected_at": NOW, "suspected_as": "gone"}
    with store.writing() as connection:
        connection.execute(update(tables.addresses).values(marked))

    later = NOW + timedelta(minutes=1)
    take(store, letter("ana", "two"), now=later)
    row = address(store)
    assert (row.unreachable_at, row.suspected_at, row.suspected_as) == (None, None, None)

    blocked = replace(letter("ana", "gone"), event=Reached("event-b", False))
    take(store, blocked, now=later + timedelta(minutes=1))
    row = address(store)
    assert (row.wrote_at, row.unreachable_at) == (later, later + timedelta(minutes=1))


def withheld(store: Store, because: str) -> None:
    with store.writing() as connection:
        person = connection.scalar(select(tables.people.c.id))
        assert person is not None
        outgoing = Outgoing(f"notice:{because}", person, None, None, None, b"{}", priority=1)
        turns.add_outgoing(connection, store.secrets, [outgoing], NOW)
        held = update(tables.outbox).where(tables.outbox.c.key == outgoing.key)
        connection.execute(held.values(status="withheld", withheld_because=because, channel="paper"))


def test_what_waited_for_them_to_write_goes_out_when_they_write(store: Store) -> None:
    take(store, letter("ana", "one"), channel=Windowed())
    for because in ("no_template", "opted_out"):
        withheld(store, because)

    take(store, letter("ana", "two"), channel=Windowed())

    query = select(tables.outbox.c.key, tables.outbox.c.status, tables.outbox.c.channel)
    with store.reading() as connection:
        rows = connection.execute(query.where(tables.outbox.c.priority == 1)).all()
    assert set(rows) == {("notice:no_template", "waiting", None), ("notice:opted_out", "withheld", "paper")}


def test_where_there_is_no_window_nothing_is_released_by_writing(store: Store) -> None:
    take(store, letter("ana", "one"))
    withheld(store, "no_template")

    take(store, letter("ana", "two"))

    with store.reading() as connection:
        assert "withheld" in connection.scalars(select(tables.outbox.c.status)).all()


def test_what_holds_a_number_or_a_file_is_erased_at_the_platform(store: Store) -> None:
    letters = [letter("ana", "hello", "L1"), letter("ana", f"my nik is {NIK}", "L2")]
    take(store, *letters, replace(letter("ana", "see", "L3"), has_media=True), channel=Windowed())
    take(store, *letters, channel=Windowed())

    with store.reading() as connection:
        rows = connection.execute(select(tables.redactions).order_by(tables.redactions.c.provider_id)).all()
    wanted = [(row.provider_id, row.has_media, row.due_at) for row in rows]
    assert wanted == [("L2", False, NOW), ("L3", True, NOW + turns.FETCHED_WITHIN)]


def test_a_platform_that_erases_nothing_is_not_asked_to(store: Store) -> None:
    take(store, letter("ana", f"my nik is {NIK}"))

    with store.reading() as connection:
        assert connection.execute(select(tables.redactions)).all() == []


def sent(who_and_sequence: Sequence[tuple[str, int | None]]) -> list[Inbound]:
    return [
        replace(letter(who, f"text {place}"), sequence=sequence)
        for place, (who, sequence) in enumerate(who_and_sequence)
    ]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.one_of(st.none(), st.integers(1, 9))), max_size=12))
def test_a_burst_is_taken_in_the_order_its_platform_tells(given: list[tuple[str, int | None]]) -> None:
    inbounds = sent(given)
    ordered = in_order(inbounds)

    assert sorted(map(id, ordered)) == sorted(map(id, inbounds))
    assert [one.address for one in ordered] == [one.address for one in inbounds]
    for before, after in zip(inbounds, ordered, strict=True):
        assert before.sequence is not None or after is before
    for who in "ab":
        theirs = [one for one in ordered if one.address == who and one.sequence is not None]
        assert theirs == sorted(theirs, key=lambda one: one.sequence or 0)


def test_a_burst_in_one_call_is_heard_in_that_order(store: Store) -> None:
    take(store, *sent([("ana", 3), ("ana", 1), ("ana", 2)]))

    assert small.heard(store) == {"ana": ["text 1", "text 2", "text 0"]}
