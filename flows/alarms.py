"""What the people who run this are told: what is wrong, what to do about it, and that it is over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.types import Say


def what_is_wrong(name: str, facts: Mapping[str, Any]) -> Say:
    """A promise that is broken, in a sentence."""
    return Say(f"alarm-{name}", dict(facts))


def what_to_do(name: str, facts: Mapping[str, Any]) -> Say:
    return Say(f"alarm-{name}.do", dict(facts))


def heading(office: str) -> Say:
    """Above what is wrong."""
    return Say("alarms", {"office": office})


def heading_over(office: str) -> Say:
    """Above what is over."""
    return Say("alarms.over", {"office": office})


def heading_trial(office: str) -> Say:
    """What a trial of the chat says."""
    return Say("alarms.trial", {"office": office})
