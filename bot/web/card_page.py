"""The page that says whether a card is genuine: for whoever scans its QR code.

It shows no NIK, no phone and no participant number, and nothing at all of a card that is over. For a month
that is not paid it promises neither cover nor its absence: no source says which (docs/scheme.md).
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from jinja2 import Environment, Template

from flows.render import LANGUAGES, text
from flows.rules.calendar import is_working_day, month_of
from flows.rules.coverage import Ledger, PaidMonth
from flows.types import Lang, Office, Say
from storage.cards import Card

_LETTERS = str.maketrans("OIL", "011")
"""letters that Crockford's base 32 leaves out, because people take them for digits"""
_TOKEN = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page says: `kind` is genuine (with its `card`), over, unknown, malformed, busy or away."""

    kind: str
    card: Card | None = None

    @property
    def status(self) -> int:
        """Of the HTTP answer."""
        return {"unknown": 404, "malformed": 404, "over": 410, "busy": 429, "away": 503}.get(self.kind, 200)


def read_token(written: str) -> str | None:
    """A card's token as it was made, however it was typed; None: it cannot be one."""
    token = written.strip().upper().translate(_LETTERS)
    return token if _TOKEN.fullmatch(token) else None


def answer_for(card: Card | None) -> Answer:
    if card is None:
        return Answer("unknown")
    return Answer("over") if card.is_over else Answer("genuine", card)


def language(asked: str | None, accepted: str, office: Office) -> Lang:
    """`asked` by the address, else the first of the browser's that we speak, else the office's own."""
    wanted = [asked or "", *sorted_by_weight(accepted)]
    return next((lang for name in wanted for lang in LANGUAGES if _speaks(name, lang)), office.languages[0])


def sorted_by_weight(accepted: str) -> list[str]:
    """The languages of an Accept-Language header, the preferred first; odd weights count as nothing."""
    weighted = []
    for part in accepted[:200].split(","):
        name, _, weight = part.partition(";q=")
        weighted.append((_weight(weight) if weight else 1.0, name.strip()))
    return [name for weight, name in sorted(weighted, key=lambda one: -one[0]) if weight > 0]


def _weight(written: str) -> float:
    return float(written) if re.fullmatch(r"\s*[01](\.\d{0,3})?\s*", written) else 0.0


def _speaks(name: str, lang: Lang) -> bool:
    tag = name.lower().partition("-")[0]
    return tag == lang or (lang == "id" and tag in ("in", "ms"))


def page(answer: Answer, lang: Lang, office: Office, today: date, *, is_demo: bool = False) -> str:
    """The page as HTML; everything that people wrote is escaped. `is_demo`: it says that no card is real."""
    card, named = answer.card, {"office": office.name}
    unpaid = _unpaid(card, today)
    return _template().render(
        lang=lang,
        other=next(other for other in LANGUAGES if other != lang),
        style=_style(),
        kind="unpaid" if unpaid else answer.kind,
        title=_words("title", lang),
        heading=_words(answer.kind, lang),
        demo=_words("demo", lang) if is_demo else "",
        told=_words(f"{answer.kind}_text", lang, **named),
        facts=_facts(card, lang, office, today) if card else (),
        nothing_paid=_words("nothing_paid", lang) if card and not card.paid else "",
        warning=_words("unpaid", lang, month=unpaid, **named) if unpaid else "",
        checked_on=_words("checked_on", lang, day=today.isoformat()),
        contact=_words("contact", lang, contact=office.contact, hours=office.hours, **named),
        note=_words("note", lang, **named),
        language=_words("language", lang),
    )


def _facts(card: Card, lang: Lang, office: Office, today: date) -> tuple[tuple[str, str], ...]:
    """Label and value, in the order in which they are read."""
    programmes = " + ".join(name.upper() for name in card.programmes)
    facts = [(_words("name", lang), card.name), (_words("programmes", lang), programmes)]
    ledger = Ledger([PaidMonth(month, 0, "", "") for month in card.paid])
    if through := ledger.as_of(today, is_working_day).paid_through:
        facts.append((_words("paid", lang), _words("month", lang, month=through)))
    return (*facts, (_words("office", lang), office.name))


def _unpaid(card: Card | None, today: date) -> str:
    """The month of today, where it is not paid; else empty."""
    month = month_of(today)
    return "" if card is None or month in card.paid else month


def _words(key: str, lang: Lang, **args: str) -> str:
    return text(Say(f"card-page.{key}", args), lang)


# --- the template ------------------------------------------------------------------------------------


@cache
def style_source() -> str:
    """What the Content-Security-Policy must allow for the page's own style, and nothing else."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()}'"


@cache
def _style() -> str:
    return _file("card_page.css")


@cache
def _template() -> Template:
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        _file("card_page.html")
    )


def _file(name: str) -> str:
    return resources.files("bot.web").joinpath(name).read_text("utf-8")
