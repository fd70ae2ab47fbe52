"""What a round of the sender costs, for a transaction flushes the disk and a look takes its time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from storage import Store, claims
from storage.claims import Looked, Terms
from storage.outbox import Holder
from tests.outbox.rig import FakeChannel, Scene, rounds, slow

T = TypeVar("T")


@dataclass
class Counting(Scene):
    """Counts the transactions of its senders."""

    written: int = 0

    async def write(self, work: Callable[[Connection], T], /) -> T:
        self.written += 1
        return await super().write(work)


@pytest.fixture
def scene(store: Store) -> Counting:
    return Counting(store)


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


def test_replies_are_claimed_and_said_to_be_sent_in_one_transaction(
    scene: Counting, channel: FakeChannel
) -> None:
    budi, siti = scene.someone(), scene.someone()
    rows = [scene.reply(budi, "satu"), scene.reply(budi, "dua"), scene.reply(siti, "satu")]

    async def go() -> None:
        await scene.sender(channel, pace=slow()).step()
        assert scene.statuses(*rows) == ["attempting", "waiting", "attempting"]
        await asyncio.sleep(0)

    asyncio.run(go())

    assert scene.written == 1
    assert channel.texts == ["satu", "satu"]


def test_replies_that_come_at_once_keep_to_the_pace(scene: Counting, channel: FakeChannel) -> None:
    for _ in range(9):
        scene.reply(scene.someone(), "halo")

    async def go() -> None:
        sender = scene.sender(channel, pace=slow())
        await rounds(sender)
        assert len(channel.sent) == 3
        scene.clock.pass_by(0.2)
        await rounds(sender)

    asyncio.run(go())

    assert len(channel.sent) == 5


def test_of_a_campaign_more_is_claimed_when_half_of_what_is_held_is_gone(
    scene: Counting, channel: FakeChannel
) -> None:
    rows = [scene.bulk(scene.someone(), "kabar") for _ in range(60)]

    def waiting() -> int:
        return scene.statuses(*rows).count("waiting")

    async def go() -> list[int]:
        sender = scene.sender(channel, pace=slow())
        seen = []
        for _ in range(20):
            await rounds(sender)
            seen.append(waiting())
            scene.clock.pass_by(0.25)
        return seen

    seen = asyncio.run(go())

    assert seen[0] == 28
    assert seen.count(28) >= 5
    assert max(left for left in seen if left < 28) <= 12


def test_a_lane_that_others_emptied_is_not_looked_through_any_more(scene: Counting) -> None:
    rows = [scene.bulk(scene.someone(), "kabar") for _ in range(40)]
    looked, holder = Looked(), Holder("fake", "office_bot", "first")
    with scene.store.writing() as conn:
        claims.claim(conn, holder, scene.clock.now, {2: 5}, Terms(), looked)
    assert looked.is_on_its_way

    for row in rows:
        scene.change(row, status="sent")
    with scene.store.writing() as conn:
        claims.claim(conn, holder, scene.clock.now, {2: 5}, Terms(), looked)

    assert not looked.is_on_its_way
