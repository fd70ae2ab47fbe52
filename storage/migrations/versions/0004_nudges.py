"""What wakes people up, and which steps of the ladder were decided on for them."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for name in ("no_reminders_at", "snoozed_until", "due_at"):
        op.add_column("people", sa.Column(name, UTCDateTime(), nullable=True))
    op.add_column("people", sa.Column("zone", sa.String(length=40), nullable=True))
    is_to_wake = sa.text("due_at IS NOT NULL")
    op.create_index(
        "ix_people_due", "people", ["due_at"], sqlite_where=is_to_wake, postgresql_where=is_to_wake
    )
    op.create_table(
        "nudges",
        sa.Column("id", ID, nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("outbox_key", sa.String(length=120), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("role IN ('participant', 'worker')", name=op.f("ck_nudges_role")),
        sa.CheckConstraint("outcome IN ('queued', 'dropped')", name=op.f("ck_nudges_outcome")),
        sa.CheckConstraint("outcome <> 'dropped' OR reason IS NOT NULL", name=op.f("ck_nudges_reason")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_nudges_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudges")),
        sa.UniqueConstraint(
            "subject", "month", "step", "role", name=op.f("uq_nudges_subject_month_step_role")
        ),
    )
    op.create_index(op.f("ix_nudges_person_id"), "nudges", ["person_id"], unique=False)
    _keep_who_was_reminded()
    _wake_who_has_a_part()


def _keep_who_was_reminded() -> None:
    """Of an invitation: a step of the ladder like any other by now."""
    op.execute(
        "INSERT INTO nudges (subject, month, step, role, person_id, outcome, outbox_key, at) "
        "SELECT reference, '', 'invite-2', CASE WHEN worker_id IS NULL THEN 'participant' ELSE 'worker' END, "
        "coalesce(worker_id, participant_id), 'queued', reference || '\\:reminder', reminded_at "
        "FROM nominations WHERE reminded_at IS NOT NULL"
    )
    op.execute("ALTER TABLE nominations DROP COLUMN reminded_at")


def _wake_who_has_a_part() -> None:
    """So that who was enrolled before there were reminders has them as well."""
    op.execute(
        "UPDATE people SET due_at = created_at WHERE EXISTS (SELECT 1 FROM nominations WHERE "
        "(participant_id = people.id OR worker_id = people.id) "
        "AND status IN ('invited', 'consented', 'registered'))"
    )
