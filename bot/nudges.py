"""The tick that reminds: who is due is looked at, all they may be told of is weighed, and it is one message.

What is said is decided in the transaction that queues it (flows/rules/nudges.py), and worded when it is sent,
by what is true then (bot/wording.py). So nothing is planned that could become stale.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import Connection

from bot.facts import last_day
from bot.writer import Priority
from flows import unfinished
from flows.rules.nudges import CoverOf, Invited, Item, LeftDraft, Plan, Policy, Recipient, Role, Subject, plan
from flows.rules.tariff import Sector
from flows.stored import load_state
from flows.types import Office, State
from storage import Secrets, nudges
from storage.marks import mark, set_mark
from storage.nudges import Decided, Key, Standing
from storage.restored import restored_at

if TYPE_CHECKING:
    from bot.app import App

CHUNK = 100
"""people in one transaction, so that a reply waits for some tens of milliseconds at most"""
PAGE_WOKEN = 5_000
"""people that one transaction wakes when the policy is another one"""
_POLICY = "nudges.policy"
_CURSOR = "nudges.woken"


async def remind(app: App) -> dict[str, int]:
    """Look at everybody who is due; how many there were, and how many messages came of it."""
    counts = {"looked_at": 0, "queued": 0}
    await _wake_all(app)
    if not await asyncio.to_thread(_someone_is_due, app):
        return counts
    while True:
        looked_at, queued = await app.write(partial(_chunk, app=app), Priority.NUDGE)
        counts["looked_at"] += looked_at
        counts["queued"] += queued
        if looked_at < CHUNK:
            return counts


def recipient(one: Standing, secrets: Secrets, office: Office, restored: datetime | None = None) -> Recipient:
    """Someone as the ladder knows them. `restored`: when their data came out of a backup."""
    zone = zone_of(one.zone, office)
    return Recipient(
        zone=zone,
        subjects=tuple(_subjects(one, secrets, office, restored)),
        decided=frozenset(item_of(key) for key in one.decided),
        told_on=tuple(at.astimezone(zone).date() for at in one.told_at),
        wants_reminders=one.wants_reminders,
        wrote_at=one.wrote_at,
        snoozed_until=one.snoozed_until,
        restored_at=restored,
    )


def zone_of(zone: str | None, office: Office) -> ZoneInfo:
    """Someone's time zone."""
    return ZoneInfo(zone) if zone else office.zone


def item_of(key: Key) -> Item:
    subject, month, step, role = key
    return Item(subject, month, step, cast(Role, role))


def read_items(body: bytes) -> tuple[Item, ...]:
    """What a message is about, as `_body` wrote it."""
    return tuple(item_of(tuple(key)) for key in orjson.loads(body)["items"])


def unfinished_of(one: Standing, secrets: Secrets) -> State | None:
    """The nomination they left half done; None: there is none, or it wakes them no more."""
    return unfinished(load_state(secrets.open(one.state_sealed))) if one.state_sealed is not None else None


# --- a chunk -----------------------------------------------------------------------------------------


def _someone_is_due(app: App) -> bool:
    with app.store.reading() as connection:
        return nudges.someone_is_due(connection, app.times.now())


def _chunk(connection: Connection, app: App) -> tuple[int, int]:
    """How many were looked at, and how many messages there are."""
    now, office, secrets = app.times.now(), app.office, app.store.secrets
    ids = nudges.hold_due(connection, now, CHUNK)
    found = nudges.standings(connection, ids, now)
    restored = restored_at(connection)
    people = ((one, recipient(one, secrets, office, restored)) for one in found.values())
    decided = [_decide(one, person, office.nudges, now) for one, person in people]
    return len(ids), nudges.keep(connection, secrets, decided, now) if decided else 0


def _decide(one: Standing, person: Recipient, policy: Policy, now: datetime) -> Decided:
    planned = plan(person, policy, now)
    today = now.astimezone(person.zone).date()
    is_left = any(isinstance(subject, LeftDraft) for subject in person.subjects)
    return Decided(
        one.person_id,
        planned.wake_at,
        planned.wake_at if is_left else None,
        tuple(map(_key, planned.items)),
        tuple((_key(item), reason) for item, reason in planned.dropped),
        _name(one, today) if planned.items else None,
        _body(planned) if planned.items else None,
    )


def _key(item: Item) -> Key:
    return item.subject, item.month, item.step, item.role


def _name(one: Standing, today: date) -> str:
    """One message a day; where something critical came up on a day that had one, another."""
    again = f":{one.messages}" if one.messages else ""
    return f"nudge:{one.person_id}:{today}{again}"


def _body(planned: Plan) -> bytes:
    return orjson.dumps({"items": [_key(item) for item in planned.items]})


# --- what someone may be told of -------------------------------------------------------------------


def _subjects(one: Standing, secrets: Secrets, office: Office, restored: datetime | None) -> list[Subject]:
    """Of invitations and drafts of before a restore nothing is said: who knows what became of them."""
    found: list[Subject] = [
        CoverOf(
            cover.reference,
            cast(Role, cover.role),
            cast(Sector, cover.sector),
            cover.paid,
            cover.registered_at.astimezone(office.zone).date(),
            cover.covered_from,
            cover.receipt_waits,
            cover.told_at.astimezone(office.zone).date() if cover.told_at else None,
        )
        for cover in one.covers
    ]
    found += [
        Invited(
            invited.reference,
            cast(Role, invited.role),
            invited.invited_at.astimezone(office.zone).date(),
            last_day(invited.invited_at, office),
        )
        for invited in one.invitations
        if restored is None or invited.invited_at > restored
    ]
    draft = _left(one, secrets, office) if restored is None or _wrote_since(one, restored) else None
    return [*found, draft] if draft else found


def _wrote_since(one: Standing, moment: datetime) -> bool:
    return one.wrote_at is not None and one.wrote_at > moment


def _left(one: Standing, secrets: Secrets, office: Office) -> LeftDraft | None:
    draft = unfinished_of(one, secrets)
    if draft is None or one.wrote_at is None:
        return None
    return LeftDraft(draft.conversation, one.wrote_at, one.wrote_at + timedelta(days=office.draft_days))


# --- another policy ------------------------------------------------------------------------------------


async def _wake_all(app: App) -> None:
    """Where the policy is another one than the last time: everybody is looked at again, page by page."""
    policy = _fingerprint(app.office.nudges)
    while await asyncio.to_thread(_is_new, app, policy):
        await app.write(partial(_wake_page, policy=policy, now=app.times.now()), Priority.BULK)


def _is_new(app: App, policy: str) -> bool:
    with app.store.reading() as connection:
        return mark(connection, _POLICY) != policy


def _wake_page(connection: Connection, policy: str, now: datetime) -> None:
    """A page, and how far it went; one that was begun for another policy begins anew."""
    begun, _, after = (mark(connection, _CURSOR) or "").partition(" ")
    last = nudges.wake_page(connection, int(after) if begun == policy else 0, PAGE_WOKEN, now)
    if last is None:
        set_mark(connection, _POLICY, policy)
    else:
        set_mark(connection, _CURSOR, f"{policy} {last}")


def know_policy(connection: Connection, policy: Policy) -> None:
    """Everybody was looked at by this policy, or need not be."""
    set_mark(connection, _POLICY, _fingerprint(policy))


def _fingerprint(policy: Policy) -> str:
    return sha256(repr(asdict(policy)).encode()).hexdigest()[:16]
