"""What a platform tells of a message after it took it: merged forward only, in whatever order it comes.

    accepted < queued < sending < sent < failed < undelivered < delivered < read

The greater of two wins, so that the order, repeats and losses of what is told make no difference. A message
that was delivered cannot fail any more; one that failed and was delivered after all was delivered. A part
that was sent twice (it was uncertain, or failed and was tried again) has two names at the platform: then what
did not fail wins, and of two failures the later.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    tuple_,
    update,
)

from storage import redactions
from storage.dialect import insert_to, is_sqlite
from storage.tables import deliveries, outbox, people

RANKS = {
    "accepted": 0,
    "queued": 1,
    "sending": 2,
    "sent": 3,
    "failed": 4,
    "undelivered": 5,
    "delivered": 6,
    "read": 7,
}
FAILED = ("failed", "undelivered")
FINAL = (*FAILED, "delivered", "read")
KEPT = (people.c.lang, outbox.c.template, outbox.c.body_sealed, outbox.c.text_sealed)
"""the columns of `Kept`"""
_ROWS: BindParameter[Any] = bindparam("rows", expanding=True)


@dataclass(frozen=True, slots=True)
class Told:
    """A status of one part of a message (`outbox_id`, `part`), as the platform calls both."""

    outbox_id: int
    part: int
    provider_id: str
    status: str
    at: datetime
    error_code: int | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """A part that was taken and then failed, and nothing was done about it yet. `address_id`: a reply's."""

    outbox_id: int
    part: int
    code: int | None
    address_id: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What a row keeps of what was sent, still sealed; None: it was erased. `template`: its name."""

    lang: str
    template: str | None
    body_sealed: bytes | None
    text_sealed: bytes | None


@dataclass(frozen=True, slots=True)
class Unsure:
    """A message that may not have been accepted, and of which a part was, so the platform tells now."""

    id: int
    part: int
    provider_id: str
    kept: Kept


@dataclass(frozen=True, slots=True)
class Unheard:
    """A part of a message by a name of the platform's that was not known before."""

    channel: str
    account: str
    provider_id: str
    part: int
    kept: Kept


def merge(connection: Connection, told: Sequence[Told]) -> list[Failed]:
    """Keep what is newer than what was known; told twice is told once. What is told of no row is passed over.

    Gives what of it failed and is still to be dealt with (see Failed): the same again until it is.
    """
    known = _existing(connection, {one.outbox_id for one in told})
    ours = [one for one in told if one.outbox_id in known]
    # in the order in which every process takes them; what is told of one part keeps its own
    ours.sort(key=lambda one: (one.outbox_id, one.part))
    if ours:
        connection.execute(_merging(is_sqlite(connection)), [_values(one) for one in ours])
    if final := [one for one in ours if one.status in FINAL]:
        latest = max(one.at for one in final)
        redactions.hasten(connection, {one.provider_id for one in final}, latest)
    return _failed(connection, {(one.outbox_id, one.part) for one in ours})


