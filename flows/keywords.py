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
    "pause",
    "cancel",
    "undo",
    "resume",
    "nominate",
    "begin_new",
    "workers",
    "questions",
    "settings",
    "news",
    "person",
    "indonesian",
    "english",
    "language",
    "edit",
    "delete_message",
    "invitation",
    "assist",
    "first_message",
    "cover",
    "card",
    "data",
    "withdraw",
    "contested",
    "take_over",
    "manage",
    "pay",
    "claim",
    "connect",
    "disconnect",
    "console",
    "tomorrow",
    "no_reminders",
]
COMMANDS: frozenset[str] = frozenset(get_args(Command))


def phrases(listed: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in listed.split(","))


_WORDS: dict[Command, str] = {
    "stop": """stop, berhenti, setop, stop semua, berhenti semua, unsubscribe, stopall, henti, stopp, berenti,
        stop ya, berhenti ya""",
    "start": "start, mulai, mulai lagi, subscribe, unstop",
    "menu": "menu, menu utama, daftar menu, main menu, home, beranda",
    "help": "bantuan, bantu, help, tolong, tolong saya, bingung, saya bingung, cara pakai, petunjuk",
    "back": "kembali, balik, mundur, back, sebelumnya, previous, go back",
    "pause": """nanti, nanti aja, nanti saja, nanti dulu, besok, besok aja, besok saja, bentar, sebentar,
        tunggu, bentar ya, sebentar ya, tunggu ya, ntar, ntar ya, ntar aja, gak usah dulu, ga usah dulu,
        tidak usah dulu, saya tanya dulu, tanya dulu, oke bentar, later, not now, wait, tomorrow, pause""",
    "cancel": """batal, batalkan, cancel, gak jadi, ga jadi, nggak jadi, tidak jadi, enggak jadi, batal aja,
        gak jadi deh, ga jadi deh, nggak jadi deh, batal saja, batalin""",
    "undo": "urungkan, undo, kembalikan, jangan dibatalkan, batal batal, restore",
    "resume": "lanjut, lanjutkan, teruskan, lanjut lagi, continue, resume",
    "nominate": """daftar, daftarkan, daftarin, nominasi, daftarkan pekerja, daftar pekerja, mendaftarkan,
        mau daftar, saya mau daftar, daftar baru, daftar lagi, satu lagi, tambah, tambah lagi, tambah pekerja,
        register, enrol, enroll, nominate""",
    "workers": """pekerja, pekerja saya, daftar pekerja saya, lihat pekerja, status, cek status, workers,
        my workers""",
    "questions": "tanya, tanya jawab, pertanyaan, mau tanya, faq, questions, info",
    "news": "kabar, kabarnya, baca kabar, baca kabarnya, lihat kabar, news, the news, read the news",
    "settings": "pengaturan, setelan, atur, setting, settings",
    "person": """petugas, admin, cs, operator, orang, bicara dengan orang, hubungi kantor, kantor,
        hubungi petugas, bicara dengan petugas, mau bicara dengan petugas, telepon kantor,
        nomor telepon kantor, nomor kantor, tolong telepon saya, bicara sama orang, customer service, agent,
        human, talk to a person""",
    "indonesian": "bahasa indonesia, indonesian, pakai bahasa indonesia, pakai bahasa indonesia dong",
    "english": "english, inggris, bahasa inggris, in english, english please, pakai bahasa inggris",
    "language": "bahasa, ganti bahasa, ubah bahasa, language, change language",
    "edit": "ubah, edit, ganti, perbaiki, koreksi, change",
    "delete_message": "hapus pesan, hapus pesan nik, delete message, delete my message",
    "invitation": "undangan, undangan saya, lihat undangan, invitation, my invitation",
    "cover": """perlindungan, perlindungan saya, perlindunganku, jaminan saya, cover, my cover, my coverage,
        coverage""",
    "card": """kartu, kartu saya, kartuku, lihat kartu, mana kartu saya, kartu peserta, card, my card,
        where is my card""",
    "data": "dataku, data saya, data ku, lihat data saya, data apa saja, my data",
    "withdraw": """tarik izin, tarik_izin, tarik persetujuan, cabut izin, cabut persetujuan, berhenti ikut,
        saya mau berhenti ikut, withdraw, withdraw consent, withdraw my consent""",
    "contested": "keliru, data keliru, data saya keliru, data saya salah, wrong, my data is wrong",
    "take_over": "bayar sendiri, saya bayar sendiri, mau bayar sendiri, pay myself, pay for myself",
    "pay": "bayar, bayar iuran, tagihan, mau bayar, saya mau bayar, lihat tagihan, pay, bill, my bill",
    "claim": """sdh byr, udh byr, sudah byr, udh bayar, sdh dibayar,
        sudah bayar, udah bayar, sdh bayar, saya sudah bayar, sudah saya bayar, sudah dibayar,
        sudah transfer, udah transfer, saya sudah transfer, bukti bayar, paid, i paid, i have paid""",
    "connect": """hubungkan, sambungkan, hubungkan akun, sambungkan akun, hubungkan akun saya, hubungkan wa,
        hubungkan whatsapp, hubungkan telegram, mau hubungkan akun, ganti aplikasi, link, link account,
        link my account, connect, connect account""",
    "disconnect": """putus, putuskan, putuskan akun, putuskan hubungan, putus hubungan, unlink, disconnect,
        bukan akun saya, not my account""",
    "tomorrow": """ingatkan besok, ingatkan saya besok, ingatkan aku besok, ingatkan lagi besok, besok
        ingatkan, besok ingatkan lagi, besok ingatkan saya, tolong ingatkan besok, tolong ingatkan saya
        besok, ingetin besok, ingetin lagi besok, besok ingetin, besok ingetin lagi, ingatin besok, besok
        ingatin, besok diingatkan lagi, remind me tomorrow, remind tomorrow, remind me again tomorrow,
        please remind me tomorrow""",
    "no_reminders": """berhenti ingatkan, berhenti ingatkan saya, berhenti mengingatkan, berhenti
        diingatkan, berhenti pengingat, stop ingatkan, stop pengingat, stop mengingatkan, matikan pengingat,
        tanpa pengingat, jangan ingatkan, jangan ingatkan lagi, jangan ingatkan saya, jangan ingatkan saya
        lagi, jangan diingatkan, jangan diingatkan lagi, jangan ingetin, jangan ingetin lagi, tidak usah
        ingatkan, tidak usah diingatkan, tidak usah diingatkan lagi, gak usah ingatkan, gak usah diingatkan,
        gak usah diingetin, ga usah diingatkan, ga usah diingetin, nggak usah diingatkan, nggak usah
        diingetin, stop reminding, stop reminding me, stop reminders, stop the reminders, no reminders, no
        more reminders, don't remind me, do not remind me, don't remind me again""",
    "console": "konsol, konsol kantor, buka konsol, console",
}
_COMMAND_OF: dict[str, Command] = {
    phrase: command for command, listed in _WORDS.items() for phrase in phrases(listed)
}
_TOKEN = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJKMNP-TV-Z]{26}(?![0-9A-Za-z])", re.IGNORECASE)
LINK_LETTERS = 6
_LINK = re.compile(
    r"/?(?:hubungkan|sambungkan|link|connect)[\s:.-]+([0-9a-z][0-9a-z -]{4,8}[0-9a-z])\W*", re.I
)
CHAT_CODE_LETTERS = 10
_CHAT_CODE = re.compile(r"/?(?:konsol|console)[\s:.-]+([0-9a-z][0-9a-z -]{8,13}[0-9a-z])\W*", re.I)
_LOOK_ALIKE = str.maketrans("OIL", "011")
_KEEPS = phrases(
    """tetap, tetap saja, tetap itu, sama, sama saja, sama aja, tidak berubah, biarkan, biar saja, keep,
    keep it, the same, same, unchanged, gak jadi diubah, tidak jadi ubah, gak jadi ubah"""
)
_SUPPOSES = ("kalau ", "kalo ", "jika ", "bila ", "seandainya ", "misalnya ", "if ", "what if")
_EMERGENCY = re.compile(
    r"""\b(?<!jaminan\ )(?<!program\ )(?<!asuransi\ )(?<!jkk\ )(?<!pernah\ )(
    (ke|k)c+e?lakaa*n(nya)? | laka(lantas)? | celaka | tabrakan | nabrak | (ter|ke|di)tabrak | tertimpa
    | m[ea]?ninn?ggal(nya)? | meningal | ninggal | wafat | tewas | almarhum(ah)? | (sudah|udah|telah)\ mati
    | kritis | sekarat | darurat | gawat | pingsan | (ter)?luka | cedera | berdarah | pendarahan
    | patah\ (tulang|kaki|tangan|lengan) | (jari|tangan|kaki)(nya)?\ putus | terpotong | keracunan | kebakaran
    | kesetrum | tersengat | tenggelam | terbakar | (kena|tersiram|kesiram)\ air\ (panas|keras)
    | (di)?gigit\ (ular|anjing) | serangan\ jantung | stroke | terjatuh | kepleset | terpeleset
    | jatuh(?!\ tempo) | (masuk|dibawa\ ke|di|dilarikan\ ke|rawat)\ (igd|ugd|rumah\ sakit|rs|inap) | opname
    | accident | emergency | died | passed\ away | is\ dead | injured | (badly|is)\ hurt | bleeding
    | unconscious | in\ (the\ )?hospital | (he|she)\ fell | fell\ (off|from|down)
    )\b""",
    re.VERBOSE,
)
_DEATH = re.compile(
    r"\b(m[ea]?ninn?ggal(nya)?|meningal|ninggal|wafat|tewas|almarhum(ah)?|died|passed away|is dead)\b"
)
_POLITE = re.compile(r"( (ya+|pak|bu|mas|mbak|kak|kakak|min|dong|deh|please|dulu))+$")
_REFUSES = re.compile(
    r"(?:maaf )?(?:saya |aku |sy |i )?"
    r"(?:(?:tidak|tdk|gak|ga|gk|nggak|ngga|enggak|ndak|tak) (?:setuju|mau(?: ikut)?|ingin ikut|bersedia|ikut)"
    r"|menolak|tolak|(?:do not|don't|dont) (?:agree|want(?: it| this| to)?)|disagree|refuse)"
    r"(?: (?:saya|ah|ya|kok|pak|bu|mas|mbak|kak|deh|lah|terima kasih|makasih))*"
)
_WRONG = re.compile(
    r"\b(?:(?:di)?ubah|(?:di)?ganti|salah|keliru|(?:di)?betulkan|(?:di)?perbaiki|koreksi|harusnya|seharusnya"
    r"|yang benar|bukan|change|wrong|correct|should be)\b"
)
_STATES = re.compile(
    r"(?:(?:maaf|eh|oh|my) )?(?:nama|namanya|nik|no ktp|nomor ktp|ktp|tanggal lahir|tgl lahir|lahir|hp|no hp"
    r"|nomor hp|nomor|pekerjaan|kerja|gaji|upah|penghasilan|tempat kerja|lokasi|name|phone|salary|income"
    r"|job)\b"
)
_EDIT = re.compile(
    r"(?:tolong |mau |saya mau )?(?:ubah|ganti|edit|perbaiki|koreksi|change|correct)\s+(?:the\s+)?(.{2,60})"
)


