"""From the start to the last message: who is in it, what they are sent, and what stops it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from bot import broadcasts
from bot.channels import SendError, Then
from storage import Store
from storage.restored import Tolerance, settle
from storage.tables import addresses
from tests.broadcasts.press import Press, at


def test_everyone_who_is_meant_is_sent_it_once(press: Press) -> None:
    people = [press.town.person(name="Budi Santoso") for _ in range(5)]
    press.town.person(lang="en")

    reference = press.started(audience="bahasa:id")
    press.run(4)

    assert press.telegram.texts == ["Halo Budi Santoso, ada kabar.\n\n1. Daftarkan"] * len(people)
    assert press.states(reference) == {"sent": 5}
    assert press.one(reference).status == "done"


def test_the_button_carries_the_broadcast(press: Press) -> None:
    press.town.person()

    reference = press.started()
    press.run(2)

    (button,) = press.telegram.sent[0].buttons
    assert button.label == "Daftarkan"
    assert reference in button.data
    assert "daftar" in button.data


def test_who_speaks_another_language_reads_the_first_of_the_office(store: Store) -> None:
    press = Press(store, {"office": {"languages": ["id"]}})
    press.town.person(lang="en")

    press.started(texts={"id": "Halo, ada kabar dari {kantor}."}, buttons=())
    press.run(2)

    assert press.telegram.texts == [f"Halo, ada kabar dari {press.app.office.name}."]
    press.close()


def test_what_is_written_and_names_are_text_whatever_is_in_them(press: Press) -> None:
    text = "<b>Tebal</b> *tebal* _miring_ [x](http://a) { $text } =1+1 {nama}"
    press.town.person(name="<script>alert(1)</script>")

    press.started(texts={"id": text, "en": text}, buttons=())
    press.run(2)

    assert press.telegram.texts == [text.replace("{nama}", "Bapak/Ibu")]


def test_who_is_left_out_stands_in_the_books_with_the_reason(press: Press) -> None:
    press.town.person()
    press.town.person(opted_out_at=press.clock.now)
    press.town.person(no_campaigns_at=press.clock.now)
    press.town.person(no_reminders_at=press.clock.now)
    press.town.person(None)

    reference = press.started()
    press.run(2)

    sums = press.sums(reference)
    assert sums.audience == 5
    assert press.states(reference) == {"sent": 2, "withheld": 3}
    assert sums.reasons == {("withheld", "opted_out"): 2, ("withheld", "no_address"): 1}


def test_each_topic_has_its_own_way_out(press: Press) -> None:
    press.town.person(no_campaigns_at=press.clock.now)
    press.town.person(no_reminders_at=press.clock.now)
    press.town.person(opted_out_at=press.clock.now)

    reminders, service = press.started(topic="reminders"), press.started(topic="service")
    press.run(3)

    assert press.states(reminders) == {"sent": 1, "withheld": 2}
    assert press.states(service) == {"sent": 2, "withheld": 1}


def test_who_opts_out_after_it_was_handed_over_is_not_sent_it(press: Press) -> None:
    stopped, without = press.town.person(), press.town.person()
    reference = press.started()
    press.run(sends=False)
    press.run(sends=False)

    press.town.change(stopped, opted_out_at=press.clock.now)
    press.town.change(without, no_campaigns_at=press.clock.now)
    press.run(2)

    assert press.telegram.sent == []
    assert press.sums(reference).reasons == {("withheld", "opted_out"): 2}


def test_who_comes_after_the_start_is_not_in_it(press: Press) -> None:
    press.town.person()
    reference = press.started()

    press.town.person()
    press.run(3)

    assert press.sums(reference).audience == 1


def test_one_message_a_day_and_three_in_seven_days(press: Press) -> None:
    press.town.person()
    references = []

    for _ in range(5):
        references.append(press.started(buttons=()))
        press.run(3)
        press.clock.now += timedelta(days=1)

    assert len(press.telegram.sent) == 3
    assert [press.states(one) for one in references] == [{"sent": 1}] * 3 + [{"withheld": 1}] * 2
    assert press.sums(references[-1]).reasons == {("withheld", "budget"): 1}


def test_the_second_of_a_day_waits_for_tomorrow(press: Press) -> None:
    press.town.person()
    press.started(buttons=())
    press.run(3)

    second = press.started(buttons=())
    press.run(2)
    before = press.states(second)
    press.clock.now = at(9, day=2)
    press.run(2)

    assert before == {"waiting": 1}
    assert press.states(second) == {"sent": 1}


def test_what_is_needed_by_law_is_not_held_by_the_budget(press: Press) -> None:
    press.town.person()
    press.started(buttons=())
    press.run(3)

    service = press.started(buttons=(), topic="service")
    press.run(2)

    assert press.states(service) == {"sent": 1}


def test_nobody_is_written_to_at_night_where_they_are(press: Press) -> None:
    press.clock.now = at(19)  # nine in the evening in Jayapura
    press.town.person()
    press.town.person(zone="Asia/Jayapura")

    reference = press.started(buttons=())
    press.run(3)
    evening = press.states(reference)
    press.clock.now = at(6, day=2)  # eight in the morning there
    press.run(3)

    assert evening == {"sent": 1, "waiting": 1}
    assert press.states(reference) == {"sent": 2}


def test_a_broadcast_has_hours_of_its_own(press: Press) -> None:
    press.town.person()
    reference = press.started(open_from="13:00", open_until="15:00")

    press.run(3)
    before = press.states(reference)
    press.clock.now = at(13)
    press.run(3)

    assert before == {"waiting": 1}
    assert press.states(reference) == {"sent": 1}


def test_what_expires_is_sent_to_nobody_any_more(press: Press) -> None:
    for _ in range(3):
        press.town.person()
    reference = press.started(
        expires_at=press.clock.now + timedelta(hours=1), open_from="15:00", open_until="16:00"
    )
    press.run(2)

    press.clock.now += timedelta(hours=2)
    press.run(2)

    assert press.one(reference).status == "done"
    assert press.sums(reference).reasons == {("withheld", "expired"): 3}


def test_outside_of_their_window_a_template_brings_it_or_it_waits_for_them(press: Press) -> None:
    press.town.person("whatsapp", wrote_at=press.clock.now - timedelta(hours=1))
    press.town.person("whatsapp", wrote_at=press.clock.now - timedelta(hours=30))

    reference = press.started(buttons=())
    press.run(3)

    assert press.states(reference) == {"sent": 1, "withheld": 1}
    assert press.sums(reference).reasons == {("withheld", "no_template"): 1}


def test_someone_who_left_the_channel_since_is_reached_on_their_other_one(press: Press) -> None:
    person = press.town.person("whatsapp")
    newest = press.town.address(person, "telegram", wrote_at=press.clock.now)
    reference = press.started(buttons=())
    press.run(1, sends=False)

    with press.store.writing() as conn:
        gone = update(addresses).where(addresses.c.id == newest)
        conn.execute(gone.values(unreachable_at=press.clock.now))
    press.run(3)

    assert (len(press.telegram.sent), len(press.whatsapp.sent)) == (0, 1)
    assert press.states(reference) == {"sent": 1}


def test_many_failures_pause_it_with_the_reason(press: Press) -> None:
    for _ in range(120):
        press.town.person()
    press.telegram.faults = [SendError("chat not found", Then.NEVER)] * 1000
    reference = press.started(buttons=())

    press.run(4)

    broadcast = press.one(reference)
    assert broadcast.status == "paused"
    assert broadcast.paused_because.startswith("1")
    assert press.sums(reference).audience == 120


def test_a_restored_copy_sends_nothing_of_it(press: Press) -> None:
    for _ in range(3):
        press.town.person()
    reference = press.started(buttons=())
    press.run(1, sends=False)

    with press.store.writing() as conn:
        settle(conn, press.clock.now, Tolerance(press.app.office.zone, 7))
    press.run(3)

    assert press.telegram.sent == []
    assert press.one(reference).status == "paused"
    assert press.sums(reference).audience == 3
    assert press.act(broadcasts.resume, reference)
