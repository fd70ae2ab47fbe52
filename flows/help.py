"""Questions that people ask at any step, and the one list of topics they may choose from."""

from __future__ import annotations

import re
from typing import Any

from flows.price import first_month
from flows.rules.tariff import first_discounted_month, last_discounted_month, quote
from flows.steps import Choose, Flow, Tell
from flows.types import Facts, Say, State
from flows.words import normal

TOPICS = ("cost", "benefits", "start", "pay", "late", "who", "jht", "data", "official")
"""those in the list; more are known when asked about"""

_ASKED = (
    ("other_bpjs", r"kesehatan|sakit|melahirkan|berobat|health|illness|\bsick\b"),
    ("how", r"\b(cara|gimana|bagaimana|how)\b.*\b(daftar|mendaftar\w*|register|enrol\w*|nominasi\w*)"),
    ("how", r"\b(daftar|mendaftar\w*|register)\b.*\b(gimana|bagaimana)\b"),
    ("how", r"\b(dokumen|berkas)\w*|\b(perlu|butuh|siapkan) apa\b|disiapkan|\bdocuments?\b"),
    ("no_phone", r"\b(tidak|tdk|gak|ga|nggak|tak|ndak|belum) (punya|ada) (hp|nomor|telepon|wa)\b|no phone"),
    ("consent", r"\b(tidak|tdk|gak|ga|nggak|ndak) (setuju|mau)\b|tolak|nolak|dihubungi|refuse|contacted"),
    ("consent", r"\b(bisa|boleh|can)\b.*\b(dibatalkan|batal|cancel\w*)\b"),
    ("late", r"telat|terlambat|tunggak|denda|jatuh tempo|lupa bayar|\blate\b|overdue"),
    ("late", r"\b(kapan|when)\b.*\b(bayar|dibayar|pay)"),
    ("cost", r"\bberapa\b.*(bayar|iuran|biaya|harga|total|sebulan|per bulan)|how much"),
    ("cost", r"potongan|diskon|discount|\b(iuran|biaya|harga|tarif)(nya)?\b|mahal|murah"),
    ("cost", r"\b(cost|price|premium)\b"),
    ("pay", r"\b(bayar|membayar|pembayaran|dibayar|transfer|pay|paying)(nya)?\b"),
    ("jht", r"\bjht\b|hari tua|pensiun|savings"),
    ("data", r"\bdata(nya)?\b|\b(aman|safe|secure)\b|keamanan|privasi|privacy|rahasia|disimpan"),
    ("official", r"\b(resmi|nipu|tipu|hoaks?|hoax|palsu|bohong|scam|official|legit|fraud|robot)\b|penipuan"),
    ("start", r"\b(kapan|mulai|when)\b.*\b(berlaku|aktif|start|active)|berlakunya"),
    ("who", r"\b(syarat|umur|usia)\w*|requirement|\bage\b|eligible|siapa (saja|aja)|boleh (di)?daftar"),
    ("benefits", r"manfaat|guna(nya)?\b|untung|santunan|\b(jkk|jkm|sertakan)\b|dapat apa|ditanggung"),
    ("benefits", r"benefit|covered"),
    ("benefits", r"meninggal|kecelakaan|accident|\bdeath\b"),
)  # fmt: skip
"""What questions are about, the more particular first."""
_COMPILED = tuple((topic, re.compile(pattern)) for topic, pattern in _ASKED)


def topic_of(text: str) -> str | None:
    """What a question is about; None where nothing here answers it."""
    asked = normal(text)
    return next((topic for topic, pattern in _COMPILED if pattern.search(asked)), None)


def worker_asks(text: str) -> str | None:
    """What a worker's plain question is about: money, who, later, source, family, cover; else None."""
    asked = normal(text)
    if len(asked) > _LONGEST:
        return None
    return next((about for about, pattern in _WORKER_ASKS if pattern.search(asked)), None)


