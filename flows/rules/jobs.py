"""The jobs that can be chosen, the sector each decides, and the words people use for them (`jobs.toml`)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice, product
from typing import Any

from flows.rules.tariff import Sector
from flows.words import listed

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
    decides the price, so it is asked rather than guessed ("supir … truk"). A job that is denied is not named.
    """
    typed = _words(text)
    alone = _lexicon().alone.get(_spelled(typed))
    if alone:
        return alone
    heard = [phrase for phrase in _heard(typed) if not _is_denied(typed, phrase)]
    jobs = {phrase.job for phrase in heard if phrase.job}
    if len(jobs) != 1:
        return None
    job = jobs.pop()
    is_doubtful = any(phrase.job is None for phrase in heard) and not any(map(_is_transport, heard))
    return None if is_doubtful else job


def other_job(text: str) -> str | None:
    """The job a text names that is none of the options ("penjahit", "tukang becak"), in its own words.

    None where `job_of` is not "other", and where someone only says that it is another one ("lainnya").
    """
    if job_of(text) != OTHER:
        return None
    typed = _words(text)
    named = [phrase for phrase in _heard(typed) if phrase.job == OTHER and not _is_denied(typed, phrase)]
    if not named:
        return None
    first = min(named, key=lambda phrase: phrase.start)
    return text[typed[first.start].start : typed[first.end - 1].end]


def is_a_job(words: str) -> bool:
    """Are these words, all of them together, the name of a job? ("guru ngaji", not "ngaji" or "guru saya")"""
    return _spelled(_words(words)) in _lexicon().phrases


def names_transport(text: str) -> bool:
    """Does a text name transport, so that the sector must be asked? ("kernet", "becak", "ekspedisi")"""
    return any(phrase.job is None or _is_transport(phrase) for phrase in _heard(_words(text)))


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
    transport_jobs: frozenset[str]
    """phrases for `OTHER` that may be transport"""
    sectors: Mapping[str, Sector]
    longest: int
    vocabulary: frozenset[str]
    short: Mapping[str, str]
    """other spellings of single words"""


@dataclass(frozen=True, slots=True)
class _Word:
    word: str
    """as it is looked up"""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    """What some of the words name; places of the first word, and behind the last one."""

    job: str | None
    start: int
    end: int
    said: str


def _heard(typed: Sequence[_Word]) -> Iterator[_Phrase]:
    """Every phrase in the words, longer ones first, none overlapping another."""
    lexicon = _lexicon()
    taken = [False] * len(typed)
    for size in range(min(lexicon.longest, len(typed)), 0, -1):
        for at in range(len(typed) - size + 1):
            said = _spelled(typed[at : at + size])
            if said in lexicon.phrases and not any(taken[at : at + size]):
                taken[at : at + size] = [True] * size
                yield _Phrase(lexicon.phrases[said], at, at + size, said)


def _is_transport(phrase: _Phrase) -> bool:
    if phrase.said in _lexicon().transport_jobs:
        return True
    return phrase.job is not None and sector_of(phrase.job) == "transport"


def _is_denied(typed: Sequence[_Word], phrase: _Phrase) -> bool:
    """ "bukan ART", "tidak jadi sopir saya": the words before the phrase deny it."""
    at = phrase.start - 1
    while at >= 0 and typed[at].word in _BETWEEN:
        at -= 1
    return at >= 0 and typed[at].word in _DENIALS


def _spelled(typed: Sequence[_Word]) -> str:
    return " ".join(word.word for word in typed)


def _words(text: str) -> list[_Word]:
    """Small letters, the first few hundred words, without the endings of "sopirnya", "pembantuku"."""
    found = islice(_WORD.finditer(text), 300)
    return [_Word(_bare(_plain(word[0])), word.start(), word.end()) for word in found]


def _plain(word: str) -> str:
    if word.isascii():
        return word.lower()
    shown = (char for char in unicodedata.normalize("NFKC", word) if unicodedata.category(char) != "Cf")
    return "".join(shown).casefold()


def _bare(word: str) -> str:
    vocabulary = _lexicon().vocabulary
    word = _lexicon().short.get(word, word)
    if word not in vocabulary:
        for ending in ("nya", "ku", "mu"):
            stem = word.removesuffix(ending)
            if stem != word and stem in vocabulary:
                return stem
    return word


OTHER = "other"
_HIDDEN = r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
_WORD = re.compile(rf"[^\W_]+(?:{_HIDDEN}+[^\W_]+)*")
_DENIALS = listed("bukan bkn bukannya tidak tdk gak ga gk nggak ngga enggak ndak nda dudu not")
_BETWEEN = listed("jadi sebagai seorang kerja bekerja a an the my")


@cache
def _lexicon() -> _Lexicon:
    data = tomllib.loads(files("flows.rules").joinpath("jobs.toml").read_text("utf-8"))
    transport_jobs = frozenset(_phrases(data["transport_jobs"]))
    phrases: dict[str, str | None] = dict.fromkeys(_phrases(data["transport"]))
    phrases.update(dict.fromkeys(transport_jobs, OTHER))
    alone: dict[str, str] = {}
    sectors: dict[str, Sector] = {}
    for job in data["job"]:
        phrases.update(dict.fromkeys(_phrases(job["words"]), job["id"]))
        alone.update(dict.fromkeys(job.get("alone", ()), job["id"]))
        sectors[job["id"]] = job["sector"]
    return _Lexicon(
        phrases,
        alone,
        transport_jobs,
        sectors,
        longest=max(phrase.count(" ") + 1 for phrase in phrases),
        vocabulary=frozenset(word for phrase in (*phrases, *alone) for word in phrase.split()),
        short=data["short"],
    )


def _phrases(patterns: Sequence[Any]) -> Iterator[str]:
    for pattern in patterns:
        for words in product(*(choice.split("|") for choice in pattern.split())):
            yield " ".join(words)
