"""One free sentence, several answers; and what is no nomination although it sounds like one."""

from __future__ import annotations

import pytest

from flows.hints import has_verb, may_hold, read, wants_to_nominate

NIK = "6202010503800009"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            f"daftarkan Pak Budi Santoso supir saya NIK {NIK} 081234567890 gaji 2 juta 3 bulan",
            {"name": "Budi Santoso", "job": "private_driver", "nik": NIK, "phone": "081234567890"}
            | {"income": "2 juta", "months": "3"},
        ),
        (
            "Daftarkan Bu Siti ART saya, gaji 1,5 juta",
            {"name": "Siti", "job": "household", "income": "1,5 juta"},
        ),
        (
            "tolong daftarkan mbak Sri Wahyuni pembantu saya nik 3273 0150 0390 0001 hp 0812-3456-7890 "
            "upah 1.500.000 per bulan selama setahun lahir 10 Maret 1990 kerja di Bandung",
            {
                "name": "Sri Wahyuni",
                "job": "household",
                "nik": "3273 0150 0390 0001",
                "phone": "0812-3456-7890",
            }
            | {"income": "1.500.000 per bulan", "months": "12", "birth_date": "10 Maret 1990"}
            | {"workplace": "Bandung"},
        ),
        (
            f"register Budi Santoso, my driver, NIK {NIK}, phone +62 812-3456-7890, salary 2 million, "
            "6 months",
            {"name": "Budi Santoso", "job": "private_driver", "nik": NIK, "phone": "+62 812-3456-7890"}
            | {"income": "2 million", "months": "6"},
        ),
        (
            f"3 bulan, gaji 2jt, 081234567890, {NIK}, sopir saya, atas nama Budi Santoso",
            {"name": "Budi Santoso", "job": "private_driver", "nik": NIK, "phone": "081234567890"}
            | {"income": "2jt", "months": "3"},
        ),
        ("supir saya namanya Joko", {"name": "Joko", "job": "private_driver"}),
        (
            "saya ingin mendaftarkan tukang kebun saya Joko Susilo gaji Rp1.500.000 bayar 12 bulan "
            "dengan JHT",
            {"name": "Joko Susilo", "job": "gardener_guard", "income": "Rp1.500.000", "months": "12"}
            | {"programmes": "jkk_jkm_jht"},
        ),
        (
            f"Nama: Siti Aminah\nNIK: {NIK}\nHP: 0812 3456 7890\nPekerjaan: pembantu\nGaji: Rp 1.500.000",
            {"name": "Siti Aminah", "nik": NIK, "phone": "0812 3456 7890", "job": "household"}
            | {"income": "Rp 1.500.000"},
        ),
        (
            "Budi Santoso, sopir truk, 081234567890, 2,5 jt",
            {"name": "Budi Santoso", "job": "driver", "phone": "081234567890", "income": "2,5 jt"},
        ),
        (
            "enrol my maid Siti Aminah for a year, she earns 1.2 million a month",
            {"name": "Siti Aminah", "job": "household", "months": "12", "income": "1.2 million a month"},
        ),
        (
            "Bapak Joko tukang kebun saya di Kabupaten Malang, dua juta lima ratus ribu, enam bulan, "
            "tanpa JHT",
            {"name": "Joko", "job": "gardener_guard", "workplace": "Kabupaten Malang", "months": "6"}
            | {"income": "dua juta lima ratus ribu", "programmes": "jkk_jkm"},
        ),
    ],
)
def test_a_sentence_answers_all_that_it_says_and_nothing_else(text: str, found: dict[str, str]) -> None:
    assert read(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            f"daftarin pembantu sy nm Siti Aminah nik {NIK}",
            {"name": "Siti Aminah", "job": "household", "nik": NIK},
        ),
        (f"dftarkn pk budi spir sy nik {NIK}", {"name": "Budi", "job": "private_driver", "nik": NIK}),
        ("daftarkan anak saya Andi", {"name": "Andi"}),
        ("daftarkan anak saya", {}),
        ("daftarkan tetangga saya Pak Joko", {"name": "Joko"}),
        ("saya ojol mau daftar sendiri", {"job": "motorcycle"}),
        ("daftarkan sopir saya namanya Bagus", {"name": "Bagus", "job": "private_driver"}),
        ("daftarkan sopir saya Pak Hadi", {"name": "Hadi", "job": "private_driver"}),
        ("daftarkan supir Pak Hadi gaji 2 juta", {"name": "Hadi", "income": "2 juta"}),
        ("Budi Santoso bukan sopir saya", {}),
        ("daftarkan Dafin sopir saya", {"name": "Dafin", "job": "private_driver"}),
    ],
)
def test_who_is_meant_is_told_from_the_words_around_them(text: str, found: dict[str, str]) -> None:
    assert read(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            f"mbak Yanti penjahit NIK {NIK}",
            {"name": "Yanti", "job": "other", "job_words": "penjahit", "nik": NIK},
        ),
        (
            "daftarkan Pak Amat tukang becak gaji 1 juta",
            {"name": "Amat", "job": "other", "job_words": "tukang becak", "income": "1 juta"},
        ),
        (
            "daftarkan guru ngaji saya Pak Ahmad",
            {"name": "Ahmad", "job": "other", "job_words": "guru ngaji"},
        ),
    ],
)
def test_a_job_of_no_option_of_its_own_comes_with_its_words(text: str, found: dict[str, str]) -> None:
    assert read(text) == found


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("daftarkan Bu Siti ART saya tidak punya hp", "tidak punya hp"),
        (f"Bu Siti NIK {NIK} hp tidak ada", "hp tidak ada"),
        ("daftarkan Bu Siti, gak ada hp, gaji 1 juta", "gak ada hp"),
        ("Bu Siti ART saya tanpa hp hp 081234567890", "081234567890"),
    ],
)
def test_having_no_phone_is_an_answer_to_the_question_for_it(text: str, piece: str) -> None:
    assert read(text)["phone"] == piece


