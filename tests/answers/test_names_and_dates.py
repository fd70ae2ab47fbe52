"""Names as on the ID card, dates of birth, and numbers of months."""

from __future__ import annotations

from datetime import date

import pytest

from flows.answers import a_date, months, months_said, person_name
from flows.types import Invalid

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Budi Santoso", "Budi Santoso"),
        ("pak budi santoso", "Budi Santoso"),
        ("BU SITI AMINAH", "Siti Aminah"),
        ("Bp. Joko Susilo", "Joko Susilo"),
        ("nama dia Budi Santoso", "Budi Santoso"),
        ("namanya Bu Siti Aminah", "Siti Aminah"),
        ("Nama lengkap: Sri Wahyuni", "Sri Wahyuni"),
        ("nama sopir saya Joko", "Joko"),
        ("Budi Santoso, S.Pd", "Budi Santoso"),
        ("Andi, SH, MH", "Andi"),
        ("Budi Santoso ya kak", "Budi Santoso"),
        ("siti nur’aini", "Siti Nur'aini"),
        ("MUH. ALI", "Muh. Ali"),
        ("moh. hatta", "Moh. Hatta"),
        ("budi bin ahmad", "Budi bin Ahmad"),
        ("Muhammad  Rizki   Al-Fatih", "Muhammad Rizki Al-Fatih"),
        ("😀 Budi 😀", "Budi"),
        ("\u202eBudi\x00 Santoso", "Budi Santoso"),
        ("Ng", "Ng"),
        ("Hana", "Hana"),
        ("Kasih", "Kasih"),
        ("McArthur Sembiring", "McArthur Sembiring"),
        ("nama nya siti aminah pak", "Siti Aminah"),
        ("nm siti aminah", "Siti Aminah"),
        ("Siti aja", "Siti"),
        ("siti doang", "Siti"),
        ("Siti saja pak", "Siti"),
        ("si Ujang", "Ujang"),
        ("namanya Bagus", "Bagus"),
        ("nama Bagus", "Bagus"),
        ("Mas Bagus", "Bagus"),
        ("nama dia Bagus", "Bagus"),
        ("Bagus Santoso", "Bagus Santoso"),
        ("Iis", "Iis"),
        ("Ridho", "Ridho"),
        ("Siti Aminah Sitompul", "Siti Aminah Sitompul"),
    ],
)
def test_a_name_is_taken_as_it_stands_on_the_card(text: str, name: str) -> None:
    assert person_name(text) == name


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Budi2", "name.digits"),
        ("081234567890", "name.digits"),
        ("B", "name.too_short"),
        ("D.", "name.too_short"),
        ("x" * 61, "name.too_long"),
        *(
            (text, "name.not_a_name")
            for text in (
                *("", "  ", "?", "😀", "ya", "tidak", "gak tahu", "saya tidak tahu", "halo", "selamat pagi"),
                *("terima kasih", "/start", "menu", "batal", "apa itu", "siapa?", "Bu", "wkwkwk", "aaaa"),
                *("ntar ya", "sebentar ya", "besok aja", "tunggu", "cukup", "ya allah", "jangan kirim lagi"),
                *("stopp", "berenti", "guru", "{ $office }", "Budi <b>", "Budi_Santoso", "Budi\\", "bagus"),
                *("namanya belum", "nama nanti", "namanya ya", "penjahit", "tukang becak"),
                *("daftarkan sopir saya", "Budi/Siti", "李明", "budi@example.org", "\ud800"),
            )
        ),
    ],
)
def test_what_is_no_name_is_refused_with_the_reason(text: str, key: str) -> None:
    refused = person_name(text)

    assert isinstance(refused, Invalid)
    assert refused.key == key


def test_a_name_read_once_reads_the_same_again() -> None:
    first = person_name("Bapak h. ahmad ma'ruf, S.Ag")

    assert isinstance(first, str)
    assert person_name(first) == first == "H. Ahmad Ma'ruf"


@pytest.mark.parametrize(
    "text",
    [
        "12-03-1980",
        "12/3/80",
        "12.03.1980",
        "12 03 1980",
        "12 Maret 1980",
        "12 mar 80",
        "12-Mar-1980",
        "12031980",
        "1980-03-12",
        "19800312",
        "March 12, 1980",
        "12th of March 1980",
        "lahir 12 maert 1980",
        "12 maret '80",
        "Bandung, 12-03-1980",
        "tanggal 12 Maret 1980 pak",
        "١٢/٠٣/١٩٨٠",
    ],
)
def test_a_date_is_read_day_first_in_every_usual_writing(text: str) -> None:
    assert a_date(text, TODAY) == date(1980, 3, 12)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("31-02-1990", "date.impossible"),
        ("12-13-1980", "date.impossible"),
        ("1 Januari 1850", "date.impossible"),
        ("00-00-0000", "date.impossible"),
        ("1-1-2030", "date.future"),
        ("23 November 2026", "date.future"),
        ("besok", "date.not_a_date"),
        ("12 Mei", "date.not_a_date"),
        ("46 tahun", "date.not_a_date"),
        ("6202010503800009", "date.not_a_date"),
        ("", "date.not_a_date"),
    ],
)
def test_what_is_no_date_of_the_past_is_refused_with_the_reason(text: str, key: str) -> None:
    assert a_date(text, TODAY) == Invalid(key)


def test_a_year_of_two_digits_is_the_last_one_that_is_past() -> None:
    assert a_date("01-01-26", TODAY) == date(2026, 1, 1)
    assert a_date("01-12-26", TODAY) == date(1926, 12, 1)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        *(("1", 1), ("sebulan", 1), ("1 bln", 1), ("satu bulan saja", 1), ("3 bulan", 3), ("3bln", 3)),
        *(("tiga bulan ya pak", 3), ("6", 6), ("enam bulan", 6), ("setengah tahun", 6), ("half a year", 6)),
        *(("setahun", 12), ("1 th", 12), ("satu tahun", 12), ("12 bln", 12), ("dua belas bulan", 12)),
        *(("12x", 12), ("3 kali", 3), ("sebulan saja", 1), ("setahun aja", 12)),
        *(("a year", 12), ("untuk 12 bulan", 12), ("twelve months", 12)),
    ],
)
def test_the_months_on_offer_are_read_from_figures_and_words(text: str, count: int) -> None:
    assert months(text) == count


def test_other_numbers_of_months_are_said_to_be_not_on_offer() -> None:
    assert months("2 bulan") == Invalid("months.not_offered", {"months": 2})
    assert months("setahun setengah") == Invalid("months.not_offered", {"months": 18})
    assert months_said("setahun setengah") == 18


@pytest.mark.parametrize(
    "text",
    ["", "banyak", "tahunan", "jangan setahun", "bulan depan", "maret", "selamanya", "\x00", "x" * 4096],
)
def test_what_is_no_number_of_months_is_refused(text: str) -> None:
    assert months(text) == Invalid("months.not_months")
    assert months_said(text) is None
