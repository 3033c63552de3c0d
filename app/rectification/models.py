"""Rectification orders, their demands, the enterprise's answers and their verification."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.models import CaseFile, CaseScoped
from app.core.calendar import Unit
from app.core.db import NAME, Base, Record, Versioned, enum_column
from app.core.workflow import Stateful
from app.deadlines.models import Deadline
from app.documents.models import Document
from app.findings.models import Finding
from app.rectification.states import DemandState, Method, OrderKind, OrderState, Result


class Order(CaseScoped, Stateful, Versioned, Record, Base):
    """A feedback letter (shortcomings) or an order to correct 责令限期改正 (breaches), with one demand per finding.

    Drafter, reviewer and approver are three persons.
    """

    __tablename__ = "rectification_order"

    enterprise_id: Mapped[UUID] = mapped_column(ForeignKey("enterprise.id"), index=True)
    kind: Mapped[OrderKind] = mapped_column(enum_column(OrderKind))
    report_back: Mapped[str] = mapped_column(Text)
    state: Mapped[OrderState] = mapped_column(enum_column(OrderState), default=OrderState.DRAFT)
    drafted_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    reviewed_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"), unique=True)
    withdrawn_reason: Mapped[str | None] = mapped_column(String(500))

    case_file: Mapped[CaseFile] = relationship()
    document: Mapped[Document | None] = relationship()
    demands: Mapped[list["Demand"]] = relationship(order_by="Demand.ordinal", back_populates="order")

    __table_args__ = (
        CheckConstraint("reviewed_by IS NULL OR reviewed_by <> drafted_by", "reviewed_by_second"),
        CheckConstraint(
            "approved_by IS NULL OR (approved_by <> drafted_by AND approved_by <> reviewed_by "
            "AND reviewed_by IS NOT NULL)",
            "approved_by_third",
        ),
        CheckConstraint(
            "state NOT IN ('approved', 'issued', 'served', 'closed') OR approved_by IS NOT NULL", "approved_first"
        ),
        CheckConstraint("state NOT IN ('issued', 'served', 'closed') OR document_id IS NOT NULL", "issued_on_paper"),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_reason IS NOT NULL)", "withdrawn_why"),
    )


class Demand(CaseScoped, Stateful, Versioned, Record, Base):
    """What the enterprise must put right for one finding, by a fixed date or within N days from service."""

    __tablename__ = "demand"

    order_id: Mapped[UUID] = mapped_column(ForeignKey("rectification_order.id"), index=True)
    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"), unique=True)
    ordinal: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    fixed_date: Mapped[date | None]
    amount: Mapped[int | None]
    unit: Mapped[Unit | None] = mapped_column(enum_column(Unit))
    state: Mapped[DemandState] = mapped_column(enum_column(DemandState), default=DemandState.PENDING)
    deadline_id: Mapped[UUID | None] = mapped_column(ForeignKey("deadline.id"))
    first_verifier: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))

    order: Mapped[Order] = relationship(back_populates="demands")
    finding: Mapped[Finding] = relationship()
    deadline: Mapped[Deadline | None] = relationship()
    answers: Mapped[list["Answer"]] = relationship(order_by="Answer.created_at")
    verifications: Mapped[list["Verification"]] = relationship(order_by="Verification.created_at")

    __table_args__ = (
        UniqueConstraint("order_id", "ordinal"),
        CheckConstraint(
            "(fixed_date IS NOT NULL AND amount IS NULL AND unit IS NULL) OR "
            "(fixed_date IS NULL AND amount IS NOT NULL AND unit IS NOT NULL)",
            "date_or_days",
        ),
        CheckConstraint("state IN ('pending', 'withdrawn') OR deadline_id IS NOT NULL", "running_has_deadline"),
        CheckConstraint("state <> 'under_verification' OR first_verifier IS NOT NULL", "verified_by_first"),
    )


class Answer(CaseScoped, Record, Base):
    """What the enterprise reports on a demand (D10), entered by an officer; remarks send it back."""

    __tablename__ = "answer"

    demand_id: Mapped[UUID] = mapped_column(ForeignKey("demand.id"), index=True)
    measure: Mapped[str] = mapped_column(Text)
    done_on: Mapped[date | None]
    responsible_person: Mapped[str] = mapped_column(NAME)
    received_on: Mapped[date]
    entered_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    remarks: Mapped[str | None] = mapped_column(Text)
    remarks_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))

    __table_args__ = (CheckConstraint("(remarks IS NULL) = (remarks_by IS NULL)", "remarks_by_whom"),)


class Verification(CaseScoped, Record, Base):
    """What two officers found when they verified a demand; the opinion (D11) is its paper."""

    __tablename__ = "verification"

    demand_id: Mapped[UUID] = mapped_column(ForeignKey("demand.id"), index=True)
    result: Mapped[Result] = mapped_column(enum_column(Result))
    method: Mapped[Method] = mapped_column(enum_column(Method))
    observations: Mapped[str] = mapped_column(Text)
    verified_on: Mapped[date]
    first_officer: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    second_officer: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    disagreed_reason: Mapped[str | None] = mapped_column(String(500))
    new_term_amount: Mapped[int | None]
    new_term_unit: Mapped[Unit | None] = mapped_column(enum_column(Unit))
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))

    __table_args__ = (
        CheckConstraint("second_officer IS NULL OR second_officer <> first_officer", "two_officers"),
        CheckConstraint("(new_term_amount IS NULL) = (new_term_unit IS NULL)", "new_term_whole"),
        CheckConstraint("new_term_amount IS NULL OR result = 'partly'", "new_term_for_partly"),
    )
