"""Texts made comparable, and whole messages that ask, greet or thank."""

from __future__ import annotations

import pytest

from flows.answers import is_greeting, is_thanks, looks_like_question, normal


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("  OKE!! ", "oke"),
        ("1️⃣", "1"),
        ("🔟", "10"),
        ("Ｙａ", "ya"),
        ("“Ya”", "ya"),
        ("\x00y\u200ba\u202e", "ya"),
        ("a\r\n\tb", "a b"),
        ("ya 👍", "ya"),
        ("👍🏽", "👍"),
        ("❤️", "❤"),
        ("tidak...", "tidak"),
        ("?!", ""),
        ("\ud800", ""),
        ("", ""),
        ("Ma’ruf", "ma'ruf"),
        ("٣ bulan", "3 bulan"),
    ],
)
def test_texts_are_compared_by_what_is_seen(text: str, compared: str) -> None:
    assert normal(text) == compared


@pytest.mark.parametrize(
    "text",
    [
        "?",
        "gimana?",
        "berapa iurannya",
        "apakah ini aman",
        "kok mahal",
        "bisa dicicil gak ya",
        "boleh gak",
        "apa itu JHT",
        "di mana kantornya",
        "bisakah besok",
        "is it safe",
        "how much",
        "mau tanya",
        "Kapan aktif",
        "JHT itu apa?",
        "dapat kartu gak",
    ],
)
def test_questions_are_told_from_answers(text: str) -> None:
    assert looks_like_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "ya?",
        "ok?",
        "siapa saja",
        "berapa aja boleh",
        "kapan-kapan",
        "terserah",
        "Budi Santoso",
        "Is Haryanto",
        "ya",
        "081234567890?",
        "2 juta",
        "Kapuas",
        "",
        "bisa",
        "Apandi",
    ],
)
def test_answers_are_not_taken_for_questions(text: str) -> None:
    assert not looks_like_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "halo",
        "Hai!",
        "haloooo 😊",
        "p",
        "P",
        "test",
        "selamat pagi kak",
        "pagi pak",
        "Assalamu'alaikum wr. wb.",
        "assalamualaikum warahmatullahi wabarakatuh",
        "permisi",
        "good morning",
        "hello there",
        "punten",
        "malam min",
    ],
)
def test_whole_messages_that_greet(text: str) -> None:
    assert is_greeting(text)


@pytest.mark.parametrize(
    "text", ["halo saya mau daftar", "Pagi Sutarman", "selamat", "pak", "", "ya", "salam untuk Budi"]
)
def test_a_greeting_with_something_else_in_it_is_not_just_a_greeting(text: str) -> None:
    assert not is_greeting(text)


@pytest.mark.parametrize(
    "text",
    [
        "terima kasih",
        "Terimakasih banyak ya pak 🙏",
        "makasih",
        "mksh",
        "thx",
        "thank you so much",
        "oke makasih",
    ],
)
def test_whole_messages_that_thank(text: str) -> None:
    assert is_thanks(text)


@pytest.mark.parametrize("text", ["kasih", "terima", "terima kasih saya setuju", "oke", "🙏", ""])
def test_what_does_more_or_less_than_thank(text: str) -> None:
    assert not is_thanks(text)
