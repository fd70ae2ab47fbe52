"""Photos on the terminal: a file of that name, fetched as it is, and not too large."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest

from bot.channels import FetchError
from bot.channels.terminal import Terminal, read_line
from flows.types import Media, Shared


def fetched(file: Path | str, most: int = 1000) -> bytes:
    return asyncio.run(Terminal("Siti", "1", io.StringIO()).fetch(str(file), most))


def test_a_photo_is_a_file_with_its_size_and_type(tmp_path: Path) -> None:
    file = tmp_path / "bukti bayar.jpg"
    file.write_bytes(b"x" * 17)

    assert read_line(f"/photo {file}", "e1") == Shared(
        "e1", "photo", media=Media(str(file), 17, "image/jpeg")
    )
    assert fetched(file) == b"x" * 17


@pytest.mark.parametrize("file", ["nothing.jpg", ".", "a\x00b", "x" * 5000])
def test_what_is_no_file_is_a_photo_that_cannot_be_fetched(file: str) -> None:
    assert read_line(f"/photo {file}", "e1") == Shared("e1", "photo")
    with pytest.raises(FetchError) as refusal:
        fetched(file)
    assert refusal.value.permanent


def test_a_file_larger_than_allowed_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "film.mp4"
    file.write_bytes(b"x" * 1001)

    with pytest.raises(FetchError, match="larger than 1000 bytes") as refusal:
        fetched(file)
    assert refusal.value.permanent
    assert fetched(file, 1001) == b"x" * 1001
