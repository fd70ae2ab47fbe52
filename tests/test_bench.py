"""The bench works: its conversations are really had, on both sides, before anything is said about time."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from sqlalchemy import select

from bench.audience import fill
from bench.channels import CHANNELS, Arrived, Span, count_arrived
from bench.measure import Figures, Size
from bench.ours import Ours, settings_of
from bench.peer import Peer
from bench.people import TURNS, conversation, updates
from bench.posting import Load, letters
from bench.report import page
from bench.serving import PUBLIC_URL
from bench.stored import HALFWAY, store
from bot.app import build
from bot.web.twilio_signature import Signatures
from storage.tables import addresses, outbox
from tests.fakes import twilio

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


def test_a_campaign_waits_for_everyone_of_both_channels(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bench.db'}"

    fill(url, 30, 10)

    with build(settings_of(url)).store.reading() as connection:
        written = connection.execute(select(addresses.c.channel).where(addresses.c.wrote_at.is_not(None)))
        waiting = connection.execute(select(outbox.c.purpose, outbox.c.status, outbox.c.channel)).all()
    assert Counter(written.scalars()) == {"telegram": 30, "whatsapp": 10}
    assert Counter(map(tuple, waiting)) == {("campaign", "waiting", None): 40}


def test_what_is_posted_is_signed_as_twilio_signs_it() -> None:
    signatures = Signatures([twilio.TOKEN], {}, PUBLIC_URL)

    posted = letters(
        Load("whatsapp", "http://127.0.0.1:1", first=5, people=4, turns=9, number=20, per_second=1)
    )

    assert len(posted) == 20
    for letter in posted:
        headers = {name.lower(): value for name, value in letter.headers.items()}
        form = parse_qsl(letter.body.decode(), keep_blank_values=True)
        assert signatures.is_genuine("/whatsapp/webhook", headers, form)


def test_only_what_was_accepted_in_the_span_is_counted() -> None:
    moments = [9.0, *(10 + n / 16 for n in range(160)), 20.0]
    figures = Figures()

    count_arrived(figures, "x", [Arrived("1", at, is_bulk=True) for at in moments], Span(10, 10), 25)

    assert figures.of("x percent") == 64
    assert figures.of("x peak") == 16
    assert (figures.of("x bulk"), figures.of("x replies")) == (160, 0)


def test_an_aim_that_was_missed_is_named() -> None:
    values = {
        f"sending {rate} {kind} {channel} {what}": [99.0]
        for rate in (25, 300)
        for kind in ("bulk", "both")
        for channel in CHANNELS
        for what in ("percent", "not sent", "peak", "p50", "p99", "unanswered")
    }

    text = page(Figures({**values, "sending 300 both whatsapp p99": [251.0]}), Size())

    assert "98 % of what the limits allow: reached." in text
    assert "not reached (300 both whatsapp)" in text
    assert "## Webhooks" not in text
