"""Every table: its columns, keys, checks and indexes.

Columns ending in `_sealed` hold bytes of `Secrets.seal`, those ending in `_hash` bytes of `Secrets.hash`; no
other column may hold what names a person. Times are aware UTC (SQLModel's UTCDateTime), but for the two kept
by the database's own clock (`leases.until`, `outbox.lease_until`): seconds since 1970, which both compare.
Statuses are text with a CHECK: a native enum cannot gain a member by Alembic's autogenerate.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

INBOX_STATUSES = ("waiting", "done", "failed")
OUTBOX_STATUSES = ("waiting", "claimed", "attempting", "sent", "uncertain", "dead")
OUTBOX_KINDS = ("say", "delete")
NOMINATION_STATUSES = ("invited", "consented", "declined", "expired", "registered", "withdrawn")
LIVE_STATUSES = ("invited", "consented", "registered")
ERASED_STATUSES = ("declined", "expired")
CONSENT_KINDS = ("notice", "declaration")
IS_REACHED = "channel <> 'phone'"
"""of an address: a partial index has it, so what looks an address up must say it in these words"""

# SQLite counts up only an INTEGER key; Postgres needs eight bytes.
_ID: Any = BigInteger().with_variant(Integer, "sqlite")
_BYTES: Any = LargeBinary


def _word(length: int) -> Any:
    return String(length)


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Row(SQLModel):
    """What all tables share: the names of their constraints, without which SQLite could never drop one."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Person(Row, table=True):
    """Someone who wrote to us. `reference` is what people are called in commands and logs."""

    __tablename__ = "people"

    id: int | None = Field(default=None, primary_key=True, sa_type=_ID)
    reference: str = Field(sa_type=_word(40), unique=True)
    lang: str = Field(sa_type=_word(8))
    name_sealed: bytes | None = Field(default=None, sa_type=_BYTES)
    """as the channel tells it, never trusted"""
    notice_agreed_at: datetime | None = None
    opted_out_at: datetime | None = None
    created_at: datetime
    """when they first wrote; when they last did is told by their conversation"""


