"""Machines to run commands on: one with the default SQLite file, and one with each database."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tests.shell.running import Machine


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path, {})


@pytest.fixture
def either_machine(tmp_path: Path, database_url: str) -> Machine:
    """With the database of `store`, and its keys."""
    for file in tmp_path.glob("*.db"):
        file.chmod(0o600)  # as the program makes it; a copy takes the umask
    return Machine(
        tmp_path,
        {
            "SERTAKAN__DATABASE__URL": database_url,
            "SERTAKAN__PRIVACY__KEYS": f"test:{base64.b64encode(b'k' * 32).decode()}",
            "SERTAKAN__PRIVACY__HASH_KEY": base64.b64encode(b"h" * 32).decode(),
        },
    )
