"""What a sender holds is sent as things are when it goes, not as they were when it was claimed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.channels import SendError, Template, Then
from bot.pace import Pace
from storage import Store
from storage.outbox import counts
from storage.tables import addresses
from tests.outbox.rig import FakeChannel, Scene, rounds

FLOOD = SendError("too many", Then.WAIT, retry_after=3600)


@pytest.fixture
def scene(store: Store) -> Scene:
    return Scene(store)


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


def silenced(scene: Scene, channel: FakeChannel, meanwhile: Callable[[], None]) -> None:
    """The first message is refused for an hour, while others are held."""
    channel.faults = [FLOOD]

    async def go() -> None:
        sender = scene.sender(channel, pace=Pace(1, 0.8))
        await rounds(sender, 2)
        meanwhile()
        scene.clock.pass_by(3700)
        for _ in range(4):
            await rounds(sender)
            scene.clock.pass_by(2)

    asyncio.run(go())


def test_nothing_is_held_while_an_account_is_silent_for_long(scene: Scene, channel: FakeChannel) -> None:
    rows = [scene.nudge(scene.someone(), "ingat") for _ in range(3)]

    silenced(scene, channel, lambda: _assert_waiting(scene, rows))

    assert scene.statuses(*rows) == ["sent"] * 3


def _assert_waiting(scene: Scene, rows: list[int]) -> None:
    assert scene.statuses(*rows) == ["waiting"] * 3


def test_who_opted_out_while_the_account_was_silent_gets_no_campaign(
    scene: Scene, channel: FakeChannel
) -> None:
    budi, siti = scene.someone(), scene.someone()
    rows = [scene.bulk(someone, "kabar") for someone in (budi, siti)]

    silenced(scene, channel, lambda: scene.opts_out(siti[0]))

    assert scene.statuses(*rows) == ["sent", "withheld"]


def test_what_expired_while_the_account_was_silent_is_not_sent(scene: Scene, channel: FakeChannel) -> None:
    until = scene.clock.now + timedelta(minutes=10)
    rows = [scene.nudge(scene.someone(), "hari ini", expires_at=until, purpose="reminder") for _ in range(2)]

    silenced(scene, channel, lambda: None)

    assert [scene.row(row).withheld_because for row in rows] == ["expired"] * 2
    assert channel.sent == []


def claim_then(
    scene: Scene, channel: FakeChannel, meanwhile: Callable[[], Any], after: float = 0.9, **options: Any
) -> None:
    """Campaigns had their share, so that a message is claimed and has to wait; then something happens."""

    async def go() -> None:
        pace = Pace(10, 0.8)
        sender = scene.sender(channel, pace=pace, **options)
        for _ in range(3):
            pace.take(scene.clock.seconds, 0, bulk=True)
        await sender.step()
        with scene.store.reading() as conn:
            assert counts(conn) == {"claimed": 1}
        meanwhile()
        scene.clock.pass_by(after)
        await rounds(sender, 3)

    asyncio.run(go())


@pytest.mark.parametrize("seconds", [0.9, 5])
def test_who_opts_out_between_claim_and_call_gets_no_campaign(
    scene: Scene, channel: FakeChannel, seconds: float
) -> None:
    budi = scene.someone()
    row = scene.bulk(budi, "kabar")

    claim_then(scene, channel, lambda: scene.opts_out(budi[0]), seconds)

    assert (channel.calls, scene.row(row).withheld_because) == ([], "opted_out")


def test_what_expires_between_claim_and_call_is_not_sent(scene: Scene, channel: FakeChannel) -> None:
    until = scene.clock.now + timedelta(seconds=0.5)
    row = scene.bulk(scene.someone(), "kabar", expires_at=until)

    claim_then(scene, channel, lambda: None)

    assert (channel.calls, scene.row(row).withheld_because) == ([], "expired")


def test_what_was_held_goes_to_no_address_that_is_anothers_now(scene: Scene, channel: FakeChannel) -> None:
    budi, siti = scene.someone(), scene.someone()
    row = scene.bulk(budi, "kabar")

    def moves() -> None:
        with scene.store.writing() as conn:
            theirs = update(addresses).where(addresses.c.id == budi[1])
            conn.execute(theirs.values(person_id=siti[0]))

    claim_then(scene, channel, moves, 5)

    assert (channel.calls, scene.row(row).status) == ([], "dead")


def test_what_was_held_as_a_text_goes_as_a_template_when_the_window_closed(scene: Scene) -> None:
    whatsapp = FakeChannel("whatsapp")
    whatsapp.window = timedelta(hours=24)
    budi = scene.someone("whatsapp")
    scene.wrote(budi[1], scene.clock.now - timedelta(hours=24) + timedelta(seconds=3))
    remind = Template("remind", "HX1", {}, "ingat")
    row = scene.bulk(budi, "ingat")

    claim_then(scene, whatsapp, lambda: None, 5, templates=lambda says, lang: remind)

    assert [message.template for message in whatsapp.calls] == [remind]
    assert scene.row(row).status == "sent"


def test_what_is_erased_between_claim_and_call_is_not_sent(scene: Scene, channel: FakeChannel) -> None:
    row = scene.bulk(scene.someone(), "kabar")

    claim_then(scene, channel, lambda: scene.change(row, status="dead", body_sealed=None))

    assert (channel.calls, scene.row(row).status) == ([], "dead")
