"""Nothing that names a person can be read in the database without its keys."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sqlalchemy import Connection, select

from storage import Store
from storage.tables import Row
from tests.turns import small

PERSONAL = (small.NIK, small.PHONE, small.PHONE.removeprefix("+62"), small.NAME, "Sariati", "Siti Pengirim")


def test_nothing_personal_is_readable_in_any_column(store: Store) -> None:
    fill(store)

    with store.reading() as connection:
        content = everything(connection)

    assert content
    assert [value for value in PERSONAL if value.encode() in content] == []


def test_nothing_personal_is_readable_in_the_files_of_sqlite(store: Store) -> None:
    if not store.is_sqlite:
        return  # its columns are looked through above
    fill(store)
    path = Path(store.url.database or "")

    content = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))

    assert b"nominations" in content
    assert [value for value in PERSONAL if value.encode() in content] == []


def fill(store: Store) -> None:
    async def run() -> None:
        async with small.taking(store) as turns:
            words = [
                f"ini {small.NIK}",
                "nominate",
                f"number {small.PHONE}",
                f"boom {small.NIK}",
                "agree c 1",
            ]
            await turns.take([small.letter("Siti Pengirim", text) for text in words])

    asyncio.run(run())


def everything(connection: Connection) -> bytes:
    values = [
        value
        for table in Row.metadata.sorted_tables
        for row in connection.execute(select(table))
        for value in row
    ]
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in values)
