"""The name of a worker, as it stands on the ID card, out of what someone typed."""

from __future__ import annotations

import re

from flows.types import Invalid
from flows.words import bare, clean, is_greeting, is_thanks, listed, looks_like_question
from flows.yes_no import is_yes_no_word


def person_name(text: str) -> str | Invalid:
    """A name as on the ID card, 2 to 60 characters, without forms of address and academic titles.

    Capitals are mended where all letters were typed small or all large. Refused are digits, and what is a
    question, a greeting, a command or a yes or no instead: the bot must not enrol "Tidak Tahu". Some words
    are a name only where they are called one ("namanya Bagus").
    """
    cleaned = clean(text)
    if _NO_SIGN_OF_A_NAME.search(cleaned) or looks_like_question(cleaned):
        return _NOT_A_NAME
    said = bare(cleaned)
    name = _without_titles(_WORDS_BEFORE_NAME.sub("", said))
    is_called_a_name = _CALLED.match(said) is not None or _CALLED_BAGUS.fullmatch(name) is not None
    if any(c.isdigit() for c in name):
        return Invalid("name.digits")
    name = bare("".join(c for c in name if c.isascii() or c.isalpha()))
    name = " ".join(_SI.sub("", _TAIL.sub("", _ADDRESS.sub("", name))).split())
    if not any(c.isalpha() for c in name):
        return _NOT_A_NAME if not name else Invalid("name.too_short")
    if len(name) > LONGEST_NAME:
        return Invalid("name.too_long", {"most": LONGEST_NAME})
    if sum(c.isalpha() for c in name) < 2:
        return Invalid("name.too_short")
    if not _NAME.fullmatch(name) or _is_something_else(name, is_called_a_name):
        return _NOT_A_NAME
    return name if name != name.lower() and name != name.upper() else _with_capitals(name)


