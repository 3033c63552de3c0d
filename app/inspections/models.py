"""An on-site inspection, its team and the signatures on its record."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import CaseFile, CaseScoped
from app.core.db import CODE, NAME, Base, Record, Versioned, enum_column
from app.core.workflow import Stateful
from app.documents.models import Document
from app.enterprises.models import Enterprise
from app.inspections.states import (
    Basis,
    Declaration,
    InspectionKind,
    InspectionState,
    Side,
    TeamCapacity,
)

ENTERPRISE_SIDE = text("side = 'enterprise'")


class Inspection(CaseScoped, Stateful, Versioned, Record, Base):
    """A planned or carried-out on-site inspection (现场检查) of one enterprise.

    `notice` is the paper D04; it takes effect on `notice_effective_on`, the day its service counts. `record_paper` is
    the paper D05: a draft while the team is on site, numbered once both sides have signed.
    """

    __tablename__ = "inspection"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"), index=True)
    enterprise_id: Mapped[UUID] = mapped_column(ForeignKey("enterprise.id"), index=True)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    kind: Mapped[InspectionKind] = mapped_column(enum_column(InspectionKind))
    basis: Mapped[Basis] = mapped_column(enum_column(Basis))
    subject: Mapped[str] = mapped_column(NAME)
    planned_on: Mapped[date] = mapped_column(index=True)
    place: Mapped[str] = mapped_column(NAME)
    site_rules: Mapped[str | None] = mapped_column(Text)
    materials: Mapped[str | None] = mapped_column(Text)
    planned_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    state: Mapped[InspectionState] = mapped_column(enum_column(InspectionState), default=InspectionState.PLANNED)

    unannounced_reason: Mapped[str | None] = mapped_column(String(500))
    unannounced_approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    unannounced_approved_at: Mapped[datetime | None]
    notice_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"), unique=True)
    notice_effective_on: Mapped[date | None]
    arrived_at: Mapped[datetime | None]
    certificates_shown: Mapped[bool] = mapped_column(default=False)
    rights_told: Mapped[bool] = mapped_column(default=False)
    received_by: Mapped[str | None] = mapped_column(NAME)
    record_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"), unique=True)
    read_back_at: Mapped[datetime | None]
    concluded_at: Mapped[datetime | None]
    cancelled_reason: Mapped[str | None] = mapped_column(String(500))

    case_file: Mapped[CaseFile] = relationship()
    enterprise: Mapped[Enterprise] = relationship()
    team: Mapped[list["TeamMember"]] = relationship(order_by="TeamMember.id", cascade="all, delete-orphan")
    signatures: Mapped[list["Signature"]] = relationship(order_by="Signature.id")
    notice: Mapped[Document | None] = relationship(foreign_keys=notice_id)
    record_paper: Mapped[Document | None] = relationship(foreign_keys=record_id)

    __table_args__ = (
        CheckConstraint(
            "state <> 'noticed' OR (notice_id IS NOT NULL AND notice_effective_on IS NOT NULL)", "noticed_with_notice"
        ),
        CheckConstraint("notice_effective_on IS NULL OR notice_id IS NOT NULL", "effective_notice_exists"),
        CheckConstraint("notice_id IS NULL OR unannounced_approved_by IS NULL", "announced_or_not"),
        CheckConstraint(
            "state NOT IN ('on_site', 'record_signed', 'concluded') OR "
            "(arrived_at IS NOT NULL AND certificates_shown AND rights_told AND received_by IS NOT NULL AND "
            "(notice_effective_on IS NOT NULL OR unannounced_approved_by IS NOT NULL))",
            "on_site_lawfully",
        ),
        CheckConstraint("record_id IS NULL OR arrived_at IS NOT NULL", "record_on_site"),
        CheckConstraint("read_back_at IS NULL OR record_id IS NOT NULL", "read_back_record"),
        CheckConstraint(
            "state NOT IN ('record_signed', 'concluded') OR (record_id IS NOT NULL AND read_back_at IS NOT NULL)",
            "signed_record_read_back",
        ),
        CheckConstraint("(state = 'concluded') = (concluded_at IS NOT NULL)", "concluded_when"),
        CheckConstraint("(state = 'cancelled') = (cancelled_reason IS NOT NULL)", "cancelled_why"),
        CheckConstraint("(unannounced_approved_by IS NULL) = (unannounced_reason IS NULL)", "unannounced_with_reason"),
        CheckConstraint("(unannounced_approved_by IS NULL) = (unannounced_approved_at IS NULL)", "unannounced_when"),
        CheckConstraint(
            "arrived_at IS NULL OR unannounced_approved_at IS NULL OR arrived_at >= unannounced_approved_at",
            "approved_before_arrival",
        ),
        CheckConstraint(
            "unannounced_approved_by IS NULL OR unannounced_approved_by <> planned_by", "unannounced_by_second"
        ),
    )


class TeamMember(CaseScoped, Record, Base):
    """An officer on the team, with the certificate shown and the declaration of no conflict (APL arts. 42, 43).

    The head of the office decides on a conflict: the officer is recused, or kept with reasons.
    """

    __tablename__ = "team_member"

    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspection.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), index=True)
    capacity: Mapped[TeamCapacity] = mapped_column(enum_column(TeamCapacity))
    certificate_number: Mapped[str] = mapped_column(CODE)
    certificate_valid_until: Mapped[date]
    declaration: Mapped[Declaration | None] = mapped_column(enum_column(Declaration))
    declared_at: Mapped[datetime | None]
    conflict: Mapped[str | None] = mapped_column(String(500))
    recused_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    recusal_reason: Mapped[str | None] = mapped_column(String(500))
    kept_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    kept_reason: Mapped[str | None] = mapped_column(String(500))

    __table_args__ = (
        UniqueConstraint("inspection_id", "user_id"),
        CheckConstraint("(declaration IS NULL) = (declared_at IS NULL)", "declared_when"),
        CheckConstraint(
            "(conflict IS NOT NULL) = (declaration IS NOT NULL AND declaration = 'conflict')", "conflict_named"
        ),
        CheckConstraint("(recused_by IS NULL) = (recusal_reason IS NULL)", "recused_why"),
        CheckConstraint("recused_by IS NULL OR recused_by <> user_id", "recused_by_another"),
        CheckConstraint("(kept_by IS NULL) = (kept_reason IS NULL)", "kept_why"),
        CheckConstraint("kept_by IS NULL OR kept_by <> user_id", "kept_by_another"),
        CheckConstraint("recused_by IS NULL OR kept_by IS NULL", "one_decision"),
    )


class Signature(CaseScoped, Record, Base):
    """A signature on the record, or the noted refusal with its witness. One an officer, one of the enterprise."""

    __tablename__ = "signature"

    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspection.id"))
    side: Mapped[Side] = mapped_column(enum_column(Side))
    name: Mapped[str] = mapped_column(NAME)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    refused: Mapped[bool] = mapped_column(default=False)
    refusal_reason: Mapped[str | None] = mapped_column(String(500))
    witness: Mapped[str | None] = mapped_column(NAME)

    __table_args__ = (
        UniqueConstraint("inspection_id", "user_id"),
        Index(
            "uq_signature_enterprise",
            "inspection_id",
            unique=True,
            sqlite_where=ENTERPRISE_SIDE,
            postgresql_where=ENTERPRISE_SIDE,
        ),
        CheckConstraint("refused = (refusal_reason IS NOT NULL)", "refused_why"),
        CheckConstraint("refused = (witness IS NOT NULL)", "refusal_witnessed"),
        CheckConstraint("(side = 'officer') = (user_id IS NOT NULL)", "officer_is_user"),
        CheckConstraint("side = 'enterprise' OR NOT refused", "officers_sign"),
    )