class Address(Row, table=True):
    """Where a person is reached. Channel and kind "phone": a number they shared, which is no way to send."""

    __tablename__ = "addresses"
    __table_args__ = (
        Index(
            "uq_addresses_reached",
            "channel",
            "kind",
            "value_hash",
            unique=True,
            sqlite_where=text(IS_REACHED),
            postgresql_where=text(IS_REACHED),
        ),
        # two people may share a phone, and each shared it as theirs
        Index(
            "uq_addresses_shared",
            "person_id",
            "value_hash",
            unique=True,
            sqlite_where=text("channel = 'phone'"),
            postgresql_where=text("channel = 'phone'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=_ID)
    person_id: int = Field(sa_type=_ID, foreign_key="people.id", index=True)
    channel: str = Field(sa_type=_word(20))
    account: str | None = Field(default=None, sa_type=_word(80))
    """our account that they wrote to; None where the channel has none"""
    kind: str = Field(sa_type=_word(30))
    value_hash: bytes = Field(sa_type=_BYTES)
    """Secrets.hash(f"address:{channel}", value); of a phone Secrets.hash("phone", E.164)"""
    value_sealed: bytes = Field(sa_type=_BYTES)
    unreachable_at: datetime | None = None
    created_at: datetime


class InboxRow(Row, table=True):
    """One thing that came in, once. `waiting`: its turn is to come; `failed`: set aside with its error."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "account", "provider_id"),
        CheckConstraint(_one_of("status", INBOX_STATUSES), name="status"),
        CheckConstraint("status <> 'waiting' OR raw_sealed IS NOT NULL", name="waiting_has_raw"),
        Index(
            "ix_inbox_waiting",
            "person_id",
            "id",
            sqlite_where=text("status = 'waiting'"),
            postgresql_where=text("status = 'waiting'"),
        ),
        Index(
            "ix_inbox_failed",
            "id",
            sqlite_where=text("status = 'failed'"),
            postgresql_where=text("status = 'failed'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=_ID)
    channel: str = Field(sa_type=_word(20))
    account: str = Field(sa_type=_word(80))
    provider_id: str = Field(sa_type=Text)
    person_id: int = Field(sa_type=_ID, foreign_key="people.id")
    address_id: int = Field(sa_type=_ID, foreign_key="addresses.id")
    received_at: datetime
    raw_sealed: bytes | None = Field(default=None, sa_type=_BYTES)
    """None: erased by retention"""
    status: str = Field(default="waiting", sa_type=_word(20))
    error: str | None = Field(default=None, sa_type=Text)
    """type and place of what went wrong; never what the person wrote"""
    handled_at: datetime | None = None


class Conversation(Row, table=True):
    """Where a person is. `version` counts the turns, so that a stale writer is seen."""

    __tablename__ = "conversations"

    person_id: int = Field(primary_key=True, sa_type=_ID, foreign_key="people.id")
    version: int = Field(sa_type=Integer)
    flow: str | None = Field(default=None, sa_type=_word(40))
    waiting_on: str | None = Field(default=None, sa_type=_word(40))
    state_sealed: bytes | None = Field(default=None, sa_type=_BYTES)
    """None: there is no conversation going on"""
    updated_at: datetime
    due_at: datetime | None = Field(default=None, index=True)


class Nomination(Row, table=True):
    """A worker a participant named. All that names the worker is empty once they declined or it expired."""

    __tablename__ = "nominations"
    __table_args__ = (
        CheckConstraint(_one_of("status", NOMINATION_STATUSES), name="status"),
        CheckConstraint("sector IN ('transport', 'other')", name="sector"),
        CheckConstraint("months BETWEEN 1 AND 24 AND income >= 0 AND amount >= 0", name="amounts"),
        CheckConstraint(
            f"NOT ({_one_of('status', ERASED_STATUSES)}) OR (nik_hash IS NULL AND nik_sealed IS NULL "
            "AND nik_last4 IS NULL AND name_sealed IS NULL AND name_start IS NULL "
            "AND birth_date_sealed IS NULL AND phone_hash IS NULL AND phone_sealed IS NULL "
            "AND job_words_sealed IS NULL AND erased_at IS NOT NULL)",
            name="erased",
        ),
        CheckConstraint(
            f"NOT ({_one_of('status', LIVE_STATUSES)}) OR (nik_hash IS NOT NULL AND nik_sealed IS NOT NULL "
            "AND name_sealed IS NOT NULL AND birth_date_sealed IS NOT NULL)",
            name="live",
        ),
        Index(
            "uq_nominations_live",
            "participant_id",
            "nik_hash",
            unique=True,
            sqlite_where=text(_one_of("status", LIVE_STATUSES)),
            postgresql_where=text(_one_of("status", LIVE_STATUSES)),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=_ID)
    reference: str = Field(sa_type=_word(60), unique=True)
    participant_id: int = Field(sa_type=_ID, foreign_key="people.id", index=True)
    status: str = Field(default="invited", sa_type=_word(20))
    nik_hash: bytes | None = Field(default=None, sa_type=_BYTES, index=True)
    """Secrets.hash("nik", sixteen digits)"""
    nik_sealed: bytes | None = Field(default=None, sa_type=_BYTES)
    nik_last4: str | None = Field(default=None, sa_type=_word(4))
    name_sealed: bytes | None = Field(default=None, sa_type=_BYTES)
    name_start: str | None = Field(default=None, sa_type=_word(3))
    """the first letters, lower case, to search by"""
    birth_date_sealed: bytes | None = Field(default=None, sa_type=_BYTES)
    phone_hash: bytes | None = Field(default=None, sa_type=_BYTES, index=True)
    """Secrets.hash("phone", E.164)"""
    phone_sealed: bytes | None = Field(default=None, sa_type=_BYTES)
    """None: has no phone (or erased)"""
    job: str = Field(sa_type=_word(40))
    job_words_sealed: bytes | None = Field(default=None, sa_type=_BYTES)
    sector: str = Field(sa_type=_word(20))
    workplace: str = Field(sa_type=_word(20))
    income: int = Field(sa_type=BigInteger)
    """rupiah a month"""
    programmes: str = Field(sa_type=_word(40))
    """"jkk,jkm" or "jkk,jkm,jht" """
    months: int = Field(sa_type=SmallInteger)
    first_month: str = Field(sa_type=_word(7))
    amount: int = Field(sa_type=BigInteger)
    """rupiah, quoted for all months"""
    tariff_version: str = Field(sa_type=_word(40))
    nominated_at: datetime
    updated_at: datetime
    erased_at: datetime | None = None


class ContributionMonth(Row, table=True):
    """The ledger: a month that was paid for. Rows are added, never changed."""

    __tablename__ = "contribution_months"
    __table_args__ = (CheckConstraint("amount >= 0", name="amount"),)

    nomination_id: int = Field(primary_key=True, sa_type=_ID, foreign_key="nominations.id")
    month: str = Field(primary_key=True, sa_type=_word(7))
    """ "YYYY-MM" """
    amount: int = Field(sa_type=BigInteger)
    tariff_version: str = Field(sa_type=_word(40))
    payment_reference: str = Field(sa_type=_word(80))
    paid_on: date


class Consent(Row, table=True):
    """What someone agreed to, with the words that were shown to them."""

    __tablename__ = "consents"
    __table_args__ = (
        CheckConstraint(_one_of("kind", CONSENT_KINDS), name="kind"),
        UniqueConstraint("person_id", "kind", "conversation", "asking"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=_ID)
    person_id: int = Field(sa_type=_ID, foreign_key="people.id")
    nomination_reference: str | None = Field(default=None, sa_type=_word(60))
    kind: str = Field(sa_type=_word(20))
    choice: str = Field(sa_type=_word(40))
    words_sealed: bytes = Field(sa_type=_BYTES)
    """the rendered text they answered"""
    lang: str = Field(sa_type=_word(8))
    catalog_version: str = Field(sa_type=_word(40))
    channel: str = Field(sa_type=_word(20))
    conversation: str = Field(sa_type=_word(60))
    asking: int = Field(sa_type=Integer)
    at: datetime


class OutboxRow(Row, table=True):
    """One outgoing message. `claimed`: safe to take again after a crash; `attempting`: perhaps accepted."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint(_one_of("status", OUTBOX_STATUSES), name="status"),
        CheckConstraint(_one_of("kind", OUTBOX_KINDS), name="kind"),
        CheckConstraint("priority BETWEEN 0 AND 2", name="priority"),
        CheckConstraint("status <> 'waiting' OR body_sealed IS NOT NULL", name="waiting_has_body"),
        Index(
            "ix_outbox_open",
            "channel",
            "account",
            "priority",
            "id",
            sqlite_where=text("status IN ('waiting', 'claimed', 'attempting')"),
            postgresql_where=text("status IN ('waiting', 'claimed', 'attempting')"),
        ),
        Index(
            "ix_outbox_open_person",
            "person_id",
            "priority",
            "id",
            sqlite_where=text("status IN ('waiting', 'claimed', 'attempting')"),
            postgresql_where=text("status IN ('waiting', 'claimed', 'attempting')"),
        ),
        Index(
            "ix_outbox_held",
            "channel",
            "account",
            sqlite_where=text("status IN ('claimed', 'attempting')"),
            postgresql_where=text("status IN ('claimed', 'attempting')"),
        ),
        Index(
            "ix_outbox_asked",
            "conversation",
            "asking",
            sqlite_where=text("conversation IS NOT NULL"),
            postgresql_where=text("conversation IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=_ID)
    key: str = Field(sa_type=_word(120), unique=True)
    person_id: int = Field(sa_type=_ID, foreign_key="people.id")
    reply_to: int | None = Field(default=None, sa_type=_ID, foreign_key="addresses.id")
    """the address they wrote from; None: chosen when it is sent"""
    channel: str | None = Field(default=None, sa_type=_word(20))
    """with `account`, whose sender sends it, as `reply_to` says; None: chosen when it is sent"""
    account: str | None = Field(default=None, sa_type=_word(80))
    priority: int = Field(sa_type=SmallInteger)
    """0 reply, 1 nudge, 2 bulk"""
    status: str = Field(default="waiting", sa_type=_word(20))
    kind: str = Field(default="say", sa_type=_word(20))
    body_sealed: bytes | None = Field(default=None, sa_type=_BYTES)
    """of a say its message (flows.stored.dump_message), of a delete the id of the message; None: erased"""
    conversation: str | None = Field(default=None, sa_type=_word(60))
    """with `asking`: which question the message ends with; None: with none"""
    asking: int | None = Field(default=None, sa_type=Integer)
    not_before: datetime | None = None
    """None: at once, whatever the clock says"""
    claimed_by: str | None = Field(default=None, sa_type=_word(80))
    lease_until: float | None = None
    attempts: int = Field(default=0, sa_type=Integer)
    uncertain_count: int = Field(default=0, sa_type=Integer)
    parts_sent: int = Field(default=0, sa_type=Integer)
    text_sealed: bytes | None = Field(default=None, sa_type=_BYTES)
    """what was really sent, rendered"""
    provider_id: str | None = Field(default=None, sa_type=Text)
    error: str | None = Field(default=None, sa_type=Text)
    created_at: datetime
    attempted_at: datetime | None = None
    sent_at: datetime | None = None


class Lease(Row, table=True):
    """Who may do what only one process may do at a time."""

    __tablename__ = "leases"

    name: str = Field(primary_key=True, sa_type=_word(80))
    holder: str = Field(sa_type=_word(80))
    until: float


class Setting(Row, table=True):
    """What the database itself must know, such as the check value of its keys."""

    __tablename__ = "settings"

    name: str = Field(primary_key=True, sa_type=_word(80))
    value: str = Field(sa_type=Text)


def _table(name: str) -> Table:
    return Row.metadata.tables[name]


people = _table("people")
addresses = _table("addresses")
inbox = _table("inbox")
conversations = _table("conversations")
nominations = _table("nominations")
contribution_months = _table("contribution_months")
consents = _table("consents")
outbox = _table("outbox")
leases = _table("leases")
settings = _table("settings")
