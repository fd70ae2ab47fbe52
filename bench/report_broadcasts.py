"""The page's part about broadcasts."""

from __future__ import annotations

from bench.measure import Figures

FROZEN_SECONDS, REPLY_MS, PAUSE_MS = 20, 250, 1000
_ROWS = (
    ("people", "recipients", "{:,.0f}"),
    ("frozen_s", f"the audience frozen (aim: at most {FROZEN_SECONDS} s)", "{:.1f} s"),
    ("reply_median_ms", "a reply meanwhile, median", "{:.0f} ms"),
    ("reply_p99_ms", f"a reply meanwhile, p99 (aim: {REPLY_MS} ms)", "{:.0f} ms"),
    ("reply_p99_sending_ms", "a reply while it is sent, p99", "{:.0f} ms"),
    ("pause_ms", f"from the press on pause to the last message (aim: {PAUSE_MS} ms)", "{:.0f} ms"),
    ("sums_s", "the sums of all states", "{:.1f} s"),
)


def broadcasts(figures: Figures) -> str:
    """Empty where it was not measured."""
    if "broadcast sqlite frozen_s" not in figures.values:
        return ""
    lines = ["## A broadcast", "", "| | SQLite | Postgres |", "|---|---|---|"]
    for name, what, shown in _ROWS:
        both = (shown.format(figures.of(f"broadcast {kind} {name}")) for kind in ("sqlite", "postgres"))
        lines.append(f"| {what} | {' | '.join(both)} |")
    lines += [
        "",
        "Each recipient gets a row with the channel, the zone and the reason if they cannot be sent it;",
        "messages are made of them seconds ahead (docs/decisions/0020). People write five messages a second",
        "all the while; the reply is the turn, committed.",
    ]
    return "\n".join(lines)
