"""The simulator: what is done on a phone as an event, what is sent as a bubble, and what both looked like."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from bot.channels import Button, Drawing, FetchError, Outbound, SendError, Then
from bot.channels.simulator import Bubble, Owner, Simulator
from flows.types import Chose, Event, Media, Said, Shared, Started

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n"
SITI = Owner("peserta", "Siti", "+6281100000001")


@pytest.fixture
def simulator() -> Simulator:
    return Simulator([SITI], lambda: NOW, typing_seconds=0)


def event_of(simulator: Simulator, raw: bytes) -> Event:
    inbound = simulator.parse(raw, lambda: "e1")
    assert inbound is not None
    assert (inbound.address, inbound.name, inbound.provider_id) == ("peserta", "Siti", "m1")
    return inbound.event


def test_what_is_done_on_a_phone_is_heard_as_an_event(simulator: Simulator) -> None:
    button = Button("N1:2:review:yes", "Ya")

    assert event_of(simulator, simulator.said("peserta", "halo", "m1")) == Said("e1", "halo", "m1")
    assert event_of(simulator, simulator.started("peserta", None, "m1")) == Started("e1")
    assert event_of(simulator, simulator.started("peserta", "T0KEN", "m1")) == Started("e1", "T0KEN")
    assert event_of(simulator, simulator.tapped("peserta", button, "m1")) == Chose(
        "e1", "N1", 2, "review", "yes"
    )
    assert event_of(simulator, simulator.shared_number("peserta", "m1")) == Shared(
        "e1", "contact", SITI.number, own=True
    )
    assert event_of(simulator, simulator.shared_file("peserta", PNG, "image/png", "m1")) == Shared(
        "e1", "photo", media=Media("m1", len(PNG), "image/png")
    )


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"id": 1, "phone": "x", "does": "said", "text": "a"}'])
def test_what_no_phone_made_is_nothing(simulator: Simulator, raw: bytes) -> None:
    assert simulator.parse(raw, lambda: "e1") is None


def test_a_message_is_shown_and_what_it_answers_was_read(simulator: Simulator) -> None:
    simulator.said("peserta", "halo", "m1")
    statuses = [simulator.phones["peserta"].bubbles[0].status]
    simulator.was_stored("peserta")
    statuses.append(simulator.phones["peserta"].bubbles[0].status)

    button = Button("N1:2:review:yes", "Ya")
    picture = Drawing(b"png", "http://127.0.0.1/kartu/T")
    asyncio.run(simulator.send(Outbound("peserta", "Halo juga", (button,), "Bagikan nomor", picture=picture)))

    mine, theirs = simulator.phones["peserta"].bubbles
    assert [*statuses, mine.status] == ["sent", "delivered", "read"]
    assert (theirs.own, theirs.text, theirs.buttons, theirs.contact_button) == (
        False, "Halo juga", (button,), "Bagikan nomor",
    )  # fmt: skip
    assert (theirs.picture, theirs.link) == (b"png", "http://127.0.0.1/kartu/T")


def test_a_message_that_is_deleted_shows_nothing_of_what_it_said(simulator: Simulator) -> None:
    simulator.said("peserta", "NIK saya 6202010503800009", "m1")

    asyncio.run(simulator.send(Outbound("peserta", delete="m1")))

    (bubble,) = simulator.phones["peserta"].bubbles
    assert (bubble.deleted, bubble.text) == (True, "")


def test_there_are_no_other_phones(simulator: Simulator) -> None:
    with pytest.raises(SendError) as refused:
        asyncio.run(simulator.send(Outbound("tetangga", "halo")))

    assert refused.value.then is Then.NEVER


def test_a_file_is_fetched_up_to_a_size_and_only_while_it_is_remembered(simulator: Simulator) -> None:
    simulator.shared_file("peserta", b"12345", "image/png", "m1")

    assert asyncio.run(simulator.fetch("m1", 5)) == b"12345"
    for file, most in (("m1", 4), ("m2", 5)):
        with pytest.raises(FetchError) as refused:
            asyncio.run(simulator.fetch(file, most))
        assert refused.value.permanent


def test_a_drawing_that_could_run_is_no_picture(simulator: Simulator) -> None:
    simulator.shared_file("peserta", b"<svg/>", "image/svg+xml", "m1")

    (bubble,) = simulator.phones["peserta"].bubbles
    assert (bubble.kind, bubble.picture) == ("document", None)


def test_what_is_only_called_a_picture_is_a_document_from_the_start(simulator: Simulator) -> None:
    event = event_of(simulator, simulator.shared_file("peserta", b"PK\x03\x04", "image/jpeg", "m1"))

    (bubble,) = simulator.phones["peserta"].bubbles
    assert event == Shared("e1", "document", media=Media("m1", 4, "application/octet-stream"))
    assert (bubble.kind, bubble.picture) == ("document", None)


def test_an_invitation_that_was_opened_is_shown_again_as_one(simulator: Simulator) -> None:
    raw = simulator.started("peserta", "T0KEN", "m1")

    (bubble,) = simulator.phones["peserta"].bubbles
    again = simulator.own_bubble(raw, NOW)
    assert again is not None
    assert (bubble.kind, again.kind) == ("link", "link")


def test_what_was_done_is_shown_again_as_it_was(simulator: Simulator) -> None:
    raw = simulator.tapped("peserta", Button("N1:2:review:yes", "Ya, benar"), "m1")

    assert simulator.own_bubble(raw, NOW) == Bubble("m1", True, "Ya, benar", NOW)
    assert simulator.own_bubble(b"x", NOW) is None
