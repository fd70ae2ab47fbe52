"""`sertakan serve --demo` as a process: where it is, who may open it, and how it ends."""

from __future__ import annotations

import http.client
import signal
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.running import a_machine, end, running, running_alone
from tests.shell.running import Machine


def answer(url: str, path: str = "/", **headers: str) -> tuple[int, dict[str, str]]:
    """The status and the headers that come back."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
    try:
        connection.request(
            "GET", path, headers={name.replace("_", "-"): text for name, text in headers.items()}
        )
        response = connection.getresponse()
        return response.status, {name.lower(): text for name, text in response.getheaders()}
    finally:
        connection.close()


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    return a_machine(tmp_path_factory.mktemp("demo"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_and_ends_with_0(machine: Machine, number: signal.Signals) -> None:
    with running_alone(machine) as demo:
        status, _ = answer(demo.inside)
        code = end(demo.process, number)

    assert (status, code) == (200, 0)
    assert (machine.folder / "data" / "demo.db").exists()
    assert not (machine.folder / "data" / "sertakan.db").exists()


def test_only_pages_of_its_own_are_let_in(machine: Machine) -> None:
    with running(machine) as demo:
        own, foreign = urlsplit(demo.inside).netloc, "sertakan.example"
        socket_path = "/_nicegui_ws/socket.io/?EIO=4&transport=polling"
        seen = {
            "own": answer(demo.inside, socket_path, Host=own, Origin=f"http://{own}")[0],
            "rebound name": answer(demo.inside, Host=foreign)[0],
            "foreign page": answer(demo.inside, socket_path, Host=own, Origin=f"http://{foreign}")[0],
            "cards, rebound": answer(demo.outside, "/healthz", Host=foreign)[0],
        }

    assert seen == {"own": seen["own"], "rebound name": 403, "foreign page": 403, "cards, rebound": 403}
    assert seen["own"] < 400


def test_an_invitation_opened_outside_leads_to_the_workers_phone(machine: Machine) -> None:
    with running(machine) as demo:
        status, headers = answer(demo.outside, "/undangan/ABCDEFGHJKMNPQRSTVWXYZ0123")

        assert (status, headers["location"]) == (303, f"{demo.inside}/?undangan=ABCDEFGHJKMNPQRSTVWXYZ0123")
        assert answer(demo.outside, "/kartu/ABCDEFGHJKMNPQRSTVWXYZ0123")[0] == 404


def test_a_port_that_is_taken_is_said_in_a_line(machine: Machine) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = Machine(machine.folder, {**machine.settings, "SERTAKAN__CONSOLE__PORT": port}).run("serve")

    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(f"console.port: {port} is taken")
    assert len(ended.err.splitlines()) == 1


@pytest.mark.parametrize("section", ["CONSOLE", "SERVER"])
def test_it_is_open_to_nobody_else(machine: Machine, section: str) -> None:
    settings = {**machine.settings, f"SERTAKAN__{section}__HOST": "0.0.0.0"}  # noqa: S104  it is refused

    ended = Machine(machine.folder, settings).run("serve", "--demo")

    assert ended.code == 1
    assert ended.err.startswith(f"{section.lower()}.host: the demo is for this machine only")


@pytest.mark.parametrize("day", ["besok", "2026-02-30", "1999-01-01"])
def test_a_day_that_cannot_be_is_wrong_usage(machine: Machine, day: str) -> None:
    assert machine.run("serve", "--demo", "--from", day).code == 2


def test_a_database_of_real_people_is_neither_opened_nor_emptied(tmp_path: Path) -> None:
    machine = a_machine(tmp_path)
    (tmp_path / "data").mkdir()
    at_the_demos = {**machine.settings, "SERTAKAN__DATABASE__URL": "sqlite:///data/demo.db"}
    Machine(tmp_path, at_the_demos).run("chat", "--json", lines=["halo"])
    before = (tmp_path / "data" / "demo.db").read_bytes()

    ended = machine.run("serve", "--demo", "--from", "2026-12-01")

    assert ended.code == 1
    assert "no demo's database" in ended.err
    assert (tmp_path / "data" / "demo.db").read_bytes() == before
