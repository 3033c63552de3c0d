"""Offices, users, roles, certificates and sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OFFICE_KINDS = ("national", "province", "city", "department")
CLEARANCES = ("internal", "work_secret")
ROLES = (
    "coordinator",
    "head",
    "supervisor",
    "inspector",
    "registrar",
    "legal_reviewer",
    "observer",
    "system_admin",
    "security_admin",
    "auditor",
)


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def upgrade() -> None:
    op.create_table(
        "office",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name_zh", sa.String(200), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("short_name", sa.String(60), nullable=False),
        sa.Column("division_code", sa.String(6)),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("parent_id", sa.Uuid()),
        sa.Column("closes_at", sa.String(5), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
        sa.ForeignKeyConstraint(["parent_id"], ["office.id"], name=op.f("fk_office_parent_id_office")),
        sa.UniqueConstraint("short_name", name=op.f("uq_office_short_name")),
        sa.UniqueConstraint("path", name=op.f("uq_office_path")),
        sa.CheckConstraint(_one_of("kind", OFFICE_KINDS), name=op.f("ck_office_officekind")),
        sa.CheckConstraint("(kind = 'national') = (parent_id IS NULL)", name=op.f("ck_office_parent_unless_national")),
        sa.CheckConstraint(
            "kind = 'department' OR kind = 'national' OR division_code IS NOT NULL",
            name=op.f("ck_office_division_known"),
        ),
        sa.CheckConstraint(
            "substr(path, 1, 3) = 'cn/' AND substr(path, length(path), 1) = '/'", name=op.f("ck_office_path_shape")
        ),
        sa.CheckConstraint("length(closes_at) = 5", name=op.f("ck_office_closes_at_shape")),
    )
    op.create_index(op.f("ix_office_parent_id"), "office", ["parent_id"])
    op.create_table(
        "app_user",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("username", sa.String(60), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(200)),
        sa.Column("phone", sa.String(40)),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("password_changed_at", MOMENT),
        sa.Column("clearance", sa.String(40), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_user")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_app_user_office_id_office")),
        sa.UniqueConstraint("username", name=op.f("uq_app_user_username")),
        sa.CheckConstraint(_one_of("clearance", CLEARANCES), name=op.f("ck_app_user_clearance")),
        sa.CheckConstraint("username = lower(username)", name=op.f("ck_app_user_username_lower")),
    )
    op.create_index(op.f("ix_app_user_office_id"), "app_user", ["office_id"])
    op.create_table(
        "user_role",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_role")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_user_role_user_id_app_user")),
        sa.UniqueConstraint("user_id", "role", name=op.f("uq_user_role_user_id_role")),
        sa.CheckConstraint(_one_of("role", ROLES), name=op.f("ck_user_role_role")),
    )
    op.create_table(
        "certificate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("issuer", sa.String(200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_certificate_user_id_app_user")),
        sa.UniqueConstraint("number", name=op.f("uq_certificate_number")),
        sa.CheckConstraint("valid_from <= valid_until", name=op.f("ck_certificate_period")),
    )
    op.create_index(op.f("ix_certificate_user_id"), "certificate", ["user_id"])
    op.create_table(
        "user_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("signed_in_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("ip", sa.String(45), nullable=False),
        sa.Column("user_agent", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_user_session_user_id_app_user")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_user_session_token_hash")),
    )
    op.create_index(op.f("ix_user_session_user_id"), "user_session", ["user_id"])


def downgrade() -> None:
    for table in ("user_session", "certificate", "user_role", "app_user", "office"):
        op.drop_table(table)
