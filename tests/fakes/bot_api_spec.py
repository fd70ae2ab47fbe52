"""The Bot API's own specification, as a judge: what is wrong with a request, and with an answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

PATH = Path(__file__).parent.parent / "data" / "bot-api-spec-10.1.json"


def faults_of_request(
    method: str, fields: Mapping[str, str], uploads: frozenset[str] = frozenset()
) -> list[str]:
    """What the specification forbids in a request whose fields came as a form or a query; empty: nothing.

    `uploads` are the fields that came as files.
    """
    described = _specification()["methods"].get(method)
    if described is None:
        return [f"{method}: there is no such method"]
    values = {name: _read(text, _field(described, name)) for name, text in fields.items()}
    values |= dict.fromkeys(uploads, _FILE)
    return list(_faults_of_object(method, values, described))


def faults_of_answer(method: str, result: Any) -> list[str]:
    """What is wrong with what a method is said to have returned."""
    return list(_faults(method, result, _specification()["methods"][method]["returns"], ""))


def faults_of_update(update: Any) -> list[str]:
    """What is wrong with an update that a fake invented."""
    return list(_faults("update", update, ["Update"], ""))


def kinds_of_update() -> frozenset[str]:
    """What may be asked for as `allowed_updates`."""
    return frozenset(field["name"] for field in _specification()["types"]["Update"]["fields"][1:])


@cache
def _specification() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return read


def _field(described: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    return next((field for field in described.get("fields", []) if field["name"] == name), None)


def _read(text: str, field: Mapping[str, Any] | None) -> Any:
    """A form's text as the value the field wants: a String as it is, all else as JSON."""
    if field is None:
        return text
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if "String" not in field["types"] or _is_number_for(value, field) else text


def _is_number_for(value: Any, field: Mapping[str, Any]) -> bool:
    return type(value) is int and "Integer" in field["types"]


def _faults_of_object(where: str, values: Mapping[str, Any], described: Mapping[str, Any]) -> Iterator[str]:
    fields = described.get("fields", [])
    for field in fields:
        if field["required"] and field["name"] not in values:
            yield f"{where}: {field['name']} is missing"
    for name, value in values.items():
        field = _field(described, name)
        if field is None:
            yield f"{where}: there is no field {name}"
        else:
            yield from _faults(f"{where}.{name}", value, field["types"], field["description"])
    if described["name"] in ("InlineKeyboardButton", "KeyboardButton") and not values.get("text"):
        yield f"{where}: a button without a label"
    if described["name"] == "InlineKeyboardButton":
        actions = set(values) - {"text", "icon_custom_emoji_id", "style"}
        if len(actions) != 1:
            yield f"{where}: a button does one thing, this one {len(actions)}"


def _faults(where: str, value: Any, types: list[str], description: str) -> Iterator[str]:
    """Nothing where the value fits one of the types; else what is wrong with it as the first of them."""
    found = [list(_faults_as(where, value, wanted)) for wanted in types]
    if all(found):
        yield from min(found, key=len)
    yield from _faults_of_length(where, value, description)


def _faults_as(where: str, value: Any, wanted: str) -> Iterator[str]:
    if wanted.startswith("Array of "):
        if not isinstance(value, list):
            yield f"{where}: {_shown(value)} is no array"
            return
        for place, item in enumerate(value):
            yield from _faults(f"{where}[{place}]", item, [wanted.removeprefix("Array of ")], "")
    elif wanted == "InputFile" or value is _FILE:
        if value is not _FILE or wanted != "InputFile":
            yield f"{where}: {_shown(value)} is no {wanted}"
    elif wanted in _PLAIN:
        if type(value) not in _PLAIN[wanted]:
            yield f"{where}: {_shown(value)} is no {wanted}"
    else:
        yield from _faults_of_type(where, value, _specification()["types"][wanted])


def _faults_of_type(where: str, value: Any, described: Mapping[str, Any]) -> Iterator[str]:
    if "subtypes" in described:
        yield from _faults(where, value, described["subtypes"], "")
    elif isinstance(value, dict):
        yield from _faults_of_object(f"{where}({described['name']})", value, described)
    else:
        yield f"{where}: {_shown(value)} is no {described['name']}"


_FILE = object()
"""a value that came as a file"""
_PLAIN: Mapping[str, tuple[type, ...]] = {
    "Integer": (int,),
    "String": (str,),
    "Boolean": (bool,),
    "True": (bool,),
    "Float": (int, float),
}

_LENGTH = re.compile(r"(\d+)-(\d+) (characters|bytes)")
_AT_MOST = re.compile(r"At most (\d+) ")
_BETWEEN = re.compile(r"Values between (\d+)-(\d+) are accepted")


def _faults_of_length(where: str, value: Any, description: str) -> Iterator[str]:
    """The bounds that the specification only tells in words: "1-64 bytes", "At most 100 commands"."""
    if isinstance(value, str) and (bounds := _LENGTH.search(description)):
        size = len(value.encode()) if bounds[3] == "bytes" else len(value)
        if not int(bounds[1]) <= size <= int(bounds[2]):
            yield f"{where}: {size} {bounds[3]}, not {bounds[1]} to {bounds[2]}"
    if isinstance(value, list) and (most := _AT_MOST.search(description)) and len(value) > int(most[1]):
        yield f"{where}: {len(value)} of at most {most[1]}"
    between = _BETWEEN.search(description)
    if between and type(value) is int and not int(between[1]) <= value <= int(between[2]):
        yield f"{where}: {value} is not between {between[1]} and {between[2]}"


def _shown(value: Any) -> str:
    return repr(value)[:40]
