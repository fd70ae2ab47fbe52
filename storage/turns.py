"""The batch: what came in is admitted once, taken with its people, and saved with all it led to.

One transaction holds `admit`, `take` and `save` (or `fail`). Who takes a person's events holds the person
until it commits: on SQLite as the one writer, on Postgres by a lock of the row in `people`. The lock is
FOR NO KEY UPDATE: others can still insert rows that point to the person (the next inbox row), but skip the
person and leave it waiting. Waiting rows of someone who is held are found again by a later `take`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, select, text, update

from storage.bulk import any_of, insert_rows, moment, run
from storage.dialect import is_sqlite
from storage.identity import whose
from storage.outbox import UNASKED
from storage.people import AddressKey, NewAddress, address_hash
from storage.redactions import Wanted, want
from storage.secrets import Secrets
from storage.tables import conversations, inbox, outbox

BATCH = 100
"""events in one transaction: a page of Telegram, some 30 ms"""
FETCHED_WITHIN = timedelta(days=1)
"""how long a file may wait at its platform for us to fetch it"""
UNASKED_FOR = timedelta(days=7)
"""how long what nobody asked for may wait to be sent, for a template or their writing"""

# what every turn makes is a NamedTuple here: a frozen dataclass of as many fields takes four times as long

# written out: SQLite does not use a partial index for a value it is given as a parameter
_IS_WAITING = text("inbox.status = 'waiting'")


class Arrival(NamedTuple):
    """One thing that came in. `lang`: what a new person is spoken to in; `others`: as in bot.channels."""

    channel: str
    account: str
    provider_id: str
    kind: str
    address: str
    name: str
    lang: str
    raw: bytes
    received_at: datetime
    others: tuple[tuple[str, str], ...] = ()
    is_private: bool = False
    """what the platform keeps of it is to be erased there"""
    has_media: bool = False
    """likewise, once its file was fetched"""


class Waiting(NamedTuple):
    """An inbox row whose turn is to come, still sealed: one that does not open stops only itself."""

    inbox_id: int
    channel: str
    account: str
    provider_id: str
    person_id: int
    address_id: int
    raw_sealed: bytes
    received_at: datetime


class PersonRow(NamedTuple):
    """Someone, and where they are, still sealed. `version` is 0, the state None before their first turn."""

    person_id: int
    lang: str
    name_sealed: bytes | None
    notice_agreed: bool
    opted_out: bool
    has_number: bool
    """a phone number of their own is known"""
    has_nominated: bool
    is_worker: bool
    """someone's cover is theirs, or an invitation they opened"""
    told_since: bool
    """something was sent to them without their asking, after their last turn"""
    version: int
    state_sealed: bytes | None


@dataclass(frozen=True, slots=True)
class Batch:
    """Events in the order they came, and their people by id. `left`: some of those asked for wait on."""

    waiting: tuple[Waiting, ...]
    people: Mapping[int, PersonRow]
    left: bool


class ConversationRow(NamedTuple):
    """Where someone is now. `version` is the one that was loaded; `state` None: no conversation goes on."""

    person_id: int
    version: int
    flow: str | None
    waiting_on: str | None
    state: bytes | None
    due_at: datetime | None = None


class Outgoing(NamedTuple):
    """A message to go out; the same `key` goes out once. `asking` numbers the question it ends with.

    Without `reply_to` (and then without `channel` and `account`) the address is chosen when it is sent.
    """

    key: str
    person_id: int
    reply_to: int | None
    channel: str | None
    account: str | None
    body: bytes
    kind: str = "say"
    priority: int = 0
    conversation: str | None = None
    asking: int | None = None
    purpose: str = "answer"
    """OUTBOX_PURPOSES: who opted out gets answers and confirmations only"""
    expires_at: datetime | None = None
    """from then on it is not sent any more; None: a reminder or a campaign after `UNASKED_FOR`"""


class Stale(Exception):  # noqa: N818  seen only in a log
    """Someone else took these turns: nothing of this batch may be committed."""


