"""The case file: one row per inspected matter, and who may see it beyond the own jurisdiction."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.cases.states import Capacity, EmbargoUntil
from app.core.db import CODE, NAME, Base, Record, enum_column


class CaseFile(Record, Base):
    """One inspected matter (卷宗). Everything scoped hangs on it by `case_file_id`.

    `embargoed_until` names the act that lifts the embargo; while it is set, only the people admitted to the case and
    the approvers of its office see it. The number is given when the embargo ends, so that numbers betray no plan.
    `campaign_id` and `enterprise_id` are opaque here: the rooms above own what they mean.
    """

    __tablename__ = "case_file"

    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    office_path: Mapped[str] = mapped_column(CODE)
    campaign_id: Mapped[UUID] = mapped_column(index=True)
    enterprise_id: Mapped[UUID] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(NAME)
    number: Mapped[str | None] = mapped_column(CODE, unique=True)
    embargoed_until: Mapped[EmbargoUntil | None] = mapped_column(enum_column(EmbargoUntil))
    frozen_at: Mapped[datetime | None]
    carried_over: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        Index("ix_case_file_office_path", "office_path"),
        CheckConstraint("(embargoed_until IS NULL) = (number IS NOT NULL)", "numbered_when_open"),
    )


class CaseScoped:
    """A row that belongs to a case file and is seen only with it."""

    @declared_attr
    def case_file_id(cls) -> Mapped[UUID]:  # noqa: N805
        return mapped_column(ForeignKey("case_file.id"), index=True, sort_order=-1)


class CaseAccess(CaseScoped, Record, Base):
    """A person admitted to a case: as its planner, on its team, or by a grant for a purpose that ends by itself."""

    __tablename__ = "case_access"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), index=True)
    capacity: Mapped[Capacity] = mapped_column(enum_column(Capacity))
    until: Mapped[date | None]
    reason: Mapped[str | None] = mapped_column(String(500))

    __table_args__ = (
        UniqueConstraint("case_file_id", "user_id", "capacity"),
        CheckConstraint("capacity <> 'grant' OR (until IS NOT NULL AND reason IS NOT NULL)", "grant_ends"),
    )


class OfficeScoped:
    """A registry row that belongs to an office. `enterprise_key` names its column with the enterprise's id, so that
    people admitted to a case also see that enterprise."""

    enterprise_key: ClassVar[str] = "enterprise_id"

    @declared_attr
    def office_id(cls) -> Mapped[UUID]:  # noqa: N805
        return mapped_column(ForeignKey("office.id"), sort_order=-1)

    @declared_attr
    def office_path(cls) -> Mapped[str]:  # noqa: N805
        return mapped_column(CODE, index=True, sort_order=-1)
