"""Evidence. Triggers keep every original's row as it is."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KINDS = (
    "'document', 'object', 'audio_visual', 'electronic_data', 'witness', 'party_statement', 'expert_opinion', "
    "'inspection_record'"
)


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_file_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("subject_ref", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("occurred_at", MOMENT, nullable=False),
        sa.Column("collected_by", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.ForeignKeyConstraint(["case_file_id"], ["case_file.id"], name=op.f("fk_evidence_case_file_id_case_file")),
        sa.ForeignKeyConstraint(["collected_by"], ["app_user.id"], name=op.f("fk_evidence_collected_by_app_user")),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_evidence_evidencekind")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_evidence_sha256_whole")),
        sa.CheckConstraint("size > 0", name=op.f("ck_evidence_not_empty")),
        sa.CheckConstraint("occurred_at <= created_at", name=op.f("ck_evidence_happened_before_recorded")),
    )
    for column in ("case_file_id", "subject_ref", "sha256"):
        op.create_index(op.f(f"ix_evidence_{column}"), "evidence", [column])
    create_triggers = _sqlite_triggers if op.get_bind().dialect.name == "sqlite" else _postgresql_triggers
    create_triggers()


def _sqlite_triggers() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER evidence_no_{verb.lower()} BEFORE {verb} ON evidence "
            "BEGIN SELECT RAISE(ABORT, 'evidence is never altered'); END"
        )


def _postgresql_triggers() -> None:
    op.execute(
        "CREATE FUNCTION evidence_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'evidence is never altered'; END $$"
    )
    for verb, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER evidence_no_{verb.lower()} BEFORE {verb} ON evidence "
            f"FOR EACH {each} EXECUTE FUNCTION evidence_refuse()"
        )


def downgrade() -> None:
    op.drop_table("evidence")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION evidence_refuse()")