class Conflict(Stale):
    """What was decided no longer holds, because someone else was faster: to be decided anew."""


def admit(
    connection: Connection,
    secrets: Secrets,
    arrivals: Sequence[Arrival],
    new_reference: Callable[[], str],
) -> list[Waiting | None]:
    """Put what came in into the inbox, insert first; for each what waits now, None if it was seen before."""
    keys = [_address_key(secrets, arrival.channel, arrival.kind, arrival.address) for arrival in arrivals]
    wanted = {
        key: _new_address(secrets, key, arrival)
        for key, arrival in reversed(list(zip(keys, arrivals, strict=True)))
    }
    found = whose(connection, secrets, wanted, new_reference, arrivals[0].received_at)
    owners = [found[key] for key in keys]
    sealed = [secrets.seal(arrival.raw) for arrival in arrivals]
    rows = [
        (
            arrival.channel,
            arrival.account,
            arrival.provider_id,
            owner.person_id,
            owner.address_id,
            moment(connection, arrival.received_at),
            raw,
            "waiting",
        )
        for arrival, owner, raw in zip(arrivals, owners, sealed, strict=True)
    ]
    rest = "ON CONFLICT DO NOTHING RETURNING channel, account, provider_id, id"
    new = insert_rows(connection, inbox, _INBOX, rows, rest)
    ids = {(channel, account, provider_id): id for channel, account, provider_id, id in new.all()}
    want(connection, [_to_redact(one) for one in arrivals if one.is_private or one.has_media])
    return [
        Waiting(ids.pop(key), *key, owner.person_id, owner.address_id, raw, arrival.received_at)
        if (key := (arrival.channel, arrival.account, arrival.provider_id)) in ids
        else None
        for arrival, owner, raw in zip(arrivals, owners, sealed, strict=True)
    ]


def take(
    connection: Connection,
    accounts: Collection[tuple[str, str]],
    *,
    admitted: Sequence[Waiting] = (),
    person_ids: Collection[int] | None = None,
    limit: int = BATCH,
) -> Batch:
    """Hold people whose events wait and load both; no one else takes them until this transaction ends.

    Of those just `admitted`, or `person_ids`, else of whoever waits longest; events of other accounts than
    `accounts` (channel, account) wait on. A person's earlier events come first; at most `limit` events.
    """
    if admitted:
        person_ids = {waiting.person_id for waiting in admitted}
    elif person_ids is None:
        person_ids = _who_waits(connection, accounts, limit)
    if not person_ids:
        return Batch((), {}, left=False)
    held = _hold(connection, person_ids)
    known = [waiting for waiting in admitted if waiting.person_id in held]
    waiting = known + _others(connection, accounts, held, known, limit)
    waiting.sort(key=lambda row: row.inbox_id)
    left = len(held) < len(person_ids) or len(waiting) > limit
    taken = tuple(waiting[:limit])
    return Batch(taken, load_people(connection, {row.person_id for row in taken}), left)


def someone_waits(connection: Connection, accounts: Collection[tuple[str, str]]) -> bool:
    """Is there an event of these accounts whose turn is to come?"""
    query = select(inbox.c.id).where(_IS_WAITING, _of(accounts)).limit(1)
    return connection.execute(query).first() is not None


def save(
    connection: Connection,
    secrets: Secrets,
    *,
    conversations: Sequence[ConversationRow],
    outgoing: Sequence[Outgoing],
    done: Sequence[int],
    now: datetime,
) -> None:
    """Write where people are now, what goes out, and what is done; raises Stale if others were here."""
    if conversations:
        _save_conversations(connection, secrets, conversations, now)
    add_outgoing(connection, secrets, outgoing, now)
    if done:
        mark = "UPDATE inbox SET status = 'done', handled_at = ? WHERE status = 'waiting' AND "
        sql = mark + any_of(connection, "id", done)
        marked = run(connection, sql, moment(connection, now), list(done)).rowcount
        if marked != len(done):
            raise Stale(f"{len(done) - marked} of {len(done)} events were taken by someone else")


