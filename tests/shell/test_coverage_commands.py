"""Registrations and payments from the command line, as an office without the demo does it."""

from __future__ import annotations

import csv
import stat
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import update

from storage import Store, receipts, tables, tasks
from storage.receipts import NewClaim
from storage.tasks import NewTask
from tests.coverage.desk import Desk
from tests.shell.running import Ended, Machine


def table(machine: Machine, name: str, *rows: tuple[str, ...]) -> str:
    with (machine.folder / name).open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    return name


def payments(machine: Machine, *rows: tuple[str, ...], name: str = "paid.csv") -> str:
    return table(machine, name, ("payment_id", "code", "nik", "amount", "paid_at"), *rows)


PAID = ("P1", "KODE1", "", "8400", "2026-11-20")


@pytest.mark.parametrize(
    "command",
    ["registrations export", "registrations import", "payments import", "registrations", "payments"],
)
def test_every_command_explains_itself(machine: Machine, command: str) -> None:
    ended = machine.run(*command.split(), "--help")

    assert (ended.code, ended.err) == (0, "")
    assert "Usage:" in ended.out


def test_from_consent_to_cover_with_spreadsheets_alone(either_machine: Machine, store: Store) -> None:
    desk = Desk(store)
    id = desk.nominated()

    out = either_machine.run("registrations", "export", "out.xlsx")
    answers = table(
        either_machine,
        "answers.csv",
        ("reference", "participant_number", "payment_code", "expires_on"),
        ("N1", "12345678901", "KODE1", "2099-12-31"),
    )
    registered = either_machine.run("registrations", "import", answers)
    settled = either_machine.run("payments", "import", payments(either_machine, PAID))

    assert (out.code, registered.code, settled.code) == (0, 0, 0)
    assert "1 to register" in out.out
    assert stat.S_IMODE((either_machine.folder / "out.xlsx").stat().st_mode) == 0o600
    assert "row 2: accepted" in registered.out
    assert "1 rows: 1 accepted" in settled.out
    assert desk.row(id).paid
    assert settled.err == ""


def test_a_dry_run_changes_nothing_and_says_so(either_machine: Machine, store: Store) -> None:
    desk = Desk(store)
    desk.registered()

    ended = either_machine.run("payments", "import", payments(either_machine, PAID), "--dry-run")

    assert ended.code == 0
    assert "nothing was changed" in ended.out
    assert desk.rows("payments", "id") == desk.rows("imports", "id") == []


def test_rows_that_need_a_hand_end_with_one_and_the_others_are_kept(
    either_machine: Machine, store: Store
) -> None:
    desk = Desk(store)
    desk.registered()
    rows = (PAID, ("P2", "TYPO", "", "8400", "2026-11-20"), ("P3", "KODE1", "", "0", "2026-11-20"))

    ended = either_machine.run("payments", "import", payments(either_machine, *rows), "--json")

    assert ended.code == 1
    assert [row.get("verdict") for row in ended.rows] == ["accepted", "unknown", "malformed", None]
    assert ended.rows[-1] == {
        "rows": 3,
        "verdicts": {"accepted": 1, "unknown": 1, "malformed": 1},
        "dry_run": False,
    }
    assert len(desk.rows("payments", "id")) == 2


