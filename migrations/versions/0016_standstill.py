"""A log that stands still: its head may be halted, once, and then never grows again. On PostgreSQL, redaction through
one function, so that the web's role needs no UPDATE on events."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SAME_LOG = "NEW.log = OLD.log"
GROWS = "NEW.size > OLD.size"
RUNNING = "OLD.halted_at IS NULL"
STILL_RUNNING = "NEW.halted_at IS NULL AND NEW.halted_for IS NULL"
HALTED = "NEW.size = OLD.size AND NEW.peaks = OLD.peaks AND NEW.halted_at IS NOT NULL AND NEW.halted_for IS NOT NULL"


def upgrade() -> None:
    op.add_column("audit_head", sa.Column("halted_at", sa.DateTime(timezone=True)))
    op.add_column("audit_head", sa.Column("halted_for", sa.String(40)))
    _allow(f"{SAME_LOG} AND {RUNNING} AND (({GROWS} AND {STILL_RUNNING}) OR ({HALTED}))")
    if _is_postgresql():
        _create_redaction()


def downgrade() -> None:
    if _is_postgresql():
        op.execute("DROP FUNCTION audit_redact(integer, bigint)")
    _allow(f"{SAME_LOG} AND {GROWS}")
    op.drop_column("audit_head", "halted_for")
    op.drop_column("audit_head", "halted_at")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _allow(lawful: str) -> None:
    """Let the head's row change in this way alone."""
    if _is_postgresql():
        op.execute("DROP TRIGGER audit_head_no_update ON audit_head")
        action = "FOR EACH ROW WHEN (NOT ({})) EXECUTE FUNCTION audit_refuse()"
    else:
        op.execute("DROP TRIGGER audit_head_no_update")
        action = "WHEN NOT ({}) BEGIN SELECT RAISE(ABORT, 'audit_head is append-only'); END"
    op.execute(f"CREATE TRIGGER audit_head_no_update BEFORE UPDATE ON audit_head {action.format(lawful)}")


def _create_redaction() -> None:
    """The function runs with its owner's rights, names its table in full and finds nothing by a search path."""
    schema = op.get_bind().scalar(sa.select(sa.func.quote_ident(sa.func.current_schema())))
    body = (
        f"UPDATE {schema}.audit_event SET body = NULL, actor = NULL, actor_id = NULL "  # noqa: S608
        "WHERE log = which_log AND seq = which_seq AND body IS NOT NULL; RETURN FOUND;"
    )
    op.execute(
        "CREATE FUNCTION audit_redact(which_log integer, which_seq bigint) RETURNS boolean LANGUAGE plpgsql "
        f"SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$ BEGIN {body} END $$"
    )
    op.execute("REVOKE ALL ON FUNCTION audit_redact(integer, bigint) FROM PUBLIC")
