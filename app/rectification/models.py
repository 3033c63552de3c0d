"""Rectification orders, their demands, the enterprise's answers and their verification."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from app.cases.models import CaseFile, CaseScoped
from app.core.calendar import Unit
from app.core.db import NAME, Base, Record, Versioned, enum_column
from app.core.workflow import Stateful
from app.deadlines.models import Deadline
from app.documents.models import Document
from app.enterprises.models import Enterprise
from app.findings.models import Finding
from app.inspections.models import Inspection
from app.rectification.rules import Term
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
    withdrawn_reason: Mapped[str | None] = mapped_column(Text)

    case_file: Mapped[CaseFile] = relationship()
    enterprise: Mapped[Enterprise] = relationship()
    inspection: Mapped[Inspection] = relationship(
        primaryjoin=lambda: foreign(Order.case_file_id) == Inspection.case_file_id, viewonly=True, uselist=False
    )
    document: Mapped[Document | None] = relationship()
    demands: Mapped[list["Demand"]] = relationship(order_by="Demand.ordinal", back_populates="order")

    @property
    def paper(self) -> Document:
        """The paper of an order that was handed in for review."""
        assert self.document is not None
        return self.document

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
        CheckConstraint("state IN ('draft', 'withdrawn') OR document_id IS NOT NULL", "handed_in_on_paper"),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_reason IS NOT NULL)", "withdrawn_why"),
    )


class Demand(CaseScoped, Stateful, Versioned, Record, Base):
    """What the enterprise must put right for one finding, by a fixed date or within N days from service."""

    __tablename__ = "demand"

    order_id: Mapped[UUID] = mapped_column(ForeignKey("rectification_order.id"), index=True)
    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"))
    ordinal: Mapped[int]
    wording: Mapped[str] = mapped_column(Text)
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

    @property
    def term(self) -> Term:
        """When the demand falls due, as the paper states it."""
        return Term(self.fixed_date, self.amount, self.unit)

    @property
    def running(self) -> Deadline:
        """The clock of a demand that is in force."""
        assert self.deadline is not None
        return self.deadline

    @property
    def paper_in_force(self) -> Document:
        """The paper that set the present term: the opinion with the new one, else the order's."""
        opinions = [found.opinion for found in self.verifications if found.opinion is not None]
        return opinions[-1] if opinions else self.order.paper

    __table_args__ = (
        UniqueConstraint("order_id", "ordinal"),
        Index(
            "uq_demand_finding",
            "finding_id",
            unique=True,
            sqlite_where=text("state <> 'withdrawn'"),
            postgresql_where=text("state <> 'withdrawn'"),
        ),
        CheckConstraint(
            "(fixed_date IS NOT NULL AND amount IS NULL AND unit IS NULL) OR "
            "(fixed_date IS NULL AND amount IS NOT NULL AND unit IS NOT NULL)",
            "date_or_days",
        ),
        CheckConstraint("ordinal >= 1", "ordinal_from_one"),
        CheckConstraint("amount IS NULL OR amount >= 1", "amount_positive"),
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
    """What the first officer found on a demand; the second confirmed it by the opinion (D11) or disputed it."""

    __tablename__ = "verification"

    demand_id: Mapped[UUID] = mapped_column(ForeignKey("demand.id"), index=True)
    result: Mapped[Result] = mapped_column(enum_column(Result))
    method: Mapped[Method] = mapped_column(enum_column(Method))
    observations: Mapped[str] = mapped_column(Text)
    verified_on: Mapped[date]
    first_officer: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    second_officer: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    disputed_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    disputed_reason: Mapped[str | None] = mapped_column(Text)
    new_term_amount: Mapped[int | None]
    new_term_unit: Mapped[Unit | None] = mapped_column(enum_column(Unit))
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))

    opinion: Mapped[Document | None] = relationship()

    @property
    def new_term(self) -> Term:
        """The new term of a partly done demand."""
        return Term(amount=self.new_term_amount, unit=self.new_term_unit)

    __table_args__ = (
        CheckConstraint("second_officer IS NULL OR second_officer <> first_officer", "two_officers"),
        CheckConstraint("(second_officer IS NULL) = (document_id IS NULL)", "opinion_by_two"),
        CheckConstraint("(disputed_by IS NULL) = (disputed_reason IS NULL)", "disputed_why"),
        CheckConstraint("disputed_by IS NULL OR disputed_by <> first_officer", "disputed_by_second"),
        CheckConstraint("second_officer IS NULL OR disputed_by IS NULL", "confirmed_or_disputed"),
        CheckConstraint("(new_term_amount IS NULL) = (new_term_unit IS NULL)", "new_term_whole"),
        CheckConstraint("(new_term_amount IS NOT NULL) = (result = 'partly')", "new_term_for_partly"),
        CheckConstraint("new_term_amount IS NULL OR new_term_amount >= 1", "new_term_positive"),
    )
