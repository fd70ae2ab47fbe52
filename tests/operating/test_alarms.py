"""Alarms: told once, when it is sure, in the office's language; over is told once; nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.alarms import Watch, decide
from bot.channels import SendError, Then
from flows.checks import catalog
from flows.render import text
from flows.types import Say
from storage import Store, alarms
from storage.alarms import Known
from storage.marks import forget
from storage.tables import alarms as kept
from tests.operating.office import CHAT, START, Ear, LookedAfter, run

STORM = "refusals.storm:telegram:123456"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def office(store: Store) -> LookedAfter:
    return LookedAfter(store)


async def look(office: LookedAfter, watch: Watch, states: Sequence[bool]) -> list[int]:
    """How many messages the chat had after each look; True: there is a storm at it."""
    sent = []
    for is_stormy in states:
        office.now += MINUTE
        office.is_well()
        with office.store.writing() as conn:
            forget(conn, STORM)
        if is_stormy:
            office.mark(STORM, office.now.isoformat())
        await watch.once()
        sent.append(len(office.ear.sent))
    return sent


def test_it_is_told_at_the_second_look_once_and_once_that_it_is_over(office: LookedAfter) -> None:
    states = (True, True, True, True, False, False, False)

    sent = run(office, lambda: look(office, Watch(office.app, [office.ear]), states))

    assert sent == [0, 1, 1, 1, 1, 2, 2]
    wrong, over = office.ear.sent
    assert (wrong.address, wrong.lang) == (CHAT.partition(":")[2], "en")
    assert "something needs a hand" in wrong.text
    assert "Nobody is unsubscribed" in wrong.text
    assert "this is over" in over.text
    with office.store.reading() as conn:
        assert conn.execute(select(kept)).all() == []


def test_what_comes_and_goes_is_not_told(office: LookedAfter) -> None:
    states = (True, False, True, False, True)

    assert run(office, lambda: look(office, Watch(office.app, [office.ear]), states)) == [0] * 5


def test_what_could_not_be_told_is_told_at_the_next_look(office: LookedAfter) -> None:
    async def story() -> list[int]:
        watch = Watch(office.app, [office.ear])
        office.ear.is_down = SendError("Telegram is away", Then.RETRY)
        before = await look(office, watch, (True, True, True))
        office.ear.is_down = None
        return before + await look(office, watch, (True, True))

    assert run(office, story) == [0, 0, 0, 1, 1]


def test_another_process_that_looks_meanwhile_tells_nothing(office: LookedAfter) -> None:
    async def story() -> list[int]:
        one, other = (Watch(office.app, [office.ear], holder) for holder in ("one", "other"))
        first = await look(office, one, (True,))
        second = await look(office, other, (True, True))
        return first + second + await look(office, one, (True,))

    assert run(office, story) == [0, 0, 0, 1]


def test_what_was_told_is_remembered_by_who_looks_after_a_crash(office: LookedAfter) -> None:
    async def story() -> list[int]:
        first = await look(office, Watch(office.app, [office.ear], "one"), (True, True))
        return first + await look(office, Watch(office.app, [office.ear], "one"), (True, False, False))

    assert run(office, story) == [0, 1, 1, 1, 2]


def test_several_at_once_are_one_message(office: LookedAfter) -> None:
    async def story() -> None:
        watch = Watch(office.app, [office.ear])
        for _ in range(2):
            office.came_in("failed")
            await look(office, watch, (True,))

    run(office, story)

    (message,) = office.ear.sent
    assert "set aside: 2" in message.text
    assert "Telegram called very many" in message.text


def test_a_long_message_is_cut_where_a_line_ends(office: LookedAfter) -> None:
    office.ear.text_limit = 200

    run(office, lambda: look(office, Watch(office.app, [office.ear]), (True, True)))

    assert len(office.ear.sent) > 1
    assert all(0 < len(message.text) <= 200 for message in office.ear.sent)


def test_an_indonesian_office_is_told_in_indonesian(store: Store) -> None:
    office = LookedAfter(store, office={"alarm_chat": CHAT})

    run(office, lambda: look(office, Watch(office.app, [office.ear]), (True, True)))

    assert "ada yang perlu ditangani" in office.ear.sent[0].text


def test_without_a_chat_the_log_is_told_once(store: Store) -> None:
    office = LookedAfter(store, office={})

    with capture_logs() as lines:
        run(office, lambda: look(office, Watch(office.app, [office.ear]), (True,) * 4))

    assert [line["alarm"] for line in lines if line["event"] == "alarm.wrong"] == ["refusals telegram:123456"]
    assert office.ear.sent == []


def test_on_whatsapp_it_waits_until_the_chat_wrote_within_a_day(store: Store) -> None:
    office = LookedAfter(store, office={"alarm_chat": "whatsapp:+628110000001"})
    phone = Ear("whatsapp", "+628119999999", window=timedelta(hours=24))

    async def story() -> tuple[int, int]:
        watch = Watch(office.app, [office.ear, phone])
        await look(office, watch, (True, True))
        closed = len(phone.sent)
        office.wrote(office.now)
        await look(office, watch, (True,))
        return closed, len(phone.sent)

    assert run(office, story) == (0, 1)


def test_that_the_database_is_away_is_told_without_it(office: LookedAfter) -> None:
    def revision(name: str) -> None:
        with office.store.writing() as conn:
            conn.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{name}'")  # noqa: S608  ours

    async def story() -> list[int]:
        watch = Watch(office.app, [office.ear])
        with office.store.reading() as conn:
            ours = str(conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())
        revision("9999")
        away = await look(office, watch, (False, False, False))
        revision(ours)
        return away + await look(office, watch, (False, False))

    assert run(office, story) == [0, 1, 1, 2, 2]
    assert "The database cannot be read" in office.ear.sent[0].text


@given(st.lists(st.booleans(), max_size=30))
def test_each_time_it_is_surely_wrong_it_is_told_once_and_once_that_it_is_over(states: list[bool]) -> None:
    known: dict[str, Known] = {}
    told: list[str] = []
    for is_wrong in states:
        decided = decide(known, {"x": "words"} if is_wrong else {})
        told += ["wrong" for _ in decided.to_tell] + ["over" for _ in decided.to_tell_over]
        known = _kept(known, decided.changes)
        if decided.to_tell:
            known["x"] = Known("x", START, START, None, "words")
        if decided.to_tell_over:
            known = {}

    assert told == _as_it_should_be(states)


def _kept(known: dict[str, Known], changes: alarms.Changes) -> dict[str, Known]:
    """What storage/alarms.py makes of changes."""
    after = {name: one for name, one in known.items() if name not in changes.forgotten}
    for name in changes.begun:
        after[name] = Known(name, START, None, None, "words")
    for name in changes.seen_again:
        after[name] = Known(name, START, after[name].told_at, None, "words")
    for name in changes.over:
        after[name] = Known(name, START, after[name].told_at, START, "words")
    return after


def _as_it_should_be(states: list[bool]) -> list[str]:
    """Two in a row that differ from what was told are told."""
    told, is_told = list[str](), False
    for one, other in pairwise(states):
        if one == other != is_told:
            is_told = other
            told.append("wrong" if other else "over")
    return told


def test_each_alarm_is_explained_in_its_own_words_to_who_runs_this() -> None:
    page = (Path(__file__).parents[2] / "docs" / "operating.md").read_text("utf-8")
    names = [key for key in catalog("en") if key.startswith("alarm-") and "." not in key]
    words = [text(Say(f"{name}.do"), "en") for name in names if not catalog("en")[f"{name}.do"]]

    assert len(words) > 10
    assert [name for name in names if f"`{name.removeprefix('alarm-')}`" not in page] == []
    assert [one for one in words if one not in page] == []
