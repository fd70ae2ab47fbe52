"""The page that says whether a card is genuine: what it tells, and what it never tells."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from bot.web.card_page import language, read_token, sorted_by_weight
from storage import Store
from tests.coverage.desk import NIK, OFFICE, paid
from tests.web.shop import Shop

STRANGER = "0123456789ABCDEFGHJKMNPQRS"
PERSONAL = (NIK.format(1), "0001", "12345678901", "81234500099", "6271")
"""the NIK, its end, the participant number, the phone, where the NIK is from"""


@pytest.fixture
def shop(store: Store) -> Shop:
    return Shop(store)


def read(html: str) -> str:
    """What a person reads."""
    without = re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)
    return " ".join(without.split())


def test_a_genuine_card_says_who_is_covered_for_what_and_paid_through_which_month(shop: Shop) -> None:
    _, token = shop.card(items=(("2026-11", 8_400), ("2026-12", 8_400)))
    shop.desk.pay(paid("P1", 16_800))

    answer = shop.ask(f"/kartu/{token}")

    page = read(answer.text)
    assert answer.status_code == 200
    for told in ("Kartu ini asli", "Sariati 1", "JKK + JKM", "Lunas s.d. Desember 2026", "23 November 2026"):
        assert told in page
    assert shop.app.office.name in page
    assert "belum tercatat" not in page


def test_it_shows_no_nik_no_phone_and_no_number(shop: Shop) -> None:
    _, token = shop.card()
    shop.desk.pay(paid("P1", 8_400))

    page = shop.ask(f"/kartu/{token}").text

    assert "Sariati" in page
    assert [secret for secret in PERSONAL if secret in page.replace("-", "").replace(" ", "")] == []


def test_for_a_month_that_is_not_paid_it_promises_neither_cover_nor_its_absence(shop: Shop) -> None:
    _, token = shop.card(items=(("2026-11", 8_400),))
    shop.desk.pay(paid("P1", 8_400))
    shop.now = datetime(2027, 1, 20, tzinfo=UTC)

    page = read(shop.ask(f"/kartu/{token}?lang=en").text)

    assert "Paid through November 2026" in page
    assert "The premium of January 2027 is not recorded as paid" in page
    assert "promises no cover, nor does it say that there is none" in page


def test_a_card_of_which_nothing_was_paid_yet_says_so(shop: Shop) -> None:
    _, token = shop.card()

    page = read(shop.ask(f"/kartu/{token}").text)

    assert "Belum ada bulan yang tercatat dibayar." in page
    assert "Lunas" not in page


@pytest.mark.parametrize("status", ["withdrawn", "consented"])
def test_a_card_that_is_over_tells_nobodys_name(shop: Shop, status: str) -> None:
    id, token = shop.card()
    shop.desk.change(id, status=status)

    answer = shop.ask(f"/kartu/{token}")

    assert answer.status_code == 410
    assert "Kartu ini tidak berlaku lagi" in read(answer.text)
    assert "Sariati" not in answer.text


def test_an_unknown_card_is_not_known(shop: Shop) -> None:
    shop.card()

    answer = shop.ask(f"/kartu/{STRANGER}")

    assert answer.status_code == 404
    assert "Kartu ini tidak dikenal" in read(answer.text)


def test_the_token_of_an_invitation_opens_no_card(shop: Shop) -> None:
    id, _ = shop.card()
    reference = shop.desk.row(id).reference
    invitation = shop.app.store.secrets.token("invitation", reference)

    assert shop.ask(f"/kartu/{invitation}").status_code == 404


@pytest.mark.parametrize(
    "token", ["x", "a" * 5000, "%00", "..%2f..%2fetc", "<script>alert(1)</script>", "٠" * 26, STRANGER + "0"]
)
def test_what_can_be_no_token_is_said_so_and_never_looked_up(shop: Shop, token: str) -> None:
    asked: list[str] = []
    event.listen(shop.app.store._reader, "before_cursor_execute", lambda *what: asked.append(what[2]))

    answer = shop.ask(f"/kartu/{token}")

    assert answer.status_code == 404
    assert "<script" not in answer.text
    assert asked == []


def test_a_token_can_be_typed_as_it_is_read(shop: Shop) -> None:
    _, token = shop.card()
    typed = token.lower().replace("0", "o").replace("1", "l")

    assert shop.ask(f"/kartu/%20{typed}%20").status_code == 200


@given(st.text(max_size=60))
def test_reading_any_text_gives_a_token_or_nothing(written: str) -> None:
    token = read_token(written)

    assert token is None or re.fullmatch("[0-9A-HJKMNP-TV-Z]{26}", token)


def test_names_are_shown_as_they_are_written(shop: Shop) -> None:
    id, token = shop.card()
    name = "<img src=x onerror=alert(1)> & \"Ani\" '{{7*7}}'"
    shop.desk.change(id, name_sealed=shop.app.store.secrets.seal_text(name))

    page = shop.ask(f"/kartu/{token}").text

    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; &#34;Ani&#34; &#39;{{7*7}}&#39;" in page


@pytest.mark.parametrize("path", ["/kartu/x", "/", "/nothing", "/healthz", "/robots.txt"])
def test_every_answer_forbids_what_it_can(shop: Shop, path: str) -> None:
    headers = shop.ask(path).headers

    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"] == "noindex, nofollow"
    assert headers["x-content-type-options"] == "nosniff"
    policy = headers["content-security-policy"]
    for part in ("default-src 'none'", "frame-ancestors 'none'", "form-action 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert "script" not in policy
    assert "server" not in headers


def test_the_pages_own_style_is_the_only_one_that_is_let_in(shop: Shop) -> None:
    answer = shop.ask(f"/kartu/{STRANGER}")

    [style] = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.headers["content-security-policy"]
    assert "style=" not in answer.text


def test_no_search_engine_is_let_in(shop: Shop) -> None:
    assert "Disallow: /" in shop.ask("/robots.txt").text
    assert '<meta name="robots" content="noindex, nofollow">' in shop.ask(f"/kartu/{STRANGER}").text


@pytest.mark.parametrize(
    ("asked", "accepted", "lang"),
    [
        (None, "", "id"),
        (None, "en-GB,en;q=0.9", "en"),
        (None, "fr-FR,en;q=0.2,id;q=0.8", "id"),
        (None, "ms;q=0.5", "id"),
        (None, "fr", "id"),
        ("en", "id", "en"),
        ("xx", "en", "en"),
        (None, "en;q=0, id;q=0.1", "id"),
        (None, "en;q=inf,;;;,id;q=nan" * 50, "id"),
    ],
)
def test_it_speaks_the_language_of_the_reader(asked: str | None, accepted: str, lang: str) -> None:
    assert language(asked, accepted, OFFICE) == lang


@given(st.text(max_size=300))
def test_any_accepted_language_is_read(accepted: str) -> None:
    assert all(isinstance(name, str) for name in sorted_by_weight(accepted))


def test_it_can_be_read_in_the_other_language(shop: Shop) -> None:
    indonesian = shop.ask(f"/kartu/{STRANGER}")
    english = shop.ask(f"/kartu/{STRANGER}", headers={"Accept-Language": "en"})

    assert '<a href="?lang=en"' in indonesian.text
    assert '<a href="?lang=id"' in english.text
    assert "This card is not known" in english.text


def test_who_asks_too_often_waits_and_nobody_else(shop: Shop) -> None:
    _, token = shop.card()
    path = f"/kartu/{token}"

    answers = shop.ask_all(*[(path, {}) for _ in range(31)], (path, {"at": "203.0.113.6"}))

    assert [answer.status_code for answer in answers] == [200] * 30 + [429, 200]
    assert answers[30].headers["retry-after"] == "60"
    assert "Sariati" not in answers[30].text


def test_a_database_that_is_away_is_no_sign_of_a_false_card(shop: Shop) -> None:
    _, token = shop.card()
    shop.app.store.close()
    shop.app.store._reader = _Away()  # type: ignore[assignment]

    answer = shop.ask(f"/kartu/{token}")

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert "Ini bukan tanda bahwa kartunya palsu" in read(answer.text)
    assert shop.ask("/readyz").status_code == 503
    assert shop.ask("/healthz").status_code == 200


class _Away:
    """A database that cannot be reached."""

    def begin(self) -> Any:
        from sqlalchemy.exc import OperationalError

        raise OperationalError("connect", None, Exception("away"))

    def dispose(self) -> None:
        return None


def test_alive_and_ready_say_nothing_more(shop: Shop) -> None:
    assert (shop.ask("/healthz").text, shop.ask("/readyz").text) == ("alive\n", "ready\n")


def test_what_is_not_there_is_not_there_and_what_cannot_be_done_is_not_done(shop: Shop) -> None:
    assert shop.ask("/kartu/").status_code == 404
    assert shop.ask("/docs").status_code == 404
    assert shop.ask(f"/kartu/{STRANGER}", method="POST").status_code == 405
    assert shop.ask("/payments/webhook").status_code == 405
    assert shop.ask(f"/kartu/{STRANGER}", method="HEAD").content == b""
