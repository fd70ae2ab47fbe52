"""The contents of a Twilio on loopback: made, listed by page, submitted to WhatsApp, approved or not.

Every request is checked against the published specification, and against what WhatsApp takes; one that
breaks either is refused, and what was wrong stays in `faults`. `trouble` scripts what fails. It is given to
`Twilio` as its `contents`.
"""

from __future__ import annotations

import base64
import json
import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.fakes.twilio import ACCOUNT, TOKEN
from tests.fakes.twilio_content_spec import faults_of_body
from tests.fakes.twilio_messages import Refusal, new_sid
from tests.fakes.twilio_troubles import NOT_FOUND, UNAUTHORIZED, Trouble, answer_to, refused

HOST = "https://content.twilio.com"
"""in the addresses of pages, wherever this listens"""
CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")
MOST_WORDS, MOST_ROWS, MOST_IN_SESSION = 1024, 10, 3
_PLACE = re.compile(r"\{\{(\w+)\}\}")


@dataclass
class Made:
    """One content, and what became of its request to be approved."""

    sid: str
    friendly_name: str
    language: str
    types: Mapping[str, Any]
    variables: Mapping[str, str]
    at: datetime
    name: str = ""
    category: str = ""
    status: str = "unsubmitted"
    reason: str = ""

    @property
    def kind(self) -> str:
        return next(iter(self.types))

    @property
    def shape(self) -> Mapping[str, Any]:
        return self.types[self.kind]  # type: ignore[no-any-return]  # JSON that was checked

    @property
    def options(self) -> list[tuple[str, str]]:
        """(title, id), with their places."""
        rows = self.shape.get("actions") or self.shape.get("items") or []
        return [(row.get("title") or row["item"], row.get("id", "")) for row in rows]

    @property
    def approval(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "category": self.category,
            "content_type": self.kind,
            "status": self.status,
            "rejection_reason": self.reason,
            "allow_category_change": True,
        }


