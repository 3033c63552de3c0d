"""Due dates."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "deadline",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_file_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("rule_key", sa.String(60), nullable=False),
        sa.Column("subject_ref", sa.String(80), nullable=False),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("path", sa.String(300), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("office_path", sa.String(60), nullable=False),
        sa.Column("responsible_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Integer()),
        sa.Column("unit", sa.String(40)),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("met_on", sa.Date()),
        sa.Column("state_since", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
        sa.ForeignKeyConstraint(["case_file_id"], ["case_file.id"], name=op.f("fk_deadline_case_file_id_case_file")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_deadline_office_id_office")),
        sa.ForeignKeyConstraint(["responsible_id"], ["app_user.id"], name=op.f("fk_deadline_responsible_id_app_user")),
        sa.UniqueConstraint("subject_ref", name=op.f("uq_deadline_subject_ref")),
        sa.CheckConstraint(
            "unit IN ('working_days', 'calendar_days', 'months', 'years')", name=op.f("ck_deadline_unit")
        ),
        sa.CheckConstraint(
            "state IN ('running', 'met', 'closed_unmet', 'cancelled')", name=op.f("ck_deadline_deadlinestate")
        ),
        sa.CheckConstraint("(amount IS NULL) = (unit IS NULL)", name=op.f("ck_deadline_amount_with_unit")),
        sa.CheckConstraint("(state = 'met') = (met_on IS NOT NULL)", name=op.f("ck_deadline_met_when")),
    )
    op.create_index(op.f("ix_deadline_case_file_id"), "deadline", ["case_file_id"])
    op.create_index("ix_deadline_board", "deadline", ["state", "due_on"])


def downgrade() -> None:
    op.drop_table("deadline")
