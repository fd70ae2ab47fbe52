"""Pictures that go out, and files that people send: fetched from the configured server, and not too large."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from bot.channels import Button, Drawing, FetchError, Inbound, Outbound, Receipt, SendError, Then
from bot.channels.telegram import Telegram
from bot.coverage.pictures import draw
from flows.types import Media, Picture, Shared
from tests.fakes import bot_api
from tests.fakes.bot_api import BotApi, Trouble

# the library warns of its own attribute, which is not used here
pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")

LINK = "https://example.org/kartu/1"
MOST = 10_000


def qr() -> Drawing:
    return draw(Picture("qr", {"link": LINK}), "id")


def with_telegram(api: BotApi, use: Callable[[Telegram], Any], **how: Any) -> Any:
    async def run() -> Any:
        telegram = Telegram(api.token, how.pop("url", api.url), **how)
        try:
            return await use(telegram)
        finally:
            await telegram.close()

    return asyncio.run(run())


def fetched(api: BotApi, file: str, most: int = MOST, **how: Any) -> bytes:
    content: bytes = with_telegram(api, lambda telegram: telegram.fetch(file, most), **how)
    return content


def not_fetched(api: BotApi, file: str, most: int = MOST, **how: Any) -> FetchError:
    with pytest.raises(FetchError) as refusal:
        fetched(api, file, most, **how)
    assert api.token not in refusal.value.reason
    return refusal.value


# --- out ---


def test_a_picture_arrives_whole_with_its_text_and_buttons(api: BotApi) -> None:
    siti = api.person("Siti")
    message = Outbound(str(siti.id), "Kartu <b>Anda", (Button("c:1:step:x", "Ya"),), picture=qr())

    receipt = with_telegram(api, lambda telegram: telegram.send(message))

    assert receipt == Receipt(str(siti.received[0]["message_id"]))
    assert (siti.texts, siti.labels) == (["Kartu <b>Anda"], ["Ya"])
    assert siti.pictures == [qr().png]
    assert "parse_mode" not in api.asked[-1].fields


def test_a_picture_alone_has_no_caption_and_takes_keys_away(api: BotApi) -> None:
    siti = api.person("Siti")

    with_telegram(api, lambda telegram: telegram.send(Outbound(str(siti.id), picture=qr())))

    assert "caption" not in api.asked[-1].fields
    assert json.loads(api.asked[-1].fields["reply_markup"]) == {"remove_keyboard": True}


@pytest.mark.parametrize(
    ("trouble", "means"),
    [
        (bot_api.FORBIDDEN, Then.GONE),
        (bot_api.bad_request("PHOTO_INVALID_DIMENSIONS"), Then.NEVER),
        (bot_api.too_many_requests(7), Then.WAIT),
        (bot_api.BAD_GATEWAY, Then.RETRY),
        (bot_api.DROP_AFTER_ACCEPT, Then.UNSURE),
        (bot_api.NOT_JSON, Then.UNSURE),
        (bot_api.UNAUTHORIZED, Then.ALARM),
    ],
)
def test_a_refused_picture_says_what_the_sender_can_do(api: BotApi, trouble: Trouble, means: Then) -> None:
    siti = api.person("Siti")
    api.trouble("sendPhoto", trouble)

    with pytest.raises(SendError) as refusal:
        with_telegram(api, lambda telegram: telegram.send(Outbound(str(siti.id), "a", picture=qr())))

    assert refusal.value.then is means


# --- in ---


def read(api: BotApi) -> list[Inbound | None]:
    async def ask(telegram: Telegram) -> list[Inbound | None]:
        updates = await telegram.ask(None)
        found = [telegram.parse(json.dumps(update).encode(), lambda: "id") for update in updates]
        return [one if isinstance(one, Inbound) else None for one in found]

    found: list[Inbound | None] = with_telegram(api, ask, poll_seconds=0)
    return found


def test_of_a_photo_the_largest_size_is_what_can_be_fetched(api: BotApi) -> None:
    api.person("Siti").sends_photo(b"x" * 5000, caption="bukti bayar")

    [inbound] = read(api)

    assert inbound
    assert inbound.event == Shared(
        "id", "photo", media=Media("file-1", 5000, "image/jpeg"), caption="bukti bayar"
    )
    assert fetched(api, "file-1") == b"x" * 5000


def test_a_document_tells_its_type(api: BotApi) -> None:
    api.person("Siti").sends_document(b"%PDF-1.7", "Application/PDF", caption="bukti")

    [inbound] = read(api)

    assert inbound
    assert inbound.event == Shared(
        "id", "document", media=Media("file-1", 8, "application/pdf"), caption="bukti"
    )


@pytest.mark.parametrize(
    "content",
    [
        {"photo": []},
        {"photo": "a"},
        {"photo": [{"file_id": 7}]},
        {"photo": [{"file_id": "a" * 600, "width": 1, "height": 1}]},
        {"document": None},
        {"document": {"file_id": "", "mime_type": 5}},
    ],
)
def test_a_file_that_cannot_be_fetched_is_shared_all_the_same(content: dict[str, Any]) -> None:
    message = {
        "message_id": 1,
        "from": {"id": 5, "is_bot": False, "first_name": "Siti"},
        "chat": {"id": 5, "type": "private"},
        "date": 1,
        **content,
    }
    raw = json.dumps({"update_id": 7, "message": message}).encode()

    inbound = Telegram(bot_api.TOKEN).parse(raw, lambda: "id")

    assert isinstance(inbound, Inbound)
    assert isinstance(inbound.event, Shared)
    assert inbound.event.media is None


def test_a_file_that_is_said_to_be_too_large_is_not_asked_for(api: BotApi) -> None:
    api.keeps(b"x" * (MOST + 1), "big")
    api.trouble("download", bot_api.HANG)

    assert not_fetched(api, "big").permanent


def test_a_file_that_is_larger_than_was_said_is_cut_off(api: BotApi) -> None:
    api.keeps(b"x" * 1_000_000, "liar")
    api.told_sizes["liar"] = 10

    assert not_fetched(api, "liar").permanent
    assert fetched(api, "liar", 1_000_000) == b"x" * 1_000_000


def test_a_file_of_200_mb_is_refused_by_telegram_itself(api: BotApi) -> None:
    api.keeps(b"x", "film")
    api.told_sizes["film"] = 200_000_000

    assert not_fetched(api, "film").permanent


@pytest.mark.parametrize(
    ("method", "trouble", "permanent"),
    [
        ("getFile", bot_api.BAD_GATEWAY, False),
        ("getFile", bot_api.too_many_requests(3), False),
        ("getFile", bot_api.UNAUTHORIZED, False),
        ("getFile", bot_api.DROP_AFTER_ACCEPT, False),
        ("getFile", bot_api.NOT_JSON, False),
        ("getFile", Trouble(200, body=b'{"ok": true, "result": [1]}'), False),
        ("getFile", bot_api.bad_request("invalid file_id"), True),
        ("download", Trouble(404, "Not Found"), True),
        ("download", Trouble(302, "Found"), False),
        ("download", bot_api.BAD_GATEWAY, False),
        ("download", bot_api.DROP_AFTER_ACCEPT, False),
        ("download", bot_api.HANG, False),
    ],
)
def test_a_file_that_does_not_come_says_whether_to_try_again(
    api: BotApi, method: str, trouble: Trouble, permanent: bool
) -> None:
    api.keeps(b"x", "photo")
    api.trouble(method, trouble)

    assert not_fetched(api, "photo", timeout=0.3).permanent == permanent
    assert fetched(api, "photo") == b"x"


def test_a_file_that_telegram_does_not_have_may_be_there_later(api: BotApi) -> None:
    assert not not_fetched(api, "nothing").permanent  # so it says: "or the file is temporarily unavailable"


def test_when_telegram_is_away_a_file_is_to_be_asked_for_again(api: BotApi) -> None:
    api.stop()

    assert not not_fetched(api, "photo").permanent


@pytest.mark.parametrize("path", ["/etc/passwd", "https://elsewhere.example/a", "../../bot/getMe", None])
def test_a_file_elsewhere_is_never_asked_for(api: BotApi, path: str | None) -> None:
    file = {"file_id": "a", "file_unique_id": "b", **({"file_path": path} if path else {})}
    api.trouble("getFile", Trouble(200, kept=True, body=json.dumps({"ok": True, "result": file}).encode()))

    assert not_fetched(api, "photo").permanent


# --- its name ---


def test_the_bot_learns_its_name_when_telegram_is_back(api: BotApi) -> None:
    api.trouble("getMe", bot_api.BAD_GATEWAY, bot_api.NOT_JSON, bot_api.UNAUTHORIZED)

    name = with_telegram(api, lambda telegram: telegram.learn_name(asyncio.Event()), pauses=(0.01,))

    assert name == "sertakan_test_bot"


def test_who_stops_does_not_wait_for_the_name(api: BotApi) -> None:
    api.stop()

    async def stopped(telegram: Telegram) -> str | None:
        stop = asyncio.Event()
        stop.set()
        return await telegram.learn_name(stop)

    assert with_telegram(api, stopped, pauses=(60.0,)) is None


def test_the_pictures_of_the_fake_are_real(api: BotApi) -> None:
    siti = api.person("Siti")
    with_telegram(api, lambda telegram: telegram.send(Outbound(str(siti.id), picture=qr())))
    broken = Outbound(str(siti.id), picture=Drawing(b"no picture"))

    with pytest.raises(SendError, match="mage_process_failed"):
        with_telegram(api, lambda telegram: telegram.send(broken))

    assert Image.open(io.BytesIO(siti.pictures[0])).format == "PNG"
