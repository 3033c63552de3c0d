"""An on-site inspection, its team and the signatures on its record."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
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


class Inspection(CaseScoped, Stateful, Versioned, Record, Base):
    """A planned or carried-out on-site inspection (现场检查) of one enterprise."""

    __tablename__ = "inspection"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"), index=True)
    enterprise_id: Mapped[UUID] = mapped_column(ForeignKey("enterprise.id"), index=True)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    kind: Mapped[InspectionKind] = mapped_column(enum_column(InspectionKind))
    basis: Mapped[Basis] = mapped_column(enum_column(Basis))
    subject: Mapped[str] = mapped_column(NAME)
    planned_on: Mapped[date]
    place: Mapped[str] = mapped_column(NAME)
    site_rules: Mapped[str | None] = mapped_column(Text)
    materials: Mapped[str | None] = mapped_column(Text)
    planned_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    state: Mapped[InspectionState] = mapped_column(enum_column(InspectionState), default=InspectionState.PLANNED)

    unannounced_reason: Mapped[str | None] = mapped_column(String(500))
    unannounced_approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    notice_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
    arrived_at: Mapped[datetime | None]
    certificates_shown: Mapped[bool] = mapped_column(default=False)
    received_by: Mapped[str | None] = mapped_column(NAME)
    record_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
    read_back_at: Mapped[datetime | None]
    concluded_at: Mapped[datetime | None]
    cancelled_reason: Mapped[str | None] = mapped_column(String(500))

    case_file: Mapped[CaseFile] = relationship()
    enterprise: Mapped[Enterprise] = relationship()
    team: Mapped[list["TeamMember"]] = relationship(order_by="TeamMember.created_at")
    signatures: Mapped[list["Signature"]] = relationship(order_by="Signature.created_at")
    notice: Mapped[Document | None] = relationship(foreign_keys=notice_id)
    record_paper: Mapped[Document | None] = relationship(foreign_keys=record_id)

    __table_args__ = (
        CheckConstraint("state NOT IN ('noticed') OR notice_id IS NOT NULL", "noticed_with_notice"),
        CheckConstraint(
            "state NOT IN ('on_site', 'record_signed', 'concluded') OR "
            "(arrived_at IS NOT NULL AND certificates_shown AND "
            "(notice_id IS NOT NULL OR unannounced_approved_by IS NOT NULL))",
            "on_site_lawfully",
        ),
        CheckConstraint(
            "state NOT IN ('record_signed', 'concluded') OR (record_id IS NOT NULL AND read_back_at IS NOT NULL)",
            "signed_record_read_back",
        ),
        CheckConstraint("(state = 'concluded') = (concluded_at IS NOT NULL)", "concluded_when"),
        CheckConstraint("(state = 'cancelled') = (cancelled_reason IS NOT NULL)", "cancelled_why"),
        CheckConstraint("(unannounced_approved_by IS NULL) = (unannounced_reason IS NULL)", "unannounced_with_reason"),
        CheckConstraint(
            "unannounced_approved_by IS NULL OR unannounced_approved_by <> planned_by", "unannounced_by_second"
        ),
    )


class TeamMember(CaseScoped, Record, Base):
    """An officer on the team, with the certificate shown and the declaration of no conflict (APL arts. 42, 43)."""

    __tablename__ = "team_member"

    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspection.id"), index=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    capacity: Mapped[TeamCapacity] = mapped_column(enum_column(TeamCapacity))
    certificate_number: Mapped[str] = mapped_column(CODE)
    certificate_valid_until: Mapped[date]
    declaration: Mapped[Declaration | None] = mapped_column(enum_column(Declaration))
    declared_at: Mapped[datetime | None]
    conflict: Mapped[str | None] = mapped_column(String(500))
    recused_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    recusal_reason: Mapped[str | None] = mapped_column(String(500))

    __table_args__ = (
        UniqueConstraint("inspection_id", "user_id"),
        CheckConstraint("(declaration IS NULL) = (declared_at IS NULL)", "declared_when"),
        CheckConstraint("declaration IS NULL OR declaration <> 'conflict' OR conflict IS NOT NULL", "conflict_named"),
        CheckConstraint("recused_by IS NULL OR (recused_by <> user_id AND recusal_reason IS NOT NULL)", "recusal"),
    )


class Signature(CaseScoped, Record, Base):
    """A signature on the record, or the noted refusal with its witness."""

    __tablename__ = "signature"

    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspection.id"), index=True)
    side: Mapped[Side] = mapped_column(enum_column(Side))
    name: Mapped[str] = mapped_column(NAME)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    refused: Mapped[bool] = mapped_column(default=False)
    refusal_reason: Mapped[str | None] = mapped_column(String(500))
    witness: Mapped[str | None] = mapped_column(NAME)

    __table_args__ = (
        CheckConstraint("NOT refused OR (witness IS NOT NULL AND refusal_reason IS NOT NULL)", "refusal_witnessed"),
        CheckConstraint("(side = 'officer') = (user_id IS NOT NULL)", "officer_is_user"),
        CheckConstraint("side = 'enterprise' OR NOT refused", "officers_sign"),
    )
