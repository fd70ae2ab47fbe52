"""What Twilio tells of messages later: kept forward only, in whatever order, and acted upon once."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from storage import Store
from storage.deliveries import FAILED, RANKS, Failed, Told, merge, named
from storage.redactions import Wanted, want
from storage.tables import deliveries, outbox
from tests.whatsapp.rows import OFFICE, START, kept, put, to_erase


def told(
    row: int, status: str, minute: int = 0, sid: str = "SM1", part: int = 0, code: int | None = None
) -> Told:
    return Told(row, part, sid, status, START + timedelta(minutes=minute), code)


def tell(store: Store, *all_told: Told) -> list[Failed]:
    with store.writing() as conn:
        return merge(conn, all_told)


STATUSES = st.sampled_from(sorted(RANKS))


class Undone(Exception):  # noqa: N818  nothing is wrong
    """Leaves the database as it was: faster than to commit."""


def test_the_end_is_the_same_whatever_the_order_the_repeats_and_the_losses(store: Store) -> None:
    row = put(store)

    @settings(max_examples=40, deadline=None)
    @given(st.lists(STATUSES, min_size=1, max_size=6), st.data())
    def holds(statuses: list[str], data: st.DataObject) -> None:
        codes = dict.fromkeys(FAILED, 63016)
        everything = [told(row, name, n, code=codes.get(name)) for n, name in enumerate(statuses)]
        shuffled = data.draw(st.permutations(everything * 2))
        cuts = sorted(data.draw(st.lists(st.integers(0, len(shuffled)), max_size=3)))
        furthest = max(statuses, key=RANKS.__getitem__)

        with suppress(Undone), store.writing() as conn:
            for start, end in zip([0, *cuts], [*cuts, len(shuffled)], strict=True):
                merge(conn, shuffled[start:end])
            [one] = conn.execute(select(deliveries))
            assert (one.provider_id, one.status) == ("SM1", furthest)
            assert one.error_code == (63016 if furthest in FAILED else None)
            assert one.at == START + timedelta(minutes=statuses.index(furthest))
            raise Undone

    holds()


def test_of_a_part_that_was_sent_twice_the_further_wins_in_either_order(store: Store) -> None:
    row = put(store)
    both = [told(row, "delivered", 1, "SM1"), told(row, "failed", 2, "SM2"), told(row, "sent", 3, "SM2")]

    for order in permutations(both):
        with suppress(Undone), store.writing() as conn:
            merge(conn, order)
            [one] = conn.execute(select(deliveries))
            assert (one.provider_id, one.status) == ("SM1", "delivered")
            raise Undone


def test_what_is_told_in_one_batch_of_many_messages_is_kept_of_each(store: Store) -> None:
    rows = [put(store) for _ in range(3)]

    tell(store, *(told(row, status) for status in ("sent", "delivered", "queued") for row in rows))

    assert [kept(store, row) for row in rows] == [[(0, "SM1", "delivered", None)]] * 3


def test_what_is_told_of_a_row_that_is_gone_stops_nothing(store: Store) -> None:
    row = put(store)

    tell(store, told(10**9, "sent"), told(row, "sent"))

    assert kept(store, row) == [(0, "SM1", "sent", None)]


def test_a_message_is_found_by_its_name_at_the_platform(store: Store) -> None:
    row = put(store)
    tell(store, told(row, "sent", part=2))

    with store.reading() as conn:
        assert named(conn, ["SM1", "SM2"]) == {"SM1": (row, 2)}


def test_a_failure_is_given_until_it_is_dealt_with(store: Store) -> None:
    row = put(store)

    first, again = tell(store, told(row, "failed", code=63016)), tell(store, told(row, "sent"))
    with store.writing() as conn:
        conn.execute(update(outbox).values(status="dead"))

    assert [(one.outbox_id, one.part, one.code) for one in first] == [(row, 0, 63016)]
    assert again == first
    assert tell(store, told(row, "failed", code=63016)) == []


@pytest.mark.parametrize("first", ["failed", "undelivered"])
def test_what_was_delivered_after_all_did_not_fail(store: Store, first: str) -> None:
    row = put(store)

    assert tell(store, told(row, first), told(row, "delivered")) == []
    assert tell(store, told(row, first)) == []


def test_a_failure_before_the_send_call_returned_is_given_when_the_sender_tells(store: Store) -> None:
    row = put(store, status="attempting", provider_id=None)

    early = tell(store, told(row, "failed", code=63024))
    with store.writing() as conn:
        conn.execute(update(outbox).values(status="sent", provider_id="SM1"))
    late = tell(store, told(row, "queued"))

    assert early == []
    assert [one.code for one in late] == [63024]


@pytest.mark.parametrize("order", [1, -1])
def test_a_message_that_failed_and_was_sent_again_is_the_new_one(store: Store, order: int) -> None:
    row = put(store)
    tell(store, told(row, "failed", 1, "SM1", code=63018))
    with store.writing() as conn:
        conn.execute(update(outbox).values(provider_id="SM2"))

    tell(store, *[told(row, "queued", 2, "SM2"), told(row, "failed", 3, "SM1", code=63018)][::order])

    assert kept(store, row) == [(0, "SM2", "queued", None)]
    assert [one.code for one in tell(store, told(row, "failed", 4, "SM2", code=63024))] == [63024]


def test_a_final_status_makes_an_erasure_due_at_once(store: Store) -> None:
    row = put(store)
    with store.writing() as conn:
        want(
            conn,
            [Wanted("whatsapp", OFFICE, sid, START + timedelta(days=1)) for sid in ("SM1", "SM2")],
        )

    tell(store, told(row, "sent"))
    before = [one.due_at for one in to_erase(store)]
    tell(store, told(row, "read", 5))
    after = [one.due_at for one in to_erase(store)]

    assert before == [START + timedelta(days=1)] * 2
    assert after == [START + timedelta(minutes=5), START + timedelta(days=1)]
