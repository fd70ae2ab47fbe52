"""Messages to one address keep their order, and one that has to wait for long silences nobody."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.channels import SendError, Then
from bot.deliveries import explain
from storage import Store, outcomes, people
from storage.deliveries import Failed
from tests.outbox.rig import FakeChannel, Scene, rounds, slow


@pytest.fixture
def scene(store: Store) -> Scene:
    return Scene(store)


def send(scene: Scene, channel: FakeChannel) -> None:
    asyncio.run(rounds(scene.sender(channel, channel.name), 2))


def fails_later(scene: Scene, row: int, code: int) -> None:
    with scene.store.writing() as conn:
        told = explain(Failed(row, 0, code), scene.clock.now)
        outcomes.failed_later(conn, scene.store.secrets, [told], scene.clock.now)


@pytest.mark.parametrize("then", [Then.WAIT, Then.RETRY, Then.TOMORROW, Then.GONE])
def test_a_reply_that_waits_on_one_channel_holds_up_none_on_another(scene: Scene, then: Then) -> None:
    telegram, whatsapp = FakeChannel("telegram"), FakeChannel("whatsapp")
    budi = scene.someone("telegram")
    there = scene.reached_at(budi[0], "whatsapp")
    telegram.faults = [SendError("not now", then, retry_after=3600)]
    scene.reply(budi, "di Telegram")
    send(scene, telegram)

    scene.reply((budi[0], there), "di WhatsApp")
    send(scene, whatsapp)

    assert whatsapp.texts == ["di WhatsApp"]


def test_a_reply_that_is_put_off_by_a_day_holds_up_no_later_one(scene: Scene) -> None:
    channel = FakeChannel()
    budi = scene.someone()
    channel.faults = [SendError("not for them today", Then.TOMORROW)]
    first = scene.reply(budi, "satu")
    send(scene, channel)

    scene.reply(budi, "dua")
    send(scene, channel)

    assert (channel.texts, scene.row(first).status) == (["dua"], "waiting")


def test_a_reply_that_failed_later_for_an_hour_holds_up_no_later_one(scene: Scene) -> None:
    channel = FakeChannel()
    budi = scene.someone()
    first = scene.reply(budi, "satu")
    send(scene, channel)
    fails_later(scene, first, 63018)

    scene.clock.pass_by(600)
    scene.reply(budi, "dua")
    send(scene, channel)

    assert channel.texts == ["satu", "dua"]
    assert scene.row(first).not_before > scene.clock.now


def test_replies_keep_their_order_while_a_platform_recovers(scene: Scene) -> None:
    channel = FakeChannel()
    budi = scene.someone()
    channel.faults = [SendError("breakdown", Then.RETRY)] * 4
    scene.reply(budi, "satu")
    for _ in range(4):
        send(scene, channel)
        scene.clock.pass_by(10)
    scene.reply(budi, "dua")

    for _ in range(4):
        send(scene, channel)
        scene.clock.pass_by(20)

    assert channel.texts == ["satu", "dua"]


def test_replies_keep_their_order_when_an_account_was_silent_for_long(scene: Scene) -> None:
    channel = FakeChannel()
    budi = scene.someone()
    channel.faults = [SendError("too many", Then.WAIT, retry_after=3600)]

    async def go() -> None:
        sender = scene.sender(channel, pace=slow())
        scene.reply(budi, "satu")
        await rounds(sender, 2)
        scene.reply(budi, "dua")
        await rounds(sender)
        assert channel.sent == []
        scene.clock.pass_by(3600)
        await rounds(sender, 3)

    asyncio.run(go())

    assert channel.texts == ["satu", "dua"]


def test_someone_who_unblocked_us_and_writes_is_answered_at_once(scene: Scene) -> None:
    channel = FakeChannel()
    budi = scene.someone()
    channel.faults = [SendError("blocked by the user", Then.GONE)]
    scene.reply(budi, "satu")
    send(scene, channel)

    scene.clock.pass_by(10)
    with scene.store.writing() as conn:
        people.have_written(conn, {budi[1]: scene.clock.now})
    scene.reply(budi, "dua")
    send(scene, channel)

    assert channel.texts == ["satu", "dua"]


def test_what_is_refused_again_after_they_wrote_waits_again(scene: Scene) -> None:
    channel = FakeChannel()
    budi = scene.someone()
    scene.reply(budi, "satu")
    channel.faults = [SendError("blocked by the user", Then.GONE)] * 9
    send(scene, channel)
    scene.clock.pass_by(10)
    with scene.store.writing() as conn:
        people.have_written(conn, {budi[1]: scene.clock.now + timedelta(seconds=30)})

    for _ in range(3):
        send(scene, channel)

    assert len(channel.calls) == 2
