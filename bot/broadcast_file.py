"""A draft of a broadcast in a file (docs/broadcasts.md), read."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from bot.broadcasts import Written
from flows.campaigns import Button, Content


class WrongFile(Exception):  # noqa: N818  said to whoever wrote it, as it stands
    """What is wrong with it, a line each."""


def read(file: Path) -> Written:
    """What is written there; a picture is named beside it. Raises WrongFile."""
    try:
        given = Document.model_validate(tomllib.loads(file.read_text("utf-8")))
        picture = (file.parent / given.picture).read_bytes() if given.picture else None
    except OSError as error:
        raise WrongFile(f"{error.filename}: cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongFile(f"{file}: is not TOML: {error}") from None
    except ValidationError as error:
        lines = (f"{file}: {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise WrongFile("\n".join(lines)) from None
    buttons = tuple(Button(one.opens, one.labels) for one in given.buttons)
    return Written(
        name=given.name,
        content=Content(given.texts, buttons, given.template, given.headlines),
        audience=given.audience,
        topic=given.topic,
        open_from=given.open_from,
        open_until=given.open_until,
        expires_at=given.expires_at,
        weight=given.weight,
        picture=picture,
    )


def _has_zone(at: datetime | None) -> datetime | None:
    if at is None:
        return None
    if at.tzinfo is None:
        raise ValueError("is written with its zone, as 2026-12-31T17:00:00+07:00")
    return at.astimezone(UTC)


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OneButton(_Table):
    """`[[buttons]]`"""

    opens: str
    labels: dict[str, str]


class Document(_Table):
    """The whole file."""

    name: str
    topic: str = "campaign"
    audience: str = ""
    texts: dict[str, str]
    headlines: dict[str, str] = {}
    template: str | None = None
    buttons: list[OneButton] = []
    picture: Path | None = None
    open_from: str | None = None
    open_until: str | None = None
    expires_at: Annotated[datetime | None, AfterValidator(_has_zone)] = None
    weight: int = 1
