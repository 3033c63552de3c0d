"""Numbered papers and their service. Triggers keep a numbered paper and every service record as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATES = "'draft', 'in_review', 'approved', 'numbered', 'sealed', 'served', 'void'"
MANNERS = "'direct', 'left', 'entrusted', 'post', 'electronic', 'public_notice'"
FIXED = (
    "id",
    "case_file_id",
    "created_at",
    "kind",
    "office_id",
    "office_path",
    "title",
    "content",
    "drafted_by",
    "approved_by",
    "year",
    "serial",
    "number",
    "issued_on",
    "content_sha256",
)
"""The columns that no longer change once a paper has its number."""


def upgrade() -> None:
    _create_document()
    _create_service()
    create_triggers = _sqlite_triggers if op.get_bind().dialect.name == "sqlite" else _postgresql_triggers
    create_triggers()


def _create_document() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_file_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("office_path", sa.String(60), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=False),
        sa.Column("approved_by", sa.Uuid()),
        sa.Column("year", sa.Integer()),
        sa.Column("serial", sa.Integer()),
        sa.Column("number", sa.String(60)),
        sa.Column("issued_on", sa.Date()),
        sa.Column("content_sha256", sa.String(64)),
        sa.Column("void_reason", sa.String(500)),
        sa.Column("state_since", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.ForeignKeyConstraint(["case_file_id"], ["case_file.id"], name=op.f("fk_document_case_file_id_case_file")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_document_office_id_office")),
        sa.ForeignKeyConstraint(["drafted_by"], ["app_user.id"], name=op.f("fk_document_drafted_by_app_user")),
        sa.ForeignKeyConstraint(["approved_by"], ["app_user.id"], name=op.f("fk_document_approved_by_app_user")),
        sa.UniqueConstraint(
            "office_path", "kind", "year", "serial", name=op.f("uq_document_office_path_kind_year_serial")
        ),
        sa.UniqueConstraint("number", name=op.f("uq_document_number")),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_document_documentstate")),
        sa.CheckConstraint(
            "state NOT IN ('numbered', 'sealed', 'served') OR (number IS NOT NULL AND serial IS NOT NULL "
            "AND year IS NOT NULL AND issued_on IS NOT NULL AND content_sha256 IS NOT NULL)",
            name=op.f("ck_document_numbered_has_number"),
        ),
        sa.CheckConstraint("serial IS NULL OR serial >= 1", name=op.f("ck_document_serial_from_one")),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> drafted_by", name=op.f("ck_document_approved_by_second")
        ),
        sa.CheckConstraint("state <> 'approved' OR approved_by IS NOT NULL", name=op.f("ck_document_approved_by_whom")),
        sa.CheckConstraint("(state = 'void') = (void_reason IS NOT NULL)", name=op.f("ck_document_void_why")),
    )
    op.create_index(op.f("ix_document_case_file_id"), "document", ["case_file_id"])


def _create_service() -> None:
    op.create_table(
        "service",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_file_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("manner", sa.String(40), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("receiver", sa.String(200), nullable=False),
        sa.Column("witness", sa.String(200)),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("receipt_sha256", sa.String(64)),
        sa.Column("served_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.ForeignKeyConstraint(["case_file_id"], ["case_file.id"], name=op.f("fk_service_case_file_id_case_file")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_service_document_id_document")),
        sa.ForeignKeyConstraint(["served_by"], ["app_user.id"], name=op.f("fk_service_served_by_app_user")),
        sa.UniqueConstraint("document_id", name=op.f("uq_service_document_id")),
        sa.CheckConstraint(f"manner IN ({MANNERS})", name=op.f("ck_service_servicemanner")),
        sa.CheckConstraint("effective_on >= served_on", name=op.f("ck_service_effective_after_service")),
        sa.CheckConstraint("manner <> 'left' OR witness IS NOT NULL", name=op.f("ck_service_left_has_witness")),
        sa.CheckConstraint("manner <> 'electronic' OR consent", name=op.f("ck_service_electronic_with_consent")),
    )
    op.create_index(op.f("ix_service_case_file_id"), "service", ["case_file_id"])


def _sqlite_triggers() -> None:
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in FIXED)
    refusals = {
        "document_no_update": f"UPDATE ON document WHEN OLD.number IS NOT NULL AND ({changed})",
        "document_no_delete": "DELETE ON document WHEN OLD.number IS NOT NULL",
        "service_no_update": "UPDATE ON service",
        "service_no_delete": "DELETE ON service",
    }
    for name, when in refusals.items():
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, 'a numbered paper stays as it is'); END"
        )


def _postgresql_triggers() -> None:
    op.execute(
        "CREATE FUNCTION paper_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a numbered paper stays as it is'; END $$"
    )
    changed = " OR ".join(f"NEW.{text} IS DISTINCT FROM OLD.{text}" for text in map(_comparable, FIXED))
    refusals = {
        "document_no_update": f"UPDATE ON document FOR EACH ROW WHEN (OLD.number IS NOT NULL AND ({changed}))",
        "document_no_delete": "DELETE ON document FOR EACH ROW WHEN (OLD.number IS NOT NULL)",
        "document_no_truncate": "TRUNCATE ON document FOR EACH STATEMENT",
        "service_no_update": "UPDATE ON service FOR EACH ROW",
        "service_no_delete": "DELETE ON service FOR EACH ROW",
        "service_no_truncate": "TRUNCATE ON service FOR EACH STATEMENT",
    }
    for name, when in refusals.items():
        op.execute(f"CREATE TRIGGER {name} BEFORE {when} EXECUTE FUNCTION paper_refuse()")


def _comparable(column: str) -> str:
    """PostgreSQL compares JSON by its text only."""
    return f"{column}::text" if column == "content" else column


def downgrade() -> None:
    op.drop_table("service")
    op.drop_table("document")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION paper_refuse()")
