"""From a sentence to a card by command line alone: two people chat, an office has its spreadsheets."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from openpyxl import Workbook, load_workbook

from flows.rules.tariff import quote
from tests.shell.running import Machine

WORKER = "daftarkan Pak Budi Santoso supir saya NIK 6202010503800009 081234567890 gaji 2 juta 3 bulan"
YES = ("ya", "0009", "ya", "lewati semua")
"""it is me; the end of my NIK; I agree; no address"""
TOKEN = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{26}\b")


def test_a_worker_is_nominated_agrees_is_registered_paid_for_and_holds_the_card(
    either_machine: Machine,
) -> None:
    office = either_machine

    invitation = said_to(office, "rina", WORKER, "setuju", "benar")
    answered = said_to(office, "budi", f"/start {token_in(invitation)}", *YES)
    reference = registered(office)
    bill = said_to(office, "rina", "menu")
    paid = office.run("payments", "import", str(payments_of(office, bill)))
    told = said_to(office, "rina", "kartu"), said_to(office, "budi", "kartu")

    assert "Persetujuan Anda sudah dicatat" in answered
    assert "880012345678" in bill
    assert "tidak pernah menerima uang" in bill
    assert (paid.code, paid.err) == (0, "")
    assert f"settled, {reference}" in paid.out
    for text in told:
        assert "Nomor peserta: 12345678901" in text
        assert "bukan kartu BPJS Ketenagakerjaan" in text
        assert "6202010503800009" not in text


def test_a_worker_who_refuses_leaves_nothing_to_export(either_machine: Machine) -> None:
    office = either_machine

    invitation = said_to(office, "rina", WORKER, "setuju", "benar")
    refused = said_to(office, "budi", f"/start {token_in(invitation)}", "ya", "0009", "tidak setuju")
    told = said_to(office, "rina", "menu")
    exported = office.run("registrations", "export", "none.xlsx")

    assert "dihapus" in refused
    assert "Budi Santoso tidak ikut" in told
    assert exported.out.startswith("none.xlsx: 0 ")


def test_a_second_participant_learns_nothing_and_the_office_decides(either_machine: Machine) -> None:
    """The worker is covered already, and whoever says yes is not the one who did before."""
    office = either_machine
    first = said_to(office, "rina", WORKER, "setuju", "benar")
    said_to(office, "budi", f"/start {token_in(first)}", *YES)
    reference = registered(office)

    second = said_to(office, "siti", WORKER, "setuju", "benar")
    agreed = said_to(office, "budi lain", f"/start {token_in(second)}", *YES)
    told = said_to(office, "siti", "pekerja")
    (task,) = [row for row in office.run("tasks", "--json").rows if row["kind"] == "other_cover"]
    decided = office.run("registrations", "decide", task["nomination"], "stay")
    later = said_to(office, "siti", "menu")

    assert "Persetujuan Anda sudah dicatat" in agreed
    assert "sudah setuju, sedang didaftarkan" in told
    assert "12345678901" not in agreed + told + later
    assert (decided.code, decided.err) == (0, "")
    assert "Budi Santoso tidak ikut" in later
    assert task["nomination"] != reference
    assert "Nomor peserta: 12345678901" in said_to(office, "rina", "menu")


def said_to(office: Machine, name: str, *lines: str) -> str:
    """All that the bot says to someone, first what waited for them."""
    return "\n\n".join(message["text"] for message in office.chat(*lines, name=name))


def token_in(text: str) -> str:
    found = TOKEN.search(text)
    assert found, text
    return found[0]


def registered(office: Machine) -> str:
    """The office exports, registers, and imports what came of it; the reference of the worker."""
    exported = office.run("registrations", "export", "to_register.xlsx")
    assert (exported.code, exported.err) == (0, "")
    sheet = load_workbook(office.folder / "to_register.xlsx").active
    assert sheet is not None
    header, row = (list(values) for values in sheet.iter_rows(max_row=2, values_only=True))
    reference = str(row[header.index("Referensi")])
    assert row[header.index("NIK")] == "6202010503800009"
    results = Workbook()
    assert results.active is not None
    results.active.append(["payment_code", "reference", "expires_on", "participant_number"])
    results.active.append(["880012345678", reference, date(2099, 12, 31), "12345678901"])
    results.save(office.folder / "registered.xlsx")
    imported = office.run("registrations", "import", "registered.xlsx")
    assert (imported.code, imported.err) == (0, ""), imported.out
    return reference


def payments_of(office: Machine, bill: str) -> Path:
    """Just what the bill says, paid today."""
    amount = re.search(r"Jumlah: Rp([0-9.]+)", bill)
    assert amount, bill
    rupiah = amount[1].replace(".", "")
    first = date.today().replace(day=1)  # noqa: DTZ011  the price is that of the months, whatever the zone
    assert int(rupiah) > quote(2_000_000, "other", ("jkk", "jkm"), first.isoformat()[:7], 1).months[0].jkk
    file = office.folder / "payments.csv"
    paid_at = f"{date.today().isoformat()}T10:00:00+07:00"  # noqa: DTZ011
    file.write_text(f"amount,payment_id,paid_at,code\n{rupiah},P-1,{paid_at},880012345678\n", "utf-8")
    return file
