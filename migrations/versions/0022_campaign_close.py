"""The close of a campaign by two persons, work handed over, and frozen cases kept as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STANDING = sa.text("called_off_by IS NULL AND reopened_by IS NULL")
PERSONS = ("begun_by", "called_off_by", "confirmed_by", "reopening_by", "reopened_by")
CHECKS = {
    "counts": "finished >= 0 AND carried_over >= 0",
    "called_off_why": (
        "(called_off_by IS NULL) = (called_off_at IS NULL) AND (called_off_by IS NULL) = (called_off_reason IS NULL)"
    ),
    "one_end": "called_off_by IS NULL OR confirmed_by IS NULL",
    "confirmed_by_another": "confirmed_by <> begun_by",
    "sealed_when_confirmed": (
        "(confirmed_by IS NULL) = (confirmed_at IS NULL) AND (confirmed_by IS NULL) = (log IS NULL) AND "
        "(confirmed_by IS NULL) = (size IS NULL)"
    ),
    "reopening_of_confirmed": "reopening_by IS NULL OR confirmed_by IS NOT NULL",
    "reopening_why": (
        "(reopening_by IS NULL) = (reopening_at IS NULL) AND (reopening_by IS NULL) = (reopening_reason IS NULL)"
    ),
    "reopened_as_asked": "reopened_by IS NULL OR reopening_by IS NOT NULL",
    "reopened_by_another": "reopened_by <> reopening_by",
    "reopened_why": (
        "(reopened_by IS NULL) = (reopened_at IS NULL) AND (reopened_by IS NULL) = (reopened_reason IS NULL)"
    ),
}
FROZEN = (
    "answer",
    "deadline",
    "demand",
    "document",
    "evidence",
    "finding",
    "inspection",
    "rectification_order",
    "service",
    "signature",
    "team_member",
    "verification",
)
"""Tables whose rows belong to a case; who sees a case and who takes it over can change while it is frozen."""


def upgrade() -> None:
    _create_closes()
    _create_handovers()
    create_triggers = _sqlite_triggers if op.get_bind().dialect.name == "sqlite" else _postgresql_triggers
    create_triggers()


def _create_closes() -> None:
    op.create_table(
        "campaign_close",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("begun_by", sa.Uuid(), nullable=False),
        sa.Column("finished", sa.Integer(), nullable=False),
        sa.Column("carried_over", sa.Integer(), nullable=False),
        sa.Column("called_off_by", sa.Uuid()),
        sa.Column("called_off_at", MOMENT),
        sa.Column("called_off_reason", sa.String(1000)),
        sa.Column("confirmed_by", sa.Uuid()),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("log", sa.Integer()),
        sa.Column("size", sa.BigInteger()),
        sa.Column("witnesses", sa.JSON(), nullable=False),
        sa.Column("reopening_by", sa.Uuid()),
        sa.Column("reopening_at", MOMENT),
        sa.Column("reopening_reason", sa.String(1000)),
        sa.Column("reopened_by", sa.Uuid()),
        sa.Column("reopened_at", MOMENT),
        sa.Column("reopened_reason", sa.String(1000)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_close")),
        _foreign("campaign_close", "campaign_id", "campaign"),
        *(_foreign("campaign_close", person, "app_user") for person in PERSONS),
        sa.ForeignKeyConstraint(
            ["log", "size"],
            ["audit_checkpoint.log", "audit_checkpoint.size"],
            name=op.f("fk_campaign_close_log_size_audit_checkpoint"),
        ),
        *(sa.CheckConstraint(check, name=op.f(f"ck_campaign_close_{name}")) for name, check in CHECKS.items()),
    )
    op.create_index("ix_campaign_close_campaign_id", "campaign_close", ["campaign_id"])
    op.create_index(
        "uq_campaign_close_standing",
        "campaign_close",
        ["campaign_id"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )


def _create_handovers() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("case_file_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("successor_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("handed_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        _foreign("handover", "case_file_id", "case_file"),
        _foreign("handover", "campaign_id", "campaign"),
        _foreign("handover", "successor_id", "app_user"),
        _foreign("handover", "office_id", "office"),
        _foreign("handover", "handed_by", "app_user"),
    )
    op.create_index("ix_handover_case_file_id", "handover", ["case_file_id"])
    op.create_index("ix_handover_campaign_id", "handover", ["campaign_id"])


def _foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def _sqlite_triggers() -> None:
    cases = {"insert": "NEW.case_file_id", "update": "OLD.case_file_id, NEW.case_file_id", "delete": "OLD.case_file_id"}
    for table in FROZEN:
        for what, ids in cases.items():
            op.execute(
                f"CREATE TRIGGER {table}_frozen_{what} BEFORE {what.upper()} ON {table} "  # noqa: S608
                f"WHEN EXISTS (SELECT 1 FROM case_file WHERE id IN ({ids}) AND frozen_at IS NOT NULL) "
                f"BEGIN SELECT RAISE(ABORT, '{table} of a frozen case'); END"
            )


def _postgresql_triggers() -> None:
    op.execute(
        "CREATE FUNCTION case_refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF EXISTS (SELECT 1 FROM case_file WHERE frozen_at IS NOT NULL "
        "AND id IN (OLD.case_file_id, NEW.case_file_id)) "
        "THEN RAISE EXCEPTION '% of a frozen case', TG_TABLE_NAME USING ERRCODE = 'check_violation'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    for table in FROZEN:
        op.execute(
            f"CREATE TRIGGER {table}_frozen BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION case_refuse_frozen()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in FROZEN:
            for what in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER {table}_frozen_{what}")
    else:
        for table in FROZEN:
            op.execute(f"DROP TRIGGER {table}_frozen ON {table}")
        op.execute("DROP FUNCTION case_refuse_frozen()")
    op.drop_table("handover")
    op.drop_table("campaign_close")
