"""The worker's own: cover, card, data, and the end of either's part."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from flows.cover import card_of
from flows.menu import MOST
from flows.render import text
from flows.rules.benefits import of as benefits_of
from flows.rules.money import show_rupiah
from flows.types import (
    Nomination,
    Notify,
    OpenedInvitations,
    OwnCovers,
    OwnNominations,
    Picture,
    RecordConsent,
    TakeOver,
    TellStaff,
    Withdraw,
)
from tests.flows.stage import INVITATION, OFFICE, TOKEN, Stage

SITI = Nomination(
    reference="NOMINAT1",
    name="Siti Aminah",
    nik_masked="3273••••••••0017",
    status="registered",
    income=1_000_000,
    sector="other",
    programmes=frozenset({"jkk", "jkm"}),
    months=3,
    nominated_at=datetime(2026, 11, 1, 3, 0, tzinfo=UTC),
    paid=("2026-11", "2026-12"),
    last_paid=8_400,
    job="household",
    phone="+6281234567890",
    workplace="6271",
    birth_date=date(1990, 3, 5),
    payer="Rina",
    has_worker=True,
    participant_number="12345678901",
    card=TOKEN,
)
TODAY = date(2026, 11, 22)


def covered(*covers: Nomination, **more: Any) -> Stage:
    stage = Stage(is_worker=True, **more)
    stage.facts[OwnCovers()] = covers or (SITI,)
    return stage


def test_the_card_says_what_is_covered_by_the_declared_band_and_whose_it_is_not() -> None:
    says, _ = card_of(SITI, OFFICE, TODAY)
    card = "\n".join(text(say, "id") for say in says)

    band = benefits_of(1_000_000)
    for amount in (band.death_by_accident, band.total_disability, band.death, band.early_death):
        assert show_rupiah(amount) in card
    assert "Konfirmasi dari Kantor Cabang Contoh, bukan kartu BPJS Ketenagakerjaan" in card
    assert "belum 3 bulan" in card
    assert "Terbayar: November 2026 – Desember 2026 (2 bulan)" in card


def card(**changes: Any) -> str:
    return "\n".join(text(say, "id") for say in card_of(replace(SITI, **changes), OFFICE, TODAY)[0])


def test_the_card_promises_what_was_paid_for_whatever_income_is_declared_since() -> None:
    band = benefits_of(1_000_000)

    for said in (card(income=9_000_000), card(income=9_000_000, sector="transport")):
        assert show_rupiah(band.death_by_accident) in said
        assert show_rupiah(benefits_of(8_700_000).death_by_accident) not in said


def test_the_card_names_no_amount_for_an_accident_where_the_price_paid_tells_none() -> None:
    said = card(last_paid=9_999)

    assert show_rupiah(benefits_of(1_000_000).death_by_accident) not in said
    assert show_rupiah(benefits_of(0).death) in said


@pytest.mark.parametrize(
    ("changes", "state", "pays"),
    [
        ({}, "", True),
        ({"paid": ("2026-12",)}, "dimulai pada tanggal dari BPJS Ketenagakerjaan", True),
        ({"paid": ("2026-10",)}, "Iuran November 2026 belum tercatat dibayar", True),
        ({"paid": ("2026-06",)}, "Iuran Juli 2026 – November 2026 (5 bulan) belum tercatat", False),
        ({"status": "withdrawn"}, "Keikutsertaan di sini sudah diakhiri", False),
        ({"paid": ("2026-07", "2026-11")}, "hitungan 3 bulan mungkin mulai lagi", True),
    ],
)
def test_the_card_says_how_it_stands_and_promises_nothing_where_cover_ended(
    changes: dict[str, Any], state: str, pays: bool
) -> None:
    said = card(**changes)

    assert state in said
    assert ("Kecelakaan kerja (JKK)" in said) is pays
    assert "Terbayar sampai" not in said


def test_the_card_shows_the_run_that_counts_not_what_was_paid_before_a_gap() -> None:
    said = card(paid=("2026-07", "2026-11"))

    assert "Terbayar: November 2026\n" in said
    assert "tanpa putus sejak November 2026" in said


def test_there_is_no_picture_of_what_has_ended() -> None:
    assert card_of(replace(SITI, status="withdrawn"), OFFICE, TODAY)[1] is None


def test_the_card_names_the_savings_only_where_they_are_taken() -> None:
    assert "JHT: tabungan" in card(programmes=frozenset({"jkk", "jkm", "jht"}), last_paid=28_400)
    assert "JHT" not in card()


def test_the_cards_picture_has_what_is_drawn_and_no_phone() -> None:
    office = replace(OFFICE, card_link="https://contoh.example/kartu/{token}")

    _, picture = card_of(SITI, office, TODAY)

    assert picture == Picture(
        "card",
        {
            "name": "Siti Aminah",
            "nik": "3273••••••••0017",
            "number": "12345678901",
            "programmes": "JKK + JKM",
            "paid_through": "2026-12",
            "office": OFFICE.name,
            "link": f"https://contoh.example/kartu/{TOKEN}",
            "made_on": "2026-11-22",
        },
    )


def test_without_a_number_the_card_is_text_and_without_a_payment_it_is_none() -> None:
    says, picture = card_of(replace(SITI, participant_number=None), OFFICE, TODAY)
    assert picture is None
    assert [say.key for say in says] == ["card"]

    says, picture = card_of(replace(SITI, paid=()), OFFICE, TODAY)
    assert picture is None
    assert [say.key for say in says] == ["card.not_yet"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"status": "consented", "paid": ()}, "sedang didaftarkan"),
        ({"paid": ()}, "menunggu iuran pertama"),
        ({}, "terbayar sampai Desember 2026"),
        ({"paid": ("2026-10",)}, "sesudah itu belum dibayar"),
        ({"paid": ("2026-06",)}, "tidak aktif karena 3 bulan"),
        ({"status": "withdrawn"}, "sudah berakhir; terbayar sampai"),
    ],
)
def test_my_cover_says_who_pays_until_when_and_what_is_next(changes: dict[str, Any], says: str) -> None:
    said = covered(replace(SITI, **changes)).says("perlindungan saya")

    assert "dibayar oleh Rina" in said
    assert says in said


def test_my_data_shows_the_nik_masked_and_where_it_came_from() -> None:
    said = covered().says("dataku")

    assert "3273••••••••0017" in said
    assert "dari Rina pada 1 November 2026" in said
    assert "0812-3456-7890" in said
    assert "0536-000000" in said


def test_withdrawing_is_asked_once_recorded_and_told_without_a_reason() -> None:
    stage = covered()
    assert "tidak bisa kami janjikan" in stage.says("tarik izin")
    question = stage.asked
    assert stage.effects == []
    assert question is not None

    stage.says("ya")

    record, withdraw, told = stage.effects
    assert isinstance(record, RecordConsent)
    assert isinstance(told, Notify)
    assert (record.choice, record.nomination) == ("withdraw", "NOMINAT1")
    assert (record.conversation, record.asking) == (question.conversation, question.asking)
    assert withdraw == Withdraw("NOMINAT1", "worker", "stopped")
    assert (told.to, told.says[0].key) == ("participant", "told.withdrawn")


def test_a_bare_berhenti_stops_news_and_withdraws_nothing() -> None:
    stage = covered()

    stage.says("berhenti")

    assert not any(isinstance(effect, Withdraw | RecordConsent) for effect in stage.effects)


def test_what_has_ended_is_not_withdrawn_again() -> None:
    stage = covered(replace(SITI, status="withdrawn"))

    assert "sudah berakhir" in stage.says("tarik izin")
    assert stage.effects == []


def test_a_worker_may_go_on_alone() -> None:
    stage = covered(SITI)
    stage.says("bayar sendiri")

    stage.says("ya, bayar sendiri")

    record, take_over, told = stage.effects
    assert isinstance(record, RecordConsent)
    assert record.choice == "take_over"
    assert take_over == TakeOver("NOMINAT1")
    assert isinstance(told, Notify)
    assert told.says[0].key == "told.took_over"


def test_the_former_payer_is_not_told_again_when_their_part_was_over_before() -> None:
    stage = covered(replace(SITI, status="withdrawn", end_reason="left"))
    stage.says("bayar sendiri")
    stage.says("ya, bayar sendiri")

    assert TakeOver("NOMINAT1") in stage.effects
    assert not any(isinstance(effect, Notify) for effect in stage.effects)


def test_nobody_goes_on_with_the_cover_of_who_was_reported_dead() -> None:
    stage = covered(replace(SITI, status="withdrawn", end_reason="died"))

    assert "tidak bisa dilanjutkan" in stage.says("bayar sendiri")
    assert stage.effects == []


def test_who_pays_themselves_already_is_told_so() -> None:
    stage = covered(replace(SITI, is_own_payer=True))

    assert "memang sudah membayar sendiri" in stage.says("bayar sendiri")


def test_of_two_covers_the_one_meant_is_asked_for() -> None:
    stage = covered(SITI, replace(SITI, reference="NOMINAT2", payer="Ani"))

    stage.says("tarik izin")
    assert [label for _, label in stage.told.options] == ["Siti Aminah (Rina)", "Siti Aminah (Ani)"]
    stage.says("2")
    stage.says("ya")

    assert Withdraw("NOMINAT2", "worker", "stopped") in stage.effects


def test_a_participant_gets_the_cards_of_their_workers() -> None:
    stage = Stage()
    budi = replace(SITI, reference="NOMINAT2", name="Budi Santoso")
    stage.facts[OwnNominations()] = (SITI, budi, replace(SITI, reference="NOMINAT3", paid=()))

    stage.says("kartu")
    stage.says("budi")

    assert stage.picture is not None
    assert stage.picture.args["name"] == "Budi Santoso"


@pytest.mark.parametrize("word", ["kartu", "perlindungan saya", "dataku", "tarik izin", "bayar sendiri"])
def test_who_has_no_cover_is_told_what_to_do(word: str) -> None:
    stage = Stage()

    assert len(stage.says(word)) > 40
    assert stage.effects == []


def test_the_menu_goes_by_role() -> None:
    participant, worker, both = Stage(), covered(), covered()
    for stage in (participant, both):
        stage.facts[OwnNominations()] = (SITI,)
    both.facts[OpenedInvitations()] = ("NOMINAT9",)

    def menu(stage: Stage) -> list[str]:
        stage.says("menu")
        return [option for option, _ in stage.told.options]

    assert menu(participant) == ["nominate", "workers", "pay", "questions", "settings", "person"]
    assert menu(worker) == [
        "cover", "card", "data", "emergency", "withdraw", "nominate", "questions", "settings", "person",
    ]  # fmt: skip
    assert menu(both) == [
        "invitation", "cover", "card", "emergency", "nominate", "workers", "pay", "questions", "settings",
        "person",
    ]  # fmt: skip


def test_a_worker_gets_help_after_an_accident_and_withdraws_from_the_menu() -> None:
    helped, stopped = covered(), covered()
    helped.says("menu")
    stopped.says("menu")

    assert "2x24 jam" in helped.taps("Bantuan kecelakaan")
    assert "Tarik izin dan berhenti ikut?" in stopped.taps("Tarik izin")


def test_a_menu_with_a_draft_and_an_invitation_is_no_longer_than_a_list_may_be() -> None:
    stage = covered()
    stage.facts[OwnNominations()] = (SITI,)
    stage.facts[OpenedInvitations()] = ("NOMINAT9",)
    for line in ("daftar", "sopir pribadi", "Joko Susilo"):
        stage.says(line)

    stage.says("menu")

    assert len(stage.told.options) == MOST


def test_a_worker_says_in_one_word_that_something_is_wrong_and_the_office_looks_at_it() -> None:
    stage = covered()
    assert "ketik keliru" in stage.says("data saya")

    said = stage.says("keliru")

    assert stage.effects == [TellStaff("contested", "NOMINAT1")]
    assert "memeriksanya bersama Anda" in said


def test_stop_of_who_was_only_invited_says_what_becomes_of_the_invitation() -> None:
    said = Stage(is_worker=True, invitation=replace(INVITATION, state="mine")).says("stop")

    assert "tanpa jawaban, datanya dihapus setelah 29 November 2026" in said
    assert "Undangan" not in covered().says("stop")


def test_who_is_both_sees_what_is_kept_of_them_as_a_participant_too() -> None:
    stage = covered()
    stage.facts[OwnNominations()] = (SITI,)

    said = stage.says("data saya")

    assert "3273••••••••0017" in said
    assert "Sebagai peserta, yang kami simpan" in said


def test_one_month_ahead_is_named_once_and_nobody_pays_for_who_pays_alone() -> None:
    ahead = covered(replace(SITI, paid=("2026-12",))).says("perlindungan saya")
    own = covered(replace(SITI, is_own_payer=True)).says("tarik izin")

    assert "sudah dibayar untuk Desember 2026." in ahead
    assert "Yang membayar" not in own
    assert "Yang membayar hanya diberi tahu" in covered().says("tarik izin")


def test_a_cover_that_is_gone_meanwhile_is_not_withdrawn() -> None:
    stage = covered()
    stage.says("tarik izin")
    stage.facts[OwnCovers()] = ()

    stage.says("ya")

    assert stage.effects == []
