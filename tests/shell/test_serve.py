"""`sertakan serve` with a token: a process that answers on Telegram, ends when asked to, and goes on."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.browser.running import a_machine, end, running
from tests.fakes.bot_api import UNAUTHORIZED, BotApi
from tests.shell.running import Machine

ROOT = Path(__file__).parents[2]


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as running:
        yield running


@pytest.fixture
def office(tmp_path: Path, api: BotApi) -> Machine:
    return Machine(
        tmp_path,
        {
            "SERTAKAN__TELEGRAM__TOKEN": api.token,
            "SERTAKAN__TELEGRAM__API_URL": api.url,
            **a_machine(tmp_path).settings,
        },
    )


def the_leases_run_out(database: Path) -> None:
    """As they do 20 s after a death; nobody waits for that here."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE leases SET until = 0")
        connection.execute("UPDATE outbox SET lease_until = 0 WHERE lease_until IS NOT NULL")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_and_ends_with_0_when_it_is_asked_to(
    office: Machine, api: BotApi, number: signal.Signals
) -> None:
    siti = api.person("Siti")
    process = office.start("serve")

    siti.says("halo")
    siti.waits_for(1, 30)
    process.send_signal(number)
    _, err = process.communicate(timeout=20)

    assert process.returncode == 0
    events = [json.loads(line)["event"] for line in err.splitlines()]
    assert (events[0], events[-1]) == ("serve.started", "serve.stopped")
    assert "Siti" not in err
    assert api.token not in err
    assert api.faults == []


def test_the_public_address_is_open_while_it_serves(office: Machine, api: BotApi) -> None:
    siti = api.person("Siti")
    process = office.fork("serve")
    siti.says("halo")
    siti.waits_for(1, 30)
    address = f"http://127.0.0.1:{office.settings['SERTAKAN__SERVER__PORT']}"

    alive, card = httpx.get(f"{address}/readyz"), httpx.get(f"{address}/kartu/{'0' * 26}")
    code = end(process)

    assert (alive.status_code, card.status_code, code) == (200, 404, 0)
    assert "web.listening" in (log := office.log.read_text())
    assert "0" * 26 not in log


def test_the_doctor_looks_whether_the_world_reaches_the_public_address(office: Machine, api: BotApi) -> None:
    address = f"http://127.0.0.1:{office.settings['SERTAKAN__SERVER__PORT']}"
    secret = {"SERTAKAN__PAYMENTS__WEBHOOK_SECRET": "s" * 32}
    public = Machine(office.folder, {**office.settings, **secret, "SERTAKAN__SERVER__PUBLIC_URL": address})
    other = Machine(office.folder, {**office.settings, "SERTAKAN__SERVER__PUBLIC_URL": api.url})
    open_to_all = {**office.settings, "SERTAKAN__SERVER__PUBLIC_URL": "http://office.example"}

    before = public.run("doctor")
    siti = api.person("Siti")
    process = public.fork("serve")
    siti.says("halo")
    siti.waits_for(1, 30)
    during = public.run("doctor")
    end(process)

    assert f"{address} does not answer (ConnectError)" in before.out
    assert f"cards are checked at {address}/kartu/…" in during.out
    assert f"payments at {address}/payments/webhook" in during.out
    assert "s" * 32 not in during.out
    assert "is not this service" in other.run("doctor").out
    assert "put a proxy with HTTPS" in Machine(office.folder, open_to_all).run("doctor").out


def test_a_port_that_is_taken_stops_the_start_with_a_line(office: Machine) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(office.settings["SERTAKAN__SERVER__PORT"])))
        other.listen()
        ended = office.run("serve")

    assert ended.code == 1
    assert ended.err.splitlines()[-1].startswith("server.port: cannot listen on 127.0.0.1:")


def test_after_kill_9_it_answers_what_came_meanwhile_and_nothing_twice(office: Machine, api: BotApi) -> None:
    siti = api.person("Siti")
    process = office.fork("serve")
    siti.says("halo")
    siti.waits_for(1, 30)

    end(process, signal.SIGKILL)
    siti.says("1")
    the_leases_run_out(office.folder / "data" / "sertakan.db")
    process = office.fork("serve")
    siti.waits_for(2, 30)

    assert end(process) == 0
    assert len(siti.texts) == 2


def test_what_the_first_person_would_wait_for_is_loaded_at_the_start() -> None:
    """In a process of its own: in this one the other tests have loaded it."""
    loaded = (
        "import sys; from bot.app import warm_up; before = set(sys.modules); warm_up().join(20);"
        "print(*sorted({'holidays.countries.indonesia'} & (set(sys.modules) - before)));"
        "from flows.rules import regions, calendar;"
        "print(regions._index.cache_info().currsize, calendar._public_holidays.cache_info().currsize > 0)"
    )

    out = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    ).stdout

    assert out.splitlines() == ["holidays.countries.indonesia", "1 True"]


def test_a_database_of_real_people_is_not_the_demos(office: Machine, api: BotApi) -> None:
    siti = api.person("Siti")
    with running(a_machine(office.folder)):
        pass
    at_the_demo = Machine(
        office.folder, {**office.settings, "SERTAKAN__DATABASE__URL": "sqlite:///data/demo.db"}
    )

    ended = at_the_demo.run("serve")

    assert ended.code == 1
    assert ended.err.splitlines()[-1] == "database.url: it is the demo's; set database.url to another file"
    assert siti.texts == []


def test_the_doctor_asks_telegram_whose_the_token_is(office: Machine, api: BotApi) -> None:
    found = office.run("doctor").out
    api.trouble("getMe", UNAUTHORIZED)
    refused = office.run("doctor")

    assert "the token is that of @sertakan_test_bot" in found
    assert "refuses the token" in refused.out
    assert refused.code == 1
    assert api.token not in found + refused.out + refused.err
