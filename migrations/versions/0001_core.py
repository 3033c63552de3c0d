"""Number series, outbox and working-day calendar."""

import sqlalchemy as sa
from alembic import op

from app.core.calendar import seed_rows

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "number_series",
        sa.Column("office", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("office", "kind", "year", name=op.f("pk_number_series")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("recipient", sa.String(300), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("message_id", sa.String(100), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", MOMENT, nullable=False),
        sa.Column("claimed_until", MOMENT),
        sa.Column("sent_at", MOMENT),
        sa.Column("last_error", sa.String(500)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_id")),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'dead')", name=op.f("ck_outbox_messagestate")),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_outbox_sent_when")),
    )
    op.create_index(op.f("ix_outbox_next_attempt_at"), "outbox", ["next_attempt_at"])
    calendar_day = op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name_zh", sa.String(60)),
        sa.Column("name_en", sa.String(60)),
        sa.Column("source", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
        sa.CheckConstraint(
            "kind IN ('workday', 'makeup_workday', 'weekend', 'holiday')", name=op.f("ck_calendar_day_daykind")
        ),
        sa.CheckConstraint(
            "(kind IN ('holiday', 'makeup_workday')) = (name_en IS NOT NULL)",
            name=op.f("ck_calendar_day_named_when_moved"),
        ),
        sa.CheckConstraint(
            "(name_en IS NULL) = (name_zh IS NULL)", name=op.f("ck_calendar_day_named_in_both_languages")
        ),
    )
    op.bulk_insert(calendar_day, [dict(row) for row in seed_rows()])


def downgrade() -> None:
    for table in ("calendar_day", "outbox", "number_series"):
        op.drop_table(table)
