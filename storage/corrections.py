"""What is kept of a nomination, corrected: by its worker, or by its participant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection, or_, select, update
from sqlalchemy.exc import IntegrityError

from storage.dialect import insert_into
from storage.names import start_of
from storage.nominations import in_order
from storage.nudges import wake
from storage.secrets import Secrets
from storage.tables import LIVE_STATUSES, nominations, registrations
from storage.turns import Conflict


@dataclass(frozen=True, slots=True)
class Correction:
    """New values by name; what is not named stays. `extras`: address, postcode, email; None erases one."""

    reference: str
    by: int
    """the participant or the worker, who alone may"""
    values: Mapping[str, object] = field(default_factory=dict)
    """name, nik, phone, job, job_words, sector, workplace: texts or None; birth_date: a date; income, months:
    numbers; programmes: a set"""
    extras: Mapping[str, str | None] = field(default_factory=dict)


def correct(connection: Connection, secrets: Secrets, correction: Correction, now: datetime) -> None:
    """Change what is kept. Raises Conflict when it is over, not theirs, or there is such a nomination."""
    columns = _columns(secrets, correction.values) | {"updated_at": now}
    theirs = or_(nominations.c.participant_id == correction.by, nominations.c.worker_id == correction.by)
    change = update(nominations).where(
        nominations.c.reference == correction.reference, nominations.c.status.in_(LIVE_STATUSES), theirs
    )
    try:
        changed = connection.execute(change.values(columns)).rowcount
    except IntegrityError as error:
        raise Conflict("there is a nomination of this NIK already") from error
    if changed != 1:
        raise Conflict("the nomination is over, or not theirs")
    wake(connection, [correction.by], now)  # another sector has another discount
    if correction.extras:
        _keep_extras(connection, secrets, correction)


def _columns(secrets: Secrets, values: Mapping[str, object]) -> dict[str, object]:
    columns: dict[str, object] = {}
    for name, value in values.items():
        match name, value:
            case "name", str(text):
                columns |= {"name_sealed": secrets.seal_text(text), "name_start": start_of(text)}
            case "nik", str(nik):
                columns |= {"nik_hash": secrets.hash("nik", nik), "nik_sealed": secrets.seal_text(nik)}
                columns["nik_last4"] = nik[-4:]
            case "birth_date", date() as day:
                columns["birth_date_sealed"] = secrets.seal_text(day.isoformat())
            case "phone", str(number):
                columns |= {
                    "phone_hash": secrets.hash("phone", number),
                    "phone_sealed": secrets.seal_text(number),
                }
            case "phone", None:
                columns |= {"phone_hash": None, "phone_sealed": None}
            case "job_words", str() | None as words:
                columns["job_words_sealed"] = secrets.seal_text(words) if words else None
            case "programmes", frozenset() as programmes:
                columns["programmes"] = in_order(programmes)
            case "job" | "sector" | "workplace", str(word):
                columns[name] = word
            case "income" | "months", int(number):
                columns[name] = number
            case _:
                raise ValueError(f"a nomination has no {name} like this")
    return columns


def _keep_extras(connection: Connection, secrets: Secrets, correction: Correction) -> None:
    query = select(nominations.c.id).where(nominations.c.reference == correction.reference)
    values = {
        f"{name}_sealed": secrets.seal_text(text) if text else None
        for name, text in correction.extras.items()
    }
    statement = insert_into(connection, registrations)
    statement = statement.values(nomination_id=connection.scalar(query), **values)
    keys = [registrations.c.nomination_id]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=values))
