"""Provisions, penalty ladders, neighbouring rules, deadline rules, document kinds."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _table(
        "instrument",
        ("key", "applies_from"),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("name_zh", sa.String(200), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("issued_as", sa.String(200)),
    )
    _table(
        "provision",
        ("instrument", "article", "applies_from"),
        sa.Column("instrument", sa.String(60), nullable=False),
        sa.Column("article", sa.String(20), nullable=False),
        sa.Column("title_zh", sa.String(200), nullable=False),
        sa.Column("title_en", sa.String(200), nullable=False),
        sa.Column("duty_zh", sa.Text(), nullable=False),
        sa.Column("duty_en", sa.Text(), nullable=False),
        sa.Column("addressee", sa.String(40), nullable=False),
        sa.Column("applies_if_zh", sa.String(200)),
        sa.Column("applies_if_en", sa.String(200)),
        sa.Column("penalty_basis", sa.String(20)),
        sa.Column("related_law", sa.JSON(), nullable=False),
        addressee="addressee IN ('provider', 'authority', 'inspector', 'industry_body', 'none')",
        condition_in_both_languages="(applies_if_zh IS NULL) = (applies_if_en IS NULL)",
    )
    _table(
        "penalty_ladder",
        ("instrument", "article", "applies_from"),
        sa.Column("instrument", sa.String(60), nullable=False),
        sa.Column("article", sa.String(20), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("other_law_first", sa.Boolean(), nullable=False),
        sa.Column("tiers", sa.JSON(), nullable=False),
        sa.Column("authorities", sa.JSON(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        outcome="outcome IN ('ladder', 'other_law', 'office_act', 'none')",
        leads_somewhere="outcome <> 'none'",
    )
    _table(
        "neighbouring_rule",
        ("key", "applies_from"),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("instrument", sa.String(60), nullable=False),
        sa.Column("articles", sa.String(200), nullable=False),
        sa.Column("topic_zh", sa.String(200), nullable=False),
        sa.Column("topic_en", sa.String(200), nullable=False),
        sa.Column("consequence_zh", sa.Text()),
        sa.Column("consequence_en", sa.Text()),
        sa.Column("provisions", sa.JSON(), nullable=False),
        consequence_in_both_languages="(consequence_zh IS NULL) = (consequence_en IS NULL)",
    )
    _deadline_rule()
    _table(
        "document_kind",
        ("code", "applies_from"),
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("instrument", sa.String(60), nullable=False),
        sa.Column("name_zh", sa.String(200), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("number_kind", sa.String(8)),
        sa.Column("direction", sa.String(40), nullable=False),
        sa.Column("required", sa.JSON(), nullable=False),
        sa.Column("legal_basis", sa.String(200)),
        paperdirection="direction IN ('outward', 'internal', 'incoming', 'partly')",
    )


def downgrade() -> None:
    for name in (
        "document_kind",
        "deadline_rule",
        "neighbouring_rule",
        "penalty_ladder",
        "provision",
        "instrument",
    ):
        op.drop_table(name)


def _deadline_rule() -> None:
    _table(
        "deadline_rule",
        ("key", "applies_from"),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("instrument", sa.String(60), nullable=False),
        sa.Column("name_zh", sa.String(200), nullable=False),
        sa.Column("name_en", sa.String(200), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("starts_from", sa.String(60), nullable=False),
        sa.Column("event_zh", sa.String(200), nullable=False),
        sa.Column("event_en", sa.String(200), nullable=False),
        sa.Column("direction", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("roll", sa.String(40), nullable=False),
        sa.Column("legal_basis", sa.String(200), nullable=False),
        sa.Column("provisions", sa.JSON(), nullable=False),
        sa.Column("note_zh", sa.String(500)),
        sa.Column("note_en", sa.String(500)),
        unit="unit IN ('working_days', 'calendar_days', 'months', 'years')",
        direction="direction IN ('after', 'before')",
        periodkind="kind IN ('act', 'limitation', 'retention')",
        roll="roll IN ('workday', 'none')",
        lasts="amount >= 1",
        only_acts_roll="kind = 'act' OR roll = 'none'",
        note_in_both_languages="(note_zh IS NULL) = (note_en IS NULL)",
    )


def _table(name: str, unique: tuple[str, ...], *columns: sa.Column[Any], **checks: str) -> None:
    """A table of dated law: every one carries the days it applies from and to, its standing and its source."""
    checks |= {
        "standing": "status IN ('confirmed', 'unconfirmed')",
        "window": "applies_to >= applies_from",
    }
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        *columns,
        sa.Column("applies_from", sa.Date(), nullable=False),
        sa.Column("applies_to", sa.Date()),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("source", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint(*unique, name=op.f(f"uq_{name}_{'_'.join(unique)}")),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{name}_{check}")) for check, rule in checks.items()),
    )
