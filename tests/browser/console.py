"""The console in a process of its own, and people of the office who work in it."""

from __future__ import annotations

import re
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from storage import Store
from tests.browser.running import PATIENCE, end
from tests.ports import free_port
from tests.shell.running import Machine

KEYS = {
    "SERTAKAN__PRIVACY__KEYS": '["test:a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="]',
    "SERTAKAN__PRIVACY__HASH_KEY": "aGhoaGhoaGhoaGhoaGhoaGhoaGhoaGhoaGhoaGhoaGg=",
}
"""those of the fixture `secrets`"""


@dataclass(frozen=True)
class Running:
    """A console that runs, on a store that the test fills."""

    machine: Machine
    store: Store
    address: str

    def sign_in(self, page: Page, name: str = "Dewi Lestari", role: str = "owner", path: str = "/") -> None:
        """By a new link, as they do."""
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page.goto(self.link(name, role))
        page.get_by_role("button", name="Masuk").click()
        page.wait_for_url(f"{self.address}/")
        if path != "/":
            page.goto(self.address + path)

    def link(self, name: str = "Dewi Lestari", role: str = "owner") -> str:
        ended = self.machine.run_alone("admin", "link", name, "--role", role)
        found = re.search(r"http://\S+", ended.out)
        assert found, ended.err
        return found[0]


@contextmanager
def console(folder: Path, store: Store) -> Iterator[Running]:
    """`sertakan serve --roles console` until the block ends; no channel is asked anything."""
    port, nobody = free_port(), free_port()
    settings = KEYS | {
        "SERTAKAN__DATABASE__URL": store.url.render_as_string(hide_password=False),
        "SERTAKAN__CONSOLE__PORT": str(port),
        "SERTAKAN__TELEGRAM__TOKEN": "123456789:AAExampleExampleExampleExampleExample",
        "SERTAKAN__TELEGRAM__API_URL": f"http://127.0.0.1:{nobody}",
    }
    machine = Machine(folder, settings)
    with (folder / "log").open("a") as log:
        process = machine.start(
            "serve", "--roles", "console", stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, process)
            yield Running(machine, store, address)
        finally:
            assert end(process) == 0


def _wait_for(address: str, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + PATIENCE / 1000 * 3
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/masuk", timeout=5)  # noqa: S310  our own
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the console did not start")
