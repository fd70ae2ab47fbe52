"""All tables of the first release: people, inbox, conversations, nominations, ledger, consents, outbox."""
# ruff: noqa: E501  (rendered by Alembic from storage/tables.py; a test holds the two together)

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "people",
        sa.Column("id", ID, nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("notice_agreed_at", UTCDateTime(), nullable=True),
        sa.Column("opted_out_at", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("reference", name=op.f("uq_people_reference")),
    )
    op.create_table(
        "settings",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )
    op.create_table(
        "addresses",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("value_hash", sa.LargeBinary(), nullable=False),
        sa.Column("value_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("unreachable_at", UTCDateTime(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_addresses_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addresses")),
    )
    op.create_index(op.f("ix_addresses_person_id"), "addresses", ["person_id"], unique=False)
    op.create_index(
        "uq_addresses_reached",
        "addresses",
        ["channel", "kind", "value_hash"],
        unique=True,
        sqlite_where=sa.text("channel <> 'phone'"),
        postgresql_where=sa.text("channel <> 'phone'"),
    )
    op.create_index(
        "uq_addresses_shared",
        "addresses",
        ["person_id", "value_hash"],
        unique=True,
        sqlite_where=sa.text("channel = 'phone'"),
        postgresql_where=sa.text("channel = 'phone'"),
    )
    op.create_table(
        "consents",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("nomination_reference", sa.String(length=60), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("choice", sa.String(length=40), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("catalog_version", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("conversation", sa.String(length=60), nullable=False),
        sa.Column("asking", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('notice', 'declaration')", name=op.f("ck_consents_kind")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_consents_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
        sa.UniqueConstraint(
            "person_id",
            "kind",
            "conversation",
            "asking",
            name=op.f("uq_consents_person_id_kind_conversation_asking"),
        ),
    )
    op.create_table(
        "conversations",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("flow", sa.String(length=40), nullable=True),
        sa.Column("waiting_on", sa.String(length=40), nullable=True),
        sa.Column("state_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_conversations_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_conversations")),
    )
    op.create_index(op.f("ix_conversations_due_at"), "conversations", ["due_at"], unique=False)
    op.create_table(
        "nominations",
        sa.Column("id", ID, nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("participant_id", ID, nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("nik_hash", sa.LargeBinary(), nullable=True),
        sa.Column("nik_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("nik_last4", sa.String(length=4), nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("name_start", sa.String(length=3), nullable=True),
        sa.Column("birth_date_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_hash", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("job_words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("sector", sa.String(length=20), nullable=False),
        sa.Column("workplace", sa.String(length=20), nullable=False),
        sa.Column("income", sa.BigInteger(), nullable=False),
        sa.Column("programmes", sa.String(length=40), nullable=False),
        sa.Column("months", sa.SmallInteger(), nullable=False),
        sa.Column("first_month", sa.String(length=7), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("tariff_version", sa.String(length=40), nullable=False),
        sa.Column("nominated_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("erased_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "NOT (status IN ('declined', 'expired')) OR (nik_hash IS NULL AND nik_sealed IS NULL AND nik_last4 IS NULL AND name_sealed IS NULL AND name_start IS NULL AND birth_date_sealed IS NULL AND phone_hash IS NULL AND phone_sealed IS NULL AND job_words_sealed IS NULL AND erased_at IS NOT NULL)",
            name=op.f("ck_nominations_erased"),
        ),
        sa.CheckConstraint(
            "NOT (status IN ('invited', 'consented', 'registered')) OR (nik_hash IS NOT NULL AND nik_sealed IS NOT NULL AND name_sealed IS NOT NULL AND birth_date_sealed IS NOT NULL)",
            name=op.f("ck_nominations_live"),
        ),
        sa.CheckConstraint("sector IN ('transport', 'other')", name=op.f("ck_nominations_sector")),
        sa.CheckConstraint(
            "status IN ('invited', 'consented', 'declined', 'expired', 'registered', 'withdrawn')",
            name=op.f("ck_nominations_status"),
        ),
        sa.CheckConstraint(
            "months BETWEEN 1 AND 24 AND income >= 0 AND amount >= 0", name=op.f("ck_nominations_amounts")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["people.id"], name=op.f("fk_nominations_participant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nominations")),
        sa.UniqueConstraint("reference", name=op.f("uq_nominations_reference")),
    )
    op.create_index(op.f("ix_nominations_nik_hash"), "nominations", ["nik_hash"], unique=False)
    op.create_index(op.f("ix_nominations_participant_id"), "nominations", ["participant_id"], unique=False)
    op.create_index(op.f("ix_nominations_phone_hash"), "nominations", ["phone_hash"], unique=False)
    op.create_index(
        "uq_nominations_live",
        "nominations",
        ["participant_id", "nik_hash"],
        unique=True,
        sqlite_where=sa.text("status IN ('invited', 'consented', 'registered')"),
        postgresql_where=sa.text("status IN ('invited', 'consented', 'registered')"),
    )
    op.create_table(
        "contribution_months",
        sa.Column("nomination_id", ID, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("tariff_version", sa.String(length=40), nullable=False),
        sa.Column("payment_reference", sa.String(length=80), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_contribution_months_amount")),
        sa.ForeignKeyConstraint(
            ["nomination_id"], ["nominations.id"], name=op.f("fk_contribution_months_nomination_id")
        ),
        sa.PrimaryKeyConstraint("nomination_id", "month", name=op.f("pk_contribution_months")),
    )
    op.create_table(
        "inbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("address_id", ID, nullable=False),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.Column("raw_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("handled_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "status <> 'waiting' OR raw_sealed IS NOT NULL", name=op.f("ck_inbox_waiting_has_raw")
        ),
        sa.CheckConstraint("status IN ('waiting', 'done', 'failed')", name=op.f("ck_inbox_status")),
        sa.ForeignKeyConstraint(["address_id"], ["addresses.id"], name=op.f("fk_inbox_address_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_inbox_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint(
            "channel", "account", "provider_id", name=op.f("uq_inbox_channel_account_provider_id")
        ),
    )
    op.create_index(
        "ix_inbox_failed",
        "inbox",
        ["id"],
        unique=False,
        sqlite_where=sa.text("status = 'failed'"),
        postgresql_where=sa.text("status = 'failed'"),
    )
    op.create_index(
        "ix_inbox_waiting",
        "inbox",
        ["person_id", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'waiting'"),
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("reply_to", ID, nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("account", sa.String(length=80), nullable=True),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("conversation", sa.String(length=60), nullable=True),
        sa.Column("asking", sa.Integer(), nullable=True),
        sa.Column("not_before", UTCDateTime(), nullable=True),
        sa.Column("claimed_by", sa.String(length=80), nullable=True),
        sa.Column("lease_until", sa.Float(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("uncertain_count", sa.Integer(), nullable=False),
        sa.Column("parts_sent", sa.Integer(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("attempted_at", UTCDateTime(), nullable=True),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('say', 'delete')", name=op.f("ck_outbox_kind")),
        sa.CheckConstraint(
            "status <> 'waiting' OR body_sealed IS NOT NULL", name=op.f("ck_outbox_waiting_has_body")
        ),
        sa.CheckConstraint(
            "status IN ('waiting', 'claimed', 'attempting', 'sent', 'uncertain', 'dead')",
            name=op.f("ck_outbox_status"),
        ),
        sa.CheckConstraint("priority BETWEEN 0 AND 2", name=op.f("ck_outbox_priority")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_outbox_person_id")),
        sa.ForeignKeyConstraint(["reply_to"], ["addresses.id"], name=op.f("fk_outbox_reply_to")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index(
        "ix_outbox_asked",
        "outbox",
        ["conversation", "asking"],
        unique=False,
        sqlite_where=sa.text("conversation IS NOT NULL"),
        postgresql_where=sa.text("conversation IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_held",
        "outbox",
        ["channel", "account"],
        unique=False,
        sqlite_where=sa.text("status IN ('claimed', 'attempting')"),
        postgresql_where=sa.text("status IN ('claimed', 'attempting')"),
    )
    op.create_index(
        "ix_outbox_open",
        "outbox",
        ["channel", "account", "priority", "id"],
        unique=False,
        sqlite_where=sa.text("status IN ('waiting', 'claimed', 'attempting')"),
        postgresql_where=sa.text("status IN ('waiting', 'claimed', 'attempting')"),
    )
    op.create_index(
        "ix_outbox_open_person",
        "outbox",
        ["person_id", "priority", "id"],
        unique=False,
        sqlite_where=sa.text("status IN ('waiting', 'claimed', 'attempting')"),
        postgresql_where=sa.text("status IN ('waiting', 'claimed', 'attempting')"),
    )


def downgrade() -> None:
    op.drop_table("outbox")
    op.drop_table("inbox")
    op.drop_table("contribution_months")
    op.drop_table("nominations")
    op.drop_table("conversations")
    op.drop_table("consents")
    op.drop_table("addresses")
    op.drop_table("settings")
    op.drop_table("people")
    op.drop_table("leases")
