"""The figures as a page: what was measured, here and now; what was not measured is not in it."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

from bench.measure import Figures, Size
from bench.report_broadcasts import broadcasts
from bench.report_channels import sending, webhooks
from bench.report_nudges import nudges

JOURNEYS_AIM = 10
IMPORT_SECONDS, REPLY_MS = 30, 250


def page(figures: Figures, size: Size) -> str:
    """Markdown."""
    parts = [_head(size), _turns(figures, size), _journeys(figures, size), _import(figures, size)]
    parts += [_postgres(figures), _latency(figures)]
    parts += [nudges(figures), broadcasts(figures), sending(figures, size), webhooks(figures, size)]
    parts += [_memory(figures, size), _start(figures), _notes()]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(size: Size) -> str:
    today = datetime.now(UTC).date().isoformat()
    return (
        f"# Measured\n\n{today}, {_machine()}.\n"
        f"Figures are medians: of {size.rounds} rounds in which ours and the others took turns; "
        "of up to three for Postgres and single turns; memory and the sender once.\n"
        "Repeat with `make bench` (some twelve minutes); `python -m bench --write` keeps the figures here.\n"
        "Read the ratios and the CPU: turns/s suffer from whatever else the machine does."
    )


def _machine() -> str:
    return (
        f"{os.cpu_count()} cores ({_processor()}), {platform.system()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, python-telegram-bot {version('python-telegram-bot')}"
    )


def _processor() -> str:
    for line in _lines(Path("/proc/cpuinfo")):
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


def _turns(figures: Figures, size: Size) -> str:
    if "ours" not in figures.values:
        return ""
    rows = [
        ("ours: SQLite `synchronous=FULL`, committed with its reply in the outbox", "ours"),
        ("ConversationHandler, no persistence, replies through a request that answers at once", "peer"),
        ("ConversationHandler, no persistence, never replies", "silent"),
        ("ConversationHandler, PicklePersistence written after every update", "pickled"),
        ("ours with its sender in the same process: rendered, marked, sent, all counted", "ours with sender"),
    ]
    lines = [
        "## Turns a second, one process\n",
        f"{size.people:,} people in the middle of nominations of ten turns, from the bytes of the updates.\n",
        "| | turns/s | of each round | CPU a turn | ours is |",
        "|---|---|---|---|---|",
    ]
    for text, name in rows:
        if name not in figures.values:
            continue
        each = " ".join(f"{value:,.0f}" for value in figures.values[name])
        used = f"{figures.of(f'{name} cpu'):,.0f} µs" if f"{name} cpu" in figures.values else ""
        lines.append(f"| {text} | {figures.of(name):,.0f} | {each} | {used} | {_ratio(figures, name)} |")
    return "\n".join([*lines, "", *_aims(figures)])


def _aims(figures: Figures) -> Iterator[str]:
    """What was aimed at, and whether it was reached."""
    for name, aim, what in (
        ("peer", 1.0, "not below ConversationHandler without persistence"),
        ("pickled", 20.0, "20 times ConversationHandler written at every update"),
    ):
        if name in figures.values:
            reached = "reached" if _times(figures, name) >= aim else "not reached"
            yield f"- Aim: {what}: {reached} ({_ratio(figures, name)})."


def _ratio(figures: Figures, name: str) -> str:
    if name.startswith("ours"):
        return ""
    times = _times(figures, name)
    return f"{times:.2f} ×" if times < 10 else f"{times:.0f} ×"


def _times(figures: Figures, name: str) -> float:
    """The median of the rounds' own ratios: what slows one slows its neighbours."""
    pairs = zip(figures.values["ours"], figures.values[name], strict=True)
    return median(mine / other for mine, other in pairs)


