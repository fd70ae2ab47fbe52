"""People of the office at work in the console, in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from storage import Secrets, Store
from tests.browser.console import Running, console


@pytest.fixture
def store(tmp_path: Path, sqlite_template: Path, secrets: Secrets) -> Iterator[Store]:
    path = tmp_path / "office.db"
    shutil.copyfile(sqlite_template, path)
    opened = Store(f"sqlite:///{path}", secrets)
    yield opened
    opened.close()


@pytest.fixture
def office(tmp_path: Path, store: Store) -> Iterator[Running]:
    with console(tmp_path, store) as running:
        yield running


def test_a_link_signs_in_once_and_leaving_ends_it(office: Running, page: Page, browser: Browser) -> None:
    link = office.link()
    page.goto(link)
    assert "#" not in page.url
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", name="Beranda")).to_be_visible()

    other = browser.new_context()
    stranger = other.new_page()
    stranger.goto(link)
    stranger.get_by_role("button", name="Masuk").click()
    expect(stranger.get_by_role("alert")).to_contain_text("tidak berlaku lagi")
    other.close()

    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_role("heading", name="Masuk ke konsol kantor")).to_be_visible()
    page.goto(f"{office.address}/jejak")
    expect(page.get_by_role("heading", name="Masuk ke konsol kantor")).to_be_visible()


def test_the_trail_shows_who_signed_in_and_is_filtered(office: Running, page: Page) -> None:
    office.sign_in(page, path="/jejak")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(2)

    page.get_by_label("Apa", exact=True).select_option("signed_in")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("Dewi Lestari")
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh CSV").click()
    lines = Path(download.value.path()).read_text("utf-8-sig").splitlines()

    assert len(lines) == 2
    assert "Dewi Lestari,Masuk" in lines[1]


def test_on_a_phone_the_menu_opens_and_closes_by_keyboard(office: Running, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    office.sign_in(page)
    menu = page.get_by_role("button", name="Buka menu")
    menu.press("Enter")
    expect(page.get_by_role("link", name="Beranda")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    menu.press("Enter")
    page.get_by_role("link", name="Jejak").press("Enter")

    expect(page.get_by_role("heading", name="Jejak")).to_be_visible()
