"""What was found: a shortcoming or a breach, with its facts, basis and evidence."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import CaseFile, CaseScoped
from app.core.db import NAME, Base, Record, Versioned, enum_column
from app.core.workflow import Stateful
from app.findings.states import Aspect, Family, FindingState
from app.inspections.models import Inspection


class Finding(CaseScoped, Stateful, Versioned, Record, Base):
    """A finding of an inspection. A shortcoming names its aspect, a breach the article broken.

    `ordinal` counts the findings of the inspection from 1. `no_evidence_reason` says why it was recorded without any.
    `repeat_of` is the earlier finding, of the same enterprise, that it repeats.
    """

    __tablename__ = "finding"

    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspection.id"))
    enterprise_id: Mapped[UUID] = mapped_column(ForeignKey("enterprise.id"), index=True)
    ordinal: Mapped[int]
    family: Mapped[Family] = mapped_column(enum_column(Family))
    aspect: Mapped[Aspect | None] = mapped_column(enum_column(Aspect))
    article: Mapped[str | None] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(NAME)
    facts: Mapped[str] = mapped_column(Text)
    no_evidence_reason: Mapped[str | None] = mapped_column(String(500))
    repeat_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("finding.id"), index=True)
    state: Mapped[FindingState] = mapped_column(enum_column(FindingState), default=FindingState.DRAFT)
    drafted_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    recorded_at: Mapped[datetime | None]
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    confirmed_at: Mapped[datetime | None]
    dismissed_reason: Mapped[str | None] = mapped_column(String(500))

    case_file: Mapped[CaseFile] = relationship()
    inspection: Mapped[Inspection] = relationship()
    repeat_of: Mapped["Finding | None"] = relationship(remote_side="Finding.id")

    __table_args__ = (
        UniqueConstraint("inspection_id", "ordinal"),
        Index("ix_finding_created_at", "created_at"),
        Index("ix_finding_state_since", "state_since"),
        CheckConstraint("ordinal >= 1", "ordinal_from_one"),
        CheckConstraint(
            "(family = 'shortcoming' AND aspect IS NOT NULL AND article IS NULL) OR "
            "(family = 'breach' AND article IS NOT NULL AND aspect IS NULL)",
            "family_with_its_basis",
        ),
        CheckConstraint("(recorded_by IS NULL) = (recorded_at IS NULL)", "recorded_when"),
        CheckConstraint(
            "state IN ('draft', 'dismissed') OR (recorded_by IS NOT NULL AND recorded_at IS NOT NULL)",
            "recorded_by_one",
        ),
        CheckConstraint("state <> 'draft' OR recorded_by IS NULL", "draft_unrecorded"),
        CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", "confirmed_when"),
        CheckConstraint(
            "state IN ('draft', 'recorded', 'dismissed') OR (confirmed_by IS NOT NULL AND confirmed_at IS NOT NULL)",
            "confirmed_by_second",
        ),
        CheckConstraint("confirmed_by IS NULL OR recorded_by IS NOT NULL", "recorded_before_confirmed"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> recorded_by", "confirmed_by_another"),
        CheckConstraint("(state = 'dismissed') = (dismissed_reason IS NOT NULL)", "dismissed_why"),
        CheckConstraint("repeat_of_id IS NULL OR repeat_of_id <> id", "repeats_another"),
    )
