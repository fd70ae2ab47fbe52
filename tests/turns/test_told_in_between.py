"""A notice that came after a question: an "oke" thanks for it, and does not answer the question."""

from __future__ import annotations

from datetime import timedelta

from bot.coverage import registration
from bot.coverage.registration import Answer
from storage import Store
from tests.turns.test_paying import OFFICE
from tests.turns.town import YES, Town, in_town


def test_an_oke_after_a_notice_ends_nothing_and_a_yes_to_the_question_shown_again_does(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.say("Budi", f"/start {await town.nominate()}", *YES)
        town.now += timedelta(minutes=1)
        await town.say("Ani", "pekerja", "berhenti atau ganti", "1")
        town.now += timedelta(minutes=1)
        with town.store.writing() as connection:
            answer = Answer(town.nominations()[0].reference, "12345678901")
            registration.accept(connection, town.store.secrets, [answer], OFFICE, town.now)
        await town.deliver()
        town.read("Ani")

        town.now += timedelta(minutes=1)
        assert "tunjukkan sekali lagi" in await town.say("Ani", "oke")
        assert town.statuses() == ["registered"]

        await town.say("Ani", "ya")
        assert town.statuses() == ["withdrawn"]

    in_town(store, journey)


def test_an_oke_without_a_notice_is_a_yes(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.say("Budi", f"/start {await town.nominate()}", *YES)
        town.now += timedelta(minutes=1)

        await town.say("Ani", "pekerja", "berhenti atau ganti", "1", "oke")

        assert town.statuses() == ["withdrawn"]

    in_town(store, journey)