@dataclass
class ContentApi:
    """The contents of one account."""

    clock: Callable[[], datetime]
    account: str = ACCOUNT
    token: str = TOKEN
    made: dict[str, Made] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """the kind of every request: create, list, states, approve, read, remove"""
    faults: list[str] = field(default_factory=list)
    troubles: dict[str, deque[Trouble | None]] = field(default_factory=lambda: defaultdict(deque))

    # --- for tests ---

    def trouble(self, kind: str, *troubles: Trouble, after: int = 0) -> None:
        """What happens to the next requests of this kind, once so many went well."""
        self.troubles[kind].extend([*[None] * after, *troubles])

    def forget(self) -> None:
        """As if new."""
        for kept in (self.made, self.asked, self.faults, self.troubles):
            kept.clear()

    def make(self, friendly_name: str, body: str = "{{1}}", status: str = "unsubmitted") -> Made:
        """Something that is there already."""
        places = dict.fromkeys(_PLACE.findall(body), "x")
        types = {"twilio/text": {"body": body}}
        made = Made(new_sid("HX"), friendly_name, "id", types, places, self.clock(), status=status)
        self.made[made.sid] = made
        return made

    def named(self, beginning: str) -> list[Made]:
        """Those whose friendly name begins so, oldest first."""
        return [one for one in self.made.values() if one.friendly_name.startswith(beginning)]

    def approve(self, sid: str) -> None:
        self.made[sid].status = "approved"

    def reject(self, sid: str, reason: str) -> None:
        self.made[sid].status, self.made[sid].reason = "rejected", reason

    def pause(self, sid: str) -> None:
        self.made[sid].status = "paused"

    # --- as Messages know them ---

    def status(self, sid: str) -> str:
        return self.made[sid].status if sid in self.made else "unsubmitted"

    def resolve(self, sid: str, variables: Mapping[str, str]) -> tuple[str, list[tuple[str, str]]] | None:
        """The text and the options (title, id) it shows; None: it cannot be sent with these variables."""
        made = self.made.get(sid)
        if made is None or set(variables) != set(made.variables) or not all(variables.values()):
            return None
        is_approved = made.status == "approved"
        if is_approved and any(re.search(r"[\n\t]| {5,}", value) for value in variables.values()):
            return None
        options = [(_fill(title, variables), _fill(id, variables)) for title, id in made.options]
        text = _fill(made.shape["body"], variables)
        longest = 24 if made.kind == "twilio/list-picker" else 20
        is_odd = (
            len(text) > MOST_WORDS
            or any(len(title) > longest or len(id) > 200 for title, id in options)
            or (made.kind == "twilio/quick-reply" and len(options) > MOST_IN_SESSION and not is_approved)
        )
        return None if is_odd else (text, options)

    # --- its address ---

    def routes(self) -> list[Route]:
        one = "/v1/Content/{sid}"
        calls: list[tuple[str, str, str, Callable[[Request, Any], Response]]] = [
            ("POST", "/v1/Content", "create", self._create),
            ("GET", "/v1/Content", "list", self._list),
            ("GET", "/v1/ContentAndApprovals", "states", self._list),
            ("GET", one, "read", self._read),
            ("DELETE", one, "remove", self._remove),
            ("POST", f"{one}/ApprovalRequests/whatsapp", "approve", self._submit),
            ("GET", f"{one}/ApprovalRequests", "approvals", self._approvals),
        ]
        return [Route(path, self._endpoint(kind, call), methods=[way]) for way, path, kind, call in calls]

    def _endpoint(self, kind: str, call: Callable[[Request, Any], Response]) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            self.asked.append(kind)
            login = base64.b64encode(f"{self.account}:{self.token}".encode()).decode()
            if request.headers.get("Authorization") != f"Basic {login}":
                return refused(UNAUTHORIZED)
            trouble = self.troubles[kind].popleft() if self.troubles[kind] else None
            if trouble is not None and not trouble.kept:
                return await answer_to(trouble)
            body = json.loads(await request.body()) if request.method == "POST" else None
            answer = call(request, body)
            return answer if trouble is None else await answer_to(trouble)

        return endpoint

    def _create(self, _request: Request, body: Any) -> Response:
        faults = faults_of_body("ContentCreateRequest", body) or list(_faults_of_content(body))
        if faults:
            return self._refuse(faults)
        made = Made(
            new_sid("HX"),
            body.get("friendly_name", ""),
            body["language"],
            body["types"],
            body.get("variables", {}),
            self.clock(),
        )
        self.made[made.sid] = made
        return JSONResponse(self._as_json(made), 201)

    def _list(self, request: Request, _body: Any) -> Response:
        """The newest first, as Twilio lists them."""
        size, page = int(request.query_params.get("PageSize", 50)), int(request.query_params.get("Page", 0))
        shown = list(reversed(self.made.values()))[page * size : (page + 1) * size]
        is_last = (page + 1) * size >= len(self.made)
        at = f"{HOST}{request.url.path}?PageSize={size}"
        with_states = request.url.path.endswith("Approvals")
        listed = [
            {**self._as_json(one), **({"approval_requests": one.approval} if with_states else {})}
            for one in shown
        ]
        meta = {
            "page": page,
            "page_size": size,
            "first_page_url": f"{at}&Page=0",
            "previous_page_url": f"{at}&Page={page - 1}" if page else None,
            "url": f"{at}&Page={page}",
            "next_page_url": None if is_last else f"{at}&Page={page + 1}&PageToken=PT{shown[-1].sid}",
            "key": "contents",
        }
        return JSONResponse({"contents": listed, "meta": meta})

    def _read(self, request: Request, _body: Any) -> Response:
        made = self.made.get(request.path_params["sid"])
        return JSONResponse(self._as_json(made)) if made else refused(NOT_FOUND)

    def _remove(self, request: Request, _body: Any) -> Response:
        made = self.made.pop(request.path_params["sid"], None)
        return Response(status_code=204) if made else refused(NOT_FOUND)

    def _submit(self, request: Request, body: Any) -> Response:
        made = self.made.get(request.path_params["sid"])
        if made is None:
            return refused(NOT_FOUND)
        if faults := faults_of_body("ContentApprovalRequest", body) or list(_faults_of_template(made, body)):
            return self._refuse(faults)
        made.name, made.category, made.status = body["name"], body["category"], "received"
        return JSONResponse(made.approval, 201)

    def _approvals(self, request: Request, _body: Any) -> Response:
        made = self.made.get(request.path_params["sid"])
        if made is None:
            return refused(NOT_FOUND)
        url = f"{HOST}/v1/Content/{made.sid}/ApprovalRequests"
        return JSONResponse(
            {"sid": made.sid, "account_sid": self.account, "whatsapp": made.approval, "url": url}
        )

    def _refuse(self, faults: list[str]) -> Response:
        self.faults += faults
        return refused(Refusal(400, 20001, "; ".join(faults)))

    def _as_json(self, made: Made) -> dict[str, Any]:
        at = made.at.strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "sid": made.sid,
            "account_sid": self.account,
            "friendly_name": made.friendly_name,
            "language": made.language,
            "variables": made.variables,
            "types": made.types,
            "date_created": at,
            "date_updated": at,
            "url": f"{HOST}/v1/Content/{made.sid}",
            "links": {},
        }


def _fill(text: str, variables: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: variables.get(place[1], place[0]), text)


def _faults_of_content(body: Any) -> Iterator[str]:
    """What Twilio refuses beyond its specification: lengths, numbers of options, places without a sample."""
    for kind, shape in body["types"].items():
        if len(shape.get("body", "")) > MOST_WORDS:
            yield f"{kind}: a body of more than {MOST_WORDS} characters"
        rows = shape.get("actions", shape.get("items"))
        if rows is not None and not 1 <= len(rows) <= MOST_ROWS:
            yield f"{kind}: {len(rows)} options"
        if len(shape.get("button", "")) > 20:
            yield f"{kind}: a button of more than 20 characters"
        for row in rows or ():
            title = row.get("title") or row.get("item")
            if len(_PLACE.sub("", title)) > (24 if "item" in row else 20) or len(row.get("id", "")) > 200:
                yield f"{kind}: an option is too long: {title!r}"
    places = set(_PLACE.findall(json.dumps(body["types"])))
    if missing := places ^ set(body.get("variables", {})):
        yield f"places and samples differ: {sorted(missing)}"


def _faults_of_template(made: Made, body: Any) -> Iterator[str]:
    """What WhatsApp does not even look at."""
    if made.status != "unsubmitted":
        yield "it was submitted already"
    if not re.fullmatch(r"[a-z0-9_]{1,512}", body["name"]):
        yield f"the name {body['name']!r}"
    if body["category"] not in CATEGORIES:
        yield f"the category {body['category']!r}"
    if made.kind == "twilio/list-picker":
        yield "lists are never approved"
    text = made.shape.get("body", "")
    if text.startswith("{{") or text.endswith("}}") or re.search(r"\}\}\s*\{\{", text):
        yield "a place at the beginning or end, or two side by side"
