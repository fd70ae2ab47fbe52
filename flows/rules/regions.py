"""Provinces, regencies, districts by code (two, four, six digits), from `wilayah.csv` (source: README.md)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from rapidfuzz import fuzz, process

from flows.rules.capitals import CAPITALS
from flows.words import listed
from flows.yes_no import is_yes_no_word


def exists(code: str) -> bool:
    """Is this a code of today's list? Codes are split and renumbered: an older NIK may hold another."""
    return code in _names()


def province(code: str) -> str:
    """The name of the province a code lies in; ValueError for a code outside the 38 provinces."""
    return _name(code[:2])


def name_of(code: str) -> str:
    """As people read it: "Jekan Raya, Kota Palangkaraya", "Kota Malang"; ValueError for no such code."""
    return f"{_name(code)}, {_name(code[:4])}" if len(code) == 6 else _name(code)


def find(text: str, near: str | None = None, limit: int = 8) -> tuple[str, ...]:
    """The codes of the regencies and districts a loosely typed text may mean, best first.

    A name given exactly comes alone, with those of the same name; a regency without the districts called like
    it, unless the text says kecamatan. Among equals those near the region `near` come first. A province gives
    its regencies where they are no more than `limit`, else nothing: it says too little.

    What is only like a name, or holds one somewhere, is found as well: ask back where it is not `is_sure`.
    """
    words = _words(text)
    if not _core(words) or len("".join(words)) > _LONGEST or _says_no_place(words):
        return ()
    kinds = _kinds(words)
    province = _index().provinces.get("".join(words))
    if province and not _lookup(words):
        regencies = [code for code in _names() if len(code) == 4 and code[:2] == province]
        return tuple(regencies) if len(regencies) <= limit else ()
    scored = _named(words, kinds) or _within(words, kinds) or _similar(words, kinds)
    ranked = sorted(
        scored.items(), key=lambda item: (-item[1], _distance(item[0], near), len(item[0]), item[0])
    )
    return tuple(code for code, _ in ranked[:limit])


def is_sure(text: str, code: str) -> bool:
    """Does a text name this region exactly, or by a short form or capital that everyone knows it by?

    Not sure is what is merely like a name ("bandug"), or holds one beside other words ("desa Pahandut").
    """
    words = _words(text)
    return code in _named(words, _kinds(words))


def _name(code: str) -> str:
    try:
        return _names()[code]
    except KeyError:
        raise ValueError(f"no region has the code {code!r}") from None


@cache
def _names() -> Mapping[str, str]:
    lines = files("flows.rules").joinpath("wilayah.csv").read_text("utf-8").splitlines()[1:]
    return {code: name.strip() for code, _, name in (line.partition(",") for line in lines)}


# --- finding -----------------------------------------------------------------------------------------

_LONGEST = 60
"""letters; nothing longer is a place, and the search stays fast"""
_MOST_WORDS = 10
_ALIKE = 82
"""of 100: one letter in six may be wrong"""

