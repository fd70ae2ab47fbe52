"""The quick look whether a database needs a migration."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from storage import Secrets, Store


def test_a_new_database_is_not_current_until_it_is_migrated(tmp_path: Path, secrets: Secrets) -> None:
    store = Store(f"sqlite:///{tmp_path / 'new.db'}", secrets)

    before = store.is_current()
    store.migrate()

    assert (before, store.is_current()) == (False, True)
    store.close()


def test_a_database_of_another_release_is_not_current(store: Store) -> None:
    assert store.is_current()

    with store.writing() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '0000'"))

    assert not store.is_current()
