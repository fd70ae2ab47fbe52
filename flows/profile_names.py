"""What a profile calls its person, where it goes in the office's name to someone who did not ask.

Anybody may call themselves anything on Telegram and WhatsApp: a link, a promise, an office. Only what may be
a person's name is repeated; else it is left out, and the message speaks of "someone".
"""

from __future__ import annotations

import re
from unicodedata import category

from flows.person_names import person_name
from flows.types import Invalid
from flows.words import listed

LONGEST = 30


def profile_name(called: str) -> str:
    """The name as it may be shown; "": it is none."""
    plain = " ".join("".join(c for c in called if category(c) not in _ORNAMENTS).split())
    # before person_name, which mends what someone typed: here it would mend a lure
    if len(plain) > LONGEST or not _LETTERS.fullmatch(plain):
        return ""
    name = person_name(plain)
    if isinstance(name, Invalid) or any(word.strip(".'-") in _OF_OFFICES for word in name.casefold().split()):
        return ""
    return name


# a dot only behind an initial or a short form and before a space ("Moh. Ali"): "bit.ly" is a link
_LETTERS = re.compile(r"[^\W\d_](?:[^\W\d_]|['\u2019 -](?=[^\W\d_])|(?<=\w)\.(?= |$))*")
_ORNAMENTS = frozenset({"So", "Sk", "Mn", "Me", "Cf"})
"""pictures beside a name, as many have them, and what joins and colours these"""
_OF_OFFICES = listed(
    """
    admin adm administrator petugas kantor cabang pusat resmi official layanan service center centre bot
    sertakan bpjs bpjamsostek jamsostek ketenagakerjaan kesehatan kemnaker kementerian dinas pemerintah
    bank bri bni bca btn mandiri dana ovo gopay bonus hadiah gratis free klik click link cair pencairan
    undian pemenang promo bansos blt bsu subsidi otp info transfer whatsapp telegram
    """
)
"""words that make a promise or an office of a name; someone who is called so is "someone", too"""
