"""Mobile numbers as people write them. All numbers are invented."""

from __future__ import annotations

import pytest

from flows.rules.phone import read_mobile, show_mobile
from flows.types import Invalid


@pytest.mark.parametrize(
    "text",
    [
        "081234567890",
        "0812 3456-7890",
        "0812.3456.7890",
        "+62 812 3456 7890",
        "+62 0812 3456 7890",
        "62812 3456 7890",
        "0062 812 3456 7890",
        "812 3456 7890",
        "(0812)34567890",
        "(+62) 812-3456-7890",
        "WA: 0812-3456-7890",
        "no hp 081234567890 ya",
        "081234567890, ya pak",
        "ini (081234567890).",
        "０８１２３４５６７８９０",
        "0812‑3456‑7890",
        "\u202a+62 812-3456-7890\u202c",
    ],
)
def test_a_mobile_number_is_read_however_it_is_written(text: str) -> None:
    assert read_mobile(text) == "+6281234567890"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("021 5551234", "phone.landline"),
        ("(0361) 234567", "phone.landline"),
        ("+1 415 555 2671", "phone.foreign"),
        ("+65 9123 4567", "phone.foreign"),
        ("0812345", "phone.too_short"),
        ("175", "phone.too_short"),
        ("62", "phone.too_short"),
        ("08123456789012", "phone.too_long"),
        ("081234567890 / 081398765432", "phone.too_long"),
        ("", "phone.not_a_number"),
        ("tidak punya", "phone.not_a_number"),
        ("0812-TELPON-SAYA-1", "phone.not_a_number"),
        ("+", "phone.not_a_number"),
        ("0812+3456+7890", "phone.not_a_number"),
        ("12345678901", "phone.not_a_number"),
        ("08123456789O", "phone.not_a_number"),
        ("O81234567890", "phone.not_a_number"),
        ("0812345678l 0", "phone.not_a_number"),
        ("081234567890x", "phone.not_a_number"),
    ],
)
def test_what_is_no_indonesian_mobile_number_is_told_why(text: str, key: str) -> None:
    wrong = read_mobile(text)

    assert isinstance(wrong, Invalid)
    assert wrong.key == key


def test_the_length_is_told_as_it_was_typed() -> None:
    assert read_mobile("0812345") == Invalid("phone.too_short", {"count": 7})
    assert read_mobile("08123456789012") == Invalid("phone.too_long", {"count": 14})


def test_a_number_is_shown_as_people_write_it() -> None:
    assert show_mobile("+6281234567890") == "0812-3456-7890"
    assert show_mobile("+62812345678") == "0812-3456-78"
    assert read_mobile(show_mobile("+628123456789")) == "+628123456789"
