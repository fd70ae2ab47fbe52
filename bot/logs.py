"""What is logged: JSON lines on standard error, readable ones on a terminal. Ids, never what names a person.

An exception is logged as its type, the code that SQLite, Postgres or the system has for it, and the places it
passed through, without its message: that may repeat what a person wrote, or what a statement was given.
"""

from __future__ import annotations

import errno
import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from datetime import date, timedelta
from enum import Enum
from pathlib import Path, PurePath
from typing import Any, TextIO
from uuid import UUID

import structlog

_LONG_NUMBER = re.compile(
    r"(?P<kept>\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?(?!\d)"
    r"|\b127\.0\.0\.1(?::\d{1,5})?(?!\d))"
    r"|\d(?:[\W_]*\d){8,}"
)
"""nine digits and more, with anything but letters between them; a moment and our own machine are kept"""
_SECRET = re.compile(
    r"\d{6,}:[A-Za-z0-9_-]{16,}"  # a bot's token
    r"|(?<=//)\S+@"  # what stands before the host of an address
    r"|(?<=\bBasic )\S+|(?<=\bBearer )\S+"
    r"|\b[0-9a-f]{32}\b"  # Twilio's auth token; its ids begin with two letters
    r"|\b[A-Z]{2}\.[A-Za-z0-9.]{8,}"  # whom WhatsApp names without a number
    r"|\b[0-9A-HJKMNP-TV-Z]{26}\b"  # an invitation's token
    r"|(?<=/kartu/)[^\s/?#]+|(?<=/gambar/)[^\s/?#]+"  # links to what is someone's
    r"|(?<=\blink-)\w{4,}|(?<=HUBUNGKAN )\w{4,}|(?<=HUBUNGKAN%20)\w{4,}"  # codes that join accounts
)
_PLACES = 8


def configure(out: TextIO | None = None, *, level: int = logging.INFO, as_json: bool | None = None) -> None:
    """Log to `out` (standard error) from now on; `as_json` None: unless it is a terminal."""
    stream = out or sys.stderr
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        without_messages,
        without_numbers,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    json_lines = not stream.isatty() if as_json is None else as_json
    render: Any = (
        structlog.processors.JSONRenderer()
        if json_lines
        else structlog.dev.ConsoleRenderer(colors=stream.isatty())
    )
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    _configure_libraries(stream, shared, render)


def without_messages(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace an exception by its type and places."""
    raised = event.pop("exc_info", None)
    error = sys.exc_info()[1] if raised is True else raised[1] if isinstance(raised, tuple) else raised
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        if code := code_of(error):
            event["code"] = code
        frames = traceback.extract_tb(error.__traceback__)[-_PLACES:]
        event["at"] = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def code_of(error: BaseException) -> str | None:
    """What SQLite, Postgres or the system call it: "SQLITE_FULL", "53100", "ENOSPC"; None: they do not."""
    cause = getattr(error, "orig", None) or error  # SQLAlchemy keeps the driver's error in `orig`
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    if code is None and isinstance(cause, OSError):
        code = errno.errorcode.get(cause.errno or 0)
    return str(code) if code else None


def without_numbers(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hide tokens, and numbers long enough to be a NIK or a phone number, wherever they slipped in."""
    for key, value in event.items():
        event[key] = _hidden(value)
    return event


def _hidden(value: Any) -> Any:
    """Of a thing that is not known here only its type: what it would be written as may hold anything."""
    match value:
        case None | bool():
            return value
        case str():
            return _LONG_NUMBER.sub(lambda found: found["kept"] or "…", _SECRET.sub("…", value))
        case int() | float():
            return "…" if abs(value) >= _LARGE else value
        case date():
            return value.isoformat()
        case timedelta() | PurePath() | UUID():
            return _hidden(str(value))
        case Enum():
            return value.name
        case Mapping():
            return {_hidden(key): _hidden(inner) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_hidden(inner) for inner in value]
        case bytes():
            return "…"
    return type(value).__name__


_LARGE = 10**8
"""nine digits"""


def first_line(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of what a library says: asyncio goes on with what was raised, in its own words."""
    event["event"] = next(iter(str(event.get("event", "")).splitlines()), "")
    return event


def _configure_libraries(stream: TextIO, shared: list[Any], render: Any) -> None:
    """Libraries are heard when they warn, in the same shape."""
    handler = logging.StreamHandler(stream)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[first_line, *shared],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
    )
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