def command(text: str) -> Command | None:
    """What the whole message asks for, if it is one of the words that are heard anywhere."""
    if len(text) > 60:
        return None
    said = normal(text).removeprefix("/")
    return _COMMAND_OF.get(said) or _COMMAND_OF.get(_POLITE.sub("", said))


def token(text: str) -> str | None:
    """The token of an invitation that a message holds: a link on WhatsApp is a text ready to be sent."""
    found = _TOKEN.search(text)
    return found[0].upper() if found and not found[0].isdecimal() else None


def link_code(text: str) -> str | None:
    """The code of "HUBUNGKAN 7K2M9Q", which links another app; letters that look like digits are read so."""
    found = _LINK.fullmatch(text.strip())
    if found is None or not re.search(r"\d", found[1]):
        return None  # "hubungkan kantor": a code has a digit
    code = re.sub(r"[ -]", "", found[1]).upper().translate(_LOOK_ALIKE)
    return code if len(code) == LINK_LETTERS else None


def chat_code(text: str) -> str | None:
    """The code of "KONSOL 7K2M9-QX4T8", with which someone of the office makes this chat theirs."""
    found = _CHAT_CODE.fullmatch(text.strip())
    if found is None:
        return None
    code = re.sub(r"[ -]", "", found[1]).upper().translate(_LOOK_ALIKE)
    return code if len(code) == CHAT_CODE_LETTERS else None


