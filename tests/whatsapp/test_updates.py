"""What people do on WhatsApp, read from the bytes of Twilio's form; nothing that comes is an error."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels import Inbound, Received, Unread
from bot.channels.whatsapp_updates import read_form
from flows.types import Chose, Event, Media, Said, Shared, Started

OFFICE = "+628111222333"
SITI = "+6281234500011"
SCOPED = "ID.13491208655302741918"
TOKEN = "0A1B2C3D4E5F6G7H8J9K0MNPQR"
URL = "https://api.twilio.com/2010-04-01/Accounts/AC0/Messages/MM0/Media/ME0"


def form(**changes: str | None) -> bytes:
    """A whole form; None takes a field away."""
    fields: dict[str, str | None] = {
        "MessageSid": "SM00000000000000000000000000000001",
        "SmsMessageSid": "SM00000000000000000000000000000001",
        "AccountSid": "AC00000000000000000000000000000000",
        "From": f"whatsapp:{SITI}",
        "To": f"whatsapp:{OFFICE}",
        "Body": "halo",
        "NumMedia": "0",
        "ProfileName": "Siti Rahma",
        "WaId": SITI[1:],
        "SmsStatus": "received",
        "ApiVersion": "2010-04-01",
        "MessageType": "text",
    }
    given = (fields | changes).items()
    return urlencode({name: value for name, value in given if value is not None}).encode()


def read(raw: bytes) -> Received | None:
    numbers = count(1)
    return read_form(raw, OFFICE, lambda: f"id-{next(numbers)}")


def inbound(raw: bytes) -> Inbound:
    found = read(raw)
    assert isinstance(found, Inbound)
    return found


def event(**changes: str | None) -> Event:
    return inbound(form(**changes)).event


def test_a_message_is_told_with_who_wrote_it_and_how_it_came() -> None:
    raw = form()

    assert read(raw) == Inbound(
        channel="whatsapp",
        account=OFFICE,
        provider_id="SM00000000000000000000000000000001",
        kind="phone",
        address=SITI,
        event=Said("id-1", "halo"),
        raw=raw,
        name="Siti Rahma",
    )


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        (f"MULAI {TOKEN}", Started("id-1", TOKEN)),
        (f"  mulai   {TOKEN}. ", Started("id-1", TOKEN)),
        (f"daftar {TOKEN}", Started("id-1", TOKEN)),
        (f"Join {TOKEN}", Started("id-1", TOKEN)),
        (f"/start {TOKEN}", Started("id-1", TOKEN)),
        ("/start", Started("id-1")),
        ("mulai", Said("id-1", "mulai")),
        ("mulai kembali", Said("id-1", "mulai kembali")),
        ("daftar pekerja", Said("id-1", "daftar pekerja")),
        ("daftar Budi 3 bulan", Said("id-1", "daftar Budi 3 bulan")),
        ("1", Said("id-1", "1")),
        ("gaji 2 juta & 3 bulan = ya%", Said("id-1", "gaji 2 juta & 3 bulan = ya%")),
        ("👍\x00\u200f", Said("id-1", "👍\x00\u200f")),
    ],
)
def test_what_someone_writes(text: str, heard: Event) -> None:
    assert event(Body=text) == heard


@pytest.mark.parametrize("fields", [("ButtonPayload", "ButtonText"), ("ListId", "ListTitle")])
@pytest.mark.parametrize(
    ("payload", "heard"),
    [
        ("c1:3:months:12", Chose("id-1", "c1", 3, "months", "12")),
        (f"start:{TOKEN}", Started("id-1", TOKEN)),
        ("of another system", Said("id-1", "Setahun")),
        ("1", Said("id-1", "Setahun")),
    ],
)
def test_a_tap_is_the_answer_to_its_question_or_what_its_button_said(
    fields: tuple[str, str], payload: str, heard: Event
) -> None:
    assert event(**{fields[0]: payload, fields[1]: "Setahun", "Body": "12 bulan"}) == heard


def test_a_tap_without_the_words_of_its_button_is_what_the_body_says() -> None:
    assert event(ButtonPayload="?", Body="Ya") == Said("id-1", "Ya")


@pytest.mark.parametrize(
    ("media_type", "kind", "is_fetched"),
    [
        ("image/jpeg", "photo", True),
        ("image/webp", "sticker", False),
        ("application/pdf", "document", True),
        ("text/plain; charset=utf-8", "document", True),
        ("audio/ogg; codecs=opus", "voice", False),
        ("video/mp4", "other", False),
        ("hologram/2031", "other", False),
        ("", "other", False),
    ],
)
def test_what_someone_shares(media_type: str, kind: str, is_fetched: bool) -> None:
    got = inbound(form(Body="", NumMedia="1", MediaUrl0=URL, MediaContentType0=media_type))

    assert isinstance(got.event, Shared)
    assert got.event.kind == kind
    assert (got.event.media is not None) is is_fetched
    assert got.has_media


def test_a_picture_comes_with_what_was_written_under_it() -> None:
    got = event(Body="bukti bayar", NumMedia="1", MediaUrl0=URL, MediaContentType0="image/png")

    assert got == Shared("id-1", "photo", media=Media(URL, None, "image/png"), caption="bukti bayar")


def test_of_several_files_the_first_is_read() -> None:
    more = {"MediaUrl1": f"{URL}1", "MediaContentType1": "application/pdf"}
    got = event(Body="", NumMedia="2", MediaUrl0=URL, MediaContentType0="image/png", **more)

    assert got == Shared("id-1", "photo", media=Media(URL, None, "image/png"))


def test_a_file_whose_address_is_odd_is_not_to_be_fetched() -> None:
    got = event(NumMedia="1", MediaUrl0="file:///etc/passwd", MediaContentType0="image/png")

    assert got == Shared("id-1", "photo", caption="halo")


def test_a_place_is_a_place() -> None:
    assert event(Body="", Latitude="-2.2", Longitude="113.9", Address="Jl. X") == Shared("id-1", "location")


@pytest.mark.parametrize("media_type", ["text/vcard", "text/x-vcard"])
def test_a_contact_card_is_not_taken_for_the_senders_own(media_type: str) -> None:
    got = event(Body="Budi", NumMedia="1", MediaUrl0=URL, MediaContentType0=media_type)

    assert got == Shared("id-1", "contact", None, own=False)


def test_who_comes_by_an_advertisement_is_heard_as_anyone() -> None:
    assert event(ReferralSourceId="1", ReferralBody="Iklan") == Said("id-1", "halo")
    assert event(ReferralSourceId="1", Body="") == Started("id-1")


@pytest.mark.parametrize(
    ("fields", "address", "others"),
    [
        ({}, ("phone", SITI), ()),
        ({"ExternalUserId": f"whatsapp:{SCOPED}"}, ("phone", SITI), (("bsuid", SCOPED),)),
        ({"ExternalUserId": "whatsapp:?"}, ("phone", SITI), ()),
        ({"ExternalUserId": f"whatsapp:{SITI}"}, ("phone", SITI), ()),
        ({"WaId": "628999000111"}, ("phone", SITI), ()),
        ({"From": "whatsapp:ID.1349", "WaId": None}, ("bsuid", "ID.1349"), ()),
        ({"From": "whatsapp:ID.1349"}, ("bsuid", "ID.1349"), (("phone", SITI),)),
        ({"From": "whatsapp:ID.1", "ExternalUserId": "whatsapp:ID.1"}, ("bsuid", "ID.1"), (("phone", SITI),)),
        ({"From": "whatsapp:ID.6281234500011"}, ("bsuid", "ID.6281234500011"), ()),
        ({"From": "whatsapp:ID.1349", "WaId": "13491208655302741918"}, ("bsuid", "ID.1349"), ()),
        ({"From": "whatsapp:ID.1349", "WaId": "ID.1349"}, ("bsuid", "ID.1349"), ()),
    ],
)  # fmt: skip
def test_who_wrote_is_known_by_number_or_id_and_by_both_where_both_are_told(
    fields: dict[str, str | None], address: tuple[str, str], others: tuple[tuple[str, str], ...]
) -> None:
    got = inbound(form(**fields))

    assert (got.kind, got.address) == address
    assert got.others == others


def test_a_listed_message_tells_when_it_was_sent() -> None:
    got = inbound(form(DateSent="2026-11-22T09:00:00+00:00"))

    assert got.sent_at == datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "fields",
    [
        {"To": "whatsapp:+15005550006"},
        {"To": None},
        {"From": None},
        {"From": SITI},  # an SMS
        {"From": "whatsapp:Budi"},
        {"From": "whatsapp:+0812"},
        {"MessageSid": "x" * 65},
        {"MessageSid": None, "SmsMessageSid": None},
        {"MessageStatus": "delivered"},
        {"SmsStatus": "delivered"},
        {"MessageType": "reaction", "Body": "👍"},
        {"MessageType": "unsupported"},
        {"Body": ""},
        {"Body": " \n"},
    ],
)
def test_what_is_not_understood_is_kept_and_said_without_its_words(fields: dict[str, str | None]) -> None:
    raw = form(**fields)

    got = read(raw)

    assert isinstance(got, Unread)
    assert got.raw == raw
    assert got.account == OFFICE
    assert SITI not in got.why


@pytest.mark.parametrize(
    ("fields", "is_named"),
    [
        ({"MessageType": "unsupported", "NumMedia": "1", "MessageSid": "SM7"}, True),
        ({"MessageType": "unsupported", "NumMedia": "1", "MessageSid": "x" * 65}, False),
        ({"MessageStatus": "delivered", "NumMedia": "1", "MessageSid": "SM7"}, False),
    ],
)
def test_what_is_not_understood_is_named_as_twilio_erases_it(
    fields: dict[str, str | None], is_named: bool
) -> None:
    got = read(form(**fields))

    assert isinstance(got, Unread)
    assert (got.provider_id, got.has_media) == ("SM7" if is_named else "", True)


def test_an_old_form_and_one_of_the_future_are_read() -> None:
    old = form(
        MessageSid=None, ApiVersion=None, MessageType=None, WaId=None, ProfileName=None, SmsStatus=None
    )
    future = form(MessageType="thought", Mood="7", MoodUrl0="?", **{"a[b]": "1"})

    assert inbound(old).event == Said("id-1", "halo")
    assert inbound(future).event == Said("id-1", "halo")


NAMES = (
    "MessageSid From To Body NumMedia MediaUrl0 MediaContentType0 ProfileName WaId ExternalUserId Latitude "
    "Longitude ButtonPayload ButtonText ListId ListTitle MessageType SmsStatus ReferralBody DateSent"
)
ODD = ("1", "-1", "², ٣", "a:1:b:c", "9999-99-99", "0001-01-01T00:00:00+23:59", "whatsapp:ID.1")
VALUES = st.text(max_size=20) | st.sampled_from((*ODD, f"whatsapp:{OFFICE}", f"whatsapp:{SITI}"))


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES.split()), VALUES | st.none()))
def test_no_form_is_an_error(changes: dict[str, str | None]) -> None:
    got = read(form(**changes))

    if isinstance(got, Inbound):
        assert got.provider_id
        assert got.kind in ("phone", "bsuid")
        got.name.encode()


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_are_an_error(raw: bytes) -> None:
    assert isinstance(read(raw), Unread)


def test_a_flood_of_fields_is_unread() -> None:
    assert isinstance(read(form() + b"&a=1" * 1000), Unread)
