"""The peer of nudges, APScheduler with a job for each cover: `python -m bench.scheduled URL NUMBER`.

Jobs are added to its SQLAlchemy job store; then so many are due at one moment, each of which takes as long as
a message to a platform does. With the grace that comes with it, what cannot begin within a second is dropped.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime, timedelta

from apscheduler.events import EVENT_JOB_EXECUTED, EVENT_JOB_MISSED
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

SEND_SECONDS = 0.1


def send() -> None:
    time.sleep(SEND_SECONDS)


def main() -> None:
    url, number = sys.argv[1], int(sys.argv[2])
    patience = 5 + number / 50
    scheduler = BackgroundScheduler(jobstores={"default": SQLAlchemyJobStore(url=url)}, timezone="UTC")
    counts = {EVENT_JOB_EXECUTED: 0, EVENT_JOB_MISSED: 0}

    def note(event: object) -> None:
        counts[event.code] += 1  # type: ignore[attr-defined]  # the library has no types

    scheduler.add_listener(note, EVENT_JOB_EXECUTED | EVENT_JOB_MISSED)
    scheduler.start(paused=True)
    start = time.perf_counter()
    due = datetime.now(UTC) + timedelta(seconds=patience)
    for one in range(number):
        scheduler.add_job("bench.scheduled:send", "date", run_date=due, id=str(one))
    added = number / (time.perf_counter() - start)
    time.sleep(max(0.0, (due - datetime.now(UTC)).total_seconds()))
    scheduler.resume()
    until = time.monotonic() + patience
    while sum(counts.values()) < number and time.monotonic() < until:
        time.sleep(0.1)
    scheduler.shutdown(wait=False)
    measured = {
        "jobs": number,
        "added_per_second": added,
        "ran": counts[EVENT_JOB_EXECUTED],
        "dropped": counts[EVENT_JOB_MISSED],
    }
    sys.stdout.write(json.dumps(measured) + "\n")


if __name__ == "__main__":
    main()
