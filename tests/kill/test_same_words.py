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


def lose_a_nudge(scene: Scene, channel: TraceableChannel, siti: tuple[int, int], text: str) -> int:
    """It arrives, and nobody hears of it."""
    row = scene.nudge(siti, text)
    channel.is_lost = True
    send(scene, channel)
    assert scene.row(row).status == "uncertain"
    return row


def test_a_reply_that_never_arrived_is_sent_again_though_a_nudge_that_was_lost_said_the_same(
    scene: Scene,
) -> None:
    channel, siti = TraceableChannel(), scene.someone("traceable")
    lose_a_nudge(scene, channel, siti, "Maaf, ulangi.")
    channel.is_lost = False

    reply = scene.reply(siti, "Maaf, ulangi.")
    channel.faults = [SendError("hung up", Then.UNSURE)]
    send(scene, channel)
    send(scene, channel)

    assert channel.texts == ["Maaf, ulangi."] * 2
    assert scene.row(reply).status == "sent"


def test_a_reply_that_arrived_is_not_sent_again_though_something_else_was_lost(scene: Scene) -> None:
    channel, siti = TraceableChannel(), scene.someone("traceable")
    lose_a_nudge(scene, channel, siti, "Jatuh tempo besok.")

    reply = scene.reply(siti, "Maaf, ulangi.")
    send(scene, channel)
    assert scene.row(reply).status == "waiting"
    send(scene, channel)

    assert channel.texts == ["Jatuh tempo besok.", "Maaf, ulangi."]
    assert scene.row(reply).status == "sent"


def test_a_reply_that_never_arrived_is_sent_again_though_a_part_of_what_was_lost_said_the_same(
    scene: Scene,
) -> None:
    channel, siti = TraceableChannel(), scene.someone("traceable")
    channel.text_limit = 20
    lose_a_nudge(scene, channel, siti, "Maaf, ulangi.\n\nJatuh tempo besok.")
    channel.is_lost = False

    reply = scene.reply(siti, "Maaf, ulangi.")
    channel.faults = [SendError("hung up", Then.UNSURE)]
    send(scene, channel)
    send(scene, channel)

    assert channel.texts == ["Maaf, ulangi."] * 2
    assert scene.row(reply).status == "sent"


def test_of_two_nudges_with_other_words_each_is_found(scene: Scene) -> None:
    channel, siti = TraceableChannel(), scene.someone("traceable")
    rows = [lose_a_nudge(scene, channel, siti, text) for text in ("Jatuh tempo besok.", "Kartu siap.")]

    scene.clock.pass_by(120)
    counts = scene.tick(lambda app: resolve_uncertain(app, [channel]))

    assert counts == {"looked_for": 2, "found": 2}
    assert scene.statuses(*rows) == ["sent", "sent"]
