"""The transparency log, kept append-only by triggers.

They hinder; what proves is the tree. An event's body may be erased (redaction), with the actor's columns beside it;
the head may only grow. SQLite's INSERT OR REPLACE needs a trigger of its own.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FIXED = ("log", "seq", "leaf", "leaf_hash", "at", "action", "object", "request_id")
PLACES = ("actor_office", "object_office", "case_file_id", "campaign")
PERSONAL = ("actor", "actor_id")
KEYS = {"audit_head": ("log",), "audit_event": ("log", "seq"), "audit_node": ("log", "level", "index")}


def upgrade() -> None:
    head = op.create_table(
        "audit_head",
        sa.Column("log", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("peaks", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("log", name=op.f("pk_audit_head")),
    )
    _create_event()
    op.create_table(
        "audit_node",
        sa.Column("log", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("log", "level", "index", name=op.f("pk_audit_node")),
        sqlite_with_rowid=False,
    )
    op.bulk_insert(head, [{"log": 1, "size": 0, "peaks": b""}])
    create_triggers = _sqlite_triggers if op.get_bind().dialect.name == "sqlite" else _postgresql_triggers
    create_triggers()


def _create_event() -> None:
    op.create_table(
        "audit_event",
        sa.Column("log", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(80), nullable=False),
        sa.Column("actor", sa.String(120)),
        sa.Column("actor_id", sa.Uuid()),
        sa.Column("actor_office", sa.Uuid()),
        sa.Column("object", sa.String(200), nullable=False),
        sa.Column("object_office", sa.Uuid()),
        sa.Column("case_file_id", sa.Uuid()),
        sa.Column("campaign", sa.Uuid()),
        sa.Column("request_id", sa.String(60)),
        sa.PrimaryKeyConstraint("log", "seq", name=op.f("pk_audit_event")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_audit_event_at"), "audit_event", ["at"])
    op.create_index(op.f("ix_audit_event_actor_id"), "audit_event", ["actor_id"])
    op.create_index("ix_audit_event_case", "audit_event", ["case_file_id", "log", "seq"])
    op.create_index("ix_audit_event_object", "audit_event", ["object", "log", "seq"])


def _lawful_updates(same: str) -> dict[str, str]:
    """The one UPDATE each table allows, as a condition on OLD and NEW; `same` compares two values that may be NULL."""
    fixed = [f'NEW."{column}" {same} OLD."{column}"' for column in (*FIXED, *PLACES)]
    personal = [f"(NEW.{column} IS NULL OR NEW.{column} {same} OLD.{column})" for column in PERSONAL]
    return {
        "audit_event": " AND ".join(["OLD.body IS NOT NULL", "NEW.body IS NULL", *fixed, *personal]),
        "audit_head": "NEW.log = OLD.log AND NEW.size > OLD.size",
        "audit_node": "FALSE",
    }


def _sqlite_triggers() -> None:
    for table, lawful in _lawful_updates("IS").items():
        known = " AND ".join(f'"{column}" = NEW."{column}"' for column in KEYS[table])
        refusals = {
            "replace": f"INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {known})",  # noqa: S608
            "update": f"UPDATE ON {table} WHEN NOT ({lawful})",
            "delete": f"DELETE ON {table}",
        }
        for what, when in refusals.items():
            op.execute(
                f"CREATE TRIGGER {table}_no_{what} BEFORE {when} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _postgresql_triggers() -> None:
    op.execute(
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table, lawful in _lawful_updates("IS NOT DISTINCT FROM").items():
        refusals = {
            "update": f"UPDATE ON {table} FOR EACH ROW WHEN (NOT ({lawful}))",
            "delete": f"DELETE ON {table} FOR EACH ROW",
            "truncate": f"TRUNCATE ON {table} FOR EACH STATEMENT",
        }
        for what, when in refusals.items():
            op.execute(f"CREATE TRIGGER {table}_no_{what} BEFORE {when} EXECUTE FUNCTION audit_refuse()")


def downgrade() -> None:
    for table in KEYS:
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_refuse()")
