"""Receipts as time goes by: their pictures fetched, looked at, and erased; and bills whose code ran out.

What a picture is, its bytes tell and not its name. It is kept as it came, encrypted, and nobody opens it but
the office. What is no picture and no PDF is not kept at all.
"""

from __future__ import annotations

import asyncio
import re
import warnings
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, TypeAlias

import structlog
from sqlalchemy import Connection

from bot.channels import Channel, FetchError
from bot.coverage.telling import Letter, tell
from bot.facts import shown
from bot.writer import Priority
from flows import notices
from flows.types import Office
from storage import Secrets, bills, nominations, receipts, tasks
from storage.clock import doubted_until
from storage.receipts import KeptReceipt

if TYPE_CHECKING:
    from bot.app import App

LARGEST = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""a phone's best camera; a picture that unpacks to more was made to do harm"""
ATTEMPTS = 8
"""then it is given up: some nine hours after it was sent"""
_AT_ONCE = 20
_PDF = re.compile(rb"%PDF-[12]\.[0-9]\s")
_PDF_END = 2048
_PNG = b"\x89PNG\r\n\x1a\n"
_MOST_CHUNKS = 20_000
"""10 MB in pieces of 8 KiB, which is how most programs write them, are 1,280"""
_CHUNK_FRAME = 12
"""bytes: length, name, checksum"""

Chunk: TypeAlias = Callable[[Connection, Secrets, Office, datetime], int]
"""Does some rows and says how many; fewer than a chunk: these were the last."""

_log = structlog.get_logger()


class Unreadable(ValueError):  # noqa: N818  a value that becomes a message
    """It is no picture of a receipt; the text is its key in the catalogs."""


def media_type_of(data: bytes) -> str:
    """What it is by its content: a JPEG, PNG, WebP or PDF. Raises Unreadable for anything else."""
    if len(data) > LARGEST:
        raise Unreadable("too_big")
    if _PDF.match(data) and b"%%EOF" in data[-_PDF_END:]:
        return "application/pdf"
    try:
        return f"image/{_kind_of(data).lower()}"
    except Exception:  # whatever a decoder makes of bytes that were chosen to confuse it
        raise Unreadable("not_a_picture") from None


def _kind_of(data: bytes) -> str:
    """The format of a sound picture; its size is looked at before anything else, and none of it unpacked."""
    if data.startswith(_PNG) and not _has_few_chunks(data):
        raise ValueError
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("error")  # of a picture too large Pillow only warns, up to twice its limit
        with Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > MOST_PIXELS or picture.format is None:
                raise ValueError
            kind = picture.format
            picture.verify()
            return kind


def _has_few_chunks(data: bytes) -> bool:
    """A decoder goes through the chunks of a PNG one by one; hundreds of thousands were made to do harm."""
    at = len(_PNG)
    for _ in range(_MOST_CHUNKS):
        if at >= len(data):
            return True
        at += int.from_bytes(data[at : at + 4]) + _CHUNK_FRAME
    return False


async def look_after(app: App, channels: Sequence[Channel]) -> dict[str, int]:
    """Fetch what is to be fetched, erase what is too old, end bills whose code ran out; how many of each.

    Nothing is erased or ended while the clock is doubted.
    """
    done = {"fetched": await fetch(app, channels)}
    if await app.write(partial(doubted_until, now=app.times.now()), Priority.BULK) is None:
        done["erased"] = await _in_chunks(app, _are_to_erase, _erase)
        done["expired"] = await _in_chunks(app, _are_expired, _expire)
    return done


async def fetch(app: App, channels: Sequence[Channel]) -> int:
    """Fetch the pictures of receipts that came by these channels; returns how many were settled."""
    by_account = {(channel.name, channel.account): channel for channel in channels}
    with_files = await asyncio.to_thread(_due, app, tuple(by_account))
    settled = 0
    for receipt, file in with_files:
        channel = by_account[receipt.channel, receipt.account]
        settled += await _fetch_one(app, channel, receipt, file)
    return settled


