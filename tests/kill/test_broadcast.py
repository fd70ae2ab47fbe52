"""A broadcast in a `sertakan serve` that is killed ten times: nobody is lost, and nobody has it twice.

A run that fails prints its seed; SERTAKAN_TEST_SEED gives it again.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from random import Random, SystemRandom

import pytest

from bot import broadcasts
from bot.broadcasts import Written
from bot.hand import Hand
from flows.campaigns import Content
from flows.types import Office
from storage import Store, accounting
from storage.accounting import Sums
from storage.broadcasts import Broadcast, by_reference, was_tested
from tests.fakes.bot_api import BotApi
from tests.fakes.twilio import Twilio
from tests.fakes.twilio_webhooks import Manner
from tests.kill.crowd import LISTENERS, STRANGERS, Crowd
from tests.kill.office import Office as Service
from tests.kill.office import settings_of, two_ports

# the library warns of its own attribute, which is not used here
pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")

REFERENCE = "KILLED"
TEXT = "Ada kabar untuk semua."
TALKERS = 50
KILLS, KILLS_ON_POSTGRES = 10, 4
WAITS_FOR_A_DEATH = 6.0
AT_ANY_HOUR = {
    "SERTAKAN__QUIET_HOURS__START": "00:00",
    "SERTAKAN__QUIET_HOURS__END": "00:00",
    "SERTAKAN__LIMITS__TELEGRAM_PER_SECOND": "20",
    "SERTAKAN__LIMITS__WHATSAPP_PER_SECOND": "20",
    "SERTAKAN__BROADCASTS__PAUSE_AT_FAILED": "1",  # what a kill leaves uncertain is no reason here
}


def test_killed_ten_times_each_recipient_is_in_one_state_and_has_it_once(
    tmp_path: Path, store: Store
) -> None:
    seed = int(os.environ.get("SERTAKAN_TEST_SEED") or SystemRandom().randrange(10**6))
    print(f"SERTAKAN_TEST_SEED={seed}")
    random, ports = Random(seed), two_ports()  # noqa: S311  nothing secret
    address = f"http://127.0.0.1:{ports[0]}"
    with BotApi() as api, Twilio(public_url=address, bot=address) as twilio:
        twilio.manner = Manner(times=2, shuffled=random, delay=0.05)
        Crowd(store, api, twilio, random, talkers=TALKERS)
        service = Service(tmp_path, store, api, {**settings_of(store, api, twilio, ports), **AT_ANY_HOUR})
        audience = 2 * (TALKERS + LISTENERS) + STRANGERS
        _start(store)
        try:
            for _ in range(KILLS if store.is_sqlite else KILLS_ON_POSTGRES):
                before = _arrived(api, twilio).total()
                more = random.randrange(1, 14)
                service.start()
                service.wait_until(
                    lambda wanted=before + more: _arrived(api, twilio).total() >= wanted,  # type: ignore[misc]
                    WAITS_FOR_A_DEATH * random.uniform(0.5, 1.5),
                )
                service.kill()
                if _broadcast(store).frozen_at is not None:
                    assert _sums(store).audience == audience
            service.start()
            assert service.wait_until(lambda: _broadcast(store).status == "done")
            twilio.settle()
            service.stop()
        finally:
            service.close()

    sums, arrived = _sums(store), _arrived(api, twilio)
    print(sums.states)
    reached = sum(sums.states[state] for state in ("sent", "delivered", "read"))
    assert sums.audience == audience
    assert max(arrived.values()) == 1
    assert sums.reasons["withheld", "no_template"] == STRANGERS
    assert reached <= arrived.total() <= reached + sums.states["uncertain"] + sums.states["failed"]
    assert sums.states["waiting"] == sums.states["attempting"] == 0


def _start(store: Store) -> None:
    office = Office("Kantor", "6271", "0536", "08-15")
    with store.writing() as conn:
        hand = Hand(conn, store.secrets, office, datetime.now(UTC), "test")
        written = Written("Kabar", Content({"id": TEXT, "en": TEXT}), topic="service")
        made = broadcasts.new(hand, REFERENCE, written)
        was_tested(conn, made.id, made.version, "test", hand.now)
        assert broadcasts.start(hand, REFERENCE)


def _broadcast(store: Store) -> Broadcast:
    with store.reading() as conn:
        found = by_reference(conn, REFERENCE)
    assert found is not None
    return found


def _sums(store: Store) -> Sums:
    with store.reading() as conn:
        return accounting.sums(conn, _broadcast(store).id)


def _arrived(api: BotApi, twilio: Twilio) -> Counter[str]:
    """How often each had it, by where they are reached."""
    on_telegram = [str(one.chat_id) for one in list(api.accepted) if one.text == TEXT]
    return Counter([*on_telegram, *(one.to for one in list(twilio.sent) if one.body == TEXT)])
