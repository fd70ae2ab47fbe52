"""People of the office in the chat: a code makes it theirs, a word brings a link; for others not."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot import identity
from bot.hand import OPERATOR, Hand
from bot.identity import Invited
from storage import Store, audit, sessions, staff, tasks
from tests.turns.town import Town, in_town


def invited(town: Town, name: str = "Dewi", role: str | None = "staff") -> Invited:
    with town.store.writing() as connection:
        hand = Hand(connection, town.store.secrets, town.app.office, town.now, OPERATOR)
        return identity.invite(hand, name, role)


def at(store: Store, journey: Callable[[Town], Awaitable[None]]) -> None:
    in_town(store, journey)


def link_in(text: str) -> str | None:
    found = re.search(r"http://127\.0\.0\.1:8081/masuk#([\w-]{43})", text)
    return found[1] if found else None


def test_a_code_makes_the_chat_theirs_and_the_word_brings_a_link(store: Store) -> None:
    async def journey(town: Town) -> None:
        given = invited(town)
        await town.say("Dewi HP", "halo")

        linked = await town.say("Dewi HP", f"konsol {given.code[:5].lower()}-{given.code[5:]}")
        answer = await town.say("Dewi HP", "/konsol")

        assert "Baik, Dewi" in linked
        token = link_in(answer)
        assert token
        with store.writing() as connection:
            assert sessions.use(connection, store.secrets, "browser", token, town.now) == given.who.id
            assert len(tasks.staff(connection)) == 1
            trail = [(one.actor, one.what) for one in reversed(audit.page(connection))]
        assert trail == [(OPERATOR, "staff.invited"), ("Dewi", "chat.linked"), ("Dewi", "sign_in.asked")]

    at(store, journey)


def test_for_everyone_else_it_is_a_word_like_any_other(store: Store) -> None:
    async def journey(town: Town) -> None:
        await town.say("Ani", "halo")
        plain = await town.say("Ani", "zzzz")

        assert await town.say("Ani", "konsol") == plain
        assert link_in(plain) is None

    at(store, journey)


def test_a_code_is_good_once_and_for_ten_minutes(store: Store) -> None:
    async def journey(town: Town) -> None:
        code = invited(town).code
        await town.say("Dewi HP", f"KONSOL {code}")
        again = await town.say("Ani", f"KONSOL {code}")
        late = invited(town, "Sari").code
        town.now += timedelta(minutes=10)

        assert "tidak kami kenal" in again
        assert "tidak kami kenal" in await town.say("Sari HP", f"KONSOL {late}")

    at(store, journey)


def test_who_left_is_answered_like_anyone_and_told_of_nothing(store: Store) -> None:
    async def journey(town: Town) -> None:
        given = invited(town)
        await town.say("Dewi HP", f"KONSOL {given.code}")
        with store.writing() as connection:
            staff.end(connection, given.who.id, town.now)
            assert tasks.staff(connection) == []

        assert link_in(await town.say("Dewi HP", "konsol")) is None

    at(store, journey)


def test_a_viewer_opens_the_console_and_is_told_of_no_task(store: Store) -> None:
    async def journey(town: Town) -> None:
        given = invited(town, role="viewer")
        await town.say("Dewi HP", f"KONSOL {given.code}")

        assert link_in(await town.say("Dewi HP", "konsol"))
        with store.reading() as connection:
            assert tasks.staff(connection) == []

    at(store, journey)


def test_two_at_once_with_one_code_become_one_colleague(store: Store) -> None:
    async def journey(town: Town) -> None:
        code = invited(town).code
        await town.say("Dewi HP", "halo")
        await town.say("Ani", "halo")

        await town.say_at_once(("Dewi HP", f"KONSOL {code}"), ("Ani", f"KONSOL {code}"))

        answers = [town.read("Dewi HP"), town.read("Ani")]
        assert sorted("Baik, Dewi" in one for one in answers) == [False, True]

    at(store, journey)
