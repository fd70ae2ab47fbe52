"""Claiming: what a sender may send now, and to which address.

The rows of one priority that name an account, and those that name none, are a lane each. A look takes the
next rows of a lane by their ids and decides on each of them; the next look goes on behind them. So what is
not to be sent yet (it is put off, is another account's, its person is in the middle of something) holds up
nobody behind it, and a look costs the same however many rows wait.

A row is claimed only if no earlier open row to the same address has the same priority, which keeps their
order; but what they asked for does not wait for what they did not ask for, which may have to wait. And what
is put off for long, or was put off for long, holds up nobody: an answer late is worse than one out of order.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Protocol, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)

from storage.leases import database_time
from storage.outbox import LEASE_SECONDS, UNASKED, Holder, is_open, is_reachable
from storage.tables import addresses, conversations, outbox, people

RESTS_AFTER = timedelta(minutes=10)
"""A conversation in which nothing was said for so long is no more in the middle of something."""
NOWHERE = "the person has no address that takes messages"
UNWRITTEN = "they have not written for a day, and their other address takes no messages"
LEFT = "the address takes no messages any more"
CAMPAIGN = "campaign"
"""the kind of rows whose words are kept with their broadcast"""
NO_TEMPLATE = "no_template"
"""in `withheld_because`; of a row that waits: it fell back to another channel for that"""
SUSPECTED = "suspected"
"""in `withheld_because` of a row that waits: it is put off while its address may be gone"""
_CLOCK_SLACK = timedelta(minutes=1)
_SOON = timedelta(seconds=10)
"""What is due by then goes before what came after it."""
_PUT_OFF_FOR = timedelta(minutes=5)
"""So long it may be put off and still go before it, as after the errors of a platform that recovers …"""
_PUT_OFF_WITHIN = timedelta(minutes=10)
"""… and only as long as it is not older than this."""
_LOOK = 500
_LOOKS = 6
"""so many rows at a time at most (few at first, for each costs), and so often in one claim: a claim is a
matter of milliseconds"""
_PASSED_OVER = 20
"""so many claims pass over a long lane of which nothing could be sent; never over that of replies"""

_TIME = outbox.c.not_before.type
_earlier = outbox.alias("earlier")
_of_person = addresses.alias("of_person")

Lane: TypeAlias = tuple[int, bool]
"""a priority, and whether its rows name the account"""


class Refuse(Protocol):
    """Puts off or withholds those of these claimed rows that are not to be sent now, and says which."""

    def __call__(self, conn: Connection, rows: Collection[int], now: datetime, /) -> set[int]: ...


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message to send, still sealed: one that does not open stops only itself."""

    id: int
    person_id: int
    priority: int
    kind: str
    """OUTBOX_KINDS"""
    lang: str
    address_id: int
    address_sealed: bytes
    wrote_at: datetime | None
    """when they last wrote from that address"""
    body_sealed: bytes | None
    text_sealed: bytes | None
    """as it was rendered for an earlier attempt"""
    attempts: int
    parts_sent: int
    created_at: datetime
    attempted_at: datetime | None
    """of an uncertain one: when it was tried first"""
    uncertain_count: int


@dataclass(frozen=True, slots=True)
class Terms:
    """To whom a channel may write now. Those who wrote before `closed_before` are outside of its window."""

    closed_before: datetime | None = None
    """None: it has no window"""
    full: frozenset[int] = frozenset()
    """the priorities in which nobody new may be written to outside of it today, …"""
    written: Container[int] = ()
    """… but those who already were"""
    refuse: Refuse | None = None
    """what looks at campaigns once more (storage/campaign_checks.py)"""


@dataclass(slots=True)
class Looked:
    """How far a sender has looked through each lane: the last id it decided on. Kept between claims."""

    after: dict[Lane, int] = field(default_factory=dict)
    in_vain: dict[Lane, int] = field(default_factory=dict)
    """how many rows were looked at since the lane began, or since one was taken"""
    passing: dict[Lane, int] = field(default_factory=dict)
    """how many more claims pass over a lane"""

    @property
    def is_on_its_way(self) -> bool:
        """Is there more to look at than one claim could? Then the next should not be long in coming."""
        return any(self.after.values())

    def end(self, in_use: Container[Lane]) -> None:
        """Of a lane in which nothing waits there is no more to look at."""
        for lane in [lane for lane in self.after if lane not in in_use]:
            del self.after[lane]
            self.in_vain.pop(lane, None)

    def note(self, lane: Lane, looked_at: int, taken: int, *, has_ended: bool) -> None:
        """What a look came to; at the end of a long lane in vain it is passed over for a while."""
        in_vain = 0 if taken else self.in_vain.get(lane, 0) + looked_at
        if has_ended and in_vain > _LOOK and lane[0] > 0:
            self.passing[lane] = _PASSED_OVER
        self.in_vain[lane] = 0 if has_ended else in_vain


