"""`sertakan backup`, `restore` and what is held back, from the command line: one line says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from storage import Store
from storage.tables import outbox
from tests.backup.living import PASSPHRASE
from tests.shell.running import Machine

KNOWS: Mapping[str, str] = {"SERTAKAN_BACKUP_PASSPHRASE": PASSPHRASE}


@pytest.fixture
def home(tmp_path: Path) -> Machine:
    """Someone chatted there, so that there is something to copy."""
    (tmp_path / "home").mkdir()
    machine = Machine(tmp_path / "home", KNOWS)
    machine.chat("halo")
    return machine


@pytest.fixture
def elsewhere(tmp_path: Path) -> Machine:
    (tmp_path / "elsewhere").mkdir()
    return Machine(tmp_path / "elsewhere", KNOWS)


def test_a_machine_is_moved_with_one_file(home: Machine, elsewhere: Machine) -> None:
    copied = home.run("backup", "copy.backup")
    restored = elsewhere.run("restore", str(home.folder / "copy.backup"))

    assert (copied.code, copied.err) == (0, "")
    assert "keep its passphrase elsewhere" in copied.out
    assert (restored.code, restored.err) == (0, "")
    assert "rows are back" in restored.out
    assert "said no, said STOP or was erased after" in restored.out
    assert "no consents are sealed yet" in elsewhere.run("check").out
    assert elsewhere.chat("menu") != []


def test_a_copy_is_not_written_over_another(home: Machine) -> None:
    assert home.run("backup", "copy.backup").code == 0

    again = home.run("backup", "copy.backup")
    forced = home.run("backup", "--force", "copy.backup")

    assert again.code == 1
    assert again.err == "copy.backup is there already; --force replaces it\n"
    assert forced.code == 0


def test_a_restore_says_in_a_line_why_not(home: Machine, elsewhere: Machine) -> None:
    home.run("backup", "copy.backup")
    file = str(home.folder / "copy.backup")
    other = replace(elsewhere, settings={"SERTAKAN_BACKUP_PASSPHRASE": "another passphrase"})

    wrong, full = other.run("restore", file), home.run("restore", file)

    assert (wrong.code, wrong.err.count("\n")) == (1, 1)
    assert "is not the passphrase" in wrong.err
    assert (full.code, full.err.count("\n")) == (1, 1)
    assert "move it away" in full.err


def test_without_a_terminal_or_a_passphrase_there_is_no_copy(home: Machine) -> None:
    nobody = replace(home, settings={})
    careless = replace(home, settings={"SERTAKAN_BACKUP_PASSPHRASE": "short"})

    assert "set SERTAKAN_BACKUP_PASSPHRASE" in nobody.run("backup", "copy.backup").err
    assert "too short" in careless.run("backup", "copy.backup").err
    assert not (home.folder / "copy.backup").exists()


def test_without_a_database_there_is_nothing_to_copy(elsewhere: Machine) -> None:
    ended = elsewhere.run("backup", "copy.backup")

    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert "nothing to copy" in ended.err
    assert list(elsewhere.folder.iterdir()) == []


def test_what_is_held_back_is_listed_released_and_dropped(either_machine: Machine, store: Store) -> None:
    from tests.outbox.rig import Scene

    scene = Scene(store)
    person = scene.someone()[0]
    held = {"status": "withheld", "withheld_because": "restored"}
    rows = [scene.put(person, "text", 1, **held) for _ in range(3)]

    listed = either_machine.run("outbox", "withheld", "--json")
    assert [(row["id"], row["because"]) for row in listed.rows] == [(id, "restored") for id in rows[::-1]]
    assert either_machine.run("outbox", "release", str(rows[0])).out == "1 will be sent\n"
    assert either_machine.run("outbox", "drop", str(rows[1])).out == "1 dropped\n"
    again = either_machine.run("outbox", "release", str(rows[1]), str(rows[2]))
    assert (again.code, again.err[:22]) == (1, "1 of 2 will be sent; t")
    assert either_machine.run("outbox", "release").code == 2
    assert either_machine.run("outbox", "release", "--all").out == "0 will be sent\n"
    with store.reading() as connection:
        statuses = connection.scalars(select(outbox.c.status).order_by(outbox.c.id)).all()
    assert statuses == ["waiting", "withheld", "waiting"]
