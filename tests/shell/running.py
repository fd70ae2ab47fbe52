"""The command line as people run it: a process of its own, in a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


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

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("SERTAKAN")}
        return subprocess.Popen(  # noqa: S603  our own program
            [sys.executable, "-m", "bot", *arguments],
            cwd=self.folder,
            env=clean | {"PYTHONPATH": str(Path(__file__).parents[2]), **self.settings},
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **options,
        )

    def run(self, *arguments: str, lines: Sequence[str] = ()) -> Ended:
        process = self.start(*arguments)
        out, err = process.communicate("".join(f"{line}\n" for line in lines), timeout=60)
        return Ended(process.returncode, out, err)

    def chat(self, *lines: str, name: str = "Budi", lang: str | None = None) -> list[Any]:
        """What the bot says, message by message."""
        spoken = ("--lang", lang) if lang else ()
        ended = self.run("chat", "--as", name, "--json", *spoken, lines=lines)
        assert (ended.code, ended.err) == (0, "")
        return ended.rows
