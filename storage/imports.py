"""Files that were given to us: staged row by row, applied in chunks, and what each row came to.

    staging --all rows are in--> staged --the last chunk--> done

What a row came to is written in the transaction that applied it, and `next_row` counts them. A file is known
by its digest, so that the same one goes on where it was interrupted, and is never applied twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, text, update

from storage.bulk import insert_rows
from storage.dialect import insert_into
from storage.secrets import Secrets
from storage.tables import IS_LEFT, import_rows, imports

# written out, as the partial index has it
_IS_LEFT = text(IS_LEFT)


@dataclass(frozen=True, slots=True)
class Run:
    """One file, and how far it came."""

    id: int
    status: str
    next_row: int
    """how many rows were applied"""
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Staged:
    """A row of the file: its data, or what was wrong with it."""

    row: int
    data: bytes | None
    verdict: str | None = None
    detail: str | None = None
    turn: str = ""
    """rows are applied in this order, and of equals in that of the file"""


@dataclass(frozen=True, slots=True)
class Reported:
    """What a row came to."""

    row: int
    verdict: str
    detail: str


def begin(connection: Connection, kind: str, digest: str, now: datetime) -> Run:
    """The run of this file: a new one, or how far the same file came before."""
    values = {"kind": kind, "digest": digest, "status": "staging", "next_row": 0, "created_at": now}
    connection.execute(insert_into(connection, imports).values(values).on_conflict_do_nothing())
    query = select(imports).where(imports.c.kind == kind, imports.c.digest == digest)
    row = connection.execute(query).one()
    return Run(row.id, row.status, row.next_row, row.created_at)


def is_done(connection: Connection, kind: str, digest: str) -> bool:
    """Was this file applied to its end?"""
    query = select(imports.c.status).where(imports.c.kind == kind, imports.c.digest == digest)
    return connection.execute(query).scalar() == "done"


def forget(connection: Connection, run_id: int) -> None:
    """As if the file had never been given; what it did is kept."""
    connection.execute(delete(import_rows).where(import_rows.c.import_id == run_id))
    connection.execute(delete(imports).where(imports.c.id == run_id))


def forget_abandoned(connection: Connection, begun_before: datetime) -> int:
    """Forget files that were begun before and never finished; how many. Given again, they begin anew."""
    left = select(imports.c.id).where(imports.c.status != "done", imports.c.created_at < begun_before)
    abandoned = list(connection.scalars(left))
    for run_id in abandoned:
        forget(connection, run_id)
    return len(abandoned)


def stage(connection: Connection, secrets: Secrets, run_id: int, rows: Sequence[Staged]) -> None:
    """Keep rows, encrypted; one that is kept already is left as it is."""
    if rows:
        values = [
            (
                run_id,
                row.row,
                row.turn,
                secrets.seal(row.data) if row.data is not None else None,
                row.verdict,
                row.detail,
            )
            for row in rows
        ]
        columns = ("import_id", "row", "turn", "data_sealed", "verdict", "detail")
        insert_rows(connection, import_rows, columns, values, "ON CONFLICT DO NOTHING")


def all_staged(connection: Connection, run_id: int) -> None:
    mine = update(imports).where(imports.c.id == run_id, imports.c.status == "staging")
    connection.execute(mine.values(status="staged"))


def next_chunk(connection: Connection, secrets: Secrets, run_id: int, limit: int) -> list[tuple[int, bytes]]:
    """(row, data) of the next rows to apply; none: all were. Who asks holds the run until it commits."""
    connection.execute(select(imports.c.id).where(imports.c.id == run_id).with_for_update()).scalar_one()
    rows = import_rows.c
    query = select(rows.row, rows.data_sealed).where(rows.import_id == run_id, _IS_LEFT)
    found = connection.execute(query.order_by(rows.turn, rows.row).limit(limit))
    return [(row.row, secrets.open(row.data_sealed)) for row in found]


def applied(connection: Connection, run_id: int, reported: Sequence[Reported]) -> None:
    """Write what a chunk came to, and erase its data."""
    if not reported:
        return
    rows = import_rows.c
    mark = (
        update(import_rows)
        .where(rows.import_id == run_id, rows.row == bindparam("number"))
        .values(data_sealed=None, verdict=bindparam("came_to"), detail=bindparam("why"))
    )
    values = [{"number": one.row, "came_to": one.verdict, "why": one.detail} for one in reported]
    connection.execute(mark, values)
    mine = update(imports).where(imports.c.id == run_id)
    connection.execute(mine.values(next_row=imports.c.next_row + len(reported)))


def finish(connection: Connection, run_id: int, now: datetime) -> None:
    mine = update(imports).where(imports.c.id == run_id, imports.c.status == "staged")
    connection.execute(mine.values(status="done", finished_at=now))


def report(connection: Connection, run_id: int) -> Iterator[Reported]:
    """What every row came to, in the order of the file; rows that were not applied yet are left out."""
    rows = import_rows.c
    query = select(rows.row, rows.verdict, rows.detail).where(
        rows.import_id == run_id, rows.verdict.is_not(None)
    )
    for row in connection.execute(query.order_by(rows.row).execution_options(yield_per=1000)):
        yield Reported(row.row, row.verdict, row.detail or "")
