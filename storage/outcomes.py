"""What comes of sending a message, and what is left by a sender that died: kept in its outbox row.

The rule of what is uncertain is here and nowhere else: a reply is sent once more, anything else never.
What a platform says of a person (gone, stopped) is a suspicion until `bot/refusals.py` believed it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeAlias, assert_never

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, exists, literal_column, or_, update

from storage.claims import withheld
from storage.deliveries import FAILED, Failed, Told, merge
from storage.leases import database_time
from storage.outbox import LEASE_SECONDS, Holder, waiting_again
from storage.reached import close_window, move, other_channel, suspect, trust, wrote_since
from storage.redactions import Wanted, want
from storage.secrets import Secrets
from storage.tables import deliveries, outbox

REDACTED_AFTER = timedelta(days=1)
"""at the latest; sooner where the platform tells that the message arrived"""
_PUT_OFF = "tomorrow"
"""in `withheld_because` of a row that waits: it was put off by a day once"""
_AGAIN = and_(outbox.c.priority == 0, outbox.c.uncertain_count == 0)
_TRIES = 3
"""of a message that the platform took and that failed afterwards"""


@dataclass(frozen=True, slots=True)
class Accepted:
    """One part of a message at the platform."""

    provider_id: str
    part: int = 0
    is_tracked: bool = False
    """the platform tells later what became of it"""
    is_private: bool = False
    """its body is to be erased there"""
    has_media: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """Accepted in full; `accepted` is its last part."""

    id: int
    accepted: Accepted
    address_id: int | None = None


@dataclass(frozen=True, slots=True)
class PartSent:
    """One more part of a long text was accepted; the row stays claimed."""

    id: int
    parts_sent: int
    accepted: Accepted | None = None


@dataclass(frozen=True, slots=True)
class TryLater:
    """Not accepted now, and certainly not sent. `is_accounts`: nothing of the account is; not counted."""

    id: int
    at: datetime
    error: str
    is_accounts: bool = False


@dataclass(frozen=True, slots=True)
class Tomorrow:
    """Not for this person today: again after a day, and dead the second time."""

    id: int
    error: str


@dataclass(frozen=True, slots=True)
class NeedsTemplate:
    """Not as a text: the platform says that the person's window is closed."""

    id: int
    error: str
    address_id: int | None = None
    """None: the one it was sent to, as far as that is known"""


@dataclass(frozen=True, slots=True)
class Withheld:
    """Not to be sent as things are; `because` is a word of the outbox.

    With an address: unless they wrote from it after `wrote_at`, when the row was claimed.
    """

    id: int
    because: str
    error: str
    address_id: int | None = None
    wrote_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Dead:
    """Never to be accepted."""

    id: int
    error: str
    is_anywhere: bool = False
    """no other channel could send it either"""


