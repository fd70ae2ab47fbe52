"""Consent, registration, bills, payments, receipts, imports: what carries a nomination to a card."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _change_nominations()
    _change_consents()
    op.create_table(
        "first_messages",
        sa.Column("phone_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("phone_hash", name=op.f("pk_first_messages")),
    )
    op.create_table(
        "imports",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("next_row", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('registrations', 'payments')", name=op.f("ck_imports_kind")),
        sa.CheckConstraint("status IN ('staging', 'staged', 'done')", name=op.f("ck_imports_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sa.UniqueConstraint("kind", "digest", name=op.f("uq_imports_kind_digest")),
    )
    op.create_table(
        "import_rows",
        sa.Column("import_id", ID, nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("turn", sa.String(length=120), nullable=False),
        sa.Column("data_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("verdict", sa.String(length=20), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_rows_import_id")),
        sa.PrimaryKeyConstraint("import_id", "row", name=op.f("pk_import_rows")),
    )
    op.create_table(
        "invitation_views",
        sa.Column("nomination_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("misses", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nominations.id"], name=op.f("fk_invitation_views_nomination_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_invitation_views_person_id")),
        sa.PrimaryKeyConstraint("nomination_id", "person_id", name=op.f("pk_invitation_views")),
    )
    op.create_table(
        "refusals",
        sa.Column("participant_id", ID, nullable=False),
        sa.Column("nik_hash", sa.LargeBinary(), nullable=False),
        sa.Column("refused_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["participant_id"], ["people.id"], name=op.f("fk_refusals_participant_id")),
        sa.PrimaryKeyConstraint("participant_id", "nik_hash", name=op.f("pk_refusals")),
    )
    op.create_table(
        "staff",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.CheckConstraint("role IN ('owner', 'staff', 'viewer')", name=op.f("ck_staff_role")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_staff_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_staff")),
    )
    op.create_table(
        "bills",
        sa.Column("id", ID, nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("nomination_id", ID, nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("tariff_version", sa.String(length=40), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "status IN ('open', 'paid', 'replaced', 'expired', 'cancelled')", name=op.f("ck_bills_status")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_bills_amount")),
        sa.ForeignKeyConstraint(["nomination_id"], ["nominations.id"], name=op.f("fk_bills_nomination_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bills")),
        sa.UniqueConstraint("reference", name=op.f("uq_bills_reference")),
    )
    op.create_index(op.f("ix_bills_code"), "bills", ["code"], unique=False)
    op.create_index(op.f("ix_bills_nomination_id"), "bills", ["nomination_id"], unique=False)
    op.create_index(
        "uq_bills_open",
        "bills",
        ["nomination_id"],
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )

    op.create_table(
        "consent_chain",
        sa.Column("position", ID, autoincrement=False, nullable=False),
        sa.Column("consent_id", ID, nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["consent_id"], ["consents.id"], name=op.f("fk_consent_chain_consent_id")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_consent_chain")),
        sa.UniqueConstraint("consent_id", name=op.f("uq_consent_chain_consent_id")),
    )
    op.create_table(
        "invitations",
        sa.Column("nomination_id", ID, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nominations.id"], name=op.f("fk_invitations_nomination_id")
        ),
        sa.PrimaryKeyConstraint("nomination_id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    op.create_table(
        "receipts",
        sa.Column("id", ID, nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("nomination_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("file_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("picture_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("media_type", sa.String(length=40), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("claimed_at", UTCDateTime(), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.CheckConstraint(
            "status IN ('fetching', 'waiting', 'verified', 'refused', 'unreadable')",
            name=op.f("ck_receipts_status"),
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nominations.id"], name=op.f("fk_receipts_nomination_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_receipts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
        sa.UniqueConstraint("reference", name=op.f("uq_receipts_reference")),
    )
    op.create_index(op.f("ix_receipts_digest"), "receipts", ["digest"], unique=False)
    op.create_index(op.f("ix_receipts_nomination_id"), "receipts", ["nomination_id"], unique=False)
    op.create_index(op.f("ix_receipts_status"), "receipts", ["status"], unique=False)

    op.create_table(
        "registrations",
        sa.Column("nomination_id", ID, nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("postcode_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("exported_at", UTCDateTime(), nullable=True),
        sa.Column("registered_at", UTCDateTime(), nullable=True),
        sa.Column("participant_number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("card_token_hash", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nominations.id"], name=op.f("fk_registrations_nomination_id")
        ),
        sa.PrimaryKeyConstraint("nomination_id", name=op.f("pk_registrations")),
        sa.UniqueConstraint("card_token_hash", name=op.f("uq_registrations_card_token_hash")),
    )
    op.create_table(
        "payments",
        sa.Column("id", ID, nullable=False),
        sa.Column("payment_id", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("nik_hash", sa.LargeBinary(), nullable=True),
        sa.Column("nik_last4", sa.String(length=4), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_at", UTCDateTime(), nullable=False),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("nomination_id", ID, nullable=True),
        sa.Column("bill_id", ID, nullable=True),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("double_of", ID, nullable=True),
        sa.CheckConstraint(
            "source IN ('import', 'webhook', 'office', 'simulated')", name=op.f("ck_payments_source")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payments_amount")),
        sa.ForeignKeyConstraint(["bill_id"], ["bills.id"], name=op.f("fk_payments_bill_id")),
        sa.ForeignKeyConstraint(["double_of"], ["payments.id"], name=op.f("fk_payments_double_of")),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nominations.id"], name=op.f("fk_payments_nomination_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_payments_payment_id")),
    )
    op.create_index(op.f("ix_payments_double_of"), "payments", ["double_of"], unique=False)
    op.create_index(op.f("ix_payments_nomination_id"), "payments", ["nomination_id"], unique=False)

    op.create_table(
        "tasks",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("nomination_id", ID, nullable=True),
        sa.Column("payment_id", ID, nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.Column("done_by", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["nomination_id"], ["nominations.id"], name=op.f("fk_tasks_nomination_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_tasks_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("key", name=op.f("uq_tasks_key")),
    )
    op.create_index(op.f("ix_tasks_done_at"), "tasks", ["done_at"], unique=False)
    op.create_index(op.f("ix_tasks_nomination_id"), "tasks", ["nomination_id"], unique=False)
    _index_what_waits()


def _index_what_waits() -> None:
    for name, table, columns, condition in (
        ("ix_bills_open", "bills", ["expires_on"], "status = 'open'"),
        ("ix_import_rows_left", "import_rows", ["import_id", "turn", "row"], "verdict IS NULL"),
        ("ix_payments_nobodys_nik", "payments", ["nik_hash"], "verdict = 'unmatched'"),
        ("ix_payments_nobodys_code", "payments", ["code"], "verdict = 'unmatched'"),
        ("ix_receipts_decided", "receipts", ["due_at"],
         "status IN ('verified', 'refused') AND due_at IS NOT NULL"),
    ):  # fmt: skip
        where = sa.text(condition)
        op.create_index(name, table, columns, unique=False, sqlite_where=where, postgresql_where=where)


def _change_nominations() -> None:
    """Column by column: SQLite would have to make the table anew, and the ledger points to it."""
    id_type = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE nominations ADD COLUMN worker_id {id_type} "
        "CONSTRAINT fk_nominations_worker_id REFERENCES people (id)"
    )
    for column in (
        sa.Column("way", sa.String(length=20), nullable=True),
        sa.Column("consented_at", UTCDateTime(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("end_reason", sa.String(length=20), nullable=True),
        sa.Column("ended_by", sa.String(length=20), nullable=True),
        sa.Column("covered_from", sa.String(length=7), nullable=True),
        sa.Column("reminded_at", UTCDateTime(), nullable=True),
    ):
        op.add_column("nominations", column)
    op.create_index("ix_nominations_worker_id", "nominations", ["worker_id"], unique=False)
    covered = sa.text("status IN ('consented', 'registered')")
    op.create_index(
        "uq_nominations_covered",
        "nominations",
        ["nik_hash"],
        unique=True,
        sqlite_where=covered,
        postgresql_where=covered,
    )
    for name, table, key, condition in (
        ("ix_nominations_invited", "nominations", "nominated_at", "status = 'invited'"),
        ("ix_nominations_erased", "nominations", "erased_at", "erased_at IS NOT NULL"),
        ("ix_inbox_kept", "inbox", "person_id", "raw_sealed IS NOT NULL"),
        ("ix_outbox_kept", "outbox", "person_id", "body_sealed IS NOT NULL OR text_sealed IS NOT NULL"),
    ):
        where = sa.text(condition)
        op.create_index(name, table, [key], unique=False, sqlite_where=where, postgresql_where=where)
    unasked = sa.text("reply_to IS NULL")
    op.create_index(
        "ix_outbox_unasked",
        "outbox",
        ["person_id", "created_at"],
        unique=False,
        sqlite_where=unasked,
        postgresql_where=unasked,
    )


def _change_consents() -> None:
    with op.batch_alter_table("consents") as batch:
        batch.add_column(sa.Column("salt", sa.LargeBinary(), nullable=True))
        batch.add_column(sa.Column("commitment", sa.LargeBinary(), nullable=True))
        batch.add_column(sa.Column("way", sa.String(length=20), nullable=True))
        batch.alter_column("words_sealed", existing_type=sa.LargeBinary(), nullable=True)
        batch.drop_constraint(op.f("ck_consents_kind"), type_="check")
        batch.create_check_constraint(
            op.f("ck_consents_kind"), "kind IN ('notice', 'declaration', 'consent')"
        )
        batch.create_index("ix_consents_nomination_reference", ["nomination_reference"], unique=False)
