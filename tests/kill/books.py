"""The books after all is quiet: what was written, what was kept of it, what was sent, and what arrived.

Telegram does not tell which row a message was of: there the rows of one chat with the same words are held
against the messages with these words. Twilio is given the row in the address of the status callback.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from flows.stored import load_state
from storage import Store
from storage.tables import addresses, conversations, deliveries, inbox, outbox
from tests.fakes.bot_api import BotApi
from tests.fakes.twilio import Twilio

OPEN = ("waiting", "claimed", "attempting")
SETTLED = ("sent", "uncertain", "dead", "withheld")


@dataclass(frozen=True)
class Books:
    """What should be empty lists, of lines that say what is wrong."""

    store: Store
    api: BotApi
    twilio: Twilio

    def is_quiet(self) -> bool:
        """Is all that was written taken, and nothing on its way?"""
        if self.api.unconfirmed():
            return False
        with self.store.reading() as conn:
            heard = list(conn.execute(select(inbox.c.provider_id, inbox.c.status)))
            is_sending = conn.scalar(select(outbox.c.id).where(outbox.c.status.in_(OPEN)).limit(1))
        is_taken = {sid for sid, _ in heard} >= set(self._sids()) and all(row[1] == "done" for row in heard)
        return is_taken and is_sending is None

    # --- what came in ---------------------------------------------------------------------------------

    def not_heard_once(self) -> list[str]:
        """Every update of Telegram's, and every message at Twilio, is in the inbox once, and done."""
        first = 700_000_001
        updates = [str(number) for number in range(first, self.api.next_update_id)]
        written = Counter([*updates, *self._sids()])
        rows = self._rows(inbox)
        heard = Counter(row.provider_id for row in rows)
        told = [f"{one}: written {written[one]}, heard {heard[one]}" for one in written | heard]
        wrong = [line for line, one in zip(told, written | heard, strict=True) if written[one] != heard[one]]
        return wrong + [
            f"{row.provider_id}: {row.status} {row.error}" for row in rows if row.status != "done"
        ]

    def _sids(self) -> list[str]:
        return [one.sid for one in list(self.twilio.messages.values()) if one.direction == "inbound"]

    # --- what went out --------------------------------------------------------------------------------

    def not_settled(self) -> list[str]:
        """What is neither sent nor visible with its reason; replies that nobody was to get."""
        return [
            self._history(row)
            for row in self._rows(outbox)
            if row.status not in SETTLED or (row.status != "sent" and not row.error)
        ]

    def sent_wrongly_on_whatsapp(self) -> list[str]:
        """What was sent went once; what is uncertain once at most, or twice where it is a reply.

        A reply went twice at most where another uncertain message of its person had the same words.
        """
        arrived, unsure = self._arrived_by_row(), self._unsure()
        wrong = []
        for row in self._rows(outbox, outbox.c.channel == "whatsapp"):
            times = arrived.pop(row.id, 0)
            is_the_only_one = unsure[row.person_id, self._words(row)] <= {row.id}
            if times not in _allowed(row, is_traceable=is_the_only_one):
                wrong.append(f"arrived {times} times: {self._history(row)}")
        return wrong + [
            f"arrived, but of no row of WhatsApp: {row} {times}" for row, times in arrived.items()
        ]

    def sent_wrongly_on_telegram(self) -> list[str]:
        """As on WhatsApp; but a reply that was uncertain may have gone twice."""
        arrived = Counter((str(one.chat_id), one.text) for one in self.api.accepted)
        rows = defaultdict(list)
        chats = self._addresses("telegram")
        for row in self._rows(outbox, outbox.c.channel == "telegram"):
            if row.text_sealed is not None:
                rows[chats[row.person_id], self._words(row)].append(row)
        wrong = [f"arrived, but of no row: {key} {arrived[key]}" for key in arrived if key not in rows]
        for key, same in rows.items():
            least = sum(_allowed(row)[0] for row in same)
            most = sum(_allowed(row)[-1] for row in same)
            if not least <= arrived[key] <= most:
                told = "; ".join(self._history(row) for row in same)
                wrong.append(f"{key} arrived {arrived[key]} times, not {least} to {most}: {told}")
        return wrong

    def sent_nowhere(self) -> list[str]:
        """Rows that are sent without a channel to have gone through."""
        return [self._history(row) for row in self._rows(outbox) if row.status == "sent" and not row.channel]

    # --- where people are -----------------------------------------------------------------------------

    def asked_otherwise(self) -> list[str]:
        """People whose last answer ended with another question than the one that is waited on."""
        last = {row.person_id: row for row in self._rows(outbox, outbox.c.conversation.is_not(None))}
        wrong = []
        for row in self._rows(conversations, order=conversations.c.person_id):
            if row.state_sealed is None or row.waiting_on is None:
                continue
            state, asked = load_state(self.store.secrets.open(row.state_sealed)), last.get(row.person_id)
            stored = (state.conversation, state.asking)
            if asked is None or (asked.conversation, asked.asking) != stored:
                shown = self._history(asked) if asked else "nothing"
                wrong.append(f"person {row.person_id} is waited on for {stored}, and was asked {shown}")
        return wrong

    # --- for who reads what is wrong ------------------------------------------------------------------

    def unsent_ids(self) -> set[int]:
        """What the operator is to see."""
        rows = self._rows(outbox)
        return {
            row.id for row in rows if row.status in ("dead", "withheld", "uncertain") or row.uncertain_count
        }

    def statuses(self) -> Counter[str]:
        return Counter(row.status for row in self._rows(outbox))

    def _history(self, row: Any) -> str:
        with self.store.reading() as conn:
            where = deliveries.c.outbox_id == row.id
            told = [
                f"{one.provider_id[-6:]} {one.status}"
                for one in conn.execute(select(deliveries).where(where))
            ]
        words = self._words(row)[:40]
        return (
            f"row {row.id} ({row.key}) of person {row.person_id} priority {row.priority} on {row.channel}: "
            f"{row.status}, uncertain {row.uncertain_count} times, {row.attempts} attempts, {row.error!r}, "
            f"attempted {row.attempted_at}, sent {row.sent_at} as {row.provider_id}, told {told}, {words!r}"
        )

    def _unsure(self) -> defaultdict[tuple[int, str], set[int]]:
        """The rows that were uncertain, by whose they are and what they say."""
        unsure = defaultdict(set)
        for row in self._rows(outbox, outbox.c.uncertain_count > 0):
            unsure[row.person_id, self._words(row)].add(row.id)
        return unsure

    def _words(self, row: Any) -> str:
        return self.store.secrets.open_text(row.text_sealed) if row.text_sealed else ""

    def _arrived_by_row(self) -> dict[int, int]:
        """Of a long message its first part counts."""
        places = [re.search(r"[?&]m=(\d+)\.0$", one.callback or "") for one in self.twilio.sent]
        return Counter(int(place[1]) for place in places if place)

    def _addresses(self, channel: str) -> dict[int, str]:
        rows = self._rows(addresses, addresses.c.channel == channel)
        return {row.person_id: self.store.secrets.open_text(row.value_sealed) for row in rows}

    def _rows(self, table: Any, *where: Any, order: Any = None) -> list[Any]:
        with self.store.reading() as conn:
            ordered = table.c.id if order is None else order
            return list(conn.execute(select(table).where(*where).order_by(ordered)))


def _allowed(row: Any, *, is_traceable: bool = False) -> tuple[int, ...]:
    """How often a message may have arrived, by what its row says."""
    is_reply = row.priority == 0
    if row.status == "sent":
        return (1, 2) if is_reply and row.uncertain_count and not is_traceable else (1,)
    if row.status == "uncertain":
        return (0, 1, 2) if is_reply else (0, 1)
    return (0,)
