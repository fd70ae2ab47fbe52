"""Who is gone, so a platform says: believed in quiet times, and of nobody in a storm."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot.channels import SendError, Then
from bot.refusals import judge_refusals
from storage import Store
from storage.tables import people
from tests.outbox.rig import FakeChannel, Scene, rounds

BLOCKED = SendError("Forbidden: bot was blocked by the user", Then.GONE)
STOPPED = SendError("the person unsubscribed", Then.STOPPED)
WRONG = SendError("Forbidden: something is wrong with the platform", Then.STOPPED)


@pytest.fixture
def scene(store: Store) -> Scene:
    return Scene(store)


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


def pass_by_and_judge(scene: Scene, minutes: int = 6) -> dict[str, int]:
    scene.clock.pass_by(60 * minutes)
    return scene.tick(judge_refusals)


def opted_out(scene: Scene, person: int) -> bool:
    with scene.store.reading() as conn:
        at = conn.execute(select(people.c.opted_out_at).where(people.c.id == person)).scalar_one()
    return at is not None


def test_someone_who_blocked_the_bot_is_believed_to_be_gone_after_five_minutes(
    scene: Scene, channel: FakeChannel
) -> None:
    budi = scene.someone()
    row = scene.reply(budi, "halo")
    channel.faults = [BLOCKED]
    asyncio.run(rounds(scene.sender(channel)))
    assert scene.row(row).status == "waiting"
    assert scene.tick(judge_refusals)["believed"] == 0
    assert scene.address(budi[1]).unreachable_at is None

    judged = pass_by_and_judge(scene)

    assert judged == {"believed": 1, "opted_out": 0, "doubted": 0}
    assert scene.address(budi[1]).unreachable_at == scene.clock.now
    assert (scene.row(row).status, scene.row(row).error) == ("dead", BLOCKED.reason)
    assert not opted_out(scene, budi[0])


def test_a_nudge_goes_to_another_address_when_the_first_is_gone(scene: Scene, channel: FakeChannel) -> None:
    budi = scene.someone()
    newest = scene.reached_at(budi[0])
    row = scene.nudge(budi, "ingat")
    channel.faults = [BLOCKED]
    asyncio.run(rounds(scene.sender(channel)))

    pass_by_and_judge(scene)
    asyncio.run(rounds(scene.sender(channel, "first")))

    assert [message.address for message in channel.calls] == ["chat-3", "chat-2"]
    assert scene.row(row).status == "sent"
    assert scene.address(newest).unreachable_at is not None


def test_nothing_more_is_sent_to_an_address_that_is_gone_until_they_write(
    scene: Scene, channel: FakeChannel
) -> None:
    budi = scene.someone()
    scene.reply(budi, "satu")
    channel.faults = [BLOCKED]
    asyncio.run(rounds(scene.sender(channel)))
    pass_by_and_judge(scene)

    reply, nudge = scene.reply(budi, "dua"), scene.nudge(budi, "tiga")
    asyncio.run(rounds(scene.sender(channel, "first"), 2))

    assert scene.statuses(reply, nudge) == ["dead", "dead"]
    assert len(channel.calls) == 1


def test_someone_who_unsubscribed_is_opted_out_everywhere(scene: Scene, channel: FakeChannel) -> None:
    budi, siti = scene.someone(), scene.someone()
    for someone in (budi, siti):
        scene.nudge(someone, "ingat")
    channel.faults = [STOPPED]
    asyncio.run(rounds(scene.sender(channel)))

    judged = pass_by_and_judge(scene)

    assert judged["opted_out"] == 1
    assert [opted_out(scene, budi[0]), opted_out(scene, siti[0])] == [True, False]


def test_a_storm_of_errors_opts_nobody_out_and_everything_is_sent_once_it_is_over(
    scene: Scene, channel: FakeChannel
) -> None:
    everyone = [scene.someone() for _ in range(500)]
    rows = [scene.nudge(someone, str(number)) for number, someone in enumerate(everyone)]
    channel.faults = [WRONG] * 500

    async def storm() -> None:
        sender = scene.sender(channel)
        while len(channel.calls) < 500:
            await sender.step()
            await sender.settle()
        await sender.step()

    asyncio.run(storm())
    judged = pass_by_and_judge(scene)
    assert judged == {"believed": 0, "opted_out": 0, "doubted": 500}
    assert scene.mark("refusals.storm:fake:office_bot") == scene.clock.now.isoformat()
    assert not any(opted_out(scene, person) for person, _ in everyone)
    asyncio.run(rounds(scene.sender(channel, "first")))
    assert channel.sent == []
    scene.clock.pass_by(15 * 60)
    scene.lease_runs_out()
    asyncio.run(scene.sender(channel, "second").drain())

    assert sorted(channel.texts, key=int) == [str(number) for number in range(500)]
    assert set(scene.statuses(*rows)) == {"sent"}
    assert scene.address(everyone[0][1]).suspected_at is None


def test_what_was_believed_counts_against_the_budget_of_its_hour(scene: Scene, channel: FakeChannel) -> None:
    def refuse(number: int) -> None:
        for _ in range(2 * number):
            scene.nudge(scene.someone(), "ingat")
        channel.faults = [BLOCKED] * number
        asyncio.run(rounds(scene.sender(channel, "first"), 2))

    refuse(8)
    assert pass_by_and_judge(scene)["believed"] == 8
    refuse(8)
    assert pass_by_and_judge(scene)["doubted"] == 8
    scene.clock.pass_by(3600)
    scene.tick(judge_refusals)
    for _ in range(8):
        scene.nudge(scene.someone(), "halo")
    channel.faults = [BLOCKED] * 8
    asyncio.run(rounds(scene.sender(channel, "first"), 2))

    assert pass_by_and_judge(scene)["believed"] == 8


@pytest.mark.parametrize("minutes", [6, 36])
def test_a_storm_on_a_quiet_account_opts_nobody_out(scene: Scene, channel: FakeChannel, minutes: int) -> None:
    """A wrong sender number, say: one message now and then, all refused."""
    everyone = [scene.someone() for _ in range(5)]
    channel.faults = [WRONG] * 1000
    for someone in everyone:
        scene.nudge(someone, "ingat")
        for _ in range(minutes // 6):
            asyncio.run(rounds(scene.sender(channel, "first")))
            pass_by_and_judge(scene)

    assert not any(opted_out(scene, person) for person, _ in everyone)
    assert channel.sent == []
    assert scene.mark("refusals.storm:fake:office_bot") is not None


def test_on_a_quiet_account_who_unsubscribed_is_opted_out_once_something_is_sent(
    scene: Scene, channel: FakeChannel
) -> None:
    budi = scene.someone()
    scene.nudge(budi, "ingat")
    channel.faults = [STOPPED, STOPPED]
    asyncio.run(rounds(scene.sender(channel)))
    assert pass_by_and_judge(scene) == {"believed": 0, "opted_out": 0, "doubted": 0}

    scene.nudge(scene.someone(), "halo")
    asyncio.run(rounds(scene.sender(channel, "first"), 2))
    assert channel.texts == ["halo"]

    assert pass_by_and_judge(scene, 1)["opted_out"] == 1
    assert opted_out(scene, budi[0])


def test_a_message_that_arrives_clears_the_suspicion(scene: Scene, channel: FakeChannel) -> None:
    budi = scene.someone()
    row = scene.reply(budi, "halo")
    channel.faults = [BLOCKED]
    asyncio.run(rounds(scene.sender(channel)))
    assert scene.address(budi[1]).suspected_as == "gone"
    scene.clock.pass_by(301)

    asyncio.run(rounds(scene.sender(channel, "first")))

    assert scene.row(row).status == "sent"
    assert (scene.address(budi[1]).suspected_at, scene.tick(judge_refusals)["believed"]) == (None, 0)
