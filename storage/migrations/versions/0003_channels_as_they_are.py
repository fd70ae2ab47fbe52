"""Deliveries, templates, what is withheld, linked addresses, alarms: the channels as they really are."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATUSES = "'waiting', 'claimed', 'attempting', 'sent', 'uncertain', 'dead'"


def upgrade() -> None:
    _change_addresses()
    _change_outbox()
    op.add_column("consents", sa.Column("given_by", sa.String(length=40), nullable=True))
    _track_what_was_sent()
    _talk_to_operators()
    _link_addresses()


def _link_addresses() -> None:
    op.create_table(
        "link_codes",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_link_codes_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_link_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_link_codes_code_hash")),
    )
    op.create_table(
        "joins",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("people_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("drafts", sa.Text(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_joins_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joins")),
    )
    op.create_index(op.f("ix_joins_person_id"), "joins", ["person_id"], unique=False)
    op.create_index(op.f("ix_joins_at"), "joins", ["at"], unique=False)
    op.create_table(
        "joined_rows",
        sa.Column("join_id", ID, nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["join_id"], ["joins.id"], name=op.f("fk_joined_rows_join_id")),
        sa.PrimaryKeyConstraint("join_id", "what", "row_id", name=op.f("pk_joined_rows")),
    )


def _change_addresses() -> None:
    """Column by column: SQLite would have to make the table anew, and inbox and outbox point to it."""
    for name in ("wrote_at", "suspected_at"):
        op.add_column("addresses", sa.Column(name, UTCDateTime(), nullable=True))
    op.execute(
        "ALTER TABLE addresses ADD COLUMN suspected_as VARCHAR(20) "
        "CONSTRAINT ck_addresses_suspected_as CHECK (suspected_as IN ('gone', 'stopped'))"
    )
    _partial("ix_addresses_suspected", "addresses", "suspected_at", "suspected_at IS NOT NULL")


def _change_outbox() -> None:
    """Made anew on SQLite, for its checks; nothing points to it yet. Its partial indexes are made again."""
    open_now = "status IN ('waiting', 'claimed', 'attempting')"
    partial = (
        ("ix_outbox_open", ("channel", "account", "priority", "id"), open_now),
        ("ix_outbox_open_person", ("person_id", "priority", "id"), open_now),
        ("ix_outbox_held", ("channel", "account"), "status IN ('claimed', 'attempting')"),
        ("ix_outbox_asked", ("conversation", "asking"), "conversation IS NOT NULL"),
        ("ix_outbox_unasked", ("person_id", "created_at"), "reply_to IS NULL"),
        ("ix_outbox_kept", ("person_id",), "body_sealed IS NOT NULL OR text_sealed IS NOT NULL"),
    )
    for name, _, _ in partial:
        op.drop_index(name, table_name="outbox")
    with op.batch_alter_table("outbox") as batch:
        batch.add_column(sa.Column("purpose", sa.String(length=20), nullable=False, server_default="answer"))
        batch.add_column(sa.Column("withheld_because", sa.String(length=40), nullable=True))
        batch.add_column(sa.Column("template", sa.String(length=80), nullable=True))
        batch.add_column(sa.Column("fell_back", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("expires_at", UTCDateTime(), nullable=True))
        batch.drop_constraint(op.f("ck_outbox_status"), type_="check")
        batch.create_check_constraint(op.f("ck_outbox_status"), f"status IN ({STATUSES}, 'withheld')")
        batch.create_check_constraint(
            op.f("ck_outbox_purpose"), "purpose IN ('answer', 'confirmation', 'reminder', 'campaign')"
        )
        batch.create_check_constraint(
            op.f("ck_outbox_withheld_because"), "status <> 'withheld' OR withheld_because IS NOT NULL"
        )
        batch.drop_constraint(op.f("ck_outbox_kind"), type_="check")
        batch.create_check_constraint(
            op.f("ck_outbox_kind"), "kind IN ('say', 'delete', 'nudge', 'campaign')"
        )
        batch.drop_constraint(op.f("ck_outbox_waiting_has_body"), type_="check")
        batch.create_check_constraint(
            op.f("ck_outbox_waiting_has_body"),
            "status <> 'waiting' OR body_sealed IS NOT NULL OR kind = 'campaign'",
        )
    op.execute("UPDATE outbox SET purpose = 'confirmation' WHERE priority > 0")
    op.execute("UPDATE outbox SET purpose = 'reminder' WHERE key LIKE '%\\:reminder'")
    for name, columns, condition in partial:
        _partial(name, "outbox", *columns, condition)
    _partial("ix_outbox_withheld", "outbox", "person_id", "status = 'withheld'")
    _partial("ix_outbox_templates", "outbox", "channel", "account", "attempted_at", "template IS NOT NULL")
    _partial("ix_outbox_unsent", "outbox", "id", "status IN ('dead', 'uncertain', 'withheld')")


def _track_what_was_sent() -> None:
    op.create_table(
        "deliveries",
        sa.Column("outbox_id", ID, nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("provider_id", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("error_code", sa.Integer(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "status IN ('accepted', 'queued', 'sending', 'sent', 'failed', 'undelivered', "
            "'delivered', 'read')",
            name=op.f("ck_deliveries_status"),
        ),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_deliveries_outbox_id")),
        sa.PrimaryKeyConstraint("outbox_id", "part", name=op.f("pk_deliveries")),
    )
    op.create_index(op.f("ix_deliveries_provider_id"), "deliveries", ["provider_id"], unique=False)
    op.create_table(
        "redactions",
        sa.Column("id", ID, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("provider_id", sa.String(length=64), nullable=False),
        sa.Column("has_media", sa.Boolean(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redactions")),
        sa.UniqueConstraint(
            "channel", "account", "provider_id", name=op.f("uq_redactions_channel_account_provider_id")
        ),
    )
    _partial("ix_redactions_due", "redactions", "due_at", "done_at IS NULL")
    op.create_table(
        "contents",
        sa.Column("id", ID, nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("version", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("sid", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("checked_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('session', 'template')", name=op.f("ck_contents_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contents")),
        sa.UniqueConstraint(
            "account", "name", "lang", "version", name=op.f("uq_contents_account_name_lang_version")
        ),
    )


def _talk_to_operators() -> None:
    op.create_table(
        "alarms",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("told_at", UTCDateTime(), nullable=True),
        sa.Column("over_at", UTCDateTime(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_alarms")),
    )
    op.create_table(
        "unread",
        sa.Column("id", ID, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.Column("raw_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unread")),
    )
    op.create_index(op.f("ix_unread_received_at"), "unread", ["received_at"], unique=False)


def _partial(name: str, table: str, *columns_and_condition: str) -> None:
    *columns, condition = columns_and_condition
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=False, sqlite_where=where, postgresql_where=where)
