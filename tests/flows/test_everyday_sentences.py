"""What people really write: worries, questions and wishes, none of which is taken for something else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from flows.types import (
    Consent,
    Correct,
    CreateNomination,
    Decline,
    OwnCovers,
    OwnNominations,
    Withdraw,
)
from tests.flows.people import stage_of, worker
from tests.flows.stage import INVITATION, TOKEN, Stage

BUDI = worker(reference="AAAAAAA2", name="Budi Santoso", paid=("2026-11",))
SITI = worker()


def offered(lang: Any = "id", *lines: str) -> Stage:
    stage = Stage(lang=lang, invitation=INVITATION)
    stage.starts(TOKEN)
    stage.says("ya, itu saya" if lang == "id" else "yes, that's me")
    stage.says("0017")
    for line in (INVITATION.nik[-4:], *lines):
        stage.says(line)
    return stage


def answers(stage: Stage) -> dict[str, Any]:
    assert stage.state is not None
    return dict(stage.state.answers)


def waiting_on(stage: Stage) -> str | None:
    assert stage.state is not None
    return stage.state.waiting_on


# --- a worker who is asked ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "worried",
    [
        "kalau saya tolak, bu rina marah gak",
        "kata pak joko ini penipuan",
        "kok tau nik saya",
        "gaji saya dipotong ya",
        "saya takut data saya dijual ke orang lain",
        "siapa yang bayar",
        "nomor siapa ini",
        "bisa berhenti?",
    ],
)
def test_a_worry_changes_no_field_and_opens_none(worried: str) -> None:
    stage = offered()
    before = {field: answers(stage)[field] for field in ("name", "nik", "phone", "income", "job")}

    stage.says(worried)

    assert {field: answers(stage).get(field) for field in before} == before
    assert waiting_on(stage) == "offer"
    assert stage.effects == []


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("nama saya Siti Aminah Putri", "name", "Siti Aminah Putri"),
        ("nama: Siti Aminah Putri", "name", "Siti Aminah Putri"),
        ("ganti gaji 3 juta", "income", 3_000_000),
        ("gaji saya salah, yang benar gaji 3 juta", "income", 3_000_000),
    ],
)
def test_a_correction_is_taken(said: str, field: str, value: Any) -> None:
    stage = offered()

    stage.says(said)

    assert answers(stage)[field] == value
    assert waiting_on(stage) == "offer"


@pytest.mark.parametrize("leaves", ["gak mau", "tidak setuju", "nanti", "tidak", "setuju"])
@pytest.mark.parametrize("field", ["nama", "nik", "gaji", "tempat kerja"])
def test_yes_no_and_later_while_a_field_is_edited_show_the_offer_again(leaves: str, field: str) -> None:
    stage = offered("id", f"ubah {field}")
    before = waiting_on(stage)

    stage.says(leaves)

    assert before != "offer"
    assert waiting_on(stage) == "offer"
    assert not any(isinstance(effect, Consent | Decline) for effect in stage.effects)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("berapa saya bayar", "Anda tidak membayar apa pun"),
        ("siapa yang bayar?", "Anda tidak membayar apa pun"),
        ("gratis beneran?", "Anda tidak membayar apa pun"),
        ("gaji saya dipotong ya", "Anda tidak membayar apa pun"),
        ("ini siapa", "Saya bot Kantor Cabang Contoh"),
        ("beneran dari bpjs?", "Saya bot Kantor Cabang Contoh"),
        ("kata pak joko ini penipuan", "Saya bot Kantor Cabang Contoh"),
        ("bisa berhenti?", "ketik tarik izin"),
        ("dari mana tahu data saya?", "Data ini ditulis oleh"),
        ("kok tau nik saya", "Data ini ditulis oleh"),
        ("tanya suami dulu", "tidak usah buru-buru"),
        ("saya mau tanya keluarga dulu", "tidak usah buru-buru"),
        ("kalau saya tolak, bu rina marah gak", "Anda bebas memilih"),
    ],
)
def test_a_workers_plain_question_is_answered_as_it_is_for_them(asked: str, says: str) -> None:
    assert says in offered().says(asked)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("do i have to pay?", "You pay nothing"),
        ("who is rina?", "I am the bot of"),
        ("how did you get my nik", "wrote this data"),
        ("can i stop?", "type withdraw"),
    ],
)
def test_the_same_in_english(asked: str, says: str) -> None:
    assert says in offered("en").says(asked)


def test_a_worker_with_a_cover_hears_the_same_and_how_long_it_holds() -> None:
    stage = Stage(is_worker=True)
    stage.facts[OwnCovers()] = (worker(paid=("2026-11",)),)

    assert "Anda tidak membayar apa pun" in stage.says("berapa saya bayar?")
    assert "November 2026" in stage.says("apa saya masih dilindungi?")
    assert "November 2026" in stage.says("sampai kapan saya terlindungi")


@pytest.mark.parametrize("refusal", ["tidak setuju", "saya tidak mau", "gak mau ikut"])
def test_a_no_is_heard_after_the_offer_was_left(refusal: str) -> None:
    cancelled, elsewhere = offered("id", "batal"), offered("id", "menu")

    cancelled.says(refusal)
    shown = elsewhere.says(refusal)

    assert any(isinstance(effect, Decline) for effect in cancelled.effects)
    assert "Setuju?" in shown
    assert elsewhere.effects == []
    elsewhere.says("tidak setuju")
    assert any(isinstance(effect, Decline) for effect in elsewhere.effects)


@pytest.mark.parametrize("said", ["eh saya berubah pikiran, mau", "tidak", "terserah saja deh pokoknya"])
def test_what_is_no_address_ends_the_optional_questions(said: str) -> None:
    stage = offered("id", "ya, saya setuju")

    assert "Selesai" in stage.says(said)
    assert stage.effects == []


# --- a participant with workers -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("ganti hp budi 0813 1111 2222", "0813-1111-2222?"),
        ("gaji budi naik jadi 3 juta", "Rp3.000.000 sebulan?"),
    ],
)
def test_a_change_in_passing_is_confirmed_and_then_kept(said: str, shown: str) -> None:
    stage = stage_of(SITI, BUDI)

    asked = stage.says(said)

    assert "Budi Santoso" in asked
    assert shown in asked
    assert stage.effects == []
    stage.says("ya")
    assert [effect.nomination for effect in stage.effects if isinstance(effect, Correct)] == ["AAAAAAA2"]


def test_the_only_worker_need_not_be_named() -> None:
    assert "Rp3.000.000 sebulan?" in stage_of(SITI).says("gajinya jadi 3jt")
    assert "Rp3.000.000 a month?" in stage_of(SITI, lang="en").says("salary is now 3 million")


@pytest.mark.parametrize(
    ("said", "lang"),
    [
        ("budi udah ga kerja", "id"),
        ("pak budi pindah kerja", "id"),
        ("mau berenti bayar budi", "id"),
        ("stop paying for budi", "en"),
    ],
)
def test_an_end_in_passing_is_asked_before_anything_ends(said: str, lang: Any) -> None:
    stage = stage_of(SITI, BUDI, lang=lang)

    stage.says(said)

    assert waiting_on(stage) == "sure"
    assert answers(stage)["worker"] == "AAAAAAA2"
    assert stage.effects == []
    stage.says("ya" if lang == "id" else "yes")
    assert any(isinstance(effect, Withdraw) for effect in stage.effects)


@pytest.mark.parametrize(
    ("said", "lang"), [("kartunya mana", "id"), ("kartu budi", "id"), ("where is the card", "en")]
)
def test_a_card_is_asked_for_in_passing(said: str, lang: Any) -> None:
    assert "November 2026" in stage_of(replace(BUDI, participant_number="12345678901"), lang=lang).says(said)


@pytest.mark.parametrize(
    ("said", "flow", "step"),
    [
        ("budi", "manage", "action"),
        ("pak budi santoso", "manage", "action"),
        ("bayar budi", "pay", "months"),
        ("hapus budi", "manage", "end"),
    ],
)
def test_who_is_named_is_the_one_it_is_about(said: str, flow: str, step: str) -> None:
    stage = stage_of(SITI, BUDI)

    assert "Budi Santoso" in stage.says(said)
    assert stage.state is not None
    assert (stage.state.flow, stage.state.waiting_on) == (flow, step)
    assert stage.state.answers["worker"] == "AAAAAAA2"


def test_another_worker_with_the_same_first_name_can_be_nominated() -> None:
    stage = stage_of(SITI, BUDI)

    stage.says("Siti Rahmawati, ART, 0813 1111 2222, gaji 2 juta")

    assert stage.state is not None
    assert stage.state.flow == "nominate"


def test_paid_is_heard_however_short() -> None:
    stage = stage_of(SITI)

    stage.says("sdh byr")

    assert stage.state is not None
    assert stage.state.flow == "claim"


@pytest.mark.parametrize("stage", [stage_of(BUDI, lang="en"), Stage(lang="en")], ids=["budi", "nobody"])
def test_a_change_nominates_nobody(stage: Stage) -> None:
    stage.says("change budi's phone 0813 1111 2222")

    assert stage.state is not None
    assert stage.state.flow != "nominate"
    assert not any(isinstance(effect, CreateNomination) for effect in stage.effects)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((), "budi meninggal"),
        (("pekerja", "budi"), "dia meninggal"),
        (("pekerja", "budi", "berhenti atau berganti"), "meninggal"),
        (("pekerja", "budi", "sudah tidak kerja lagi"), "sudah meninggal kemarin"),
    ],
)
def test_a_death_is_asked_about_and_then_the_family_is_told(lines: tuple[str, ...], said: str) -> None:
    stage = stage_of(SITI, BUDI)
    for line in lines:
        stage.says(line)

    stage.says(said)

    assert waiting_on(stage) == "sure"
    assert answers(stage)["end"] == "died"
    assert answers(stage)["worker"] == "AAAAAAA2"
    stage.says("ya")
    assert [effect.reason for effect in stage.effects if isinstance(effect, Withdraw)] == ["died"]


@pytest.mark.parametrize("lines", [(), ("pekerja",)])
def test_which_of_several_died_is_asked(lines: tuple[str, ...]) -> None:
    stage = stage_of(SITI, BUDI)
    for line in lines:
        stage.says(line)

    stage.says("sopir saya meninggal" if not lines else "meninggal")
    asked = waiting_on(stage)
    stage.says("budi")

    assert asked == "worker"
    assert waiting_on(stage) == "sure"
    assert answers(stage)["end"] == "died"


def test_the_death_of_somebody_else_ends_nothing() -> None:
    for said in ("bapak saya meninggal dunia kemarin", "pak joko meninggal", "kalau meninggal bagaimana?"):
        stage = stage_of(BUDI)
        stage.says(said)
        assert "sure" not in (waiting_on(stage) or "")


def test_a_worker_who_is_wished_something_for_and_not_named_is_asked_for() -> None:
    stage = stage_of(SITI, BUDI)

    stage.says("gajinya naik")

    assert stage.facts[OwnNominations()] == (SITI, BUDI)
    assert waiting_on(stage) == "worker"
