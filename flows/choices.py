"""One of several options, heard in whatever way someone names it: by number, label, synonym or nearly so."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TypeAlias

from rapidfuzz.distance import OSA

from flows.dates import NUMBERS
from flows.types import Invalid
from flows.words import bare, clean, listed, normal, squeezed, vocabulary, words
from flows.yes_no import is_denial, is_yes_no_word

Options: TypeAlias = Sequence[tuple[str, Sequence[str]]]
"""(id, its labels and synonyms in all languages), in the order in which they were offered."""


def choice(text: str, options: Options | Choices) -> str | Invalid:
    """The id of the option that was meant; options are prepared once and kept while they are in use.

    Invalid("choice.out_of_range", {"count": n}) for a number that was not offered, "choice.unclear" when two
    are meant equally well, "choice.unknown" when none is.
    """
    if not isinstance(options, Choices):
        options = _prepared(tuple((option, tuple(names)) for option, names in options))
    return options.hear(text)


def number_of(text: str) -> int | None:
    """The number of an option, in any of the ways people write one ("2", "nomor dua", "yang kedua")."""
    return _number(normal(text))


class Choices:
    """Options prepared for hearing; make one where the same options are heard often."""

    def __init__(self, options: Options) -> None:
        self._ids = tuple(option for option, _ in options)
        self._exact: dict[str, str | None] = {}
        for option, names in options:
            for name in {form for label in names for form in _forms(label)}:
                # A name of two options says nothing by itself: None.
                self._exact[name] = option if self._exact.get(name, option) == option else None
        self._names = sorted(self._exact)
        self._by_first_word = _by_first_word(self._exact)
        self._by_word = _by_word(self._exact)
        self._by_number = self._numbers()

    def hear(self, text: str) -> str | Invalid:
        """The id of the option that was meant, or why none was; see `choice`."""
        said = normal(text)
        if not said or ("?" in text and all(map(is_yes_no_word, words(said)))):
            return _UNKNOWN  # "setuju?" asks
        if (found := self._by_number.get(said) or self._exact.get(said)) is not None:
            return found
        if said in self._exact:
            return _UNCLEAR
        return self._in_other_words(said, "?" in text)

    def _in_other_words(self, said: str, asks: bool) -> str | Invalid:
        if (number := _number(said)) is not None:
            return self._numbered(number)
        typed = words(said[:_LONGEST])
        if asks or len(typed) > _MOST_WORDS or not _CONDITIONS.isdisjoint(typed):
            return _UNKNOWN
        if _denies(said):
            return self._denied(said[:_LONGEST])
        meant = [word for word in typed if word not in _AROUND] or typed
        for attempt in dict.fromkeys((" ".join(meant), squeezed(" ".join(meant)))):
            if (found := self._by_name(attempt)) is not None:
                return found
        return (
            self._numbers_among(meant)
            or self._named_within(typed)
            or self._nearly(" ".join(meant))
            or _UNKNOWN
        )

    def _denied(self, said: str) -> str | Invalid:
        """The option that a sentence with a denial names: "tidak, dia punya" is not "tidak punya"."""
        for clause in filter(None, map(words, _CLAUSES.split(said))):
            if not any(map(is_denial, clause)):
                continue
            core = " ".join(_without_ends(clause))
            for attempt in dict.fromkeys((core, squeezed(core))):
                if (found := self._by_name(attempt)) is not None:
                    return found
            if (found := self._named_within(clause, denied=True)) is not None:
                return found
        return _UNKNOWN

    def _by_name(self, said: str) -> str | Invalid | None:
        if (number := _number(said)) is not None:
            return self._numbered(number)
        if said in self._exact:
            return self._exact[said] or _UNCLEAR
        if said[:1].isdigit():
            return None
        if _may_begin_a_name(said):
            started = self._names[bisect_left(self._names, said) :]
            # "orangnya" does not stand for "orangnya tidak punya HP".
            denies = _denies(said)
            found = _one(
                self._exact[name] for name in _while_starting(started, said) if denies or not _denies(name)
            )
            if found is not None:
                return found
        return _one(self._by_word.get(said, ()))

    def _named_within(self, typed: list[str], denied: bool = False) -> str | Invalid | None:
        """The option whose name stands in the sentence; a longer name hides those within it."""
        found: list[str | None] = []
        place = 0
        # "dia setuju katanya" speaks of someone else's yes.
        alone = all(word in _AROUND or is_yes_no_word(word) for word in typed)
        while place < len(typed):
            for name, option in self._by_first_word.get(typed[place], ()):
                if (
                    tuple(typed[place : place + len(name)]) == name
                    and (not denied or any(map(is_denial, name)))
                    and (alone or not all(map(is_yes_no_word, name)))
                ):
                    found.append(option)
                    place += len(name) - 1
                    break
            place += 1
        return _one(found)

    def _numbers_among(self, meant: list[str]) -> str | Invalid | None:
        """ "1 dan 2" names two options, "pilih 2 saja" one."""
        numbers = [number for word in meant if (number := _number(word)) is not None]
        if len(numbers) < 2 or len(numbers) != len(
            [w for w in meant if w not in ("dan", "and", "sama", "atau", "or")]
        ):
            return None
        return _UNCLEAR if len(set(numbers)) > 1 else self._numbered(numbers[0])

    def _nearly(self, said: str) -> str | Invalid | None:
        """The option with a name that was mistyped; digits are never taken for a typing error."""
        if not _FEWEST_LETTERS <= len(said) <= _MOST_LETTERS or any(c.isdigit() for c in said):
            return None
        if is_yes_no_word(said):
            return None
        allowed = 1 if len(said) < 7 else 2 if len(said) < 12 else 3
        best: dict[str | None, int] = {}
        for name, option in self._exact.items():
            if abs(len(name) - len(said)) <= allowed and (len(said) > 5 or name[0] == said[0]):
                distance = OSA.distance(said, name, score_cutoff=allowed)
                if distance <= allowed:
                    best[option] = min(distance, best.get(option, distance))
        ranked = sorted(best.values())
        if not ranked:
            return None
        if len(ranked) > 1 and ranked[1] < ranked[0] + 2:
            return _UNCLEAR
        return min(best, key=best.__getitem__) or _UNCLEAR

    def _numbered(self, number: int) -> str | Invalid:
        """The option of this place, -1 being the last."""
        if number == -1 and self._ids:
            return self._ids[-1]
        if 1 <= number <= len(self._ids):
            return self._ids[number - 1]
        return Invalid("choice.out_of_range", {"count": len(self._ids)})

    def _numbers(self) -> dict[str, str]:
        """Plain digits, as they come most often; one that is the name of another option is unclear."""
        numbers: dict[str, str] = {}
        for number, option in enumerate(self._ids, start=1):
            if self._exact.get(str(number), option) == option:
                numbers[str(number)] = option
            else:
                self._exact[str(number)] = None
        return numbers


@lru_cache(maxsize=256)
def _prepared(options: tuple[tuple[str, tuple[str, ...]], ...]) -> Choices:
    return Choices(options)


def _forms(label: str) -> Iterable[str]:
    """A label as it may come back: whole, cut by a platform at 20 or 24 letters, unpunctuated."""
    cleaned = clean(label)
    for form in (cleaned, cleaned[:24], cleaned[:20], cleaned[:23] + "…", cleaned[:19] + "…"):
        said = bare(form.casefold())
        yield from (said, " ".join(words(said))) if said else ()


def _by_first_word(exact: dict[str, str | None]) -> dict[str, list[tuple[tuple[str, ...], str | None]]]:
    """Names of three letters or more by their first word, longest first."""
    table: dict[str, list[tuple[tuple[str, ...], str | None]]] = {}
    for name, option in exact.items():
        parts = tuple(words(name))
        if len(name) >= 3 and parts:
            table.setdefault(parts[0], []).append((parts, option))
    for names in table.values():
        names.sort(key=lambda found: -len(found[0]))
    return table


def _by_word(exact: dict[str, str | None]) -> dict[str, set[str | None]]:
    """Options by the longer words of their names; "punya" does not name "tidak punya HP"."""
    table: dict[str, set[str | None]] = {}
    for name, option in exact.items():
        parts = words(name)
        for word in () if _denies(name) else parts:
            if len(word) >= 4 and word not in _AROUND and not is_yes_no_word(word):
                table.setdefault(word, set()).add(option)
    return table


def _denies(said: str) -> bool:
    return any(map(is_denial, words(said)))


def _may_begin_a_name(said: str) -> bool:
    """Is it enough of a label to stand for the whole? "asist" and "sopir tak" are, "tidak" is not."""
    return (len(said) >= 5 or " " in said) and not all(map(is_yes_no_word, words(said)))


def _without_ends(typed: list[str]) -> list[str]:
    """The words without those around what is said; those between stay, for they may change it."""
    start, end = 0, len(typed)
    while start < end and typed[start] in _AROUND:
        start += 1
    while end > start and typed[end - 1] in _AROUND:
        end -= 1
    return typed[start:end]


def _while_starting(names: list[str], said: str) -> Iterable[str]:
    for name in names:
        if not name.startswith(said):
            return
        yield name


def _one(options: Iterable[str | None]) -> str | Invalid | None:
    """The only option among these; unclear if there are several, None if there is none."""
    found = set(options)
    if not found:
        return None
    return _UNCLEAR if len(found) > 1 else found.pop() or _UNCLEAR


def _number(said: str) -> int | None:
    """The place that "2", "no 2", "nomor dua", "yang kedua" or "pilihan ke-2" names; -1 is the last."""
    if len(said) > 40 or (found := _NUMBERED.fullmatch(said)) is None:
        return None
    if found["digits"]:
        return int(found["digits"])
    return _PLACES.get(found["word"])


_UNKNOWN = Invalid("choice.unknown")
_UNCLEAR = Invalid("choice.unclear")
_LONGEST = 160
_MOST_WORDS = 12
_FEWEST_LETTERS, _MOST_LETTERS = 4, 40

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_PLACES = (
    NUMBERS
    | {f"ke{word}": number for word, number in NUMBERS.items()}
    | {word: number for number, word in enumerate(_ORDINALS, start=1)}
    | {"pertama": 1}
    | dict.fromkeys(("terakhir", "last", "paling akhir", "paling bawah"), -1)
    | {"paling atas": 1}
)
_NUMBERED = re.compile(
    r"(?:(?:yang|yg|the|saya|mau|pilih|ambil|aku) ){0,4}"
    r"(?:(?:nomor|nomer|nmr|no|num|number|pilihan|opsi|option|jawaban|angka)\b[.: #-]*)?"
    r"(?:(?:yang|yg|ke) |ke-? ?)?"
    r"(?:(?P<digits>\d{1,3})(?:st|nd|rd|th)?|(?P<word>[a-z]{3,9}(?: (?:belas|akhir|atas|bawah))?))"
    r"(?: one)?(?:[ .,)]+(?:ya+|saja|aja|pak|bu|kak|deh|dong|please|min|mas|mbak))*"
)
_CLAUSES = re.compile(r"[,.;!\n]+")
# "setuju kalau gratis" is not "setuju".
_CONDITIONS = listed(
    """
    kalau kalo kalu klo jika bila asal asalkan tapi tetapi namun kecuali andai seandainya mungkin siapa
    kenapa if but unless provided maybe perhaps
    """
)
_BETWEEN = frozenset({"dan", "and", "sama", "atau", "or"})
_AROUND = vocabulary(
    """
        saya aku sy gue kami pilih milih memilih pilihan ambil mau ingin yang yg adalah itu ini dia beliau
        sebagai kerjanya pekerjaannya kerja ya yah saja aja pak bapak bu ibu kak mas mbak min dong deh sih
        nih kok lah please i choose want my he she is a an the as works nomor no untuk oke ok iya
        """
)
