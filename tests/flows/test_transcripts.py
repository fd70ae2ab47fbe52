"""Whole conversations, kept as files for people to read; `pytest --update` writes them anew.

What stands at the left margin happens: `person: …` writes, `person taps: …` a label, `person taps the old: …`
one of the question before, `person starts: TOKEN`, `person shares: KIND [NUMBER] [own]`, `wait: 3 days`.
The rest is what the bot says and does.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.types import CreateNomination, Effect, RecordConsent
from tests.flows.stage import Stage

TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_the_conversation_goes_as_it_is_written(path: Path, request: pytest.FixtureRequest) -> None:
    written = path.read_text("utf-8")

    had = _play(written)

    if request.config.getoption("--update"):
        path.write_text(had, "utf-8")
    else:
        assert had == written


def test_there_are_at_least_twenty_whole_conversations() -> None:
    assert len(TRANSCRIPTS) >= 20


def _play(transcript: str) -> str:
    """The transcript with everything after what the person does as it is today."""
    head, stage = [], None
    lines: list[str] = []
    for line in transcript.splitlines():
        if line.startswith("#"):
            head.append(line)
        elif line and not line.startswith(" "):
            stage = stage or Stage(**_set_up(head))
            lines += [line, *_answer(stage, line), ""]
    return "\n".join([*head, "", *lines]).rstrip() + "\n"


def _set_up(head: list[str]) -> dict[str, Any]:
    """`# lang: en, notice: new, channel: telegram` in the head."""
    words = dict(pair.split(": ") for line in head if ": " in line for pair in line.strip("# ").split(", "))
    return {
        "lang": words.get("lang", "id"),
        "agreed": words.get("notice") != "new",
        "deletes": words.get("channel") == "telegram",
    }


def _answer(stage: Stage, line: str) -> list[str]:
    doing, _, rest = line.partition(": ")
    match doing:
        case "person":
            said = stage.says(rest)
        case "person taps":
            said = stage.taps(rest)
        case "person taps the old":
            first = stage.older_question()
            said = stage.taps(rest, first)
        case "person starts":
            said = stage.starts(None if rest == "-" else rest)
        case "person shares":
            kind, *more = rest.split()
            said = stage.shares(kind, next((m for m in more if m != "own"), None), own="own" in more)
        case "wait":
            number, unit = rest.split()
            stage.waits(timedelta(**{unit if unit.endswith("s") else unit + "s": int(number)}))
            return []
        case _:
            raise ValueError(f"{line!r}: not something that can happen in a transcript")
    bot = [f"    bot: {said.splitlines()[0]}"] + [
        "" if not more else f"         {more}" for more in said.splitlines()[1:]
    ]
    return bot + [f"    does: {_shown(effect)}" for effect in stage.effects]


def _shown(effect: Effect) -> str:
    match effect:
        case RecordConsent(kind=kind, choice=choice):
            return f"RecordConsent({kind}: {choice})"
        case CreateNomination(reference=reference, name=name, months=months, amount=amount):
            return f"CreateNomination({reference}: {name}, {months} months, Rp{amount})"
        case _:
            return str(effect)
