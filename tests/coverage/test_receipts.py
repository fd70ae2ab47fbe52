"""Receipts: looked at by content, encrypted, given up kindly, erased in time; and codes that ran out."""

from __future__ import annotations

import asyncio
import base64
import io
import zipfile
import zlib
from collections.abc import Callable, Coroutine
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from PIL import Image
from pydantic import SecretStr

from bot.app import App, build
from bot.channels import FetchError
from bot.coverage import receipts as tick
from bot.coverage import registration
from bot.coverage.simulated import SimulatedDesk
from bot.settings import Database, Privacy, Settings
from storage import Store, receipts, tables
from storage.receipts import NewClaim
from tests.coverage.desk import NOW, Desk
from tests.turns.small import Paper


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


class Folder(Paper):
    """A channel with files in it, or with the trouble that fetching them makes."""

    def __init__(self, **files: bytes | FetchError) -> None:
        self.files = files

    async def fetch(self, file: str, most: int) -> bytes:
        found = self.files[file]
        if isinstance(found, FetchError):
            raise found
        return found


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def running(url: str, clock: Clock, work: Callable[[App], Coroutine[Any, Any, Any]]) -> Any:
    """Work with an App on the test's database, at the clock's time."""
    privacy = Privacy(
        keys=(f"test:{base64.b64encode(b'k' * 32).decode()}",),
        hash_key=SecretStr(base64.b64encode(b"h" * 32).decode()),
    )

    async def run() -> Any:
        app = build(Settings(database=Database(url=url), privacy=privacy), clock)
        try:
            return await work(app)
        finally:
            await app.close()

    return asyncio.run(run())


def claimed(desk: Desk, file: str = "file") -> None:
    id = desk.registered()
    claim = NewClaim("R1", id, desk.row(id).participant_id, "paper", "desk", file, "image/jpeg")
    with desk.store.writing() as conn:
        receipts.claim(conn, desk.store.secrets, claim, desk.now)


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 80)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "white").save(made, kind)
    return made.getvalue()


def packed() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("receipt.jpg", picture())
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("WEBP"), "image/webp"),
        (b"%PDF-1.7\nand so on\n%%EOF\n", "application/pdf"),
    ],
)
def test_a_picture_is_known_by_its_content(data: bytes, media_type: str) -> None:
    assert tick.media_type_of(data) == media_type


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not_a_picture"),
        (packed(), "not_a_picture"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "not_a_picture"),
        (b"<!doctype html><html>", "not_a_picture"),
        (b"GIF89a" + bytes(20), "not_a_picture"),
        (picture("PNG")[:60], "not_a_picture"),
        (picture("PNG", (9000, 9000)), "not_a_picture"),
        (b"%PDF-<script>alert(1)</script>%%EOF", "not_a_picture"),
        (b"%PDF-1.7\n" + bytes(5000), "not_a_picture"),
        (bytes(tick.LARGEST + 1), "too_big"),
    ],
)
def test_what_is_no_picture_of_a_receipt_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(tick.Unreadable, match=why):
        tick.media_type_of(data)


def test_a_picture_of_hundreds_of_thousands_of_pieces_is_refused_before_it_is_gone_through() -> None:
    good = picture("PNG")
    empty = bytes(4) + b"tEXt" + zlib.crc32(b"tEXt").to_bytes(4)

    assert tick.media_type_of(good[:33] + empty * 100 + good[33:]) == "image/png"
    with pytest.raises(tick.Unreadable, match="not_a_picture"):
        tick.media_type_of(good[:33] + empty * 700_000 + good[33:])


def test_a_receipt_is_fetched_and_kept_encrypted_for_the_office(desk: Desk, database_url: str) -> None:
    claimed(desk)

    done = running(database_url, Clock(), lambda app: tick.look_after(app, [Folder(file=picture())]))

    with desk.store.reading() as conn:
        (kept,) = receipts.waiting(conn)
        shown = receipts.picture(conn, desk.store.secrets, "R1")
    assert done["fetched"] == 1
    assert (kept.status, kept.media_type, kept.has_picture) == ("waiting", "image/jpeg", True)
    assert shown == (picture(), "image/jpeg")
    assert picture() not in desk.rows("receipts", "picture_sealed")[0][0]


@pytest.mark.parametrize(
    "found",
    [
        packed(),
        FetchError("larger than 10485760 bytes", permanent=True),
        FetchError("the file is gone", permanent=True),
    ],
)
def test_what_cannot_be_used_is_told_once_and_nothing_of_it_is_kept(
    desk: Desk, database_url: str, found: bytes | FetchError
) -> None:
    claimed(desk)

    for _ in range(2):
        running(database_url, Clock(), lambda app: tick.look_after(app, [Folder(file=found)]))

    assert desk.rows("receipts", "status", "picture_sealed", "file_sealed") == [("unreadable", None, None)]
    assert [key for (key,) in desk.rows("outbox", "key")] == ["receipt:R1:unreadable"]
    assert "sudah bayar" in desk.told("receipt:R1:unreadable")


def test_what_did_not_come_is_fetched_again_later_and_given_up_at_last(desk: Desk, database_url: str) -> None:
    claimed(desk)
    clock, folder = Clock(), Folder(file=FetchError("timeout"))

    async def work(app: App) -> list[str]:
        seen = []
        for _ in range(tick.ATTEMPTS):
            await tick.fetch(app, [folder])
            await tick.fetch(app, [folder])  # too early: nothing happens
            seen.append(desk.rows("receipts", "status")[0][0])
            clock.now += timedelta(hours=6)
        return seen

    assert running(database_url, clock, work) == ["fetching"] * (tick.ATTEMPTS - 1) + ["unreadable"]


def test_receipts_of_another_channel_are_left_to_it(desk: Desk, database_url: str) -> None:
    claimed(desk)

    assert running(database_url, Clock(), lambda app: tick.fetch(app, [])) == 0
    assert desk.rows("receipts", "status") == [("fetching",)]


def test_a_bill_whose_code_ran_out_is_ended_and_told_once(desk: Desk, database_url: str) -> None:
    id = desk.registered()
    with desk.store.writing() as conn:
        conn.execute(tables.bills.update().values(expires_on=date(2026, 11, 23)))
    clock = Clock()

    async def work(app: App) -> list[int]:
        ended = []
        for _ in range(3):
            ended.append((await tick.look_after(app, []))["expired"])
            clock.now += timedelta(days=1)
        return ended

    assert running(database_url, clock, work) == [0, 1, 0]
    assert desk.row(id).bill is None
    assert [key for (key,) in desk.rows("outbox", "key")] == ["expired:B1"]


def test_an_offices_own_desk_registers_who_waits(desk: Desk, database_url: str) -> None:
    ids = [desk.nominated(number) for number in (1, 2, 3)]

    results = running(
        database_url,
        Clock(),
        lambda app: registration.submit_waiting(app, SimulatedDesk(date(2026, 11, 23))),
    )

    assert [result.verdict for result in results] == ["accepted"] * 3
    assert {desk.row(id).status for id in ids} == {"registered"}
