"""Many people of both channels and a campaign that waits for them, written straight into a database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, update

from bench.ours import settings_of
from bench.people import TOKEN
from bot.app import build
from flows.stored import dump_message
from flows.types import Say
from storage import Secrets
from storage.people import AddressKey, NewAddress, add, address_hash
from storage.tables import addresses
from storage.turns import Outgoing, add_outgoing
from tests.fakes.twilio import NUMBER

_CHUNK = 1_000
_SAID = Say("menu")
"""some ninety letters"""


def telegram_id(person: int) -> int:
    """Of person number `person` of the fake Telegram, as it invents them."""
    return 5_000_000_001 + person


def whatsapp_number(person: int) -> str:
    """The same on the fake Twilio."""
    return f"+62812{person + 1:08d}"


def fill(url: str, on_telegram: int, on_whatsapp: int) -> None:
    """So many people on each channel, who wrote just now; each is to get one message of a campaign.

    The messages name no channel: where each goes is chosen when it is sent. Those of both channels are
    mixed, evenly, as in a campaign to everyone.
    """
    app = build(settings_of(url))
    secrets = app.store.secrets
    people = [
        *(_with_place(_on_telegram(secrets, person), person, on_telegram) for person in range(on_telegram)),
        *(_with_place(_on_whatsapp(secrets, person), person, on_whatsapp) for person in range(on_whatsapp)),
    ]
    ordered = [address for _, address in sorted(people, key=lambda one: one[0])]
    for chunk in _chunks(ordered):
        with app.store.writing() as connection:
            _write(connection, secrets, chunk, app.new_id)
    with app.store.writing() as connection:
        connection.execute(update(addresses).values(wrote_at=datetime.now(UTC)))
    app.store.close()


def _with_place(address: NewAddress, number: int, of: int) -> tuple[float, NewAddress]:
    return number / of, address


def _chunks(ordered: Sequence[NewAddress]) -> Iterator[Sequence[NewAddress]]:
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]


def _write(
    connection: Connection, secrets: Secrets, chunk: Sequence[NewAddress], new_id: Callable[[], str]
) -> None:
    now = datetime.now(UTC)
    body = dump_message((_SAID,))
    outgoing = [
        Outgoing(f"bench:{person}", person, None, None, None, body, priority=2, purpose="campaign")
        for person in add(connection, secrets, chunk, new_id, now)
    ]
    add_outgoing(connection, secrets, outgoing, now)


def _on_telegram(secrets: Secrets, person: int) -> NewAddress:
    value = str(telegram_id(person))
    key = AddressKey("telegram", "telegram_id", address_hash(secrets, "telegram_id", value))
    return NewAddress(key, value, TOKEN.partition(":")[0], f"Peserta {person}", "id")


def _on_whatsapp(secrets: Secrets, person: int) -> NewAddress:
    value = whatsapp_number(person)
    key = AddressKey("whatsapp", "phone", address_hash(secrets, "phone", value))
    return NewAddress(key, value, NUMBER, f"Peserta {person}", "id")
