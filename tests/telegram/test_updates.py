"""What people do on Telegram, read from the bytes of an update; nothing that comes is an error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.channels import Inbound, Received, Unread, button_data
from bot.channels.telegram import Telegram
from flows.types import Asked, Chose, Event, Reached, Said, Shared, Started
from tests.fakes.bot_api_spec import kinds_of_update

SITI = {
    "id": 5987654321012345,
    "is_bot": False,
    "first_name": "Siti",
    "last_name": "Rahma",
    "language_code": "id",
}
CHAT = {"id": SITI["id"], "type": "private", "first_name": "Siti"}
TELEGRAM = Telegram("123456789:AAinvented-for-the-tests")


def parse(update: Any) -> Received | None:
    numbers = count(1)
    raw = update if isinstance(update, bytes) else json.dumps(update).encode()
    return TELEGRAM.parse(raw, lambda: f"id-{next(numbers)}")


def read(update: Any) -> Inbound | None:
    found = parse(update)
    return found if isinstance(found, Inbound) else None


def message(**content: Any) -> dict[str, Any]:
    body = {"message_id": 4242, "from": SITI, "chat": CHAT, "date": 1_795_000_000}
    return {"update_id": 700_000_001, "message": {**body, **content}}


def tap(**content: Any) -> dict[str, Any]:
    query = {"id": "99", "from": SITI, "chat_instance": "1", "message": message()["message"], **content}
    return {"update_id": 700_000_001, "callback_query": query}


def change(status: Any) -> dict[str, Any]:
    body = {
        "from": SITI,
        "chat": CHAT,
        "date": 1,
        "old_chat_member": {},
        "new_chat_member": {"status": status},
    }
    return {"update_id": 700_000_001, "my_chat_member": body}


def event(update: Any) -> Event | None:
    inbound = read(update)
    return inbound.event if inbound else None


def test_a_message_is_told_with_who_wrote_it_and_how_it_came() -> None:
    raw = json.dumps(message(text="halo")).encode()

    inbound = read(raw)

    assert inbound == Inbound(
        channel="telegram",
        account="123456789",
        provider_id="700000001",
        kind="telegram_id",
        address="5987654321012345",
        event=Said("id-1", "halo", message="4242"),
        raw=raw,
        name="Siti Rahma",
        lang="id",
        sent_at=datetime.fromtimestamp(1_795_000_000, UTC),
        sequence=700_000_001,
    )


@pytest.mark.parametrize("date", [None, "1795000000", 1.5e9, True, 0, -1, 10**10, 10**30])
def test_a_time_that_cannot_be_is_no_time(date: Any) -> None:
    inbound = read(message(text="halo", date=date))

    assert inbound is not None
    assert inbound.sent_at is None


def test_a_tap_does_not_tell_when_it_was() -> None:
    inbound = read(tap(data="a:1:b:c"))

    assert inbound is not None
    assert (inbound.sent_at, inbound.sequence) == (None, 700_000_001)


def test_the_pictures_of_an_album_are_one_thing_that_was_sent() -> None:
    pictures = [
        message(photo=[{"file_id": f"p{number}", "width": 1, "height": 1}], media_group_id="136457")
        for number in range(3)
    ]
    for number, picture in enumerate(pictures):
        picture["update_id"] += number

    found = [read(picture) for picture in pictures]

    assert {one and one.provider_id for one in found} == {"album:136457"}
    assert [one and one.sequence for one in found] == [700_000_001, 700_000_002, 700_000_003]
    assert all(one and one.has_media for one in found)


@pytest.mark.parametrize("group", ["", "a b", "x" * 65, 5, None, ["1"]])
def test_an_album_of_an_odd_name_is_no_album(group: Any) -> None:
    inbound = read(message(photo=[{"file_id": "a"}], media_group_id=group))

    assert inbound is not None
    assert inbound.provider_id == "700000001"


@pytest.mark.parametrize(
    ("caption", "heard"), [("KTP saya", "KTP saya"), ("", None), (" \n", None), (5, None), (None, None)]
)
def test_what_stands_under_a_picture_is_heard_with_it(caption: Any, heard: str | None) -> None:
    shared = event(message(photo=[{"file_id": "a"}], caption=caption))

    assert isinstance(shared, Shared)
    assert shared.caption == heard


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("/start", Started("id-1")),
        ("/start AbC-_9", Started("id-1", "AbC-_9")),
        ("/start@SertakanBot AbC-_9", Started("id-1", "AbC-_9")),
        ("/Start", Started("id-1")),
        ("/start apa kabar?", Started("id-1")),
        ("/start " + "a" * 65, Started("id-1")),
        ("/startle", Said("id-1", "/startle", "4242")),
        ("/pekerja", Said("id-1", "/pekerja", "4242")),
        ("/pekerja@SertakanBot", Said("id-1", "/pekerja", "4242")),
        ("/kartu@SertakanBot Budi Santoso", Said("id-1", "/kartu Budi Santoso", "4242")),
        ("ya@dia", Said("id-1", "ya@dia", "4242")),
        ("", Said("id-1", "", "4242")),
        (" \n\t", Said("id-1", " \n\t", "4242")),
        ("\x00\u200f👍", Said("id-1", "\x00\u200f👍", "4242")),
        ("a" * 4096, Said("id-1", "a" * 4096, "4242")),
    ],
)
def test_what_someone_writes(text: str, heard: Event) -> None:
    assert event(message(text=text)) == heard


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"location": {"latitude": -6.2, "longitude": 106.8}}, "location"),
        ({"location": {}, "venue": {"title": "Pasar"}}, "location"),
        ({"photo": [{"file_id": "a"}], "caption": "KTP"}, "photo"),
        ({"document": {"file_id": "a"}}, "document"),
        ({"animation": {}, "document": {}}, "other"),
        ({"voice": {"file_id": "a"}}, "voice"),
        ({"audio": {"file_id": "a"}}, "voice"),
        ({"video_note": {"file_id": "a"}}, "voice"),
        ({"sticker": {"emoji": "👍"}}, "sticker"),
        ({"poll": {}}, "other"),
        ({"dice": {"value": 6}}, "other"),
        ({"something_of_2031": {}}, "other"),
        ({}, "other"),
        ({"text": 5}, "other"),
    ],
)
def test_what_someone_sends_that_is_no_text(content: dict[str, Any], kind: Any) -> None:
    shared = event(message(**content))

    assert isinstance(shared, Shared)
    assert (shared.id, shared.kind, shared.value) == ("id-1", kind, None)


@pytest.mark.parametrize(
    ("contact", "shared"),
    [
        ({"phone_number": "6281234567890", "user_id": SITI["id"]}, ("+6281234567890", True)),
        ({"phone_number": "+6281234567890", "user_id": SITI["id"]}, ("+6281234567890", True)),
        ({"phone_number": "6281234567890", "user_id": 77}, ("6281234567890", False)),
        ({"phone_number": "0812-3456-7890"}, ("0812-3456-7890", False)),
        ({"phone_number": "6281234567890", "user_id": str(SITI["id"])}, ("6281234567890", False)),
        ({"phone_number": 6281234567890, "user_id": SITI["id"]}, (None, True)),
        ({"phone_number": "8" * 33}, (None, False)),
        ({}, (None, False)),
    ],
)
def test_a_contact_is_ones_own_only_when_the_card_is_of_the_sender(
    contact: dict[str, Any], shared: tuple[str | None, bool]
) -> None:
    assert event(message(contact=contact)) == Shared("id-1", "contact", *shared)


def test_a_tap_is_an_answer_to_the_question_its_button_stood_under() -> None:
    data = button_data(Asked("c0ffee", 7, "job"), "driver:online")

    inbound = read(tap(data=data))

    assert inbound is not None
    assert inbound.event == Chose("id-1", "c0ffee", 7, "job", "driver:online")
    assert inbound.callback == "99"


@pytest.mark.parametrize("data", ["", "nonsense", "a:b:c:d", "a:1:c", "a:1::d", None, 5, ["a"]])
def test_a_tap_on_what_is_no_button_of_ours_chooses_nothing(data: Any) -> None:
    inbound = read(tap(data=data))

    assert inbound is not None
    assert inbound.event == Chose("id-1", "", 0, "", "")
    assert inbound.callback == "99"


def test_a_tap_under_a_message_too_old_to_be_seen_is_heard() -> None:
    old = {"chat": CHAT, "message_id": 3, "date": 0}

    assert event(tap(data="a:1:b:c", message=old)) == Chose("id-1", "a", 1, "b", "c")


def test_blocking_and_letting_in_again_are_heard() -> None:
    assert event(change("kicked")) == Reached("id-1", reachable=False)
    assert event(change("member")) == Reached("id-1", reachable=True)
    assert event(change("restricted")) is None


@pytest.mark.parametrize(
    ("code", "lang"),
    [
        ("id", "id"),
        ("in", "id"),
        ("ms", "id"),
        ("ID-id", "id"),
        ("en", "en"),
        ("en-GB", "en"),
        ("jv", None),
        ("enough", None),
        ("", None),
        (7, None),
        (None, None),
    ],
)
def test_the_language_of_a_profile(code: Any, lang: str | None) -> None:
    inbound = read(message(text="halo", **{"from": {**SITI, "language_code": code}}))

    assert inbound is not None
    assert inbound.lang == lang


@pytest.mark.parametrize(
    ("names", "name"),
    [
        ({"first_name": "Siti", "last_name": None}, "Siti"),
        ({"first_name": "  Siti\n", "last_name": "R "}, "Siti R"),
        ({"first_name": "x" * 500, "last_name": ""}, "x" * 128),
        ({"first_name": 5, "last_name": []}, ""),
    ],
)
def test_the_name_of_a_profile(names: dict[str, Any], name: str) -> None:
    inbound = read(message(text="halo", **{"from": {**SITI, **names}}))

    assert inbound is not None
    assert inbound.name == name


def test_half_a_surrogate_pair_is_read_as_a_question_mark() -> None:
    raw = json.dumps(message(text="halo X!")).encode().replace(b"X", rb"\ud83d")

    assert event(raw) == Said("id-1", "halo ?!", "4242")


@pytest.mark.parametrize(
    "update",
    [
        message(text="halo", chat={"id": -100, "type": "supergroup"}),
        {"update_id": 1, "edited_message": message(text="halo")["message"]},
        {"update_id": 1, "channel_post": message(text="halo")["message"]},
        message(pinned_message={"message_id": 1}),
        message(write_access_allowed={}),
        tap(data="a:1:b:c", message={"message_id": 1, "date": 1, "chat": {"id": -1, "type": "group"}}),
    ],
)
def test_what_concerns_no_conversation_is_passed_over(update: Any) -> None:
    assert parse(update) is None


def test_every_kind_of_update_is_either_read_or_known_not_to_concern_us() -> None:
    found = {kind: parse({"update_id": 1, kind: {}}) for kind in kinds_of_update()}

    unknown = [
        kind for kind, one in found.items() if isinstance(one, Unread) and one.why.endswith("that we know")
    ]
    assert unknown == []


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"halo",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b'{"update_id": true}',
        b'{"update_id": "1"}',
        b'{"update_id": 1.5}',
        b'{"update_id": 99999999999999999999}',
        b'{"update_id": -1}',
        b'{"update_id": 1}',
        b'{"update_id": 1, "message": null}',
        b'{"update_id": 1, "invented_in_2031": {"text": "rahasia"}}',
        b"[" * 100_000,
        b"9" * 10_000,
        b'{"update_id": 1, "message": "halo"}',
        b'{"update_id": 1, "callback_query": []}',
        b'{"update_id": 1, "my_chat_member": 5}',
        json.dumps(message(text="rahasia", **{"from": None})).encode(),
        json.dumps(message(text="rahasia", **{"from": {**SITI, "id": "5"}})).encode(),
        json.dumps(message(text="rahasia", **{"from": {**SITI, "is_bot": True}})).encode(),
        json.dumps(change(None)).encode(),
    ],
)
def test_what_is_odd_is_kept_as_it_came_and_the_reason_tells_nothing_about_anyone(raw: bytes) -> None:
    found = parse(raw)

    assert isinstance(found, Unread)
    assert (found.channel, found.account, found.raw) == ("telegram", "123456789", raw)
    assert found.why
    assert "rahasia" not in found.why
    assert "Siti" not in found.why
    assert str(SITI["id"]) not in found.why


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
WHOLE = [
    message(text="/start abc"),
    message(contact={"phone_number": "628", "user_id": 1}),
    message(photo=[{"file_id": "a", "width": 1, "height": 1}], caption="b", media_group_id="1"),
    message(document={"file_id": "a", "mime_type": "image/png"}),
    tap(data="a:1:b:c"),
    change("kicked"),
]


@st.composite
def mangled(draw: st.DrawFn) -> Any:
    """An update in which something is missing, something else than it should be, or something more."""
    update = json.loads(json.dumps(draw(st.sampled_from(WHOLE))))
    for _ in range(draw(st.integers(1, 3))):
        inside, name = draw(st.sampled_from(list(_places(update)) or [(update, "update_id")]))
        match draw(st.sampled_from(("other", "missing", "more"))):
            case "other":
                inside[name] = draw(ANYTHING)
            case "missing":
                inside.pop(name, None)
            case _:
                inside[draw(st.text(max_size=8))] = draw(ANYTHING)
    return update


def _places(value: Any) -> Iterator[tuple[dict[str, Any], str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield value, name
            yield from _places(inner)


# Making the strategy's tables of characters counts as slow on a machine that is busy.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mangled())
def test_a_mangled_update_is_read_kept_or_passed_over_but_never_an_error(update: Any) -> None:
    found = parse(update)

    if isinstance(found, Inbound):
        assert found.provider_id.startswith("album:") or int(found.provider_id) > 0
        assert int(found.address) > 0
        found.name.encode()
        repr(found.event).encode()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANYTHING)
def test_any_json_is_no_error(update: Any) -> None:
    assert not isinstance(parse(update), Inbound)


@settings(deadline=None)
@given(st.binary(max_size=200))
@example(b'{"update_id":1,"message":{"text":"\\udfff"}}')
def test_any_bytes_are_no_error(raw: bytes) -> None:
    assert read(raw) is None
