"""Erasing the content of an event, asked for by one person and decided by another; indexes for the reading room.

A person's events and those of a kind are found in their order. Whatever else the reading room asks is answered from
one index that grows at its end and holds all that is searched by, so that no body is read to count or to skip an event.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

SEARCHED = {
    "actor_id": ["actor_id", "log", "seq"],
    "action": ["action", "log", "seq"],
    "searched": ["log", "seq", "at", "action", "actor_id", "actor_office", "object_office", "case_file_id"],
}


def upgrade() -> None:
    op.create_table(
        "audit_redaction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("log", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("asked", "done", "refused", name="redactionstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("legal_basis", sa.String(200), nullable=False),
        sa.Column("refusal", sa.String(1000)),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("decided_by", sa.Uuid()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(decided_by IS NULL) = (state = 'asked')", name=op.f("ck_audit_redaction_decided")),
        sa.CheckConstraint("decided_by <> asked_by", name=op.f("ck_audit_redaction_second_person")),
        sa.CheckConstraint(
            "(refusal IS NULL) = (state <> 'refused')", name=op.f("ck_audit_redaction_refused_with_reason")
        ),
        sa.CheckConstraint("state IN ('asked', 'done', 'refused')", name=op.f("ck_audit_redaction_redactionstate")),
        sa.ForeignKeyConstraint(
            ["log", "seq"], ["audit_event.log", "audit_event.seq"], name=op.f("fk_audit_redaction_log_seq_audit_event")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["app_user.id"], name=op.f("fk_audit_redaction_asked_by_app_user")),
        sa.ForeignKeyConstraint(["decided_by"], ["app_user.id"], name=op.f("fk_audit_redaction_decided_by_app_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_redaction")),
    )
    standing = sa.text("state != 'refused'")
    op.create_index(
        "uq_audit_redaction_standing",
        "audit_redaction",
        ["log", "seq"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.drop_index(op.f("ix_audit_event_actor_id"), "audit_event")
    for name, columns in SEARCHED.items():
        op.create_index(f"ix_audit_event_{name}", "audit_event", columns)


def downgrade() -> None:
    for name in SEARCHED:
        op.drop_index(f"ix_audit_event_{name}", "audit_event")
    op.create_index(op.f("ix_audit_event_actor_id"), "audit_event", ["actor_id"])
    op.drop_table("audit_redaction")
