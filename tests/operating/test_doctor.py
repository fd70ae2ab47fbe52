"""The doctor: what is beyond this machine and what a running service knows, with what to do."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import doctor_outside as outside
from bot.channels import SendError, Then
from bot.channels.telegram_updates import WANTED
from bot.channels.telegram_webhook import WebhookInfo
from bot.doctor import findings
from bot.finding import Finding
from bot.settings import Settings
from bot.web import server
from tests.operating.office import CHAT, START, Ear

SID = "AC" + "0" * 32
TOKEN = "an invented token of the tests"
OURS = WebhookInfo("https://office.example/telegram/webhook", 0, None, None, 40, tuple(WANTED))


def settings(**known: object) -> Settings:
    return Settings.model_validate({"server": {"public_url": "https://office.example"}} | known)


def posted() -> Settings:
    return settings(telegram={"token": "1:AA", "mode": "webhook", "secret_token": "s" * 32})


@pytest.mark.parametrize(
    ("told", "is_fine", "words"),
    [
        (OURS, True, "Telegram posts to us; 0 wait"),
        (None, False, "does not tell"),
        (OURS, True, "set: office.example, max_connections 40, allowed_updates message, callback_query, my_"),
        (
            replace(OURS, max_connections=None, allowed_updates=()),
            True,
            "not told, allowed_updates Telegram's",
        ),
        (
            replace(OURS, url="https://other.example/"),
            False,
            "is not ours: other.example, max_connections 40",
        ),
        (replace(OURS, url="https://[other/"), False, "is not ours: ?, "),
        (replace(OURS, url=""), False, "no webhook is set; start the service"),
        (replace(OURS, pending=101), False, "101 messages wait"),
        (replace(OURS, last_error="Timeout", last_error_at=START), False, "could not post lately: Timeout"),
        (replace(OURS, last_error="Timeout", last_error_at=START - timedelta(hours=1)), True, "posts to us"),
        (replace(OURS, allowed_updates=("message",)), False, "does not post"),
    ],
)
def test_the_webhook_at_telegram_is_held_against_the_settings(
    told: WebhookInfo | None, is_fine: bool, words: str
) -> None:
    found = outside.webhook(posted(), told, lambda: START)

    assert (found.is_fine, words in found.text) == (is_fine, True)


def test_the_path_of_another_programs_webhook_is_its_own_affair() -> None:
    other = replace(OURS, url="https://user:word@other.example/secret?key=1")

    for known in (posted(), settings()):
        found = outside.webhook(known, other, lambda: START)
        assert "other.example" in found.text
        assert all(hidden not in found.text for hidden in ("secret", "word", "key"))


def test_a_bot_that_polls_says_so() -> None:
    found = outside.webhook(settings(), replace(OURS, url="", pending=3), lambda: START)

    assert found.text == "is asked for (polling); 3 wait"


def asked_of_twilio(status: int, body: object, secondary: str | None = None) -> list[Finding]:
    """What is found where Twilio answers so; who asks must have proved who they are."""

    async def account(request: Request) -> Response:
        proof = httpx.BasicAuth(SID, TOKEN)
        asked = next(proof.auth_flow(httpx.Request("GET", "http://x/")))
        assert request.headers["authorization"] == asked.headers["authorization"]
        return JSONResponse(body, status)

    async def ask() -> list[Finding]:
        listening = server.listen("127.0.0.1", 0)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        site = Starlette(routes=[Route(f"/2010-04-01/Accounts/{SID}.json", account)])
        ours = {"account_sid": SID, "auth_token": TOKEN, "from": "+628111222333", "api_url": url}
        known = settings(whatsapp=ours | {"auth_token_secondary": secondary})
        stop = asyncio.Event()
        serving = asyncio.create_task(server.serve(site, listening, stop))
        found = await outside.whatsapp(known)
        stop.set()
        await serving
        return found

    return asyncio.run(ask())


def test_it_tells_what_is_to_be_entered_at_twilio() -> None:
    account, number, enter, rotation = asked_of_twilio(200, {"status": "active", "type": "Full"}, "other")

    assert (account.is_fine, account.text) == (True, "the account is active (Full)")
    assert "+628111222333" in number.text
    assert "https://office.example/whatsapp/webhook#rc=5&rp=all&ct=5000&rt=15000\n" in enter.text
    assert "https://office.example/whatsapp/status" in enter.text
    assert (rotation.is_fine, rotation.is_warning) == (True, True)
    assert TOKEN not in repr((account, number, enter, rotation))


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (401, {"code": 20003}, "refuses the token"),
        (404, {"code": 20404}, "does not know this account"),
        (200, {"status": "suspended"}, "the account is suspended"),
        (200, [], "does not know this account"),
    ],
)
def test_an_account_that_cannot_send_is_told(status: int, body: object, words: str) -> None:
    account = asked_of_twilio(status, body)[0]

    assert (account.is_fine, words in account.text) == (False, True)


@pytest.mark.parametrize(
    ("chat", "is_fine", "words"),
    [
        (None, True, "set office.alarm_chat"),
        (CHAT, True, "--alarm"),
        ("whatsapp:+628110000001", False, "not configured"),
    ],
)
def test_it_is_said_whether_someone_is_told_what_is_wrong(
    chat: str | None, is_fine: bool, words: str
) -> None:
    known = settings(telegram={"token": "1:AA"}, office={"alarm_chat": chat})

    found = outside.alarm_chat(known)

    assert (found.is_fine, words in found.text) == (is_fine, True)


def test_a_trial_goes_to_the_alarm_chat_and_its_failure_is_told() -> None:
    ear, known = Ear(), settings(office={"alarm_chat": CHAT})

    sent = asyncio.run(outside.ring(known, [ear]))
    ear.is_down = SendError("chat not found", Then.GONE)
    failed = asyncio.run(outside.ring(known, [ear]))

    assert (sent.is_fine, failed.is_fine) == (True, False)
    assert "percobaan" in ear.sent[0].text
    assert "chat not found" in failed.text


@pytest.mark.parametrize(
    ("chat", "hint"), [("-2211", "telegram:-1002211"), ("-1002211", None), ("2211", None)]
)
def test_a_group_that_is_not_found_may_lack_what_one_app_leaves_out(chat: str, hint: str | None) -> None:
    ear = Ear()
    ear.is_down = SendError("chat not found", Then.GONE)

    failed = asyncio.run(outside.ring(settings(office={"alarm_chat": f"telegram:{chat}"}), [ear]))

    assert ("put 100 behind the minus" in failed.text) is (hint is not None)
    assert hint is None or hint in failed.text


def test_findings_come_group_by_group_and_further_lines_are_indented(tmp_path: Path) -> None:
    known = Settings.model_validate({"database": {"url": f"sqlite:///{tmp_path}/a.db"}})

    found = list(findings(known, lambda: datetime.now(UTC)))

    groups = [one.group for one in found]
    assert groups == sorted(groups, key=groups.index)
    assert all(one.is_fine for one in found)
    assert Finding("a", False, "b\nc").line == "BAD  a: b\n       c"
