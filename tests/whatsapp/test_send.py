"""What the bot sends to WhatsApp, and what it makes of a refusal."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import Button, Channel, Drawing, Outbound, Receipt, SendError, Template, Then, Traceable
from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp_errors import ANSWERS, REFUSED_CONTENT, then_of, without_people
from bot.channels.whatsapp_messages import one_line, size, ways
from tests.fakes import twilio as fake
from tests.fakes import twilio_troubles as troubles
from tests.fakes.twilio import Twilio
from tests.fakes.twilio_person import Person
from tests.fakes.twilio_synced import Synced
from tests.fakes.twilio_troubles import Trouble

SITI = "+6281200000001"
T = TypeVar("T")


def whatsapp(twilio: Twilio, **how: Any) -> WhatsApp:
    told = {
        "account_sid": fake.ACCOUNT,
        "auth_token": fake.TOKEN,
        "number": fake.NUMBER,
        "book": twilio.contents,
        "api_url": twilio.url,
        "content_url": twilio.url,
        "public_url": fake.PUBLIC_URL,
        "picture_link": lambda message: f"{fake.PUBLIC_URL}/gambar/{message.id}.png",
        "timeout": 5.0,
    }
    return WhatsApp(**{**told, **how})


def ask(channel: WhatsApp, question: Callable[[WhatsApp], Awaitable[T]]) -> T:
    async def run() -> T:
        try:
            return await question(channel)
        finally:
            await channel.close()

    return asyncio.run(run())


def send(twilio: Twilio, message: Outbound, **how: Any) -> Receipt:
    return ask(whatsapp(twilio, **how), lambda channel: channel.send(message))


def refused(twilio: Twilio, message: Outbound, **how: Any) -> SendError:
    with pytest.raises(SendError) as refusal:
        send(twilio, message, **how)
    return refusal.value


def buttons(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(f"c:1:step:{number}", label) for number, label in enumerate(labels))


def siti_on(twilio: Twilio) -> Person:
    siti = twilio.person(SITI)
    siti.says("halo")
    return siti


def creates(twilio: Twilio) -> list[Any]:
    return [fields for kind, fields in twilio.asked if kind == "create"]


# --- what arrives --------------------------------------------------------------------------------------


def test_it_is_a_channel_that_can_be_asked_afterwards(twilio: Twilio) -> None:
    channel: Channel = whatsapp(twilio)

    assert isinstance(channel, Traceable)
    assert channel.account == fake.NUMBER
    assert channel.window is not None
    assert channel.window < timedelta(hours=24)


def test_a_message_arrives_as_it_is_written_and_asks_for_its_statuses(twilio: Twilio) -> None:
    siti = siti_on(twilio)
    text = "Rp8.400 *tebal* & 100% 👍\nBaris dua"

    receipt = send(twilio, Outbound(SITI, text, id=17, part=2))

    assert siti.texts == [text]
    assert receipt == Receipt(siti.received[0].sid, is_tracked=True)
    assert siti.received[0].callback == "https://bot.example/whatsapp/status?m=17.2"


def test_a_message_without_a_row_asks_for_no_statuses(twilio: Twilio) -> None:
    siti = siti_on(twilio)

    send(twilio, Outbound(SITI, "halo"))

    assert siti.received[0].callback is None


def test_someone_who_keeps_their_number_to_themselves_is_written_to_by_their_id(twilio: Twilio) -> None:
    siti = twilio.person("ID.13491208655302741918")
    siti.says("halo")

    send(twilio, Outbound("ID.13491208655302741918", "halo juga"))

    assert siti.texts == ["halo juga"]


@pytest.mark.parametrize(
    ("labels", "kind"),
    [
        (["Ya"], "buttons"),
        (["Ya", "Tidak", "Nanti saja, ya"], "buttons"),
        (["Ya", "Tidak", "Nanti", "Tak tahu"], "list"),
        (["Asisten rumah tangga ok"], "list"),
        ([f"Pilihan nomor {number}" for number in range(10)], "list"),
        (["Ya", "Asisten rumah tangga 👍"], "list"),
        ([f"Pilihan nomor {number}" for number in range(11)], "text"),
        (["Ya", "Asisten rumah tangga yang lama"], "text"),
        (["Ya", "Asisten rumah tangga 👍👍"], "text"),
        (["Ya", "Ya"], "text"),
        (["Ya", " "], "text"),
        (["Ya", "Tidak\n"], "buttons"),
    ],
)
def test_options_are_shown_as_whatsapp_can_show_them(twilio: Twilio, labels: list[str], kind: str) -> None:
    siti = siti_on(twilio)

    send(twilio, Outbound(SITI, "Pilih:\n1. …", buttons(*labels)))

    [message] = siti.received
    assert (message.body, message.kind) == ("Pilih:\n1. …", kind)
    assert siti.labels == ([one_line(label) for label in labels] if kind != "text" else [])


def test_what_is_tapped_comes_back_as_it_was_given(twilio: Twilio) -> None:
    siti = siti_on(twilio)
    send(twilio, Outbound(SITI, "Setuju?", buttons("Ya", "Tidak")))

    assert siti.received[0].options == (("Ya", "c:1:step:0"), ("Tidak", "c:1:step:1"))


def test_a_text_that_no_content_holds_is_sent_without_buttons(twilio: Twilio) -> None:
    siti = siti_on(twilio)

    send(twilio, Outbound(SITI, "a" * 1025, buttons("Ya", "Tidak")))

    assert siti.received[0].kind == "text"


def test_without_contents_the_numbered_text_is_sent(twilio: Twilio) -> None:
    siti = siti_on(twilio)
    book = Synced()
    book.unknown.add("buttons_2")

    send(twilio, Outbound(SITI, "Setuju?", buttons("Ya", "Tidak")), book=book)

    assert (siti.texts, siti.labels) == (["Setuju?"], [])


@pytest.mark.parametrize("code", sorted(REFUSED_CONTENT))
def test_a_content_that_is_refused_leaves_the_numbered_text(twilio: Twilio, code: int) -> None:
    siti = siti_on(twilio)
    twilio.trouble("create", troubles.refused_with(code))

    send(twilio, Outbound(SITI, "Setuju?", buttons("Ya", "Tidak")))

    assert (siti.texts, siti.labels) == (["Setuju?"], [])


def test_a_content_that_twilio_does_not_know_any_more_leaves_the_numbered_text(twilio: Twilio) -> None:
    siti = siti_on(twilio)
    book = Synced()
    assert isinstance(twilio.contents, Synced)
    twilio.contents.forget("buttons_2")

    send(twilio, Outbound(SITI, "Setuju?", buttons("Ya", "Tidak")), book=book)

    assert (siti.texts, siti.labels) == (["Setuju?"], [])


def test_a_content_that_may_have_been_taken_is_not_sent_again_as_text(twilio: Twilio) -> None:
    siti = siti_on(twilio)
    twilio.trouble("create", troubles.DROP_AFTER_ACCEPT)

    assert refused(twilio, Outbound(SITI, "Setuju?", buttons("Ya", "Tidak"))).then is Then.UNSURE
    assert len(siti.texts) == 1


def test_outside_the_window_a_template_arrives_in_place_of_the_text(twilio: Twilio) -> None:
    assert isinstance(twilio.contents, Synced)
    siti = twilio.person(SITI)
    sid = twilio.contents.template("due", "Halo {{1}}, iuran {{2}} jatuh tempo. Balas LIHAT.")
    template = Template("due", sid, {"1": "Bu\n\tSiti", "2": ""})

    send(twilio, Outbound(SITI, "yang dibaca", buttons("Ya"), template=template))

    assert siti.texts == ["Halo Bu Siti, iuran - jatuh tempo. Balas LIHAT."]


def test_a_picture_is_sent_by_its_address_with_the_text_under_it(twilio: Twilio) -> None:
    siti = siti_on(twilio)

    send(twilio, Outbound(SITI, "Kartu Anda", picture=Drawing(b"png"), id=9))
    send(twilio, Outbound(SITI, picture=Drawing(b"png"), id=10))

    assert [media.url for message in siti.received for media in message.media] == [
        "https://bot.example/gambar/9.png",
        "https://bot.example/gambar/10.png",
    ]
    assert siti.texts == ["Kartu Anda", ""]


def test_nothing_is_deleted_on_whatsapp_and_nobody_is_asked(twilio: Twilio) -> None:
    error = refused(twilio, Outbound(SITI, delete="SM1"))

    assert (error.then, error.code) == (Then.NEVER, None)
    assert twilio.asked == []


@pytest.mark.parametrize("address", ["siti", "81200000001", "whatsapp:+6281200000001", "+0812", "ID.", ""])
def test_what_is_no_address_is_refused_without_asking(twilio: Twilio, address: str) -> None:
    assert refused(twilio, Outbound(address, "halo")).then is Then.GONE
    assert twilio.asked == []


def test_a_text_that_no_request_can_carry_is_refused_for_good(twilio: Twilio) -> None:
    assert refused(twilio, Outbound(SITI, "halo \ud83d")).then is Then.NEVER


def test_the_place_of_a_template_takes_nothing_that_whatsapp_refuses() -> None:
    assert one_line("Jl. Melati\r\n\t5      blok B\u2028") == "Jl. Melati 5    blok B"
    assert one_line(" \n ") == "-"


@given(st.text(max_size=1100), st.lists(st.tuples(st.text(max_size=26), st.text(max_size=210)), max_size=12))
def test_whatever_is_asked_whatsapp_can_show_it_or_reads_it(
    text: str, options: list[tuple[str, str]]
) -> None:
    shown = tuple(Button(data, label) for label, data in options)

    *contents, plain = ways(Outbound(SITI, text, shown), Synced(), lambda _message: "")

    assert plain == {"body": text}
    for way in contents:
        variables = json.loads(str(way["content_variables"]))
        titles = [variables[place] for place in variables if place != "1" and int(place) % 2 == 0]
        assert 0 < size(variables["1"]) <= 1024
        assert len(titles) == len(set(titles)) == len(options) <= 10
        assert all(0 < size(title) <= 24 for title in titles)
        assert all(0 < size(variables[str(2 * n + 1)]) <= 200 for n in range(1, len(titles) + 1))


# --- what is refused -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "then"), ANSWERS.items())
def test_every_error_that_is_known_asks_for_its_own(twilio: Twilio, code: int, then: Then) -> None:
    siti_on(twilio)
    twilio.trouble("create", troubles.refused_with(code))

    error = refused(twilio, Outbound(SITI, "halo"))

    assert (error.then, error.code) == (then, code)
    assert then_of(code, None) is then


@pytest.mark.parametrize(
    ("trouble", "then"),
    [
        (Trouble(429, body=b"slow down"), Then.WAIT),
        (Trouble(500, body=b""), Then.UNSURE),
        (troubles.BAD_GATEWAY, Then.RETRY),
        (Trouble(503, 20503, "Service Unavailable"), Then.RETRY),
        (troubles.GATEWAY_TIMEOUT, Then.UNSURE),
        (Trouble(401, body=b"who?"), Then.ALARM),
        (Trouble(403, body=b"<html>blocked</html>"), Then.ALARM),
        (Trouble(403, 99999, "no"), Then.NEVER),
        (Trouble(400, 99999, "what is that"), Then.NEVER),
        (Trouble(413, body=b""), Then.NEVER),
        (troubles.NOT_JSON, Then.UNSURE),
        (Trouble(201, kept=True, body=b"[]"), Then.UNSURE),
        (Trouble(201, kept=True, body=b"{}"), Then.UNSURE),
        (Trouble(201, kept=True, body=b"\xff\xfe"), Then.UNSURE),
        (troubles.DROP_AFTER_ACCEPT, Then.UNSURE),
    ],
)
def test_every_other_answer_asks_for_what_is_safe(twilio: Twilio, trouble: Trouble, then: Then) -> None:
    siti_on(twilio)
    twilio.trouble("create", trouble)

    assert refused(twilio, Outbound(SITI, "halo")).then is then


@pytest.mark.parametrize("trouble", [troubles.HANG, troubles.SLOW_BODY])
def test_an_answer_that_does_not_come_is_cut_and_may_have_been_a_yes(
    twilio: Twilio, trouble: Trouble
) -> None:
    siti_on(twilio)
    twilio.trouble("create", trouble)

    assert refused(twilio, Outbound(SITI, "halo"), timeout=0.3).then is Then.UNSURE


def test_the_pause_that_twilio_asks_for_is_kept(twilio: Twilio) -> None:
    siti_on(twilio)
    forever = troubles.too_many_requests(10**8)
    twilio.trouble("create", troubles.too_many_requests(7), troubles.too_many_requests(), forever)

    pauses = [refused(twilio, Outbound(SITI, "halo")).retry_after for _ in range(3)]

    assert pauses == [7, 5, 3600]


def test_the_limit_of_a_day_is_not_tried_again_within_seconds(twilio: Twilio) -> None:
    siti_on(twilio)
    twilio.trouble("create", troubles.refused_with(63018, 429))

    error = refused(twilio, Outbound(SITI, "halo"))

    assert (error.then, error.retry_after) == (Then.RETRY, 3600)


def test_a_wrong_token_is_an_operators_alarm(twilio: Twilio) -> None:
    siti_on(twilio)

    assert refused(twilio, Outbound(SITI, "halo"), auth_token="another").then is Then.ALARM


def test_a_twilio_that_cannot_be_reached_has_taken_nothing(twilio: Twilio) -> None:
    twilio.stop()

    assert refused(twilio, Outbound(SITI, "halo")).then is Then.RETRY


def test_a_name_that_nobody_knows_has_taken_nothing(twilio: Twilio) -> None:
    message = Outbound(SITI, "halo")

    assert refused(twilio, message, api_url="http://twilio.invalid").then is Then.RETRY


def test_where_tls_fails_nothing_was_taken(twilio: Twilio) -> None:
    api_url = twilio.url.replace("http:", "https:")

    assert refused(twilio, Outbound(SITI, "halo"), api_url=api_url).then is Then.RETRY


@contextmanager
def hanging_up(after: int) -> Iterator[str]:
    """A server that resets every connection after it read so many bytes; its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(after)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        thread.join(10)


