"""The price in the review, month by month, is that of the tariff, and what was confirmed is what was seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from flows.rules.tariff import quote
from tests.flows.places import NIK, place
from tests.flows.stage import Stage

DECEMBER_1 = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)


def _review(
    stage: Stage, job: str = "pedagang", income: str = "1 juta", months: int = 3, more: str = ""
) -> str:
    said = stage.says(
        f"daftarkan Bu Siti Aminah NIK {NIK} hp 081234567890 gaji {income} {months} bulan, kerja {job} {more}"
    )
    assert "Mohon diperiksa" in said, said
    return said


@pytest.mark.parametrize("months", [1, 3, 6, 12])
@pytest.mark.parametrize(("job", "sector"), [("pedagang", "other"), ("ojek", "transport")])
@pytest.mark.parametrize("programmes", [("jkk", "jkm"), ("jkk", "jkm", "jht")])
@pytest.mark.parametrize("income", [800_000, 1_099_500, 2_000_000, 25_000_000])
def test_the_total_of_the_review_is_that_of_the_tariff(
    months: int, job: str, sector: str, programmes: tuple[str, ...], income: int
) -> None:
    stage = Stage()
    quoted = quote(income, sector, programmes, "2026-12", months)

    said = _review(stage, job, str(income), months, "dengan jht" if "jht" in programmes else "")
    stage.says("benar")

    assert f"Jumlah: Rp{quoted.total:,}".replace(",", ".") in said
    (made,) = stage.nominations
    assert made.amount == quoted.total
    assert (made.first_month, made.months, made.sector) == ("2026-12", months, sector)
    assert made.programmes == frozenset(programmes)


@pytest.mark.parametrize(
    ("job", "months", "total"),
    [
        ("pedagang", 1, "8.400"), ("pedagang", 3, "42.000"), ("pedagang", 6, "92.400"),
        ("pedagang", 12, "193.200"),
        ("ojek", 1, "8.400"), ("ojek", 3, "25.200"), ("ojek", 6, "67.200"), ("ojek", 12, "168.000"),
    ],
)  # fmt: skip
def test_the_worked_totals_of_the_scheme_from_december_2026(job: str, months: int, total: str) -> None:
    assert f"Jumlah: Rp{total}\n" in _review(Stage(), job, months=months)


def test_the_end_of_the_discount_is_shown_month_by_month() -> None:
    said = _review(Stage(), months=6)

    assert "Desember 2026: Rp8.400\n" in said
    assert "Januari 2027 – Mei 2027: 5 × Rp16.800 = Rp84.000" in said


def test_the_discount_of_transport_ends_later() -> None:
    said = _review(Stage(), "ojek", months=6)

    assert "Desember 2026 – Maret 2027: 4 × Rp8.400 = Rp33.600" in said
    assert "April 2027 – Mei 2027: 2 × Rp16.800 = Rp33.600" in said


def test_another_job_of_transport_has_the_price_of_transport_and_another_one_has_not() -> None:
    totals = {}
    for answer in ("ya", "tidak"):
        stage = place("nominate.transport").stage()
        for line in (answer, "Siti Aminah", NIK, "tidak punya", "1 juta"):
            stage.says(line)
        totals[answer] = "Jumlah: Rp25.200" in stage.says("3 bulan")

    assert totals == {"ya": True, "tidak": False}


def test_jht_is_offered_with_its_price_and_is_not_discounted() -> None:
    stage = Stage()
    plain = _review(stage, months=1)

    added = stage.says("tambah jht")

    assert "JHT bisa ditambah: Rp20.000 sebulan" in plain
    assert "Jumlah: Rp28.400" in added
    assert "JHT bisa ditambah" not in added


def test_the_months_are_offered_with_what_they_cost() -> None:
    stage = place("nominate.income").stage()

    said = stage.says("1 juta")

    for offered in ("1 bulan: Rp8.400", "3 bulan: Rp42.000", "6 bulan: Rp92.400", "12 bulan: Rp193.200"):
        assert offered in said


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (datetime(2026, 11, 15, 3, 0, tzinfo=UTC), "November 2026"),  # a Sunday: due the day after
        (datetime(2026, 11, 16, 3, 0, tzinfo=UTC), "November 2026"),
        (datetime(2026, 11, 16, 16, 59, tzinfo=UTC), "November 2026"),
        (datetime(2026, 11, 16, 17, 0, tzinfo=UTC), "Desember 2026"),  # midnight in Jakarta
        (datetime(2026, 11, 22, 3, 0, tzinfo=UTC), "Desember 2026"),
        (datetime(2026, 12, 15, 3, 0, tzinfo=UTC), "Desember 2026"),
        (datetime(2026, 12, 16, 3, 0, tzinfo=UTC), "Januari 2027"),
    ],
)
def test_the_first_month_moves_on_when_its_due_date_has_passed(now: datetime, first: str) -> None:
    said = _review(Stage(now=now), months=1)

    assert f"Iuran per bulan:\n{first}: Rp" in said


def test_a_price_that_changed_since_it_was_shown_is_shown_again_and_nothing_is_made() -> None:
    stage = Stage(now=datetime(2026, 12, 15, 10, 0, tzinfo=UTC))
    _review(stage, months=1)
    stage.waits(timedelta(days=1))

    said = stage.taps("Benar, kirim")

    assert "Iurannya berubah sejak ringkasan tadi" in said
    assert "Januari 2027: Rp16.800" in said
    assert stage.nominations == []
    assert stage.effects == []


def test_the_price_shown_again_can_be_confirmed() -> None:
    stage = Stage(now=datetime(2026, 12, 15, 10, 0, tzinfo=UTC))
    _review(stage, months=1)
    stage.waits(timedelta(days=1))
    stage.says("benar")

    stage.taps("Benar, kirim")

    (made,) = stage.nominations
    assert (made.first_month, made.amount) == ("2027-01", 16_800)


def test_a_tap_on_the_price_of_yesterday_makes_nothing_after_it_was_shown_again() -> None:
    stage = Stage(now=datetime(2026, 12, 15, 10, 0, tzinfo=UTC))
    _review(stage, months=1)
    old = stage.asked
    stage.waits(timedelta(days=1))
    stage.taps("Benar, kirim")

    stage.taps("Benar, kirim", old)

    assert stage.nominations == []


def test_a_price_that_stayed_the_same_days_later_is_confirmed_at_once() -> None:
    stage = Stage(now=DECEMBER_1)
    _review(stage, months=1)
    stage.waits(timedelta(days=3))

    stage.taps("Benar, kirim")

    assert len(stage.nominations) == 1
