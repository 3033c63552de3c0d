"""Enterprises, platforms, algorithms, filings, imports of published lists."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
SOURCES = ("published_list", "office", "demo")
PLATFORM_KINDS = ("app", "site", "mini_program", "other")
ALGORITHM_TYPES = (
    "generation_synthesis",
    "personalised_push",
    "ranking_selection",
    "retrieval_filtering",
    "scheduling_decision",
)


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _record() -> list[sa.Column]:
    return [sa.Column("id", sa.Uuid(), nullable=False), sa.Column("created_at", MOMENT, nullable=False)]


def _office_scope(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("office_path", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f(f"fk_{table}_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _of_enterprise(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f(f"fk_{table}_enterprise_id_enterprise")
        ),
    ]


def upgrade() -> None:
    op.create_table(
        "enterprise",
        *_record(),
        *_office_scope("enterprise"),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("uscc", sa.String(18)),
        sa.Column("division_code", sa.String(6), nullable=False),
        sa.Column("subject_number", sa.String(7)),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("state_since", MOMENT, nullable=False),
        sa.Column("legal_representative", sa.String(200)),
        sa.Column("address", sa.String(200)),
        sa.Column("contact_name", sa.String(200)),
        sa.Column("contact_phone", sa.String(60)),
        sa.Column("contact_email", sa.String(200)),
        sa.Column("public_opinion_attributes", sa.Boolean()),
        sa.Column("mobilisation_capacity", sa.Boolean()),
        sa.Column("remarks", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("uscc", name=op.f("uq_enterprise_uscc")),
        sa.UniqueConstraint(
            "division_code", "subject_number", "name", name=op.f("uq_enterprise_division_code_subject_number_name")
        ),
        sa.CheckConstraint(_one_of("source", SOURCES), name=op.f("ck_enterprise_source")),
        sa.CheckConstraint(_one_of("state", ("active", "ended")), name=op.f("ck_enterprise_enterprisestate")),
        sa.CheckConstraint("uscc IS NULL OR length(uscc) = 18", name=op.f("ck_enterprise_uscc_length")),
        sa.CheckConstraint("source <> 'office' OR uscc IS NOT NULL", name=op.f("ck_enterprise_office_row_has_uscc")),
        sa.CheckConstraint("length(division_code) = 6", name=op.f("ck_enterprise_division_code_length")),
    )
    op.create_index(op.f("ix_enterprise_name"), "enterprise", ["name"])
    op.create_index(op.f("ix_enterprise_office_path"), "enterprise", ["office_path"])
    op.create_table(
        "former_name",
        *_record(),
        *_office_scope("former_name"),
        *_of_enterprise("former_name"),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
    )
    op.create_table(
        "platform",
        *_record(),
        *_office_scope("platform"),
        *_of_enterprise("platform"),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.UniqueConstraint("enterprise_id", "name", "kind", name=op.f("uq_platform_enterprise_id_name_kind")),
        sa.CheckConstraint(_one_of("kind", PLATFORM_KINDS), name=op.f("ck_platform_platformkind")),
    )
    op.create_table(
        "algorithm",
        *_record(),
        *_office_scope("algorithm"),
        *_of_enterprise("algorithm"),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("main_use", sa.Text(), nullable=False),
        sa.CheckConstraint(_one_of("type", ALGORITHM_TYPES), name=op.f("ck_algorithm_algorithmtype")),
    )
    op.create_table(
        "algorithm_platform",
        sa.Column("algorithm_id", sa.Uuid(), nullable=False),
        sa.Column("platform_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("algorithm_id", "platform_id", name=op.f("pk_algorithm_platform")),
        sa.ForeignKeyConstraint(
            ["algorithm_id"], ["algorithm.id"], name=op.f("fk_algorithm_platform_algorithm_id_algorithm")
        ),
        sa.ForeignKeyConstraint(
            ["platform_id"], ["platform.id"], name=op.f("fk_algorithm_platform_platform_id_platform")
        ),
    )
    op.create_table(
        "filing",
        *_record(),
        *_office_scope("filing"),
        *_of_enterprise("filing"),
        sa.Column("algorithm_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(30), nullable=False),
        sa.Column("check_digit_ok", sa.Boolean(), nullable=False),
        sa.Column("batch", sa.String(60), nullable=False),
        sa.Column("seq_no", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date()),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("state_since", MOMENT, nullable=False),
        sa.Column("remarks", sa.Text()),
        sa.ForeignKeyConstraint(["algorithm_id"], ["algorithm.id"], name=op.f("fk_filing_algorithm_id_algorithm")),
        sa.UniqueConstraint("number", name=op.f("uq_filing_number")),
        sa.CheckConstraint(_one_of("state", ("filed", "cancelled")), name=op.f("ck_filing_filingstate")),
    )
    op.create_index(op.f("ix_filing_algorithm_id"), "filing", ["algorithm_id"])
    for table in ("former_name", "platform", "algorithm", "filing"):
        op.create_index(op.f(f"ix_{table}_enterprise_id"), table, ["enterprise_id"])
        op.create_index(op.f(f"ix_{table}_office_path"), table, ["office_path"])
    op.create_table(
        "filing_import",
        *_record(),
        sa.Column("office_path", sa.String(60), nullable=False),
        sa.Column("batch", sa.String(60), nullable=False),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("imported_by", sa.String(200), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("state_since", MOMENT, nullable=False),
        sa.Column("counts", sa.JSON(none_as_null=True)),
        sa.Column("errors", sa.JSON(none_as_null=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_import")),
        sa.CheckConstraint(
            _one_of("state", ("uploaded", "applied", "discarded")), name=op.f("ck_filing_import_importstate")
        ),
        sa.CheckConstraint(
            "(state = 'applied') = (counts IS NOT NULL)", name=op.f("ck_filing_import_counted_when_applied")
        ),
    )
    op.create_index(op.f("ix_filing_import_office_path"), "filing_import", ["office_path"])


def downgrade() -> None:
    for table in (
        "filing_import",
        "filing",
        "algorithm_platform",
        "algorithm",
        "platform",
        "former_name",
        "enterprise",
    ):
        op.drop_table(table)
