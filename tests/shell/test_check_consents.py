"""`sertakan check` looks at the consents where there is a database, and is content where there is none."""

from __future__ import annotations

from sqlalchemy import update

from bot import invitations
from storage import Store
from storage.tables import consents
from tests.shell.running import Machine
from tests.turns.town import YES, Town, in_town


def fill(store: Store) -> None:
    """A nomination, agreed to and sealed."""

    async def journey(town: Town) -> None:
        await town.say("Budi", f"/start {await town.nominate()}", *YES)
        await invitations.seal(town.app)

    in_town(store, journey)


def head_in(printed: str) -> str:
    return printed.strip().rpartition(" ")[2]


def test_without_a_database_there_is_nothing_to_look_at(machine: Machine) -> None:
    ended = machine.run("check")

    assert (ended.code, ended.err) == (0, "")
    assert "no database yet" in ended.out
    assert list(machine.folder.iterdir()) == []


def test_consents_that_are_as_they_were_show_the_head_to_note_down(
    either_machine: Machine, store: Store
) -> None:
    fill(store)

    ended = either_machine.run("check")
    again = either_machine.run("check", "--head", head_in(ended.out))

    assert (ended.code, ended.err) == (0, "")
    assert head_in(ended.out).startswith("3:")
    assert (again.code, again.out) == (0, ended.out)


def test_a_consent_that_was_changed_is_said(either_machine: Machine, store: Store) -> None:
    fill(store)
    with store.writing() as connection:
        connection.execute(update(consents).where(consents.c.id == 2).values(choice="decline"))

    ended = either_machine.run("check")

    assert ended.code == 1
    assert ended.err == "consents: 2: consent 2 was changed\n"


def test_a_head_that_is_not_this_database_s_is_said(either_machine: Machine, store: Store) -> None:
    fill(store)

    other = either_machine.run("check", "--head", f"3:{'0' * 32}")
    longer = either_machine.run("check", "--head", f"9:{'0' * 32}")
    wrong = either_machine.run("check", "--head", "nine")

    assert (other.code, longer.code, wrong.code) == (1, 1, 2)
    assert "another head at 3" in other.err
    assert "ends at 3" in longer.err


def test_a_head_without_a_database_is_a_chain_that_is_gone(machine: Machine) -> None:
    ended = machine.run("check", "--head", f"9:{'0' * 32}")

    assert ended.code == 1
    assert "there is no database" in ended.err
