"""Administrators kept apart by the database, rights changed by two persons, access to a case by grant."""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op
from alembic.operations.base import BatchOperations

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
FAMILIES = "family IN ('business', 'administration')"
ADMINISTRATORS = "('system_admin', 'security_admin', 'auditor')"
ROLES = (
    "role IN ('coordinator', 'head', 'supervisor', 'inspector', 'registrar', 'legal_reviewer', 'observer', "
    "'system_admin', 'security_admin', 'auditor')"
)
ADMINISTERS = sa.text("family = 'administration'")
NO_GRANT = sa.text("capacity <> 'grant'")
ADMITTED_ONCE = ("uq_case_access_case_file_id_user_id_capacity", ["case_file_id", "user_id", "capacity"])

USER_CHECKS = {
    "ck_app_user_family": FAMILIES,
    "ck_app_user_authorised_when": "authorised_by IS NULL OR authorised_at IS NOT NULL",
    "ck_app_user_authorised_by_another": "made_by IS NULL OR authorised_by IS NULL OR made_by <> authorised_by",
    "ck_app_user_suspended_why": "(suspended_at IS NULL) = (suspended_reason IS NULL)",
}
ROLE_CHECKS = {
    "ck_user_role_family": FAMILIES,
    "ck_user_role_family_of_role": f"(family = 'administration') = (role IN {ADMINISTRATORS})",
}
ENDS_BEFORE = {"ck_case_access_grant_ends": "capacity <> 'grant' OR (until IS NOT NULL AND reason IS NOT NULL)"}
ACCESS_CHECKS = {
    "ck_case_access_accesslevel": "level IN ('read', 'edit')",
    "ck_case_access_grant_ends": (
        "(capacity = 'grant') = (until IS NOT NULL) AND (capacity = 'grant') = (level IS NOT NULL) AND "
        "(capacity = 'grant') = (granted_by IS NOT NULL)"
    ),
    "ck_case_access_grant_why": "capacity <> 'grant' OR reason IS NOT NULL",
    "ck_case_access_granted_by_another": "granted_by IS NULL OR granted_by <> user_id",
    "ck_case_access_only_grants_withdrawn": "withdrawn_on IS NULL OR capacity = 'grant'",
    "ck_case_access_withdrawn_why": (
        "(withdrawn_on IS NULL) = (withdrawn_by IS NULL) AND (withdrawn_on IS NULL) = (withdrawn_reason IS NULL)"
    ),
}


def upgrade() -> None:
    _extend_accounts()
    _tie_roles_to_families()
    _create_changes()
    _extend_admissions()


def downgrade() -> None:
    op.execute("DELETE FROM case_access WHERE capacity = 'grant'")
    op.drop_index("uq_case_access_admission", "case_access")
    with op.batch_alter_table("case_access") as table:
        _uncheck(table, ACCESS_CHECKS)
        for column in ("granted_by", "withdrawn_by"):
            table.drop_constraint(op.f(f"fk_case_access_{column}_app_user"), type_="foreignkey")
        for column in ("level", "granted_by", "withdrawn_on", "withdrawn_by", "withdrawn_reason"):
            table.drop_column(column)
        table.create_unique_constraint(op.f(ADMITTED_ONCE[0]), ADMITTED_ONCE[1])
        _check(table, ENDS_BEFORE)
    op.drop_table("account_change")
    op.drop_index("uq_user_role_administrator", "user_role")
    with op.batch_alter_table("user_role") as table:
        _uncheck(table, ROLE_CHECKS)
        table.drop_constraint(op.f("fk_user_role_user_id_family_app_user"), type_="foreignkey")
        table.drop_column("family")
    with op.batch_alter_table("app_user") as table:
        _uncheck(table, USER_CHECKS)
        table.drop_constraint(op.f("uq_app_user_id_family"), type_="unique")
        for column in ("made_by", "authorised_by"):
            table.drop_constraint(op.f(f"fk_app_user_{column}_app_user"), type_="foreignkey")
        for column in ("family", "made_by", "authorised_at", "authorised_by", "suspended_at", "suspended_reason"):
            table.drop_column(column)


def _check(table: BatchOperations, checks: dict[str, str]) -> None:
    for name, condition in checks.items():
        table.create_check_constraint(op.f(name), condition)


def _uncheck(table: BatchOperations, checks: Iterable[str]) -> None:
    for name in checks:
        table.drop_constraint(op.f(name), type_="check")


