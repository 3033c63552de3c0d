"""Witnesses and what they cosigned, kept like the log itself."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KEY = ("log", "size", "witness_id", "at")


def upgrade() -> None:
    op.create_table(
        "audit_witness",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("vkey", sa.String(400), nullable=False),
        sa.Column("holder", sa.String(200), nullable=False),
        sa.Column("retired_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_witness")),
        sa.UniqueConstraint("name", name=op.f("uq_audit_witness_name")),
    )
    op.create_table(
        "audit_cosignature",
        sa.Column("log", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("witness_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("line", sa.String(600), nullable=False),
        sa.PrimaryKeyConstraint(*KEY, name=op.f("pk_audit_cosignature")),
        sa.ForeignKeyConstraint(
            ["log", "size"],
            ["audit_checkpoint.log", "audit_checkpoint.size"],
            name=op.f("fk_audit_cosignature_log_size_audit_checkpoint"),
        ),
        sa.ForeignKeyConstraint(
            ["witness_id"], ["audit_witness.id"], name=op.f("fk_audit_cosignature_witness_id_audit_witness")
        ),
        sqlite_with_rowid=False,
    )
    create_triggers = _sqlite_triggers if op.get_bind().dialect.name == "sqlite" else _postgresql_triggers
    create_triggers()


def _sqlite_triggers() -> None:
    known = " AND ".join(f'"{column}" = NEW."{column}"' for column in KEY)
    refusals = {"replace": f"INSERT ON audit_cosignature WHEN EXISTS (SELECT 1 FROM audit_cosignature WHERE {known})"}  # noqa: S608
    refusals |= {what: f"{what.upper()} ON audit_cosignature" for what in ("update", "delete")}
    for what, when in refusals.items():
        op.execute(
            f"CREATE TRIGGER audit_cosignature_no_{what} BEFORE {when} "
            "BEGIN SELECT RAISE(ABORT, 'audit_cosignature is append-only'); END"
        )


def _postgresql_triggers() -> None:
    for what, each in {"update": "ROW", "delete": "ROW", "truncate": "STATEMENT"}.items():
        op.execute(
            f"CREATE TRIGGER audit_cosignature_no_{what} BEFORE {what.upper()} ON audit_cosignature "
            f"FOR EACH {each} EXECUTE FUNCTION audit_refuse()"
        )


def downgrade() -> None:
    op.drop_table("audit_cosignature")
    op.drop_table("audit_witness")
