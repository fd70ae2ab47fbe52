"""The private address: figures and promises, for who is near and asked for it by its name."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families as families

from bot.metrics import Metrics
from bot.scheduler import Scheduler, Tick, note_down
from bot.web.private import application
from storage import Store, health
from tests.operating.office import LookedAfter, run

HERE = "http://127.0.0.1:8081"


@pytest.fixture
def office(store: Store) -> LookedAfter:
    found = LookedAfter(store)
    found.is_well()
    return found


def ask(
    office: LookedAfter,
    path: str,
    *,
    metrics: Metrics | None = None,
    client: str = "127.0.0.1",
    address: str = HERE,
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    site = application(office.app, metrics or Metrics(office.app), [office.ear])

    async def answer() -> httpx.Response:
        transport = httpx.ASGITransport(site, client=(client, 1234))
        async with httpx.AsyncClient(transport=transport, base_url=address) as asked:
            return await asked.get(path, headers=headers)

    return asyncio.run(answer())


def figures(answer: httpx.Response) -> dict[tuple[str, ...], float]:
    """Each figure, by its name and the values of its labels, in the order of their names."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in families(answer.text)
        for sample in family.samples
    }


def test_it_says_what_is_here(office: LookedAfter) -> None:
    assert "/metrics" in ask(office, "/").text


def test_it_is_ready_while_every_promise_holds(office: LookedAfter) -> None:
    well = ask(office, "/readyz")
    office.came_in("failed")
    broken = ask(office, "/readyz")
    as_json = ask(office, "/readyz", headers={"accept": "application/json"})

    assert (well.status_code, broken.status_code, as_json.status_code) == (200, 503, 503)
    assert "BAD  set-aside: " in broken.text
    assert "sertakan inbox failed" in broken.text
    (promise,) = (one for one in as_json.json()["promises"] if not one["holds"])
    assert (promise["name"], as_json.json()["ready"]) == ("set-aside", False)
    assert promise["do"]


def test_a_warning_is_shown_and_leaves_it_ready(office: LookedAfter) -> None:
    office.mark("backup.made", (office.now - timedelta(days=20)).isoformat())

    answer = ask(office, "/readyz")

    assert answer.status_code == 200
    assert "warn backup: The last backup is 20 days old." in answer.text


@pytest.mark.parametrize(
    ("client", "address", "headers"),
    [
        ("not an address", HERE, {}),
        ("8.8.8.8", HERE, {}),
        ("127.0.0.1", "http://office.example", {}),
        ("127.0.0.1", HERE, {"origin": "http://evil.example"}),
        ("127.0.0.1", HERE, {"X-Forwarded-For": "127.0.0.1"}),
        ("127.0.0.1", HERE, {"X-Forwarded-Proto": "https"}),
        ("127.0.0.1", HERE, {"X-Real-IP": "203.0.113.5"}),
        ("127.0.0.1", HERE, {"Forwarded": "for=203.0.113.5"}),
        ("127.0.0.1", HERE, {"Via": "1.1 Caddy"}),
    ],
)
def test_nobody_from_elsewhere_is_told_anything(
    office: LookedAfter, client: str, address: str, headers: dict[str, str]
) -> None:
    answer = ask(office, "/metrics", client=client, address=address, headers=headers)

    assert answer.status_code == 403
    assert "sertakan_" not in answer.text


def test_a_machine_of_the_private_network_may_ask_for_it_by_its_name(store: Store) -> None:
    office = LookedAfter(store, console={"host": "10.0.0.5", "port": 9000})

    assert ask(office, "/", client="10.0.0.9", address="http://10.0.0.5:9000").status_code == 200


def test_what_waits_is_counted_when_it_is_asked_for(office: LookedAfter) -> None:
    for _ in range(3):
        office.message(created_at=office.now - timedelta(seconds=90))
    office.message(priority=2, not_before=office.now + timedelta(hours=1))
    office.message(status="withheld", withheld_because="no_template")
    office.message(status="uncertain")
    office.came_in("waiting")
    office.came_in("failed")

    found = figures(ask(office, "/metrics"))

    assert found[("sertakan_outbox_waiting", "telegram", "reply")] == 3
    assert found[("sertakan_outbox_oldest_seconds", "telegram", "reply")] == 90
    assert found[("sertakan_outbox_waiting", "telegram", "bulk")] == 1
    assert found[("sertakan_outbox_oldest_seconds", "telegram", "bulk")] == 0
    assert found[("sertakan_withheld", "no_template")] == 1
    assert found[("sertakan_unsent", "uncertain")] == 1
    assert found[("sertakan_inbox_waiting",)] == found[("sertakan_set_aside",)] == 1
    assert found[("sertakan_tick_last_done_timestamp_seconds", "retention")] == office.now.timestamp()
    assert found[("sertakan_database_up",)] == 1


def test_what_this_process_did_is_counted_under_labels_of_closed_sets(office: LookedAfter) -> None:
    metrics = Metrics(office.app)
    metrics.sent("telegram", 0, "sent", 0.2)
    metrics.sent("telegram", 0, "sent", 0.7)
    metrics.sent("whatsapp", 2, "sent", 9.0)
    metrics.sent("whatsapp", 1, "P7 was not reached on +628110000001")
    metrics.webhook("whatsapp", 200, 0.01)
    metrics.turns(12)

    answer = ask(office, "/metrics", metrics=metrics)
    found = figures(answer)

    assert found[("sertakan_sent_total", "telegram", "sent", "reply")] == 2
    assert found[("sertakan_sent_total", "whatsapp", "other", "nudge")] == 1
    assert found[("sertakan_reply_seconds_count", "telegram")] == 2
    assert ("sertakan_reply_seconds_count", "whatsapp") not in found
    assert found[("sertakan_webhook_seconds_count", "whatsapp", "200")] == 1
    assert found[("sertakan_turns_total",)] == 12
    assert "P7" not in answer.text
    assert "628110000001" not in answer.text


def test_two_apps_of_one_process_count_apart(office: LookedAfter) -> None:
    one, other = Metrics(), Metrics()
    one.turns()

    assert b"sertakan_turns_total 1.0" in one.shown()
    assert b"sertakan_turns_total 0.0" in other.shown()


def test_a_tick_that_was_done_is_noted_down_and_one_that_failed_is_not(office: LookedAfter) -> None:
    async def work() -> None:
        return None

    async def fail() -> None:
        raise ZeroDivisionError

    async def story() -> None:
        hour = timedelta(hours=1)
        ticks = (Tick("bad", hour, fail), Tick("good", hour, work))
        metrics = Metrics()
        after = (note_down(office.app.write, office.app.times.now), metrics.tick)
        await Scheduler(ticks, lambda: 0.0, after).run_all_due()
        assert b'sertakan_tick_seconds_count{tick="good"} 1.0' in metrics.shown()

    run(office, story)

    with office.store.reading() as conn:
        marks = health.marks_of(conn, "tick:")
    assert marks == {
        "good": "2026-11-22T08:00:00+00:00 3600",
        "retention": "2026-11-22T08:00:00+00:00 3600",
    }
