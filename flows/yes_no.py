"""Yes and no, in the many forms in which people write them.

Every word of a message has a kind; the verdict is read from the kinds in order:

    yes        a plain yes               "iya", "yoi", "nggih", 👍      before or after a no: both were said
    polite     yes, or a mere particle   "ya" in "gak dulu ya"          after a no it says nothing
    agreeing   yes, unless it is denied  "setuju" in "tidak setuju"     after a no: no
    sure       the same, but             "yakin" in "belum yakin"       after a no: who knows
    no         a plain no, or a denial   "gak", "jangan", "belum", 👎
    less       denies what agrees        "kurang setuju"
    refusing   no; denied it is unclear  "batal", "jangan dibatalkan"
    against    no; denied it is a yes    "tidak keberatan"
    around     says nothing here         "pak", "dulu", "saja"
    unknown    speaks of something else, so that the message is no yes and no no
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from rapidfuzz.distance import OSA

from flows.types import Invalid
from flows.words import clean, squeezed, vocabulary, words

Kind: TypeAlias = Literal[
    "yes", "polite", "agreeing", "sure", "no", "less", "refusing", "against", "around", "unknown"
]


def yes_or_no(text: str, strict: bool = False) -> bool | Invalid:
    """What someone answers to a question that wants yes or no; Invalid("yes_or_no.unclear") if it is neither.

    Every word must be known, so that an agreement is never heard in a sentence that speaks of something else;
    a question ("boleh?") and a yes before a no ("ya tidak", "boleh gak") are unclear. Where an agreement
    binds, ask strictly: a mistyped yes ("setju") is then none; a mistyped no stays one.
    """
    if len(text) > _LONGEST or "?" in text:
        return _UNCLEAR
    said = words(_joined(clean(text).casefold()))
    if not 0 < len(said) <= _MOST_WORDS:
        return _UNCLEAR
    kinds = [_kind_of(word, strict) for word in said]
    return _UNCLEAR if "unknown" in kinds else _verdict([kind for kind in kinds if kind != "around"])


def is_yes_no_word(word: str) -> bool:
    """The word is one with which people say yes or no, or one that only stands around them."""
    return squeezed(word.casefold()) in _KINDS


def is_denial(word: str) -> bool:
    """The word denies what stands beside it: "bukan", "tidak", "kurang", "not"."""
    return word == "not" or word == "selain" or _KINDS.get(squeezed(word)) in ("no", "less")


def _verdict(kinds: list[Kind]) -> bool | Invalid:
    if kinds == ["no", "against"]:
        return True
    place = next((place for place, kind in enumerate(kinds) if kind in _REFUSALS), None)
    if place is None:
        return True if kinds else _UNCLEAR
    refusal, after = kinds[place], kinds[place + 1 :]
    if place > 0 or any(kind in _UNCLEAR_AFTER_NO for kind in after):
        return _UNCLEAR
    if refusal == "less" and "agreeing" not in after:
        return _UNCLEAR
    return False


def _kind_of(word: str, strict: bool) -> Kind:
    word = squeezed(word.replace("'", ""))
    kind = _KINDS.get(word) or _KINDS.get(word.removesuffix("2"))
    if kind is not None:
        return kind
    if not word.isalnum():
        return "around"
    if len(word) < 5 or word in _NOT_MISTYPED:
        return "unknown"
    kind = _mistyped(word)
    return "unknown" if strict and kind != "no" else kind


def _mistyped(word: str) -> Kind:
    near = {_KINDS[known] for known in _MISTYPED if _is_nearly(word, known)}
    return near.pop() if len(near) == 1 else "unknown"


def _is_nearly(word: str, known: str) -> bool:
    """One typing error apart; of a short yes only by two letters that changed places.

    "bentar" (wait), "besar" and the name Bonar are one letter away from "benar".
    """
    if word[0] != known[0] or OSA.distance(word, known) > 1:
        return False
    return len(known) > 5 or _KINDS[known] == "no" or sorted(word) == sorted(known)


def _joined(said: str) -> str:
    """Short forms and phrases of several words as the words they stand for."""
    if said.isalpha():
        return said
    for phrase, meaning in _PHRASES:
        said = phrase.sub(meaning, said)
    return said


_UNCLEAR = Invalid("yes_or_no.unclear")
_LONGEST = 100
_MOST_WORDS = 9
_REFUSALS: frozenset[Kind] = frozenset({"no", "less", "refusing", "against"})
_UNCLEAR_AFTER_NO: frozenset[Kind] = frozenset({"yes", "sure", "refusing", "against"})

_PHRASES = tuple(
    (re.compile(pattern), meaning)
    for pattern, meaning in (
        (r"\bya+h? +(?:s?udah|wis|wes|dah)\b", "ya"),
        (r"\b(?:insya|insha|insya') +a?llah\b", "insyaallah"),
        (r"\bt[er]*ima +kasi?h?\b|\bthank +you\b|\bmatur +\w+n\b", "makasih"),
        (r"\b(?:of course|go ahead|sounds good|i do|u+h[ -]huh)\b", "yes"),
        (r"\bho'?[ -]?oh\b|\bhe'?[ -]?eh\b", "iya"),
        (r"\b(?:do not|don't|dont|does not|doesn't|not)\b", "no"),
        (r"\b(?:gak|ga|tidak|tdk|nggak|enggak|no) +(?:ada +)?(?:masalah|problem)\b", "setuju"),
        (
            r"\b(?:gak|gk|ga|g|tidak|tdk|tak|nggak|ngga|enggak|ndak|ora|ra|teu)[ -]*"
            r"(?:(?:ke)?napa[ -]?napa|apa[ -]?apa|a?papa|apa2|pp|popo|opo[ -]?opo|(?:ku)?nanaon)\b",
            "gapapa",
        ),
        (r"\biyo +bana\b", "iya"),
        (r"\bno +(?:sure|yet)\b", "belum yakin"),
    )
)


def _kinds(table: dict[Kind, str]) -> dict[str, Kind]:
    return {word: kind for kind, text in table.items() for word in vocabulary(text.replace("'", ""))}


_KINDS = _kinds(
    {
        "around": """
            pak bapak bu ibu kak kakak mas mbak mba bang abang gan sis bro min admin bos kang teh mang om
            tante dong deh dech lah sih kok tuh nih loh lho aja saja banget bgt sekali sangat saya sy aku
            ane gue gua kami kita itu ini dulu dl dlu makasih terimakasih trims thanks thx mksh maaf mohon
            tolong please dear sir madam i we am is it the that you very much with to alhamdulillah
            bismillah pun wae kemawon mawon atuh euh ada usah mah teuing kula kulo nah oh o eh ah wah haha
            hehe hihi wkwk hm em untuk semua semuanya yg yang akan maka gitu begitu demikian juga nya
            memang emang lagi so pisan tenan always
            """,
        "polite": "ya y yah yh",
        "yes": """
            iy iya iyah iye iyes iyo iyoh iyup yo yoi yoy yoih yup yups yap yep yes yess yesh yeah yea yas
            ye yosh yoii hoh hooh heeh ehem ehm inggih nggih enggih enggeh injih njih ngih geh nggeh
            sumuhun muhun monggo mangga olo nyo iyalah iyadong iyadeh yalah yadong yadeh yaiyalah yaudah
            yaudahlah ywdh yowes yowis iyaa io enya silakan silahkan gpp gapapa jadih manut
            👍 ✅ 👌 ☑ ✔ 🆗 🙆 💯 🤝 👏
            """,
        "agreeing": """
            ok oke okay okey okeh okelah okedeh oks oki okie oc sip siip syip k ashiap asiap siap siyap
            siapp gas gasken gaskeun gaskan gaspol cus cuss kuy yuk yuks ayo ayok hayu hayuk lanjut
            lanjutkan lanjutken lanjutin next proceed continue jos joss mantap mantul boleh bole bleh blh
            setuju stuju setujuh stju setujui menyetujui satuju sepakat benar bener bnr bnar betul btul
            btl betol tul jadi mau mo pengen pengin ingin minat berminat tertarik bisa bs iso dapat perlu
            butuh sudah sdh udah udh dah wis wes cocok pas sesuai leres sae kersa purun saged agree agreed
            agreeing accept approve approved acc deal correct right true fine good want baik baiklah bagus
            ikut ikutan ikhlas ridho rela berkenan bersedia izinkan
            """,
        "sure": "yakin pasti pastinya tentu tentunya sure certain certainly definitely absolutely",
        "no": """
            tidak tidk tdak tida tdk tak tk gak gk g ga gag kagak kaga kgk kga nggak ngga nga ngak enggak
            engga egk enga ngk ndak nda ndk ndag dak idak indak ora ra ogak mboten boten moten emoh moh
            wegah gah ojo jangan jgn jngan jangn janganlah belum blm blum belom blom bukan bkn bukannya
            gajadi gamau gabisa gausah gaboleh ogah malas males henteu teu hente moal ulah embung alim
            kada tra trada tara tarada nyanda seng sing hana daong n t no nope nop nah nay never tidaklah
            👎 ❌ ✖ ✗ ✘ 🙅 🚫 ⛔ ❎
            """,
        "less": "kurang krg krang",
        "refusing": """
            batal batalkan batalin dibatalkan tolak menolak ditolak nolak salah keliru wrong incorrect
            false disagree cancel
            """,
        "against": "keberatan",
    }
)
_MISTYPED = (
    "setuju",
    "boleh",
    "benar",
    "betul",
    "lanjut",
    "sepakat",
    "bersedia",
    "tidak",
    "bukan",
    "jangan",
    "belum",
)
# One letter away from a yes or a no, and something else altogether.
_NOT_MISTYPED = vocabulary("bulan belut tidur jangka sepaket lanjat bukaan")
