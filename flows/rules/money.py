"""Rupiah as people write them: "2jt", "Rp 1.500.000,00", "sejuta setengah", "dua juta lima ratus ribu".

A text is cut into amounts: numbers and the words that count ("juta", "setengah") that stand together. Words
that mean nothing here stand between amounts, so "anak 2, gaji 2 juta" holds one that can be an income.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from flows.types import Invalid

MOST = 1_000_000_000
SMALLEST_BARE = 10_000
"""below it, a number without a unit may be in millions, thousands or rupiah"""


def read_rupiah(text: str) -> int | Invalid:
    """A monthly amount in whole rupiah, above zero and at most a milliard; else what is wrong with it."""
    plain = _plain(text)
    for key, pattern in _PERIODS:
        if pattern.search(plain):
            return Invalid(key)
    tokens = list(_tokens(_BESIDE.sub(" ", plain)))
    amounts = [amount for run in _runs(tokens) if (amount := _amount(run))]
    if _is_range(tokens) or sum(amount.is_clear for amount in amounts) > 1:
        return Invalid("money.range")
    if not amounts:
        return Invalid(next((key for key, said in _NO_AMOUNT if said.search(plain)), "money.not_a_number"))
    amount = next((amount for amount in amounts if amount.is_clear), amounts[0])
    return _checked(amount, negative=bool(_NEGATIVE.search(plain)))


def show_rupiah(amount: int) -> str:
    """As it is written to people: "Rp8.400"."""
    sign = "-" if amount < 0 else ""
    return f"{sign}Rp{abs(amount):,}".replace(",", ".")


@dataclass(frozen=True, slots=True)
class _Amount:
    rupiah: Fraction
    has_unit: bool
    """was a word for thousands or more in it?"""
    doubtful: Fraction = Fraction(0)
    """"2 juta 5": five what? Zero where nothing is in doubt."""

    @property
    def is_clear(self) -> bool:
        return self.has_unit or self.rupiah >= SMALLEST_BARE


def _checked(amount: _Amount, *, negative: bool) -> int | Invalid:
    if negative or amount.rupiah < 1:
        return Invalid("money.zero")
    if amount.rupiah > MOST:
        return Invalid("money.too_big")
    if amount.doubtful or not amount.is_clear:
        return Invalid("money.which", {"number": _shown(amount.doubtful or amount.rupiah)})
    return int(amount.rupiah)


def _shown(number: Fraction) -> str:
    whole, rest = divmod(number, 1)
    return f"{whole},{str(float(rest))[2:]}" if rest else str(whole)


# --- words -------------------------------------------------------------------------------------------

_UNITS = {
    word: value
    for value, words in {
        1_000: "ribu rb rbu rebu k ribuan thousand",
        1_000_000: "juta jt jta jeti jutaan m mio million millions mil",
        1_000_000_000: "miliar milyar milyard billion",
    }.items()
    for word in words.split()
}
_ONE_OF = {"seratus": 100, "seribu": 1_000, "sejuta": 1_000_000, "sejutaan": 1_000_000, "semiliar": MOST}
_SCALES = {"belas": 1, "puluh": 10, "ratus": 100, "hundred": 100}
_INDONESIAN = "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas"
_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_NUMBERS = {
    **{word: n for n, word in enumerate(_INDONESIAN.split())},
    **{word: n for n, word in enumerate(_ENGLISH.split())},
    **{word: 10 * n for n, word in enumerate(_TENS.split(), start=2)},
    "lapan": 8,
    "se": 1,
}
_HALF = {"setengah", "stengah", "half"}
_POINT = {"koma", "point"}
_SILENT = {"rp", "idr", "rupiah", "dan", "and", "an", "nya"}
_RANGE = {"-", "~", "sampai", "sampe", "smp", "hingga", "sd", "s/d", "atau", "ato", "or", "to"}

_EACH = r"(?:\bper[ -]?|/ ?|\bse|\b(?:a|an|each|every|tiap|setiap|satu|1) )"
_PERIODS = tuple(
    (key, re.compile(rf"{_EACH}(?:{nouns})\b|\b(?:{words})\b"))
    for key, nouns, words in (
        ("money.per_day", "hari|hr|day", r"harian|daily|\d{1,2} ?(?:hari|hr|days?)"),
        ("money.per_week", "minggu|mgg|pekan|week", r"mingguan|weekly|pekanan|\d{1,2} ?(?:minggu|weeks?)"),
        (
            "money.per_other",
            "jam|hour|tahun|thn|th|year|trip|rit|proyek|porsi",
            "yearly|hourly|tahunan|borongan",
        ),
    )
)
# What is said instead of an amount.
_NO_AMOUNT = (
    ("money.minimum_wage", re.compile(r"\b(?:umr|umk|ump|umsk|upah minimum|minimum wage)\b")),
    (
        "money.varies",
        re.compile(
            r"\b(?:tidak|tdk|tak|gak|gk|ga|nggak|ngga|enggak|ndak|nda|ora|teu|belum|kurang|not?) ?"
            r"(?:ten?tu|tau|tahu|t[ae]tap|pasti|ngerti|mesti|mesthi|sure|fixed)"
            r"|\b(?:tergantung|depends|varies|bervariasi|serabutan|entah|lupa|don'?t know)\b"
            r"|\b(?:beda|kadang)[ -]?(?:beda|kadang|2)|\bnaik turun\b"
        ),
    ),
)
# What is said beside the amount: each month, or how many months, people or children.
_BESIDE = re.compile(
    rf"{_EACH}(?:bulan|bln|month|mo)(?:nya)?\b"
    r"|(?<![\d.,])\d{1,2} ?(?:bulan|bln|bl|months?|orang|people|anak|children)\b"
)
_NEGATIVE = re.compile(r"^\D*?(?:(?:^|[\s:])-(?:rp\.? ?)?(?=\d)|\b(?:minus|negatif|negative)\b)")
# "kira2" is "kira-kira"; "2jt5" is 2,5 million, where "2 juta 5" may be anything.
_TWICE = re.compile(r"\b(kira|rata|paling|kadang|sama)2\b")
_TENTHS = re.compile(r"(?<![\d.,])(\d{1,3})(jt|juta|jta)([1-9])(?![\d.,])")
_TOKEN = re.compile(r"\d(?:[\d.,']*\d)?|s/d|[^\W\d_]+|[-~]")


def _plain(text: str) -> str:
    """Small letters, ASCII digits, one kind of dash and space; "½" as a word; the ",-" after prices gone."""
    kept = []
    for char in unicodedata.normalize("NFKC", text.replace("½", " setengah ")).lower():
        category = unicodedata.category(char)
        if category == "Pd" or char == "−":
            kept.append("-")
        elif category in ("Cc", "Zs"):
            kept.append(" ")
        elif category != "Cf":
            kept.append(str(unicodedata.decimal(char, char)))
    joined = _TWICE.sub(r"\1", "".join(kept))
    joined = _TENTHS.sub(r"\1,\3\2", joined)
    plain = re.sub(r"(?<=\d)[.,] ?-+(?!\d)|(?<=\d)=(?!\d)", " ", joined)
    # "1 500 000": spaces between thousands.
    return re.sub(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d.,])", lambda found: found[0].replace(" ", ""), plain)


# --- amounts -----------------------------------------------------------------------------------------


def _tokens(plain: str) -> Iterator[str]:
    before = ""
    words = _TOKEN.findall(plain)
    for word, following in zip(words, [*words[1:], ""], strict=False):
        if word == "a" and following in _UNITS and before not in _HALF:
            yield "one"
        elif word not in _SILENT and not (word == "a" and following in {*_UNITS, *_SCALES, *_HALF}):
            yield word
        before = word


def _counts(token: str) -> bool:
    return (
        token[0].isdecimal()
        or token in _UNITS
        or token in _NUMBERS
        or token in _ONE_OF
        or token in _SCALES
        or token in _HALF
        or token in _POINT
    )


def _runs(tokens: Sequence[str]) -> Iterator[list[str]]:
    """The stretches of tokens that count."""
    run: list[str] = []
    for token in [*tokens, ""]:
        if token and _counts(token):
            run.append(token)
        elif run:
            yield run
            run = []


def _is_range(tokens: Sequence[str]) -> bool:
    """Do two numbers stand about a word or sign that means "to", or side by side ("dua tiga juta")?"""
    ones = [0 < _NUMBERS.get(token, 0) < 10 for token in tokens]
    return any(one and after for one, after in pairwise(ones)) or any(
        token in _RANGE and 0 < at < len(tokens) - 1 and _counts(tokens[at - 1]) and _counts(tokens[at + 1])
        for at, token in enumerate(tokens)
    )


def _amount(run: Sequence[str]) -> _Amount | None:
    """What a run of counting words comes to; None where it is none ("juta" alone, "1.50.0")."""
    run = _with_points(run)
    total = Fraction(0)
    part: Fraction | None = None  # what the next unit will multiply
    unit = 0  # the last one heard
    for at, token in enumerate(run):
        following = run[at + 1] if at + 1 < len(run) else ""
        if token in _UNITS:
            if part is None:
                return None
            total, part, unit = total + part * _UNITS[token], None, _UNITS[token]
        elif token in _HALF and part is None and unit and following not in _UNITS:
            total += Fraction(unit, 2)  # "sejuta setengah" is one and a half
        elif part is None and _ONE_OF.get(token, 0) >= 1_000:
            total, unit = total + _ONE_OF[token], _ONE_OF[token]
        else:
            part = _joined(part, token, following)
            if part is None:
                return None
    return _ended(total, part, unit)


def _with_points(run: Sequence[str]) -> Sequence[str]:
    """ "dua koma lima" as "2.5"; a point that stands otherwise stays, and is no number."""
    digits = [
        _NUMBERS.get(token, int(token) if len(token) == 1 and token.isdecimal() else 10) for token in run
    ]
    written = list(run)
    for at in range(len(run) - 2, 0, -1):
        if run[at] in _POINT and digits[at - 1] < 10 and digits[at + 1] < 10:
            written[at - 1 : at + 2] = [f"{digits[at - 1]}.{digits[at + 1]}"]
    return written


def _joined(part: Fraction | None, token: str, following: str) -> Fraction | None:
    """A number below a thousand as it grows word by word; None where the word cannot stand there."""
    if token in _HALF:
        return (part or 0) + Fraction(1, 2)
    if token in _SCALES:
        return _scaled(part, token)
    value = _value(token, following)
    if value is None or part is None:
        return value
    # "lima puluh lima", "two hundred fifty": a smaller number may follow round ones only.
    size = next((size for size in (1000, 100, 10) if part % size == 0), 0)
    return part + value if value < size else None


def _scaled(part: Fraction | None, scale: str) -> Fraction | None:
    """The last number heard, as tens, hundreds or teens of it: "tiga ratus dua" and "puluh"."""
    size = 100 if scale in ("puluh", "belas") else 1000
    last = (part or 0) % size
    if part is None or not 0 < last < (100 if scale == "hundred" else 10):
        return None
    return part + 10 if scale == "belas" else part - last + last * _SCALES[scale]


def _value(token: str, following: str) -> Fraction | None:
    if token[0].isdecimal():
        return _literal(token, following)
    value = _NUMBERS.get(token) or _ONE_OF.get(token)
    return None if value is None and token not in ("nol", "zero") else Fraction(value or 0)


def _ended(total: Fraction, part: Fraction | None, unit: int) -> _Amount | None:
    if not unit:
        return None if part is None else _Amount(part, has_unit=False)
    if part is None:
        return _Amount(total, has_unit=True)
    if unit == 1_000_000 and 100 <= part < 1000:
        part *= 1000  # "2 juta 500"
    doubtful = part if part < 100 or part >= unit else Fraction(0)
    return _Amount(total + part, has_unit=True, doubtful=doubtful)


def _literal(token: str, following: str) -> Fraction | None:
    """The number a string of digits, dots and commas means; None where the groups fit no way of writing."""
    if len(token) > 24:
        return Fraction(MOST + 1)
    marks = [mark for mark in token if not mark.isdecimal()]
    if not marks:
        return Fraction(int(token))
    head, mark, tail = token.rpartition(marks[-1])
    grouped = re.fullmatch(r"\d{1,3}([.,'])\d{3}(?:\1\d{3})*", token)
    if grouped and not (len(marks) == 1 and _UNITS.get(following, 0) >= 1_000_000):
        return Fraction(int(re.sub(r"\D", "", token)))
    whole = re.fullmatch(r"\d+|\d{1,3}(?:([.,'])\d{3})(?:\1\d{3})*", head)
    if not whole or whole[1] == mark or len(tail) > (3 if following in _UNITS else 2):
        return None
    digits = re.sub(r"\D", "", head)
    return Fraction(f"{digits}.{tail}")
