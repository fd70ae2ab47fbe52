"""The command line as people run it, in a folder of its own; in a process where a process is the point.

To start Python and load the program takes a second, ten times as long as what most commands do.
"""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import structlog

from bot import cli
from tests.processes import Forked, fork

FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="the system has no /dev/full")


@dataclass(frozen=True)
class Ended:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True)
class Machine:
    """A folder with nothing in it but what commands make."""

    folder: Path
    settings: Mapping[str, str]

    def start(
        self, *arguments: str, program: Sequence[str] = ("-m", "bot"), **options: Any
    ) -> subprocess.Popen[str]:
        """A process; `options` are those of Popen."""
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        return subprocess.Popen(  # noqa: S603  our own program
            [sys.executable, *program, *arguments],
            cwd=self.folder,
            env=self._environment | {"PYTHONPATH": str(Path(__file__).parents[2])},
            text=True,
            **pipes | options,
        )

    def fork(self, *arguments: str) -> Forked:
        """A process that has the program loaded; its errors go to a file `log` in the folder."""
        return fork("bot", *arguments, folder=self.folder, environment=self._environment, log=self.log)

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def run_alone(self, *arguments: str, lines: Sequence[str] = (), **options: Any) -> Ended:
        """To its end, in a process."""
        process = self.start(*arguments, **options)
        written = "".join(f"{line}\n" for line in lines) if process.stdin else None
        out, err = process.communicate(written, timeout=60)
        return Ended(process.returncode, out or "", err or "")

    def run(self, *arguments: str, lines: Sequence[str] = ()) -> Ended:
        """To its end, in the process of the test: what is raised and not said in a line is raised here."""
        stdin = io.TextIOWrapper(
            io.BytesIO("".join(f"{line}\n" for line in lines).encode()), encoding="utf-8"
        )
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        with (
            chdir(self.folder),
            patch.dict(os.environ, self._environment, clear=True),
            patch.object(sys, "argv", ["sertakan", *arguments]),
            patch.object(sys, "stdin", stdin),
            redirect_stdout(out),
            redirect_stderr(err),
            _logging_as_before(),
        ):
            code = _exit_code()
        return Ended(code, _written(out), _written(err))

    def chat(self, *lines: str, name: str = "Budi", lang: str | None = None) -> list[Any]:
        """What the bot says, message by message."""
        spoken = ("--lang", lang) if lang else ()
        ended = self.run("chat", "--as", name, "--json", *spoken, lines=lines)
        assert (ended.code, ended.err) == (0, "")
        return ended.rows

    @property
    def _environment(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.upper().startswith("SERTAKAN")}
        return clean | dict(self.settings)


def _exit_code() -> int:
    try:
        cli.main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    return 0


def _written(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


@contextmanager
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    try:
        yield
    finally:
        structlog.reset_defaults()
        root.handlers, root.level = handlers, level
