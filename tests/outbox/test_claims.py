"""A claim goes by its indexes, however many rows wait."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event

from storage import Store, claims
from storage.outbox import Holder
from tests.outbox.rig import Scene


def test_what_may_be_sent_is_found_without_looking_at_all_that_waits(store: Store) -> None:
    if not store.is_sqlite:
        pytest.skip("Postgres plans by what is in the table")
    scene = Scene(store)
    person, later = scene.someone()[0], scene.clock.now + timedelta(days=1)
    for priority in (0, 2):
        for place in ({}, {"channel": "fake", "account": "office_bot"}):
            scene.put(person, "nanti", priority, not_before=later, **place)
    seen: list[tuple[str, tuple[object, ...]]] = []
    with store.writing() as conn:
        event.listen(conn, "before_cursor_execute", lambda *call: seen.append((call[2], call[3])))
        claims.claim(conn, Holder("fake", "office_bot", "first"), scene.clock.now, {0: 1, 2: 1})
    with store.reading() as conn:
        plans = [str(conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given).all()) for sql, given in seen]

    is_any, *looks = plans
    assert (
        is_any.count("SEARCH outbox USING INDEX ix_outbox_open (channel=? AND account=? AND priority=?)") == 6
    )
    assert len(looks) == 4
    for plan in looks:
        assert "ix_outbox_open (channel=? AND account=? AND priority=? AND id>?)" in plan
    for plan in plans:
        assert "SCAN outbox" not in plan
