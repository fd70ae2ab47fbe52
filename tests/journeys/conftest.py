"""The machine that commands are run on, with each database."""

from tests.shell.conftest import either_machine

__all__ = ["either_machine"]
