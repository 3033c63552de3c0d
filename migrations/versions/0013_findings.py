"""Findings of inspections."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_file_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("family", sa.String(40), nullable=False),
        sa.Column("aspect", sa.String(40)),
        sa.Column("article", sa.String(20)),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("no_evidence_reason", sa.String(500)),
        sa.Column("repeat_of_id", sa.Uuid()),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_by", sa.Uuid()),
        sa.Column("recorded_at", MOMENT),
        sa.Column("confirmed_by", sa.Uuid()),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("dismissed_reason", sa.String(500)),
        sa.Column("state_since", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.ForeignKeyConstraint(["case_file_id"], ["case_file.id"], name=op.f("fk_finding_case_file_id_case_file")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["app_user.id"], name=op.f("fk_finding_confirmed_by_app_user")),
        sa.ForeignKeyConstraint(["drafted_by"], ["app_user.id"], name=op.f("fk_finding_drafted_by_app_user")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_finding_enterprise_id_enterprise")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_finding_inspection_id_inspection")),
        sa.ForeignKeyConstraint(["recorded_by"], ["app_user.id"], name=op.f("fk_finding_recorded_by_app_user")),
        sa.ForeignKeyConstraint(["repeat_of_id"], ["finding.id"], name=op.f("fk_finding_repeat_of_id_finding")),
        sa.UniqueConstraint("inspection_id", "ordinal", name=op.f("uq_finding_inspection_id_ordinal")),
        sa.CheckConstraint(
            "aspect IN ('measures_incomplete', 'poor_execution', 'weak_effect')", name=op.f("ck_finding_aspect")
        ),
        sa.CheckConstraint("family IN ('shortcoming', 'breach')", name=op.f("ck_finding_family")),
        sa.CheckConstraint(
            "state IN ('draft', 'recorded', 'confirmed', 'fed_back', 'in_rectification', 'verified', 'referred', "
            "'dismissed')",
            name=op.f("ck_finding_findingstate"),
        ),
        sa.CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name=op.f("ck_finding_confirmed_when")),
        sa.CheckConstraint(
            "(family = 'shortcoming' AND aspect IS NOT NULL AND article IS NULL) OR "
            "(family = 'breach' AND article IS NOT NULL AND aspect IS NULL)",
            name=op.f("ck_finding_family_with_its_basis"),
        ),
        sa.CheckConstraint("(recorded_by IS NULL) = (recorded_at IS NULL)", name=op.f("ck_finding_recorded_when")),
        sa.CheckConstraint(
            "(state = 'dismissed') = (dismissed_reason IS NOT NULL)", name=op.f("ck_finding_dismissed_why")
        ),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> recorded_by", name=op.f("ck_finding_confirmed_by_another")
        ),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR recorded_by IS NOT NULL", name=op.f("ck_finding_recorded_before_confirmed")
        ),
        sa.CheckConstraint("ordinal >= 1", name=op.f("ck_finding_ordinal_from_one")),
        sa.CheckConstraint("repeat_of_id IS NULL OR repeat_of_id <> id", name=op.f("ck_finding_repeats_another")),
        sa.CheckConstraint("state <> 'draft' OR recorded_by IS NULL", name=op.f("ck_finding_draft_unrecorded")),
        sa.CheckConstraint(
            "state IN ('draft', 'dismissed') OR (recorded_by IS NOT NULL AND recorded_at IS NOT NULL)",
            name=op.f("ck_finding_recorded_by_one"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'recorded', 'dismissed') OR (confirmed_by IS NOT NULL AND confirmed_at IS NOT NULL)",
            name=op.f("ck_finding_confirmed_by_second"),
        ),
    )
    op.create_index(op.f("ix_finding_case_file_id"), "finding", ["case_file_id"])
    op.create_index(op.f("ix_finding_created_at"), "finding", ["created_at"])
    op.create_index(op.f("ix_finding_enterprise_id"), "finding", ["enterprise_id"])
    op.create_index(op.f("ix_finding_repeat_of_id"), "finding", ["repeat_of_id"])
    op.create_index(op.f("ix_finding_state_since"), "finding", ["state_since"])


def downgrade() -> None:
    op.drop_table("finding")