_LONGEST = 100
_BY_WORKERS = (
    ("family", r"\b(tanya|nanya|bicara|ngomong|diskusi|rundingan|ask|talk to)\b.*"
               r"\b(suami|istri|isteri|keluarga|anak|orang ?tua|bapak|ibu|husband|wife|family|parents)\w*"
               r"( saya| dulu| first)+"),
    ("family", r"\bask my (husband|wife|family)"),
    ("source", r"\b(kok|dari ?mana|gimana|bagaimana|kenapa)\b.*\b(tau|tahu|dapat|dapet|punya|ada)\b.*"
               r"\b(saya|aku|nik|data|nomor)\b"),
    ("source", r"\b(how|where) (did|do) you\b.*\b(get|have|know|got)\b"),
    ("cover", r"\b(saya|aku)\b.*\bmasih (di|ter)?lindung\w*|\bmasih (di|ter)lindungi\b"),
    ("cover", r"\bsampai kapan\b.*\b(dilindungi|terlindungi|perlindungan\w*|berlaku|saya)\b|^sampai kapan$"),
    ("cover", r"\bam i (still )?(covered|protected)\b"),
    ("later", r"\b(bisa|boleh|can i)\b.*\b(berhenti|keluar|stop|quit|leave)\b"),
    ("money", r"\bberapa\b.*\b(saya|aku) (harus |perlu )?bayar|\bsiapa yang (mem)?bayar"),
    ("money", r"\b(saya|aku) (harus |perlu )?(mem)?bayar (berapa|apa|gak|ga|tidak|nggak)"),
    ("money", r"\b(apa|apakah) (saya|aku) (harus|perlu)? ?(mem)?bayar"),
    ("money", r"\b(beneran|benar|betul)\w* gratis|\bgratis (beneran|benar|betulan|kan|ya|gak|tidak)"),
    ("money", r"\b(gaji|upah)\b.*potong|dipotong gaji|\bwho pays|\bis it (really )?free"),
    ("money", r"\bdo i (have|need) to pay|\bhow much do i pay"),
    ("who", r"\bini siapa|\bsiapa ini|\b(nomor|no) siapa|\b(anda|kamu) siapa|\bsiapa (anda|kamu)"),
    ("who", r"^siapa (itu |sih )?(bu |pak )?(?!saja|aja)\w+$|\bsiapa yang (meng|ng)ajak"),
    ("who", r"\bbeneran dari|\bdari bpjs (beneran|asli)|\b(benar|betul|asli)\w* dari bpjs"),
    ("who", r"\bpenipuan|\btipu|\bwho (is|are) (this|you|\w+)$|\breally (from )?bpjs|\bscam"),
)  # fmt: skip
_WORKER_ASKS = tuple((about, re.compile(pattern)) for about, pattern in _BY_WORKERS)


def asks_why(text: str) -> bool:
    """Do they ask what the question is for?"""
    return _WHY.search(normal(text)) is not None


_WHY = re.compile(
    r"\b(kenapa|mengapa|ngapain|(buat|untuk|guna) apa|why|what for|what (is|are) (it|this|that|they) for)\b"
)


def answer(text: str, facts: Facts) -> tuple[Say, ...]:
    """The answer to a question, or where it can be asked."""
    topic = topic_of(text)
    return about(topic, facts) if topic else (Say("faq.unknown", office(facts)),)


def about(topic: str, facts: Facts) -> tuple[Say, ...]:
    """What is known about a topic; nothing that no source confirms (docs/scheme.md)."""
    match topic:
        case "cost":
            return _cost(facts)
        case "data" | "official":
            return (Say(f"faq.{topic}", office(facts)),)
        case "consent":
            return (Say("faq.consent", {"invited_days": facts.office.invited_days}),)
        case _:
            return (Say(f"faq.{topic}"),)


def office(facts: Facts) -> dict[str, Any]:
    """How to reach the office, for texts that offer a person."""
    return {"office": facts.office.name, "contact": facts.office.contact, "hours": facts.office.hours}


def lowest_premium(facts: Facts) -> int:
    """Rupiah: JKK and JKM in the lowest band outside transport, for the month one would pay today."""
    return quote(1, "other", ("jkk", "jkm"), first_month(facts), 1).total


def _cost(facts: Facts) -> tuple[Say, ...]:
    month = first_month(facts)
    full = quote(1, "other", ("jkk", "jkm"), month, 1, payer="government").total
    ends = {sector: last_discounted_month(sector) for sector in ("other", "transport")}
    says = (Say("faq.cost", {"full": full}),)
    if month > max(end or "" for end in ends.values()):
        return says
    starts = {f"{sector}_first": first_discounted_month(sector) for sector in ends}
    return (*says, Say("faq.discount", {**ends, **starts}))


def _chosen(state: State, facts: Facts) -> tuple[Say, ...]:
    return (*about(state.answers["topic"], facts), Say("faq.more"))


QUESTIONS = Flow("questions", (Choose("topic", options=TOPICS), Tell("answer", _chosen)))
