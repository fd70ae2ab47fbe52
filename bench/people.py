"""Invented people in the middle of nominations, and the bytes that Telegram would bring of them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence

TOKEN = "123456789:AAHinvented-for-the-bench-only-0000000"
"""of no bot"""

TURNS = 10
"""messages of one whole conversation"""

_FIRST = (
    "Adi",
    "Budi",
    "Citra",
    "Dewi",
    "Eko",
    "Fitri",
    "Gilang",
    "Indah",
    "Joko",
    "Maman",
    "Nurul",
    "Putri",
)
_LAST = ("Santoso", "Wibowo", "Lestari", "Saputra", "Hidayat", "Rahayu", "Pratama", "Siregar", "Nugroho")
_MONTHS = ("1 bulan", "3 bulan", "6 bulan", "12 bulan")


def conversation(person: int) -> list[str]:
    """What person number `person` types: start, menu, notice, job, name, NIK, phone, income, months, yes."""
    worker = f"{_FIRST[person % len(_FIRST)]} {_LAST[person % len(_LAST)]}"
    birth = f"{person % 28 + 1:02}{person % 12 + 1:02}{person % 30 + 70:02}"
    nik = f"620201{birth}{person % 9999 + 1:04}"
    phone = f"0812{30_000_000 + person}"
    months = _MONTHS[person % len(_MONTHS)]
    income = f"{1_200_000 + person * 37 % 97 * 50_000:,}".replace(",", ".")
    return ["/start", "1", "setuju", str(person % 8 + 1), worker, nik, phone, income, months, "ya"]


def sender_id(person: int) -> int:
    """Their Telegram id."""
    return 700_000_000 + person


def update(number: int, person: int, text: str) -> bytes:
    """One message as an element of Telegram's answer to getUpdates."""
    name = {"first_name": f"Peserta {person}", "username": f"peserta_{person}"}
    sender = {"id": sender_id(person), **name}
    message: dict[str, object] = {
        "message_id": number,
        "from": {**sender, "is_bot": False, "language_code": "id"},
        "chat": {**sender, "type": "private"},
        "date": 1_795_300_000 + number // 100,
        "text": text,
    }
    if text.startswith("/"):
        message["entities"] = [{"offset": 0, "length": len(text), "type": "bot_command"}]
    whole = {"update_id": 500_000_000 + number, "message": message}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def updates(
    people: Sequence[int], first_number: int = 0, first_turn: int = 0, last_turn: int = TURNS
) -> list[bytes]:
    """Conversations of these people, interleaved: at most times they stand at ten different steps.

    Everyone's messages come in order, from `first_turn` to before `last_turn`; who comes next is shuffled,
    the same way in every run.
    """
    spoken = interleaved(people, first_turn, last_turn)
    return [update(first_number + n, person, text) for n, (person, text) in enumerate(spoken, start=1)]


def interleaved(people: Sequence[int], first_turn: int, last_turn: int) -> list[tuple[int, str]]:
    """Who says what, in the order of `updates`. After the last turn of a conversation they greet again."""
    shuffled = random.Random(2026)  # noqa: S311  an order, not a secret
    waves: dict[int, list[tuple[int, str]]] = {}
    for place, person in enumerate(people):
        lines = [*conversation(person), *["halo"] * (last_turn - TURNS)]
        for turn, text in enumerate(lines[first_turn:last_turn]):
            waves.setdefault(turn + place % TURNS, []).append((person, text))
    ordered = []
    for _, wave in sorted(waves.items()):
        shuffled.shuffle(wave)
        ordered += wave
    return ordered


def pages(raw: Sequence[bytes], size: int = 100) -> Iterator[Sequence[bytes]]:
    """As getUpdates brings them: at most a hundred at a time."""
    for start in range(0, len(raw), size):
        yield raw[start : start + size]
