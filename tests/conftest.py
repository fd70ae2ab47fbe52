"""The databases of the tests: every test that asks for `store` runs on SQLite and on a real Postgres."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from storage import Secrets, Store
from storage.tables import Row
from tests import processes
from tests.storage.postgres import Server, Spares, running_postgres


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the transcripts of conversations")


def pytest_runtest_setup() -> None:
    processes.forked.clear()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Who reads of a failure reads what became of the test's processes, too."""
    report = yield
    if report.failed:
        report.sections.extend(("a process of this test", one.account()) for one in processes.forked)
    return report


@event.listens_for(Pool, "checkout")
def _flush_nothing(connection: Any, _record: Any, _proxy: Any) -> None:
    """As with Postgres: of the tests none pulls the plug, and each commit would wait 4 ms for the disk."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture(scope="session")
def secrets() -> Secrets:
    return Secrets([("test", b"k" * 32)], b"h" * 32)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, secrets: Secrets) -> Path:
    """A migrated, empty database to copy."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    _prepare(f"sqlite:///{path}", secrets)
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Server, secrets: Secrets) -> str:
    """The name of a migrated, empty database to copy."""
    url = postgres_server.create()
    _prepare(url, secrets)
    return url.split("/")[3].split("?")[0]


@pytest.fixture(scope="session")
def postgres_spares(postgres_server: Server, postgres_template: str) -> Spares:
    tables = [table.name for table in reversed(Row.metadata.sorted_tables)]
    return Spares(postgres_server, postgres_template, tables)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty, migrated database that knows the keys of `secrets`; once of either kind."""
    if request.param == "sqlite":
        path = tmp_path / "sertakan.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    spares: Spares = request.getfixturevalue("postgres_spares")
    url = spares.lend()
    yield url
    spares.take_back(url)


@pytest.fixture
def store(database_url: str, secrets: Secrets) -> Iterator[Store]:
    opened = Store(database_url, secrets)
    yield opened
    opened.close()


def _prepare(url: str, secrets: Secrets) -> None:
    store = Store(url, secrets)
    store.migrate()
    store.check_keys()
    store.close()
