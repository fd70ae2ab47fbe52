"""A Twilio on loopback, new to each test, held to have seen nothing that its specification forbids."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.twilio import Twilio


@pytest.fixture(scope="package")
def running_twilio() -> Iterator[Twilio]:
    """One server for all: to start and stop takes longer than most tests."""
    with Twilio() as twilio:
        yield twilio


@pytest.fixture
def twilio(running_twilio: Twilio) -> Iterator[Twilio]:
    running_twilio.forget()
    yield running_twilio
    running_twilio.start_again()
    assert running_twilio.faults == []
