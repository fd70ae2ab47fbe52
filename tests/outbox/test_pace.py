"""The pace of one account: overall, for one chat, and for campaigns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.pace import DAY, WHATSAPP_CHAT, Pace


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


def test_whatsapp_lets_a_burst_through_and_then_one_message_in_six_seconds() -> None:
    pace = Pace(1000, 0.8, chat=WHATSAPP_CHAT)
    for _ in range(int(WHATSAPP_CHAT.burst)):
        send(pace, now=0, chat=1)

    assert round(pace.chat_wait(0, 1), 6) == 6
    assert pace.chat_wait(0, 2) == 0


@given(st.lists(st.floats(min_value=0, max_value=0.25), min_size=1, max_size=200), st.sampled_from([25, 300]))
def test_however_late_rounds_are_no_more_is_sent_than_the_rate_and_one_burst(
    pauses: list[float], per_second: int
) -> None:
    pace, now, sent = Pace(per_second, 0.8), 0.0, 0
    for pause in pauses:
        now += pause
        while not pace.wait(now, sent, bulk=True):
            pace.take(now, sent, bulk=True)
            sent += 1

    assert sent <= per_second * 0.8 * (now + 1 / 4) + 1
    assert sent >= per_second * 0.8 * now - 1


def test_people_are_counted_for_a_day_and_the_last_tenth_is_kept_for_nudges() -> None:
    pace = Pace(10, 0.8, people_per_day=10)
    for person in range(9):
        pace.write_to(0, person)

    assert (pace.may_write(1, 99, 2), pace.may_write(1, 99, 1), pace.may_write(1, 3, 2)) == (
        False,
        True,
        True,
    )
    pace.write_to(1, 99)
    assert (pace.may_write(2, 100, 1), pace.may_write(2, 100, 0)) == (False, True)
    assert pace.may_write(DAY + 1, 100, 2)


def test_a_campaign_leaves_to_replies_what_they_need_when_many_come_at_once() -> None:
    """And it has its share all the same."""
    pace, now, sent, waiting, late = Pace(100, 0.8), 0.0, 0, 0, 0
    for number in range(2_000):
        now += 0.05
        waiting += 20 if number % 20 == 0 else 0
        for _ in range(free := min(waiting, pace.free(now))):
            pace.take(now, number + 1, bulk=False)
        waiting -= free
        late += waiting > 0
        while not pace.wait(now, -sent, bulk=True):
            pace.take(now, -sent, bulk=True)
            sent += 1

    assert late <= 200  # rounds in which some wait
    assert sent >= 0.99 * 80 * now
