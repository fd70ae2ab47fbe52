"""What holds a NIK or a phone number is erased at its platform, however often that takes."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from bot.channels import Outbound, Receipt, SendError, Then
from bot.redactions import MOST_ATTEMPTS, PAGE, is_private, redact_due
from flows.rules.nik import read_nik
from flows.rules.phone import read_mobile
from flows.types import Invalid
from storage import Store
from storage.redactions import Wanted, want
from storage.tables import redactions
from tests.outbox.rig import FakeChannel
from tests.whatsapp.counter import Counter
from tests.whatsapp.rows import OFFICE, START, to_erase


class Platform(FakeChannel):
    """Erases; `refused` are answered once each, by what the message is called there."""

    def __init__(self, account: str = OFFICE) -> None:
        super().__init__("whatsapp", account)
        self.erased: list[tuple[str, bool]] = []
        self.refused: dict[str, list[Exception]] = {}

    async def find(self, message: Outbound, since: datetime) -> Receipt | None:
        return None

    async def redact(self, provider_id: str, *, has_media: bool) -> None:
        if self.refused.get(provider_id):
            raise self.refused[provider_id].pop(0)
        self.erased.append((provider_id, has_media))


def wanted(store: Store, *names: str, account: str = OFFICE) -> None:
    with store.writing() as conn:
        want(conn, [Wanted("whatsapp", account, name, START, name.endswith("+")) for name in names])


def redact(counter: Counter, *channels: FakeChannel) -> dict[str, int]:
    return asyncio.run(redact_due(counter.app, channels))


def test_what_is_due_is_erased_once(store: Store) -> None:
    counter, platform = Counter(store), Platform()
    wanted(store, "SM1", "SM2+")
    wanted(store, "SM3", account="+628999")

    first, second = redact(counter, platform), redact(counter, platform, FakeChannel())

    assert sorted(platform.erased) == [("SM1", False), ("SM2+", True)]
    assert (first, second["erased"]) == ({"erased": 2, "put_off": 0, "given_up": 0}, 0)
    assert [one.done_at for one in to_erase(store)] == [START, START, None]


def test_what_is_not_due_yet_waits(store: Store) -> None:
    counter, platform = Counter(store), Platform()
    counter.now = START - timedelta(seconds=1)
    wanted(store, "SM1")

    redact(counter, platform)

    assert platform.erased == []


def test_a_page_at_a_time(store: Store) -> None:
    counter, platform = Counter(store), Platform()
    wanted(store, *(f"SM{n}" for n in range(PAGE + 5)))

    assert [redact(counter, platform)["erased"] for _ in range(3)] == [PAGE, 5, 0]


@pytest.mark.parametrize("trouble", [SendError("busy", Then.RETRY), ValueError("a bug")])
def test_what_is_refused_is_tried_again_after_a_while(store: Store, trouble: Exception) -> None:
    counter, platform = Counter(store), Platform()
    platform.refused = {"SM1": [trouble] * 2}
    wanted(store, "SM1", "SM2")

    first, at_once = redact(counter, platform), redact(counter, platform)
    counter.now += timedelta(minutes=1)
    second = redact(counter, platform)
    counter.now += timedelta(minutes=1)
    too_soon = redact(counter, platform)
    counter.now += timedelta(minutes=2)
    third = redact(counter, platform)

    assert first == {"erased": 1, "put_off": 1, "given_up": 0}
    assert (at_once["put_off"], second["put_off"], too_soon["erased"], third["erased"]) == (0, 1, 0, 1)
    assert to_erase(store)[0].error is None


def test_what_is_never_erased_is_given_up_and_stays_visible(store: Store) -> None:
    counter, platform = Counter(store), Platform()
    odd = SendError("not today", Then.TOMORROW)
    platform.refused = {"SM1": [odd] * 100, "SM2": [SendError("no", Then.NEVER)]}
    wanted(store, "SM1", "SM2")

    given_up = []
    for _ in range(MOST_ATTEMPTS + 3):
        given_up.append(redact(counter, platform)["given_up"])
        counter.now += timedelta(days=1)

    assert given_up == [1, *[0] * (MOST_ATTEMPTS - 2), 1, 0, 0, 0]
    assert [(one.attempts, one.error) for one in to_erase(store)] == [(MOST_ATTEMPTS, "not today"), (1, "no")]


@pytest.mark.parametrize("then", [Then.ALARM, Then.WAIT, Then.RETRY])
def test_a_platform_that_is_away_for_weeks_is_asked_until_it_erases(store: Store, then: Then) -> None:
    counter, platform = Counter(store), Platform()
    platform.refused = {"SM1": [SendError("the account is suspended", then)] * 40}
    wanted(store, "SM1")

    done = []
    for _ in range(41):
        done.append(redact(counter, platform))
        counter.now += timedelta(hours=12)

    assert [one["put_off"] for one in done] == [*[1] * 40, 0]
    assert done[-1]["erased"] == 1
    assert platform.erased == [("SM1", False)]


def test_what_a_process_that_ended_had_claimed_is_claimed_again(store: Store) -> None:
    counter, platform = Counter(store), Platform()
    wanted(store, "SM1")
    with store.writing() as conn:
        conn.execute(update(redactions).values(attempts=1, due_at=START + timedelta(minutes=10)))

    early = redact(counter, platform)
    counter.now += timedelta(minutes=10)

    assert (early["erased"], redact(counter, platform)["erased"]) == (0, 1)


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("NIK 6271014107900001", True),
        ("hubungi 0812-3450-0011 ya", True),
        ("+62 812 3450 0011", True),
        ("0812 - 3450 - 0011", True),
        ("+62 (812) 3450-0011", True),
        ("0812\u20133450\u20130011", True),
        ("0812\u00a03450\u20110011", True),
        ("6271_0101_0190_0001", True),
        ("6271, 0101, 0190, 0001", True),
        ("6271 : 0101 / 0190 : 0001", True),
        ("6271O1O1 O190 O0O1", True),
        ("6271 itu 0101 lalu 0190 lalu 0001", True),
        ("\u0660\u0668\u0661\u0662\u0663\u0664\u0665\u0660\u0660\u0661\u0661", True),
        ("bayar Rp 50.400 untuk 3 bulan", False),
        ("kode 12345678", False),
        ("", False),
    ],
)
def test_a_long_number_is_private(text: str, private: bool) -> None:
    assert is_private(text) is private


SEPARATORS = st.sampled_from(
    [
        "",
        " ",
        "  ",
        "-",
        " - ",
        "\u2013",
        "\u2011",
        "\u00a0",
        "_",
        ", ",
        ":",
        " / ",
        ".",
        "+",
        "(",
        ") ",
        "\n",
        " a ",
    ]
)
NUMBERS = st.sampled_from(["6271014107900009", "081234500011", "+6281234500011", "00628123450001"])


@given(NUMBERS, st.lists(SEPARATORS, min_size=15, max_size=15), st.sampled_from(["", "NIK ", "hp: ", "ini "]))
def test_whatever_is_read_as_a_nik_or_a_number_is_private(
    number: str, between: list[str], label: str
) -> None:
    text = label + "".join(digit + gap for digit, gap in zip(number, [*between, ""], strict=False))
    is_nik = not isinstance(read_nik(text, START.date()), Invalid)
    is_mobile = not isinstance(read_mobile(text), Invalid)

    assert is_private(text) or not (is_nik or is_mobile)


@given(st.text("0123456789 -.,:/_()+O\u00a0\u2013\u0661", max_size=40))
def test_no_text_of_digits_that_is_read_is_left_there(text: str) -> None:
    is_read = not all(isinstance(one, Invalid) for one in (read_nik(text, START.date()), read_mobile(text)))

    assert is_private(text) or not is_read