def named(connection: Connection, provider_ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """Row and part by what the platform calls them, of those that are known."""
    rows = connection.execute(_named(), {"names": list(provider_ids)})
    return {provider_id: (row, part) for provider_id, row, part in rows}


@cache  # as each of what every transaction of statuses asks: built once, it costs half
def _named() -> Select[*tuple[Any, ...]]:
    columns = (deliveries.c.provider_id, deliveries.c.outbox_id, deliveries.c.part)
    return select(*columns).where(deliveries.c.provider_id.in_(bindparam("names", expanding=True)))


def is_of_another(connection: Connection, provider_id: str, row: int) -> bool:
    """Is this known as another row's message?"""
    return any(known != row for known, _ in named(connection, [provider_id]).values())


def others_unsure(connection: Connection, row: int) -> list[Kept]:
    """Other messages of its person that were uncertain: they may have arrived under names nobody told."""
    mine = select(outbox.c.person_id).where(outbox.c.id == row).scalar_subquery()
    others = (
        select(*KEPT)
        .select_from(outbox)
        .join(people, people.c.id == outbox.c.person_id)
        .where(
            outbox.c.person_id == mine,
            outbox.c.id != row,
            outbox.c.kind == "say",
            outbox.c.uncertain_count > 0,
            outbox.c.status.in_(("waiting", "claimed", "attempting", "sent", "uncertain")),
            outbox.c.id.between(row - NEAR, row + NEAR),
        )
    )
    return [Kept(*kept) for kept in connection.execute(others)]


NEAR = 5_000
"""rows around one that are looked at for others of its person"""


def unsure(connection: Connection, rows: Collection[int]) -> list[Unsure]:
    """Of these rows those that are uncertain, or wait to be sent once more, though that part was accepted."""
    found = connection.execute(_unsure(), {"rows": list(rows)})
    return [Unsure(id, part, name, Kept(*kept)) for id, part, name, *kept in found]


@cache
def _unsure() -> Select[*tuple[Any, ...]]:
    accepted = and_(
        deliveries.c.outbox_id == outbox.c.id,
        deliveries.c.part >= outbox.c.parts_sent,
        deliveries.c.status.not_in(FAILED),
        # the part of an earlier attempt that failed for good is no proof of this one
        or_(outbox.c.provider_id.is_(None), outbox.c.provider_id != deliveries.c.provider_id),
    )
    return (
        select(outbox.c.id, deliveries.c.part, deliveries.c.provider_id, *KEPT)
        .join(deliveries, accepted)
        .join(people, people.c.id == outbox.c.person_id)
        .where(outbox.c.id.in_(_ROWS), _is_unsure())
        .order_by(outbox.c.id, deliveries.c.part)
    )


def unheard(connection: Connection, told: Sequence[Told]) -> list[Unheard]:
    """Those of the told that are heard of for the first time, where it is known who sent them."""
    known = named(connection, {one.provider_id for one in told})
    new = {(one.outbox_id, one.part, one.provider_id) for one in told if one.provider_id not in known}
    if not new:
        return []
    ids = list({row for row, _, _ in new})
    rows = {row: rest for row, *rest in connection.execute(_kept(), {"rows": ids})}
    return [
        Unheard(rows[row][0], rows[row][1], name, part, Kept(*rows[row][2:]))
        for row, part, name in sorted(new)
        if row in rows
    ]


@cache
def _kept() -> Select[*tuple[Any, ...]]:
    return (
        select(outbox.c.id, outbox.c.channel, outbox.c.account, *KEPT)
        .join(people, people.c.id == outbox.c.person_id)
        .where(outbox.c.id.in_(_ROWS), outbox.c.channel.is_not(None), outbox.c.account.is_not(None))
    )


def was_sent(connection: Connection, one: Unsure, now: datetime) -> None:
    """It was accepted in full."""
    values = {"status": "sent", "provider_id": one.provider_id, "sent_at": now, "error": None}
    connection.execute(update(outbox).where(outbox.c.id == one.id, _is_unsure()).values(values))


def go_on_after(connection: Connection, one: Unsure) -> None:
    """This part of it was accepted: it waits to be gone on with the next, which certainly was not sent."""
    values = {"status": "waiting", "parts_sent": one.part + 1, "not_before": None, "error": None}
    has_body = outbox.c.body_sealed.is_not(None)
    connection.execute(update(outbox).where(outbox.c.id == one.id, _is_unsure(), has_body).values(values))


def name_failed(connection: Connection, rows: Collection[int]) -> None:
    """Of these rows those that are uncertain and did fail: by the name they have now it is told only once."""
    theirs = and_(
        deliveries.c.outbox_id == outbox.c.id,
        deliveries.c.part >= outbox.c.parts_sent,
        deliveries.c.status.in_(FAILED),
    )
    name = select(func.max(deliveries.c.provider_id)).where(theirs).scalar_subquery()
    which = and_(outbox.c.id.in_(rows), _is_unsure(), outbox.c.provider_id.is_(None))
    connection.execute(update(outbox).where(which).values(provider_id=name))


def _is_unsure() -> ColumnElement[bool]:
    again = and_(outbox.c.status == "waiting", outbox.c.uncertain_count > 0)
    return or_(outbox.c.status == "uncertain", again)


def _existing(connection: Connection, rows: Collection[int]) -> set[int]:
    """Held, lowest first: others do the same. What was erased meanwhile is not there any more."""
    return set(connection.execute(_held(), {"rows": list(rows)}).scalars())


@cache
def _held() -> Select[*tuple[Any, ...]]:
    query = select(outbox.c.id).where(outbox.c.id.in_(_ROWS)).order_by(outbox.c.id)
    return query.with_for_update(key_share=True)


@cache
def _merging(on_sqlite: bool) -> Any:
    """One after the other: of what is told together, too, the order makes no difference."""
    statement = insert_to(deliveries, on_sqlite=on_sqlite)
    given = statement.excluded
    names = ("provider_id", "status", "error_code", "at")
    return statement.on_conflict_do_update(
        index_elements=["outbox_id", "part"],
        set_={name: given[name] for name in names},
        where=_wins(given, deliveries.c),
    )


def _values(one: Told) -> Mapping[str, Any]:
    return {
        "outbox_id": one.outbox_id,
        "part": one.part,
        "provider_id": one.provider_id,
        "status": one.status,
        "error_code": one.error_code,
        "at": one.at,
    }


def _wins(new: Any, old: Any) -> ColumnElement[bool]:
    """Equal ones: the one with a reason, then the one that came first."""
    forward = tuple_(_rank(new.status), func.coalesce(new.error_code, 0), old.at) > tuple_(
        _rank(old.status), func.coalesce(old.error_code, 0), new.at
    )
    new_failed, old_failed = _has_failed(new.status), _has_failed(old.status)
    later = tuple_(new.at, new.provider_id) > tuple_(old.at, old.provider_id)
    further = tuple_(_rank(new.status), new.provider_id) > tuple_(_rank(old.status), old.provider_id)
    of_another = case(
        (and_(new_failed, old_failed), later),
        (new_failed, False),
        (old_failed, True),
        else_=further,
    )
    return case((new.provider_id == old.provider_id, forward), else_=of_another)


def _has_failed(status: Any) -> ColumnElement[bool]:
    """Not `IN`, whose values cannot be given for many rows at once."""
    return or_(*(status == name for name in FAILED))


def _rank(status: Any) -> Any:
    return case(RANKS, value=status, else_=-1)


def _failed(connection: Connection, parts: Collection[tuple[int, int]]) -> list[Failed]:
    """What the sender has not yet recorded (`attempting`) is told to it when it does."""
    rows = connection.execute(_failures(), {"rows": list({row for row, _ in parts})})
    return [Failed(*row) for row in rows if (row.outbox_id, row.part) in parts]


@cache
def _failures() -> Select[*tuple[Any, ...]]:
    of_it = or_(
        # one that waits to be sent again was dealt with
        and_(outbox.c.status == "sent", outbox.c.provider_id == deliveries.c.provider_id),
        and_(outbox.c.status == "sent", deliveries.c.part < outbox.c.parts_sent),
        and_(_is_unsure(), outbox.c.provider_id.is_(None)),
    )
    columns = (deliveries.c.outbox_id, deliveries.c.part, deliveries.c.error_code, outbox.c.reply_to)
    return (
        select(*columns)
        .join(outbox, outbox.c.id == deliveries.c.outbox_id)
        .where(outbox.c.id.in_(_ROWS), deliveries.c.status.in_(FAILED), of_it)
        .order_by(deliveries.c.outbox_id, deliveries.c.part)
    )
