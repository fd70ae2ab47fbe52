"""The outbox on both databases: what is sent, in which order, and what comes of it when something fails."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import Connection, event, update
from structlog.testing import capture_logs

from bot.channels import Button, SendError, Then
from bot.outbox import FOR_REPLIES, IN_FLIGHT
from bot.pace import TELEGRAM_CHAT, Pace
from storage import Store, claims, outcomes
from storage import outbox as stored
from storage.tables import leases, outbox
from tests.outbox.rig import FakeChannel, Scene, left_for_dead, rounds, slow

T = TypeVar("T")
BUSY = SendError("Too Many Requests", Then.WAIT, retry_after=30)
AWAY = SendError("Bad Gateway", Then.RETRY)
REFUSED = SendError("Bad Request: message text is empty", Then.NEVER)
HUNG_UP = SendError("Timed out", Then.UNSURE)
BLOCKED = SendError("Forbidden: bot was blocked by the user", Then.GONE)


@pytest.fixture
def scene(store: Store) -> Scene:
    return Scene(store)


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


def test_a_reply_goes_to_where_they_wrote_from_and_what_was_sent_is_kept(
    scene: Scene, channel: FakeChannel
) -> None:
    budi = scene.someone()
    scene.reached_at(budi[0])
    row = scene.reply(budi, "Pekerjaannya apa?", ["supir", "kebun"])

    asyncio.run(scene.sender(channel).drain())

    assert [message.address for message in channel.sent] == ["chat-2"]
    assert channel.sent[0].buttons == (Button("c1:1:job:supir", "Supir"), Button("c1:1:job:kebun", "Kebun"))
    kept = scene.row(row)
    assert (kept.status, kept.provider_id, kept.attempts, kept.error) == ("sent", "message-1", 1, None)
    assert scene.store.secrets.open_text(kept.text_sealed) == "Pekerjaannya apa?"
    assert kept.sent_at == scene.clock.now
    assert kept.claimed_by is None


def test_messages_to_one_person_keep_their_order(scene: Scene, channel: FakeChannel) -> None:
    budi, siti = scene.someone(), scene.someone()
    for number in range(5):
        scene.reply(budi, f"budi {number}")
        scene.reply(siti, f"siti {number}")

    asyncio.run(scene.sender(channel).drain())
    asyncio.run(scene.sender(channel).drain())

    for name in ("budi", "siti"):
        assert [text for text in channel.texts if text.startswith(name)][:2] == [f"{name} 0", f"{name} 1"]


def test_a_later_message_waits_while_an_earlier_one_is_tried_again(
    scene: Scene, channel: FakeChannel
) -> None:
    budi = scene.someone()
    first, second = scene.reply(budi, "satu"), scene.reply(budi, "dua")
    channel.faults = [AWAY]

    async def conversation() -> None:
        sender = scene.sender(channel)
        await rounds(sender, 2)
        assert scene.statuses(first, second) == ["waiting", "waiting"]
        assert len(channel.calls) == 1
        scene.clock.pass_by(2)
        await rounds(sender, 3)

    asyncio.run(conversation())

    assert channel.texts == ["satu", "dua"]


def test_replies_go_before_nudges_and_nudges_before_campaigns(scene: Scene, channel: FakeChannel) -> None:
    scene.bulk(scene.someone(), "campaign")
    scene.nudge(scene.someone(), "nudge")
    scene.reply(scene.someone(), "reply")

    asyncio.run(scene.sender(channel).drain())

    assert channel.texts == ["reply", "nudge", "campaign"]


def test_nothing_is_sent_before_its_time(scene: Scene, channel: FakeChannel) -> None:
    person, _ = scene.someone()
    scene.put(person, "later", 1, not_before=scene.clock.now + timedelta(minutes=5))

    async def wait() -> None:
        sender = scene.sender(channel)
        await rounds(sender)
        assert channel.sent == []
        scene.clock.pass_by(300)
        await rounds(sender)

    asyncio.run(wait())

    assert channel.texts == ["later"]


def test_a_clock_that_was_set_back_makes_no_reply_wait(scene: Scene, channel: FakeChannel) -> None:
    scene.reply(scene.someone(), "baru")
    tried = scene.reply(scene.someone(), "dicoba lagi")
    nudge = scene.put(scene.someone()[0], "nanti", 1, not_before=scene.clock.now + timedelta(minutes=5))
    channel.faults = [None, AWAY]

    async def go_back() -> None:
        sender = scene.sender(channel)
        await rounds(sender)
        assert scene.row(tried).status == "waiting"
        scene.clock.now -= timedelta(hours=1)
        scene.reply(scene.someone(), "sesudah")
        await rounds(sender)

    asyncio.run(go_back())

    assert sorted(channel.texts) == ["baru", "dicoba lagi", "sesudah"]
    assert scene.row(nudge).status == "waiting"


def test_after_a_429_the_account_is_silent_for_as_long_as_it_was_told(
    scene: Scene, channel: FakeChannel
) -> None:
    row, other = scene.reply(scene.someone(), "satu"), scene.reply(scene.someone(), "dua")
    channel.faults = [BUSY, BUSY]
    elsewhere = FakeChannel(account="other_bot")
    scene.reply(scene.someone(account="other_bot"), "tiga")

    async def wait() -> None:
        sender = scene.sender(channel, pace=slow())
        await rounds(sender)
        scene.reply(scene.someone(), "empat")
        scene.clock.pass_by(29)
        await rounds(sender)
        assert len(channel.calls) == 2
        await rounds(scene.sender(elsewhere, "elsewhere", pace=slow()))
        assert elsewhere.texts == ["tiga"]
        for _ in range(2):
            scene.clock.pass_by(1)
            await rounds(sender)

    asyncio.run(wait())

    assert sorted(channel.texts) == ["dua", "empat", "satu"]
    assert scene.statuses(row, other) == ["sent", "sent"]


def test_a_provider_that_is_away_is_tried_again_ever_more_slowly(scene: Scene, channel: FakeChannel) -> None:
    row = scene.reply(scene.someone(), "sabar")
    channel.faults = [AWAY] * 10
    pauses = []

    async def wait() -> None:
        sender = scene.sender(channel)
        for _ in range(10):
            await rounds(sender)
            pauses.append((scene.row(row).not_before - scene.clock.now).total_seconds())
            scene.clock.pass_by(pauses[-1])
        await rounds(sender)

    asyncio.run(wait())

    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 200, 200]
    assert (channel.texts, scene.row(row).attempts) == (["sabar"], 11)


def test_what_can_never_be_sent_is_dead_and_seen_and_holds_up_nothing(
    scene: Scene, channel: FakeChannel
) -> None:
    budi = scene.someone()
    dead, after = scene.reply(budi, ""), scene.reply(budi, "lanjut")
    channel.faults = [REFUSED]

    asyncio.run(rounds(scene.sender(channel), 3))

    assert scene.statuses(dead, after) == ["dead", "sent"]
    with scene.store.reading() as conn:
        (seen,) = stored.unsent(conn)
    assert (seen.id, seen.status, seen.error) == (dead, "dead", REFUSED.reason)
    assert seen.person.startswith("P")


def test_a_row_that_cannot_be_read_is_dead_and_holds_up_nothing(scene: Scene, channel: FakeChannel) -> None:
    broken, fine = scene.reply(scene.someone(), "x"), scene.reply(scene.someone(), "baik")
    with scene.store.writing() as conn:
        conn.execute(
            outbox.update().where(outbox.c.id == broken).values(body_sealed=b"\x04oldkey-damaged-bytes")
        )

    asyncio.run(rounds(scene.sender(channel), 2))

    assert scene.statuses(broken, fine) == ["dead", "sent"]


def test_an_uncertain_reply_is_sent_once_more_and_then_never(scene: Scene, channel: FakeChannel) -> None:
    row = scene.reply(scene.someone(), "mungkin")
    channel.faults = [HUNG_UP, HUNG_UP]

    async def wait() -> None:
        sender = scene.sender(channel)
        for _ in range(4):
            await rounds(sender)
            scene.clock.pass_by(60)

    asyncio.run(wait())

    kept = scene.row(row)
    assert len(channel.calls) == 2
    assert (kept.status, kept.uncertain_count) == ("uncertain", 2)


def test_an_uncertain_reply_that_arrives_the_second_time_is_still_counted(
    scene: Scene, channel: FakeChannel
) -> None:
    row = scene.reply(scene.someone(), "mungkin")
    channel.faults = [HUNG_UP]

    async def wait() -> None:
        sender = scene.sender(channel)
        await rounds(sender)
        scene.clock.pass_by(5)
        await rounds(sender)

    asyncio.run(wait())

    assert (scene.row(row).status, scene.row(row).uncertain_count) == ("sent", 1)
    with scene.store.reading() as conn:
        assert [seen.id for seen in stored.unsent(conn)] == [row]


@pytest.mark.parametrize("kind", ["nudge", "bulk"])
def test_a_nudge_or_campaign_that_may_have_arrived_is_never_sent_again(
    scene: Scene, channel: FakeChannel, kind: str
) -> None:
    someone = scene.someone()
    row = scene.nudge(someone, "ingat") if kind == "nudge" else scene.bulk(someone, "ingat")
    channel.faults = [HUNG_UP]

    async def wait() -> None:
        sender = scene.sender(channel)
        await rounds(sender)
        scene.clock.pass_by(3600)
        await rounds(sender)

    asyncio.run(wait())

    assert (len(channel.calls), scene.row(row).status) == (1, "uncertain")


def test_a_bug_in_the_channel_is_uncertain_and_stops_nobody_else(scene: Scene, channel: FakeChannel) -> None:
    nudge = scene.nudge(scene.someone(), "satu")
    other = scene.nudge(scene.someone(), "dua")
    channel.faults = [ZeroDivisionError("a bug")]

    asyncio.run(rounds(scene.sender(channel)))

    assert scene.statuses(nudge, other) == ["uncertain", "sent"]
    assert scene.row(nudge).error == "the channel failed: ZeroDivisionError"


def test_after_a_crash_during_the_call_a_reply_is_sent_once_more_and_a_nudge_is_not(
    scene: Scene, channel: FakeChannel
) -> None:
    reply, nudge = scene.reply(scene.someone(), "balas"), scene.nudge(scene.someone(), "ingat")
    channel.faults = ["hang", "hang"]

    async def crash() -> None:
        with left_for_dead(scene.sender(channel)) as _:
            await scene.sender(channel, "first").step()
            await asyncio.sleep(0)

    asyncio.run(crash())
    assert scene.statuses(reply, nudge) == ["attempting", "attempting"]
    scene.lease_runs_out()
    asyncio.run(rounds(scene.sender(channel, "second"), 2))

    assert scene.statuses(reply, nudge) == ["sent", "uncertain"]
    assert channel.texts == ["balas"]


def test_after_a_crash_before_the_call_everything_is_sent_and_nothing_is_uncertain(
    scene: Scene, channel: FakeChannel
) -> None:
    rows = [scene.reply(scene.someone(), "satu"), scene.nudge(scene.someone(), "dua")]
    gone = stored.Holder("fake", "office_bot", "first")
    with scene.store.writing() as conn:
        claimed = claims.claim(conn, gone, scene.clock.now, {0: 10, 1: 10, 2: 10})
    assert scene.statuses(*rows) == ["claimed", "claimed"]

    asyncio.run(rounds(scene.sender(channel, "second")))

    assert len(claimed) == 2
    assert scene.statuses(*rows) == ["sent", "sent"]
    assert [scene.row(row).uncertain_count for row in rows] == [0, 0]


def test_rows_claimed_before_the_clock_was_set_back_are_taken_again(
    scene: Scene, channel: FakeChannel
) -> None:
    rows = [scene.reply(scene.someone(), "satu"), scene.reply(scene.someone(), "dua")]
    with scene.store.writing() as conn:
        claims.claim(conn, stored.Holder("fake", "office_bot", "first"), scene.clock.now, {0: 1})
        conn.execute(update(outbox).values(lease_until=outbox.c.lease_until + 3600))

    asyncio.run(rounds(scene.sender(channel, "first"), 2))

    assert scene.statuses(*rows) == ["sent", "sent"]


def test_what_senders_left_is_found_without_looking_at_all_that_waits(scene: Scene) -> None:
    """It is looked for every few seconds, by who holds the writer."""
    if not scene.store.is_sqlite:
        pytest.skip("Postgres plans by what is in the table")
    seen: list[str] = []
    holder = stored.Holder("fake", "office_bot", "first")
    with scene.store.writing() as conn:
        event.listen(conn, "before_cursor_execute", lambda *call: seen.append(call[2]))
        outcomes.recover(conn, holder)
    with scene.store.reading() as conn:
        marks = [tuple("x" * statement.count("?")) for statement in seen]
        plans = [
            conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", mark).all()
            for statement, mark in zip(seen, marks, strict=True)
        ]

    assert len(plans) == 2
    assert all("ix_outbox_held" in str(plan) for plan in plans)


def test_a_sender_that_slept_while_another_took_over_sends_nothing_of_what_it_had_claimed(
    scene: Scene,
) -> None:
    row = scene.reply(scene.someone(), "sekali")
    asleep = stored.Holder("fake", "office_bot", "first")
    other = FakeChannel()
    with scene.store.writing() as conn:
        claims.claim(conn, asleep, scene.clock.now, {0: 10})
    asyncio.run(rounds(scene.sender(other, "second")))

    with scene.store.writing() as conn:
        ours = stored.mark_attempting(conn, asleep, {row: stored.Attempt(None)}, scene.clock.now)
        outcomes.record(conn, scene.store.secrets, asleep, [outcomes.Dead(row, "too late")], scene.clock.now)

    assert ours == set()
    assert (other.texts, scene.row(row).status) == (["sekali"], "sent")


def test_only_one_of_two_senders_is_active_and_the_other_takes_over_when_it_dies(scene: Scene) -> None:
    first, second = FakeChannel(), FakeChannel()
    for number in range(20):
        scene.reply(scene.someone(), str(number))

    async def both() -> None:
        senders = scene.sender(first, "first"), scene.sender(second, "second")
        for sender in (*senders, *senders):
            await rounds(sender)
        assert (len(first.sent), len(second.sent)) == (20, 0)
        scene.reply(scene.someone(), "setelah")
        scene.lease_runs_out()
        await rounds(senders[1])

    asyncio.run(both())

    assert second.texts == ["setelah"]


def test_a_sender_that_waits_for_another_says_so_once(scene: Scene) -> None:
    async def wait() -> list[str]:
        first, second = scene.sender(FakeChannel(), "first"), scene.sender(FakeChannel(), "second")
        await first.step()
        with capture_logs() as logs:
            for _ in range(3):
                await second.step()
                scene.clock.pass_by(6)
        return [log["event"] for log in logs]

    assert asyncio.run(wait()) == ["outbox.standing_by"]


def test_a_sender_is_not_active_by_a_lease_whose_transaction_failed(
    scene: Scene, channel: FakeChannel
) -> None:
    row = scene.reply(scene.someone(), "sekali")
    write = scene.write

    async def fail_to_commit(work: Callable[[Connection], T], /) -> T:
        await write(work)
        with scene.store.writing() as conn:
            conn.execute(update(leases).values(holder="second"))
            conn.execute(update(outbox).values(status="waiting", claimed_by=None))
        raise OSError("the connection was lost at COMMIT")

    async def lose() -> None:
        scene.write = fail_to_commit  # type: ignore[method-assign]
        failing = scene.sender(channel, "first")
        with pytest.raises(OSError, match="COMMIT"):
            await failing.step()
        assert not failing.is_active

    asyncio.run(lose())

    assert (channel.sent, scene.row(row).status) == ([], "waiting")


def test_a_sender_that_stops_leaves_its_lease_at_once(scene: Scene) -> None:
    first, second = FakeChannel(), FakeChannel()
    scene.reply(scene.someone(), "satu")

    async def both() -> None:
        sender = scene.sender(first, "first")
        await sender.step()
        sender.stop()
        await sender.run()
        scene.reply(scene.someone(), "dua")
        await rounds(scene.sender(second, "second"))

    asyncio.run(both())

    assert (first.texts, second.texts) == (["satu"], ["dua"])


def test_one_call_at_a_time_to_each_person(scene: Scene, channel: FakeChannel) -> None:
    budi = scene.someone()
    scene.reply(budi, "balas")
    scene.nudge(budi, "ingat")
    channel.faults = ["hang"]

    async def crash() -> None:
        with left_for_dead(scene.sender(channel)):
            sender = scene.sender(channel, "first")
            for _ in range(3):
                await sender.step()
                await asyncio.sleep(0)

    asyncio.run(crash())

    assert [message.text for message in channel.calls] == ["balas"]


def test_calls_that_hang_leave_room_for_replies(scene: Scene, channel: FakeChannel) -> None:
    for number in range(IN_FLIGHT):
        scene.bulk(scene.someone(), str(number))
    channel.faults = ["hang"] * IN_FLIGHT

    async def crash() -> None:
        with left_for_dead(scene.sender(channel)):
            sender = scene.sender(channel, "first")
            for _ in range(8):
                await sender.step()
                await asyncio.sleep(0)
            assert len(channel.calls) == IN_FLIGHT - FOR_REPLIES
            scene.reply(scene.someone(), "balas")
            await sender.step()
            await asyncio.sleep(0)

    asyncio.run(crash())

    assert channel.calls[-1].text == "balas"


def test_a_nudge_goes_to_the_address_they_wrote_from_last(scene: Scene, channel: FakeChannel) -> None:
    other = FakeChannel("other")
    budi = scene.someone("other")
    newest = scene.reached_at(budi[0])
    scene.wrote(newest, scene.clock.now + timedelta(minutes=1))
    scene.nudge(budi, "ke yang ini")
    asyncio.run(scene.sender(other, "other").drain())
    asyncio.run(scene.sender(channel).drain())
    assert (other.texts, channel.texts) == ([], ["ke yang ini"])

    scene.wrote(budi[1], scene.clock.now + timedelta(minutes=2))
    scene.nudge(budi, "ke yang itu")
    asyncio.run(scene.sender(channel, "second").drain())
    asyncio.run(scene.sender(other, "other").drain())

    assert (other.texts, channel.texts) == (["ke yang itu"], ["ke yang ini"])


def test_a_nudge_to_someone_without_an_address_is_dead_and_says_why(
    scene: Scene, channel: FakeChannel
) -> None:
    budi = scene.someone("phone")
    row = scene.nudge(budi, "ingat")

    asyncio.run(scene.sender(channel).drain())

    assert (scene.row(row).status, scene.row(row).error) == ("dead", claims.NOWHERE)


def test_an_address_that_moved_is_followed_at_once(scene: Scene, channel: FakeChannel) -> None:
    budi = scene.someone()
    row = scene.reply(budi, "halo")
    channel.faults = [SendError("migrated", Then.MOVED, moved_to="chat-new")]

    asyncio.run(rounds(scene.sender(channel), 2))

    assert [message.address for message in channel.sent] == ["chat-new"]
    assert scene.row(row).status == "sent"


def test_an_address_that_moved_to_one_that_is_known_goes_there(scene: Scene, channel: FakeChannel) -> None:
    budi = scene.someone()
    known = scene.reached_at(budi[0])
    row = scene.reply(budi, "halo")
    channel.faults = [SendError("migrated", Then.MOVED, moved_to="chat-3")]

    asyncio.run(rounds(scene.sender(channel), 2))

    assert [message.address for message in channel.sent] == ["chat-3"]
    assert (scene.row(row).reply_to, scene.row(row).status) == (known, "sent")


def test_a_long_text_is_sent_in_parts_in_order_with_its_buttons_on_the_last(scene: Scene) -> None:
    channel = FakeChannel(text_limit=30)
    row = scene.reply(
        scene.someone(), "Paragraf yang pertama.\n\nParagraf kedua, panjang sekali isinya", ["ya"]
    )

    asyncio.run(scene.sender(channel).drain())

    assert channel.texts == ["Paragraf yang pertama.", "Paragraf kedua, panjang sekali", "isinya"]
    assert [len(message.buttons) for message in channel.sent] == [0, 0, 1]
    assert (scene.row(row).status, scene.row(row).parts_sent) == ("sent", 2)


def test_a_long_text_goes_on_where_it_was_interrupted_in_the_same_words(scene: Scene) -> None:
    channel = FakeChannel(text_limit=10)
    channel.faults = [None, AWAY]
    row = scene.reply(scene.someone(), "satu dua\n\ntiga empat")

    async def wait() -> None:
        await rounds(scene.sender(channel, "first"), 3)
        assert channel.texts == ["satu dua"]
        scene.clock.pass_by(10)
        scene.lease_runs_out()
        await rounds(scene.sender(channel, "second"), 3)

    asyncio.run(wait())

    assert channel.texts == ["satu dua", "tiga empat"]
    assert scene.store.secrets.open_text(scene.row(row).text_sealed) == "satu dua\n\ntiga empat"


def test_a_message_of_theirs_is_deleted_in_its_turn(scene: Scene, channel: FakeChannel) -> None:
    budi = scene.someone()
    scene.reply(budi, "NIK sudah saya catat")
    row = scene.deletion(budi, "4711")

    async def both() -> None:
        await rounds(scene.sender(channel), 2)

    asyncio.run(both())

    assert [message.delete for message in channel.sent] == [None, "4711"]
    assert (scene.row(row).status, scene.row(row).text_sealed) == ("sent", None)


def test_a_reply_overtakes_a_campaign_that_is_being_sent(scene: Scene, channel: FakeChannel) -> None:
    for number in range(100):
        scene.bulk(scene.someone(), f"campaign {number}")

    async def busy() -> None:
        sender = scene.sender(channel, pace=slow())
        await rounds(sender, 2)
        sent = len(channel.sent)
        scene.reply(scene.someone(), "reply")
        scene.clock.pass_by(0.1)
        await rounds(sender)
        assert channel.texts[sent] == "reply"

    asyncio.run(busy())


def test_in_a_minute_no_more_is_sent_than_the_limit_and_a_campaign_keeps_to_its_share(
    scene: Scene, channel: FakeChannel
) -> None:
    for number in range(200):
        scene.bulk(scene.someone(), f"campaign {number}")

    async def ten_seconds() -> None:
        sender = scene.sender(channel, pace=Pace(10, 0.5))
        for _ in range(100):
            await rounds(sender)
            scene.clock.pass_by(0.1)

    asyncio.run(ten_seconds())

    assert 48 <= len(channel.sent) <= 51


def test_one_chat_gets_a_burst_of_messages_at_once_and_then_one_a_second(
    scene: Scene, channel: FakeChannel
) -> None:
    budi, burst = scene.someone(), int(TELEGRAM_CHAT.burst)
    for number in range(burst + 5):
        scene.reply(budi, str(number))

    async def seconds() -> list[int]:
        sender = scene.sender(channel, pace=Pace(1000, 1))
        sent = []
        for _ in range(4):
            await rounds(sender, burst + 5)
            sent.append(len(channel.sent))
            scene.clock.pass_by(1)
        return sent

    assert asyncio.run(seconds()) == [burst, burst + 1, burst + 2, burst + 3]


def test_a_sender_sleeps_until_it_is_woken(scene: Scene, channel: FakeChannel) -> None:
    async def wait() -> None:
        sender = scene.sender(channel)
        running = asyncio.create_task(sender.run())
        await asyncio.sleep(0)
        scene.reply(scene.someone(), "bangun")
        sender.wake()
        await channel.has_sent.wait()
        sender.stop()
        await running

    asyncio.run(wait())

    assert channel.texts == ["bangun"]


def test_a_round_that_the_database_refuses_loses_no_result(scene: Scene, channel: FakeChannel) -> None:
    row = scene.reply(scene.someone(), "sekali")

    async def away() -> None:
        sender = scene.sender(channel)
        await sender.step()
        await sender.settle()
        write, sender._write = sender._write, _refuse  # type: ignore[assignment]
        with pytest.raises(ConnectionError):
            await sender.step()
        sender._write = write
        await sender.step()

    async def _refuse(work: object, /) -> None:
        raise ConnectionError("the database is away")

    asyncio.run(away())

    assert (len(channel.calls), scene.row(row).status) == (1, "sent")
