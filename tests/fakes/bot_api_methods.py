"""The methods of a Telegram: each is given the server and the fields; it returns a result or a refusal."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PIL import Image

from tests.fakes.bot_api_trouble import FORBIDDEN, bad_request
from tests.fakes.bot_api_webhook import LOOPBACK, Webhook

if TYPE_CHECKING:
    from tests.fakes.bot_api import BotApi

BOT = {"id": 123456789, "is_bot": True, "first_name": "Sertakan", "username": "sertakan_test_bot"}
LONG_AGO = 1_795_000_000
MOST_FOR_BOTS = 20 * 1024 * 1024
"""bytes: Telegram gives a bot no larger file"""


def _get_me(_api: BotApi, _fields: Mapping[str, str]) -> Any:
    return BOT


def _send_message(api: BotApi, fields: Mapping[str, str]) -> Any:
    return _send(api, fields, {"text": fields["text"]})


def _send_photo(api: BotApi, fields: Mapping[str, str]) -> Any:
    file = fields["photo"]
    if file not in api.files:
        return bad_request("wrong file identifier/HTTP URL specified")
    try:
        with Image.open(io.BytesIO(api.files[file])) as picture:
            width, height = picture.size
    except OSError:
        return bad_request("IMAGE_PROCESS_FAILED")
    size = {"file_id": file, "file_unique_id": f"u-{file}", "width": width, "height": height}
    caption = {"caption": fields["caption"]} if "caption" in fields else {}
    return _send(api, fields, {"photo": [size], **caption})


def _get_file(api: BotApi, fields: Mapping[str, str]) -> Any:
    file = fields["file_id"]
    if file not in api.files:
        return bad_request("wrong file_id or the file is temporarily unavailable")
    size = api.told_sizes.get(file, len(api.files[file]))
    if size > MOST_FOR_BOTS:
        return bad_request("file is too big")
    told = {"file_id": file, "file_unique_id": f"u-{file}", "file_size": size}
    return {**told, "file_path": f"photos/{file}"}


def _send(api: BotApi, fields: Mapping[str, str], content: Mapping[str, Any]) -> Any:
    person = api.people.get(int(fields["chat_id"]))
    if person is None:
        return bad_request("chat not found")
    if person.has_blocked:
        return FORBIDDEN
    markup = json.loads(fields.get("reply_markup", "{}"))
    message = {
        "message_id": api.new_message_id(),
        "from": BOT,
        "chat": person.chat,
        "date": LONG_AGO,
        **content,
    }
    if "inline_keyboard" in markup:
        message["reply_markup"] = markup
    person.receive(message, markup)
    return message


def _delete_message(api: BotApi, fields: Mapping[str, str]) -> Any:
    person = api.people.get(int(fields["chat_id"]))
    if person is None:
        return bad_request("chat not found")
    return person.lose(int(fields["message_id"])) or bad_request("message to delete not found")


def _answer_callback_query(api: BotApi, fields: Mapping[str, str]) -> Any:
    tap = fields["callback_query_id"]
    if tap not in api.open_taps:
        return bad_request("query is too old and response timeout expired or query ID is invalid")
    api.open_taps.remove(tap)
    api.acknowledged.append(tap)
    return True


def _set_my_commands(api: BotApi, fields: Mapping[str, str]) -> Any:
    api.commands[fields.get("language_code")] = json.loads(fields["commands"])
    return True


def _set_webhook(api: BotApi, fields: Mapping[str, str]) -> Any:
    url = fields["url"]
    if not url.startswith(("https://", LOOPBACK)):
        return bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = fields.get("secret_token")
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        return bad_request("secret token contains unallowed characters")
    before = api.webhook.allowed_updates if api.webhook else None
    allowed = tuple(json.loads(fields["allowed_updates"])) if "allowed_updates" in fields else before
    _drop(api, fields)
    api.webhook = Webhook(url, secret, int(fields.get("max_connections", 40)), allowed)
    api.wake()
    return True


def _delete_webhook(api: BotApi, fields: Mapping[str, str]) -> Any:
    _drop(api, fields)
    api.webhook = None
    return True


def _drop(api: BotApi, fields: Mapping[str, str]) -> None:
    if fields.get("drop_pending_updates", "false").lower() == "true":
        api.dropped += len(api.updates)
        api.updates = []


def _get_webhook_info(api: BotApi, _fields: Mapping[str, str]) -> Any:
    known: dict[str, Any] = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(api.updates),
    }
    if api.webhook is not None:
        known |= {"url": api.webhook.url, "max_connections": api.webhook.max_connections}
        if api.webhook.allowed_updates:
            known["allowed_updates"] = list(api.webhook.allowed_updates)
        if api.deliveries.last_error:
            known["last_error_date"], known["last_error_message"] = api.deliveries.last_error
    return known


SENDS = frozenset({"sendMessage", "sendPhoto"})
"""the methods that send a message"""

METHODS: Mapping[str, Callable[[BotApi, Mapping[str, str]], Any]] = {
    "getMe": _get_me,
    "sendMessage": _send_message,
    "sendPhoto": _send_photo,
    "getFile": _get_file,
    "deleteMessage": _delete_message,
    "answerCallbackQuery": _answer_callback_query,
    "setMyCommands": _set_my_commands,
    "setWebhook": _set_webhook,
    "deleteWebhook": _delete_webhook,
    "getWebhookInfo": _get_webhook_info,
}
