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
OUTBOX_STATUSES = ("waiting", "claimed", "attempting", "sent", "uncertain", "dead", "withheld")
OUTBOX_PURPOSES = ("answer", "confirmation", "reminder", "campaign")
"""answer: to what they wrote; confirmation: of what was done; who opted out gets these two only"""
SUSPICIONS = ("gone", "stopped")
DELIVERY_STATUSES = ("accepted", "queued", "sending", "sent", "failed", "undelivered", "delivered", "read")
CONTENT_KINDS = ("session", "template")
OUTBOX_KINDS = ("say", "delete", "nudge", "campaign")
"""a nudge is worded when it is sent, by what is true then; the words of a campaign are kept once, with it"""
TOPICS = ("campaign", "reminders", "service")
"""of a broadcast: who wants no campaigns gets the others; who wants no reminders gets no such broadcast"""
BROADCAST_STATUSES = ("draft", "freezing", "running", "paused", "done", "cancelled")
RECIPIENT_STATES = ("waiting", "handed", "withheld")
NUDGE_ROLES = ("participant", "worker")
NUDGE_OUTCOMES = ("queued", "dropped")
NOMINATION_STATUSES = ("invited", "consented", "declined", "expired", "registered", "withdrawn")
LIVE_STATUSES = ("invited", "consented", "registered")
ERASED_STATUSES = ("declined", "expired")
COVERED_STATUSES = ("consented", "registered")
END_REASONS = ("stopped", "left", "died", "replaced", "changed_over", "taken_over")
FINAL_REASONS = ("died", "changed_over")
"""what ended for one of these, its worker does not go on with alone"""
CONSENT_KINDS = ("notice", "declaration", "consent")
WAYS = ("link", "assisted", "first_message")
BILL_STATUSES = ("open", "paid", "replaced", "expired", "cancelled")
RECEIPT_STATUSES = ("fetching", "waiting", "verified", "refused", "unreadable")
PAYMENT_SOURCES = ("import", "webhook", "office", "simulated")
IMPORT_KINDS = ("registrations", "payments")
IMPORT_STATUSES = ("staging", "staged", "done")
ROLES = ("owner", "staff", "viewer")
SIGN_IN_WAYS = ("browser", "chat")
IS_REACHED = "channel <> 'phone'"
"""of an address: a partial index has it, so what looks an address up must say it in these words"""
IS_NUMBER = "kind = 'phone'"
"""of an address: likewise"""
HAS_RAW = "raw_sealed IS NOT NULL"
"""of the inbox; of the outbox `HAS_CONTENT`; of nominations the others: likewise"""
HAS_CONTENT = "body_sealed IS NOT NULL OR text_sealed IS NOT NULL"
IS_INVITED = "status = 'invited'"
IS_OPEN = "status = 'open'"
"""of a bill; of payments `IS_NOBODYS`, of receipts `IS_DECIDED`, of rows of an import `IS_LEFT`: likewise"""
IS_NOBODYS = "verdict = 'unmatched'"
IS_DECIDED = "status IN ('verified', 'refused') AND due_at IS NOT NULL"
IS_LEFT = "verdict IS NULL"
IS_ERASED = "erased_at IS NOT NULL"
IS_WITHHELD = "status = 'withheld'"
"""of the outbox; of addresses `IS_SUSPECTED`, of redactions `IS_TO_REDACT`: likewise"""
IS_UNSENT = "status IN ('dead', 'uncertain', 'withheld')"
IS_SUSPECTED = "suspected_at IS NOT NULL"
IS_TO_REDACT = "done_at IS NULL"
IS_TO_WAKE = "due_at IS NOT NULL"
"""of people"""
IS_TO_BE_HANDED = "state = 'waiting'"
"""of recipients; of the outbox `IS_OF_A_BROADCAST`, of broadcasts `IS_AT_WORK`: likewise"""
IS_OF_A_BROADCAST = "broadcast_id IS NOT NULL"
IS_AT_WORK = "status IN ('freezing', 'running', 'paused')"

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
    __table_args__ = (
        Index(
            "ix_people_due",
            "due_at",
            sqlite_where=text(IS_TO_WAKE),
            postgresql_where=text(IS_TO_WAKE),
        ),
        Index("ix_people_name_start", "name_start", "id"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=_ID)
    reference: str = Field(sa_type=_word(40), unique=True)
    lang: str = Field(sa_type=_word(8))
    name_sealed: bytes | None = Field(default=None, sa_type=_BYTES)
    """as the channel tells it, never trusted"""
    name_start: str | None = Field(default=None, sa_type=_word(3))
    """its first letters, lower case, to search by"""
    notice_agreed_at: datetime | None = None
    opted_out_at: datetime | None = None
    """they said STOP: no reminder and no campaign"""
    no_reminders_at: datetime | None = None
    """they wanted no more reminders; campaigns are another matter"""
    no_campaigns_at: datetime | None = None
    """they wanted no more campaigns; reminders are another matter"""
    zone: str | None = Field(default=None, sa_type=_word(40))
    """their time zone ("Asia/Makassar"); None: the office's"""
    snoozed_until: datetime | None = None
    """they asked to be reminded then, and not before"""
    due_at: datetime | None = None
    """when to look whether there is something to remind them of; only a wake-up. None: not until it is set"""
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
        # what a platform says takes no messages, until someone judged it
        Index(
            "ix_addresses_suspected",
            "suspected_at",
            sqlite_where=text(IS_SUSPECTED),
            postgresql_where=text(IS_SUSPECTED),
        ),
        # whose number it is, whether they write from it or shared it
        Index(
            "ix_addresses_numbers",
            "value_hash",
            sqlite_where=text(IS_NUMBER),
            postgresql_where=text(IS_NUMBER),
        ),
        CheckConstraint(_one_of("suspected_as", SUSPICIONS), name="suspected_as"),
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
    wrote_at: datetime | None = None
    """when they last wrote from it: opens WhatsApp's window, and says which address they prefer"""
    suspected_at: datetime | None = None
    """when the platform first said that it takes no messages; believed only by bot/refusals.py"""
    suspected_as: str | None = Field(default=None, sa_type=_word(20))
    created_at: datetime


class LinkCode(Row, table=True):
    """The code with which someone links another address of theirs; each person has one at most."""

    __tablename__ = "link_codes"

    person_id: int = Field(primary_key=True, sa_type=_ID, foreign_key="people.id")
    code_hash: bytes = Field(sa_type=_BYTES, unique=True)
    """Secrets.hash("link", code)"""
    expires_at: datetime


class Join(Row, table=True):
    """Two people who were made one by a code: what it takes to make them two again, kept for a day."""

    __tablename__ = "joins"

    id: int | None = Field(default=None, primary_key=True, sa_type=_ID)
    person_id: int = Field(sa_type=_ID, foreign_key="people.id", index=True)
    """who told the code, and has all since"""
    people_sealed: bytes = Field(sa_type=_BYTES)
    """who both were (storage/joins.py)"""
    drafts: str = Field(sa_type=Text)
    """the conversations of who told the code, by their ids, with spaces between"""
    at: datetime = Field(index=True)


class JoinedRow(Row, table=True):
    """A row that was one side's when two people were joined."""

    __tablename__ = "joined_rows"

    join_id: int = Field(primary_key=True, sa_type=_ID, foreign_key="joins.id")
    what: str = Field(primary_key=True, sa_type=_word(60))
    """whose it was, and "table.column" of who told the code (storage/joins.py)"""
    row_id: int = Field(primary_key=True, sa_type=_ID)


class Unread(Row, table=True):
    """What came in and was not understood, kept as it came, so that a later release can read it."""

    __tablename__ = "unread"

    id: int | None = Field(default=None, primary_key=True, sa_type=_ID)
    channel: str = Field(sa_type=_word(20))
    account: str = Field(sa_type=_word(80))
    received_at: datetime = Field(index=True)
    raw_sealed: bytes = Field(sa_type=_BYTES)
    why: str = Field(sa_type=Text)
    """never what was written"""


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
        # what is kept of one person, to be erased
        Index(
            "ix_inbox_kept",
            "person_id",
            sqlite_where=text(HAS_RAW),
            postgresql_where=text(HAS_RAW),
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
        # one NIK is never registered or billed twice, whoever nominated it
        Index(
            "uq_nominations_covered",
            "nik_hash",
            unique=True,
            sqlite_where=text(_one_of("status", COVERED_STATUSES)),
            postgresql_where=text(_one_of("status", COVERED_STATUSES)),
        ),
        # to be reminded or to expire
        Index(
            "ix_nominations_invited",
            "nominated_at",
            sqlite_where=text(IS_INVITED),
            postgresql_where=text(IS_INVITED),
        ),
        # to be found by
        Index("ix_nominations_name_start", "name_start", "id"),
        Index("ix_nominations_nik_last4", "nik_last4", "id"),
        Index(
            "ix_nominations_erased",
            "erased_at",
            sqlite_where=text(IS_ERASED),
            postgresql_where=text(IS_ERASED),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=_ID)
    reference: str = Field(sa_type=_word(60), unique=True)
    participant_id: int = Field(sa_type=_ID, foreign_key="people.id", index=True)
    """who pays; after a worker took over, the worker"""
    worker_id: int | None = Field(default=None, sa_type=_ID, foreign_key="people.id", index=True)
    """who opened the invitation as theirs; None: nobody yet, or it was answered on the participant's phone"""
    way: str | None = Field(default=None, sa_type=_word(20))
    """how the worker agreed (WAYS); None: they did not yet"""
    consented_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str | None = Field(default=None, sa_type=_word(20))
    """of a withdrawn one (END_REASONS)"""
    ended_by: str | None = Field(default=None, sa_type=_word(20))
    """participant, worker or office"""
    covered_from: str | None = Field(default=None, sa_type=_word(7))
    """the first month to pay here, where another participant paid until then; None: by the first payment"""
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


class InvitationRow(Row, table=True):
    """The token that opens a nomination's invitation, as long as it waits for an answer."""

    __tablename__ = "invitations"

    nomination_id: int = Field(primary_key=True, sa_type=_ID, foreign_key="nominations.id")
    token_hash: bytes = Field(sa_type=_BYTES, unique=True)
    """Secrets.hash("invitation", token); it stays, so that who comes late is told why it opens nothing"""
    created_at: datetime


class InvitationView(Row, table=True):
    """Who was shown whom an invitation is for: a link may be passed on to anyone, and erasing follows it."""

    __tablename__ = "invitation_views"

    nomination_id: int = Field(primary_key=True, sa_type=_ID, foreign_key="nominations.id")
    person_id: int = Field(primary_key=True, sa_type=_ID, foreign_key="people.id")
    misses: int = Field(default=0, sa_type=SmallInteger)
    """how often they said that it is theirs and did not know the NIK"""


class Refusal(Row, table=True):
    """A worker said no: this participant may not invite them again for a while. Holds no more than a hash."""

    __tablename__ = "refusals"

    participant_id: int = Field(primary_key=True, sa_type=_ID, foreign_key="people.id")
    nik_hash: bytes = Field(primary_key=True, sa_type=_BYTES)
    refused_at: datetime


class FirstMessage(Row, table=True):
    """A number that the bot wrote to first: once per number, ever."""

    __tablename__ = "first_messages"

    phone_hash: bytes = Field(primary_key=True, sa_type=_BYTES)
    sent_at: datetime


class Registration(Row, table=True):
    """What registration wants besides, and what came of it. Its personal columns are empty once erased."""

    __tablename__ = "registrations"

    nomination_id: int = Field(primary_key=True, sa_type=_ID, foreign_key="nominations.id")
    address_sealed: bytes | None = Field(default=None, sa_type=_BYTES)
    postcode_sealed: bytes | None = Field(default=None, sa_type=_BYTES)
    email_sealed: bytes | None = Field(default=None, sa_type=_BYTES)
    exported_at: datetime | None = None
    """when it first stood in a spreadsheet for the office"""
    registered_at: datetime | None = None
    participant_number_sealed: bytes | None = Field(default=None, sa_type=_BYTES)
    """the number BPJS Ketenagakerjaan gave (KPJ); it may come after the registration"""
    card_token_hash: bytes | None = Field(default=None, sa_type=_BYTES, unique=True)
    """Secrets.hash("card", token); None: there is no card yet"""


class BillRow(Row, table=True):
    """What was billed, itemised. At most one of a nomination is open."""

    __tablename__ = "bills"
    __table_args__ = (
        CheckConstraint(_one_of("status", BILL_STATUSES), name="status"),
        CheckConstraint("amount > 0", name="amount"),
        Index(
            "uq_bills_open",
            "nomination_id",
            unique=True,
            sqlite_where=text(IS_OPEN),
            postgresql_where=text(IS_OPEN),
        ),
        Index("ix_bills_open", "expires_on", sqlite_where=text(IS_OPEN), postgresql_where=text(IS_OPEN)),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=_ID)
    reference: str = Field(sa_type=_word(60), unique=True)
    nomination_id: int = Field(sa_type=_ID, foreign_key="nominations.id", index=True)
    status: str = Field(default="open", sa_type=_word(20))
    code: str | None = Field(default=None, sa_type=_word(40), index=True)
    """the payment code; None: paid with the NIK"""
    expires_on: date | None = None
    """the last day of the code, as the office was told"""
    items: str = Field(sa_type=Text)
    """JSON: [["YYYY-MM", rupiah], …], oldest first"""
    amount: int = Field(sa_type=BigInteger)
    """rupiah in all"""
    tariff_version: str = Field(sa_type=_word(40))
    created_at: datetime
    closed_at: datetime | None = None


class PaymentRow(Row, table=True):
    """Money that was paid at BPJS Ketenagakerjaan, as we were told, once per `payment_id`. Never dropped."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint(_one_of("source", PAYMENT_SOURCES), name="source"),
        Index(
            "ix_payments_nobodys_nik",
            "nik_hash",
            sqlite_where=text(IS_NOBODYS),
            postgresql_where=text(IS_NOBODYS),
        ),
        Index(
            "ix_payments_nobodys_code",
            "code",
            sqlite_where=text(IS_NOBODYS),
            postgresql_where=text(IS_NOBODYS),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=_ID)
    payment_id: str = Field(sa_type=_word(80), unique=True)
    code: str | None = Field(default=None, sa_type=_word(40))
    nik_hash: bytes | None = Field(default=None, sa_type=_BYTES)
    nik_last4: str | None = Field(default=None, sa_type=_word(4))
    amount: int = Field(sa_type=BigInteger)
    """rupiah"""
    paid_at: datetime
    received_at: datetime
    source: str = Field(sa_type=_word(20))
    nomination_id: int | None = Field(default=None, sa_type=_ID, foreign_key="nominations.id", index=True)
    """whose it is; None: nobody was found"""
    bill_id: int | None = Field(default=None, sa_type=_ID, foreign_key="bills.id")
    verdict: str = Field(sa_type=_word(20))
    """what it came to: see bot/coverage/settlements.py"""
    double_of: int | None = Field(default=None, sa_type=_ID, foreign_key="payments.id", index=True)
    """the payment that it seems to be, told in another way; it is nobody's until the office says otherwise"""


class ReceiptRow(Row, table=True):
    """A participant says that they paid, with a picture of the receipt or without; the office verifies it."""

    __tablename__ = "receipts"
    __table_args__ = (
        CheckConstraint(_one_of("status", RECEIPT_STATUSES), name="status"),
        Index(
            "ix_receipts_decided", "due_at", sqlite_where=text(IS_DECIDED), postgresql_where=text(IS_DECIDED)
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=_ID)
    reference: str = Field(sa_type=_word(60), unique=True)
    nomination_id: int = Field(sa_type=_ID, foreign_key="nominations.id", index=True)
    person_id: int = Field(sa_type=_ID, foreign_key="people.id")
    status: str = Field(sa_type=_word(20), index=True)
    channel: str = Field(sa_type=_word(20))
    account: str = Field(sa_type=_word(80))
    file_sealed: bytes | None = Field(default=None, sa_type=_BYTES)
    """what the channel fetches the picture by; None: claimed without one, or it was fetched"""
    picture_sealed: bytes | None = Field(default=None, sa_type=_BYTES)
    media_type: str | None = Field(default=None, sa_type=_word(40))
    digest: str | None = Field(default=None, sa_type=_word(64), index=True)
    """SHA-256 of the picture, so that the same receipt twice is seen"""
    attempts: int = Field(default=0, sa_type=Integer)
    due_at: datetime | None = None
    """when to fetch it again; then, when to erase the picture"""
    reason: str | None = Field(default=None, sa_type=Text)
    claimed_at: datetime
    decided_at: datetime | None = None
    decided_by: str | None = Field(default=None, sa_type=_word(80))


class ImportRun(Row, table=True):
    """A file that was given to us, staged row by row and then applied in chunks; `next_row` were."""

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint(_one_of("kind", IMPORT_KINDS), name="kind"),
        CheckConstraint(_one_of("status", IMPORT_STATUSES), name="status"),
        UniqueConstraint("kind", "digest"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=_ID)
    kind: str = Field(sa_type=_word(20))
    digest: str = Field(sa_type=_word(64))
    """SHA-256 of the file"""
    status: str = Field(default="staging", sa_type=_word(20))
    next_row: int = Field(default=0, sa_type=Integer)
    created_at: datetime
    finished_at: datetime | None = None


class ImportRow(Row, table=True):
    """A row of such a file, numbered as in it, and what it came to."""

    __tablename__ = "import_rows"
    __table_args__ = (
        Index(
            "ix_import_rows_left",
            "import_id",
            "turn",
            "row",
            sqlite_where=text(IS_LEFT),
            postgresql_where=text(IS_LEFT),
        ),
    )

    import_id: int = Field(primary_key=True, sa_type=_ID, foreign_key="imports.id")
    row: int = Field(primary_key=True, sa_type=Integer)
    turn: str = Field(default="", sa_type=_word(120))
    """rows are applied in this order, then in that of the file: of a payment when it was paid"""
    data_sealed: bytes | None = Field(default=None, sa_type=_BYTES)
    """None: applied or refused, and erased"""
    verdict: str | None = Field(default=None, sa_type=_word(20))
    """None: not applied yet"""
    detail: str | None = Field(default=None, sa_type=Text)


class Task(Row, table=True):
    """Something that needs a hand of the office; `key` names it, so that it stands there once."""

    __tablename__ = "tasks"

    id: int | None = Field(default=None, primary_key=True, sa_type=_ID)
    key: str = Field(sa_type=_word(120), unique=True)
    kind: str = Field(sa_type=_word(40))
    nomination_id: int | None = Field(default=None, sa_type=_ID, foreign_key="nominations.id", index=True)
    payment_id: int | None = Field(default=None, sa_type=_ID, foreign_key="payments.id")
    created_at: datetime
    done_at: datetime | None = Field(default=None, index=True)
    done_by: str | None = Field(default=None, sa_type=_word(80))


class Staff(Row, table=True):
    """People of the office: what they may do, and in which chat they are told when something needs a hand."""

    __tablename__ = "staff"
    __table_args__ = (CheckConstraint(_one_of("role", ROLES), name="role"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=_ID)
    name: str = Field(sa_type=_word(40), unique=True)
    """by which the operator, the audit trail and their colleagues call them"""
    role: str = Field(sa_type=_word(20))
    person_id: int | None = Field(default=None, sa_type=_ID, foreign_key="people.id", unique=True)
    """who they are in the chat; None: their chat is not linked"""
    since: datetime
    ended_at: datetime | None = None
    """from then on they may do nothing, and no chat is linked"""


class SignInToken(Row, table=True):
    """What lets someone of the office in once: opened in a browser, or told to the bot in their chat."""

    __tablename__ = "sign_in_tokens"
    __table_args__ = (CheckConstraint(_one_of("way", SIGN_IN_WAYS), name="way"),)

    token_hash: bytes = Field(primary_key=True, sa_type=_BYTES)
    """Secrets.hash("sign-in:<way>", token)"""
    staff_id: int = Field(sa_type=_ID, foreign_key="staff.id", index=True)
    way: str = Field(sa_type=_word(20))
    expires_at: datetime


class SignedIn(Row, table=True):
    """A browser in which someone of the office is signed in; gone when they sign out, or after its time."""

    __tablename__ = "sessions"

    id_hash: bytes = Field(primary_key=True, sa_type=_BYTES)
    """Secrets.hash("session", what the cookie holds)"""
    staff_id: int = Field(sa_type=_ID, foreign_key="staff.id", index=True)
    browser_hash: bytes = Field(sa_type=_BYTES)
    """Secrets.hash("browser", what it calls itself)"""
    since: datetime
    seen_at: datetime


class AuditRow(Row, table=True):
    """Who of the office did what to what. Rows are added, never changed: storage/audit.py."""

    __tablename__ = "audit"

    position: int = Field(primary_key=True, sa_type=_ID, sa_column_kwargs={"autoincrement": False})
    """1, 2, 3 …"""
    at: datetime
    actor: str = Field(sa_type=_word(80), index=True)
    what: str = Field(sa_type=_word(60), index=True)
    subject: str | None = Field(default=None, sa_type=_word(120), index=True)
    """the reference of what it was done to"""
    before: str | None = Field(default=None, sa_type=Text)
    """JSON, as `after`; personal data is masked"""
    after: str | None = Field(default=None, sa_type=Text)
    head: bytes = Field(sa_type=_BYTES)
    """of the head before it, the position and all of the row"""


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
    nomination_reference: str | None = Field(default=None, sa_type=_word(60), index=True)
    kind: str = Field(sa_type=_word(20))
    choice: str = Field(sa_type=_word(40))
    words_sealed: bytes | None = Field(default=None, sa_type=_BYTES)
    """the rendered text they answered; None: erased"""
    salt: bytes | None = Field(default=None, sa_type=_BYTES)
    """what the commitment was made with; None: not made yet, or erased, so that nothing can be guessed"""
    commitment: bytes | None = Field(default=None, sa_type=_BYTES)
    """storage/evidence.py; None: kept by a release that made none, and made before it is sealed"""
    way: str | None = Field(default=None, sa_type=_word(20))
    """of a worker's consent (WAYS)"""
    given_by: str | None = Field(default=None, sa_type=_word(40))
    """the reference of the person it was given by, where that one was since joined with another"""
    lang: str = Field(sa_type=_word(8))
    catalog_version: str = Field(sa_type=_word(40))
    channel: str = Field(sa_type=_word(20))
    conversation: str = Field(sa_type=_word(60))
    asking: int = Field(sa_type=Integer)
    at: datetime


class Link(Row, table=True):
    """The chain over all consents: what was sealed cannot be changed, removed or cut off unseen."""

    __tablename__ = "consent_chain"

    position: int = Field(primary_key=True, sa_type=_ID, sa_column_kwargs={"autoincrement": False})
    """1, 2, 3 …"""
    consent_id: int = Field(sa_type=_ID, foreign_key="consents.id", unique=True)
    commitment: bytes = Field(sa_type=_BYTES)
    head: bytes = Field(sa_type=_BYTES)
    """of the head before it, the position and the commitment"""
    sealed_at: datetime


class OutboxRow(Row, table=True):
    """One outgoing message. `claimed`: safe to take again after a crash; `attempting`: perhaps accepted."""

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint(_one_of("status", OUTBOX_STATUSES), name="status"),
        CheckConstraint(_one_of("kind", OUTBOX_KINDS), name="kind"),
        CheckConstraint(_one_of("purpose", OUTBOX_PURPOSES), name="purpose"),
        CheckConstraint("status <> 'withheld' OR withheld_because IS NOT NULL", name="withheld_because"),
        CheckConstraint("priority BETWEEN 0 AND 2", name="priority"),
        CheckConstraint(
            "status <> 'waiting' OR body_sealed IS NOT NULL OR kind = 'campaign'", name="waiting_has_body"
        ),
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
        # what was sent to someone without their asking
        Index(
            "ix_outbox_unasked",
            "person_id",
            "created_at",
            sqlite_where=text("reply_to IS NULL"),
            postgresql_where=text("reply_to IS NULL"),
        ),
        # to be released when they write, or by the office
        Index(
            "ix_outbox_withheld",
            "person_id",
            sqlite_where=text(IS_WITHHELD),
            postgresql_where=text(IS_WITHHELD),
        ),
        # to whom we wrote outside their window
        Index(
            "ix_outbox_templates",
            "channel",
            "account",
            "attempted_at",
            sqlite_where=text("template IS NOT NULL"),
            postgresql_where=text("template IS NOT NULL"),
        ),
        # what the operator is to see
        Index("ix_outbox_unsent", "id", sqlite_where=text(IS_UNSENT), postgresql_where=text(IS_UNSENT)),
        # what was handed over of a broadcast
        Index(
            "ix_outbox_broadcast",
            "broadcast_id",
            "id",
            sqlite_where=text(IS_OF_A_BROADCAST),
            postgresql_where=text(IS_OF_A_BROADCAST),
        ),
        # what is kept of one person, to be erased
        Index(
            "ix_outbox_kept",
            "person_id",
            sqlite_where=text(HAS_CONTENT),
            postgresql_where=text(HAS_CONTENT),
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
    purpose: str = Field(default="answer", sa_type=_word(20))
    broadcast_id: int | None = Field(default=None, sa_type=_ID, foreign_key="broadcasts.id")
    """of a campaign: where its words are; its body holds only what is this person's in them"""
    withheld_because: str | None = Field(default=None, sa_type=_word(40))
    """no_template: until they write; restored: until released; opted_out, expired, cancelled, over: for good.
    Of one that waits: "tomorrow" (the platform put it off by a day, once), "suspected" (its address may be
    gone), "no_template" (it fell back for that)"""
    template: str | None = Field(default=None, sa_type=_word(80))
    """the approved template it was sent as, outside the window; None: as a text"""
    fell_back: bool = Field(default=False)
    """its first address could not be used: the person's other one was chosen, once"""
    expires_at: datetime | None = None
    """not to be sent any more from then on; None: always worth sending"""
    created_at: datetime
    attempted_at: datetime | None = None
    sent_at: datetime | None = None


class Broadcast(Row, table=True):
    """What is said to many at once. Its words and its picture are kept here, and nowhere else."""

    __tablename__ = "broadcasts"
    __table_args__ = (
        CheckConstraint(_one_of("status", BROADCAST_STATUSES), name="status"),
        CheckConstraint(_one_of("topic", TOPICS), name="topic"),
        CheckConstraint("weight BETWEEN 1 AND 100", name="weight"),
        Index(
            "ix_broadcasts_at_work", "id", sqlite_where=text(IS_AT_WORK), postgresql_where=text(IS_AT_WORK)
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=_ID)
    reference: str = Field(sa_type=_word(40), unique=True)
    name: str = Field(sa_type=_word(80))
    """what the office calls it"""
    status: str = Field(default="draft", sa_type=_word(20))
    topic: str = Field(sa_type=_word(20))
    content: str = Field(sa_type=Text)
    """texts and buttons (flows/campaigns.py), as JSON"""
    picture: bytes | None = Field(default=None, sa_type=_BYTES)
    """a PNG"""
    audience: str = Field(sa_type=Text)
    """the filter (storage/audience.py) as it was written"""
    open_from: str | None = Field(default=None, sa_type=_word(5))
    """with `open_until`: the hours in which it is sent, "09:00", in each one's zone; None: waking hours"""
    open_until: str | None = Field(default=None, sa_type=_word(5))
    expires_at: datetime | None = None
    """not worth sending from then on"""
    weight: int = Field(default=1, sa_type=SmallInteger)
    """how many messages of it go in one turn, where several broadcasts go at once"""
    version: str = Field(sa_type=_word(12))
    """of all that was written above"""
    tested_version: str | None = Field(default=None, sa_type=_word(12))
    tested_by: str | None = Field(default=None, sa_type=_word(80))
    tested_at: datetime | None = None
    made_by: str = Field(sa_type=_word(80))
    made_at: datetime
    started_by: str | None = Field(default=None, sa_type=_word(80))
    started_at: datetime | None = None
    boundary: int | None = Field(default=None, sa_type=_ID)
    """people with a greater id came later, and are not in it"""
    cursor: int = Field(default=0, sa_type=_ID)
    """people up to this id were looked at"""
    frozen_at: datetime | None = None
    """since when the audience is known; None: not all were looked at yet"""
    paused_because: str | None = Field(default=None, sa_type=Text)
    """why it was paused by itself; None: by somebody"""
    rest: str | None = Field(default=None, sa_type=_word(20))
    """what those that wait came to when it ended: cancelled, expired"""
    ended_at: datetime | None = None


class Recipient(Row, table=True):
    """Someone in the audience of a broadcast, as it was frozen. There is no row fewer ever after.

    No key is enforced but its own: a person may become one with another, and the books still balance; and to
    look up the broadcast for each row of a million takes a fifth of the time it takes to put them there.
    """

    __tablename__ = "recipients"
    __table_args__ = (
        CheckConstraint(_one_of("state", RECIPIENT_STATES), name="state"),
        CheckConstraint("state <> 'withheld' OR reason IS NOT NULL", name="reason"),
        CheckConstraint("(state = 'handed') = (outbox_id IS NOT NULL)", name="handed"),
        Index(
            "ix_recipients_waiting",
            "broadcast_id",
            "channel",
            "zone",
            "person_id",
            sqlite_where=text(IS_TO_BE_HANDED),
            postgresql_where=text(IS_TO_BE_HANDED),
        ),
        {"sqlite_with_rowid": False},
    )

    broadcast_id: int = Field(primary_key=True, sa_type=_ID, sa_column_kwargs={"autoincrement": False})
    person_id: int = Field(primary_key=True, sa_type=_ID, sa_column_kwargs={"autoincrement": False})
    state: str = Field(sa_type=_word(20))
    """handed: what became of it is told by its row in the outbox"""
    reason: str | None = Field(default=None, sa_type=_word(20))
    channel: str | None = Field(default=None, sa_type=_word(20))
    """where they were reached when it was frozen; None: nowhere"""
    zone: str = Field(sa_type=_word(40))
    """theirs when it was frozen; "": the office's"""
    name_sealed: bytes | None = Field(default=None, sa_type=_BYTES)
    """what their profile called them then, where the text says it"""
    outbox_id: int | None = Field(default=None, sa_type=_ID)
    reply: str | None = Field(default=None, sa_type=_word(40))
    """the word of the button they answered with first"""
    replied_at: datetime | None = None


class Segment(Row, table=True):
    """An audience that was given a name, to be used again."""

    __tablename__ = "segments"

    name: str = Field(primary_key=True, sa_type=_word(40))
    audience: str = Field(sa_type=Text)
    made_by: str = Field(sa_type=_word(80))
    made_at: datetime


class Tag(Row, table=True):
    """A word that the office put to a person."""

    __tablename__ = "tags"

    person_id: int = Field(primary_key=True, sa_type=_ID, foreign_key="people.id")
    tag: str = Field(primary_key=True, sa_type=_word(40))


class Nudge(Row, table=True):
    """A step of the ladder that was decided on for someone, once: it went into a message, or was left out.

    `subject` is the reference of a nomination, or of the conversation that would have become one.
    """

    __tablename__ = "nudges"
    __table_args__ = (
        CheckConstraint(_one_of("role", NUDGE_ROLES), name="role"),
        CheckConstraint(_one_of("outcome", NUDGE_OUTCOMES), name="outcome"),
        CheckConstraint("outcome <> 'dropped' OR reason IS NOT NULL", name="reason"),
        UniqueConstraint("subject", "month", "step", "role"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=_ID)
    subject: str = Field(sa_type=_word(60))
    month: str = Field(sa_type=_word(7))
    """the contribution month it is about, "YYYY-MM"; "": none"""
    step: str = Field(sa_type=_word(40))
    role: str = Field(sa_type=_word(20))
    """as what they were told of it (NUDGE_ROLES)"""
    person_id: int = Field(sa_type=_ID, foreign_key="people.id", index=True)
    outcome: str = Field(sa_type=_word(20))
    reason: str | None = Field(default=None, sa_type=_word(40))
    """of one that was left out: why"""
    outbox_key: str | None = Field(default=None, sa_type=_word(120))
    """of one that was queued: the message it went into"""
    at: datetime


class Delivery(Row, table=True):
    """What a platform tells of a part of a message after it took it; statuses only go forward."""

    __tablename__ = "deliveries"
    __table_args__ = (CheckConstraint(_one_of("status", DELIVERY_STATUSES), name="status"),)

    outbox_id: int = Field(primary_key=True, sa_type=_ID, foreign_key="outbox.id")
    part: int = Field(primary_key=True, sa_type=Integer)
    """the first is 0"""
    provider_id: str = Field(sa_type=_word(64), index=True)
    status: str = Field(sa_type=_word(20))
    error_code: int | None = Field(default=None, sa_type=Integer)
    at: datetime


class Redaction(Row, table=True):
    """A message at the platform whose body is to be erased there: it holds a NIK or a phone number."""

    __tablename__ = "redactions"
    __table_args__ = (
        UniqueConstraint("channel", "account", "provider_id"),
        Index(
            "ix_redactions_due",
            "due_at",
            sqlite_where=text(IS_TO_REDACT),
            postgresql_where=text(IS_TO_REDACT),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=_ID)
    channel: str = Field(sa_type=_word(20))
    account: str = Field(sa_type=_word(80))
    provider_id: str = Field(sa_type=_word(64))
    has_media: bool = Field(default=False)
    due_at: datetime
    attempts: int = Field(default=0, sa_type=Integer)
    done_at: datetime | None = None
    error: str | None = Field(default=None, sa_type=Text)


class Content(Row, table=True):
    """A content resource at Twilio: lists and buttons inside a conversation, and templates outside of one."""

    __tablename__ = "contents"
    __table_args__ = (
        UniqueConstraint("account", "name", "lang", "version"),
        CheckConstraint(_one_of("kind", CONTENT_KINDS), name="kind"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=_ID)
    account: str = Field(sa_type=_word(80))
    name: str = Field(sa_type=_word(80))
    lang: str = Field(sa_type=_word(8))
    version: str = Field(sa_type=_word(12))
    """of its definition: a changed one is a new resource, and the old one serves until that is approved"""
    kind: str = Field(sa_type=_word(20))
    sid: str = Field(sa_type=_word(40))
    status: str = Field(sa_type=_word(20))
    """of a template as WhatsApp tells (unsubmitted, received, pending, approved, rejected, paused, disabled);
    of what needs no approval "ready" """
    reason: str | None = Field(default=None, sa_type=Text)
    """why it was rejected"""
    created_at: datetime
    checked_at: datetime


class Alarm(Row, table=True):
    """Something that is wrong and of which the operators were told, or are to be; gone when it is over."""

    __tablename__ = "alarms"

    name: str = Field(primary_key=True, sa_type=_word(80))
    since: datetime
    told_at: datetime | None = None
    over_at: datetime | None = None
    """it is over and they are to be told so"""
    message: str = Field(sa_type=Text)
    """the last time it was looked at; holds nothing personal"""


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
consent_chain = _table("consent_chain")
invitations = _table("invitations")
invitation_views = _table("invitation_views")
refusals = _table("refusals")
first_messages = _table("first_messages")
registrations = _table("registrations")
bills = _table("bills")
payments = _table("payments")
receipts = _table("receipts")
imports = _table("imports")
import_rows = _table("import_rows")
tasks = _table("tasks")
staff = _table("staff")
sign_in_tokens = _table("sign_in_tokens")
sessions = _table("sessions")
audit = _table("audit")
outbox = _table("outbox")
nudges = _table("nudges")
broadcasts = _table("broadcasts")
recipients = _table("recipients")
segments = _table("segments")
tags = _table("tags")
deliveries = _table("deliveries")
redactions = _table("redactions")
contents = _table("contents")
alarms = _table("alarms")
link_codes = _table("link_codes")
joins = _table("joins")
joined_rows = _table("joined_rows")
unread = _table("unread")
leases = _table("leases")
settings = _table("settings")
