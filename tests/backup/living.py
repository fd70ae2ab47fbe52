"""A system with something in every table, to be copied; and what a copy of it is held against."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.engine import make_url

from bot.backup import Keys
from bot.settings import Settings
from storage import Store, audit, evidence
from storage.audit import Entry
from storage.consents import NewConsent, add
from storage.marks import set_mark
from storage.tables import Row
from tests.coverage.desk import Desk, paid
from tests.outbox.rig import Clock, Scene

KEYS = Keys(
    ("test:" + "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",),
    "aGhoaGhoaGhoaGhoaGhoaGhoaGhoaGhoaGhoaGhoaGg=",
)
"""as they are written, those of the fixture `secrets`"""
PASSPHRASE = "kuda betul baterai"
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
TOUCHED = {"settings", "leases", "link_codes", "alarms", "sign_in_tokens", "sessions"}
"""a restore changes them, or leaves them out"""


def settings_of(url: str) -> Settings:
    return Settings.model_validate(
        {"database": {"url": url}, "privacy": {"keys": KEYS.keys, "hash_key": KEYS.hash_key}}
    )


def settings_with_key_file(path: Path) -> Settings:
    """Of a machine with nothing on it yet, whose keys are to lie beside the database."""
    return Settings.model_validate({"database": {"url": f"sqlite:///{path}"}})


def content(store: Store, but: set[str] = TOUCHED) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables but these, in the order of their keys."""
    with store.reading() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in Row.metadata.sorted_tables
            if table.name not in but
        }


def fill(store: Store) -> Scene:
    """Something in every table, through the storage where that is short; nothing in it waits."""
    desk, scene = Desk(store), Scene(store, Clock(NOW - timedelta(days=1)))
    covered = desk.registered()
    desk.pay(paid("P1", 8_400), paid("P2", 5_000, code=None, nik="6271014107900777"))
    person, address = someone = scene.someone()
    sent = scene.reply(someone, "halo")
    with store.writing() as connection:
        words = NewConsent(person, "N1", "consent", "agree", "Setuju? 1. Ya", "id", "v1", "fake", "talk", 1)
        add(connection, store.secrets, [words], NOW)
        evidence.seal(connection, store.secrets, NOW)
        audit.add(connection, store.secrets, Entry("Dewi", "task.done", "1", after={"é": "“"}), NOW)
        _put(connection, _others(store, covered, person, address, sent))
        connection.execute(Row.metadata.tables["outbox"].update().values(status="sent", sent_at=NOW))
        set_mark(connection, "whatsapp.reconciled:AC1", "2026-11-01T00:00:00+00:00")
    return scene


def _put(connection: Connection, rows: Mapping[str, dict[str, Any]]) -> None:
    for name, row in rows.items():
        table = Row.metadata.tables[name]
        connection.execute(delete(table))
        connection.execute(insert(table).values(row))


def _others(store: Store, nomination: int, person: int, address: int, sent: int) -> dict[str, dict[str, Any]]:
    sealed, hashed = store.secrets.seal(b"\x00\xff any bytes"), b"\x01" * 32
    late = NOW.replace(microsecond=123456)
    return {
        "inbox": {
            "channel": "fake", "account": "office_bot", "provider_id": "update-1", "person_id": person,
            "address_id": address, "received_at": late, "raw_sealed": sealed, "status": "done",
        },
        "conversations": {
            "person_id": person, "version": 3, "flow": "nominate", "waiting_on": "job", "updated_at": late,
            "state_sealed": sealed, "due_at": None,
        },
        "invitations": {"nomination_id": nomination, "token_hash": hashed, "created_at": late},
        "invitation_views": {"nomination_id": nomination, "person_id": person, "misses": 1},
        "refusals": {"participant_id": person, "nik_hash": hashed, "refused_at": late},
        "first_messages": {"phone_hash": hashed, "sent_at": late},
        "receipts": {
            "reference": "R1", "nomination_id": nomination, "person_id": person, "status": "verified",
            "channel": "fake", "account": "office_bot", "picture_sealed": sealed, "claimed_at": late,
            "attempts": 1,
        },
        "imports": {
            "id": 7, "kind": "payments", "digest": "d" * 64, "status": "done", "next_row": 1,
            "created_at": late,
        },
        "import_rows": {"import_id": 7, "row": 1, "turn": "2026-11-23", "verdict": "fine", "detail": "“é”"},
        "tasks": {"key": "withdrawn:1", "kind": "withdrawn", "nomination_id": nomination, "created_at": late},
        "staff": {"id": 7, "name": "Dewi", "person_id": person, "role": "owner", "since": late},
        "sign_in_tokens": {"token_hash": hashed, "staff_id": 7, "way": "chat", "expires_at": late},
        "sessions": {
            "id_hash": hashed, "staff_id": 7, "browser_hash": hashed, "since": late, "seen_at": late,
        },
        "nudges": {
            "subject": "N1", "month": "2026-12", "step": "due-7", "role": "participant",
            "person_id": person, "outcome": "queued", "outbox_key": "nudge:1:2026-12-08", "at": late,
        },
        "broadcasts": {
            "id": 7, "reference": "B1", "name": "Kabar", "status": "done", "topic": "campaign",
            "content": "{}", "picture": b"\x89PNG", "audience": "tag:x", "weight": 1, "version": "v",
            "made_by": "Dewi", "made_at": late, "boundary": person, "cursor": person,
        },
        "recipients": {
            "broadcast_id": 7, "person_id": person, "state": "waiting", "channel": "fake", "zone": "",
            "name_sealed": sealed,
        },
        "segments": {"name": "terlambat", "audience": "status:unpaid_1", "made_by": "Dewi", "made_at": late},
        "tags": {"person_id": person, "tag": "contoh"},
        "deliveries": {"outbox_id": sent, "part": 0, "provider_id": "SM1", "status": "read", "at": late},
        "redactions": {
            "channel": "fake", "account": "office_bot", "provider_id": "SM1", "due_at": late, "attempts": 0,
            "has_media": True,
        },
        "contents": {
            "account": "AC1", "name": "menu", "lang": "id", "version": "1", "kind": "session", "sid": "HX1",
            "status": "ready", "created_at": late, "checked_at": late,
        },
        "unread": {
            "channel": "fake", "account": "office_bot", "received_at": late, "raw_sealed": sealed,
            "why": "new",
        },
        "link_codes": {"person_id": person, "code_hash": hashed, "expires_at": late},
        "joins": {"id": 7, "person_id": person, "people_sealed": sealed, "drafts": "one two", "at": late},
        "joined_rows": {"join_id": 7, "what": "addresses.person_id", "row_id": address},
        "alarms": {"name": "disk", "since": late, "message": "the disk is nearly full"},
        "leases": {"name": "sender fake", "holder": "one that is gone", "until": 1.5},
    }  # fmt: skip


def file_of(url: str) -> Path:
    """Of a SQLite database."""
    return Path(make_url(url).database or "")