def _journeys(figures: Figures, size: Size) -> str:
    if "journeys rate" not in figures.values:
        return ""
    rate = figures.of("journeys rate")
    reached = "reached" if rate >= JOURNEYS_AIM else "not reached"
    return (
        "## Whole journeys\n\n"
        f"{size.journeys} participants nominate in ten messages, their workers open the link and agree in "
        "five, all are registered and paid, and both are told, each with a card that is drawn "
        f"({figures.of('journeys cards'):,.0f} confirmations): {rate:,.1f} journeys a second on SQLite in "
        f"one process ({rate * 86_400:,.0f} a day), {figures.of('journeys cpu_ms'):,.0f} ms of CPU each.\n\n"
        f"- Aim: {JOURNEYS_AIM} a second: {reached}."
    )


def _import(figures: Figures, size: Size) -> str:
    if "import seconds" not in figures.values:
        return ""
    seconds, longest = figures.of("import seconds"), figures.of("import reply_longest_ms")
    fast = "reached" if seconds < IMPORT_SECONDS else "not reached"
    free = "reached" if longest < REPLY_MS else "not reached"
    return (
        "## An import of settlements\n\n"
        f"{size.settlements:,} by `sertakan payments import`: read, staged, settled and told in "
        f"{seconds:.1f} s, with {figures.of('import memory_mb'):.0f} MB. Replies of a service on the same "
        f"file meanwhile: {figures.of('import reply_median_ms'):.0f} ms (median), "
        f"{figures.of('import reply_p99_ms'):.0f} ms (p99), {longest:.0f} ms (longest).\n\n"
        f"- Aim: below {IMPORT_SECONDS} s: {fast}. Every reply below {REPLY_MS} ms: {free}."
    )


def _postgres(figures: Figures) -> str:
    lines = [
        f"| {processes} process{'es' if processes > 1 else ''} | {figures.of(f'postgres {processes}'):,.0f} |"
        for processes in (1, 2)
        if f"postgres {processes}" in figures.values
    ]
    if not lines:
        return ""
    head = "## The same on Postgres, which flushes every commit, on the same machine"
    return "\n".join([f"{head}\n", "| | turns/s |", "|---|---|", *lines])


def _latency(figures: Figures) -> str:
    if "latency p50" not in figures.values:
        return ""
    return (
        "## One turn\n\n"
        f"Turns that arrive one by one, at random, {figures.of('latency rate'):,.0f} a second (half the rate "
        f"above): committed after {figures.of('latency p50'):.1f} ms (p50), "
        f"{figures.of('latency p99'):.1f} ms (p99), counted from when each was to arrive."
    )


def _memory(figures: Figures, size: Size) -> str:
    rows = list(_memory_rows(figures, size))
    if not rows:
        return ""
    head = ["## Memory of the process, MB", "", "| stored | before turns | after turns | highest |"]
    return "\n".join([*head, "|---|---|---|---|", *rows])


def _memory_rows(figures: Figures, size: Size) -> Iterator[str]:
    for number in size.stored:
        if f"memory {number} before" in figures.values:
            before, after, highest = (
                figures.of(f"memory {number} {when}") for when in ("before", "after", "highest")
            )
            yield f"| {number:,} conversations | {before:.0f} | {after:.0f} | {highest:.0f} |"


def _start(figures: Figures) -> str:
    if "first reply" not in figures.values:
        return ""
    return (
        "## Start to first reply\n\n"
        f"`sertakan chat --json` given one line: {figures.of('first reply'):.2f} s; with the database "
        f"still to be made {figures.of('first reply, new database'):.2f} s."
    )


def _notes() -> str:
    return """\
## What is counted

- Ours: pages of 100 updates as `getUpdates` brings them; parsing, inbox, turn, effects, encryption, outbox,
  commit. Not counted there: the sender, which works between the pages, so that people answer what was sent
  to them, as in service (on Postgres, and for single turns, nothing is sent at all).
- ConversationHandler: `Update.de_json` and `Application.process_update`, one handler a step, the same
  readers and prices, answers in `user_data`, the same options as buttons (keyboards that do not vary are
  made once), texts shorter than ours. Its request answers at once, without any I/O, which favours it. A
  handler that never replies is no conversation; it is here as the bound.
- PicklePersistence: one file, written once after each update with everyone in it, not flushed to the disk; a
  sample of updates with everyone in mid-conversation."""