def test_the_same_file_again_gives_its_report_and_again_takes_it_anew(
    either_machine: Machine, store: Store
) -> None:
    desk = Desk(store)
    desk.registered()
    file = payments(either_machine, PAID)

    def run(*more: str) -> Ended:
        return either_machine.run("payments", "import", file, *more)

    first, second, anew = run(), run(), run("--again")

    assert second.out == first.out
    assert "--again" in second.err
    assert "already known" in anew.out
    assert len(desk.rows("payments", "id")) == 1


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.csv", "payment_id,paid_at\n1,2\n", "amount"),
        ("a.xlsx", "", "no spreadsheet"),
        ("b.csv", None, "b.csv"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_line(
    machine: Machine, name: str, content: str | None, why: str
) -> None:
    if content is not None:
        (machine.folder / name).write_text(content)

    ended = machine.run("payments", "import", name)

    assert (ended.code, ended.out) == (1, "")
    assert why in ended.err
    assert len(ended.err.splitlines()) == 1


def test_an_office_chooses_its_own_columns_and_they_are_found_again(
    either_machine: Machine, store: Store
) -> None:
    Desk(store).nominated()
    (either_machine.folder / "config.toml").write_text(
        '[registration]\ncolumns = [{ header = "Nomor urut", field = "reference" }, '
        '{ header = "No. KTP", field = "nik" }, { header = "Kartu", field = "participant_number" }]\n'
    )
    path = either_machine.folder / "out.xlsx"

    either_machine.run("registrations", "export", "out.xlsx")
    book = load_workbook(path)
    sheet = book.active
    assert sheet
    header = [cell.value for cell in sheet[1]]
    sheet["C2"] = "12345678901"
    book.save(path)
    ended = either_machine.run("registrations", "import", "out.xlsx")

    assert header == ["Nomor urut", "No. KTP", "Kartu"]
    assert "row 2: accepted" in ended.out


def test_a_field_that_there_is_not_stops_the_start(machine: Machine) -> None:
    (machine.folder / "config.toml").write_text(
        '[registration]\ncolumns = [{ header = "X", field = "shoe" }]\n'
    )

    ended = machine.run("registrations", "export", "out.xlsx")

    assert ended.code == 1
    assert "no such field" in ended.err


def test_an_export_that_cannot_be_written_counts_nobody_as_exported(
    either_machine: Machine, store: Store
) -> None:
    desk = Desk(store)
    desk.nominated()

    ended = either_machine.run("registrations", "export", str(Path("missing") / "out.xlsx"))

    assert ended.code == 1
    assert len(ended.err.splitlines()) == 1
    assert desk.rows("registrations", "exported_at") == []


def test_withdrawn_between_bill_and_payment_the_money_is_kept_and_the_office_is_told(
    either_machine: Machine, store: Store
) -> None:
    desk = Desk(store)
    id = desk.registered()
    with store.writing() as conn:
        conn.execute(update(tables.nominations).values(status="withdrawn"))

    ended = either_machine.run("payments", "import", payments(either_machine, PAID))

    assert ended.code == 1
    assert "ended" in ended.out
    assert desk.rows("payments", "amount") == [(8400,)]
    assert desk.row(id).paid == ()
    assert desk.rows("tasks", "kind") == [("payment_after_end",)]


# --- an office without the panel ---------------------------------------------------------------------


@pytest.mark.parametrize("command", ["tasks", "tasks done", "receipts", "receipts show", "payments confirm"])
def test_the_offices_commands_explain_themselves(machine: Machine, command: str) -> None:
    ended = machine.run(*command.split(), "--help")

    assert (ended.code, ended.err) == (0, "")
    assert "Usage:" in ended.out


def test_an_office_verifies_receipts_and_finishes_tasks_by_commands_alone(
    either_machine: Machine, store: Store
) -> None:
    desk = Desk(store)
    id = desk.registered()
    new = NewClaim("R1", id, desk.row(id).participant_id, "paper", "desk", "file", "image/png")
    with store.writing() as conn:
        receipts.claim(conn, store.secrets, new, desk.now)
        receipts.fetched(conn, store.secrets, 1, b"a picture", "image/png")
        tasks.add(conn, [NewTask("changed:N1", "changed_after_registration", id)], desk.now)

    listed = either_machine.run("receipts", "--json")
    shown = either_machine.run("receipts", "show", "R1", "receipt.png")
    again = either_machine.run("receipts", "show", "R1", "receipt.png")
    verified = either_machine.run(
        "receipts", "verify", "R1", "--amount", "Rp8.400", "--paid-on", "2026-11-20"
    )
    refused = either_machine.run("receipts", "refuse", "R1", "--reason", "buram")
    waiting = either_machine.run("tasks", "--json")
    done = either_machine.run("tasks", "done", "1", "2")

    assert [(row["reference"], row["picture"]) for row in listed.rows] == [("R1", "image/png")]
    assert (either_machine.folder / "receipt.png").read_bytes() == b"a picture"
    assert stat.S_IMODE((either_machine.folder / "receipt.png").stat().st_mode) == 0o600
    assert (shown.code, again.code, verified.code, refused.code) == (0, 1, 0, 1)
    assert "settled, N1: 2026-12" in verified.out
    assert [(row["kind"], row["way"]) for row in waiting.rows] == [("changed_after_registration", "link")]
    assert (done.code, done.err.strip()) == (
        1,
        "1 of 2 done; the others do not wait (see `sertakan tasks`)",
    )
    assert either_machine.run("tasks").out == ""


def test_payments_are_confirmed_accepted_and_assigned_by_commands(
    either_machine: Machine, store: Store
) -> None:
    desk = Desk(store)
    id = desk.registered()
    paid = ("--amount", "8400", "--paid-on", "2026-11-20")

    confirmed = either_machine.run("payments", "confirm", "B1", *paid)
    imported = either_machine.run(
        "payments", "import", payments(either_machine, PAID, ("P2", "TYPO", "", "5", "2026-11-20"))
    )
    accepted = either_machine.run("payments", "accept", "P1")
    assigned = either_machine.run("payments", "assign", "P2", "N1")
    unknown = either_machine.run("payments", "confirm", "X", *paid)
    wrong = either_machine.run("payments", "confirm", "B1", "--amount", "x", "--paid-on", "2026-11-20")

    assert "1 double" in imported.out
    assert [one.code for one in (confirmed, imported, accepted, assigned, unknown, wrong)] == [
        0,
        1,
        0,
        0,
        1,
        2,
    ]
    assert desk.row(id).credit == 8_405
    assert either_machine.run("tasks").out == ""
