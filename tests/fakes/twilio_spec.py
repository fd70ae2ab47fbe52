"""Twilio's own specification, as a judge: what is wrong with a request."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PATH = Path(__file__).parent.parent / "data" / "twilio-openapi-messages.json"


def faults_of_request(method: str, path: str, fields: Sequence[tuple[str, str]]) -> list[str]:
    """What the specification forbids in a request; `fields` are its form or its query; empty: nothing."""
    found = _operation(method.lower(), path)
    if found is None:
        return [f"{method} {path}: there is no such call"]
    described, required = found
    return list(_faults(f"{method} {path.rpartition('/')[2]}", described, required, fields))


@cache
def _specification() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return read


def _operation(method: str, path: str) -> tuple[Mapping[str, Any], Sequence[str]] | None:
    """The fields of a call by name, and those that must be there; None: there is no such call."""
    for template, calls in _specification()["paths"].items():
        if method not in calls or not _is_path(template, path):
            continue
        call = calls[method]
        if "requestBody" in call:
            [content] = call["requestBody"]["content"].values()
            schema = content["schema"]
            return schema["properties"], schema.get("required", [])
        asked = [one for one in call.get("parameters", []) if one["in"] == "query"]
        return {one["name"]: one["schema"] for one in asked}, [
            one["name"] for one in asked if one.get("required")
        ]
    return None


def _is_path(template: str, path: str) -> bool:
    """A sid in its place must have the form of one."""
    pattern = re.escape(template).replace(r"\{", "{").replace(r"\}", "}")
    return re.fullmatch(re.sub(r"{\w+}", "[A-Z]{2}[0-9a-fA-F]{32}", pattern), path) is not None


def _faults(
    where: str, described: Mapping[str, Any], required: Sequence[str], fields: Sequence[tuple[str, str]]
) -> Iterator[str]:
    names = [name for name, _ in fields]
    for name in required:
        if name not in names:
            yield f"{where}: {name} is missing"
    for name, value in fields:
        field = _resolved(described.get(name))
        if field is None:
            yield f"{where}: there is no field {name}"
        elif field.get("type") == "array":
            yield from _faults_of_value(f"{where}.{name}", value, field.get("items", {}))
        else:
            if names.count(name) > 1:
                yield f"{where}: {name} is there {names.count(name)} times"
            yield from _faults_of_value(f"{where}.{name}", value, field)


def _resolved(field: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if field is None or "$ref" not in field:
        return field
    named: Mapping[str, Any] = _specification()["components"]["schemas"][field["$ref"].rpartition("/")[2]]
    return named


def _faults_of_value(where: str, value: str, field: Mapping[str, Any]) -> Iterator[str]:
    kind, form = field.get("type"), field.get("format")
    fits = True
    if kind == "integer":
        fits = re.fullmatch(r"-?[0-9]+", value) is not None
    elif kind == "number":
        fits = re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value) is not None
    elif kind == "boolean":
        fits = value.lower() in ("true", "false")
    elif form == "uri":
        parts = urlsplit(value)
        fits = parts.scheme in ("http", "https") and bool(parts.netloc) and " " not in value
    elif form == "date-time":
        fits = _is_moment(value)
    if "enum" in field:
        fits = fits and value in field["enum"]
    if "pattern" in field:
        fits = fits and re.search(field["pattern"], value) is not None
    if not fits:
        yield f"{where}: {value[:40]!r} is no {field.get('pattern') or form or kind}"


def _is_moment(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
