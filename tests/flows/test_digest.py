"""What someone reads who is reminded: the right days and rupiah, one total, and what may be done then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from flows import digest as digests
from flows import notices, pay, price, render, templates
from flows.digest import CoverLine, Digest, DraftLine, InvitationLine, Line, digest
from flows.rules.nudges import Item, Policy, Role
from flows.types import Lang, Nomination, Say
from tests.flows.people import billed, worker
from tests.flows.stage import OFFICE, TOKEN

POLICY = Policy()
PAID = worker(paid=("2026-11",), last_paid=8_400)


def item(step: str, role: Role = "participant", subject: str = "AAAAAAA1") -> Item:
    return Item(subject, "2026-12", step, role)


def cover(step: str, n: Nomination = PAID, role: Role = "participant") -> CoverLine:
    return CoverLine(item(step, role, n.reference), n)


def at(year: int, month: int, day: int) -> datetime:
    """09.00 in Jakarta."""
    return datetime(year, month, day, 2, 0, tzinfo=UTC)


def made(*lines: Line, on: datetime, policy: Policy = POLICY) -> Digest:
    return digest(lines, OFFICE, on, "nudge-17", policy)


def read(*lines: Line, on: datetime, lang: Lang = "id") -> str:
    found = made(*lines, on=on)
    return render.render(found.says, found.asked, lang).text


def answers(found: Digest) -> list[str]:
    return [option.id for option in found.asked.options] if found.asked else []


# --- one worker --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "said"),
    [(8, "7 hari lagi"), (10, "5 hari lagi"), (14, "besok"), (15, "hari ini")],
)
def test_the_days_are_counted_from_the_day_it_is_read(day: int, said: str) -> None:
    assert f"jatuh tempo {said}, 15 Desember 2026" in read(cover("due-7"), on=at(2026, 12, day))


def test_what_is_due_is_told_for_each_number_of_months_at_each_months_price() -> None:
    said = read(cover("due-7"), on=at(2026, 12, 8))

    assert "Rp8.400 sebulan, mulai Januari 2027 Rp16.800" in said
    for count, amount in ((1, "8.400"), (3, "42.000"), (6, "92.400"), (12, "193.200")):
        assert f"{count} bulan: Rp{amount}\n" in said


def test_it_is_said_how_to_pay_by_nik_where_there_is_no_code() -> None:
    said = read(cover("due-7"), on=at(2026, 12, 8))

    assert "NIK pekerja, yang berakhiran 0017" in said
    assert "Bot ini tidak pernah menerima uang" in said


def test_an_open_bill_that_still_holds_is_what_is_to_be_paid_with_its_code() -> None:
    n = replace(PAID, bill=billed(PAID, "2026-12", 3, code="8001234567"), credit=1_000)

    said = read(cover("due-3", n), on=at(2026, 12, 12))

    assert "Kode bayar: 8001234567" in said
    assert "Dikurangi sisa yang tercatat: Rp1.000" in said
    assert "Jumlah: Rp41.000" in said


def test_a_bill_that_leaves_a_month_in_arrears_is_not_what_is_asked_for() -> None:
    n = replace(PAID, bill=billed(PAID, "2026-12", 1, code="8001234567"))

    said = read(cover("month-2-0", n), on=at(2027, 1, 15))

    assert "8001234567" not in said
    assert "Jumlah: Rp25.200" in said


def test_who_was_never_paid_for_hears_that_cover_has_not_begun() -> None:
    said = read(cover("due-0", worker()), on=at(2026, 12, 15))

    assert "mulai setelah iuran pertama dibayar dan nomor peserta terbit" in said
    assert "terbayar sampai" not in said


def test_a_month_too_late_names_neither_fine_nor_promise() -> None:
    said = read(cover("late-1"), on=at(2026, 12, 16))

    assert "Tidak ada denda" in said
    assert "tidak bisa kami pastikan" in said
    assert "Desember 2026: Rp8.400" in said


@pytest.mark.parametrize(
    ("step", "on"),
    [
        ("month-2-7", at(2027, 1, 8)),
        ("month-2-0", at(2027, 1, 15)),
        ("month-3-7", at(2027, 2, 8)),
        ("month-3-0", at(2027, 2, 15)),
        ("inactive", at(2027, 3, 1)),
    ],
)
def test_the_three_month_clock_names_the_day_on_which_it_runs_out(step: str, on: datetime) -> None:
    assert "1 Maret 2027" in read(cover(step), on=on)
    assert "1 March 2027" in read(cover(step), on=on, lang="en")


def test_what_nobody_knows_of_a_lapse_is_confirmed_by_the_office() -> None:
    said = read(cover("inactive"), on=at(2027, 3, 1))

    assert "dipastikan oleh Kantor Cabang Contoh: 0536-000000" in said
    assert "1 bulan: Rp16.800" in said
    assert "Desember 2026 – Februari 2027" in said


def test_the_worker_is_told_alone_without_a_word_about_who_pays() -> None:
    n = replace(PAID, payer="Rina")

    found = made(cover("month-3-7", n, "worker"), on=at(2027, 2, 8))
    said = render.render(found.says, found.asked, "id").text

    assert said.startswith("Kabar ini hanya untuk Anda.")
    assert "Rina" not in said
    assert "Rp42.000 untuk Desember 2026 – Februari 2027" in said
    assert answers(found) == ["take_over", "cover", "no_reminders"]


def test_who_pays_for_themselves_is_spoken_to_as_such() -> None:
    said = read(cover("due-7", replace(PAID, is_own_payer=True)), on=at(2026, 12, 8))

    assert "Iuran untuk Anda" in said


def test_news_of_the_price_does_not_sell_paying_ahead_as_keeping_the_old_one() -> None:
    said = read(cover("price-30"), on=at(2026, 12, 1))

    assert "sampai bulan itu Rp8.400 sebulan, mulai Januari 2027 Rp16.800" in said
    assert "tidak mengunci harga lama" in said
    assert "3 bulan: Rp42.000" in said


def test_a_private_drivers_news_says_what_is_not_settled() -> None:
    driver = replace(PAID, job="private_driver")

    assert "sopir pribadi belum pasti" in read(cover("price-7", driver), on=at(2026, 12, 24))
    assert "sopir pribadi" not in read(cover("price-7"), on=at(2026, 12, 24))


def test_a_draft_is_called_by_the_worker_and_how_far_it_is() -> None:
    draft = DraftLine(item("draft-3h"), "Siti Aminah", 4, 9)

    assert "Lanjutkan nominasi Siti Aminah (4 dari 9 terisi)?" in read(draft, on=at(2026, 12, 8))


def test_a_step_put_off_to_another_day_has_the_same_words_by_the_facts_of_that_day() -> None:
    later = CoverLine(replace(item("due-7"), step="due-7@2026-12-10"), PAID)

    assert read(later, on=at(2026, 12, 10)) == read(cover("due-7"), on=at(2026, 12, 10))


def test_a_step_that_is_no_more_says_nothing() -> None:
    assert made(cover("due-7"), on=at(2026, 12, 8), policy=Policy(steps=())) == Digest(())


# --- an invitation -----------------------------------------------------------------------------------


def invitation(role: Role = "participant") -> InvitationLine:
    return InvitationLine(item("invite-2", role), "Joko Susilo", TOKEN, date(2026, 12, 20), "Rina")


def test_a_participant_gets_the_invitation_to_pass_on_once_more() -> None:
    office = replace(OFFICE, invitation_links=("https://t.me/contoh_bot?start={token}",))

    found = digest([invitation()], office, at(2026, 12, 15), "nudge-17", POLICY)

    assert found.picture is not None
    assert found.picture.args["link"] == f"https://t.me/contoh_bot?start={TOKEN}"
    assert answers(found) == ["assist", "no_reminders"]


def test_a_worker_hears_who_invites_and_that_they_are_free() -> None:
    found = made(invitation("worker"), on=at(2026, 12, 15))
    said = render.render(found.says, found.asked, "id").text

    assert "Undangan dari Rina" in said
    assert "ya atau tidak" in said
    assert TOKEN not in said
    assert found.picture is None
    assert answers(found) == ["invitation", "no_reminders"]


# --- several -----------------------------------------------------------------------------------------

NAMES = ("Siti", "Budi", "Ani", "Joko", "Wati", "Tono", "Rini", "Agus", "Dewi", "Eko", "Fajar", "Gita")


def several(count: int, **changes: Any) -> list[CoverLine]:
    return [
        cover("due-7", replace(PAID, reference=f"A{number}", name=name, **changes))
        for number, name in enumerate(NAMES[:count])
    ]


def test_several_workers_have_a_line_each_and_one_total() -> None:
    said = read(*several(3), on=at(2026, 12, 8))

    assert said.count("Rp8.400 untuk Desember 2026") == 3
    assert "Jumlah untuk 3 pekerja: Rp25.200" in said
    assert "Sekaligus 3 bulan Rp126.000, 6 bulan Rp277.200, 12 bulan Rp579.600" in said
    assert said.count("tidak pernah menerima uang") == 1


def test_the_total_is_that_of_all_even_of_those_without_a_line() -> None:
    said = read(*several(12), on=at(2026, 12, 8))

    assert "dan 3 lainnya" in said
    assert "Jumlah untuk 12 pekerja: Rp100.800" in said


def test_the_total_is_the_sum_of_the_bills() -> None:
    bill = billed(PAID, "2026-12", 3, code="8001234567")
    covers = [
        replace(PAID, reference="A1", bill=bill, credit=1_000),
        replace(PAID, reference="A2", paid=("2026-10",)),
        replace(PAID, reference="A3", programmes=frozenset({"jkk", "jkm", "jht"}), income=3_000_000),
    ]
    today = date(2026, 12, 8)

    found = made(*(cover("due-7", n) for n in covers), on=at(2026, 12, 8))

    late = price.items_of(price.due(covers[1], today, 2))
    one = price.items_of(price.due(covers[2], today, 1))
    paid = notices.outstanding(covers[0], bill)
    expected = sum(amount for items in (paid, late, one) for _, amount in items) - 1_000
    assert found.says[0].args["total"] == expected
    assert pay.standing(covers[0], today) == "holds"


def test_the_news_of_a_price_is_nothing_to_pay_besides_what_is_due() -> None:
    said = read(cover("due-7"), cover("price-7"), on=at(2026, 12, 8))

    assert "Jumlah" not in said
    assert "• Siti Aminah: Rp8.400 sebulan, mulai Januari 2027 Rp16.800" in said


def test_the_most_urgent_comes_first_and_gives_the_words() -> None:
    late = replace(PAID, reference="A2", name="Budi", paid=("2026-11",))
    draft = DraftLine(item("draft-2d"), "Joko", 4, 9)

    found = made(draft, cover("price-7"), cover("month-2-0", late), on=at(2027, 1, 15))

    assert found.says[0].key == "nudge-month-2-0.several"
    assert answers(found) == ["pay", "claim", "resume", "tomorrow", "no_reminders"]


def test_a_worker_who_also_pays_for_others_reads_of_both() -> None:
    own = cover("month-3-0", replace(PAID, reference="A9", paid=("2026-10",)), "worker")

    said = read(own, *several(2), on=at(2027, 1, 15))

    assert "Perlindungan Anda sendiri: terbayar sampai Oktober 2026" in said
    assert "Jumlah untuk 2 pekerja" in said


def test_a_workers_own_news_keeps_its_words_beside_other_things() -> None:
    own = cover("month-3-0", replace(PAID, reference="A9", paid=("2026-10",)), "worker")
    draft = DraftLine(item("draft-2d"), "Joko", 4, 9)

    said = read(draft, own, on=at(2027, 1, 15))

    assert said.startswith("Kabar ini hanya untuk Anda.")
    assert "• Nominasi Joko: 4 dari 9 terisi" in said


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("step", [step for step in POLICY.steps if step.on not in ("invite", "draft")])
def test_however_many_and_however_long_it_fits_a_message_with_buttons(step: Any, lang: Lang) -> None:
    on = {"due": at(2026, 12, 16), "price": at(2026, 12, 24), "month-2": at(2027, 1, 8)}
    when = on.get(step.on, at(2027, 2, 15))
    n = replace(
        PAID,
        name="Siti Nurhaliza Tarudin Kusumaningrum Wijayanti",
        income=25_000_000,
        programmes=frozenset({"jkk", "jkm", "jht"}),
        credit=1_000,
        job="private_driver",
    )
    lines = [
        cover(
            step.id, replace(n, reference=f"A{number}", bill=billed(n, "2026-12", 3, code="8001234567890123"))
        )
        for number in range(15)
    ]
    draft = DraftLine(item("draft-2d"), n.name, 4, 9)
    own = cover("month-3-0", replace(PAID, reference="A99", paid=("2026-10",)), "worker")
    office = replace(
        OFFICE, name="Kantor Cabang dengan Nama yang Panjang", contact="0536-0000000, WA 0811-0000000"
    )

    mixed: list[list[Line]] = [[*lines[:1]], [*lines], [*lines, draft, invitation(), own], [own, draft]]
    for some in mixed:
        found = digest(some, office, when, "nudge-1234567890", POLICY)
        assert len(render.render(found.says, found.asked, lang).text) <= render.LONGEST_WITH_OPTIONS
        assert not [problem for say in found.says for problem in render.problems(say, lang)]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_answer_has_a_label_that_fits_its_button(lang: Lang) -> None:
    for answer in digests.ANSWERS:
        assert len(render.text(Say(f"nudge-answer.{answer}"), lang)) <= 20


# --- outside WhatsApp's window ------------------------------------------------------------------------


def as_template(*lines: Line, on: datetime, lang: Lang = "id") -> str:
    says = made(*lines, on=on).says
    template = templates.template_for(says)
    assert template is not None, says[0].key
    return templates.reads_like(template, says, lang, OFFICE.name)


def test_a_template_names_the_worker_the_day_and_the_amount() -> None:
    said = as_template(cover("due-7"), on=at(2026, 12, 8))

    assert "Iuran untuk Siti Aminah jatuh tempo pada 15 Desember 2026" in said
    assert "Rp8.400" in said


def test_the_template_of_several_is_that_of_the_most_urgent_with_the_total_of_all() -> None:
    said = as_template(*several(4), DraftLine(item("draft-2d"), "Joko", 4, 9), on=at(2026, 12, 8), lang="en")

    assert "The premium for Siti, Budi, Ani and 1 more is due on 15 December 2026" in said
    assert "Rp33.600 in all" in said


def test_every_step_has_a_template_for_whoever_it_goes_to() -> None:
    for step in POLICY.steps:
        for role in step.to:
            line: Line = cover(step.id, PAID, role)
            if step.on == "invite":
                line = InvitationLine(item(step.id, role), "Joko", TOKEN, date(2026, 12, 20), "Rina")
            if step.on == "draft":
                line = DraftLine(item(step.id), "Joko", 4, 9)
            for lang in render.LANGUAGES:
                said = as_template(line, on=at(2027, 3, 1), lang=lang)
                assert "SERTAKAN" in said
                assert "{" not in said


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_answers_of_a_message_can_be_read_from_it(lang: Lang) -> None:
    lines: list[Line] = [cover("due-7"), invitation(), DraftLine(item("draft-2d"), "Joko", 4, 9)]
    found = made(*lines, on=at(2026, 12, 8))

    shown = digests.options_shown(read(*lines, on=at(2026, 12, 8), lang=lang))

    assert [option.id for option in shown] == answers(found)
