"""Questions that people ask at any step, and the one list of topics they may choose from."""

from __future__ import annotations

from typing import Any

from flows.price import first_month
from flows.rules.tariff import last_discounted_month, quote
from flows.steps import Choose, Flow, Tell
from flows.types import Facts, Say, State
from flows.words import normal, words

TOPICS = ("cost", "benefits", "start", "pay", "late", "who", "jht", "data", "official")

_WORDS: dict[str, str] = {
    "cost": "iuran iurannya biaya biayanya harga harganya tarif potongan diskon mahal murah cost price "
    "premium discount fee bayarnya berapaan",
    "benefits": "manfaat manfaatnya guna gunanya untung keuntungan santunan jkk jkm dapat ditanggung benefit "
    "benefits covered sertakan",
    "start": "berlaku berlakunya aktif aktifnya start starts mulainya kapan active",
    "pay": "bayar membayar pembayaran transfer dana gopay bank kode pay paying payment",
    "late": "telat terlambat nunggak tunggakan menunggak denda jatuh tempo lupa lapse late fine due",
    "who": "syarat syaratnya umur usia boleh siapa requirement requirements age who eligible",
    "jht": "jht tabungan tua pensiun savings",
    "data": "data datanya aman keamanan privasi rahasia nik ktp hapus safe safety privacy secure",
    "official": "resmi penipuan tipu hoax hoaks palsu bohong scam official legit fraud bot robot",
}
_TOPIC_OF = {word: topic for topic, words in _WORDS.items() for word in words.split()}


def topic_of(text: str) -> str | None:
    """What a question is about: the topic most of its words belong to, the earlier one of two; else None."""
    found = [topic for word in words(normal(text)) if (topic := _TOPIC_OF.get(word))]
    return max(TOPICS, key=found.count) if found else None


def asks_why(text: str) -> bool:
    """Do they ask what the question is for?"""
    return bool(_WHY & set(words(normal(text))))


_WHY = frozenset(["kenapa", "mengapa", "ngapain", "why"])


def answer(text: str, facts: Facts) -> tuple[Say, ...]:
    """The answer to a question, or where it can be asked."""
    topic = topic_of(text)
    return about(topic, facts) if topic else (Say("faq.unknown", office(facts)),)


def about(topic: str, facts: Facts) -> tuple[Say, ...]:
    """What is known about a topic; nothing that no source confirms (docs/scheme.md)."""
    if topic == "cost":
        return _cost(facts)
    return (Say(f"faq.{topic}", office(facts) if topic in ("data", "official") else {}),)


def office(facts: Facts) -> dict[str, Any]:
    """How to reach the office, for texts that offer a person."""
    return {"office": facts.office.name, "contact": facts.office.contact, "hours": facts.office.hours}


def lowest_premium(facts: Facts) -> int:
    """Rupiah: JKK and JKM in the lowest band outside transport, for the month one would pay today."""
    return quote(1, "other", ("jkk", "jkm"), first_month(facts), 1).total


def _cost(facts: Facts) -> tuple[Say, ...]:
    month = first_month(facts)
    full = quote(1, "other", ("jkk", "jkm"), month, 1, payer="government").total
    says = (Say("faq.cost", {"full": full}),)
    other, transport = last_discounted_month("other"), last_discounted_month("transport")
    if other is None or transport is None or month > max(other, transport):
        return says
    return (*says, Say("faq.discount", {"other": other, "transport": transport}))


def _chosen(state: State, facts: Facts) -> tuple[Say, ...]:
    return about(state.answers["topic"], facts)


QUESTIONS = Flow("questions", (Choose("topic", options=TOPICS), Tell("answer", _chosen)))
