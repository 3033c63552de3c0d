"""Attempts that are slowed down, browsers in which an account has signed in, and the end of a one-time password."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ONE_TIME_FOR = timedelta(days=7)


def upgrade() -> None:
    op.create_table(
        "throttle",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("counted_at", MOMENT, nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("refused_since", MOMENT),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_throttle")),
    )
    op.create_table(
        "known_device",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_device")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_known_device_user_id_app_user")),
        sa.UniqueConstraint("user_id", "token_hash", name=op.f("uq_known_device_user_id_token_hash")),
    )
    op.create_index(op.f("ix_known_device_token_hash"), "known_device", ["token_hash"])
    op.add_column("app_user", sa.Column("one_time_until", MOMENT))
    user = sa.table("app_user", sa.column("password_changed_at", MOMENT), sa.column("one_time_until", MOMENT))
    one_time = sa.update(user).where(user.c.password_changed_at.is_(None))
    op.execute(one_time.values(one_time_until=datetime.now(UTC) + ONE_TIME_FOR))


def downgrade() -> None:
    op.drop_column("app_user", "one_time_until")
    op.drop_table("known_device")
    op.drop_table("throttle")
