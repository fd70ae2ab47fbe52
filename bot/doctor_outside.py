"""What the doctor looks at beyond this machine: Telegram, Twilio, the public address and the alarm chat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot import hearing
from bot.app import Clock
from bot.channels import Channel, Outbound, SendError
from bot.channels.telegram_updates import WANTED
from bot.finding import Finding, clock_finding
from bot.promises import MOST_PENDING
from bot.settings import Settings
from flows import alarms as said
from flows.render import text

if TYPE_CHECKING:
    from httpx import Response

    from bot.channels.telegram_webhook import WebhookInfo

OVERRIDES = "#rc=5&rp=all&ct=5000&rt=15000"
"""Five tries after any failure, 5 s to connect and 15 s to answer, as Twilio's page on connection overrides
describes: https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides"""
JUST_NOW = timedelta(minutes=10)


async def telegram(settings: Settings, clock: Clock) -> list[Finding]:
    """The token, the clock, and where messages are to come in."""
    token = settings.telegram.token
    if token is None:
        return [Finding("telegram", True, "no token; nobody is answered on Telegram")]
    import httpx

    try:
        async with httpx.AsyncClient(timeout=10) as client:
            answer = await client.get(f"{settings.telegram.api_url}/bot{token.get_secret_value()}/getMe")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        why = f"cannot be reached ({type(error).__name__}); see telegram.api_url"
        return [Finding("telegram", False, why)]
    found = [_token(answer)]
    if date := answer.headers.get("date"):
        apart = abs((clock() - parsedate_to_datetime(date)).total_seconds())
        found.append(clock_finding("Telegram", apart))
    if found[0].is_fine:
        found.append(webhook(settings, await hearing.ask(settings), clock))
    return found


def _token(answer: Response) -> Finding:
    status = answer.status_code
    try:
        body = answer.json()
    except ValueError:
        return Finding("telegram", False, f"what answers at telegram.api_url is no Bot API (status {status})")
    if status == 200 and body.get("ok"):
        return Finding("telegram", True, f"the token is that of @{body['result'].get('username')}")
    return Finding("telegram", False, "refuses the token; copy telegram.token from @BotFather again")


def webhook(settings: Settings, told: WebhookInfo | None, clock: Clock) -> Finding:
    """Does what Telegram has fit `telegram.mode`?"""
    about = "incoming"
    if told is None:
        return Finding(about, False, "Telegram does not tell of its webhook; try again")
    if settings.telegram.mode == "polling":
        if told.url:
            why = f"a webhook is set, {_set(told)}; polling takes it away at the next start"
            return Finding(about, True, why)
        return Finding(about, True, f"is asked for (polling); {told.pending} wait")
    if told.url != hearing.our_url(settings):
        what = f"the webhook is not ours: {_set(told)}" if told.url else "no webhook is set"
        return Finding(about, False, f"{what}; start the service with the role web")
    if told.last_error_at and clock() - told.last_error_at < JUST_NOW:
        why = f"Telegram could not post lately: {told.last_error}; look at the proxy and its certificate"
        return Finding(about, False, why)
    if told.pending > MOST_PENDING:
        return Finding(about, False, f"{told.pending} messages wait at Telegram; does the role web run?")
    missing = sorted(set(WANTED) - set(told.allowed_updates)) if told.allowed_updates else []
    if missing:
        why = f"Telegram does not post {', '.join(missing)}; start the service anew"
        return Finding(about, False, why)
    return Finding(about, True, f"Telegram posts to us; {told.pending} wait\nset: {_set(told)}")


def _set(told: WebhookInfo) -> str:
    """What is set at Telegram. Of the address its host only: another program's path may be its secret."""
    try:
        host = urlsplit(told.url).hostname or "?"
    except ValueError:
        host = "?"
    kinds = ", ".join(told.allowed_updates) or "Telegram's own choice"
    return f"{host}, max_connections {told.max_connections or 'not told'}, allowed_updates {kinds}"


async def whatsapp(settings: Settings) -> list[Finding]:
    """The account, and what is to be entered at Twilio."""
    ours, public = settings.whatsapp, settings.server.public_url
    if ours.account_sid is None or ours.auth_token is None:
        return [Finding("whatsapp", True, "no account; nobody is answered on WhatsApp")]
    found = [await _account(ours.api_url, ours.account_sid, ours.auth_token.get_secret_value())]
    found.append(Finding("number", True, f"people write to {ours.from_}"))
    found.append(
        Finding(
            "to enter",
            True,
            f"webhook, at the sender:  {public}/whatsapp/webhook{OVERRIDES}\n"
            f"status callback:         {public}/whatsapp/status",
        )
    )
    if ours.auth_token_secondary is not None:
        why = "two tokens are taken; take auth_token_secondary out once the old one is revoked at Twilio"
        found.append(Finding("rotation", True, why, is_warning=True))
    return found


