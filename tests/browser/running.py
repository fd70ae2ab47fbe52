"""The demo in a process of its own, and a browser that looks at it as people do."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.ports import free_port
from tests.processes import Process
from tests.shell.running import Machine

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 20_000
"""milliseconds that the browser waits for what is to come, on a busy machine"""


def chromium() -> str | None:
    """A Chromium of this machine, else the one that Playwright installed; None: there is none."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is not None:
        return found
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


@contextmanager
def browsing(executable: str) -> Iterator[Browser]:
    """A browser without a window. Chromium cannot shut itself in where we run as root, as in a container."""
    arguments = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Demo:
    """A demo that runs."""

    machine: Machine
    process: Process
    inside: str
    outside: str


def a_machine(folder: Path) -> Machine:
    """A folder with nothing in it, whose addresses are free."""
    ports = ("SERTAKAN__CONSOLE__PORT", "SERTAKAN__SERVER__PORT")
    return Machine(folder, {name: str(free_port()) for name in ports})


@contextmanager
def running(machine: Machine, *arguments: str) -> Iterator[Demo]:
    """`sertakan serve --demo` until the block ends."""
    with _shown(machine, machine.fork("serve", "--demo", *arguments)) as demo:
        yield demo


@contextmanager
def running_alone(machine: Machine) -> Iterator[Demo]:
    """The same as people start it, which takes longer."""
    with machine.log.open("a") as log:
        process = machine.start("serve", "--demo", stderr=log, stdin=subprocess.DEVNULL)
    with _shown(machine, process) as demo:
        yield demo


def end(process: Process, number: signal.Signals = signal.SIGTERM) -> int:
    """Ask it to end; its exit code."""
    if process.poll() is None:
        process.send_signal(number)
    code = process.wait(30)
    if process.stdout is not None:
        process.stdout.close()
    return code


@contextmanager
def _shown(machine: Machine, process: Process) -> Iterator[Demo]:
    try:
        inside, outside = _addresses(process)
        yield Demo(machine, process, inside, outside)
    finally:
        end(process)


def _addresses(process: Process) -> tuple[str, str]:
    """As they are printed at the start."""
    assert process.stdout is not None
    found: list[str] = []
    for line in process.stdout:
        found += re.findall(r"http://\S+", line)
        if len(found) == 2:
            return found[0], found[1]
    raise AssertionError(f"the demo ended with {process.wait()} before it said where it is")


class Screen:
    """A page of the demo."""

    def __init__(self, page: Page, demo: Demo, *, lang: str = "id") -> None:
        self.page, self.demo = page, demo
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page.goto(f"{demo.inside}/?lang={lang}")
        self.names = (
            {"peserta": "HP peserta", "pekerja": "HP pekerja", "admin": "HP petugas kantor"}
            if lang == "id"
            else {
                "peserta": "Participant’s phone",
                "pekerja": "Worker’s phone",
                "admin": "Office staff’s phone",
            }
        )
        expect(page.locator("body[data-screen]")).to_be_attached()  # the page listens

    def phone(self, who: str) -> Phone:
        return Phone(self.page.get_by_role("region", name=self.names[who], exact=True))

    @property
    def desk(self) -> Locator:
        return self.page.get_by_role("complementary")

    def part(self, name: str) -> Locator:
        """A part of the desk."""
        return self.desk.get_by_role("region", name=name, exact=True)


class Phone:
    """One phone on the page."""

    def __init__(self, place: Locator) -> None:
        self.place = place
        self.box = place.get_by_role("textbox")
        self.bubbles = place.locator(".message")
        self.last = place.locator(".message").last

    def says(self, text: str) -> None:
        """Type it and press Enter; and wait for the answer."""
        before = self._answers.count()
        self.box.fill(text)
        self.box.press("Enter")
        self.is_answered(before)

    def key(self, label: str) -> Locator:
        """The newest button of this label."""
        return self.place.get_by_role("button", name=label, exact=True).last

    def taps(self, label: str) -> None:
        """Tap the newest button of this label; and wait for the answer."""
        before = self._answers.count()
        self.key(label).click()
        self.is_answered(before)

    def is_answered(self, before: int) -> None:
        """There are more messages of the bot than so many, and it is not writing another."""
        expect(self._answers.nth(before)).to_be_visible()
        expect(self.place.locator(".typing")).to_be_hidden()

    def hears(self, text: str | re.Pattern[str]) -> Locator:
        """The newest message of the bot that holds this text, once it is there."""
        heard = self._answers.filter(has_text=text).last
        expect(heard).to_be_visible()
        return heard

    @property
    def _answers(self) -> Locator:
        return self.place.locator(".message.bot")
