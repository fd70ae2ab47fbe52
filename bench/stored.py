"""A database that holds many conversations: some were had, the others are copies under other addresses."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Connection, select

from bench.ours import Ours
from bench.people import sender_id, updates
from bot.channels import NewId
from flows.stored import dump_state, load_state
from flows.types import State
from storage import Secrets
from storage.people import AddressKey, NewAddress, address_hash, find_or_add, set_notice_agreed
from storage.tables import conversations
from storage.turns import ConversationRow, save

HALFWAY = 6
"""turns that everyone has had: the next is the phone number"""

_CHUNK = 2_000


def store(url: str, number: int, had: int = 100) -> None:
    """Leave people 0 to `number` in mid-nomination; the first `had` of them really had their turns."""
    asyncio.run(_store(url, number, had))


async def _store(url: str, number: int, had: int) -> None:
    service = Ours(url)
    secrets = service.app.store.secrets
    try:
        await service.take_all(updates(range(had), last_turn=HALFWAY))
        states = await service.app.write(partial(_states, secrets))
        for start in range(had, number, _CHUNK):
            people = range(start, min(start + _CHUNK, number))
            await service.app.write(partial(_copy, secrets, states, people, service.app.new_id))
    finally:
        await service.close()


def _states(secrets: Secrets, connection: Connection) -> list[State]:
    rows = connection.scalars(select(conversations.c.state_sealed))
    return [load_state(secrets.open(state)) for state in rows if state]


def _copy(
    secrets: Secrets, states: Sequence[State], people: range, new_id: NewId, connection: Connection
) -> None:
    now = datetime.now(UTC)
    wanted = {}
    for person in people:
        value = str(sender_id(person))
        key = AddressKey("telegram", "telegram_id", address_hash(secrets, "telegram_id", value))
        wanted[key] = NewAddress(key, value, "123456789", f"Peserta {person}", "id")
    found = find_or_add(connection, secrets, wanted, new_id, now)
    set_notice_agreed(connection, {owner.person_id: now for owner in found.values()})
    rows = []
    for place, owner in enumerate(found.values()):
        state = replace(states[place % len(states)], conversation=new_id())
        rows.append(ConversationRow(owner.person_id, 0, state.flow, state.waiting_on, dump_state(state)))
    save(connection, secrets, conversations=rows, outgoing=(), done=(), now=now)