def _extend_accounts() -> None:
    """Each account is of the family of its roles, and authorised where it holds one."""
    op.add_column("app_user", sa.Column("family", sa.String(40)))
    for column in ("made_by", "authorised_by"):
        op.add_column("app_user", sa.Column(column, sa.Uuid()))
    for column in ("authorised_at", "suspended_at"):
        op.add_column("app_user", sa.Column(column, MOMENT))
    op.add_column("app_user", sa.Column("suspended_reason", sa.String(500)))
    holders = "(SELECT user_id FROM user_role{})"
    administrators = holders.format(f" WHERE role IN {ADMINISTRATORS}")
    op.execute(
        f"UPDATE app_user SET family = CASE WHEN id IN {administrators} THEN 'administration' ELSE 'business' END"  # noqa: S608
    )
    op.execute(f"UPDATE app_user SET authorised_at = created_at WHERE id IN {holders.format('')}")  # noqa: S608
    with op.batch_alter_table("app_user") as table:
        _check(table, USER_CHECKS)
        table.alter_column("family", existing_type=sa.String(40), nullable=False)
        table.create_unique_constraint(op.f("uq_app_user_id_family"), ["id", "family"])
        for column in ("made_by", "authorised_by"):
            table.create_foreign_key(op.f(f"fk_app_user_{column}_app_user"), "app_user", [column], ["id"])


def _tie_roles_to_families() -> None:
    op.add_column("user_role", sa.Column("family", sa.String(40)))
    op.execute(
        f"UPDATE user_role SET family = CASE WHEN role IN {ADMINISTRATORS} "  # noqa: S608
        "THEN 'administration' ELSE 'business' END"
    )
    with op.batch_alter_table("user_role") as table:
        _check(table, ROLE_CHECKS)
        table.alter_column("family", existing_type=sa.String(40), nullable=False)
        table.create_foreign_key(
            op.f("fk_user_role_user_id_family_app_user"), "app_user", ["user_id", "family"], ["id", "family"]
        )
    op.create_index(
        "uq_user_role_administrator",
        "user_role",
        ["user_id"],
        unique=True,
        sqlite_where=ADMINISTERS,
        postgresql_where=ADMINISTERS,
    )


def _create_changes() -> None:
    checks = {
        "changekind": "kind IN ('grant', 'withdraw', 'reinstate', 'second_factor')",
        "role": ROLES,
        "changestate": "state IN ('proposed', 'confirmed', 'refused', 'withdrawn')",
        "role_named": "(role IS NOT NULL) = (kind IN ('grant', 'withdraw'))",
        "proposed_by_another": "proposed_by <> user_id",
        "decided_by_another": "decided_by IS NULL OR decided_by <> user_id",
        "decided_by_whom": "(state IN ('confirmed', 'refused')) = (decided_by IS NOT NULL)",
        "decided_by_second": "decided_by IS NULL OR decided_by <> proposed_by",
        "refused_why": "(state = 'refused') = (decision_reason IS NOT NULL)",
    }
    op.create_table(
        "account_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("role", sa.String(40)),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("decided_by", sa.Uuid()),
        sa.Column("decision_reason", sa.String(500)),
        sa.Column("state_since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_change")),
        *(
            sa.ForeignKeyConstraint([column], ["app_user.id"], name=op.f(f"fk_account_change_{column}_app_user"))
            for column in ("user_id", "proposed_by", "decided_by")
        ),
        *(sa.CheckConstraint(sql, name=op.f(f"ck_account_change_{name}")) for name, sql in checks.items()),
    )
    op.create_index(op.f("ix_account_change_user_id"), "account_change", ["user_id"])
    for column, named in (("role", "role IS NOT NULL"), ("kind", "role IS NULL")):
        waiting = sa.text(f"state = 'proposed' AND {named}")
        op.create_index(
            f"uq_account_change_{column}",
            "account_change",
            ["user_id", column],
            unique=True,
            sqlite_where=waiting,
            postgresql_where=waiting,
        )


def _extend_admissions() -> None:
    for column in ("granted_by", "withdrawn_by"):
        op.add_column("case_access", sa.Column(column, sa.Uuid()))
    op.add_column("case_access", sa.Column("level", sa.String(40)))
    op.add_column("case_access", sa.Column("withdrawn_on", sa.Date()))
    op.add_column("case_access", sa.Column("withdrawn_reason", sa.String(500)))
    with op.batch_alter_table("case_access") as table:
        _uncheck(table, ENDS_BEFORE)
        _check(table, ACCESS_CHECKS)
        table.drop_constraint(op.f(ADMITTED_ONCE[0]), type_="unique")
        for column in ("granted_by", "withdrawn_by"):
            table.create_foreign_key(op.f(f"fk_case_access_{column}_app_user"), "app_user", [column], ["id"])
    op.create_index(
        "uq_case_access_admission",
        "case_access",
        ADMITTED_ONCE[1],
        unique=True,
        sqlite_where=NO_GRANT,
        postgresql_where=NO_GRANT,
    )
