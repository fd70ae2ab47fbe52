"""What becomes of what people send: one turn each, in order, all or nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.channels import Inbound, Received, Unread
from bot.turns import Turns
from flows.types import Event, Facts, Need, OwnNumber, State, Turn
from storage import Store, inbox, retention, tables
from storage import turns as stored_turns
from storage.inbox import Replayed
from storage.turns import Arrival
from tests.turns import small
from tests.turns.small import NIK, letter


def take(store: Store, *received: Received) -> None:
    """All in one call."""
    on(store, lambda turns: turns.take(received))


def on(store: Store, work: Callable[[Turns], Awaitable[object]]) -> None:
    async def run() -> None:
        async with small.taking(store) as turns:
            await work(turns)

    asyncio.run(run())


def leave_waiting(store: Store, *inbounds: Inbound) -> None:
    """As a crash between admission and turn leaves them."""
    arrivals = [
        Arrival(
            one.channel,
            one.account,
            one.provider_id,
            one.kind,
            one.address,
            one.name,
            "id",
            one.raw,
            small.NOW,
        )
        for one in inbounds
    ]
    with store.writing() as connection:
        stored_turns.admit(connection, store.secrets, arrivals, iter(f"P{n}" for n in range(99)).__next__)


def test_someone_new_is_answered_and_remembered(store: Store) -> None:
    take(store, letter("ani", "halo"))

    assert small.heard(store) == {"ani": ["halo"]}
    assert small.said(store) == [("heard", {"text": "halo"})]
    assert small.statuses(store) == ["done"]


def test_fifty_copies_at_once_are_one_turn(store: Store) -> None:
    copy = letter("ani", "halo", id="the same")

    on(store, lambda turns: asyncio.gather(*(turns.take([copy]) for _ in range(50))))

    assert small.heard(store) == {"ani": ["halo"]}
    assert len(small.said(store)) == 1


def test_two_accounts_may_use_the_same_number(store: Store) -> None:
    first = letter("ani", "halo", id="1")

    take(store, first, replace(first, account="other desk"))

    assert small.statuses(store) == ["done", "done"]


def test_one_persons_events_are_taken_in_order_each_after_the_one_before(store: Store) -> None:
    take(store, *(letter(who, f"{who} {number}") for number in range(9) for who in ("ani", "budi")))

    assert small.heard(store) == {who: [f"{who} {n}" for n in range(9)] for who in ("ani", "budi")}


def test_more_than_a_batch_in_one_call_is_taken(store: Store) -> None:
    take(store, *(letter("ani", str(number)) for number in range(200)))

    assert small.heard(store) == {"ani": [str(number) for number in range(200)]}


def test_calls_that_come_while_the_writer_is_busy_are_joined(store: Store) -> None:
    commits: list[None] = []

    async def run() -> None:
        async with small.taking(store, on_commit=lambda: commits.append(None)) as turns:
            await asyncio.gather(*(turns.take([letter(f"who {n}", "halo")]) for n in range(128)))

    asyncio.run(run())
    assert len(small.heard(store)) == 128
    assert len(commits) <= 4


def test_an_event_sees_what_the_one_before_it_did(store: Store) -> None:
    take(
        store,
        *(letter("ani", words) for words in ("mine?", f"of? {NIK}", "nominate", "mine?", f"of? {NIK}")),
        *(letter("ani", words) for words in ("own? +628111", "number +628111", "own? +628111")),
        *(letter("ani", words) for words in ("who?", "lang", "stop", "agree c 1", "who?")),
    )

    (none, of_none, mine, of, not_own, own, before, after) = small.told(store)
    assert (none, len(mine)) == ([], 1)
    assert (of_none, of) == (None, "6202••••••••0003")
    assert (not_own, own) == (False, True)
    assert before == ["id", "ani", False, False]
    assert after == ["en", "ani", True, True]


def test_what_an_event_did_is_there_for_a_later_batch(store: Store) -> None:
    take(
        store,
        *(letter("ani", words) for words in ("nominate", "number +628111", "lang", "stop", "agree c 1")),
    )

    take(store, *(letter("ani", words) for words in ("mine?", f"of? {NIK}", "own? +628111", "who?")))
    take(store, *(letter("budi", words) for words in ("mine?", f"of? {NIK}", "own? +628111", "who?")))

    mine, of, own, who, *of_budi = small.told(store)
    assert len(mine) == 1
    assert (of, own) == ("6202••••••••0003", True)
    assert who == ["en", "ani", True, True]
    assert of_budi == [[], None, False, ["id", "budi", False, False]]


def test_the_same_nik_twice_is_one_nomination_of_a_participant_and_one_of_another(store: Store) -> None:
    take(store, letter("ani", "nominate"), letter("ani", "nominate"), letter("budi", "nominate"))
    take(store, letter("ani", "nominate"))

    with store.reading() as connection:
        owners = list(connection.scalars(select(tables.nominations.c.participant_id)))
    assert len(owners) == len(set(owners)) == 2


def test_a_poisonous_event_is_set_aside_while_others_go_on(store: Store) -> None:
    take(
        store,
        letter("ani", "one"),
        letter("ani", "boom my secret"),
        letter("ani", "two"),
        letter("budi", "three"),
    )

    with store.reading() as connection:
        (aside,) = inbox.set_aside(connection)
    assert small.heard(store) == {"ani": ["one", "two"], "budi": ["three"]}
    assert [key for key, _ in small.said(store)].count("sorry") == 1
    assert aside.error.startswith("ValueError at ")
    assert "small.py" in aside.error
    assert "secret" not in aside.error


def test_an_event_the_database_refuses_is_set_aside_while_others_go_on(store: Store) -> None:
    take(
        store,
        letter("ani", "one"),
        letter("ani", "impossible"),
        letter("ani", "two"),
        letter("budi", "three"),
    )

    assert small.heard(store) == {"ani": ["one", "two"], "budi": ["three"]}
    assert sorted(small.statuses(store)) == ["done", "done", "done", "failed"]
    assert [key for key, _ in small.said(store)].count("sorry") == 1


def test_an_event_set_aside_can_be_taken_again(store: Store) -> None:
    mended = False

    def respond(state: State | None, event: Event, facts: Facts) -> Turn | Need:
        if not mended:
            raise ArithmeticError
        return small.respond(state, event, facts)

    async def run() -> None:
        nonlocal mended
        async with small.taking(store, respond) as turns:
            await turns.take([letter("ani", "halo")])
            mended = True
            with store.writing() as connection:
                ids = [one.inbox_id for one in inbox.set_aside(connection)]
                assert inbox.replay(connection, ids).number == 1
            await turns.catch_up()

    asyncio.run(run())
    assert small.heard(store) == {"ani": ["halo"]}
    assert [key for key, _ in small.said(store)] == ["sorry", "heard"]


def test_an_event_set_aside_is_not_taken_again_once_its_person_was_heard_since(store: Store) -> None:
    """They sent it once more, as they were asked to: the old one would answer what came after."""
    take(store, letter("ani", "boom"), letter("budi", "boom"))
    take(store, letter("ani", "halo"))

    with store.writing() as connection:
        anis, budis = (one.inbox_id for one in inbox.set_aside(connection))
        replayed = inbox.replay(connection, [anis, budis, 999])

    assert replayed == Replayed(number=1, written_since=(anis,))
    assert small.statuses(store) == ["failed", "waiting", "done"]


def test_an_event_set_aside_is_replayed_before_what_waits(store: Store) -> None:
    take(store, letter("ani", "boom"))
    leave_waiting(store, letter("ani", "later"))

    assert replay_all(store) == Replayed(1, ())
    on(store, lambda turns: turns.catch_up())

    assert small.heard(store) == {"ani": ["later"]}


def test_an_event_is_not_replayed_while_a_turn_of_its_person_is_in_hand(store: Store) -> None:
    if store.is_sqlite:
        pytest.skip("SQLite has one writer: no turn is in hand")
    take(store, letter("ani", "boom"))
    leave_waiting(store, letter("ani", "again"))

    with ThreadPoolExecutor(1) as pool:
        with store.writing() as turn:
            batch = stored_turns.take(turn, [("paper", "desk")])
            replaying = pool.submit(replay_all, store)
            time.sleep(0.3)
            done = [waiting.inbox_id for waiting in batch.waiting]
            stored_turns.save(
                turn, store.secrets, conversations=[], outgoing=[], done=done, now=small.NOW
            )  # fmt: skip
        assert replaying.result(10).number == 0


def replay_all(store: Store) -> Replayed:
    with store.writing() as connection:
        return inbox.replay(connection, [one.inbox_id for one in inbox.set_aside(connection)])


def test_an_event_given_up_does_not_come_again(store: Store) -> None:
    poison = letter("ani", "boom")
    take(store, poison)

    with store.writing() as connection:
        assert inbox.drop(connection, [one.inbox_id for one in inbox.set_aside(connection)]) == 1
    take(store, poison)

    assert small.statuses(store) == ["done"]
    assert small.heard(store) == {}


def test_a_conversation_that_never_has_enough_is_set_aside(store: Store) -> None:
    async def run() -> None:
        async with small.taking(store, lambda *_: Need((OwnNumber("+628"),))) as turns:
            await turns.take([letter("ani", "halo")])

    asyncio.run(run())
    assert small.statuses(store) == ["failed"]


def test_what_a_crash_left_waiting_is_caught_up_on(store: Store) -> None:
    leave_waiting(store, letter("ani", "one"), letter("budi", "two"), letter("ani", "three"))

    on(store, lambda turns: turns.catch_up())

    assert small.heard(store) == {"ani": ["one", "three"], "budi": ["two"]}


def test_what_waits_comes_before_what_is_new(store: Store) -> None:
    leave_waiting(store, *(letter("ani", str(number)) for number in range(70)))

    take(store, letter("ani", "70"))
    on(store, lambda turns: turns.catch_up())

    assert small.heard(store) == {"ani": [str(number) for number in range(71)]}


def test_a_poisonous_event_among_what_waits_holds_nobody_up(store: Store) -> None:
    leave_waiting(store, letter("ani", "impossible"), letter("ani", "two"), letter("budi", "three"))

    on(store, lambda turns: turns.catch_up())

    assert small.heard(store) == {"ani": ["two"], "budi": ["three"]}
    assert small.statuses(store) == ["failed", "done", "done"]


@pytest.mark.parametrize("damaged", ["state_sealed", "name_sealed", "raw_sealed"])
def test_what_does_not_open_sets_its_own_event_aside_and_holds_nobody_up(store: Store, damaged: str) -> None:
    take(store, letter("ani", "one"))
    take(store, letter("budi", "one"))
    leave_waiting(store, letter("ani", "two"), letter("budi", "two"))
    (table,) = (table for table in (tables.people, tables.conversations, tables.inbox) if damaged in table.c)
    with store.writing() as connection:
        anis = table.c.id == 1 if table is tables.people else table.c.person_id == 1
        before = connection.scalars(select(table.c[damaged]).where(anis)).all()
        connection.execute(
            update(table).where(anis).values({damaged: before[0][:-1] + bytes([before[0][-1] ^ 1])})
        )

    on(store, lambda turns: turns.catch_up())
    take(store, letter("cici", "one"))

    assert small.statuses(store) == ["done", "done", "failed", "done", "done"]
    assert [key for key, _ in small.said(store)].count("sorry") == 1
    with store.writing() as connection:
        connection.execute(update(table).where(anis).values({damaged: before[0]}))
    assert small.heard(store) == {"ani": ["one"], "budi": ["one", "two"], "cici": ["one"]}


def test_a_nomination_that_does_not_open_sets_only_its_owners_event_aside(store: Store) -> None:
    take(store, letter("ani", "nominate"), letter("budi", "halo"))
    with store.writing() as connection:
        connection.execute(update(tables.nominations).values(name_sealed=b"\x04lost" + b"?" * 40))
    leave_waiting(store, letter("ani", "mine?"), letter("budi", "mine?"))

    on(store, lambda turns: turns.catch_up())

    assert small.statuses(store) == ["done", "done", "failed", "done"]


def test_a_statement_that_the_database_refuses_is_the_fault_of_its_event(store: Store) -> None:
    """On SQLite it is an OperationalError, as a locked or full database is."""
    leave_waiting(store, letter("ani", "agree c 1"), letter("budi", "halo"))
    with store.writing() as connection:
        connection.execute(text("ALTER TABLE consents RENAME TO hidden"))

    on(store, lambda turns: turns.catch_up())

    assert small.statuses(store) == ["failed", "done"]


def test_a_database_that_is_locked_sets_nothing_aside(
    database_url: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not store.is_sqlite:
        pytest.skip("Postgres locks rows: see the people held by another process")
    leave_waiting(store, letter("ani", "halo"))
    monkeypatch.setattr("storage.store._BUSY_SECONDS", 0.1)
    impatient = Store(database_url, store.secrets)

    with store.writing(), pytest.raises(OperationalError):
        on(impatient, lambda turns: turns.catch_up())
    impatient.close()

    assert small.statuses(store) == ["waiting"]


def test_events_of_other_channels_are_left_alone(store: Store) -> None:
    leave_waiting(store, replace(letter("ani", "halo"), channel="elsewhere"))

    on(store, lambda turns: turns.catch_up())

    assert small.statuses(store) == ["waiting"]


def test_people_held_by_another_process_are_taken_when_it_lets_them_go(store: Store) -> None:
    if store.is_sqlite:
        pytest.skip("SQLite has one writer: nobody is held elsewhere")
    take(store, letter("ani", "one"))

    async def run() -> None:
        async with small.taking(store) as turns:
            with store.writing() as other:
                other.execute(text("SELECT id FROM people FOR NO KEY UPDATE"))
                await turns.take([letter("ani", "two"), letter("budi", "three")])
                assert small.heard(store) == {"ani": ["one"], "budi": ["three"]}
            for _ in range(100):
                await asyncio.sleep(0.05)
                if "waiting" not in small.statuses(store):
                    break

    asyncio.run(run())
    assert small.heard(store) == {"ani": ["one", "two"], "budi": ["three"]}


def test_a_conversation_changed_during_the_turn_is_taken_from_where_it_is_now(store: Store) -> None:
    """As retention changes it, which holds no person."""
    if store.is_sqlite:
        pytest.skip("SQLite has one writer: nobody changes anything during a turn")
    take(store, letter("ani", "old"))
    disturbances = iter([True])

    def respond(state: State | None, event: Event, facts: Facts) -> Turn | Need:
        if next(disturbances, False):
            with store.writing() as connection:
                drafts = retention.drafts(small.NOW + timedelta(days=1))
                drafts.erase(connection, drafts.find(connection).ids)
        return small.respond(state, event, facts)

    async def run() -> None:
        async with small.taking(store, respond) as turns:
            await turns.take([letter("ani", "new"), letter("budi", "halo")])

    asyncio.run(run())
    assert small.heard(store) == {"ani": ["new"], "budi": ["halo"]}
    assert set(small.statuses(store)) == {"done"}


def test_while_the_database_is_away_nothing_is_acknowledged_and_nothing_is_kept(store: Store) -> None:
    message = letter("ani", "halo")
    with store.writing() as connection:
        connection.execute(text("ALTER TABLE inbox RENAME TO hidden"))

    with pytest.raises(DBAPIError):
        take(store, message)
    with store.writing() as connection:
        connection.execute(text("ALTER TABLE hidden RENAME TO inbox"))
    take(store, message)

    assert small.heard(store) == {"ani": ["halo"]}


def test_a_connection_that_was_cut_is_replaced(store: Store) -> None:
    if store.is_sqlite:
        pytest.skip("SQLite has no connection that others could cut")
    take(store, letter("ani", "one"))

    other = Store(store.url.render_as_string(hide_password=False), store.secrets)
    with other.writing() as connection:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        connection.execute(text(cut + " WHERE pid <> pg_backend_pid() AND datname = current_database()"))
    other.close()
    take(store, letter("ani", "two"))

    assert small.heard(store) == {"ani": ["one", "two"]}


def test_someone_who_blocks_us_is_marked_until_they_write_again(store: Store) -> None:
    def marked() -> list[datetime | None]:
        with store.reading() as connection:
            return list(connection.scalars(select(tables.addresses.c.unreachable_at)))

    take(store, letter("ani", "blocked"))
    after_block = marked()
    take(store, letter("ani", "halo"))

    assert (after_block, marked()) == ([small.NOW], [None])


def test_a_message_to_delete_is_ordered_once(store: Store) -> None:
    take(store, letter("ani", "delete 77"))

    with store.reading() as connection:
        row = connection.execute(select(tables.outbox)).one()
    assert (row.kind, store.secrets.open(row.body_sealed)) == ("delete", b"77")
    assert row.key.endswith(":77")


def test_refusing_the_notice_is_recorded_and_agrees_to_nothing(store: Store) -> None:
    take(store, letter("ani", "decline c 1"), letter("ani", "who?"))
    take(store, letter("ani", "who?"))

    assert [who[-1] for who in small.told(store)] == [False, False]
    with store.reading() as connection:
        assert list(connection.scalars(select(tables.consents.c.choice))) == ["decline"]


def test_a_consent_keeps_the_words_that_were_sent(store: Store) -> None:
    take(store, letter("ani", "halo"))
    with store.writing() as connection:
        row = connection.execute(select(tables.outbox)).one()
        sealed = store.secrets.seal_text("Setuju dengan ini?")
        connection.execute(update(tables.outbox).values(text_sealed=sealed))

    take(store, letter("ani", f"agree {row.conversation} {row.asking}"), letter("budi", "agree unsent 1"))

    with store.reading() as connection:
        query = select(tables.consents.c.words_sealed).order_by(tables.consents.c.id)
        words, rendered = [store.secrets.open_text(one) for one in connection.scalars(query)]
    assert words == "Setuju dengan ini?"
    assert rendered
    assert rendered != words


def test_what_was_not_understood_is_erased_at_its_platform(store: Store) -> None:
    named = Unread("paper", "desk", b"1", "no such kind", "SM1", has_media=True)
    take(store, named, Unread("paper", "desk", b"2", "it has no id"))
    take(store, named)

    with store.reading() as connection:
        rows = connection.execute(select(tables.redactions)).all()
    assert [(row.provider_id, row.has_media, row.due_at) for row in rows] == [("SM1", True, small.NOW)]


def test_what_was_not_understood_is_kept_for_thirty_days_beside_what_was(store: Store) -> None:
    unread = Unread("paper", "desk", b'{"from": "the future"}', "no such kind")
    take(store, unread, letter("ana", "hello"))
    take(store, unread)

    with store.reading() as connection:
        rows = connection.execute(select(tables.unread)).all()
    assert small.heard(store) == {"ana": ["hello"]}
    assert [(row.why, store.secrets.open(row.raw_sealed)) for row in rows] == [
        ("no such kind", unread.raw)
    ] * 2
    later = small.NOW + timedelta(days=30, seconds=1)
    assert retention.erase_old(store, retention.Limits(), small.NOW)["unread"] == 0
    assert retention.erase_old(store, retention.Limits(), later)["unread"] == 2
