"""The bench works: its conversations are really had, on both sides, before anything is said about time."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bench.measure import Figures, Size
from bench.ours import Ours
from bench.peer import Peer
from bench.people import TURNS, conversation, updates
from bench.report import page
from bench.stored import HALFWAY, store

PEOPLE = range(12)


def test_everybody_ends_with_a_nomination_that_is_kept(tmp_path: Path) -> None:
    async def have() -> tuple[int, int]:
        service = Ours(f"sqlite:///{tmp_path / 'bench.db'}")
        await service.take_all(updates(PEOPLE))
        kept = service.kept()
        await service.close()
        return kept

    turns, nominations = asyncio.run(have())

    assert turns == len(PEOPLE) * TURNS
    assert nominations == len(PEOPLE)


@pytest.mark.parametrize("silent", [False, True])
def test_everybody_ends_with_a_nomination_in_conversation_handler_too(silent: bool) -> None:
    async def have() -> int:
        peer = Peer(silent=silent)
        await peer.start()
        await peer.take_all(updates(PEOPLE))
        nominations = peer.nominations()
        await peer.close()
        return nominations

    assert asyncio.run(have()) == len(PEOPLE)


def test_a_flush_at_every_update_writes_the_file(tmp_path: Path) -> None:
    async def have() -> None:
        peer = Peer(pickle=tmp_path / "pickle")
        await peer.start()
        await peer.take_all(updates(range(1))[:3], flush=True)

    asyncio.run(have())

    assert (tmp_path / "pickle").stat().st_size > 0


def test_copied_conversations_can_be_gone_on_with(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bench.db'}"

    async def go_on() -> tuple[int, int]:
        service = Ours(url)
        await service.take_all(updates(range(30), first_number=1_000_000, first_turn=HALFWAY))
        kept = service.kept()
        await service.close()
        return kept

    store(url, 30, had=10)

    assert asyncio.run(go_on()) == (10 * HALFWAY + 30 * (TURNS - HALFWAY), 30)


def test_people_of_the_bench_have_niks_and_numbers_of_their_own() -> None:
    spoken = [conversation(person) for person in range(9_000)]

    assert len({lines[5] for lines in spoken}) == len(spoken)
    assert len({lines[6] for lines in spoken}) == len(spoken)


def test_the_page_holds_only_what_was_measured() -> None:
    figures = Figures({"ours": [100.0, 300.0, 200.0], "peer": [50.0, 100.0, 100.0]})

    text = page(figures, Size(rounds=3))

    assert "| 200 | 100 300 200 |  |  |" in text
    assert "2.00 ×" in text
    assert "## The same on Postgres" not in text
    assert "p99" not in text
