"""Bodies that hold a NIK or a phone number do not stay at the platform that carried them."""

from __future__ import annotations

import re

_LONG_NUMBER = re.compile(r"(?<!\d)\+?\d(?:[ .()/-]?\d){8,}(?!\d)")


def is_private(text: str) -> bool:
    """Does it hold a number long enough to be a NIK or a phone number, however it is written?"""
    return _LONG_NUMBER.search(text) is not None
