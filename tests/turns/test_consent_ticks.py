"""What time does to an invitation: one reminder, then the end; and what people agreed to is sealed."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import invitations, nudges
from bot.ticks import ticks
from storage import Store, evidence, tables
from storage.chain import Broken
from tests.turns.test_consent import failures
from tests.turns.town import WORKER, YES, Town, in_town, token_in


def test_who_invited_is_reminded_once_with_the_link_again(store: Store) -> None:
    async def journey(town: Town) -> None:
        token = await town.nominate()
        await town.pass_days(1)
        early = town.read("Ani")
        await town.pass_days(1)
        reminded = town.read("Ani")
        await town.pass_days(3)

        assert early == ""
        assert token_in(reminded) == token
        assert "29 November 2026" in reminded
        assert town.read("Ani") == ""

    in_town(store, journey)


def test_a_worker_who_opened_the_link_is_the_one_who_is_reminded(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.say("Budi", f"/start {await town.nominate()}", "ya", "0009")
        await town.pass_days(3)

        assert town.read("Ani") == ""
        reminded = town.read("Budi")
        assert "Ani" in reminded
        assert "29 November 2026" in reminded
        assert "sekali lagi" in await town.say("Budi", "ya")  # shown again before it counts
        await town.say("Budi", "ya")
        assert town.statuses() == ["consented"]

    in_town(store, journey)


def test_a_reminder_that_could_not_be_sent_ends_with_its_invitation(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.nominate()
        for _ in range(8):
            town.now += timedelta(days=1)
            for tick in ticks(town.app):
                await tick.work()
        await town.deliver()

        assert "sudah kami hapus" in town.read("Ani")
        with store.reading() as connection:
            is_reminder = tables.outbox.c.kind == "nudge"
            query = select(tables.outbox.c.status, tables.outbox.c.withheld_because).where(is_reminder)
            assert connection.execute(query).all() == [("dead", None)]  # erased with the worker

    in_town(store, journey)


def test_who_wants_no_reminders_gets_none(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.nominate()
        await town.say("Ani", "stop")
        await town.pass_days(3)

        assert town.read("Ani") == ""

    in_town(store, journey)


def test_two_processes_remind_and_expire_once(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.nominate()
        apps = [town.app, town.another_app()]
        town.now += timedelta(days=2)
        reminded = await asyncio.gather(*(nudges.remind(app) for app in apps))
        for _ in range(6):
            town.now += timedelta(days=1)
            expired = await asyncio.gather(*(invitations.expire(app) for app in apps))
        await town.deliver()

        assert sorted(one["queued"] for one in reminded) == [0, 1]
        assert sorted(expired) == [0, 1]
        assert town.statuses() == ["expired"]
        with store.reading() as connection:
            keys = list(connection.scalars(select(tables.outbox.c.key)))
        assert sum(key.startswith("nudge:") for key in keys) == 1
        assert sum(key.endswith(":expired") for key in keys) == 1

    in_town(store, journey)


def test_an_invitation_can_be_answered_until_its_last_day_ends(store: Store) -> None:
    async def journey(town: Town) -> None:
        token = await town.nominate()
        await town.pass_days(6)
        town.now += timedelta(days=1, hours=13)  # 29 November, 23.00 in Jakarta
        await town.tick()

        await town.say("Budi", f"/start {token}", *YES)

        assert town.statuses() == ["consented"]

    in_town(store, journey)


def test_after_its_last_day_it_is_over_even_before_the_tick(store: Store) -> None:
    async def journey(town: Town) -> None:
        token = await town.nominate()
        await town.say("Budi", f"/start {token}", "ya", "0009")
        town.now += timedelta(days=7, hours=15)  # 30 November, 01.00 in Jakarta
        late = await town.say("Budi", "ya")

        assert town.statuses() == ["invited"]
        assert late
        assert failures(town) == []
        await town.pass_days(2)
        assert town.statuses() == ["expired"]
        assert WORKER in town.read("Ani")

    in_town(store, journey)


def test_a_clock_that_leapt_ahead_erases_nobody(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.nominate()
        await town.tick()
        town.now += timedelta(days=60)
        await town.tick()

        assert town.statuses() == ["invited"]

    in_town(store, journey)


def test_what_was_agreed_to_is_sealed_and_verifies(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.say("Budi", f"/start {await town.nominate()}", *YES)

        assert await invitations.seal(town.app) == 3  # the notice, the declaration, the consent
        assert await invitations.seal(town.app) == 0
        with store.reading() as connection:
            assert evidence.verify(connection, store.secrets) == []

    in_town(store, journey)


def test_a_chain_that_was_cut_is_not_gone_on_with(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.nominate()
        await invitations.seal(town.app)
        with store.writing() as connection:
            connection.execute(tables.consent_chain.delete().where(tables.consent_chain.c.position == 2))

        with pytest.raises(Broken):
            await invitations.seal(town.app)

    in_town(store, journey)
