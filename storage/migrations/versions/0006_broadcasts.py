"""Broadcasts, whom they go to, and whom an office calls what."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("people", sa.Column("no_campaigns_at", UTCDateTime(), nullable=True))
    _make_broadcasts()
    _make_recipients()
    # as text: Alembic adds no column with a foreign key to a table of SQLite's
    number = "BIGINT" if op.get_bind().dialect.name == "postgresql" else "INTEGER"
    op.execute(
        f"ALTER TABLE outbox ADD COLUMN broadcast_id {number} "
        "CONSTRAINT fk_outbox_broadcast_id REFERENCES broadcasts (id)"
    )
    _partial("ix_outbox_broadcast", "outbox", ["broadcast_id", "id"], "broadcast_id IS NOT NULL")
    op.create_table(
        "segments",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_segments")),
    )
    op.create_table(
        "tags",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("tag", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_tags_person_id")),
        sa.PrimaryKeyConstraint("person_id", "tag", name=op.f("pk_tags")),
    )


def _make_broadcasts() -> None:
    op.create_table(
        "broadcasts",
        sa.Column("id", ID, nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=True),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("open_from", sa.String(length=5), nullable=True),
        sa.Column("open_until", sa.String(length=5), nullable=True),
        sa.Column("expires_at", UTCDateTime(), nullable=True),
        sa.Column("weight", sa.SmallInteger(), nullable=False),
        sa.Column("version", sa.String(length=12), nullable=False),
        sa.Column("tested_version", sa.String(length=12), nullable=True),
        sa.Column("tested_by", sa.String(length=80), nullable=True),
        sa.Column("tested_at", UTCDateTime(), nullable=True),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("started_by", sa.String(length=80), nullable=True),
        sa.Column("started_at", UTCDateTime(), nullable=True),
        sa.Column("boundary", ID, nullable=True),
        sa.Column("cursor", ID, nullable=False),
        sa.Column("frozen_at", UTCDateTime(), nullable=True),
        sa.Column("paused_because", sa.Text(), nullable=True),
        sa.Column("rest", sa.String(length=20), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "status IN ('draft', 'freezing', 'running', 'paused', 'done', 'cancelled')",
            name=op.f("ck_broadcasts_status"),
        ),
        sa.CheckConstraint("topic IN ('campaign', 'reminders', 'service')", name=op.f("ck_broadcasts_topic")),
        sa.CheckConstraint("weight BETWEEN 1 AND 100", name=op.f("ck_broadcasts_weight")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcasts")),
        sa.UniqueConstraint("reference", name=op.f("uq_broadcasts_reference")),
    )
    _partial("ix_broadcasts_at_work", "broadcasts", ["id"], "status IN ('freezing', 'running', 'paused')")


def _make_recipients() -> None:
    op.create_table(
        "recipients",
        sa.Column("broadcast_id", ID, nullable=False, autoincrement=False),
        sa.Column("person_id", ID, nullable=False, autoincrement=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("outbox_id", ID, nullable=True),
        sa.Column("reply", sa.String(length=40), nullable=True),
        sa.Column("replied_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'handed', 'withheld')", name=op.f("ck_recipients_state")),
        sa.CheckConstraint("state <> 'withheld' OR reason IS NOT NULL", name=op.f("ck_recipients_reason")),
        sa.CheckConstraint("(state = 'handed') = (outbox_id IS NOT NULL)", name=op.f("ck_recipients_handed")),
        sa.PrimaryKeyConstraint("broadcast_id", "person_id", name=op.f("pk_recipients")),
        sqlite_with_rowid=False,
    )
    columns = ["broadcast_id", "channel", "zone", "person_id"]
    _partial("ix_recipients_waiting", "recipients", columns, "state = 'waiting'")


def _partial(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=False, sqlite_where=where, postgresql_where=where)
