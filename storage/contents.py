"""What was made at Twilio to show on WhatsApp: buttons, lists, templates, and what WhatsApp says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from storage.dialect import insert_into
from storage.tables import contents

UNDECIDED = frozenset({"unsubmitted", "received", "pending"})
TROUBLED = frozenset({"rejected", "paused", "disabled", "deleted"})


@dataclass(frozen=True, slots=True)
class Content:
    """One version of a thing in one language. `kind`: "session" (needs no approval) or "template"."""

    name: str
    lang: str
    version: str
    kind: str
    sid: str
    status: str
    reason: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class State:
    """What WhatsApp says of a template; `reason`: why it was rejected."""

    status: str
    reason: str | None = None


def keep(connection: Connection, account: str, made: Sequence[Content], now: datetime) -> None:
    """Remember what is there; the same version again takes the place of what was remembered of it."""
    statement = insert_into(connection, contents)
    given = statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=["account", "name", "lang", "version"],
        set_={name: given[name] for name in ("kind", "sid", "status", "reason", "created_at", "checked_at")},
    )
    for one in made:
        connection.execute(
            statement,
            {
                "account": account,
                "name": one.name,
                "lang": one.lang,
                "version": one.version,
                "kind": one.kind,
                "sid": one.sid,
                "status": one.status,
                "reason": one.reason,
                "created_at": one.created_at,
                "checked_at": now,
            },
        )


def of_account(connection: Connection, account: str) -> list[Content]:
    """All of an account, oldest first."""
    wanted = (contents.c[name] for name in Content.__dataclass_fields__)
    query = select(*wanted).where(contents.c.account == account)
    rows = connection.execute(query.order_by(contents.c.created_at, contents.c.id))
    return [Content(*row) for row in rows]


def set_states(connection: Connection, account: str, states: Mapping[str, State], now: datetime) -> None:
    """Keep what WhatsApp says of templates, by sid."""
    for sid, state in states.items():
        connection.execute(
            update(contents)
            .where(contents.c.account == account, contents.c.sid == sid, contents.c.kind == "template")
            .values(status=state.status, reason=state.reason, checked_at=now)
        )


def troubled(connection: Connection, account: str) -> list[Content]:
    """Templates that somebody must see to: the newest version WhatsApp decided about may not be sent."""
    newest: dict[tuple[str, str], Content] = {}
    for one in of_account(connection, account):
        if one.kind == "template" and one.status not in UNDECIDED:
            newest[one.name, one.lang] = one
    return [one for one in newest.values() if one.status in TROUBLED]
