"""Places as people type them, matched against the ministry's list."""

from __future__ import annotations

import random
import time

import pytest

from flows.rules.capitals import CAPITALS
from flows.rules.regions import exists, find, is_sure, name_of, province

NEAR = "627103"
PLAIN = (
    "di sini", "disini aja", "tidak tetap", "gak tetap pak", "bukan", "bukan itu", "kotanya", "kantor",
    "kebun", "belum", "rumah", "di rumah", "di rumah saya", "pasar", "sawah", "keliling", "jalan",
    "pinggir jalan", "warung", "di kampung", "laut", "hutan", "ladang", "lapangan", "perumahan", "bangunan",
    "mana-mana", "dimana aja", "batal", "menu", "baru", "saya", "ya", "iya", "tidak", "oke", "setuju",
    "benar",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("palangka raya", ["6271"]),
        ("palangkaraya", ["6271"]),
        ("Kota Palangka Raya", ["6271"]),
        ("kodya palangkaraya", ["6271"]),
        ("jekan raya", ["627103"]),
        ("kec jekan raya", ["627103"]),
        ("Kec. Jekan Raya, Kota Palangka Raya", ["627103"]),
        ("palangkaraya jekan raya", ["627103"]),
        ("jekan rya", ["627103"]),
        ("jekan raya palankaraya", ["627103"]),
        ("belakang pasar jekan raya", ["627103"]),
        ("di sekitar pahandut", ["627101"]),
        ("pahandut kalteng", ["627101"]),
        ("kota malang", ["3573"]),
        ("kabupaten malang", ["3507"]),
        ("kab. malang", ["3507"]),
        ("malang", ["3507", "3573"]),
        ("bandug", ["3204", "3273"]),
        ("surabya", ["3578"]),
        ("jaksel", ["3174"]),
        ("jakpus", ["3171"]),
        ("jaktim", ["3175"]),
        ("jakbar", ["3173"]),
        ("jakut", ["3172"]),
        ("Kebayoran Baru, Jaksel", ["317407"]),
        ("jogja", ["3471"]),
        ("solo", ["3372"]),
        ("sleman", ["3404"]),
        ("kec sleman", ["340413"]),
        ("blimbing malang", ["357301"]),
        ("tanah abang jakpus", ["317107"]),
        ("mentawa baru", ["620206"]),
        ("sampit", ["6202"]),
        ("P.Raya", ["6271"]),
        ("p. raya", ["6271"]),
        ("Palangka", ["6271"]),
        ("kerja di palangka raya pak", ["6271"]),
        ("praya", ["5202"]),
        ("Buntok", ["6204"]),
        ("di pangkalan bun", ["6201"]),
        ("p.bun", ["6201"]),
        ("kasongan", ["6206"]),
        ("Kuala Kurun", ["6210"]),
        ("muara teweh", ["6205"]),
        ("Puruk Cahu", ["6212"]),
        ("Tamiang Layang", ["6213"]),
        ("nanga bulik", ["6209"]),
        ("kuala kapuas", ["6203"]),
        ("Kuala Pembuang", ["6207"]),
        ("pulang pisau", ["6211"]),
        ("sukamara", ["6208"]),
        ("cibinong", ["3201"]),
        ("kec cibinong", ["320101"]),
        ("cibinong bogor", ["320101"]),
        ("singaraja", ["5108"]),
        ("Ungaran", ["3322"]),
        ("purwokerto", ["3302"]),
        ("Cikarang", ["3216"]),
        ("kepanjen", ["3507"]),
        ("bangil", ["3514"]),
        ("Gunung Mas", ["6210"]),
        ("sawah besar", ["317102"]),
        ("kec. tetap", ["170412"]),
        ("banjarbaru", ["6372"]),
        ("martapura", ["1608", "6303"]),
        ("soreang", ["3204", "737203"]),
        ("jakarta", ["3101", "3171", "3172", "3173", "3174", "3175"]),
    ],
)
def test_a_place_is_found_however_loosely_it_is_typed(text: str, codes: list[str]) -> None:
    assert list(find(text, NEAR)) == codes


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\x00",
        "xyzzy",
        "kota",
        "kec.",
        "kabupaten",
        "jawa tengah",
        "bali",
        "😀",
        "saya tidak tahu",
        *PLAIN,
    ],
)
def test_what_names_no_place_or_too_large_a_one_finds_none(text: str) -> None:
    assert find(text, NEAR) == ()


def test_of_places_with_one_name_the_near_one_comes_first() -> None:
    assert find("bukit batu", "6271")[0] == "627102"
    assert find("bukit batu", "1403")[0] == "140303"
    assert find("malang", "357301")[0] == "3573"
    assert set(find("bukit batu", None)) == {"627102", "140303"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Palangka Raya", "6271"),
        ("P.Raya", "6271"),
        ("kota palangkaraya", "6271"),
        ("kerja di jekan raya", "627103"),
        ("Kec. Jekan Raya, Palangka Raya", "627103"),
        ("jaksel", "3174"),
        ("solo", "3372"),
        ("buntok", "6204"),
        ("kecamatan pahandut", "627101"),
    ],
)
def test_a_name_a_short_form_and_a_capital_are_sure(text: str, code: str) -> None:
    assert find(text, NEAR) == (code,)
    assert is_sure(text, code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("surabya", "3578"),
        ("jekan rya", "627103"),
        ("desa pahandut", "627101"),
        ("kelurahan pahandut palangkaraya", "627101"),
        ("dusun sleman", "3404"),
        ("jl jekan raya", "627103"),
        ("belakang pasar jekan raya", "627103"),
        ("malang", "6271"),
        ("", "6271"),
    ],
)
def test_what_is_only_like_a_name_or_holds_one_is_not_sure(text: str, code: str) -> None:
    assert not is_sure(text, code)


@pytest.mark.parametrize(("regency", "spellings"), CAPITALS.items())
def test_every_capital_finds_its_regency(regency: str, spellings: str) -> None:
    assert name_of(regency).startswith("Kabupaten ")
    for spelling in spellings.split(", "):
        found = find(spelling)
        assert regency in found
        assert is_sure(spelling, regency)


def test_no_more_places_are_offered_than_asked_for() -> None:
    assert len(find("jakarta", None, limit=5)) == 0
    assert len(find("bandug", None, limit=1)) == 1


def test_a_region_is_named_as_people_read_it() -> None:
    assert name_of("62") == "Kalimantan Tengah"
    assert name_of("6271") == "Kota Palangkaraya"
    assert name_of("627103") == "Jekan Raya, Kota Palangkaraya"
    assert name_of("3172") == "Kota Administrasi Jakarta Utara"
    assert province("627103") == "Kalimantan Tengah"


@pytest.mark.parametrize("code", ["", "97", "6299", "627199", "abc", "62710"])
def test_a_code_that_is_not_in_the_list_is_refused(code: str) -> None:
    assert not exists(code)
    with pytest.raises(ValueError, match="no region"):
        name_of(code)


def test_finding_stays_quick_whatever_is_typed() -> None:
    letters = random.Random(7)  # noqa: S311  garbage, not a secret
    texts = [
        "".join(letters.choices("abcdefghijklmnopqrstu  é\u202e\x00😀1", k=n)) for n in (5, 30, 58, 60, 4096)
    ]
    find("warm", NEAR)

    began = time.process_time()
    for text in texts * 10:
        find(text, NEAR)

    # Half a second for fifty is loose enough for a slow machine, and far below what would be felt.
    assert time.process_time() - began < 0.5
