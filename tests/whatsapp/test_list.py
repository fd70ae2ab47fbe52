"""What Twilio is asked afterwards: was it taken, what came in meanwhile, and to forget what it keeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from bot.channels import Drawing, Inbound, Outbound, Receipt, SendError, Then
from flows.types import Said, Shared
from tests.fakes import twilio_troubles as troubles
from tests.fakes.twilio import Twilio
from tests.fakes.twilio_troubles import Trouble
from tests.whatsapp.test_send import SITI, ask, buttons, refused, send, siti_on, whatsapp

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)


def find(twilio: Twilio, message: Outbound, since: datetime) -> Receipt | None:
    return ask(whatsapp(twilio), lambda channel: channel.find(message, since))


def redact(twilio: Twilio, sid: str, *, has_media: bool = False) -> None:
    ask(whatsapp(twilio), lambda channel: channel.redact(sid, has_media=has_media))


def received(twilio: Twilio, since: datetime) -> list[dict[str, str]]:
    return ask(whatsapp(twilio), lambda channel: channel.received(since))


# --- was it taken --------------------------------------------------------------------------------------


@pytest.mark.parametrize("trouble", [troubles.DROP_AFTER_ACCEPT, troubles.NOT_JSON])
def test_a_message_whose_answer_was_lost_is_found(twilio: Twilio, trouble: Trouble) -> None:
    siti_on(twilio)
    since = datetime.now(UTC)
    message = Outbound(SITI, "Setuju?\n1. Ya", buttons("Ya", "Tidak"))
    twilio.trouble("create", trouble)

    assert refused(twilio, message).then is Then.UNSURE

    assert find(twilio, message, since) == Receipt(twilio.sent[0].sid, is_tracked=True)


def test_a_message_that_never_arrived_there_is_not_found(twilio: Twilio) -> None:
    siti_on(twilio)
    send(twilio, Outbound(SITI, "yang lain"))
    twilio.person("+6281200000002").says("halo")
    send(twilio, Outbound("+6281200000002", "halo"))

    assert find(twilio, Outbound(SITI, "halo"), datetime.now(UTC)) is None


def test_the_same_words_of_before_are_another_message(twilio: Twilio) -> None:
    twilio.clock = lambda: NOON
    siti_on(twilio)
    send(twilio, Outbound(SITI, "Maaf, ulangi."))

    assert find(twilio, Outbound(SITI, "Maaf, ulangi."), NOON + timedelta(seconds=3)) is None
    assert find(twilio, Outbound(SITI, "Maaf, ulangi."), NOON + timedelta(seconds=0.9)) is not None


def test_a_message_far_down_the_list_is_found(twilio: Twilio) -> None:
    twilio.clock = lambda: NOON
    siti_on(twilio)
    send(twilio, Outbound(SITI, "yang dicari"))
    first = twilio.sent[0]
    for number in range(230):
        twilio.messages[f"SM{number:032x}"] = type(first)(
            f"SM{number:032x}", "outbound-api", first.from_, SITI, f"{number}", NOON, 0.0
        )

    assert find(twilio, Outbound(SITI, "yang dicari"), NOON) == Receipt(first.sid, is_tracked=True)


def test_a_picture_without_words_is_not_taken_for_a_text_that_was_erased(twilio: Twilio) -> None:
    siti_on(twilio)
    erased = send(twilio, Outbound(SITI, "NIK 6202010101900009"))
    redact(twilio, erased.provider_id)
    message = Outbound(SITI, picture=Drawing(b"png"), id=3)

    before = find(twilio, message, datetime.now(UTC))
    receipt = send(twilio, message)

    assert before is None
    assert find(twilio, message, datetime.now(UTC)) == receipt


@pytest.mark.parametrize(
    ("trouble", "then"),
    [
        (troubles.BAD_GATEWAY, Then.RETRY),
        (troubles.GATEWAY_TIMEOUT, Then.RETRY),
        (troubles.RESET, Then.RETRY),
        (Trouble(200, body=b"<html>"), Then.RETRY),
        (Trouble(200, body=b"[]"), Then.RETRY),
        (Trouble(400, 99999, "odd"), Then.RETRY),
        (troubles.too_many_requests(9), Then.WAIT),
        (Trouble(401, 20003, "who?"), Then.ALARM),
    ],
)
def test_what_cannot_be_known_is_said(twilio: Twilio, trouble: Trouble, then: Then) -> None:
    # a question that is cut off is asked again by the library below
    twilio.trouble("list", trouble, trouble, trouble)

    with pytest.raises(SendError) as refusal:
        find(twilio, Outbound(SITI, "halo"), NOON)

    assert refusal.value.then is then


# --- forget it -----------------------------------------------------------------------------------------


def test_a_body_and_its_files_are_erased_and_twice_is_once(twilio: Twilio) -> None:
    siti = twilio.person(SITI)
    sid = siti.sends_photo(b"jpeg", "NIK 6202010101900009")

    redact(twilio, sid, has_media=True)
    redact(twilio, sid, has_media=True)

    assert (twilio.messages[sid].body, twilio.messages[sid].media) == ("", [])


def test_what_is_not_there_any_more_is_erased(twilio: Twilio) -> None:
    redact(twilio, "SM" + "0" * 32, has_media=True)
    redact(twilio, "SM" + "0" * 32)


def test_a_message_on_its_way_is_erased_later(twilio: Twilio) -> None:
    twilio.manner.held = True
    siti_on(twilio)
    receipt = send(twilio, Outbound(SITI, "NIK 6202010101900009"))

    with pytest.raises(SendError) as refusal:
        redact(twilio, receipt.provider_id)
    twilio.release()
    twilio.settle()
    redact(twilio, receipt.provider_id)

    assert refusal.value.then is Then.RETRY
    assert twilio.messages[receipt.provider_id].body == ""


@pytest.mark.parametrize("trouble", [troubles.BAD_GATEWAY, troubles.GATEWAY_TIMEOUT, troubles.RESET])
def test_an_erasure_that_failed_is_tried_again(twilio: Twilio, trouble: Trouble) -> None:
    sid = twilio.person(SITI).says("NIK 6202010101900009")
    twilio.trouble("change", trouble)

    with pytest.raises(SendError) as refusal:
        redact(twilio, sid)

    assert refusal.value.then is Then.RETRY


# --- what came in meanwhile ----------------------------------------------------------------------------


def test_what_came_in_is_listed_oldest_first_and_read_as_a_webhook_is(twilio: Twilio) -> None:
    siti, budi = twilio.person(SITI), twilio.person("+6281200000002")
    times = iter(NOON + timedelta(minutes=minute) for minute in range(10))
    twilio.clock = lambda: next(times)
    siti.says("terlalu lama")
    sids = [siti.says("satu"), budi.says("dua & +1"), siti.sends_photo(b"jpeg", "bukti")]
    twilio.clock = lambda: NOON
    send(twilio, Outbound(SITI, "dari kami"))

    forms = received(twilio, NOON + timedelta(minutes=1))

    channel = whatsapp(twilio)
    read = [channel.parse(urlencode(form).encode(), lambda: "e") for form in forms]
    inbounds = [one for one in read if isinstance(one, Inbound)]
    assert [one.provider_id for one in inbounds] == sids
    assert [one.event for one in inbounds[:2]] == [Said("e", "satu"), Said("e", "dua & +1")] or [
        one.event.text for one in inbounds[:2] if isinstance(one.event, Said)
    ] == ["satu", "dua & +1"]
    photo = inbounds[2].event
    assert isinstance(photo, Shared)
    assert photo.media is not None
    assert ask(channel, lambda channel: channel.fetch(photo.media.file if photo.media else "", 10)) == b"jpeg"


def test_a_long_backlog_is_read_to_its_end(twilio: Twilio) -> None:
    siti = twilio.person(SITI)
    for number in range(450):
        siti.says(f"{number}")

    forms = received(twilio, datetime.now(UTC) - timedelta(hours=1))

    assert sorted(int(form["Body"]) for form in forms) == list(range(450))


def test_a_list_that_cannot_be_had_is_asked_for_again(twilio: Twilio) -> None:
    twilio.trouble("list", troubles.BAD_GATEWAY)

    with pytest.raises(SendError) as refusal:
        received(twilio, NOON)

    assert refusal.value.then is Then.RETRY


def test_the_account_says_whether_it_lets_us_in(twilio: Twilio) -> None:
    status = ask(whatsapp(twilio), lambda channel: channel.account_status())
    with pytest.raises(SendError) as refusal:
        ask(whatsapp(twilio, auth_token="another"), lambda channel: channel.account_status())

    assert (status.name, status.status) == ("Sertakan", "active")
    assert refusal.value.then is Then.ALARM
