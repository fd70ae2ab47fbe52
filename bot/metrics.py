"""What Prometheus reads: counted by this process as it works, and read from the database when it asks.

Labels are of closed sets (a channel, a priority, a tick, a status), and nothing names a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from bot.app import App
from bot.health import disk_of
from bot.scheduler import Tick
from storage import alarms, health

PRIORITIES = {0: "reply", 1: "nudge", 2: "bulk"}
OUTCOMES = frozenset({"sent", "later", "gone", "moved", "uncertain", "dead", "withheld"})
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_log = structlog.get_logger()


class Metrics:
    """The figures of one process. With an app, also those of its database."""

    def __init__(self, app: App | None = None) -> None:
        self.registry = CollectorRegistry()
        self._sent = Counter(
            "sertakan_sent",
            "Messages that were tried, by what came of it",
            ("channel", "priority", "outcome"),
            registry=self.registry,
        )
        self._reply_seconds = self._histogram(
            "sertakan_reply_seconds", "From when a reply was written until it was accepted", "channel"
        )
        self._webhook_seconds = self._histogram(
            "sertakan_webhook_seconds", "Until a webhook was answered", "channel", "status"
        )
        self._tick_seconds = self._histogram("sertakan_tick_seconds", "What a tick took", "tick")
        self._turns = Counter("sertakan_turns", "Turns that were taken", registry=self.registry)
        if app is not None:
            self.registry.register(Stored(app))

    def _histogram(self, name: str, what: str, *labels: str) -> Histogram:
        return Histogram(name, what, labels, registry=self.registry, buckets=SECONDS)

    def sent(self, channel: str, priority: int, outcome: str, seconds: float | None = None) -> None:
        """A message was tried. `seconds`: since it was written; counted for replies that were sent."""
        kind = PRIORITIES.get(priority, "other")
        self._sent.labels(channel, kind, outcome if outcome in OUTCOMES else "other").inc()
        if seconds is not None and priority == 0 and outcome == "sent":
            self._reply_seconds.labels(channel).observe(max(0.0, seconds))

    def webhook(self, channel: str, status: int, seconds: float) -> None:
        """A webhook was answered."""
        self._webhook_seconds.labels(channel, str(status)).observe(seconds)

    def turns(self, number: int = 1) -> None:
        """So many turns were taken."""
        self._turns.inc(number)

    async def tick(self, tick: Tick, seconds: float) -> None:
        """A tick was done; it is what a Scheduler calls after each."""
        self._tick_seconds.labels(tick.name).observe(seconds)

    def shown(self) -> bytes:
        """All of them as Prometheus reads them. Reads the database: not on the event loop."""
        return generate_latest(self.registry)


class Stored(Collector):
    """What is read from the database for each answer; without it, only that it cannot be read."""

    def __init__(self, app: App) -> None:
        self._app = app

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing is read when it is registered."""
        return ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            families = list(self._read())
        except SQLAlchemyError as error:
            _log.warning("metrics.not_read", error=type(error).__name__)
            families = []
        yield GaugeMetricFamily(
            "sertakan_database_up", "Can the database be read?", value=1 if families else 0
        )
        yield from families

    def _read(self) -> Iterator[GaugeMetricFamily]:
        now = self._app.times.now()
        with self._app.store.reading() as conn:
            yield from _queues(health.queues(conn, now), now)
            yield from _came_in(health.inbox_waiting(conn), now)
            yield _one(
                "sertakan_set_aside", "What came in and could not be handled", health.set_aside(conn).number
            )
            yield _by(
                "sertakan_unsent",
                "Of the newest messages not sent, how many are dead and uncertain",
                "status",
                health.unsent(conn),
            )
            yield _by(
                "sertakan_withheld", "Messages withheld, by the reason", "reason", health.withheld(conn)
            )
            yield _one("sertakan_alarms", "Alarms that were told and are not over", alarms.number_on(conn))
            ticks = health.marks_of(conn, "tick:")
        done = {name: datetime.fromisoformat(value.split()[0]).timestamp() for name, value in ticks.items()}
        yield _by("sertakan_tick_last_done_timestamp_seconds", "When a tick was last done", "tick", done)
        disk = disk_of(self._app.settings.database.file)
        if disk is not None:
            yield _one("sertakan_disk_free_bytes", "Free where the database is", disk.free)


def _queues(queues: Iterable[health.Queue], now: datetime) -> Iterator[GaugeMetricFamily]:
    length = GaugeMetricFamily(
        "sertakan_outbox_waiting", "Messages that are to be sent", labels=("channel", "priority")
    )
    age = GaugeMetricFamily(
        "sertakan_outbox_oldest_seconds", "Since the oldest could be sent", labels=("channel", "priority")
    )
    numbers, ages = dict[tuple[str, str], int](), dict[tuple[str, str], float]()
    for one in queues:
        labels = (one.channel or "any", PRIORITIES[one.priority])
        numbers[labels] = numbers.get(labels, 0) + one.number
        if one.due_since is not None:
            ages[labels] = max(ages.get(labels, 0.0), (now - one.due_since).total_seconds())
    for labels, number in numbers.items():
        length.add_metric(labels, number)
        age.add_metric(labels, ages.get(labels, 0.0))
    yield from (length, age)


def _came_in(waiting: health.Waiting, now: datetime) -> Iterator[GaugeMetricFamily]:
    age = (now - waiting.since).total_seconds() if waiting.since is not None else 0.0
    yield _one("sertakan_inbox_waiting", "What came in and is not handled yet", waiting.number)
    yield _one("sertakan_inbox_oldest_seconds", "Since the oldest of it came in", max(0.0, age))


def _one(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, what, value=value)


def _by(name: str, what: str, label: str, values: dict[str, int] | dict[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, what, labels=(label,))
    for key, value in values.items():
        family.add_metric((key,), value)
    return family
