"""Files that people sent on Telegram, fetched: from the configured Bot API server and no other, and no larger
than allowed, whatever was said of their size.

    gone, or never was            permanent
    larger than allowed           permanent; Telegram itself gives bots no more than 20 MB
    no connection, 429, 5xx, 401  temporary
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.channels import FetchError

if TYPE_CHECKING:
    from telegram import Bot, File
    from telegram.error import TelegramError

WHOLE_SECONDS = 60.0
"""in which a whole file must have come"""
_TEMPORARY = ("temporarily", "try again", "timeout")


async def fetch_file(bot: Bot, root: str, file: str, most: int, silence: float) -> bytes:
    """The file of this `file_id`, of at most so many bytes; raises FetchError.

    `root`: where its address must begin; `silence`: seconds of it on the way until we give up.
    """
    from telegram.error import TelegramError

    try:
        found = await bot.get_file(file)
    except TelegramError as error:
        raise _refusal(error) from error
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise FetchError(f"Telegram's answer was not understood: {type(error).__name__}") from error
    if (found.file_size or 0) > most:
        raise _too_large(most)
    return await _download(_address(found, root), most, silence)


def _address(found: File, root: str) -> str:
    """Refuses what lies elsewhere: a path of the server's own disk, as a local Bot API server tells it."""
    address = found.file_path or ""
    if not address.startswith(root) or ".." in address:
        raise FetchError("Telegram names no file that can be fetched from telegram.api_url", permanent=True)
    return address


async def _download(address: str, most: int, silence: float) -> bytes:
    import httpx

    received = bytearray()
    try:
        async with (
            asyncio.timeout(WHOLE_SECONDS),
            httpx.AsyncClient(timeout=silence, follow_redirects=False) as client,
            client.stream("GET", address, headers={"Accept-Encoding": "identity"}) as answer,
        ):
            if answer.status_code != 200:
                is_gone = answer.status_code in (400, 403, 404, 410)
                raise FetchError(f"the file's address answers {answer.status_code}", permanent=is_gone)
            async for chunk in answer.aiter_bytes():
                received += chunk
                if len(received) > most:
                    raise _too_large(most)
    except (httpx.HTTPError, TimeoutError) as error:
        raise FetchError(f"the file did not come: {type(error).__name__}") from error
    return bytes(received)


def _too_large(most: int) -> FetchError:
    return FetchError(f"larger than {most} bytes", permanent=True)


def _refusal(error: TelegramError) -> FetchError:
    from telegram.error import BadRequest

    said = error.message[:200]
    is_final = isinstance(error, BadRequest) and not any(words in said.lower() for words in _TEMPORARY)
    return FetchError(f"{type(error).__name__}: {said}", permanent=is_final)
