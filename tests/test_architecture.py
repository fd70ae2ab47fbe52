"""Imports point one way, `flows/` touches nothing outside itself, and SQL stands in `storage/` only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("bot", "flows", "storage", "tests", "bench")
MAY_IMPORT = {"flows": {"flows"}, "storage": {"storage"}, "bot": {"bot", "flows", "storage"}}
"""by package: which of ours it may import"""

PURE = {
    "__future__", "ast", "babel", "bisect", "collections", "dataclasses", "datetime", "enum", "flows",
    "fluent", "fractions", "functools", "hashlib", "holidays", "importlib", "itertools", "json",
    "orjson", "math",
    "operator", "phonenumbers", "rapidfuzz", "re", "string", "tomllib", "types", "typing", "unicodedata",
    "zoneinfo", "csv", "io",
}  # fmt: skip
"""what `flows/` may import: not what is there for clocks, files, networks or random numbers"""
IMPURE_CALLS = {"open", "input", "print", "eval", "exec", "compile", "__import__", "breakpoint"}
IMPURE_ATTRIBUTES = {
    "now", "today", "utcnow", "fromtimestamp", "read_bytes", "write_text", "write_bytes", "environ", "getenv",
    "import_module", "urandom", "monotonic", "perf_counter",
}  # fmt: skip
REAL_ONES = {
    "datetime.now", "datetime.utcnow", "date.today", "time.time", "time.time_ns", "uuid.uuid4", "uuid.uuid1",
    "random.random", "random.choice", "randomness.choice", "randomness.token_hex", "secrets.token_hex",
    "secrets.token_urlsafe", "secrets.choice",
}  # fmt: skip
SQL = re.compile(
    r"\b(select\s+[\w*,. ]+\s+from|insert\s+into|update\s+\w+\s+set|delete\s+from|create\s+(table|index)"
    r"|pragma\s+\w+)\b",
    re.IGNORECASE,
)


def files(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def imports(file: Path) -> Iterator[str]:
    """The full names of what a file imports; relative ones by their package."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            package = file.relative_to(ROOT).parts[0] if node.level else ""
            yield ".".join(part for part in (package, node.module) if part)


def attributes(file: Path) -> Iterator[str]:
    """Every `name.attribute` and `name.name.attribute` that a file uses."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Attribute):
            yield ast.unparse(node)


def calls(file: Path) -> Iterator[str]:
    """Every plain name that a file calls."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id


def texts(file: Path) -> Iterator[str]:
    """Every text in a file but its docstrings."""
    parsed = tree(file)
    docs = {id(node.value) for node in ast.walk(parsed) if isinstance(node, ast.Expr)}
    for node in ast.walk(parsed):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def where(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_point_one_way(package: str) -> None:
    wrong = [
        f"{where(file)} imports {name}"
        for file in files(package)
        for name in imports(file)
        if name.partition(".")[0] in OURS and name.partition(".")[0] not in MAY_IMPORT[package]
    ]

    assert files(package)
    assert wrong == []


def test_flows_import_nothing_that_reaches_outside() -> None:
    wrong = [
        f"{where(file)} imports {name}"
        for file in files("flows")
        for name in imports(file)
        if name.partition(".")[0] not in PURE
    ]

    assert wrong == []


def test_flows_open_no_file_and_read_no_clock_no_randomness_and_no_environment() -> None:
    wrong = [
        f"{where(file)} uses {name}"
        for file in files("flows")
        for name in attributes(file)
        if name.rpartition(".")[2] in IMPURE_ATTRIBUTES and not is_fact(name)
    ]
    called = [f"{where(file)} calls {name}" for file in files("flows") for name in calls(file)]
    wrong += [call for call in called if call.rpartition(" ")[2] in IMPURE_CALLS]

    assert wrong == []


def is_fact(name: str) -> bool:
    """`facts.now` and `self.place.facts.today` are what the turn was given."""
    return name.rpartition(".")[0].rpartition(".")[2] in ("facts", "self") and not name.startswith("datetime")


def test_flows_read_no_files_but_their_own_package_resources() -> None:
    wrong = [
        f"{where(file)} imports {name}"
        for file in files("flows")
        for name in imports(file)
        if name.partition(".")[0] == "importlib" and name not in ("importlib", "importlib.resources")
    ]
    readers = [
        where(file)
        for file in files("flows")
        if any(name.endswith(".read_text") for name in attributes(file))
        and not any(name.startswith("importlib") for name in imports(file))
    ]

    assert wrong == []
    assert readers == []


def test_only_the_composition_root_names_the_real_clock_and_the_real_ids() -> None:
    wrong = [
        f"{where(file)} uses {name}"
        for package in ("bot", "flows", "storage")
        for file in files(package)
        for name in attributes(file)
        if name in REAL_ONES and where(file) not in REAL_CLOCKS
    ]

    assert wrong == []


REAL_CLOCKS = {"bot/app.py", "bot/doctor.py"}
"""the composition root; and the doctor, which compares this machine's own clock with others"""


def test_nothing_async_in_flows_or_storage() -> None:
    wrong = [
        where(file)
        for package in ("flows", "storage")
        for file in files(package)
        for node in ast.walk(tree(file))
        if isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith)
    ]

    assert wrong == []


def test_sql_stands_in_storage_only() -> None:
    wrong = [
        f"{where(file)}: {text}"
        for package in ("bot", "flows")
        for file in files(package)
        for text in texts(file)
        if SQL.search(text)
    ]

    assert wrong == []


BUILDS_STATEMENTS = {"select", "insert", "update", "delete", "text", "func"}
ASKS_THE_DATABASE_ITS_TIME = {"bot/doctor.py imports select"}


def test_statements_are_built_in_storage_only() -> None:
    """The shell hands connections on, and builds no statement of its own; but the doctor asks the time."""
    wrong = {
        f"{where(file)} imports {alias.name}"
        for package in ("bot", "flows")
        for file in files(package)
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("sqlalchemy", "sqlmodel"))
        for alias in node.names
        if alias.name in BUILDS_STATEMENTS
    }

    assert wrong <= ASKS_THE_DATABASE_ITS_TIME


def test_nothing_but_the_layout_that_was_agreed_on_is_importable() -> None:
    packages = {file.parent.name for file in ROOT.glob("*/__init__.py")}

    assert packages == set(OURS)


def test_no_module_is_named_after_nothing() -> None:
    unnamed = {"utils", "helpers", "common", "manager", "base", "misc"}

    assert [where(file) for package in OURS for file in files(package) if file.stem in unnamed] == []
