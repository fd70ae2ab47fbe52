"""What the bot sends to Telegram, and what it makes of a refusal."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterable
from typing import Any

import pytest

from bot.channels import Button, Outbound, Receipt, SendError, Then
from bot.channels.telegram import Telegram
from tests.fakes import bot_api
from tests.fakes.bot_api import BotApi, Trouble

# the library warns of its own attribute, which is not used here
pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")


def send(api: BotApi, *messages: Outbound, token: str = bot_api.TOKEN, timeout: float = 5.0) -> list[Receipt]:
    async def run() -> list[Receipt]:
        telegram = Telegram(token, api.url, timeout=timeout)
        try:
            return [await telegram.send(message) for message in messages]
        finally:
            await telegram.close()

    return asyncio.run(run())


def refused(api: BotApi, message: Outbound, **how: Any) -> SendError:
    with pytest.raises(SendError) as refusal:
        send(api, message, **how)
    return refusal.value


def buttons(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(f"c:1:step:{number}", label) for number, label in enumerate(labels))


def test_a_message_arrives_as_it_is_written(api: BotApi) -> None:
    siti = api.person("Siti")
    text = "Rp8.400 <b>*_[x](https://example.org) 👍\nBaris dua"

    [receipt] = send(api, Outbound(str(siti.id), text))

    assert siti.texts == [text]
    assert receipt == Receipt(str(siti.received[0]["message_id"]))
    assert "parse_mode" not in api.asked[-1].fields
    assert json.loads(api.asked[-1].fields["link_preview_options"]) == {"is_disabled": True}


@pytest.mark.parametrize(
    ("labels", "rows"),
    [
        (["Asisten rumah tangga", "Sopir"], [["Asisten rumah tangga"], ["Sopir"]]),
        (["1 bulan", "3 bulan", "6 bulan"], [["1 bulan", "3 bulan"], ["6 bulan"]]),
        (["Ya", "Tidak"], [["Ya", "Tidak"]]),
        (["Ya"], [["Ya"]]),
    ],
)
def test_buttons_stand_two_in_a_row_only_where_all_are_short(
    api: BotApi, labels: list[str], rows: list[list[str]]
) -> None:
    siti = api.person("Siti")

    send(api, Outbound(str(siti.id), "Pilih:", buttons(*labels)))

    keyboard = siti.received[0]["reply_markup"]["inline_keyboard"]
    assert [[button["text"] for button in row] for row in keyboard] == rows
    assert keyboard[0][0]["callback_data"] == "c:1:step:0"


def test_a_contact_is_asked_for_below_the_chat_with_the_other_answers_beside_it(api: BotApi) -> None:
    siti = api.person("Siti")

    send(api, Outbound(str(siti.id), "Nomor Anda?", buttons("Lewati"), contact_button="Kirim nomor saya"))

    assert siti.labels == ["Kirim nomor saya", "Lewati"]
    siti.taps("Lewati")
    siti.taps("Kirim nomor saya")
    assert len(api.unconfirmed()) == 2


def test_the_keys_below_the_chat_are_gone_with_the_next_message_that_has_no_buttons(api: BotApi) -> None:
    siti = api.person("Siti")

    send(
        api,
        Outbound(str(siti.id), "Nomor Anda?", contact_button="Kirim nomor saya"),
        Outbound(str(siti.id), "Terima kasih."),
    )

    assert siti.labels == []


def test_a_message_of_theirs_is_deleted(api: BotApi) -> None:
    siti = api.person("Siti")
    siti.says("6202…")

    [receipt] = send(api, Outbound(str(siti.id), delete="1"))

    assert receipt == Receipt("1")
    assert not siti.has_written(1)


def test_what_is_gone_already_or_too_old_counts_as_deleted(api: BotApi) -> None:
    siti = api.person("Siti")
    api.trouble("deleteMessage", bot_api.bad_request("message can't be deleted for everyone"))

    receipts = send(api, Outbound(str(siti.id), delete="1"), Outbound(str(siti.id), delete="4711"))

    assert receipts == [Receipt("1"), Receipt("4711")]


def test_an_address_or_a_message_that_telegram_cannot_have_is_refused_for_good(api: BotApi) -> None:
    assert refused(api, Outbound("siti", "a")).then is Then.GONE
    assert refused(api, Outbound("5", delete="halo")).then is Then.NEVER
    assert api.asked == []


@pytest.mark.parametrize(
    ("trouble", "means"),
    [
        (bot_api.too_many_requests(7), Then.WAIT),
        (Trouble(429, body=b"<html>slow down</html>"), Then.WAIT),
        (bot_api.FORBIDDEN, Then.GONE),
        (Trouble(403, "Forbidden: user is deactivated"), Then.GONE),
        (Trouble(403, "Forbidden: bot can't initiate conversation with a user"), Then.GONE),
        (Trouble(403, "Forbidden: bot can't send messages to bots"), Then.GONE),
        (Trouble(403, "Forbidden: bot was kicked from the group chat"), Then.GONE),
        (Trouble(403, "Forbidden: bot is not a member of the supergroup chat"), Then.GONE),
        (Trouble(403, "Forbidden: not today"), Then.NEVER),
        (bot_api.bad_request("chat not found"), Then.GONE),
        (bot_api.bad_request("user not found"), Then.GONE),
        (bot_api.bad_request("PEER_ID_INVALID"), Then.GONE),
        (bot_api.bad_request("INPUT_USER_DEACTIVATED"), Then.GONE),
        (bot_api.bad_request("BUTTON_DATA_INVALID"), Then.NEVER),
        (bot_api.bad_request("message is too long"), Then.NEVER),
        (bot_api.bad_request("message text is empty"), Then.NEVER),
        (Trouble(400, "Logged out"), Then.ALARM),
        (Trouble(413, "Request Entity Too Large"), Then.NEVER),
        (Trouble(413, body=b"<html>"), Then.NEVER),
        (bot_api.migrated_to(-1001234567890), Then.MOVED),
        (Trouble(400, "Bad Request", {"migrate_to_chat_id": -1001234567890}), Then.MOVED),
        (Trouble(409, "Conflict: terminated by setWebhook request"), Then.RETRY),
        (bot_api.BAD_GATEWAY, Then.RETRY),
        (Trouble(500, "Internal Server Error: restart"), Then.UNSURE),
        (Trouble(503, body=b"<html>"), Then.RETRY),
        (Trouble(502, body=b"[]"), Then.RETRY),
        (Trouble(502, body=b'{"parameters": "odd"}'), Then.RETRY),
        (bot_api.GATEWAY_TIMEOUT, Then.UNSURE),
        (Trouble(504, "Gateway Timeout"), Then.UNSURE),
        (bot_api.DROP_AFTER_ACCEPT, Then.UNSURE),
        (bot_api.NOT_JSON, Then.UNSURE),
        (Trouble(200, kept=True, body=b"[]"), Then.UNSURE),
        (Trouble(200, kept=True, body=b"[" * 100_000), Then.UNSURE),
        (Trouble(200, kept=True, body=b'{"ok": true, "result": "done"}'), Then.UNSURE),
        (Trouble(200, kept=True, body=b'{"ok": true, "result": [1]}'), Then.UNSURE),
        (Trouble(200, kept=True, body=b'{"ok": true, "result": {"message_id": 1}}'), Then.UNSURE),
        (bot_api.UNAUTHORIZED, Then.ALARM),
        (Trouble(404, "Not Found"), Then.ALARM),
    ],
)
def test_a_refusal_says_what_the_sender_can_do(api: BotApi, trouble: Trouble, means: Then) -> None:
    siti = api.person("Siti")
    api.trouble("sendMessage", trouble)

    error = refused(api, Outbound(str(siti.id), "Halo"))

    assert error.then is means
    assert siti.texts == (["Halo"] if trouble.kept else [])


def test_a_telegram_that_asks_to_wait_says_how_long(api: BotApi) -> None:
    siti = api.person("Siti")
    api.trouble("sendMessage", bot_api.too_many_requests(7))

    assert refused(api, Outbound(str(siti.id), "Halo")).retry_after == 7.0


def test_a_chat_that_moved_says_where_to(api: BotApi) -> None:
    siti = api.person("Siti")
    api.trouble("sendMessage", bot_api.migrated_to(-1001234567890))

    assert refused(api, Outbound(str(siti.id), "Halo")).moved_to == "-1001234567890"


def test_a_telegram_that_hangs_may_have_taken_the_message(api: BotApi) -> None:
    siti = api.person("Siti")
    api.trouble("sendMessage", bot_api.HANG)

    error = refused(api, Outbound(str(siti.id), "Halo"), timeout=0.2)

    assert error.then is Then.UNSURE
    assert siti.texts == ["Halo"]


def test_a_deletion_that_hangs_can_be_done_again(api: BotApi) -> None:
    siti = api.person("Siti")
    api.trouble("deleteMessage", bot_api.HANG)

    error = refused(api, Outbound(str(siti.id), delete="1"), timeout=0.2)

    assert error.then is Then.RETRY


def test_a_telegram_that_is_away_has_surely_not_taken_the_message(api: BotApi) -> None:
    api.stop()

    error = refused(api, Outbound("5", "Halo"))

    assert error.then is Then.RETRY


def test_after_telegram_was_away_the_same_telegram_sends_again(api: BotApi) -> None:
    siti = api.person("Siti")

    async def run() -> None:
        telegram = Telegram(api.token, api.url)
        await telegram.send(Outbound(str(siti.id), "satu"))
        await asyncio.to_thread(api.stop)
        with pytest.raises(SendError):
            await telegram.send(Outbound(str(siti.id), "dua"))
        await asyncio.to_thread(api.start)
        await telegram.send(Outbound(str(siti.id), "tiga"))
        await telegram.close()

    asyncio.run(run())

    assert siti.texts == ["satu", "tiga"]


@pytest.mark.parametrize("token", ["", "halo", "123:", "12 3:abc", "123:abc\n"])
def test_what_is_no_token_is_said_at_once_and_not_repeated(token: str) -> None:
    with pytest.raises(ValueError, match="BotFather") as error:
        Telegram(token)

    assert token == "" or token not in str(error.value)


def test_the_token_is_in_no_log_and_no_error(api: BotApi, caplog: pytest.LogCaptureFixture) -> None:
    siti = api.person("Siti")
    caplog.set_level(logging.INFO)
    api.trouble("sendMessage", Trouble(400, f"Bad Request: {api.token} is what you sent"))

    error = refused(api, Outbound(str(siti.id), "Halo"))
    send(api, Outbound(str(siti.id), "Halo"))

    assert api.token not in str(error)
    assert api.token not in caplog.text


def test_the_commands_are_shown_in_both_languages_when_telegram_is_back(api: BotApi) -> None:
    api.trouble("setMyCommands", bot_api.BAD_GATEWAY)

    done = set_commands(api, {"id": {"kartu": "Kartu pekerja"}, "en": {"kartu": "A worker's card"}})

    assert done
    assert api.commands == {
        None: [{"command": "kartu", "description": "Kartu pekerja"}],
        "id": [{"command": "kartu", "description": "Kartu pekerja"}],
        "en": [{"command": "kartu", "description": "A worker's card"}],
    }
    assert {asked.fields["scope"] for asked in api.asked} == {'{"type": "all_private_chats"}'}


@pytest.mark.parametrize("trouble", [[bot_api.bad_request("BOT_COMMAND_INVALID")], [bot_api.BAD_GATEWAY] * 9])
def test_commands_that_cannot_be_set_stop_nothing(api: BotApi, trouble: Iterable[Trouble]) -> None:
    api.trouble("setMyCommands", *trouble)

    assert not set_commands(api, {"id": {"kartu": "Kartu"}})


def set_commands(api: BotApi, commands: Any) -> bool:
    async def run() -> bool:
        telegram = Telegram(api.token, api.url, pauses=(0.01, 0.01, 0.01))
        try:
            return await telegram.set_commands(commands)
        finally:
            await telegram.close()

    return asyncio.run(run())
