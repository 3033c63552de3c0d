"""Campaigns and their workstreams."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("name_zh", sa.String(200), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("aim_zh", sa.Text(), nullable=False),
        sa.Column("aim_en", sa.Text(), nullable=False),
        sa.Column("instrument", sa.String(60), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=False),
        sa.Column("planned_close", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("state_since", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("key", name=op.f("uq_campaign_key")),
        sa.CheckConstraint(
            "state IN ('preparing', 'active', 'closing', 'closed')", name=op.f("ck_campaign_campaignstate")
        ),
        sa.CheckConstraint("planned_close >= announced_on", name=op.f("ck_campaign_window")),
        sa.CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name=op.f("ck_campaign_closed_when")),
    )
    op.create_table(
        "workstream",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("name_zh", sa.String(200), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("asks_zh", sa.Text(), nullable=False),
        sa.Column("asks_en", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workstream")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_workstream_campaign_id_campaign")),
        sa.UniqueConstraint("campaign_id", "ordinal", name=op.f("uq_workstream_campaign_id_ordinal")),
        sa.UniqueConstraint("campaign_id", "key", name=op.f("uq_workstream_campaign_id_key")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_workstream_window")),
    )


def downgrade() -> None:
    for table in ("workstream", "campaign"):
        op.drop_table(table)