@dataclass(slots=True)
class _Decided:
    take: list[Any] = field(default_factory=list)
    expired: list[int] = field(default_factory=list)
    opted_out: list[int] = field(default_factory=list)
    nowhere: list[int] = field(default_factory=list)
    unwritten: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)


def claim(
    conn: Connection,
    holder: Holder,
    now: datetime,
    limits: Mapping[int, int],
    terms: Terms = Terms(),
    looked: Looked | None = None,
) -> list[Claimed]:
    """Take what may be sent now: for each priority at most so many rows, the most urgent and oldest first.

    A reply goes to where they wrote from. Anything else goes to the address they wrote from last that takes
    messages; without one it is dead.
    """
    looked = looked or Looked()
    claimed: list[Claimed] = []
    lanes = _lanes_in_use(conn, holder)
    looked.end(lanes)
    for priority, limit in sorted(limits.items()):
        for lane in ((priority, True), (priority, False)):
            if limit > 0 and lane in lanes:
                taken = _claim_of(conn, holder, now, lane, limit, terms, looked)
                claimed += taken
                limit -= len(taken)
    campaigns = [row.id for row in claimed if row.kind == CAMPAIGN]
    refused = terms.refuse(conn, campaigns, now) if terms.refuse and campaigns else set()
    wanted = [row for row in claimed if row.id not in refused]
    return sorted(wanted, key=lambda row: (row.priority, row.id))


def last_wrote(conn: Connection, rows: Sequence[Claimed]) -> dict[int, datetime | None]:
    """When the people of these rows wrote last from the address each was claimed for, by the row's id.

    A row is missing whose address is theirs no more, takes no messages any more, or has another value now.
    """
    found = conn.execute(_ADDRESSES, {"ids": [row.address_id for row in rows]})
    known = {(one.id, one.person_id, one.value_sealed): one.wrote_at for one in found}
    keys = {row.id: (row.address_id, row.person_id, row.address_sealed) for row in rows}
    return {row: known[key] for row, key in keys.items() if key in known}


_ADDRESSES = select(
    addresses.c.id, addresses.c.person_id, addresses.c.value_sealed, addresses.c.wrote_at
).where(addresses.c.id.in_(bindparam("ids", expanding=True)), addresses.c.unreachable_at.is_(None))


def written_outside(conn: Connection, holder: Holder, since: datetime) -> dict[int, datetime]:
    """Who was written to outside their window since then on this account, the longest ago first."""
    rows = conn.execute(
        select(outbox.c.person_id, func.max(outbox.c.attempted_at).label("at"))
        .where(
            literal_column("outbox.template IS NOT NULL"),
            outbox.c.channel == holder.channel,
            outbox.c.account == holder.account,
            outbox.c.attempted_at > since,
            outbox.c.status.in_(("attempting", "sent", "uncertain")),
        )
        .group_by(outbox.c.person_id)
        .order_by("at")
    )
    return {int(row.person_id): row.at for row in rows}


