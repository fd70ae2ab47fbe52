"""A Telegram on loopback for each test, held to have seen nothing that its specification forbids."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.bot_api import BotApi


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as api:
        yield api
    assert api.faults == []
