"""The sums are the audience at every moment, whatever happens in whatever order."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot import broadcasts
from bot.channels import SendError, Then
from storage import Store
from storage.deliveries import RANKS, Told, merge
from storage.recipients import join
from storage.tables import conversations, outbox
from tests.broadcasts.press import Press

PEOPLE = 40
TROUBLES: tuple[Any, ...] = (
    None, None, None,
    SendError("chat not found", Then.NEVER),
    SendError("slow down", Then.RETRY),
    SendError("no answer", Then.UNSURE),
    SendError("blocked", Then.GONE),
    SendError("not today", Then.TOMORROW),
)  # fmt: skip


def test_a_pause_holds_what_was_handed_over_and_resume_goes_on(press: Press) -> None:
    for _ in range(10):
        press.town.person()
    reference = press.started(buttons=())
    press.run(2, sends=False)

    assert press.act(broadcasts.pause, reference)
    press.run(2)
    paused = (press.states(reference), len(press.telegram.sent))
    assert not press.act(broadcasts.pause, reference)
    assert press.act(broadcasts.resume, reference)
    press.run(3)

    assert paused == ({"waiting": 10}, 0)
    assert press.states(reference) == {"sent": 10}
    assert len(press.telegram.sent) == 10


def test_what_a_sender_holds_is_not_sent_after_a_pause(press: Press) -> None:
    for _ in range(5):
        press.town.person()
    reference = press.started(buttons=())
    press.run(2, sends=False)

    async def claim_then_pause() -> None:
        sender = press.app.sender(press.telegram, by_force=True)
        claimed = asyncio.Event()
        prepare = sender._drafts.prepare

        async def prepared(*args: Any) -> Any:
            found = await prepare(*args)
            if args[0]:
                press.act(broadcasts.pause, reference)
                claimed.set()
            return found

        sender._drafts.prepare = prepared  # type: ignore[method-assign, assignment]  # no other way in
        await sender.step()
        await sender.settle()
        await sender.finish()
        assert claimed.is_set()

    asyncio.run(claim_then_pause())

    assert press.telegram.sent == []
    assert press.states(reference) == {"waiting": 5}


def test_a_pause_while_it_is_frozen_goes_on_where_it_was(press: Press) -> None:
    for _ in range(3):
        press.town.person()
    reference = press.started(buttons=())

    press.act(broadcasts.pause, reference)
    press.run(2)
    before = press.sums(reference).audience
    press.act(broadcasts.resume, reference)
    press.run(3)

    assert before == 0
    assert press.states(reference) == {"sent": 3}


def test_cancelled_nobody_who_waits_is_sent_it(press: Press) -> None:
    for _ in range(60):
        press.town.person()
    reference = press.started(buttons=())
    press.run(1, sends=False)

    assert press.act(broadcasts.cancel, reference)
    press.run(3)

    assert press.telegram.sent == []
    assert press.sums(reference).reasons == {("withheld", "cancelled"): 60}
    assert not press.act(broadcasts.cancel, reference)
    assert not press.act(broadcasts.resume, reference)


@pytest.mark.parametrize("seed", range(4))
def test_the_sums_are_the_audience_in_any_order_of_what_happens(store: Store, seed: int) -> None:
    press, random = Press(store), Random(seed)  # noqa: S311  an order, nothing secret
    persons = [press.town.person(random.choice(("telegram", "whatsapp"))) for _ in range(PEOPLE)]
    reference = press.started(buttons=())
    press.run(1, sends=False)
    audience = press.sums(reference).audience
    for channel in press.channels:
        channel.faults = [random.choice(TROUBLES) for _ in range(30)]

    for _ in range(14):
        _something_happens(press, random, reference, persons)
        sums = press.sums(reference)
        assert sums.audience == audience == PEOPLE, sums
        assert all(number >= 0 for number in sums.states.values())
    arrived = [message.address for channel in press.channels for message in channel.sent]

    assert len(arrived) == len(set(arrived)), "someone was sent it twice"
    press.close()


def _something_happens(press: Press, random: Random, reference: str, persons: list[int]) -> None:
    match random.randrange(7):
        case 0 | 1:
            press.run(1)
        case 2:
            press.act(random.choice((broadcasts.pause, broadcasts.resume)), reference)
        case 3:
            press.act(broadcasts.resume, reference)
        case 4:
            _tell(press, random, reference)
        case 5:
            press.town.change(random.choice(persons), opted_out_at=press.clock.now)
        case _:
            press.clock.pass_by(random.choice((1.0, 60.0, 3600.0)))


def _tell(press: Press, random: Random, reference: str) -> None:
    """The platform tells something of some messages, in no order."""
    rows = [row.id for row in press.rows(reference) if row.status in ("sent", "uncertain")]
    with press.store.writing() as conn:
        told = [
            Told(row, 0, f"message-{row}", random.choice(list(RANKS)), press.clock.now)
            for row in random.sample(rows, len(rows) // 2)
        ]
        if told:
            merge(conn, told)


def test_late_statuses_are_counted(press: Press) -> None:
    for _ in range(4):
        press.town.person("whatsapp")
    reference = press.started(buttons=())
    press.run(3)
    rows = press.rows(reference)

    with press.store.writing() as conn:
        for row, status in zip(rows, ("delivered", "read", "undelivered", "sent"), strict=True):
            merge(conn, [Told(row.id, 0, row.provider_id, status, press.clock.now)])

    assert press.states(reference) == {"delivered": 1, "read": 1, "failed": 1, "sent": 1}


def test_three_at_once_take_equal_turns(press: Press) -> None:
    for _ in range(150):
        press.town.person()
    references = [press.started(buttons=(), topic="service") for _ in range(3)]
    press.run(1, sends=False)
    press.run(2, sends=False)

    ids = {press.one(reference).id: reference for reference in references}
    with press.store.reading() as conn:
        order = list(conn.scalars(select(outbox.c.broadcast_id).order_by(outbox.c.id)))
    assert len(order) >= 90
    for end in range(1, len(order) + 1):
        had = [order[:end].count(id) for id in ids]
        assert max(had) - min(had) <= 1, order[:end]
    assert order[:3] == sorted(ids), "ties go to the oldest"


def test_weights_are_kept_and_what_ends_leaves_its_turns_to_the_others(press: Press) -> None:
    few = [press.town.person(lang="en") for _ in range(5)]
    for _ in range(200):
        press.town.person()
    heavy = press.started(buttons=(), topic="service", audience="bahasa:id", weight=3)
    short = press.started(buttons=(), topic="service", audience="bahasa:en")
    light = press.started(buttons=(), topic="service", audience="bahasa:id")
    press.run(1, sends=False)
    press.run(1, sends=False)

    handed = {reference: len(press.rows(reference)) for reference in (heavy, short, light)}
    assert handed[short] == len(few)
    assert handed[heavy] == pytest.approx(3 * handed[light], abs=4)
    assert sum(handed.values()) >= 90


def test_someone_who_is_talking_gets_it_after_the_talk(press: Press) -> None:
    person = press.town.person()
    with press.store.writing() as conn:
        row = {"person_id": person, "version": 1, "waiting_on": "job", "updated_at": press.clock.now}
        conn.execute(insert(conversations).values(row))
    reference = press.started(buttons=())

    press.run(3)
    talking = press.states(reference)
    press.clock.now += timedelta(minutes=11)
    press.run(2)

    assert talking == {"waiting": 1}
    assert press.states(reference) == {"sent": 1}


def test_two_people_who_become_one_are_sent_it_once(press: Press) -> None:
    one, other = press.town.person(), press.town.person()
    reference = press.started(buttons=(), open_from="15:00", open_until="16:00")
    press.run(1, sends=False)

    with press.store.writing() as conn:
        join(conn, other, one)
    press.clock.now += timedelta(hours=5)
    press.run(3)

    assert len(press.telegram.sent) == 1
    assert press.sums(reference).reasons == {("withheld", "joined"): 1}