_KINDS = {
    "kabupaten": "kabupaten",
    "kota": "kota",
    "kecamatan": "kecamatan",
    "regency": "kabupaten",
    "city": "kota",
    "district": "kecamatan",
}
_SHORT = {
    "kab": "kabupaten",
    "kabup": "kabupaten",
    "kec": "kecamatan",
    "kcmtn": "kecamatan",
    "kodya": "kota",
    "kotamadya": "kota",
    "kotamad": "kota",
    "kep": "kepulauan",
    "gn": "gunung",
    "adm": "administrasi",
    "jaksel": "jakarta selatan",
    "jakpus": "jakarta pusat",
    "jaktim": "jakarta timur",
    "jakbar": "jakarta barat",
    "jakut": "jakarta utara",
    "jkt": "jakarta",
    "dki": "",
    "jogja": "yogyakarta",
    "jogjakarta": "yogyakarta",
    "yogya": "yogyakarta",
    "jogyakarta": "yogyakarta",
    "diy": "yogyakarta",
    "solo": "surakarta",
    "sby": "surabaya",
    "bdg": "bandung",
    "tangsel": "tangerang selatan",
    "smg": "semarang",
    "mks": "makassar",
    "plk": "palangkaraya",
    "kalteng": "kalimantan tengah",
    "kalsel": "kalimantan selatan",
    "kalbar": "kalimantan barat",
    "kaltim": "kalimantan timur",
    "kaltara": "kalimantan utara",
    "jabar": "jawa barat",
    "jateng": "jawa tengah",
    "jatim": "jawa timur",
    "sumut": "sumatera utara",
    "sumbar": "sumatera barat",
    "sumsel": "sumatera selatan",
    "sulsel": "sulawesi selatan",
    "sulut": "sulawesi utara",
    "sulteng": "sulawesi tengah",
    "sultra": "sulawesi tenggara",
    "sulbar": "sulawesi barat",
    "ntb": "nusa tenggara barat",
    "ntt": "nusa tenggara timur",
    "babel": "kepulauan bangka belitung",
    "kepri": "kepulauan riau",
    "malut": "maluku utara",
    "kobar": "kotawaringin barat",
    "kotim": "kotawaringin timur",
    "pky": "palangkaraya",
    "palangka": "palangkaraya",
}
_SHORT_PAIRS = {
    ("p", "raya"): ("palangkaraya",),
    ("palangkaraya", "raya"): ("palangkaraya",),
    ("p", "bun"): ("pangkalan", "bun"),
}
_SILENT = listed(
    """
    di daerah sekitar dekat wilayah provinsi propinsi prov administrasi indonesia
    kerja kerjanya bekerja lokasi lokasinya tempat tempatnya ya aja saja dia beliau pak bu kak in at
    """
)
# What people answer when they name no place. A region may hold such a word in its name ("Pasar Minggu",
# "Jalan Cagak"), but none is called by these words alone.
_PLAIN = listed(
    """
    sini sana situ disini disana disitu sinian rumah dirumah kantor dikantor kebun kebon pasar sawah ladang
    hutan laut sungai pantai gunung jalan jln jl jalanan keliling berkeliling pinggir depan belakang warung
    toko kios pabrik proyek gudang bengkel sekolah masjid gereja hotel restoran rumahan komplek kompleks
    perumahan lapangan lapak pangkalan terminal pelabuhan stasiun bandara kampung desa dusun kelurahan
    kota kabupaten kecamatan tetap menetap tentu pasti mana dimana kemana mana2 sama online luar dalam
    tempat tinggal majikan orang kos kost apartemen bangunan baru lama besar kecil jauh banyak lagi
    tidak bukan belum tahu tau bingung terserah lupa lewati batal menu bantuan kembali mulai stop lanjut
    cukup nanti besok sekarang semua siapa apa berapa kapan gimana bagaimana kenapa kerja bekerja saya aku
    nomor nama gaji juta ribu bulan tahun rt rw gang home house office market here there
    """
)


@dataclass(frozen=True, slots=True)
class _Index:
    exact: Mapping[str, tuple[str, ...]]
    """codes of regencies and districts by name, written together, with and without its kind"""
    provinces: Mapping[str, str]
    names: tuple[str, ...]
    """the keys of `exact`, for searching by likeness"""
    joined: Mapping[str, str]
    """the code of a district by its name and its regency's, written together"""
    joined_names: tuple[str, ...]
    capitals: Mapping[str, tuple[str, ...]]
    """regencies by their capital, where it is called otherwise, with districts elsewhere of that name"""


def _named(words: Sequence[str], kinds: set[str]) -> dict[str, float]:
    """What the words name, all of them and letter by letter."""
    return _by_capital(words, kinds) or _exact(words, kinds) or _pairs(words)


def _by_capital(words: Sequence[str], kinds: set[str]) -> dict[str, float]:
    """The regency whose capital it is, and districts elsewhere that are called like it."""
    found = () if "kecamatan" in kinds else _index().capitals.get(_core(words), ())
    return dict.fromkeys((code for code in found if not kinds or len(code) == 4), 100.0)


def _exact(words: Sequence[str], kinds: set[str]) -> dict[str, float]:
    return dict.fromkeys(_of_kind(_lookup(words), kinds), 100.0)


def _pairs(words: Sequence[str]) -> dict[str, float]:
    """ "Jekan Raya, Palangkaraya": a district, and then (or before) the regency or province it lies in."""
    found: set[str] = set()
    for at in range(1, min(len(words), _MOST_WORDS)):
        for inner, outer in ((words[:at], words[at:]), (words[at:], words[:at])):
            around = _around(outer)
            codes = _lookup(inner) if around else ()
            found |= {code for code in codes if code.startswith(around) and code not in around}
    return dict.fromkeys(found, 100.0)


def _within(words: Sequence[str], kinds: set[str]) -> dict[str, float]:
    """A name somewhere in a few words ("belakang pasar, jekan raya"): the longest ones."""
    if not 1 < len(words) <= _MOST_WORDS:
        return {}
    for size in range(len(words) - 1, 0, -1):
        windows = [words[at : at + size] for at in range(len(words) - size + 1)]
        found = {
            code
            for window in windows
            if len("".join(window)) > 4 and not all(map(_is_plain, window))
            for code in _by_capital(window, kinds) or _lookup(window)
        }
        if found:
            return dict.fromkeys(_of_kind(sorted(found), kinds), 95.0)
    return {}