async def _account(api_url: str, sid: str, token: str) -> Finding:
    import httpx

    try:
        async with httpx.AsyncClient(timeout=10, auth=(sid, token)) as client:
            answer = await client.get(f"{api_url}/2010-04-01/Accounts/{sid}.json")
            told = answer.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        why = f"Twilio cannot be reached ({type(error).__name__}); see whatsapp.api_url"
        return Finding("whatsapp", False, why)
    if answer.status_code == 401:
        why = "Twilio refuses the token; copy account_sid and auth_token from its console again"
        return Finding("whatsapp", False, why)
    if answer.status_code != 200 or not isinstance(told, dict):
        return Finding("whatsapp", False, f"Twilio does not know this account (status {answer.status_code})")
    status = str(told.get("status", "unknown"))
    if status != "active":
        return Finding("whatsapp", False, f"the account is {status}; see the Twilio console, and its balance")
    return Finding("whatsapp", True, f"the account is active ({told.get('type', 'type not told')})")


async def public_address(settings: Settings) -> Finding:
    """Does the world reach us by the address that cards carry?"""
    url, server = settings.server.public_url, settings.server
    if url is None:
        return Finding("public", True, "server.public_url is not set: cards carry no QR code")
    if url.startswith("http://") and not is_of_this_machine(url):
        return Finding(
            "public", False, "server.public_url begins with http://; put a proxy with HTTPS before it"
        )
    import httpx

    try:
        async with httpx.AsyncClient(timeout=10) as client:
            answer = await client.get(f"{url}/healthz")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        why = f"{url} does not answer ({type(error).__name__})"
    else:
        if answer.status_code == 200 and answer.text == "alive\n":
            return Finding("public", True, f"cards are checked at {url}/kartu/…")
        why = f"what answers at {url} is not this service (status {answer.status_code})"
    lead = f"does `sertakan serve` run, and does the proxy lead to {server.host}:{server.port}?"
    return Finding("public", False, f"{why}; {lead}")


def is_of_this_machine(url: str) -> bool:
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")


def alarm_chat(settings: Settings) -> Finding:
    """Is there someone to tell, on a channel that is configured?"""
    chat = settings.office.alarm_chat
    if chat is None:
        how = (
            "nobody is told what is wrong; set office.alarm_chat. Write to the bot once; your chat's id\n"
            "stands behind # at web.telegram.org/a when you open Saved Messages (a group: with its minus)"
        )
        return Finding("alarms", True, how, is_warning=settings.has_channel)
    name = chat.partition(":")[0]
    is_there = settings.telegram.token if name == "telegram" else settings.whatsapp.account_sid
    if is_there is None:
        return Finding("alarms", False, f"office.alarm_chat is on {name}, which is not configured")
    if name == "whatsapp":
        how = "are told on WhatsApp, only within a day of what that chat wrote; Telegram is better"
        return Finding("alarms", True, how, is_warning=True)
    return Finding("alarms", True, f"are told to a chat on {name}; `sertakan doctor --alarm` sends a trial")


def _other_id(chat: str) -> str:
    """One of Telegram's apps shows the id of a large group without the 100 that the Bot API wants in it."""
    name, _, address = chat.partition(":")
    if name != "telegram" or not address.startswith("-") or address.startswith("-100"):
        return ""
    return f"\nfor a large group put 100 behind the minus: telegram:-100{address[1:]}"


async def ring(settings: Settings, channels: Sequence[Channel]) -> Finding:
    """Send a trial to the alarm chat."""
    chat = settings.office.alarm_chat
    if chat is None:
        return Finding("alarms", False, "office.alarm_chat is not set")
    name, _, address = chat.partition(":")
    channel = next((one for one in channels if one.name == name), None)
    if channel is None:
        return Finding("alarms", False, f"office.alarm_chat is on {name}, which is not configured")
    lang = settings.office.languages[0]
    try:
        await channel.send(Outbound(address, text(said.heading_trial(settings.office.name), lang), lang=lang))
    except SendError as error:
        why = f"the trial was not taken: {error.reason}; has that chat written to the bot?"
        return Finding("alarms", False, why + _other_id(chat))
    return Finding("alarms", True, "the trial was sent; look into that chat")
