"""The tests in a real browser. Where there is none they are skipped, and say so; in CI they fail."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.running import Demo, Screen, a_machine, browsing, chromium, running

NO_BROWSER = (
    "NO BROWSER TEST RAN: there is no Chromium (looked for chromium, chromium-browser, google-chrome and "
    "Playwright's own); install one, e.g. apt-get install chromium, or .venv/bin/playwright install chromium"
)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed after this folder: while it is open, no other test of this process could run an event loop."""
    executable = chromium()
    if executable is None:
        if os.environ.get("CI", "").lower() in ("1", "true", "yes"):
            pytest.fail(NO_BROWSER)
        pytest.skip(NO_BROWSER)
    with browsing(executable) as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab of a laptop; whatever is not ours is not to be had, and what a page complains about fails."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="id-ID")
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda request: complaints.extend(_elsewhere(request.url)))
    yield opened
    context.close()
    assert complaints == []


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """A demo that nobody used yet, on a day in the middle of a month with the discount."""
    with running(a_machine(tmp_path), "--from", "2026-11-23") as started:
        yield started


@pytest.fixture
def screen(page: Page, demo: Demo) -> Screen:
    return Screen(page, demo)


def _elsewhere(url: str) -> list[str]:
    is_ours = url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))
    return [] if is_ours else [f"loads {url}"]
