"""Signed checkpoints, kept like the log itself, and the wishes for one."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
WHY = "why IN ('periodic', 'host', 'export', 'rotation', 'document', 'campaign_close')"


def upgrade() -> None:
    op.create_table(
        "audit_checkpoint",
        sa.Column("log", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.Column("why", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("log", "size", name=op.f("pk_audit_checkpoint")),
        sa.CheckConstraint("size > 0", name=op.f("ck_audit_checkpoint_size_from_one")),
        sa.CheckConstraint(WHY, name=op.f("ck_audit_checkpoint_why")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "checkpoint_demand",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("why", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkpoint_demand")),
        sa.CheckConstraint(WHY, name=op.f("ck_checkpoint_demand_why")),
    )
    create_triggers = _sqlite_triggers if op.get_bind().dialect.name == "sqlite" else _postgresql_triggers
    create_triggers()


def _sqlite_triggers() -> None:
    known = "EXISTS (SELECT 1 FROM audit_checkpoint WHERE log = NEW.log AND size = NEW.size)"
    refusals = {"replace": f"INSERT ON audit_checkpoint WHEN {known}"}
    refusals |= {what: f"{what.upper()} ON audit_checkpoint" for what in ("update", "delete")}
    for what, when in refusals.items():
        op.execute(
            f"CREATE TRIGGER audit_checkpoint_no_{what} BEFORE {when} "
            "BEGIN SELECT RAISE(ABORT, 'audit_checkpoint is append-only'); END"
        )


def _postgresql_triggers() -> None:
    for what, each in {"update": "ROW", "delete": "ROW", "truncate": "STATEMENT"}.items():
        op.execute(
            f"CREATE TRIGGER audit_checkpoint_no_{what} BEFORE {what.upper()} ON audit_checkpoint "
            f"FOR EACH {each} EXECUTE FUNCTION audit_refuse()"
        )


def downgrade() -> None:
    op.drop_table("checkpoint_demand")
    op.drop_table("audit_checkpoint")
