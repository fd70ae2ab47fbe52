"""The office's files: found by their headers, staged, applied once, resumed, and told row by row."""

from __future__ import annotations

import csv
import io
import stat
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from bot.coverage import export, imports, registration
from bot.coverage.columns import DEFAULT
from bot.coverage.imports import PAYMENTS, REGISTRATIONS, Kind
from bot.coverage.imports import Desk as ImportDesk
from bot.coverage.registration import Answer
from bot.coverage.spreadsheets import CannotRead
from storage import Store
from storage.imports import Reported
from tests.coverage.desk import NIK, OFFICE, Desk, count

HEADER = ("payment_id", "code", "nik", "amount", "paid_at")


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def at(desk: Desk) -> ImportDesk:
    return ImportDesk(desk.store, OFFICE, desk.now)


def take(desk: Desk, path: Path, kind: Kind = PAYMENTS) -> list[Reported]:
    return list(imports.take(at(desk), kind, path))


def verdicts(reported: Sequence[Reported]) -> list[str]:
    return [one.verdict for one in reported]


def xlsx(path: Path, *rows: Sequence[Any], merge: str | None = None) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet
    for row in rows:
        sheet.append(list(row))
    if merge:
        sheet.merge_cells(merge)
    book.save(path)
    return path


def as_csv(path: Path, *rows: Sequence[str], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def payment(id: str = "P1", amount: Any = 8400, when: Any = "2026-11-23", nik: Any = None) -> list[Any]:
    return [id, None if nik else "KODE1", nik, amount, when]


def test_settlements_come_in_from_a_spreadsheet_and_a_second_time_change_nothing(
    desk: Desk, tmp_path: Path
) -> None:
    id = desk.registered()
    file = xlsx(tmp_path / "a.xlsx", HEADER, payment(), payment("P2", 5, nik=NIK.format(9)))

    first = take(desk, file)
    again = take(desk, file)

    assert verdicts(first) == ["accepted", "unknown"]
    assert again == first
    assert [one.row for one in first] == [2, 3]
    assert "2026-12" in first[0].detail
    assert desk.row(id).paid == ("2026-12",)
    assert len(desk.rows("payments", "id")) == 2


def test_another_file_with_the_same_payments_finds_them_known(desk: Desk, tmp_path: Path) -> None:
    desk.registered()
    take(desk, xlsx(tmp_path / "a.xlsx", HEADER, payment()))

    other = take(desk, xlsx(tmp_path / "b.xlsx", HEADER, payment(), payment("P1", 9)))

    assert verdicts(other) == ["already known", "amount differs"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_columns_are_found_in_any_order_under_titles_and_by_indonesian_names(
    desk: Desk, tmp_path: Path, delimiter: str, encoding: str
) -> None:
    desk.registered()
    rows: tuple[list[str], ...] = (
        ["Laporan pelunasan", "", "", "", ""],
        [],
        ["Tgl. Bayar", " NOMINAL ", "Catatan", "kode  iuran", "ID Pembayaran"],
        ["23/11/2026 14.30", "Rp8.400,00", "lunas", "KODE1", "P1"],
    )

    reported = take(desk, as_csv(tmp_path / "a.csv", *rows, delimiter=delimiter, encoding=encoding))

    assert (verdicts(reported), reported[0].row) == (["accepted"], 4)


@pytest.mark.parametrize(
    "when",
    [
        datetime(2026, 11, 23, 9),  # noqa: DTZ001  as a spreadsheet has it
        date(2026, 11, 23),
        "23-11-2026",
        "2026-11-23T09:00:00+07:00",
    ],
)
def test_dates_are_taken_as_texts_and_as_dates(desk: Desk, tmp_path: Path, when: Any) -> None:
    desk.registered()

    assert verdicts(take(desk, xlsx(tmp_path / "a.xlsx", HEADER, payment(when=when)))) == ["accepted"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (payment(nik=6.2710141079e15), "digits"),
        (payment(nik=6271014107900000), "digits"),
        (payment(nik="6.27101E+15"), "digits"),
        (payment(nik="627101410790001"), "16 digits"),
        (payment(amount=0), "above zero"),
        (payment(amount=-8400), "above zero"),
        (payment(amount="-Rp8.400"), "above zero"),
        (payment(amount=8400.5), "whole rupiah"),
        (payment(amount="8.40"), "amount"),
        (payment(amount="delapan ribu"), "amount"),
        (payment(amount=None), "missing"),
        (payment(amount="=4200*2"), "formula"),
        (payment(when="13/13/2026"), "date"),
        (payment(when=46349), "date"),
        (payment(when="2027-06-01"), "yet to come"),
        (payment(id=""), "payment_id"),
        (["P1", None, None, 8400, "2026-11-23"], "code or a nik"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_why_and_the_others_are_taken(
    desk: Desk, tmp_path: Path, row: list[Any], why: str
) -> None:
    desk.registered()

    reported = take(desk, xlsx(tmp_path / "a.xlsx", HEADER, row, payment("P2")))

    assert verdicts(reported) == ["malformed", "accepted"]
    assert why in reported[0].detail


def test_one_rupiah_and_whole_niks_are_taken(desk: Desk, tmp_path: Path) -> None:
    desk.registered()
    rows = (
        payment("P1", 1, nik=NIK.format(1)),
        payment("P2", "8.399", nik=int(NIK.format(1))),
        payment("P3", "Rp 16.800,-", nik="6271 0141 0790 0001"),
    )

    reported = take(desk, xlsx(tmp_path / "a.xlsx", HEADER, *rows))

    assert verdicts(reported) == ["accepted"] * 3
    assert "under" in reported[0].detail


def test_cells_that_were_merged_leave_their_rows_refused(desk: Desk, tmp_path: Path) -> None:
    desk.registered()
    file = xlsx(tmp_path / "a.xlsx", HEADER, payment("P1", 4200), payment("P2", 4200), merge="A2:A3")

    assert verdicts(take(desk, file)) == ["accepted", "malformed"]


def test_a_column_that_is_missing_is_named(desk: Desk, tmp_path: Path) -> None:
    file = xlsx(tmp_path / "a.xlsx", ("payment_id", "code", "paid_at"), ("P1", "K", "2026-11-23"))

    with pytest.raises(CannotRead, match="amount"):
        take(desk, file)
    assert desk.rows("imports", "id") == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no spreadsheet"),
        (b"PK\x03\x04 and no more", "no spreadsheet"),
        (b"\xd0\xcf\x11\xe0 old", "old Excel"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no spreadsheet"),
        (b"<html><table><tr><td>", "names of the columns"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_with_a_sentence(
    desk: Desk, tmp_path: Path, content: bytes, why: str
) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(content)

    with pytest.raises(CannotRead, match=why):
        take(desk, file)


def test_what_is_too_large_packed_or_unpacked_is_refused_before_it_is_opened(
    desk: Desk, tmp_path: Path
) -> None:
    large, bomb = tmp_path / "large.csv", tmp_path / "bomb.xlsx"
    with large.open("wb") as file:
        file.truncate(51 * 1024 * 1024)
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(301):
            member.write(bytes(1024 * 1024))

    with pytest.raises(CannotRead, match="50 MB"):
        take(desk, large)
    with pytest.raises(CannotRead, match="unpack"):
        take(desk, bomb)


def test_a_dry_run_says_what_would_happen_and_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.registered()
    file = xlsx(tmp_path / "a.xlsx", HEADER, payment(), payment(), payment("P2", 0))

    rehearsed = list(imports.rehearse(at(desk), PAYMENTS, file))

    assert verdicts(rehearsed) == ["accepted", "already known", "malformed"]
    with desk.store.reading() as conn:
        assert {table: count(conn, table) for table in WRITTEN} == dict.fromkeys(WRITTEN, 0)
    assert verdicts(take(desk, file)) == verdicts(rehearsed)


WRITTEN = ("payments", "contribution_months", "outbox", "tasks", "imports", "import_rows")


class Interrupted(BaseException):
    pass


@pytest.mark.parametrize("what", ["reading", "applying"])
def test_an_interrupted_import_goes_on_where_it_was(
    desk: Desk, tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "STAGED_AT_ONCE", 2)
    monkeypatch.setattr(imports, "APPLIED_AT_ONCE", 2)
    monkeypatch.setattr(imports, "MOST_AT_ONCE", 2)
    id = desk.registered()
    file = xlsx(tmp_path / "a.xlsx", HEADER, *(payment(f"P{n}", 4200) for n in range(6)))

    def stop(doing: str, rows: int) -> None:
        if doing == what and rows >= 4:  # on a slow machine it is taken in smaller bites
            raise Interrupted

    with pytest.raises(Interrupted):
        list(imports.take(at(desk), PAYMENTS, file, stop))
    half = len(desk.rows("payments", "id"))
    reported = take(desk, file)

    assert half == (4 if what == "applying" else 0)
    assert verdicts(reported) == ["accepted"] * 6
    assert sum(amount for (amount,) in desk.rows("payments", "amount")) == 6 * 4200
    assert desk.row(id).credit == 6 * 4200 - 8400 - 16800
    assert desk.rows("import_rows", "data_sealed") == [(None,)] * 6


# --- registrations -----------------------------------------------------------------------------------


def exported(desk: Desk, path: Path) -> list[dict[str, Any]]:
    export.export(at(desk), path, DEFAULT)
    header, *rows = load_workbook(path).active.iter_rows()  # type: ignore[union-attr]  # it has a sheet
    return [{str(name.value): cell for name, cell in zip(header, row, strict=True)} for row in rows]


def test_only_those_who_agreed_go_out_with_blanks_flagged_and_texts_as_text(
    desk: Desk, tmp_path: Path
) -> None:
    desk.nominated(1, way="assisted", name_sealed=desk.store.secrets.seal_text('=HYPERLINK("x")'))
    desk.nominated(2, status="invited")

    (row,) = exported(desk, tmp_path / "out.xlsx")

    assert row["NIK"].value == NIK.format(1)
    assert row["Nama sesuai KTP"].value == '=HYPERLINK("x")'
    assert {row[name].data_type for name in ("NIK", "Nama sesuai KTP", "Nomor HP")} == {"s"}
    assert row["NIK"].number_format == "@"
    assert row["Nomor HP"].value == "081234500099"
    assert row["Persetujuan"].value == "dibantu di HP peserta"
    assert "Alamat sesuai KTP" in row["Periksa"].value
    assert row["Alamat sesuai KTP"].fill.fgColor.rgb == "00FFE699"
    assert stat.S_IMODE((tmp_path / "out.xlsx").stat().st_mode) == 0o600


def test_an_export_can_be_repeated_and_says_who_went_out_before(desk: Desk, tmp_path: Path) -> None:
    desk.nominated(1)

    first = exported(desk, tmp_path / "out.xlsx")
    desk.nominated(2)
    second = exported(desk, tmp_path / "out.xlsx")

    assert [row["Pernah diekspor"].value for row in first] == ["belum"]
    assert [row["Pernah diekspor"].value[:5] for row in second] == ["sudah", "belum"]


def test_the_exported_table_comes_back_filled_in(desk: Desk, tmp_path: Path) -> None:
    id, waits = desk.nominated(1), desk.nominated(2)
    path = tmp_path / "out.xlsx"
    exported(desk, path)
    book = load_workbook(path)
    sheet = book.active
    assert sheet
    places = {cell.value: cell.column or 0 for cell in sheet[1]}
    sheet.cell(2, places["Nomor peserta"]).value = "01234567890"
    sheet.cell(2, places["Kode iuran"]).value = "KODE1"
    sheet.cell(2, places["Berlaku sampai"]).value = "31/12/2026"
    book.save(path)

    reported = take(desk, path, REGISTRATIONS)

    row = desk.row(id)
    assert verdicts(reported) == ["accepted", "waiting"]
    assert (row.status, row.participant_number) == ("registered", "01234567890")
    assert row.bill
    assert (row.bill.code, row.bill.expires_on) == ("KODE1", date(2026, 12, 31))
    assert desk.row(waits).status == "consented"


def test_answers_of_a_registration_are_told_row_by_row(desk: Desk, tmp_path: Path) -> None:
    desk.nominated(1)
    with desk.store.writing() as conn:
        registration.accept(conn, desk.store.secrets, [Answer("N1", "11111111111")], OFFICE, desk.now)
    desk.nominated(2)
    rows = (
        ("reference", "participant_number", "payment_code", "expires_on"),
        ("N1", "11111111111", "", ""),
        ("N1", "22222222222", "", ""),
        ("N2", "33333333333", "K2", "2026-12-31"),
        ("N9", "44444444444", "", ""),
        ("N2", "123", "", ""),
    )

    reported = take(desk, as_csv(tmp_path / "a.csv", *rows), REGISTRATIONS)

    assert verdicts(reported) == ["already known", "number differs", "accepted", "unknown", "malformed"]


# --- files that are not as they should be ------------------------------------------------------------

PLAIN = b"payment_id;code;amount;paid_at\n"


def test_the_field_itself_is_preferred_and_two_that_are_alike_are_named(desk: Desk, tmp_path: Path) -> None:
    desk.registered()
    header = ["tanggal", "payment_id", "code", "jumlah", "paid_at", "amount"]
    right = as_csv(tmp_path / "a.csv", header, ["2026-01-01", "P1", "KODE1", "3", "2026-11-23", "8400"])
    wrong = as_csv(
        tmp_path / "b.csv",
        ["payment_id", "code", "jumlah", "nominal", "paid_at"],
        ["P2", "KODE1", "3", "8400"],
    )

    assert verdicts(take(desk, right)) == ["accepted"]
    with pytest.raises(CannotRead, match=r"column C \(jumlah\) and column D \(nominal\)"):
        take(desk, wrong)


def test_a_stray_quotation_mark_swallows_no_rows_unseen(desk: Desk, tmp_path: Path) -> None:
    desk.registered()
    file = tmp_path / "a.csv"
    file.write_bytes(
        PLAIN + b'P1;KODE1;4200;2026-11-23\n"P2;KODE1;4200;2026-11-23\nP3";KODE1;4200;2026-11-23\n'
    )

    reported = take(desk, file)

    assert [(one.row, one.verdict) for one in reported] == [(2, "accepted"), (3, "malformed")]
    assert "quotation mark" in reported[1].detail


def damaged(kind: str, good: bytes) -> bytes:
    """The same spreadsheet, as it comes out of a bad download or with a password."""
    data = bytearray(good)
    if kind == "locked":
        for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
            at = data.find(mark)
            while at >= 0:
                data[at + place] |= 1
                at = data.find(mark, at + 4)
        return bytes(data)
    with zipfile.ZipFile(io.BytesIO(good)) as packed:
        sheet = packed.getinfo("xl/worksheets/sheet1.xml")
    start = sheet.header_offset + 30 + len(sheet.filename)
    data[start + 5 : start + 40] = b"\xff" * 35
    return bytes(data)


@pytest.mark.parametrize("kind", ["locked", "broken"])
def test_a_spreadsheet_that_is_locked_or_broken_is_refused_with_a_sentence(
    desk: Desk, tmp_path: Path, kind: str
) -> None:
    file = xlsx(tmp_path / "a.xlsx", HEADER, payment())
    file.write_bytes(damaged(kind, file.read_bytes()))

    with pytest.raises(CannotRead, match="password"):
        take(desk, file)


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfeabc", b"\xff\xfe" + PLAIN.decode().encode("utf-16-le") + b"P\0;\0K\0;\0" + b"\x00\xd8"],
)
def test_text_that_is_none_is_refused_with_a_sentence(desk: Desk, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(content)

    with pytest.raises(CannotRead, match="damaged"):
        take(desk, file)


def test_a_byte_that_is_no_letter_leaves_its_row_refused(desk: Desk, tmp_path: Path) -> None:
    desk.registered()
    file = tmp_path / "a.csv"
    file.write_bytes(PLAIN + b"P\x81\x9d;KODE1;8400;2026-11-23\nP2;KODE1;8400;2026-11-23\n")

    assert verdicts(take(desk, file)) == ["malformed", "accepted"]


def test_rows_far_below_the_others_and_squeezed_texts_are_not_waited_for(desk: Desk, tmp_path: Path) -> None:
    desk.registered()
    far, squeezed = tmp_path / "far.xlsx", tmp_path / "squeezed.xlsx"
    good = xlsx(tmp_path / "a.xlsx", HEADER, payment())
    with zipfile.ZipFile(good) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].replace(
        b"</sheetData>", b'<row r="30000000"><c r="A30000000" t="n"><v>1</v></c></row></sheetData>'
    )
    for path, other in (
        (far, {"xl/worksheets/sheet1.xml": sheet}),
        (squeezed, {"xl/sharedStrings.xml": bytes(65 << 20)}),
    ):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, data in (parts | other).items():
                packed.writestr(name, data)

    assert verdicts(take(desk, far)) == ["accepted"]
    with pytest.raises(CannotRead, match="unpack"):
        take(desk, squeezed)


# --- what is told ------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", range(5))
def test_a_nik_in_a_wrong_column_is_neither_told_nor_kept(desk: Desk, tmp_path: Path, place: int) -> None:
    row: list[Any] = ["P1", "K", NIK.format(2), 8400, "2026-11-23"]
    row[place] = NIK.format(1)
    number: list[Any] = ["P2", "K", NIK.format(2), 8400, "2026-11-23"]
    number[place] = int(NIK.format(1))

    reported = take(desk, xlsx(tmp_path / "a.xlsx", HEADER, row, number))
    answers = ("reference", "participant_number", "payment_code"), (NIK.format(1), NIK.format(1), "K")
    answered = take(desk, as_csv(tmp_path / "b.csv", *answers), REGISTRATIONS)

    told = repr((reported, answered, desk.rows("import_rows", "detail", "turn")))
    assert NIK.format(1) not in told
    assert NIK.format(1) not in repr(desk.rows("payments", "payment_id", "code"))


def test_payments_are_taken_in_the_order_they_were_made_whatever_the_file(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "APPLIED_AT_ONCE", 1)
    monkeypatch.setattr(imports, "MOST_AT_ONCE", 1)
    desk.registered(items=(("2026-12", 8_400), ("2027-01", 16_800)))
    rows = (payment("late", 16800, "2026-11-22"), payment("first", 8400, "2026-11-20"))

    reported = take(desk, xlsx(tmp_path / "a.xlsx", HEADER, *rows))

    assert ["2027-01" in reported[0].detail, "2026-12" in reported[1].detail] == [True, True]
    assert [one.row for one in reported] == [2, 3]
