"""Orders, demands, answers, verification."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NOT_WITHDRAWN = sa.text("state <> 'withdrawn'")


def upgrade() -> None:
    op.create_table(
        "rectification_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_file_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("report_back", sa.Text(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=False),
        sa.Column("reviewed_by", sa.Uuid()),
        sa.Column("approved_by", sa.Uuid()),
        sa.Column("document_id", sa.Uuid()),
        sa.Column("withdrawn_reason", sa.Text()),
        sa.Column("state_since", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification_order")),
        sa.CheckConstraint(
            "approved_by IS NULL OR (approved_by <> drafted_by AND approved_by <> reviewed_by "
            "AND reviewed_by IS NOT NULL)",
            name=op.f("ck_rectification_order_approved_by_third"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'issued', 'served', 'closed') OR approved_by IS NOT NULL",
            name=op.f("ck_rectification_order_approved_first"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'withdrawn') OR document_id IS NOT NULL",
            name=op.f("ck_rectification_order_handed_in_on_paper"),
        ),
        sa.CheckConstraint(
            "kind IN ('feedback_letter', 'order_to_correct')", name=op.f("ck_rectification_order_orderkind")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'in_review', 'approved', 'issued', 'served', 'closed', 'withdrawn')",
            name=op.f("ck_rectification_order_orderstate"),
        ),
        sa.CheckConstraint(
            "reviewed_by IS NULL OR reviewed_by <> drafted_by", name=op.f("ck_rectification_order_reviewed_by_second")
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_reason IS NOT NULL)", name=op.f("ck_rectification_order_withdrawn_why")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["app_user.id"], name=op.f("fk_rectification_order_approved_by_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["case_file_id"], ["case_file.id"], name=op.f("fk_rectification_order_case_file_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_rectification_order_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by"], ["app_user.id"], name=op.f("fk_rectification_order_drafted_by_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_rectification_order_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["app_user.id"], name=op.f("fk_rectification_order_reviewed_by_app_user")
        ),
        sa.UniqueConstraint("document_id", name=op.f("uq_rectification_order_document_id")),
    )
    op.create_index(op.f("ix_rectification_order_case_file_id"), "rectification_order", ["case_file_id"])
    op.create_index(op.f("ix_rectification_order_enterprise_id"), "rectification_order", ["enterprise_id"])
    op.create_table(
        "demand",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_file_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("fixed_date", sa.Date()),
        sa.Column("amount", sa.Integer()),
        sa.Column("unit", sa.String(40)),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("deadline_id", sa.Uuid()),
        sa.Column("first_verifier", sa.Uuid()),
        sa.Column("state_since", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand")),
        sa.CheckConstraint("amount IS NULL OR amount >= 1", name=op.f("ck_demand_amount_positive")),
        sa.CheckConstraint(
            "(fixed_date IS NOT NULL AND amount IS NULL AND unit IS NULL) OR "
            "(fixed_date IS NULL AND amount IS NOT NULL AND unit IS NOT NULL)",
            name=op.f("ck_demand_date_or_days"),
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'open', 'answered', 'under_verification', 'done', 'partly', 'failed', 'withdrawn')",
            name=op.f("ck_demand_demandstate"),
        ),
        sa.CheckConstraint("ordinal >= 1", name=op.f("ck_demand_ordinal_from_one")),
        sa.CheckConstraint(
            "state IN ('pending', 'withdrawn') OR deadline_id IS NOT NULL", name=op.f("ck_demand_running_has_deadline")
        ),
        sa.CheckConstraint("unit IN ('working_days', 'calendar_days', 'months', 'years')", name=op.f("ck_demand_unit")),
        sa.CheckConstraint(
            "state <> 'under_verification' OR first_verifier IS NOT NULL", name=op.f("ck_demand_verified_by_first")
        ),
        sa.ForeignKeyConstraint(["case_file_id"], ["case_file.id"], name=op.f("fk_demand_case_file_id_case_file")),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadline.id"], name=op.f("fk_demand_deadline_id_deadline")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_demand_finding_id_finding")),
        sa.ForeignKeyConstraint(["first_verifier"], ["app_user.id"], name=op.f("fk_demand_first_verifier_app_user")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["rectification_order.id"], name=op.f("fk_demand_order_id_rectification_order")
        ),
        sa.UniqueConstraint("order_id", "ordinal", name=op.f("uq_demand_order_id_ordinal")),
    )
    op.create_index(op.f("ix_demand_case_file_id"), "demand", ["case_file_id"])
    op.create_index(op.f("ix_demand_order_id"), "demand", ["order_id"])
    op.create_index(
        "uq_demand_finding",
        "demand",
        ["finding_id"],
        unique=True,
        sqlite_where=NOT_WITHDRAWN,
        postgresql_where=NOT_WITHDRAWN,
    )
    op.create_table(
        "answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_file_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("demand_id", sa.Uuid(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date()),
        sa.Column("responsible_person", sa.String(200), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("remarks", sa.Text()),
        sa.Column("remarks_by", sa.Uuid()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.CheckConstraint("(remarks IS NULL) = (remarks_by IS NULL)", name=op.f("ck_answer_remarks_by_whom")),
        sa.ForeignKeyConstraint(["case_file_id"], ["case_file.id"], name=op.f("fk_answer_case_file_id_case_file")),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_answer_demand_id_demand")),
        sa.ForeignKeyConstraint(["entered_by"], ["app_user.id"], name=op.f("fk_answer_entered_by_app_user")),
        sa.ForeignKeyConstraint(["remarks_by"], ["app_user.id"], name=op.f("fk_answer_remarks_by_app_user")),
    )
    op.create_index(op.f("ix_answer_case_file_id"), "answer", ["case_file_id"])
    op.create_index(op.f("ix_answer_demand_id"), "answer", ["demand_id"])
    op.create_table(
        "verification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_file_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("demand_id", sa.Uuid(), nullable=False),
        sa.Column("result", sa.String(40), nullable=False),
        sa.Column("method", sa.String(40), nullable=False),
        sa.Column("observations", sa.Text(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=False),
        sa.Column("first_officer", sa.Uuid(), nullable=False),
        sa.Column("second_officer", sa.Uuid()),
        sa.Column("disputed_by", sa.Uuid()),
        sa.Column("disputed_reason", sa.Text()),
        sa.Column("new_term_amount", sa.Integer()),
        sa.Column("new_term_unit", sa.String(40)),
        sa.Column("document_id", sa.Uuid()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
        sa.CheckConstraint(
            "second_officer IS NULL OR disputed_by IS NULL", name=op.f("ck_verification_confirmed_or_disputed")
        ),
        sa.CheckConstraint(
            "disputed_by IS NULL OR disputed_by <> first_officer", name=op.f("ck_verification_disputed_by_second")
        ),
        sa.CheckConstraint(
            "(disputed_by IS NULL) = (disputed_reason IS NULL)", name=op.f("ck_verification_disputed_why")
        ),
        sa.CheckConstraint("method IN ('on_paper', 'on_site')", name=op.f("ck_verification_method")),
        sa.CheckConstraint(
            "(new_term_amount IS NOT NULL) = (result = 'partly')", name=op.f("ck_verification_new_term_for_partly")
        ),
        sa.CheckConstraint(
            "new_term_amount IS NULL OR new_term_amount >= 1", name=op.f("ck_verification_new_term_positive")
        ),
        sa.CheckConstraint(
            "(new_term_amount IS NULL) = (new_term_unit IS NULL)", name=op.f("ck_verification_new_term_whole")
        ),
        sa.CheckConstraint(
            "(second_officer IS NULL) = (document_id IS NULL)", name=op.f("ck_verification_opinion_by_two")
        ),
        sa.CheckConstraint("result IN ('done', 'partly', 'not_done')", name=op.f("ck_verification_result")),
        sa.CheckConstraint(
            "second_officer IS NULL OR second_officer <> first_officer", name=op.f("ck_verification_two_officers")
        ),
        sa.CheckConstraint(
            "new_term_unit IN ('working_days', 'calendar_days', 'months', 'years')", name=op.f("ck_verification_unit")
        ),
        sa.ForeignKeyConstraint(
            ["case_file_id"], ["case_file.id"], name=op.f("fk_verification_case_file_id_case_file")
        ),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_verification_demand_id_demand")),
        sa.ForeignKeyConstraint(["disputed_by"], ["app_user.id"], name=op.f("fk_verification_disputed_by_app_user")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_verification_document_id_document")),
        sa.ForeignKeyConstraint(
            ["first_officer"], ["app_user.id"], name=op.f("fk_verification_first_officer_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["second_officer"], ["app_user.id"], name=op.f("fk_verification_second_officer_app_user")
        ),
    )
    op.create_index(op.f("ix_verification_case_file_id"), "verification", ["case_file_id"])
    op.create_index(op.f("ix_verification_demand_id"), "verification", ["demand_id"])


def downgrade() -> None:
    for table in ("verification", "answer", "demand", "rectification_order"):
        op.drop_table(table)