def _similar(words: Sequence[str], kinds: set[str]) -> dict[str, float]:
    index = _index()
    core = _core(words)
    if len(core) < 4:
        return {}
    begun = [name for name in index.names if len(core) > 5 and name.startswith(core)]
    scores = {code: 90.0 for name in begun for code in _of_kind(index.exact[name], kinds)}
    for name, score, _ in process.extract(
        core, index.names, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=20
    ):
        for code in _of_kind(index.exact[name], kinds):
            scores[code] = max(score, scores.get(code, 0))
    if len(words) > 1:
        near = process.extract(core, index.joined_names, scorer=fuzz.ratio, score_cutoff=_ALIKE + 5, limit=20)
        scores.update({index.joined[name]: score for name, score, _ in near})
    best = max(scores.values(), default=0)
    # Far behind the best, a likeness is chance.
    return {code: score for code, score in scores.items() if score >= best - 6}


def _of_kind(codes: Sequence[str], kinds: set[str]) -> list[str]:
    """Those of the kinds that were named, where there are any; regencies before districts of their name."""
    if "kecamatan" in kinds:
        return [code for code in codes if len(code) == 6] or list(codes)
    regencies = [code for code in codes if len(code) == 4]
    named = [code for code in regencies if _names()[code].split()[0].lower() in kinds]
    return named or regencies or list(codes)


def _lookup(words: Sequence[str]) -> tuple[str, ...]:
    exact = _index().exact
    return exact.get("".join(words)) or exact.get(_core(words), ())


def _around(words: Sequence[str]) -> tuple[str, ...]:
    """Codes of the regencies or the province these words name exactly."""
    regencies = [code for code in _lookup(words) if len(code) == 4]
    province = _index().provinces.get(_core(words))
    regencies += [code for code in _index().capitals.get(_core(words), ()) if len(code) == 4]
    kinds = _kinds(words)
    return tuple(_of_kind(regencies, kinds)) + ((province,) if province else ())


def _kinds(words: Sequence[str]) -> set[str]:
    """The kinds of region that are named: "kabupaten", "kota", "kecamatan"."""
    return {_KINDS[word] for word in words if word in _KINDS}


def _says_no_place(words: Sequence[str]) -> bool:
    """Nothing but plain words, unless together they are a name: "Gunung Mas", "Sawah Besar", "kec. Tetap"."""
    return all(map(_is_plain, words)) and (len(words) == 1 or not _lookup(words))


def _is_plain(word: str) -> bool:
    """A word that names no place by itself, with or without its ending: "kotanya", "belum"."""
    return any(
        stem in _PLAIN or stem in _KINDS or is_yes_no_word(stem) for stem in (word, word.removesuffix("nya"))
    )


def _core(words: Sequence[str]) -> str:
    return "".join(word for word in words if word not in _KINDS)


def _distance(code: str, near: str | None) -> int:
    if not near:
        return 0
    return 0 if code[:4] == near[:4] else 1 if code[:2] == near[:2] else 2


def _words(text: str) -> list[str]:
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text[:1000]).casefold())
    spelled = " ".join(_SHORT.get(word, word) for word in words).split()
    for at, pair in enumerate(pairwise(spelled)):
        if pair in _SHORT_PAIRS:
            spelled[at : at + 2] = _SHORT_PAIRS[pair]
            break
    return [word for word in spelled if word not in _SILENT]


@cache
def _index() -> _Index:
    exact: dict[str, dict[str, None]] = {}
    joined: dict[str, str] = {}
    provinces: dict[str, str] = {}
    for code, name in _names().items():
        if len(code) == 2:
            provinces[
                "".join(word for word in _words(name) if word not in ("khusus", "ibukota", "istimewa"))
            ] = code
            continue
        for spelling in re.split(r"[/()]", name):
            words = _words(spelling)
            keys = {"".join(words), _core(words) if len(code) == 4 else "".join(words)} - {""}
            for key in keys:
                exact.setdefault(key, {})[code] = None
            if len(code) == 6:
                joined["".join(words) + _core(_words(_names()[code[:4]]))] = code
    found = {key: tuple(codes) for key, codes in exact.items()}
    return _Index(found, provinces, tuple(found), joined, tuple(joined), _capitals(found))


def _capitals(exact: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    regencies: dict[str, list[str]] = {}
    for regency, spellings in CAPITALS.items():
        for spelling in spellings.split(", "):
            regencies.setdefault("".join(_words(spelling)), []).append(regency)
    return {
        name: (*codes, *(code for code in exact.get(name, ()) if code[:4] not in codes))
        for name, codes in regencies.items()
    }
