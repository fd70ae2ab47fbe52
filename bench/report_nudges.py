"""The page's part about nudges."""

from __future__ import annotations

from bench.measure import Figures

SECONDS, REPLY_MS, IDLE_MS = 15, 250, 5
_ROWS = (
    ("covers", "covers", "{:,.0f}"),
    ("due", "due that morning", "{:,.0f}"),
    (
        "seconds",
        f"looked at, weighed, put into one message each, queued (aim: at most {SECONDS} s)",
        "{:.1f} s",
    ),
    ("reply_median_ms", "a reply meanwhile, median", "{:.0f} ms"),
    ("reply_p99_ms", f"a reply meanwhile, p99 (aim: below {REPLY_MS} ms)", "{:.0f} ms"),
    ("reply_longest_ms", "the longest", "{:.0f} ms"),
    ("idle_ms", f"a tick with nothing due (aim: below {IDLE_MS} ms)", "{:.2f} ms"),
    ("grown_mb", "memory grown by it", "{:.0f} MB"),
)


def nudges(figures: Figures) -> str:
    """Empty where it was not measured."""
    if "nudges sqlite seconds" not in figures.values:
        return ""
    lines = ["## A morning of nudges", "", "| | SQLite | Postgres |", "|---|---|---|"]
    for name, what, shown in _ROWS:
        both = (shown.format(figures.of(f"nudges {kind} {name}")) for kind in ("sqlite", "postgres"))
        lines.append(f"| {what} | {' | '.join(both)} |")
    names = ("jobs", "added_per_second", "ran", "dropped")
    jobs, added, ran, dropped = (figures.of(f"scheduled {name}") for name in names)
    lines += [
        "",
        f"APScheduler with a job for each cover, in the same run: {added:,.0f} jobs added a second; of "
        f"{jobs:,.0f} due at once, each taking 0.1 s, {ran:,.0f} ran and {dropped:,.0f} were dropped by the "
        "grace it comes with. (Here a message waits for its sender, and none is dropped for being many.)",
    ]
    return "\n".join(lines)
