"""What people type, made comparable; and what a whole message is: a question, a greeting, thanks.

Everything here takes any text at all (lone surrogates, NUL, right-to-left marks, thousands of characters)
and never raises. Of longer texts only the first LONGEST characters are read: no channel carries more.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 4096


def clean(text: str) -> str:
    """The text as it was meant, in its own case: NFKC, nothing that is not seen, spaces collapsed.

    Keycaps become digits, digits of other scripts become ours, curly quotes straight ones.
    """
    text = text[:LONGEST]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _HIDDEN_JOINERS.sub("", text))
        text = unicodedata.normalize("NFKC", "".join(map(_seen, text)))
    elif not text.isprintable():
        text = "".join(map(_seen, text))
    return " ".join(text.split())


@lru_cache(maxsize=16)
def normal(text: str) -> str:
    """The text for comparing: cleaned, casefolded, without punctuation or emoji around it.

    One message is asked for it several times in a turn, so the last few are kept.

    A message of nothing but emoji keeps them (they may be the answer); one of nothing but punctuation is "".
    """
    if text.isalnum() and text.isascii():
        return text[:LONGEST].lower()
    return bare(clean(text).casefold())


def bare(text: str) -> str:
    """Cleaned text without punctuation or emoji around it; see `normal`."""
    if not text or (text[0].isalnum() and text[-1].isalnum()):
        return text
    inner = text.strip(_PUNCTUATION)
    if inner and inner[0].isalnum() and inner[-1].isalnum():
        return inner
    start, end = 0, len(inner)
    while start < end and not _is_word_edge(inner[start]):
        start += 1
    while end > start and not _is_word_edge(inner[end - 1]):
        end -= 1
    return inner[start:end] or "".join(c for c in inner if unicodedata.category(c) in _SYMBOLS)


def words(text: str) -> list[str]:
    """The words of a normal text in order; apostrophes belong to words, every emoji is a word of its own."""
    return _WORD.findall(text)


def squeezed(word: str) -> str:
    """The word with repeated letters written once: "iyaaa", "tidakk" and "nggak" lose their echo."""
    return _ECHO.sub(r"\1", word)


def vocabulary(text: str) -> frozenset[str]:
    """The words of a text as a set, each squeezed: look words up in it by `squeezed(word)`."""
    return frozenset(squeezed(word) for word in text.split())


def listed(text: str) -> frozenset[str]:
    """The words of a text as a set, as they are."""
    return frozenset(text.split())


def looks_like_question(text: str) -> bool:
    """Someone asks something, rather than answering: by the question mark or by the first and last words.

    "ya?" and "081234567890?" are answers in doubt, "siapa saja" and "terserah" are answers.
    """
    cleaned = clean(text)
    said = bare(cleaned.casefold())
    if not said:
        return "?" in cleaned
    if cleaned.rstrip(" !.)" + "\"'").endswith("?"):
        return squeezed(said) not in _IN_DOUBT and any(c.isalpha() for c in said)
    return _ASKS.match(said) is not None and _ANYTHING.fullmatch(said) is None


def is_greeting(text: str) -> bool:
    """The whole message is a greeting: "halo", "selamat pagi kak", "assalamualaikum wr wb", "p"."""
    return _is_made_of(text, _GREETINGS, _AROUND_GREETINGS)


def is_thanks(text: str) -> bool:
    """The whole message is thanks, maybe after an "oke": hear yes and no first where they answer."""
    return _is_made_of(text, _THANKS, _AROUND_THANKS)


def _is_made_of(text: str, core: frozenset[str], around: frozenset[str]) -> bool:
    if len(text) > 120:
        return False
    joined = _THANK_YOU.sub("terimakasih", normal(text).replace("'", ""))
    said = [squeezed(word) for word in words(joined)]
    return (
        0 < len(said) <= 10
        and any(word in core for word in said)
        and all(word in core or word in around or not word.isalnum() for word in said)
    )


def _seen(character: str) -> str:
    """What a reader sees of a character: spaces for layout, nothing for what is invisible."""
    if character.isascii():
        return character if character.isprintable() else " " if character.isspace() else ""
    category = unicodedata.category(character)
    if category in _UNSEEN or character in _DRESSING:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return _READ_AS.get(character, character)


def _is_word_edge(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M" or character == "+"


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SYMBOLS = frozenset({"So", "Sk"})
_HIDDEN_JOINERS = re.compile("[\ufe00-\ufe0f\u20e3\u200b-\u200f\u2060\ufeff]")
# Skin tones and enclosing marks change how an emoji looks, not what it says.
_DRESSING = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff\u20e3\u20dd\u20de\u20e0")
_READ_AS = dict(zip("’‘`´ʼ“”–—−", "'''''\"\"---", strict=True)) | {"🔟": "10"}
_PUNCTUATION = " .,!?;:…'\"()[]{}<>*_~-/\\|#@=&^`"
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]*)*|[☀-➿⬀-⯿\U0001f000-\U0001faff]")
_THANK_YOU = re.compile(r"\bt[er]*ima\s+kasih?\b")
_ECHO = re.compile(r"([^\W\d_])\1+")

_ASKS = re.compile(
    r"(?:(?:oh|eh|maaf|permisi|halo|hai|min|pak|bu|kak|mas|mbak|trus|terus|lalu|jadi|kalau|kalo|emang|memang)\s+)?"
    r"(?:apa|apakah|apaan|berapa|berapakah|brp|kenapa|knp|mengapa|bagaimana|bagaimanakah|gimana|gmn|bgmn|kapan|"
    r"kapankah|siapa|siapakah|dimana|dimanakah|kemana|darimana|di\s+mana|ke\s+mana|dari\s+mana|mana|bisakah|"
    r"bolehkah|haruskah|adakah|perlukah|amankah|benarkah|masa|kok|mau\s+(?:tanya|nanya|bertanya)|"
    r"(?:saya|aku|boleh|numpang|izin|ijin)\s+(?:mau\s+)?(?:tanya|nanya|bertanya)|"
    r"what|what's|whats|why|how|when|who|whom|whose|where|which|"
    r"(?:is|are|am|can|could|does|do|did|should|would|will|has|have)\s+"
    r"(?:it|this|that|there|the|he|she|they|my|your|i|we|you|a|an))\b"
    r"|(?:bisa|boleh|ada|harus|perlu|aman|bayar|kena|dapat|wajib|sudah|udah|masih|ini|itu)\b.{0,200}\s"
    r"(?:gak|ga|nggak|ngga|enggak|ndak|tidak|gk|tdk|belum|bukan|kah)(?:\s+(?:ya|sih|kak|pak|bu|min))?$",
    re.DOTALL,
)
_ANYTHING = re.compile(
    r"(?:apa|siapa|berapa|kapan|mana|di\s?mana|ke\s?mana|bagaimana|gimana)(?:pun|\s+(?:pun|saja|aja|boleh|adanya))"
    r"(?:\s+(?:boleh|bisa|ok|oke|deh|dong|ya|kak|pak|bu))*"
    r"|(?:apa\s+kek|kapan\s*-?\s*kapan|apa\s+adanya|whatever|whenever|whoever|wherever)"
)
_IN_DOUBT = vocabulary(
    """
    ya iya y ok oke okay yes betul benar bener gitu tidak gak nggak enggak ga no
    """
)
_GREETINGS = vocabulary(
    """
    halo hallo hai hay hi hey hei hello helo hola alo p ping tes test testing permisi punten
    assalamualaikum asalamualaikum assalamualaykum asslm aslm askum asww samlekum salamualaikum assalam
    salam shalom syalom horas mejuah kulonuwun nuwun sampurasun rampes swastiastu pagi siang sore malam
    petang malem met morning afternoon evening enjing sonten dalu wilujeng
    """
)
_AROUND_GREETINGS = vocabulary(
    """
    selamat slamat good sugeng wr wb warahmatullahi warohmatullohi wabarakatuh wabarokatuh alaikum
    walaikum sejahtera om kulo juga semua semuanya pak bapak bu ibu kak kakak min admin mas mbak mba
    bang gan sis bot bro ya there all sir madam dong bos day jumpa datang to you
    """
)
_THANKS = vocabulary(
    """
    terimakasih trimakasih makasih makasi mksh mksih trims tks thx thanks thank thankyou tq ty tengkyu
    tengs tengkiu nuhun suwun nuwun suksma syukron sukron mauliate jazakallah
    """
)
_AROUND_THANKS = vocabulary(
    """
    hatur matur banyak bnyk ya yah pak bapak bu ibu kak kakak min admin mas mbak mba bang gan sis bot
    bro sekali banget atas bantuannya bantuanya infonya informasinya info penjelasannya penjelasan
    waktunya layanannya responnya so much very a lot you many for the help your ok oke okay okey siap
    baik sip semua semuanya sudah dibantu membantu khairan khoiron godang kembali dong
    """
)
