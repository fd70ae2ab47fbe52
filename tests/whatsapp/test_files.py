"""Files that people sent on WhatsApp: credentials stay with Twilio, nobody leads us into our own network."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from bot.channels import FetchError
from bot.channels.whatsapp_files import HOSTS, MOST_REDIRECTS, check_address, fetch_file, is_public
from tests.fakes import twilio as fake
from tests.fakes import twilio_troubles as troubles
from tests.fakes.twilio import Twilio
from tests.fakes.twilio_messages import Message
from tests.whatsapp.test_send import SITI

OURS = (fake.ACCOUNT, fake.TOKEN)
PATH = f"/2010-04-01/Accounts/{fake.ACCOUNT}/Messages/MM{'0' * 32}/Media/ME{'0' * 32}"


def photo(twilio: Twilio, content: bytes = b"jpeg") -> str:
    """The address of a file that someone sent."""
    message: Message = twilio.messages[twilio.person(SITI).sends_photo(content)]
    return twilio.media_url(message, message.media[0])


async def this_machine(_host: str, _port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def fetch(twilio: Twilio, file: str, most: int = 1000, silence: float = 5.0, **how: object) -> bytes:
    return asyncio.run(fetch_file(twilio.url, OURS, file, most, silence, **how))  # type: ignore[arg-type]  # as told


def refused(twilio: Twilio, file: str, **how: object) -> FetchError:
    with pytest.raises(FetchError) as refusal:
        fetch(twilio, file, **how)  # type: ignore[arg-type]  # as told
    return refusal.value


@contextmanager
def answering(answer: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A server that answers requests on one connection with these bytes: its port, and what was asked."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)

        def serve() -> None:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(10)
                while request := connection.recv(65536):
                    asked.append(request)
                    connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1], asked
    thread.join(10)


def test_a_file_comes_as_it_was_sent(twilio: Twilio) -> None:
    content = bytes(range(256)) * 3

    assert fetch(twilio, photo(twilio, content)) == content


def test_a_file_is_as_large_as_allowed_and_no_larger(twilio: Twilio) -> None:
    file = photo(twilio, b"a" * 100)

    assert len(fetch(twilio, file, most=100)) == 100
    assert refused(twilio, file, most=99).permanent


def test_a_file_that_does_not_tell_its_size_is_cut_where_it_is_too_large(twilio: Twilio) -> None:
    answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"64\r\n" + b"a" * 100 + b"\r\n"
    with answering(answer) as (port, _):
        url = f"http://127.0.0.1:{port}"
        with pytest.raises(FetchError) as refusal:
            asyncio.run(fetch_file(url, OURS, url + PATH, 99, 5.0))

    assert refusal.value.permanent


def test_a_file_that_stops_on_its_way_is_given_up_for_now(twilio: Twilio) -> None:
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf") as (port, _):
        url = f"http://127.0.0.1:{port}"
        with pytest.raises(FetchError) as refusal:
            asyncio.run(fetch_file(url, OURS, url + PATH, 99, 0.2))

    assert not refusal.value.permanent


@pytest.mark.parametrize(
    ("trouble", "permanent"),
    [
        (troubles.refused_with(20404, 404), True),
        (troubles.refused_with(20003, 401), False),
        (troubles.too_many_requests(), False),
        (troubles.BAD_GATEWAY, False),
    ],
)
def test_what_will_never_come_is_told_from_what_may(
    twilio: Twilio, trouble: troubles.Trouble, permanent: bool
) -> None:
    twilio.trouble("file", trouble)

    assert refused(twilio, photo(twilio)).permanent is permanent


@pytest.mark.parametrize(
    "file",
    [
        f"https://elsewhere.example{PATH}",
        f"https://api.twilio.com.elsewhere.example{PATH}",
        f"https://api.twilio.com@elsewhere.example{PATH}",
        f"http://api.twilio.com{PATH}",
        f"https://api.twilio.com:8443{PATH}",
        f"https://api.twilio.com{PATH}?redirect=https://elsewhere.example",
        f"https://api.twilio.com{PATH}/../../../../Keys.json",
        f"https://api.twilio.com{PATH.replace(fake.ACCOUNT, 'AC' + 'f' * 32)}",
        f"https://api.twilio.com/2010-04-01/Accounts/{fake.ACCOUNT}.json",
        f"https://api.twilio.com{PATH}\nHost: elsewhere.example",
        "file:///etc/passwd",
        "",
    ],
)
def test_our_credentials_go_to_files_of_ours_at_twilio_and_nowhere_else(file: str) -> None:
    with pytest.raises(FetchError) as refusal:
        check_address("https://api.twilio.com", fake.ACCOUNT, file)

    assert refusal.value.permanent


def test_a_file_of_ours_at_twilio_is_fetched() -> None:
    check_address("https://api.twilio.com", fake.ACCOUNT, f"https://api.twilio.com{PATH}")


def test_credentials_go_over_no_open_line() -> None:
    with pytest.raises(FetchError):
        check_address("http://twilio.example", fake.ACCOUNT, f"http://twilio.example{PATH}")


def test_nobody_connects_to_a_listed_name_that_means_this_machine(twilio: Twilio) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        twilio.media_leads_to = f"http://media.twiliocdn.com:{server.getsockname()[1]}/a"
        error = refused(twilio, photo(twilio), resolve=this_machine)

        assert error.permanent
        assert "private" in error.reason
        with pytest.raises(BlockingIOError):
            server.accept()


def test_where_a_redirect_leads_nothing_of_ours_is_told(twilio: Twilio) -> None:
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\njpeg") as (port, asked):
        twilio.media_leads_to = f"http://media.twiliocdn.com:{port}/a?b=c"
        content = fetch(twilio, photo(twilio), resolve=this_machine, may_connect=lambda _address: True)

    assert content == b"jpeg"
    [request] = asked
    assert request.startswith(b"GET /a?b=c HTTP/1.1\r\nHost: media.twiliocdn.com")
    assert b"authorization" not in request.lower()
    assert fake.TOKEN.encode() not in request


@pytest.mark.parametrize(
    "leads_to",
    [
        "http://127.0.0.1:9/a",
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/a",
        "http://[::1]/a",
        "http://2130706433/a",
        "http://localhost/a",
        "https://elsewhere.example/a",
        "https://twiliocdn.com.elsewhere.example/a",
        "https://eviltwiliocdn.com/a",
        "https://user:word@media.twiliocdn.com/a",
        "ftp://media.twiliocdn.com/a",
        "//[",
        "",
    ],
)
def test_a_redirect_to_where_we_do_not_go_is_refused(twilio: Twilio, leads_to: str) -> None:
    twilio.media_leads_to = leads_to

    assert refused(twilio, photo(twilio), resolve=this_machine).permanent


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "169.254.169.254", "10.1.2.3", "192.168.0.1", "172.16.0.1", "100.64.0.1", "0.1.2.3"],
)
def test_a_listed_name_that_means_a_private_address_is_refused(twilio: Twilio, address: str) -> None:
    async def rebound(_host: str, _port: int) -> Sequence[str]:
        return ["93.184.215.14", address]

    twilio.media_leads_to = "http://media.twiliocdn.com/a"

    error = refused(twilio, photo(twilio), resolve=rebound)

    assert error.permanent
    assert "private" in error.reason


def test_redirects_that_never_end_are_left(twilio: Twilio) -> None:
    with answering(b"HTTP/1.1 307 On\r\nContent-Length: 0\r\nLocation: /b\r\n\r\n") as (port, asked):
        twilio.media_leads_to = f"http://media.twiliocdn.com:{port}/a"
        error = refused(twilio, photo(twilio), resolve=this_machine, may_connect=lambda _address: True)

    assert len(asked) == MOST_REDIRECTS
    assert error.permanent


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("224.0.0.1", False),
        ("nonsense", False),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_the_hosts_of_twilios_files_are_listed() -> None:
    import re

    def is_listed(host: str) -> bool:
        return any(re.fullmatch(pattern, host) for pattern in HOSTS)

    assert is_listed("mms.twiliocdn.com")
    assert is_listed("media.twiliocdn.com")
    assert is_listed("com.twilio.prod.twilio-api.s3-external-1.amazonaws.com")
    assert is_listed("s3-external-1.amazonaws.com")
    assert is_listed("bucket.s3.eu-west-1.amazonaws.com")
    assert not is_listed("ec2-1-2-3-4.compute-1.amazonaws.com")
    assert not is_listed("s3.amazonaws.com.elsewhere.example")
