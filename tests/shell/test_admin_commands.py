"""`sertakan admin`: who is of the office, from the machine itself."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from storage import Store, audit, sessions
from storage.tables import audit as rows
from tests.shell.running import Machine


def test_a_link_is_printed_that_lets_in_once(either_machine: Machine, store: Store) -> None:
    ended = either_machine.run("admin", "link", "Dewi Lestari", "--role", "owner")

    assert (ended.code, ended.err) == (0, "")
    found = re.search(
        r"http://127\.0\.0\.1:8081/masuk#([\w-]{43})\n.*KONSOL ([0-9A-Z]{5})-([0-9A-Z]{5})", ended.out
    )
    assert found
    with store.reading() as connection:
        (entry,) = audit.page(connection)
        offered = sessions.offered(connection, store.secrets, "chat", found[2] + found[3], entry.at)
    assert offered is not None
    assert (entry.actor, entry.what, entry.subject) == (
        "operator at the machine",
        "staff.invited",
        "Dewi Lestari",
    )


def test_who_is_of_the_office_is_listed_and_can_leave(either_machine: Machine) -> None:
    either_machine.run("admin", "link", "Dewi")
    either_machine.run("admin", "link", "Sari", "--role", "viewer")

    left = either_machine.run("admin", "end", "Dewi")
    listed = either_machine.run("admin", "list", "--json")
    again = either_machine.run("admin", "end", "Dewi")

    assert left.code == 0
    assert [(row["name"], row["role"], row["chat"]) for row in listed.rows] == [("Sari", "viewer", False)]
    assert (again.code, "nobody of the office" in again.err) == (1, True)


@pytest.mark.parametrize("args", [("Dewi", "--role", "king"), ("",), ("<b>x</b>",), ("x" * 41,)])
def test_what_cannot_be_is_said_in_a_line(machine: Machine, args: tuple[str, ...]) -> None:
    ended = machine.run("admin", "link", *args)

    assert ended.code == 1
    assert ended.err.count("\n") == 1


def test_check_finds_a_trail_that_was_changed(either_machine: Machine, store: Store) -> None:
    either_machine.run("admin", "link", "Dewi")
    with store.writing() as connection:
        connection.execute(update(rows).values(actor="nobody"))

    ended = either_machine.run("check")

    assert ended.code == 1
    assert "audit trail: the chain was changed at 1" in ended.err
