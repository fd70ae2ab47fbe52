"""The words on the demo's page: the same in both languages, and there for everything that is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import flows.render
from bot.console import words
from flows.keywords import command
from flows.types import Lang
from storage.tables import NOMINATION_STATUSES, OUTBOX_STATUSES, PAYMENT_SOURCES, WAYS

CONSOLE = Path(words.__file__).parent


def keys(lang: Lang) -> dict[str, set[str]]:
    """Each key with its places."""
    found: dict[str, set[str]] = {}
    for key, text in re.findall(r"^([a-z0-9_-]+) = (.*)$", words.source(lang), re.MULTILINE):
        found[key] = set(re.findall(r"\{ \$(\w+) \}", text))
    return found


def test_both_languages_say_the_same_with_the_same_places() -> None:
    assert keys("id") == keys("en")


def test_every_text_that_the_page_names_is_there() -> None:
    source = "".join(file.read_text("utf-8") for file in CONSOLE.rglob("*.py"))
    named = set(re.findall(r"""words\(\s*"([a-z0-9-]+)\"""", source))

    assert len(named) > 20
    assert named <= keys("id").keys()


def test_every_status_way_source_and_task_has_its_word() -> None:
    staff = re.search(r"^staff =\n((?:    .*\n)+)", flows.render.source("id"), re.MULTILINE)
    tasks = re.findall(r"\.(\w+) =", staff.group(1)) if staff else []
    wanted = {
        *(f"status-{status}" for status in NOMINATION_STATUSES),
        *(f"count-{status}" for status in OUTBOX_STATUSES),
        *(f"way-{way}" for way in WAYS),
        *(f"source-{source}" for source in PAYMENT_SOURCES),
        *(f"task-{task.replace('_', '-')}" for task in tasks),
    }

    assert tasks
    assert wanted <= keys("id").keys()


def test_every_text_is_used() -> None:
    source = "".join(file.read_text("utf-8") for file in CONSOLE.rglob("*.py"))
    literal = set(re.findall(r"[\"']([a-z][a-z0-9-]*)[\"']", source))
    made = {*re.findall(r"f\"([a-z-]+-)\{", source), "task-", "report-", "verdict-"}
    made_at_the_end = {f"{name}-{end}" for name in literal for end in ("none", "none-do", "long")}
    numbered = {key for key in keys("id") if re.fullmatch(r"say-\d-\w+", key)}
    used = {key for key in keys("id") if key in literal | made_at_the_end or key.startswith(tuple(made))}

    assert keys("id").keys() - used - numbered == set()


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_every_hint_is_understood(lang: Lang) -> None:
    hints = re.findall(r"^say-\d-\w+ = (.*)$", words.source(lang), re.MULTILINE)

    assert len(hints) > 10
    assert [hint for hint in hints if not is_understood(hint)] == []


def is_understood(hint: str) -> bool:
    """By someone who has a worker: a greeting, a whole sentence that enrols, or a word that is heard."""
    greets = hint in ("Halo", "Hello")
    return greets or command(hint) is not None or command(hint.split()[0]) == "nominate"