def add_outgoing(
    connection: Connection, secrets: Secrets, outgoing: Sequence[Outgoing], now: datetime
) -> None:
    """Put messages into the outbox, in this order, to go out at once."""
    if not outgoing:
        return
    at = moment(connection, now)
    rows = [
        (*_outbox_row(secrets, message, at), moment(connection, _expires(message, now)))
        for message in outgoing
    ]
    insert_rows(connection, outbox, _OUTBOX, rows, "ON CONFLICT DO NOTHING")


def release_withheld(connection: Connection, persons: Collection[int]) -> None:
    """Let what waited for these people to write go out; costs next to nothing where nothing did."""
    if persons:
        run(connection, _RELEASE + any_of(connection, "person_id", persons), list(persons))


def fail(connection: Connection, errors: Mapping[int, str], now: datetime) -> None:
    """Set events aside, by inbox id, with what went wrong: its type and place, never what a person wrote."""
    for inbox_id, error in errors.items():
        mark = update(inbox).where(inbox.c.id == inbox_id, _IS_WAITING)
        connection.execute(mark.values(status="failed", error=error, handled_at=now))


def _address_key(secrets: Secrets, channel: str, kind: str, value: str) -> AddressKey:
    return AddressKey(channel, kind, address_hash(secrets, kind, value))


def _new_address(secrets: Secrets, key: AddressKey, arrival: Arrival) -> NewAddress:
    others = tuple(
        (_address_key(secrets, arrival.channel, kind, value), value) for kind, value in arrival.others
    )
    return NewAddress(key, arrival.address, arrival.account, arrival.name, arrival.lang, others)


def _to_redact(arrival: Arrival) -> Wanted:
    """A file goes with its message, so it is left there until we have had the time to fetch it."""
    due_at = arrival.received_at + (FETCHED_WITHIN if arrival.has_media else timedelta())
    return Wanted(arrival.channel, arrival.account, arrival.provider_id, due_at, arrival.has_media)


def _who_waits(connection: Connection, accounts: Collection[tuple[str, str]], limit: int) -> list[int]:
    columns = inbox.c
    query = select(columns.person_id).where(_IS_WAITING, _of(accounts))
    query = query.group_by(columns.person_id).order_by(func.min(columns.id)).limit(limit)
    return list(connection.scalars(query))


def _of(accounts: Collection[tuple[str, str]]) -> Any:
    """Joined to one text, so that SQLite looks people up by what waits, and not all rows of an account."""
    joined = inbox.c.channel + " " + inbox.c.account
    return joined.in_([f"{channel} {account}" for channel, account in accounts])


def _hold(connection: Connection, person_ids: Collection[int]) -> set[int]:
    """Those of the people that no one else holds."""
    if is_sqlite(connection):
        return set(person_ids)
    some = any_of(connection, "id", person_ids)
    lock = f"SELECT id FROM people WHERE {some} ORDER BY id FOR NO KEY UPDATE SKIP LOCKED"  # noqa: S608  ours
    return set(run(connection, lock, list(person_ids)).scalars())


def _others(
    connection: Connection,
    accounts: Collection[tuple[str, str]],
    held: Collection[int],
    known: Sequence[Waiting],
    limit: int,
) -> list[Waiting]:
    """What waits for these people besides the known; one more than `limit`, to see that some are left."""
    ids = set(run(connection, _IDS_WAITING + any_of(connection, "person_id", held), list(held)).scalars()) - {
        row.inbox_id for row in known
    }
    if not ids:
        return []
    rows = select(inbox).where(inbox.c.id.in_(ids), _of(accounts)).order_by(inbox.c.id).limit(limit + 1)
    return [_waiting(row) for row in connection.execute(rows)]


def _waiting(row: Row[Any]) -> Waiting:
    return Waiting(
        row.id,
        row.channel,
        row.account,
        row.provider_id,
        row.person_id,
        row.address_id,
        row.raw_sealed,
        row.received_at,
    )


