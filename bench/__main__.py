"""`make bench`: measures, prints a table, and keeps it in bench/out; with `--write` in docs/bench.md, too."""

from __future__ import annotations

import argparse
import json
import sys
import time

from bench import channels, measure
from bench.measure import QUICK, ROOT, Figures, Size
from bench.report import page

PARTS = {
    "turns": (measure.beside_the_peer, measure.one_by_one, measure.with_its_sender),
    "journeys": (measure.whole_journeys,),
    "import": (measure.one_import,),
    "postgres": (measure.on_postgres,),
    "nudges": (measure.nudges,),
    "broadcasts": (measure.broadcasts,),
    "memory": (measure.memory,),
    "start": (measure.first_reply,),
    "sending": (channels.sending,),
    "webhooks": (channels.webhooks,),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="see that it works: a round of few people")
    parser.add_argument("--write", action="store_true", help="keep the figures in docs/bench.md")
    parser.add_argument("--rounds", type=int, default=Size.rounds)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="all of them, unless named")
    asked = parser.parse_args()
    size = QUICK if asked.quick else Size(rounds=asked.rounds)
    figures, start = Figures(), time.monotonic()
    for part in asked.parts or PARTS:
        for take in PARTS[part]:
            take(size, figures, _tell)
    text = page(figures, size)
    out = ROOT / "bench" / "out"
    out.mkdir(exist_ok=True)
    (out / "bench.md").write_text(text, "utf-8")
    (out / "bench.json").write_text(json.dumps(figures.values, indent=1), "utf-8")
    if asked.write:
        (ROOT / "docs" / "bench.md").write_text(text, "utf-8")
    sys.stdout.write(f"{text}\n({time.monotonic() - start:.0f} s; every round: bench/out/bench.json)\n")


def _tell(what: str) -> None:
    sys.stderr.write(f"{what}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
