"""Consented nominations out, as a table for the office: nobody is in it whose worker has not agreed.

It may be made as often as one likes: who stood in one before is said in a column, and stays in it until
their registration came back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.coverage.columns import WANTED
from bot.coverage.imports import Desk
from bot.coverage.spreadsheets import Written, write_xlsx, written_privately
from flows.render import has, text
from flows.rules import regions
from flows.types import Lang, Say
from storage import registrations
from storage.registrations import ToRegister

Columns = Sequence[tuple[str, str]]
"""(header, field)"""
_AT_ONCE = 200


def export(desk: Desk, path: Path, columns: Columns) -> tuple[int, int]:
    """Write the table; returns how many people are in it, and how many of them for the first time.

    Raises OSError where it cannot be written; then nobody counts as exported.
    """
    written: list[int] = []
    new = 0

    def rows() -> Iterator[list[Written]]:
        nonlocal new
        for one in _all(desk):
            written.append(one.id)
            new += one.exported_at is None
            yield _row(one, desk, columns)

    with written_privately(path) as file:
        write_xlsx(file, "BPU", [header for header, _ in columns], rows())
    for start in range(0, len(written), _AT_ONCE):
        with desk.writing() as connection:
            registrations.mark_exported(connection, written[start : start + _AT_ONCE], desk.now)
    return len(written), new


def _all(desk: Desk) -> Iterator[ToRegister]:
    after = 0
    while True:
        with desk.store.reading() as connection:
            found = registrations.to_register(connection, desk.store.secrets, after, _AT_ONCE)
        yield from found
        if len(found) < _AT_ONCE:
            return
        after = found[-1].id


def _row(one: ToRegister, desk: Desk, columns: Columns) -> list[Written]:
    values = _values(one, desk)
    missing = [header for header, field in columns if field in WANTED and not values[field]]
    lang = desk.office.languages[0]
    values["check"] = text(Say("sheet.missing", {"fields": ", ".join(missing)}), lang) if missing else ""
    return [_cell(field, values[field], is_missing=bool(missing)) for _, field in columns]


def _cell(field: str, value: str | int, *, is_missing: bool) -> Written:
    return Written(value, (field in WANTED and not value) or (field == "check" and is_missing))


def _values(one: ToRegister, desk: Desk) -> dict[str, str | int]:
    lang = desk.office.languages[0]
    return {
        "reference": one.reference,
        "nik": one.nik,
        "name": one.name,
        "birth_date": one.birth_date.isoformat(),
        "address": one.address or "",
        "postcode": one.postcode or "",
        "phone": f"0{one.phone.removeprefix('+62')}" if one.phone else "",
        "email": one.email or "",
        "job": _job(one, lang),
        "workplace": regions.name_of(one.workplace) if regions.exists(one.workplace) else one.workplace,
        "income": one.income,
        "programmes": " + ".join(name.upper() for name in ("jkk", "jkm", "jht") if name in one.programmes),
        "months": one.months,
        "office": desk.office.name,
        "consent": text(Say(f"sheet.{one.way}"), lang) if one.way else "",
        "consented_on": one.consented_at.astimezone(desk.office.zone).date().isoformat()
        if one.consented_at
        else "",
        "exported": _exported(one, desk, lang),
        "participant_number": "",
        "payment_code": "",
        "expires_on": "",
    }


def _job(one: ToRegister, lang: Lang) -> str:
    """What they call it themselves, else what they chose."""
    key = f"nominate-job.{one.job}"
    return one.job_words or (text(Say(key), lang) if has(key, lang) else one.job)


def _exported(one: ToRegister, desk: Desk, lang: Lang) -> str:
    if one.exported_at is None:
        return text(Say("sheet.never"), lang)
    day = one.exported_at.astimezone(desk.office.zone).date()
    return text(Say("sheet.exported", {"day": day.isoformat()}), lang)
