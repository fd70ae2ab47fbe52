"""How often an address may ask."""

from __future__ import annotations

import pytest

from bot.web.visits import Visits, network_of


def test_each_address_has_its_own_minute() -> None:
    visits = Visits(per_minute=2)

    assert [visits.allows("203.0.113.5") for _ in range(3)] == [True, True, False]
    assert visits.allows("203.0.113.6")


def test_memory_stays_bounded_however_many_come_and_who_was_known_goes_on() -> None:
    visits = Visits(per_minute=3, most_addresses=50)
    visits.allows("203.0.113.5")

    allowed = [visits.allows(f"198.51.{n // 250}.{n % 250}") for n in range(500)]

    assert len(visits) <= 51
    assert allowed.count(True) == 49 + 30
    assert visits.allows("203.0.113.5")


@pytest.mark.parametrize(
    ("address", "other", "is_same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.5", "203.0.113.5", True),
        ("::ffff:203.0.113.5", "::ffff:203.0.113.6", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("", "", True),
        ("unix" * 100, "unix" * 101, True),
    ],
)
def test_a_network_counts_as_one_address(address: str, other: str, is_same: bool) -> None:
    assert (network_of(address) == network_of(other)) == is_same
