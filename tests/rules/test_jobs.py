"""Jobs as people name them; the sector they decide."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

import pytest

from flows.rules.jobs import JOBS, is_a_job, job_of, names_transport, other_job, sector_of

DATA: dict[str, Any] = tomllib.loads(files("flows.rules").joinpath("jobs.toml").read_text("utf-8"))

OTHER = ["penjahit", "montir", "guru ngaji", "guru", "tukang sapu", "makelar"]
CARRYING = [
    "tukang becak",
    "narik becak",
    "kernet",
    "kernet truk",
    "nakhoda",
    "masinis",
    "ABK kapal",
    "kusir delman",
]
NAMED = {
    "household": [
        "ART",
        "prt",
        "pembantu",
        "pembantuku",
        "bibi",
        "asisten rumah tangga",
        "tukang cuci",
        "baby sitter",
        "maid",
    ],
    "private_driver": [
        "supir pribadi",
        "supir saya",
        "sopir sy",
        "supirku",
        "spir saya",
        "so\u200bpir pribadi",
        "my driver",
        "sopir saya",
        "chauffeur",
    ],
    "driver": [
        "taxi, truck or angkot driver",
        "spr truk",
        "supir truk",
        "sopir angkot",
        "sopir taksi online",
        "driver online",
        "taxi driver",
        "sopir bis",
        "SOPIR EKSPEDISI",
    ],
    "motorcycle": [
        "ojol",
        "ojek",
        "tukang ojek",
        "ojek pangkalan",
        "driver gojek",
        "grab",
        "kurir",
        "kurir paket",
        "motorcycle taxi driver",
        "supir ojek",
    ],
    "vendor": [
        "abang bakso",
        "pkl",
        "tukang sayur",
        "pedagang kaki lima",
        "jualan nasi",
        "penjual siomay",
        "food vendor",
    ],
    "gardener_guard": [
        "tukang kebun",
        "satpam",
        "satpam komplek",
        "hansip",
        "penjaga malam",
        "gardener",
        "security",
    ],
    "farmer_fisher": ["petani", "nelayan", "buruh tani", "petani sawit", "fisherman"],
    "labourer": [
        "tkg bangunan",
        "tukang",
        "kuli",
        "buruh",
        "tukang bangunan",
        "kuli angkut pasar",
        "buruh harian lepas",
        "labourer",
    ],
    "other": ["lainnya", "penjahit", "tukang cukur", "other", "cleaning service", *OTHER, *CARRYING],
}


@pytest.mark.parametrize(("text", "job"), [(text, job) for job, texts in NAMED.items() for text in texts])
def test_a_job_is_known_by_the_words_people_use(text: str, job: str) -> None:
    assert job_of(text) == job


@pytest.mark.parametrize(
    "text",
    [
        "",
        "xyz",
        "driver",
        "sopir",
        "supir",
        "supirnya Pak Budi",
        "sopir alat berat",
        "bukan art",
        "bukan sopir pribadi",
        "tidak jadi pembantu",
        "kapal",
        "klotok",
        "ojol dan petani",
        "becak",
        "sopir becak",
        "Budi Santoso",
        "artis",
        "tukangan",
        "\x00",
    ],
)
def test_words_that_name_no_job_or_several_are_asked_about(text: str) -> None:
    assert job_of(text) is None


def test_a_job_is_heard_in_a_whole_sentence() -> None:
    assert job_of("daftarkan Pak Budi Santoso supir saya gaji 2 juta 3 bulan") == "private_driver"


@pytest.mark.parametrize(
    "text",
    [
        "becak",
        "tukang bentor",
        "bajaj",
        "jasa angkut",
        "ekspedisi",
        "travel",
        "kernet",
        "kusir delman",
        "perahu penumpang",
        "sopir becak",
        "ojol",
        "sopir",
        "sopir alat berat",
        "klotok",
        "kapal",
        *CARRYING,
    ],
)
def test_words_that_name_transport_are_noticed(text: str) -> None:
    assert names_transport(text)


@pytest.mark.parametrize(
    "text", [*OTHER, "abk nelayan", "kuli angkut", "sopir pribadi", "guru les", "", "petani sawit"]
)
def test_words_that_name_no_transport_are_let_be(text: str) -> None:
    assert not names_transport(text)


def test_a_job_that_is_denied_leaves_the_one_that_is_meant() -> None:
    assert job_of("bukan ojol, tapi satpam") == "gardener_guard"
    assert job_of("Hana ART saya") == "household"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("mbak Yanti penjahit NIK 6202", "penjahit"),
        ("Pak Amat Tukang Becak, gaji 2 juta", "Tukang Becak"),
        ("penjahitnya ibu", "penjahitnya"),
        ("lainnya", None),
        ("pembantu", None),
        ("bukan penjahit", None),
        ("", None),
    ],
)
def test_a_job_of_no_option_of_its_own_is_told_in_its_own_words(text: str, words: str | None) -> None:
    assert other_job(text) == words


def test_the_name_of_a_job_is_all_of_its_words_and_no_others() -> None:
    assert is_a_job("guru ngaji")
    assert not is_a_job("ngaji")
    assert not is_a_job("guru Ahmad")


def test_the_job_decides_the_sector() -> None:
    assert {job for job in JOBS if sector_of(job) == "transport"} == {"driver", "motorcycle"}
    with pytest.raises(ValueError, match="a job is one of"):
        sector_of("becak")


def test_the_data_file_holds_the_jobs_in_the_order_they_are_offered() -> None:
    assert tuple(job["id"] for job in DATA["job"]) == JOBS


def test_no_phrase_names_two_jobs() -> None:
    from flows.rules.jobs import _phrases

    phrases = [phrase for job in DATA["job"] for phrase in {*_phrases(job["words"]), *job.get("alone", ())}]
    phrases += _phrases(DATA["transport_jobs"])

    assert len(phrases) == len(set(phrases))


def test_every_phrase_is_written_as_it_is_compared() -> None:
    for job in DATA["job"]:
        for phrase in [*job["words"], *job.get("alone", ()), *DATA["transport"], *DATA["transport_jobs"]]:
            assert phrase == " ".join(phrase.lower().split())
            assert all(char.isalpha() or char in "| " for char in phrase), phrase
