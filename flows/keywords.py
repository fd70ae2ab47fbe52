"""Words heard anywhere, before any flow: stop, emergency, then help, menu, back, cancel, language and so on.

Stop words count only as the whole message ("sudah berhenti kerja" is an answer); emergency words anywhere.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias, get_args

from flows.answers import normal

Command: TypeAlias = Literal[
    "stop",
    "emergency",
    "start",
    "menu",
    "help",
    "back",
    "cancel",
    "undo",
    "resume",
    "nominate",
    "begin_new",
    "workers",
    "questions",
    "settings",
    "person",
    "indonesian",
    "english",
    "language",
    "edit",
    "delete_message",
]
COMMANDS: frozenset[str] = frozenset(get_args(Command))

_WORDS: dict[Command, str] = {
    "stop": "stop, berhenti, setop, stop semua, berhenti semua, unsubscribe, stopall, henti",
    "start": "start, mulai, mulai lagi, subscribe, unstop",
    "menu": "menu, menu utama, daftar menu, main menu, home, beranda",
    "help": "bantuan, bantu, help, tolong, tolong saya, bingung, saya bingung, cara pakai, petunjuk",
    "back": "kembali, balik, mundur, back, sebelumnya, previous, go back",
    "cancel": "batal, batalkan, cancel, gak jadi, ga jadi, nggak jadi, tidak jadi, enggak jadi, batal aja",
    "undo": "urungkan, undo, kembalikan, jangan dibatalkan, batal batal, restore",
    "resume": "lanjut, lanjutkan, teruskan, lanjut lagi, continue, resume",
    "nominate": "daftar, daftarkan, daftarin, nominasi, daftarkan pekerja, daftar pekerja, mendaftarkan, "
    "mau daftar, saya mau daftar, daftar baru, register, enrol, enroll, nominate",
    "workers": "pekerja, pekerja saya, daftar pekerja saya, lihat pekerja, status, cek status, workers, "
    "my workers",
    "questions": "tanya, tanya jawab, pertanyaan, mau tanya, faq, questions, info",
    "settings": "pengaturan, setelan, atur, setting, settings",
    "person": "petugas, admin, cs, operator, orang, bicara dengan orang, hubungi kantor, kantor, "
    "hubungi petugas, customer service, agent, human, talk to a person",
    "indonesian": "bahasa indonesia, indonesian, pakai bahasa indonesia",
    "english": "english, inggris, bahasa inggris, in english, english please",
    "language": "bahasa, ganti bahasa, ubah bahasa, language, change language",
    "edit": "ubah, edit, ganti, perbaiki, koreksi, change",
    "delete_message": "hapus pesan, hapus pesan nik, delete message, delete my message",
}
_COMMAND_OF: dict[str, Command] = {
    word.strip(): command for command, words in _WORDS.items() for word in words.split(",")
}

_EMERGENCY = re.compile(
    r"\b(kecelakaan(nya)?|kecelakan|laka(lantas)?|celaka|tabrakan|tertabrak|ketabrak|ditabrak|nabrak|tewas|wafat|"
    r"meninggal(nya)?|meningal|ninggal|almarhum(ah)?|kritis|sekarat|darurat|gawat|terluka|"
    r"luka (berat|parah|serius)|patah (tulang|kaki|tangan)|keracunan|kesetrum|tersengat|tenggelam|"
    r"terjatuh|jatuh dari|tertimpa|"
    r"(masuk|dibawa ke|di|dilarikan ke) (igd|ugd)|pingsan|"
    r"accident|emergency|died|has died|passed away|is dead|injured|badly hurt|unconscious)\b",
    re.IGNORECASE,
)


def command(text: str) -> Command | None:
    """What the whole message asks for, if it is one of the words that are heard anywhere."""
    return _COMMAND_OF.get(normal(text).removeprefix("/")) if len(text) <= 60 else None


def is_emergency(text: str) -> bool:
    """Someone was hurt or has died: the message holds a word that says so."""
    return _EMERGENCY.search(normal(text)) is not None


_EDIT = re.compile(
    r"(?:tolong |mau |saya mau )?(?:ubah|ganti|edit|perbaiki|koreksi|change|correct)\s+(?:the\s+)?(.{2,40})"
)


def field_to_edit(text: str) -> str | None:
    """What "ubah gaji" wants to change, as they call it; None if it is no such wish."""
    found = _EDIT.fullmatch(normal(text)) if len(text) <= 80 else None
    return found[1] if found else None