def test_whoever_asks_has_a_phone_though_they_say_that_they_have_none() -> None:
    assert "phone" not in read("saya tidak punya hp dia, daftarkan Bu Siti")


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("gaji Rp2.000.000 3 bulan", "Rp2.000.000"),
        ("gaji 2.000.000 3 bulan", "2.000.000"),
        ("gaji 2000000 tiga bulan", "2000000"),
    ],
)
def test_an_income_in_figures_and_the_months_after_it_are_two_answers(text: str, piece: str) -> None:
    assert read(text) == {"income": piece, "months": "3"}


@pytest.mark.parametrize("text", ["jangan setahun ya pak", "bukan 3 bulan tapi nanti"])
def test_months_that_are_denied_are_not_said(text: str) -> None:
    assert "months" not in read(text)


@pytest.mark.parametrize(
    "text", ["dftrkan supir saya", "dftarkn pak budi", "daftrkn dong", "dftarin ART saya"]
)
def test_a_mistyped_verb_is_one(text: str) -> None:
    assert has_verb(text)


def test_more_words_than_a_name_has_at_the_head_or_a_mistyped_verb_are_no_name() -> None:
    assert "name" not in read(f"dadtarkan Budi Santoso, NIK {NIK}")
    assert "name" not in read(f"Budi Santoso Wijaya Kusuma Adi, NIK {NIK}")


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("NIK 620201050380000 gaji 2 juta", "620201050380000"),
        ("NIK 620201050380000 3 bulan", "620201050380000"),
        ("nik: 62020105038000099", "62020105038000099"),
        ("nik 6202.0105.0380.0009", "6202.0105.0380.0009"),
        ("6202010503800009 081234567890", "6202010503800009"),
        ("6202 0105 0380 0009 0812 3456 7890", "6202 0105 0380 0009"),
    ],
)
def test_a_nik_is_found_also_where_its_length_is_wrong_so_that_the_step_can_say_so(
    text: str, piece: str
) -> None:
    assert read(text)["nik"] == piece


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("0812 3456 7890 3 bulan", "0812 3456 7890"),
        ("nomornya 81234567890", "81234567890"),
        ("62 812 3456 7890", "62 812 3456 7890"),
        ("hp 0812345", "0812345"),
        ("wa: +6281234567890", "+6281234567890"),
    ],
)
def test_a_phone_number_is_found_without_what_follows_it(text: str, piece: str) -> None:
    assert read(text)["phone"] == piece


