"""Someone of the office at work: by what role an action may be done, and the trail that each leaves.

An action is a function that takes a `Hand` and is marked with `acts`: its role is checked before anything of
it happens, and its entry in the audit trail is part of its transaction. There is no other place for either,
so the console, the chat and the command line cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from flows.types import Office
from storage import Secrets, audit
from storage.audit import Entry, Value

P = ParamSpec("P")
R = TypeVar("R")

OPERATOR = "operator at the machine"
"""who has no role, and needs none: the database is theirs anyway"""
MAY_ACT = ("owner", "staff")
"""roles; a viewer only looks"""
OWNER = ("owner",)
ACTIONS: dict[str, Callable[..., Any]] = {}
"""every action there is, by its name"""


class CannotBeDone(Exception):  # noqa: N818  said to whoever tried it, as it stands
    """Why it was not done, and what to do instead."""


class MayNot(CannotBeDone):
    """It is not for their role."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Someone of the office at work, in one transaction. `role` None: the operator, at the machine itself."""

    connection: Connection
    secrets: Secrets
    office: Office
    now: datetime
    actor: str
    role: str | None = None
    source: str = "office"
    """how payments are kept that they confirm: "office", or "simulated" in the demo"""

    @property
    def today(self) -> date:
        return self.now.astimezone(self.office.zone).date()

    def record(
        self,
        what: str,
        subject: str | None = None,
        before: Mapping[str, Value] | None = None,
        after: Mapping[str, Value] | None = None,
    ) -> None:
        """Write into the audit trail what was done; nothing in it may name a person of the chat."""
        entry = Entry(self.actor, what, subject, before or {}, after or {})
        audit.add(self.connection, self.secrets, entry, self.now)


def acts(
    *roles: str,
) -> Callable[[Callable[Concatenate[Hand, P], R]], Callable[Concatenate[Hand, P], R]]:
    """Mark an action; `roles`: who may do it, if not everyone who may act. Raises MayNot for others."""
    allowed = roles or MAY_ACT

    def mark(action: Callable[Concatenate[Hand, P], R]) -> Callable[Concatenate[Hand, P], R]:
        def act(hand: Hand, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if hand.role is not None and hand.role not in allowed:
                raise MayNot(_why_not(hand, allowed))
            return action(hand, *args, **kwargs)

        update_wrapper(act, action)
        ACTIONS[f"{action.__module__}.{action.__name__}"] = act
        return act

    return mark


def _why_not(hand: Hand, allowed: tuple[str, ...]) -> str:
    if allowed == OWNER and hand.role in MAY_ACT:
        return f"{hand.actor} may not do that; an owner of the office can"
    return f"{hand.actor} may only look; an owner of the office can change that"
