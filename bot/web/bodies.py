"""The body of a request, read whole: neither too much of it nor too slowly."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect, Request


async def read_body(request: Request, *, most: int, seconds: float) -> bytes | None:
    """At most so many bytes, within so many seconds; None: it was more, too slow, or broke off."""
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    return None
    except (TimeoutError, ClientDisconnect):
        return None
    return bytes(body)
