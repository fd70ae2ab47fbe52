"""The same words twice to one person: the first that arrived is not taken for the second that did not."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels import SendError, Then
from bot.uncertain import resolve_uncertain
from storage import Store
from tests.outbox.rig import Scene, TraceableChannel, rounds


@pytest.fixture
def scene(store: Store) -> Scene:
    return Scene(store)


def send(scene: Scene, channel: TraceableChannel) -> None:
    asyncio.run(rounds(scene.sender(channel, "first"), 2))
    scene.clock.pass_by(5)


def test_a_reply_that_never_arrived_is_sent_again_though_the_same_was_said_before(scene: Scene) -> None:
    channel, siti = TraceableChannel(), scene.someone("traceable")
    first = scene.reply(siti, "Maaf, ulangi.")
    send(scene, channel)

    second = scene.reply(siti, "Maaf, ulangi.")
    channel.faults = [SendError("hung up", Then.UNSURE)]
    send(scene, channel)
    send(scene, channel)

    assert len(channel.asked) == 1
    assert channel.texts == ["Maaf, ulangi."] * 2
    assert scene.statuses(first, second) == ["sent", "sent"]
    assert scene.row(first).provider_id != scene.row(second).provider_id


def test_a_nudge_that_never_arrived_stays_uncertain_though_the_same_was_said_before(scene: Scene) -> None:
    channel, siti = TraceableChannel(), scene.someone("traceable")
    first = scene.nudge(siti, "Jatuh tempo besok.")
    send(scene, channel)
    second = scene.nudge(siti, "Jatuh tempo besok.")
    channel.faults = [SendError("hung up", Then.UNSURE)]
    send(scene, channel)

    scene.clock.pass_by(120)
    counts = scene.tick(lambda app: resolve_uncertain(app, [channel]))

    assert counts == {"looked_for": 1, "found": 0}
    assert scene.statuses(first, second) == ["sent", "uncertain"]