def test_a_connection_that_is_never_made_has_carried_nothing(twilio: Twilio) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        api_url = f"https://127.0.0.1:{silent.getsockname()[1]}"
        error = refused(twilio, Outbound(SITI, "halo"), api_url=api_url, timeout=0.4)

    assert error.then is Then.RETRY


def test_a_connection_that_is_reset_may_have_carried_it(twilio: Twilio) -> None:
    with hanging_up(after=65536) as url:
        error = refused(twilio, Outbound(SITI, "halo"), api_url=url)

    assert error.then is Then.UNSURE


def test_nothing_personal_is_logged_or_told(twilio: Twilio, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    siti_on(twilio)
    twilio.person(SITI).opts_out()

    error = refused(twilio, Outbound(SITI, "NIK 6202010101900009"))

    written = caplog.text + error.reason
    assert not any(secret in written for secret in ("81200000001", "6202010101900009", fake.TOKEN))


def test_whom_an_error_is_about_is_left_out_of_it() -> None:
    said = (
        "The 'To' number whatsapp:+6281200000001 or +62 812-0000-0001 or ID.13491208655302741918 is not valid"
    )

    assert without_people(said) == "The 'To' number … or … or … is not valid"


def test_many_are_sent_at_once_over_connections_that_are_kept(twilio: Twilio) -> None:
    siti = siti_on(twilio)

    async def all_of_them(channel: WhatsApp) -> list[Receipt]:
        return await asyncio.gather(*(channel.send(Outbound(SITI, f"{n}")) for n in range(40)))

    receipts = ask(whatsapp(twilio), all_of_them)

    assert len({receipt.provider_id for receipt in receipts}) == 40
    assert sorted(siti.texts, key=int) == [f"{n}" for n in range(40)]


def test_the_variables_of_a_content_are_an_object_of_strings(twilio: Twilio) -> None:
    siti_on(twilio)

    send(twilio, Outbound(SITI, 'Kata "ya"?', buttons("Ya", "Tidak")))

    [fields] = creates(twilio)
    assert json.loads(fields["ContentVariables"]) == {
        "1": 'Kata "ya"?',
        "2": "Ya",
        "3": "c:1:step:0",
        "4": "Tidak",
        "5": "c:1:step:1",
    }
    assert "Body" not in fields
