"""Outside the window people get an approved template, a message on their other channel, or nothing yet."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot.channels import SendError, Template, Then
from bot.pace import Pace
from flows.types import Lang, Say
from storage import Store, people, turns, withheld
from tests.outbox.rig import FakeChannel, Scene, rounds

REMIND = Template("remind", "HX1", {"1": "Budi"}, "ingat")
CLOSED = SendError("outside the window", Then.TEMPLATE, code=63016)


@pytest.fixture
def scene(store: Store) -> Scene:
    return Scene(store)


@pytest.fixture
def whatsapp() -> FakeChannel:
    channel = FakeChannel("whatsapp")
    channel.window = timedelta(hours=24)
    return channel


def approved(says: Sequence[Say], lang: Lang) -> Template | None:
    return REMIND


def send(scene: Scene, channel: FakeChannel, **options: Any) -> None:
    asyncio.run(rounds(scene.sender(channel, channel.name, **options), 2))


def test_inside_the_window_the_text_goes_and_outside_of_it_the_template(
    scene: Scene, whatsapp: FakeChannel
) -> None:
    budi, siti, tono = (scene.someone("whatsapp") for _ in range(3))
    scene.wrote(budi[1], scene.clock.now - timedelta(hours=23, minutes=59))
    scene.wrote(siti[1], scene.clock.now - timedelta(hours=24))
    rows = [scene.nudge(someone, "ingat") for someone in (budi, siti, tono)]

    send(scene, whatsapp, templates=approved)

    assert [message.template for message in whatsapp.sent] == [None, REMIND, REMIND]
    assert whatsapp.texts == ["ingat"] * 3
    assert [scene.row(row).template for row in rows] == [None, "remind", "remind"]


def test_what_has_no_template_is_withheld_and_goes_when_they_write(
    scene: Scene, whatsapp: FakeChannel
) -> None:
    budi = scene.someone("whatsapp")
    row = scene.nudge(budi, "ingat")
    send(scene, whatsapp)
    kept = scene.row(row)
    assert (kept.status, kept.withheld_because) == ("withheld", "no_template")
    assert "no approved template" in kept.error
    assert kept.channel is None

    scene.wrote(budi[1])
    scene.change(row, status="waiting")
    send(scene, whatsapp)

    assert (whatsapp.texts, scene.row(row).withheld_because) == (["ingat"], None)


def test_what_has_no_template_falls_back_to_their_other_channel_once(
    scene: Scene, whatsapp: FakeChannel
) -> None:
    budi = scene.someone("telegram")
    scene.wrote(scene.reached_at(budi[0], "whatsapp"), scene.clock.now - timedelta(days=2))
    scene.change_address(budi[1], created_at=scene.clock.now - timedelta(days=9))
    row = scene.nudge(budi, "ingat")
    send(scene, whatsapp)
    assert (scene.row(row).status, scene.row(row).channel) == ("waiting", "telegram")
    telegram = FakeChannel("telegram")
    telegram.faults = [SendError("never", Then.NEVER)]

    send(scene, telegram)

    assert (scene.row(row).status, scene.row(row).fell_back) == ("dead", True)
    assert (len(whatsapp.calls), len(telegram.calls)) == (0, 1)


def test_a_reply_that_can_never_be_sent_goes_nowhere_else(scene: Scene, whatsapp: FakeChannel) -> None:
    budi = scene.someone("whatsapp")
    scene.reached_at(budi[0], "telegram")
    scene.wrote(budi[1])
    row = scene.reply(budi, "halo")
    whatsapp.faults = [SendError("never", Then.NEVER)]

    send(scene, whatsapp)

    assert (scene.row(row).status, scene.row(row).fell_back) == ("dead", False)


def test_when_the_platform_says_the_window_is_closed_it_goes_as_a_template(
    scene: Scene, whatsapp: FakeChannel
) -> None:
    budi = scene.someone("whatsapp")
    scene.wrote(budi[1], scene.clock.now - timedelta(hours=23))
    row = scene.nudge(budi, "ingat")
    whatsapp.faults = [CLOSED]

    send(scene, whatsapp, templates=approved)

    assert [message.template for message in whatsapp.calls] == [None, REMIND]
    assert (scene.row(row).status, scene.address(budi[1]).wrote_at) == ("sent", None)


def test_a_template_that_is_refused_as_one_is_withheld(scene: Scene, whatsapp: FakeChannel) -> None:
    row = scene.nudge(scene.someone("whatsapp"), "ingat")
    whatsapp.faults = [CLOSED]

    send(scene, whatsapp, templates=approved)

    assert (scene.row(row).status, len(whatsapp.calls)) == ("withheld", 1)


def test_a_message_with_several_parts_is_one_template(scene: Scene, whatsapp: FakeChannel) -> None:
    whatsapp.text_limit = 10
    scene.nudge(scene.someone("whatsapp"), "satu dua\n\ntiga empat")

    send(scene, whatsapp, templates=approved)

    assert [(message.text, message.part) for message in whatsapp.sent] == [("ingat", 0)]


def test_no_more_people_are_written_to_in_a_day_than_the_account_may(
    scene: Scene, whatsapp: FakeChannel
) -> None:
    for number in range(12):
        scene.bulk(scene.someone("whatsapp"), f"kampanye {number}")
    inside = scene.someone("whatsapp")
    scene.wrote(inside[1])
    scene.bulk(inside, "di dalam")

    def pace() -> Pace:
        return Pace(1000, 1, people_per_day=10)

    send(scene, whatsapp, templates=approved, pace=pace())
    assert len(whatsapp.sent) == 10
    assert whatsapp.texts[-1] == "di dalam"
    scene.lease_runs_out()
    scene.nudge(scene.someone("whatsapp"), "ingat")
    send(scene, whatsapp, templates=approved, pace=pace())
    assert whatsapp.texts[10:] == ["ingat"]
    scene.clock.pass_by(24 * 3600 + 900)
    send(scene, whatsapp, templates=approved, pace=pace())

    assert len(whatsapp.sent) == 14


def test_what_is_found_to_be_outside_while_they_write_is_not_withheld(
    scene: Scene, whatsapp: FakeChannel
) -> None:
    budi = scene.someone("whatsapp")
    row = scene.nudge(budi, "ingat")

    async def go() -> None:
        sender = scene.sender(whatsapp)
        await sender.step()
        writes(scene, budi)
        await rounds(sender, 2)

    asyncio.run(go())

    assert (whatsapp.texts, scene.row(row).status) == (["ingat"], "sent")


def test_a_template_that_is_refused_while_they_write_goes_as_a_text(
    scene: Scene, whatsapp: FakeChannel
) -> None:
    budi = scene.someone("whatsapp")
    row = scene.nudge(budi, "ingat")
    whatsapp.faults = [CLOSED]

    async def go() -> None:
        sender = scene.sender(whatsapp, templates=approved)
        await sender.step()
        await sender.settle()
        scene.clock.pass_by(1)
        writes(scene, budi)
        await rounds(sender, 2)

    asyncio.run(go())

    assert [message.template for message in whatsapp.calls] == [REMIND, None]
    assert scene.row(row).status == "sent"


def writes(scene: Scene, someone: tuple[int, int]) -> None:
    """What their turn does first."""
    with scene.store.writing() as conn:
        people.have_written(conn, {someone[1]: scene.clock.now})
        turns.release_withheld(conn, [someone[0]])


def test_what_fell_back_to_someone_who_is_gone_there_waits_for_them_to_write(
    scene: Scene, whatsapp: FakeChannel
) -> None:
    budi = scene.someone("telegram")
    there = scene.reached_at(budi[0], "whatsapp")
    scene.change_address(budi[1], created_at=scene.clock.now - timedelta(days=9))
    row = scene.nudge(budi, "ingat")
    send(scene, whatsapp)
    assert scene.row(row).channel == "telegram"
    scene.change_address(budi[1], unreachable_at=scene.clock.now)

    send(scene, FakeChannel("telegram"))
    kept = scene.row(row)
    writes(scene, (budi[0], there))
    send(scene, whatsapp)

    assert (kept.status, kept.withheld_because, kept.channel) == ("withheld", "no_template", None)
    assert (whatsapp.texts, scene.row(row).status) == (["ingat"], "sent")


def test_what_waited_for_a_template_in_a_backup_is_not_released_by_writing(
    scene: Scene, whatsapp: FakeChannel
) -> None:
    budi = scene.someone("whatsapp")
    row = scene.nudge(budi, "ingat")
    send(scene, whatsapp)
    scene.clock.pass_by(7 * 86_400)

    with scene.store.writing() as conn:
        assert withheld.hold_back(conn, scene.clock.now).withheld == 1
    writes(scene, budi)
    send(scene, whatsapp)

    assert (whatsapp.calls, scene.row(row).withheld_because) == ([], "restored")
    with scene.store.writing() as conn:
        withheld.release(conn)
    send(scene, whatsapp)
    assert whatsapp.texts == ["ingat"]
