"""A worker's consent: plain, theirs, of what they saw; and nothing shown to whom it does not concern."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeVar

import pytest

from flows.consent import CODE_WORDS, code_word
from flows.types import (
    Consent,
    Correct,
    Cover,
    Decline,
    Effect,
    Invitation,
    Invite,
    Missed,
    Notify,
    OpenInvitation,
    OpenInvitations,
    OpenInvitationsOf,
    OtherCover,
    PausedUntil,
    RecordConsent,
    WriteFirst,
)
from tests.flows.places import NIK, SENTENCE
from tests.flows.stage import INVITATION, OFFICE, TOKEN, Stage

LINKS = ("https://t.me/contoh_bot?start={token}",)
E = TypeVar("E")
COVERED = OtherCover(INVITATION.reference, INVITATION.nik)


def invited(**changes: Any) -> Stage:
    return Stage(invitation=replace(INVITATION, **changes))


def asked(**changes: Any) -> Stage:
    """A worker who opened the link and sees what they are asked."""
    stage = invited(**changes)
    stage.starts(TOKEN)
    stage.says("ya, itu saya")
    stage.says("0017")
    return stage


def assisted() -> Stage:
    """A participant who gave their phone to the worker they just nominated."""
    stage = Stage()
    stage.says(SENTENCE)
    stage.says("benar")
    stage.taps("Jawab di HP ini")
    return stage


def of(effects: list[Effect], kind: type[E]) -> list[E]:
    return [effect for effect in effects if isinstance(effect, kind)]


# --- whose it is --------------------------------------------------------------------------------------


def test_before_they_say_who_they_are_only_the_name_and_who_asks_is_shown() -> None:
    stage = invited()

    first = stage.starts(TOKEN)

    assert "Siti Aminah" in first
    assert "Rina" in first
    assert "0812-9876-5432" in first
    for hidden in ("0017", "5 Maret 1990", "2.000.000", "0812-3456-7890", "Palangkaraya"):
        assert hidden not in first
    assert stage.state is not None
    assert INVITATION.nik not in str(stage.state.answers)


def test_who_says_that_it_is_not_them_is_shown_nothing_and_opens_nothing() -> None:
    stage = invited()
    stage.starts(TOKEN)

    stage.says("bukan")

    assert stage.effects == []
    assert stage.state is not None
    assert stage.state.flow == "menu"
    assert not stage.state.answers


def test_a_token_in_a_text_opens_the_invitation_as_a_link_does() -> None:
    stage = invited()

    assert "Apakah Anda Siti Aminah?" in stage.says(f"Halo, undangan {TOKEN.lower()} ya")


@pytest.mark.parametrize(
    ("state", "says"),
    [("taken", "dibuka orang lain"), ("expired", "lewat batas waktunya"), ("answered", "sudah dijawab")],
)
def test_a_link_that_opens_nothing_any_more_says_why(state: Any, says: str) -> None:
    stage = invited(state=state)

    said = stage.starts(TOKEN)

    assert says in said
    assert "Siti" not in said
    assert stage.effects == []


def test_an_unknown_token_leaves_a_draft_as_it_was() -> None:
    stage = Stage()
    stage.says("daftar")
    before = stage.state

    assert "tidak kami kenali" in stage.starts("0" * 25 + "A")
    assert before is not None
    assert stage.state is not None
    assert stage.state.waiting_on == before.waiting_on


def test_the_participant_who_opens_their_own_link_is_offered_to_hand_over_the_phone() -> None:
    stage = invited(state="own")

    said = stage.starts(TOKEN)

    assert "Anda buat sendiri untuk Siti Aminah" in said
    assert "Jawab di HP ini" in [label for _, label in stage.told.options]


def test_an_invitation_that_expires_while_it_is_read_is_not_answered() -> None:
    stage = asked()
    assert stage.invitation is not None
    stage.invitation = replace(stage.invitation, state="expired")

    said = stage.says("ya, saya setuju")

    assert "lewat batas waktunya" in said
    assert stage.effects == []


# --- yes, no, later -----------------------------------------------------------------------------------


@pytest.mark.parametrize("yes", ["ya, saya setuju", "setuju", "iya", "1", "✅"])
def test_a_plain_yes_is_recorded_with_the_question_it_answers(yes: str) -> None:
    stage = asked()
    question = stage.asked
    assert question is not None

    stage.says(yes)

    (record,) = of(stage.effects, RecordConsent)
    assert (record.kind, record.choice, record.way) == ("consent", "agree", "link")
    assert (record.conversation, record.asking) == (question.conversation, question.asking)
    assert record.nomination == INVITATION.reference
    assert record.words.key == "consent-offer"
    assert of(stage.effects, Consent) == [Consent(INVITATION.reference, "link")]
    assert of(stage.effects, Correct) == []
    (told,) = of(stage.effects, Notify)
    assert (told.to, told.nomination) == ("participant", INVITATION.reference)


@pytest.mark.parametrize(
    "words",
    [
        "mungkin",
        "kira-kira bagaimana ya",
        "ya tapi siapa yang bayar?",
        "oke nanti dulu",
        "saya pikir dulu",
        "ya?",
    ],
)
def test_agreement_is_never_guessed(words: str) -> None:
    stage = asked()

    stage.says(words)

    assert of(stage.effects, Consent) == []
    assert of(stage.effects, Decline) == []


@pytest.mark.parametrize("no", ["tidak setuju", "tidak", "gak mau", "2"])
def test_a_no_erases_and_tells_the_participant_no_reason(no: str) -> None:
    stage = asked()

    said = stage.says(no)

    assert of(stage.effects, Decline) == [Decline(INVITATION.reference)]
    assert [record.choice for record in of(stage.effects, RecordConsent)] == ["decline"]
    (told,) = of(stage.effects, Notify)
    assert [say.key for say in told.says] == ["told.declined"]
    assert "sudah kami hapus" in said
    assert "30 hari" in said
    assert stage.state is not None
    assert not stage.state.answers
    assert stage.state.undo is None


def test_later_keeps_the_question_and_any_answer_to_it_counts() -> None:
    stage = asked()

    assert "29 November 2026" in stage.says("nanti dulu")
    assert stage.effects == []
    assert "tunjukkan sekali lagi" in stage.says("setuju")
    stage.says("setuju")

    assert of(stage.effects, Consent)


def test_a_yes_typed_hours_later_is_asked_for_again_with_what_it_agrees_to() -> None:
    stage = asked()
    stage.waits(timedelta(days=1))

    again = stage.says("setuju")

    assert stage.effects == []
    assert "tunjukkan sekali lagi" in again
    assert "NIK: 3273" in again
    stage.says("setuju")
    assert of(stage.effects, Consent)


@pytest.mark.parametrize("way_back", ["lanjut", "undangan saya", TOKEN])
def test_the_invitation_is_found_again_from_anywhere(way_back: str) -> None:
    stage = asked()
    stage.says("menu")

    assert "Setuju?" in stage.says(way_back)


@pytest.mark.parametrize("place", [asked, invited])
def test_a_sentence_about_another_worker_begins_a_nomination_and_the_invitation_waits(place: Any) -> None:
    stage = place()
    stage.says(TOKEN)

    assert "Budi Santoso" in stage.says("daftarkan Pak Budi Santoso sopir saya NIK 6202010503800009")
    assert stage.state is not None
    assert stage.state.flow == "nominate"


def test_an_old_button_of_the_invitation_shows_it_again_instead_of_agreeing() -> None:
    stage = asked()
    offer = stage.asked
    stage.says("menu")

    again = stage.taps("Ya, saya setuju", offer)

    assert of(stage.effects, Consent) == []
    assert "Setuju?" in again


def test_after_a_correction_the_former_button_agrees_to_nothing() -> None:
    stage = asked()
    offer = stage.asked
    stage.says("ubah gaji jadi 3 juta")

    stage.taps("Ya, saya setuju", offer)

    assert of(stage.effects, Consent) == []


def test_once_agreed_nothing_can_be_edited_behind_the_record() -> None:
    stage = asked()
    stage.says("setuju")

    stage.says("ubah gaji jadi 9 juta")

    assert of(stage.effects, Correct) == []
    assert stage.state is not None
    assert "income" not in stage.state.answers


# --- corrections --------------------------------------------------------------------------------------


def test_only_what_was_corrected_is_changed() -> None:
    stage = asked()
    stage.says("ubah pekerjaan jadi penarik becak")
    stage.says("ya")  # it carries people
    stage.says("ubah hp")
    stage.says("tidak punya")

    stage.says("setuju")

    (correct,) = of(stage.effects, Correct)
    assert correct.changes == {
        "job": "other",
        "job_words": "penarik becak",
        "sector": "transport",
        "phone": None,
    }


def test_a_corrected_nik_brings_its_own_birth_date() -> None:
    stage = asked()
    stage.says("ubah nik")
    stage.says("3273014603920017")
    stage.says("setuju")

    (correct,) = of(stage.effects, Correct)
    assert correct.changes == {"nik": {"digits": "3273014603920017"}, "birth_date": "1992-03-06"}


def test_the_same_value_again_is_no_correction() -> None:
    stage = asked()
    stage.says("ubah gaji jadi 2 juta")
    stage.says("setuju")

    assert of(stage.effects, Correct) == []


def test_who_turns_out_too_young_is_stopped_kindly_and_may_mend_it() -> None:
    stage = asked()
    stage.says("ubah tanggal lahir")

    assert "usianya 12 tahun" in stage.says("5 Maret 2014")
    assert stage.effects == []
    stage.says("kembali")
    assert "Setuju?" in stage.says("5 Maret 1990")


def test_an_address_never_changes_what_was_agreed_to() -> None:
    stage = asked()
    stage.says("setuju")
    stage.says("Jl. Gaji 2 juta No. 3, Kota Bandung, NIK 3273014503900017")
    stage.says("73111")

    stage.says("siti@example.org")

    (correct,) = of(stage.effects, Correct)
    assert correct.changes.keys() == {"address", "postcode", "email"}


@pytest.mark.parametrize("wrong", ["7311", "731111", "abcde", "03111"])
def test_a_postcode_is_five_digits(wrong: str) -> None:
    stage = asked()
    stage.says("setuju")
    stage.says("lewati")

    assert "lima angka" in stage.says(wrong)


# --- another cover ------------------------------------------------------------------------------------


def test_who_is_covered_already_changes_over_from_the_first_month_not_yet_paid() -> None:
    stage = asked()
    stage.facts[COVERED] = Cover("NOMINAT0", "2026-12")
    choice = stage.says("setuju")

    assert of(stage.effects, Consent) == []
    assert "Januari 2027" in choice
    stage.says("pindah")

    assert of(stage.effects, Consent) == [
        Consent(INVITATION.reference, "link", instead_of="NOMINAT0", covered_from="2027-01")
    ]
    assert [record.choice for record in of(stage.effects, RecordConsent)] == ["agree", "change"]
    told = {(note.nomination, note.key) for note in of(stage.effects, Notify)}
    assert told == {("NOMINAT0", "changed_over"), (INVITATION.reference, "consented")}


def test_who_stays_is_as_one_who_declined_for_the_new_participant() -> None:
    stage = asked()
    stage.facts[COVERED] = Cover("NOMINAT0", None)
    stage.says("setuju")

    question = stage.asked
    said = stage.says("tetap yang lama")

    (record,) = of(stage.effects, RecordConsent)
    assert question is not None
    assert (record.choice, record.asking) == ("stay", question.asking)
    assert "30 hari" in said
    assert of(stage.effects, Decline) == [Decline(INVITATION.reference)]
    (told,) = of(stage.effects, Notify)
    assert [say.key for say in told.says] == ["told.declined"]


# --- on the participant's phone -----------------------------------------------------------------------


def test_on_the_participants_phone_only_the_code_word_agrees() -> None:
    stage = assisted()
    word = code_word(stage.nominations[0].reference)
    assert word.upper() in stage.told.text
    assert "yes" not in [option for option, _ in stage.told.options]

    for other in ("ya", "setuju", "saya setuju", *(set(CODE_WORDS) - {word})):
        stage.says(other)
        assert of(stage.effects, Consent) == []
    stage.says(word)

    reference = stage.nominations[0].reference
    assert of(stage.effects, Consent) == [Consent(reference, "assisted")]
    assert [record.way for record in of(stage.effects, RecordConsent)] == ["assisted"]
    assert of(stage.effects, Notify) == []
    assert of(stage.effects, OpenInvitation) == []


def test_on_the_participants_phone_nothing_of_another_cover_is_shown() -> None:
    stage = assisted()
    reference = stage.nominations[0].reference
    stage.facts[OtherCover(reference, NIK)] = Cover("NOMINAT0", "2026-12")

    said = stage.says(code_word(reference))

    assert of(stage.effects, Consent) == [Consent(reference, "assisted")]
    assert "lewat orang lain" not in said
    assert "Desember" not in said


# --- what is passed on, and limits --------------------------------------------------------------------


def test_what_is_passed_on_says_who_asks_and_nothing_of_the_worker() -> None:
    stage = Stage(office=replace(OFFICE, invitation_links=LINKS))
    stage.says(SENTENCE)
    stage.says("benar")

    assert of(stage.effects, Invite) == [Invite(stage.nominations[0].reference, TOKEN)]
    assert stage.picture is not None
    assert stage.picture.caption is not None
    passed_on = str(stage.picture)
    assert f"https://t.me/contoh_bot?start={TOKEN}" in passed_on
    assert "Rina" in passed_on
    for hidden in ("Siti", NIK, NIK[-4:], "81234567890"):
        assert hidden not in passed_on


def test_without_links_the_token_itself_is_named() -> None:
    stage = Stage()
    stage.says(SENTENCE)

    assert f"/start {TOKEN}" in stage.says("benar")
    assert stage.picture is None


def test_the_first_message_is_only_written_where_the_office_allows_it() -> None:
    closed, allowed = Stage(), Stage(office=replace(OFFICE, first_message=True))
    for stage in (closed, allowed):
        stage.says(SENTENCE)
        stage.says("benar")

    assert "Biar kami yang kirim" not in [label for _, label in closed.told.options]
    allowed.taps("Biar kami yang kirim")
    assert of(allowed.effects, WriteFirst) == [WriteFirst(allowed.nominations[0].reference, TOKEN)]


def _who_nominated_before() -> Stage:
    stage = Stage()
    stage.says(SENTENCE)
    stage.says("benar")
    stage.says("daftarkan Pak Budi Santoso sopir saya")
    return stage


def test_a_worker_who_said_no_is_not_asked_again_for_a_while() -> None:
    stage = _who_nominated_before()
    stage.facts[PausedUntil("6202010503800009")] = date(2026, 12, 22)

    assert "22 Desember 2026" in stage.says("6202010503800009")


def test_too_many_open_invitations_make_the_next_one_wait() -> None:
    stage = _who_nominated_before()
    stage.facts[OpenInvitations()] = OFFICE.open_per_participant

    assert "Ada 20 undangan Anda" in stage.says("6202010503800009")


def test_a_number_with_too_many_open_invitations_is_not_taken() -> None:
    stage = _who_nominated_before()
    stage.facts[OpenInvitationsOf("+6281234567890")] = OFFICE.open_per_number
    stage.says("6202010503800009")

    assert "Tulis nomor lain" in stage.says("081234567890")


def test_a_long_name_on_a_profile_does_not_burst_the_question() -> None:
    stage = asked(sponsor="S" * 120, name="M" * 58, job="other", job_words="k" * 60)

    assert len(stage.told.text) <= 1024


def test_the_invitation_says_nothing_of_months_that_are_not_planned() -> None:
    facts: Invitation = replace(INVITATION, months=12)

    assert "rencananya 12 bulan" in asked(months=facts.months).told.text


# --- whose NIK it is ----------------------------------------------------------------------------------


def test_who_does_not_know_the_nik_sees_nothing_and_is_sent_to_the_office_kindly() -> None:
    stage = invited()
    stage.starts(TOKEN)
    told = [stage.says(line) for line in ("ya, itu saya", "1111", "bukan angka", "2222", "3333")]

    for said in told:
        assert "5 Maret 1990" not in said
        assert "Penghasilan" not in said
    assert of(stage.effects, Missed) == [Missed(INVITATION.reference)]
    assert of(stage.effects, OpenInvitation) == []
    assert OFFICE.contact in told[-1]
    assert stage.state is None or not stage.state.answers


def test_who_knows_the_nik_at_the_second_try_goes_on() -> None:
    stage = invited()
    stage.starts(TOKEN)
    stage.says("ya, itu saya")
    stage.says("1111")

    assert "5 Maret 1990" in stage.says(INVITATION.nik)
    assert of(stage.effects, OpenInvitation) == [OpenInvitation(INVITATION.reference)]
