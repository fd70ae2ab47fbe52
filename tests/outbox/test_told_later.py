"""What a platform tells of messages whose call ended badly, or that failed after it took them."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot.app import App
from bot.channels import SendError, Then
from bot.deliveries import take_statuses
from flows.stored import dump_message
from flows.types import Say
from storage import Store
from storage.deliveries import Told
from storage.tables import redactions
from tests.outbox.rig import Scene, TraceableChannel, rounds

NIK = "NIK 6202014107900003 dicatat"  # invented


@pytest.fixture
def scene(store: Store) -> Scene:
    return Scene(store)


@pytest.fixture
def channel() -> TraceableChannel:
    return TraceableChannel()


def send(scene: Scene, channel: TraceableChannel) -> None:
    asyncio.run(rounds(scene.sender(channel)))


def tell(scene: Scene, row: int, sid: str, status: str, code: int | None = None) -> None:
    async def take(app: App) -> dict[str, int]:
        await take_statuses(app, [Told(row, 0, sid, status, scene.clock.now, code)])
        return {}

    scene.tick(take)


def to_erase(scene: Scene) -> list[str]:
    with scene.store.reading() as conn:
        return list(conn.scalars(select(redactions.c.provider_id).order_by(redactions.c.id)))


@pytest.mark.parametrize(("text", "erased"), [(NIK, ["SM1"]), ("halo", [])])
def test_what_turns_out_to_be_sent_is_erased_there_where_it_is_private(
    scene: Scene, channel: TraceableChannel, text: str, erased: list[str]
) -> None:
    row = scene.nudge(scene.someone("traceable"), text)
    channel.faults = [SendError("timed out", Then.UNSURE)]
    send(scene, channel)
    assert scene.row(row).status == "uncertain"

    tell(scene, row, "SM1", "delivered")

    assert scene.row(row).status == "sent"
    assert to_erase(scene) == erased


def test_of_a_reply_that_was_sent_twice_both_are_erased_there(
    scene: Scene, channel: TraceableChannel
) -> None:
    row = scene.reply(scene.someone("traceable"), NIK)
    channel.faults = [SendError("timed out", Then.UNSURE)]
    send(scene, channel)
    scene.clock.pass_by(30)
    send(scene, channel)

    tell(scene, row, "SM-first", "sent")

    assert to_erase(scene) == ["message-1", "SM-first"]


def test_what_was_erased_here_meanwhile_is_erased_there(scene: Scene, channel: TraceableChannel) -> None:
    row = scene.nudge(scene.someone("traceable"), "halo")
    channel.faults = [SendError("timed out", Then.UNSURE)]
    send(scene, channel)
    scene.change(row, body_sealed=None, text_sealed=None)

    tell(scene, row, "SM1", "delivered")

    assert to_erase(scene) == ["SM1"]


@pytest.mark.parametrize("was_uncertain", [False, True])
def test_a_failure_that_is_told_again_changes_nothing(
    scene: Scene, channel: TraceableChannel, was_uncertain: bool
) -> None:
    """As it is: "failed" and then "undelivered", or the same callback twice."""
    row = scene.reply(scene.someone("traceable"), "halo")
    channel.faults = [SendError("timed out", Then.UNSURE)]
    send(scene, channel)
    if not was_uncertain:
        scene.clock.pass_by(30)
        send(scene, channel)
        assert scene.row(row).status == "sent"

    sid = scene.row(row).provider_id or "SM1"
    tell(scene, row, sid, "failed", 63049)
    tomorrow = scene.row(row).not_before
    scene.clock.pass_by(60)
    for status in ("undelivered", "undelivered"):
        tell(scene, row, sid, status, 63049)

    assert (scene.row(row).status, scene.row(row).not_before) == ("waiting", tomorrow)


def test_a_nudge_that_was_uncertain_and_failed_is_sent_again_later(
    scene: Scene, channel: TraceableChannel
) -> None:
    row = scene.nudge(scene.someone("traceable"), "halo")
    channel.faults = [SendError("timed out", Then.UNSURE)]
    send(scene, channel)

    for _ in range(2):
        tell(scene, row, "SM1", "failed", 63049)
    scene.clock.pass_by(90_000)
    send(scene, channel)

    assert (scene.row(row).status, channel.texts) == ("sent", ["halo"])


def test_the_sender_of_the_service_takes_what_was_told_before_its_call_timed_out(
    scene: Scene, channel: TraceableChannel
) -> None:
    """As it is put together in `bot/app.py`."""
    body = scene.store.secrets.seal(dump_message((Say("yes_or_no.unclear"),), None))
    row = scene.nudge(scene.someone("traceable"), "", body_sealed=body)
    channel.faults = [SendError("timed out", Then.UNSURE)]

    async def serve(app: App) -> dict[str, int]:
        sender = app.sender(channel)
        await sender.step()
        await take_statuses(app, [Told(row, 0, "SM1", "delivered", scene.clock.now)])
        await rounds(sender)
        return {}

    scene.tick(serve)

    assert (scene.row(row).status, scene.row(row).provider_id) == ("sent", "SM1")
