"""The case file: one row per inspected matter, and who may see it beyond the own jurisdiction."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from app.access.actor import Actor
from app.access.permissions import Permission
from app.cases.states import AccessLevel, Capacity, EmbargoUntil, GrantState
from app.core import clock
from app.core.db import CODE, NAME, Base, Record, enum_column

NO_GRANT = text("capacity <> 'grant'")


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

    admissions: Mapped[list["CaseAccess"]] = relationship(order_by="CaseAccess.id", viewonly=True)

    __table_args__ = (
        Index("ix_case_file_office_path", "office_path"),
        CheckConstraint("(embargoed_until IS NULL) = (number IS NOT NULL)", "numbered_when_open"),
    )

    def staffed_by(self, actor: Actor) -> bool:
        """Whether the actor works on the case for the office that holds it, as one of its people or by a grant to edit.

        Somebody of the office whom only a grant to read lets in under the embargo has no part in the work.
        """
        own = self.office_id == actor.office_id
        if own and (self.embargoed_until is None or actor.may(Permission.INSPECTION_APPROVE)):
            return True
        mine = [admission for admission in self.admissions if admission.user_id == actor.id]
        edits = any(one.level is AccessLevel.EDIT and one.state is GrantState.RUNNING for one in mine)
        return edits or (own and any(one.capacity is not Capacity.GRANT for one in mine))


class CaseScoped:
    """A row that belongs to a case file and is seen only with it. `freezes = False`: what says who sees the case or who
    takes it over can be written while the case is frozen; nothing else can."""

    freezes: ClassVar[bool] = True

    @declared_attr
    def case_file_id(cls) -> Mapped[UUID]:  # noqa: N805
        return mapped_column(ForeignKey("case_file.id"), index=True, sort_order=-1)


class CaseAccess(CaseScoped, Record, Base):
    """A person admitted to a case: as its planner, on its team, or by a grant for a purpose that ends by itself.

    A grant lasts through the day `until` (Asia/Shanghai); its row stays for the record when it has ended.
    """

    __tablename__ = "case_access"
    freezes = False

    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), index=True)
    capacity: Mapped[Capacity] = mapped_column(enum_column(Capacity))
    level: Mapped[AccessLevel | None] = mapped_column(enum_column(AccessLevel))
    until: Mapped[date | None]
    reason: Mapped[str | None] = mapped_column(String(500))
    granted_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    withdrawn_on: Mapped[date | None]
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    withdrawn_reason: Mapped[str | None] = mapped_column(String(500))

    case_file: Mapped[CaseFile] = relationship()

    __table_args__ = (
        Index(
            "uq_case_access_admission",
            "case_file_id",
            "user_id",
            "capacity",
            unique=True,
            sqlite_where=NO_GRANT,
            postgresql_where=NO_GRANT,
        ),
        CheckConstraint(
            "(capacity = 'grant') = (until IS NOT NULL) AND (capacity = 'grant') = (level IS NOT NULL) AND "
            "(capacity = 'grant') = (granted_by IS NOT NULL)",
            "grant_ends",
        ),
        CheckConstraint("capacity <> 'grant' OR reason IS NOT NULL", "grant_why"),
        CheckConstraint("granted_by IS NULL OR granted_by <> user_id", "granted_by_another"),
        CheckConstraint("withdrawn_on IS NULL OR capacity = 'grant'", "only_grants_withdrawn"),
        CheckConstraint(
            "(withdrawn_on IS NULL) = (withdrawn_by IS NULL) AND (withdrawn_on IS NULL) = (withdrawn_reason IS NULL)",
            "withdrawn_why",
        ),
    )

    @property
    def decided_by(self) -> tuple[UUID | None, ...]:
        """Whoever granted it and whoever withdrew it."""
        return self.granted_by, self.withdrawn_by

    @property
    def state(self) -> GrantState:
        """Where a grant stands today."""
        if self.withdrawn_on is not None:
            return GrantState.WITHDRAWN
        return GrantState.RUNNING if self.until is None or self.until >= clock.today() else GrantState.ENDED


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
