"""A process of its own that takes letters and prints the number of each once it is acknowledged.

python -m tests.turns.worker URL FIRST LAST PEOPLE: letters FIRST to LAST of PEOPLE people, 8 in a call.
"""

from __future__ import annotations

import asyncio
import sys

import structlog

from bot.turns import Turns
from storage import Secrets, Store
from tests.turns import small

IN_A_CALL = 8


async def main(url: str, first: int, last: int, people: int) -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    store = Store(url, Secrets([("test", b"k" * 32)], b"h" * 32))
    async with small.taking(store) as turns:
        await turns.catch_up()
        calls = [range(start, min(start + IN_A_CALL, last)) for start in range(first, last, IN_A_CALL)]
        for start in range(0, len(calls), 4):
            await asyncio.gather(*(_call(turns, numbers, people) for numbers in calls[start : start + 4]))
        await turns.catch_up()
    store.close()


async def _call(turns: Turns, numbers: range, people: int) -> None:
    await turns.take([small.letter(f"person {n % people}", str(n), id=f"letter {n}") for n in numbers])
    sys.stdout.write("".join(f"{number}\n" for number in numbers))
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], *map(int, sys.argv[2:])))
