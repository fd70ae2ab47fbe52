"""How often an address asks, so that nobody tries tokens one after the other."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

PER_MINUTE = 30
MOST_ADDRESSES = 10_000
"""that are told apart at a time; those that come on top share what ten of them have"""
_ALL_OTHERS = "others"


class Visits:
    """Counts the visits of each address for a minute, in this process; memory stays bounded."""

    def __init__(self, per_minute: int = PER_MINUTE, most_addresses: int = MOST_ADDRESSES) -> None:
        self._counts = MemoryStorage()
        self._limiter = FixedWindowRateLimiter(self._counts)
        self._each = RateLimitItemPerMinute(per_minute)
        self._others = RateLimitItemPerMinute(per_minute * 10)
        self._most = most_addresses

    def __len__(self) -> int:
        """Addresses that are told apart now."""
        return len(self._counts.storage)

    def allows(self, address: str) -> bool:
        """Count a visit from this address; False: it was one too many."""
        visitor = network_of(address)
        if len(self) >= self._most and self._each.key_for(visitor) not in self._counts.storage:
            return self._limiter.hit(self._others, _ALL_OTHERS)
        return self._limiter.hit(self._each, visitor)


@lru_cache(maxsize=1024)
def network_of(address: str) -> str:
    """Who has one IPv6 address has 2^64 of them: their network counts as one. All else is itself."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or f"{int(parsed) >> 64:016x}")
    return str(parsed)
