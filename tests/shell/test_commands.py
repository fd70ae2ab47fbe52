"""The other commands, as they are typed: what they print, and their exit codes."""

from __future__ import annotations

import base64
import json
import stat
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, func, select, text, update

from storage import Store
from storage.tables import inbox, outbox
from tests.shell.running import FULL, Machine, needs_full

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "command",
    [
        (),
        *(
            tuple(words.split())
            for words in (
                "serve",
                "chat",
                "quote",
                "migrate",
                "check",
                "flows",
                "doctor",
                "inbox failed",
                "inbox replay",
                "inbox drop",
                "outbox failed",
            )
        ),
    ],
)
def test_every_command_explains_itself(machine: Machine, command: tuple[str, ...]) -> None:
    ended = machine.run(*command, "--help")

    assert (ended.code, ended.err) == (0, "")
    assert "Usage:" in ended.out
    if command:
        assert "--config" in ended.out
    assert list(machine.folder.iterdir()) == []


def test_a_quote_is_itemised_by_month(machine: Machine) -> None:
    asked = ("quote", "--income", "1.000.000", "--sector", "other", "--from", "2026-12", "--months", "2")

    as_json = machine.run(*asked, "--programmes", "jkk,jkm,jht", "--json")
    as_text = machine.run(*asked, "--payer", "government")

    price = json.loads(as_json.out)
    assert [month["month"] for month in price["months"]] == ["2026-12", "2027-01"]
    assert all(month["jkk"] + month["jkm"] + month["jht"] == month["total"] for month in price["months"])
    assert sum(month["total"] for month in price["months"]) == price["total"]
    assert price["tariff_version"] in as_text.out
    assert "2027-01" in as_text.out
    assert "Rp33.600" in as_text.out  # 2 x (10.000 JKK + 6.800 JKM), without discount


@pytest.mark.parametrize(
    "wrong",
    [("--months", "0"), ("--months", "25"), ("--income", "banyak"), ("--sector", "x"), ("--from", "Mei")],
)
def test_a_quote_that_cannot_be_is_wrong_usage(machine: Machine, wrong: tuple[str, str]) -> None:
    asked = {"--income": "2jt", "--sector": "other", "--from": "2026-12", "--months": "1"} | dict([wrong])

    ended = machine.run("quote", *(word for option in asked.items() for word in option))

    assert (ended.code, ended.out) == (2, "")


def test_settings_that_are_wrong_are_all_that_is_printed(machine: Machine) -> None:
    (machine.folder / "config.toml").write_text(
        '[office]\narea = "9"\nnmae = "x"\n[telegram]\nmode = "pigeon"'
    )

    ended = machine.run("chat", lines=["halo"])

    assert (ended.code, ended.out) == (1, "")
    assert sorted(line.split(":")[0] for line in ended.err.splitlines()) == [
        "office.area",
        "office.nmae",
        "telegram.mode",
    ]
    assert not (machine.folder / "data").exists()


@pytest.mark.parametrize("roles", ["consoles", "all", "", "web,x"])
def test_roles_that_do_not_exist_are_wrong_usage(machine: Machine, roles: str) -> None:
    assert machine.run("serve", "--roles", roles).code == 2


def test_a_database_that_is_away_is_said_in_one_line(either_machine: Machine) -> None:
    either_machine = Machine(
        either_machine.folder,
        {**either_machine.settings, "SERTAKAN__DATABASE__URL": "postgresql://nobody@127.0.0.1:1/none"},
    )

    ended = either_machine.run("migrate")

    assert (ended.code, ended.out) == (1, "")
    assert len(ended.err.splitlines()) == 1
    assert "see database.url" in ended.err


def cannot(machine: Machine, *arguments: str, lines: Sequence[str] = ()) -> str:
    """The one line with which a command says that it could not be done."""
    ended = machine.run(*arguments, lines=lines)
    assert (ended.code, ended.out) == (1, "")
    (line,) = ended.err.splitlines()
    return line


def test_a_file_that_is_no_database_is_said_in_one_line(machine: Machine) -> None:
    machine.run("migrate")
    (machine.folder / "data" / "sertakan.db").write_bytes(b"a letter to the office, not a database\n" * 100)

    assert (
        cannot(machine, "migrate") == "the database cannot be used (file is not a database); see database.url"
    )
    assert "file is not a database" in machine.run("doctor").out


def test_what_the_driver_does_not_know_is_said_in_one_line(machine: Machine, store: Store) -> None:
    keys = {
        "SERTAKAN__PRIVACY__KEYS": f"test:{base64.b64encode(b'k' * 32).decode()}",
        "SERTAKAN__PRIVACY__HASH_KEY": base64.b64encode(b"h" * 32).decode(),
        "SERTAKAN__DATABASE__URL": "postgresql://office:rahasia@127.0.0.1:1/office?nonsense=1",
    }

    line = cannot(Machine(machine.folder, keys), "migrate")

    assert "nonsense" in line
    assert "see database.url" in line
    assert "rahasia" not in line


def test_what_a_statement_was_given_is_not_in_the_line(either_machine: Machine, store: Store) -> None:
    with store.writing() as conn:
        conn.execute(text("DROP TABLE inbox"))

    line = cannot(either_machine, "inbox", "drop", "4711")

    assert "4711" not in line
    assert "UPDATE" not in line
    assert "sertakan doctor" in line


