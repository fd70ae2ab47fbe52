"""Logs: JSON lines that name no person, whatever is raised or slipped in."""

from __future__ import annotations

import io
import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot import logs
from bot.fold import place_of
from storage import Store


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = io.StringIO()
    logs.configure(stream)
    yield stream
    structlog.reset_defaults()
    root.handlers, root.level = handlers, level


def lines(out: io.StringIO) -> list[Any]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_line_is_json_with_its_time_and_level(out: io.StringIO) -> None:
    structlog.get_logger().info("outbox.active", channel="telegram")

    (line,) = lines(out)
    assert (line["event"], line["level"], line["channel"]) == ("outbox.active", "info", "telegram")
    assert line["timestamp"].endswith("Z")


def test_an_exception_is_its_type_and_places_and_not_its_words(out: io.StringIO) -> None:
    try:
        int("Bambang Sutrisno 6271034107900009")
    except ValueError:
        structlog.get_logger().exception("turns.failed", inbox_id=7)

    (line,) = lines(out)
    assert (line["error"], line["inbox_id"]) == ("ValueError", 7)
    assert line["at"][-1].startswith("test_logs.py:")
    assert "Bambang" not in out.getvalue()


def test_what_a_disk_or_a_database_calls_its_trouble_is_in_the_line(
    out: io.StringIO, store: Store, tmp_path: Path
) -> None:
    try:
        with store.writing() as conn:
            conn.execute(text("SELECT * FROM nowhere WHERE x = :x"), {"x": "Bambang"})
    except DBAPIError as error:
        structlog.get_logger().exception("turns.failed")
        place = place_of(error)
    try:
        (tmp_path / "missing").read_text()
    except OSError:
        structlog.get_logger().exception("other.failed")

    refused, missing = lines(out)
    assert refused["code"] == ("SQLITE_ERROR" if store.is_sqlite else "42P01")
    assert place.startswith(f"{refused['error']} ({refused['code']}) at ")
    assert missing["code"] == "ENOENT"
    assert "Bambang" not in out.getvalue() + place


def test_a_locked_database_is_called_so(tmp_path: Path) -> None:
    held = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    with (
        closing(held),
        closing(sqlite3.connect(tmp_path / "a.db", timeout=0)) as other,
        pytest.raises(sqlite3.OperationalError) as caught,
    ):
        other.execute("BEGIN IMMEDIATE")

    assert logs.code_of(caught.value) == "SQLITE_BUSY"
    assert logs.code_of(ValueError("x")) is None


def test_long_numbers_are_hidden_wherever_they_slipped_in(out: io.StringIO) -> None:
    structlog.get_logger().warning("x 6271034107900009", reason="+6281298760001?", chat=81298760001, row=12)

    (line,) = lines(out)
    assert (line["event"], line["reason"], line["chat"], line["row"]) == ("x …", "+…?", "…", 12)


def test_libraries_are_heard_when_they_warn_in_the_same_shape(out: io.StringIO) -> None:
    logging.getLogger("apscheduler").info("not said")
    try:
        int("no number 6271034107900009")
    except ValueError:
        logging.getLogger("asyncio").exception("Task exception was never retrieved")

    (line,) = lines(out)
    assert (line["event"], line["error"]) == ("Task exception was never retrieved", "ValueError")
    assert "6271034107900009" not in out.getvalue()


DIGITS = st.text("0123456789", min_size=9, max_size=17)
BETWEEN = ["", " ", "-", " - ", ".", "/", ") ", "_", ", ", ":", "\u2013", "\u2011", "\u00a0"]
WRITTEN = st.tuples(DIGITS, st.sampled_from(BETWEEN)).map(
    lambda given: given[1].join(given[0][at : at + 4] for at in range(0, len(given[0]), 4))
)
PLACED = st.sampled_from(
    [
        lambda number: {"reason": f"to {number}, refused"},
        lambda number: {"done": {"people": [number, "x"]}},
        lambda number: {"chats": (f"whatsapp:+{number}",)},
        lambda number: {"raw": number.encode()},
        lambda number: {"event_of": {number: 1}},
    ]
)


@given(WRITTEN, PLACED)
def test_however_a_number_is_written_and_wherever_it_slipped_in_it_is_hidden(
    number: str, placed: Any
) -> None:
    shown = logs.without_numbers(None, "info", {"event": "x", **placed(number)})

    assert number not in repr(shown)


@pytest.mark.parametrize(
    "line",
    [
        "https://api.telegram.org/bot123456789:AAinvented-for-the-tests/getMe",
        "https://AC0123:AAinvented-for-the-tests@api.twilio.com/",
        "postgresql://sertakan:AAinvented-for-the-tests@db/x",
        "postgresql://sertakan:AA/AAinvented-for-the-tests@db/x",
        "authorization: Basic AAinvented-for-the-tests",
        "authorization: Bearer AAinvented-for-the-tests",
        "https://example.org/kartu/AAinvented-for-the-tests?x=1",
        "https://example.org/gambar/12-AAinvented-for-the-tests.png",
        "to whatsapp:ID.AAinvented7forthetests",
    ],
)
def test_a_token_in_an_address_is_hidden(out: io.StringIO, line: str) -> None:
    structlog.get_logger().warning("odd", said=line)
    logging.getLogger("httpx").warning("odd: %s", line)

    assert len(lines(out)) == 2
    assert "AAinvented" not in out.getvalue()


@pytest.mark.parametrize(
    "secret",
    ["7K2M9QX4T8WZ3RNB6VHD5JPCEA", "0f1e2d3c4b5a69788796a5b4c3d2e1f0", "link-7K2M9Q", "HUBUNGKAN 7K2M9Q"],
)
def test_what_opens_something_is_hidden(secret: str) -> None:
    shown = logs.without_numbers(None, "info", {"event": f"odd: {secret}!"})

    assert secret not in shown["event"]


def test_of_a_thing_that_is_not_known_only_its_type_is_told() -> None:
    class Odd:
        def __repr__(self) -> str:
            return "Siti +6281234567890"

    at = datetime(2026, 11, 23, 5, 30, 1, 123456, tzinfo=UTC)
    given = {"odd": Odd(), "deep": [{"odd": Odd()}], "path": Path("/x/bot123456789:AAinvented-for-the-tests")}

    shown = logs.without_numbers(None, "info", {**given, "at": at, "said": f"until {at.isoformat()}"})

    assert (shown["odd"], shown["deep"], shown["path"]) == ("Odd", [{"odd": "Odd"}], "/x/bot…")
    assert (shown["at"], shown["said"]) == (at.isoformat(), f"until {at.isoformat()}")
    assert logs.without_numbers(None, "info", {"x": 812345678.0, "y": 0.25}) == {"x": "…", "y": 0.25}


def test_what_a_library_repeats_of_what_was_raised_is_left_out(out: io.StringIO) -> None:
    logging.getLogger("asyncio").error(
        "Task exception was never retrieved\nfuture: <Task exception=%r>", ValueError("Bambang")
    )

    assert lines(out)[0]["event"] == "Task exception was never retrieved"
    assert "Bambang" not in out.getvalue()
