"""What people did not ask for: never to who opted out, nor too late, nor into a conversation."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.channels import SendError, Then
from storage import Store, turns
from storage.tables import outbox
from storage.turns import Outgoing
from tests.outbox.rig import FakeChannel, Scene, rounds

NOT_TODAY = SendError("not for this person today", Then.TOMORROW)
SUSPENDED = SendError("the account is suspended", Then.ALARM)


@pytest.fixture
def scene(store: Store) -> Scene:
    return Scene(store)


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


def send(scene: Scene, channel: FakeChannel, number: int = 2) -> None:
    asyncio.run(rounds(scene.sender(channel, "first"), number))


def test_who_opted_out_gets_answers_and_confirmations_only(scene: Scene, channel: FakeChannel) -> None:
    budi = scene.someone()
    scene.opts_out(budi[0])
    scene.reply(budi, "jawaban")
    scene.nudge(budi, "konfirmasi")
    unasked = [scene.nudge(budi, "pengingat", purpose="reminder"), scene.bulk(budi, "kampanye")]

    send(scene, channel)

    assert channel.texts == ["jawaban", "konfirmasi"]
    assert [scene.row(row).withheld_because for row in unasked] == ["opted_out", "opted_out"]


def test_what_is_too_late_is_withheld(scene: Scene, channel: FakeChannel) -> None:
    late = scene.nudge(scene.someone(), "basi", expires_at=scene.clock.now)
    scene.nudge(scene.someone(), "segar", expires_at=scene.clock.now + timedelta(seconds=1))

    send(scene, channel)

    assert (channel.texts, scene.row(late).withheld_because) == (["segar"], "expired")


def test_a_reminder_waits_until_the_conversation_ends_or_rests_and_holds_up_nobody(
    scene: Scene, channel: FakeChannel
) -> None:
    budi, siti = scene.someone(), scene.someone()
    scene.is_asked(budi[0])
    scene.nudge(budi, "pengingat", purpose="reminder")
    scene.nudge(budi, "konfirmasi")
    scene.nudge(siti, "siti", purpose="reminder")
    send(scene, channel)
    assert sorted(channel.texts) == ["konfirmasi", "siti"]
    scene.clock.pass_by(599)
    send(scene, channel)
    assert len(channel.texts) == 2

    scene.clock.pass_by(1)
    send(scene, channel)

    assert channel.texts[-1] == "pengingat"


def test_a_reminder_goes_at_once_when_the_conversation_has_ended(scene: Scene, channel: FakeChannel) -> None:
    budi = scene.someone()
    scene.is_asked(budi[0], None)
    scene.nudge(budi, "pengingat", purpose="reminder")

    send(scene, channel)

    assert channel.texts == ["pengingat"]


def test_many_who_have_to_wait_hold_up_nobody_behind_them(scene: Scene, channel: FakeChannel) -> None:
    budi = scene.someone()
    for number in range(700):
        scene.put(budi[0], str(number), 2, purpose="campaign", not_before=scene.clock.now + timedelta(days=1))
    scene.bulk(scene.someone(), "sekarang")

    send(scene, channel)

    assert channel.texts == ["sekarang"]


def test_what_is_not_for_today_goes_tomorrow_and_is_dead_the_second_time(
    scene: Scene, channel: FakeChannel
) -> None:
    row = scene.reply(scene.someone(), "halo")
    channel.faults = [NOT_TODAY, NOT_TODAY]
    send(scene, channel)
    scene.clock.pass_by(23 * 3600)
    send(scene, channel)
    assert (scene.row(row).status, len(channel.calls)) == ("waiting", 1)

    scene.clock.pass_by(3600)
    send(scene, channel)

    assert (scene.row(row).status, len(channel.calls)) == ("dead", 2)


def test_an_account_that_was_stopped_is_marked_until_something_is_sent(
    scene: Scene, channel: FakeChannel
) -> None:
    scene.reply(scene.someone(), "halo")
    channel.faults = [SUSPENDED]
    name = "sender.stopped:fake:office_bot"
    send(scene, channel)
    assert scene.mark(name) == SUSPENDED.reason

    scene.clock.pass_by(60)
    send(scene, channel, 3)

    assert (channel.texts, scene.mark(name)) == (["halo"], None)


@pytest.mark.parametrize(
    ("purpose", "days"), [("answer", None), ("confirmation", None), ("reminder", 7), ("campaign", 7)]
)
def test_what_nobody_asked_for_waits_for_a_week_at_most(scene: Scene, purpose: str, days: int | None) -> None:
    person, _ = scene.someone()
    message = Outgoing("key", person, None, None, None, b"", priority=1, purpose=purpose)

    with scene.store.writing() as conn:
        turns.add_outgoing(conn, scene.store.secrets, [message], scene.clock.now)
        ends_at = conn.execute(select(outbox.c.expires_at)).scalar_one()

    assert ends_at == (scene.clock.now + timedelta(days=days) if days else None)
