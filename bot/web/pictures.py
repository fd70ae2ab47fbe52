"""The pictures of messages, for WhatsApp's servers to fetch while they are sent.

A link holds the number of the message and what only we can make of it. It is good for two hours after an
attempt; whatever is wrong with one, the answer is the same.
"""

from __future__ import annotations

import asyncio
import hmac
import re
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta
from typing import cast

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.app import App
from bot.channels import Outbound
from flows.stored import load_message
from flows.types import Lang, Picture
from storage.pictures import Shown, being_sent
from storage.secrets import Secrets

OPEN = timedelta(hours=2)
MOST_KEPT = 32
READ_SECONDS = 10.0
_TOKEN = re.compile(r"([1-9][0-9]{0,17})-([0-9A-Z]{26})")

_log = structlog.get_logger()

Draw = Callable[[Picture, Lang], bytes]


def picture_link(app: App) -> Callable[[Outbound], str]:
    """What makes the address of a message's picture; needs `server.public_url`."""
    public, secrets = app.settings.server.public_url or "", app.store.secrets
    return lambda message: f"{public}/gambar/{message.id}-{_proof(secrets, message.id)}.png"


def _proof(secrets: Secrets, row: int) -> str:
    return secrets.token("picture", str(row))


def _draw(picture: Picture, lang: Lang) -> bytes:
    from bot.coverage import pictures  # only who sends pictures pays for what draws them

    return pictures.draw(picture, lang).png


class Pictures:
    """Draws them again as they were sent; keeps the last few, which are fetched more than once."""

    def __init__(self, app: App, draw: Draw = _draw) -> None:
        self._app, self._draw = app, draw
        self._kept: OrderedDict[int, bytes] = OrderedDict()

    async def show(self, request: Request) -> Response:
        """GET /gambar/{token}.png"""
        row = self._row(request.path_params["token"])
        try:
            async with asyncio.timeout(READ_SECONDS):
                png = None if row is None else await self._picture(row)
        except (SQLAlchemyError, TimeoutError) as error:
            _log.warning("web.picture_not_read", error=type(error).__name__)
            return PlainTextResponse("try again\n", 503, {"Retry-After": "5"})
        if png is None:
            return PlainTextResponse("not found\n", 404)
        return Response(png, media_type="image/png")

    def _row(self, token: str) -> int | None:
        """None: the token is none of ours."""
        found = _TOKEN.fullmatch(token)
        if found is None:
            return None
        row = int(found[1])
        return row if hmac.compare_digest(_proof(self._app.store.secrets, row), found[2]) else None

    async def _picture(self, row: int) -> bytes | None:
        shown = await asyncio.to_thread(self._find, row)
        if shown is None:
            self._kept.pop(row, None)
            return None
        if row not in self._kept:
            try:
                png = await asyncio.to_thread(self._drawn, shown)
            except Exception:  # the text of the message is sent all the same
                _log.exception("web.picture_not_drawn", row=row)
                return None
            if png is None:
                return None
            self._kept[row] = png
        self._kept.move_to_end(row)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return self._kept[row]

    def _find(self, row: int) -> Shown | None:
        with self._app.store.reading() as conn:
            return being_sent(conn, row, self._app.times.now() - OPEN)

    def _drawn(self, shown: Shown) -> bytes | None:
        _, _, picture = load_message(self._app.store.secrets.open(shown.body_sealed))
        return self._draw(picture, cast(Lang, shown.lang)) if picture else None