def test_a_database_of_a_newer_release_is_said_in_one_line(either_machine: Machine, store: Store) -> None:
    with store.writing() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    line = cannot(either_machine, "chat", lines=["halo"])
    seen = either_machine.run("doctor")

    assert line == "this database is of a newer release; install that release, or restore a backup"
    assert (seen.code, "BAD  database: is of a newer release" in seen.out) == (1, True)


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "9223372036854775808"])
def test_an_id_that_no_row_can_have_is_wrong_usage(machine: Machine, number: str) -> None:
    for command in ("drop", "replay"):
        assert machine.run("inbox", command, "--", number).code == 2
    assert not (machine.folder / "data").exists()


@needs_full
@pytest.mark.parametrize("command", ["flows", "doctor"])
def test_an_output_that_takes_no_more_is_said_in_one_line(machine: Machine, command: str) -> None:
    """Much is refused when it is printed, a little only at the end."""
    with FULL.open("w") as full:
        ended = machine.run_alone(command, stdout=full)

    assert (ended.code, ended.err) == (1, "standard output or a file: No space left on device\n")


def test_events_that_were_set_aside_can_be_seen_and_taken_again(
    either_machine: Machine, store: Store
) -> None:
    either_machine.chat("halo")
    with store.writing() as conn:
        conn.execute(delete(outbox))
        conn.execute(update(inbox).values(status="failed", error="ZeroDivisionError at nominate.py:1"))
        number = str(conn.execute(select(inbox.c.id)).scalar_one())

    seen = either_machine.run("inbox", "failed", "--json").rows
    replayed = either_machine.run("inbox", "replay", number)
    said = either_machine.chat()

    assert [(row["id"], row["error"]) for row in seen] == [
        (int(number), "ZeroDivisionError at nominate.py:1")
    ]
    assert replayed.code == 0
    assert len(said) == 1
    assert either_machine.run("inbox", "failed").out == ""


def test_an_event_of_someone_who_has_written_since_is_not_taken_again(
    either_machine: Machine, store: Store
) -> None:
    either_machine.chat("halo", "menu")
    with store.writing() as conn:
        first = conn.execute(select(func.min(inbox.c.id))).scalar_one()
        conn.execute(update(inbox).where(inbox.c.id == first).values(status="failed", error="x"))

    replayed = either_machine.run("inbox", "replay", str(first))

    assert (replayed.code, replayed.out) == (1, "")
    assert "they have written since; drop it" in replayed.err


def test_events_that_were_set_aside_can_be_given_up(either_machine: Machine, store: Store) -> None:
    either_machine.chat("halo")
    with store.writing() as conn:
        conn.execute(update(inbox).values(status="failed", error="x"))
        number = str(conn.execute(select(inbox.c.id)).scalar_one())

    dropped, unknown = either_machine.run("inbox", "drop", number), either_machine.run("inbox", "drop", "999")

    assert (dropped.code, unknown.code) == (0, 1)
    with store.reading() as conn:
        assert conn.execute(select(inbox.c.status, inbox.c.raw_sealed)).one() == ("done", None)


def test_messages_that_were_not_sent_can_be_seen(either_machine: Machine, store: Store) -> None:
    either_machine.chat("halo")
    with store.writing() as conn:
        conn.execute(update(outbox).values(status="dead", error="Forbidden: bot was blocked by the user"))

    (seen,) = either_machine.run("outbox", "failed", "--json").rows

    assert (seen["status"], seen["error"]) == ("dead", "Forbidden: bot was blocked by the user")
    assert "Budi" not in json.dumps(seen)


def test_a_message_that_was_sent_again_is_said_to_be_so(either_machine: Machine, store: Store) -> None:
    either_machine.chat("halo")
    with store.writing() as conn:
        conn.execute(update(outbox).values(uncertain_count=1))

    as_text = either_machine.run("outbox", "failed").out
    (seen,) = either_machine.run("outbox", "failed", "--json").rows

    assert as_text.endswith("  sent again, perhaps twice\n")
    assert (seen["status"], seen["error"]) == ("sent", "sent again, perhaps twice")


def test_a_database_that_others_may_read_is_told_of(machine: Machine) -> None:
    machine.chat("halo")
    database = machine.folder / "data" / "sertakan.db"
    database.chmod(0o644)

    ended, seen = machine.run("chat", lines=["halo"]), machine.run("doctor")

    assert (ended.code, len(ended.err.splitlines())) == (0, 1)
    assert "chmod 600 data/sertakan.db" in ended.err
    assert (seen.code, "BAD  database: others may read it; run: chmod 600 data/sertakan.db" in seen.out) == (
        1,
        True,
    )
    assert stat.S_IMODE(database.stat().st_mode) == 0o644


def test_the_doctor_asks_no_address_that_cannot_be(machine: Machine) -> None:
    """What the settings let through and the client does not."""
    settings = {"SERTAKAN__TELEGRAM__TOKEN": "1:a", "SERTAKAN__TELEGRAM__API_URL": "https://a\x7fb"}

    ended = Machine(machine.folder, settings).run("doctor")

    assert ended.code == 1
    assert "see telegram.api_url" in ended.out


def test_the_doctor_finds_nothing_wrong_and_changes_nothing(machine: Machine) -> None:
    ended = machine.run("doctor")

    assert ended.code == 0
    assert list(machine.folder.iterdir()) == []


def test_the_doctor_says_what_is_wrong_with_a_database(machine: Machine) -> None:
    machine.run("migrate")
    (machine.folder / "data" / "sertakan.db.keys").chmod(0o644)

    ended = machine.run("doctor")

    assert ended.code == 1
    assert "chmod 600" in ended.out
