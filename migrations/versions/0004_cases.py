"""Case files and who is admitted to them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "case_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("office_path", sa.String(60), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("number", sa.String(60)),
        sa.Column("embargoed_until", sa.String(40)),
        sa.Column("frozen_at", MOMENT),
        sa.Column("carried_over", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_case_file_office_id_office")),
        sa.UniqueConstraint("number", name=op.f("uq_case_file_number")),
        sa.CheckConstraint("embargoed_until IN ('notice_served', 'on_site')", name=op.f("ck_case_file_embargountil")),
        sa.CheckConstraint(
            "(embargoed_until IS NULL) = (number IS NOT NULL)", name=op.f("ck_case_file_numbered_when_open")
        ),
    )
    op.create_index(op.f("ix_case_file_office_path"), "case_file", ["office_path"])
    op.create_index(op.f("ix_case_file_campaign_id"), "case_file", ["campaign_id"])
    op.create_index(op.f("ix_case_file_enterprise_id"), "case_file", ["enterprise_id"])
    op.create_table(
        "case_access",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_file_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("capacity", sa.String(40), nullable=False),
        sa.Column("until", sa.Date()),
        sa.Column("reason", sa.String(500)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_access")),
        sa.ForeignKeyConstraint(["case_file_id"], ["case_file.id"], name=op.f("fk_case_access_case_file_id_case_file")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_case_access_user_id_app_user")),
        sa.UniqueConstraint(
            "case_file_id", "user_id", "capacity", name=op.f("uq_case_access_case_file_id_user_id_capacity")
        ),
        sa.CheckConstraint("capacity IN ('planner', 'team', 'grant')", name=op.f("ck_case_access_capacity")),
        sa.CheckConstraint(
            "capacity <> 'grant' OR (until IS NOT NULL AND reason IS NOT NULL)", name=op.f("ck_case_access_grant_ends")
        ),
    )
    op.create_index(op.f("ix_case_access_case_file_id"), "case_access", ["case_file_id"])
    op.create_index(op.f("ix_case_access_user_id"), "case_access", ["user_id"])


def downgrade() -> None:
    op.drop_table("case_access")
    op.drop_table("case_file")
