"""In the demo every message about a registration, a bill, a payment or a card says that it is simulated."""

from __future__ import annotations

import re

import pytest

import flows.render
from bot.coverage import pictures
from bot.coverage.demo_says import draw, is_simulated, render
from flows.render import LANGUAGES, text
from flows.types import Asked, Lang, Option, Picture, Say

ABOUT_IT = re.compile(
    r"kode bayar|bukti bayar|sudah didaftarkan|terbayar|lunas|nomor peserta:|kartu ini", re.IGNORECASE
)
ONLY_IN_WORDS = {
    *("faq", "simulated", "card-page", "card-picture", "emergency", "consent", "nominate", "sheet"),
    *("template", "sample", "staff"),
}
"""they explain how it goes, are on a page that says it itself, in a table of the office, or for WhatsApp"""
BLANK = ("name", "nik", "number", "office", "programmes")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_said_first(lang: Lang) -> None:
    said = render(
        [Say("thanks"), Say("notice.bill_expired", {"name": "Budi", "office": "Kantor"})], None, lang
    )

    assert said.text.startswith(text(Say("simulated"), lang))
    assert said.text.startswith("(DEMO: ")


def test_it_is_said_of_what_stands_within_and_of_what_is_asked() -> None:
    within = Say("notice.receipt_unreadable", {"name": "Budi", "why": Say("receipt.too_big")})
    asked = Asked("N1", 1, "worker", "pay-worker", (Option("a", "Budi"),))

    assert is_simulated(Say("hello", {"lines": (Say("thanks"), within)}))
    assert render([Say("hello")], asked, "id").text.startswith("(DEMO: ")


def test_other_messages_are_as_everywhere() -> None:
    says = [Say("hello")]

    assert render(says, None, "id") == flows.render.render(says, None, "id")


def test_every_text_about_it_is_known_to_be() -> None:
    source = flows.render.source("id")
    missing = []
    message = ""
    for line in source.splitlines():
        if found := re.match(r"([a-z_]+(?:-[a-z_]+)?)(?:-\w+)* =", line):
            message = found[1]
        family = message.partition("-")[0]
        if ABOUT_IT.search(line) and not {family, message} & ONLY_IN_WORDS and not is_simulated(Say(family)):
            missing.append(line.strip())

    assert missing == []


def test_a_card_says_so_on_its_face_and_a_qr_code_alone_does_not_change() -> None:
    link = "https://example.org/k"
    facts = {"made_on": "2026-11-22", "paid_through": "2026-12", **dict.fromkeys(BLANK, ""), "link": link}
    card, code = Picture("card", facts), Picture("qr", {"link": link})

    assert draw(card, "id") != pictures.draw(card, "id")
    assert draw(code, "id") == pictures.draw(code, "id")
