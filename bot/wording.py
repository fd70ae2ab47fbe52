"""A nudge gets its words when it is sent: what is true then is said, and what is not is left out.

Rows of the outbox of this kind hold no words, only which steps of which subjects they are about. Everybody of
a claim is looked up at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, cast

from sqlalchemy import Connection

from bot.drafts import Left, Not, Said, Worded
from bot.facts import shown
from bot.nudges import read_items, recipient, unfinished_of
from flows import FLOWS, walk
from flows.digest import CoverLine, DraftLine, InvitationLine, Line, digest
from flows.rules.nudges import Invited, Item, LeftDraft, Recipient, still_true
from flows.stored import Message
from flows.types import Facts, Lang, Office
from storage import nominations, nudges
from storage.claims import Claimed
from storage.nominations import NominationRow
from storage.nudges import Standing
from storage.restored import restored_at

if TYPE_CHECKING:
    from bot.app import App

OVER = "over"
"""why nothing is said: what was to be said is true no more"""


class Wording:
    """Words nudges for the senders of one process."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, rows: Sequence[Claimed], now: datetime) -> Mapping[int, Worded]:
        """What is said in each of these messages now, by its row; away from the event loop."""
        return await asyncio.to_thread(self._word, rows, now)

    def _word(self, rows: Sequence[Claimed], now: datetime) -> Mapping[int, Worded]:
        secrets, office = self._app.store.secrets, self._app.office
        with self._app.store.reading() as connection:
            found = nudges.standings(connection, {row.person_id for row in rows}, now)
            restored = restored_at(connection)
            people = {id: recipient(one, secrets, office, restored) for id, one in found.items()}
            said: dict[int, tuple[Item, ...]] = {}
            worded: dict[int, Worded] = {}
            for row in rows:
                person = people[row.person_id]
                if (at := _not_before(person, office, now)) is not None:
                    worded[row.id] = Not(at)
                    continue
                items = read_items(secrets.open(cast(bytes, row.body_sealed)))
                said[row.id] = still_true(items, person, office.nudges, now)
            subjects = self._nominations(connection, found, said.values())
        for row in rows:
            if row.id in said:
                one, person = found[row.person_id], people[row.person_id]
                lines = list(self._lines(said[row.id], one, person, subjects, cast(Lang, row.lang), now))
                told = digest(lines, office, now, f"nudge-{row.id}", office.nudges)
                is_any = bool(told.says)
                worded[row.id] = Said(Message(told.says, told.asked, told.picture)) if is_any else Left(OVER)
        return worded

    def _nominations(
        self, connection: Connection, found: Mapping[int, Standing], said: Iterable[Sequence[Item]]
    ) -> dict[str, NominationRow]:
        """What is spoken of, by its reference."""
        named = {item.subject for items in said for item in items}
        covers = [(one.id, one.reference) for who in found.values() for one in who.covers]
        invitations = [(one.id, one.reference) for who in found.values() for one in who.invitations]
        ids = {id for id, reference in (*covers, *invitations) if reference in named}
        rows = nominations.by_ids(connection, self._app.store.secrets, ids)
        return {row.reference: row for row in rows.values()}

    def _lines(
        self,
        items: Sequence[Item],
        one: Standing,
        person: Recipient,
        subjects: Mapping[str, NominationRow],
        lang: Lang,
        now: datetime,
    ) -> Iterator[Line]:
        about = {subject.reference: subject for subject in person.subjects}
        for item in items:
            row = subjects.get(item.subject)
            match about[item.subject]:
                case LeftDraft():
                    yield self._draft(item, one, lang, now)
                case Invited(until=until) if row is not None:
                    token = self._app.store.secrets.token("invitation", row.reference)
                    yield InvitationLine(item, row.name, token, until, row.payer)
                case _ if row is not None:
                    yield CoverLine(item, shown(row, for_worker=item.role == "worker"))
                case _:
                    pass

    def _draft(self, item: Item, one: Standing, lang: Lang, now: datetime) -> DraftLine:
        draft = unfinished_of(one, self._app.store.secrets)
        if draft is None:
            raise LookupError("a draft is to be spoken of, and there is none")
        done, total = walk.progress(FLOWS[draft.flow], draft, Facts(now, lang, self._app.office))
        return DraftLine(item, draft.answers.get("name"), done, total)


def _not_before(person: Recipient, office: Office, now: datetime) -> datetime | None:
    """It may have waited into the night, or they are writing just now."""
    policy = office.nudges
    if person.wrote_at is not None and now < person.wrote_at + policy.rests:
        return policy.opening(person.wrote_at + policy.rests, person.zone)
    return policy.opening(now, person.zone) if policy.is_quiet(now, person.zone) else None
