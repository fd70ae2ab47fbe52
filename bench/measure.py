"""What is measured, in rounds: ours and the peer by turns, each in a fresh process and a fresh database."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench.ours import make
from bench.stored import HALFWAY, store

ROOT = Path(__file__).parents[1]
_PATIENCE = 120
"""seconds for one measurement"""


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    rounds: int = 5
    people: int = 1_000
    sample: int = 150
    """updates with a flush each"""
    alone: int = 300
    """people whose turns come one by one, for latency"""
    stored: tuple[int, int] = (1_000, 100_000)
    starts: int = 5
    journeys: int = 500
    settlements: int = 20_000
    recipients: int = 1_000_000
    covers: int = 1_000_000
    due: int = 32_000
    jobs: int = 3_000
    """of APScheduler, due at once"""
    warm_seconds: float = 8.0
    """before what is sent and taken in is counted"""
    seconds: float = 60.0
    """of sending"""
    webhook_seconds: float = 30.0
    webhooks_per_second: int = 1_000


QUICK = Size(
    rounds=1,
    people=20,
    sample=5,
    alone=5,
    stored=(100, 200),
    starts=1,
    journeys=10,
    settlements=200,
    covers=200,
    due=50,
    jobs=20,
    recipients=2_000,
    warm_seconds=2.0,
    seconds=3.0,
    webhook_seconds=3.0,
    webhooks_per_second=200,
)


@dataclass
class Figures:
    """What was measured, by name: a value for each round."""

    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, value: float) -> None:
        self.values.setdefault(name, []).append(value)

    def of(self, name: str) -> float:
        """The median of the rounds."""
        return median(self.values[name])


Tell = Callable[[str], None]


def beside_the_peer(size: Size, figures: Figures, tell: Tell) -> None:
    """Whole conversations: ours on SQLite, then ConversationHandler in three ways, round after round."""
    people = (0, size.people)
    for number in range(size.rounds):
        tell(f"round {number + 1} of {size.rounds}")
        with a_folder() as folder:
            order = {"kind": "ours", "url": sqlite(folder), "people": people, "sending": "between"}
            _add(figures, "ours", run(order))
        _add(figures, "peer", run({"kind": "peer", "people": people}))
        _add(figures, "silent", run({"kind": "peer", "people": people, "silent": True}))
        pickled = run({"kind": "pickled", "people": people, "sample": size.sample})
        figures.add("pickled", pickled["rate"])


def _add(figures: Figures, name: str, result: dict[str, Any]) -> None:
    figures.add(name, result["rate"])
    figures.add(f"{name} cpu", result["cpu_us"])


def whole_journeys(size: Size, figures: Figures, tell: Tell) -> None:
    """From the first word to the card, with everything drawn and sent."""
    for number in range(min(size.rounds, 3)):
        tell(f"whole journeys, round {number + 1}")
        with a_folder() as folder:
            people = (0, size.journeys)
            made = run({"kind": "journeys", "url": sqlite(folder), "people": people})
        if made["covered"] != size.journeys:
            raise RuntimeError(f"{made['covered']} of {size.journeys} journeys came to a paid month")
        for name in ("rate", "cpu_ms", "cards"):
            figures.add(f"journeys {name}", made[name])


def one_import(size: Size, figures: Figures, tell: Tell) -> None:
    """The command that takes settlements in, while a service answers people on the same file."""
    tell(f"an import of {size.settlements:,} settlements")
    command = [sys.executable, "-m", "bench.imports", str(size.settlements)]
    ended = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    for name, value in json.loads(ended.stdout.splitlines()[-1]).items():
        figures.add(f"import {name}", value)


def nudges(size: Size, figures: Figures, tell: Tell) -> None:
    """A morning on which many covers are due, on both databases; and a job for each cover, as peers do."""
    from tests.storage.postgres import running_postgres

    with a_folder() as folder:
        _nudges("sqlite", sqlite(folder), size, figures, tell)
    with running_postgres(durable=True) as server:
        _nudges("postgres", server.create(), size, figures, tell)
    tell("APScheduler with a job for each cover")
    with a_folder() as folder:
        command = [sys.executable, "-m", "bench.scheduled", sqlite(folder), str(size.jobs)]
        ended = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    for name, value in json.loads(ended.stdout.splitlines()[-1]).items():
        figures.add(f"scheduled {name}", value)


def _nudges(database: str, url: str, size: Size, figures: Figures, tell: Tell) -> None:
    tell(f"{size.due:,} of {size.covers:,} covers due on {database}")
    command = [sys.executable, "-m", "bench.nudges", url, str(size.covers), str(size.due)]
    ended = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    measured = {"covers": size.covers, "due": size.due, **json.loads(ended.stdout.splitlines()[-1])}
    for name, value in measured.items():
        figures.add(f"nudges {database} {name}", value)


def broadcasts(size: Size, figures: Figures, tell: Tell) -> None:
    """A broadcast frozen, sent and paused while people get their replies, on both databases."""
    from tests.storage.postgres import running_postgres

    with a_folder() as folder:
        _broadcast("sqlite", sqlite(folder), size, figures, tell)
    with running_postgres(durable=True) as server:
        _broadcast("postgres", server.create(), size, figures, tell)


def _broadcast(database: str, url: str, size: Size, figures: Figures, tell: Tell) -> None:
    tell(f"a broadcast to {size.recipients:,} people on {database}")
    command = [sys.executable, "-m", "bench.broadcasts", url, str(size.recipients)]
    ended = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    for name, value in json.loads(ended.stdout.splitlines()[-1]).items():
        figures.add(f"broadcast {database} {name}", value)


def on_postgres(size: Size, figures: Figures, tell: Tell) -> None:
    """The same turns on a real Postgres that flushes, by one process and by two."""
    from tests.storage.postgres import running_postgres

    with running_postgres(durable=True) as server:
        for number in range(min(size.rounds, 3)):
            for processes in (1, 2):
                tell(f"Postgres, {processes} process(es), round {number + 1}")
                url = server.create()
                figures.add(f"postgres {processes}", together(url, size.people, processes))
                server.drop(url)


def together(url: str, people: int, processes: int) -> float:
    """Turns a second of so many processes at once, each with its share of the people."""
    make(url)  # so that they need not migrate it themselves
    share = people // processes
    orders = [
        {"kind": "ours", "url": url, "people": (place * share, (place + 1) * share), "place": place}
        for place in range(processes)
    ]
    workers = [Worker(order) for order in orders]
    for worker in workers:
        worker.wait_until_ready()
    for worker in workers:
        worker.start()
    slowest: float = min(worker.result()["rate"] for worker in workers)  # done when the last one is
    return slowest * processes


def one_by_one(size: Size, figures: Figures, tell: Tell) -> None:
    """Single turns that arrive at half the rate of whole pages: milliseconds until each is committed."""
    per_second = figures.of("ours") / 2
    for _ in range(min(size.rounds, 3)):
        tell(f"single turns, {per_second:,.0f} a second")
        with a_folder() as folder:
            order = {
                "kind": "latency",
                "url": sqlite(folder),
                "people": (0, size.alone),
                "per_second": per_second,
            }
            result = run(order)
        cuts = quantiles(result["took"], n=100)
        figures.add("latency rate", result["rate"])
        figures.add("latency p50", cuts[49] * 1000)
        figures.add("latency p99", cuts[98] * 1000)


def with_its_sender(size: Size, figures: Figures, tell: Tell) -> None:
    """Turns with the sender in the same process: rendered, marked and sent, all counted."""
    tell("turns and sender in one process")
    with a_folder() as folder:
        order = {"kind": "ours", "url": sqlite(folder), "people": (0, size.alone), "sending": "counted"}
        figures.add("ours with sender", run(order)["rate"])


def memory(size: Size, figures: Figures, tell: Tell) -> None:
    """Resident memory with few and with many conversations stored, after the same number of turns."""
    for number in size.stored:
        tell(f"memory with {number:,} conversations stored")
        with a_folder() as folder:
            store(sqlite(folder), number)
            order = {"kind": "memory", "url": sqlite(folder), "place": 1, "first_turn": HALFWAY}
            result = run({**order, "people": (0, number, max(1, number // size.people))})
        for name in ("before", "after", "highest"):
            figures.add(f"memory {number} {name}", result[name] / 1e6)


def first_reply(size: Size, figures: Figures, tell: Tell) -> None:
    """Seconds from starting `sertakan chat` to its reply: on a new database, and on one that is there."""
    for _ in range(size.starts):
        tell("start to first reply")
        with a_folder() as folder:
            figures.add("first reply, new database", _seconds_to_reply(folder))
            figures.add("first reply", _seconds_to_reply(folder))


def _seconds_to_reply(folder: Path) -> float:
    environ = {**os.environ, "SERTAKAN__DATABASE__URL": sqlite(folder)}
    command = [sys.executable, "-m", "bot", "chat", "--json"]
    start = time.perf_counter()
    with subprocess.Popen(
        command, env=environ, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write("halo\n")
        process.stdin.flush()
        reply = process.stdout.readline()
        spent = time.perf_counter() - start
        process.stdin.close()
        process.wait(_PATIENCE)
    if not json.loads(reply)["text"]:
        raise RuntimeError("the chat did not reply")
    return spent


class Worker:
    """A process of `bench.worker`, or of another module that takes an order likewise."""

    def __init__(self, order: dict[str, Any], module: str = "bench.worker") -> None:
        command = [sys.executable, "-m", module, json.dumps(order)]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def wait_until_ready(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            if line == "ready\n":
                return
        raise RuntimeError("a measurement did not start; see its error above")

    def start(self) -> None:
        assert self._process.stdin
        self._process.stdin.write("go\n")
        self._process.stdin.flush()

    def result(self) -> Any:
        output, _ = self._process.communicate(timeout=_PATIENCE)
        if self._process.returncode:
            raise RuntimeError("a measurement failed; see its error above")
        return json.loads(output.splitlines()[-1])


def run(order: dict[str, Any]) -> dict[str, Any]:
    worker = Worker(order)
    worker.wait_until_ready()
    worker.start()
    found: dict[str, Any] = worker.result()
    return found


@contextlib.contextmanager
def a_folder() -> Iterator[Path]:
    """Beside the project, so that it lies on a real disk and not in memory."""
    out = ROOT / "bench" / "out"
    out.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as folder:
        yield Path(folder)


def sqlite(folder: Path) -> str:
    return f"sqlite:///{folder / 'bench.db'}"
