"""The pace of one account: overall, for one chat, and for campaigns."""

from __future__ import annotations

from bot.pace import Pace


def test_someone_who_answers_at_once_never_waits() -> None:
    pace = Pace(25, 0.8)

    waits = [
        send(pace, now=number / 5, chat=1) for number in range(20)
    ]  # a nomination, five answers a second

    assert max(waits) == 0


def test_one_chat_gets_one_message_a_second_once_its_burst_is_used() -> None:
    pace = Pace(1000, 0.8)
    for _ in range(20):
        send(pace, now=0, chat=1)

    assert pace.wait(0, 1, bulk=False) == 1
    assert pace.wait(0, 2, bulk=False) == 0
    assert pace.wait(1, 1, bulk=False) == 0


def send(pace: Pace, *, now: float, chat: int) -> float:
    """The seconds it would have waited."""
    wait = pace.wait(now, chat, bulk=False)
    pace.take(now, chat, bulk=False)
    return wait