LONGEST_NAME = 60
_NOT_A_NAME = Invalid("name.not_a_name")
_NAME = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ](?:[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ' -]|\.(?!\.))*")
_WORDS_BEFORE_NAME = re.compile(
    r"^(?:(?:iya?|ok|oke|baik)\b[ ,.]+)?"
    r"(?:(?:nama(?: ?nya)?|nm|atas nama|a\.?n\.|"
    r"(?:her|his|the|their) name|(?:my )?(?:driver's )?name|named)\b"
    r"(?: lengkap(?:nya)?| ktp| asli(?:nya)?)?"
    r"(?: (?:dia|beliau|pekerja(?:nya)?|orangnya|"
    r"(?:(?:sopir|supir|pembantu|art|pekerja|mbak|tukang)\w* )?(?:saya|kami))\b)?"
    r"(?: (?:adalah|ialah|yaitu|is|itu)\b)?[ :=,-]*)?"
    r"(?:dia |beliau )?",
    re.IGNORECASE,
)
ADDRESSES = listed(
    """
    pak pk bapak bpk bp bu ibu ibuk mas mbak mba mbah kak kakak bang abang bg mr mrs ms miss sdr sdri
    saudara saudari tn tuan ny nyonya kang teh teteh cak om tante pakde bude bulik paklik mpok uda bli
    bro sis
    """
)
"""how workers are addressed; none of it stands on an ID card"""
_ADDRESS = re.compile(
    rf"^(?:(?:{'|'.join(sorted(ADDRESSES, key=len, reverse=True))})\b\.?(?=.) *)+", re.IGNORECASE
)
_CALLED = re.compile(r"(?:iya?[ ,.]+)?(?:nama(?: ?nya)?|nm|atas nama|a\.?n\.|(?:his|her|the) name)\b", re.I)
# "bagus" alone is a praise, "Mas Bagus" is a man.
_CALLED_BAGUS = re.compile(r"(?:pak|pk|bapak|mas|bang|abang|kang|bli|mr)\.? bagus", re.I)
_SI = re.compile(r"^si (?=\w)", re.I)
_NO_SIGN_OF_A_NAME = re.compile(r"[{}<>$@#/\\_%^|=\[\]]")
_TAIL = re.compile(
    r"(?:[ ,.]+(?:aja|saja|doang|doank|thok|tok|"
    r"pak|bu|kak|ya+|dong|deh|nih|gan|sih|makasih|terima kasih|please|thanks)\b)+$",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"(?:[SMDA]\.? ?[A-Z][A-Za-z]{0,6}(?:\.? ?[A-Z][A-Za-z]{0,4})*\.?|S\.?H\.?I?|SE|MM|MT|MSi|A\.?Md\.?\w*|"
    r"Ph\.?D|Sp\.? ?\w+|Apt|Ns|Lc|Drs?|Ir|B\.?Sc|B\.?A|M\.?A|[A-Z][A-Za-z]?(?:\.[A-Z][A-Za-z]{0,4})+\.?)\.?",
    re.IGNORECASE,
)


def _without_titles(name: str) -> str:
    """The name without academic titles after a comma; any other part after a comma stays, and is refused."""
    first, comma, rest = name.partition(",")
    parts = [part.strip() for part in rest.split(",")] if comma else []
    return first if all(len(part) <= 12 and (not part or _TITLE.fullmatch(part)) for part in parts) else name


def _is_something_else(name: str, is_called_a_name: bool) -> bool:
    """A sentence, a command, a laugh, a form of address or an answer to another question; not a name."""
    said = name.casefold()
    typed = [word.strip(".-'") for word in said.split()]
    if any(_is_never_a_name(word) for word in typed) or len(typed) > 10:
        return True
    if is_greeting(said) or is_thanks(said) or _LAUGH.fullmatch(said) or _CALLS_ON_GOD.match(said):
        return True
    if len(typed) == 1 and typed[0] in _NOT_ALONE:
        return True
    names = _NAMES_AFTER_ALL | _NAMES_WHEN_CALLED if is_called_a_name else _NAMES_AFTER_ALL
    return all(is_yes_no_word(word) and word not in names for word in typed)


def _is_never_a_name(word: str) -> bool:
    """A word of some other message, even with its last letter held ("stopp")."""
    return word in _NEVER_IN_A_NAME or _HELD.sub(r"\1", word) in _NEVER_IN_A_NAME


_LAUGH = re.compile(r"(?:wk)+w?|(?:(?:ha|he|hi|xi|ho){2,})h?|(.)\1{2,}|x+d+|lol|hm+|eh+|oh+|ah+")
_HELD = re.compile(r"(.)\1+$")
_CALLS_ON_GOD = re.compile(
    r"(?:ya|yaa|wahai) (?:allah|alloh|tuhan|robb?i?|rabb?i?)\b|ast?agh?fir|allahu|subhan ?allah"
)
_NEVER_IN_A_NAME = listed(
    """
    saya aku tidak nggak gak ga enggak tdk mau ingin apa apakah berapa kenapa gimana bagaimana gaji upah
    daftar daftarkan mendaftarkan tolong bisa untuk dengan ini itu adalah sudah belum kerja bekerja bpjs
    nik ktp nomor hp tahu lupa bantu bantuan batal kembali menu stop berhenti lanjut orang pekerja nanti
    dulu yang namanya kamu anda the is are what how don't dont i'm please want know name register bulan
    juta ribu sopir supir pembantu pembantuku sendiri ntar entar tar sebentar bentar bntar bentaran besok
    lusa tunggu tunda cukup jangan kirim ngirim berenti brenti brhenti udahan capek bosan males malas bukan
    tukang penjual pedagang penjahit kerjanya nya dftr dftar dftarkan dftarkn dftrkan daftarin daftarkn
    """
)
_NOT_ALONE = listed(
    """
    pak bapak bpk bu ibu ibuk mas mbak mba mbah kak kakak bang abang mr mrs ms miss sdr sdri saudara
    saudari tn tuan ny nyonya kang teteh om tante dia beliau mulai start help selesai skip lewati lewat
    urungkan undo hapus ubah ganti nama name none null kosong test tes petugas admin art bahasa english
    indonesia terserah bingung halo guru satpam petani nelayan buruh kuli montir ojol ojek kurir kernet
    anak istri suami tetangga karyawan keluarga adik sopirnya supirnya
    """
)
# Words for yes or no that people are also called by.
_NAMES_AFTER_ALL = frozenset({"hana", "alim", "olo", "sae", "ridho", "iis"})
_NAMES_WHEN_CALLED = frozenset(
    {"bagus", "benar", "ikhlas", "rela", "yakin", "pasti", "jadi", "siap", "baik", "pas", "cocok"}
)


def _with_capitals(name: str) -> str:
    """Capitals as names have them: after spaces, hyphens and dots, not after an apostrophe (Ma'ruf)."""
    small = "".join(c.lower() if len(c.lower()) == 1 else c for c in name)
    name = _FIRST_LETTER.sub(lambda found: found[0].upper(), small)
    return _BIN.sub(lambda found: found[0].lower(), name)


_FIRST_LETTER = re.compile(r"(?<![^\W\d_])(?<!')[^\W\d_]|(?<=\bo')[^\W\d_]")
_BIN = re.compile(r"(?<= )Bin(?:ti)?(?= )")
