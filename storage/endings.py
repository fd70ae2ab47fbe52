"""How a nomination goes on and ends: agreed to, declined, changed over, withdrawn, taken over by the worker.

Each change is made only from the status it starts from, with the rows held; whoever comes too late gets a
Conflict, and decides anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import IntegrityError

from storage import bills
from storage.dialect import insert_into
from storage.erasure import drop_first_messages, erase_workers
from storage.invitations import refuse
from storage.nominations import NominationRow, by_references, held
from storage.nudges import wake_about
from storage.registrations import card_token
from storage.secrets import Secrets
from storage.tables import (
    COVERED_STATUSES,
    FINAL_REASONS,
    LIVE_STATUSES,
    contribution_months,
    nominations,
    registrations,
)
from storage.turns import Conflict


@dataclass(frozen=True, slots=True)
class Agreed:
    """A worker agreed. `by`: who wrote; it is the worker, or the participant on whose phone they answered."""

    reference: str
    by: int
    way: str
    instead_of: str | None = None
    """the reference of the cover they change over from"""
    covered_from: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a yes came to. `former`: the cover that was changed over from, as it was before."""

    former: NominationRow | None = None
    waits_for_office: bool = False
    """the NIK has a cover by another nomination, and who answered is not known as its worker"""


def agree(connection: Connection, secrets: Secrets, agreed: Agreed, now: datetime) -> Outcome:
    """The nomination may be registered, or waits for the office to decide between it and another cover.

    Only who is known as the worker of the other cover ends it by their word, and keeps its number: nobody
    is registered twice, and nobody ends a stranger's cover.
    """
    rows = _held(connection, secrets, agreed.reference, agreed.instead_of)
    new = rows[agreed.reference]
    is_asked = new.status == "invited" and not new.waits_for_office
    _refuse_unless(is_asked and _may_answer(new, agreed), "the invitation is not theirs now")
    said = {"way": agreed.way, "consented_at": now}
    drop_first_messages(connection, [agreed.reference])
    old = rows[agreed.instead_of] if agreed.instead_of else None
    if old:
        is_theirs = agreed.way != "assisted" and old.worker_id == agreed.by and old.nik == new.nik
        _refuse_unless(old.status in COVERED_STATUSES and is_theirs, "there is no such cover now")
        _end(connection, old, "changed_over", "worker", now)
    elif _cover_of(connection, secrets, new):
        _change(connection, new, said, now)
        return Outcome(waits_for_office=True)
    before = old or _last_registered(connection, secrets, new)
    is_known = before is not None and before.worker_id == new.worker_id
    _consent(connection, secrets, new, said, before if is_known else None, now, agreed.covered_from)
    return Outcome(old)


def change_by_office(
    connection: Connection, secrets: Secrets, reference: str, now: datetime
) -> NominationRow | None:
    """The office decided for the nomination that waits for it: the other cover ends, its number goes over.

    Returns that one as it was; None when it has ended meanwhile. Raises Conflict.
    """
    new = waiting_for_office(connection, secrets, reference)
    old = _cover_of(connection, secrets, new)
    if old:
        _end(connection, old, "changed_over", "office", now)
    before = old or _last_registered(connection, secrets, new)
    _consent(connection, secrets, new, {}, before, now)
    return old


def stay_by_office(connection: Connection, secrets: Secrets, reference: str, now: datetime) -> NominationRow:
    """The office decided for the other cover: this one is erased as a declined one. Raises Conflict."""
    row = waiting_for_office(connection, secrets, reference)
    refuse(connection, row.participant_id, secrets.hash("nik", row.nik), now)
    erase_workers(connection, secrets, [row], {"status": "declined"}, now)
    return row


def waiting_for_office(connection: Connection, secrets: Secrets, reference: str) -> NominationRow:
    """The nomination that waits for the office's decision, held. Raises Conflict when it does not."""
    row = _held(connection, secrets, reference)[reference]
    _refuse_unless(row.waits_for_office, "it does not wait for the office")
    return row


def _consent(
    connection: Connection,
    secrets: Secrets,
    new: NominationRow,
    values: Mapping[str, object],
    before: NominationRow | None,
    now: datetime,
    covered_from: str | None = None,
) -> None:
    """To be registered now; with the number of the registration before, where there is one."""
    begins = _later(covered_from, _paid_before(connection, secrets, new))
    _change(connection, new, {**values, "status": "consented", "covered_from": begins}, now)
    if before and before.participant_number:
        _keep_number(connection, secrets, new, before.participant_number)


def _cover_of(connection: Connection, secrets: Secrets, new: NominationRow) -> NominationRow | None:
    """The cover that the NIK of a nomination has by another one."""
    columns = nominations.c
    same = columns.nik_hash == secrets.hash("nik", new.nik)
    found = held(connection, secrets, same & columns.status.in_(COVERED_STATUSES) & (columns.id != new.id))
    return found[0] if found else None


def decline(connection: Connection, secrets: Secrets, reference: str, by: int, now: datetime) -> None:
    """The worker said no: all that names them is erased, but a hash that keeps them from being asked."""
    row = _held(connection, secrets, reference)[reference]
    answered_by = row.worker_id if row.worker_id is not None else row.participant_id
    is_asked = row.status == "invited" and not row.waits_for_office
    _refuse_unless(is_asked and by == answered_by, "the invitation is not theirs now")
    refuse(connection, row.participant_id, secrets.hash("nik", row.nik), now)
    erase_workers(connection, secrets, [row], {"status": "declined"}, now, writer=by)


