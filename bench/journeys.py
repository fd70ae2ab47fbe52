"""Whole journeys by the path of the service: nominated, agreed, registered, paid, told, cards drawn."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from bench.ours import Ours
from bench.people import TURNS, pages, update, updates
from bot.coverage import registration, settlements
from bot.coverage.registration import Answer
from bot.coverage.settlements import Payment
from storage.tables import bills, contribution_months, nominations, outbox

WAVE = 100
"""people on their way at once"""
ANSWERS = ("ya", None, "ya", "lewati semua")
"""of a worker: it is me; the end of the NIK (None); I agree; no address"""
_WORKERS = 5_000_000
"""where their numbers begin"""


@dataclass(frozen=True, slots=True)
class Travelled:
    """How fast journeys were made: a second, CPU in milliseconds for each, and pictures drawn and sent."""

    per_second: float
    cpu_ms: float
    cards: int


async def travel(service: Ours, people: Sequence[int]) -> Travelled:
    """Every journey of these people, in waves; all that is said is rendered, drawn and sent, and counted."""
    service.app.links.card = "https://sertakan.example.org/kartu/{token}"
    service.app.links.invitations["telegram"] = "https://t.me/contoh_bot?start={token}"
    before = _cards(service)
    start, cpu = time.perf_counter(), time.process_time()
    for first in range(0, len(people), WAVE):
        await _wave(service, people[first : first + WAVE])
    spent, used = time.perf_counter() - start, time.process_time() - cpu
    return Travelled(len(people) / spent, used / len(people) * 1e3, _cards(service) - before)


async def _wave(service: Ours, people: Sequence[int]) -> None:
    number = people[0] * 100
    await service.take_all(updates(people, number), "counted")
    invited = _invited(service)
    number += len(people) * TURNS
    for turn in range(1 + len(ANSWERS)):
        raw = []
        for person, (reference, digits) in zip(people, invited, strict=True):
            token = service.app.store.secrets.token("invitation", reference)
            answer = ANSWERS[turn - 1] or digits
            said = f"/start {token}" if turn == 0 else answer
            number += 1
            raw.append(update(number, _WORKERS + person, said))
        for page in pages(raw):
            await service.take_all(page, "counted")
    await _register(service, [reference for reference, _ in invited])
    await _pay(service)
    await service.send()


def _invited(service: Ours) -> list[tuple[str, str]]:
    """References of those who are to answer, each with the end of the NIK."""
    columns = nominations.c
    with service.app.store.reading() as connection:
        invited = select(columns.reference, columns.nik_last4).where(columns.status == "invited")
        return [(reference, digits) for reference, digits in connection.execute(invited)]


async def _register(service: Ours, references: Sequence[str]) -> None:
    app, now = service.app, service.app.times.now()
    expires_on = now.date() + timedelta(days=30)
    answers = [
        Answer(reference, f"{abs(hash(reference)) % 10**11:011}", f"C{reference}", expires_on)
        for reference in references
    ]
    await app.write(lambda conn: registration.accept(conn, app.store.secrets, answers, app.office, now))


async def _pay(service: Ours) -> None:
    app, now = service.app, service.app.times.now()
    with app.store.reading() as connection:
        due = connection.execute(select(bills.c.code, bills.c.amount).where(bills.c.status == "open")).all()
    paid = [Payment(f"P{code}", amount, now, code=code) for code, amount in due]
    await app.write(lambda conn: settlements.settle(conn, app.store.secrets, paid, app.office, now))


def _cards(service: Ours) -> int:
    """Confirmations of a payment that were sent."""
    with service.app.store.reading() as connection:
        sent = (outbox.c.status == "sent") & outbox.c.key.like("paid:%")
        return connection.execute(select(func.count()).select_from(outbox).where(sent)).scalar_one()


def covered(service: Ours) -> int:
    """Nominations with a month that was paid: to see that the journeys were made."""
    with service.app.store.reading() as connection:
        distinct = func.count(contribution_months.c.nomination_id.distinct())
        return connection.execute(select(distinct)).scalar_one()
