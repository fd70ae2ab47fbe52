"""The README says nothing that is not so: its conversation is had, its commands are there."""

from __future__ import annotations

import re
from pathlib import Path

from tests.flows.stage import Stage

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def test_the_conversation_of_the_readme_goes_as_it_is_written() -> None:
    stage = Stage()
    block = README[README.index("    > daftarkan") : README.index("(The NIK")]
    said_and_answered = re.split(r"^    > (.*)$", block, flags=re.MULTILINE)[1:]

    for said, answer in zip(said_and_answered[::2], said_and_answered[1::2], strict=True):
        had = stage.says(said).replace("N0000001", "7K3M9QXA")
        assert had.split() == answer.split()


def test_the_commands_of_the_readme_are_there() -> None:
    makefile = (Path(__file__).parents[1] / "Makefile").read_text("utf-8")

    for target in set(re.findall(r"make (\w+)", README)):
        assert f"\n{target}:" in makefile
