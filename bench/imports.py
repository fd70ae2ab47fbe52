"""An import of settlements while people get their replies: `python -m bench.imports [NUMBER]`.

Covers with an open bill each are made first; then the command reads, stages, settles and tells, as an office
runs it, and a service in this process answers people on the same SQLite file all the while.
"""

from __future__ import annotations

import asyncio
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import insert, select, update

from bench.ours import Ours, environment, make
from bench.people import updates
from storage import Store, bills, nominations, registrations
from storage.bills import NewBill
from storage.nominations import NewNomination
from storage.tables import nominations as table
from storage.tables import people

NUMBER = 20_000
AT_ONCE = 1000
REPLIES_PER_SECOND = 5.0
AT_A_TIME = 5
MADE_AT = datetime(2026, 11, 23, 3, tzinfo=UTC)


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else NUMBER
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/imports.db"
        make(url)
        file = Path(folder) / "paid.csv"
        took, replies = asyncio.run(_measure(url, file, number))
    measured = {
        "seconds": took,
        "memory_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        "reply_median_ms": median(replies) * 1000,
        "reply_p99_ms": quantiles(replies, n=100)[98] * 1000,
        "reply_longest_ms": max(replies) * 1000,
    }
    sys.stdout.write(json.dumps(measured) + "\n")


async def _measure(url: str, file: Path, number: int) -> tuple[float, list[float]]:
    """Seconds that the import took, and each reply meanwhile."""
    service = Ours(url)
    _make_covers(service.app.store, number)
    _write(file, number)
    await service.take_all(updates(range(900_000, 900_030), first_number=9_000_000))
    raw = updates(range(2000), first_number=1_000_000)
    start = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "payments", "import", str(file),
        env=os.environ | environment(url), stdout=subprocess.DEVNULL,
    )  # fmt: skip
    ended = asyncio.create_task(_ended(process))
    replies: list[float] = []
    while not ended.done() and raw:
        replies += await service.arrive(raw[:AT_A_TIME], REPLIES_PER_SECOND)
        raw = raw[AT_A_TIME:]
    code, at = await ended
    took = at - start
    await service.close()
    assert code == 0, "the import ended with an error"
    return took, replies


async def _ended(process: asyncio.subprocess.Process) -> tuple[int, float]:
    """Its exit code, and when it ended."""
    return await process.wait(), time.perf_counter()


def _write(file: Path, number: int) -> None:
    with file.open("w", newline="") as text:
        rows = csv.writer(text)
        rows.writerow(("payment_id", "code", "amount", "paid_at"))
        rows.writerows((f"PAY{n}", f"K{n}", 8400, "2026-11-23") for n in range(number))


def _make_covers(store: Store, number: int) -> None:
    """Registered covers with an open bill, each with a participant and a worker of its own."""
    for start in range(0, number, AT_ONCE):
        _make_some(store, range(start, min(start + AT_ONCE, number)))


def _make_some(store: Store, numbers: range) -> None:
    with store.writing() as connection:
        name = store.secrets.seal_text("Seseorang")
        rows = [
            {"reference": f"bench{who}{n}", "lang": "id", "name_sealed": name, "created_at": MADE_AT}
            for n in numbers
            for who in ("p", "w")
        ]
        ids = list(
            connection.scalars(insert(people).returning(people.c.id, sort_by_parameter_order=True), rows)
        )
        new = [_nomination(n, participant) for n, participant in zip(numbers, ids[::2], strict=True)]
        nominations.add(connection, store.secrets, new, MADE_AT)
        agreed = {"status": "consented", "way": "link", "worker_id": table.c.participant_id + 1}
        connection.execute(update(table).where(table.c.status == "invited").values(agreed))
        theirs = select(table.c.id, table.c.reference).where(table.c.status == "consented")
        made = connection.execute(theirs).all()
        accepted: dict[int, tuple[str, str | None]] = {row.id: (row.reference, "12345678901") for row in made}
        registrations.register(connection, store.secrets, accepted, MADE_AT)
        items = (("2026-12", 8_400),)
        new_bills = [
            NewBill(id, f"B{reference}", items, "bench", f"K{reference.removeprefix('bench')}")
            for id, (reference, _) in accepted.items()
        ]
        bills.make(connection, new_bills, MADE_AT)


def _nomination(number: int, participant: int) -> NewNomination:
    return NewNomination(
        reference=f"bench{number}", participant_id=participant, nik=f"6271{number:012d}",
        name=f"Pekerja {number}", birth_date=date(1990, 7, 1), phone=None, job="household", job_words=None,
        sector="other", workplace="6271", income=1_000_000, programmes=frozenset({"jkk", "jkm"}), months=1,
        first_month="2026-12", amount=8_400, tariff_version="bench",
    )  # fmt: skip


if __name__ == "__main__":
    main()
