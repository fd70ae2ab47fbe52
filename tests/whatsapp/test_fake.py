"""The Twilio of the tests keeps to WhatsApp's rules, and to Twilio's specification and signatures."""

from __future__ import annotations

import asyncio
import base64
import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.request_validator import HMAC_SHA256, SIGNATURE_HEADER, RequestValidator

from bot.channels import Button, Outbound, Then
from tests.fakes import twilio as fake
from tests.fakes import twilio_troubles as troubles
from tests.fakes.twilio import Twilio
from tests.fakes.twilio_messages import Rates
from tests.fakes.twilio_spec import faults_of_request
from tests.fakes.twilio_synced import Synced
from tests.ports import free_port
from tests.whatsapp.test_send import SITI, ask, refused, send, siti_on, whatsapp

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
MESSAGES = f"/2010-04-01/Accounts/{fake.ACCOUNT}/Messages.json"


class Bot:
    """What a bot is posted: address, headers and form."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Mapping[str, str], dict[str, str]]] = []
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    async def hear(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        self.heard.append((path, dict(request.headers), form))
        return Response("<Response/>", media_type="text/xml")

    @property
    def statuses(self) -> list[str]:
        return [form["MessageStatus"] for _, _, form in self.heard if "MessageStatus" in form]


@pytest.fixture(scope="module")
def listening() -> Iterator[Bot]:
    bot = Bot()
    app = Starlette(routes=[Route("/{path:path}", bot.hear, methods=["POST"])])
    config = uvicorn.Config(
        app, host="127.0.0.1", port=bot.port, log_config=None, log_level="critical", lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        thread.join(0.005)
    yield bot
    server.should_exit = server.force_exit = True
    thread.join(10)


@pytest.fixture
def bot(listening: Bot, twilio: Twilio) -> Bot:
    listening.heard.clear()
    twilio.listens_at(listening.url)
    return listening


def create(twilio: Twilio, **fields: str) -> Any:
    """As any client would; the answer's JSON."""
    asked = {"To": f"whatsapp:{SITI}", "From": f"whatsapp:{fake.NUMBER}", **fields}
    auth = base64.b64encode(f"{fake.ACCOUNT}:{fake.TOKEN}".encode()).decode()
    answer = httpx.post(twilio.url + MESSAGES, data=asked, headers={"Authorization": f"Basic {auth}"})
    return answer.json()


# --- its rules -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"Body": "a" * 1601}, 21617),
        ({"Body": "👍" * 801}, 21617),
        ({}, 21619),
        ({"Body": "halo", "To": "whatsapp:0812"}, 21211),
        ({"Body": "halo", "To": f"whatsapp:{fake.NUMBER}"}, 63031),
        ({"Body": "halo", "From": "whatsapp:+6285599999999"}, 63007),
        ({"ContentSid": "HX" + "0" * 32, "ContentVariables": "{}"}, 21655),
        ({"ContentSid": "HX" + "0" * 32, "ContentVariables": '{"1": 2}'}, 21656),
        ({"ContentSid": "HX" + "0" * 32, "ContentVariables": "[]"}, 21656),
    ],
)
def test_what_twilio_refuses_at_once_is_refused_here(
    twilio: Twilio, fields: dict[str, str], code: int
) -> None:
    siti_on(twilio)

    assert create(twilio, **fields)["code"] == code
    assert twilio.sent == []


def test_who_opted_out_at_the_platform_is_refused_at_once(twilio: Twilio) -> None:
    siti_on(twilio).opts_out()

    assert refused(twilio, Outbound(SITI, "halo")).then is Then.STOPPED


def test_1600_characters_are_taken(twilio: Twilio) -> None:
    siti = siti_on(twilio)

    send(twilio, Outbound(SITI, "a" * 1598 + "👍"))

    assert len(siti.texts) == 1


@pytest.mark.parametrize(("hours", "arrives"), [(23.9, True), (24.1, False)])
def test_a_text_arrives_for_24_hours_after_they_wrote(twilio: Twilio, hours: float, arrives: bool) -> None:
    twilio.clock = lambda: NOON
    siti = siti_on(twilio)
    twilio.clock = lambda: NOON + timedelta(hours=hours)

    send(twilio, Outbound(SITI, "halo", (Button("c:1:s:ya", "Ya"),)))

    assert len(siti.texts) == arrives
    assert twilio.sent[0].error_code == (None if arrives else 63016)


