"""The small language in which an office says whom a broadcast is for.

    peran:peserta kanal:whatsapp status:unpaid_1,unpaid_2 -tag:contoh

Words with spaces between; all must hold. Values with commas between: one of them must. A "-" before a word:
it must not hold. Every word has an English name, too.

    peran       role            peserta/participant (named a worker), pekerja/worker, petugas/staff
    kanal       channel         telegram, whatsapp: where they are reached
    bahasa      lang            id, en
    wilayah     region          the digits a region code begins with: 62, 6271, 627101
    sektor      sector          transport, lain/other
    status      status          awaiting_payment, active, due, unpaid_1, unpaid_2, unpaid_3, inactive
    jatuh_tempo<=N   due<=N     a cover is due within N days (0: today)
    belum_nominasi   never_nominated
    terakhir<Nh      seen<Nd    they wrote within N days; terakhir>30h: they did not
    tag         tag             a word that the office put to them
    ikut        took_part       the reference of a broadcast they were sent; REF/read, REF/failed …

Words of a cover (wilayah, sektor, status, jatuh_tempo) hold together of one cover: one they pay for; with
peran:pekerja one that is theirs. Read without the database; what it means there is in storage/audience.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal, TypeAlias

Word: TypeAlias = Literal[
    "role", "channel", "lang", "region", "sector", "status", "due", "never_nominated", "seen", "tag", "took"
]
OF_A_COVER: frozenset[Word] = frozenset({"region", "sector", "status", "due"})
OUTCOMES = ("sent", "delivered", "read", "failed", "uncertain", "withheld", "replied")
STATUSES = ("awaiting_payment", "active", "due", "unpaid_1", "unpaid_2", "unpaid_3", "inactive")
LONGEST = 1000
"""characters of a filter"""
MOST_DAYS, MOST_DUE = 3650, 92


class WrongFilter(ValueError):  # noqa: N818  told to whoever wrote it, as what it is
    """A filter that cannot be understood: `key` of the catalogs (`filter.<key>`) and what stands in it."""

    def __init__(self, key: str, **args: str) -> None:
        self.key, self.args_ = f"filter.{key}", args
        super().__init__(f"{key}: {', '.join(args.values())}")


@dataclass(frozen=True, slots=True)
class Condition:
    """A word and its values, of which one must hold; of `due` and `seen` a number of days."""

    word: Word
    values: tuple[str, ...] = ()
    days: int | None = None
    is_not: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions that all hold. None: everybody."""

    conditions: tuple[Condition, ...] = field(default=())

    @property
    def of_workers(self) -> bool:
        """Are the covers meant those of the worker, and not those someone pays for?"""
        wanted = [one for one in self.conditions if one.word == "role" and not one.is_not]
        return any(one.values == ("worker",) for one in wanted)


def read_filter(text: str) -> Filter:
    """What is written, understood; raises WrongFilter with the first thing that is not."""
    if len(text) > LONGEST:
        raise WrongFilter("too_long", most=str(LONGEST))
    return Filter(tuple(_condition(term) for term in text.split()))


_NAMES: dict[str, Word] = {
    "peran": "role",
    "role": "role",
    "kanal": "channel",
    "channel": "channel",
    "bahasa": "lang",
    "lang": "lang",
    "wilayah": "region",
    "region": "region",
    "sektor": "sector",
    "sector": "sector",
    "status": "status",
    "jatuh_tempo": "due",
    "due": "due",
    "belum_nominasi": "never_nominated",
    "never_nominated": "never_nominated",
    "terakhir": "seen",
    "seen": "seen",
    "tag": "tag",
    "ikut": "took",
    "took_part": "took",
}
_CHOICES: dict[Word, dict[str, str]] = {
    "role": {
        "peserta": "participant",
        "participant": "participant",
        "pekerja": "worker",
        "worker": "worker",
        "petugas": "staff",
        "staff": "staff",
    },
    "channel": {name: name for name in ("telegram", "whatsapp", "terminal", "simulator")},
    "lang": {"id": "id", "en": "en"},
    "sector": {"transport": "transport", "lain": "other", "other": "other"},
    "status": {name: name for name in STATUSES},
}
_TERM = re.compile(r"(?P<not>-?)(?P<name>[a-z_]+)(?P<mark><=|>=|[:<>=])?(?P<value>.*)", re.DOTALL)
_DAYS = re.compile(r"([0-9]{1,5})\s*(?:h|hari|d|days?)?")
_REGION = re.compile(r"[0-9]{2}(?:[0-9]{2}(?:[0-9]{2})?)?")
_TAG = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_TOOK = re.compile(r"([0-9A-Za-z-]{1,40})(?:/([a-z]+))?")


def is_tag(word: str) -> bool:
    """May a person be given this tag?"""
    return _TAG.fullmatch(word) is not None


def _condition(term: str) -> Condition:
    found = _TERM.fullmatch(term.casefold() if "/" not in term and ":" not in term else _lower_name(term))
    name = found["name"] if found else term
    word = _NAMES.get(name)
    if found is None or word is None:
        raise _unknown("word", term, name, list(_NAMES))
    is_not, mark, value = bool(found["not"]), found["mark"] or "", found["value"]
    if word == "never_nominated":
        if mark or value:
            raise WrongFilter("no_value", word=name)
        return Condition(word, is_not=is_not)
    if word in ("due", "seen"):
        return _of_days(word, name, mark, value, is_not=is_not)
    if mark != ":" or not value:
        raise WrongFilter("needs_value", word=name)
    read: Callable[[str], str] = _READS.get(word) or (lambda given: _choice(word, name, given))
    return Condition(word, tuple(dict.fromkeys(read(one) for one in value.split(","))), is_not=is_not)


def _lower_name(term: str) -> str:
    """A reference is written as it is."""
    name, colon, value = term.partition(":")
    return f"{name.casefold()}{colon}{value}"


def _of_days(word: Word, name: str, mark: str, value: str, *, is_not: bool) -> Condition:
    found = _DAYS.fullmatch(value)
    marks, most = (("<=",), MOST_DUE) if word == "due" else (("<", "<=", ">", ">="), MOST_DAYS)
    if found is None or mark not in marks or int(found[1]) > most:
        raise WrongFilter(f"days_{word}", word=name, most=str(most))
    return Condition(word, days=int(found[1]), is_not=is_not != mark.startswith(">"))


def _choice(word: Word, name: str, given: str) -> str:
    choices = _CHOICES[word]
    if given.casefold() not in choices:
        raise _unknown("value", f"{name}:{given}", given, list(choices))
    return choices[given.casefold()]


def _region(given: str) -> str:
    if not _REGION.fullmatch(given):
        raise WrongFilter("region", value=given)
    return given


def _tag(given: str) -> str:
    if not is_tag(given.casefold()):
        raise WrongFilter("tag", value=given)
    return given.casefold()


def _took(given: str) -> str:
    found = _TOOK.fullmatch(given)
    if found is None or (found[2] and found[2] not in OUTCOMES):
        raise WrongFilter("took", value=given, outcomes=", ".join(OUTCOMES))
    return f"{found[1].upper()}/{found[2] or ''}"


_READS: dict[Word, Callable[[str], str]] = {"region": _region, "tag": _tag, "took": _took}


def _unknown(key: str, term: str, given: str, known: list[str]) -> WrongFilter:
    if close := get_close_matches(given.casefold(), known, n=1):
        return WrongFilter("close", term=term[:60], close=close[0])
    return WrongFilter(key, term=term[:60], known=", ".join(known))
