"""The fake Telegram: it answers what library and specification accept, and refuses what they forbid."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from telegram import Bot, Update
from telegram.error import BadRequest, Forbidden, InvalidToken

from bot.coverage.pictures import draw
from flows.types import Picture
from tests.fakes.bot_api import BAD_GATEWAY, BotApi
from tests.fakes.bot_api_person import Person
from tests.fakes.bot_api_spec import faults_of_answer, faults_of_request, faults_of_update

PIXEL = draw(Picture("qr", {"link": "a"}), "id").png


def test_what_it_answers_fits_the_specification(api: BotApi) -> None:
    siti = api.person("Siti")
    siti.says("halo")
    siti.taps_data("a:1:b:c")
    tap = ask(api, "getUpdates", limit=100, timeout=0)["result"][1]["callback_query"]["id"]
    keyboard = json.dumps({"inline_keyboard": [[{"text": "Ya", "callback_data": "a:1:b:c"}]]})

    answers = {
        "getMe": ask(api, "getMe"),
        "getUpdates": ask(api, "getUpdates", limit=100, timeout=0),
        "sendMessage": ask(api, "sendMessage", chat_id=siti.id, text="Halo", reply_markup=keyboard),
        "answerCallbackQuery": ask(api, "answerCallbackQuery", callback_query_id=tap),
        "setMyCommands": ask(api, "setMyCommands", commands='[{"command":"menu","description":"Menu"}]'),
        "deleteMessage": ask(api, "deleteMessage", chat_id=siti.id, message_id=1),
        "sendPhoto": ask(api, "sendPhoto", chat_id=siti.id, photo=api.keeps(PIXEL), caption="Kartu"),
        "getFile": ask(api, "getFile", file_id="file-1"),
    }

    assert {method: answer["ok"] for method, answer in answers.items()} == dict.fromkeys(answers, True)
    assert {method: faults_of_answer(method, answer["result"]) for method, answer in answers.items()} == {
        method: [] for method in answers
    }


def test_the_library_reads_what_it_answers(api: BotApi) -> None:
    siti = api.person("Siti")
    siti.says("halo")
    siti.taps_data("a:1:b:c")
    siti.shares_contact()
    siti.blocks()
    siti.unblocks()

    async def use(bot: Bot) -> tuple[str, tuple[Update, ...], str | None]:
        updates = await bot.get_updates()
        sent = await bot.send_message(siti.id, "Halo")
        return (await bot.get_me()).first_name, updates, sent.text

    name, updates, text = with_bot(api, use)

    assert (name, text) == ("Sertakan", "Halo")
    assert [_kind(update) for update in updates] == [
        "halo",
        "a:1:b:c",
        "+6281200000001",
        "kicked",
        "member",
    ]


def _kind(update: Update) -> str | None:
    if update.my_chat_member:
        return update.my_chat_member.new_chat_member.status
    if update.callback_query:
        return update.callback_query.data
    assert update.message
    if update.message.contact:
        return f"+{update.message.contact.phone_number}"
    return update.message.text


def test_an_update_stays_until_a_later_one_is_asked_for(api: BotApi) -> None:
    siti = api.person("Siti")
    first, second = siti.says("satu"), siti.says("dua")

    pages = [ask(api, "getUpdates", offset=offset, timeout=0)["result"] for offset in (0, first, second)]

    assert [[update["message"]["text"] for update in page] for page in pages] == [
        ["satu", "dua"],
        ["satu", "dua"],
        ["dua"],
    ]
    assert api.unconfirmed() == [second]


@pytest.mark.parametrize(
    ("method", "fields", "fault"),
    [
        ("sendMesage", {}, "there is no such method"),
        ("sendMessage", {"chat_id": "1"}, "text is missing"),
        ("sendMessage", {"chat_id": "1", "text": "a" * 4097}, "4097 characters, not 1 to 4096"),
        ("sendMessage", {"chat_id": "1", "text": ""}, "0 characters"),
        ("sendMessage", {"chat_id": "1", "text": "a", "colour": "red"}, "there is no field colour"),
        ("deleteMessage", {"chat_id": "1", "message_id": "one"}, "'one' is no Integer"),
        ("getUpdates", {"limit": "101"}, "101 is not between 1 and 100"),
        ("setMyCommands", {"commands": '[{"command": "menu"}]'}, "description is missing"),
    ],
)
def test_a_request_against_the_specification_is_named(
    method: str, fields: dict[str, str], fault: str
) -> None:
    faults = faults_of_request(method, fields)

    assert [line for line in faults if fault in line], faults


@pytest.mark.parametrize(
    ("button", "fault"),
    [
        ({"text": "Ya", "callback_data": "é" * 33}, "66 bytes, not 1 to 64"),
        ({"text": "Ya"}, "a button does one thing, this one 0"),
        ({"text": "", "callback_data": "a"}, "a button without a label"),
    ],
)
def test_a_button_against_the_specification_is_named(button: dict[str, str], fault: str) -> None:
    markup = json.dumps({"inline_keyboard": [[button]]})

    faults = faults_of_request("sendMessage", {"chat_id": "1", "text": "a", "reply_markup": markup})

    assert [line for line in faults if fault in line], faults


def test_what_breaks_the_specification_is_refused_and_kept() -> None:
    with BotApi() as api:
        answer = ask(api, "sendMessage", chat_id=1)

        assert answer["error_code"] == 400
        assert api.faults == ["sendMessage: text is missing"]


def test_an_update_that_telegram_would_not_send_is_not_invented(api: BotApi) -> None:
    assert faults_of_update({"update_id": 1, "message": {"message_id": 1}}) != []
    with pytest.raises(AssertionError, match="chat is missing"):
        api.give("message", {"message_id": 1, "date": 1})


def test_it_refuses_as_telegram_does(api: BotApi) -> None:
    siti = api.person("Siti")
    siti.blocks()

    def refused(use: Callable[[Bot], Awaitable[Any]]) -> None:
        with_bot(api, use)

    with pytest.raises(Forbidden, match="blocked by the user"):
        refused(lambda bot: bot.send_message(siti.id, "a"))
    with pytest.raises(BadRequest, match="Chat not found"):
        refused(lambda bot: bot.send_message(42, "a"))
    with pytest.raises(BadRequest, match="Message to delete not found"):
        refused(lambda bot: bot.delete_message(siti.id, 4711))
    with pytest.raises(InvalidToken):
        asyncio.run(_ask_with("123456789:AAother", api))


async def _ask_with(token: str, api: BotApi) -> None:
    await Bot(token, base_url=f"{api.url}/bot").get_me()


def test_trouble_comes_once_for_each_time_it_was_ordered(api: BotApi) -> None:
    api.trouble("getMe", BAD_GATEWAY, BAD_GATEWAY)

    statuses = [httpx.get(f"{api.url}/bot{api.token}/getMe").status_code for _ in range(3)]

    assert statuses == [502, 502, 200]


def test_a_label_that_is_not_offered_cannot_be_tapped(api: BotApi) -> None:
    siti: Person = api.person("Siti")

    with pytest.raises(LookupError, match="no 'Ya'"):
        siti.taps("Ya")


def ask(api: BotApi, method: str, **fields: Any) -> Any:
    return httpx.post(f"{api.url}/bot{api.token}/{method}", data=fields).json()


def with_bot(api: BotApi, use: Callable[[Bot], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        return await use(Bot(api.token, base_url=f"{api.url}/bot"))

    return asyncio.run(run())
