"""The calls of the fake Twilio: make, list, read, change and remove messages and their files."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

import aiohttp
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from tests.fakes.twilio_messages import (
    FINAL,
    MOST_CHARACTERS,
    WINDOW,
    Media,
    Message,
    Refusal,
    new_sid,
    read_variables,
)
from tests.fakes.twilio_spec import faults_of_request
from tests.fakes.twilio_troubles import NOT_FOUND, UNAUTHORIZED, answer_to, refused

if TYPE_CHECKING:
    from tests.fakes.twilio import Twilio

ROOT = "/2010-04-01/Accounts"


@dataclass(frozen=True)
class Asked:
    """A request that may be answered."""

    twilio: Twilio
    fields: Mapping[str, str]
    several: list[tuple[str, str]]
    """the same, where a field comes more than once"""
    path: Mapping[str, str]

    @property
    def message(self) -> Message | None:
        return self.twilio.messages.get(self.path.get("sid", ""))


Call = Callable[[Asked], Awaitable[Response]]


def routes(twilio: Twilio) -> list[BaseRoute]:
    message = f"{ROOT}/{{account}}/Messages/{{sid}}"
    calls: list[tuple[str, str, str, Call]] = [
        ("GET", f"{ROOT}/{{account}}.json", "account", _account),
        ("GET", f"{ROOT}/{{account}}/Messages.json", "list", _list),
        ("POST", f"{ROOT}/{{account}}/Messages.json", "create", _create),
        ("GET", f"{message}.json", "read", _read),
        ("POST", f"{message}.json", "change", _change),
        ("DELETE", f"{message}.json", "remove", _remove),
        ("GET", f"{message}/Media.json", "media", _media),
        ("DELETE", f"{message}/Media/{{media}}.json", "remove", _remove_media),
        ("GET", f"{message}/Media/{{media}}", "file", _file),
    ]
    return [Route(path, _endpoint(twilio, kind, call), methods=[way]) for way, path, kind, call in calls]


def _endpoint(twilio: Twilio, kind: str, call: Call) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        if twilio.latency:
            await asyncio.sleep(twilio.latency)
        body = (await request.body()).decode() if request.method == "POST" else request.url.query
        several = parse_qsl(body, keep_blank_values=True)
        asked = Asked(twilio, dict(several), several, request.path_params)
        faults = [] if kind in _UNSPECIFIED else faults_of_request(request.method, request.url.path, several)
        with twilio.changed:
            twilio.asked.append((kind, asked.fields))
            twilio.counts[kind] += 1
            twilio.faults += faults
            twilio.changed.notify_all()
        if asked.path["account"] != twilio.account or not twilio.has_auth(
            request.headers.get("Authorization", "")
        ):
            return refused(UNAUTHORIZED)
        if faults:
            return refused(Refusal(400, 20001, "; ".join(faults)))
        trouble = twilio.next_trouble(kind)
        if trouble is None:
            return await call(asked)
        if trouble.kept:
            await call(asked)
        return await answer_to(trouble)

    return endpoint


_UNSPECIFIED = ("account", "file")


# --- make ----------------------------------------------------------------------------------------------


async def _create(asked: Asked) -> Response:
    twilio = asked.twilio
    if twilio.rates.is_over(time.monotonic()):
        twilio.counts["too many"] += 1
        return refused(Refusal(429, 20429, "Too Many Requests", {"Retry-After": "1"}))
    made = _made(asked)
    if isinstance(made, Refusal):
        return refused(made)
    error = _fails_later(twilio, made)
    if error == 63016 and twilio.window_closes_at_once:
        return refused(Refusal(400, 63016, "outside of the allowed window"))
    with twilio.changed:
        twilio.messages[made.sid] = made
        twilio.changed.notify_all()
    answer = JSONResponse(made.as_json(twilio.account), 201)
    await _deliver(twilio, made, error)
    return answer


def _made(asked: Asked) -> Message | Refusal:
    """The message, or why it is refused at once."""
    twilio, fields = asked.twilio, asked.fields
    to, from_ = fields["To"], fields.get("From", "")
    if from_ != f"whatsapp:{twilio.number}":
        return Refusal(400, 63007, f"could not find a Channel with the From address {from_}")
    if not re.fullmatch(r"whatsapp:(\+[1-9][0-9]{6,14}|[A-Z]{2}\.[A-Za-z0-9.]{1,136})", to):
        return Refusal(400, 21211, f"The 'To' number {to} is not a valid phone number.")
    address = to.removeprefix("whatsapp:")
    if address == twilio.number:
        return Refusal(400, 63031, "To and From are the same")
    person = twilio.people.get(address)
    if person is not None and person.has_opted_out:
        return Refusal(400, 21610, f"Attempt to send to unsubscribed recipient {to}")
    content = _content(asked)
    if isinstance(content, Refusal):
        return content
    body, options = content
    links = [value for name, value in asked.several if name == "MediaUrl"]
    if not body and not links:
        return Refusal(400, 21619, "A text message body or media urls must be specified.")
    if _size(body) > MOST_CHARACTERS:
        return Refusal(400, 21617, "The concatenated message body exceeds the 1600 character limit")
    message = Message(
        new_sid("MM" if links else "SM"),
        "outbound-api",
        twilio.number,
        address,
        body,
        twilio.clock(),
        time.time(),
    )
    message.options = tuple(options)
    message.kind = _kind(options)
    message.media = [Media(new_sid("ME"), "image/png", url=link) for link in links]
    message.callback, message.content_sid = fields.get("StatusCallback"), fields.get("ContentSid")
    return message


def _content(asked: Asked) -> tuple[str, list[tuple[str, str]]] | Refusal:
    """The text that is read, and what can be tapped."""
    sid = asked.fields.get("ContentSid")
    if sid is None:
        return asked.fields.get("Body", ""), []
    variables = read_variables(asked.fields.get("ContentVariables", "{}"))
    if variables is None:
        return Refusal(400, 21656, "The ContentVariables Parameter is invalid")
    found = asked.twilio.contents.resolve(sid, variables)
    if found is None:
        return Refusal(400, 21655, "The ContentSid Parameter is invalid")
    text, shown = found
    return text, [(str(title), str(id)) for title, id in shown]


def _kind(options: list[tuple[str, str]]) -> str:
    if not options:
        return "text"
    return "list" if len(options) > 3 or any(_size(title) > 20 for title, _ in options) else "buttons"


def _fails_later(twilio: Twilio, message: Message) -> int | None:
    """The error that a status callback tells; None: it arrives."""
    person = twilio.people.get(message.to)
    if person is None or person.has_blocked:
        return 63024
    is_template = (
        message.content_sid is not None and twilio.contents.status(message.content_sid) == "approved"
    )
    is_open = person.wrote_at is not None and twilio.clock() - person.wrote_at <= WINDOW
    if not (is_open or is_template):
        return 63016
    return 63018 if twilio.rates.is_over_for(message.to, time.monotonic()) else None


async def _deliver(twilio: Twilio, message: Message, error: int | None) -> None:
    for media in message.media:
        if error is None and twilio.fetches_media:
            media.content = await _fetched(twilio, media.url)
            error = 63019 if media.content is None else None
    message.sent_at, message.error_code = twilio.clock(), error
    if error is None:
        with twilio.changed:
            twilio.people[message.to].received.append(message)
            twilio.changed.notify_all()
    await twilio.tell(message, twilio.manner.statuses if error is None else ("failed",))


async def _fetched(twilio: Twilio, url: str) -> bytes | None:
    for public, real in twilio.postman.reaches.items():
        url = real + url.removeprefix(public) if url.startswith(public) else url
    try:
        async with twilio.session.get(url) as answer:
            return await answer.read() if answer.status == 200 else None
    except (aiohttp.ClientError, TimeoutError):
        return None


def _size(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


# --- list ----------------------------------------------------------------------------------------------


async def _list(asked: Asked) -> Response:
    """The newest first; what waits to be sent has no date and stands before all."""
    twilio, fields = asked.twilio, asked.fields
    with twilio.changed:
        found = [one for one in reversed(twilio.messages.values()) if _is_wanted(one, fields)]
    page, size = int(fields.get("Page", 0)), min(int(fields.get("PageSize", 50)), 1000)
    shown = found[page * size : (page + 1) * size]
    more = len(found) > (page + 1) * size
    path = f"{ROOT}/{twilio.account}/Messages.json"
    following = {**fields, "Page": str(page + 1), "PageToken": f"PA{shown[-1].sid}" if shown else ""}
    return JSONResponse(
        {
            "messages": [one.as_json(twilio.account) for one in shown],
            "page": page,
            "page_size": size,
            "start": page * size,
            "end": page * size + max(len(shown) - 1, 0),
            "first_page_uri": f"{path}?{urlencode({**fields, 'Page': '0'})}",
            "next_page_uri": f"{path}?{urlencode(following)}" if more else None,
            "previous_page_uri": None,
            "uri": f"{path}?{urlencode(fields)}",
        }
    )


def _is_wanted(message: Message, fields: Mapping[str, str]) -> bool:
    if fields.get("To", f"whatsapp:{message.to}") != f"whatsapp:{message.to}":
        return False
    if fields.get("From", f"whatsapp:{message.from_}") != f"whatsapp:{message.from_}":
        return False
    sent_at = message.sent_at
    if sent_at is None:
        return not any(name.startswith("DateSent") for name in fields)
    if "DateSent" in fields and sent_at.date() != _moment(fields["DateSent"]).date():
        return False
    return (
        _moment(fields.get("DateSent>", "0001-01-01"))
        <= sent_at
        <= _moment(fields.get("DateSent<", "9999-12-31"))
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


# --- one message ---------------------------------------------------------------------------------------


async def _account(asked: Asked) -> Response:
    account: dict[str, Any] = {"sid": asked.twilio.account, "friendly_name": "Sertakan", "status": "active"}
    return JSONResponse(account)


async def _read(asked: Asked) -> Response:
    if asked.message is None:
        return refused(NOT_FOUND)
    return JSONResponse(asked.message.as_json(asked.twilio.account))


async def _change(asked: Asked) -> Response:
    """A body can only be emptied, and only when it is known what became of the message."""
    message = asked.message
    if message is None:
        return refused(NOT_FOUND)
    if asked.fields.get("Body", "") != "":
        return refused(Refusal(400, 20001, "Body can only be emptied"))
    if message.status not in FINAL | {"sent"}:
        return refused(Refusal(400, 20009, "Cannot change a message that is still in progress"))
    message.body = ""
    return JSONResponse(message.as_json(asked.twilio.account))


async def _remove(asked: Asked) -> Response:
    if asked.message is None:
        return refused(NOT_FOUND)
    with asked.twilio.changed:
        del asked.twilio.messages[asked.message.sid]
    return Response(status_code=204)


async def _media(asked: Asked) -> Response:
    message, account = asked.message, asked.twilio.account
    if message is None:
        return refused(NOT_FOUND)
    uri = f"{ROOT}/{account}/Messages/{message.sid}/Media"
    listed = [
        {
            "sid": media.sid,
            "account_sid": account,
            "parent_sid": message.sid,
            "content_type": media.content_type,
            "date_created": None,
            "date_updated": None,
            "uri": f"{uri}/{media.sid}.json",
        }
        for media in message.media
    ]
    paging = {"page": 0, "page_size": 50, "start": 0, "end": max(len(listed) - 1, 0), "uri": f"{uri}.json"}
    ends = {"first_page_uri": f"{uri}.json", "next_page_uri": None, "previous_page_uri": None}
    return JSONResponse({"media_list": listed, **paging, **ends})


async def _remove_media(asked: Asked) -> Response:
    message = asked.message
    left = [media for media in message.media if media.sid != asked.path["media"]] if message else []
    if message is None or len(left) == len(message.media):
        return refused(NOT_FOUND)
    message.media = left
    return Response(status_code=204)


async def _file(asked: Asked) -> Response:
    if asked.twilio.media_leads_to is not None:
        return RedirectResponse(asked.twilio.media_leads_to, 307)
    for media in asked.message.media if asked.message else []:
        if media.sid == asked.path["media"] and media.content is not None:
            return Response(media.content, media_type=media.content_type)
    return refused(NOT_FOUND)
