"""Whole conversations, kept as files for people to read; `pytest --update` writes them anew.

What stands at the left margin happens: `person: …` writes, `person taps: …` a label, `person taps the old: …`
one of the question before, `person starts: TOKEN`, `person shares: KIND [NUMBER] [own]`, `person sends: KIND
TYPE BYTES` a file, `wait: 3 days`, `nudge: STEP` or `nudge to the worker: STEP` reaches them. The
rest is what the bot says and does.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.digest import CoverLine
from flows.price import due
from flows.render import text
from flows.rules.nudges import Item, Role
from flows.types import (
    Cover,
    CreateNomination,
    Effect,
    Lang,
    Link,
    Media,
    Nomination,
    Notify,
    OtherCover,
    OwnCovers,
    OwnNominations,
    Person,
    Picture,
    RecordConsent,
    State,
)
from tests.flows import people
from tests.flows.stage import INVITATION, OFFICE, TOKEN, Stage

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
    """`# lang: en, notice: new, channel: telegram` in the head; see also WORLDS."""
    words = dict(pair.split(": ") for line in head if ": " in line for pair in line.strip("# ").split(", "))
    return {
        "lang": words.get("lang", "id"),
        "agreed": words.get("notice") != "new",
        "deletes": words.get("channel") == "telegram",
        **(WORLDS[words["world"]] if "world" in words else {}),
    }


LINKS = ("https://t.me/contoh_bot?start={token}", "https://wa.me/6281100000000?text=Undangan%20{token}")
ACCOUNT_LINKS = (
    ("telegram", "https://t.me/contoh_bot?start=link-{code}"),
    ("whatsapp", "https://wa.me/6281100000000?text=HUBUNGKAN%20{code}"),
)
DRAFT = State(
    "nominate", "N9999999", {"notice": "agree", "job": "household", "name": "Siti Aminah"}, waiting_on="nik"
)
"""begun in the other app"""
SITI = Nomination(
    "NOMINAT1",
    "Siti Aminah",
    "3273••••••••0017",
    "registered",
    2_000_000,
    "other",
    frozenset({"jkk", "jkm"}),
    3,
    datetime(2026, 11, 1, 3, 0, tzinfo=UTC),
    paid=("2026-11",),
    last_paid=13_400,
    job="household",
    phone="+6281234567890",
    workplace="6271",
    birth_date=INVITATION.birth_date,
    payer="Rina",
    has_worker=True,
    participant_number="12345678901",
    card=TOKEN,
)
WORLDS: dict[str, dict[str, Any]] = {
    "links": {"office": replace(OFFICE, invitation_links=LINKS)},
    "invited": {"invitation": INVITATION},
    "invited too late": {"invitation": replace(INVITATION, state="expired")},
    "invited and opened by another": {"invitation": replace(INVITATION, state="taken")},
    "invited by nobody with a number": {"invitation": replace(INVITATION, sponsor="", sponsor_number=None)},
    "invited and covered": {
        "invitation": INVITATION,
        "facts": {OtherCover(INVITATION.reference, INVITATION.nik): Cover("NOMINAT0", "2026-12")},
    },
    "covered": {
        "is_worker": True,
        "office": replace(OFFICE, card_link="https://contoh.example/kartu/{token}"),
        "facts": {OwnCovers(): (SITI,)},
    },
    "two apps": {
        "office": replace(OFFICE, account_links=ACCOUNT_LINKS),
        "link": Link("other", Person(notice_agreed=True, opted_out=True), DRAFT, 4, "telegram", "Te•••"),
        "linked_lately": True,
    },
    **people.WORLDS,
    "covered and ended": {"is_worker": True, "facts": {OwnCovers(): (replace(SITI, status="withdrawn"),)}},
}
"""what is there before the conversation begins, by its name in the head (`# world: invited`)"""


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
        case "person sends":
            kind, media_type, size = rest.split()
            said = stage.shares(kind, media=Media("FILE1", int(size), media_type))
        case "nudge" | "nudge to the worker":
            role: Role = "worker" if doing == "nudge to the worker" else "participant"
            said = stage.is_reminded(*_lines(stage, rest.split(), role))
        case "wait":
            number, unit = rest.split()
            stage.waits(timedelta(**{unit if unit.endswith("s") else unit + "s": int(number)}))
            return []
        case _:
            raise ValueError(f"{line!r}: not something that can happen in a transcript")
    bot = [f"    bot: {said.splitlines()[0]}"] + [
        "" if not more else f"         {more}" for more in said.splitlines()[1:]
    ]
    return bot + _pictured(stage.picture, stage.lang) + _done(stage)


def _lines(stage: Stage, steps: list[str], role: Role) -> list[CoverLine]:
    """The covers that they pay for, or that are theirs, each with its step; all with the last one."""
    found = stage.facts[OwnCovers() if role == "worker" else OwnNominations()]
    covers = [n for n in found if n.status == "registered"]
    of_each = [*steps, *steps[-1:] * len(covers)]
    today = stage.now.astimezone(OFFICE.zone).date()
    return [
        CoverLine(Item(n.reference, due(n, today, 1).months[0].month, step, role), n)
        for n, step in zip(covers, of_each, strict=False)
    ]


def _pictured(picture: Picture | None, lang: Lang) -> list[str]:
    if picture is None:
        return []
    caption = text(picture.caption, lang).splitlines() if picture.caption else []
    shown = ", ".join(f"{name}: {value}" for name, value in picture.args.items())
    return [f"    picture: {picture.kind} ({shown})", *(f"         {line}".rstrip() for line in caption)]


def _done(stage: Stage) -> list[str]:
    return [f"    does: {_shown(effect, stage.lang)}" for effect in stage.effects]


def _shown(effect: Effect, lang: Lang) -> str:
    match effect:
        case Notify(to=to, nomination=nomination, says=says):
            told = " ".join(text(say, lang) for say in says)
            return f"Notify({to} of {nomination}): {' '.join(told.split())}"
        case RecordConsent(kind=kind, choice=choice):
            return f"RecordConsent({kind}: {choice})"
        case CreateNomination(reference=reference, name=name, months=months, amount=amount):
            return f"CreateNomination({reference}: {name}, {months} months, Rp{amount})"
        case _:
            return str(effect)
