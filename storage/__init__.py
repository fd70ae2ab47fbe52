"""Remembers: all SQL lives here, for SQLite and for Postgres; it knows neither flows nor bot."""

from __future__ import annotations

from storage.secrets import Secrets, WrongKey, read_or_make_key_file
from storage.store import Store

__all__ = ["Secrets", "Store", "WrongKey", "read_or_make_key_file"]
