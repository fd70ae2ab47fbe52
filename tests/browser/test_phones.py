"""The page as people see it: by keyboard, in English, on a phone, in both looks, and in two tabs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.running import Demo, Screen, a_machine, end, running

SENTENCE = "daftarkan Pak Budi Santoso supir saya NIK 6202010503800009 081234567890 gaji 2 juta 3 bulan"
LETTERS = re.compile(r"[A-Za-z]")


def test_a_conversation_begins_with_the_keyboard_alone(screen: Screen) -> None:
    page, phone = screen.page, screen.phone("peserta")

    for _ in range(40):
        page.keyboard.press("Tab")
        if phone.box.evaluate("box => box === document.activeElement"):
            break
    outline = phone.box.evaluate("box => getComputedStyle(box).outlineStyle")
    page.keyboard.type("Halo")
    page.keyboard.press("Enter")

    phone.hears(LETTERS)
    assert outline != "none"
    expect(phone.box).to_be_focused()
    expect(phone.box).to_have_value("")
    expect(phone.place.locator(".message.own .ticks")).to_have_attribute("aria-label", "dibaca")


def test_what_looks_like_html_is_shown_as_text(screen: Screen) -> None:
    phone = screen.phone("peserta")

    phone.says("<img src=x onerror=alert(1)><b>hai</b>")

    expect(phone.place.locator(".message.own .text")).to_have_text("<img src=x onerror=alert(1)><b>hai</b>")
    expect(phone.place.locator(".message img, .message b")).to_have_count(0)


def test_a_button_is_tapped_and_answered(screen: Screen) -> None:
    phone = screen.phone("peserta")
    phone.says("Halo")

    phone.taps("Tanya jawab")

    expect(phone.place.locator(".message.own").last).to_contain_text("Tanya jawab")


def test_whatsapp_shows_many_options_as_a_list_behind_a_button(screen: Screen) -> None:
    phone = screen.phone("peserta")
    phone.says("Halo")
    phone.place.get_by_role("button", name="Ganti ke tampilan WhatsApp").click()

    option = phone.place.get_by_role("button", name="Tanya jawab", exact=True)
    expect(option).to_be_hidden()
    phone.last.locator("summary").click()
    option.click()

    expect(phone.place).to_have_class(re.compile("look-whatsapp"))
    expect(phone.place.locator(".message.own").last).to_contain_text("Tanya jawab")


def test_the_list_of_options_is_seen_when_it_opens_and_escape_closes_it(screen: Screen) -> None:
    phone = screen.phone("peserta")
    phone.says("Halo")
    phone.place.get_by_role("button", name="Ganti ke tampilan WhatsApp").click()
    option = phone.last.locator(".options .key").first

    phone.last.locator("summary").click()
    expect(option).to_be_in_viewport(ratio=1)
    screen.page.keyboard.press("Escape")

    expect(option).to_be_hidden()
    expect(phone.last.locator("summary")).to_be_focused()


def test_the_links_at_the_top_lead_straight_to_where_one_writes(screen: Screen) -> None:
    screen.page.keyboard.press("Tab")
    expect(screen.page.get_by_role("link", name="Tulis di HP peserta")).to_be_focused()
    screen.page.keyboard.press("Tab")
    screen.page.keyboard.press("Enter")

    expect(screen.phone("pekerja").box).to_be_focused()


def test_only_the_newest_buttons_are_on_the_way_of_the_tab_key(screen: Screen) -> None:
    phone = screen.phone("peserta")
    phone.says("Halo")
    phone.says("Halo")

    keys = phone.place.locator(".keys .key")
    expect(keys.first).to_have_attribute("tabindex", "-1")
    expect(keys.last).to_have_attribute("tabindex", "0")


def test_what_is_written_stays_while_the_server_is_away(screen: Screen) -> None:
    phone = screen.phone("peserta")
    phone.says("Halo")
    end(screen.demo.process)
    screen.page.wait_for_function("!window.socket.connected")

    phone.box.fill("sudah bayar")
    phone.box.press("Enter")

    expect(phone.box).to_have_value("sudah bayar")
    expect(screen.page.locator("#popup")).to_contain_text("Sambungan ke demo terputus.")


def test_the_phones_of_a_page_in_another_language_speak_it_too(screen: Screen) -> None:
    screen.phone("peserta").says("Halo")

    screen.page.get_by_role("link", name="English").click()
    english = Screen(screen.page, screen.demo, lang="en")
    english.phone("peserta").says("menu")

    english.phone("peserta").hears("Enrol")


def test_on_a_small_laptop_the_phone_and_the_desk_are_side_by_side(screen: Screen) -> None:
    screen.page.set_viewport_size({"width": 1000, "height": 760})

    expect(screen.phone("peserta").place).to_be_visible()
    expect(screen.phone("pekerja").place).to_be_hidden()
    expect(screen.desk).to_be_visible()


def test_who_chose_english_is_spoken_to_in_english(page: Page, demo: Demo) -> None:
    screen = Screen(page, demo, lang="en")
    phone = screen.phone("peserta")

    phone.says("Hello")

    phone.hears("Enrol")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(screen.part("Open bills")).to_contain_text("There is no open bill.")


def test_a_hint_is_put_where_one_writes(screen: Screen) -> None:
    phone = screen.phone("peserta")

    phone.place.get_by_role("group", name="Coba tulis:").get_by_role("button").first.click()

    expect(phone.box).to_have_value("Halo")
    expect(phone.box).to_be_focused()


def test_on_a_phone_one_screen_is_seen_at_a_time(screen: Screen) -> None:
    page = screen.page
    page.set_viewport_size({"width": 390, "height": 844})

    expect(screen.phone("peserta").place).to_be_visible()
    expect(screen.phone("pekerja").place).to_be_hidden()
    page.get_by_role("tab", name="Kantor").click()

    expect(screen.desk).to_be_visible()
    expect(screen.phone("peserta").place).to_be_hidden()
    parts = "[...document.querySelectorAll('.bar, .stage, .desk, .part')]"
    assert page.evaluate(f"{parts}.filter(one => one.scrollWidth > innerWidth).length") == 0


def test_two_tabs_show_the_same(screen: Screen, browser: Browser) -> None:
    other = Screen(browser.new_page(), screen.demo)

    screen.phone("peserta").says("Halo")

    other.phone("peserta").hears(LETTERS)
    other.page.close()


def test_what_was_said_is_there_after_a_reload_and_after_a_restart(page: Page, tmp_path: Path) -> None:
    machine = a_machine(tmp_path)
    with running(machine, "--from", "2026-11-23") as demo:
        Screen(page, demo).phone("peserta").says("Halo")
        before = Screen(page, demo).phone("peserta")
        expect(before.bubbles).to_have_count(2)
        shown = before.bubbles.all_inner_texts()
        page.goto("about:blank")

    with running(machine) as demo:
        again = Screen(page, demo)

        expect(again.phone("peserta").bubbles).to_have_count(2)
        assert again.phone("peserta").bubbles.all_inner_texts() == shown
        again.phone("peserta").taps("Tanya jawab")
        expect(again.part("Waktu demo")).to_contain_text("Senin, 23 November 2026")


def test_what_was_erased_is_told_after_a_restart(page: Page, tmp_path: Path) -> None:
    machine = a_machine(tmp_path)
    with running(machine, "--from", "2026-11-23") as demo:
        screen = Screen(page, demo)
        participant, worker = screen.phone("peserta"), screen.phone("pekerja")
        participant.says(SENTENCE)
        participant.taps("Setuju")
        participant.taps("Benar, kirim")
        participant.place.get_by_role("button", name="Pindai QR dengan HP pekerja").click()
        worker.hears("Apakah Anda Budi Santoso?")
        worker.taps("Ya, itu saya")
        worker.says("0009")
        worker.hears("Penghasilan: Rp2.000.000")
        worker.says("tidak setuju")
        worker.hears("Data Anda di undangan ini sudah kami hapus")
        participant.hears("tidak ikut")
        page.goto("about:blank")

    with running(machine) as demo:
        for who in ("peserta", "pekerja"):
            shown = Screen(page, demo).phone(who).bubbles
            expect(shown.first).to_contain_text(
                "Pesan sebelum ini sudah dihapus karena seorang pekerja tidak ikut"
            )


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("Maju 1 hari", "Selasa, 24 November 2026"),
        ("Maju ke jatuh tempo berikutnya", "Selasa, 15 Desember 2026"),
        ("Maju 1 bulan", "Rabu, 23 Desember 2026"),
    ],
)
def test_the_clock_is_moved_forward(screen: Screen, key: str, day: str) -> None:
    clock = screen.part("Waktu demo")
    expect(clock).to_contain_text("Senin, 23 November 2026")

    clock.get_by_role("button", name=key, exact=True).click()

    expect(clock).to_contain_text(day)
    screen.phone("peserta").says("Halo")
    expect(screen.phone("peserta").place.get_by_role("separator")).to_have_text(day)
