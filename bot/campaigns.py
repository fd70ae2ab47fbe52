"""The words of campaigns for who sends them: kept once with their broadcast, made one person's when sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import cast

from bot.channels import Drawing
from bot.drafts import Said
from flows import campaigns
from flows.campaigns import Content
from flows.stored import dump_message
from flows.types import Lang, Office, Say
from storage import Secrets, Store
from storage.campaign_checks import Rules
from storage.claims import Claimed
from storage.sending import Addressed, addressed, content_of

_KEPT = 50
"""broadcasts whose words and pictures are held in memory"""


def body(secrets: Secrets) -> bytes:
    """What a row of the outbox has for its body: nothing of the words, which are kept once."""
    return secrets.seal(dump_message((Say("campaign", {"text": ""}),)))


def rules_of(office: Office) -> Rules:
    """When people are written to without their asking, and how often: as of reminders."""
    policy = office.nudges
    quiet = (policy.quiet_from, policy.quiet_until)
    return Rules(office.zone, quiet, policy.per_day, policy.per_week)


class Campaigns:
    """Reads them, each version once."""

    def __init__(self, store: Store, office: Callable[[], Office]) -> None:
        self._store, self._office = store, office
        self._kept: dict[tuple[int, str], tuple[Content, Drawing | None]] = {}

    async def __call__(self, rows: Sequence[Claimed], now: datetime) -> Mapping[int, Said]:
        """What these rows of the outbox say, by their ids."""
        return await asyncio.to_thread(self._read, [row.id for row in rows])

    def _read(self, rows: Collection[int]) -> dict[int, Said]:
        with self._store.reading() as conn:
            found = addressed(conn, rows)
            for id, version in {(one.broadcast_id, one.version) for one in found} - self._kept.keys():
                content, picture = content_of(conn, id)
                while len(self._kept) >= _KEPT:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[id, version] = (
                    campaigns.load_content(content),
                    Drawing(picture) if picture else None,
                )
        return {one.row: self._made(one) for one in found}

    def _made(self, one: Addressed) -> Said:
        content, picture = self._kept[one.broadcast_id, one.version]
        name = self._store.secrets.open_text(one.name_sealed) if one.name_sealed else ""
        lang, office = cast(Lang, one.lang), self._office()
        return Said(campaigns.message(content, one.reference, lang, name, office), picture)
