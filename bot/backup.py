"""A copy of everything, made while the service runs, with the keys to it; and the way back.

A restore is all or nothing: on Postgres one transaction; on SQLite a database beside the one that is to be,
moved into place when it is whole. Its keys go there first: keys without a database do no harm.
"""

from __future__ import annotations

import json
import os
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.engine import make_url

from bot.app import key_file_of, read_secrets
from bot.backup_file import flush_folder, opened, read_about, written
from bot.settings import Settings
from storage import Secrets, Store, WrongKey, audit, backup, evidence, read_or_make_key_file, restored
from storage.backup import Did, Refused
from storage.marks import mark, set_mark
from storage.restored import Settled, Tolerance
from storage.store import newest_revision

MADE = "backup.made"
"""the mark of when the last copy was made"""


@dataclass(frozen=True, slots=True)
class Keys:
    """The privacy keys as they are written in settings: "id:base64" and base64."""

    keys: tuple[str, ...]
    hash_key: str

    def secrets(self) -> Secrets:
        return Secrets.parse(self.keys, self.hash_key)

    def as_toml(self) -> str:
        return f"keys = {json.dumps(self.keys)}\nhash_key = {json.dumps(self.hash_key)}\n"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back: the rows by table, as they were at `made_at`, and what was set right in them.

    `problems`: what is wrong with the consents, as it was when the copy was made; `head`: where they end.
    """

    rows: int
    made_at: datetime
    settled: Settled
    problems: tuple[str, ...]
    head: str | None


def back_up(settings: Settings, path: Path, passphrase: str, now: datetime, did: Did) -> int:
    """Write all rows and the keys to this file, which replaces what stood there; how many rows.

    Raises Refused, WrongKey, OSError; then there is no new file.
    """
    file = settings.database.file
    if file is not None and not file.exists():
        raise Refused(f"there is no database at {file}, so nothing to copy")
    store = Store(settings.database.url, read_secrets(settings))
    try:
        if not store.is_current():
            raise Refused(
                "the database is of another release: copy it with that one, or run sertakan migrate"
            )
        about = {
            "release": version("sertakan"),
            "revision": newest_revision(),
            "made_at": now.isoformat(),
            "database": "sqlite" if store.is_sqlite else "postgresql",
        }
        counted = _Counted(did)
        with backup.snapshot(store) as connection, written(path, passphrase, about) as write:
            store.secrets.check_value(mark(connection, "keys"))
            write(json.dumps(_keys_of(settings)).encode() + b"\n")
            for lines in backup.copy_out(connection, counted.did):
                write(lines)
        with store.writing() as connection:
            set_mark(connection, MADE, now.isoformat())
    finally:
        store.close()
    return counted.rows


def restore(settings: Settings, path: Path, passphrase: str, now: datetime, did: Did) -> Restored:
    """Put all rows of this file into the new or empty database of these settings, and set right what must be.

    Raises Refused, CannotRead, WrongKey, OSError; then the database is as it was before.
    """
    revision = read_about(path).get("revision", "")
    if revision > newest_revision():
        raise Refused(f"{path} is of a newer release (schema {revision}); install that one first")
    file = settings.database.file
    folder = path.parent if file is None else file.parent
    folder.mkdir(parents=True, exist_ok=True)
    with opened(path, passphrase, folder) as (about, lines):
        keys = _read_keys(next(lines, b"{}"))
        copy = _Copy(settings, keys, about, lines, now, did)
        if file is None:
            _refuse_other_keys(settings, keys, path)
            done = _into_database(settings.database.url, copy)
        else:
            done = _into_file(settings, file, path, copy)
        _told_keys(settings).unlink(missing_ok=True)
        return done


# --- restoring -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Copy:
    """What is to be put back, and what is to be known for it."""

    settings: Settings
    keys: Keys
    about: dict[str, Any]
    lines: Iterator[bytes]
    now: datetime
    did: Did

    def put_back(self, connection: Connection) -> Restored:
        """In the transaction that is open."""
        secrets, made_at = self.keys.secrets(), datetime.fromisoformat(self.about["made_at"])
        copied = backup.copy_in(connection, self.about["revision"], self.lines, self.did)
        secrets.check_value(mark(connection, "keys"))
        problems = [*evidence.verify(connection, secrets), *audit.verify(connection, secrets)]
        settled = restored.settle(connection, self.now, self._tolerance())
        return Restored(sum(copied.rows.values()), made_at, settled, tuple(problems), copied.head)

    def _tolerance(self) -> Tolerance:
        office = self.settings.office
        return Tolerance(
            zone=ZoneInfo(office.timezone),
            invited_days=self.settings.privacy.retention.invitations_days,
        )


def _into_database(url: str, copy: _Copy) -> Restored:
    store = Store(url, copy.keys.secrets())
    try:
        with store.writing() as connection:
            if backup.is_in_use(connection):
                raise Refused("the service runs on this database; stop it first")
            return copy.put_back(connection)
    finally:
        store.close()


def _into_file(settings: Settings, file: Path, path: Path, copy: _Copy) -> Restored:
    """Beside it, then into its place."""
    _refuse_used_file(settings.database.url, file, copy.keys.secrets())
    if settings.privacy.hash_key is not None:
        _refuse_other_keys(settings, copy.keys, path)
    else:
        _place_keys(key_file_of(file), copy.keys)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    os.close(handle)
    try:
        beside = make_url(settings.database.url).set(database=name)
        done = _into_database(beside.render_as_string(hide_password=False), copy)
        Path(name).replace(file)
        flush_folder(file.parent)
        _refuse_damaged(settings.database.url, file, copy.keys.secrets())
    finally:
        for rest in (name, f"{name}-wal", f"{name}-shm"):
            Path(rest).unlink(missing_ok=True)
    return done


def _refuse_used_file(url: str, file: Path, secrets: Secrets) -> None:
    if not file.exists() or file.stat().st_size == 0:
        _refuse_left_over(file)
        return
    store = Store(url, secrets)
    try:
        with store.reading() as connection:
            if not backup.is_empty(connection):
                raise Refused(
                    f"there is something in {file}; move it away, a backup goes into a new database"
                )
            if backup.is_in_use(connection):
                raise Refused(f"the service runs on {file}; stop it first")
    finally:
        store.close()  # what stood beside it goes with the last who had it open


def _refuse_left_over(file: Path) -> None:
    """SQLite writes what a crash left beside a database into whatever stands there next, and ruins it.

    See https://www.sqlite.org/howtocorrupt.html, 1.4: a file is to be moved together with its journal.
    """
    for ending in ("-wal", "-shm", "-journal"):
        left = file.with_name(f"{file.name}{ending}")
        if left.exists():
            raise Refused(f"{left} belongs to a database that is gone; move it away, too")


def _refuse_damaged(url: str, file: Path, secrets: Secrets) -> None:
    store = Store(url, secrets)
    try:
        with store.reading() as connection:
            found = backup.damage(connection)
    finally:
        store.close()
    if found is not None:
        raise Refused(f"what was written to {file} is damaged ({found}); look at the disk, restore elsewhere")


# --- keys ----------------------------------------------------------------------------------------------


def _keys_of(settings: Settings) -> dict[str, Any]:
    """As `read_secrets` found them good."""
    privacy, file = settings.privacy, settings.database.file
    if privacy.hash_key is not None:
        return {"keys": list(privacy.keys), "hash_key": privacy.hash_key.get_secret_value()}
    assert file is not None  # noqa: S101  Postgres without keys has no Store
    content = tomllib.loads(key_file_of(file).read_text(encoding="utf-8"))
    return {"keys": content["keys"], "hash_key": content["hash_key"]}


def _read_keys(line: bytes) -> Keys:
    content = json.loads(line)
    return Keys(tuple(content["keys"]), content["hash_key"])


def _refuse_other_keys(settings: Settings, keys: Keys, path: Path) -> None:
    """Newer ones may be among those of the settings. What is missing is told in a file, not on a screen.

    Never beside the backup: what lies there is copied away, and these keys are not encrypted.
    """
    try:
        read_secrets(settings).check_value(keys.secrets().check_value())
    except WrongKey:
        lines = _told_keys(settings)
        if lines.parent.samefile(path.parent):
            raise Refused(
                "privacy.keys and privacy.hash_key are not those of the backup; move the backup out of "
                f"{lines.parent}, where they are to be written, and restore again"
            ) from None
        _write_private(lines, f"[privacy]\n{keys.as_toml()}")
        raise Refused(
            f"privacy.keys and privacy.hash_key are not those of the backup; they were written to {lines}: "
            "put them into the settings and restore again; that file is deleted then"
        ) from None


def _told_keys(settings: Settings) -> Path:
    """Where the keys of a backup are told: beside the database; with Postgres where the command is run."""
    file = settings.database.file
    return (
        Path("backup.privacy.toml").absolute()
        if file is None
        else file.absolute().with_name(f"{file.name}.privacy.toml")
    )


def _place_keys(file: Path, keys: Keys) -> None:
    if file.exists():
        try:
            read_or_make_key_file(file, make=False).check_value(keys.secrets().check_value())
        except WrongKey:
            raise Refused(
                f"{file} holds other keys than the backup; move it away, and restore again"
            ) from None
        return
    _write_private(
        file,
        "# The keys to the personal data in the database beside this file, from its backup.\n"
        "# Keep a copy in a safe place, apart from copies of the database.\n" + keys.as_toml(),
    )
    flush_folder(file.parent)


def _write_private(file: Path, text: str) -> None:
    file.unlink(missing_ok=True)
    handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as opened_file:
        opened_file.write(text)
        opened_file.flush()
        os.fsync(handle)


class _Counted:
    """Passes on what was done, and adds it up."""

    def __init__(self, did: Did) -> None:
        self._did, self._by_table = did, dict[str, int]()

    def did(self, table: str, rows: int) -> None:
        self._by_table[table] = rows
        self._did(table, rows)

    @property
    def rows(self) -> int:
        return sum(self._by_table.values())
