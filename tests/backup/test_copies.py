"""A backup into a file and back, into either database: the same rows, or a line that says why not."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import orjson
import pytest
from sqlalchemy import func, insert, inspect, select, text, update

from bot import backup_file
from bot.backup import MADE, back_up, restore
from bot.backup_file import CannotRead
from bot.settings import Settings
from storage import Secrets, Store, evidence
from storage.backup import Refused, copy_in, copy_out, snapshot
from storage.marks import mark
from storage.store import newest_revision
from storage.tables import Row, outbox, payments, people
from tests.backup.living import (
    KEYS,
    NOW,
    PASSPHRASE,
    TOUCHED,
    content,
    file_of,
    fill,
    settings_of,
    settings_with_key_file,
)
from tests.storage.postgres import Server

COST = backup_file.COST
LATER = NOW + timedelta(hours=1)


def ignore(table: str, rows: int) -> None:
    """Nobody looks."""


@pytest.fixture(params=["sqlite", "postgres"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database that is not made yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'new.db'}"
        return
    server: Server = request.getfixturevalue("postgres_server")
    url = server.create()
    yield url
    server.drop(url)


@pytest.fixture
def new_sqlite(tmp_path: Path) -> Path:
    return tmp_path / "new" / "new.db"


@pytest.fixture
def small(tmp_path: Path, sqlite_template: Path) -> Path:
    """A backup of a database with somebody in it."""
    file = tmp_path / "old.db"
    file.write_bytes(sqlite_template.read_bytes())
    settings = settings_of(f"sqlite:///{file}")
    store = Store(settings.database.url, KEYS.secrets())
    with store.writing() as connection:
        connection.execute(insert(people).values(reference="ANI", lang="id", created_at=NOW))
    store.close()
    back_up(settings, tmp_path / "small.backup", PASSPHRASE, NOW, ignore)
    return tmp_path / "small.backup"


def test_everything_comes_back_in_either_database(
    store: Store, database_url: str, new_url: str, tmp_path: Path
) -> None:
    fill(store)
    before = content(store)
    assert [name for name, rows in before.items() if not rows] == []

    rows = back_up(settings_of(database_url), tmp_path / "backup", PASSPHRASE, NOW, ignore)
    done = restore(settings_of(new_url), tmp_path / "backup", PASSPHRASE, LATER, ignore)

    assert done.rows == rows
    assert done.problems == ()
    opened = Store(new_url, KEYS.secrets())
    assert opened.is_current()
    opened.check_keys()
    after = content(opened)
    # SQLite remembers by a row how far the numbers of messages were skipped
    after["outbox"] = [row for row in after["outbox"] if not row[1].startswith("restored:")]
    assert after == before
    with opened.reading() as connection:
        assert done.head == str(evidence.head(connection))
        assert mark(connection, "restored.at") == LATER.isoformat()
        assert mark(connection, "whatsapp.reconciled:AC1") == LATER.isoformat()
    with store.reading() as connection:
        assert mark(connection, MADE) == NOW.isoformat()
    fill_one_more(opened)
    opened.close()


def fill_one_more(store: Store) -> None:
    """Numbers go on after those that were restored."""
    with store.writing() as connection:
        greatest = connection.scalar(select(func.max(people.c.id))) or 0
        new = insert(people).values(reference="NEW", lang="id", created_at=LATER).returning(people.c.id)
        assert connection.scalar(new) == greatest + 1


def test_a_copy_is_of_one_moment_whatever_is_written_meanwhile(
    store: Store, database_url: str, tmp_path: Path, new_sqlite: Path
) -> None:
    """Each transaction adds a person and a message to them: a copy has as many of both."""
    fill(store)
    stop, begun = Event(), Event()
    writer = Thread(target=keep_writing, args=(store, stop, begun))
    writer.start()
    assert begun.wait(20)
    try:
        for number in range(3):
            back_up(settings_of(database_url), tmp_path / f"{number}", PASSPHRASE, NOW, ignore)
    finally:
        stop.set()
        writer.join()

    for number in range(3):
        file = new_sqlite.with_name(f"{number}.db")
        done = restore(settings_of(f"sqlite:///{file}"), tmp_path / f"{number}", PASSPHRASE, LATER, ignore)
        assert done.problems == ()
        restored = Store(f"sqlite:///{file}", KEYS.secrets())
        with restored.reading() as connection:
            written = select(func.count()).select_from(people).where(people.c.reference.startswith("W"))
            told = select(func.count()).select_from(outbox).where(outbox.c.key.startswith("w"))
            assert connection.scalar(written) == connection.scalar(told) != 0
        restored.close()


def keep_writing(store: Store, stop: Event, begun: Event) -> None:
    number = 0
    while not stop.is_set():
        number += 1
        with store.writing() as connection:
            person = {"reference": f"W{number}", "lang": "id", "created_at": NOW}
            id = connection.scalar(insert(people).values(person).returning(people.c.id))
            row = {"key": f"w{number}", "person_id": id, "priority": 1, "status": "sent", "created_at": NOW}
            connection.execute(insert(outbox).values(row))
        begun.set()


def test_a_row_may_name_a_later_one_of_its_own_table(store: Store, new_url: str) -> None:
    fill(store)
    with store.writing() as connection:
        first, last = connection.scalars(select(payments.c.id).order_by(payments.c.id)).all()
        connection.execute(update(payments).where(payments.c.id == first).values(double_of=last))
    with snapshot(store) as connection:
        lines = b"".join(copy_out(connection)).splitlines()

    opened = Store(new_url, KEYS.secrets())
    with opened.writing() as connection:
        copy_in(connection, newest_revision(), iter(lines))

    assert content(opened, TOUCHED) == content(store, TOUCHED)
    opened.close()


def test_a_backup_of_an_older_release_goes_into_the_schema_of_this_one(
    tmp_path: Path, secrets: Secrets
) -> None:
    """As release 0.1 would have written it: people and their messages had fewer columns."""
    plain = dict.fromkeys(("id", "key", "person_id", "status", "kind", "reference", "lang"), "plain")
    numbers = dict.fromkeys(("priority", "attempts", "uncertain_count", "parts_sent"), "plain")
    ani = {"id": 5, "reference": "ANI", "lang": "id", "created_at": NOW}
    sent = {"id": 9, "key": "k", "person_id": 5, "status": "sent", "kind": "say", "created_at": NOW}
    sent |= dict.fromkeys(numbers, 1)
    kinds = plain | numbers | {"created_at": "moment"}
    lines = [
        orjson.dumps(line)
        for name, row in (("people", ani), ("outbox", sent))
        for line in (
            {"table": name, "key": ["id"], "columns": {column: kinds[column] for column in row}},
            list(row.values()),
        )
    ]
    lines.append(b'{"rows":{"people":1,"outbox":1},"head":null}')
    opened = Store(f"sqlite:///{tmp_path / 'new.db'}", secrets)

    with opened.writing() as connection:
        copied = copy_in(connection, "0002", iter(lines))

    assert copied.rows == {"people": 1, "outbox": 1}
    assert opened.is_current()
    with opened.reading() as connection:
        assert connection.execute(select(outbox.c.purpose, outbox.c.person_id)).all() == [("confirmation", 5)]
    opened.close()


def test_a_backup_of_a_newer_release_is_refused(small: Path, new_sqlite: Path) -> None:
    line, rest = small.read_bytes().split(b"\n", 1)
    small.write_bytes(line.replace(f'"{newest_revision()}"'.encode(), b'"0999"') + b"\n" + rest)

    with pytest.raises(Refused, match="newer release"):
        restore(settings_of(f"sqlite:///{new_sqlite}"), small, PASSPHRASE, LATER, ignore)


def test_nothing_is_put_over_what_is_there(store: Store, database_url: str, small: Path) -> None:
    fill(store)
    before = content(store, set())

    with pytest.raises(Refused, match="there is something in"):
        restore(settings_of(database_url), small, PASSPHRASE, LATER, ignore)

    assert content(store, set()) == before


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal"])
def test_what_a_crash_left_beside_a_database_that_is_gone_is_not_mixed_into_it(
    small: Path, new_sqlite: Path, ending: str
) -> None:
    new_sqlite.parent.mkdir()
    left = new_sqlite.with_name(f"new.db{ending}")
    left.write_bytes(b"of another database")

    with pytest.raises(Refused, match=f"new.db{ending} belongs to a database that is gone"):
        restore(settings_of(f"sqlite:///{new_sqlite}"), small, PASSPHRASE, LATER, ignore)

    assert list(new_sqlite.parent.iterdir()) == [left]
    left.unlink()
    restore(settings_of(f"sqlite:///{new_sqlite}"), small, PASSPHRASE, LATER, ignore)
    assert people_of(settings_of(f"sqlite:///{new_sqlite}")) == ["ANI"]


def test_a_database_that_nobody_used_gives_way(store: Store, database_url: str, small: Path) -> None:
    store.close()

    done = restore(settings_of(database_url), small, PASSPHRASE, LATER, ignore)

    assert done.rows > 1
    with store.reading() as connection:
        assert connection.scalars(select(people.c.reference)).all() == ["ANI"]


def test_where_the_service_runs_nothing_is_restored(store: Store, database_url: str, small: Path) -> None:
    with store.writing() as connection:
        connection.execute(insert(Row.metadata.tables["leases"]).values(name="x", holder="y", until=9e12))

    with pytest.raises(Refused, match="stop it first"):
        restore(settings_of(database_url), small, PASSPHRASE, LATER, ignore)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda whole: whole[:-1], "cut off or changed"),
        (lambda whole: whole[: len(whole) // 2], "cut off or changed"),
        (lambda whole: whole[: whole.index(b"\n") + 3], "cut off or changed"),
        (lambda whole: whole[: whole.index(b"\n") - 3], "is not a backup"),
        (lambda whole: whole[:-100] + bytes([whole[-100] ^ 1]) + whole[-99:], "cut off or changed"),
        (lambda whole: whole + b"\0", "cut off or changed"),
        (lambda whole: whole.replace(b"sqlite", b"sqlitE", 1), "cut off or changed"),
        (lambda whole: whole.replace(b'"salt": "', b'"salt": "x', 1), "was changed"),
        (lambda whole: whole.replace(b'"cost": 4', b'"cost": 3', 1), "or its first line was changed"),
        (lambda whole: whole.replace(b'"cost": 4', b'"cost": 99', 1), "the beginning of .* was changed"),
        (lambda whole: b"", "is not a backup"),
        (lambda whole: b"\0" * 5000, "is not a backup"),
        (lambda whole: b"[]\n", "is not a backup"),
    ],
)
def test_a_file_that_is_not_whole_is_said_in_a_line(
    small: Path, new_sqlite: Path, spoil: Callable[[bytes], bytes], said: str
) -> None:
    small.write_bytes(spoil(small.read_bytes()))

    with pytest.raises(CannotRead, match=said) as raised:
        restore(settings_of(f"sqlite:///{new_sqlite}"), small, PASSPHRASE, LATER, ignore)

    assert "\n" not in str(raised.value)
    assert list(new_sqlite.parent.glob("*")) == []


def test_to_guess_a_passphrase_is_costly(
    tmp_path: Path, small: Path, new_sqlite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_file, "COST", COST)
    back_up(settings_of(f"sqlite:///{tmp_path / 'old.db'}"), small, PASSPHRASE, NOW, ignore)

    assert backup_file.read_about(small)["cost"] == 17
    restore(settings_of(f"sqlite:///{new_sqlite}"), small, PASSPHRASE, LATER, ignore)


def test_another_passphrase_is_told_from_another_file(small: Path, new_sqlite: Path) -> None:
    with pytest.raises(CannotRead, match="not the passphrase"):
        restore(settings_of(f"sqlite:///{new_sqlite}"), small, "kuda betul bateri", LATER, ignore)

    assert list(new_sqlite.parent.glob("*")) == []


def test_nothing_of_it_can_be_read_without_the_passphrase(small: Path) -> None:
    whole = small.read_bytes()

    assert small.stat().st_mode & 0o777 == 0o600
    assert b"ANI" not in whole
    assert KEYS.hash_key.encode() not in whole


def test_a_copy_that_cannot_be_finished_leaves_the_one_before(small: Path) -> None:
    before = small.read_bytes()

    def fail() -> None:
        with backup_file.written(small, PASSPHRASE, {}) as write:
            write(os.urandom(5_000_000))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()

    assert small.read_bytes() == before
    assert [file for file in small.parent.iterdir() if "small" in file.name] == [small]


def test_a_restore_that_is_stopped_leaves_nothing(store: Store, database_url: str, small: Path) -> None:
    def stop(table: str, rows: int) -> None:
        if table == "settings":
            raise KeyboardInterrupt

    store.close()
    with pytest.raises(KeyboardInterrupt):
        restore(settings_of(database_url), small, PASSPHRASE, LATER, stop)

    assert store.is_current()
    assert not any(content(store, {"settings"}).values())
    if store.is_sqlite:
        assert list(file_of(database_url).parent.glob(".*")) == []


# --- keys ----------------------------------------------------------------------------------------------


def test_on_a_new_machine_the_keys_come_with_the_database(small: Path, new_sqlite: Path) -> None:
    settings = settings_with_key_file(new_sqlite)

    restore(settings, small, PASSPHRASE, LATER, ignore)

    keys = new_sqlite.with_name("new.db.keys")
    assert keys.stat().st_mode & 0o777 == 0o600
    assert people_of(settings) == ["ANI"]
    back_up(
        settings, small.with_name("again"), PASSPHRASE, LATER, ignore
    )  # the keys beside it are copied too
    new_sqlite.unlink()
    keys.unlink()
    restore(settings, small.with_name("again"), PASSPHRASE, LATER, ignore)
    assert people_of(settings) == ["ANI"]


def people_of(settings: Settings) -> list[str]:
    from bot.app import open_store

    store = open_store(settings)
    with store.reading() as connection:
        found = list(connection.scalars(select(people.c.reference)))
    store.close()
    return found


def test_other_keys_are_not_replaced(small: Path, new_sqlite: Path) -> None:
    people_of(settings_with_key_file(new_sqlite))  # a first start made them
    keys = new_sqlite.with_name("new.db.keys")
    before = keys.read_bytes()

    with pytest.raises(Refused, match=r"new\.db\.keys holds other keys"):
        restore(settings_with_key_file(new_sqlite), small, PASSPHRASE, LATER, ignore)

    assert keys.read_bytes() == before


def test_what_to_put_into_the_settings_is_told_in_a_file_of_ones_own(small: Path, new_sqlite: Path) -> None:
    other = settings_of(f"sqlite:///{new_sqlite}").model_dump()
    other["privacy"]["hash_key"] = KEYS.keys[0].partition(":")[2]

    with pytest.raises(Refused, match="put them into the settings"):
        restore(Settings.model_validate(other), small, PASSPHRASE, LATER, ignore)

    told = new_sqlite.with_name("new.db.privacy.toml")
    assert told.stat().st_mode & 0o777 == 0o600
    assert KEYS.as_toml() in told.read_text()
    assert not new_sqlite.exists()
    assert list(small.parent.glob("*.toml")) == []

    restore(settings_of(f"sqlite:///{new_sqlite}"), small, PASSPHRASE, LATER, ignore)
    assert not told.exists()


def test_plain_keys_are_never_written_where_backups_lie(small: Path) -> None:
    other = settings_of(f"sqlite:///{small.with_name('new.db')}").model_dump()
    other["privacy"]["hash_key"] = KEYS.keys[0].partition(":")[2]

    with pytest.raises(Refused, match="move the backup out of"):
        restore(Settings.model_validate(other), small, PASSPHRASE, LATER, ignore)

    assert list(small.parent.glob("*.toml")) == []


def test_with_postgres_the_keys_are_told_where_the_command_is_run(
    postgres_server: Server, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    url = postgres_server.create()
    other = settings_of(url).model_dump()
    other["privacy"]["hash_key"] = KEYS.keys[0].partition(":")[2]

    with pytest.raises(Refused, match=r"written to .*backup\.privacy\.toml"):
        restore(Settings.model_validate(other), small, PASSPHRASE, LATER, ignore)
    assert KEYS.as_toml() in (here / "backup.privacy.toml").read_text()

    restore(settings_of(url), small, PASSPHRASE, LATER, ignore)
    assert list(here.iterdir()) == []
    postgres_server.drop(url)


def test_a_schema_of_our_own_is_all_that_gives_way(postgres_server: Server, small: Path) -> None:
    """Another program's tables in the same Postgres are left alone."""
    url = postgres_server.create()
    store = Store(url, KEYS.secrets())
    with store.writing() as connection:
        connection.execute(text("CREATE TABLE theirs (id int)"))

    restore(settings_of(url), small, PASSPHRASE, LATER, ignore)

    with store.reading() as connection:
        assert inspect(connection).has_table("theirs")
    store.close()
    postgres_server.drop(url)
