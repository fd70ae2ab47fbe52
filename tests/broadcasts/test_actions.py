"""What an office does with a broadcast, and what it is refused, however often they press."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import broadcasts
from bot.broadcasts import Written, WrongDraft
from bot.hand import CannotBeDone, MayNot
from flows.campaigns import Button, Content
from tests.broadcasts.press import TEXTS, Press

PRICES_AND_LIMITS = ("prices", "limits")


def look(press: Press, reference: str) -> broadcasts.Preview:
    settings = press.app.settings
    found: broadcasts.Preview = press.act(
        broadcasts.preview, reference, settings.prices.table, settings.limits, role="viewer"
    )
    return found


def test_a_preview_tells_how_many_who_is_left_out_what_it_costs_and_what_is_read(press: Press) -> None:
    now = press.clock.now
    press.town.person("telegram", name="Budi")
    press.town.person("telegram", opted_out_at=now)
    press.town.person("whatsapp", wrote_at=now - timedelta(hours=1), lang="en")
    press.town.person("whatsapp", wrote_at=now - timedelta(days=3))
    press.town.person(None)

    found = look(press, press.draft())

    assert found.audience == 5
    assert found.left_out == {"opted_out": 1, "no_address": 1, "no_template": 1}
    assert [(one.channel, one.kind, one.number, one.rupiah, one.is_confirmed) for one in found.costs] == [
        ("telegram", "service", 1, 0, True),
        ("whatsapp", "service", 1, 437, False),
    ]
    assert [one.text for one in found.samples] == [
        "Halo Budi, ada kabar.\n\n1. Daftarkan",
        "Hello there, there is news.\n\n1. Register",
    ]


def test_a_template_reaches_those_outside_their_window_at_its_own_price(press: Press) -> None:
    press.town.person("whatsapp", wrote_at=press.clock.now - timedelta(days=3))
    content = Content(TEXTS, (), "news", {"id": "iuran Januari", "en": "the January contribution"})

    found = look(press, press.draft(content=content))

    assert found.left_out == {}
    assert [(one.kind, one.rupiah) for one in found.costs] == [("marketing", 667)]
    assert [one.days for one in found.durations] == [1]
    assert found.samples[0].as_template
    assert "iuran Januari" in found.samples[0].text


def test_who_had_three_this_week_is_told_as_left_out(press: Press) -> None:
    press.town.person()
    for _ in range(3):
        press.started(buttons=())
        press.run(3)
        press.clock.now += timedelta(days=1)

    assert look(press, press.draft()).left_out == {"budget": 1}


def test_it_starts_only_after_a_test_of_exactly_this_version(press: Press) -> None:
    me = press.town.person(reference="ME")
    reference = press.draft()

    with pytest.raises(CannotBeDone, match="test"):
        press.act(broadcasts.start, reference)
    press.act(broadcasts.test, reference, "ME")
    press.act(broadcasts.change, reference, Written("Kabar", Content({"id": "Lain", "en": "Other"})))
    with pytest.raises(CannotBeDone, match="test"):
        press.act(broadcasts.start, reference)
    press.act(broadcasts.test, reference, "ME")
    press.run()

    assert press.telegram.texts == ["Lain", "Lain"]
    assert press.act(broadcasts.start, reference)
    assert me


def test_a_test_goes_out_at_night_and_to_someone_who_said_stop(press: Press) -> None:
    press.clock.now += timedelta(hours=12)
    press.town.person(reference="ME", opted_out_at=press.clock.now, name="Ani")
    reference = press.draft()

    press.act(broadcasts.test, reference, "ME")
    press.run()

    assert press.telegram.texts == ["Halo Ani, ada kabar.\n\n1. Daftarkan"]
    assert press.sums(reference).audience == 0


def test_of_two_who_press_start_one_starts_it(press: Press) -> None:
    press.town.person()
    reference = press.started()

    again = press.act(broadcasts.start, reference, actor="Budi")
    press.run(3)
    once_more = press.act(broadcasts.start, reference, actor="Budi")

    assert (again, once_more) == (False, False)
    assert press.one(reference).started_by == "Ani"
    assert len(press.telegram.sent) == 1


def test_an_audience_of_nobody_is_not_started(press: Press) -> None:
    press.town.person(reference="ME")
    reference = press.draft(audience="tag:nobody")
    press.act(broadcasts.test, reference, "ME")

    with pytest.raises(CannotBeDone, match="nobody"):
        press.act(broadcasts.start, reference)


def test_a_viewer_only_looks(press: Press) -> None:
    press.town.person(reference="ME")
    reference = press.draft()

    for action, args in (
        (broadcasts.new, ("NEW", Written("Kabar", Content(TEXTS)))),
        (broadcasts.change, (reference, Written("Kabar", Content(TEXTS)))),
        (broadcasts.test, (reference, "ME")),
        (broadcasts.start, (reference,)),
        (broadcasts.pause, (reference,)),
        (broadcasts.resume, (reference,)),
        (broadcasts.cancel, (reference,)),
    ):
        with pytest.raises(MayNot):
            press.act(action, *args, role="viewer")
    assert look(press, reference).audience == 1
    assert press.act(broadcasts.report, reference, role="viewer").sums.audience == 0


def test_all_that_is_wrong_with_a_draft_is_told_at_once(press: Press) -> None:
    content = Content(
        {"id": "Halo {nema}"},
        (Button("terbang", {"id": "x" * 21}), Button("terbang", {"id": "Ya", "en": "Yes"})),
        "news",
    )
    written = Written(
        "", content, "perann:peserta", "gossip", "22:00", "23:00", press.clock.now, 0, b"no picture"
    )

    with pytest.raises(WrongDraft) as caught:
        press.act(broadcasts.new, "NEW", written)

    assert {one.key.partition(".")[2] for one in caught.value.problems} == {
        "no_text", "no_such_place", "button_twice", "button_opens", "button_label", "button_long",
        "no_headline", "picture", "name", "topic", "hours", "weight", "deadline", "close",
    }  # fmt: skip


def test_what_was_started_is_not_written_anew(press: Press) -> None:
    press.town.person()
    reference = press.started()

    with pytest.raises(CannotBeDone, match="started"):
        press.act(broadcasts.change, reference, Written("Kabar", Content(TEXTS)))


def test_a_picture_goes_with_it(press: Press) -> None:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (2000, 1000), "green").save(out, "JPEG")
    press.town.person()

    press.started(picture=out.getvalue())
    press.run(2)

    (message,) = press.telegram.sent
    assert message.picture is not None
    assert Image.open(io.BytesIO(message.picture.png)).size == (1280, 640)
    assert message.text == "Halo Bapak/Ibu, ada kabar.\n\n1. Daftarkan"


def test_a_broadcast_that_is_not_there_is_said_to_be_none(press: Press) -> None:
    with pytest.raises(CannotBeDone, match="NONE"):
        press.act(broadcasts.pause, "NONE")
