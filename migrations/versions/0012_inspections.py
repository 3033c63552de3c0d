"""Inspections, their teams and the signatures on their records."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ENTERPRISE_SIDE = sa.text("side = 'enterprise'")


def upgrade() -> None:
    op.create_table(
        "inspection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_file_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("basis", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("site_rules", sa.Text()),
        sa.Column("materials", sa.Text()),
        sa.Column("planned_by", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("unannounced_reason", sa.String(500)),
        sa.Column("unannounced_approved_by", sa.Uuid()),
        sa.Column("unannounced_approved_at", MOMENT),
        sa.Column("notice_id", sa.Uuid()),
        sa.Column("notice_effective_on", sa.Date()),
        sa.Column("arrived_at", MOMENT),
        sa.Column("certificates_shown", sa.Boolean(), nullable=False),
        sa.Column("rights_told", sa.Boolean(), nullable=False),
        sa.Column("received_by", sa.String(200)),
        sa.Column("record_id", sa.Uuid()),
        sa.Column("read_back_at", MOMENT),
        sa.Column("concluded_at", MOMENT),
        sa.Column("cancelled_reason", sa.String(500)),
        sa.Column("state_since", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_inspection_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["case_file_id"], ["case_file.id"], name=op.f("fk_inspection_case_file_id_case_file")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_inspection_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["document.id"], name=op.f("fk_inspection_notice_id_document")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_inspection_office_id_office")),
        sa.ForeignKeyConstraint(["planned_by"], ["app_user.id"], name=op.f("fk_inspection_planned_by_app_user")),
        sa.ForeignKeyConstraint(["record_id"], ["document.id"], name=op.f("fk_inspection_record_id_document")),
        sa.ForeignKeyConstraint(
            ["unannounced_approved_by"], ["app_user.id"], name=op.f("fk_inspection_unannounced_approved_by_app_user")
        ),
        sa.UniqueConstraint("notice_id", name=op.f("uq_inspection_notice_id")),
        sa.UniqueConstraint("record_id", name=op.f("uq_inspection_record_id")),
        sa.CheckConstraint("basis IN ('random', 'planned', 'lead')", name=op.f("ck_inspection_basis")),
        sa.CheckConstraint("kind IN ('joint', 'local')", name=op.f("ck_inspection_inspectionkind")),
        sa.CheckConstraint(
            "state IN ('planned', 'team_ready', 'noticed', 'on_site', 'record_signed', 'concluded', 'cancelled')",
            name=op.f("ck_inspection_inspectionstate"),
        ),
        sa.CheckConstraint(
            "(state = 'cancelled') = (cancelled_reason IS NOT NULL)", name=op.f("ck_inspection_cancelled_why")
        ),
        sa.CheckConstraint(
            "(state = 'concluded') = (concluded_at IS NOT NULL)", name=op.f("ck_inspection_concluded_when")
        ),
        sa.CheckConstraint(
            "(unannounced_approved_by IS NULL) = (unannounced_reason IS NULL)",
            name=op.f("ck_inspection_unannounced_with_reason"),
        ),
        sa.CheckConstraint(
            "(unannounced_approved_by IS NULL) = (unannounced_approved_at IS NULL)",
            name=op.f("ck_inspection_unannounced_when"),
        ),
        sa.CheckConstraint(
            "arrived_at IS NULL OR unannounced_approved_at IS NULL OR arrived_at >= unannounced_approved_at",
            name=op.f("ck_inspection_approved_before_arrival"),
        ),
        sa.CheckConstraint(
            "notice_effective_on IS NULL OR notice_id IS NOT NULL", name=op.f("ck_inspection_effective_notice_exists")
        ),
        sa.CheckConstraint(
            "notice_id IS NULL OR unannounced_approved_by IS NULL", name=op.f("ck_inspection_announced_or_not")
        ),
        sa.CheckConstraint(
            "read_back_at IS NULL OR record_id IS NOT NULL", name=op.f("ck_inspection_read_back_record")
        ),
        sa.CheckConstraint("record_id IS NULL OR arrived_at IS NOT NULL", name=op.f("ck_inspection_record_on_site")),
        sa.CheckConstraint(
            "state <> 'noticed' OR (notice_id IS NOT NULL AND notice_effective_on IS NOT NULL)",
            name=op.f("ck_inspection_noticed_with_notice"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('on_site', 'record_signed', 'concluded') OR "
            "(arrived_at IS NOT NULL AND certificates_shown AND rights_told AND received_by IS NOT NULL AND "
            "(notice_effective_on IS NOT NULL OR unannounced_approved_by IS NOT NULL))",
            name=op.f("ck_inspection_on_site_lawfully"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('record_signed', 'concluded') OR (record_id IS NOT NULL AND read_back_at IS NOT NULL)",
            name=op.f("ck_inspection_signed_record_read_back"),
        ),
        sa.CheckConstraint(
            "unannounced_approved_by IS NULL OR unannounced_approved_by <> planned_by",
            name=op.f("ck_inspection_unannounced_by_second"),
        ),
    )
    op.create_index(op.f("ix_inspection_campaign_id"), "inspection", ["campaign_id"])
    op.create_index(op.f("ix_inspection_case_file_id"), "inspection", ["case_file_id"])
    op.create_index(op.f("ix_inspection_enterprise_id"), "inspection", ["enterprise_id"])
    op.create_index(op.f("ix_inspection_planned_on"), "inspection", ["planned_on"])
    op.create_table(
        "team_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_file_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("capacity", sa.String(40), nullable=False),
        sa.Column("certificate_number", sa.String(60), nullable=False),
        sa.Column("certificate_valid_until", sa.Date(), nullable=False),
        sa.Column("declaration", sa.String(40)),
        sa.Column("declared_at", MOMENT),
        sa.Column("conflict", sa.String(500)),
        sa.Column("recused_by", sa.Uuid()),
        sa.Column("recusal_reason", sa.String(500)),
        sa.Column("kept_by", sa.Uuid()),
        sa.Column("kept_reason", sa.String(500)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_member")),
        sa.ForeignKeyConstraint(["case_file_id"], ["case_file.id"], name=op.f("fk_team_member_case_file_id_case_file")),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_team_member_inspection_id_inspection")
        ),
        sa.ForeignKeyConstraint(["kept_by"], ["app_user.id"], name=op.f("fk_team_member_kept_by_app_user")),
        sa.ForeignKeyConstraint(["recused_by"], ["app_user.id"], name=op.f("fk_team_member_recused_by_app_user")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_team_member_user_id_app_user")),
        sa.UniqueConstraint("inspection_id", "user_id", name=op.f("uq_team_member_inspection_id_user_id")),
        sa.CheckConstraint("capacity IN ('leader', 'member')", name=op.f("ck_team_member_teamcapacity")),
        sa.CheckConstraint("declaration IN ('no_conflict', 'conflict')", name=op.f("ck_team_member_declaration")),
        sa.CheckConstraint(
            "(conflict IS NOT NULL) = (declaration IS NOT NULL AND declaration = 'conflict')",
            name=op.f("ck_team_member_conflict_named"),
        ),
        sa.CheckConstraint("(declaration IS NULL) = (declared_at IS NULL)", name=op.f("ck_team_member_declared_when")),
        sa.CheckConstraint("(kept_by IS NULL) = (kept_reason IS NULL)", name=op.f("ck_team_member_kept_why")),
        sa.CheckConstraint("(recused_by IS NULL) = (recusal_reason IS NULL)", name=op.f("ck_team_member_recused_why")),
        sa.CheckConstraint("kept_by IS NULL OR kept_by <> user_id", name=op.f("ck_team_member_kept_by_another")),
        sa.CheckConstraint("recused_by IS NULL OR kept_by IS NULL", name=op.f("ck_team_member_one_decision")),
        sa.CheckConstraint(
            "recused_by IS NULL OR recused_by <> user_id", name=op.f("ck_team_member_recused_by_another")
        ),
    )
    op.create_index(op.f("ix_team_member_case_file_id"), "team_member", ["case_file_id"])
    op.create_index(op.f("ix_team_member_user_id"), "team_member", ["user_id"])
    op.create_table(
        "signature",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_file_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("user_id", sa.Uuid()),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("refusal_reason", sa.String(500)),
        sa.Column("witness", sa.String(200)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.ForeignKeyConstraint(["case_file_id"], ["case_file.id"], name=op.f("fk_signature_case_file_id_case_file")),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_signature_inspection_id_inspection")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_signature_user_id_app_user")),
        sa.UniqueConstraint("inspection_id", "user_id", name=op.f("uq_signature_inspection_id_user_id")),
        sa.CheckConstraint("side IN ('officer', 'enterprise')", name=op.f("ck_signature_side")),
        sa.CheckConstraint("(side = 'officer') = (user_id IS NOT NULL)", name=op.f("ck_signature_officer_is_user")),
        sa.CheckConstraint("refused = (refusal_reason IS NOT NULL)", name=op.f("ck_signature_refused_why")),
        sa.CheckConstraint("refused = (witness IS NOT NULL)", name=op.f("ck_signature_refusal_witnessed")),
        sa.CheckConstraint("side = 'enterprise' OR NOT refused", name=op.f("ck_signature_officers_sign")),
    )
    op.create_index(op.f("ix_signature_case_file_id"), "signature", ["case_file_id"])
    op.create_index(
        "uq_signature_enterprise",
        "signature",
        ["inspection_id"],
        unique=True,
        sqlite_where=ENTERPRISE_SIDE,
        postgresql_where=ENTERPRISE_SIDE,
    )


def downgrade() -> None:
    for table in ("signature", "team_member", "inspection"):
        op.drop_table(table)
