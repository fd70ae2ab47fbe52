"""One free sentence, several answers: "daftarkan Pak Budi sopir saya 0812… gaji 2 juta, 3 bulan".

What is found is only a hint: every piece still goes through its step's own reader, which says what is wrong
with it. So a NIK of fifteen digits is a hint, and "di rumah" is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from rapidfuzz.distance import OSA

from flows.dates import months_said
from flows.figures import (
    Sentence,
    take_birth_date,
    take_income,
    take_months,
    take_nik,
    take_phone,
)
from flows.person_names import ADDRESSES, person_name
from flows.rules.jobs import is_a_job, job_of, names_transport, other_job
from flows.without import NO_PHONE
from flows.words import clean, listed, looks_like_question


def read(text: str) -> dict[str, str]:
    """What the sentence says, by step id; what is not said is not in it.

    Steps: job, job_words, name, nik, birth_date, phone, workplace, income, programmes, months. Values are
    pieces of the text, but for job and programmes (option ids), months ("1", "3", "6", "12" where it is one
    of these) and name (without "Pak" or "Bu"). The words of a job come where it is none of the options
    ("penjahit"); the phone may be the words that say there is none.
    """
    sentence = Sentence(clean(_LINES.sub(" , ", text[:_LONGEST]))[:_LONGEST])
    found = {step: piece for step, take in _TAKERS if (piece := take(sentence)) is not None}
    if job := job_of(sentence.left):
        found["job"] = job
    if words := other_job(sentence.left):
        found["job_words"] = words
    if "name" not in found and (name := _name_at_the_head(sentence, found)):
        found["name"] = name
    return found


def may_hold(text: str) -> bool:
    """Is the text long enough to hold more than the one answer that was asked for? Costs next to nothing."""
    return len(text) > 9 and (text.count(" ") >= 2 or "\n" in text)


def has_verb(text: str) -> bool:
    """Does someone say that a worker is to be enrolled, and not that they are not?"""
    said = clean(text[:_LONGEST])
    return any(
        not _NOT_MEANT_BEFORE.search(said[: verb.start()]) and not _NOT_MEANT_AFTER.match(said[verb.end() :])
        for verb in _VERB.finditer(said)
    )


def wants_to_nominate(text: str, hints: Mapping[str, str]) -> bool:
    """Does a first message begin a nomination? By its verb, unless it only asks; or by two things it says."""
    if len(hints) >= 2:
        return True
    if not has_verb(text) or not looks_like_question(text):
        return has_verb(text)
    return not hints.keys().isdisjoint(("name", "nik", "phone")) or (
        "job" in hints and _ENROL_THEM.search(text) is not None
    )


# --- phone, programmes and months ---------------------------------------------------------------------------


def _take_phone(sentence: Sentence) -> str | None:
    if phone := take_phone(sentence):
        return phone
    found = NO_PHONE.search(sentence.left)
    if found is None or _I_BEFORE.search(sentence.left, 0, found.start()):
        return None
    return sentence.take(found.start(), found.end())


def _take_programmes(sentence: Sentence) -> str | None:
    if found := _WITHOUT_JHT.search(sentence.left):
        sentence.take(found.start(), found.end())
        return "jkk_jkm"
    if found := _WITH_JHT.search(sentence.left):
        sentence.take(found.start(), found.end())
        return "jkk_jkm_jht"
    return None


def _take_months(sentence: Sentence) -> str | None:
    piece = take_months(sentence)
    months = months_said(piece) if piece else None
    return str(months) if months in (1, 3, 6, 12) else piece


# "I have none" speaks of someone else than "my maid has none" (in "ART saya tidak punya HP").
_I_BEFORE = re.compile(r"(?:^|[^\w\s] ?|\b(?:karena|soalnya|maaf|dan|pak|bu) )(?:saya|sy|aku|kami|i) $", re.I)
_JHT = r"(?:program )?(?:jht|jaminan hari tua|hari tua)"
_WITHOUT_JHT = re.compile(
    rf"\b(?:tanpa|tidak|tdk|gak|ga|nggak|ngga|enggak|ndak|jangan|bukan|without|no|not)"
    rf"(?: (?:pakai|pake|ikut|usah|mau|perlu|ambil|ada))*(?: {_JHT})\b"
    r"|\b(?:jkk|jkm)(?: ?(?:dan|and|\+|&|,)? ?jk[km])? (?:saja|aja|only)\b",
    re.I,
)
_WITH_JHT = re.compile(
    rf"(?:\b(?:dengan|dgn|plus|tambah|pakai|pake|sama|sekalian|ikut|with|including|include|termasuk|dan"
    r"|and)|\+) ?"
    rf"{_JHT}\b"
    rf"|\bjkk\W{{1,3}}jkm\W{{1,3}}{_JHT}\b",
    re.I,
)


# --- where -------------------------------------------------------------------------------------------


def _take_workplace(sentence: Sentence) -> str | None:
    for found in _PLACE.finditer(sentence.left):
        words = list(_words_from(sentence.left, found.end(), most=4))
        if words and words[0][0].casefold() not in _NO_PLACE:
            return sentence.take(words[0].start(), words[-1].end(), found.start())
    return None


_PLACE = re.compile(
    r"\b(?:(?:(?:be)?kerja(?:nya)?|lokasi(?:nya)?(?: kerja(?:nya)?)?|tempat kerja(?:nya)?|bertugas"
    r"|works?|working|based)"
    r" ?(?:di|in|at|:)|di|in)\b[ :]*",
    re.I,
)
_NO_PLACE = listed(
    """
    rumah sini sana situ kantor pasar jalan jl warung toko sawah kebun lapangan mana proyek tempat
    gudang sekolah bpjs bpjamsostek aplikasi jmo advance my the our a house home office bawah atas dalam
    luar dekat sekitar kami saya lingkungan komplek kompleks perumahan laut hotel restoran bengkel
    pabrik bot whatsapp telegram ktp
    """
)


# --- who ---------------------------------------------------------------------------------------------


def _take_name(sentence: Sentence) -> str | None:
    """After a word for name, else after the verb, else after "Pak" or "Bu", else after "sopir saya"."""
    for trigger in (_NAMED, _VERB, _ADDRESSED, _MINE):
        for found in trigger.finditer(sentence.left):
            start = found.end()
            if trigger is _VERB:
                start = _SKIPPED.match(sentence.left, start).end()  # type: ignore[union-attr]  # it matches nothing, too
                start = _after_job(sentence.left, start)
            if name := _name_at(sentence, start, "nama " if trigger is _NAMED else ""):
                return name
    return None


def _name_at(sentence: Sentence, start: int, called: str) -> str | None:
    """The name that begins here, `called` one or not; a form of address before it goes, alone it is none."""
    address = _ADDRESS.match(sentence.left, start)
    words = list(_words_from(sentence.left, address.end() if address else start, most=6))
    if not words:
        return None
    name = person_name(called + sentence.left[words[0].start() : words[-1].end()].strip())
    if not isinstance(name, str):
        return None
    sentence.take(words[0].start(), words[-1].end())
    return name


def _name_at_the_head(sentence: Sentence, found: Mapping[str, str]) -> str | None:
    """ "Budi Santoso, sopir, 0812…": the first part of a list, if it is nothing but one to four words."""
    if not found:
        return None
    first = re.split(r"[,;|]", sentence.left, maxsplit=1)[0].strip()
    words = list(_words_from(first, 0, most=_MOST_WORDS_AT_THE_HEAD))
    if not words or words[-1].end() != len(first) or any(_is_nearly_a_verb(word["word"]) for word in words):
        return None
    name = person_name(first)
    if not isinstance(name, str):
        return None
    is_plain = len(found) >= 2 or (" " in name and not found.keys().isdisjoint(("nik", "phone")))
    return name if is_plain else None


def _is_nearly_a_verb(word: str) -> bool:
    said = word.casefold()
    return len(said) > 5 and any(OSA.distance(said, verb) <= 2 for verb in _VERBS)


def _words_from(text: str, start: int, most: int) -> Iterator[re.Match[str]]:
    """The words that follow, up to one that begins something else, a sign, or what was taken out."""
    for _ in range(most):
        word = _WORD.match(text, start)
        if word is None or _ends_a_name(word["word"]):
            return
        yield word
        start = word.end()
        if word["word"].endswith(".") and len(word["word"]) > 4:
            return


def _ends_a_name(word: str) -> bool:
    bare = word.strip(".'-").casefold()
    return bare in _OTHER_THINGS or _OTHER_THING.match(bare) is not None or _is_job(bare)


def _is_job(word: str) -> bool:
    return job_of(word) is not None or names_transport(word)


def _after_job(text: str, start: int) -> int:
    """Past "sopir truk saya" or "anak saya", where the name comes after who it is."""
    inside, before = False, ""
    while word := _WORD.match(text, start):
        said = word["word"].strip(".").casefold()
        is_more = inside and (said in _MORE_OF_A_JOB or is_a_job(f"{before} {said}"))
        if not (is_more or _is_job(said) or said in _OWNERS or said in _RELATIVES):
            break
        inside, start, before = True, word.end(), said
    separator = re.compile(r"[ ,:=-]*").match(text, start)
    return separator.end() if separator else start


_WORD = re.compile(r" ?(?P<word>[^\W\d_][^\W\d_'.-]*(?:['.-][^\W\d_]+)*\.?)")
_ADDRESS_WORDS = "|".join(sorted((*ADDRESSES, "bibi", "bibik", "mbok", "neng"), key=len, reverse=True))
_ADDRESS = re.compile(rf" ?(?:(?:{_ADDRESS_WORDS})\b\.? ?)+", re.I)
_ADDRESSED = re.compile(rf"\b(?:{_ADDRESS_WORDS})\b\.?(?= [^\W\d_])", re.I)
_NAMED = re.compile(
    r"\b(?:(?<!atas )nama(?: ?nya)?(?: lengkap(?:nya)?)?|nm|atas nama|a\.n\.?|bernama|named|called|name)\b"
    r"(?: (?:pekerja(?:nya)?|dia|beliau))?(?: (?:adalah|ialah|is|itu))?[ :=-]*",
    re.I,
)
_MINE = re.compile(
    r"(?<=\w )(?:saya|sy|kami|aku|kita)\b[ :,-]*(?=[A-Z])|\bmy [a-z]+(?: [a-z]+)? (?=[A-Z])|\bsi (?=[A-Z])"
)
_VERB = re.compile(
    r"\b(?:(?:men|mn|di|n)?da?[fp](?:ta?r?|a?t?r)(?:ka?n|in|ken)|(?:men|di)?daftar|pendaftaran|(?:me)?nominasi(?:kan|in)?|(?:di|meng)?ikut(?:kan|in|sertakan)"
    r"|(?:di|men)?ser?takan|regist(?:er|rasi)|enrol(?:l|ling)?|nominate|sign up|daftrkan"
    r"|daptar|dftar|dftr)\b",
    re.I,
)
_ENROL_THEM = re.compile(r"daftar(?:kan|in)|ikutkan|regist|enrol|nominas", re.I)
_SKIPPED = re.compile(
    r"(?:[ :,-]+(?:tolong|dong|ya|pekerja|worker|untuk|buat|atas|nama|seorang|orang|the|a|new|baru|bpu|"
    r"peserta|ke bpjs|bpjs|"
    r"sertakan|kan|si)\b)*[ :,-]*",
    re.I,
)
_OWNERS = listed(
    """
    saya sy kami aku gue kita my our ku
    """
)
_RELATIVES = listed(
    """
    anak anakku istri istriku suami suamiku adik adikku kakakku ibuku ayah ayahku mertua keponakan ponakan
    sepupu tetangga tetanggaku teman temanku temen karyawan pegawai keluarga husband wife son daughter
    neighbour neighbor friend employee
    """
)
_MORE_OF_A_JOB = listed(
    """
    rumah tangga pribadi keluarga kantor kebun taman cuci setrika gosok masak bangunan batu kayu las
    pasar keliling sayur bakso gorengan nasi malam harian lepas motor anak bayi lansia pangkalan online
    paket makanan kopi air sawit sampah parkir jahit pijat komplek kompleks sekolah gudang toko antar
    jemput assistant helper personal private
    """
)
_OTHER_THINGS = listed(
    """
    saya sy aku kami kita gue my our i he she is are as who the a an yang yg dengan dgn tanpa selama untuk
    utk buat for with without nik ktp no nomor nomer hp wa whatsapp telp tlp telepon telpon phone mobile
    number lahir tgl tanggal ttl born kerja bekerja kerjanya sebagai adalah ialah pekerjaan pekerjaannya
    job works work working earning earns umur usia age aged tinggal alamat domisili di in dari from ke
    to dan and atau or juga ya yah dong deh kak pak bu mau ingin bisa tolong please minta program jht
    jkk jkm bulan bln tahun thn month months year years per sebulan setahun setengah dia beliau itu ini
    sekarang juta jt ribu rb rp idr lengkap lengkapnya nama namanya name sudah belum tidak gak orang
    seorang pekerja worker daftar daftarkan daftarin terima makasih terimakasih thanks kalau karena
    supaya agar biar bpjs bagaimana gimana berapa apa kapan cara apakah status lokasi tempat kepada tadi
    lagi dulu saja aja semua satu dua tiga empat lima enam tujuh delapan sembilan sepuluh one two three
    six twelve half sendiri mandiri online gratis langsung besok nanti sebentar bentar kok sih kan diri
    peserta asuransi anggota akun ulang kembali lewat via melalui jmo jadi nm pakai punya nggak ngga enggak
    rajin tua muda baik sakit baru lama
    """
)
_OTHER_THING = re.compile(
    r"(?:(?:di)?(?:gaji|upah|penghasilan|pendapatan|bayar|honor)|salary|income|lahir|umur|usia|tinggal|alamat|pekerja|nomor)"
)
_NOT_MEANT_BEFORE = re.compile(
    r"\b(?:jangan|tidak|tdk|gak|ga|nggak|enggak|batal|belum|bukan|cara|syarat|sudah|udah|don't|not|never"
    r"|how to|how do i)"
    r"(?: (?:jadi|mau|usah|ingin|perlu|di|bisa|saya))*(?: me|di)? ?$",
    re.I,
)
_NOT_MEANT_AFTER = re.compile(
    r" ?(?:pekerja saya|harga|isi|iuran|tarif|program|menu|nama|hadir|itu|nya)\b(?! (?:bu|pak|mas|mbak)\b)",
    re.I,
)
_LINES = re.compile(r"[\r\n]+")
_LONGEST = 1000
_MOST_WORDS_AT_THE_HEAD = 4
_VERBS = ("daftarkan", "daftarin", "mendaftarkan", "didaftarkan", "daftar", "ikutkan", "register", "nominasi")
_TAKERS: tuple[tuple[str, Callable[[Sentence], str | None]], ...] = (
    ("birth_date", take_birth_date),
    ("nik", take_nik),
    ("phone", _take_phone),
    ("income", take_income),
    ("months", _take_months),
    ("programmes", _take_programmes),
    ("workplace", _take_workplace),
    ("name", _take_name),
)
