"""Whoever has no phone says so in many ways, and a bare no is none of them."""

from __future__ import annotations

import pytest

from flows.answers import has_none


@pytest.mark.parametrize(
    "text",
    [
        "Tidak punya HP",
        "tdk punya hp",
        "kagak punya",
        "gak punya pak",
        "belum punya",
        "nda ada",
        "indak ado",
        "ora nduwe",
        "teu boga",
        "trada",
        "nomor hp nya tidak ada",
        "tidak ada hp",
        "hp tidak ada",
        "ga ada nomornya",
        "dia sudah tua gak punya hp",
        "tanpa hp",
        "none",
        "no phone",
        "ART saya tidak punya hp",
        "without a phone",
        "doesn't have one",
        "she has no phone",
    ],
)
def test_having_none_is_heard_however_it_is_said(text: str) -> None:
    assert has_none(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tidak",
        "punya",
        "ada",
        "tidak, dia punya",
        "dia tidak mau",
        "tidak tahu",
        "gak usah",
        "no hp",
        "no hp 081234567890",
        "gak punya hp?",
        "tidak punya hp tapi anaknya punya",
        "saya tidak punya nomornya",
        "tidak ada yang salah",
        "nomor saya saja",
        "\ud800",
    ],
)
def test_what_denies_something_else_or_nothing_does_not_say_that_there_is_none(text: str) -> None:
    assert not has_none(text)