@dataclass(frozen=True, slots=True)
class Uncertain:
    """It may have been accepted."""

    id: int
    at: datetime
    """when a reply is sent once more"""
    error: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The address takes no messages any more, so the platform says."""

    id: int
    address_id: int | None
    """None: the one it was sent to, as far as it is known"""
    error: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The person wants no more messages, so the platform says."""

    id: int
    address_id: int | None
    error: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The address has another value now; sent there at once."""

    id: int
    address_id: int
    value: str


Outcome: TypeAlias = (
    Sent
    | PartSent
    | TryLater
    | Tomorrow
    | NeedsTemplate
    | Withheld
    | Dead
    | Uncertain
    | Gone
    | Stopped
    | Moved
)


def record(
    conn: Connection, secrets: Secrets, holder: Holder, outcomes: Sequence[Outcome], now: datetime
) -> list[Failed]:
    """Keep what came of the attempts. A row that meanwhile went to another sender is left to that one.

    Gives what had failed by the time it was known to be sent; `failed_later` is to be told of it.
    """
    sent = [outcome for outcome in outcomes if isinstance(outcome, Sent)]
    if sent:
        ours = {"by": holder.name, "at": now}
        rows = [{"row": outcome.id, "provider": outcome.accepted.provider_id, **ours} for outcome in sent]
        conn.execute(_mark_sent(), rows)
        trust(conn, [outcome.address_id for outcome in sent if outcome.address_id is not None])
    for outcome in outcomes:
        if not isinstance(outcome, Sent):
            _apply(conn, secrets, outcome, _held(holder, outcome.id), now)
    return _track(conn, holder.channel, holder.account, outcomes, now)


def recover(conn: Connection, holder: Holder) -> set[int]:
    """Take over, with the account's lease in hand, what senders before this one left unfinished.

    Gives the rows of which it is uncertain whether they were sent.
    """
    orphaned = and_(
        outbox.c.channel == holder.channel,
        outbox.c.account == holder.account,
        # written out, as in the partial index that has this condition
        literal_column("outbox.status IN ('claimed', 'attempting')"),
        or_(
            outbox.c.claimed_by != holder.name,
            outbox.c.lease_until < database_time(conn),
            # given before the clock was set back
            outbox.c.lease_until > database_time(conn) + 2 * LEASE_SECONDS,
        ),
    )
    conn.execute(update(outbox).where(orphaned, outbox.c.status == "claimed").values(waiting_again()))
    attempting = and_(orphaned, outbox.c.status == "attempting")
    return _mark_uncertain(conn, attempting, None, "its sender stopped during the call")


def failed_later(conn: Connection, secrets: Secrets, outcomes: Sequence[Outcome], now: datetime) -> None:
    """A message that the platform took and that failed then: what is to be done of it, told twice safely.

    Only a part that is the last of its message is sent again, three times at most: what came before it was
    read. Of a row that a sender has in hand nothing changes.
    """
    for outcome in outcomes:
        at_rest = and_(outbox.c.id == outcome.id, outbox.c.status.in_(("sent", "uncertain", "waiting")))
        which = and_(at_rest, outbox.c.body_sealed.is_not(None))  # else it was erased
        is_earlier = and_(which, _has_failed(deliveries.c.part < outbox.c.parts_sent))
        is_last = and_(which, ~_has_failed(deliveries.c.part < outbox.c.parts_sent))
        error = "failed" if isinstance(outcome, Sent | PartSent | Moved) else outcome.error
        dead = Dead(outcome.id, f"a part of it did not arrive: {error}", is_anywhere=True)
        if isinstance(outcome, TryLater):
            tried = outbox.c.attempts >= _TRIES
            _apply(conn, secrets, Dead(outcome.id, error), and_(is_last, tried), now)
            is_last = and_(is_last, ~tried)
        _apply(conn, secrets, outcome, is_last, now)
        _apply(conn, secrets, dead, is_earlier, now)


def found(
    conn: Connection, channel: str, account: str, outcomes: Sequence[Sent | PartSent], now: datetime
) -> None:
    """Uncertain messages that the platform turned out to have; of the rest of a long one nothing was sent."""
    for outcome in outcomes:
        was = update(outbox).where(outbox.c.id == outcome.id, outbox.c.status == "uncertain")
        if isinstance(outcome, Sent):
            conn.execute(was.values(_sent(outcome.accepted.provider_id, now)))
        else:
            rest = {**waiting_again(), "parts_sent": outcome.parts_sent, "not_before": None, "error": None}
            conn.execute(was.where(outbox.c.body_sealed.is_not(None)).values(rest))
    _track(conn, channel, account, outcomes, now)


def _has_failed(which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(deliveries.c.outbox_id == outbox.c.id, deliveries.c.status.in_(FAILED), which)


def _apply(
    conn: Connection, secrets: Secrets, outcome: Outcome, which: ColumnElement[bool], now: datetime
) -> None:
    change = update(outbox).where(which)
    match outcome:
        case Sent(accepted=accepted):
            conn.execute(change.values(_sent(accepted.provider_id, now)))
        case PartSent(parts_sent=parts):
            # to go on is no new attempt
            conn.execute(change.values(status="claimed", parts_sent=parts, attempts=outbox.c.attempts - 1))
        case TryLater(at=at, error=error, is_accounts=is_accounts):
            attempts = outbox.c.attempts - (1 if is_accounts else 0)
            conn.execute(change.values(**waiting_again(), not_before=at, attempts=attempts, error=error))
        case Tomorrow(error=error):
            _put_off(conn, which, outcome.id, now, error)
        case NeedsTemplate(error=error, address_id=address):
            if not close_window(conn, which, address):
                was_template = and_(which, outbox.c.template.is_not(None))
                _end(conn, was_template, withheld("no_template", error))
            conn.execute(change.values(**waiting_again(), not_before=None, error=error))
        case Withheld(because=because, error=error, address_id=address, wrote_at=wrote_at):
            if address is not None and wrote_since(conn, address, wrote_at):
                conn.execute(change.values(**waiting_again(), not_before=None))
            else:
                _end(conn, which, withheld(because, error))
        case Dead(error=error, is_anywhere=is_anywhere):
            _end(conn, which, {"status": "dead", "error": error}, may_fall_back=not is_anywhere)
        case Uncertain(at=at, error=error):
            _mark_uncertain(conn, which, at, error)
        case Gone(address_id=address, error=error):
            suspect(conn, which, address, "gone", error, now)
        case Stopped(address_id=address, error=error):
            suspect(conn, which, address, "stopped", error, now)
        case Moved(address_id=moved, value=value):
            conn.execute(change.values(**waiting_again()))
            move(conn, secrets, outcome.id, moved, value, now)
        case _:
            assert_never(outcome)


@cache  # made once: to make it takes longer than to run it
def _mark_sent() -> Any:
    return (
        update(outbox)
        .where(
            outbox.c.id == bindparam("row"),
            outbox.c.status == "attempting",
            outbox.c.claimed_by == bindparam("by"),
        )
        .values(_sent(bindparam("provider"), bindparam("at", type_=outbox.c.sent_at.type)))
    )


def _sent(provider_id: Any, at: Any) -> dict[str, Any]:
    values = {"provider_id": provider_id, "sent_at": at, "error": None, "withheld_because": None}
    return {**_settled(), **values, "status": "sent"}


def _track(
    conn: Connection, channel: str, account: str, outcomes: Sequence[Outcome], now: datetime
) -> list[Failed]:
    """What the platform will tell of, and what is to be erased there."""
    parts = [
        (outcome.id, outcome.accepted)
        for outcome in outcomes
        if isinstance(outcome, Sent | PartSent) and outcome.accepted and outcome.accepted.is_tracked
    ]
    if not parts:
        return []
    due_at = now + REDACTED_AFTER
    private = [part for _, part in parts if part.is_private]
    want(conn, [Wanted(channel, account, part.provider_id, due_at, part.has_media) for part in private])
    return merge(conn, [Told(row, part.part, part.provider_id, "queued", now) for row, part in parts])


def _put_off(conn: Connection, which: ColumnElement[bool], row: int, now: datetime, error: str) -> None:
    """By a day, once: `_PUT_OFF` remembers it while the row waits."""
    was_put_off = and_(outbox.c.withheld_because.is_not(None), outbox.c.withheld_because == _PUT_OFF)
    _end(conn, and_(which, was_put_off), {"status": "dead", "error": error})
    later = {"not_before": now + timedelta(days=1), "withheld_because": _PUT_OFF, "error": error}
    first = and_(which, outbox.c.id == row, ~was_put_off)
    conn.execute(update(outbox).where(first).values({**waiting_again(), **later}))


def _end(
    conn: Connection, which: ColumnElement[bool], values: dict[str, Any], *, may_fall_back: bool = True
) -> None:
    """Dead or withheld; but first the person's other channel is tried, once, for what is no reply."""
    other = other_channel(conn, which) if may_fall_back else None
    if other is None:
        # where it was tried stays known, for the operator; one that is withheld is open to all channels again
        left = waiting_again() if values["status"] == "withheld" else _settled()
        conn.execute(update(outbox).where(which).values({**left, **values}))
        return
    there = {
        "channel": other.channel,
        "account": other.account,
        "fell_back": True,
        "not_before": None,
        # where the other one takes nothing either, it waits for them to write all the same
        "withheld_because": values.get("withheld_because"),
        "template": None,
        "attempts": 0,
        "error": values["error"],
    }
    conn.execute(update(outbox).where(which).values({**waiting_again(), **there}))


def _mark_uncertain(
    conn: Connection, which: ColumnElement[bool], at: datetime | None, error: str
) -> set[int]:
    """The one place of the rule: a reply is sent once more, anything else never."""
    again = waiting_again()
    values = {
        **again,
        # what stays uncertain may be found on the channel it was sent through
        "channel": case((_AGAIN, again["channel"]), else_=outbox.c.channel),
        "account": case((_AGAIN, again["account"]), else_=outbox.c.account),
        "status": case((_AGAIN, "waiting"), else_="uncertain"),
        "uncertain_count": outbox.c.uncertain_count + 1,
        "not_before": at,
        "error": error,
    }
    changed = conn.execute(update(outbox).where(which).values(values).returning(outbox.c.id))
    return set(changed.scalars())


def _held(holder: Holder, row: int) -> ColumnElement[bool]:
    return and_(
        outbox.c.id == row,
        outbox.c.status.in_(("claimed", "attempting")),
        outbox.c.claimed_by == holder.name,
    )


def _settled() -> dict[str, Any]:
    return {"claimed_by": None, "lease_until": None}
