"""People of the office in rows of their own, how they sign in, and the trail of what they did."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _name_staff()
    _let_them_in()
    _write_down_what_they_do()
    _find_people()


def _name_staff() -> None:
    """Until now they were people of the chat, and had no name of their own: it is the reference at first."""
    connection = op.get_bind()
    query = (
        "SELECT s.person_id, p.reference, s.role, s.since FROM staff s JOIN people p ON p.id = s.person_id"
    )
    moment = {"since": UTCDateTime()}
    there = connection.execute(sa.text(query).columns(**moment)).mappings().all()
    op.drop_table("staff")
    made = op.create_table(
        "staff",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("role IN ('owner', 'staff', 'viewer')", name=op.f("ck_staff_role")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_staff_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("name", name=op.f("uq_staff_name")),
        sa.UniqueConstraint("person_id", name=op.f("uq_staff_person_id")),
    )
    for row in there:
        values = {"person_id": row["person_id"], "name": row["reference"], "role": row["role"]}
        connection.execute(made.insert().values(since=row["since"], **values))


def _let_them_in() -> None:
    op.create_table(
        "sign_in_tokens",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("way IN ('browser', 'chat')", name=op.f("ck_sign_in_tokens_way")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_sign_in_tokens_staff_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_tokens")),
    )
    op.create_index(op.f("ix_sign_in_tokens_staff_id"), "sign_in_tokens", ["staff_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id_hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_sessions_staff_id")),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_staff_id"), "sessions", ["staff_id"], unique=False)


def _write_down_what_they_do() -> None:
    op.create_table(
        "audit",
        sa.Column("position", ID, autoincrement=False, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=True),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit")),
    )
    for column in ("actor", "what", "subject"):
        op.create_index(op.f(f"ix_audit_{column}"), "audit", [column], unique=False)


def _find_people() -> None:
    """The first letters of names that are there are filled in by storage/people.py, which can read them."""
    op.add_column("people", sa.Column("name_start", sa.String(length=3), nullable=True))
    op.create_index("ix_people_name_start", "people", ["name_start", "id"], unique=False)
    for column in ("name_start", "nik_last4"):
        op.create_index(f"ix_nominations_{column}", "nominations", [column, "id"], unique=False)
    number = sa.text("kind = 'phone'")
    op.create_index(
        "ix_addresses_numbers", "addresses", ["value_hash"], sqlite_where=number, postgresql_where=number
    )
