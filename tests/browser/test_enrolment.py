"""A whole enrolment in the browser, from "Halo" to a card whose QR code opens a page that says: genuine."""

from __future__ import annotations

import io
from dataclasses import dataclass

import openpyxl
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.running import Phone, Screen

SENTENCE = "daftarkan Pak Budi Santoso supir saya NIK 6202010503800009 081234567890 gaji 2 juta 3 bulan"
"""an invented person"""
TABS = 150


@dataclass(frozen=True)
class Hands:
    """How someone presses what is on the page: with the mouse, or with Tab and Enter alone."""

    page: Page
    with_keyboard: bool

    def press(self, what: Locator) -> None:
        expect(what).to_be_visible()
        if not self.with_keyboard:
            what.click()
            return
        self.go_to(what)
        self.page.keyboard.press("Enter")

    def write(self, phone: Phone, text: str) -> None:
        if not self.with_keyboard:
            phone.box.click()
        self.go_to(phone.box)
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def go_to(self, what: Locator) -> None:
        for _ in range(TABS):
            if what.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{what} cannot be reached with the Tab key")


def consented(screen: Screen, hands: Hands) -> None:
    """Nominated by one sentence on the one phone, agreed to on the other."""
    participant, worker = screen.phone("peserta"), screen.phone("pekerja")
    hands.write(participant, "Halo")
    participant.hears("Daftarkan pekerja")
    hands.write(participant, SENTENCE)
    hands.press(participant.key("Setuju"))
    participant.hears("Rp67.000")
    hands.press(participant.key("Benar, kirim"))
    hands.press(participant.place.get_by_role("button", name="Pindai QR dengan HP pekerja"))
    worker.hears("Ratna Wulandari")
    hands.press(worker.key("Ya, itu saya"))
    worker.hears("empat angka terakhir NIK")
    hands.write(worker, "0009")
    worker.hears("Penghasilan: Rp2.000.000")
    hands.press(worker.last.locator("summary"))
    hands.press(worker.key("Ya, saya setuju"))
    worker.hears("sudah dicatat")
    hands.press(worker.key("Lewati semua"))


@pytest.mark.parametrize("with_keyboard", [False, True], ids=["mouse", "keyboard"])
def test_a_whole_enrolment(screen: Screen, with_keyboard: bool) -> None:
    hands = Hands(screen.page, with_keyboard)
    participant, worker = screen.phone("peserta"), screen.phone("pekerja")

    consented(screen, hands)
    expect(screen.part("Siap didaftarkan")).to_contain_text("lewat tautan")
    hands.press(screen.desk.get_by_role("button", name="Daftarkan (simulasi): Budi Santoso"))
    bill = participant.hears("Kode bayar")
    expect(bill).to_contain_text("Desember 2026: Rp13.400")
    expect(bill).to_contain_text("DEMO")
    expect(worker.hears("DEMO")).to_be_visible()
    hands.press(screen.desk.get_by_role("button", name="Bayar tagihan ini (simulasi): Budi Santoso"))
    paid = worker.hears("Terbayar: Desember 2026 – Februari 2027")

    expect(paid).to_contain_text("DEMO")
    expect(screen.part("Tagihan terbuka")).to_contain_text("Tidak ada tagihan terbuka.")
    expect(screen.part("Pembayaran")).to_contain_text("lunas")
    scan = worker.place.get_by_role("link", name="Pindai QR kartu")
    link = read_qr(worker.place.get_by_role("img", name="Gambar dari SERTAKAN"))
    assert scan.get_attribute("href") == link
    with screen.page.expect_popup() as opened:
        hands.press(scan)
    card = opened.value
    expect(card).to_have_url(link)
    expect(card.locator("body")).to_contain_text("Budi Santoso")
    expect(card.locator("body")).to_contain_text("Februari 2027")
    expect(card.locator("body")).to_contain_text("DEMO – simulasi")
    expect(card.locator("body")).not_to_contain_text("6202")


def test_past_the_discount_the_bill_has_the_other_price_itemised(screen: Screen) -> None:
    hands = Hands(screen.page, with_keyboard=False)
    consented(screen, hands)
    clock = screen.part("Waktu demo")

    clock.get_by_role("button", name="Maju 1 bulan").click()
    expect(clock).to_contain_text("23 Desember 2026")
    clock.get_by_role("button", name="Maju 1 bulan").click()
    expect(clock).to_contain_text("23 Januari 2027")
    hands.press(screen.desk.get_by_role("button", name="Daftarkan (simulasi): Budi Santoso"))

    bill = screen.part("Tagihan terbuka")
    expect(bill).to_contain_text("Februari 2027")
    expect(bill).to_contain_text("Rp80.400")
    told = screen.phone("peserta").hears("Kode bayar")
    expect(told).to_contain_text("3 × Rp26.800 = Rp80.400")
    expect(told).not_to_contain_text("13.400")


