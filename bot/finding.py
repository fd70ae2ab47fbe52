"""What the doctor says of one thing it looked at, and how it is printed."""

from __future__ import annotations

from dataclasses import dataclass

MOST_SECONDS_APART = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `text`: how it stands, and what to do; its further lines are indented.

    `is_warning`: it is fine, and worth a look. `group`: under which heading it is printed.
    """

    about: str
    is_fine: bool
    text: str
    is_warning: bool = False
    group: str = ""

    @property
    def line(self) -> str:
        """As it is printed."""
        state = "BAD " if not self.is_fine else "look" if self.is_warning else "ok  "
        return f"{state} {self.about}: {self.text}".replace("\n", "\n       ")


def clock_finding(whose: str, seconds: float) -> Finding:
    """Of this machine's clock, so many seconds apart from another."""
    if seconds <= MOST_SECONDS_APART:
        return Finding("clock", True, f"agrees with that of {whose}")
    return Finding(
        "clock", False, f"differs from that of {whose} by {seconds:.0f} s; set the time of this machine"
    )
