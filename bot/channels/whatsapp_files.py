"""Files that people sent on WhatsApp, fetched: our credentials go to Twilio's API and nowhere else.

Twilio answers with a redirect to where it keeps files. It is followed by hand, without credentials, only to
hosts of this list and only to public addresses: the address that was checked is the one that is connected to.

    gone, elsewhere, larger than allowed   permanent
    no connection, 401, 429, 5xx           temporary
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, cast
from urllib.parse import urljoin, urlsplit

from bot.channels import FetchError
from bot.channels.whatsapp_connection import authorization

if TYPE_CHECKING:
    from aiohttp import ClientResponse, ClientSession
    from aiohttp.abc import AbstractResolver, ResolveResult

HOSTS = (
    r"([a-z0-9-]+\.)*twiliocdn\.com",
    r"([a-z0-9-]+\.)*s3(-external-1|[.-](dualstack\.)?[a-z]{2}(-[a-z]+){1,2}-[0-9])?\.amazonaws\.com",
)
"""patterns of where a file is redirected to (https://www.twilio.com/docs/messaging/api/media-resource)"""
MOST_REDIRECTS = 2
WHOLE_SECONDS = 60.0
"""in which a whole file must have come"""

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""the addresses of a host"""


async def resolve(host: str, port: int) -> Sequence[str]:
    """As this machine knows them; raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


async def fetch_file(
    api_url: str,
    credentials: tuple[str, str],
    file: str,
    most: int,
    silence: float,
    *,
    hosts: Sequence[str] = HOSTS,
    resolve: Resolve = resolve,
    may_connect: Callable[[str], bool] | None = None,
) -> bytes:
    """The file at this address, of at most so many bytes; raises FetchError.

    `credentials`: account and token; `silence`: seconds of it on the way until we give up; `hosts`: patterns
    of where it may be redirected to; `may_connect`: to which addresses then, the public ones if None.
    """
    import aiohttp

    check_address(api_url, credentials[0], file)
    schemes = ("http", "https") if api_url.startswith("http:") else ("https",)
    try:
        async with asyncio.timeout(WHOLE_SECONDS), _session(silence, None) as session:
            ours = authorization(credentials)
            async with session.get(file, headers=ours, allow_redirects=False) as answer:
                if not 300 <= answer.status < 400:
                    return await _read(answer, most)
                address = _next(file, answer, schemes, hosts)
            async with _session(silence, _Checked(resolve, may_connect or is_public)) as elsewhere:
                return await _follow(elsewhere, address, most, schemes, hosts)
    except (aiohttp.ClientError, OSError) as error:  # TimeoutError is an OSError
        raise FetchError(f"the file did not come: {type(error).__name__}") from error


def check_address(api_url: str, account_sid: str, file: str) -> None:
    """Raises FetchError where this is no file of ours at Twilio's API: our credentials go nowhere else."""
    file_of_ours = (
        re.escape(api_url)
        + r"/2010-04-01/Accounts/"
        + re.escape(account_sid)
        + r"/Messages/(SM|MM)[0-9a-fA-F]{32}/Media/ME[0-9a-fA-F]{32}"
    )
    host = urlsplit(api_url).hostname or ""
    if not (re.fullmatch(file_of_ours, file) and (api_url.startswith("https:") or _is_this_machine(host))):
        raise FetchError("not the address of a file of ours at Twilio", permanent=True)


async def _follow(
    session: ClientSession, address: str, most: int, schemes: Sequence[str], hosts: Sequence[str]
) -> bytes:
    for _ in range(MOST_REDIRECTS):
        async with session.get(address, allow_redirects=False) as answer:
            if not 300 <= answer.status < 400:
                return await _read(answer, most)
            address = _next(address, answer, schemes, hosts)
    raise FetchError("the file's address only leads on to others", permanent=True)


def _next(address: str, answer: ClientResponse, schemes: Sequence[str], hosts: Sequence[str]) -> str:
    """Where a redirect leads, if we may go there."""
    try:
        leads = urljoin(address, answer.headers.get("Location", ""))
        to = urlsplit(leads)
        host, port = to.hostname or "", to.port
    except ValueError as error:
        raise FetchError("the file's address leads to none", permanent=True) from error
    # written as a number it is no name of the list, so that only names get here, and every name is looked up
    is_listed = any(re.fullmatch(pattern, host) for pattern in hosts)
    is_plain = to.username is None and to.password is None and to.scheme in schemes
    if not (is_listed and is_plain and (port in (None, 443) or "http" in schemes)):
        raise FetchError("the file's address leads to where we do not go", permanent=True)
    return leads


async def _read(answer: ClientResponse, most: int) -> bytes:
    if answer.status != 200:
        is_gone = answer.status in (400, 403, 404, 410)
        raise FetchError(f"the file's address answers {answer.status}", permanent=is_gone)
    if (answer.content_length or 0) > most:
        raise _too_large(most)
    received = bytearray()
    async for chunk in answer.content.iter_chunked(64 * 1024):
        received += chunk
        if len(received) > most:
            raise _too_large(most)
    return bytes(received)


def _too_large(most: int) -> FetchError:
    return FetchError(f"larger than {most} bytes", permanent=True)


def _session(silence: float, names: _Checked | None) -> ClientSession:
    """With `names` it connects only where they allow. Nothing of the environment (proxies) is used."""
    from aiohttp import ClientSession, ClientTimeout, TCPConnector

    connector = TCPConnector() if names is None else TCPConnector(resolver=cast("AbstractResolver", names))
    return ClientSession(
        connector=connector,
        timeout=ClientTimeout(total=None, connect=silence, sock_read=silence),
        headers={"Accept-Encoding": "identity"},
        auto_decompress=False,
        trust_env=False,
    )


class _Checked:
    """Gives a connector the addresses of a name; raises FetchError where it may not connect to one."""

    def __init__(self, look_up: Resolve, may_connect: Callable[[str], bool]) -> None:
        self._look_up, self._may_connect = look_up, may_connect

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        addresses = await self._look_up(host, port)
        if not all(map(self._may_connect, addresses)):
            raise FetchError("the file's address leads into a private network", permanent=True)
        return [
            {
                "hostname": host,
                "host": address,
                "port": port,
                "family": socket.AF_INET6 if ":" in address else socket.AF_INET,
                "proto": 0,
                "flags": socket.AI_NUMERICHOST,
            }
            for address in addresses
        ]

    async def close(self) -> None:
        """Nothing is held."""


def is_public(address: str) -> bool:
    """Is it an address of the open internet?"""
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(known, ipaddress.IPv6Address):
        if known in _TRANSLATED:
            return False
        known = known.ipv4_mapped or known.sixtofour or known
    return known.is_global and not known.is_multicast


_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""any address of the old internet, private ones too, in the new one's dress (RFC 6052)"""


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
