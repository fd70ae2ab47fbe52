"""What may have been accepted is looked for, where that can be known; what fails after it was taken."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.channels import Drawing, SendError, Then
from bot.uncertain import resolve_uncertain
from flows.stored import dump_message
from flows.types import Picture, Say
from storage import Store, outcomes
from storage.deliveries import Told, merge
from storage.outcomes import Dead, Outcome, TryLater
from storage.tables import deliveries, redactions
from tests.outbox.rig import Scene, TraceableChannel, left_for_dead, rounds


@pytest.fixture
def scene(store: Store) -> Scene:
    return Scene(store)


@pytest.fixture
def channel() -> TraceableChannel:
    return TraceableChannel()


def send(scene: Scene, channel: TraceableChannel, number: int = 2) -> None:
    asyncio.run(rounds(scene.sender(channel, "first"), number))


def test_a_reply_whose_answer_was_lost_is_found_and_not_sent_again(
    scene: Scene, channel: TraceableChannel
) -> None:
    row = scene.reply(scene.someone("traceable"), "sekali")
    channel.is_lost = True
    send(scene, channel)
    assert scene.row(row).status == "waiting"

    scene.clock.pass_by(5)
    send(scene, channel)

    assert (channel.texts, len(channel.asked)) == (["sekali"], 1)
    assert (scene.row(row).status, scene.row(row).provider_id) == ("sent", "message-1")


def test_a_reply_that_is_not_found_is_sent_once_more(scene: Scene, channel: TraceableChannel) -> None:
    row = scene.reply(scene.someone("traceable"), "sekali")
    channel.faults = [SendError("hung up", Then.UNSURE)]
    channel.cannot_tell = [SendError("away", Then.RETRY)]
    send(scene, channel)
    for _ in range(2):
        scene.clock.pass_by(30)
        send(scene, channel)

    assert (len(channel.calls), len(channel.asked), channel.texts) == (2, 2, ["sekali"])
    assert (scene.row(row).status, scene.row(row).uncertain_count) == ("sent", 1)


def test_an_uncertain_nudge_is_found_afterwards_and_never_sent_again(
    scene: Scene, channel: TraceableChannel
) -> None:
    row = scene.nudge(scene.someone("traceable"), "sekali")
    channel.is_lost = True
    send(scene, channel)
    assert scene.row(row).status == "uncertain"
    lost = scene.nudge(scene.someone("traceable"), "hilang")
    channel.faults = [SendError("hung up", Then.UNSURE)]
    send(scene, channel)

    scene.clock.pass_by(120)
    counts = scene.tick(lambda app: resolve_uncertain(app, [channel]))

    assert counts == {"looked_for": 2, "found": 1}
    assert scene.statuses(row, lost) == ["sent", "uncertain"]
    assert channel.texts == ["sekali"]


def test_an_uncertain_picture_is_looked_for_as_it_was_sent_and_gone_on_with(
    scene: Scene, channel: TraceableChannel
) -> None:
    said, picture = (Say("any", {"text": "untuk Anda"}),), Picture("qr", {}, Say("yes_or_no.unclear"))
    body = scene.store.secrets.seal(dump_message(said, None, picture))
    row = scene.nudge(scene.someone("traceable"), "", body_sealed=body)
    channel.is_lost = True
    asyncio.run(rounds(scene.sender(channel, draw=lambda picture, lang: Drawing(b"a picture"))))
    assert scene.row(row).status == "uncertain"

    scene.clock.pass_by(120)
    assert scene.tick(lambda app: resolve_uncertain(app, [channel]))["found"] == 1
    channel.is_lost = False
    send(scene, channel)

    asked = channel.asked[0]
    assert (asked.text, asked.picture is not None) == (channel.texts[0], True)
    assert channel.texts[1:] == ["untuk Anda"]
    assert scene.row(row).status == "sent"


def test_what_is_sent_is_tracked_and_what_is_private_is_to_be_erased_there(
    scene: Scene, channel: TraceableChannel
) -> None:
    private = scene.reply(scene.someone("traceable"), "NIK 6271 0101 0190 0001 dicatat")
    plain = scene.reply(scene.someone("traceable"), "halo")

    send(scene, channel)

    with scene.store.reading() as conn:
        told = conn.execute(select(deliveries.c.outbox_id, deliveries.c.status)).all()
        erased = conn.execute(select(redactions.c.provider_id)).scalars().all()
    assert sorted((row, status) for row, status in told) == [(private, "queued"), (plain, "queued")]
    assert list(erased) == [scene.row(private).provider_id]


def fail(scene: Scene, row: int, outcome: Outcome, part: int = 0, sid: str | None = None) -> None:
    sid = sid or scene.row(row).provider_id
    with scene.store.writing() as conn:
        merge(conn, [Told(row, part, sid, "failed", scene.clock.now, 63018)])
        outcomes.failed_later(conn, scene.store.secrets, [outcome], scene.clock.now)


def test_a_message_that_failed_after_it_was_taken_is_sent_three_times_at_most(
    scene: Scene, channel: TraceableChannel
) -> None:
    row = scene.nudge(scene.someone("traceable"), "ingat")
    for _ in range(3):
        send(scene, channel)
        assert scene.row(row).status == "sent"
        fail(scene, row, TryLater(row, scene.clock.now + timedelta(seconds=1), "busy"))
        fail(scene, row, TryLater(row, scene.clock.now + timedelta(seconds=1), "busy"))
        scene.clock.pass_by(2)
    send(scene, channel)

    assert (len(channel.sent), scene.row(row).status) == (3, "dead")


def test_neither_parts_nor_the_silence_of_an_account_count_as_tries(
    scene: Scene, channel: TraceableChannel
) -> None:
    channel.text_limit = 10
    channel.faults = [SendError("too many", Then.WAIT, retry_after=1)] * 2
    row = scene.reply(scene.someone("traceable"), "satu dua\n\ntiga empat\n\nlima enam")
    for _ in range(4):
        send(scene, channel, 4)
        scene.clock.pass_by(2)
    assert scene.row(row).status == "sent"

    fail(scene, row, TryLater(row, scene.clock.now, "busy"), part=scene.row(row).parts_sent)

    assert scene.row(row).status == "waiting"


def test_a_part_that_failed_before_the_last_is_not_sent_again(
    scene: Scene, channel: TraceableChannel
) -> None:
    channel.text_limit = 10
    row = scene.reply(scene.someone("traceable"), "satu dua\n\ntiga empat")
    send(scene, channel, 4)
    assert scene.row(row).status == "sent"

    fail(scene, row, TryLater(row, scene.clock.now, "busy"), part=0, sid="message-1")

    assert scene.row(row).status == "dead"
    assert len(channel.sent) == 2


def test_what_failed_before_it_was_known_to_be_sent_is_dealt_with_then(
    scene: Scene, channel: TraceableChannel
) -> None:
    row = scene.reply(scene.someone("traceable"), "halo")
    with scene.store.writing() as conn:
        merge(conn, [Told(row, 0, "message-1", "failed", scene.clock.now, 63005)])

    sender = scene.sender(channel, explain=lambda failed: Dead(failed.outbox_id, f"code {failed.code}"))
    asyncio.run(rounds(sender))

    assert (scene.row(row).status, scene.row(row).error) == ("dead", "code 63005")


def tell_that_it_was_sent(scene: Scene, row: int) -> None:
    with scene.store.writing() as conn:
        merge(conn, [Told(row, 0, "SM1", "delivered", scene.clock.now)])


@pytest.mark.parametrize("priority", [0, 1])
def test_what_was_told_before_its_call_timed_out_is_sent_and_not_sent_again(
    scene: Scene, channel: TraceableChannel, priority: int
) -> None:
    budi = scene.someone("traceable")
    row = scene.nudge(budi, "sekali") if priority else scene.reply(budi, "sekali")
    channel.faults = [SendError("timed out", Then.UNSURE)]

    async def go() -> None:
        sender = scene.sender(channel)
        await sender.step()
        tell_that_it_was_sent(scene, row)
        await rounds(sender)
        scene.clock.pass_by(60)
        await rounds(sender, 2)

    asyncio.run(go())

    assert (len(channel.calls), channel.asked) == (1, [])
    assert (scene.row(row).status, scene.row(row).provider_id) == ("sent", "SM1")


def test_what_was_told_before_its_sender_died_is_sent_and_not_sent_again(
    scene: Scene, channel: TraceableChannel
) -> None:
    row = scene.reply(scene.someone("traceable"), "sekali")
    channel.faults = ["hang"]

    async def dies() -> None:
        sender = scene.sender(channel)
        await sender.step()
        await asyncio.sleep(0)
        with left_for_dead(sender):
            tell_that_it_was_sent(scene, row)

    asyncio.run(dies())
    scene.lease_runs_out()

    asyncio.run(rounds(scene.sender(channel, "second"), 2))

    assert (len(channel.calls), channel.asked) == (1, [])
    assert (scene.row(row).status, scene.row(row).provider_id) == ("sent", "SM1")


@pytest.mark.parametrize("error", [OSError("away"), SendError("timed out", Then.UNSURE)])
def test_a_reply_is_not_lost_because_it_could_not_be_looked_for(
    scene: Scene, channel: TraceableChannel, error: Exception
) -> None:
    row = scene.reply(scene.someone("traceable"), "sekali")
    channel.faults = [SendError("hung up", Then.UNSURE)]
    channel.cannot_tell = [error] * 3
    for _ in range(6):
        send(scene, channel)
        scene.clock.pass_by(60)

    assert (channel.texts, scene.row(row).status) == (["sekali"], "sent")
