"""A real `sertakan serve` with a Telegram and a Twilio on loopback, each in a process of its own."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prometheus_client.parser import text_string_to_metric_families as families

from bench.ours import environment
from bench.people import TOKEN
from tests.fakes import twilio
from tests.ports import free_port

ROOT = Path(__file__).parents[1]
PUBLIC_URL = "https://bot.example"
SECRET = "invented-secret-of-the-bench"
ANSWER_SECONDS = 0.05
"""that the platforms take to answer"""
_PATIENCE = 60.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Rates:
    """Messages a second that are configured. The platforms refuse more than that and what may go at once."""

    telegram: float
    whatsapp: float

    @property
    def taken_by_telegram(self) -> float:
        return self.telegram * 1.05

    @property
    def taken_by_whatsapp(self) -> float:
        """Its seconds are counted from any moment, so that what may go at once after silence is on top."""
        return self.whatsapp * 1.3


@dataclass(frozen=True)
class Served:
    """Where all of it is."""

    telegram: str
    twilio: str
    bot: str
    console: str
    pid: int

    def not_sent(self, channel: str) -> int:
        """How many messages were tried in vain, by the service's own count."""
        text = _get(f"{self.console}/metrics").decode()
        samples = [sample for family in families(text) for sample in family.samples]
        tried = [one for one in samples if one.name == "sertakan_sent_total"]
        return int(
            sum(
                one.value
                for one in tried
                if one.labels["channel"] == channel and one.labels["outcome"] != "sent"
            )
        )

    def cpu_seconds(self) -> float:
        """That the service used so far (Linux)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS


@contextmanager
def serving(
    folder: Path, url: str, rates: Rates, people: int, roles: str = "web,sender,scheduler,console"
) -> Iterator[Served]:
    """While the block runs. `people`: how many there are on each channel; `folder`: for the logs."""
    with ExitStack() as stack:
        port, console = free_port(), free_port()
        bot = f"http://127.0.0.1:{port}"
        telegram = stack.enter_context(_telegram(rates, people))
        whatsapp = stack.enter_context(_twilio(rates, people, bot))
        given = {
            "SERVER__PORT": port,
            "SERVER__PUBLIC_URL": PUBLIC_URL,
            "CONSOLE__PORT": console,
            "TELEGRAM__TOKEN": TOKEN,
            "TELEGRAM__API_URL": telegram,
            "TELEGRAM__MODE": "webhook",
            "TELEGRAM__SECRET_TOKEN": SECRET,
            "WHATSAPP__ACCOUNT_SID": twilio.ACCOUNT,
            "WHATSAPP__AUTH_TOKEN": twilio.TOKEN,
            "WHATSAPP__FROM": twilio.NUMBER,
            "WHATSAPP__API_URL": whatsapp,
            "WHATSAPP__CONTENT_URL": whatsapp,
            "LIMITS__TELEGRAM_PER_SECOND": rates.telegram,
            "LIMITS__WHATSAPP_PER_SECOND": rates.whatsapp,
        }
        variables = {f"SERTAKAN__{name}": str(value) for name, value in given.items()}
        command = [sys.executable, *service_command(), "serve", "--roles", roles]
        log = stack.enter_context((folder / "service.log").open("w"))
        process = stack.enter_context(
            _process(command, {**environment(url), **variables}, stdout=log, stderr=log)
        )
        _wait_for(f"{bot}/readyz", process)
        yield Served(telegram, whatsapp, bot, f"http://127.0.0.1:{console}", process.pid)


def service_command() -> list[str]:
    """What Python runs: the service, or in its place a script that profiles it (BENCH_SERVICE)."""
    script = os.environ.get("BENCH_SERVICE")
    return [script] if script else ["-m", "bot"]


def _telegram(rates: Rates, people: int) -> contextlib.AbstractContextManager[str]:
    per_second, answer = str(rates.taken_by_telegram), str(ANSWER_SECONDS)
    latency = ["--latency", answer, answer]
    return _fake("bot_api", "--token", TOKEN, "--people", str(people), "--per-second", per_second, *latency)


def _twilio(rates: Rates, people: int, bot: str) -> contextlib.AbstractContextManager[str]:
    limits = ["--per-second", str(rates.taken_by_whatsapp), "--latency", str(ANSWER_SECONDS)]
    return _fake("twilio", "--people", str(people), "--public-url", PUBLIC_URL, "--bot", bot, *limits)


@contextmanager
def _fake(name: str, *given: str) -> Iterator[str]:
    """Its address."""
    command = [sys.executable, "-m", f"tests.fakes.{name}", *given]
    with _process(command, {}, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process.stdout.readline().strip()


@contextmanager
def _process(
    command: list[str], variables: Mapping[str, str], **streams: Any
) -> Iterator[subprocess.Popen[Any]]:
    """While the block runs; then it is asked to end."""
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | variables, **streams)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(address: str, process: subprocess.Popen[Any]) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError):
            _get(address)
            return
        time.sleep(0.05)
    raise RuntimeError("the service did not start; see service.log")


def ask(address: str) -> Any:
    """What a fake tells."""
    return json.loads(_get(address))


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=_PATIENCE) as answer:  # noqa: S310  of this machine
        content: bytes = answer.read()
    return content
