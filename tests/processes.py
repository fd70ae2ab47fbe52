"""Processes of our programs that begin with everything loaded: each is forked from one that loads it once.

To start Python and load the program takes three seconds of a processor, more than most of what is tested in a
process. That the program starts by itself is tested where that is the point (`Machine.start`).
"""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import IO, Protocol

LOADED = ("__main__", "tests.loaded")
LOG_SHOWN = 3000
"""letters of a log's end that are shown"""
forked: list[Forked] = []
"""those of the test that runs, for who reports that it failed"""


class Process(Protocol):
    """What tests do with a process, as `subprocess.Popen` names it."""

    @property
    def stdout(self) -> IO[str] | None: ...
    @property
    def returncode(self) -> int | None: ...
    def poll(self) -> int | None: ...
    def send_signal(self, sig: int) -> None: ...
    def wait(self, timeout: float | None = None) -> int: ...


class Forked:
    """A module that runs as a program; see `fork`."""

    def __init__(
        self, module: str, arguments: tuple[str, ...], folder: Path, environment: Mapping[str, str], log: Path
    ) -> None:
        self._command, self._log = f"{module} {' '.join(arguments)}", log
        read, write = os.pipe()
        self.stdout = os.fdopen(read)
        with Connection(write, readable=False) as out:
            self._process = _context().Process(
                target=_run, args=(module, arguments, folder, dict(environment), out, log), daemon=True
            )
            self._process.start()

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, sig: int) -> None:
        if self.poll() is None and self._process.pid is not None:
            os.kill(self._process.pid, sig)

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(self._process.name, timeout or 0)
        return self._process.exitcode

    def account(self) -> str:
        """What became of it, and what stands last in its log."""
        how = "runs" if self.returncode is None else f"ended with {self.returncode}"
        log = self._log.read_text(errors="replace") if self._log.exists() else ""
        return f"{self._command}: it {how}; its log ends:\n{log[-LOG_SHOWN:]}"


def fork(
    module: str, *arguments: str, folder: Path, environment: Mapping[str, str] | None = None, log: Path
) -> Forked:
    """`python -m module ...` in this folder; what it prints is read from `stdout`, errors go to the log."""
    forked.append(Forked(module, arguments, folder, os.environ if environment is None else environment, log))
    return forked[-1]


@cache
def _context() -> ForkServerContext:
    context = get_context("forkserver")
    context.set_forkserver_preload(list(LOADED))
    return context


def _run(
    module: str,
    arguments: tuple[str, ...],
    folder: Path,
    environment: dict[str, str],
    out: Connection,
    log: Path,
) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(out.fileno(), 1)
    out.close()
    errors = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(errors, 2)
    os.close(errors)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
