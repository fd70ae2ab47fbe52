"""Takes the pictures in docs/screenshots, from a demo that runs.

.venv/bin/python -m tests.browser.take_screenshots
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.running import Screen, a_machine, browsing, chromium, running
from tests.browser.test_enrolment import Hands, consented

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
LAPTOP, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)

READ_IN = 2500
"""milliseconds after which someone has seen what came, so that what comes next stands alone"""


def main() -> None:
    """All of them, in one journey."""
    executable = chromium()
    if executable is None:
        sys.exit("there is no Chromium")
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        browsing(executable) as browser,
        running(a_machine(Path(folder)), "--from", "2026-11-23") as demo,
    ):
        page = browser.new_page(viewport=LAPTOP, locale="id-ID", device_scale_factor=1.5)
        _take(page, Screen(page, demo))


def _take(page: Page, screen: Screen) -> None:
    hands = Hands(page, with_keyboard=False)
    participant, worker = screen.phone("peserta"), screen.phone("pekerja")
    consented(screen, hands)
    page.wait_for_timeout(READ_IN)
    hands.press(screen.desk.get_by_role("button", name="Daftarkan (simulasi): Budi Santoso"))
    participant.hears("Kode bayar")
    expect(screen.part("Tagihan terbuka")).to_contain_text("Rp67.000")
    _still(page)
    _keep("bill.png", page)
    page.wait_for_timeout(READ_IN)
    hands.press(screen.desk.get_by_role("button", name="Bayar tagihan ini (simulasi): Budi Santoso"))
    participant.hears("Terima kasih! Pembayaran")
    worker.says("kartu")
    worker.bubbles.last.evaluate("one => document.activeElement.blur()")
    scan = worker.place.get_by_role("link", name="Pindai QR kartu").last
    scan.scroll_into_view_if_needed()
    _still(page)
    _keep("phones.png", page)
    picture = worker.place.get_by_role("img", name="Gambar dari SERTAKAN").last.evaluate("one => one.src")
    (FOLDER / "card.png").write_bytes(page.request.get(picture).body())
    with page.expect_popup() as opened:
        hands.press(scan)
    card = opened.value
    card.set_viewport_size(PHONE)
    card.wait_for_load_state()
    _keep("verification.png", card)
    card.close()
    page.set_viewport_size(PHONE)
    page.get_by_role("tab", name="Peserta").click()
    _still(page)
    _keep("phone.png", page)


def _keep(name: str, page: Page) -> None:
    """In all its colours: with few of them what is small and bright, such as the badge, turns grey."""
    Image.open(io.BytesIO(page.screenshot())).convert("RGB").save(FOLDER / name, optimize=True)


def _still(page: Page) -> None:
    """Nothing moves any more: pictures are there and animations have ended."""
    page.wait_for_function("[...document.images].every(one => one.complete)")
    page.wait_for_function("document.getAnimations().every(one => one.playState === 'finished')")


if __name__ == "__main__":
    main()