def withdraw(
    connection: Connection,
    secrets: Secrets,
    reference: str,
    by: Literal["participant", "worker"],
    person: int,
    reason: str,
    now: datetime,
) -> NominationRow:
    """End a nomination; returns it as it was. One that nobody agreed to is erased with it."""
    row = _held(connection, secrets, reference)[reference]
    whose = row.participant_id if by == "participant" else row.worker_id
    _refuse_unless(row.status in LIVE_STATUSES and whose == person, "it is over, or not theirs")
    if row.status == "invited":
        outcome = {"status": "withdrawn", "ended_at": now, "end_reason": reason, "ended_by": by}
        erase_workers(connection, secrets, [row], outcome, now, writer=person)
    else:
        _end(connection, row, reason, by, now)
    return row


def take_over(
    connection: Connection, secrets: Secrets, reference: str, worker: int, now: datetime
) -> NominationRow:
    """The worker pays for themselves from now on; a cover that ended goes on. Returns it as it was.

    The open bill was the former payer's, and so was the card.
    """
    row = _held(connection, secrets, reference)[reference]
    ended = row.status == "withdrawn" and row.end_reason not in FINAL_REASONS
    goes_on = ended or row.status in COVERED_STATUSES or row.waits_for_office
    _refuse_unless(row.worker_id == worker and bool(row.nik) and goes_on, "the cover is not theirs now")
    status = "registered" if row.card else "consented"
    values = {
        "participant_id": worker,
        "status": status if ended else row.status,
        "ended_at": None,
        "end_reason": None,
        "ended_by": None,
    }
    _change(connection, row, values, now)
    if row.bill:
        bills.close(connection, [row.bill.id], "cancelled", now)
    if row.card:
        card = secrets.hash("card", card_token(secrets, reference, is_own_payer=True))
        mine = update(registrations).where(registrations.c.nomination_id == row.id)
        connection.execute(mine.values(card_token_hash=card))
    return row


def expire(connection: Connection, secrets: Secrets, ids: list[int], now: datetime) -> list[NominationRow]:
    """Nobody answered these in time: erased. Returns those that still waited, as they were."""
    waiting = (nominations.c.status == "invited") & nominations.c.consented_at.is_(None)
    rows = held(connection, secrets, nominations.c.id.in_(ids) & waiting)
    erase_workers(connection, secrets, rows, {"status": "expired"}, now)
    return rows


def _held(connection: Connection, secrets: Secrets, *references: str | None) -> dict[str, NominationRow]:
    wanted = [reference for reference in references if reference]
    rows = by_references(connection, secrets, wanted)
    _refuse_unless(len(rows) == len(wanted), "there is no such nomination")
    return rows


def _refuse_unless(condition: bool, why: str) -> None:
    if not condition:
        raise Conflict(why)


def _may_answer(row: NominationRow, agreed: Agreed) -> bool:
    if agreed.way == "assisted":
        return row.participant_id == agreed.by and row.worker_id is None
    return row.worker_id == agreed.by


def _change(connection: Connection, row: NominationRow, values: Mapping[str, object], now: datetime) -> None:
    """The database has the last word on one cover for each NIK. Who has a part is looked at again."""
    try:
        connection.execute(
            update(nominations).where(nominations.c.id == row.id).values({**values, "updated_at": now})
        )
    except IntegrityError as error:
        raise Conflict("this NIK has a cover by another nomination now") from error
    wake_about(connection, [row.id], now)


def _end(connection: Connection, row: NominationRow, reason: str, by: str, now: datetime) -> None:
    values = {"status": "withdrawn", "ended_at": now, "end_reason": reason, "ended_by": by}
    _change(connection, row, values, now)
    bill = bills.open_of(connection, [row.id]).get(row.id)
    if bill:
        bills.close(connection, [bill.id], "cancelled", now)


def _paid_before(connection: Connection, secrets: Secrets, new: NominationRow) -> str | None:
    """The month after the last that any other nomination paid for this NIK: no month is paid twice."""
    others = (
        nominations.c.nik_hash == secrets.hash("nik", new.nik),
        nominations.c.id != new.id,
    )
    query = select(func.max(contribution_months.c.month)).join_from(contribution_months, nominations)
    last = connection.scalar(query.where(*others))
    return _month_after(last) if last else None


def _month_after(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"


def _later(*months: str | None) -> str | None:
    return max((month for month in months if month), default=None)


def _last_registered(connection: Connection, secrets: Secrets, new: NominationRow) -> NominationRow | None:
    """The ended nomination by which this NIK was registered: its number holds for ever."""
    query = (
        select(func.max(nominations.c.id))
        .join_from(nominations, registrations)
        .where(nominations.c.nik_hash == secrets.hash("nik", new.nik), nominations.c.id != new.id)
        .where(registrations.c.participant_number_sealed.is_not(None))
    )
    id = connection.scalar(query)
    return held(connection, secrets, nominations.c.id == id)[0] if id else None


def _keep_number(connection: Connection, secrets: Secrets, new: NominationRow, number: str) -> None:
    values = {"participant_number_sealed": secrets.seal_text(number)}
    statement = insert_into(connection, registrations).values(nomination_id=new.id, **values)
    keys = [registrations.c.nomination_id]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=values))
