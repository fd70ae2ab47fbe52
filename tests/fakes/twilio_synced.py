"""Contents as if they had been made at the fake Twilio already: buttons, lists, a test's templates."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from starlette.routing import Route

from flows.types import Lang


class Synced:
    """The contents of a Twilio, and the book of a bot that knows them."""

    def __init__(self) -> None:
        self._options = {_sid(name): count for name, count in _SESSIONS}
        self._templates: dict[str, str] = {}
        self.states: dict[str, str] = {}
        self.unknown: set[str] = set()
        """names of contents that the book does not know"""

    def session(self, name: str, _lang: Lang) -> str | None:
        return _sid(name) if _sid(name) in self._options and name not in self.unknown else None

    def template(self, name: str, text: str, status: str = "approved") -> str:
        """Make a template, with {{1}} and so on in its text; its sid."""
        sid = _sid(name)
        self._templates[sid], self.states[sid] = text, status
        return sid

    def forget(self, name: str) -> None:
        """Gone at Twilio; the book still has it."""
        self._options.pop(_sid(name), None)

    # --- as Twilio knows them ---

    def routes(self) -> list[Route]:
        return []

    def resolve(self, sid: str, variables: Mapping[str, str]) -> tuple[str, list[tuple[str, str]]] | None:
        if sid in self._templates:
            return re.sub(r"{{(\w+)}}", lambda place: variables.get(place[1], ""), self._templates[sid]), []
        if sid not in self._options:
            return None
        count = self._options[sid]
        wanted = {str(place) for place in range(1, 2 * count + 2)}
        if set(variables) != wanted or not all(variables.values()):
            return None
        options = [(variables[str(2 * i)], variables[str(2 * i + 1)]) for i in range(1, count + 1)]
        return variables["1"], options

    def status(self, sid: str) -> str:
        return self.states.get(sid, "unsubmitted")


_SESSIONS = [
    *((f"buttons_{count}", count) for count in range(1, 4)),
    *((f"list_{count}", count) for count in range(1, 11)),
]


def _sid(name: str) -> str:
    return "HX" + hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()
