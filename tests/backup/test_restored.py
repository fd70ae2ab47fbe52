"""The system that a backup is a copy of lived on: what it did since is not done again by the restored one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, update

from bot.backup import back_up, restore
from storage import Store, withheld
from storage.restored import Settled, Tolerance, settle
from storage.tables import inbox, leases, link_codes, outbox
from tests.backup.living import KEYS, PASSPHRASE, content, settings_of
from tests.backup.test_copies import ignore
from tests.outbox.rig import Clock, FakeChannel, Scene, rounds
from tests.turns.town import NOW, YES, Town, in_town


@pytest.fixture
def scene(store: Store) -> Scene:
    return Scene(store)


@contextmanager
def restored(
    scene: Scene, database_url: str, tmp_path: Path, later: timedelta
) -> Iterator[tuple[Scene, Settled]]:
    """A copy of now, restored so much later; meanwhile all that waited was sent by the system that lived."""
    back_up(settings_of(database_url), tmp_path / "backup", PASSPHRASE, scene.clock.now, ignore)
    asyncio.run(_send_all(scene, FakeChannel()))
    now, url = scene.clock.now + later, f"sqlite:///{tmp_path / 'restored.db'}"
    done = restore(settings_of(url), tmp_path / "backup", PASSPHRASE, now, ignore)
    store = Store(url, KEYS.secrets())
    yield Scene(store, Clock(now)), done.settled
    store.close()


async def _send_all(scene: Scene, channel: FakeChannel) -> list[str]:
    await rounds(scene.sender(channel), 6)
    return channel.texts


def texts_of(scene: Scene) -> list[str]:
    """What goes out there now, by itself."""
    return asyncio.run(_send_all(scene, FakeChannel()))


def test_what_waited_in_the_copy_does_not_go_twice(scene: Scene, database_url: str, tmp_path: Path) -> None:
    someone = scene.someone()
    rows = [scene.reply(someone, "reply"), scene.nudge(someone, "nudge"), scene.bulk(someone, "bulk")]

    with restored(scene, database_url, tmp_path, timedelta(hours=1)) as (copy, settled):
        assert settled.messages == withheld.HeldBack(withheld=3, uncertain=0, going=0)
        assert scene.statuses(*rows) == ["sent"] * 3
        assert copy.statuses(*rows) == ["withheld"] * 3
        assert texts_of(copy) == []


def test_the_operator_releases_them_or_gives_them_up(scene: Scene, database_url: str, tmp_path: Path) -> None:
    someone = scene.someone()
    first, second, third = (scene.nudge(someone, text) for text in ("first", "second", "third"))

    with restored(scene, database_url, tmp_path, timedelta(hours=1)) as (copy, _):
        with copy.store.writing() as connection:
            assert [row.id for row in withheld.held(connection)] == [third, second, first]
            assert withheld.release(connection, [first, 999]) == 1
            assert withheld.drop(connection, [second, first]) == 1
        assert texts_of(copy) == ["first"]
        assert copy.row(second).body_sealed is None

        with copy.store.writing() as connection:
            assert withheld.drop(connection, [second]) == 0
            assert withheld.release(connection) == 1
        assert texts_of(copy) == ["third"]


@pytest.mark.parametrize("because", ["opted_out", "expired", "cancelled", "no_template"])
def test_what_is_withheld_for_another_reason_is_not_released(scene: Scene, because: str) -> None:
    row = scene.put(scene.someone()[0], "no", 1, status="withheld", withheld_because=because)

    with scene.store.writing() as connection:
        assert withheld.release(connection) == 0
        assert withheld.release(connection, [row]) == 0
        assert withheld.drop(connection) == 0

    assert scene.statuses(row) == ["withheld"]


def test_a_reply_that_someone_still_waits_for_goes_out(
    scene: Scene, database_url: str, tmp_path: Path
) -> None:
    someone = scene.someone()
    young, nudge = scene.reply(someone, "young"), scene.nudge(someone, "nudge")
    with scene.store.writing() as connection:
        taken = {"status": "claimed", "claimed_by": "one that is gone", "lease_until": 9e12}
        connection.execute(update(outbox).where(outbox.c.id == young).values(taken))

    with restored(scene, database_url, tmp_path, timedelta(minutes=5)) as (copy, settled):
        assert settled.messages == withheld.HeldBack(withheld=1, uncertain=0, going=1)
        assert copy.statuses(nudge) == ["withheld"]
        assert texts_of(copy) == ["young"]


def test_what_was_being_sent_is_uncertain_and_not_sent_again(
    scene: Scene, database_url: str, tmp_path: Path
) -> None:
    row = scene.reply(scene.someone(), "half way")
    with scene.store.writing() as connection:
        connection.execute(update(outbox).values(status="attempting", claimed_by="gone", lease_until=1.0))

    with restored(scene, database_url, tmp_path, timedelta(minutes=1)) as (copy, settled):
        assert settled.messages.uncertain == 1
        assert copy.statuses(row) == ["uncertain"]
        assert texts_of(copy) == []


def test_what_is_told_of_messages_of_the_system_that_lived_is_told_of_no_new_one(scene: Scene) -> None:
    last = scene.reply(scene.someone(), "before")

    with scene.store.writing() as connection:
        settle(connection, scene.clock.now, Tolerance(ZoneInfo("Asia/Pontianak"), 7))

    first = scene.reply(scene.someone(), "after")
    assert first > last + 1_000_000
    assert texts_of(scene) == ["before", "after"]


def test_an_event_that_waited_for_its_turn_is_set_aside(
    scene: Scene, database_url: str, tmp_path: Path
) -> None:
    person, address = scene.someone()
    with scene.store.writing() as connection:
        for number, minutes in enumerate((90, 2)):
            row = {
                "channel": "fake", "account": "office_bot", "provider_id": f"{number}", "person_id": person,
                "address_id": address, "raw_sealed": b"x", "status": "waiting",
                "received_at": scene.clock.now - timedelta(minutes=minutes),
            }  # fmt: skip
            connection.execute(insert(inbox).values(row))

    with restored(scene, database_url, tmp_path, timedelta(minutes=5)) as (copy, settled):
        assert settled.set_aside == 1
        with copy.store.reading() as connection:
            assert connection.scalars(select(inbox.c.status).order_by(inbox.c.id)).all() == [
                "failed",
                "waiting",
            ]


def test_what_was_held_by_the_system_that_lived_is_free(
    scene: Scene, database_url: str, tmp_path: Path
) -> None:
    person, _ = scene.someone()
    with scene.store.writing() as connection:
        connection.execute(insert(leases).values(name="sender", holder="the one", until=9e12))
        code = {"person_id": person, "code_hash": b"c" * 32, "expires_at": scene.clock.now}
        connection.execute(insert(link_codes).values(code))

    with restored(scene, database_url, tmp_path, timedelta(hours=1)) as (copy, _):
        kept: dict[str, list[Any]] = content(copy.store, set())
        assert kept["leases"] == kept["link_codes"] == []


@pytest.mark.parametrize("days", [3, 9])
def test_nobody_is_told_again_what_was_due_meanwhile(
    store: Store, database_url: str, tmp_path: Path, days: int
) -> None:
    """After 3 days a reminder was sent by the system that lived, after 9 that the invitation is over."""

    async def lived(town: Town) -> None:
        await town.nominate()
        town.read("Ani")
        back_up(settings_of(database_url), tmp_path / "backup", PASSPHRASE, town.now, ignore)
        await town.pass_days(days)
        assert town.read("Ani") != ""

    async def lives_again(town: Town) -> None:
        town.now += timedelta(days=days)
        await town.tick()
        await town.pass_days(1)  # a clock that leapt is doubted for a day, and nothing is erased
        assert town.statuses() == ["invited" if days < 7 else "expired"]
        with town.store.reading() as connection:
            told = select(outbox.c.key).where(outbox.c.created_at >= then, outbox.c.body_sealed.is_not(None))
            assert connection.scalars(told).all() == []

    then = NOW + timedelta(days=days)
    in_town(store, lived)
    url = f"sqlite:///{tmp_path / 'restored.db'}"
    restore(settings_of(url), tmp_path / "backup", PASSPHRASE, then, ignore)
    again = Store(url, KEYS.secrets())
    in_town(again, lives_again)
    again.close()


def test_an_invitation_that_was_open_then_can_be_answered_and_is_not_brought_to_mind(
    store: Store, database_url: str, tmp_path: Path
) -> None:
    """Its worker may have said no since, and nobody knows."""

    async def lived(town: Town) -> None:
        await town.nominate()
        back_up(settings_of(database_url), tmp_path / "backup", PASSPHRASE, town.now, ignore)

    async def lives_again(town: Town) -> None:
        for _ in range(5):
            await town.pass_days(1)
        assert town.statuses() == ["invited"]
        with town.store.reading() as connection:
            assert connection.scalars(select(outbox.c.key).where(outbox.c.key.like("%:reminder"))).all() == []

    in_town(store, lived)
    url = f"sqlite:///{tmp_path / 'restored.db'}"
    done = restore(settings_of(url), tmp_path / "backup", PASSPHRASE, NOW, ignore)
    again = Store(url, KEYS.secrets())
    in_town(again, lives_again)
    again.close()
    assert done.settled.reminders == 1


def test_conversations_go_on_in_the_restored_database(
    store: Store, database_url: str, tmp_path: Path
) -> None:
    tokens: list[str] = []

    async def lived(town: Town) -> None:
        tokens.append(await town.nominate())
        back_up(settings_of(database_url), tmp_path / "backup", PASSPHRASE, town.now, ignore)

    async def lives_again(town: Town) -> None:
        await town.say("Budi", f"/start {tokens[0]}", *YES)
        assert town.statuses() == ["consented"]

    in_town(store, lived)
    url = f"sqlite:///{tmp_path / 'restored.db'}"
    restore(settings_of(url), tmp_path / "backup", PASSPHRASE, NOW, ignore)
    again = Store(url, KEYS.secrets())
    in_town(again, lives_again)
    again.close()
