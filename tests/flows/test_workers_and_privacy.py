"""What a participant sees of their workers, what they agreed to, and how the message with a NIK goes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.types import DeleteMessage, Facts, Nomination, RecordConsent, RememberNumber
from flows.workers import line as line_of
from tests.flows.people import worker
from tests.flows.places import NIK, SENTENCE, place
from tests.flows.stage import MORNING, OFFICE, Stage


def _listed(now: datetime, paid: tuple[str, ...], status: str = "registered") -> str:
    nomination = Nomination(
        "AAAAAAAA", "Siti Aminah", "3273••••••••0017", status,  # type: ignore[arg-type]  # one of its words
        1_000_000, "other", frozenset({"jkk", "jkm"}), 3, datetime(2026, 9, 1, tzinfo=UTC), paid,
    )  # fmt: skip
    return str(dict(line_of(nomination, Facts(now, "id", OFFICE)).args))


@pytest.mark.parametrize(
    ("now", "paid", "key", "month"),
    [
        (datetime(2026, 11, 22, 3, tzinfo=UTC), (), "status.awaiting_payment", "2026-12"),
        (datetime(2026, 11, 22, 3, tzinfo=UTC), ("2026-12",), "status.ahead", "2027-01"),
        (datetime(2026, 11, 22, 3, tzinfo=UTC), ("2026-11", "2026-12"), "status.active", "2027-01"),
        (datetime(2026, 12, 10, 3, tzinfo=UTC), ("2026-11",), "status.due", "2026-12"),
        (datetime(2026, 12, 20, 3, tzinfo=UTC), ("2026-11",), "status.unpaid", "2026-12"),
        (datetime(2027, 3, 1, 3, tzinfo=UTC), ("2026-11",), "status.inactive", "2027-03"),
    ],
)
def test_a_worker_is_listed_with_status_until_when_and_the_next_amount(
    now: datetime, paid: tuple[str, ...], key: str, month: str
) -> None:
    said = _listed(now, paid)

    assert key in said
    assert month in said
    assert ("8400" if month <= "2026-12" else "16800") in said


def test_what_is_left_to_pay_counts_what_was_paid_of_it() -> None:
    siti = worker(paid=("2026-11",), credit=3_200)

    assert line_of(siti, Facts(MORNING, "id", OFFICE)).args["status"].args["amount"] == 5_200


def test_ones_workers_are_listed_after_nominating_them() -> None:
    stage = Stage()
    stage.says(SENTENCE)
    stage.says("benar")

    said = stage.says("pekerja saya")

    assert "Siti Aminah (NIK 3273••••••••0017): belum ada persetujuannya sendiri" in said
    assert NIK not in said


def test_someone_without_workers_is_told_how_to_begin() -> None:
    assert "Ketik daftar" in Stage().says("pekerja saya")


def test_the_notice_says_what_is_kept_why_how_long_where_it_goes_and_the_rights() -> None:
    said = place("nominate.notice").stage().told.text

    for needed in (
        "Yang disimpan",
        "Gunanya",
        "14 hari",
        "7 hari",
        "90 hari",
        "luar negeri",
        "Hak Anda",
        OFFICE.contact,
    ):
        assert needed in said


def test_the_notice_is_asked_once_and_recorded() -> None:
    stage = Stage(agreed=False)
    stage.says("daftar")

    stage.taps("Setuju")
    recorded = list(stage.effects)
    stage.says("batal")

    assert [(e.kind, e.choice) for e in recorded if isinstance(e, RecordConsent)] == [("notice", "agree")]
    assert "Siapa yang mau Anda daftarkan" in stage.says("daftar")


def test_someone_who_does_not_agree_is_left_alone_and_nothing_is_kept() -> None:
    stage = Stage(agreed=False)
    stage.says(SENTENCE)

    said = stage.taps("Tidak setuju")

    assert "kami hormati" in said
    assert stage.state is not None
    assert not stage.state.answers
    assert stage.state.aside is None
    assert stage.state.undo is None


def test_the_message_with_the_nik_can_be_deleted_where_the_channel_can() -> None:
    stage = Stage(deletes=True)
    for line in ("daftar", "art", "Siti Aminah", NIK):
        stage.says(line)

    stage.taps("Hapus pesan NIK")

    assert stage.effects == [DeleteMessage("mN0000004")]
    assert "Hapus pesan NIK" not in stage.told.text


def test_nothing_is_offered_to_be_deleted_where_the_channel_cannot() -> None:
    stage = Stage()
    for line in ("daftar", "art", "Siti Aminah", NIK):
        stage.says(line)

    assert "Hapus pesan NIK" not in stage.told.text


def test_a_sentence_with_the_nik_can_be_deleted_too() -> None:
    stage = Stage(deletes=True)

    stage.says(SENTENCE)

    assert "Hapus pesan NIK" in stage.told.text


def test_a_number_shared_as_ones_own_is_remembered() -> None:
    stage = place("settings.own_number").stage()

    said = stage.shares("contact", "+6281298765432", own=True)

    assert RememberNumber("+6281298765432") in stage.effects
    assert "sudah dicatat" in said


def test_a_contact_that_is_not_ones_own_is_taken_as_the_workers_number() -> None:
    stage = place("nominate.phone").stage()

    stage.shares("contact", "+6281298765432")

    assert stage.numbers == set()
    assert stage.state is not None
    assert stage.state.answers["phone"] == "+6281298765432"


def test_whether_someone_else_sponsors_a_worker_is_never_asked_of_the_store() -> None:
    """The facts a turn can ask for are only about the participant's own nominations."""
    first, second = Stage(), Stage()
    first.says(SENTENCE)
    first.says("benar")

    said = second.says(SENTENCE)

    assert said.startswith("Mohon diperiksa")
