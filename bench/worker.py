"""One measurement in a process of its own: says when it is ready, starts when told, prints what it measured.

python -m bench.worker '{"kind": "ours", "url": "sqlite:///…", "people": [0, 1000]}'
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from bench.people import updates

Order: TypeAlias = Mapping[str, Any]
Measure: TypeAlias = Callable[[Order], Coroutine[Any, Any, dict[str, Any]]]


async def ours(order: Order) -> dict[str, Any]:
    """Whole conversations through the batches."""
    from bench.ours import Ours

    service = Ours(order["url"])
    warm, raw = _warm(order), _updates(order)
    await service.take_all(warm)
    _wait_for_start()
    taken = await service.take_all(raw, order.get("sending", "none"))
    kept = service.kept()
    await service.close()
    return {"rate": taken.per_second, "cpu_us": taken.cpu_us, "done": kept[0], "nominations": kept[1]}


async def journeys(order: Order) -> dict[str, Any]:
    """Whole journeys, from the first word to the card."""
    from bench.journeys import covered, travel
    from bench.ours import Ours

    service = Ours(order["url"])
    first, last = order["people"]
    warm = 5
    await travel(service, range(last, last + warm))
    _wait_for_start()
    made = await travel(service, range(first, last))
    paid = covered(service)
    await service.close()
    return {"rate": made.per_second, "cpu_ms": made.cpu_ms, "cards": made.cards, "covered": paid - warm}


async def latency(order: Order) -> dict[str, Any]:
    """The seconds that single turns took, at a steady rate of arrivals."""
    from bench.ours import Ours

    service = Ours(order["url"])
    await service.take_all(_warm(order))
    raw = _updates(order)
    _wait_for_start()
    start = time.perf_counter()
    took = await service.arrive(raw, order["per_second"])
    spent = time.perf_counter() - start
    await service.close()
    return {"took": took, "rate": len(raw) / spent}


async def memory(order: Order) -> dict[str, Any]:
    """Bytes of memory, before and after turns of people among those stored (see `bench.stored`)."""
    from bench.ours import Ours

    service = Ours(order["url"])
    await service.take_all(_warm(order))
    raw = _updates(order)
    _wait_for_start()
    gc.collect()
    before = _resident()
    await service.take_all(raw)
    gc.collect()
    after = _resident()
    await service.close()
    return {
        "before": before,
        "after": after,
        "highest": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


async def peer(order: Order) -> dict[str, Any]:
    """The same conversations in ConversationHandler, which keeps nothing."""
    from bench.peer import Peer

    application = Peer(silent=order.get("silent", False))
    await application.start()
    warm, raw = _warm(order), _updates(order)
    await application.take_all(warm)
    _wait_for_start()
    start = time.process_time()
    rate = await application.take_all(raw)
    used = time.process_time() - start
    had = application.nominations()
    await application.close()
    return {"rate": rate, "cpu_us": used / len(raw) * 1e6, "nominations": had}


async def pickled(order: Order) -> dict[str, Any]:
    """With PicklePersistence written at every update: a sample, with everyone in mid-conversation."""
    from bench.peer import Peer

    with tempfile.TemporaryDirectory() as folder:
        application = Peer(pickle=Path(folder) / "pickle")
        await application.start()
        raw = _updates(order)
        half = len(raw) // 2
        await application.take_all(raw[:half])
        _wait_for_start()
        rate = await application.take_all(raw[half : half + order["sample"]], flush=True)
        await application.close()
    return {"rate": rate}


_KINDS: dict[str, Measure] = {
    "ours": ours, "latency": latency, "memory": memory, "peer": peer, "pickled": pickled,
    "journeys": journeys,
}  # fmt: skip


def _updates(order: Order) -> list[bytes]:
    """The updates of the people of this order; numbers of their own, so that none is taken for another."""
    first_turn = order.get("first_turn", 0)
    return updates(
        range(*order["people"]), first_number=1_000_000 * (order.get("place", 0) + 1), first_turn=first_turn
    )


def _warm(order: Order) -> list[bytes]:
    """Conversations that load catalogs, tables and caches before anything is counted."""
    first = 900_000 + 100 * order.get("place", 0)
    return updates(range(first, first + 30), first_number=10 * first)


def _wait_for_start() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()


def _resident() -> int:
    """Bytes of this process that are in memory (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    sys.stdout.write(json.dumps(asyncio.run(_KINDS[asked["kind"]](asked))) + "\n")
