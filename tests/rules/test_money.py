"""Money as people type it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.rules.money import read_rupiah, show_rupiah
from flows.types import Invalid

READ = {
    1_000_000: ["sejuta", "a million", "1 jt", "1juta", "satu juta rupiah"],
    1_500_000: [
        "1,5jt",
        "1.5jt",
        "1.5m",
        "Rp 1.500.000",
        "Rp1.500.000,00",
        "Rp. 1.500.000,-",
        "1500000",
        "1 500 000",
        "1,500,000.00",
        "sejuta setengah",
        "satu setengah juta",
        "satu koma lima juta",
        "1.500 ribu",
        "1500rb",
        "１５０００００",
        "one and a half million",
        "IDR 1,500,000",
        "1½ juta",
        "1.500 ribu rupiah",
    ],
    2_000_000: [
        "2jt",
        "2 juta",
        "2 JUTA",
        "2juta/bulan",
        "2 jt per bulan",
        "sebulan 2 juta",
        "gaji 2 juta",
        "gaji 2 juta 3 bulan",
        "2jt untuk 12 bln",
        "3 orang, 2 juta",
        "2 jutaan",
        "2jt an",
        "kira-kira 2 juta",
        "kira2 2 jutaan",
        "2 juta lebih dikit",
        "gaji Rp2.000.000 3 bulan",
        "gaji 2.000.000 3 bulan",
        "gak tentu, kira2 2 juta",
        "UMR, 2 juta",
        "2 million",
        "dua juta",
        "Rp2.000.000 per bulan",
        "anak 2, gaji 2 juta",
    ],
    2_500_000: [
        "2,5 juta",
        "2.5jt",
        "2jt500",
        "2jt5",
        "2juta5",
        "2 juta 500",
        "2 juta 500 ribu",
        "2 juta 500.000",
        "dua juta lima ratus ribu",
        "dua juta lima ratus",
        "dua juta setengah",
        "2 juta setengah",
        "two million five hundred thousand",
    ],
    800_000: ["800rb", "800 ribu", "800k", "delapan ratus ribu", "0,8 juta"],
    500_000: ["setengah juta", "half a million", "lima ratus ribu"],
    1_250_000: ["1.250.000", "1,25 juta", "1.250 juta", "sejuta dua ratus lima puluh ribu"],
    12_000_000: ["dua belas juta", "12 jt", "twelve million"],
    25_000_000: ["dua puluh lima juta", "25.000.000", "twenty five million"],
    50_000: ["50000", "Rp 50.000", "lima puluh ribu"],
    1_000_000_000: ["1 milyar", "semiliar"],
}

WRONG = {
    "money.not_a_number": [
        "",
        "   ",
        "banyak",
        "juta",
        "berapa juta ya",
        "1.50.0",
        "Rp",
        "1.5000",
        "tiga puluh puluh juta x juta",
    ],
    "money.range": [
        "2-3 juta",
        "2 - 3 juta",
        "2–3 juta",
        "2jt sampai 3jt",
        "2 juta atau 3 juta",
        "antara 2 s/d 3 juta",
        "dua tiga juta",
        "1.500.000-2.000.000",
        "2 juta, kadang 3 juta",
        "2 to 3 million",
    ],
    "money.varies": ["gak tentu", "tidak tentu", "tidak tahu", "gatau", "tergantung", "beda-beda", "lupa"],
    "money.minimum_wage": ["UMR", "umk", "sesuai UMR"],
    "money.zero": ["0", "nol", "Rp 0", "0 juta", "-2jt", "gaji -500000", "Rp -500.000", "minus 2 juta"],
    "money.too_big": ["5 milyar", "1.000.000.001", "9" * 24, "9" * 4096, "2000 juta"],
    "money.which": ["2", "500", "1500", "lima ratus", "2,5", "2 juta 5"],
    "money.per_day": [
        "100rb sehari",
        "300rb 3 hari",
        "150 ribu per hari",
        "150k/hari",
        "100rb/hr",
        "100k a day",
        "harian 100rb",
        "Rp100.000 tiap hari",
    ],
    "money.per_week": [
        "500rb mingguan",
        "600 ribu per 2 minggu",
        "500.000 seminggu",
        "500rb per minggu",
        "500k a week",
    ],
    "money.per_other": ["30 juta setahun", "20rb per jam", "50rb per trip"],
}


@pytest.mark.parametrize(
    ("text", "amount"), [(text, amount) for amount, texts in READ.items() for text in texts]
)
def test_an_amount_is_read_however_it_is_written(text: str, amount: int) -> None:
    assert read_rupiah(text) == amount


@pytest.mark.parametrize(("text", "key"), [(text, key) for key, texts in WRONG.items() for text in texts])
def test_what_is_no_single_monthly_amount_is_told_why(text: str, key: str) -> None:
    wrong = read_rupiah(text)

    assert isinstance(wrong, Invalid)
    assert wrong.key == key


def test_the_number_that_could_mean_several_things_is_asked_back() -> None:
    assert read_rupiah("2") == Invalid("money.which", {"number": "2"})
    assert read_rupiah("2.5") == Invalid("money.which", {"number": "2,5"})
    assert read_rupiah("2 juta 5") == Invalid("money.which", {"number": "5"})


def test_money_is_shown_as_on_a_receipt() -> None:
    assert [show_rupiah(n) for n in (0, 800, 8_400, 1_500_000, -8_400)] == [
        "Rp0",
        "Rp800",
        "Rp8.400",
        "Rp1.500.000",
        "-Rp8.400",
    ]


@given(st.integers(10_000, 1_000_000_000))
def test_what_is_shown_is_read_back(amount: int) -> None:
    assert read_rupiah(show_rupiah(amount)) == amount
    assert read_rupiah(f"{amount:,}") == amount
    assert read_rupiah(str(amount)) == amount


@given(st.integers(1, 999), st.integers(0, 9))
def test_millions_with_one_decimal_are_read(millions: int, tenths: int) -> None:
    amount = millions * 1_000_000 + tenths * 100_000

    assert {read_rupiah(f"{millions}{mark}{tenths} juta") for mark in ",."} == {amount}
