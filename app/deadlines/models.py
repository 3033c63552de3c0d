"""Due dates: the only place where one is stored."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.cases.models import CaseScoped
from app.core.calendar import Unit
from app.core.db import CODE, Base, Record, Versioned, enum_column
from app.core.workflow import Stateful
from app.deadlines.states import DeadlineState


class Deadline(CaseScoped, Stateful, Versioned, Record, Base):
    """A running clock of a case: rule, start, due date in Asia/Shanghai and how it came about.

    `subject_ref` names what is due (`demand:<id>`), `label` is a stored `Text` shown in lists and reminders, `path`
    the page that opens it. A fixed date has no amount and unit. `steps` is a list of stored `Text`.
    """

    __tablename__ = "deadline"

    rule_key: Mapped[str] = mapped_column(CODE)
    subject_ref: Mapped[str] = mapped_column(String(80), unique=True)
    label: Mapped[dict[str, Any]]
    path: Mapped[str] = mapped_column(String(300))
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    office_path: Mapped[str] = mapped_column(CODE)
    responsible_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    starts_on: Mapped[date]
    amount: Mapped[int | None]
    unit: Mapped[Unit | None] = mapped_column(enum_column(Unit))
    due_on: Mapped[date]
    provisional: Mapped[bool] = mapped_column(default=False)
    steps: Mapped[list[Any]]
    state: Mapped[DeadlineState] = mapped_column(enum_column(DeadlineState), default=DeadlineState.RUNNING)
    met_on: Mapped[date | None]

    __table_args__ = (
        Index("ix_deadline_board", "state", "due_on"),
        CheckConstraint("(amount IS NULL) = (unit IS NULL)", "amount_with_unit"),
        CheckConstraint("(state = 'met') = (met_on IS NOT NULL)", "met_when"),
    )