@pytest.mark.parametrize(
    "text",
    [
        "gaji 2 juta per bulan",
        "gaji 2 juta sebulan",
        "umur 30 tahun",
        "sudah kerja 2 tahun",
        "3 bulan lalu dia sakit",
    ],
)
def test_a_rate_an_age_or_years_of_work_are_not_months_to_pay(text: str) -> None:
    assert "months" not in read(text)


def test_a_number_of_months_that_is_not_offered_stays_as_it_was_typed() -> None:
    assert read("gaji dua juta dua bulan") == {"income": "dua juta", "months": "dua bulan"}


def test_a_wage_by_the_day_keeps_its_day_so_that_the_step_can_ask_for_the_month() -> None:
    assert read("gajinya 100 ribu per hari")["income"] == "100 ribu per hari"


@pytest.mark.parametrize(
    "text",
    ["halo", "Budi Santoso Wijaya", "umur 45", "saya mau tanya iuran 16.800 itu", "", "Pak, saya mau daftar"],
)
def test_what_answers_nothing_gives_nothing(text: str) -> None:
    assert read(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "daftar",
        "saya mau daftar",
        "tolong daftarkan sopir saya",
        "Daftarin Bu Siti dong",
        "I want to register my maid",
        f"sopir saya NIK {NIK}",
        "mau ikutkan pembantu saya",
        "bisa daftarkan sopir saya?",
    ],
)
def test_a_first_message_that_means_a_nomination(text: str) -> None:
    assert wants_to_nominate(text, read(text))


@pytest.mark.parametrize(
    "text",
    [
        "halo",
        "bagaimana cara daftar?",
        "jangan daftarkan",
        "tidak jadi daftar",
        "daftar pekerja saya",
        "daftar harga",
        "apa itu sertakan?",
        "sopir saya",
        "saya tidak mau daftar",
        "berapa iurannya",
    ],
)
def test_a_first_message_that_means_something_else(text: str) -> None:
    assert not wants_to_nominate(text, read(text))


def test_a_question_with_a_verb_and_a_number_of_months_is_still_a_question() -> None:
    for text in ("Kalau daftar 12 bulan dapat diskon?", "apakah sopir saya boleh daftar?"):
        assert not wants_to_nominate(text, read(text))


def test_a_name_at_the_head_of_a_list_needs_no_word_before_it() -> None:
    assert read(f"Budi Santoso NIK {NIK}") == {"name": "Budi Santoso", "nik": NIK}
    assert read("Budi Santoso sudah tua") == {}


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("gaji 2.500.000/bulan untuk 6 bulan", "2.500.000/bulan"),
        ("income Rp 1.200.000, 1 year", "Rp 1.200.000"),
        ("1,5 juta saja sebulan ya", "1,5 juta saja sebulan"),
        ("gaji 2 juta 500 ribu 6 bulan", "2 juta 500 ribu"),
        ("upah 75 ribu sehari", "75 ribu sehari"),
    ],
)
def test_an_income_is_found_whole_and_without_the_months_after_it(text: str, piece: str) -> None:
    assert read(text)["income"] == piece


def test_the_verb_alone_tells_a_new_worker_from_an_answer() -> None:
    assert has_verb("daftarkan Bu Siti juga")
    assert not has_verb("Bu Siti")


def test_short_answers_are_not_worth_reading_for_more() -> None:
    assert not any(may_hold(text) for text in ("ya", "2 juta", "Budi Santoso", "081234567890", "12 Mei 80"))
    assert may_hold("Budi Santoso sopir")
