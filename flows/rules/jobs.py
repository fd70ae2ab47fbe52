"""The jobs that can be chosen, the sector each decides, and the words people use for them (`jobs.toml`)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

from flows.rules.tariff import Sector

JOBS = (
    "household",
    "private_driver",
    "driver",
    "motorcycle",
    "vendor",
    "gardener_guard",
    "farmer_fisher",
    "labourer",
    "other",
)
"""ids, in the order in which they are offered"""


def job_of(text: str) -> str | None:
    """The job a text names, by whole words, the longest phrase first.

    None when it names none, or several, or a job of no transport beside a word of transport: the sector
    decides the price, so it is asked rather than guessed ("supir … truk").
    """
    words = _words(text)
    alone = _lexicon().alone.get(" ".join(words))
    if alone:
        return alone
    heard = set(_heard(words))
    jobs = {job for job in heard if job}
    if len(jobs) != 1:
        return None
    job = jobs.pop()
    return None if None in heard and sector_of(job) != "transport" else job


def names_transport(text: str) -> bool:
    """Does a text name transport, so that the sector must be asked? ("kernet", "becak", "ekspedisi")"""
    return any(job is None or sector_of(job) == "transport" for job in _heard(_words(text)))


def sector_of(job: str) -> Sector:
    """The sector of a job, which decides its discount; ValueError for an id that is not in JOBS."""
    if job not in JOBS:
        raise ValueError(f"a job is one of {', '.join(JOBS)}, not {job!r}")
    return _lexicon().sectors[job]


@dataclass(frozen=True, slots=True)
class _Lexicon:
    phrases: Mapping[str, str | None]
    """the job a phrase names; None: transport of a kind that is no job of its own"""
    alone: Mapping[str, str]
    sectors: Mapping[str, Sector]
    longest: int
    vocabulary: frozenset[str]
    short: Mapping[str, str]
    """other spellings of single words"""


def _heard(words: Sequence[str]) -> Iterator[str | None]:
    """The job of every phrase in the words, longer phrases first, none overlapping another."""
    lexicon = _lexicon()
    taken = [False] * len(words)
    for size in range(min(lexicon.longest, len(words)), 0, -1):
        for at in range(len(words) - size + 1):
            phrase = " ".join(words[at : at + size])
            if phrase in lexicon.phrases and not any(taken[at : at + size]):
                taken[at : at + size] = [True] * size
                yield lexicon.phrases[phrase]


def _words(text: str) -> list[str]:
    """Small letters, the first few hundred words, without the endings of "sopirnya", "pembantuku"."""
    shown = (char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    words = re.findall(r"[^\W_]+", "".join(shown).casefold())[:300]
    return [_bare(word) for word in words]


def _bare(word: str) -> str:
    vocabulary = _lexicon().vocabulary
    word = _lexicon().short.get(word, word)
    if word not in vocabulary:
        for ending in ("nya", "ku", "mu"):
            stem = word.removesuffix(ending)
            if stem != word and stem in vocabulary:
                return stem
    return word


@cache
def _lexicon() -> _Lexicon:
    data = tomllib.loads(files("flows.rules").joinpath("jobs.toml").read_text("utf-8"))
    phrases: dict[str, str | None] = dict.fromkeys(_phrases(data["transport"]))
    alone: dict[str, str] = {}
    sectors: dict[str, Sector] = {}
    for job in data["job"]:
        phrases.update(dict.fromkeys(_phrases(job["words"]), job["id"]))
        alone.update(dict.fromkeys(job.get("alone", ()), job["id"]))
        sectors[job["id"]] = job["sector"]
    return _Lexicon(
        phrases,
        alone,
        sectors,
        longest=max(phrase.count(" ") + 1 for phrase in phrases),
        vocabulary=frozenset(word for phrase in (*phrases, *alone) for word in phrase.split()),
        short=data["short"],
    )


def _phrases(patterns: Sequence[Any]) -> Iterator[str]:
    for pattern in patterns:
        for words in product(*(choice.split("|") for choice in pattern.split())):
            yield " ".join(words)
