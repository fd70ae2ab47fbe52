"""Broadcasts: drafts that are written and tested, then started, paused, gone on with, ended.

    draft --start--> freezing --(all looked at)--> running --(nobody waits)--> done
                        |  ^                        |  ^
                        v  |                        v  |
                       paused                      paused            any of them --cancel--> cancelled

Every change names the state it comes from, so that of two who press at once one does it. What waits in the
outbox of a broadcast that does not run is held there (`PAUSED`), and is open again when it goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, and_, func, insert, literal_column, select, text, update

from storage.accounting import PAUSED
from storage.claims import withheld
from storage.outbox import is_open, waiting_again
from storage.tables import IS_AT_WORK, IS_TO_BE_HANDED, broadcasts, outbox, people, recipients

CANCELLED, EXPIRED = "cancelled", "expired"
_STARTED = ("freezing", "running", "paused")


@dataclass(frozen=True, slots=True)
class Draft:
    """What an office writes. `content`: as flows.campaigns.dump_content has it; hours as "09:00"."""

    name: str
    topic: str
    content: str
    audience: str
    open_from: str | None = None
    open_until: str | None = None
    expires_at: datetime | None = None
    weight: int = 1
    picture: bytes | None = None


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A broadcast as it is kept, but for its picture."""

    id: int
    reference: str
    name: str
    status: str
    topic: str
    content: str
    audience: str
    open_from: str | None
    open_until: str | None
    expires_at: datetime | None
    weight: int
    version: str
    tested_version: str | None
    tested_by: str | None
    tested_at: datetime | None
    made_by: str
    made_at: datetime
    started_by: str | None
    started_at: datetime | None
    boundary: int | None
    cursor: int
    frozen_at: datetime | None
    paused_because: str | None
    rest: str | None
    ended_at: datetime | None
    has_picture: bool

    @property
    def is_tested(self) -> bool:
        """Was exactly this version tested?"""
        return self.tested_version == self.version


_COLUMNS = [column for column in broadcasts.c if column.name != "picture"]
_HAS_PICTURE = broadcasts.c.picture.is_not(None).label("has_picture")


def make(conn: Connection, reference: str, draft: Draft, version: str, made_by: str, now: datetime) -> int:
    """A new draft; its id."""
    values = {**asdict(draft), "reference": reference, "version": version, "made_by": made_by}
    made = insert(broadcasts).values(**values, status="draft", cursor=0, made_at=now)
    return int(conn.execute(made.returning(broadcasts.c.id)).scalar_one())


def change(conn: Connection, id: int, draft: Draft, version: str) -> bool:
    """Write a draft anew; False: it is no draft any more."""
    return _from(conn, id, ("draft",), **asdict(draft), version=version)


def by_reference(conn: Connection, reference: str, *, hold: bool = False) -> Broadcast | None:
    """`hold`: nobody else changes it before this transaction ends."""
    query = select(*_COLUMNS, _HAS_PICTURE).where(broadcasts.c.reference == reference)
    row = conn.execute(query.with_for_update() if hold else query).one_or_none()
    return Broadcast(**row._mapping) if row else None


def listed(conn: Connection, limit: int = 100) -> list[Broadcast]:
    """The newest first."""
    query = select(*_COLUMNS, _HAS_PICTURE).order_by(broadcasts.c.id.desc()).limit(limit)
    return [Broadcast(**row._mapping) for row in conn.execute(query)]


def at_work(conn: Connection) -> list[Broadcast]:
    """Those that were started and are not over, the oldest first."""
    query = select(*_COLUMNS, _HAS_PICTURE).where(text(f"broadcasts.{IS_AT_WORK}"))
    return [Broadcast(**row._mapping) for row in conn.execute(query.order_by(broadcasts.c.id))]


def paused_by_themselves(conn: Connection) -> list[tuple[str, str]]:
    """References, and why, of those that nobody paused and nobody decided on since."""
    query = select(broadcasts.c.reference, broadcasts.c.paused_because).where(
        text(f"broadcasts.{IS_AT_WORK}"),
        broadcasts.c.status == "paused",
        broadcasts.c.paused_because.is_not(None),
    )
    return [(reference, why) for reference, why in conn.execute(query.order_by(broadcasts.c.id))]


