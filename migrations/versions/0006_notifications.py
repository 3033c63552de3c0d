"""Notifications and their acknowledgement."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "notification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("object_ref", sa.String(80), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("case_file_id", sa.Uuid()),
        sa.Column("subject", sa.JSON(), nullable=False),
        sa.Column("path", sa.String(300), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("acknowledged_at", MOMENT),
        sa.Column("cancelled_reason", sa.String(60)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.ForeignKeyConstraint(["recipient_id"], ["app_user.id"], name=op.f("fk_notification_recipient_id_app_user")),
        sa.ForeignKeyConstraint(
            ["case_file_id"], ["case_file.id"], name=op.f("fk_notification_case_file_id_case_file")
        ),
        sa.UniqueConstraint(
            "kind",
            "object_ref",
            "planned_on",
            "recipient_id",
            name=op.f("uq_notification_kind_object_ref_planned_on_recipient_id"),
        ),
        sa.CheckConstraint(
            "state IN ('sent', 'acknowledged', 'cancelled')", name=op.f("ck_notification_notificationstate")
        ),
        sa.CheckConstraint(
            "(state = 'acknowledged') = (acknowledged_at IS NOT NULL)", name=op.f("ck_notification_acknowledged_when")
        ),
        sa.CheckConstraint(
            "(state = 'cancelled') = (cancelled_reason IS NOT NULL)", name=op.f("ck_notification_cancelled_why")
        ),
    )
    op.create_index("ix_notification_inbox", "notification", ["recipient_id", "state"])
    op.create_index(op.f("ix_notification_case_file_id"), "notification", ["case_file_id"])


def downgrade() -> None:
    op.drop_table("notification")
