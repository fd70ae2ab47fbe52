"""The figures in a sentence: where its NIK, phone number, birth date, income and number of months stand.

Each finder takes a `Sentence`, takes its piece out of it, so that no other finder reads the same digits, and
returns the piece as typed, or None. Call them in the order of this page, the plainest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.dates import MONTH_NAMES, NUMBERS, UNITS_OF_TIME, months_said
from flows.words import listed

TAKEN = "|"
"""what stands where a piece was taken out"""


class Sentence:
    """A text from which pieces are taken; what is left of it keeps its places."""

    def __init__(self, text: str) -> None:
        self.left = text
        self._text = text

    def take(self, start: int, end: int, mask_from: int | None = None) -> str:
        """The piece as typed; it and what leads up to it from `mask_from` are gone from what is left."""
        masked = start if mask_from is None else mask_from
        self.left = self.left[:masked] + TAKEN * (end - masked) + self.left[end:]
        return self._text[start:end]


def take_birth_date(sentence: Sentence) -> str | None:
    """A date after "lahir", or any full date that is not when something begins."""
    if found := _BORN.search(sentence.left):
        return sentence.take(found.start("date"), found.end(), found.start())
    for found in _DATE.finditer(sentence.left):
        if not _BEGINS.search(sentence.left, max(found.start() - 30, 0), found.start()):
            return sentence.take(found.start(), found.end())
    return None


def take_nik(sentence: Sentence) -> str | None:
    """Sixteen digits, maybe in groups; after the word NIK also some too few or too many, to be told so."""
    for groups in _chains(sentence.left):
        for at, group in enumerate(groups):
            named = _NIK_WORD.search(sentence.left, max(group.start() - 40, 0), group.start())
            lengths = (16, 15, 17, 14, 18) if named else (16,)
            count = _groups_of(sentence.left, groups[at : at + 17], lengths)
            if not named and (_PHONE_START.match(group[0]) or not count):
                continue
            if named and not count and len(group[0]) >= 10:
                count = 1
            if count:
                start = named.start() if named else None
                return sentence.take(group.start(), groups[at + count - 1].end(), start)
    return None


def take_phone(sentence: Sentence) -> str | None:
    """A number that starts as a mobile one, or whatever follows a word for phone."""
    for groups in _chains(sentence.left):
        for at, group in enumerate(groups):
            named = _PHONE_WORD.search(sentence.left, max(group.start() - 40, 0), group.start())
            if not named and not _starts_as_phone(groups[at:]):
                continue
            end = groups[at + _groups_of_phone(sentence.left, groups[at:]) - 1].end()
            start = group.start() - sentence.left.endswith("+", 0, group.start())
            if sum(c.isdigit() for c in sentence.left[start:end]) >= 6:
                return sentence.take(start, end, named.start() if named else None)
    return None


def take_income(sentence: Sentence) -> str | None:
    """An amount with a word for income before it, or with a unit or Rp; with its "per hari", if there is one.

    None where several amounts stand about and no word says which is the income.
    """
    tokens = _tokens(sentence.left)
    amounts = list(_amounts(tokens))
    named = [amount for amount in amounts if amount.keyword is not None]
    if not named and len(amounts) != 1:
        return None
    amount = (named or amounts)[0]
    first = tokens[amount.first if amount.keyword is None else amount.after_keyword]
    mask_from = None if amount.keyword is None else tokens[amount.keyword].start()
    return sentence.take(first.start(), tokens[amount.last].end(), mask_from)


def take_months(sentence: Sentence) -> str | None:
    """How long someone wants to pay: "3 bulan", "setahun"; not an age, a rate, or years of work."""
    for found in _SPAN.finditer(sentence.left):
        months = months_said(found["span"])
        if months is None or not 1 <= months <= 24:
            continue
        start, end = found.span()
        if _NOT_TO_PAY_BEFORE.search(sentence.left, max(start - 30, 0), start):
            continue
        if not _NOT_TO_PAY_AFTER.match(sentence.left, end):
            return sentence.take(found.start("span"), found.end("span"), found.start())
    return None


# --- dates -------------------------------------------------------------------------------------------

_MONTH = rf"(?:{'|'.join(sorted(MONTH_NAMES, key=len, reverse=True))})"
_IN_WORDS = rf"(?<!\d)\d{{1,2}}(?:st|nd|rd|th)?[ -]?(?:of )?{_MONTH}\.?,?[ -]?(?:\d{{4}}|\d{{2}})(?!\d)"
_MONTH_FIRST = rf"\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}(?!\d)"
_DATE = re.compile(
    rf"{_IN_WORDS}|{_MONTH_FIRST}|(?<![\d/-])(?:\d{{1,2}}[-/]\d{{1,2}}[-/]\d{{4}}|\d{{4}}-\d\d-\d\d)(?![\d/-])",
    re.I,
)
_BORN = re.compile(
    r"\b(?:(?:tgl|tanggal|tempat)[ /]*)*(?:lahir(?:nya)?|kelahiran|ttl|born|dob|birth ?da(?:te|y))\b"
    r"[^\d|]{0,40}"
    rf"(?P<date>{_IN_WORDS}|{_MONTH_FIRST}|\d{{4}}-\d\d-\d\d(?!\d)|"
    r"\d{1,2}[-/. ]\d{1,2}[-/. ](?:\d{4}|\d{2})(?!\d)|\d{8}(?!\d)|\d{6}(?!\d))",
    re.I,
)
_BEGINS = re.compile(
    r"\b(?:mulai|sejak|start(?:ing)?|from|since|per|sampai|until)(?: tanggal| tgl)? ?$", re.I
)


# --- long numbers ------------------------------------------------------------------------------------

_DIGITS = re.compile(r"\d+")
_BETWEEN = re.compile(r"[ .\-]{1,3}|\) ?")
_NIK_WORD = re.compile(
    r"\b(?:(?:no(?:mor|mer)?\.? ?)?(?:nik|ktp|induk kependudukan)(?:nya)?)[ :.=#-]{0,4}(?:is |adalah )?$",
    re.I,
)
_PHONE_WORD = re.compile(
    r"\b(?:no(?:mor|mer)?(?:nya)?\.? ?)?(?:hp|wa|whatsapp|telp|tlp|telepon|telpon|handphone|ponsel|"
    r"phone|mobile|tel)"
    r"(?:nya)?(?: ?(?:no|number|nomor))?[ :.=#(+-]{0,4}(?:is |adalah )?\+?$",
    re.I,
)
_PHONE_START = re.compile(r"0?8\d|62$|628\d")
_TIME_OR_UNIT = re.compile(r" ?(?:bulan|bln|tahun|th|thn|months?|years?|juta|jt|ribu|rb|k|million)\b", re.I)


def _chains(text: str) -> Iterator[list[re.Match[str]]]:
    """Groups of digits with nothing between but a space, dot or dash."""
    chain: list[re.Match[str]] = []
    for group in _DIGITS.finditer(text):
        if chain and not _BETWEEN.fullmatch(text, chain[-1].end(), group.start()):
            yield chain
            chain = []
        chain.append(group)
    if chain:
        yield chain


def _groups_of(text: str, groups: Sequence[re.Match[str]], lengths: Sequence[int]) -> int:
    """How many of the first groups make up one of these lengths, the first length preferred; 0: none do."""
    sums: dict[int, int] = {}
    digits = 0
    for count, group in enumerate(groups, start=1):
        if count > 1 and _TIME_OR_UNIT.match(text, group.end()):
            break
        digits += len(group[0])
        sums.setdefault(digits, count)
        if digits > max(lengths):
            break
    return next((sums[length] for length in lengths if length in sums), 0)


def _starts_as_phone(groups: Sequence[re.Match[str]]) -> bool:
    first, following = groups[0][0], groups[1][0] if len(groups) > 1 else ""
    if first == "62":
        return following.startswith("8")
    if first.startswith(("08", "628")):
        return True
    return first.startswith("8") and first[1:2] != "0" and 9 <= len(first) <= 12


def _groups_of_phone(text: str, groups: Sequence[re.Match[str]]) -> int:
    """How many groups belong to the number: up to thirteen digits, without "3 bulan" after them."""
    digits = 0
    for count, group in enumerate(groups):
        too_many = digits + len(group[0]) > (13 if groups[0][0][0] == "0" else 14)
        is_other = digits >= 10 and (len(group[0]) < 3 or len(groups[0][0]) >= 10)
        if count and (too_many or is_other or _TIME_OR_UNIT.match(text, group.end())):
            return count
        digits += len(group[0])
    return len(groups)


# --- amounts -----------------------------------------------------------------------------------------

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\s\w]")
_UNITS = listed(
    """
    juta jutaan jt jeti ribu ribuan rebu rb k million mio thousand miliar
    """
)
_ONE_OF = frozenset({"sejuta", "seribu", "sejutaan"})
_COUNTING = frozenset(NUMBERS) | listed(
    """
    se puluh ratus belas seratus setengah stengah koma point half hundred a an and lapan twenty thirty
    forty fifty
    """
)
_INCOME_WORD = re.compile(
    r"(?:di)?(?:gaji|upah|penghasilan|pendapatan|bayaran|honor|omzet|omset)(?:nya|an|in|kan)?|dibayar|salary|income|"
    r"wages?|earns?|earning|earnings|paid",
    re.I,
)
_BEFORE_AMOUNT = listed(
    """
    nya sekitar kira kisaran kurang lebih rata bulanan bulanannya per tiap setiap bulan sebulan month
    monthly hari sehari harian minggu seminggu mingguan adalah is are of about around approximately dia
    beliau him her : = ~ ± - ( . rp idr cuma hanya only
    """
)
_RATE_UNITS = listed(
    """
    hari hr bulan bln minggu mgg tahun thn jam day month week year hour
    """
)
_RATES = listed(
    """
    sehari sebulan sebln seminggu setahun sejam harian bulanan mingguan monthly daily weekly yearly
    perbulan perhari
    """
)
_TIME = re.compile(rf"{UNITS_OF_TIME}|hari|minggu|jam|days?|weeks?|hours?")
_NOT_INCOME = listed(
    """
    iuran bayar premi tarif harga biaya iurannya umur usia
    """
)


@dataclass(frozen=True, slots=True)
class _Amount:
    first: int
    last: int
    keyword: int | None
    after_keyword: int


def _tokens(text: str) -> list[re.Match[str]]:
    return list(_TOKEN.finditer(text))


def _amounts(tokens: Sequence[re.Match[str]]) -> Iterator[_Amount]:
    """Every amount of money, as places among the tokens."""
    said = [token[0].casefold() for token in tokens]
    at = 0
    while at < len(said):
        if not _counts(said[at]) and said[at] not in ("rp", "idr"):
            at += 1
            continue
        end = at + 1
        while end < len(said) and (_counts(said[end]) or (said[end] == "." and said[end - 1] == "rp")):
            end += 1
        last = _last_of_amount(said, at, end)
        keyword = _keyword(said, at)
        if last is not None and (keyword is not None or _is_income(said, at, last)):
            yield _Amount(at, _with_rate(said, last), keyword, _first_word(said, at, keyword))
        at = end


def _counts(word: str) -> bool:
    return word[0].isdigit() or word in _UNITS or word in _COUNTING or word in _ONE_OF


def _is_income(said: Sequence[str], first: int, last: int) -> bool:
    """It is money by its unit or by Rp, and no price."""
    run = said[first : last + 1]
    if _NOT_INCOME.intersection(said[max(first - 3, 0) : first]):
        return False
    has_unit = any(word in _UNITS or word in _ONE_OF for word in run)
    return has_unit or (run[0] in ("rp", "idr") and any(word[0].isdigit() for word in run))


def _last_of_amount(said: Sequence[str], first: int, end: int) -> int | None:
    """Where the amount ends: "2 juta 3 bulan" ends at "juta". None: it is no amount."""
    if end < len(said) and _TIME.fullmatch(said[end]):
        units = [at for at in range(first, end) if said[at] in _UNITS or said[at] in _ONE_OF]
        if not units and end - first < 2:
            return None
        end = units[-1] + 1 if units else end - 1  # "Rp 2.000.000 3 bulan"
    while end > first and said[end - 1] in ("a", "an", "and", "se"):
        end -= 1
    return end - 1 if end > first and any(_counts(word) for word in said[first:end]) else None


def _keyword(said: Sequence[str], at: int) -> int | None:
    """The word for income that this amount follows, with nothing between but words that may stand there."""
    for place in range(at - 1, max(at - 7, -1), -1):
        if _INCOME_WORD.fullmatch(said[place]):
            return place
        if said[place] not in _BEFORE_AMOUNT:
            return None
    return None


def _first_word(said: Sequence[str], at: int, keyword: int | None) -> int:
    """Where the piece begins: with the first word after the one for income ("harian 100rb")."""
    start = at if keyword is None else keyword + 1
    return next((place for place in range(start, at) if said[place].isalnum()), at)


def _with_rate(said: Sequence[str], last: int) -> int:
    """The last token of "per hari", "sebulan" or "/bulan" after an amount, else of the amount."""
    after = said[last + 1 : last + 4]
    if after[:1] in (["rupiah"], ["saja"], ["aja"], ["an"]):
        return _with_rate(said, last + 1)
    if after and after[0] in _RATES:
        return last + 1
    if (
        len(after) > 1
        and after[0] in ("per", "/", "tiap", "setiap", "a", "each", "every", "se")
        and after[1] in _RATE_UNITS
    ):
        return last + 2
    return last


# --- months ------------------------------------------------------------------------------------------

_NUMBER_WORD = "|".join(sorted(NUMBERS, key=len, reverse=True))
_SPAN = re.compile(
    r"(?<![\w,.])(?:(?:untuk|selama|for|bayar|langsung) )?"
    rf"(?P<span>(?:(?:\d{{1,2}}(?:[.,]5)?|{_NUMBER_WORD}|se|a|an) ?-?"
    r"(?:bulan|bln|bl|months?|tahun|thn|th|years?|yrs?|semester)"
    r"|sebulan|setahun|sesemester|(?:setengah|half an?|half) ?(?:tahun|th|thn|year))(?: setengah)?)(?!\w)",
    re.I,
)
_NOT_TO_PAY_BEFORE = re.compile(
    r"(?:\b(?:jangan|bukan|jgn|per|tiap|setiap|umur(?:nya)?|usia(?:nya)?|aged?|kerja|bekerja|sudah|udah|telah|already|lahir"
    r"|ikut saya|hamil"
    r"|kontrak|baru)|/) ?$",
    re.I,
)
_NOT_TO_PAY_AFTER = re.compile(
    r" ?(?:yang )?(?:lalu|ago|kerja|bekerja|old|terakhir|sekali|ini|kemarin|depan)\b", re.I
)
