"""People of the office at work in the console, in a real browser."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from storage import Secrets, Store, receipts
from storage.receipts import NewClaim
from tests.browser.console import Running, console
from tests.coverage.desk import Desk


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


def with_receipt(store: Store) -> Desk:
    """A cover that is billed, whose participant sent the picture of a receipt."""
    desk = Desk(store, datetime.now(UTC))
    id = desk.registered(1)
    desk.nominated(22)
    with store.writing() as connection:
        claim = NewClaim("R1", id, desk.row(id).participant_id, "paper", "desk", "file", None)
        receipts.claim(connection, store.secrets, claim, desk.now)
        ((row, _),) = receipts.to_fetch(connection, store.secrets, [("paper", "desk")], desk.now)
        receipts.fetched(connection, store.secrets, row, _picture(), "image/png")
    return desk


def _picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (60, 90), "white").save(written, "PNG")
    return written.getvalue()


def test_a_receipt_is_verified_with_its_picture_beside_the_bill(
    office: Running, page: Page, store: Store
) -> None:
    desk = with_receipt(store)
    office.sign_in(page, "Sari", "staff", "/pembayaran")
    page.get_by_role("button", name="Periksa").click()
    dialog = page.get_by_role("dialog")
    picture = dialog.get_by_role("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.naturalWidth") == 60
    expect(dialog.get_by_label("Jumlah yang dibayar (Rp)")).to_have_value("Rp8.400")

    dialog.get_by_label("Jumlah yang dibayar (Rp)").fill("delapan")
    dialog.get_by_role("button", name="Sesuai").click()
    expect(dialog.get_by_text("Tulis jumlahnya dalam rupiah")).to_be_visible()
    dialog.get_by_label("Jumlah yang dibayar (Rp)").fill("8.400")
    dialog.get_by_role("button", name="Sesuai").click()

    expect(page.get_by_text("Tidak ada struk yang menunggu.")).to_be_visible()
    assert desk.rows("receipts", "status", "decided_by") == [("verified", "Sari")]
    assert desk.rows("payments", "verdict", "amount") == [("settled", 8_400)]


def test_a_person_is_found_and_a_whole_nik_is_shown_for_a_reason(
    office: Running, page: Page, store: Store
) -> None:
    desk = with_receipt(store)
    office.sign_in(page, path="/orang")
    page.get_by_role("searchbox").fill("sariati")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Sariati 1", exact=True).click()
    expect(page.get_by_role("heading", name="Sariati 1")).to_be_visible()
    expect(page.locator(".timeline")).to_contain_text("Tagihan: terbuka")
    assert "6271014107900001" not in page.content()

    page.get_by_role("button", name="Lihat NIK lengkap").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Lihat NIK lengkap").click()
    expect(dialog.get_by_text("paling sedikit 5 huruf")).to_be_visible()
    dialog.get_by_label("Untuk apa?").fill("cocokkan dengan KTP")
    dialog.get_by_role("button", name="Lihat NIK lengkap").click()

    expect(dialog).to_contain_text("6271 0141 0790 0001")
    assert desk.rows("audit", "actor", "what", "subject")[-1] == ("Dewi Lestari", "nik.shown", "N1")


def test_who_only_looks_sees_no_button_and_no_file_with_niks(
    office: Running, page: Page, store: Store
) -> None:
    with_receipt(store)
    office.sign_in(page, "Tamu", "viewer", "/pembayaran")
    page.get_by_role("button", name="Lihat").click()
    expect(page.get_by_role("dialog").get_by_role("img")).to_be_visible()
    expect(page.get_by_role("button", name="Sesuai")).to_have_count(0)

    answer = page.request.get(f"{office.address}/pendaftaran/unduh.xlsx")

    assert answer.status == 403


def test_a_table_is_tried_before_it_changes_anything(office: Running, page: Page, store: Store) -> None:
    desk = with_receipt(store)
    office.sign_in(page, path="/pembayaran")
    table = b"payment_id,code,amount,paid_at\nP1,KODE1,8400,2026-11-20\nP2,TYPO,1,2026-11-20\n"
    page.locator("input[type=file]").set_input_files(
        {"name": "bayar.csv", "mimeType": "text/csv", "buffer": table}
    )
    expect(page.get_by_text("Kalau bayar.csv diterapkan")).to_be_visible()
    assert desk.rows("payments", "id") == []

    page.get_by_role("button", name="Terapkan").click()
    expect(page.get_by_text("bayar.csv sudah diterapkan")).to_be_visible()

    assert desk.rows("payments", "verdict") == [("settled",), ("unmatched",)]
    expect(page.get_by_text("Pembayaran tidak dikenal")).to_be_visible()


def test_what_people_call_themselves_is_text(office: Running, page: Page, store: Store) -> None:
    Desk(store).person("<img src=x onerror=\"document.title='owned'\"> *tebal*")
    office.sign_in(page, path="/orang")

    expect(page.get_by_role("link", name="<img src=x")).to_be_visible()
    assert page.title() == "Orang – SERTAKAN"
