"""A channel and a conversation that are just large enough to see what becomes of a turn."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.channels import FetchError, Inbound, NewId, Outbound, Receipt
from bot.fold import Respond
from bot.turns import Turns
from bot.writer import Writer
from flows.stored import load_message, load_state
from flows.types import (
    Asked,
    CreateNomination,
    DeleteMessage,
    Effect,
    Event,
    Facts,
    Need,
    Office,
    OptOut,
    OwnNominationOf,
    OwnNominations,
    OwnNumber,
    RecordConsent,
    RememberNumber,
    Said,
    Say,
    SetLanguage,
    SetReachable,
    State,
    Turn,
    Unknown,
)
from storage import Store, tables

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
OFFICE = Office(name="Kantor Uji", area="6202", contact="0536-000000", hours="08.00-15.00")
NIK = "6202014107900003"
PHONE = "+6281234500099"
NAME = "Sariati Penyadap"


class Paper:
    """Takes letters: JSON with id, who and text. Sends nothing: the tests read the outbox."""

    name = "paper"
    account = "desk"
    text_limit = 1000
    caption_limit = 0
    window: timedelta | None = None

    def parse(self, raw: bytes, new_id: NewId) -> Inbound | None:
        letter = json.loads(raw)
        if letter["text"] is None:
            return None
        event = Said(new_id(), letter["text"])
        return Inbound(
            self.name, self.account, letter["id"], "paper_name", letter["who"], event, raw, letter["who"]
        )

    async def send(self, message: Outbound) -> Receipt:
        raise AssertionError(f"nothing is sent on paper, not even {message.text!r}")

    async def fetch(self, file: str, most: int) -> bytes:
        raise FetchError("there are no files on paper", permanent=True)


_numbers = itertools.count(1)


def letter(who: str, text: str, id: str | None = None) -> Inbound:
    raw = json.dumps({"id": id or f"letter-{next(_numbers)}", "who": who, "text": text}).encode()
    inbound = Paper().parse(raw, lambda: f"event-{next(_numbers)}")
    assert inbound
    return inbound


def respond(state: State | None, event: Event, facts: Facts) -> Turn | Need:
    """Keeps all that was heard and says how much that is; some words do something besides."""
    assert isinstance(event, Said)
    state = state or State("small", event.id, {"heard": []})
    state = replace(state, answers={"heard": [*state.answers["heard"], event.text]}, asking=state.asking + 1)
    try:
        says, effects = _obey(event, facts)
    except Unknown as unknown:
        return Need((unknown.question,))
    asked = Asked(state.conversation, state.asking, "more")
    return Turn(state, says, asked if says else None, effects)


def _obey(event: Said, facts: Facts) -> tuple[tuple[Say, ...], tuple[Effect, ...]]:
    word, _, rest = event.text.partition(" ")
    match word:
        case "boom":
            raise ValueError(f"cannot take {rest}")
        case "nominate":
            return (Say("made"),), (nomination(event.id, rest or NIK),)
        case "impossible":
            return (Say("made"),), (replace(nomination(event.id, NIK), months=99),)
        case "mine?":
            return _tell([one.reference for one in facts.find(OwnNominations())])
        case "of?":
            found = facts.find(OwnNominationOf(rest))
            return _tell(found.nik_masked if found else None)
        case "own?":
            return _tell(facts.find(OwnNumber(rest)))
        case "number":
            return (), (RememberNumber(rest),)
        case "lang":
            return (), (SetLanguage("en"),)
        case "who?":
            person = facts.person
            return _tell([facts.lang, person.name, person.opted_out, person.notice_agreed])
        case "stop":
            return (), (OptOut(),)
        case "blocked":
            return (), (SetReachable(False),)
        case "agree" | "decline":
            conversation, asking = rest.split()
            return (), (RecordConsent("notice", word, conversation, int(asking), Say("sorry")),)
        case "delete":
            return (), (DeleteMessage(rest),)
        case _:
            return (Say("heard", {"text": event.text}),), ()


def _tell(value: Any) -> tuple[tuple[Say, ...], tuple[Effect, ...]]:
    return (Say("told", {"value": json.dumps(value)}),), ()


def nomination(reference: str, nik: str) -> CreateNomination:
    return CreateNomination(
        reference=reference,
        job="other",
        job_words="menyadap karet",
        sector="other",
        name=NAME,
        nik=nik,
        birth_date=date(1990, 7, 1),
        phone=PHONE,
        workplace="6202",
        income=1_500_000,
        programmes=frozenset({"jkk", "jkm"}),
        months=3,
        first_month="2026-12",
        amount=50_400,
        tariff_version="test",
    )


@asynccontextmanager
async def taking(
    store: Store,
    respond: Respond = respond,
    clock: Callable[[], datetime] = lambda: NOW,
    on_commit: Callable[[], None] = lambda: None,
) -> AsyncIterator[Turns]:
    writer = Writer()
    paper = Paper()
    ids = (f"id-{id(writer):x}-{number}" for number in itertools.count())
    turns = Turns(
        store, writer, clock, lambda: next(ids), lambda: OFFICE, "id", {paper.name: paper},
        respond=respond, on_commit=on_commit,
    )  # fmt: skip
    try:
        yield turns
    finally:
        await turns.close()
        await writer.close()


def heard(store: Store) -> dict[str, list[str]]:
    """All that was heard, by the name of who wrote it."""
    query = select(tables.people.c.name_sealed, tables.conversations.c.state_sealed).join_from(
        tables.people, tables.conversations
    )
    with store.reading() as connection:
        return {
            store.secrets.open_text(name): list(load_state(store.secrets.open(state)).answers["heard"])
            for name, state in connection.execute(query)
        }


def said(store: Store) -> list[tuple[str, Mapping[str, Any]]]:
    """Key and arguments of everything that is to be said, in order."""
    query = (
        select(tables.outbox.c.body_sealed).where(tables.outbox.c.kind == "say").order_by(tables.outbox.c.id)
    )
    with store.reading() as connection:
        bodies = [store.secrets.open(body) for body in connection.scalars(query)]
    return [(say.key, say.args) for body in bodies for say in load_message(body)[0]]


def told(store: Store) -> list[Any]:
    return [json.loads(args["value"]) for key, args in said(store) if key == "told"]


def statuses(store: Store) -> list[str]:
    with store.reading() as connection:
        return list(connection.scalars(select(tables.inbox.c.status).order_by(tables.inbox.c.id)))
