"""One of several options, named in whatever way."""

from __future__ import annotations

import pytest

from flows.answers import Choices, choice
from flows.types import Invalid

JOBS = (
    ("household", ("Asisten rumah tangga", "Household assistant", "ART", "pembantu")),
    ("private_driver", ("Sopir pribadi", "Private driver", "supir pribadi")),
    ("driver", ("Sopir taksi, truk, atau angkot", "Taxi, truck or angkot driver")),
    ("motorcycle", ("Ojek online/pangkalan, kurir", "Motorcycle taxi, courier", "ojol")),
    ("other", ("Lainnya", "Other")),
)
NO_PHONE = (
    ("no_phone", ("Tidak punya HP", "Has no phone", "tidak ada", "gak punya", "orangnya tidak punya hp")),
)
AGREE = (("agree", ("Setuju", "I agree")), ("decline", ("Tidak setuju", "I do not agree", "tidak")))


@pytest.mark.parametrize(
    "text",
    [
        "2",
        "2.",
        "(2)",
        "2️⃣",
        "no 2",
        "No. 2",
        "nomor dua",
        "yang kedua",
        "kedua",
        "ke-2",
        "dua",
        "pilihan 2",
        "opsi 2 aja",
        "pilih nomor 2 pak",
        "the second one",
        "option 2",
        "２",
    ],
)
def test_an_option_is_heard_by_its_number_however_it_is_said(text: str) -> None:
    assert choice(text, JOBS) == "private_driver"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Sopir Pribadi", "private_driver"),
        ("🚗 sopir pribadi!", "private_driver"),
        ("SOPIR TAKSI TRUK ATAU ANGKOT", "driver"),
        ("Sopir taksi, truk, a", "driver"),
        ("Sopir taksi, truk, atau", "driver"),
        ("Sopir taksi, truk, …", "driver"),
        ("art", "household"),
        ("asist", "household"),
        ("asisten rum", "household"),
        ("lainn", "other"),
        ("pembntu", "household"),
        ("asisten rumah tanga", "household"),
        ("sopir pribdi", "private_driver"),
        ("saya pilih sopir pribadi", "private_driver"),
        ("supir pribadi ya pak", "private_driver"),
        ("ojol aja kak", "motorcycle"),
        ("yang terakhir", "other"),
    ],
)
def test_an_option_is_heard_by_label_cut_label_start_synonym_and_small_mistake(text: str, meant: str) -> None:
    assert choice(text, JOBS) == meant


@pytest.mark.parametrize("number", ["0", "6", "nomor 12", "100", "yang kesepuluh"])
def test_a_number_that_was_not_offered_is_told_how_many_there_are(number: str) -> None:
    assert choice(number, JOBS) == Invalid("choice.out_of_range", {"count": 5})


@pytest.mark.parametrize("text", ["sopir", "1 dan 2", "sopir pribadi atau ojol"])
def test_what_means_two_options_alike_is_unclear(text: str) -> None:
    assert choice(text, JOBS) == Invalid("choice.unclear")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "...",
        "�",
        "halo",
        "tidak",
        "a",
        "bukan sopir pribadi",
        "apa itu sopir pribadi?",
        "081234567890",
        "sopir pribadi kalau boleh",
        "Budi Santoso",
        "x" * 5000,
    ],
)
def test_what_names_no_option_is_unknown(text: str) -> None:
    assert choice(text, JOBS) == Invalid("choice.unknown")


@pytest.mark.parametrize(
    "text", ["setuju kalau gratis", "dia setuju katanya", "setuju?!", "siapa yang setuju", "belum setuju"]
)
def test_an_agreement_is_not_heard_in_a_sentence_about_something_else(text: str) -> None:
    assert isinstance(choice(text, AGREE), Invalid)


@pytest.mark.parametrize(
    "text",
    ["punya", "tidak", "tidak, dia punya", "tidak. punya", "dia tidak mau", "tidak mau punya", "orangnya"],
)
def test_an_option_that_denies_is_not_heard_in_one_of_its_words_or_in_two_clauses(text: str) -> None:
    assert choice(text, NO_PHONE) == Invalid("choice.unknown")


@pytest.mark.parametrize(
    "text",
    ["Tidak punya HP", "tidak punya", "dia gak punya pak", "tidak ada", "maaf, dia gak punya", "Has no ph"],
)
def test_an_option_that_denies_is_heard_in_its_names(text: str) -> None:
    assert choice(text, NO_PHONE) == "no_phone"


def test_a_label_that_holds_another_one_is_the_one_that_is_meant() -> None:
    assert choice("saya tidak setuju", AGREE) == "decline"
    assert choice("saya setuju pak", AGREE) == "agree"


def test_digits_are_never_taken_for_a_typing_error() -> None:
    months = (("1", ("1 bulan",)), ("3", ("3 bulan",)), ("6", ("6 bulan",)), ("12", ("12 bulan",)))

    assert choice("2 bulan", months) == Invalid("choice.unknown")
    assert choice("6 bulan", months) == "6"


def test_a_number_that_is_also_the_name_of_another_option_is_unclear() -> None:
    options = (("few", ("sedikit", "2")), ("many", ("banyak",)))

    assert choice("2", options) == Invalid("choice.unclear")


def test_prepared_options_hear_the_same() -> None:
    prepared = Choices(JOBS)

    assert [prepared.hear(text) for text in ("2", "ojol", "9")] == [
        choice(text, JOBS) for text in ("2", "ojol", "9")
    ]


def test_no_options_is_no_reason_to_raise() -> None:
    assert choice("1", ()) == Invalid("choice.out_of_range", {"count": 0})
    assert choice("terakhir", ()) == Invalid("choice.out_of_range", {"count": 0})
