"""The machines of `tests/shell`."""

from __future__ import annotations

from tests.shell.conftest import either_machine

__all__ = ["either_machine"]
