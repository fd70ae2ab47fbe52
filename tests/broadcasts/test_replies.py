"""Who answers a broadcast comes to what it offered, and stands in its report."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot import broadcasts
from flows.campaigns import Content, dump_content
from flows.types import AnswerBroadcast, Chose, Told
from storage import told
from storage.recipients import answered
from storage.tables import conversations, payments
from tests.broadcasts.press import BUTTONS, Press
from tests.broadcasts.town import NOW
from tests.flows.stage import Stage

NEWS = Told("KABAR1", (), (("daftar", ("Daftarkan", "Register")), ("kartu", ("Kartu saya", "My card"))))


def test_a_tap_opens_what_the_button_stands_for_whenever_it_comes() -> None:
    stage = Stage()

    said = stage.hears(Chose("e1", "KABAR1", 0, "broadcast", "daftar"))

    assert stage.state is not None
    assert stage.state.flow == "nominate"
    assert stage.effects == [AnswerBroadcast("KABAR1", "daftar")]
    assert said


@pytest.mark.parametrize("text", ["1", "Daftarkan", "daftarkan", "Register", "satu"])
def test_its_number_or_label_does_where_it_is_what_they_saw_last(text: str) -> None:
    stage = Stage(told_since=True, told_last=NEWS)

    stage.says(text)

    assert stage.state is not None
    assert stage.state.flow == "nominate"
    assert stage.effects == [AnswerBroadcast("KABAR1", "daftar")]


def test_without_a_broadcast_in_between_a_number_means_what_it_meant() -> None:
    stage = Stage()
    stage.says("menu")

    stage.says("1")

    assert not [one for one in stage.effects if isinstance(one, AnswerBroadcast)]


def test_other_words_after_a_broadcast_are_heard_as_ever() -> None:
    stage = Stage(told_since=True, told_last=NEWS)

    stage.says("stop")

    assert stage.opted_out
    assert not [one for one in stage.effects if isinstance(one, AnswerBroadcast)]


def test_a_button_that_stands_for_nothing_opens_nothing() -> None:
    stage = Stage()

    stage.hears(Chose("e1", "KABAR1", 0, "broadcast", "terbang"))

    assert stage.effects == []


def test_the_store_tells_which_broadcast_they_saw_last(press: Press) -> None:
    person = press.town.person()
    with press.store.writing() as conn:
        row = {"person_id": person, "version": 1, "updated_at": press.clock.now - timedelta(hours=1)}
        conn.execute(insert(conversations).values(row))
    reference = press.started(buttons=BUTTONS)
    press.run(2)

    with press.store.reading() as conn:
        found = told.last_unasked(conn, press.store.secrets, [person])

    assert found[person].broadcast == reference
    assert "Daftarkan" in found[person].content


def test_the_report_tells_who_answered_nominated_and_paid_within_some_days(press: Press) -> None:
    people = [press.town.person() for _ in range(4)]
    reference = press.started()
    press.run(2)

    later = NOW + timedelta(days=2)
    with press.store.writing() as conn:
        answered(conn, [(people[0], reference, "daftar"), (people[1], reference, "daftar")], later)
        answered(conn, [(people[0], reference, "kartu")], later + timedelta(days=1))
    press.town.cover(people[0], at=later)
    press.town.cover(people[1], at=NOW + timedelta(days=9))
    press.town.cover(people[2], at=NOW - timedelta(days=30))
    with press.store.writing() as conn:
        paid = {
            "payment_id": "P1", "amount": 8_400, "paid_at": later, "received_at": later, "source": "office",
            "nomination_id": 3, "verdict": "settled",
        }  # fmt: skip
        conn.execute(insert(payments).values(paid))

    effect = press.act(broadcasts.report, reference, 7).effect

    assert (effect.reached, effect.replied, effect.nominated, effect.paid) == (4, 2, 1, 1)
    assert [one.reply for one in press.recipients(reference)] == ["daftar", "daftar", None, None]
    assert press.town.meant_by(f"ikut:{reference}/replied") == people[:2]
    assert press.town.meant_by(f"ikut:{reference}/sent -ikut:{reference}/replied") == people[2:]


def test_kabar_brings_all_of_what_a_template_told_of() -> None:
    content = Content({"id": "Halo {nama}, iuran Januari sudah bisa dibayar.", "en": "…"}, BUTTONS)
    stage = Stage(told_since=True, told_last=Told("KABAR1", (), (), dump_content(content)))

    assert "iuran Januari sudah bisa dibayar" in stage.says("kabar")
    assert stage.effects == [AnswerBroadcast("KABAR1", "kabar")]
    stage.taps("Daftarkan")

    assert stage.state is not None
    assert stage.state.flow == "nominate"


def test_kabar_without_news_says_so() -> None:
    assert "Tidak ada kabar baru" in Stage().says("kabar")
