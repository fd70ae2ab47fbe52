"""What can go wrong with one request to a Telegram, and how its refusals look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send


@dataclass(frozen=True)
class Trouble:
    """Something that goes wrong with one request. `kept`: the server has done what was asked all the same."""

    status: int | None = None
    """of the answer; None: there is none"""
    description: str = ""
    parameters: Mapping[str, int] | None = None
    kept: bool = False
    hang: bool = False
    body: bytes | None = None
    """an answer that is no Bot API answer"""


def too_many_requests(seconds: int) -> Trouble:
    description = f"Too Many Requests: retry after {seconds}"
    return Trouble(429, description, {"retry_after": seconds})


def bad_request(description: str) -> Trouble:
    return Trouble(400, f"Bad Request: {description}")


def migrated_to(chat_id: int) -> Trouble:
    description = "Bad Request: group chat was upgraded to a supergroup chat"
    return Trouble(400, description, {"migrate_to_chat_id": chat_id})


FORBIDDEN = Trouble(403, "Forbidden: bot was blocked by the user")
UNAUTHORIZED = Trouble(401, "Unauthorized")
BAD_GATEWAY = Trouble(502, "Bad Gateway")
GATEWAY_TIMEOUT = Trouble(504, body=b"<html><h1>504 Gateway Time-out</h1></html>")
HANG = Trouble(hang=True, kept=True)
DROP_AFTER_ACCEPT = Trouble(kept=True)
NOT_JSON = Trouble(200, kept=True, body=b"<html>it works</html>")

OTHER_POLLS = Trouble(
    409,
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
)
WEBHOOK_IS_SET = Trouble(
    409,
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first",
)
TERMINATED = Trouble(409, "Conflict: terminated by setWebhook request")


class CutOff(Response):
    """An answer that ends in the middle: the server closes the connection before it is whole."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"100")]})
        await send({"type": "http.response.body", "body": b'{"ok"', "more_body": True})


def refused(trouble: Trouble) -> Response:
    """The answer in which a Telegram tells this."""
    status = trouble.status or 500
    if trouble.body is not None:
        return Response(trouble.body, status, media_type="text/html")
    answer: dict[str, Any] = {"ok": False, "error_code": status, "description": trouble.description}
    if trouble.parameters:
        answer["parameters"] = dict(trouble.parameters)
    return JSONResponse(answer, status)