def load_people(connection: Connection, ids: Collection[int]) -> dict[int, PersonRow]:
    """These people and where they are, by id; not held."""
    if not ids:
        return {}
    rows = run(connection, _PEOPLE + any_of(connection, "people.id", ids), list(ids))
    return {
        id: PersonRow(
            id,
            lang,
            name,
            bool(agreed),
            bool(out),
            bool(number),
            bool(made),
            bool(works),
            bool(told),
            version or 0,
            state,
        )
        for id, lang, name, agreed, out, number, made, works, told, version, state in rows.all()
    }


def _save_conversations(
    connection: Connection, secrets: Secrets, rows: Sequence[ConversationRow], now: datetime
) -> None:
    """The condition on the version is what stops a stale writer: its row does not count."""
    at = moment(connection, now)
    values = [
        (
            row.person_id,
            row.version + 1,
            row.flow,
            row.waiting_on,
            secrets.seal(row.state) if row.state is not None else None,
            at,
            moment(connection, row.due_at),
        )
        for row in rows
    ]
    written = insert_rows(connection, conversations, _CONVERSATION, values, _NEXT_VERSION).rowcount
    if written != len(rows):
        raise Stale(f"{len(rows) - written} of {len(rows)} conversations were changed by someone else")


def _expires(message: Outgoing, now: datetime) -> datetime | None:
    if message.expires_at is None and message.purpose in UNASKED:
        return now + UNASKED_FOR
    return message.expires_at


def _outbox_row(secrets: Secrets, message: Outgoing, at: object) -> tuple[object, ...]:
    return (
        message.key,
        message.person_id,
        message.reply_to,
        message.channel,
        message.account,
        message.priority,
        "waiting",
        message.kind,
        secrets.seal(message.body),
        message.conversation,
        message.asking,
        0,
        0,
        0,
        message.purpose,
        at,
    )


_PEOPLE = (
    "SELECT people.id, lang, name_sealed, notice_agreed_at IS NOT NULL, opted_out_at IS NOT NULL, "
    "EXISTS (SELECT 1 FROM addresses WHERE addresses.person_id = people.id AND addresses.kind = 'phone'), "
    "EXISTS (SELECT 1 FROM nominations WHERE participant_id = people.id), "
    "EXISTS (SELECT 1 FROM nominations WHERE worker_id = people.id), "
    "EXISTS (SELECT 1 FROM outbox WHERE outbox.person_id = people.id AND outbox.reply_to IS NULL "
    "AND outbox.created_at > conversations.updated_at), version, state_sealed "
    "FROM people LEFT JOIN conversations ON conversations.person_id = people.id WHERE "
)
_IDS_WAITING = "SELECT id FROM inbox WHERE status = 'waiting' AND "
_RELEASE = (
    "UPDATE outbox SET status = 'waiting', withheld_because = NULL, claimed_by = NULL, lease_until = NULL, "
    "channel = CASE WHEN reply_to IS NOT NULL THEN channel END, "
    "account = CASE WHEN reply_to IS NOT NULL THEN account END "
    "WHERE status = 'withheld' AND withheld_because = 'no_template' AND body_sealed IS NOT NULL AND "
)
_INBOX = (
    "channel",
    "account",
    "provider_id",
    "person_id",
    "address_id",
    "received_at",
    "raw_sealed",
    "status",
)
_CONVERSATION = ("person_id", "version", "flow", "waiting_on", "state_sealed", "updated_at", "due_at")
_NEXT_VERSION = (
    "ON CONFLICT (person_id) DO UPDATE SET "
    + ", ".join(f"{column} = excluded.{column}" for column in _CONVERSATION[1:])
    + " WHERE conversations.version = excluded.version - 1"
)
_OUTBOX = (
    "key",
    "person_id",
    "reply_to",
    "channel",
    "account",
    "priority",
    "status",
    "kind",
    "body_sealed",
    "conversation",
    "asking",
    "attempts",
    "uncertain_count",
    "parts_sent",
    "purpose",
    "created_at",
    "expires_at",
)
