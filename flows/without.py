"""Someone has none of what they are asked for: "gak punya", "hp tidak ada", "ora nduwe", "no phone"."""

from __future__ import annotations

import re

from flows.words import clean, listed, normal


def has_none(text: str) -> bool:
    """Does a message say that there is no phone? "tidak punya", "hp tidak ada", "dia sudah tua gak punya hp".

    A bare "tidak" does not, nor does "tidak, dia punya" or "dia tidak mau": who denies must deny having it.
    """
    said = normal(text[:_LONGEST])
    typed = _WORD.findall(said)
    if "?" in text or len(typed) > _MOST_WORDS or not _BUT.isdisjoint(typed) or _NOT_I.search(said):
        return False
    denied = len(_DENIED.findall(said))
    if not denied or denied < sum(word in _HAVING for word in typed):
        return _NOTHING.fullmatch(said) is not None
    return NO_PHONE.search(clean(text[:_LONGEST])) is not None or all(
        word in _DENIALS or word in _HAVING or word in _THINGS or word in _AROUND for word in typed
    )


def _any(words: frozenset[str]) -> str:
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"


_LONGEST = 160
_MOST_WORDS = 12
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_DENIALS = listed(
    """
    tidak tidk tidka tdk tdak tida tak tk gak gk ga g gag kagak kaga kgk nggak ngga ngak enggak engga
    ndak nda ndk indak idak dak dk ora ra mboten boten teu henteu hente belum blm belom blom kada tra nyanda
    seng bukan doesn't doesnt don't dont hasn't haven't not
    """
)
_HAVING = listed(
    """
    ada ado adaa punya pnya pny punyo punye memiliki miliki duwe nduwe nduweni gaduh gadah boga
    aya baisi ade have has got own megang pegang pakai pake
    """
)
_THINGS = listed(
    """
    hp hape hapenya hpnya handphone henpon ponsel ponselnya nomor nomer nomornya nomernya no telepon
    telpon telp tlp teleponnya telponnya wa wanya whatsapp phone number phones mobile
    """
)
_AROUND = listed(
    """
    dia beliau ia orang orangnya pekerja pekerjanya nya pak bapak bu ibu kak mas mbak min saya kami memang
    emang sama sekali juga masih sih deh dong ya yah kok maaf mohon lagi itu ini he she they it a an any
    the is one sorry sendiri sekarang untuk utk buat nih lho loh
    """
)
# "I do not have the number" is said by someone who may ask for it.
_NOT_I = re.compile(
    rf"(?:^|[^\w\s] ?|\b(?:karena|soalnya|maaf|dan|pak|bu) )(?:saya|sy|aku|kami|i) {_any(_DENIALS)}\b"
)
# "he has none, but his son has": that is no plain answer.
_BUT = listed("tapi tetapi tp kecuali kalau kalo klo jika namun but if unless except")
_PHONE = (
    r"(?:(?:no(?:mor|mer)?(?: ?nya)? )?(?:hp|hape|handphone|ponsel|telepon|telpon|telp|tlp|wa)(?: ?nya)?"
    r"|nomornya|phone)"
)
_DENIED = re.compile(rf"\b{_any(_DENIALS)} (?:(?:juga|ada|memang|a|any) )?(?:{_any(_HAVING)}|{_PHONE})\b")
_NOTHING = re.compile(
    r"(?:(?:dia|beliau|orangnya) )?(?:tanpa (?:hp|nomor|hape|telepon)|trada|no (?:phone|number|mobile)|none"
    r"|(?:he|she|they) (?:has|have) (?:no|none)(?: phone| number)?|has no phone|without a? ?phone)"
    r"(?: (?:pak|bu|kak|ya|min))*"
)
NO_PHONE = re.compile(
    rf"\b{_any(_DENIALS)} {_any(_HAVING)} {_PHONE}(?!\w)"
    rf"|\b{_PHONE} {_any(_DENIALS)} {_any(_HAVING)}(?!\w)"
    r"|\btanpa (?:hp|hape|handphone|telepon|nomor hp)\b|\b(?:no|without a?) ?phone\b(?! ?(?:number|no))",
    re.IGNORECASE,
)
"""where a sentence says that the worker has no phone"""
