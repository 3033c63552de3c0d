"""Evidence: the file by its hash, when it happened, when it was recorded, by whom and from whom."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.cases.models import CaseScoped
from app.core.db import NAME, Base, Record, enum_column
from app.evidence.states import EvidenceKind


class Evidence(CaseScoped, Record, Base):
    """One original file, never altered. `subject_ref` names what it proves (`finding:<id>`, `answer:<id>`)."""

    __tablename__ = "evidence"

    subject_ref: Mapped[str] = mapped_column(String(80), index=True)
    kind: Mapped[EvidenceKind] = mapped_column(enum_column(EvidenceKind))
    title: Mapped[str] = mapped_column(NAME)
    filename: Mapped[str] = mapped_column(NAME)
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    occurred_at: Mapped[datetime]
    collected_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    source: Mapped[str] = mapped_column(NAME)

    __table_args__ = (
        CheckConstraint("length(sha256) = 64", "sha256_whole"),
        CheckConstraint("size > 0", "not_empty"),
        CheckConstraint("occurred_at <= created_at", "happened_before_recorded"),
    )