def test_the_window_may_close_at_once(twilio: Twilio) -> None:
    twilio.window_closes_at_once = True
    twilio.person(SITI)

    assert refused(twilio, Outbound(SITI, "halo")).then is Then.TEMPLATE


@pytest.mark.parametrize(("state", "error"), [("approved", None), ("paused", 63016), ("pending", 63016)])
def test_only_an_approved_template_arrives_later(twilio: Twilio, state: str, error: int | None) -> None:
    assert isinstance(twilio.contents, Synced)
    twilio.person(SITI)
    sid = twilio.contents.template("due", "Halo {{1}}.", state)

    create(twilio, ContentSid=sid, ContentVariables=json.dumps({"1": "Siti"}))

    assert twilio.sent[0].error_code == error


def test_who_blocked_or_is_not_there_gets_nothing(twilio: Twilio) -> None:
    siti_on(twilio).blocks()

    send(twilio, Outbound(SITI, "halo"))
    send(twilio, Outbound("+6281299999999", "halo"))

    assert [message.error_code for message in twilio.sent] == [63024, 63024]


def test_rates_hold_for_the_account_and_for_one_person() -> None:
    rates = Rates(2, pair=(3, 6.0))

    assert [rates.is_over(now) for now in (0.0, 0.1, 0.2, 1.05, 1.2, 1.2)] == [
        False,
        False,
        True,
        False,
        False,
        True,
    ]
    assert [rates.is_over_for(SITI, 0.0) for _ in range(4)] == [False, False, False, True]
    assert [rates.is_over_for(SITI, 6.0) for _ in range(2)] == [False, True]


def test_too_many_are_asked_to_wait(twilio: Twilio) -> None:
    siti_on(twilio)
    twilio.rates = Rates(0)

    error = refused(twilio, Outbound(SITI, "halo"))

    assert (error.then, error.retry_after) == (Then.WAIT, 1.0)


# --- its specification ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ([("Body", "halo")], "To is missing"),
        ([("To", "x"), ("Text", "halo")], "there is no field Text"),
        ([("To", "x"), ("To", "y")], "To is there 2 times"),
        ([("To", "x"), ("ValidityPeriod", "soon")], "is no integer"),
        ([("To", "x"), ("StatusCallback", "bot.example")], "is no uri"),
        ([("To", "x"), ("ContentSid", "HX1")], "is no ^HX"),
        ([("To", "x"), ("RiskCheck", "maybe")], "is no"),
    ],
)
def test_a_request_that_breaks_the_specification_is_found(fields: list[tuple[str, str]], fault: str) -> None:
    assert any(fault in found for found in faults_of_request("POST", MESSAGES, fields))


def test_a_request_that_keeps_to_it_is_not() -> None:
    fields = [("To", "x"), ("MediaUrl", "https://a.example/1"), ("MediaUrl", "https://a.example/2")]

    assert faults_of_request("POST", MESSAGES, fields) == []
    assert faults_of_request("POST", MESSAGES.replace("AC", "XX"), fields) == []
    assert faults_of_request("PUT", MESSAGES, fields) != []


# --- what it posts -------------------------------------------------------------------------------------


def test_what_someone_writes_is_posted_signed_with_its_blank_fields(twilio: Twilio, bot: Bot) -> None:
    sid = twilio.person(SITI, scoped_id="ID.42").says("")
    twilio.settle()

    [(path, headers, form)] = bot.heard
    signature = RequestValidator(fake.TOKEN).compute_signature(f"{fake.PUBLIC_URL}{path}", form)
    assert path == "/whatsapp/webhook"
    assert headers[SIGNATURE_HEADER.lower()] == signature
    assert (form["MessageSid"], form["Body"], form["From"]) == (sid, "", f"whatsapp:{SITI}")
    assert (form["WaId"], form["ExternalUserId"]) == (SITI[1:], "whatsapp:ID.42")


