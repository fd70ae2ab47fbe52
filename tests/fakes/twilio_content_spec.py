"""Twilio's specification of contents, as a judge: what is wrong with a request's JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

PATH = Path(__file__).parent.parent / "data" / "twilio-openapi-content-v1.json"
_KINDS = {
    "string": str,
    "object": dict,
    "array": list,
    "integer": int,
    "number": float,
    "boolean": bool,
}


def faults_of_body(schema: str, body: Any) -> list[str]:
    """What the schema of this name ("ContentCreateRequest") forbids; empty: nothing."""
    return list(_faults(schema, body, _schemas()[schema]))


@cache
def _schemas() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))["components"]["schemas"]
    return read


def _faults(where: str, value: Any, schema: Mapping[str, Any]) -> Iterator[str]:
    if "$ref" in schema:
        schema = _schemas()[schema["$ref"].rpartition("/")[2]]
    if value is None and schema.get("nullable"):
        return
    kind = _KINDS.get(schema.get("type", ""))
    if kind and not isinstance(value, kind):
        yield f"{where}: {value!r} is no {schema['type']}"
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is none of {schema['enum']}"
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _faults(f"{where}[{number}]", item, schema.get("items", {}))
    elif isinstance(value, dict):
        yield from _faults_of_object(where, value, schema)


def _faults_of_object(where: str, value: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
    fields = schema.get("properties", {})
    yield from (f"{where}: {name} is missing" for name in schema.get("required", ()) if name not in value)
    others = schema.get("additionalProperties")
    for name, inner in value.items():
        if name in fields:
            yield from _faults(f"{where}.{name}", inner, fields[name])
        elif isinstance(others, dict):
            yield from _faults(f"{where}.{name}", inner, others)
        else:
            yield f"{where}: there is no field {name}"
