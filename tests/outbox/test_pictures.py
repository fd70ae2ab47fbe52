"""Messages with a picture: what is sent first, what is left out, and what is sent again after a crash."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from bot.channels import Button, Drawing, Outbound, SendError, Then
from flows.stored import dump_message
from flows.types import Asked, Lang, Option, Picture, Say
from storage import Store
from storage.tables import outbox
from tests.outbox.rig import FakeChannel, Scene, rounds

DRAWN = Drawing(b"a picture", "https://example.org")
ALONE = Picture("qr", {"link": "https://example.org"})
FORWARDED = Picture("qr", {"link": "https://example.org"}, Say("yes_or_no.unclear"))
CAPTION = "Maaf, saya belum yakin maksudnya. Jawab ya atau tidak, misalnya: ya."
ASKED = Asked("c1", 1, "job", "job", (Option("supir", "Supir"),))
BUTTONS = (Button("c1:1:job:supir", "Supir"),)


@pytest.fixture
def scene(store: Store) -> Scene:
    return Scene(store)


def with_picture(scene: Scene, picture: Picture, text: str, asked: Asked | None = ASKED) -> int:
    row = scene.reply(scene.someone(), text)
    body = dump_message((Say("any", {"text": text}),), asked, picture)
    with scene.store.writing() as conn:
        conn.execute(
            update(outbox).where(outbox.c.id == row).values(body_sealed=scene.store.secrets.seal(body))
        )
    return row


def drawn(picture: Picture, lang: Lang) -> Drawing:
    return DRAWN


def failing(picture: Picture, lang: Lang) -> Drawing:
    raise OSError("no font")


def sent(scene: Scene, channel: FakeChannel, **options: Any) -> list[tuple[str, bool, int]]:
    """Text, whether with the picture, and how many buttons, of each message."""
    asyncio.run(scene.sender(channel, **({"draw": drawn} | options)).drain())
    return [(message.text, message.picture == DRAWN, len(message.buttons)) for message in channel.sent]


def test_a_text_that_fits_stands_under_its_picture_with_the_buttons(scene: Scene) -> None:
    channel = FakeChannel()
    row = with_picture(scene, ALONE, "Kartu Anda")

    assert sent(scene, channel) == [("Kartu Anda", True, 1)]
    assert channel.sent[0].buttons == BUTTONS
    assert scene.row(row).status == "sent"


def test_a_text_that_is_too_long_for_a_caption_follows_its_picture(scene: Scene) -> None:
    long = "kata " * 300
    with_picture(scene, ALONE, long)

    assert sent(scene, FakeChannel()) == [("", True, 0), (long, False, 1)]


def test_a_picture_to_be_passed_on_is_a_message_of_its_own_before_the_text(scene: Scene) -> None:
    row = with_picture(scene, FORWARDED, "Teruskan pesan di atas.")

    assert sent(scene, FakeChannel()) == [(CAPTION, True, 0), ("Teruskan pesan di atas.", False, 1)]
    kept = scene.row(row)
    assert scene.store.secrets.open_text(kept.text_sealed) == "Teruskan pesan di atas."


def test_where_no_pictures_are_shown_their_words_are_sent_and_nothing_is_drawn(scene: Scene) -> None:
    channel = FakeChannel()
    channel.caption_limit = 0
    with_picture(scene, FORWARDED, "Teruskan pesan di atas.")
    with_picture(scene, ALONE, "Kartu Anda", None)

    with capture_logs() as logs:
        messages = sent(scene, channel, draw=failing)

    assert sorted(messages) == sorted(
        [(CAPTION, False, 0), ("Teruskan pesan di atas.", False, 1), ("Kartu Anda", False, 0)]
    )
    assert not [line for line in logs if line["event"] == "outbox.not_drawn"]


@pytest.mark.parametrize(
    ("picture", "text", "messages"),
    [
        (ALONE, "Kartu Anda", [("Kartu Anda", False, 1)]),
        (ALONE, "kata " * 300, [("kata " * 300, False, 1)]),
        (FORWARDED, "Teruskan.", [(CAPTION, False, 0), ("Teruskan.", False, 1)]),
    ],
)
def test_a_picture_that_cannot_be_drawn_stops_no_text(
    scene: Scene, picture: Picture, text: str, messages: list[tuple[str, bool, int]]
) -> None:
    row = with_picture(scene, picture, text)

    with capture_logs() as logs:
        assert sent(scene, FakeChannel(), draw=failing) == messages

    assert [(line["row"], line["picture"]) for line in logs if line["event"] == "outbox.not_drawn"] == [
        (row, "qr")
    ]
    kept = scene.row(row)
    assert (kept.status, scene.store.secrets.open_text(kept.text_sealed)) == ("sent", text)


@pytest.mark.parametrize("draw_again", [drawn, failing])
@pytest.mark.parametrize(
    ("picture", "text", "first"), [(FORWARDED, "Teruskan.", CAPTION), (ALONE, "kata " * 300, "")]
)
def test_after_a_crash_between_picture_and_text_only_the_text_is_sent(
    scene: Scene, picture: Picture, text: str, first: str, draw_again: Any
) -> None:
    row = with_picture(scene, picture, text)
    before, after = FakeChannel(), FakeChannel()
    before.faults = [None, SendError("Bad Gateway", Then.RETRY)]

    async def crash() -> None:
        await rounds(scene.sender(before, draw=drawn), 2)

    asyncio.run(crash())
    assert [message.text for message in before.sent] == [first]
    scene.clock.pass_by(5)
    scene.lease_runs_out()
    asyncio.run(scene.sender(after, "second", draw=draw_again).drain())

    assert [message.text for message in after.sent] == [text]
    assert scene.row(row).status == "sent"


def test_a_picture_is_drawn_in_the_persons_language(scene: Scene) -> None:
    asked: list[Lang] = []

    def draw(picture: Picture, lang: Lang) -> Drawing:
        asked.append(lang)
        return DRAWN

    with_picture(scene, ALONE, "Kartu Anda")

    sent(scene, FakeChannel(), draw=draw)

    assert asked == ["id"]


def test_a_deletion_has_no_picture(scene: Scene) -> None:
    channel = FakeChannel()
    row = scene.deletion(scene.someone(), "17")

    asyncio.run(scene.sender(channel, draw=failing).drain())

    assert channel.sent == [Outbound("chat-2", delete="17", id=row)]
