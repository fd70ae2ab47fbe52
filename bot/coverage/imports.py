"""Files of the office, taken in: staged whole, then applied in chunks; interrupted, the same command goes on.

Staging reads and checks every row and keeps it encrypted. Applying takes a chunk in one transaction, so that
no row is applied twice and no reply waits for more than a chunk; payments in the order they were made. The
same file again (by its SHA-256) gives its report again. A dry run does all of it in transactions that are
undone.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection

from bot.coverage import cells, registration, settlements
from bot.coverage.cells import Cell
from bot.coverage.registration import Answer
from bot.coverage.settlements import Payment
from bot.coverage.spreadsheets import Column, Line, read
from flows.rules.money import show_rupiah
from flows.types import Office
from storage import Secrets, Store, imports
from storage.imports import Reported, Run, Staged

STAGED_AT_ONCE = 500
APPLIED_AT_ONCE = 50
"""rows in the first transaction; the next ones are as many as took CHUNK_SECONDS of the writer before"""
MOST_AT_ONCE = 400
CHUNK_SECONDS = 0.05
"""how long a reply may have to wait for a chunk"""

FINE = ("accepted", "already known", "waiting")
"""verdicts of rows that need nobody's hand"""

Progress: TypeAlias = Callable[[str, int], None]
"""Told what is being done, and how many rows of it were done."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is of: its columns, how a row is read, and how rows are applied."""

    name: Literal["payments", "registrations"]
    columns: tuple[Column, ...]
    parse: Callable[[Mapping[str, Cell], Office, datetime], Mapping[str, Any]]
    """what of a row is kept, as JSON; raises ValueError with what is wrong with it"""
    apply: Callable[[Connection, Secrets, Sequence[Any], Office, datetime], list[tuple[str, str]]]
    """(verdict, detail) of each"""
    key: str
    """the field that names what a row is about"""
    turn: Callable[[Mapping[str, Any]], str] = lambda _: ""
    """rows are applied in this order, whatever the order of the file"""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where files are taken in: the store, the office, and the time of it all."""

    store: Store
    office: Office
    now: datetime

    @contextmanager
    def writing(self, *, is_dry: bool = False) -> Iterator[Connection]:
        """A transaction; a dry one leaves nothing."""
        with self.store.writing() as connection:
            yield connection
            if is_dry:
                connection.rollback()


def take(
    desk: Desk, kind: Kind, path: Path, progress: Progress = lambda _what, _rows: None
) -> Iterator[Reported]:
    """Take a file in, or go on where it was interrupted; then its report, row by row.

    Raises spreadsheets.CannotRead, with nothing applied.
    """
    with desk.writing() as connection:
        run = imports.begin(connection, kind.name, _digest(path), desk.now)
    if run.status == "staging":
        try:
            _stage(desk, kind, path, run, progress)
        except BaseException as error:
            if isinstance(error, Exception):  # an interruption goes on; a file that cannot be read does not
                with desk.writing() as connection:
                    imports.forget(connection, run.id)
            raise
    if run.status != "done":
        _apply(desk, kind, run, progress)
    with desk.store.reading() as connection:
        yield from imports.report(connection, run.id)


def was_taken(desk: Desk, kind: Kind, path: Path) -> bool:
    """Was this very file taken in before, to its end?"""
    with desk.store.reading() as connection:
        return imports.is_done(connection, kind.name, _digest(path))


def forget(desk: Desk, kind: Kind, path: Path) -> None:
    """Take the same file anew next time: what it did is kept, and is known then."""
    with desk.writing() as connection:
        imports.forget(connection, imports.begin(connection, kind.name, _digest(path), desk.now).id)


def rehearse(
    desk: Desk, kind: Kind, path: Path, progress: Progress = lambda _what, _rows: None
) -> Iterator[Reported]:
    """What would happen, row by row; nothing is changed. A chunk does not see what those before it did."""
    seen: set[str] = set()
    number = 0
    for lines in _chunks(read(path, kind.columns), APPLIED_AT_ONCE):  # in the order of the file
        rows = [(line.number, _parsed(desk, kind, line)) for line in lines]
        whole = [(row, parsed) for row, parsed in rows if not isinstance(parsed, str)]
        with desk.writing(is_dry=True) as connection:
            came_to = kind.apply(
                connection, desk.store.secrets, [one for _, one in whole], desk.office, desk.now
            )
        by_row = dict(zip((row for row, _ in whole), came_to, strict=True))
        for row, parsed in rows:
            if isinstance(parsed, str):
                yield Reported(row, "malformed", _hidden(parsed))
                continue
            verdict, detail = by_row[row]
            is_again = parsed[kind.key] in seen and verdict == "accepted"
            seen.add(parsed[kind.key])
            yield Reported(row, "already known" if is_again else verdict, _hidden(detail))
        number += len(lines)
        progress("reading", number)


def _stage(desk: Desk, kind: Kind, path: Path, run: Run, progress: Progress) -> None:
    number = 0
    for lines in _chunks(read(path, kind.columns), STAGED_AT_ONCE):
        rows = [_staged(kind, line.number, _parsed(desk, kind, line)) for line in lines]
        with desk.writing() as connection:
            imports.stage(connection, desk.store.secrets, run.id, rows)
        number += len(rows)
        progress("reading", number)
    with desk.writing() as connection:
        imports.all_staged(connection, run.id)


def _apply(desk: Desk, kind: Kind, run: Run, progress: Progress) -> None:
    number, size = 0, APPLIED_AT_ONCE
    while True:
        with desk.writing() as connection:
            began = time.monotonic()  # by now the writer is ours
            rows = imports.next_chunk(connection, desk.store.secrets, run.id, size)
            if not rows:
                imports.finish(connection, run.id, desk.now)
                return
            given = [json.loads(data) for _, data in rows]
            came_to = kind.apply(connection, desk.store.secrets, given, desk.office, desk.now)
            reported = [
                Reported(row, verdict, _hidden(detail))
                for (row, _), (verdict, detail) in zip(rows, came_to, strict=True)
            ]
            imports.applied(connection, run.id, reported)
        number += len(rows)
        size = _next_size(size, time.monotonic() - began)
        progress("applying", number)


def _next_size(size: int, seconds: float) -> int:
    """As many rows as fit into CHUNK_SECONDS, judged by the last chunk; never twice as many at once."""
    fitting = int(size * CHUNK_SECONDS / max(seconds, 0.001))
    return max(1, min(fitting, size * 2, MOST_AT_ONCE))


def _hidden(detail: str) -> str:
    """Reports are kept and printed: what reads as a NIK, wherever it stood, is not shown in them."""
    return _LIKE_A_NIK.sub(
        lambda found: f"…{found[0][-4:]}" if settlements.is_nik(found[0]) else found[0], detail
    )


def _parsed(desk: Desk, kind: Kind, line: Line) -> Mapping[str, Any] | str:
    """The row as it is kept; a text is what is wrong with it."""
    if line.problem:
        return line.problem
    try:
        return kind.parse(line.cells, desk.office, desk.now)
    except ValueError as error:
        return str(error)


def _staged(kind: Kind, row: int, parsed: Mapping[str, Any] | str) -> Staged:
    if isinstance(parsed, str):
        return Staged(row, None, "malformed", _hidden(parsed))
    return Staged(row, json.dumps(parsed).encode(), turn=kind.turn(parsed))


def _chunks(lines: Iterable[Line], size: int) -> Iterator[list[Line]]:
    rows = iter(lines)
    while chunk := list(islice(rows, size)):
        yield chunk


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# --- payments ----------------------------------------------------------------------------------------


def _payment_row(row: Mapping[str, Cell], office: Office, now: datetime) -> Mapping[str, Any]:
    payment_id = cells.text(row.get("payment_id"), "payment_id")
    if payment_id is None:
        raise ValueError("payment_id is missing")
    nik = cells.digits(row.get("nik"), "nik")
    code = cells.text(row.get("code"), "code")
    amount = cells.rupiah(row.get("amount"), "amount")
    paid_at = cells.moment(row.get("paid_at"), "paid_at", office.zone)
    if paid_at > now + settlements.AHEAD:
        raise ValueError(f"paid_at is {paid_at.date().isoformat()}, which is yet to come")
    payment = Payment(payment_id, amount, paid_at, code, nik)  # says what else is wrong
    return {
        "payment_id": payment_id, "amount": amount, "paid_at": paid_at.isoformat(),
        "code": payment.code, "nik": payment.nik,
    }  # fmt: skip


def _in_order_of_payment(row: Mapping[str, Any]) -> str:
    """By when it was made, whichever file or place in it; then by its id."""
    return f"{datetime.fromisoformat(row['paid_at']).astimezone(UTC):%Y%m%d%H%M%S} {row['payment_id']}"


def _apply_payments(
    connection: Connection, secrets: Secrets, rows: Sequence[Any], office: Office, now: datetime
) -> list[tuple[str, str]]:
    given = [
        Payment(
            row["payment_id"], row["amount"], datetime.fromisoformat(row["paid_at"]), row["code"], row["nik"]
        )
        for row in rows
    ]
    verdicts = settlements.settle(connection, secrets, given, office, now)
    return [_of_payment(payment, one) for payment, one in zip(given, verdicts, strict=True)]


def _of_payment(payment: Payment, came: settlements.Verdict) -> tuple[str, str]:
    about = f"{payment.payment_id} {show_rupiah(payment.amount)}"
    match came.verdict:
        case "settled" | "over" | "under" | "requoted":
            what = ", ".join(came.months) or "no month yet"
            kept = f"; {show_rupiah(came.credit)} kept" if came.credit else ""
            return "accepted", f"{about}: {came.verdict}, {came.nomination}: {what}{kept}"
        case "known":
            return "already known", about
        case "amount differs":
            return "amount differs", f"{about}: it is known with another amount; nothing was changed"
        case "differs":
            return "differs", f"{about}: it is known with another code, NIK or day; nothing was changed"
        case "double":
            return "double", (
                f"{about}: {came.nomination}: it seems to be one that was told in another way; it fills "
                f"nothing unless you accept it (sertakan payments accept {payment.payment_id})"
            )
        case "unmatched":
            return "unknown", f"{about}: no such code and no such NIK here; kept for the office"
        case "mismatch":
            return "unknown", f"{about}: code and NIK are of different people; kept for the office"
        case "early":
            return "accepted", f"{about}: {came.nomination} is not registered yet; kept until it is"
        case _:
            return "ended", f"{about}: {came.nomination} had ended; kept for the office"


# --- registrations -----------------------------------------------------------------------------------


def _registration_row(row: Mapping[str, Cell], office: Office, now: datetime) -> Mapping[str, Any]:
    answer = Answer(
        cells.text(row.get("reference"), "reference") or "",
        cells.digits(row.get("participant_number"), "participant_number"),
        cells.text(row.get("payment_code"), "payment_code"),
        cells.day(row.get("expires_on"), "expires_on", office.zone),
    )
    expires_on = answer.expires_on
    return {
        "reference": answer.reference,
        "is_answered": bool(answer.participant_number or cells.text(row.get("payment_code"), "payment_code"))
        or _is_registered(row),
        "participant_number": answer.participant_number,
        "payment_code": answer.payment_code,
        "expires_on": expires_on.isoformat() if expires_on else None,
    }


def _is_registered(row: Mapping[str, Cell]) -> bool:
    """A row may say by itself that it was accepted, where number and code come later."""
    said = row.get("registered")
    return isinstance(said, str) and said.strip().casefold() in ("ya", "yes", "y", "sudah", "terdaftar")


def _apply_registrations(
    connection: Connection, secrets: Secrets, rows: Sequence[Any], office: Office, now: datetime
) -> list[tuple[str, str]]:
    answers = [
        Answer(
            row["reference"],
            row["participant_number"],
            row["payment_code"],
            date.fromisoformat(row["expires_on"]) if row["expires_on"] else None,
        )
        for row in rows
        if row["is_answered"]
    ]
    results = iter(registration.accept(connection, secrets, answers, office, now))
    return [_of_answer(next(results)) if row["is_answered"] else _not_yet(row) for row in rows]


def _of_answer(result: registration.Result) -> tuple[str, str]:
    return result.verdict, f"{result.reference}: {result.detail}".rstrip(": ")


def _not_yet(row: Mapping[str, Any]) -> tuple[str, str]:
    """A row as it went out: an export is filled in bit by bit, and given back as often."""
    return "waiting", f"{row['reference']}: neither participant number nor payment code is filled in yet"


def known_as(kind: Kind, headers: Sequence[tuple[str, str]]) -> Kind:
    """The same kind, whose columns are also found by the headers (header, field) that an office uses."""
    columns = tuple(
        replace(
            column, headers=(*column.headers, *(header for header, field in headers if field == column.field))
        )
        for column in kind.columns
    )
    return replace(kind, columns=columns)


_LIKE_A_NIK = re.compile(r"(?<![0-9])[0-9](?:[ .\-']?[0-9]){15}(?![0-9])")
_NIK = ("no nik", "nomor nik", "nomor induk kependudukan", "no ktp", "nomor ktp", "nik pekerja")
_CODE = ("kode", "kode iuran", "kode pembayaran", "kode bayar", "payment code", "va", "nomor va")

PAYMENTS = Kind(
    "payments",
    (
        Column(
            "payment_id",
            ("id pembayaran", "nomor pembayaran", "no pembayaran", "id transaksi", "nomor transaksi",
             "no transaksi", "id bayar"),
        ),
        Column("code", _CODE, is_needed=False),
        Column("nik", _NIK, is_needed=False),
        Column("amount", ("jumlah", "nominal", "jumlah bayar", "jumlah iuran", "nilai", "jumlah rp")),
        Column(
            "paid_at",
            ("tanggal bayar", "tanggal pembayaran", "tgl bayar", "tgl pembayaran", "waktu bayar",
             "waktu pembayaran", "dibayar pada", "tanggal"),
        ),
    ),
    _payment_row,
    _apply_payments,
    "payment_id",
    _in_order_of_payment,
)  # fmt: skip

REGISTRATIONS = Kind(
    "registrations",
    (
        Column("reference", ("referensi", "nomor referensi", "no referensi", "ref")),
        Column("participant_number", ("nomor peserta", "no peserta", "kpj", "nomor kpj", "no kpj")),
        Column("payment_code", _CODE, is_needed=False),
        Column(
            "expires_on",
            ("berlaku sampai", "kode berlaku sampai", "berlaku s d", "batas bayar", "kedaluwarsa"),
            is_needed=False,
        ),
        Column("registered", ("terdaftar", "sudah terdaftar"), is_needed=False),
    ),
    _registration_row,
    _apply_registrations,
    "reference",
)  # fmt: skip
