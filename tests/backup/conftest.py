"""The machines of `tests/shell`, and passphrases that take no third of a second each time."""

from __future__ import annotations

import pytest

from bot import backup_file
from tests.shell.conftest import either_machine

__all__ = ["either_machine"]


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_file, "COST", 4)
