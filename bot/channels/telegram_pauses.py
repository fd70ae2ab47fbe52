"""Waiting before something is tried again, no longer than the process runs."""

from __future__ import annotations

import asyncio

PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
"""Seconds to wait after the first, second, … failure in a row; then the last."""


async def stopped_within(seconds: float, stop: asyncio.Event) -> bool:
    """Wait for so long, unless `stop` is set; True: it was."""
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return False
    return True
