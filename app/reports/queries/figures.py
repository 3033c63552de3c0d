"""What inspections and rectification of a campaign come to, within the reader's reach."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select

from app.cases.models import CaseFile
from app.core import clock, db
from app.deadlines.models import Deadline
from app.deadlines.states import DeadlineState
from app.findings.models import Finding
from app.findings.states import Family, FindingState
from app.inspections.models import Inspection
from app.inspections.states import InspectionState
from app.rectification.models import Demand, Order
from app.rectification.states import DemandState, OrderState


@dataclass(frozen=True)
class VisitFigures:
    """Inspections planned (those cancelled apart) and concluded, and confirmed findings by family."""

    planned: int
    concluded: int
    findings: Counter[Family]


@dataclass(frozen=True)
class RectificationFigures:
    """Orders and letters served, demands in force or finished, of them done, and those overdue without an answer."""

    served: int
    demands: int
    done: int
    overdue: int


def visits(campaign_id: UUID) -> VisitFigures:
    """Count the inspections of a campaign and what they found."""
    states = _counted(
        select(Inspection.state, func.count(Inspection.id))
        .where(Inspection.campaign_id == campaign_id)
        .group_by(Inspection.state)
    )
    families = _counted(
        select(Finding.family, func.count(Finding.id))
        .join(CaseFile, CaseFile.id == Finding.case_file_id)
        .where(
            CaseFile.campaign_id == campaign_id,
            Finding.confirmed_at.is_not(None),
            Finding.state != FindingState.DISMISSED,
        )
        .group_by(Finding.family)
    )
    planned = states.total() - states[InspectionState.CANCELLED]
    return VisitFigures(planned, states[InspectionState.CONCLUDED], families)


def rectification(campaign_id: UUID) -> RectificationFigures:
    """Count the orders of a campaign and how their demands stand."""
    served = (
        select(func.count(Order.id))
        .join(CaseFile, CaseFile.id == Order.case_file_id)
        .where(CaseFile.campaign_id == campaign_id, Order.state.in_((OrderState.SERVED, OrderState.CLOSED)))
    )
    late = (Deadline.state == DeadlineState.RUNNING) & (Deadline.due_on < clock.today())
    demands = (
        select(Demand.state, func.count(Demand.id), func.sum(case((late, 1), else_=0)))
        .join(CaseFile, CaseFile.id == Demand.case_file_id)
        .outerjoin(Deadline, Deadline.id == Demand.deadline_id)
        .where(CaseFile.campaign_id == campaign_id, Demand.state.not_in((DemandState.PENDING, DemandState.WITHDRAWN)))
        .group_by(Demand.state)
    )
    rows = db.session().execute(demands).all()
    return RectificationFigures(
        served=db.session().scalar(served) or 0,
        demands=sum(count for _state, count, _late in rows),
        done=sum(count for state, count, _late in rows if state is DemandState.DONE),
        overdue=sum(late_ones for _state, _count, late_ones in rows),
    )


def _counted(statement: Any) -> Counter[Any]:
    return Counter(dict(db.session().execute(statement).all()))
