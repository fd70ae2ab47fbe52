"""The demo's registration desk and payment gateway: they register nobody and move no money, and say so.

Everything else is the real path: an answer is taken by `registration.accept`, a payment by
`settlements.settle`. Only the demo uses them (bot/app.py), and it never opens a database of real people.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.coverage import registration, settlements
from bot.coverage.registration import Answer, Result
from bot.coverage.settlements import Payment, Verdict
from bot.office import CannotBeDone, Hand
from storage import bills, nominations
from storage.registrations import ToRegister

CODE_DAYS = 30
"""how long an invented payment code is good; how long a real one is, no source says"""


class SimulatedDesk:
    """A Registrar that accepts everyone at once, with a number and a code that it invents."""

    def __init__(self, today: date) -> None:
        self._today = today

    async def submit(self, applications: Sequence[ToRegister]) -> Sequence[Answer]:
        """An answer for each; the same ones for the same application."""
        return [answer_of(one.reference, self._today) for one in applications]


def answer_of(reference: str, today: date) -> Answer:
    """A number and a code that nobody has: invented from the reference, so always the same."""
    digits = str(int(hashlib.sha256(reference.encode()).hexdigest(), 16))
    return Answer(reference, f"00{digits[:9]}", f"DEMO{digits[9:17]}", today + timedelta(days=CODE_DAYS))


def register(hand: Hand, reference: str) -> Result:
    """Register a consented nomination at the simulated desk."""
    hand = replace(hand, source="simulated")
    (result,) = registration.accept(
        hand.connection,
        hand.secrets,
        [answer_of(reference, hand.today)],
        hand.office,
        hand.now,
    )
    return result


def pay(hand: Hand, bill: str, amount: int | None = None) -> Verdict:
    """Pay an open bill today at the simulated gateway: all that is outstanding, unless an amount is given."""
    kept = bills.by_references(hand.connection, [bill]).get(bill)
    if kept is None or kept.status != "open":
        raise CannotBeDone(f"{bill}: there is no open bill with this reference")
    row = nominations.by_ids(hand.connection, hand.secrets, [kept.nomination_id])[kept.nomination_id]
    outstanding = sum(rupiah for month, rupiah in kept.items if month not in row.paid) - row.credit
    payment = Payment(
        f"simulated:{bill}:{hand.now:%Y%m%d%H%M%S%f}"[: settlements.LONGEST_ID],
        max(outstanding, 1) if amount is None else amount,
        hand.now,
        kept.code,
        source="simulated",
        nomination_id=kept.nomination_id,
    )
    (verdict,) = settlements.settle(hand.connection, hand.secrets, [payment], hand.office, hand.now)
    return verdict
