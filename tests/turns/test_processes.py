"""Several processes at once, and processes that are killed: nothing is lost, nothing taken twice."""

from __future__ import annotations

import signal
from pathlib import Path

from sqlalchemy import func, select

from storage import Store, tables
from tests.processes import Forked, fork
from tests.turns import small

PEOPLE = 7
LETTERS = 1000


def start(folder: Path, store: Store, first: int, last: int) -> Forked:
    given = (store.url.render_as_string(hide_password=False), str(first), str(last), str(PEOPLE))
    return fork("tests.turns.worker", *given, folder=folder, log=folder / "log")


def assert_each_was_taken_once(store: Store, numbers: range) -> None:
    heard = small.heard(store)
    texts = [text for person in heard.values() for text in person]
    assert sorted(texts, key=int) == [str(number) for number in numbers]
    assert len(small.said(store)) == len(numbers)
    with store.reading() as connection:
        versions = connection.execute(select(func.count(), func.min(tables.conversations.c.version))).one()
    assert versions[0] == PEOPLE
    assert versions[1] >= 1
    assert set(small.statuses(store)) == {"done"}


def test_two_processes_given_the_same_events_take_each_once(store: Store, tmp_path: Path) -> None:
    workers = [start(tmp_path, store, *some) for some in ((0, 300), (0, 300), (300, 600))]
    outputs = [worker.stdout.read() for worker in workers]

    assert [worker.wait(60) for worker in workers] == [0, 0, 0]
    assert [len(output.split()) for output in outputs] == [300, 300, 300]
    assert_each_was_taken_once(store, range(600))


def test_killed_at_any_moment_and_started_again_it_loses_and_doubles_nothing(
    store: Store, tmp_path: Path
) -> None:
    """The platform delivers again what was not acknowledged, and now and then what was."""
    acknowledged: set[int] = set()

    for acknowledgements in (1, 40, 97, 130, 211):
        worker = start(tmp_path, store, 0, LETTERS)
        acknowledged |= kill_after(worker, acknowledgements)
        with store.reading() as connection:
            kept = set(connection.scalars(select(tables.inbox.c.provider_id)))
        assert {f"letter {number}" for number in acknowledged} <= kept
    last = start(tmp_path, store, 0, LETTERS)
    last.stdout.read()

    assert last.wait(120) == 0
    assert acknowledged
    assert_each_was_taken_once(store, range(LETTERS))


def kill_after(worker: Forked, acknowledgements: int) -> set[int]:
    """Kill it (-9) while it works; returns all that it acknowledged."""
    lines = []
    for line in worker.stdout:
        lines.append(line)
        if len(lines) == acknowledgements:
            worker.send_signal(signal.SIGKILL)
    worker.wait(30)
    return {int(line) for line in lines if line.endswith("\n")}