def test_a_link_in_a_message_opens_on_the_workers_phone_too(screen: Screen) -> None:
    hands = Hands(screen.page, with_keyboard=False)
    participant, worker = screen.phone("peserta"), screen.phone("pekerja")
    participant.says(SENTENCE)
    participant.taps("Setuju")
    hands.press(participant.key("Benar, kirim"))
    screen.page.set_viewport_size({"width": 390, "height": 844})

    participant.hears("/undangan/").locator("a", has_text="/undangan/").click()

    worker.hears("Apakah Anda Budi Santoso?")
    expect(participant.place).to_be_hidden()


def test_a_receipt_is_sent_verified_and_settled(screen: Screen) -> None:
    hands = Hands(screen.page, with_keyboard=False)
    participant = screen.phone("peserta")
    consented(screen, hands)
    hands.press(screen.desk.get_by_role("button", name="Daftarkan (simulasi): Budi Santoso"))
    participant.hears("Kode bayar")

    participant.says("sudah bayar")
    with screen.page.expect_file_chooser() as chooser:
        participant.place.get_by_role("button", name="Kirim foto atau dokumen").click()
    chooser.value.set_files({"name": "struk.png", "mimeType": "image/png", "buffer": a_receipt()})
    receipts = screen.part("Struk untuk diperiksa")
    expect(receipts).to_contain_text("Budi Santoso")
    screen.phone("admin").hears("menunggu diperiksa")
    receipts.get_by_role("button", name="Sesuai").click()
    amount = screen.page.get_by_role("dialog").get_by_role("textbox")
    amount.fill("lunas")
    screen.page.get_by_role("button", name="Simpan").click()
    expect(screen.page.get_by_role("dialog")).to_contain_text("Tulis jumlahnya dalam rupiah")
    amount.fill("67.000")
    screen.page.get_by_role("button", name="Simpan").click()

    participant.hears("terbayar sampai Februari 2027")
    expect(receipts).to_contain_text("Tidak ada struk yang menunggu.")


def test_the_office_registers_by_its_own_tables(screen: Screen) -> None:
    consented(screen, Hands(screen.page, with_keyboard=False))
    tables = screen.part("Tabel kantor")

    with screen.page.expect_download() as downloaded:
        tables.get_by_role("button", name="Unduh daftar BPU").click()
    downloaded_bytes = io.BytesIO(downloaded.value.path().read_bytes())
    sheet = openpyxl.load_workbook(downloaded_bytes).worksheets[0]
    reference = sheet.cell(2, 1).value
    wrong: FilePayload = {"name": "catatan.xlsx", "mimeType": "text/plain", "buffer": b"bukan tabel"}
    with screen.page.expect_file_chooser() as chooser:
        tables.get_by_role("button", name="Unggah hasil daftar").click()
    chooser.value.set_files(wrong)
    expect(screen.page.get_by_role("alert")).to_contain_text("catatan.xlsx tidak bisa dibaca sebagai tabel")
    table = (
        f"reference,participant_number,payment_code\n{reference},12345678901,KODE1\nTIDAKADA,12345678902,\n"
    )
    with screen.page.expect_file_chooser() as chooser:
        tables.get_by_role("button", name="Unggah hasil daftar").click()
    chooser.value.set_files({"name": "hasil.csv", "mimeType": "text/csv", "buffer": table.encode()})

    report = screen.page.get_by_role("dialog")
    expect(report).to_contain_text("Baris 2: diterima")
    expect(report).to_contain_text("Baris 3: tidak dikenal")
    report.get_by_role("button", name="Tutup").click()
    expect(screen.part("Tagihan terbuka")).to_contain_text("KODE1")
    screen.phone("peserta").hears("12345678901")


def read_qr(picture: Locator) -> str:
    """What a camera reads off the picture as it came."""
    expect(picture).to_be_visible()
    address = picture.evaluate("one => one.src")
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.page.request.get(address).body())))
    return str(found.text)


def a_receipt() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (300, 500), "white").save(file, "PNG")
    return file.getvalue()
