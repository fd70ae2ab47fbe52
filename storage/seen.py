"""Which messages came in before: each is seen once, by what its platform calls it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from storage.tables import inbox


def seen(connection: Connection, channel: str, account: str, provider_ids: Collection[str]) -> set[str]:
    """Those of them that are in the inbox."""
    query = select(inbox.c.provider_id).where(
        inbox.c.channel == channel, inbox.c.account == account, inbox.c.provider_id.in_(provider_ids)
    )
    return set(connection.execute(query).scalars())
