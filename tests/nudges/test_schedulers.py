"""Several schedulers on one database: one is active, another takes over when it dies, nothing is doubled."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import func, select, update

from storage import Store
from storage.tables import leases, nudges, outbox
from tests.nudges.days import MORNING, Days
from tests.processes import Forked, fork

COVERS = 40


def start(folder: Path, store: Store) -> Forked:
    url = store.url.render_as_string(hide_password=False)
    return fork("tests.nudges.scheduler", url, folder=folder, log=folder / "log")


@pytest.mark.parametrize("queued", [0, 5, 20])
def test_when_the_active_one_is_killed_the_other_tells_the_rest_once(
    store: Store, tmp_path: Path, queued: int
) -> None:
    days = Days(store)
    for number in range(1, COVERS + 1):
        days.covered(number)
    days.now = MORNING
    first = start(tmp_path, store)
    assert first.stdout.readline() == "mine\n"
    second = start(tmp_path, store)
    wait_until(lambda: count(store) >= queued)

    first.send_signal(signal.SIGKILL)
    first.wait(30)
    with store.writing() as connection:
        connection.execute(update(leases).values(until=0))  # as if its 20 s had passed

    assert [second.stdout.readline() for _ in range(2)] == ["mine\n", "done\n"]
    second.send_signal(signal.SIGKILL)
    second.wait(30)
    said = {f"12-08 PESERTA {number}: N{number} price-30, N{number} due-7" for number in range(1, COVERS + 1)}
    assert sorted(days.said()) == sorted(said)
    with store.reading() as connection:
        assert connection.scalar(select(func.count()).where(nudges.c.outcome == "queued")) == 2 * COVERS


def test_two_that_live_never_tick_at_once(store: Store, tmp_path: Path) -> None:
    days = Days(store)
    days.covered()
    first = start(tmp_path, store)
    assert [first.stdout.readline() for _ in range(2)] == ["mine\n", "done\n"]
    second = start(tmp_path, store)
    wait_until(lambda: "lease.waiting" in (tmp_path / "log").read_text())

    for one in (first, second):
        one.send_signal(signal.SIGKILL)
        one.wait(30)

    assert second.stdout.read() == ""


def count(store: Store) -> int:
    with store.reading() as connection:
        return connection.scalar(select(func.count()).where(outbox.c.kind == "nudge")) or 0


def wait_until(holds: Callable[[], bool]) -> None:
    pause = Event()
    for _ in range(1200):
        if holds():
            return
        pause.wait(0.025)
    raise AssertionError("it did not come to that")