def picture_of(conn: Connection, id: int) -> bytes | None:
    return conn.scalar(select(broadcasts.c.picture).where(broadcasts.c.id == id))


def was_tested(conn: Connection, id: int, version: str, by: str, now: datetime) -> None:
    """Somebody of the office was sent this version of it."""
    tested = {"tested_version": version, "tested_by": by, "tested_at": now}
    conn.execute(update(broadcasts).where(broadcasts.c.id == id).values(tested))


def start(conn: Connection, id: int, by: str, now: datetime) -> bool:
    """Begin to freeze the audience: who is there by now. False: it is no tested draft any more."""
    newest = select(func.coalesce(func.max(people.c.id), 0)).scalar_subquery()
    tested = broadcasts.c.tested_version == broadcasts.c.version
    values = {"started_by": by, "started_at": now, "boundary": newest}
    return _from(conn, id, ("draft",), tested, status="freezing", **values)


def pause(conn: Connection, id: int, because: str | None = None) -> bool:
    """Send nothing more of it: what was not tried yet is held. False: it was not at work."""
    if not _from(conn, id, ("freezing", "running"), status="paused", paused_because=because):
        return False
    hold(conn, id)
    return True


def resume(conn: Connection, id: int) -> bool:
    """Go on with it; False: it was not paused."""
    frozen = broadcasts.c.frozen_at.is_not(None)
    is_on = _from(conn, id, ("paused",), frozen, status="running", paused_because=None)
    if not is_on and not _from(conn, id, ("paused",), status="freezing", paused_because=None):
        return False
    conn.execute(update(outbox).where(_is_paused(id)).values({**waiting_again(), "withheld_because": None}))
    return True


def end(conn: Connection, id: int, status: str, rest: str | None, now: datetime) -> bool:
    """It is over; `rest`: what those that still wait came to. False: it was before, or never began.

    What the platforms have, or may have, is told of as ever.
    """
    if not _from(conn, id, _STARTED, status=status, rest=rest, ended_at=now, paused_because=None):
        return False
    if rest is not None:
        why = withheld(rest, f"the broadcast was {rest}")
        conn.execute(update(outbox).where(_is_in_outbox(id)).values(**why, claimed_by=None, lease_until=None))
        conn.execute(update(outbox).where(_is_paused(id)).values(**why))
    return True


def drop(conn: Connection, id: int, now: datetime) -> bool:
    """Give a draft up; False: it is none."""
    return _from(conn, id, ("draft",), status="cancelled", ended_at=now)


def someone_waits(conn: Connection, id: int) -> bool:
    """Is there someone to whom it is still to be sent, or is perhaps being sent?"""
    waiting = text(f"recipients.{IS_TO_BE_HANDED}")
    looked_at = (
        select(recipients.c.person_id).where(recipients.c.broadcast_id == id, waiting),
        select(outbox.c.id).where(is_open(outbox), _of(id)),
        select(outbox.c.id).where(_is_paused(id)),
    )
    return any(conn.execute(query.limit(1)).first() is not None for query in looked_at)


def hold(conn: Connection, id: int) -> None:
    """Keep what waits in the outbox, or is in a sender's hands and not tried, from being sent."""
    held = {**withheld(PAUSED, "the broadcast is paused"), "claimed_by": None, "lease_until": None}
    conn.execute(update(outbox).where(_is_in_outbox(id)).values(held))


def _is_in_outbox(id: int) -> Any:
    """Open rows are few, however many are of the broadcast: they are looked up by being open."""
    return and_(is_open(outbox), outbox.c.status.in_(("waiting", "claimed")), _of(id))


def _of(id: int) -> Any:
    return literal_column("outbox.broadcast_id + 0", BigInteger) == id


def _is_paused(id: int) -> Any:
    return and_(
        outbox.c.broadcast_id == id, outbox.c.status == "withheld", outbox.c.withheld_because == PAUSED
    )


def _from(conn: Connection, id: int, statuses: Sequence[str], *where: Any, **values: Any) -> bool:
    change = update(broadcasts).where(broadcasts.c.id == id, broadcasts.c.status.in_(statuses), *where)
    return conn.execute(change.values(values)).rowcount == 1
