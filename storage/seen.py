"""Which messages came in before: each is seen once, by what its platform calls it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from storage.tables import inbox, redactions


def seen(connection: Connection, channel: str, account: str, provider_ids: Collection[str]) -> set[str]:
    """Those of them that are in the inbox, or were kept unread and are (to be) erased at the platform."""
    found = set[str]()
    for table in (inbox, redactions):
        query = select(table.c.provider_id).where(
            table.c.channel == channel, table.c.account == account, table.c.provider_id.in_(provider_ids)
        )
        found.update(connection.execute(query).scalars())
    return found