def best_address(person: Any, *where: Any) -> Any:
    """The id of the address a person is reached at: the one they wrote from last, of those that fit."""
    last = func.coalesce(_of_person.c.wrote_at, _of_person.c.created_at)
    fitting = (is_reachable(_of_person), *(condition(_of_person) for condition in where))
    return (
        select(_of_person.c.id)
        .where(_of_person.c.person_id == person, *fitting)
        .order_by(last.desc(), _of_person.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _lanes_in_use(conn: Connection, holder: Holder) -> set[Lane]:
    """Those in which anything waits: most of the time it is one or none, and a look costs more than this."""
    given = {"of_channel": holder.channel, "of_account": holder.account}
    waits = conn.execute(_WAITS, given).one()
    return {lane for lane, is_in_use in zip(_LANES, waits, strict=True) if is_in_use}


def _in_lane(lane: Lane) -> tuple[ColumnElement[bool], ...]:
    """What holds for the rows of a lane that wait."""
    priority, is_named = lane
    named = (outbox.c.channel == bindparam("of_channel"), outbox.c.account == bindparam("of_account"))
    nameless = (outbox.c.channel.is_(None), outbox.c.account.is_(None))
    of_priority = outbox.c.priority == priority
    return (is_open(outbox), outbox.c.status == "waiting", of_priority, *(named if is_named else nameless))


_LANES: Sequence[Lane] = tuple((priority, is_named) for priority in (0, 1, 2) for is_named in (True, False))
_WAITS = select(*(exists(select(outbox.c.id).where(*_in_lane(lane))) for lane in _LANES))


def _claim_of(
    conn: Connection, holder: Holder, now: datetime, lane: Lane, limit: int, terms: Terms, looked: Looked
) -> list[Claimed]:
    decided = _Decided()
    if looked.passing.get(lane, 0) > 0:
        looked.passing[lane] -= 1
        return []
    for number in range(_LOOKS):
        after = looked.after.get(lane, 0)
        size = min(_LOOK, (limit + 10) * 2**number)
        rows = _look(conn, holder, now, lane, after, size)
        last = 0
        for row in rows:
            if len(decided.take) >= limit:
                break
            last = row.id
            _decide(row, holder, now, lane[0], terms, decided)
        has_ended = len(rows) < size and (not rows or last == rows[-1].id)
        looked.after[lane] = 0 if has_ended else last
        looked.note(lane, len(rows), len(decided.take), has_ended=has_ended)
        if len(decided.take) >= limit or (has_ended and (after == 0 or looked.passing.get(lane))):
            break
    _settle(conn, decided)
    return _take(conn, holder, lane[0], decided.take)


def _look(
    conn: Connection, holder: Holder, now: datetime, lane: Lane, after: int, size: int
) -> Sequence[Any]:
    """The next rows of a lane by their ids, each with what is to be known to decide on it."""
    given = {
        "of_channel": holder.channel,
        "of_account": holder.account,
        "after": after,
        "size": size,
        "soon": now + _SOON,
        "before_long": now + _PUT_OFF_FOR,
        "lately": now - _PUT_OFF_WITHIN,
    }
    return conn.execute(_look_at(lane), given).all()


@cache  # made once: to make it takes longer than to run it
def _look_at(lane: Lane) -> Any:
    priority, is_named = lane
    channel: Any = bindparam("of_channel")
    account: Any = bindparam("of_account")
    row = (
        select(outbox)
        .with_only_columns(
            outbox.c.id,
            outbox.c.person_id,
            outbox.c.reply_to,
            outbox.c.channel.label("named"),
            outbox.c.account.label("named_account"),
            outbox.c.purpose,
            outbox.c.not_before,
            outbox.c.withheld_because,
            outbox.c.expires_at,
            outbox.c.attempted_at,
        )
        .where(*_in_lane(lane), outbox.c.id > bindparam("after"))
        .order_by(outbox.c.id)
        .limit(bindparam("size"))
        .subquery("row")
    )
    here = best_address(row.c.person_id, lambda a: a.c.channel == channel, lambda a: a.c.account == account)
    chosen = func.coalesce(row.c.reply_to, here) if is_named else best_address(row.c.person_id)
    is_behind = exists().where(
        _earlier.c.person_id == row.c.person_id,
        _earlier.c.priority == priority,
        _earlier.c.id < row.c.id,
        is_open(_earlier),
        or_(row.c.purpose.in_(UNASKED), _earlier.c.purpose.not_in(UNASKED)),
        _may_go_to_the_same(row),
        _holds_up_others(),
    )
    return (
        select(
            row,
            is_behind.label("is_behind"),
            people.c.lang,
            people.c.opted_out_at,
            conversations.c.waiting_on,
            conversations.c.updated_at,
            addresses.c.id.label("address_id"),
            addresses.c.channel,
            addresses.c.account,
            addresses.c.value_sealed,
            addresses.c.wrote_at,
            addresses.c.unreachable_at,
            addresses.c.suspected_at,
        )
        .select_from(row)
        .join(people, people.c.id == row.c.person_id)
        .outerjoin(conversations, conversations.c.person_id == row.c.person_id)
        .outerjoin(addresses, addresses.c.id == chosen)
        .order_by(row.c.id)
    )


def _may_go_to_the_same(row: Any) -> ColumnElement[bool]:
    """Are the earlier one and this for one address, or is that of either not chosen yet?"""
    here = and_(_earlier.c.channel == row.c.named, _earlier.c.account == row.c.named_account)
    return and_(
        or_(_earlier.c.reply_to.is_(None), row.c.reply_to.is_(None), _earlier.c.reply_to == row.c.reply_to),
        or_(_earlier.c.channel.is_(None), row.c.named.is_(None), here),
    )


def _holds_up_others() -> ColumnElement[bool]:
    """Is the earlier one on its way, due, or put off only as long as a platform needs to recover?"""
    soon, before_long = (bindparam(name, type_=_TIME) for name in ("soon", "before_long"))
    is_young = _earlier.c.created_at > bindparam("lately", type_=_TIME)
    return or_(
        _earlier.c.status != "waiting",
        _earlier.c.not_before.is_(None),
        _earlier.c.not_before <= soon,
        and_(_earlier.c.not_before <= before_long, is_young),
    )


def _decide(row: Any, holder: Holder, now: datetime, priority: int, terms: Terms, decided: _Decided) -> None:
    if row.expires_at is not None and row.expires_at <= now:
        decided.expired.append(row.id)
    elif row.purpose in UNASKED and row.opted_out_at is not None:
        decided.opted_out.append(row.id)
    elif row.is_behind or not _is_due(row, now, priority):
        return
    elif row.address_id is None and row.withheld_because == NO_TEMPLATE:
        decided.unwritten.append(row.id)
    elif row.address_id is None:
        decided.nowhere.append(row.id)
    elif row.unreachable_at is not None:
        decided.left.append(row.id)
    elif (row.channel, row.account) != (holder.channel, holder.account):
        return
    elif not _is_busy(row, now) and _may_write(row, priority, terms):
        decided.take.append(row)


def _is_due(row: Any, now: datetime, priority: int) -> bool:
    """A reply that was tried in what is the future now waits no longer: the clock was set back since.

    Nor does what was put off because its address might be gone, once they wrote from there.
    """
    if row.not_before is None or row.not_before <= now:
        return True
    if row.withheld_because == SUSPECTED and row.suspected_at is None and _wrote_since(row):
        return True
    return bool(priority == 0 and row.attempted_at is not None and row.attempted_at > now + _CLOCK_SLACK)


def _wrote_since(row: Any) -> bool:
    """Did they write after it was tried?"""
    return bool(row.wrote_at and row.attempted_at and row.wrote_at > row.attempted_at)


def _is_busy(row: Any, now: datetime) -> bool:
    """Is the person in the middle of a conversation, into which nothing is said that they did not ask for?"""
    is_talking = row.waiting_on is not None and now - RESTS_AFTER < row.updated_at <= now
    return row.purpose in UNASKED and is_talking


def _may_write(row: Any, priority: int, terms: Terms) -> bool:
    if terms.closed_before is None or priority not in terms.full or row.person_id in terms.written:
        return True
    return row.wrote_at is not None and row.wrote_at > terms.closed_before


def _settle(conn: Connection, decided: _Decided) -> None:
    for ids, values in (
        (decided.expired, withheld("expired", "it was worth sending only until then")),
        (decided.opted_out, withheld("opted_out", "they want no messages that they did not ask for")),
        (decided.unwritten, {**withheld(NO_TEMPLATE, UNWRITTEN), "channel": None, "account": None}),
        (decided.nowhere, {"status": "dead", "error": NOWHERE}),
        (decided.left, {"status": "dead", "error": LEFT}),
    ):
        if ids:
            which = and_(outbox.c.id.in_(ids), outbox.c.status == "waiting")
            conn.execute(update(outbox).where(which).values(values))


def withheld(because: str, error: str) -> dict[str, Any]:
    """What a row that is withheld has in it."""
    return {"status": "withheld", "withheld_because": because, "error": error}


def _take(conn: Connection, holder: Holder, priority: int, rows: Sequence[Any]) -> list[Claimed]:
    if not rows:
        return []
    given = {
        "ids": [row.id for row in rows],
        "by": holder.name,
        "of_channel": holder.channel,
        "of_account": holder.account,
    }
    taken = conn.execute(_take_all(database_time(conn)), given)
    looked_at = {row.id: row for row in rows}
    return [_claimed(looked_at[row.id], row, priority) for row in taken]


@cache
def _take_all(time: Any) -> Any:
    return (
        update(outbox)
        .where(outbox.c.id.in_(bindparam("ids", expanding=True)), outbox.c.status == "waiting")
        .values(
            status="claimed",
            claimed_by=bindparam("by"),
            lease_until=time + LEASE_SECONDS,
            channel=bindparam("of_channel"),
            account=bindparam("of_account"),
        )
        .returning(
            outbox.c.id,
            outbox.c.kind,
            outbox.c.body_sealed,
            outbox.c.text_sealed,
            outbox.c.attempts,
            outbox.c.parts_sent,
            outbox.c.created_at,
            outbox.c.attempted_at,
            outbox.c.uncertain_count,
        )
    )


def _claimed(row: Any, taken: Any, priority: int) -> Claimed:
    return Claimed(
        row.id,
        row.person_id,
        priority,
        taken.kind,
        row.lang,
        row.address_id,
        row.value_sealed,
        row.wrote_at,
        taken.body_sealed,
        taken.text_sealed,
        taken.attempts,
        taken.parts_sent,
        taken.created_at,
        taken.attempted_at,
        taken.uncertain_count,
    )
