"""A morning on which many covers are due: `python -m bench.nudges URL COVERS DUE`.

Covers are made first, each with a participant of its own; of them so many are due that day, the others are
paid ahead. Then the tick looks at those who are due while the same process answers people, as a service does.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from datetime import UTC, date, datetime, timedelta
from statistics import median, quantiles

from sqlalchemy import Connection, func, select, text
from sqlalchemy.dialects.postgresql import REGCLASS

from bench.ours import Ours, make
from bench.people import updates
from bot import nudges
from bot.app import App
from storage import Store
from storage.dialect import is_sqlite
from storage.tables import outbox

MORNING = datetime(2026, 12, 8, 2, tzinfo=UTC)
"""nine o'clock in Jakarta, seven days before December is due"""
REPLIES_PER_SECOND = 5.0
AT_A_TIME = 5
QUIET_TICKS = 50


def main() -> None:
    url, covers, due = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    make(url)
    sys.stdout.write(json.dumps(asyncio.run(_measure(url, covers, due))) + "\n")


async def _measure(url: str, covers: int, due: int) -> dict[str, float]:
    service = Ours(url, clock=lambda: MORNING)
    app = service.app
    fill(app.store, covers, due)
    with app.store.writing() as connection:
        nudges.know_policy(connection, app.office.nudges)  # else a policy that is new here would wake all
    await service.take_all(updates(range(9_000_000, 9_000_030), first_number=9_000_000))
    memory = _memory()
    raw = updates(range(2000), first_number=1_000_000)
    start = time.perf_counter()
    tick = asyncio.create_task(_remind(app))
    replies: list[float] = []
    while not tick.done():
        replies += await service.arrive(raw[:AT_A_TIME], REPLIES_PER_SECOND)
        raw = raw[AT_A_TIME:]
    counts, ended = await tick
    with app.store.reading() as connection:
        queued = connection.scalar(select(func.count()).where(outbox.c.kind == "nudge"))
    assert counts["queued"] == due == queued, f"{counts}, {queued} in the outbox, {due} were due"
    grown = _memory() - memory
    idle = await _idle(app)
    await service.close()
    return {
        "seconds": ended - start,
        "idle_ms": median(idle) * 1000,
        "reply_median_ms": median(replies) * 1000,
        "reply_p99_ms": quantiles(replies, n=100)[98] * 1000,
        "reply_longest_ms": max(replies) * 1000,
        "memory_mb": _memory(),
        "grown_mb": grown,
    }


async def _remind(app: App) -> tuple[dict[str, int], float]:
    counts = await nudges.remind(app)
    return counts, time.perf_counter()


async def _idle(app: App) -> list[float]:
    """Ticks with nothing due."""
    took = []
    for _ in range(QUIET_TICKS):
        start = time.perf_counter()
        await nudges.remind(app)
        took.append(time.perf_counter() - start)
    return took


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def fill(store: Store, covers: int, due: int) -> None:
    """So many registered covers with a paid month, of which so many are to be looked at this morning."""
    with store.writing() as connection:
        is_file = is_sqlite(connection)
        given = {
            "covers": covers,
            "due": due,
            "sealed": store.secrets.seal_text("Seseorang"),
            "at": _moment(connection, MORNING - timedelta(days=20)),
            "now": _moment(connection, MORNING),
            "later": _moment(connection, MORNING + timedelta(days=90)),
            "day": "2026-11-20" if is_file else date(2026, 11, 20),
        }
        digits = (
            "CAST(printf('%032d', i) AS BLOB)" if is_file else "convert_to(lpad(i::text, 32, '0'), 'UTF8')"
        )
        for statement in _FILL:
            sql = statement.replace("{series}", _SERIES).replace("{digits}", digits)
            connection.execute(text(sql), given)
        if not is_file:
            for table in ("people", "nominations"):
                sequence = func.pg_get_serial_sequence(table, "id")
                connection.execute(select(func.setval(sequence.cast(REGCLASS), covers)))
    if not store.is_sqlite:
        with store.writing() as connection:
            connection.execute(text("ANALYZE"))


_SERIES = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :covers)"
_FILL = (
    "INSERT INTO people (id, reference, lang, name_sealed, created_at, due_at) {series} "
    "SELECT i, 'P' || i, 'id', :sealed, :at, CASE WHEN i <= :due THEN :now ELSE :later END FROM n",
    "INSERT INTO nominations (id, reference, participant_id, status, nik_hash, nik_sealed, nik_last4, "
    "name_sealed, name_start, birth_date_sealed, job, sector, workplace, income, programmes, months, "
    "first_month, amount, tariff_version, nominated_at, updated_at) {series} "
    "SELECT i, 'P' || i, i, 'registered', {digits}, :sealed, '0000', :sealed, 'sar', :sealed, "
    "'household', 'other', '6271', 1000000, 'jkk,jkm', 1, '2026-11', 8400, 'bench', :at, :at FROM n",
    "INSERT INTO registrations (nomination_id, registered_at) {series} SELECT i, :at FROM n",
    "INSERT INTO contribution_months (nomination_id, month, amount, tariff_version, payment_reference, "
    "paid_on) {series} SELECT i, CASE WHEN i <= :due THEN '2026-11' ELSE '2027-06' END, 8400, 'bench', "
    "'P' || i, :day FROM n",
)


def _moment(connection: Connection, value: datetime) -> object:
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if is_sqlite(connection) else value


if __name__ == "__main__":
    main()