def _due(app: App, accounts: Sequence[tuple[str, str]]) -> list[tuple[KeptReceipt, str]]:
    with app.store.reading() as connection:
        files = dict(receipts.to_fetch(connection, app.store.secrets, accounts, app.times.now(), _AT_ONCE))
        return [(one, files[one.id]) for one in receipts.by_ids(connection, files)]


async def _fetch_one(app: App, channel: Channel, receipt: KeptReceipt, file: str) -> bool:
    try:
        data = await channel.fetch(file, LARGEST)
        media_type = await asyncio.to_thread(media_type_of, data)
    except FetchError as error:
        if not error.permanent and receipt.attempts + 1 < ATTEMPTS:
            at = app.times.now() + timedelta(minutes=2**receipt.attempts * 2)
            await app.write(partial(receipts.later, id=receipt.id, at=at), Priority.BULK)
            return False
        _log.warning("receipt.not_fetched", receipt=receipt.reference, error=error.reason)
        why = "too_big" if "larger than" in error.reason else "not_fetched"
        return await app.write(partial(_give_up, app, receipt, why), Priority.BULK)
    except Unreadable as error:
        return await app.write(partial(_give_up, app, receipt, str(error)), Priority.BULK)
    keep = partial(
        receipts.fetched, secrets=app.store.secrets, id=receipt.id, picture=data, media_type=media_type
    )
    return await app.write(keep, Priority.BULK)


def _give_up(app: App, receipt: KeptReceipt, why: str, connection: Connection) -> bool:
    """It is of no use: whoever sent it is told, once."""
    now, secrets = app.times.now(), app.store.secrets
    if not receipts.unreadable(connection, receipt.id, why, now):
        return False
    if not receipts.waiting_of(connection, [receipt.nomination_id]):
        tasks.done_about(connection, receipt.nomination_id, "receipt_waits", "system", now)
    row = nominations.by_ids(connection, secrets, [receipt.nomination_id])[receipt.nomination_id]
    notice = notices.receipt_unreadable(shown(row), why, app.office)
    tell(
        connection,
        secrets,
        [Letter(f"receipt:{receipt.reference}:unreadable", receipt.person_id, notice)],
        now,
    )
    return True


def _erase(connection: Connection, secrets: Secrets, office: Office, now: datetime) -> int:
    return receipts.erase_pictures(connection, now, _AT_ONCE)


def _expire(connection: Connection, secrets: Secrets, office: Office, now: datetime) -> int:
    """Bills whose last day has passed: ended, and their participants told to ask for a new one."""
    old = bills.expired(connection, now.astimezone(office.zone).date(), _AT_ONCE)
    bills.close(connection, [bill.id for bill in old], "expired", now)
    rows = nominations.by_ids(connection, secrets, {bill.nomination_id for bill in old})
    letters = [
        Letter(
            f"expired:{bill.reference}",
            rows[bill.nomination_id].participant_id,
            notices.bill_expired(shown(rows[bill.nomination_id]), office),
        )
        for bill in old
        if rows[bill.nomination_id].status == "registered"
    ]
    tell(connection, secrets, letters, now)
    return len(old)


def _are_to_erase(app: App) -> bool:
    with app.store.reading() as connection:
        return receipts.are_to_erase(connection, app.times.now())


def _are_expired(app: App) -> bool:
    with app.store.reading() as connection:
        return bills.are_expired(connection, app.times.now().astimezone(app.office.zone).date())


async def _in_chunks(app: App, is_needed: Callable[[App], bool], work: Chunk) -> int:
    """Nobody waits for a look: it is taken in a reading transaction."""
    if not await asyncio.to_thread(is_needed, app):
        return 0
    number = 0
    while True:
        done = await app.write(partial(_one_chunk, app, work), Priority.BULK)
        number += done
        if done < _AT_ONCE:
            return number


def _one_chunk(app: App, work: Chunk, connection: Connection) -> int:
    return work(connection, app.store.secrets, app.office, app.times.now())