def test_it_can_sign_with_a_shared_key(twilio: Twilio, bot: Bot) -> None:
    twilio.postman.shared_key = ("webhooks_sharedkey_1", "secret")

    twilio.person(SITI).says("halo")
    twilio.settle()

    [(path, headers, form)] = bot.heard
    signature = RequestValidator("secret").compute_signature(f"{fake.PUBLIC_URL}{path}", form, HMAC_SHA256)
    assert headers[SIGNATURE_HEADER.lower()] == signature
    settings = headers["x-twilio-webhooks-signature-settings"]
    assert settings == "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"


def test_taps_and_choices_come_back_with_their_ids(twilio: Twilio, bot: Bot) -> None:
    siti = siti_on(twilio)
    few = tuple(Button(f"c:1:s:{n}", f"Pilih {n}") for n in range(2))
    many = tuple(Button(f"c:2:s:{n}", f"Pilihan {n}") for n in range(5))
    send(twilio, Outbound(SITI, "Dua?", few))
    send(twilio, Outbound(SITI, "Lima?", many))

    siti.taps("Pilih 1")
    twilio.settle()
    siti.chooses("Pilihan 4")
    twilio.settle()

    tapped, chosen = (form for _, _, form in bot.heard[1:])
    assert (tapped["ButtonPayload"], tapped["ButtonText"]) == ("c:1:s:1", "Pilih 1")
    assert (chosen["ListId"], chosen["ListTitle"]) == ("c:2:s:4", "Pilihan 4")
    with pytest.raises(LookupError):
        siti.taps("Pilihan 4")


def test_statuses_come_in_order_or_held_doubled_and_shuffled(twilio: Twilio, bot: Bot) -> None:
    siti_on(twilio)
    twilio.manner.statuses = ("sent", "delivered", "read")

    send(twilio, Outbound(SITI, "satu", id=1))
    twilio.settle()
    in_order = list(bot.statuses)
    twilio.manner.held = True
    send(twilio, Outbound(SITI, "dua", id=2))
    twilio.settle()
    held = len(bot.statuses)
    twilio.release(Random(3), times=2)  # noqa: S311  an order
    twilio.settle()

    assert in_order == ["sent", "delivered", "read"]
    assert held == 3
    assert sorted(bot.statuses[3:]) == sorted(["sent", "delivered", "read"] * 2)
    assert bot.heard[-1][0] == "/whatsapp/status?m=2.0"


def test_a_status_may_come_before_the_call_returned(twilio: Twilio, bot: Bot) -> None:
    siti_on(twilio)
    twilio.manner.early = True

    async def told_before(_: Any) -> list[str]:
        async with asyncio.timeout(10):
            channel = whatsapp(twilio)
            await channel.send(Outbound(SITI, "halo", id=1))
            told = list(bot.statuses)
            await channel.close()
            return told

    assert ask(whatsapp(twilio), told_before) == ["sent", "delivered"]


def test_a_failure_is_told_with_its_number(twilio: Twilio, bot: Bot) -> None:
    twilio.person(SITI)

    send(twilio, Outbound(SITI, "halo", id=1))
    twilio.settle()

    [(_, _, form)] = bot.heard
    assert (form["MessageStatus"], form["ErrorCode"]) == ("failed", "63016")


def test_a_message_that_was_kept_though_its_answer_was_lost_is_told_of(twilio: Twilio, bot: Bot) -> None:
    siti_on(twilio)
    twilio.trouble("create", troubles.DROP_AFTER_ACCEPT)

    refused(twilio, Outbound(SITI, "halo", id=7))
    twilio.settle()

    assert bot.statuses == ["sent", "delivered"]
    assert bot.heard[-1][0] == "/whatsapp/status?m=7.0"


def test_it_can_be_a_process_of_its_own(bot: Bot) -> None:
    command = [sys.executable, "-m", "tests.fakes.twilio", "--bot", bot.url, "--people", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  our own
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            with httpx.Client(base_url=url, timeout=10) as control:
                [person] = control.post("/control/people", json={"count": 1}).json()
                sid = control.post("/control/says", json={"person": person, "text": "halo"}).json()
                control.post("/control/trouble", json={"kind": "create", "status": 503})
                state = control.get("/control/state").json()
                sent = control.get("/control/sent").json()
        finally:
            process.terminate()

    assert person == "+6281200000003"
    assert sid.startswith("SM")
    assert (state["accepted"], state["faults"], sent) == (0, [], [])
