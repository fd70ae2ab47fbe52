"""The contents of an account at Twilio: listed, made, and submitted to WhatsApp, by Twilio's own client.

Its async client writes nested JSON as a form (twilio 9.13), so what is sent is written here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bot.channels import SendError
from bot.channels.content_definitions import Definition, read_friendly_name
from bot.channels.whatsapp_connection import Connections, Refused
from storage.contents import UNDECIDED, State

TIMEOUT = 30.0
PAGE, MOST_PAGES = 100, 100
READY, UNSUBMITTED = State("ready"), State("unsubmitted")


class NotSynced(Exception):  # noqa: N818  what was made until then stays, and the next run goes on
    """Twilio did not do it; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Found:
    """One of ours, as it is at Twilio. `definition`: its name, language and version."""

    definition: tuple[str, str, str]
    kind: str
    sid: str
    state: State
    made_at: datetime | None


class TwilioContents:
    """Everything here raises NotSynced. Belongs to one event loop; close it."""

    def __init__(self, account_sid: str, auth_token: str, url: str) -> None:
        self._account_sid, self._auth_token, self._url = account_sid, auth_token, url
        self._connections = Connections(TIMEOUT)

    async def close(self) -> None:
        await self._connections.close()

    async def listed(self) -> list[Found]:
        """Ours, oldest first; of two with one friendly name (two syncs at once) the one that got further."""
        states = await self.states()
        found: dict[tuple[str, str, str], Found] = {}
        for one in sorted(map(_read, await self._all("Content")), key=_age):
            if one is None:
                continue
            if one.kind == "template":
                one = replace(one, state=states.get(one.sid, UNSUBMITTED))
            same = found.get(one.definition)
            if same is None or (same.state.status in UNDECIDED and one.state.status not in UNDECIDED):
                found[one.definition] = one
        return list(found.values())

    async def states(self) -> dict[str, State]:
        """What WhatsApp says of everything there, by sid."""
        listed = await self._all("ContentAndApprovals")
        return {told["sid"]: _state(told.get("approval_requests")) for told in listed}

    async def make(self, wanted: Definition) -> Found:
        body = {
            "friendly_name": wanted.friendly_name,
            "language": wanted.lang,
            "variables": wanted.variables,
            "types": wanted.types,
        }
        made = _read(await self._ask("POST", "/v1/Content", body))
        if made is None:
            raise NotSynced(f"Twilio's answer names no {wanted.friendly_name}; run it again")
        return made

    async def submit(self, found: Found, wanted: Definition) -> Found:
        """Ask WhatsApp to approve it."""
        body = {"name": wanted.friendly_name, "category": wanted.category}
        told = await self._ask("POST", f"/v1/Content/{found.sid}/ApprovalRequests/whatsapp", body)
        return replace(found, state=_state(told))

    async def _all(self, what: str) -> list[dict[str, Any]]:
        """All of a list. Its pages name Twilio's own address, whatever ours is: only their query counts."""
        found: list[dict[str, Any]] = []
        query = {"PageSize": str(PAGE)}
        for _ in range(MOST_PAGES):
            told = await self._ask("GET", f"/v1/{what}", query=query)
            found += told["contents"]
            following = told["meta"].get("next_page_url")
            if not following:
                return found
            query = dict(parse_qsl(urlsplit(following).query))
        raise NotSynced(
            f"there are more than {PAGE * MOST_PAGES} contents at Twilio; remove what is not used"
        )

    async def _ask(
        self, method: str, path: str, body: Any = None, *, query: Mapping[str, str] | None = None
    ) -> Any:
        sent = None if body is None else json.dumps(body)
        headers = None if body is None else {"Content-Type": "application/json"}
        try:
            answer = await self._client.content.request_async(
                method, path, params=query, data=sent, headers=headers
            )
            told = json.loads(answer.text)
        except Refused as refused:
            raise NotSynced(_said(refused)) from refused
        except SendError as error:
            raise NotSynced(f"{error.reason}; run it again, nothing is made twice") from error
        except ValueError as error:
            raise NotSynced("Twilio's answer is not JSON; is whatsapp.content_url right?") from error
        return told

    @cached_property
    def _client(self) -> Any:
        from twilio.rest import Client  # only who uses WhatsApp pays for it

        client = Client(self._account_sid, self._auth_token, http_client=self._connections)
        client.content.base_url = self._url.rstrip("/")
        return client


def _read(told: Mapping[str, Any]) -> Found | None:
    """None: it is none of ours."""
    ours = read_friendly_name(str(told.get("friendly_name")))
    if ours is None:
        return None
    kind = "session" if ours[0].startswith(("buttons_", "list_")) else "template"
    state = READY if kind == "session" else UNSUBMITTED
    return Found(ours, kind, str(told["sid"]), state, _moment(told.get("date_created")))


def _age(found: Found | None) -> float:
    return found.made_at.timestamp() if found and found.made_at else 0.0


def _state(approval: Any) -> State:
    """What WhatsApp says; "unsubmitted" where nothing was asked."""
    if not isinstance(approval, Mapping):
        return UNSUBMITTED
    status = str(approval.get("status") or "unsubmitted").lower()
    return State(status[:20], str(approval.get("rejection_reason") or "") or None)


def _said(refused: Refused) -> str:
    if refused.status in (401, 403):
        return "Twilio does not let us in: check account_sid and auth_token in [whatsapp]"
    if refused.status == 429 or refused.status >= 500:
        return f"Twilio is busy ({refused.status}); run it again in a minute, nothing is made twice"
    return f"Twilio refused it ({refused.code or refused.status}): {' '.join(refused.said.split())[:300]}"


def _moment(text: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
