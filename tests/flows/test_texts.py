"""The catalogs: the same in both languages, none unused, money and dates as people write them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import FLOWS, checks, digest, render
from flows.menu import LISTS
from flows.nominate import FIELDS
from flows.steps import Ask, Choose, Review, Stop
from flows.types import Lang, Say

FLOWS_FOLDER = Path(__file__).parents[2] / "flows"
LANGUAGES: tuple[Lang, ...] = ("id", "en")
BOT = Path(__file__).parents[2] / "bot"
SHOWN_BY = [
    *(BOT / "coverage").glob("*.py"),
    *(BOT / "web").glob("*.py"),
    BOT / "broadcasts.py",
    BOT.parent / "storage" / "filters.py",
]
"""what shows texts of the catalogs though it is no conversation"""
SAID_ELSEWHERE = {"sorry"}
"""said by the shell, when a turn failed"""


def test_both_catalogs_have_the_same_keys_with_the_same_places() -> None:
    assert checks.catalog("id") == checks.catalog("en")


def test_no_text_is_unused() -> None:
    unused = checks.catalog("id").keys() - _said() - SAID_ELSEWHERE

    assert sorted(unused) == []


def _said() -> set[str]:
    """Every key that something says: as it stands, as a pattern, or by the rule of the steps."""
    literals, patterns = set[str](), list[str]()
    for tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                literals.add(node.value)
            if isinstance(node, ast.JoinedStr):
                patterns.append(_pattern(node))
    known = checks.catalog("id").keys()
    matched = {key for key in known for pattern in patterns if pattern and re.fullmatch(pattern, key)}
    return (literals & known) | matched | set(_of_steps())


def _pattern(text: ast.JoinedStr) -> str:
    """A pattern for an f-string that begins or ends with words of its own around a dot or a dash; else ""."""
    parts = [
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z0-9_-]+"
        for part in text.values
    ]
    fixed = "".join(str(part.value) for part in text.values if isinstance(part, ast.Constant))
    return "".join(parts) if re.search("[.-]", fixed) and re.search("[a-z]{3,}", fixed) else ""


def _of_steps() -> Iterator[str]:
    for flow in FLOWS.values():
        for step in flow.steps:
            key = f"{flow.id}-{step.id}"
            if isinstance(step, Choose | Ask | Review | Stop):
                yield key
                yield f"{key}.help"
            if isinstance(step, Choose | Review):
                yield from (f"{key}.{option}" for option in step.options)
            if isinstance(step, Ask) and step.skip:
                yield f"{key}.{step.skip}"
            if isinstance(step, Review):
                yield from (f"{key}.{field}" for field in FIELDS)
    yield from (f"{digest.ANSWER}.{answer}" for answer in digest.ANSWERS)
    for name, options in LISTS.items():
        yield name
        yield from (f"{name}.{option}" for option in (*options, "resume"))


def _trees() -> Iterator[ast.Module]:
    for file in sorted((*FLOWS_FOLDER.rglob("*.py"), *SHOWN_BY)):
        yield ast.parse(file.read_text("utf-8"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_money_in_a_text_is_written_with_dots_and_no_space(lang: Lang) -> None:
    amounts = re.findall(r"Rp[^a-z\s)]*\s?\S*", render.source(lang))

    assert [amount for amount in amounts if not re.match(r"Rp\d{1,3}(\.\d{3})*\b", amount)] == []


@pytest.mark.parametrize(
    ("lang", "month", "day"),
    [("id", "Desember 2026", "15 Desember 2026"), ("en", "December 2026", "15 December 2026")],
)
def test_money_and_dates_are_filled_in_as_people_write_them(lang: Lang, month: str, day: str) -> None:
    line = render.text(
        Say("status.due", {"until": "2026-12", "due_on": "2026-12-15", "amount": 8400, "month": "2026-12"}),
        lang,
    )

    assert "Rp8.400" in line
    assert month in line
    assert day in line


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_has_two_spaces_a_tab_or_a_space_before_a_sign(lang: Lang) -> None:
    for line in render.source(lang).splitlines():
        said = line.strip()
        assert "\t" not in line
        assert not re.search(r"\S  +\S", said), line
        assert not re.search(r"[a-z}] [,.!?;:](?!\d)", said.partition("=")[2]), line


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_promises_what_no_source_confirms(lang: Lang) -> None:
    """The scheme's gaps (docs/scheme.md): none of it may be stated as a fact."""
    source = render.source(lang).casefold()

    for unsure in (
        "langsung rp42 juta", "rp10.800", "tanpa biaya di muka", "no up-front", "5 tahun", "five years",
        "kedaluwarsa", "expires", "jkp", "ump", "0813-8007", "1500910",
        "diperpanjang",
    ):  # fmt: skip
        assert not re.search(rf"\b{re.escape(unsure)}\b", source), unsure


INDONESIAN = re.compile(
    r"\b(silakan|mohon|maaf|terima kasih|sudah|belum|tidak bisa|pekerja anda|tulis|pilih|balas|ketik|anda)\b",
    re.I,
)


def test_no_sentence_to_a_person_stands_in_python() -> None:
    """Lists of words that people use are no sentences: a capital, four words and a full stop are."""
    found = []
    for file in sorted(FLOWS_FOLDER.rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                text = node.value
                if re.match(r"[A-Z]\w+( [\w,]+){3,}[.!?]$", text) and INDONESIAN.search(text):
                    found.append(f"{file.name}: {text}")

    assert found == []