def is_emergency(text: str) -> bool:
    """Someone was hurt or has died: the message holds a word that says so."""
    return _EMERGENCY.search(normal(text)) is not None


def tells_of_death(text: str) -> bool:
    """Someone has died, says the message; not that someone might."""
    return _DEATH.search(normal(text)) is not None and not supposes(text)


def supposes(text: str) -> bool:
    """ "Kalau meninggal …": what would be, not what is."""
    return normal(text).startswith(_SUPPOSES)


def refuses(text: str) -> bool:
    """ "Tidak setuju", "saya tidak mau ikut": no, whatever was said last; not a bare "tidak"."""
    return len(text) <= 60 and _REFUSES.fullmatch(normal(text)) is not None


def says_wrong(text: str) -> bool:
    """Something is to be changed, or is wrong, says a word of it."""
    return _WRONG.search(normal(text)) is not None


def states_own(text: str) -> bool:
    """ "Nama saya Siti", "nama: Siti", "gaji 3 juta": it begins with what it is about."""
    return _STATES.match(normal(text)) is not None


def keeps(text: str) -> bool:
    """Asked again for something they answered: it stays as it is."""
    return normal(text) in _KEEPS


def field_to_edit(text: str) -> str | None:
    """What "ubah gaji" wants to change, as they call it; None if it is no such wish."""
    found = _EDIT.fullmatch(normal(text)) if len(text) <= 100 else None
    return found[1] if found else None
