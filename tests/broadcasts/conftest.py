"""The office of these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storage import Store
from tests.broadcasts.press import Press


@pytest.fixture
def press(store: Store) -> Iterator[Press]:
    press = Press(store)
    yield press
    press.close()
